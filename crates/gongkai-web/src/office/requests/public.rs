//! The public register in the office: what is said of a case to everybody, in words that somebody lets pass.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::requests::{self, RegisterDesk, RequestError, WordingPage};
use gongkai_app::{App, PublicWording};
use gongkai_domain::request::{Ending, Refused};
use serde::Deserialize;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};
use crate::portal::public_requests::outcome;
use crate::portal::view::name;

/// The state of an entry in words, and how it looks.
fn state(ctx: &Ctx, code: &str) -> (&'static str, &'static str) {
    match code {
        "draft" => (ctx.pick("待审定", "to be passed"), "warning"),
        "public" => (ctx.pick("已公开", "public"), "ok"),
        _ => (ctx.pick("已撤下", "taken off"), "none"),
    }
}

#[derive(Template)]
#[template(path = "office/public_register.html")]
struct DeskPage {
    ctx: Ctx,
    page: RegisterDesk,
}

impl DeskPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn state(&self, entry: &PublicWording) -> (&'static str, &'static str) {
        state(&self.ctx, &entry.state)
    }

    fn ending(&self, ending: &Ending) -> &'static str {
        self.ctx.pick(ending.zh(), ending.en())
    }
}

/// The list.
pub async fn desk(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let page = requests::register_desk(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    html(&DeskPage { ctx, page })
}

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    wording: String,
    document: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "office/public_wording.html")]
struct WordingView {
    ctx: Ctx,
    page: WordingPage,
    typed: Option<Typed>,
    problems: Vec<String>,
}

impl WordingView {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn wording(&self) -> &str {
        match (&self.typed, &self.page.entry) {
            (Some(typed), _) => &typed.wording,
            (None, Some(entry)) => &entry.wording,
            (None, None) => "",
        }
    }

    fn document(&self) -> &str {
        match (&self.typed, &self.page.entry) {
            (Some(typed), _) => &typed.document,
            (None, Some(entry)) => entry.document_id.as_deref().unwrap_or_default(),
            (None, None) => "",
        }
    }

    fn state(&self) -> Option<(&'static str, &'static str)> {
        self.page.entry.as_ref().map(|e| state(&self.ctx, &e.state))
    }

    fn is(&self, state: &str) -> bool {
        self.page.entry.as_ref().is_some_and(|e| e.state == state)
    }

    fn outcome(&self) -> String {
        let ended = self.page.kept.case.ended;
        ended.map(|e| outcome(self.ctx.lang, e.ending.row())).unwrap_or_default()
    }

    fn days(&self) -> (String, String) {
        let case = &self.page.kept.case;
        let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
        (day(case.received_on), day(case.ended.map(|e| e.on)))
    }

    fn writer(&self) -> &str {
        let by = self.page.entry.as_ref().map_or("", |e| e.drafted_by.as_str());
        self.page.names.get(by).map_or(by, String::as_str)
    }

    fn approver(&self) -> &str {
        let by = self.page.entry.as_ref().and_then(|e| e.approved_by.as_deref()).unwrap_or_default();
        self.page.names.get(by).map_or(by, String::as_str)
    }

    fn address(&self) -> String {
        format!("/office/agencies/{}/requests/{}/public", self.page.agency.id, self.page.kept.id)
    }
}

async fn page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, request): (&str, &str),
    (typed, problems): (Option<Typed>, Vec<String>),
) -> Result<Response, Failure> {
    let page = requests::wording_page(app, by, (agency, request)).await;
    let page = page.map_err(|e| failure(ctx.lang, e))?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&WordingView { ctx, page, typed, problems })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// The entry of a case.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
) -> Result<Response, Failure> {
    page(&app, ctx, &by, (&agency, &request), (None, Vec::new())).await
}

/// Goes on after an act, or shows the page again with what is wrong.
async fn after(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, request): (&str, &str),
    (typed, done): (Option<Typed>, Result<(), RequestError>),
) -> Result<Response, Failure> {
    let problems = match done {
        Ok(()) => return Ok(see(&format!("/office/agencies/{agency}/requests/{request}/public"))),
        Err(RequestError::Fields(faults)) => {
            faults.iter().map(|f| ctx.pick(&f.zh, &f.en).to_owned()).collect()
        }
        Err(RequestError::Refused(why @ (Refused::OwnDraft | Refused::Reason))) => {
            vec![ctx.pick(&why.zh(), &why.en()).to_owned()]
        }
        Err(error) => return Err(failure(ctx.lang, error)),
    };
    page(app, ctx, by, (agency, request), (typed, problems)).await
}

/// Writes it.
pub async fn draft(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let of = (agency.as_str(), request.as_str());
    let done = requests::draft_wording(&app, &by, of, (&typed.wording, &typed.document)).await;
    after(&app, ctx, &by, of, (Some(typed), done)).await
}

/// Lets it pass.
pub async fn approve(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let of = (agency.as_str(), request.as_str());
    let done = requests::approve_wording(&app, &by, of).await;
    after(&app, ctx, &by, of, (None, done)).await
}

/// Takes it off.
pub async fn withdraw(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let of = (agency.as_str(), request.as_str());
    let done = requests::withdraw_wording(&app, &by, of, &typed.reason).await;
    after(&app, ctx, &by, of, (None, done)).await
}
