//! `/office/agencies/{agency}/report`: the annual report out of the records, from the first number to its publication.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::campaigns::{self, UnitPage};
use gongkai_app::compile::{
    self, Compiled, Members, MembersPage, Override, Repeat, ReportWork, TypedChapters, YearLine,
};
use gongkai_app::reports::{self, DownloadFormat, Sheet};
use gongkai_app::{Agency, App, EntryRow, RequestRow};
use gongkai_domain::check::Severity;
use gongkai_domain::compile::Period;
use gongkai_domain::report::{AnnualReport, Applicant, CellKey, Chapter, Row};
use gongkai_domain::request::{Ending, State as CaseState};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::campaigns::HandInsView;
use super::{failure, see, sentences};
use crate::error::Failure;
use crate::form::FormView;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::{encode, name};
use crate::reports::view::FindingsView;
use crate::show;

#[derive(Template)]
#[template(path = "office/report_years.html")]
struct YearsPage {
    ctx: Ctx,
    agency: Agency,
    lines: Vec<YearLine>,
}

impl YearsPage {
    fn name(&self) -> &str {
        name(&self.ctx, &self.agency)
    }
}

/// The years of an agency.
pub async fn years(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let (agency, lines) = compile::years(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    html(&YearsPage { ctx, agency, lines })
}

/// A number over the fold: what it is, and how many.
type Figure = (&'static str, String);

/// A chapter in the form: its number, what it is called, its text, whether it is only suggested, and last year's text.
struct ChapterField<'a> {
    number: u8,
    name: String,
    text: String,
    is_suggested: bool,
    last_year: Option<&'a Chapter>,
    /// As it would be published: with the numbers.
    filled: Option<&'a Chapter>,
    rows: usize,
}

#[derive(Template)]
#[template(path = "office/report.html")]
struct WorkPage {
    ctx: Ctx,
    page: ReportWork,
    problem: String,
    /// What was typed and could not be saved.
    typed: Option<TypedChapters>,
    due_on: String,
    /// Its part in the campaign of the district.
    campaign: Option<UnitPage>,
}

impl WorkPage {
    fn name(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn base(&self) -> String {
        format!("/office/agencies/{}/report/{}", self.page.agency.id, self.page.year)
    }

    /// An address under the office's of the agency; one that begins with ! is whole.
    fn under(&self, address: &str) -> String {
        match address.strip_prefix('!') {
            Some(whole) => whole.to_owned(),
            None => format!("/office/agencies/{}{address}", self.page.agency.id),
        }
    }

    fn forms(&self) -> Vec<FormView<'_>> {
        let typed: Vec<CellKey> =
            self.page.draft.overrides.keys().filter_map(|k| CellKey::parse(k)).collect();
        let base = format!("{}/cells/", self.base());
        let form = |t| FormView::new(&self.ctx, t, "").leading_to(&base, &typed);
        self.page.sheet.tables.iter().map(form).collect()
    }

    fn findings(&self) -> FindingsView<'_> {
        let view = FindingsView::of(&self.ctx, &self.page.sheet, "");
        FindingsView { base: format!("{}/cells/", self.base()), ..view }
    }

    fn count(&self, severity: Severity) -> usize {
        self.page.sheet.count(severity)
    }

    fn figures(&self) -> Vec<Figure> {
        let total = |row| self.page.sheet.report.cells.number(CellKey::t3(row, Applicant::Total));
        let text = |n: Option<Decimal>| n.map_or("–".into(), show::grouped);
        vec![
            (self.ctx.w.kpi_received, text(total(Row::New))),
            (self.ctx.w.kpi_answered, text(total(Row::Total))),
            (self.ctx.w.kpi_carried, text(total(Row::CarriedOut))),
            (self.ctx.w.kpi_disputes, show::grouped(self.page.disputes())),
        ]
    }

    fn chapters(&self) -> Vec<ChapterField<'_>> {
        let field = |(number, kept, is_suggested): &(u8, String, bool)| {
            let typed = self.typed.as_ref().and_then(|t| t.chapters.get(number));
            let text = typed.unwrap_or(kept).clone();
            let last_year = self.page.previous.as_ref().and_then(|p| p.report.chapter(*number));
            ChapterField {
                number: *number,
                name: match number {
                    0 => self.ctx.pick("引言", "Preamble").to_owned(),
                    n => compile::heading(*n).to_owned(),
                },
                rows: text.lines().map(|line| line.chars().count() / 78 + 1).sum::<usize>().max(3) + 1,
                text,
                is_suggested: *is_suggested && typed.is_none(),
                last_year: last_year.filter(|c| !c.paragraphs.is_empty()),
                filled: self.page.sheet.report.chapter(*number).filter(|c| !c.paragraphs.is_empty()),
            }
        };
        self.page.texts.iter().map(field).collect()
    }

    /// Where the report stands in the campaign.
    fn standing(&self, campaign: &UnitPage) -> &'static str {
        let standing = campaign.unit.standing();
        self.ctx.pick(standing.zh(), standing.en())
    }

    fn hand_ins<'a>(&'a self, campaign: &'a UnitPage) -> HandInsView<'a> {
        HandInsView { ctx: &self.ctx, page: campaign, files: String::new() }
    }

    fn version(&self) -> i64 {
        self.page.draft.version
    }

    fn signed_on(&self) -> &str {
        let typed = self.typed.as_ref().map(|t| t.signed_on.as_str());
        typed.or(self.page.draft.signed_on.as_deref()).unwrap_or_default()
    }

    fn downloads(&self) -> Vec<DownloadFormat> {
        downloads(&self.ctx)
    }

    fn label(&self, key: &CellKey) -> String {
        show::label(self.ctx.lang, *key)
    }

    fn number(&self, n: &Option<Decimal>) -> String {
        n.map_or("–".into(), show::grouped)
    }

    fn plain(&self, n: &Decimal) -> String {
        show::grouped(*n)
    }

    fn alike(&self, repeat: &Repeat) -> String {
        format!("{:.0}%", repeat.similarity * 100.0)
    }

    fn heading(&self, chapter: &u8) -> String {
        match chapter {
            0 => self.ctx.pick("引言", "Preamble").to_owned(),
            n => compile::heading(*n).to_owned(),
        }
    }

    /// Numbers typed over: the cell's key and label, what was typed, what the records say.
    fn overrides(&self) -> Vec<(String, String, &Override, String)> {
        self.page
            .draft
            .overrides
            .iter()
            .filter_map(|(key, typed)| {
                let cell = CellKey::parse(key)?;
                let computed = self.page.computed.number(cell).map_or("–".into(), show::grouped);
                Some((key.clone(), show::label(self.ctx.lang, cell), typed, computed))
            })
            .collect()
    }
}

fn downloads(ctx: &Ctx) -> Vec<DownloadFormat> {
    let is_here = |format: &DownloadFormat| ctx.sets_pages || *format != DownloadFormat::Pdf;
    DownloadFormat::ALL.into_iter().filter(is_here).collect()
}

#[derive(Template)]
#[template(path = "office/report_period.html")]
struct PeriodPage {
    ctx: Ctx,
    page: Compiled,
    sheet: Sheet,
}

impl PeriodPage {
    fn name(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn base(&self) -> String {
        format!("/office/agencies/{}/report/{}", self.page.agency.id, self.page.period.name())
    }

    fn forms(&self) -> Vec<FormView<'_>> {
        let base = format!("{}/cells/", self.base());
        self.sheet.tables.iter().map(|t| FormView::new(&self.ctx, t, "").leading_to(&base, &[])).collect()
    }

    fn downloads(&self) -> Vec<DownloadFormat> {
        downloads(&self.ctx)
    }
}

/// Up to which day; the whole period when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AsOf {
    as_of: String,
}

fn period(text: &str, as_of: &str) -> Result<Period, Failure> {
    let period = Period::parse(text).filter(|p| p.from().year() >= 2019).ok_or(Failure::NotFound)?;
    match as_of.trim() {
        "" => Ok(period),
        day => day.parse().ok().and_then(|day| period.up_to(day)).ok_or(Failure::NotFound),
    }
}

async fn work_page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, year): (&str, i16),
    (problem, typed): (String, Option<TypedChapters>),
) -> Result<Response, Failure> {
    let page = compile::work(app, by, agency, year).await.map_err(|e| failure(ctx.lang, e))?;
    let due_on = compile::due_on(&page.agency, year).to_string();
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let campaign = campaigns::of_agency(app, by, agency, year).await.map_err(|e| failure(ctx.lang, e))?;
    let page = html(&WorkPage { ctx, page, problem, typed, due_on, campaign })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// The report of a year, or the tables of another period.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, asked)): Path<(String, String)>,
    Query(query): Query<AsOf>,
) -> Result<Response, Failure> {
    let period = period(&asked, &query.as_of)?;
    if let Some(year) = period.as_year() {
        return work_page(&app, ctx, &by, (&agency, year), (String::new(), None)).await;
    }
    let page = compile::compile(&app, &by, &agency, period).await.map_err(|e| failure(ctx.lang, e))?;
    let sheet = compile::sheet_of(&page);
    html(&PeriodPage { ctx, page, sheet })
}

/// Saves the text of a year.
pub async fn save(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, asked)): Path<(String, String)>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let year = period(&asked, "")?.as_year().ok_or(Failure::NotFound)?;
    let chapters = form
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix("chapter-")?.parse().ok()?, text.clone())));
    let value = |field: &str| form.get(field).map(String::as_str).unwrap_or_default();
    let typed = TypedChapters {
        version: value("version").parse().unwrap_or(-1),
        chapters: chapters.collect(),
        signed_on: value("signed_on").to_owned(),
    };
    match compile::save_text(&app, &by, (&agency, year), &typed).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/report/{year}#text"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            work_page(&app, ctx, &by, (&agency, year), (problem, Some(typed))).await
        }
    }
}

/// Why a published report is corrected; empty for one that was not published.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HandIn {
    reason: String,
}

/// Hands the report of a year in to review.
pub async fn hand_in(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, asked)): Path<(String, String)>,
    Form(form): Form<HandIn>,
) -> Result<Response, Failure> {
    let year = period(&asked, "")?.as_year().ok_or(Failure::NotFound)?;
    match compile::hand_in(&app, &by, (&agency, year), &form.reason).await {
        Ok(id) => Ok(see(&format!("/office/documents/{id}"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            work_page(&app, ctx, &by, (&agency, year), (problem, None)).await
        }
    }
}

/// The report of a year as it stands, or the tables of a period, as a file.
pub async fn download(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, asked, format)): Path<(String, String, String)>,
    Query(query): Query<AsOf>,
) -> Result<Response, Failure> {
    let period = period(&asked, &query.as_of)?;
    let format = DownloadFormat::parse(&format).ok_or(Failure::NotFound)?;
    let refused = |e| failure(ctx.lang, e);
    let report: AnnualReport = match period.as_year() {
        Some(year) => compile::work(&app, &by, &agency, year).await.map_err(refused)?.sheet.report,
        None => compile::tables_of(&compile::compile(&app, &by, &agency, period).await.map_err(refused)?),
    };
    let stem = format!("{agency}-{}", period.name());
    let file = reports::file_of(&app, report, &stem, format).await?.ok_or(Failure::NotFound)?;
    let headers = [
        (CONTENT_TYPE, file.media_type.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", encode(&file.name))),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file.bytes).into_response())
}

/// Which page of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Paged {
    page: String,
}

#[derive(Template)]
#[template(path = "office/report_cell.html")]
struct CellPage {
    ctx: Ctx,
    page: MembersPage,
    problem: String,
    value: String,
    reason: String,
}

impl CellPage {
    fn name(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn report(&self) -> String {
        format!("/office/agencies/{}/report/{}", self.page.agency.id, self.page.period.name())
    }

    fn base(&self) -> String {
        format!("{}/cells/{}", self.report(), self.page.key)
    }

    fn under(&self, address: &str) -> String {
        format!("/office/agencies/{}{address}", self.page.agency.id)
    }

    fn label(&self) -> String {
        show::label(self.ctx.lang, self.page.key)
    }

    fn unit(&self) -> &'static str {
        self.page.key.def().unit.label()
    }

    fn computed(&self) -> String {
        self.page.computed.map_or("–".into(), show::grouped)
    }

    fn number(&self, n: &Decimal) -> String {
        show::grouped(*n)
    }

    fn state(&self, row: &RequestRow) -> &'static str {
        CaseState::parse(&row.state).map_or("", |s| self.ctx.pick(s.zh(), s.en()))
    }

    fn ending(&self, row: &RequestRow) -> &'static str {
        let ending = row.counted_ending.as_deref().and_then(Ending::parse);
        ending.map_or("", |e| self.ctx.pick(e.zh(), e.en()))
    }

    fn day<'a>(&self, day: &'a Option<String>) -> &'a str {
        day.as_deref().unwrap_or_default()
    }

    fn value_of<'a>(&self, entry: &'a EntryRow, field: &str) -> &'a str {
        entry.fields.get(field).map_or("", String::as_str)
    }
}

async fn cell_page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    (agency, asked, key): (&str, &str, &str),
    (page, problem, value, reason): (i64, String, String, String),
) -> Result<Response, Failure> {
    let period = period(asked, "")?;
    let key = CellKey::parse(key).ok_or(Failure::NotFound)?;
    let page =
        compile::members(app, by, (agency, period), key, page).await.map_err(|e| failure(ctx.lang, e))?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&CellPage { ctx, page, problem, value, reason })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// The set behind a number.
pub async fn cell(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, asked, key)): Path<(String, String, String)>,
    Query(query): Query<Paged>,
) -> Result<Response, Failure> {
    let page = query.page.trim().parse().unwrap_or(1);
    let nothing = (page, String::new(), String::new(), String::new());
    cell_page(&app, ctx, &by, (&agency, &asked, &key), nothing).await
}

/// A number typed over the computed one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TypedCell {
    value: String,
    reason: String,
}

/// Types a number over the computed one.
pub async fn put_cell(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, asked, key)): Path<(String, String, String)>,
    Form(form): Form<TypedCell>,
) -> Result<Response, Failure> {
    let year = period(&asked, "")?.as_year().ok_or(Failure::NotFound)?;
    let cell = CellKey::parse(&key).ok_or(Failure::NotFound)?;
    match compile::put_override(&app, &by, (&agency, year), cell, (&form.value, &form.reason)).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/report/{year}/cells/{key}"))),
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            cell_page(&app, ctx, &by, (&agency, &asked, &key), (1, problem, form.value, form.reason)).await
        }
    }
}

/// Goes back to the computed number.
pub async fn restore_cell(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, asked, key)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let year = period(&asked, "")?.as_year().ok_or(Failure::NotFound)?;
    let cell = CellKey::parse(&key).ok_or(Failure::NotFound)?;
    compile::drop_override(&app, &by, (&agency, year), cell).await.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/report/{year}/cells/{key}")))
}
