//! Spreadsheets (XLSX, XLS, ODS) to lines and tables.
//!
//! Each kind of file is read into the same sheet; what is a table and what is a line is decided once. The
//! readers are our own: they look at one cell after the other and never lay out a sheet of 16 billion cells
//! because someone wrote into its last one.

pub(crate) mod compound;
mod ods;
mod sheet;
pub(crate) mod xls;
mod xlsx;

use gongkai_domain::report::{Notice, NoticeCode};

pub(crate) use self::sheet::Sheet;
use super::sniff::{Media, sniff};
use super::{Document, ReadError};

/// Reads a workbook. In places, `page` is the number of the sheet; row and column are those of the sheet.
///
/// Hidden sheets are left out if another sheet has text, with a notice.
///
/// # Errors
///
/// If it is no workbook, is damaged or over a limit.
pub fn parse(bytes: &[u8]) -> Result<Document, ReadError> {
    let (sheets, extraction) = sheets(bytes)?;
    let mut document = Document { extraction, ..Document::default() };
    let is_shown = |sheet: &Sheet| !sheet.is_hidden && sheet.has_text();
    let skip_hidden = sheets.iter().any(is_shown);
    let mut tables = 0;
    for (page, sheet) in (1..).zip(sheets) {
        if sheet.is_sources() {
            continue;
        }
        if sheet.is_cut {
            document.notices.push(Notice::new(NoticeCode::LimitReached, "table columns"));
        }
        if skip_hidden && sheet.is_hidden {
            if sheet.has_text() {
                document.notices.push(Notice::new(NoticeCode::HiddenSheetSkipped, sheet.name));
            }
            continue;
        }
        document.blocks.extend(sheet.into_blocks(page, &mut tables));
    }
    super::limits::check_cells(&document)?;
    Ok(document)
}

/// Every sheet, hidden ones too, and how they were read.
pub(crate) fn sheets(bytes: &[u8]) -> Result<(Vec<Sheet>, &'static str), ReadError> {
    Ok(match sniff(bytes) {
        Media::Xlsx => (xlsx::read(bytes)?, "xlsx"),
        Media::Xls => (xls::read(bytes)?, "xls"),
        Media::Ods => (ods::read(bytes)?, "ods"),
        other => {
            let damaged = ReadError::Damaged { kind: "workbook", detail: "not a workbook".to_owned() };
            return Err(other.refusal().unwrap_or(damaged));
        }
    })
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
