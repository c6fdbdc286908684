//! `/messages`: write to an agency, report an error on a page, and read what was answered.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::challenge::{self, Challenge};
use gongkai_app::documents::{DocumentError, FieldFault};
use gongkai_app::messages::{self, Answers, AnswersQuery, KINDS, Message};
use gongkai_app::{App, EntryRow};
use serde::Deserialize;

use super::view;
use crate::error::Failure;
use crate::office;
use crate::page::{Ctx, html};

/// The form as it is sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    agency: String,
    kind: String,
    subject: String,
    text: String,
    contact: String,
    page: String,
    token: String,
    answer: String,
    /// A field that people do not see.
    website: String,
}

#[derive(Template)]
#[template(path = "portal/message.html")]
struct MessagePage {
    ctx: Ctx,
    agencies: Vec<(String, String)>,
    typed: Typed,
    challenge: Challenge,
    faults: Vec<FieldFault>,
}

impl MessagePage {
    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        let english =
            ["A question", "A suggestion", "A complaint", "A report of wrongdoing", "An error on this site"];
        KINDS.into_iter().zip(english).map(|(zh, en)| (zh, self.ctx.pick(zh, en))).collect()
    }

    fn is_kind(&self, kind: &str) -> bool {
        self.typed.kind == kind
    }

    fn is_agency(&self, id: &str) -> bool {
        self.typed.agency == id
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|f| f.field == field).map(|f| self.ctx.pick(&f.zh, &f.en))
    }
}

async fn show(app: &App, ctx: Ctx, typed: Typed, faults: Vec<FieldFault>) -> Result<Response, Failure> {
    let agencies = messages::addressees(app).await?;
    let agencies = agencies.iter().map(|a| (a.id.clone(), view::name(&ctx, a).to_owned())).collect();
    let challenge = challenge::ask(app).await?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&MessagePage { ctx, agencies, typed, challenge, faults })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// The form; the address can say to whom, of what kind, and about which page.
pub async fn form(State(app): State<App>, ctx: Ctx, Query(query): Query<Typed>) -> Result<Response, Failure> {
    let typed = Typed { agency: query.agency, kind: query.kind, page: query.page, ..Typed::default() };
    show(&app, ctx, typed, Vec::new()).await
}

#[derive(Template)]
#[template(path = "portal/message_sent.html")]
struct SentPage {
    ctx: Ctx,
    number: String,
    agency: String,
}

/// Takes a message.
pub async fn send(State(app): State<App>, ctx: Ctx, Form(typed): Form<Typed>) -> Result<Response, Failure> {
    if !typed.website.is_empty() {
        return Err(Failure::Invalid("website".into()));
    }
    let message = Message {
        agency_id: typed.agency.clone(),
        kind: typed.kind.clone(),
        subject: typed.subject.clone(),
        text: typed.text.clone(),
        contact: typed.contact.clone(),
        page: typed.page.clone(),
        token: typed.token.clone(),
        answer: typed.answer.clone(),
    };
    match messages::send(&app, &message).await {
        Ok(number) => html(&SentPage { ctx, number, agency: typed.agency }),
        Err(DocumentError::Fields(faults)) => show(&app, ctx, typed, faults).await,
        Err(error) => Err(office::failure(ctx.lang, error)),
    }
}

#[derive(Template)]
#[template(path = "portal/answers.html")]
struct AnswersPage {
    ctx: Ctx,
    page: Answers,
    wanted: AnswersWanted,
}

/// Which answers, as the address has it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AnswersWanted {
    kind: String,
    topic: String,
    q: String,
}

impl AnswersPage {
    fn topics(&self) -> &'static [String] {
        messages::topics()
    }

    fn kinds(&self) -> [&'static str; 5] {
        KINDS
    }

    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    fn value<'a>(&self, entry: &'a EntryRow, field: &str) -> &'a str {
        entry.fields.get(field).map_or("", String::as_str)
    }
}

/// `/messages/{agency}`: what was answered for everybody to read.
pub async fn answers(
    State(app): State<App>,
    ctx: Ctx,
    Path(agency): Path<String>,
    Query(wanted): Query<AnswersWanted>,
) -> Result<Response, Failure> {
    let query =
        AnswersQuery { kind: wanted.kind.clone(), topic: wanted.topic.clone(), words: wanted.q.clone() };
    let page = messages::answers(&app, &agency, &query).await?.ok_or(Failure::NotFound)?;
    html(&AnswersPage { ctx, page, wanted })
}
