//! Puts the pages of a document together, in each of the ways a candidate needs.

use std::collections::HashSet;

use gongkai_domain::report::{Notice, NoticeCode, Place};

use super::content::{Glyph, PageContent};
use super::furniture::{self, Furniture, PageLines};
use super::geometry::Bounds;
use super::grid::Grid;
use super::lines::{VisualLine, lines_of, on_one_line, small_size};
use super::paragraphs::{self, TextLine};
use super::rules::frames;
use super::table::{Part, join_parts};
use crate::read::document::{Block, Document, Line};

/// A page taken apart: ruled tables, and the glyphs outside them.
struct Parsed<'g> {
    content: &'g PageContent,
    grids: Vec<Grid<'g>>,
    lines: Vec<VisualLine<'g>>,
}

/// The candidate documents, the most telling first.
pub(super) fn candidates(contents: &[PageContent]) -> Vec<Document> {
    let mut grids: Vec<Vec<Grid<'_>>> = contents.iter().map(grids_of).collect();
    drop_boxes(&mut grids, contents);
    let mut pages: Vec<Parsed<'_>> = contents.iter().zip(grids).map(|(c, g)| take_apart(c, g)).collect();
    let outside: Vec<PageLines<'_>> =
        pages.iter().map(|p| PageLines { lines: p.lines.clone(), height: p.content.size.1 }).collect();
    let furniture = furniture::find(&outside);
    let notices = furniture_notice(&furniture, &pages);
    let skipped = skipped_glyphs(&furniture, &pages);
    for found in furniture.iter().rev() {
        pages[found.page].lines.remove(found.line);
    }
    let mut out = Vec::new();
    if pages.iter().any(|p| !p.grids.is_empty()) {
        out.push(ruled(pages, contents));
    }
    let lines = seen_lines(contents, &skipped);
    let order = drawn_lines(contents, &skipped);
    let same = spelled(&lines) == spelled(&order);
    out.push(lines);
    if !same {
        out.push(order);
    }
    for document in &mut out {
        document.notices.extend(notices.iter().cloned());
    }
    out
}

/// The grids that the lines of a page make, from top to bottom.
fn grids_of<'g>(content: &PageContent) -> Vec<Grid<'g>> {
    let mut grids: Vec<Grid<'_>> = frames(&content.rules).iter().filter_map(Grid::new).collect();
    grids.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]));
    grids
}

/// Boxes frame running text or whole pages. They are tables only where they are the first or last row of one that
/// runs over the page.
fn drop_boxes(grids: &mut [Vec<Grid<'_>>], contents: &[PageContent]) {
    /// A box higher than this part of the page is no row.
    const ROW: f32 = 0.25;
    for (page, content) in grids.iter_mut().zip(contents) {
        page.retain(|g| !g.is_box() || g.bounds().height() <= content.size.1 * ROW);
    }
    let goes_on: Vec<bool> = grids
        .windows(2)
        .map(|pages| match (pages[0].last(), pages[1].first()) {
            // Boxes at the same height are headers.
            (Some(last), Some(first)) => last.continues_in(first) && (last.ys[0] - first.ys[0]).abs() > 4.0,
            _ => false,
        })
        .collect();
    for (number, page) in grids.iter_mut().enumerate() {
        let last = page.len().saturating_sub(1);
        let from_before = number > 0 && goes_on[number - 1];
        let goes_on = goes_on.get(number).copied().unwrap_or(false);
        let mut index = 0;
        page.retain(|grid| {
            let keep = !grid.is_box() || (index == last && goes_on) || (index == 0 && from_before);
            index += 1;
            keep
        });
    }
}

fn take_apart<'g>(content: &'g PageContent, mut grids: Vec<Grid<'g>>) -> Parsed<'g> {
    // A table within a cell of another takes its glyphs first.
    grids.sort_by(|a, b| {
        let area = |g: &Grid<'_>| g.bounds().width() * g.bounds().height();
        area(a).total_cmp(&area(b))
    });
    let mut inside: Vec<Vec<&Glyph>> = vec![Vec::new(); grids.len()];
    let mut outside: Vec<&Glyph> = Vec::new();
    let bounds: Vec<Bounds> = grids.iter().map(Grid::bounds).collect();
    for glyph in &content.glyphs {
        match bounds.iter().position(|b| b.contains(glyph.bounds.center())) {
            Some(grid) => inside[grid].push(glyph),
            None => outside.push(glyph),
        }
    }
    for (grid, glyphs) in grids.iter_mut().zip(&inside) {
        grid.fill(glyphs);
    }
    // A drawing without a word in it is no table.
    grids.retain(|grid| grid.cells.iter().any(|c| c.glyphs.iter().any(|g| !g.is_blank())));
    grids.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]));
    Parsed { content, grids, lines: lines_of(outside) }
}

fn furniture_notice(furniture: &[Furniture], pages: &[Parsed<'_>]) -> Option<Notice> {
    let first = furniture.first()?;
    let mut notice = Notice::new(NoticeCode::PageFurnitureSkipped, first.text.clone());
    notice.count = u32::try_from(furniture.len()).unwrap_or(u32::MAX);
    let page = &pages[first.page];
    notice.place = Some(place(page.content, first.page, page.lines[first.line].bounds));
    Some(notice)
}

/// The glyphs of furniture, by page and order.
fn skipped_glyphs(furniture: &[Furniture], pages: &[Parsed<'_>]) -> HashSet<(usize, u32)> {
    let glyphs = |f: &Furniture| pages[f.page].lines[f.line].glyphs.iter().map(|g| g.order);
    furniture.iter().flat_map(|f| glyphs(f).map(|order| (f.page, order))).collect()
}

fn place(content: &PageContent, page: usize, bounds: Bounds) -> Place {
    Place {
        page: u32::try_from(page + 1).ok(),
        bounds: Some(content.printed(bounds).to_array()),
        ..Place::default()
    }
}

fn line_block(content: &PageContent, page: usize, bounds: Bounds, text: String) -> Block {
    Block::Line(Line { text, place: place(content, page, bounds), heading: 0 })
}

/// Lines, and tables between them.
#[derive(Default)]
struct Flow<'g> {
    /// `None` where a table stands.
    lines: Vec<Option<TextLine>>,
    tables: Vec<Vec<Part<'g>>>,
}

impl<'g> Flow<'g> {
    fn push_part(&mut self, part: Part<'g>) {
        let open = self.lines.last().is_some_and(Option::is_none);
        match self.tables.last_mut() {
            Some(parts) if open && parts.last().is_some_and(|last| last.continues_in(&part)) => {
                parts.push(part);
            }
            _ => {
                self.tables.push(vec![part]);
                self.lines.push(None);
            }
        }
    }

    fn finish(self, contents: &[PageContent], extraction: &'static str) -> Document {
        let mut tables = self.tables.iter().zip(1..);
        let blocks = paragraphs::join(self.lines, contents.len())
            .into_iter()
            .filter_map(|line| match line {
                Some(line) => Some(line_block(&contents[line.page], line.page, line.bounds, line.text)),
                None => tables.next().map(|(parts, number)| Block::Table(join_parts(parts, number))),
            })
            .collect();
        Document { blocks, extraction, ..Document::default() }
    }
}

/// Tables by their rulings, lines between them.
fn ruled(pages: Vec<Parsed<'_>>, contents: &[PageContent]) -> Document {
    let mut flow = Flow::default();
    for (number, page) in pages.into_iter().enumerate() {
        let mut lines = page.lines.into_iter().peekable();
        for grid in page.grids {
            while let Some(line) = lines.next_if(|l| l.bounds.center().1 < grid.ys[0]) {
                flow.lines.push(Some(TextLine::new(number, &line, line.text())));
            }
            flow.push_part(Part { grid, page: number, content: page.content });
        }
        flow.lines.extend(lines.map(|line| Some(TextLine::new(number, &line, line.text()))));
    }
    flow.finish(contents, "pdf-ruled")
}

/// Every line as it is seen, with its columns.
fn seen_lines(contents: &[PageContent], skipped: &HashSet<(usize, u32)>) -> Document {
    // The same measure on every page: the header of a table can stand on another page than its rows.
    let unit = (small_size(contents.iter().flat_map(|c| &c.glyphs)) / 2.0).max(1.0);
    let pages: Vec<Vec<VisualLine<'_>>> = contents
        .iter()
        .enumerate()
        .map(|(page, c)| lines_of(c.glyphs.iter().filter(|g| !skipped.contains(&(page, g.order)))))
        .collect();
    let left = pages.iter().flatten().map(|l| l.bounds.left).fold(f32::INFINITY, f32::min);
    let mut flow = Flow::default();
    for (page, lines) in pages.iter().enumerate() {
        flow.lines.extend(lines.iter().map(|l| Some(TextLine::new(page, l, l.layout(left, unit)))));
    }
    flow.finish(contents, "pdf-lines")
}

/// Lines as they were drawn, one after the other.
fn drawn_lines(contents: &[PageContent], skipped: &HashSet<(usize, u32)>) -> Document {
    let mut blocks = Vec::new();
    for (number, content) in contents.iter().enumerate() {
        let mut current: Vec<&Glyph> = Vec::new();
        let mut flush = |glyphs: &mut Vec<&Glyph>| {
            if let Some(line) = VisualLine::new(std::mem::take(glyphs)) {
                blocks.push(line_block(content, number, line.bounds, line.text()));
            }
        };
        let mut last: Option<&Glyph> = None;
        for glyph in content.glyphs.iter().filter(|g| !skipped.contains(&(number, g.order))) {
            if !glyph.is_blank() {
                if last.is_some_and(|last| !follows(last, glyph)) {
                    flush(&mut current);
                }
                last = Some(glyph);
            }
            current.push(glyph);
        }
        flush(&mut current);
    }
    Document { blocks, extraction: "pdf-order", ..Document::default() }
}

/// Whether a glyph is drawn on the same line as the one before, further on.
fn follows(last: &Glyph, glyph: &Glyph) -> bool {
    if last.is_sideways() != glyph.is_sideways() {
        return false;
    }
    if glyph.is_sideways() {
        let ((ax, ay), (bx, by)) = (last.bounds.center(), glyph.bounds.center());
        return (ax - bx).hypot(ay - by) <= 2.2 * glyph.size.max(last.size);
    }
    on_one_line(last, glyph) && glyph.bounds.left > last.bounds.left - 0.5 * glyph.size
}

/// The words of a document without its white space, to compare candidates.
fn spelled(document: &Document) -> Vec<String> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Line(line) => Some(line.text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Block::Table(_) => None,
        })
        .collect()
}
