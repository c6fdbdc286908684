//! Joins the lines of running text to paragraphs.
//!
//! A line goes on in the next one if it is full and the next one begins at the margin. Lines with columns are rows
//! of tables and are left alone.

use super::geometry::{Bounds, bounds_of};
use super::grid::{LineEnd, joint};
use super::lines::VisualLine;
use super::table::starts_item;

/// A line of text and what is needed to know where it ends.
#[derive(Debug, Clone)]
pub(super) struct TextLine {
    /// From 0.
    pub page: usize,
    pub bounds: Bounds,
    pub text: String,
    size: f32,
    baseline: f32,
    /// No columns in it, nothing turned.
    running: bool,
}

impl TextLine {
    pub fn new(page: usize, line: &VisualLine<'_>, text: String) -> TextLine {
        let first = line.glyphs[0];
        TextLine {
            page,
            bounds: line.bounds,
            text,
            size: first.size,
            baseline: first.baseline,
            running: !line.has_columns() && !first.is_sideways(),
        }
    }
}

/// Where the running text of a page begins and ends, and how far its lines are apart.
#[derive(Debug, Clone, Copy)]
struct Margins {
    left: f32,
    right: f32,
    pitch: f32,
}

/// Joins neighbouring lines; `None` separates what must stay apart. Returns the paragraphs, each at the place of its
/// first line, with the `None`s where they were.
pub(super) fn join(lines: Vec<Option<TextLine>>, pages: usize) -> Vec<Option<TextLine>> {
    let margins = margins(&lines, pages);
    let mut out: Vec<Option<TextLine>> = Vec::with_capacity(lines.len());
    // The last line of the paragraph that is being joined.
    let mut last: Option<TextLine> = None;
    for line in lines {
        let Some(line) = line else {
            last = None;
            out.push(None);
            continue;
        };
        let goes_on = last
            .as_ref()
            .is_some_and(|last| goes_on(last, &line, [&margins[last.page], &margins[line.page]]));
        match out.last_mut() {
            Some(Some(paragraph)) if goes_on => {
                let text = line.text.trim_start();
                let separator = joint(&paragraph.text, text, LineEnd::Full);
                paragraph.text.push_str(separator);
                paragraph.text.push_str(text);
                if paragraph.page == line.page {
                    paragraph.bounds = bounds_of([paragraph.bounds, line.bounds]).unwrap_or(line.bounds);
                }
            }
            _ => out.push(Some(line.clone())),
        }
        last = Some(line);
    }
    out
}

fn goes_on(last: &TextLine, next: &TextLine, [before, after]: [&Option<Margins>; 2]) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    let em = last.size.max(next.size);
    let same_size = (last.size - next.size).abs() <= 0.15 * em;
    let full = last.bounds.right >= before.right - 1.3 * em;
    let at_margin = (next.bounds.left - after.left).abs() <= 0.6 * em;
    let near = last.page != next.page || next.baseline - last.baseline <= 1.35 * before.pitch;
    let follows = next.page == last.page || next.page == last.page + 1;
    last.running
        && next.running
        && same_size
        && full
        && at_margin
        && near
        && follows
        && !starts_item(&next.text)
}

fn margins(lines: &[Option<TextLine>], pages: usize) -> Vec<Option<Margins>> {
    let mut by_page: Vec<Vec<&TextLine>> = vec![Vec::new(); pages];
    for line in lines.iter().flatten().filter(|l| l.running) {
        by_page[line.page].push(line);
    }
    // A page with a line or two takes the margins of the page before.
    let mut known = None;
    by_page
        .iter()
        .map(|lines| {
            known = margins_of(lines).or(known);
            known
        })
        .collect()
}

fn margins_of(lines: &[&TextLine]) -> Option<Margins> {
    let at = |part: f32, values: &mut Vec<f32>| {
        let index = ((values.len() - 1) as f32 * part).round() as usize;
        *values.select_nth_unstable_by(index, f32::total_cmp).1
    };
    if lines.len() < 3 {
        return None;
    }
    let mut lefts: Vec<f32> = lines.iter().map(|l| l.bounds.left).collect();
    let mut rights: Vec<f32> = lines.iter().map(|l| l.bounds.right).collect();
    let mut pitches: Vec<f32> = lines
        .windows(2)
        .map(|pair| pair[1].baseline - pair[0].baseline)
        .filter(|pitch| *pitch > 0.5 * lines[0].size)
        .collect();
    if pitches.is_empty() {
        return None;
    }
    Some(Margins { left: at(0.1, &mut lefts), right: at(0.9, &mut rights), pitch: at(0.4, &mut pitches) })
}
