//! What an agency sets for its requests.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::reports::DownloadFormat;
use gongkai_app::requests::{self, LetterPiece, LetterPreview, RequestError, RequestSettings};
use gongkai_app::{Agency, App};
use gongkai_domain::request::Letter;
use serde::Deserialize;

use super::failure;
use super::letters::sent_file;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};
use crate::portal::view::name;

/// Which letter's paragraphs are shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    letter: String,
}

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    prefix: String,
    review_body: String,
    review_address: String,
    public_register: String,
    propose_after: String,
    letter: String,
    extra: String,
}

#[derive(Template)]
#[template(path = "office/request_settings.html")]
struct SettingsPage {
    ctx: Ctx,
    agency: Agency,
    settings: RequestSettings,
    letter: Letter,
    problem: String,
    preview: LetterPreview,
    /// Whether what is shown is not saved.
    is_unsaved: bool,
}

impl SettingsPage {
    fn name(&self) -> &str {
        name(&self.ctx, &self.agency)
    }

    fn letters(&self) -> Vec<(&'static str, &'static str, bool)> {
        let is_written = |l: &&Letter| !matches!(l, Letter::L01 | Letter::L24 | Letter::L26 | Letter::L27);
        let all = Letter::ALL.iter().filter(is_written);
        all.map(|l| (l.code(), self.ctx.pick(l.zh(), l.en()), *l == self.letter)).collect()
    }

    fn extra(&self) -> &str {
        self.settings.extras.get(self.letter.code()).map_or("", String::as_str)
    }
}

async fn page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    agency: &str,
    (letter, typed, problem): (Letter, Option<RequestSettings>, String),
) -> Result<Response, Failure> {
    let is_unsaved = typed.is_some();
    let found = requests::request_settings(app, by, agency).await;
    let (agency, settings) = found.map_err(|e| failure(ctx.lang, e))?;
    let settings = typed.unwrap_or(settings);
    let preview = requests::letter_preview(app, by, &agency.id, &settings, letter).await;
    let preview = preview.map_err(|e| failure(ctx.lang, e))?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&SettingsPage { ctx, agency, settings, letter, problem, preview, is_unsaved })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// The form.
pub async fn form(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let letter = Letter::parse(&which.letter).unwrap_or(Letter::L13);
    page(&app, ctx, &by, &agency, (letter, None, String::new())).await
}

/// Changes it.
pub async fn save(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let (settings, letter) = typed_settings(&app, &ctx, &by, &agency, typed).await?;
    match requests::set_request_settings(&app, &by, &agency, &settings).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/requests/settings?letter={}", letter.code()))),
        Err(RequestError::Fields(faults)) => {
            let problem = faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" ");
            page(&app, ctx, &by, &agency, (letter, Some(settings), problem)).await
        }
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// How letters would be with what is typed; nothing is saved.
pub async fn preview(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let (settings, letter) = typed_settings(&app, &ctx, &by, &agency, typed).await?;
    page(&app, ctx, &by, &agency, (letter, Some(settings), String::new())).await
}

/// The same as a file.
pub async fn preview_file(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, format)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let format = DownloadFormat::parse(&format).ok_or(Failure::NotFound)?;
    let (settings, letter) = typed_settings(&app, &ctx, &by, &agency, typed).await?;
    let made = requests::letter_preview_file(&app, &by, &agency, &settings, (letter, format)).await;
    Ok(sent_file(made.map_err(|e| failure(ctx.lang, e))?))
}

/// The settings as they would be saved, and the letter that is looked at.
async fn typed_settings(
    app: &App,
    ctx: &Ctx,
    by: &Signed,
    agency: &str,
    typed: Typed,
) -> Result<(RequestSettings, Letter), Failure> {
    let found = requests::request_settings(app, by, agency).await;
    let (_, mut settings) = found.map_err(|e| failure(ctx.lang, e))?;
    (settings.prefix, settings.review_body) = (typed.prefix, typed.review_body);
    settings.review_address = typed.review_address;
    settings.public_register = !typed.public_register.is_empty();
    settings.propose_after = typed.propose_after.trim().parse().unwrap_or(settings.propose_after);
    let letter = Letter::parse(&typed.letter).unwrap_or(Letter::L13);
    settings.extras.insert(letter.code().to_owned(), typed.extra);
    Ok((settings, letter))
}
