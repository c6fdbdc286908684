//! Reading a report from any layout.
//!
//! A container reader (`html`, `docx`, `workbook`, `pdf`, `text` …) turns bytes into a [`Document`]: blocks of
//! text in reading order, with table geometry where there is some. One aligner turns any document into a report:
//! `rows` makes runs of labels and values, `table2` to `table4` lay them over the official form.
//! Containers know nothing about the form; the aligner knows nothing about containers.

mod align;
pub mod calendar;
pub mod cells;
mod chapters;
pub mod csv;
pub(crate) mod dates;
pub mod document;
pub mod docx;
pub mod encoding;
pub(crate) mod fold;
pub mod html;
mod identity;
pub mod json;
mod label;
pub(crate) mod layout;
mod legacy;
pub mod limits;
mod long;
pub(crate) mod mhtml;
mod number;
pub(crate) mod package;
pub mod pdf;
mod repair;
mod report;
mod rows;
mod slots;
pub mod sniff;
mod split;
mod table2;
mod table3;
mod table4;
pub mod text;
mod wide;
pub mod workbook;
pub(crate) mod xml;

pub use align::{align, align_best};
pub use calendar::read_calendar;
pub use document::{Block, Document, Line, ReadError, Table, TableCell};
pub use report::{READER, read_report, read_reports, read_text, sha256_hex};
