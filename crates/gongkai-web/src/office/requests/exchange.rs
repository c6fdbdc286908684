//! The register of requests from a table, and to one.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::requests::{self, ImportedRow, RequestError, RequestImport};
use gongkai_app::{Agency, App, grid};

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::{encode, name};

/// Rows that are shown.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "office/request_import.html")]
struct ImportPage {
    ctx: Ctx,
    agency: Agency,
    import: Option<RequestImport>,
    is_done: bool,
    problem: String,
}

impl ImportPage {
    fn name(&self) -> &str {
        name(&self.ctx, &self.agency)
    }

    /// What to look at first, then the rest.
    fn rows<'a>(&self, import: &'a RequestImport) -> Vec<&'a ImportedRow> {
        let mut rows: Vec<&ImportedRow> = import.rows.iter().collect();
        rows.sort_by_key(|r| (r.fault.is_none(), r.notes.is_empty()));
        rows.truncate(SHOWN);
        rows
    }

    fn words(&self, row: &ImportedRow) -> String {
        let both = row.fault.iter().chain(&row.notes);
        both.map(|(zh, en)| self.ctx.pick(zh, en)).collect::<Vec<_>>().join(self.ctx.pick("；", "; "))
    }

    fn wrong(&self, import: &RequestImport) -> usize {
        import.rows.iter().filter(|r| r.fault.is_some()).count()
    }

    fn known(&self, import: &RequestImport) -> usize {
        import.rows.iter().filter(|r| r.is_known).count()
    }
}

async fn page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    agency: &str,
    (import, is_done, problem): (Option<RequestImport>, bool, String),
) -> Result<Response, Failure> {
    let (agency, _) = requests::request_settings(app, by, agency).await.map_err(|e| failure(ctx.lang, e))?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&ImportPage { ctx, agency, import, is_done, problem })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// The form.
pub async fn form(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    page(&app, ctx, &by, &agency, (None, false, String::new())).await
}

/// What a table would become, or, when somebody is sure, what it became.
pub async fn import(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let (mut bytes, mut is_sure) = (Vec::new(), false);
    while let Some(field) = form.next_field().await.map_err(|_| Failure::Invalid("file".into()))? {
        match field.name().unwrap_or_default() {
            "file" => bytes = field.bytes().await.map_err(|_| Failure::TooLarge)?.to_vec(),
            "sure" => is_sure = true,
            _ => {}
        }
    }
    match requests::import_requests(&app, &by, &agency, bytes, is_sure).await {
        Ok(import) => page(&app, ctx, &by, &agency, (Some(import), is_sure, String::new())).await,
        Err(RequestError::Fields(faults)) => {
            let problem = faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" ");
            page(&app, ctx, &by, &agency, (None, false, problem)).await
        }
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// The register of a year as a table.
pub async fn export(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, year, format)): Path<(String, i16, String)>,
) -> Result<Response, Failure> {
    let made = requests::export_requests(&app, &by, &agency, year).await;
    let (head, rows) = made.map_err(|e| failure(ctx.lang, e))?;
    let (media, bytes) = match format.as_str() {
        "csv" => ("text/csv; charset=utf-8", grid::csv(&head, &rows).into_bytes()),
        "xlsx" => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            grid::xlsx("依申请公开台账", &head, &rows),
        ),
        _ => return Err(Failure::NotFound),
    };
    let file = encode(&format!("依申请公开台账-{year}.{format}"));
    let headers = [
        (CONTENT_TYPE, media.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{file}")),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
