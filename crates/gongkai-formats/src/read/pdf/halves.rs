//! Two pages on one sheet: a landscape sheet with a gutter down its middle is cut into a left and a right page.

use super::content::PageContent;
use super::geometry::{Bounds, Turn};
use crate::read::document::{Block, Document};
use gongkai_domain::report::Place;

/// A sheet this much wider than high can hold two pages.
const LANDSCAPE: f32 = 1.15;
/// The gutter lies in this part of the width …
const MIDDLE: (f32, f32) = (0.42, 0.58);
/// … and is at least this part of it wide.
const GUTTER: f32 = 0.02;

/// Where a page of the result comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Origin {
    /// The sheet, from 0.
    sheet: usize,
    /// How far the page was moved to the left, in points.
    moved: f32,
}

/// Whether any sheet has a gutter with text on both sides of it.
pub(super) fn are_likely(sheets: &[PageContent]) -> bool {
    sheets.iter().any(|s| gutter(s).is_some_and(|at| has_both_sides(s, at)))
}

/// Cuts the sheets that hold two pages. Gives the pages in reading order and where each comes from.
pub(super) fn cut(sheets: Vec<PageContent>) -> (Vec<PageContent>, Vec<Origin>) {
    let gutters: Vec<Option<f32>> = sheets.iter().map(gutter).collect();
    let mut pages = Vec::with_capacity(sheets.len());
    let mut origins = Vec::with_capacity(sheets.len());
    for (number, (sheet, gutter)) in sheets.into_iter().zip(gutters).enumerate() {
        // One sheet with text on one side alone is the last of several.
        match gutter {
            Some(at) => {
                let (left, right) = halves(sheet, at);
                pages.extend([left, right]);
                origins.extend([Origin { sheet: number, moved: 0.0 }, Origin { sheet: number, moved: at }]);
            }
            None => {
                pages.push(sheet);
                origins.push(Origin { sheet: number, moved: 0.0 });
            }
        }
    }
    (pages, origins)
}

/// Turns the places of cut pages into places on their sheets.
pub(super) fn restore(document: &mut Document, origins: &[Origin]) {
    let on_sheet = |place: &mut Place| {
        let Some(origin) = place.page.and_then(|p| origins.get((p as usize).checked_sub(1)?)) else { return };
        place.page = u32::try_from(origin.sheet + 1).ok();
        if let Some([left, _, right, _]) = &mut place.bounds {
            *left += origin.moved;
            *right += origin.moved;
        }
    };
    for block in &mut document.blocks {
        match block {
            Block::Line(line) => on_sheet(&mut line.place),
            Block::Table(table) => table.cells.iter_mut().for_each(|c| on_sheet(&mut c.place)),
        }
    }
    document.notices.iter_mut().filter_map(|n| n.place.as_mut()).for_each(on_sheet);
}

/// The middle of the widest upright strip near the centre that nothing crosses.
fn gutter(sheet: &PageContent) -> Option<f32> {
    let (width, height) = sheet.size;
    if sheet.turn != Turn::None || width < height * LANDSCAPE {
        return None;
    }
    let (from, to) = (width * MIDDLE.0, width * MIDDLE.1);
    let mut taken: Vec<(f32, f32)> = sheet
        .glyphs
        .iter()
        .filter(|g| !g.is_blank())
        .map(|g| &g.bounds)
        .chain(sheet.rules.iter())
        .filter(|b| b.right > from && b.left < to)
        .map(|b: &Bounds| (b.left, b.right))
        .collect();
    taken.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut widest = (0.0, 0.0);
    let mut at = from;
    for (left, right) in taken.into_iter().chain([(to, to)]) {
        if left - at > widest.0 {
            widest = (left - at, (left + at) / 2.0);
        }
        at = at.max(right);
    }
    (widest.0 >= width * GUTTER).then_some(widest.1)
}

fn has_both_sides(sheet: &PageContent, at: f32) -> bool {
    const FEWEST: usize = 20;
    let left = sheet.glyphs.iter().filter(|g| !g.is_blank() && g.bounds.right <= at).count();
    let right = sheet.glyphs.iter().filter(|g| !g.is_blank() && g.bounds.left >= at).count();
    left >= FEWEST && right >= FEWEST
}

fn halves(sheet: PageContent, at: f32) -> (PageContent, PageContent) {
    let (width, height) = sheet.size;
    let (mut left, mut right) = (PageContent::default(), PageContent::default());
    left.size = (at, height);
    right.size = (width - at, height);
    left.slanted = sheet.slanted;
    left.unknown = sheet.unknown;
    for mut glyph in sheet.glyphs {
        if glyph.bounds.left < at {
            left.glyphs.push(glyph);
        } else {
            glyph.bounds.left -= at;
            glyph.bounds.right -= at;
            right.glyphs.push(glyph);
        }
    }
    for mut rule in sheet.rules {
        if rule.left < at {
            left.rules.push(rule);
        } else {
            rule.left -= at;
            rule.right -= at;
            right.rules.push(rule);
        }
    }
    (left, right)
}
