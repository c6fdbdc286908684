//! Everything public written out in the form that is taken in.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use gongkai_formats::grid;
use gongkai_formats::rich_text;
use gongkai_store::DocumentFilter;

use super::manifest::{DIVIDER, row_of};
use super::{COLUMNS, MANIFESTS, SiteError};
use crate::documents::attach::safe_name;
use crate::{App, Internal, catalogue};

/// Documents that are asked for at once.
const PAGE: i64 = 500;

/// What was written out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteExport {
    /// How many documents.
    pub documents: usize,
    /// How many files that belong to them, pictures among them.
    pub files: usize,
}

/// Writes the public version of every document into a folder that is not there or empty: the manifest, the texts, the
/// files. Earlier versions, drafts and what was withdrawn are in a backup, not here.
///
/// # Errors
///
/// If the folder holds something or cannot be written, a file is missing from the store, or the database fails.
pub async fn export_site(
    app: &App,
    to: &Path,
    agency_id: Option<&str>,
    mut told: impl FnMut(usize, i64),
) -> Result<SiteExport, SiteError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| SiteError::Folder { path, error }
    };
    if to.exists() && fs::read_dir(to).map_err(failed(to))?.next().is_some() {
        return Err(SiteError::Occupied(to.to_owned()));
    }
    if let Some(id) = agency_id
        && app.store.agency(id).await?.is_none()
    {
        return Err(SiteError::NoAgency(id.to_owned()));
    }
    let write = |path: PathBuf, bytes: &[u8]| -> Result<(), SiteError> {
        let whole = to.join(&path);
        if let Some(folder) = whole.parent() {
            fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        fs::write(&whole, bytes).map_err(failed(&whole))
    };
    let filter = DocumentFilter { agency: agency_id.map(str::to_owned), ..DocumentFilter::default() };
    let total = app.store.count_public_documents(&filter).await?;
    let mut items: HashMap<String, Vec<(String, String)>> = HashMap::new();
    let (mut export, mut rows, mut offset) = (SiteExport::default(), Vec::new(), 0);
    loop {
        let page = app.store.public_documents(&filter, PAGE, offset).await?;
        if page.is_empty() {
            break;
        }
        offset += PAGE;
        for listed in page {
            let Some(kept) = app.store.document(&listed.id).await? else { continue };
            // It may have been withdrawn since it was listed.
            let Some(version) = kept.document.public() else { continue };
            let mut revision = version.revision.clone();
            if let Some((validity, on)) = kept.document.validity() {
                revision.validity = validity;
                revision.repealed_on = revision.repealed_on.or(on);
            }
            let body = app.store.text(&revision.body_sha256).await?.unwrap_or_default();
            let text = format!("texts/{}.body.html", kept.id);
            write(PathBuf::from(&text), rich_text::clean(&body).html().as_bytes())?;
            let mut files = Vec::new();
            for attachment in &revision.attachments {
                let bytes = app.files.get(&attachment.sha256).await.map_err(Internal::from)?;
                let hash: String = attachment.sha256.chars().take(16).collect();
                let path = format!("files/{hash}/{}", safe_name(&attachment.name).replace(DIVIDER, "_"));
                write(PathBuf::from(&path), &bytes)?;
                files.push(path);
            }
            let mut links = Vec::new();
            for link in &revision.links {
                if let Some(row) = app.store.document_row(&link.to).await? {
                    links.push(format!("{} {}", link.kind.code(), row.index_number));
                }
            }
            if !items.contains_key(&kept.agency_id) {
                let choices = catalogue::choices(app, &kept.agency_id).await?;
                items.insert(kept.agency_id.clone(), choices);
            }
            let item = items
                .get(&kept.agency_id)
                .and_then(|all| all.iter().find(|i| i.0 == revision.catalogue_item));
            let item = item.map(|i| i.1.clone()).unwrap_or_default();
            export.documents += 1;
            export.files += files.len();
            let ids = (kept.id.as_str(), kept.agency_id.as_str(), kept.document.index_number.as_str());
            rows.push(row_of(&revision, ids, version.published_at_ms, (text, files, links, item)));
        }
        told(export.documents, total);
    }
    let head: Vec<&str> = COLUMNS.iter().map(|c| c.0).collect();
    write(PathBuf::from(MANIFESTS[0]), grid::csv(&head, &rows).as_bytes())?;
    Ok(export)
}
