//! `/office/agencies/{agency}/registers`: what an agency keeps besides documents and requests.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::documents::DocumentError;
use gongkai_app::registers::{self, EntryPage, GROUPS, Import, Overview, RegisterPage};
use gongkai_app::{App, EntryRow, grid};
use gongkai_domain::china_time;
use gongkai_domain::register::{Field, FieldKind, Register, Term, TermLength};
use serde::Deserialize;

use super::{failure, see, sentences};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::{encode, name};

/// Fields that a list shows at most; the rest is on the entry's page.
const SHOWN: usize = 6;

/// The name of a group, and its registers with their counts.
type Group<'a> = (&'static str, Vec<&'a (Register, i64, i64)>);

#[derive(Template)]
#[template(path = "office/registers.html")]
struct RegistersPage {
    ctx: Ctx,
    page: Overview,
}

impl RegistersPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    /// Groups with their registers.
    fn groups(&self) -> Vec<Group<'_>> {
        let of = |code: &str| self.page.registers.iter().filter(|r| r.0.group == code).collect::<Vec<_>>();
        GROUPS.iter().map(|g| (self.ctx.pick(g.1, g.2), of(g.0))).filter(|g| !g.1.is_empty()).collect()
    }
}

/// The registers of an agency.
pub async fn list(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let page = registers::overview(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    html(&RegistersPage { ctx, page })
}

/// Of which year; of all when empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct YearQuery {
    year: String,
    /// The day for which a register of what holds from a day to a day is shown.
    on: String,
}

#[derive(Template)]
#[template(path = "office/register.html")]
struct ListPage {
    ctx: Ctx,
    page: RegisterPage,
    year: String,
    on: String,
    import: Option<Import>,
    problem: String,
}

impl ListPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn base(&self) -> String {
        format!("/office/agencies/{}/registers/{}", self.page.agency.id, self.page.register.code)
    }

    fn fields(&self) -> Vec<&Field> {
        self.page.register.fields.iter().filter(|f| !f.is_personal).take(SHOWN).collect()
    }

    fn value<'a>(&self, entry: &'a EntryRow, field: &&Field) -> &'a str {
        entry.fields.get(&field.code).map_or("", String::as_str)
    }

    /// How long a term is, and between which days it runs.
    fn term(&self, term: &Term) -> String {
        let called = |code: &str| {
            let field = self.page.register.field(code);
            field.map_or("", |f| self.ctx.pick(f.zh.as_str(), f.en.as_str())).to_owned()
        };
        let days = match term.length {
            TermLength::SameDay => return called(&term.from),
            TermLength::Days(n) => self.ctx.pick("{}日内", "{} days").replace("{}", &n.to_string()),
            TermLength::WorkingDays(n) => {
                self.ctx.pick("{}个工作日内", "{} working days").replace("{}", &n.to_string())
            }
            TermLength::Months(n) => self.ctx.pick("{}个月内", "{} months").replace("{}", &n.to_string()),
        };
        format!("{}{}{days}", called(&term.from), self.ctx.pick("起", " + "))
    }

    /// Whether a term of an entry is over and what it asks for is still to be done.
    fn is_late(&self, entry: &EntryRow) -> bool {
        self.page.terms.late.contains(&entry.id)
    }

    /// Label and sum of what adds up.
    fn sums(&self) -> Vec<(&str, String)> {
        let sum = |(code, n): &(String, rust_decimal::Decimal)| {
            let field = self.page.register.field(code);
            (field.map_or("", |f| self.ctx.pick(&f.zh, &f.en)), n.normalize().to_string())
        };
        self.page.count.sums.iter().map(sum).collect()
    }
}

async fn show(
    app: &App,
    ctx: Ctx,
    by: &gongkai_app::accounts::Signed,
    (agency, code): (&str, &str),
    query: &YearQuery,
    (import, problem): (Option<Import>, String),
) -> Result<Response, Failure> {
    let year = query.year.trim().to_owned();
    let on = query.on.trim().to_owned();
    let page = match on.parse() {
        Ok(day) => registers::register_page_on(app, by, agency, code, day).await,
        Err(_) => registers::register_page(app, by, agency, code, year.parse().ok()).await,
    };
    let page = page.map_err(|e| failure(ctx.lang, e))?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&ListPage { ctx, page, year, on, import, problem })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// A register with its entries.
pub async fn register(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, code)): Path<(String, String)>,
    Query(query): Query<YearQuery>,
) -> Result<Response, Failure> {
    show(&app, ctx, &by, (&agency, &code), &query, (None, String::new())).await
}

/// A register as a table, `xlsx` or `csv`.
pub async fn export(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, code, format)): Path<(String, String, String)>,
    Query(query): Query<YearQuery>,
) -> Result<Response, Failure> {
    let page = registers::register_page(&app, &by, &agency, &code, query.year.trim().parse().ok()).await;
    let page = page.map_err(|e| failure(ctx.lang, e))?;
    table(&page, &format)
}

/// A register as a file.
pub fn table(page: &RegisterPage, format: &str) -> Result<Response, Failure> {
    let (head, rows) = registers::export(page);
    let (media, bytes) = match format {
        "xlsx" => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            grid::xlsx(&page.register.zh, &head, &rows),
        ),
        "csv" => ("text/csv; charset=utf-8", grid::csv(&head, &rows).into_bytes()),
        _ => return Err(Failure::NotFound),
    };
    let file = encode(&format!("{}{}.{format}", page.agency.name, page.register.zh));
    let headers = [
        (CONTENT_TYPE, media.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{file}")),
    ];
    Ok((headers, bytes).into_response())
}

/// A field as the form shows it.
struct Input {
    code: String,
    label: String,
    value: String,
    /// `text`, `date`, `number`, `url`, `long` or `choice`.
    kind: &'static str,
    options: Vec<String>,
    is_required: bool,
    is_personal: bool,
}

#[derive(Template)]
#[template(path = "office/entry.html")]
struct EntryView {
    ctx: Ctx,
    agency_id: String,
    agency: String,
    register: Register,
    inputs: Vec<Input>,
    /// The entry; none for a new one.
    page: Option<EntryPage>,
    action: String,
    problem: String,
}

impl EntryView {
    fn when(&self, at_ms: &i64) -> String {
        china_time::minute(*at_ms)
    }

    fn act(&self, kind: &str) -> String {
        super::view::act(&self.ctx, kind)
    }

    /// Reason and values of an act, as the record has them.
    fn particulars(&self, payload: &str) -> (String, String) {
        let payload: serde_json::Value = serde_json::from_str(payload).unwrap_or_default();
        let reason = payload["reason"].as_str().unwrap_or_default().to_owned();
        let fields = payload["fields"].as_object().cloned().unwrap_or_default();
        let label = |code: &str| {
            self.register.field(code).map_or(code.to_owned(), |f| self.ctx.pick(&f.zh, &f.en).to_owned())
        };
        let words: Vec<String> = fields
            .iter()
            .map(|(code, v)| format!("{}：{}", label(code), v.as_str().unwrap_or_default()))
            .collect();
        (reason, words.join("；"))
    }

    fn may_write(&self) -> bool {
        self.page.as_ref().is_none_or(|p| p.may_write && !p.entry.is_withdrawn)
    }
}

fn inputs(ctx: &Ctx, register: &Register, values: &BTreeMap<String, String>) -> Vec<Input> {
    let input = |f: &Field| Input {
        code: f.code.clone(),
        label: ctx.pick(&f.zh, &f.en).to_owned(),
        value: values.get(&f.code).cloned().unwrap_or_default(),
        kind: match f.kind {
            FieldKind::Day => "date",
            FieldKind::Long => "long",
            FieldKind::Choice | FieldKind::Flag => "choice",
            FieldKind::Link => "url",
            FieldKind::Text | FieldKind::Count | FieldKind::Amount => "text",
        },
        options: if f.kind == FieldKind::Flag { vec!["是".into(), "否".into()] } else { f.options.clone() },
        is_required: f.is_required,
        is_personal: f.is_personal,
    };
    register.fields.iter().map(input).collect()
}

async fn blank_view(
    app: &App,
    ctx: Ctx,
    by: &gongkai_app::accounts::Signed,
    (agency, code): (&str, &str),
    typed: &BTreeMap<String, String>,
    problem: String,
) -> Result<Response, Failure> {
    let page =
        registers::register_page(app, by, agency, code, None).await.map_err(|e| failure(ctx.lang, e))?;
    let action = format!("/office/agencies/{agency}/registers/{code}");
    let agency = (page.agency.id.clone(), name(&ctx, &page.agency).to_owned());
    entry_form(ctx, agency, page.register, typed, (action, None), problem)
}

/// The form of an entry, with what is wrong.
fn entry_form(
    ctx: Ctx,
    (agency_id, agency): (String, String),
    register: Register,
    values: &BTreeMap<String, String>,
    (action, page): (String, Option<EntryPage>),
    problem: String,
) -> Result<Response, Failure> {
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let inputs = inputs(&ctx, &register, values);
    let view = html(&EntryView { ctx, agency_id, agency, register, inputs, page, action, problem })?;
    Ok((status, [("x-explained", "1")], view).into_response())
}

/// The form of a new entry.
pub async fn blank(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, code)): Path<(String, String)>,
) -> Result<Response, Failure> {
    blank_view(&app, ctx, &by, (&agency, &code), &BTreeMap::new(), String::new()).await
}

fn typed_of(form: HashMap<String, String>) -> BTreeMap<String, String> {
    form.into_iter().collect()
}

/// What is wrong with what was typed; nothing where the act was done.
fn wrong<T>(ctx: &Ctx, result: Result<T, DocumentError>) -> Result<Option<String>, Failure> {
    result.err().map(|error| sentences(ctx, error)).transpose()
}

/// Makes an entry.
pub async fn create(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, code)): Path<(String, String)>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let typed = typed_of(form);
    let made = registers::create(&app, &by, &agency, &code, &typed).await;
    match wrong(&ctx, made)? {
        None => Ok(see(&format!("/office/agencies/{agency}/registers/{code}"))),
        Some(problem) => blank_view(&app, ctx, &by, (&agency, &code), &typed, problem).await,
    }
}

async fn entry_view(
    app: &App,
    ctx: Ctx,
    by: &gongkai_app::accounts::Signed,
    (agency, id): (&str, &str),
    typed: Option<BTreeMap<String, String>>,
    problem: String,
) -> Result<Response, Failure> {
    let page = registers::entry(app, by, agency, id).await.map_err(|e| failure(ctx.lang, e))?;
    let values = typed.unwrap_or_else(|| {
        let private = page.private.iter().cloned();
        page.entry.fields.clone().into_iter().chain(private).collect()
    });
    let action = format!("/office/agencies/{agency}/entries/{id}");
    let agency = (page.agency.id.clone(), name(&ctx, &page.agency).to_owned());
    entry_form(ctx, agency, page.register.clone(), &values, (action, Some(page)), problem)
}

/// An entry with its history.
pub async fn entry(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    entry_view(&app, ctx, &by, (&agency, &id), None, String::new()).await
}

/// Changes an entry.
pub async fn change(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, id)): Path<(String, String)>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let typed = typed_of(form);
    let reason = typed.get("_reason").cloned().unwrap_or_default();
    let changed = registers::change(&app, &by, &agency, &id, &typed, &reason).await;
    match wrong(&ctx, changed)? {
        None => Ok(see(&format!("/office/agencies/{agency}/entries/{id}"))),
        Some(problem) => entry_view(&app, ctx, &by, (&agency, &id), Some(typed), problem).await,
    }
}

/// Withdraws an entry.
pub async fn withdraw(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, id)): Path<(String, String)>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let reason = form.get("_reason").cloned().unwrap_or_default();
    let withdrawn = registers::withdraw(&app, &by, &agency, &id, &reason).await;
    match wrong(&ctx, withdrawn)? {
        None => Ok(see(&format!("/office/agencies/{agency}/entries/{id}"))),
        Some(problem) => entry_view(&app, ctx, &by, (&agency, &id), None, problem).await,
    }
}

/// A table: looked at first, taken in when `sure` comes with it.
pub async fn import(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, code)): Path<(String, String)>,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let (mut bytes, mut is_sure) = (Vec::new(), false);
    while let Some(field) = form.next_field().await.map_err(|_| Failure::Invalid("file".into()))? {
        match field.name().unwrap_or_default() {
            "file" => bytes = field.bytes().await.map_err(|_| Failure::Invalid("file".into()))?.to_vec(),
            "sure" => is_sure = true,
            _ => {}
        }
    }
    let result = if is_sure {
        registers::import(&app, &by, &agency, &code, bytes).await.map(|_| None)
    } else {
        registers::preview(&app, &by, &agency, &code, bytes).await.map(Some)
    };
    match result {
        Ok(None) => Ok(see(&format!("/office/agencies/{agency}/registers/{code}"))),
        Ok(import) => {
            show(&app, ctx, &by, (&agency, &code), &YearQuery::default(), (import, String::new())).await
        }
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            show(&app, ctx, &by, (&agency, &code), &YearQuery::default(), (None, problem)).await
        }
    }
}

/// What an agency declares for itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Declaration {
    text: String,
}

#[derive(Template)]
#[template(path = "office/declare.html")]
struct DeclarePage {
    ctx: Ctx,
    agency_id: String,
    text: String,
    fault: String,
}

/// The declaration, to be read and changed.
pub async fn declaration(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let text = registers::own_declaration(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    html(&DeclarePage { ctx, agency_id: agency, text, fault: String::new() })
}

/// Changes it.
pub async fn declare(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(form): Form<Declaration>,
) -> Result<Response, Failure> {
    let declared = registers::set_own(&app, &by, &agency, &form.text).await;
    match wrong(&ctx, declared)? {
        None => Ok(see(&format!("/office/agencies/{agency}/registers"))),
        Some(fault) => {
            let page = html(&DeclarePage { ctx, agency_id: agency, text: form.text, fault })?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, [("x-explained", "1")], page).into_response())
        }
    }
}
