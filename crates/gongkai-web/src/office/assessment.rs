//! `/office/assessments`: the district's assessment, and `/office/agencies/{agency}/assessment`: what a unit sees of it.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::assessment::{self, AssessmentPage, TypedIndicator, TypedMark, UnitLine, UnitPage};
use gongkai_app::{App, AssessmentRow, MarkRow};
use gongkai_domain::assessment::{Indicator, MOST_INDICATORS, Measure, Part, Source};
use gongkai_domain::china_time;

use super::{failure, see, sentences};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

type Fields = HashMap<String, String>;

fn field<'a>(form: &'a Fields, name: &str) -> &'a str {
    form.get(name).map_or("", String::as_str)
}

/// What an indicator is called.
pub fn called<'a>(ctx: &Ctx, indicator: &'a Indicator) -> &'a str {
    match indicator.source {
        Source::Computed(measure) => ctx.pick(&indicator.name, measure.en()),
        Source::Scored => &indicator.name,
    }
}

fn points(part: &Part) -> String {
    part.points.map_or("–".into(), |p| p.normalize().to_string())
}

/// So many of so many, for those from the records.
fn reading(part: &Part) -> String {
    part.reading.map(|r| format!("{} / {}", r.wrong, r.of)).unwrap_or_default()
}

fn mark_kind(ctx: &Ctx, mark: &MarkRow) -> &'static str {
    match mark.kind.as_str() {
        "score" => ctx.pick("评分", "Score"),
        "deduction" => ctx.pick("扣分", "Deduction"),
        _ => ctx.pick("申诉", "Appeal"),
    }
}

fn mark_state(ctx: &Ctx, mark: &MarkRow) -> &'static str {
    match mark.state.as_str() {
        "withdrawn" => ctx.pick("已撤销", "withdrawn"),
        "open" => ctx.pick("待处理", "open"),
        "upheld" => ctx.pick("成立", "upheld"),
        "dismissed" => ctx.pick("不成立", "dismissed"),
        _ => ctx.pick("有效", "counts"),
    }
}

#[derive(Template)]
#[template(path = "office/assessments.html")]
struct ListPage {
    ctx: Ctx,
    rows: Vec<AssessmentRow>,
    year: String,
    problem: String,
}

async fn show_list(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    year: String,
    problem: String,
) -> Result<Response, Failure> {
    let rows = assessment::assessments(app, by).await.map_err(|e| failure(ctx.lang, e))?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&ListPage { ctx, rows, year, problem })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// The assessments that the person runs.
pub async fn list(State(app): State<App>, ctx: Ctx, Staff(by): Staff) -> Result<Response, Failure> {
    let year = china_time::day(gongkai_app::now_ms()).year().to_string();
    show_list(&app, ctx, &by, year, String::new()).await
}

/// Begins one.
pub async fn begin(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Form(form): Form<Fields>,
) -> Result<Response, Failure> {
    match assessment::begin(&app, &by, field(&form, "year")).await {
        Ok(id) => Ok(see(&format!("/office/assessments/{id}"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            show_list(&app, ctx, &by, field(&form, "year").to_owned(), problem).await
        }
    }
}

#[derive(Template)]
#[template(path = "office/assessment.html")]
struct Page {
    ctx: Ctx,
    page: AssessmentPage,
    /// What was typed of a mark that was refused.
    typed: Fields,
    /// The scheme as typed, filled up with empty rows.
    rows: Vec<TypedIndicator>,
    fewest: String,
    problem: String,
}

impl Page {
    fn region(&self) -> &str {
        self.page.region.as_ref().map_or("", |r| self.ctx.pick(&r.name, &r.name_en))
    }

    fn base(&self) -> String {
        format!("/office/assessments/{}", self.page.row.id)
    }

    fn called<'a>(&self, indicator: &'a Indicator) -> &'a str {
        called(&self.ctx, indicator)
    }

    fn is_open(&self) -> bool {
        self.page.row.state == "open"
    }

    fn scored(&self) -> Vec<&Indicator> {
        self.page.scheme.indicators.iter().filter(|i| i.source == Source::Scored).collect()
    }

    fn measures(&self) -> Vec<(&'static str, &'static str)> {
        Measure::ALL.iter().map(|m| (m.code(), self.ctx.pick(m.zh(), m.en()))).collect()
    }

    fn is_measure(&self, row: &TypedIndicator, code: &str) -> bool {
        row.measure == code
    }

    fn unit<'a>(&'a self, line: &'a UnitLine) -> &'a str {
        name(&self.ctx, &line.agency)
    }

    fn unit_of<'a>(&'a self, mark: &'a MarkRow) -> &'a str {
        let line = self.page.units.iter().find(|l| l.agency.id == mark.agency_id);
        line.map_or(mark.agency_id.as_str(), |l| name(&self.ctx, &l.agency))
    }

    fn indicator_of(&self, mark: &MarkRow) -> &str {
        let found = self.page.scheme.indicators.iter().find(|i| i.code == mark.indicator);
        found.map_or("", |i| called(&self.ctx, i))
    }

    fn points(&self, part: &Part) -> String {
        points(part)
    }

    fn reading(&self, part: &Part) -> String {
        reading(part)
    }

    fn kind(&self, mark: &MarkRow) -> &'static str {
        mark_kind(&self.ctx, mark)
    }

    fn state(&self, mark: &MarkRow) -> &'static str {
        mark_state(&self.ctx, mark)
    }

    fn typed(&self, name: &str) -> &str {
        field(&self.typed, name)
    }

    fn is_typed(&self, name: &str, value: &str) -> bool {
        self.typed(name) == value
    }

    fn rank(&self, line: &UnitLine) -> String {
        line.rank.map_or("–".into(), |r| r.to_string())
    }

    fn total(&self, line: &UnitLine) -> String {
        line.score.total.map_or("–".into(), |t| t.to_string())
    }
}

async fn show_one(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    id: &str,
    (typed, problem): (Fields, String),
) -> Result<Response, Failure> {
    let page = assessment::assessment_page(app, by, id).await.map_err(|e| failure(ctx.lang, e))?;
    let mut rows = typed_rows(&typed);
    let mut fewest = field(&typed, "fewest").to_owned();
    if rows.iter().all(|r| r.name.is_empty()) {
        fewest = page.scheme.fewest_ballots.to_string();
        let row = |i: &Indicator| TypedIndicator {
            name: i.name.clone(),
            weight: i.weight.to_string(),
            measure: match i.source {
                Source::Computed(measure) => measure.code().into(),
                Source::Scored => String::new(),
            },
        };
        rows = page.scheme.indicators.iter().map(row).collect();
    }
    rows.resize_with(MOST_INDICATORS, TypedIndicator::default);
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = html(&Page { ctx, page, typed, rows, fewest, problem })?;
    Ok((status, [("x-explained", "1")], view).into_response())
}

fn typed_rows(form: &Fields) -> Vec<TypedIndicator> {
    let row = |at: usize| TypedIndicator {
        name: field(form, &format!("name{at}")).to_owned(),
        weight: field(form, &format!("weight{at}")).to_owned(),
        measure: field(form, &format!("measure{at}")).to_owned(),
    };
    (0..MOST_INDICATORS).map(row).collect()
}

/// An assessment as it stands.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    show_one(&app, ctx, &by, &id, (Fields::new(), String::new())).await
}

/// Back to the assessment, or the page with what is wrong.
async fn done(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    id: &str,
    (result, typed): (Result<(), gongkai_app::documents::DocumentError>, Fields),
) -> Result<Response, Failure> {
    match result {
        Ok(()) => Ok(see(&format!("/office/assessments/{id}"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            show_one(app, ctx, by, id, (typed, problem)).await
        }
    }
}

/// Changes the scheme.
pub async fn scheme(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response, Failure> {
    let result = assessment::set_scheme(&app, &by, &id, &typed_rows(&form), field(&form, "fewest")).await;
    done(&app, ctx, &by, &id, (result, form)).await
}

/// Scores, or takes points off.
pub async fn mark(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response, Failure> {
    let text = |name: &str| field(&form, name).to_owned();
    let typed = TypedMark {
        agency: text("agency"),
        kind: if text("indicator").is_empty() { "deduction".into() } else { "score".into() },
        indicator: text("indicator"),
        points: text("points"),
        text: text("text"),
        link: text("link"),
    };
    let result = assessment::mark(&app, &by, &id, &typed).await;
    done(&app, ctx, &by, &id, (result, form)).await
}

/// Withdraws a score or a deduction.
pub async fn withdraw(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((id, mark)): Path<(String, String)>,
    Form(form): Form<Fields>,
) -> Result<Response, Failure> {
    let result = assessment::withdraw(&app, &by, (&id, &mark), field(&form, "reason")).await;
    done(&app, ctx, &by, &id, (result, Fields::new())).await
}

/// Decides an appeal.
pub async fn decide(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((id, mark)): Path<(String, String)>,
    Form(form): Form<Fields>,
) -> Result<Response, Failure> {
    let decision = (field(&form, "decision") == "upheld", field(&form, "reason"));
    let result = assessment::decide(&app, &by, (&id, &mark), decision).await;
    done(&app, ctx, &by, &id, (result, Fields::new())).await
}

/// Publishes the result.
pub async fn publish(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let result = assessment::publish(&app, &by, &id).await;
    done(&app, ctx, &by, &id, (result, Fields::new())).await
}

#[derive(Template)]
#[template(path = "office/assessment_unit.html")]
struct OwnPage {
    ctx: Ctx,
    page: UnitPage,
    text: String,
    link: String,
    problem: String,
}

impl OwnPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn called<'a>(&self, indicator: &'a Indicator) -> &'a str {
        called(&self.ctx, indicator)
    }

    fn points(&self, part: &Part) -> String {
        points(part)
    }

    fn reading(&self, part: &Part) -> String {
        reading(part)
    }

    fn kind(&self, mark: &MarkRow) -> &'static str {
        mark_kind(&self.ctx, mark)
    }

    fn state(&self, mark: &MarkRow) -> &'static str {
        mark_state(&self.ctx, mark)
    }

    fn total(&self, line: &UnitLine) -> String {
        line.score.total.map_or("–".into(), |t| t.to_string())
    }
}

async fn show_own(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    agency: &str,
    (text, link, problem): (String, String, String),
) -> Result<Response, Failure> {
    let page = assessment::unit_page(app, by, agency).await.map_err(|e| failure(ctx.lang, e))?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = html(&OwnPage { ctx, page, text, link, problem })?;
    Ok((status, [("x-explained", "1")], view).into_response())
}

/// What a unit sees of the assessment.
pub async fn own(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    show_own(&app, ctx, &by, &agency, <(String, String, String)>::default()).await
}

/// A unit appeals.
pub async fn appeal(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(form): Form<Fields>,
) -> Result<Response, Failure> {
    let (id, text, link) = (field(&form, "assessment"), field(&form, "text"), field(&form, "link"));
    match assessment::appeal(&app, &by, &agency, (id, text, link)).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/assessment"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            show_own(&app, ctx, &by, &agency, (text.to_owned(), link.to_owned(), problem)).await
        }
    }
}
