//! An agency, and its guide (指南, Art. 12): made of data, so that it is never out of date.

use gongkai_store::{Agency, AgencyProfile, DocumentFilter, DocumentRow, ListedReport};

use crate::agency_history::{Change, agency_history};
use crate::{App, Internal, ReportFilter};

/// An agency as the public sees it.
#[derive(Debug, Clone)]
pub struct AgencyPage {
    /// The agency.
    pub agency: Agency,
    /// What the guide says of it.
    pub profile: AgencyProfile,
    /// What became of it, oldest first.
    pub history: Vec<Change>,
    /// The agencies that its changes name.
    pub successors: Vec<Agency>,
    /// Its newest documents.
    pub newest: Vec<DocumentRow>,
    /// How many documents it has.
    pub total: i64,
    /// Its annual reports, newest first.
    pub reports: Vec<ListedReport>,
}

/// The agency with this id.
///
/// # Errors
///
/// If the database fails.
pub async fn agency(app: &App, id: &str) -> Result<Option<AgencyPage>, Internal> {
    let Some(agency) = app.store.agency(id).await? else { return Ok(None) };
    let filter = DocumentFilter { agency: Some(id.to_owned()), ..DocumentFilter::default() };
    let reports = app
        .store
        .list_reports(&ReportFilter {
            region: Some(agency.region_id.clone()),
            agency: Some(id.to_owned()),
            order: crate::ReportOrder::Year,
            ..ReportFilter::default()
        })
        .await?;
    let (history, successors) = agency_history(app, id).await?;
    Ok(Some(AgencyPage {
        history,
        successors,
        profile: app.store.profile(id).await?.unwrap_or_default(),
        newest: app.store.public_documents(&filter, 10, 0).await?,
        total: app.store.count_public_documents(&filter).await?,
        reports,
        agency,
    }))
}

/// The guides of all agencies, or of one.
#[derive(Debug, Clone)]
pub struct GuidePage {
    /// The agencies with their profiles, in the order of the roster.
    pub entries: Vec<(Agency, AgencyProfile)>,
    /// The one whose guide is shown.
    pub shown: Option<(Agency, AgencyProfile)>,
}

/// The guides; nothing if there is no such agency.
///
/// # Errors
///
/// If the database fails.
pub async fn guide(app: &App, agency_id: Option<&str>) -> Result<Option<GuidePage>, Internal> {
    let profiles = app.store.profiles().await?;
    let agencies = app.store.agencies().await?;
    let entries: Vec<(Agency, AgencyProfile)> = agencies
        .into_iter()
        .filter_map(|a| profiles.iter().find(|p| p.agency_id == a.id).cloned().map(|p| (a, p)))
        .collect();
    let shown = match agency_id {
        Some(id) => match entries.iter().find(|e| e.0.id == id) {
            Some(entry) => Some(entry.clone()),
            None => return Ok(None),
        },
        None => entries.first().cloned(),
    };
    Ok(Some(GuidePage { entries, shown }))
}
