//! One public document.

use gongkai_formats::rich_text::{self, diff};
use gongkai_store::{Agency, Column, DocumentFile, DocumentRow, EntryFilter, EntryRow, VersionRow};

use crate::{App, Internal};

/// A public document, or the stone that stands where one was.
#[derive(Debug, Clone)]
pub struct Page {
    /// The document.
    pub row: DocumentRow,
    /// Its agency.
    pub agency: Agency,
    /// The column it is in.
    pub column: Option<Column>,
    /// Its text as clean HTML, with addresses for its pictures; empty when it was withdrawn.
    pub body: String,
    /// Files that are not pictures of the text.
    pub files: Vec<DocumentFile>,
    /// Lines to other documents: kind, id, title.
    pub links: Vec<(String, String, String)>,
    /// Lines from other documents.
    pub linked_from: Vec<(String, String, String)>,
    /// Versions, newest first.
    pub versions: Vec<VersionRow>,
    /// Where else it was published (Art. 23, 25), as the register of that has it.
    pub elsewhere: Vec<EntryRow>,
}

impl Page {
    /// Whether it was taken down.
    pub fn is_withdrawn(&self) -> bool {
        self.row.visibility == "withdrawn"
    }
}

/// The address of a picture of a text.
pub(crate) fn picture_address(sha256: &str) -> String {
    format!("/files/{sha256}/picture")
}

/// The public document with this id; a withdrawn one without its text.
///
/// # Errors
///
/// If the database fails.
pub async fn document(app: &App, id: &str) -> Result<Option<Page>, Internal> {
    let Some(row) = app.store.document_row(id).await?.filter(|r| r.visibility != "work") else {
        return Ok(None);
    };
    let Some(agency) = app.store.agency(&row.agency_id).await? else { return Ok(None) };
    let column = app.store.columns().await?.into_iter().find(|c| c.id == row.column_id);
    let mut page = Page {
        agency,
        column,
        body: String::new(),
        files: Vec::new(),
        links: Vec::new(),
        linked_from: Vec::new(),
        versions: Vec::new(),
        elsewhere: Vec::new(),
        row,
    };
    if page.is_withdrawn() {
        return Ok(Some(page));
    }
    let body = app.store.text(&page.row.body_sha256).await?.unwrap_or_default();
    page.body = rich_text::clean(&body).html_with(picture_address);
    page.files = app.store.public_files_of(id).await?;
    page.files.retain(|f| !body.contains(&f.sha256));
    page.links = app.store.links_of(id).await?;
    page.linked_from = app.store.linked_from(id).await?;
    page.versions = app.store.versions_of(id).await?;
    page.versions.reverse();
    page.elsewhere = elsewhere(app, &page.row).await?;
    Ok(Some(page))
}

/// The entries of a document in the register of what was published elsewhere.
async fn elsewhere(app: &App, row: &DocumentRow) -> Result<Vec<EntryRow>, Internal> {
    let filter = EntryFilter {
        agency_id: Some(row.agency_id.clone()),
        register: Some("published-elsewhere".into()),
        period: None,
    };
    let mut entries = app.store.entries(&filter).await?;
    let is_it = |named: &String| *named == row.id || *named == row.index_number;
    entries.retain(|e| e.fields.get("document").is_some_and(is_it));
    Ok(entries)
}

/// An earlier version, with what the next one changed.
#[derive(Debug, Clone)]
pub struct VersionPage {
    /// The document.
    pub row: DocumentRow,
    /// Its agency.
    pub agency: Agency,
    /// The version.
    pub version: VersionRow,
    /// The version after it, if there is one.
    pub next: Option<VersionRow>,
    /// Its text as clean HTML.
    pub body: String,
    /// What became of each part in the next version.
    pub changes: Vec<diff::Change>,
}

/// A version of a public document.
///
/// # Errors
///
/// If the database fails.
pub async fn version(app: &App, id: &str, number: i64) -> Result<Option<VersionPage>, Internal> {
    let Some(row) = app.store.document_row(id).await?.filter(|r| r.visibility == "public") else {
        return Ok(None);
    };
    let Some(agency) = app.store.agency(&row.agency_id).await? else { return Ok(None) };
    let versions = app.store.versions_of(id).await?;
    let Some(version) = versions.iter().find(|v| v.version == number).cloned() else { return Ok(None) };
    let next = versions.into_iter().find(|v| v.version == number + 1);
    let text = rich_text::clean(&app.store.text(&version.body_sha256).await?.unwrap_or_default());
    let changes = match &next {
        Some(next) => {
            let later = rich_text::clean(&app.store.text(&next.body_sha256).await?.unwrap_or_default());
            diff::diff(&text, &later)
        }
        None => Vec::new(),
    };
    Ok(Some(VersionPage { row, agency, version, next, body: text.html_with(picture_address), changes }))
}
