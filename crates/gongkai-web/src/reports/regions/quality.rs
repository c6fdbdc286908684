//! `/reports/regions/{region}/quality`: whose published reports do not add up.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::reports::{self, Fault, Quality, QualityQuestion};
use gongkai_app::{App, grid};
use gongkai_domain::report::CellKey;
use serde::Deserialize;

use crate::error::Failure;
use crate::page::{Ctx, html};
use crate::show;

/// Faults on a page.
const A_PAGE: usize = 100;
/// Cells that are named of one fault.
const A_FAULT: usize = 4;

/// Which faults, as the address has it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct QualityQuery {
    code: String,
    year: String,
    errors: String,
    open: String,
    page: String,
}

impl QualityQuery {
    fn question(&self) -> QualityQuestion {
        let code: String = self.code.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        QualityQuestion {
            code: Some(code.to_uppercase()).filter(|c| !c.is_empty()),
            year: self.year.trim().parse().ok(),
            only_errors: !self.errors.is_empty(),
            only_open: !self.open.is_empty(),
        }
    }
}

#[derive(Template)]
#[template(path = "reports/regions/quality.html")]
struct QualityPage {
    ctx: Ctx,
    q: Quality,
    page: usize,
}

impl QualityPage {
    fn region(&self) -> &str {
        self.ctx.pick(&self.q.region.name, &self.q.region.name_en)
    }

    fn is_year(&self, year: &i64) -> bool {
        self.q.asked.year.map(i64::from) == Some(*year)
    }

    fn is_code(&self, code: &str) -> bool {
        self.q.asked.code.as_deref() == Some(code)
    }

    fn shown(&self) -> &[Fault] {
        let from = ((self.page - 1) * A_PAGE).min(self.q.faults.len());
        &self.q.faults[from..(from + A_PAGE).min(self.q.faults.len())]
    }

    fn pages(&self) -> usize {
        self.q.faults.len().div_ceil(A_PAGE).max(1)
    }

    fn query(&self) -> String {
        let asked = &self.q.asked;
        let mut parts = Vec::new();
        parts.extend(asked.code.as_ref().map(|c| format!("code={c}")));
        parts.extend(asked.year.map(|y| format!("year={y}")));
        parts.extend(asked.only_errors.then(|| "errors=1".to_owned()));
        parts.extend(asked.only_open.then(|| "open=1".to_owned()));
        parts.join("&")
    }

    fn message<'a>(&self, fault: &'a Fault) -> &'a str {
        self.ctx.lang.pick(&fault.finding.message_zh, &fault.finding.message_en)
    }

    fn severity(&self, fault: &Fault) -> &'static str {
        match fault.finding.severity.as_str() {
            "error" => self.ctx.w.severity_error,
            "warning" => self.ctx.w.severity_warning,
            _ => self.ctx.w.severity_info,
        }
    }

    fn cells<'a>(&self, fault: &'a Fault) -> &'a [CellKey] {
        &fault.cells[..fault.cells.len().min(A_FAULT)]
    }

    fn more(&self, fault: &Fault) -> usize {
        fault.cells.len().saturating_sub(A_FAULT)
    }

    fn label(&self, key: &CellKey) -> String {
        show::label(self.ctx.lang, key)
    }

    fn day<'a>(&self, day: &'a Option<String>) -> &'a str {
        day.as_deref().unwrap_or("–")
    }
}

async fn answer(app: &App, region: &str, query: &QualityQuery) -> Result<Quality, Failure> {
    reports::quality(app, region, query.question()).await?.ok_or(Failure::NotFound)
}

/// The faults of a region's published reports.
pub async fn quality(
    State(app): State<App>,
    ctx: Ctx,
    Path(region): Path<String>,
    Query(query): Query<QualityQuery>,
) -> Result<Response, Failure> {
    let q = answer(&app, &region, &query).await?;
    let pages = q.faults.len().div_ceil(A_PAGE).max(1);
    let page = query.page.parse().unwrap_or(1).clamp(1, pages);
    html(&QualityPage { ctx, q, page })
}

/// The same as a table.
pub async fn quality_csv(
    State(app): State<App>,
    Path(region): Path<String>,
    Query(query): Query<QualityQuery>,
) -> Result<Response, Failure> {
    let q = answer(&app, &region, &query).await?;
    let csv = grid::csv(&reports::QUALITY_COLUMNS, &reports::quality_rows(&q));
    let file = format!("attachment; filename=\"quality-{}.csv\"", q.region.id);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, file)], csv)
        .into_response())
}
