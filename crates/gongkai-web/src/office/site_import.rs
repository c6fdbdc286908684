//! `/office/agencies/{agency}/site-import`: an old site as an archive, looked through before it is taken.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::documents::site::{
    OnlineImport, OnlineState, OpenRow, RowState, begin_site_import, drop_site, expect_archive, site_desk,
    site_report, take_site,
};
use gongkai_app::{Agency, App};
use gongkai_domain::china_time;
use gongkai_domain::disclosure::revision::Kind;
use tokio::io::AsyncWriteExt;

use super::{failure, see, sentences};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

#[derive(Template)]
#[template(path = "office/site_import.html")]
struct ImportPage {
    ctx: Ctx,
    agency: Agency,
    import: Option<OnlineImport>,
    problem: String,
}

impl ImportPage {
    fn name(&self) -> &str {
        name(&self.ctx, &self.agency)
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        Kind::ALL.iter().map(|k| (k.code(), self.ctx.pick(k.zh(), k.en()))).collect()
    }

    fn is_running(&self) -> bool {
        let running = |i: &OnlineImport| matches!(i.state, OnlineState::Checking | OnlineState::Taking);
        self.import.as_ref().is_some_and(running)
    }

    fn when(&self, import: &OnlineImport) -> String {
        china_time::minute(import.at_ms)
    }

    fn state(&self, import: &OnlineImport) -> &'static str {
        let c = &self.ctx;
        match import.state {
            OnlineState::Checking => {
                c.pick("正在检查，没有写入任何内容", "Being looked through; nothing is written")
            }
            OnlineState::Checked => c.pick("检查完毕，等待确认", "Looked through; it waits for you"),
            OnlineState::Taking => c.pick("正在导入", "Being taken over"),
            OnlineState::Taken => c.pick("导入完毕", "Taken over"),
            OnlineState::Failed => c.pick("不能导入", "It cannot be taken over"),
        }
    }

    /// Before it was taken, what would become of it.
    fn counts(&self, import: &OnlineImport) -> Vec<(&'static str, usize)> {
        let is_done = import.state == OnlineState::Taken;
        let word = |state: RowState| match (state, is_done) {
            (RowState::Public, false) => self.ctx.pick("将公开", "to be public"),
            (RowState::Draft, false) => self.ctx.pick("将存为草稿", "to be drafts"),
            (RowState::Refused, false) => self.ctx.pick("不能导入", "cannot be taken"),
            (state, _) => self.ctx.pick(state.zh(), state.en()),
        };
        RowState::ALL.into_iter().zip(import.counts).map(|(state, count)| (word(state), count)).collect()
    }

    fn has_report(&self, import: &OnlineImport) -> bool {
        matches!(import.state, OnlineState::Checked | OnlineState::Taken)
    }

    fn can_take(&self, import: &OnlineImport) -> bool {
        import.state == OnlineState::Checked && import.counts[0] + import.counts[1] > 0
    }

    fn why<'a>(&self, row: &'a OpenRow) -> &'a str {
        self.ctx.pick(&row.zh, &row.en)
    }

    fn trouble<'a>(&self, import: &'a OnlineImport) -> &'a str {
        self.ctx.pick(&import.problem.0, &import.problem.1)
    }
}

async fn page(app: &App, ctx: Ctx, by: &Signed, agency: &str, problem: String) -> Result<Response, Failure> {
    let (agency, import) = site_desk(app, by, agency).await.map_err(|e| failure(ctx.lang, e))?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&ImportPage { ctx, agency, import, problem })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// Where the import stands, or the form for one.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    page(&app, ctx, &by, &agency, String::new()).await
}

/// Takes an archive in, piece by piece.
pub async fn send(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let arrival = match expect_archive(&app, &by, &agency).await {
        Ok(arrival) => arrival,
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            return page(&app, ctx, &by, &agency, problem).await;
        }
    };
    let refused = |e: axum::extract::multipart::MultipartError| match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => Failure::Unusable(e.body_text()),
    };
    let (mut origin, mut kind) = (String::new(), String::new());
    let mut archive = tokio::fs::File::create(arrival.archive()).await.map_err(internal)?;
    while let Some(mut field) = form.next_field().await.map_err(refused)? {
        match field.name().unwrap_or_default() {
            "origin" => origin = field.text().await.map_err(refused)?,
            "kind" => kind = field.text().await.map_err(refused)?,
            "file" => {
                while let Some(piece) = field.chunk().await.map_err(refused)? {
                    archive.write_all(&piece).await.map_err(internal)?;
                }
            }
            _ => {}
        }
    }
    archive.flush().await.map_err(internal)?;
    drop(archive);
    match begin_site_import(&app, &by, &agency, arrival, (&origin, &kind)).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/site-import"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            page(&app, ctx, &by, &agency, problem).await
        }
    }
}

fn internal(error: std::io::Error) -> Failure {
    Failure::Internal(error.into())
}

/// Takes what was looked through.
pub async fn take(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    take_site(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/site-import")))
}

/// Forgets what was sent.
pub async fn forget(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    drop_site(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/site-import")))
}

/// Every row, as a table.
pub async fn report(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let bytes = site_report(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"site-import.csv\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}
