//! `/account`: an applicant's own history, opened by a code. Another cookie, another table, nothing of the office.

use askama::Template;
use axum::Form;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::header::{CACHE_CONTROL, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use gongkai_app::applicants::{self, ApplicantSession, AskedCode, DemoCode};
use gongkai_app::challenge::{self, Challenge};
use gongkai_app::documents::FieldFault;
use gongkai_app::requests::{self, OwnRequest, RequestError};
use gongkai_app::{App, messages};
use gongkai_domain::china_time;
use serde::Deserialize;

use super::requests::show_own;
use super::view::name;
use crate::error::Failure;
use crate::office::requests::failure;
use crate::office::requests::letters::sent_file;
use crate::office::see;
use crate::office::sign_in::{cookie_of, with_cookie};
use crate::page::{Ctx, Lang, html};

/// The cookie of an applicant's session.
const SESSION: &str = "gongkai_applicant";
/// How long the browser keeps it. Unit: seconds.
const KEPT_S: i64 = 24 * 60 * 60;

/// The applicant who asks, where one is signed in.
#[derive(Debug, Clone)]
pub struct Own(pub Option<ApplicantSession>);

fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|c| c.to_str().ok()).flat_map(|c| c.split(';'));
    cookies.filter_map(|pair| pair.trim().split_once('=')).find(|pair| pair.0 == SESSION).map(|pair| pair.1)
}

impl FromRequestParts<App> for Own {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Own, Failure> {
        match token(&parts.headers) {
            Some(token) if !token.is_empty() => Ok(Own(applicants::who(app, token).await?)),
            _ => Ok(Own(None)),
        }
    }
}

fn to_sign_in() -> Response {
    see("/account/sign-in")
}

fn unkept(page: Response, status: StatusCode) -> Response {
    (status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response()
}

#[derive(Template)]
#[template(path = "portal/account_sign_in.html")]
struct SignInPage {
    ctx: Ctx,
    by_mail: bool,
    by_telephone: bool,
    typed: Typed,
    challenge: Challenge,
    faults: Vec<FieldFault>,
}

impl SignInPage {
    fn is_kind(&self, kind: &str) -> bool {
        self.typed.kind == kind
    }
}

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    kind: String,
    address: String,
    token: String,
    answer: String,
    id: String,
    code: String,
    agency: String,
    number: String,
    sure: String,
}

async fn sign_in_page(
    app: &App,
    ctx: Ctx,
    typed: Typed,
    faults: Vec<FieldFault>,
) -> Result<Response, Failure> {
    let (by_mail, by_telephone) = applicants::offers(app);
    if !by_mail && !by_telephone {
        return Err(Failure::NotFound);
    }
    let challenge = challenge::ask(app).await?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&SignInPage { ctx, by_mail, by_telephone, typed, challenge, faults })?;
    Ok(unkept(page, status))
}

/// Where a code is asked for.
pub async fn sign_in(State(app): State<App>, ctx: Ctx, Own(own): Own) -> Result<Response, Failure> {
    if own.is_some() {
        return Ok(see("/account"));
    }
    sign_in_page(&app, ctx, Typed::default(), Vec::new()).await
}

#[derive(Template)]
#[template(path = "portal/account_code.html")]
struct CodePage {
    ctx: Ctx,
    id: String,
    problem: String,
}

/// Sends a code.
pub async fn ask(State(app): State<App>, ctx: Ctx, Form(typed): Form<Typed>) -> Result<Response, Failure> {
    let asked = AskedCode {
        kind: if typed.kind == "telephone" { "telephone" } else { "email" }.into(),
        address: typed.address.clone(),
        is_chinese: ctx.lang == Lang::Zh,
        token: typed.token.clone(),
        answer: typed.answer.clone(),
    };
    match applicants::request_code(&app, &asked).await {
        Ok(id) => Ok(unkept(html(&CodePage { ctx, id, problem: String::new() })?, StatusCode::OK)),
        Err(RequestError::Fields(faults)) => sign_in_page(&app, ctx, typed, faults).await,
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// Takes the code.
pub async fn enter(
    State(app): State<App>,
    ctx: Ctx,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    match applicants::enter_code(&app, &typed.id, &typed.code).await {
        Ok(token) => {
            let cookie = cookie_of(&headers, (SESSION, "/"), &token, KEPT_S)?;
            Ok(with_cookie(see("/account"), cookie))
        }
        Err(RequestError::Fields(faults)) => {
            let problem = faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" ");
            let page = html(&CodePage { ctx, id: typed.id, problem })?;
            Ok(unkept(page, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

#[derive(Template)]
#[template(path = "portal/account.html")]
struct AccountPage {
    ctx: Ctx,
    address: String,
    own: Vec<OwnRequest>,
    agencies: Vec<(String, String)>,
    problem: &'static str,
}

impl AccountPage {
    fn agency<'a>(&'a self, own: &'a OwnRequest) -> &'a str {
        name(&self.ctx, &own.agency)
    }

    fn state(&self, own: &OwnRequest) -> &'static str {
        let case = &own.kept.case;
        match case.ended {
            Some(ended) => self.ctx.pick(ended.ending.zh(), ended.ending.en()),
            None => self.ctx.pick(case.state().zh(), case.state().en()),
        }
    }

    fn look(&self, own: &OwnRequest) -> &'static str {
        if own.kept.case.state().is_open() { "info" } else { "ok" }
    }
}

async fn account_page(
    app: &App,
    ctx: Ctx,
    session: &ApplicantSession,
    problem: &'static str,
) -> Result<Response, Failure> {
    let own = requests::own_requests(app, session).await.map_err(|e| failure(ctx.lang, e))?;
    let agencies = messages::publishing(app).await?;
    let agencies = agencies.iter().map(|a| (a.id.clone(), name(&ctx, a).to_owned())).collect();
    let address = applicants::shown_address(app, session)?;
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(unkept(html(&AccountPage { ctx, address, own, agencies, problem })?, status))
}

/// The history.
pub async fn account(State(app): State<App>, ctx: Ctx, Own(own): Own) -> Result<Response, Failure> {
    let Some(session) = own else { return Ok(to_sign_in()) };
    account_page(&app, ctx, &session, "").await
}

/// Takes a request into the history by its number and code.
pub async fn link(
    State(app): State<App>,
    ctx: Ctx,
    Own(own): Own,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Some(session) = own else { return Ok(to_sign_in()) };
    let key = (typed.agency.as_str(), typed.number.as_str(), typed.code.as_str());
    match requests::link_request(&app, &session, key).await {
        Ok(()) => Ok(see("/account")),
        Err(RequestError::NotFound) => {
            let problem = ctx
                .pick("编号或查询码不对，请核对回执。", "Number and code do not fit; look at the receipt.");
            account_page(&app, ctx, &session, problem).await
        }
        Err(error) => Err(failure(ctx.lang, error)),
    }
}

/// A request of the history, as its page by number and code.
pub async fn request(
    State(app): State<App>,
    ctx: Ctx,
    Own(own): Own,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let Some(session) = own else { return Ok(to_sign_in()) };
    let key = requests::own_key(&app, &session, &id).await.map_err(|e| failure(ctx.lang, e))?;
    show_own(&app, ctx, key).await
}

/// What is kept of the account and its requests.
pub async fn export(State(app): State<App>, ctx: Ctx, Own(own): Own) -> Result<Response, Failure> {
    let Some(session) = own else { return Ok(to_sign_in()) };
    let made = requests::export_own(&app, &session).await;
    Ok(sent_file(made.map_err(|e| failure(ctx.lang, e))?))
}

/// Ends the session.
pub async fn sign_out(
    State(app): State<App>,
    headers: HeaderMap,
    Own(own): Own,
) -> Result<Response, Failure> {
    if let Some(session) = own {
        applicants::sign_out(&app, &session).await?;
    }
    Ok(with_cookie(see("/account/sign-in"), cookie_of(&headers, (SESSION, "/"), "", 0)?))
}

/// Deletes the account.
pub async fn delete(
    State(app): State<App>,
    ctx: Ctx,
    headers: HeaderMap,
    Own(own): Own,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Some(session) = own else { return Ok(to_sign_in()) };
    if typed.sure.is_empty() {
        let problem = ctx.pick("请勾选确认后再注销。", "Tick that you are sure.");
        return account_page(&app, ctx, &session, problem).await;
    }
    applicants::delete_account(&app, &session).await?;
    Ok(with_cookie(see("/account/sign-in"), cookie_of(&headers, (SESSION, "/"), "", 0)?))
}

#[derive(Template)]
#[template(path = "portal/account_outbox.html")]
struct OutboxPage {
    ctx: Ctx,
    codes: Vec<DemoCode>,
}

impl OutboxPage {
    fn at(&self, code: &DemoCode) -> String {
        china_time::minute(code.at_ms)
    }
}

/// The codes of the demonstration; not there anywhere else.
pub async fn outbox(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let codes = applicants::demo_codes(&app).await?.ok_or(Failure::NotFound)?;
    Ok(([(CACHE_CONTROL, "no-store")], html(&OutboxPage { ctx, codes })?).into_response())
}
