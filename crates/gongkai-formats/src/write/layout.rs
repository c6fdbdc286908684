//! The official form as a grid of cells with spans, shared by every writer and by the web pages.
//!
//! The grid shows what the report has: a row or column that the document does not have is left out, a blank cell
//! stays blank. A report without any cell gives the whole form, ready to be filled in.

mod outline;
mod tables;

pub use outline::{Block, chinese_date, heading, outline, title, title_parts};
pub use tables::tables;

use gongkai_domain::report::{Cell, CellKey, Value};

/// What a cell of the printed form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A line over a block of table 2: 第二十条第（一）项.
    Section,
    /// A column header.
    Header,
    /// A row label that heads several rows: （三）不予公开.
    Group,
    /// The label of one row.
    Label,
    /// A number of the dictionary.
    Value(CellKey),
    /// A number of a row that the dictionary does not have.
    Free,
    /// Words, at the left of their cell. No official form has them.
    Text,
}

/// One cell of a printed table, at the place of its top left corner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutCell {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// How many rows it covers, at least 1.
    pub row_span: u32,
    /// How many columns it covers, at least 1.
    pub column_span: u32,
    /// What it is.
    pub role: Role,
    /// What it prints.
    pub text: String,
}

/// A printed table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutTable {
    /// 2, 3 or 4, the number of its chapter; 0 for the rows of a pre-2019 form; [`LayoutTable::OTHER`] for a table of
    /// another document.
    pub number: u8,
    /// Number of rows.
    pub rows: u32,
    /// Number of columns.
    pub columns: u32,
    /// How many rows at the top are repeated on a new page.
    pub header_rows: u32,
    /// Widths of the columns in parts of a thousand of the table's width.
    pub widths: Vec<u16>,
    /// The cells, ordered by row, then column. They cover the grid without gap or overlap.
    pub cells: Vec<LayoutCell>,
}

impl LayoutTable {
    /// The number of a table that belongs to no report.
    pub const OTHER: u8 = u8::MAX;

    /// The cells that begin in a row, from left to right.
    pub fn row(&self, row: u32) -> impl Iterator<Item = &LayoutCell> {
        self.cells.iter().filter(move |c| c.row == row)
    }

    /// What the table is called, for captions and sheet names.
    pub fn caption(&self) -> &'static str {
        match self.number {
            0 => "政府信息公开情况统计表",
            LayoutTable::OTHER => "表格",
            n => heading(n),
        }
    }
}

/// A cell as the form prints it: the number in plain decimals, a change of items with its sign, the raw text of
/// what is no number, and nothing for a blank.
pub fn print_cell(key: CellKey, cell: &Cell) -> String {
    match cell.value {
        Value::Number(n) => {
            let signed = key.as_str().ends_with(".items_change") && n.is_sign_positive() && !n.is_zero();
            format!("{}{n}", if signed { "+" } else { "" })
        }
        Value::Blank => String::new(),
        Value::NotApplicable if cell.raw.is_empty() => "/".into(),
        Value::NotApplicable | Value::Illegible => cell.raw.clone(),
    }
}
