//! `/office/agencies/{agency}/site-health` and the annual table of the website.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::site_health::{self, ColumnHealth, ReportLine, SiteHealth, WebsiteReport};
use gongkai_app::{App, EntryRow, grid};
use gongkai_domain::disclosure::site_health::{ColumnState, Veto};
use jiff::civil::Date;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::{encode, name};

#[derive(Template)]
#[template(path = "office/site_health.html")]
struct HealthPage {
    ctx: Ctx,
    page: SiteHealth,
    last_year: i16,
}

impl HealthPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn veto(&self, veto: &Veto) -> &'static str {
        self.ctx.pick(veto.zh(), veto.en())
    }

    fn pace(&self, column: &ColumnHealth) -> &'static str {
        self.ctx.pick(column.pace.zh(), column.pace.en())
    }

    fn state(&self, column: &ColumnHealth) -> &'static str {
        self.ctx.pick(column.state.zh(), column.state.en())
    }

    fn severity(&self, column: &ColumnHealth) -> &'static str {
        match column.state {
            ColumnState::Fine => "info",
            ColumnState::Empty => "warning",
            ColumnState::Stale => "error",
        }
    }

    fn day(&self, day: &Option<Date>) -> String {
        day.map(|d| d.to_string()).unwrap_or_default()
    }

    fn days(&self, days: &Option<i32>) -> String {
        days.map(|d| d.to_string()).unwrap_or_default()
    }

    fn subject<'a>(&self, entry: &'a EntryRow) -> &'a str {
        entry.fields.get("subject").map_or("", String::as_str)
    }

    fn on<'a>(&self, entry: &'a EntryRow) -> &'a str {
        entry.on_day.as_deref().unwrap_or_default()
    }
}

/// What an inspection would find.
pub async fn site_health(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let page = site_health::site_health(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    let last_year = page.today.year() - 1;
    html(&HealthPage { ctx, page, last_year })
}

#[derive(Template)]
#[template(path = "office/website_report.html")]
struct ReportPage {
    ctx: Ctx,
    page: WebsiteReport,
}

impl ReportPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn value(&self, line: &ReportLine) -> String {
        line.value.clone().unwrap_or_else(|| self.ctx.pick("待填", "to be filled in").to_owned())
    }
}

/// The annual table of the website.
pub async fn website_report(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year)): Path<(String, i16)>,
) -> Result<Response, Failure> {
    let page = site_health::website_report(&app, &by, &agency, year).await;
    html(&ReportPage { page: page.map_err(|e| failure(ctx.lang, e))?, ctx })
}

/// The same as a workbook.
pub async fn website_report_xlsx(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year)): Path<(String, i16)>,
) -> Result<Response, Failure> {
    let page = site_health::website_report(&app, &by, &agency, year).await;
    let page = page.map_err(|e| failure(ctx.lang, e))?;
    let rows: Vec<Vec<String>> = page
        .lines
        .iter()
        .filter(|l| !l.label.is_empty())
        .map(|l| vec![l.section.into(), l.label.into(), l.unit.into(), l.value.clone().unwrap_or_default()])
        .collect();
    let title = format!("{}{year}年政府网站工作年度报表", page.agency.name);
    let bytes = grid::xlsx("政府网站工作年度报表", &["类别", "项目", "单位", "数值"], &rows);
    let headers = [
        (CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", encode(&format!("{title}.xlsx")))),
    ];
    Ok((headers, bytes).into_response())
}
