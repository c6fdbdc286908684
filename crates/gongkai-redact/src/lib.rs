//! Cuts passages out of a PDF so that nothing of them is left in the file (区分处理, Art. 37).
//!
//! Nothing is taken out of the old file: a new one is made from what a reader sees. Every page is drawn as a picture at
//! 300 dpi, the boxes are painted over in the picture, and the characters that are seen outside of the boxes are laid
//! under it, invisible, so that search and copy work. What the old file had besides (outlines, form fields, attachments,
//! properties, scripts, layers, earlier versions, fonts, what lies outside of the page) is never copied.
//!
//! A character is laid under the picture only where it is seen: what stands under a black bar, in white on white or in a
//! layer that is off was hidden, and copying it would show it.

mod fonts;
mod glyphs;
mod label;
mod open;
mod picture;
mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use gongkai_domain::request::redaction::{Area, Cut, Doubt, Page, Redacted, Unfit};
use hayro::RenderCache;
use hayro::hayro_interpret::InterpreterCache;

use crate::fonts::Substitutes;
use crate::open::Source;
use crate::write::Writer;

/// Pages of a file at most.
pub const MOST_PAGES: u32 = 200;
/// Boxes of a file at most.
pub const MOST_CUTS: u32 = 2_000;
/// Pixels of a picture at most; a larger page gets a lower resolution.
const MOST_PIXELS: f32 = 40e6;
/// Below this resolution a page cannot be read, and is refused.
const LOWEST_DPI: f32 = 100.0;
/// The resolution of the copy.
const DPI: f32 = 300.0;
/// How wide a page is on a screen. Unit: pixels.
const SCREEN_WIDTH: f32 = 1_100.0;
/// How long a file may take.
const LONGEST: Duration = Duration::from_secs(300);
/// Tenths of a millimetre in an inch.
const TENTHS: f32 = 254.0;
/// Points in an inch.
const POINTS: f32 = 72.0;

/// Cuts passages out of files.
#[derive(Debug, Default)]
pub struct Redactor {
    substitutes: Substitutes,
}

impl Redactor {
    /// With the fonts of the machine, for files that do not bring their own.
    pub fn new() -> Redactor {
        Redactor { substitutes: Substitutes::find() }
    }

    /// The pages of a file, with what is written on them.
    ///
    /// # Errors
    ///
    /// Why the file cannot be dealt with.
    pub fn pages(&self, bytes: &[u8]) -> Result<Vec<Page>, Unfit> {
        guarded(|| {
            let source = Source::open(bytes)?;
            let cache = InterpreterCache::new();
            let begun = Instant::now();
            let mut pages = Vec::new();
            for (number, page) in (1..).zip(source.pages().iter()) {
                in_time(begun, number)?;
                let (width, height) = page.render_dimensions();
                let found = glyphs::collect(page, &cache, &self.substitutes);
                let mut glyphs = found.glyphs;
                glyphs.retain(|g| g.is_on_page((width, height)));
                pages.push(Page {
                    width: tenths(width),
                    height: tenths(height),
                    glyphs: glyphs.iter().map(glyphs::Glyph::told).collect(),
                });
            }
            Ok(pages)
        })
    }

    /// A page as PNG for the screen; pages count from 1.
    ///
    /// # Errors
    ///
    /// Why the file cannot be dealt with, or that the page is not there.
    pub fn picture(&self, bytes: &[u8], number: u32) -> Result<Vec<u8>, Unfit> {
        guarded(|| {
            let source = Source::open(bytes)?;
            let page = source.page(number)?;
            let scale = SCREEN_WIDTH / page.render_dimensions().0.max(1.0);
            let scale = scale.min(picture::scale_of(page, DPI).ok_or(Unfit::PageSize(number))?);
            let drawn = picture::draw(page, &RenderCache::new(), &self.substitutes, scale);
            drawn.pixmap.into_png().map_err(|_| Unfit::PageSize(number))
        })
    }

    /// A copy of a file without what the boxes cover.
    ///
    /// # Errors
    ///
    /// Why the file cannot be dealt with, or which box is not on its page.
    pub fn redact(&self, bytes: &[u8], cuts: &[Cut]) -> Result<Redacted, Unfit> {
        if cuts.is_empty() {
            return Err(Unfit::Nothing);
        }
        if cuts.len() > MOST_CUTS as usize {
            return Err(Unfit::Cuts(MOST_CUTS));
        }
        guarded(|| {
            let source = Source::open(bytes)?;
            check(cuts, &source)?;
            let (cache, fonts) = (RenderCache::new(), InterpreterCache::new());
            let begun = Instant::now();
            let mut writer = Writer::new();
            let mut doubts: Vec<(u32, Doubt)> = Vec::new();
            for (number, page) in (1..).zip(source.pages().iter()) {
                in_time(begun, number)?;
                let scale = picture::scale_of(page, DPI).ok_or(Unfit::PageSize(number))?;
                let own: Vec<Cut> = cuts.iter().filter(|c| c.page == number).copied().collect();
                let drawn = picture::draw(page, &cache, &self.substitutes, scale);
                let found = glyphs::collect(page, &fonts, &self.substitutes);
                let mut of_page = drawn.doubts;
                if found.unnamed > 0 {
                    of_page.push(Doubt::Unnamed);
                }
                of_page.sort_unstable();
                of_page.dedup();
                doubts.extend(of_page.into_iter().map(|doubt| (number, doubt)));
                let pixels = picture::Pixels::of(&drawn.pixmap);
                let areas: Vec<Area> = own.iter().map(|c| c.area).collect();
                let glyphs = glyphs::remaining(found.glyphs, &areas, &pixels, scale);
                let picture = pixels.covered(&areas, scale).encoded();
                let labels = own.iter().map(|cut| label::of(*cut, &self.substitutes)).collect();
                writer.page(page.render_dimensions(), picture, &glyphs, labels);
            }
            Ok(Redacted { bytes: writer.finish(), doubts })
        })
    }
}

/// A file can be broken in ways that the renderer does not expect.
fn guarded<T>(work: impl FnOnce() -> Result<T, Unfit>) -> Result<T, Unfit> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Unfit::Damaged))
}

fn in_time(begun: Instant, page: u32) -> Result<(), Unfit> {
    if begun.elapsed() > LONGEST { Err(Unfit::TooSlow(page - 1)) } else { Ok(()) }
}

/// Every box lies on a page, at least with a part of it.
fn check(cuts: &[Cut], source: &Source) -> Result<(), Unfit> {
    for cut in cuts {
        let (width, height) = source.page(cut.page)?.render_dimensions();
        let is_on_page = cut.area.left < tenths(width) && cut.area.top < tenths(height);
        if !is_on_page || cut.area.width == 0 || cut.area.height == 0 {
            return Err(Unfit::Outside(cut.page));
        }
    }
    Ok(())
}

fn tenths(points: f32) -> u32 {
    (points * TENTHS / POINTS).round().max(0.0) as u32
}

fn points(tenths: u32) -> f32 {
    tenths as f32 * POINTS / TENTHS
}
