//! How much of a document is read.
//!
//! Real reports are far below these limits: the largest seen was 3 MB and had 2 000 table cells. They exist so
//! that a hostile or broken file costs bounded time and memory.

use super::{Document, ReadError, document::Block};

/// Largest input, in bytes.
pub const INPUT_BYTES: usize = 64 << 20;
/// Most parts of a zip container (DOCX, XLSX, ODS).
pub const ZIP_ENTRIES: usize = 4_096;
/// Largest size of all parts of a zip container after expansion, in bytes.
pub const ZIP_EXPANDED_BYTES: u64 = 256 << 20;
/// Largest ratio of expanded to packed size of one part; deflate itself ends at about 1 030.
pub const ZIP_RATIO: u64 = 500;
/// Parts smaller than this after expansion are not held to [`ZIP_RATIO`]; an empty sheet packs very well.
pub const ZIP_RATIO_FROM_BYTES: u64 = 4 << 20;
/// Most table cells of one document.
pub const TABLE_CELLS: usize = 200_000;
/// Most columns of one table; cells further right are left out.
pub const TABLE_COLUMNS: u32 = 1_024;
/// Most text of one sheet of a workbook, in bytes.
pub const SHEET_TEXT_BYTES: usize = 64 << 20;
/// Most rows that one cell may cover.
pub const ROW_SPAN: u32 = 65_534;
/// Deepest nesting of elements that is followed; what is nested deeper is read as if it stood there.
pub const NESTING: usize = 256;
/// Deepest nesting of tables; deeper tables are read as text of the cell they stand in.
pub const TABLE_NESTING: usize = 32;

/// Refuses an input over [`INPUT_BYTES`].
///
/// # Errors
///
/// [`ReadError::TooLarge`].
pub fn check_input(bytes: &[u8]) -> Result<(), ReadError> {
    if bytes.len() > INPUT_BYTES {
        return Err(ReadError::TooLarge { what: "input size in bytes", limit: INPUT_BYTES as u64 });
    }
    Ok(())
}

/// Refuses a document with more than [`TABLE_CELLS`] cells.
///
/// Readers that cannot fail (HTML) stop one cell after the limit, so that this tells.
///
/// # Errors
///
/// [`ReadError::TooLarge`].
pub fn check_cells(document: &Document) -> Result<(), ReadError> {
    let cells = document.blocks.iter().map(|block| match block {
        Block::Table(table) => table.cells.len(),
        Block::Line(_) => 0,
    });
    if cells.sum::<usize>() > TABLE_CELLS {
        return Err(too_many_cells());
    }
    Ok(())
}

/// The error for more than [`TABLE_CELLS`] cells.
pub(crate) fn too_many_cells() -> ReadError {
    ReadError::TooLarge { what: "number of table cells", limit: TABLE_CELLS as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::document::{Table, TableCell};

    fn table(cells: usize) -> Document {
        let cell = TableCell {
            row: 0,
            column: 0,
            row_span: 1,
            column_span: 1,
            text: String::new(),
            place: Default::default(),
        };
        let table = Table { cells: vec![cell; cells], rows: 1, columns: 1 };
        Document { blocks: vec![Block::Table(table)], ..Document::default() }
    }

    #[test]
    fn limits_refuse_what_is_over_and_nothing_else() {
        assert!(check_input(&[0; 10]).is_ok());
        assert!(check_input(&vec![0; INPUT_BYTES + 1]).is_err());
        assert!(check_cells(&table(TABLE_CELLS)).is_ok());
        assert_eq!(check_cells(&table(TABLE_CELLS + 1)), Err(too_many_cells()));
    }
}
