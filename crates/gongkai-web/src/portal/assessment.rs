//! `/regions/{region}/assessment/{year}`: the published result; `/evaluation/{agency}`: the questions to the public.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::assessment::{self, Ballot, Evaluation, PublicPage, PublicUnit};
use gongkai_app::challenge::{self, Challenge};
use gongkai_app::documents::DocumentError;
use gongkai_domain::assessment::{Indicator, Question};
use rust_decimal::Decimal;

use super::view;
use crate::error::Failure;
use crate::office::{self, assessment::called};
use crate::page::{Ctx, html};

#[derive(Template)]
#[template(path = "portal/assessment.html")]
struct ResultPage {
    ctx: Ctx,
    page: PublicPage,
    years: Vec<i64>,
}

impl ResultPage {
    fn region(&self) -> &str {
        self.ctx.pick(&self.page.region.name, &self.page.region.name_en)
    }

    fn called<'a>(&self, indicator: &'a Indicator) -> &'a str {
        called(&self.ctx, indicator)
    }

    fn unit<'a>(&self, unit: &'a PublicUnit) -> &'a str {
        view::name(&self.ctx, &unit.agency)
    }

    fn rank(&self, unit: &PublicUnit) -> String {
        unit.result.place.map_or("–".into(), |p| p.to_string())
    }

    fn day(&self) -> String {
        view::day(self.page.row.published_at_ms)
    }

    fn questions(&self) -> Vec<&'static str> {
        Question::ALL.iter().map(|q| self.ctx.pick(q.zh(), q.en())).collect()
    }

    fn mean(&self, mean: &Option<Decimal>) -> String {
        mean.map_or("–".into(), |m| m.to_string())
    }

    fn is_year(&self, year: &i64) -> bool {
        *year == self.page.row.year
    }
}

/// The published result of a region and year.
pub async fn result(
    State(app): State<App>,
    ctx: Ctx,
    Path((region, year)): Path<(String, i64)>,
) -> Result<Response, Failure> {
    let page = assessment::public_page(&app, &region, year).await?.ok_or(Failure::NotFound)?;
    let years = assessment::public_years(&app, &region).await?;
    html(&ResultPage { ctx, page, years })
}

#[derive(Template)]
#[template(path = "portal/evaluation.html")]
struct EvaluationPage {
    ctx: Ctx,
    page: Evaluation,
    challenge: Option<Challenge>,
    /// What was answered, by the question's code.
    answers: HashMap<String, String>,
    problem: String,
    is_done: bool,
}

impl EvaluationPage {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    fn questions(&self) -> Vec<(&'static str, &'static str)> {
        Question::ALL.iter().map(|q| (q.code(), self.ctx.pick(q.zh(), q.en()))).collect()
    }

    fn choices(&self) -> [(&'static str, &'static str); 5] {
        let pick = |zh, en| self.ctx.pick(zh, en);
        [
            ("5", pick("很好", "very good")),
            ("4", pick("好", "good")),
            ("3", pick("一般", "fair")),
            ("2", pick("差", "poor")),
            ("1", pick("很差", "very poor")),
        ]
    }

    fn is_answer(&self, code: &str, choice: &str) -> bool {
        self.answers.get(code).is_some_and(|a| a == choice)
    }
}

async fn show(
    app: &App,
    ctx: Ctx,
    agency: &str,
    (answers, problem, is_done): (HashMap<String, String>, String, bool),
) -> Result<Response, Failure> {
    let page = assessment::evaluation(app, agency).await?.ok_or(Failure::NotFound)?;
    let asks = page.open.is_some() && !is_done;
    let challenge = if asks { Some(challenge::ask(app).await?) } else { None };
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = html(&EvaluationPage { ctx, page, challenge, answers, problem, is_done })?;
    Ok((status, [("x-explained", "1")], view).into_response())
}

/// The questions.
pub async fn evaluation(
    State(app): State<App>,
    ctx: Ctx,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    show(&app, ctx, &agency, (HashMap::new(), String::new(), false)).await
}

/// Takes a ballot.
pub async fn vote(
    State(app): State<App>,
    ctx: Ctx,
    Path(agency): Path<String>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let text = |name: &str| form.get(name).cloned().unwrap_or_default();
    if !text("website").is_empty() {
        return Err(Failure::Invalid("website".into()));
    }
    let answers = Question::ALL.iter().map(|q| text(q.code()).parse().ok()).collect();
    let ballot = Ballot { answers, token: text("token"), answer: text("answer") };
    match assessment::vote(&app, &agency, &ballot).await {
        Ok(()) => show(&app, ctx, &agency, (HashMap::new(), String::new(), true)).await,
        Err(DocumentError::Fields(faults)) => {
            let problem: Vec<&str> = faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect();
            let problem = problem.join(" ");
            show(&app, ctx, &agency, (form, problem, false)).await
        }
        Err(error) => Err(office::failure(ctx.lang, error)),
    }
}
