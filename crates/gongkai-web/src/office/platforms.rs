//! `/office/platforms`: which platforms hand requests in, with what token, and what they are told.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::platforms::{
    self, HookEvent, MadePlatform, PlatformError, PlatformPage, PlatformRow, Told, Wish,
};
use gongkai_app::{Agency, App};
use gongkai_domain::china_time;

use super::see;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

/// A platform in the table: name, address of its page, state with its class, scope, end, last use.
struct Line {
    id: String,
    name: String,
    state: (&'static str, &'static str),
    scope: String,
    until: String,
    used: String,
}

fn state(ctx: &Ctx, row: &PlatformRow) -> (&'static str, &'static str) {
    if row.platform.revoked_at_ms.is_some() {
        return (ctx.pick("已停用", "Shut out"), "warning");
    }
    if row.is_open { (ctx.pick("可用", "Open"), "ok") } else { (ctx.pick("已到期", "Ended"), "error") }
}

fn scope(ctx: &Ctx, row: &PlatformRow) -> String {
    if row.platform.scope == "*" {
        return ctx.pick("全部机关", "All agencies").to_owned();
    }
    row.agencies.iter().map(|a| name(ctx, a)).collect::<Vec<_>>().join(ctx.pick("、", ", "))
}

fn line(ctx: &Ctx, row: &PlatformRow) -> Line {
    let p = &row.platform;
    Line {
        id: p.id.clone(),
        name: p.name.clone(),
        state: state(ctx, row),
        scope: scope(ctx, row),
        until: china_time::day(p.expires_at_ms).to_string(),
        used: p.used_at_ms.map(china_time::minute).unwrap_or_default(),
    }
}

/// The day that a form proposes: a year from now.
fn in_a_year() -> String {
    let today = china_time::day(gongkai_app::now_ms());
    today.checked_add(jiff::Span::new().years(1)).unwrap_or(today).to_string()
}

#[derive(Template)]
#[template(path = "office/platforms.html")]
struct ListPage {
    ctx: Ctx,
    lines: Vec<Line>,
    agencies: Vec<(String, String)>,
    typed: Wish,
    problem: String,
    made: Option<MadePlatform>,
}

impl ListPage {
    fn is_chosen(&self, id: &str) -> bool {
        self.typed.agencies.iter().any(|a| a == id)
    }
}

/// What a page has to say besides.
#[derive(Default)]
struct Said {
    problem: String,
    made: Option<MadePlatform>,
}

impl Said {
    fn status(&self) -> StatusCode {
        match (&self.made, self.problem.is_empty()) {
            (Some(_), _) => StatusCode::CREATED,
            (None, true) => StatusCode::OK,
            (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

fn failure(error: PlatformError) -> Failure {
    match error {
        PlatformError::Forbidden(refusal) => Failure::Refused(refusal),
        PlatformError::Internal(error) => Failure::Internal(error),
        _ => Failure::NotFound,
    }
}

/// What is wrong with what was typed; anything else is a page of its own.
fn sentences(ctx: &Ctx, error: PlatformError) -> Result<String, Failure> {
    match error {
        PlatformError::Fields(faults) => {
            Ok(faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" "))
        }
        other => Err(failure(other)),
    }
}

fn named(ctx: &Ctx, agencies: &[Agency]) -> Vec<(String, String)> {
    agencies.iter().map(|a| (a.id.clone(), name(ctx, a).to_owned())).collect()
}

async fn list_page(app: &App, ctx: Ctx, by: &Signed, typed: Wish, said: Said) -> Result<Response, Failure> {
    let (rows, agencies) = platforms::platforms(app, by).await.map_err(failure)?;
    let status = said.status();
    let page = html(&ListPage {
        lines: rows.iter().map(|r| line(&ctx, r)).collect(),
        agencies: named(&ctx, &agencies),
        typed,
        problem: said.problem,
        made: said.made,
        ctx,
    })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// Every platform, and the form for another.
pub async fn list(State(app): State<App>, ctx: Ctx, Staff(by): Staff) -> Result<Response, Failure> {
    let typed = Wish { expires_on: in_a_year(), ..Wish::default() };
    list_page(&app, ctx, &by, typed, Said::default()).await
}

/// Lets a platform in; its token is shown on the page that answers, and never again.
pub async fn create(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let mut wish = Wish::default();
    for (field, value) in pairs {
        match field.as_str() {
            "name" => wish.name = value,
            "expires_on" => wish.expires_on = value,
            "agency" => wish.agencies.push(value),
            _ => {}
        }
    }
    match platforms::create(&app, &by, &wish).await {
        Ok(made) => {
            let typed = Wish { expires_on: in_a_year(), ..Wish::default() };
            list_page(&app, ctx, &by, typed, Said { made: Some(made), ..Said::default() }).await
        }
        Err(error) => {
            let problem = sentences(&ctx, error)?;
            list_page(&app, ctx, &by, wish, Said { problem, made: None }).await
        }
    }
}

#[derive(Template)]
#[template(path = "office/platform.html")]
struct ShowPage {
    ctx: Ctx,
    page: PlatformPage,
    line: Line,
    until: String,
    problem: String,
    /// A new token, shown once.
    token: Option<MadePlatform>,
    /// A new secret, shown once.
    secret: Option<MadePlatform>,
}

impl ShowPage {
    fn events(&self) -> Vec<(&'static str, &'static str, bool)> {
        let set = &self.page.row.platform.hook_events;
        let is_on = |e: HookEvent| set.is_empty() || set.split(' ').any(|code| code == e.code());
        HookEvent::ALL.into_iter().map(|e| (e.code(), self.ctx.pick(e.zh(), e.en()), is_on(e))).collect()
    }

    fn has_hook(&self) -> bool {
        !self.page.row.platform.hook_url.is_empty()
    }

    fn event(&self, told: &Told) -> &'static str {
        HookEvent::parse(&told.event).map_or("", |e| self.ctx.pick(e.zh(), e.en()))
    }

    /// How it went, and how that looks.
    fn outcome(&self, told: &Told) -> (String, &'static str) {
        match (told.delivered_at_ms, &told.error) {
            (Some(at), _) => {
                (format!("{} {}", self.ctx.pick("已送达", "Taken"), china_time::minute(at)), "ok")
            }
            (None, Some(why)) => (format!("{} {why}", self.ctx.pick("失败：", "Failed:")), "error"),
            (None, None) => (self.ctx.pick("等待发送", "Waiting").to_owned(), "info"),
        }
    }

    fn when(&self, told: &Told) -> String {
        china_time::minute(told.created_at_ms)
    }
}

/// What is new on the page of a platform.
enum New {
    Nothing,
    Problem(String),
    Token(MadePlatform),
    Secret(MadePlatform),
}

async fn show_page(app: &App, ctx: Ctx, by: &Signed, id: &str, new: New) -> Result<Response, Failure> {
    let page = platforms::platform(app, by, id).await.map_err(failure)?;
    let (mut problem, mut token, mut secret) = (String::new(), None, None);
    let status = match new {
        New::Nothing => StatusCode::OK,
        New::Problem(text) => {
            problem = text;
            StatusCode::UNPROCESSABLE_ENTITY
        }
        New::Token(made) => {
            token = Some(made);
            StatusCode::CREATED
        }
        New::Secret(made) => {
            secret = Some(made);
            StatusCode::CREATED
        }
    };
    let line = line(&ctx, &page.row);
    let page = html(&ShowPage { ctx, page, line, until: in_a_year(), problem, token, secret })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// One platform.
pub async fn show(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    show_page(&app, ctx, &by, &id, New::Nothing).await
}

/// A new token, shown once.
pub async fn renew(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let until = pairs.into_iter().find(|f| f.0 == "expires_on").map(|f| f.1).unwrap_or_default();
    let new = match platforms::renew(&app, &by, &id, &until).await {
        Ok(made) => New::Token(made),
        Err(error) => New::Problem(sentences(&ctx, error)?),
    };
    show_page(&app, ctx, &by, &id, new).await
}

/// Shuts it out.
pub async fn revoke(
    State(app): State<App>,
    Staff(by): Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    platforms::revoke(&app, &by, &id).await.map_err(failure)?;
    Ok(see(&format!("/office/platforms/{id}")))
}

/// Where it is told of what; the secret is shown once.
pub async fn set_hook(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let (mut address, mut events) = (String::new(), Vec::new());
    for (field, value) in pairs {
        match field.as_str() {
            "address" => address = value,
            "event" => events.push(value),
            _ => {}
        }
    }
    let new = match platforms::set_hook(&app, &by, &id, &address, &events).await {
        Ok(made) => New::Secret(made),
        Err(error) => New::Problem(sentences(&ctx, error)?),
    };
    show_page(&app, ctx, &by, &id, new).await
}

/// It is told nothing any more.
pub async fn end_hook(
    State(app): State<App>,
    Staff(by): Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    platforms::end_hook(&app, &by, &id).await.map_err(failure)?;
    Ok(see(&format!("/office/platforms/{id}")))
}

/// Something is sent again.
pub async fn send_again(
    State(app): State<App>,
    Staff(by): Staff,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<Response, Failure> {
    platforms::send_again(&app, &by, &id, &delivery).await.map_err(failure)?;
    Ok(see(&format!("/office/platforms/{id}#deliveries")))
}
