//! Tables under construction: where each cell stands, whatever the spans.

use gongkai_domain::report::Place;

use super::flow::Flow;
use crate::read::layout::{Content, Gathered};
use crate::read::limits::{ROW_SPAN, TABLE_COLUMNS};
use crate::read::{Line, TableCell};

/// A table that is open.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    gathered: Gathered,
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
        for cell in &mut self.gathered.cells[self.section_start..] {
            cell.row_span = cell.row_span.min(rows.saturating_sub(self.rows_done + cell.row)).max(1);
        }
        if self.last_free > rows {
            self.free_from.iter_mut().for_each(|free| *free = (*free).min(rows));
            self.last_free = rows;
        }
        self.section_start = self.gathered.cells.len();
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
        let cell = TableCell {
            row: cell.row - self.rows_done,
            column: cell.column,
            row_span: cell.row_span,
            column_span: cell.column_span,
            text: self.flow.joined(),
            place,
        };
        self.gathered.push(cell, self.flow.lines());
    }

    /// Gives out what there is and goes on after it.
    pub(super) fn take(&mut self) -> Content {
        let rows = self.rows - self.rows_done;
        // The open row, if any, is continued by the next part.
        self.rows_done = if self.in_row { self.rows - 1 } else { self.rows };
        self.section_start = 0;
        std::mem::take(&mut self.gathered).finish(rows, self.columns)
    }
}
