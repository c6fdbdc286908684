//! Writing a report in any format: typed report in, bytes out.
//!
//! Every format that can be written can be read back to the same cells. The document formats (HTML, DOCX, XLSX,
//! Markdown, and PDF in its own crate) all follow one [`layout`] of the official form.

pub mod bundle;
pub mod calendar;
pub mod cells;
pub mod csv;
pub mod document;
pub mod docx;
pub mod html;
pub mod json;
pub mod layout;
pub(crate) mod markup;
pub mod md;
pub mod print;
pub mod provenance;
pub mod xlsx;
