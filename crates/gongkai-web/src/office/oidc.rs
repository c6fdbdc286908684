//! `/sign-in/oidc`: to the identity provider, and back.

use axum::extract::{Query, State};
use axum::http::header::{COOKIE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::accounts::{self, OIDC_MINUTES, OidcError};
use serde::Deserialize;

use super::sign_in::{Next, agent, cookie_of, go_on, page, with_cookie};
use crate::error::Failure;
use crate::guard::own_address;
use crate::page::Ctx;

/// The cookie that waits for the browser to come back.
const KEPT: (&str, &str) = ("gongkai-oidc", "/sign-in/oidc");

/// What the provider sends the browser back with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    state: String,
    code: String,
    error: String,
}

/// To the provider.
pub async fn begin(
    State(app): State<App>,
    ctx: Ctx,
    headers: HeaderMap,
    Query(query): Query<Next>,
) -> Result<Response, Failure> {
    let next = own_address(&query.next).to_owned();
    match accounts::begin_oidc(&app, &next).await {
        Ok(begun) => {
            let kept = cookie_of(&headers, KEPT, &begun.kept, OIDC_MINUTES * 60)?;
            Ok(with_cookie((StatusCode::SEE_OTHER, [(LOCATION, begun.address)]).into_response(), kept))
        }
        Err(error) => refused(&app, ctx, next, error).await,
    }
}

/// Back from the provider.
pub async fn finish(
    State(app): State<App>,
    ctx: Ctx,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, Failure> {
    let cookies = headers.get(COOKIE).and_then(|c| c.to_str().ok()).unwrap_or_default();
    let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    let kept = pairs.into_iter().find(|pair| pair.0 == KEPT.0).map_or("", |pair| pair.1);
    let finished = if answer.error.is_empty() {
        accounts::finish_oidc(&app, kept, (&answer.state, &answer.code), agent(&headers)).await
    } else if app.settings().oidc.is_none() {
        Err(OidcError::NotSet)
    } else {
        Err(OidcError::Provider("it refused".into()))
    };
    let response = match finished {
        Ok((signed, next)) => go_on(&app, ctx, &headers, &signed, own_address(&next).to_owned()).await?,
        Err(error) => refused(&app, ctx, "/office".into(), error).await?,
    };
    Ok(with_cookie(response, cookie_of(&headers, KEPT, "", 0)?))
}

/// The form for a password, with why the other way did not lead in.
async fn refused(app: &App, ctx: Ctx, next: String, error: OidcError) -> Result<Response, Failure> {
    let words = match error {
        OidcError::NotSet => return Err(Failure::NotFound),
        OidcError::Internal(error) => return Err(Failure::Internal(error)),
        OidcError::NoAddress => ctx.pick(
            "尚未设置本站的对外网址（site.address），无法使用统一身份认证。请联系系统管理员。",
            "The public address of this site (site.address) is not set. Tell the system administrator.",
        ),
        OidcError::Stale => ctx.pick(
            "登录等待超时或不是从本页开始的，请重新登录。",
            "That took too long, or did not begin here. Sign in again.",
        ),
        OidcError::Provider(why) => {
            tracing::warn!(why, "the identity provider");
            ctx.pick(
                "统一身份认证没有完成，请重试，或使用密码登录。",
                "The identity provider did not let you in. Try again, or sign in with a password.",
            )
        }
        OidcError::Unknown => ctx.pick(
            "身份已确认，但本平台没有对应的账户。请由系统管理员建立账户，并登记与统一身份认证相同的邮箱。",
            "We know who you are, but there is no account for you. The system administrator makes one, with the e-mail \
             address that the identity provider has.",
        ),
    };
    page(app, ctx, next, String::new(), Some(words.to_owned())).await
}
