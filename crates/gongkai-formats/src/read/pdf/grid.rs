//! From the lines of a table to its cells.

use super::content::Glyph;
use super::geometry::Bounds;
use super::lines::{VisualLine, lines_of};
use super::normal::is_wide;
use super::rules::{Frame, Segment};

/// Borders closer than this are one: double lines, and ends that do not quite meet.
const SAME_BORDER: f32 = 3.0;
/// Column edges of the parts of one table agree up to this, in points. Not more than [`SAME_BORDER`], or two borders
/// of one part could be taken for the same.
pub(super) const SAME_EDGE: f32 = SAME_BORDER;
/// A table that is open to a side still ends where its lines end, if they reach this far beyond the last border.
const OPEN_SIDE: f32 = 8.0;
/// A border counts if it is drawn along this part of a cell.
const COVERED: f32 = 0.5;
/// More grid cells on one page are a drawing.
const MAX_GRID: usize = 250_000;

/// Rows and columns of a table on one page, and its cells.
#[derive(Debug, Clone)]
pub(super) struct Grid<'g> {
    /// Borders between columns, from left to right, the outer ones included.
    pub xs: Vec<f32>,
    /// Borders between rows, from top to bottom, the outer ones included.
    pub ys: Vec<f32>,
    /// By row, then column.
    pub cells: Vec<GridCell<'g>>,
}

/// A cell of a grid, with the glyphs in it.
#[derive(Debug, Clone)]
pub(super) struct GridCell<'g> {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    pub glyphs: Vec<&'g Glyph>,
}

impl<'g> Grid<'g> {
    /// The grid of a frame, if its lines bound at least one cell.
    pub fn new(frame: &Frame) -> Option<Grid<'g>> {
        let xs = borders(&frame.upright, &frame.level)?;
        let ys = borders(&frame.level, &frame.upright)?;
        let (columns, rows) = (xs.len() - 1, ys.len() - 1);
        if columns * rows > MAX_GRID {
            return None;
        }
        let upright = drawn(&frame.upright, &xs, &ys);
        let level = drawn(&frame.level, &ys, &xs);
        let mut grid = Grid { xs, ys, cells: rectangles(rows, columns, &upright, &level) };
        grid.drop_unused_borders();
        Some(grid)
    }

    /// A box around text: no table by itself, but it can be a row of a table that runs over the page.
    pub fn is_box(&self) -> bool {
        self.cells.len() < 2
    }

    /// Whether `next`, on the page after, has the same outer edges.
    pub fn continues_in(&self, next: &Grid<'_>) -> bool {
        let (a, b) = (self.bounds(), next.bounds());
        (a.left - b.left).abs() <= SAME_EDGE && (a.right - b.right).abs() <= SAME_EDGE
    }

    pub fn bounds(&self) -> Bounds {
        Bounds {
            left: self.xs[0],
            top: self.ys[0],
            right: self.xs[self.xs.len() - 1],
            bottom: self.ys[self.ys.len() - 1],
        }
    }

    pub fn rows(&self) -> usize {
        self.ys.len() - 1
    }

    /// The box of a cell on the page.
    pub fn cell_bounds(&self, cell: &GridCell<'_>) -> Bounds {
        Bounds {
            left: self.xs[cell.column],
            top: self.ys[cell.row],
            right: self.xs[cell.column + cell.column_span],
            bottom: self.ys[cell.row + cell.row_span],
        }
    }

    /// Puts glyphs into the cells they stand in. All of them must lie inside the grid.
    pub fn fill(&mut self, glyphs: &[&'g Glyph]) {
        let (rows, columns) = (self.rows(), self.xs.len() - 1);
        let mut owner = vec![0; rows * columns];
        for (number, cell) in self.cells.iter().enumerate() {
            for row in cell.row..cell.row + cell.row_span {
                owner[row * columns + cell.column..][..cell.column_span].fill(number);
            }
        }
        let band = |borders: &[f32], at: f32| {
            borders.partition_point(|border| *border <= at).clamp(1, borders.len() - 1) - 1
        };
        for word in words(glyphs) {
            let (left, right) = (word[0].bounds.left, word[word.len() - 1].bounds.right);
            let column = band(&self.xs, (left + right) / 2.0);
            let row = band(&self.ys, word[0].bounds.center().1);
            self.cells[owner[row * columns + column]].glyphs.extend(word);
        }
    }

    /// Borders that no cell begins or ends at are underlines and the like.
    fn drop_unused_borders(&mut self) {
        let mut used_x = vec![false; self.xs.len()];
        let mut used_y = vec![false; self.ys.len()];
        for cell in &self.cells {
            used_x[cell.column] = true;
            used_x[cell.column + cell.column_span] = true;
            used_y[cell.row] = true;
            used_y[cell.row + cell.row_span] = true;
        }
        let renumber = |used: &[bool]| -> Vec<usize> {
            let mut next = 0;
            used.iter().map(|u| (next, next += usize::from(*u)).0).collect()
        };
        let (new_x, new_y) = (renumber(&used_x), renumber(&used_y));
        for cell in &mut self.cells {
            cell.column_span = new_x[cell.column + cell.column_span] - new_x[cell.column];
            cell.row_span = new_y[cell.row + cell.row_span] - new_y[cell.row];
            cell.column = new_x[cell.column];
            cell.row = new_y[cell.row];
        }
        let mut keep = used_x.iter();
        self.xs.retain(|_| *keep.next().unwrap_or(&true));
        let mut keep = used_y.iter();
        self.ys.retain(|_| *keep.next().unwrap_or(&true));
    }
}

/// Where borders stand: where lines are drawn, and where the lines across them end.
fn borders(lines: &[Segment], across: &[Segment]) -> Option<Vec<f32>> {
    let mut at: Vec<f32> = lines.iter().map(|s| s.at).collect();
    at.sort_by(f32::total_cmp);
    let mut out: Vec<f32> = Vec::new();
    let mut last = f32::NEG_INFINITY;
    for x in at {
        // Against the last line, not the first of a bundle: three lines of a triple border are one.
        if x - last > SAME_BORDER {
            out.push(x);
        }
        last = x;
    }
    let first = across.iter().map(|s| s.from).fold(f32::INFINITY, f32::min);
    let end = across.iter().map(|s| s.to).fold(f32::NEG_INFINITY, f32::max);
    if out.first().is_none_or(|x| first < x - OPEN_SIDE) && first.is_finite() {
        out.insert(0, first);
    }
    if out.last().is_none_or(|x| end > x + OPEN_SIDE) && end.is_finite() {
        out.push(end);
    }
    (out.len() >= 2).then_some(out)
}

/// For each border and each band across it, whether the border is drawn there.
fn drawn(lines: &[Segment], borders: &[f32], bands: &[f32]) -> Vec<bool> {
    let count = bands.len() - 1;
    let mut covered = vec![0f32; borders.len() * count];
    for line in lines {
        let near = borders.partition_point(|b| *b < line.at);
        let border = [near.checked_sub(1), Some(near)]
            .into_iter()
            .flatten()
            .filter(|i| *i < borders.len())
            .min_by(|a, b| (borders[*a] - line.at).abs().total_cmp(&(borders[*b] - line.at).abs()));
        let Some(border) = border else { continue };
        let first = bands.partition_point(|b| *b < line.from).saturating_sub(1);
        for band in first..count {
            if bands[band] >= line.to {
                break;
            }
            let length = line.to.min(bands[band + 1]) - line.from.max(bands[band]);
            covered[border * count + band] += length.max(0.0);
        }
    }
    let wanted = |i: usize| (bands[i % count + 1] - bands[i % count]) * COVERED;
    covered.iter().enumerate().map(|(i, length)| *length >= wanted(i)).collect()
}

/// Joins grid cells that no border separates into rectangles, each as large as it can be.
///
/// `upright` has the borders by column line, then row; `level` by row line, then column.
fn rectangles<'g>(rows: usize, columns: usize, upright: &[bool], level: &[bool]) -> Vec<GridCell<'g>> {
    let side = |line: usize, row: usize| line == 0 || line == columns || upright[line * rows + row];
    let floor = |line: usize, column: usize| line == rows || level[line * columns + column];
    let mut taken = vec![false; rows * columns];
    let mut cells = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if taken[row * columns + column] {
                continue;
            }
            let mut end = column + 1;
            while end < columns && !taken[row * columns + end] && !side(end, row) {
                end += 1;
            }
            let open = |below: usize| {
                (column..end).all(|c| !floor(below, c) && !taken[below * columns + c])
                    && (column + 1..end).all(|line| !side(line, below))
                    && side(column, below)
                    && side(end, below)
            };
            let mut bottom = row + 1;
            while bottom < rows && open(bottom) {
                bottom += 1;
            }
            for r in row..bottom {
                taken[r * columns + column..r * columns + end].fill(true);
            }
            cells.push(GridCell {
                row,
                column,
                row_span: bottom - row,
                column_span: end - column,
                glyphs: Vec::new(),
            });
        }
    }
    cells
}

/// Groups the digits of a number, which belong to one cell even if the number is too wide for it.
fn words<'g>(glyphs: &[&'g Glyph]) -> Vec<Vec<&'g Glyph>> {
    let mut out: Vec<Vec<&Glyph>> = Vec::new();
    for glyph in glyphs {
        let continues = out.last().and_then(|word| word.last()).is_some_and(|last| {
            let gap = glyph.bounds.left - last.bounds.right;
            is_digit(last)
                && is_digit(glyph)
                && (last.baseline - glyph.baseline).abs() < 0.5
                && gap.abs() <= 0.12 * glyph.size
        });
        match out.last_mut() {
            Some(word) if continues => word.push(glyph),
            _ => out.push(vec![glyph]),
        }
    }
    out
}

fn is_digit(glyph: &Glyph) -> bool {
    !glyph.is_sideways()
        && glyph.text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '%'))
}

/// The text of a cell; lines that were wrapped are joined again.
pub(super) fn cell_text(glyphs: &[&Glyph], cell: Bounds) -> String {
    let lines = lines_of(glyphs.iter().copied());
    let mut out = String::new();
    for (i, line) in lines.iter().enumerate() {
        let text = line.text();
        if i > 0 {
            out.push_str(separator(&lines[i - 1], line, &out, &text, cell));
        }
        out.push_str(&text);
    }
    out
}

/// What stands for a line break inside a cell.
fn separator(
    above: &VisualLine<'_>,
    below: &VisualLine<'_>,
    before: &str,
    after: &str,
    cell: Bounds,
) -> &'static str {
    let size = above.glyphs[0].size.max(below.glyphs[0].size);
    let next = below.glyphs.iter().find(|g| !g.is_blank()).map_or(size, |g| g.bounds.width());
    let end = fills(above, next, cell);
    // A blank line after a short one: two paragraphs.
    if end == LineEnd::Short && below.bounds.top - above.bounds.bottom > 1.1 * size {
        return "\n";
    }
    joint(before, after, end)
}

/// What stands between two parts of a text that was broken at the end of a line, or of a page.
pub(super) fn joint(before: &str, after: &str, line: LineEnd) -> &'static str {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return "" };
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '%');
    match line {
        _ if !(number(last) && number(first)) && (is_wide(last) || is_wide(first)) => "",
        LineEnd::Full if number(last) && number(first) => "",
        LineEnd::Full => " ",
        LineEnd::Short => "\n",
    }
}

/// Whether a line was broken because it was full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// The next glyph would not have fitted.
    Full,
    /// It would have.
    Short,
}

fn fills(line: &VisualLine<'_>, next_width: f32, cell: Bounds) -> LineEnd {
    let slack = 0.8 * line.glyphs[0].size;
    if line.bounds.width() + next_width >= cell.width() - slack { LineEnd::Full } else { LineEnd::Short }
}

/// How the last line of a cell ends; `None` for an empty cell.
pub(super) fn last_line_end(glyphs: &[&Glyph], cell: Bounds) -> Option<LineEnd> {
    let lines = lines_of(glyphs.iter().copied());
    let last = lines.last()?;
    Some(fills(last, last.glyphs[0].size, cell))
}
