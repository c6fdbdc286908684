//! `/sign-in`: password, then a code where one is due.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::accounts::{self, DemoLogin, SignInError, SignedIn};
use serde::Deserialize;

use super::see;
use crate::error::Failure;
use crate::guard::{SESSION, Staff, own_address, token};
use crate::page::{Ctx, html};
use crate::portal::view::encode;

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    pub(super) next: String,
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Login {
    login: String,
    password: String,
    next: String,
}

/// What is typed in the second step.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Code {
    code: String,
    next: String,
}

/// What to set up, the first time.
struct Enrolment {
    secret: String,
    address: String,
}

#[derive(Template)]
#[template(path = "office/sign_in.html")]
struct SignInPage {
    ctx: Ctx,
    next: String,
    login: String,
    problem: Option<String>,
    demo: Vec<DemoLogin>,
    /// What the button of the identity provider says, and where it leads.
    provider: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "office/code.html")]
struct CodePage {
    ctx: Ctx,
    next: String,
    problem: Option<String>,
    enrolment: Option<Enrolment>,
}

/// The form.
pub async fn form(State(app): State<App>, ctx: Ctx, Query(query): Query<Next>) -> Result<Response, Failure> {
    page(&app, ctx, own_address(&query.next).to_owned(), String::new(), None).await
}

pub(super) async fn page(
    app: &App,
    ctx: Ctx,
    next: String,
    login: String,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let demo = accounts::demo_logins(app).await?;
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let provider = app.settings().oidc.as_ref();
    let provider = provider.map(|oidc| (oidc.name.clone(), format!("/sign-in/oidc?next={}", encode(&next))));
    let page = html(&SignInPage { ctx, next, login, problem, demo, provider })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

fn problem(ctx: &Ctx, error: SignInError) -> Result<String, Failure> {
    let words = match error {
        SignInError::Wrong => {
            ctx.pick("登录名或密码不正确，请重新输入。", "Login or password is wrong. Try again.").to_owned()
        }
        SignInError::WrongCode => ctx
            .pick(
                "验证码不正确或已用过，请等待新的验证码。",
                "The code is wrong or was used. Wait for the next one.",
            )
            .to_owned(),
        SignInError::Locked { until_ms } => {
            let until = gongkai_domain::china_time::minute(until_ms);
            ctx.pick("多次输错，账户已锁定至 {}。", "Too many failures; the account is locked until {}.")
                .replace("{}", &until)
        }
        SignInError::Internal(error) => return Err(Failure::Internal(error)),
    };
    Ok(words)
}

/// The session's cookie; `Secure` where the request came by TLS, as a proxy in front says.
fn cookie(headers: &HeaderMap, token: &str, seconds: i64) -> Result<HeaderValue, Failure> {
    cookie_of(headers, (SESSION, "/"), token, seconds)
}

/// A cookie of some name, for a path.
pub(crate) fn cookie_of(
    headers: &HeaderMap,
    (name, path): (&str, &str),
    value: &str,
    seconds: i64,
) -> Result<HeaderValue, Failure> {
    let is_secure = headers.get("x-forwarded-proto").is_some_and(|p| p.as_bytes() == b"https");
    let secure = if is_secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
    ))
    .map_err(|_| Failure::Invalid("cookie".into()))
}

/// An answer that sets a cookie.
pub(crate) fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

/// Takes login and password.
pub async fn sign_in(
    State(app): State<App>,
    ctx: Ctx,
    headers: HeaderMap,
    Form(typed): Form<Login>,
) -> Result<Response, Failure> {
    let next = own_address(&typed.next).to_owned();
    match accounts::sign_in(&app, &typed.login, &typed.password, agent(&headers), "").await {
        Ok(signed) => go_on(&app, ctx, &headers, &signed, next).await,
        Err(error) => {
            let problem = problem(&ctx, error)?;
            page(&app, ctx, next, typed.login, Some(problem)).await
        }
    }
}

/// The browser, as it names itself.
pub(super) fn agent(headers: &HeaderMap) -> &str {
    headers.get(USER_AGENT).and_then(|a| a.to_str().ok()).unwrap_or_default()
}

/// Lets somebody in, or asks for the code that is due.
pub(super) async fn go_on(
    app: &App,
    ctx: Ctx,
    headers: &HeaderMap,
    signed: &SignedIn,
    next: String,
) -> Result<Response, Failure> {
    if signed.is_complete {
        let longest = app.settings().sessions.longest_hours * 3600;
        return Ok(with_cookie(see(&next), cookie(headers, &signed.token, longest)?));
    }
    let enrolment = enrolment(app, &signed.token).await?;
    let page = html(&CodePage { ctx, next, problem: None, enrolment })?;
    Ok(with_cookie(page, cookie(headers, &signed.token, 600)?))
}

/// What to set up, if the person has no second factor yet.
async fn enrolment(app: &App, token: &str) -> Result<Option<Enrolment>, Failure> {
    match accounts::enrol(app, token).await {
        Ok((factor, login)) => Ok(Some(Enrolment {
            secret: factor.base32().to_owned(),
            address: factor.address(&login, &app.settings().site.name),
        })),
        Err(SignInError::Internal(error)) => Err(Failure::Internal(error)),
        Err(_) => Ok(None),
    }
}

/// Takes the code.
pub async fn code(
    State(app): State<App>,
    ctx: Ctx,
    headers: HeaderMap,
    Form(typed): Form<Code>,
) -> Result<Response, Failure> {
    let next = own_address(&typed.next).to_owned();
    let old = token(&headers).unwrap_or_default().to_owned();
    match accounts::confirm_code(&app, &old, &typed.code).await {
        Ok(signed) => {
            let longest = app.settings().sessions.longest_hours * 3600;
            Ok(with_cookie(see(&next), cookie(&headers, &signed.token, longest)?))
        }
        Err(SignInError::Wrong) => Ok(see("/sign-in")),
        Err(error) => {
            let problem = Some(problem(&ctx, error)?);
            let enrolment = enrolment(&app, &old).await?;
            let page = html(&CodePage { ctx, next, problem, enrolment })?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, [("x-explained", "1")], page).into_response())
        }
    }
}

/// Ends the session.
pub async fn sign_out(
    State(app): State<App>,
    Staff(signed): Staff,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    accounts::sign_out(&app, &signed).await?;
    Ok(with_cookie(see("/sign-in"), cookie(&headers, "", 0)?))
}
