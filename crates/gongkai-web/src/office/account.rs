//! `/office/account`: the own password and the own sessions.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::{self, PasswordError, Signed};
use gongkai_app::{App, Session};
use gongkai_domain::china_time;
use serde::Deserialize;

use super::see;
use super::setup::weak;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};

/// The old password, and twice the new one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Passwords {
    old: String,
    password: String,
    again: String,
}

#[derive(Template)]
#[template(path = "office/account.html")]
struct AccountPage {
    ctx: Ctx,
    by: Signed,
    sessions: Vec<Session>,
    problem: Option<String>,
    is_changed: bool,
}

impl AccountPage {
    fn is_this(&self, session: &Session) -> bool {
        session.id == self.by.session.id
    }

    /// Browser and system, as far as the browser says.
    fn device(&self, session: &Session) -> String {
        let named =
            |names: &[(&str, &'static str)]| names.iter().find(|n| session.agent.contains(n.0)).map(|n| n.1);
        let browser = named(&[
            ("MicroMessenger", "微信"),
            ("Edg", "Edge"),
            ("Firefox", "Firefox"),
            ("Chrome", "Chrome"),
            ("Safari", "Safari"),
        ]);
        let system = named(&[
            ("Windows", "Windows"),
            ("HarmonyOS", "HarmonyOS"),
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("Mac OS", "macOS"),
            ("Linux", "Linux"),
        ]);
        match (browser, system) {
            (Some(browser), Some(system)) => format!("{browser} · {system}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => session.agent.chars().take(60).collect(),
        }
    }

    fn when(&self, at_ms: &i64) -> String {
        china_time::minute(*at_ms)
    }
}

async fn page(
    app: &App,
    ctx: Ctx,
    by: Signed,
    status: StatusCode,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let sessions = accounts::sessions(app, &by).await?;
    let is_changed = status == StatusCode::ACCEPTED;
    let page = html(&AccountPage { ctx, by, sessions, problem, is_changed })?;
    let status = if is_changed { StatusCode::OK } else { status };
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// The own account.
pub async fn account(State(app): State<App>, ctx: Ctx, Staff(by): Staff) -> Result<Response, Failure> {
    page(&app, ctx, by, StatusCode::OK, None).await
}

/// Changes the own password; other sessions end.
pub async fn password(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Form(p): Form<Passwords>,
) -> Result<Response, Failure> {
    let problem = match accounts::change_password(&app, &by, &p.old, &p.password, &p.again).await {
        Ok(()) => return page(&app, ctx, by, StatusCode::ACCEPTED, None).await,
        Err(PasswordError::Internal(error)) => return Err(Failure::Internal(error)),
        Err(PasswordError::LinkEnded) => return Err(Failure::NotFound),
        Err(PasswordError::Weak(why)) => weak(&ctx, &why),
        Err(PasswordError::Differ) => {
            ctx.pick("两次输入的密码不同。", "The two passwords differ.").to_owned()
        }
        Err(PasswordError::OldIsWrong) => ctx.pick("原密码不正确。", "The old password is wrong.").to_owned(),
        Err(PasswordError::Same) => {
            ctx.pick("新密码与原密码相同。", "The new password is the old one.").to_owned()
        }
    };
    page(&app, ctx, by, StatusCode::UNPROCESSABLE_ENTITY, Some(problem)).await
}

/// Ends one of the own sessions.
pub async fn end(
    State(app): State<App>,
    Staff(by): Staff,
    Path(session): Path<String>,
) -> Result<Response, Failure> {
    if accounts::end_session(&app, &by, &session).await? {
        Ok(see("/office/account"))
    } else {
        Err(Failure::NotFound)
    }
}

/// Ends all of the own sessions but this one.
pub async fn end_others(State(app): State<App>, Staff(by): Staff) -> Result<Response, Failure> {
    accounts::end_other_sessions(&app, &by).await?;
    Ok(see("/office/account"))
}
