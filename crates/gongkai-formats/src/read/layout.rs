//! Tables that only arrange paragraphs, in HTML and DOCX alike.

use gongkai_domain::report::Place;

use super::{Line, Table, TableCell};

/// A cell with more text than this is no cell of a form but a column of a page's layout.
const LAYOUT_CELL_BYTES: usize = 1_500;
/// A single cell in a row with more text than this is a paragraph.
pub(crate) const PARAGRAPH_BYTES: usize = 200;

/// The cells of a table while it is being read.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// The cells so far.
    pub(crate) cells: Vec<TableCell>,
    /// The lines of those cells that have several or long ones.
    lines: Vec<Line>,
    /// For each cell, where its lines end in `lines`.
    line_ends: Vec<usize>,
}

/// What a table turns out to be.
#[derive(Debug)]
pub(crate) enum Content {
    /// Nothing was written in it.
    Nothing,
    /// Layout, not a table.
    Lines(Vec<Line>),
    /// A table.
    Table(Table),
}

impl Gathered {
    /// Keeps a cell, and its lines in case the table turns out to be layout.
    pub(crate) fn push(&mut self, cell: TableCell, lines: impl Iterator<Item = Line>) {
        if is_paragraph(&cell) {
            self.lines.extend(lines);
        }
        self.cells.push(cell);
        self.line_ends.push(self.lines.len());
    }

    /// Decides what it is. Spans are cut at the last row.
    pub(crate) fn finish(mut self, rows: u32, columns: u32) -> Content {
        if self.cells.iter().all(|cell| cell.text.is_empty()) {
            return Content::Nothing;
        }
        if is_layout(&self.cells) {
            return Content::Lines(self.into_lines());
        }
        for cell in &mut self.cells {
            cell.row_span = cell.row_span.min(rows - cell.row);
        }
        Content::Table(Table { cells: self.cells, rows, columns })
    }

    fn into_lines(self) -> Vec<Line> {
        let mut out = Vec::with_capacity(self.lines.len() + self.cells.len());
        let mut lines = self.lines.into_iter();
        let mut taken = 0;
        for (cell, end) in self.cells.into_iter().zip(self.line_ends) {
            if end > taken {
                out.extend(lines.by_ref().take(end - taken));
                taken = end;
            } else if !cell.text.is_empty() {
                let place = Place { table: None, row: None, column: None, ..cell.place };
                out.push(Line { text: cell.text, place, heading: 0 });
            }
        }
        out
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
    one_in_a_row && (cells.len() == 1 || cells.iter().any(is_paragraph))
}

fn is_paragraph(cell: &TableCell) -> bool {
    cell.text.len() > PARAGRAPH_BYTES || cell.text.contains('\n')
}
