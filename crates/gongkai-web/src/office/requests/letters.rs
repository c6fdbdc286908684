//! A letter of a case: completed, passed, sent, and as a file.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::reports::{Download, DownloadFormat};
use gongkai_app::requests::{self, LetterPage, LetterPiece};
use gongkai_domain::request::event::Delivery;
use serde::Deserialize;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};
use crate::portal::view::{encode, name};

/// The state of a letter in words, and how it looks.
pub fn state(ctx: &Ctx, code: &str) -> (&'static str, &'static str) {
    match code {
        "draft" => (ctx.pick("草稿", "draft"), "info"),
        "approved" => (ctx.pick("已审签，待发出", "passed, to be sent"), "warning"),
        "sent" => (ctx.pick("已发出", "sent"), "ok"),
        _ => (ctx.pick("作废", "void"), "none"),
    }
}

#[derive(Template)]
#[template(path = "office/letter.html")]
struct LetterView {
    ctx: Ctx,
    page: LetterPage,
}

impl LetterView {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn kind(&self) -> &'static str {
        self.ctx.pick(self.page.kind.zh(), self.page.kind.en())
    }

    fn state(&self) -> (&'static str, &'static str) {
        state(&self.ctx, &self.page.row.state)
    }

    fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.page.names.get(id).map_or(id, String::as_str)
    }

    fn approver(&self) -> &str {
        self.page.row.approved_by.as_deref().map_or("", |id| self.name(id))
    }

    /// Ways that this letter can go: code, name, whether the applicant asked for it.
    fn ways(&self) -> Vec<(&'static str, &'static str, bool)> {
        let is_theirs = requests::is_to_applicant(self.page.kind);
        let can = |way: &&Delivery| is_theirs || matches!(way, Delivery::Post | Delivery::Person);
        let all = Delivery::ALL.iter().filter(can);
        all.map(|w| (w.code(), self.ctx.pick(w.zh(), w.en()), self.page.wanted_way == w.code())).collect()
    }

    fn way(&self) -> &'static str {
        let way = self.page.row.way.as_deref().and_then(Delivery::parse);
        way.map_or("", |w| self.ctx.pick(w.zh(), w.en()))
    }

    fn address(&self) -> String {
        let (p, id) = (&self.page, &self.page.row.id);
        format!("/office/agencies/{}/requests/{}/letters/{id}", p.agency.id, p.request_id)
    }

    /// What is filled in is typed where it stands; a long one gets more room.
    fn size(&self, what: &str, fill: &str) -> usize {
        fill.chars().count().max(what.chars().count()).clamp(6, 40) * 2
    }
}

/// A letter.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, letter)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let page = requests::letter_page(&app, &by, (&agency, &request), &letter).await;
    let page = html(&LetterView { page: page.map_err(|e| failure(ctx.lang, e))?, ctx })?;
    Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
}

/// Which letter.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begun {
    letter: String,
}

/// Begins one.
pub async fn begin(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    Form(begun): Form<Begun>,
) -> Result<Response, Failure> {
    let id = requests::draft_letter(&app, &by, (&agency, &request), &begun.letter).await;
    let id = id.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}/letters/{id}")))
}

/// Completes it: `fill` comes once for each place that is open.
pub async fn edit(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, letter)): Path<(String, String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let of = |name: &str| pairs.iter().filter(|p| p.0 == name).map(|p| p.1.clone()).collect::<Vec<_>>();
    let extra = of("extra").pop().unwrap_or_default();
    let edited = requests::edit_letter(&app, &by, (&agency, &request), &letter, (of("fill"), &extra)).await;
    edited.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}/letters/{letter}")))
}

/// What is done with it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    reason: String,
    way: String,
    post_number: String,
}

/// Lets it pass.
pub async fn approve(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, letter)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let passed = requests::approve_letter(&app, &by, (&agency, &request), &letter).await;
    passed.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}/letters/{letter}")))
}

/// Voids it.
pub async fn void(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, letter)): Path<(String, String, String)>,
    Form(done): Form<Done>,
) -> Result<Response, Failure> {
    let voided = requests::void_letter(&app, &by, (&agency, &request), &letter, &done.reason).await;
    voided.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}")))
}

/// Sends it.
pub async fn send(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, letter)): Path<(String, String, String)>,
    Form(done): Form<Done>,
) -> Result<Response, Failure> {
    let way = (done.way.as_str(), done.post_number.as_str());
    let sent = requests::send_letter(&app, &by, (&agency, &request), &letter, way).await;
    sent.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}")))
}

/// As a file.
pub async fn file(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, letter, format)): Path<(String, String, String, String)>,
) -> Result<Response, Failure> {
    let format = DownloadFormat::parse(&format).ok_or(Failure::NotFound)?;
    let made = requests::letter_file(&app, &by, (&agency, &request), &letter, format).await;
    Ok(sent_file(made.map_err(|e| failure(ctx.lang, e))?))
}

/// A file that nobody keeps on the way.
pub fn sent_file(file: Download) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", encode(&file.name));
    let headers = [
        (CONTENT_TYPE, file.media_type.to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, file.bytes).into_response()
}
