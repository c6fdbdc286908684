//! `/subscribe`: be told of new documents by mail; `/subscriptions/…`: confirm and end that.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Redirect, Response};
use gongkai_app::App;
use gongkai_app::challenge::{self, Challenge};
use gongkai_app::documents::{DocumentError, FieldFault};
use gongkai_app::subscriptions::{self, Asked, Owned, Wish};
use serde::Deserialize;

use super::DocumentsQuery;
use crate::error::Failure;
use crate::office;
use crate::page::{Ctx, Lang, html};

/// What the form sends beside the list that is wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    email: String,
    token: String,
    answer: String,
    /// A field that people do not see.
    website: String,
    #[serde(flatten)]
    query: DocumentsQuery,
}

#[derive(Template)]
#[template(path = "portal/subscribe.html")]
struct AskPage {
    ctx: Ctx,
    email: String,
    wish: Wish,
    description: String,
    challenge: Challenge,
    faults: Vec<FieldFault>,
}

impl AskPage {
    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|f| f.field == field).map(|f| self.ctx.pick(&f.zh, &f.en))
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        let w = &self.wish;
        let all = [
            ("q", w.words.as_str()),
            ("agency", &w.agency),
            ("column", &w.column),
            ("item", &w.item),
            ("kind", &w.kind),
            ("theme", &w.theme),
            ("validity", &w.validity),
        ];
        all.into_iter().filter(|f| !f.1.is_empty()).collect()
    }
}

async fn show(
    app: &App,
    ctx: Ctx,
    (email, wish): (String, Wish),
    faults: Vec<FieldFault>,
) -> Result<Response, Failure> {
    if !subscriptions::is_offered(app) {
        return Err(Failure::NotFound);
    }
    let wish = wish.tidy();
    let described = subscriptions::described(app, &wish, ctx.lang == Lang::Zh).await?;
    let description = described.ok_or(Failure::NotFound)?;
    let challenge = challenge::ask(app).await?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&AskPage { ctx, email, wish, description, challenge, faults })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// The form for the list or search of the address.
pub async fn form(
    State(app): State<App>,
    ctx: Ctx,
    Query(query): Query<DocumentsQuery>,
) -> Result<Response, Failure> {
    show(&app, ctx, (String::new(), query.wish()), Vec::new()).await
}

#[derive(Template)]
#[template(path = "portal/subscribe_sent.html")]
struct SentPage {
    ctx: Ctx,
}

/// Sends the mail with the link.
pub async fn send(State(app): State<App>, ctx: Ctx, Form(typed): Form<Typed>) -> Result<Response, Failure> {
    if !typed.website.is_empty() {
        return Err(Failure::Invalid("website".into()));
    }
    let asked = Asked {
        email: typed.email.clone(),
        wish: typed.query.wish(),
        is_chinese: ctx.lang == Lang::Zh,
        token: typed.token,
        answer: typed.answer,
    };
    match subscriptions::ask(&app, &asked).await {
        Ok(()) => html(&SentPage { ctx }),
        Err(DocumentError::Fields(faults)) => show(&app, ctx, (typed.email, asked.wish), faults).await,
        Err(error) => Err(office::failure(ctx.lang, error)),
    }
}

#[derive(Template)]
#[template(path = "portal/subscription.html")]
struct OwnedPage {
    ctx: Ctx,
    owned: Option<Owned>,
    description: String,
}

/// Where a link of a mail leads. Opening it changes nothing: mail scanners open links too.
pub async fn owned(State(app): State<App>, ctx: Ctx, Path(token): Path<String>) -> Result<Response, Failure> {
    let owned = subscriptions::owned(&app, &token).await?;
    let described = match &owned {
        Some(owned) => subscriptions::described(&app, &owned.wish, ctx.lang == Lang::Zh).await?,
        None => None,
    };
    let page = html(&OwnedPage { ctx, owned, description: described.unwrap_or_default() })?;
    Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
}

/// What a button of the page or a mail program (RFC 8058) sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Change {
    act: String,
}

/// Confirms, or ends.
pub async fn change(
    State(app): State<App>,
    ctx: Ctx,
    Path(token): Path<String>,
    Form(change): Form<Change>,
) -> Result<Response, Failure> {
    let done = match change.act.as_str() {
        "confirm" => subscriptions::confirm(&app, &token).await,
        _ => subscriptions::end(&app, &token).await,
    };
    done.map_err(|e| office::failure(ctx.lang, e))?;
    Ok(Redirect::to(&format!("/subscriptions/{token}")).into_response())
}
