//! What every container is turned into: blocks of text in reading order.

use gongkai_domain::report::{Notice, Place};

/// A document as the aligner sees it.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Lines and tables in reading order.
    pub blocks: Vec<Block>,
    /// What the container itself says: `title`, `author`, `published` … in lower case.
    pub meta: Vec<(String, String)>,
    /// How it was extracted, for example `html`, `docx`, `pdf-ruled`, `pdf-lines`.
    pub extraction: &'static str,
    /// The decoded text that byte places refer to, for excerpts; empty for containers without one.
    pub text: String,
    /// What was repaired or left out on the way.
    pub notices: Vec<Notice>,
}

/// One block.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph or a line.
    Line(Line),
    /// A table with geometry.
    Table(Table),
}

/// A paragraph (HTML, DOCX) or a physical line (plain text, PDF).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// The text; white space inside is kept as it is, since it can separate columns.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// Heading level 1–6 where the container marks headings; 0 otherwise.
    pub heading: u8,
}

/// A table: its cells, each once, at the place of its top left corner.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Cells ordered by row, then column.
    pub cells: Vec<TableCell>,
    /// Number of rows of the grid.
    pub rows: u32,
    /// Number of columns of the grid.
    pub columns: u32,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableCell {
    /// Row of the top left corner, from 0.
    pub row: u32,
    /// Column of the top left corner, from 0.
    pub column: u32,
    /// How many rows it covers, at least 1.
    pub row_span: u32,
    /// How many columns it covers, at least 1.
    pub column_span: u32,
    /// The text; line breaks inside the cell are `\n`.
    pub text: String,
    /// Where it stands; `table`, `row` and `column` count from 1.
    pub place: Place,
}

/// Why a file was not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The kind of file is known and refused.
    #[error("{kind} files are not read; convert to {convert_to}")]
    Unsupported {
        /// What it is, for example `RTF`.
        kind: &'static str,
        /// What to convert it to, for example `DOCX or PDF`.
        convert_to: &'static str,
    },
    /// The file is damaged.
    #[error("damaged {kind} file: {detail}")]
    Damaged {
        /// What it should be.
        kind: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// A limit was passed.
    #[error("{what} is over the limit of {limit}")]
    TooLarge {
        /// What is too large, with its unit.
        what: &'static str,
        /// The limit, in that unit.
        limit: u64,
    },
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A PDF of pictures, without text.
    #[error("the PDF has no text layer; run text recognition (OCR) on it first")]
    NoTextLayer,
}
