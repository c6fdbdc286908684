//! The characters of a page: what they are, where they stand, and whether they are seen.

use std::collections::HashSet;

use gongkai_domain::request::redaction::{Area, Glyph as Told};
use hayro::hayro_interpret::font::{Glyph as Drawn, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    Paint, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape};

use crate::fonts::Substitutes;
use crate::picture::Pixels;
use crate::{POINTS, TENTHS, points};

/// Where the box of a glyph begins below its line, and ends above it. Unit: thousandths of the font size.
const BELOW: f64 = -200.0;
const ABOVE: f64 = 900.0;
/// Glyphs of a page at most; what comes after is not laid under the picture.
const MOST: usize = 200_000;

/// A glyph on a page.
pub(crate) struct Glyph {
    /// Its characters.
    pub text: String,
    /// From thousandths of the font size to points from the top left corner of the page, downwards.
    pub matrix: Affine,
    /// How far the pen moves. Unit: thousandths of the font size.
    pub advance: f64,
    /// All that it covers. Unit: points.
    pub bounds: Rect,
    /// Its outline. Unit: points.
    outline: Option<BezPath>,
    /// Its colour, where it has one and it is not seen through.
    colour: Option<[u8; 3]>,
}

impl Glyph {
    fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// Whether it stands on a page of a size, as far as its middle.
    pub fn is_on_page(&self, (width, height): (f32, f32)) -> bool {
        Rect::new(0.0, 0.0, width.into(), height.into()).contains(self.bounds.center())
    }

    /// As it is told to others.
    pub fn told(&self) -> Told {
        let tenths = |v: f64| (v * f64::from(TENTHS / POINTS)).max(0.0);
        let (left, top) = (tenths(self.bounds.x0).floor() as u32, tenths(self.bounds.y0).floor() as u32);
        let (right, bottom) = (tenths(self.bounds.x1).ceil() as u32, tenths(self.bounds.y1).ceil() as u32);
        let area = Area { left, top, width: right.saturating_sub(left), height: bottom.saturating_sub(top) };
        Told { text: self.text.clone(), area }
    }

    /// Whether its box meets another, be it with a hair.
    fn meets(&self, area: Area) -> bool {
        let (left, top) = (f64::from(points(area.left)), f64::from(points(area.top)));
        let (right, bottom) = (f64::from(points(area.right())), f64::from(points(area.bottom())));
        self.bounds.x0 < right && self.bounds.x1 > left && self.bounds.y0 < bottom && self.bounds.y1 > top
    }

    /// Whether it is seen in the picture: its inside has another colour than what is around it, and its own.
    fn is_seen(&self, pixels: &Pixels, scale: f32) -> bool {
        /// Points that are looked at, along each side.
        const STEPS: u32 = 12;
        /// What an eye tells apart.
        const APART: f64 = 14.0;
        /// How far the colour in the picture may be from the glyph's own: thin strokes are blended with the paper.
        const BLENDED: f64 = 140.0;
        let Some(outline) = &self.outline else {
            return pixels.contrast(self.bounds, scale) >= APART as u8;
        };
        let bounds = outline.bounding_box();
        let around = bounds.inflate(bounds.width() * 0.1 + 0.5, bounds.height() * 0.1 + 0.5);
        let (mut inside, mut outside, mut ring) = (Mean::default(), Mean::default(), Mean::default());
        for row in 0..STEPS {
            for column in 0..STEPS {
                let part = |n: u32| (f64::from(n) + 0.5) / f64::from(STEPS);
                let at = Point::new(
                    around.x0 + around.width() * part(column),
                    around.y0 + around.height() * part(row),
                );
                let Some(colour) = pixels.at(at, scale) else { continue };
                if outline.winding(at) != 0 {
                    inside.add(colour);
                } else if bounds.contains(at) {
                    outside.add(colour);
                } else {
                    ring.add(colour);
                }
            }
        }
        // A stroke that fills its own box has nothing but what is around it to be seen against.
        if outside.count * 6 < inside.count {
            outside = ring;
        }
        let Some(mean) = inside.mean() else { return pixels.contrast(around, scale) >= APART as u8 };
        let Some(paper) = outside.mean() else { return false };
        let differs = (0..3).any(|i| (mean[i] - paper[i]).abs() >= APART);
        let is_own =
            self.colour.is_none_or(|own| (0..3).all(|i| (mean[i] - f64::from(own[i])).abs() <= BLENDED));
        differs && is_own
    }
}

/// The mean of some colours.
#[derive(Default)]
struct Mean {
    sum: [f64; 3],
    count: u32,
}

impl Mean {
    fn add(&mut self, colour: [u8; 3]) {
        for (sum, part) in self.sum.iter_mut().zip(colour) {
            *sum += f64::from(part);
        }
        self.count += 1;
    }

    fn mean(&self) -> Option<[f64; 3]> {
        (self.count > 0).then(|| self.sum.map(|s| s / f64::from(self.count)))
    }
}

/// What was found on a page.
#[derive(Default)]
pub(crate) struct Found {
    /// In the order in which they are drawn.
    pub glyphs: Vec<Glyph>,
    /// Glyphs of which the file does not say what they are.
    pub unnamed: usize,
}

/// The glyphs that a page draws; of layers that are off there are none. The fonts of a file are read once with one cache.
pub(crate) fn collect<'a>(
    page: &'a Page<'a>,
    cache: &InterpreterCache<'a>,
    substitutes: &Substitutes,
) -> Found {
    let (width, height) = page.render_dimensions();
    let box_of_page = Rect::new(0.0, 0.0, width.into(), height.into());
    let base = Affine::new(page.initial_transform(true).as_coeffs());
    let mut context = Context::new(base, box_of_page, cache, page.xref(), substitutes.settings());
    let mut collector = Collector::default();
    interpret_page(page, &mut context, &mut collector);
    collector.found
}

/// What can stand under the picture: seen, and outside of every box.
pub(crate) fn remaining(all: Vec<Glyph>, areas: &[Area], pixels: &Pixels, scale: f32) -> Vec<Glyph> {
    let mut follows = false;
    let mut kept = Vec::with_capacity(all.len());
    for glyph in all {
        let is_out = areas.iter().any(|area| glyph.meets(*area));
        let is_kept = !is_out && if glyph.is_blank() { follows } else { glyph.is_seen(pixels, scale) };
        follows = is_kept;
        if is_kept {
            kept.push(glyph);
        }
    }
    kept
}

#[derive(Default)]
struct Collector {
    found: Found,
    /// Where which characters stand, so that what is drawn twice is taken once.
    known: HashSet<(i64, i64, String)>,
}

impl Collector {
    fn take(&mut self, glyph: &PositionedGlyph<'_>, next: Option<Point>, props: &DrawProps<'_>) {
        let matrix = props.transform * glyph.transform();
        if !matrix.as_coeffs().iter().all(|n| n.is_finite()) || self.found.glyphs.len() >= MOST {
            return;
        }
        let (outline, advance) = match &**glyph {
            Drawn::Outline(glyph) => {
                let outline = matrix * glyph.outline();
                let has_ink = outline.segments().next().is_some();
                (has_ink.then_some(outline), glyph.advance_width())
            }
            Drawn::Type3(glyph) => (None, glyph.advance_width()),
        };
        let text: String = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.into(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        let text: String = text.chars().filter(|c| !c.is_control() && *c != '\u{FFFD}').collect();
        if text.is_empty() {
            self.found.unnamed += usize::from(outline.is_some());
            return;
        }
        let mut advance = f64::from(advance.unwrap_or(500.0)).clamp(1.0, 20_000.0);
        // The next glyph tells better than the font how wide this one is.
        if let Some(next) = next.filter(|_| matrix.determinant().abs() > 1e-12) {
            let at = matrix.inverse() * next;
            if at.y.abs() < 1.0 && at.x > 0.0 && at.x < advance * 1.5 {
                advance = at.x.max(1.0);
            }
        }
        // What is drawn by instructions can reach further than its font says.
        let above = if matches!(&**glyph, Drawn::Type3(_)) { advance.max(ABOVE) } else { ABOVE };
        let mut bounds = matrix.transform_rect_bbox(Rect::new(0.0, BELOW, advance, above));
        if let Some(outline) = &outline {
            bounds = bounds.union(outline.bounding_box());
        }
        let origin = matrix * Point::ORIGIN;
        let half = |v: f64| (v * 2.0).round() as i64;
        if !self.known.insert((half(origin.x), half(origin.y), text.clone())) {
            return;
        }
        let colour = match &props.paint {
            Paint::Color(colour) => {
                let [r, g, b, alpha] = colour.to_rgba().to_rgba8();
                (alpha == 255).then_some([r, g, b])
            }
            Paint::Pattern(_) => None,
        };
        self.found.glyphs.push(Glyph { text, matrix, advance, bounds, outline, colour });
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let mut glyphs = run.glyphs().iter().peekable();
        let from = self.found.glyphs.len();
        while let Some(glyph) = glyphs.next() {
            let next = glyphs.peek().map(|next| props.transform * (next.transform() * Point::ORIGIN));
            self.take(glyph, next, &props);
        }
        if matches!(mode, DrawMode::Invisible) {
            // Under a scan: nothing of it is drawn, and the picture shows what it says, in a colour of its own.
            for glyph in &mut self.found.glyphs[from..] {
                (glyph.outline, glyph.colour) = (None, None);
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
