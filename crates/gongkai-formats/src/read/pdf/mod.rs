//! PDF files with a text layer.
//!
//! A PDF says where glyphs and lines stand, not what belongs together, and every producer draws tables in its own
//! way. So a file is turned into several candidate documents, and the aligner takes the one whose sums hold best:
//!
//! - `pdf-ruled`: tables from their ruling lines, text around them line by line;
//! - `pdf-lines`: every line as it is seen, columns kept apart by spaces;
//! - `pdf-order`: lines in the order in which the file draws them.
//!
//! A candidate that would say nothing new is left out.

mod content;
pub(crate) mod expansion;
mod flow;
mod font;
mod furniture;
mod geometry;
mod grid;
mod halves;
mod lines;
pub(super) mod normal;
mod paragraphs;
mod path;
mod rules;
mod table;

use gongkai_domain::report::{Notice, NoticeCode};
use hayro_syntax::metadata::Metadata;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use self::content::{Budget, PageContent, run_page};
use self::font::Fonts;
use super::document::{Document, ReadError};
use super::limits;

/// Pages that are read at most.
const MAX_PAGES: usize = 2_000;
/// Glyphs that are read at most.
const MAX_GLYPHS: u64 = 5_000_000;
/// Bytes of content streams that are run at most.
const MAX_STREAM_BYTES: u64 = 128 << 20;

/// Reads a PDF into candidate documents, at least one.
///
/// # Errors
///
/// If the file is no PDF or damaged beyond reading, needs a password, has no text, or is over a limit.
pub fn parse(bytes: &[u8]) -> Result<Vec<Document>, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    limits::check_input(bytes)?;
    expansion::check(bytes)?;
    let pdf = Pdf::new(bytes.to_vec()).map_err(load_error)?;
    let pages = pdf.pages();
    if pages.len() > MAX_PAGES {
        return Err(ReadError::TooLarge { what: "number of pages", limit: MAX_PAGES as u64 });
    }
    let mut fonts = Fonts::new();
    let mut budget = Budget::DOCUMENT;
    let contents: Vec<PageContent> =
        pages.iter().map(|page| run_page(page, &mut fonts, &mut budget)).collect();
    if budget.glyphs == 0 {
        return Err(ReadError::TooLarge { what: "number of glyphs", limit: MAX_GLYPHS });
    }
    check_text(&contents)?;
    let notices = notices(&contents, &budget);
    let meta = meta(pdf.metadata());
    let mut documents = Vec::new();
    if halves::are_likely(&contents) {
        let (pages, origins) = halves::cut(contents.clone());
        documents = flow::candidates(&pages);
        documents.iter_mut().for_each(|d| halves::restore(d, &origins));
    }
    // What looks like the gutter between two pages can be the gap between two columns of a table.
    documents.extend(flow::candidates(&contents));
    for document in &mut documents {
        limits::check_cells(document)?;
        document.meta.clone_from(&meta);
        document.notices.extend(notices.iter().cloned());
    }
    Ok(documents)
}

pub(crate) fn load_error(error: LoadPdfError) -> ReadError {
    let detail = match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            return ReadError::Unsupported {
                kind: "password-protected PDF",
                convert_to: "a PDF without a password",
            };
        }
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            "it is encrypted in an unknown way"
        }
        LoadPdfError::Decryption(_) => "its encryption is broken",
        LoadPdfError::Invalid => "it has no readable pages",
    };
    ReadError::Damaged { kind: "PDF", detail: detail.to_owned() }
}

/// A scanned file has no glyphs; one whose fonts hide the characters is no better.
fn check_text(contents: &[PageContent]) -> Result<(), ReadError> {
    let visible = contents.iter().flat_map(|c| &c.glyphs).filter(|g| !g.is_blank()).count();
    let unknown: usize = contents.iter().map(|c| c.unknown as usize).sum();
    if visible == 0 {
        Err(ReadError::NoTextLayer)
    } else if unknown * 10 > visible * 9 {
        let detail =
            "its fonts do not say which characters they show; run text recognition (OCR) on it first";
        Err(ReadError::Damaged { kind: "PDF", detail: detail.to_owned() })
    } else {
        Ok(())
    }
}

fn notices(contents: &[PageContent], budget: &Budget) -> Vec<Notice> {
    let mut out = Vec::new();
    let unknown: u32 = contents.iter().map(|c| c.unknown).sum();
    if unknown > 0 {
        let mut notice = Notice::new(NoticeCode::EncodingReplaced, "glyphs without a character");
        notice.count = unknown;
        out.push(notice);
    }
    let slanted: u32 = contents.iter().map(|c| c.slanted).sum();
    if slanted > 0 {
        let mut notice = Notice::new(NoticeCode::PageFurnitureSkipped, "slanted text");
        notice.count = slanted;
        out.push(notice);
    }
    if budget.operations == 0 || budget.rules == 0 || budget.stream_bytes == 0 {
        out.push(Notice::new(NoticeCode::LimitReached, "drawing operations"));
    }
    out
}

fn meta(metadata: &Metadata) -> Vec<(String, String)> {
    let entries = [
        ("title", &metadata.title),
        ("author", &metadata.author),
        ("subject", &metadata.subject),
        ("keywords", &metadata.keywords),
        ("producer", &metadata.producer),
    ];
    entries
        .into_iter()
        .filter_map(|(name, value)| {
            let text = text_string(value.as_deref()?);
            let text = text.trim();
            (!text.is_empty()).then(|| (name.to_owned(), text.to_owned()))
        })
        .collect()
}

/// A PDF text string: UTF-16 or UTF-8 with a mark, otherwise one byte a character.
pub(crate) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // Many producers write UTF-8 without the mark.
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
        },
    }
}

fn utf16(bytes: &[u8], join: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| join([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}
