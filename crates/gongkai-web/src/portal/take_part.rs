//! `/take-part/{agency}/{entry}`: comment on a draft, or sign up for an open day.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::challenge::{self, Challenge};
use gongkai_app::documents::DocumentError;
use gongkai_app::registers::{self, PublicEntry, TakePart};
use gongkai_app::{App, EntryRow};
use gongkai_domain::register::{Field, FieldKind, Register};

use super::view;
use crate::error::Failure;
use crate::office;
use crate::page::{Ctx, html};

#[derive(Template)]
#[template(path = "portal/take_part.html")]
struct TakePartPage {
    ctx: Ctx,
    page: TakePart,
    challenge: Option<Challenge>,
    typed: BTreeMap<String, String>,
    problem: String,
    is_done: bool,
}

fn shown<'a>(register: &'a Register, entry: &'a EntryRow) -> Vec<(&'a Field, &'a str)> {
    let with_value = |f: &'a Field| Some((f, entry.fields.get(&f.code)?.as_str()));
    register.fields.iter().filter(|f| !f.is_personal).filter_map(with_value).collect()
}

impl TakePartPage {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    fn title(&self) -> &str {
        let texts = ["title", "topic"];
        texts.iter().find_map(|f| self.page.entry.fields.get(*f)).map_or("", String::as_str)
    }

    fn about(&self) -> Vec<(&Field, &str)> {
        let mut about = shown(&self.page.about, &self.page.entry);
        about.retain(|(f, _)| !["title", "topic"].contains(&f.code.as_str()));
        about
    }

    /// What the office shows of an entry: not the ids that tie it to this page, nor the flag.
    fn lines<'a>(&'a self, entry: &'a EntryRow) -> Vec<(&'a Field, &'a str)> {
        let mut lines = shown(&self.page.register, entry);
        let link = self.page.register.public.as_ref().map_or("", |p| p.link.as_str());
        lines.retain(|(f, _)| f.code != link && f.code != "shown");
        lines
    }

    fn value(&self, field: &&Field) -> &str {
        self.typed.get(&field.code).map_or("", String::as_str)
    }

    fn is_long(&self, field: &&Field) -> bool {
        field.kind == FieldKind::Long
    }

    fn is_choice(&self, field: &&Field) -> bool {
        field.kind == FieldKind::Choice
    }

    /// Whether somebody can take part now.
    fn asks(&self) -> bool {
        self.challenge.is_some()
    }
}

async fn show(
    app: &App,
    ctx: Ctx,
    (agency, entry): (&str, &str),
    (typed, problem, is_done): (BTreeMap<String, String>, String, bool),
) -> Result<Response, Failure> {
    let page = registers::take_part(app, agency, entry).await.map_err(|e| office::failure(ctx.lang, e))?;
    let page = page.ok_or(Failure::NotFound)?;
    let has_places = page.places_left.is_none_or(|n| n > 0);
    let asks = page.is_open && has_places && !is_done;
    let challenge = if asks { Some(challenge::ask(app).await?) } else { None };
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = html(&TakePartPage { ctx, page, challenge, typed, problem, is_done })?;
    Ok((status, [("x-explained", "1")], view).into_response())
}

/// What it is about, and the form while it is open.
pub async fn form(
    State(app): State<App>,
    ctx: Ctx,
    Path((agency, entry)): Path<(String, String)>,
) -> Result<Response, Failure> {
    show(&app, ctx, (&agency, &entry), (BTreeMap::new(), String::new(), false)).await
}

/// Takes an entry.
pub async fn send(
    State(app): State<App>,
    ctx: Ctx,
    Path((agency, entry)): Path<(String, String)>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let text = |name: &str| form.get(name).cloned().unwrap_or_default();
    if !text("_website").is_empty() {
        return Err(Failure::Invalid("website".into()));
    }
    let (token, answer) = (text("_token"), text("_answer"));
    let values: BTreeMap<String, String> = form.into_iter().filter(|f| !f.0.starts_with('_')).collect();
    let typed = PublicEntry { values: values.clone(), token, answer };
    match registers::enter(&app, &agency, &entry, &typed).await {
        Ok(()) => show(&app, ctx, (&agency, &entry), (BTreeMap::new(), String::new(), true)).await,
        Err(DocumentError::Fields(faults)) => {
            let words: Vec<&str> = faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect();
            let problem = words.join(" ");
            show(&app, ctx, (&agency, &entry), (values, problem, false)).await
        }
        Err(error) => Err(office::failure(ctx.lang, error)),
    }
}
