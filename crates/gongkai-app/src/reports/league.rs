//! A region's agencies side by side.
//!
//! A share of few cases says little, so each share comes with its number of cases, and agencies below
//! [`FEW_CASES`] are not ranked by it.

use gongkai_store::{ListedReport, Region, ReportFilter};
use rust_decimal::Decimal;

use crate::{App, Internal};

/// Below so many answers a share is shown but not ranked.
pub const FEW_CASES: u32 = 10;

/// An agency's line.
#[derive(Debug, Clone, PartialEq)]
pub struct LeagueRow {
    /// The report it is taken from.
    pub report: ListedReport,
    /// Applications received in the year.
    pub received: Option<Decimal>,
    /// Applications answered: the number of cases behind the share.
    pub answered: Option<Decimal>,
    /// Granted and partly granted answers in 100 answers.
    pub disclosed_percent: Option<Decimal>,
    /// Whether there are too few answers to rank the share.
    pub few_cases: bool,
    /// Days from the last day of January to publication; negative when earlier.
    pub days_late: Option<i32>,
    /// Administrative reviews, and those that corrected the agency.
    pub reviews: Option<(Decimal, Decimal)>,
}

/// By which column the lines are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeagueOrder {
    /// By the roster.
    #[default]
    Roster,
    /// Most applications first.
    Received,
    /// Highest share of disclosure first; few cases last.
    Disclosed,
    /// Most errors first.
    Findings,
    /// Latest publication first.
    Timeliness,
    /// Most reviews first.
    Reviews,
}

/// The lines of a region and year.
#[derive(Debug, Clone, PartialEq)]
pub struct League {
    /// The region.
    pub region: Region,
    /// The year.
    pub year: i16,
    /// The years that the region has reports of, oldest first.
    pub years: Vec<i64>,
    /// The order of the lines.
    pub order: LeagueOrder,
    /// The lines.
    pub rows: Vec<LeagueRow>,
}

/// The agencies of a region side by side; `None` when there is no such region.
///
/// # Errors
///
/// If the database fails.
pub async fn league(
    app: &App,
    region: &str,
    year: i16,
    order: LeagueOrder,
) -> Result<Option<League>, Internal> {
    let Some(region) = app.store.region(region).await? else { return Ok(None) };
    let filter = ReportFilter { region: Some(region.id.clone()), ..ReportFilter::default() };
    let all = app.store.list_reports(&filter).await?;
    let mut years: Vec<i64> = all.iter().map(|r| r.year).collect();
    years.sort_unstable();
    years.dedup();
    let mut rows: Vec<LeagueRow> =
        all.into_iter().filter(|r| r.year == i64::from(year) && r.kind != "government").map(row).collect();
    sort(&mut rows, order);
    Ok(Some(League { region, year, years, order, rows }))
}

fn amount(text: &Option<String>) -> Option<Decimal> {
    text.as_deref().and_then(|t| t.parse().ok())
}

fn row(report: ListedReport) -> LeagueRow {
    let answered = amount(&report.answered);
    let disclosed = amount(&report.granted).zip(amount(&report.partial)).map(|(a, b)| a + b);
    let percent = answered
        .zip(disclosed)
        .filter(|(answered, _)| !answered.is_zero())
        .map(|(answered, disclosed)| disclosed * Decimal::ONE_HUNDRED / answered);
    LeagueRow {
        received: amount(&report.received),
        answered,
        disclosed_percent: percent,
        few_cases: answered.is_none_or(|n| n < Decimal::from(FEW_CASES)),
        days_late: days_late(&report),
        reviews: amount(&report.reviews).zip(amount(&report.reviews_corrected)),
        report,
    }
}

/// Art. 49 ¶1: 31 January of the next year.
fn days_late(report: &ListedReport) -> Option<i32> {
    let published: jiff::civil::Date = report.published_on.as_deref()?.parse().ok()?;
    let year = i16::try_from(report.year).ok()?.checked_add(1)?;
    let due = jiff::civil::Date::new(year, 1, 31).ok()?;
    Some(published.since(due).ok()?.get_days())
}

fn sort(rows: &mut [LeagueRow], order: LeagueOrder) {
    use std::cmp::Reverse;
    // Stable, so that the roster decides among equals.
    match order {
        LeagueOrder::Roster => {}
        LeagueOrder::Received => rows.sort_by_key(|r| Reverse(r.received)),
        LeagueOrder::Disclosed => rows.sort_by_key(|r| (r.few_cases, Reverse(r.disclosed_percent))),
        LeagueOrder::Findings => rows.sort_by_key(|r| Reverse((r.report.errors, r.report.warnings))),
        LeagueOrder::Timeliness => rows.sort_by_key(|r| Reverse(r.days_late)),
        LeagueOrder::Reviews => rows.sort_by_key(|r| Reverse(r.reviews)),
    }
}
