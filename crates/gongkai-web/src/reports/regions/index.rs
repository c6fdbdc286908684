//! `/reports/regions`

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gongkai_app::reports;
use gongkai_app::{App, ReportFilter, ReportOrder};

use crate::error::Failure;
use crate::page::{Ctx, html};

struct RegionYears {
    id: String,
    name: String,
    name_en: String,
    made_up: bool,
    years: Vec<Year>,
}

struct Year {
    year: i64,
    reports: usize,
    errors: i64,
}

#[derive(Template)]
#[template(path = "reports/regions/index.html")]
struct RegionsPage {
    ctx: Ctx,
    regions: Vec<RegionYears>,
}

/// The regions, each with its years.
pub async fn index(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let filter = ReportFilter { order: ReportOrder::Year, ..ReportFilter::default() };
    let list = reports::list(&app, filter).await?;
    let mut regions: Vec<RegionYears> = list
        .regions
        .into_iter()
        .map(|r| RegionYears {
            id: r.id,
            name: r.name,
            name_en: r.name_en,
            made_up: r.made_up,
            years: Vec::new(),
        })
        .collect();
    for report in &list.reports {
        let Some(region) = regions.iter_mut().find(|r| r.id == report.region_id) else { continue };
        match region.years.last_mut().filter(|y| y.year == report.year) {
            Some(year) => {
                year.reports += 1;
                year.errors += report.errors;
            }
            None => region.years.push(Year { year: report.year, reports: 1, errors: report.errors }),
        }
    }
    regions.retain(|r| !r.years.is_empty());
    html(&RegionsPage { ctx, regions })
}
