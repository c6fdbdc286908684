//! Showing one report.

use gongkai_store::{Agency, ListedReport, Region, ReportFilter, ReportOrder, StoredReport};

use super::Sheet;
use crate::{App, Internal};

/// A report with its surroundings.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportPage {
    /// The id in addresses.
    pub id: String,
    /// The year it was filed for.
    pub year: i16,
    /// 1 for the first publication.
    pub version: u32,
    /// Who filed it.
    pub agency: Agency,
    /// Where.
    pub region: Region,
    /// The report, laid out and checked.
    pub sheet: Sheet,
    /// All reports of the agency, oldest first.
    pub years: Vec<ListedReport>,
    /// The report of the year before.
    pub previous: Option<String>,
    /// Whether the document itself is kept.
    pub has_source: bool,
}

/// The report with this id; `None` when there is none.
///
/// # Errors
///
/// If the database fails.
pub async fn show(app: &App, id: &str) -> Result<Option<ReportPage>, Internal> {
    let Some(stored) = app.store.report(id).await? else { return Ok(None) };
    let Some(agency) = app.store.agency(&stored.agency_id).await? else { return Ok(None) };
    let Some(region) = app.store.region(&agency.region_id).await? else { return Ok(None) };
    let filter =
        ReportFilter { agency: Some(agency.id.clone()), order: ReportOrder::Year, ..ReportFilter::default() };
    let mut years = app.store.list_reports(&filter).await?;
    years.reverse();
    let previous = previous_report(app, &stored, &years).await?;
    let source = app.store.source(&stored.report.source.sha256).await?;
    let text = source.as_ref().and_then(|s| s.decoded.as_deref());
    let sheet = Sheet::of(stored.report, previous.as_ref().map(|p| &p.report), text);
    Ok(Some(ReportPage {
        id: stored.id,
        year: stored.year,
        version: stored.version,
        agency,
        region,
        sheet,
        years,
        previous: previous.map(|p| p.id),
        has_source: source.is_some(),
    }))
}

/// The last version of the agency's report of the year before.
async fn previous_report(
    app: &App,
    stored: &StoredReport,
    years: &[ListedReport],
) -> Result<Option<StoredReport>, Internal> {
    let before = years.iter().filter(|r| r.year == i64::from(stored.year) - 1).max_by_key(|r| r.version);
    match before {
        Some(listed) => Ok(app.store.report(&listed.id).await?),
        None => Ok(None),
    }
}
