//! Tables under construction: where each cell stands, whatever the spans.

use gongkai_domain::report::Place;

use super::flow::Flow;
use crate::read::limits::{ROW_SPAN, TABLE_COLUMNS};
use crate::read::{Line, Table, TableCell};

/// A cell with more text than this is no cell of a form but a column of a page's layout.
const LAYOUT_CELL_BYTES: usize = 1_500;
/// A single cell in a row with more text than this is a paragraph.
const PARAGRAPH_BYTES: usize = 200;

/// A table that is open.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    cells: Vec<TableCell>,
    /// The lines of each cell, for cells that turn out to be text.
    lines: Vec<Line>,
    /// For each cell, where its lines end in `lines`.
    line_ends: Vec<usize>,
    /// For each column, the first row in which it is free.
    free_from: Vec<u32>,
    /// Rows begun so far.
    rows: u32,
    columns: u32,
    /// Rows that were already given out, when an inner table cut this one.
    rows_done: u32,
    /// The first cell of the current `tbody`; spans end with it.
    section_start: usize,
    /// The largest of `free_from`.
    last_free: u32,
    /// Where the next cell of the open row is looked for.
    next_column: u32,
    in_row: bool,
    /// The cell that is open.
    pub(super) cell: Option<OpenCell>,
    /// The text of the open cell.
    pub(super) flow: Flow,
    /// Text between the rows; it comes before the table, or after it if no row follows.
    pub(super) between: Vec<Line>,
    /// Opened by a row or cell without a `table` around it.
    pub(super) is_implied: bool,
}

/// A cell that is open.
#[derive(Debug)]
pub(super) struct OpenCell {
    row: u32,
    column: u32,
    row_span: u32,
    column_span: u32,
    /// Where its content starts in the source.
    start: usize,
    /// It contains a table, so its text is given out as lines.
    pub(super) is_layout: bool,
}

/// What a closed table, or a part of it, turns out to be.
#[derive(Debug)]
pub(super) enum Content {
    /// Nothing was written in it.
    Nothing,
    /// Layout, not a table.
    Lines(Vec<Line>),
    /// A table.
    Table(Table),
}

impl OpenTable {
    /// An empty table; implied if rows or cells stand without a `table` around them.
    pub(super) fn new(is_implied: bool) -> OpenTable {
        OpenTable { is_implied, ..OpenTable::default() }
    }

    /// Whether a row is open.
    pub(super) fn in_row(&self) -> bool {
        self.in_row
    }

    /// Starts a row; the one before must be closed.
    pub(super) fn start_row(&mut self) {
        self.in_row = true;
        self.rows += 1;
        self.next_column = 0;
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self) {
        self.in_row = false;
    }

    /// Ends a `tbody`, `thead` or `tfoot`: no cell reaches beyond it.
    pub(super) fn end_section(&mut self) {
        let rows = self.rows;
        for cell in &mut self.cells[self.section_start..] {
            cell.row_span = cell.row_span.min(rows.saturating_sub(self.rows_done + cell.row)).max(1);
        }
        if self.last_free > rows {
            self.free_from.iter_mut().for_each(|free| *free = (*free).min(rows));
            self.last_free = rows;
        }
        self.section_start = self.cells.len();
    }

    /// Starts a cell in the open row. `None` if there are too many columns.
    pub(super) fn start_cell(&mut self, column_span: u32, row_span: u32, start: usize) -> Option<()> {
        let row = self.rows - 1;
        let mut column = self.next_column;
        while self.free_from.get(column as usize).is_some_and(|free| *free > row) {
            column += 1;
        }
        self.next_column = column;
        if column >= TABLE_COLUMNS {
            return None;
        }
        let column_span = column_span.clamp(1, TABLE_COLUMNS - column);
        let row_span = row_span.clamp(1, ROW_SPAN);
        let end = (column + column_span) as usize;
        if self.free_from.len() < end {
            self.free_from.resize(end, 0);
        }
        for free in &mut self.free_from[column as usize..end] {
            *free = (*free).max(row + row_span);
        }
        self.last_free = self.last_free.max(row + row_span);
        self.next_column = column + column_span;
        self.columns = self.columns.max(self.next_column);
        self.flow.clear();
        self.cell = Some(OpenCell { row, column, row_span, column_span, start, is_layout: false });
        Some(())
    }

    /// Keeps a cell that has been closed.
    pub(super) fn push_cell(&mut self, cell: &OpenCell) {
        let segments = &self.flow.segments;
        let source = match (segments.first(), segments.last()) {
            (Some(first), Some(last)) => (first.source.0, last.source.1),
            _ => (cell.start, cell.start),
        };
        let place = Place {
            row: Some(cell.row + 1),
            column: Some(cell.column + 1),
            ..Place::bytes(source.0, source.1)
        };
        self.cells.push(TableCell {
            row: cell.row - self.rows_done,
            column: cell.column,
            row_span: cell.row_span,
            column_span: cell.column_span,
            text: self.flow.joined(),
            place,
        });
        if segments.len() > 1 || self.flow.text.len() > PARAGRAPH_BYTES {
            self.lines.extend(self.flow.lines());
        }
        self.line_ends.push(self.lines.len());
    }

    /// Gives out what there is and goes on after it.
    pub(super) fn take(&mut self) -> Content {
        let rows = self.rows - self.rows_done;
        let mut cells = std::mem::take(&mut self.cells);
        let lines = std::mem::take(&mut self.lines);
        let line_ends = std::mem::take(&mut self.line_ends);
        // The open row, if any, is continued by the next part.
        self.rows_done = if self.in_row { self.rows - 1 } else { self.rows };
        self.section_start = 0;
        if cells.iter().all(|cell| cell.text.is_empty()) {
            return Content::Nothing;
        }
        if is_layout(&cells) {
            return Content::Lines(to_lines(&cells, lines, &line_ends));
        }
        for cell in &mut cells {
            cell.row_span = cell.row_span.min(rows - cell.row);
        }
        Content::Table(Table { cells, rows, columns: self.columns })
    }
}

/// Whether a table only serves to arrange paragraphs.
///
/// That is one with a very long cell, or with one cell in each row of which one is a paragraph, or with a single
/// cell. A column of short cells stays a table, since there an empty cell means something.
fn is_layout(cells: &[TableCell]) -> bool {
    if cells.iter().any(|cell| cell.text.len() > LAYOUT_CELL_BYTES) {
        return true;
    }
    let one_in_a_row = cells.windows(2).all(|pair| pair[0].row != pair[1].row);
    let is_paragraph = |cell: &TableCell| cell.text.len() > PARAGRAPH_BYTES || cell.text.contains('\n');
    one_in_a_row && (cells.len() == 1 || cells.iter().any(is_paragraph))
}

fn to_lines(cells: &[TableCell], lines: Vec<Line>, line_ends: &[usize]) -> Vec<Line> {
    let mut out = Vec::with_capacity(lines.len() + cells.len());
    let mut lines = lines.into_iter();
    let mut taken = 0;
    for (cell, end) in cells.iter().zip(line_ends) {
        if *end > taken {
            out.extend(lines.by_ref().take(end - taken));
            taken = *end;
        } else if !cell.text.is_empty() {
            let place = Place { bytes: cell.place.bytes, ..Place::default() };
            out.push(Line { text: cell.text.clone(), place, heading: 0 });
        }
    }
    out
}
