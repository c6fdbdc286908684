//! `/reports/check`

use askama::Template;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::reports::{self, Sheet, UPLOAD_LIMIT};

use super::view::{ChartView, FindingsView, PlacesView, SheetView, applicants_chart, endings_chart};
use crate::error::Failure;
use crate::page::{Ctx, html};

#[derive(Template)]
#[template(path = "reports/check.html")]
struct CheckForm {
    ctx: Ctx,
    limit_mb: usize,
    problem: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "reports/check_result.html")]
struct CheckResult {
    ctx: Ctx,
    sheets: Vec<Sheet>,
}

impl CheckResult {
    fn prefix(&self, index: &usize) -> String {
        if self.sheets.len() > 1 { format!("r{}-", index + 1) } else { String::new() }
    }

    fn heading(&self, sheet: &Sheet) -> String {
        let agency = sheet.report.agency.as_deref().unwrap_or(self.ctx.w.check_unknown_agency);
        match sheet.report.year {
            Some(year) => format!("{agency} {year}"),
            None => format!("{agency} · {}", self.ctx.w.check_unknown_year),
        }
    }

    fn findings<'a>(&'a self, sheet: &'a Sheet, index: &usize) -> FindingsView<'a> {
        FindingsView::of(&self.ctx, sheet, &self.prefix(index))
    }

    fn sheet<'a>(&'a self, sheet: &'a Sheet, index: &usize) -> SheetView<'a> {
        SheetView { ctx: &self.ctx, sheet, prefix: self.prefix(index) }
    }

    fn places<'a>(&'a self, sheet: &'a Sheet, index: &usize) -> PlacesView<'a> {
        PlacesView { ctx: &self.ctx, sheet, prefix: self.prefix(index) }
    }

    fn charts(&self, sheet: &Sheet, index: &usize) -> Vec<ChartView> {
        let prefix = self.prefix(index);
        vec![endings_chart(&self.ctx, sheet, &prefix), applicants_chart(&self.ctx, sheet, &prefix)]
    }

    fn confidence(&self, sheet: &Sheet) -> String {
        format!("{:.0}%", sheet.report.confidence * 100.0)
    }
}

/// The form.
pub async fn check_form(ctx: Ctx) -> Result<Response, Failure> {
    html(&CheckForm { ctx, limit_mb: UPLOAD_LIMIT >> 20, problem: None })
}

/// The findings of a document that is forgotten at once.
pub async fn check(State(app): State<App>, ctx: Ctx, multipart: Multipart) -> Result<Response, Failure> {
    match read_upload(multipart).await? {
        Some((bytes, file)) => {
            let sheets = reports::check_upload(&app, bytes, file).await?;
            html(&CheckResult { ctx, sheets })
        }
        None => {
            let problem = Some(ctx.w.check_nothing);
            html(&CheckForm { ctx, limit_mb: UPLOAD_LIMIT >> 20, problem })
        }
    }
}

/// The bytes and the file name: of the file if there is one, of the pasted text otherwise.
pub async fn read_upload(mut multipart: Multipart) -> Result<Option<(Vec<u8>, String)>, Failure> {
    let refused = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => Failure::Unusable(error.body_text()),
    };
    let mut pasted = None;
    while let Some(field) = multipart.next_field().await.map_err(refused)? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = field.bytes().await.map_err(refused)?;
                if !bytes.is_empty() {
                    return Ok(Some((bytes.to_vec(), if name.is_empty() { "upload".into() } else { name })));
                }
            }
            Some("text") => {
                let text = field.text().await.map_err(refused)?;
                if !text.trim().is_empty() {
                    pasted = Some((text.into_bytes(), "pasted.txt".to_owned()));
                }
            }
            _ => {}
        }
    }
    Ok(pasted)
}
