//! Documents as PDF: annual reports on the official form, letters, sheets; on A4, set like an official document
//! (GB/T 9704-2012).
//!
//! The file is tagged for screen readers and has bookmarks; where its fonts allow it, it conforms to PDF/UA-1, and
//! to PDF/A-2a too when the report is dated. Fonts are those of the machine, or a file that the caller names.

mod bind;
mod compose;
mod draw;
mod fonts;
mod table;
mod text;

use std::path::PathBuf;

use gongkai_domain::report::AnnualReport;
use gongkai_formats::write::print::Print;

pub use bind::bind;
pub use fonts::Fonts;

/// What the caller chooses.
#[derive(Debug, Clone, Default)]
pub struct PdfOptions {
    /// A font file with Chinese characters (TTF, OTF or TTC) for all of the text. Without one, the fonts of the
    /// machine are searched.
    pub font: Option<PathBuf>,
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The machine has no font with Chinese characters.
    #[error(
        "no font with Chinese characters on this machine; install one (on Debian: apt-get install fonts-noto-cjk, \
         or fonts-wqy-microhei) or name a font file"
    )]
    NoFont,
    /// The font file cannot be read.
    #[error("the font file {path} cannot be read", path = path.display())]
    FontUnreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no font, or has no Chinese characters.
    #[error("{path} is not a font with Chinese characters", path = path.display())]
    FontUnusable {
        /// Which file.
        path: PathBuf,
    },
    /// The typesetting engine gave up.
    #[error("the PDF could not be made: {0}")]
    Engine(String),
}

/// Writes a report as a PDF.
///
/// # Errors
///
/// If there is no usable font.
pub fn pdf(report: &AnnualReport, options: &PdfOptions) -> Result<Vec<u8>, PdfError> {
    pdf_with(report, &Fonts::find(options)?)
}

/// Writes a report as a PDF with fonts that were found before; for writing many.
///
/// # Errors
///
/// If the typesetting engine cannot use the fonts.
pub fn pdf_with(report: &AnnualReport, fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    print(&Print::report(report), fonts)
}

/// Writes any document as a PDF.
///
/// # Errors
///
/// If the typesetting engine cannot use the fonts.
pub fn print(document: &Print, fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    draw::draw(document, fonts, &compose::compose(document, fonts))
}
