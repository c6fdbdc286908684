//! Tables in reading order, joined where they run over a page.

use gongkai_domain::report::Place;

use super::content::PageContent;
use super::geometry::Bounds;
use super::grid::{Grid, GridCell, LineEnd, SAME_EDGE, cell_text, joint, last_line_end};
use crate::read::document::{Table, TableCell};

/// The part of a table that stands on one page.
pub(super) struct Part<'g> {
    pub grid: Grid<'g>,
    /// From 0.
    pub page: usize,
    pub content: &'g PageContent,
}

impl Part<'_> {
    /// Whether `next`, which comes directly after it, has the same outer edges.
    pub fn continues_in(&self, next: &Part<'_>) -> bool {
        next.page == self.page + 1 && self.grid.continues_in(&next.grid)
    }
}

/// Makes one table of its parts. `number` counts the tables of the document from 1.
pub(super) fn join_parts(parts: &[Part<'_>], number: u32) -> Table {
    let xs = common_borders(parts);
    let mut builder = Builder { xs, cells: Vec::new(), rows: 0, number };
    for part in parts {
        builder.append(part);
    }
    builder.finish()
}

/// The column borders of all parts.
fn common_borders(parts: &[Part<'_>]) -> Vec<f32> {
    let mut all: Vec<f32> = parts.iter().flat_map(|p| p.grid.xs.iter().copied()).collect();
    all.sort_by(f32::total_cmp);
    let mut out: Vec<f32> = Vec::new();
    for x in all {
        if out.last().is_none_or(|last| x - last > SAME_EDGE) {
            out.push(x);
        }
    }
    out
}

/// A cell of the joined table.
struct Cell {
    row: usize,
    column: usize,
    row_span: usize,
    column_span: usize,
    text: String,
    /// How its last line ends; `None` while it has no text.
    end: Option<LineEnd>,
    page: usize,
    bounds: Bounds,
}

struct Builder {
    xs: Vec<f32>,
    cells: Vec<Cell>,
    rows: usize,
    number: u32,
}

impl Builder {
    fn append(&mut self, part: &Part<'_>) {
        let columns: Vec<usize> = part.grid.xs.iter().map(|x| number_of(&self.xs, *x)).collect();
        let mut fresh: Vec<Cell> = part.grid.cells.iter().map(|c| new_cell(part, c, &columns)).collect();
        let rows = part.grid.rows();
        // Cells above and below the seam, as pairs with the same columns.
        let pairs: Vec<(usize, usize)> = fresh
            .iter()
            .enumerate()
            .filter(|(_, below)| below.row == 0)
            .filter_map(|(j, below)| {
                let above = self.cells.iter().rposition(|above| {
                    above.row + above.row_span == self.rows
                        && (above.column, above.column_span) == (below.column, below.column_span)
                })?;
                Some((above, j))
            })
            .collect();
        let top_cells = fresh.iter().filter(|c| c.row == 0).count();
        let row_runs_on = self.rows > 0 && pairs.len() == top_cells && self.row_runs_on(&fresh, &pairs);
        let first_row = if row_runs_on { self.rows - 1 } else { self.rows };
        for cell in &mut fresh {
            cell.row += first_row;
        }
        let mut absorbed = vec![false; fresh.len()];
        for (above, below) in pairs {
            if row_runs_on || spans_on(&self.cells[above], &fresh[below]) {
                absorb(&mut self.cells[above], &fresh[below]);
                absorbed[below] = true;
            }
        }
        let mut gone = absorbed.into_iter();
        fresh.retain(|_| !gone.next().unwrap_or(false));
        self.cells.append(&mut fresh);
        self.rows = first_row + rows;
    }

    /// Whether the first row of a page is the rest of the last row of the page before.
    ///
    /// Its words go on in the middle of a line, and no column has a number in both.
    fn row_runs_on(&self, fresh: &[Cell], pairs: &[(usize, usize)]) -> bool {
        let mut words_go_on = false;
        for (above, below) in pairs.iter().map(|(a, b)| (&self.cells[*a], &fresh[*b])) {
            if above.text.is_empty() || below.text.is_empty() {
                continue;
            }
            if above.row_span > 1 || below.row_span > 1 {
                continue;
            }
            if !text_runs_on(above, below) {
                return false;
            }
            words_go_on = true;
        }
        words_go_on
    }

    fn finish(self) -> Table {
        let Builder { xs, mut cells, rows, number } = self;
        cells.sort_by_key(|c| (c.row, c.column));
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let cells = cells
            .into_iter()
            .map(|cell| TableCell {
                row: small(cell.row),
                column: small(cell.column),
                row_span: small(cell.row_span),
                column_span: small(cell.column_span),
                text: cell.text,
                place: Place {
                    table: Some(number),
                    row: Some(small(cell.row + 1)),
                    column: Some(small(cell.column + 1)),
                    page: Some(small(cell.page + 1)),
                    bounds: Some(cell.bounds.to_array()),
                    bytes: None,
                },
            })
            .collect();
        Table { cells, rows: small(rows), columns: small(xs.len().saturating_sub(1)) }
    }
}

fn new_cell(part: &Part<'_>, cell: &GridCell<'_>, columns: &[usize]) -> Cell {
    let bounds = part.grid.cell_bounds(cell);
    let column = columns[cell.column];
    Cell {
        row: cell.row,
        column,
        row_span: cell.row_span,
        column_span: columns[cell.column + cell.column_span] - column,
        text: cell_text(&cell.glyphs, bounds),
        end: last_line_end(&cell.glyphs, bounds),
        page: part.page,
        bounds: part.content.printed(bounds),
    }
}

/// Which of the common borders stands for a border of a part: the last one that is not right of it.
fn number_of(xs: &[f32], x: f32) -> usize {
    xs.partition_point(|b| *b <= x).saturating_sub(1)
}

/// Whether a cell over several rows goes on below the seam.
fn spans_on(above: &Cell, below: &Cell) -> bool {
    if above.row_span == 1 && below.row_span == 1 {
        return false;
    }
    above.text.is_empty() || below.text.is_empty() || text_runs_on(above, below)
}

/// Whether the text of one cell is the rest of the other's.
fn text_runs_on(above: &Cell, below: &Cell) -> bool {
    above.end == Some(LineEnd::Full)
        && !is_number(&above.text)
        && !is_number(&below.text)
        && !starts_item(&below.text)
}

fn absorb(above: &mut Cell, below: &Cell) {
    if !below.text.is_empty() {
        let separator = joint(&above.text, &below.text, above.end.unwrap_or(LineEnd::Full));
        above.text.push_str(separator);
        above.text.push_str(&below.text);
        above.end = below.end;
    }
    above.row_span = below.row + below.row_span - above.row;
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '/' | '—' | ' ' | '%'))
}

/// `1.…`, `（一）…`, `一、…`: the beginning of another row, not the rest of one.
pub(super) fn starts_item(text: &str) -> bool {
    const NUMERALS: &str = "一二三四五六七八九十";
    let mut chars = text.trim_start().chars();
    match (chars.next(), chars.next()) {
        (Some('（' | '('), Some(second)) => NUMERALS.contains(second) || second.is_ascii_digit(),
        (Some(first), Some(second)) => {
            (NUMERALS.contains(first) && second == '、')
                || (first.is_ascii_digit() && matches!(second, '.' | '．' | '、'))
        }
        _ => false,
    }
}
