//! Listing reports.

use gongkai_store::{Agency, ListedReport, Region, ReportFilter, ReportOrder};

use crate::{App, Internal};

/// A list of reports and what it can be narrowed by.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The filter that made it.
    pub filter: ReportFilter,
    /// The reports that pass.
    pub reports: Vec<ListedReport>,
    /// All regions.
    pub regions: Vec<Region>,
    /// The agencies of the chosen region; empty when none is chosen.
    pub agencies: Vec<Agency>,
    /// All years, newest first.
    pub years: Vec<i64>,
}

/// The reports that pass a filter.
///
/// # Errors
///
/// If the database fails.
pub async fn list(app: &App, filter: ReportFilter) -> Result<List, Internal> {
    let reports = app.store.list_reports(&filter).await?;
    let agencies = match &filter.region {
        Some(region) => app.store.agencies_of(region).await?,
        None => Vec::new(),
    };
    let (regions, years) = (app.store.regions().await?, app.store.years().await?);
    Ok(List { filter, reports, regions, agencies, years })
}

/// What the home page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// How many reports there are.
    pub reports: usize,
    /// How many agencies filed one.
    pub agencies: usize,
    /// How many reports have a finding of level error.
    pub with_errors: usize,
    /// The regions, each with its newest year and how many reports it has.
    pub regions: Vec<(Region, i64, usize)>,
    /// The reports with the most errors.
    pub worst: Vec<ListedReport>,
}

/// What the home page shows.
///
/// # Errors
///
/// If the database fails.
pub async fn overview(app: &App) -> Result<Overview, Internal> {
    let filter = ReportFilter { order: ReportOrder::Findings, ..ReportFilter::default() };
    let reports = app.store.list_reports(&filter).await?;
    let mut agencies: Vec<&str> = reports.iter().map(|r| r.agency_id.as_str()).collect();
    agencies.sort_unstable();
    agencies.dedup();
    let regions = app.store.regions().await?.into_iter().filter_map(|region| {
        let years = reports.iter().filter(|r| r.region_id == region.id).map(|r| r.year);
        let (newest, count) = (years.clone().max()?, years.count());
        Some((region, newest, count))
    });
    Ok(Overview {
        agencies: agencies.len(),
        with_errors: reports.iter().filter(|r| r.errors > 0).count(),
        regions: regions.collect(),
        worst: reports.iter().take(5).cloned().collect(),
        reports: reports.len(),
    })
}
