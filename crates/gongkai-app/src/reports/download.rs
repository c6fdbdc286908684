//! A report as a file.

use gongkai_domain::report::AnnualReport;
use gongkai_formats::write;
use gongkai_formats::write::print::Print;

use crate::typesetting::PDF;
use crate::{App, Internal};

/// In what a report can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DownloadFormat {
    /// Word.
    Docx,
    /// PDF, where the program sets pages.
    Pdf,
    /// Excel.
    Xlsx,
    /// A web page.
    Html,
    /// Markdown.
    Markdown,
    /// One row, a column for each cell.
    Csv,
    /// The published JSON format.
    Json,
    /// One line a cell, with raw text and place.
    Cells,
}

impl DownloadFormat {
    /// Every format, in the order of the menu.
    pub const ALL: [DownloadFormat; 8] = [
        DownloadFormat::Docx,
        DownloadFormat::Pdf,
        DownloadFormat::Xlsx,
        DownloadFormat::Html,
        DownloadFormat::Markdown,
        DownloadFormat::Csv,
        DownloadFormat::Json,
        DownloadFormat::Cells,
    ];

    /// The file name's extension, which is also its name in addresses.
    pub fn extension(self) -> &'static str {
        match self {
            DownloadFormat::Docx => "docx",
            DownloadFormat::Pdf => "pdf",
            DownloadFormat::Xlsx => "xlsx",
            DownloadFormat::Html => "html",
            DownloadFormat::Markdown => "md",
            DownloadFormat::Csv => "csv",
            DownloadFormat::Json => "json",
            DownloadFormat::Cells => "cells",
        }
    }

    /// The format with this extension.
    pub fn parse(extension: &str) -> Option<DownloadFormat> {
        DownloadFormat::ALL.into_iter().find(|f| f.extension() == extension)
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            DownloadFormat::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            DownloadFormat::Pdf => PDF,
            DownloadFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            DownloadFormat::Html => "text/html; charset=utf-8",
            DownloadFormat::Markdown => "text/markdown; charset=utf-8",
            DownloadFormat::Csv => "text/csv; charset=utf-8",
            DownloadFormat::Json => "application/json",
            DownloadFormat::Cells => "text/tab-separated-values; charset=utf-8",
        }
    }

    /// The file; for PDF, which another crate sets, nothing.
    fn write(self, report: &AnnualReport) -> Option<Vec<u8>> {
        Some(match self {
            DownloadFormat::Pdf => return None,
            DownloadFormat::Docx => write::docx::write(report),
            DownloadFormat::Xlsx => write::xlsx::write(report),
            DownloadFormat::Html => write::html::write(report).into_bytes(),
            DownloadFormat::Markdown => write::md::write(report).into_bytes(),
            DownloadFormat::Csv => write::csv::write(report).into_bytes(),
            DownloadFormat::Json => write::json::write(report).into_bytes(),
            DownloadFormat::Cells => write::cells::write(report).into_bytes(),
        })
    }
}

/// A file to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A report in a format; `None` when there is no such report, or no such format here.
///
/// # Errors
///
/// If the database fails.
pub async fn download(app: &App, id: &str, format: DownloadFormat) -> Result<Option<Download>, Internal> {
    let Some(stored) = app.store.report(id).await? else { return Ok(None) };
    file_of(app, stored.report, id, format).await
}

/// A report that is at hand, in a format; `None` when there is no such format here.
///
/// # Errors
///
/// If the file cannot be made.
pub async fn file_of(
    app: &App,
    report: AnnualReport,
    stem: &str,
    format: DownloadFormat,
) -> Result<Option<Download>, Internal> {
    let bytes = match format {
        DownloadFormat::Pdf => app.pdf(Print::report(&report)).await?,
        _ => tokio::task::spawn_blocking(move || format.write(&report)).await?,
    };
    let name = format!("{stem}.{}", format.extension());
    Ok(bytes.map(|bytes| Download { name, media_type: format.media_type(), bytes }))
}
