//! The government's report as the sum of its units' reports.

use std::collections::{HashMap, HashSet};

use gongkai_domain::check::{Finding, Severity};
use gongkai_domain::report::{AnnualReport, CellKey};
use gongkai_domain::roll_up::{self, RolledUp, Roster, Unit, UnitStatus};
use gongkai_store::{Agency, ListedReport, Region, ReportFilter, ReportOrder, StoredReport};
use rust_decimal::Decimal;

use super::FormTable;
use super::sheet::form;
use crate::{App, Internal};

/// One summed cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// The key.
    pub key: CellKey,
    /// The sum over the units.
    pub total: Decimal,
    /// What the government itself published.
    pub published: Option<Decimal>,
    /// The units that add something: index into `units`, number.
    pub parts: Vec<(usize, Decimal)>,
    /// The units whose cell has no number: index into `units`.
    pub unknown: Vec<usize>,
}

/// A unit and what became of its report.
#[derive(Debug, Clone, PartialEq)]
pub struct RollUpUnit {
    /// The unit.
    pub agency: Agency,
    /// What became of it.
    pub status: UnitStatus,
    /// Its report of the year.
    pub report: Option<ListedReport>,
    /// Further reports of the year, not counted.
    pub doubles: Vec<ListedReport>,
}

/// A region's roll-up.
#[derive(Debug, Clone, PartialEq)]
pub struct RollUpPage {
    /// The region.
    pub region: Region,
    /// The year.
    pub year: i16,
    /// The years that the region has reports of, oldest first.
    pub years: Vec<i64>,
    /// The government's own published report.
    pub published: Option<ListedReport>,
    /// Whether the region has a roster; without one there is no telling who is missing.
    pub has_roster: bool,
    /// The units, in the order of the roster.
    pub units: Vec<RollUpUnit>,
    /// The sums as the official form prints them.
    pub tables: Vec<FormTable>,
    /// What the roll-up rules say.
    pub findings: Vec<Finding>,
    /// Each sum with its parts.
    pub sums: Vec<Sum>,
}

impl RollUpPage {
    /// The units with this status.
    pub fn with_status(&self, status: UnitStatus) -> impl Iterator<Item = &RollUpUnit> {
        self.units.iter().filter(move |u| u.status == status)
    }

    /// The units whose report was left out for its year or form.
    pub fn excluded(&self) -> Vec<&RollUpUnit> {
        (self.units.iter())
            .filter(|u| matches!(u.status, UnitStatus::WrongYear | UnitStatus::WrongForm))
            .collect()
    }
}

/// The sum of a region's units in a year; `None` when there is no such region.
///
/// # Errors
///
/// If the database fails.
pub async fn roll_up(app: &App, region: &str, year: i16) -> Result<Option<RollUpPage>, Internal> {
    let Some(region) = app.store.region(region).await? else { return Ok(None) };
    let order = ReportOrder::Roster;
    let filter = ReportFilter { region: Some(region.id.clone()), order, ..ReportFilter::default() };
    let all = app.store.list_reports(&filter).await?;
    let mut years: Vec<i64> = all.iter().map(|r| r.year).collect();
    years.sort_unstable();
    years.dedup();
    // The year before serves the carry-over rule. It is not asked of a unit that filed nothing this year: that unit
    // is missing, not one with a report of the wrong year.
    let year_number = i64::from(year);
    let filed: HashSet<String> =
        all.iter().filter(|r| r.year == year_number).map(|r| r.agency_id.clone()).collect();
    let near: Vec<ListedReport> = all
        .into_iter()
        .filter(|r| r.year == year_number || r.year == year_number - 1 && filed.contains(&r.agency_id))
        .collect();
    let ids: Vec<String> = near.iter().map(|r| r.id.clone()).collect();
    let loaded = app.store.reports_by_id(&ids).await?;
    let agencies = app.store.agencies_of(&region.id).await?;
    Ok(Some(Material { region, year, years, near, loaded, agencies }.add_up()?))
}

struct Material {
    region: Region,
    year: i16,
    years: Vec<i64>,
    near: Vec<ListedReport>,
    loaded: Vec<StoredReport>,
    agencies: Vec<Agency>,
}

impl Material {
    fn add_up(self) -> Result<RollUpPage, Internal> {
        let Material { region, year, years, near, loaded, agencies } = self;
        let is_government = |id: &str| agencies.iter().any(|a| a.id == id && a.kind == "government");
        let has_roster = agencies.iter().any(|a| a.roster_position.is_some());
        let listed: HashMap<&str, &ListedReport> = near.iter().map(|r| (r.id.as_str(), r)).collect();
        let roster = roster_of(&agencies)?;
        // The register knows whose report it is, however the report spells the name.
        let reports: Vec<AnnualReport> = loaded
            .iter()
            .map(|stored| {
                let mut report = stored.report.clone();
                let agency = agencies.iter().find(|a| a.id == stored.agency_id);
                report.agency = agency.map(|a| a.name.clone()).or(report.agency);
                // A report that does not say its year is of the one it was filed for.
                report.year = report.year.or(Some(stored.year));
                report
            })
            .collect();
        let at = |index: usize| listed.get(loaded[index].id.as_str()).map(|r| (*r).clone());
        let published = loaded.iter().position(|s| s.year == year && is_government(&s.agency_id));
        let rolled = roll_up::roll_up(&roster, &reports, year, published.map(|i| &reports[i]));
        let units = agencies
            .iter()
            .zip(&rolled.units)
            .map(|(agency, state)| RollUpUnit {
                agency: agency.clone(),
                status: state.status,
                report: state.report.and_then(at),
                doubles: state.double.iter().filter_map(|i| at(*i)).collect(),
            })
            .collect();
        let tables = form(&rolled.report, &marks(&rolled.findings));
        let sums = sums(&rolled, published.map(|i| &reports[i]));
        let published = published.and_then(at);
        Ok(RollUpPage {
            region,
            year,
            years,
            published,
            has_roster,
            units,
            tables,
            findings: rolled.findings,
            sums,
        })
    }
}

/// The units of the roster in the order of the agencies.
fn roster_of(agencies: &[Agency]) -> Result<Roster, Internal> {
    let units = agencies
        .iter()
        .map(|agency| {
            let parent = agency.parent_id.as_ref().and_then(|id| agencies.iter().find(|a| a.id == *id));
            Unit::new(agency.name.clone(), parent.map(|p| p.name.as_str()))
        })
        .collect();
    Roster::new(units).map_err(|error| Internal::Seed(error.to_string()))
}

fn marks(findings: &[Finding]) -> HashMap<CellKey, Severity> {
    findings.iter().flat_map(|f| f.cells.iter().map(|key| (*key, f.severity))).collect()
}

fn sums(rolled: &RolledUp, published: Option<&AnnualReport>) -> Vec<Sum> {
    let sums = rolled.sums.iter().map(|sum| Sum {
        key: sum.key,
        total: sum.total,
        published: published.and_then(|r| r.cells.number(sum.key)),
        parts: sum.parts.iter().filter(|p| !p.value.is_zero()).map(|p| (p.unit, p.value)).collect(),
        unknown: sum.blank.clone(),
    });
    sums.collect()
}
