//! A document in, its reports and the text that their places refer to out.

use gongkai_domain::report::AnnualReport;
use gongkai_formats::read::sniff::{Media, sniff};
use gongkai_formats::read::{ReadError, encoding, read_reports};
use gongkai_store::SourceDocument;

/// What a document holds.
#[derive(Debug)]
pub struct ReadDocument {
    /// Its reports; one, unless it is a table of reports.
    pub reports: Vec<AnnualReport>,
    /// The text that byte places refer to; `None` for containers without one.
    pub text: Option<String>,
}

/// Reads a document.
///
/// # Errors
///
/// If it is of a kind that is not read, or damaged.
pub fn read(bytes: &[u8], file: &str) -> Result<ReadDocument, ReadError> {
    let reports = read_reports(bytes, file)?;
    let text = match sniff(bytes) {
        // The places of a carrier are those of the document that its numbers came from.
        Media::Html | Media::Text => Some(encoding::decode(bytes).0),
        _ => None,
    };
    Ok(ReadDocument { reports, text })
}

/// Reads a document that is to be kept beside its one report.
///
/// # Errors
///
/// As [`read`].
pub fn read_kept(bytes: Vec<u8>, file: &str) -> Result<Vec<(AnnualReport, SourceDocument)>, ReadError> {
    let ReadDocument { reports, text } = read(&bytes, file)?;
    let keep = |report: AnnualReport| {
        let source = SourceDocument {
            sha256: report.source.sha256.clone(),
            file: report.source.file.clone(),
            media: report.source.media.clone(),
            bytes: bytes.clone(),
            // What was decoded from UTF-8 is the bytes themselves.
            decoded: text.clone(),
        };
        (report, source)
    };
    Ok(reports.into_iter().map(keep).collect())
}
