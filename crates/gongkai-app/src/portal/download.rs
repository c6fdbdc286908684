//! A public document to take away.

use std::collections::BTreeMap;

use gongkai_domain::china_time;
use gongkai_domain::disclosure::revision::Validity;
use gongkai_formats::import::Field;
use gongkai_formats::rich_text;
use gongkai_formats::write::document::{self as write, Publication, Site};
use gongkai_formats::write::print::Print;
use gongkai_store::DocumentRow;

use super::document::document;
use crate::typesetting::PDF;
use crate::{App, Internal};

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DownloadForm {
    /// Word.
    Docx,
    /// PDF, where the program sets pages.
    Pdf,
    /// Text with marks for headings and tables.
    Markdown,
}

impl DownloadForm {
    /// The one with this ending of a file's name.
    pub fn parse(name: &str) -> Option<DownloadForm> {
        match name {
            "docx" => Some(DownloadForm::Docx),
            "pdf" => Some(DownloadForm::Pdf),
            "md" => Some(DownloadForm::Markdown),
            _ => None,
        }
    }

    /// The ending of the file's name.
    pub fn ending(self) -> &'static str {
        match self {
            DownloadForm::Docx => "docx",
            DownloadForm::Pdf => "pdf",
            DownloadForm::Markdown => "md",
        }
    }

    /// The media type.
    pub fn media(self) -> &'static str {
        match self {
            DownloadForm::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            DownloadForm::Pdf => PDF,
            DownloadForm::Markdown => "text/markdown; charset=utf-8",
        }
    }
}

/// A public document as a file: its name and its bytes. Nothing for one that is not there or was withdrawn, and for a
/// form that is not to be had here.
///
/// # Errors
///
/// If the database or the file store fails.
pub async fn download(
    app: &App,
    id: &str,
    form: DownloadForm,
) -> Result<Option<(String, Vec<u8>)>, Internal> {
    let Some(page) = document(app, id).await?.filter(|p| !p.is_withdrawn()) else { return Ok(None) };
    let body = rich_text::clean(&app.store.text(&page.row.body_sha256).await?.unwrap_or_default());
    let mut pictures = BTreeMap::new();
    for sha256 in body.images() {
        pictures.insert(sha256.to_owned(), app.files.get(sha256).await?);
    }
    let site = &app.settings().site;
    let address =
        if site.address.is_empty() { String::new() } else { format!("{}/documents/{id}", site.address) };
    let publication = Publication {
        title: page.row.title.clone(),
        number: page.row.number.clone(),
        header: header(&page.row, &page.agency.name),
        published_at: page.row.published_at_ms.map(china_time::minute).unwrap_or_default(),
        site: Site { name: site.name.clone(), url: address, ..Site::default() },
        attachments: page
            .files
            .iter()
            .map(|f| (f.name.clone(), format!("{}/files/{}/{}", site.address, f.sha256, f.name)))
            .collect(),
        body,
        ..Publication::default()
    };
    let bytes = match form {
        DownloadForm::Docx => Some(write::docx(&publication, &|sha256| pictures.get(sha256).cloned())),
        DownloadForm::Pdf => app.pdf(Print::publication(&publication)).await?,
        DownloadForm::Markdown => Some(write::md(&publication).into_bytes()),
    };
    Ok(bytes.map(|bytes| (format!("{}.{}", page.row.title, form.ending()), bytes)))
}

fn header(row: &DocumentRow, agency: &str) -> Vec<(Field, String)> {
    let day = |day: &Option<String>| day.clone().unwrap_or_default();
    let validity = Validity::parse(&row.validity).map_or("", Validity::zh);
    let issuer = if row.issuer.is_empty() { agency } else { &row.issuer };
    let fields = [
        (Field::IndexNumber, row.index_number.clone()),
        (Field::Agency, issuer.to_owned()),
        (Field::SignedOn, day(&row.formed_on)),
        (
            Field::PublishedOn,
            row.published_at_ms.map(|ms| china_time::day(ms).to_string()).unwrap_or_default(),
        ),
        (Field::EffectiveOn, day(&row.effective_on)),
        (Field::ExpiresOn, day(&row.expires_on)),
        (Field::Validity, validity.to_owned()),
    ];
    fields.into_iter().filter(|(_, words)| !words.is_empty()).collect()
}
