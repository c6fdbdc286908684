//! 法定主动公开内容: what Art. 20 and 21 order to publish, with what there is of it.

use gongkai_domain::disclosure::vocabulary::{LEGAL_ITEMS, Term};
use gongkai_store::Agency;

use crate::{App, Internal};

/// An item with how many documents it has.
#[derive(Debug, Clone)]
pub struct LegalItem {
    /// The item.
    pub term: &'static Term,
    /// How many documents are public under it.
    pub count: i64,
}

/// The items of Art. 20 and 21.
#[derive(Debug, Clone)]
pub struct Legal {
    /// The agency, if it is one agency's list.
    pub agency: Option<Agency>,
    /// The items.
    pub items: Vec<LegalItem>,
    /// Agencies that publish.
    pub agencies: Vec<(Agency, i64)>,
}

/// The items of the whole platform, or of one agency; nothing if there is no such agency.
///
/// # Errors
///
/// If the database fails.
pub async fn legal(app: &App, agency_id: Option<&str>) -> Result<Option<Legal>, Internal> {
    let agency = match agency_id {
        Some(id) => match app.store.agency(id).await? {
            Some(agency) => Some(agency),
            None => return Ok(None),
        },
        None => None,
    };
    let counts = app.store.count_by_legal_item(agency_id).await?;
    let by_agency = app.store.count_by_agency().await?;
    let items = LEGAL_ITEMS
        .iter()
        .map(|term| LegalItem { term, count: counts.iter().find(|c| c.0 == term.code).map_or(0, |c| c.1) })
        .collect();
    let agencies = app.store.agencies().await?;
    let agencies = agencies
        .into_iter()
        .filter_map(|a| by_agency.iter().find(|c| c.0 == a.id).map(|c| (a, c.1)))
        .collect();
    Ok(Some(Legal { agency, items, agencies }))
}
