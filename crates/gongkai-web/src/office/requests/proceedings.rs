//! Reviews and suits of a case.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::accounts::Signed;
use gongkai_app::requests::{self, CasePage, RequestError};
use gongkai_domain::request::proceeding;
use serde::Deserialize;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};

/// Which entry; a new one when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    entry: String,
}

#[derive(Template)]
#[template(path = "office/proceeding.html")]
struct ProceedingPage {
    ctx: Ctx,
    case: CasePage,
    entry: String,
    typed: BTreeMap<String, String>,
    problem: String,
}

/// A choice: what it is called, and whether it is chosen.
type Choice = (&'static str, bool);

impl ProceedingPage {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field).map_or("", String::as_str)
    }

    fn chosen(&self, field: &str, all: &[&'static str]) -> Vec<Choice> {
        all.iter().map(|name| (*name, self.value(field) == *name)).collect()
    }

    fn procedures(&self) -> Vec<Choice> {
        self.chosen("procedure", &["行政复议", "行政诉讼（未经复议）", "行政诉讼（复议后）"])
    }

    fn forms(&self) -> Vec<Choice> {
        let all: Vec<&'static str> = proceeding::Form::ALL.iter().map(|f| f.zh()).collect();
        self.chosen("form", &all)
    }

    fn results(&self) -> Vec<Choice> {
        let all: Vec<&'static str> = proceeding::Result::ALL.iter().map(|r| r.zh()).collect();
        self.chosen("result", &all)
    }
}

async fn page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, request): (&str, &str),
    (entry, typed, problem): (String, Option<BTreeMap<String, String>>, String),
) -> Result<Response, Failure> {
    let case = requests::show(app, by, (agency, request), None).await.map_err(|e| failure(ctx.lang, e))?;
    let known = case.proceedings.iter().find(|p| p.entry.id == entry).map(|p| p.entry.fields.clone());
    if !entry.is_empty() && known.is_none() {
        return Err(Failure::NotFound);
    }
    let typed = typed.or(known).unwrap_or_default();
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&ProceedingPage { ctx, case, entry, typed, problem })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// The form.
pub async fn form(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    page(&app, ctx, &by, (&agency, &request), (which.entry, None, String::new())).await
}

/// Enters one, or changes it.
pub async fn put(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    Form(mut typed): Form<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let entry = typed.remove("entry").unwrap_or_default();
    let reason = typed.remove("reason").unwrap_or_default();
    let id = Some(entry.as_str()).filter(|e| !e.is_empty());
    match requests::put_proceeding(&app, &by, (&agency, &request), id, &typed, &reason).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/requests/{request}#proceedings"))),
        Err(RequestError::Fields(faults)) => {
            let problem = faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" ");
            page(&app, ctx, &by, (&agency, &request), (entry, Some(typed), problem)).await
        }
        Err(error) => Err(failure(ctx.lang, error)),
    }
}
