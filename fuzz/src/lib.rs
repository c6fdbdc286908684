//! What the fuzz targets do with their bytes.
//!
//! Every function takes any bytes at all and panics when something is found that must never be. They stand here and
//! not in the targets, so that an ordinary test can run them over the kept inputs without a fuzzer.

mod containers;
mod draw;
mod made_report;
mod pdf_parts;
mod reports;
mod stored_zip;

pub use containers::{read_docx, read_html, read_pdf, read_workbook};
pub use reports::{check_report, read_any, read_text, write_then_read};

/// A target: its name, which is that of its folder of inputs too, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 8] = [
    ("read_html", read_html),
    ("read_docx", read_docx),
    ("read_workbook", read_workbook),
    ("read_pdf", read_pdf),
    ("read_text", read_text),
    ("read_any", read_any),
    ("check_report", check_report),
    ("write_then_read", write_then_read),
];
