//! From glyphs to the lines a person sees, and from a line to its text.

use super::content::Glyph;
use super::geometry::{Bounds, bounds_of};
use super::normal::is_wide;

/// Glyphs that stand on one line, from left to right. Never empty.
#[derive(Debug, Clone)]
pub(super) struct VisualLine<'g> {
    pub glyphs: Vec<&'g Glyph>,
    /// Around the glyphs that are seen.
    pub bounds: Bounds,
}

impl<'g> VisualLine<'g> {
    /// `None` if all of the glyphs are blank.
    pub fn new(glyphs: Vec<&'g Glyph>) -> Option<VisualLine<'g>> {
        let bounds = bounds_of(glyphs.iter().filter(|g| !g.is_blank()).map(|g| g.bounds))?;
        Some(VisualLine { glyphs, bounds })
    }

    /// The text, with one space between words and two where a column ends.
    pub fn text(&self) -> String {
        join(&self.glyphs, |out, _, gap| {
            out.push_str(match gap {
                Gap::None => "",
                Gap::Word => " ",
                Gap::Column => "  ",
            });
        })
    }

    /// Whether there is a gap in it as wide as between columns.
    pub fn has_columns(&self) -> bool {
        let mut found = false;
        join(&self.glyphs, |_, _, gap| found |= gap == Gap::Column);
        found
    }

    /// The text with columns kept in place by spaces: a narrow character is `unit` points wide, a wide one twice that.
    pub fn layout(&self, left: f32, unit: f32) -> String {
        let column =
            |glyph: &Glyph| ((glyph.bounds.left - left) / unit).round().clamp(0.0, MAX_COLUMN) as usize;
        let indent = self.glyphs.iter().find(|g| !g.is_blank()).map_or(0, |g| column(g));
        let mut width = indent;
        let mut measured = 0;
        let text = join(&self.glyphs, |out, glyph, gap| {
            width += out[measured..].chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum::<usize>();
            measured = out.len();
            let spaces = match gap {
                Gap::None => 0,
                Gap::Word => 1,
                Gap::Column => column(glyph).saturating_sub(width).max(2),
            };
            out.extend(std::iter::repeat_n(' ', spaces));
        });
        format!("{:indent$}{text}", "")
    }
}

/// A line is never padded beyond this.
const MAX_COLUMN: f32 = 400.0;

/// What lies between two glyphs of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Word,
    Column,
}

/// Joins the glyphs of a line; `separate` is told each glyph but the first, and the gap before it.
fn join(glyphs: &[&Glyph], mut separate: impl FnMut(&mut String, &Glyph, Gap)) -> String {
    let mut out = String::new();
    let mut previous: Option<&Glyph> = None;
    let mut blank = false;
    for glyph in glyphs {
        if glyph.is_blank() {
            blank = true;
            continue;
        }
        if let Some(before) = previous {
            separate(&mut out, glyph, gap_between(before, glyph, blank));
        }
        out.push_str(&glyph.text);
        previous = Some(glyph);
        blank = false;
    }
    out
}

/// Chinese text is justified by widening the gaps between characters, so that they count only when they are large.
fn gap_between(before: &Glyph, after: &Glyph, blank: bool) -> Gap {
    let em = before.size.max(after.size);
    let gap = (after.bounds.left - before.bounds.right) / em;
    let wide_before = before.text.chars().next_back().is_some_and(is_wide);
    let wide_after = after.text.chars().next().is_some_and(is_wide);
    let word = match (wide_before, wide_after) {
        (true, true) => 0.75,
        (true, false) | (false, true) => 0.6,
        (false, false) => 0.22,
    };
    if gap > 1.25 {
        Gap::Column
    } else if gap > word || (blank && gap > 0.1) {
        Gap::Word
    } else {
        Gap::None
    }
}

/// Sorts glyphs into lines, from top to bottom. Glyphs that are turned or stacked make lines of their own.
pub(super) fn lines_of<'g>(glyphs: impl IntoIterator<Item = &'g Glyph>) -> Vec<VisualLine<'g>> {
    let (sideways, mut upright): (Vec<&Glyph>, Vec<&Glyph>) =
        glyphs.into_iter().partition(|g| g.is_sideways());
    upright.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut lines = Vec::new();
    let mut current: Vec<&Glyph> = Vec::new();
    for glyph in upright {
        let same = current.first().is_none_or(|first| on_one_line(first, glyph));
        if !same {
            push_line(&mut lines, std::mem::take(&mut current));
        }
        current.push(glyph);
    }
    push_line(&mut lines, current);
    lines.extend(sideways_runs(&sideways));
    lines.sort_by(|a, b| a.bounds.top.total_cmp(&b.bounds.top).then(a.bounds.left.total_cmp(&b.bounds.left)));
    lines
}

/// Whether two glyphs share a line. Values beside a label of two lines stand half a line off both of them.
pub(super) fn on_one_line(a: &Glyph, b: &Glyph) -> bool {
    (a.baseline - b.baseline).abs() <= 0.3 * a.size.min(b.size)
}

fn push_line<'g>(lines: &mut Vec<VisualLine<'g>>, mut glyphs: Vec<&'g Glyph>) {
    glyphs.sort_by(|a, b| a.bounds.left.total_cmp(&b.bounds.left));
    lines.extend(VisualLine::new(glyphs));
}

/// Turned or stacked glyphs in the order in which they were drawn, cut where the pen jumped.
fn sideways_runs<'g>(glyphs: &[&'g Glyph]) -> Vec<VisualLine<'g>> {
    let mut runs: Vec<VisualLine<'g>> = Vec::new();
    let mut current: Vec<&Glyph> = Vec::new();
    for glyph in glyphs {
        let continues = current.last().is_none_or(|last| {
            let (ax, ay) = last.bounds.center();
            let (bx, by) = glyph.bounds.center();
            (ax - bx).hypot(ay - by) <= 2.2 * glyph.size.max(last.size)
        });
        if !continues {
            runs.extend(VisualLine::new(std::mem::take(&mut current)));
        }
        current.push(glyph);
    }
    runs.extend(VisualLine::new(current));
    runs
}

/// The font size of the small print, by number of glyphs; 10 points if there are none.
///
/// Tables are often set smaller than the text around them, and it is their columns that count.
pub(super) fn small_size<'g>(glyphs: impl Iterator<Item = &'g Glyph>) -> f32 {
    let mut sizes: Vec<f32> = glyphs.filter(|g| !g.is_blank()).map(|g| g.size).collect();
    if sizes.is_empty() {
        return 10.0;
    }
    let twentieth = sizes.len() / 20;
    *sizes.select_nth_unstable_by(twentieth, f32::total_cmp).1
}
