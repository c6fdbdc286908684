//! Every document of an agency.

use gongkai_domain::permission::{Right, Thing, may};
use gongkai_store::{Agency, DocumentRow};

use super::DocumentError;
use crate::accounts::Signed;
use crate::{App, Internal};

/// The documents of an agency.
#[derive(Debug, Clone)]
pub struct AgencyDocuments {
    /// The agency.
    pub agency: Agency,
    /// The documents, newest first.
    pub rows: Vec<DocumentRow>,
    /// The page, from 1.
    pub page: i64,
    /// Whether there are more.
    pub has_more: bool,
    /// Whether the person may begin a draft here.
    pub may_draft: bool,
    /// Whether the person keeps the settings of the agency.
    pub may_manage: bool,
}

/// So many a page.
const PAGE: i64 = 50;

/// The documents of an agency, of one visibility or all.
///
/// # Errors
///
/// If the person may not see them, or the database fails.
pub async fn agency_documents(
    app: &App,
    by: &Signed,
    agency_id: &str,
    visibility: Option<&str>,
    page: i64,
) -> Result<AgencyDocuments, DocumentError> {
    let agency = app.store.agency(agency_id).await?.ok_or(DocumentError::NotFound)?;
    let regions = [agency.region_id.clone()];
    let thing = Thing::Of { agency: &agency.id, regions: &regions };
    may(&by.person, Right::ReadWork, thing)?;
    let page = page.clamp(1, 100_000);
    let mut rows = app.store.documents_of(&agency.id, visibility, PAGE + 1, (page - 1) * PAGE).await?;
    let has_more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let may_draft = may(&by.person, Right::Draft, thing).is_ok();
    let may_manage = may(&by.person, Right::ManageCatalogue, thing).is_ok();
    Ok(AgencyDocuments { agency, rows, page, has_more, may_draft, may_manage })
}

/// The agency with this id.
///
/// # Errors
///
/// If the database fails.
pub async fn agency(app: &App, id: &str) -> Result<Option<Agency>, Internal> {
    Ok(app.store.agency(id).await?)
}

/// The id of the agency whose document this is.
///
/// # Errors
///
/// If the database fails.
pub async fn agency_of(app: &App, id: &str) -> Result<Option<String>, Internal> {
    Ok(app.store.document_row(id).await?.map(|row| row.agency_id))
}

/// The columns a document can be put in.
///
/// # Errors
///
/// If the database fails.
pub async fn columns(app: &App) -> Result<Vec<gongkai_store::Column>, Internal> {
    Ok(app.store.columns().await?)
}
