//! Files of documents: given out when the document that holds them may be seen.

use gongkai_domain::permission::{Person, Right, Thing, may};

use crate::{App, Internal};

/// A file to be sent.
#[derive(Debug, Clone)]
pub struct ServedFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether everybody may have it.
    pub is_public: bool,
}

/// The file with this hash, if this person may see a document that holds it.
///
/// # Errors
///
/// If the database or the file store fails.
pub async fn file(app: &App, person: &Person, sha256: &str) -> Result<Option<ServedFile>, Internal> {
    let uses = app.store.uses_of_file(sha256).await?;
    let mut found = None;
    for used in uses {
        if used.state == "public" {
            found = Some((used, true));
            break;
        }
        let Some(row) = app.store.document_row(&used.document_id).await? else { continue };
        let Some(agency) = app.store.agency(&row.agency_id).await? else { continue };
        let regions = [agency.region_id.clone()];
        if may(person, Right::ReadWork, Thing::Of { agency: &agency.id, regions: &regions }).is_ok() {
            found.get_or_insert((used, false));
        }
    }
    let Some((used, is_public)) = found else { return Ok(None) };
    let bytes = app.files.get(sha256).await?;
    Ok(Some(ServedFile { name: used.name, media: used.media, bytes, is_public }))
}
