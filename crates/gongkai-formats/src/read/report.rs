//! The way in: bytes of any kind, reports out.

use std::borrow::Cow;

use gongkai_domain::report::{AnnualReport, Notice};
use sha2::{Digest, Sha256};

use super::document::{Block, Document, ReadError};
use super::sniff::Media;
use super::{
    align, align_best, cells, csv, docx, encoding, html, json, limits, mhtml, pdf, sniff, text, wide,
    workbook,
};

/// Name and version of the reader, for provenance.
pub const READER: &str = concat!("gongkai ", env!("CARGO_PKG_VERSION"));

/// Reads the first report of a file.
///
/// # Errors
///
/// If the file is of a kind that is not read, is damaged, or passes a limit. A report that is full of faults is
/// not an error.
pub fn read_report(bytes: &[u8], file_name: &str) -> Result<AnnualReport, ReadError> {
    let mut reports = read_reports(bytes, file_name)?;
    if reports.is_empty() { Err(ReadError::Empty) } else { Ok(reports.swap_remove(0)) }
}

/// Reads the reports of a file: one, or one a row for a wide table.
///
/// The kind is found from the bytes; the name goes into the provenance alone.
///
/// # Errors
///
/// As [`read_report`].
pub fn read_reports(bytes: &[u8], file_name: &str) -> Result<Vec<AnnualReport>, ReadError> {
    super::limits::check_input(bytes)?;
    let (media, detected) = sniff::sniff_text(bytes);
    let decode = || detected.unwrap_or_else(|| encoding::detect(bytes)).decode();
    if let Some(refusal) = media.refusal() {
        return Err(refusal);
    }
    let mut reports = match media {
        Media::Pdf => vec![align_best(pdf::parse(bytes)?)],
        Media::Json => vec![json::parse(&decode().0)?],
        Media::Cells => vec![cells::parse(&decode().0)?],
        Media::Text if csv::is_wide(bytes) => csv::parse(&decode().0),
        _ => {
            let document = container(media, bytes, decode)?;
            match wide::read(&document) {
                Some(reports) => reports,
                None => vec![align(document)],
            }
        }
    };
    let sha256 = sha256_hex(bytes);
    let is_carrier = matches!(media, Media::Json | Media::Cells);
    for report in &mut reports {
        // A carrier keeps the provenance of the document that its numbers came from.
        if is_carrier && !report.source.sha256.is_empty() {
            continue;
        }
        file_name.clone_into(&mut report.source.file);
        report.source.sha256.clone_from(&sha256);
        media.as_str().clone_into(&mut report.source.media);
        READER.clone_into(&mut report.source.reader);
    }
    Ok(reports)
}

/// The text of a file in any container, a block or a row a line, cells divided by tabs: for search and screening.
///
/// # Errors
///
/// As [`read_report`].
pub fn read_text(bytes: &[u8]) -> Result<String, ReadError> {
    super::limits::check_input(bytes)?;
    let (media, detected) = sniff::sniff_text(bytes);
    if let Some(refusal) = media.refusal() {
        return Err(refusal);
    }
    let decode = || detected.unwrap_or_else(|| encoding::detect(bytes)).decode();
    let documents = match media {
        Media::Pdf => pdf::parse(bytes)?.into_iter().take(1).collect(),
        Media::Json | Media::Cells => return Ok(decode().0.into_owned()),
        _ => vec![container(media, bytes, decode)?],
    };
    let mut out = String::new();
    for block in documents.iter().flat_map(|d| &d.blocks) {
        match block {
            Block::Line(line) => out += &line.text,
            Block::Table(table) => {
                for row in table.cells.chunk_by(|a, b| a.row == b.row) {
                    let cells: Vec<&str> = row.iter().map(|c| c.text.as_str()).collect();
                    out += &cells.join("\t");
                    out.push('\n');
                }
            }
        }
        out.push('\n');
    }
    Ok(out)
}

fn container<'a>(
    media: Media,
    bytes: &'a [u8],
    decode: impl FnOnce() -> (Cow<'a, str>, Vec<Notice>),
) -> Result<Document, ReadError> {
    let html = |(page, mut notices): (Cow<'_, str>, Vec<Notice>)| {
        let mut document = html::parse(&page);
        limits::check_cells(&document)?;
        document.notices.append(&mut notices);
        Ok(document)
    };
    match media {
        Media::Html => html(decode()),
        Media::Mhtml => html(encoding::detect(&mhtml::page(bytes)?).decode()),
        Media::Docx => docx::parse(bytes),
        Media::Xlsx | Media::Xls | Media::Ods => workbook::parse(bytes),
        Media::Text => {
            let (page, mut notices) = decode();
            let mut document = text::parse(page.into_owned());
            document.notices.append(&mut notices);
            Ok(document)
        }
        _ => Err(ReadError::Unsupported { kind: media.as_str(), convert_to: "HTML, PDF or plain text" }),
    }
}

/// The SHA-256 of bytes in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let bytes = Sha256::digest(bytes);
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        write!(out, "{b:02x}").expect("a string takes everything");
        out
    })
}
