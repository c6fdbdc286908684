//! `/reports/compare?a=&b=`

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gongkai_app::reports::{self, ChapterChange, ComparedCell, Comparison, ReportPage};
use gongkai_app::{App, ListedReport, ReportFilter, ReportOrder};
use serde::Deserialize;

use crate::error::Failure;
use crate::page::{Ctx, html};
use crate::show;
use crate::words::fill;

/// Which two.
#[derive(Debug, Default, Deserialize)]
pub struct CompareQuery {
    #[serde(default)]
    a: String,
    #[serde(default)]
    b: String,
}

#[derive(Template)]
#[template(path = "reports/compare.html")]
struct ComparePage {
    ctx: Ctx,
    reports: Vec<ListedReport>,
    a: String,
    b: String,
    comparison: Option<Comparison>,
}

impl ComparePage {
    /// The two fields of the form: name, label, choice.
    fn sides(&self) -> [(&'static str, &'static str, &str); 2] {
        [("a", self.ctx.w.compare_first, &self.a), ("b", self.ctx.w.compare_second, &self.b)]
    }

    fn name(&self, page: &ReportPage) -> String {
        let name = self.ctx.pick(&page.agency.name, &page.agency.name_en);
        format!("{name} {}", page.year)
    }

    fn option(&self, report: &ListedReport) -> String {
        let version =
            if report.version > 1 { fill(self.ctx.w.version_n, &[&report.version]) } else { String::new() };
        format!("{} {} {version}", self.ctx.pick(&report.agency, &report.agency_en), report.year)
    }

    fn changed<'c>(&self, comparison: &'c Comparison) -> Vec<&'c ComparedCell> {
        comparison.cells.iter().filter(|c| !c.is_same).collect()
    }

    fn same<'c>(&self, comparison: &'c Comparison) -> Vec<&'c ComparedCell> {
        comparison.cells.iter().filter(|c| c.is_same).collect()
    }

    fn number(&self, n: &Option<rust_decimal::Decimal>) -> String {
        n.map_or(self.ctx.w.value_absent.into(), show::grouped)
    }

    fn change(&self, cell: &ComparedCell) -> String {
        cell.change.map_or("–".into(), show::signed)
    }

    fn percent(&self, chapter: &ChapterChange) -> String {
        format!("{:.0}", chapter.similarity * 100.0)
    }
}

/// Two reports, cell by cell and chapter by chapter. Without two, a form to choose them.
pub async fn compare(
    State(app): State<App>,
    ctx: Ctx,
    axum::extract::RawQuery(raw): axum::extract::RawQuery,
    Query(query): Query<CompareQuery>,
) -> Result<Response, Failure> {
    // The check boxes of the list send both under one name, which a form with fields does not take.
    let raw = raw.unwrap_or_default();
    let picks: Vec<&str> = raw.split('&').filter_map(|p| p.strip_prefix("pick=")).take(2).collect();
    if let Some(a) = picks.first() {
        let b = picks.get(1).unwrap_or(&"");
        return Ok(Redirect::to(&format!("/reports/compare?a={a}&b={b}")).into_response());
    }
    let comparison = if query.a.is_empty() || query.b.is_empty() {
        None
    } else {
        Some(reports::compare(&app, &query.a, &query.b).await?.ok_or(Failure::NotFound)?)
    };
    let filter = ReportFilter { order: ReportOrder::Roster, ..ReportFilter::default() };
    let reports = reports::list(&app, filter).await?.reports;
    html(&ComparePage { ctx, reports, a: query.a, b: query.b, comparison })
}
