//! The first start and invitations: one-time links with which people get their password.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::accounts::password::WeakPassword;
use gongkai_app::accounts::{self, FirstAdmin, PasswordError, SetupError};
use serde::Deserialize;

use super::see;
use crate::error::Failure;
use crate::page::{Ctx, html};

/// What the first administrator types.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    region: String,
    agency: String,
    login: String,
    name: String,
    password: String,
    again: String,
    security_login: String,
    audit_login: String,
}

#[derive(Template)]
#[template(path = "office/setup.html")]
struct SetupPage {
    ctx: Ctx,
    token: String,
    typed: Typed,
    problem: Option<String>,
    /// When it is done: login and address of the other two administrators.
    links: Vec<(String, String)>,
}

/// Why a password is not good enough, for people.
pub fn weak(ctx: &Ctx, why: &WeakPassword) -> String {
    match why {
        WeakPassword::Short(n) => ctx
            .pick("密码至少 {} 位。", "The password needs at least {} characters.")
            .replace("{}", &n.to_string()),
        WeakPassword::Plain(n) => ctx
            .pick(
                "密码须含大写、小写、数字、符号中的至少 {} 类。",
                "Use at least {} of: upper case, lower case, digits, signs.",
            )
            .replace("{}", &n.to_string()),
        WeakPassword::HoldsLogin => {
            ctx.pick("密码不能包含登录名。", "The password must not hold the login.").to_owned()
        }
        WeakPassword::Common => ctx
            .pick("这是常见密码，请换一个。", "Too many people use this password; choose another.")
            .to_owned(),
        WeakPassword::Long(n) => ctx
            .pick("密码不能超过 {} 字节。", "The password may have at most {} bytes.")
            .replace("{}", &n.to_string()),
    }
}

/// The form. Whether the link still works is found out when it is sent.
pub async fn form(ctx: Ctx, Path(token): Path<String>) -> Result<Response, Failure> {
    html(&SetupPage { ctx, token, typed: Typed::default(), problem: None, links: Vec::new() })
}

/// Makes the three administrators.
pub async fn set_up(
    State(app): State<App>,
    ctx: Ctx,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let first = FirstAdmin {
        region: typed.region.clone(),
        agency: typed.agency.clone(),
        login: typed.login.clone(),
        name: typed.name.clone(),
        password: typed.password.clone(),
        again: typed.again.clone(),
        security_login: typed.security_login.clone(),
        audit_login: typed.audit_login.clone(),
    };
    let problem = match accounts::set_up(&app, &token, &first).await {
        Ok(links) => {
            let links =
                links.into_iter().map(|(login, token)| (login, format!("/invitation/{token}"))).collect();
            return html(&SetupPage { ctx, token, typed, problem: None, links });
        }
        Err(SetupError::LinkEnded) => return Err(Failure::NotFound),
        Err(SetupError::Missing) => ctx.pick("请填写全部各项。", "Please fill in every field.").to_owned(),
        Err(SetupError::SameLogin) => ctx
            .pick(
                "三位管理员须为不同人员，登录名不能相同。",
                "The three administrators are three persons; their logins must differ.",
            )
            .to_owned(),
        Err(SetupError::Differ) => ctx.pick("两次输入的密码不同。", "The two passwords differ.").to_owned(),
        Err(SetupError::Weak(why)) => weak(&ctx, &why),
        Err(SetupError::Internal(error)) => return Err(Failure::Internal(error)),
    };
    let typed = Typed { password: String::new(), again: String::new(), ..typed };
    let page = html(&SetupPage { ctx, token, typed, problem: Some(problem), links: Vec::new() })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, [("x-explained", "1")], page).into_response())
}

#[derive(Template)]
#[template(path = "office/invitation.html")]
struct InvitationPage {
    ctx: Ctx,
    token: String,
    login: String,
    name: String,
    problem: Option<String>,
}

/// The form with which an invited person chooses a password.
pub async fn invitation(
    State(app): State<App>,
    ctx: Ctx,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let invited = accounts::invitation(&app, &token).await?.ok_or(Failure::NotFound)?;
    html(&InvitationPage { ctx, token, login: invited.login, name: invited.name, problem: None })
}

/// Twice the new password.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    password: String,
    again: String,
}

/// Takes the password.
pub async fn accept(
    State(app): State<App>,
    ctx: Ctx,
    Path(token): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    let invited = accounts::invitation(&app, &token).await?.ok_or(Failure::NotFound)?;
    let problem = match accounts::set_by_invitation(&app, &token, &chosen.password, &chosen.again).await {
        Ok(_) => return Ok(see("/sign-in")),
        Err(PasswordError::LinkEnded) => return Err(Failure::NotFound),
        Err(PasswordError::Internal(error)) => return Err(Failure::Internal(error)),
        Err(PasswordError::Weak(why)) => weak(&ctx, &why),
        Err(PasswordError::Differ) => {
            ctx.pick("两次输入的密码不同。", "The two passwords differ.").to_owned()
        }
        Err(PasswordError::Same | PasswordError::OldIsWrong) => {
            ctx.pick("请换一个新密码。", "Choose a new password.").to_owned()
        }
    };
    let page =
        InvitationPage { ctx, token, login: invited.login, name: invited.name, problem: Some(problem) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, [("x-explained", "1")], html(&page)?).into_response())
}
