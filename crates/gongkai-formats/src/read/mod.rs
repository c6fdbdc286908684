//! Reading a report from any layout.
//!
//! A container reader (`html`, `docx`, `workbook`, `pdf`, `text` …) turns bytes into a [`Document`]: blocks of
//! text in reading order, with table geometry where there is some. One aligner (`align`) turns any document into
//! a report. Containers know nothing about the form; the aligner knows nothing about containers.

pub mod cells;
pub mod document;
pub mod encoding;
pub mod json;
pub mod html;
pub mod limits;
mod package;
pub mod pdf;
pub mod sniff;

pub use document::{Block, Document, Line, ReadError, Table, TableCell};
