//! Signing in: password, then a code where one is due.

use gongkai_store::{Session, User};
use serde_json::json;

use super::record::record;
use super::second_factor::SecondFactor;
use super::{password, secret};
use crate::settings::SecondFactorRule;
use crate::{App, Internal, now_ms};

/// What signing in gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// What goes into the cookie.
    pub token: String,
    /// Whether nothing more is asked.
    pub is_complete: bool,
}

/// Why somebody is not let in. What of login and password is wrong is not told.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such account, a wrong password, or the account is disabled.
    #[error("wrong login or password")]
    Wrong,
    /// Too many failures.
    #[error("locked until {until_ms}")]
    Locked {
        /// Until when.
        until_ms: i64,
    },
    /// The code is wrong, late, or was used.
    #[error("wrong code")]
    WrongCode,
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<gongkai_store::StoreError> for SignInError {
    fn from(error: gongkai_store::StoreError) -> SignInError {
        SignInError::Internal(error.into())
    }
}

/// The hash that a password is compared with where there is no account, so that this takes as long.
fn nobodys_hash() -> &'static str {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| password::hash(&secret::token()))
}

/// Takes a login and password; begins a session.
///
/// # Errors
///
/// If they do not fit, if the account is locked, or the database fails.
pub async fn sign_in(
    app: &App,
    login: &str,
    password: &str,
    agent: &str,
    address: &str,
) -> Result<SignedIn, SignInError> {
    let now = now_ms();
    let found = app.store.user_by_login(login.trim()).await?;
    if let Some(until_ms) = found.as_ref().and_then(|u| u.locked_until_ms).filter(|until| *until > now) {
        return Err(SignInError::Locked { until_ms });
    }
    let hash = found.as_ref().map(|u| u.password_hash.clone()).filter(|h| !h.is_empty());
    let given = password.to_owned();
    let fits = tokio::task::spawn_blocking(move || {
        password::fits(&given, hash.as_deref().unwrap_or_else(|| nobodys_hash())) && hash.is_some()
    })
    .await
    .map_err(Internal::from)?;
    let Some(user) = found.filter(|u| u.status == "active") else { return Err(SignInError::Wrong) };
    if !fits {
        return Err(failed(app, &user.id).await?);
    }
    let has_factor = user.totp_confirmed;
    let is_complete = !has_factor && app.settings.second_factor == SecondFactorRule::Optional;
    let token = begin(app, &user, is_complete, agent, address).await?;
    Ok(SignedIn { token, is_complete })
}

/// Counts a failure; locks the account after too many.
async fn failed(app: &App, user_id: &str) -> Result<SignInError, Internal> {
    let policy = &app.settings.passwords;
    let mut tx = app.store.begin().await?;
    let Some(mut user) = tx.user(user_id).await? else { return Ok(SignInError::Wrong) };
    user.failed_count += 1;
    let mut answer = SignInError::Wrong;
    if user.failed_count >= policy.max_failures {
        let until_ms = now_ms() + policy.lock_minutes * 60_000;
        user.locked_until_ms = Some(until_ms);
        user.failed_count = 0;
        record(app, &mut tx, user_id, "user.locked", None, json!({ "until_ms": until_ms })).await?;
        answer = SignInError::Locked { until_ms };
    }
    tx.put_user(&user).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Begins a session of somebody whose word was taken.
pub(super) async fn begin(
    app: &App,
    user: &User,
    complete: bool,
    agent: &str,
    address: &str,
) -> Result<String, Internal> {
    let now = now_ms();
    let token = secret::token();
    let mut tx = app.store.begin().await?;
    if complete {
        succeed(app, &mut tx, &user.id).await?;
    }
    tx.put_session(&Session {
        token_sha256: secret::token_sha256(&token),
        id: secret::id(),
        user_id: user.id.clone(),
        created_at_ms: now,
        seen_at_ms: now,
        expires_at_ms: now + app.settings.sessions.longest_hours * 3_600_000,
        complete,
        agent: agent.chars().take(200).collect(),
        address: address.to_owned(),
    })
    .await?;
    tx.commit().await?;
    Ok(token)
}

async fn succeed(app: &App, tx: &mut gongkai_store::Tx, user_id: &str) -> Result<(), Internal> {
    if let Some(mut user) = tx.user(user_id).await? {
        user.failed_count = 0;
        user.locked_until_ms = None;
        tx.put_user(&user).await?;
    }
    record(app, tx, user_id, "user.signed-in", Some(user_id), json!({})).await
}

/// Takes the code of the second factor. The session goes on under another token.
///
/// # Errors
///
/// If the code is wrong or was used, or the database fails.
pub async fn confirm_code(app: &App, token: &str, code: &str) -> Result<SignedIn, SignInError> {
    let now = now_ms();
    let hash = secret::token_sha256(token);
    let Some(session) = app.store.session(&hash, now).await? else { return Err(SignInError::Wrong) };
    let mut tx = app.store.begin().await?;
    let Some(mut user) = tx.user(&session.user_id).await? else { return Err(SignInError::Wrong) };
    if let Some(until_ms) = user.locked_until_ms.filter(|until| *until > now) {
        return Err(SignInError::Locked { until_ms });
    }
    let factor = SecondFactor::parse(&user.totp_secret);
    let step = factor.and_then(|f| f.step_of(code, u64::try_from(now / 1000).unwrap_or(0)));
    let step = step.and_then(|s| i64::try_from(s).ok()).filter(|s| *s > user.totp_step);
    let Some(step) = step else {
        drop(tx);
        return Err(match failed(app, &user.id).await? {
            SignInError::Wrong => SignInError::WrongCode,
            other => other,
        });
    };
    let is_first = !user.totp_confirmed;
    user.totp_step = step;
    user.totp_confirmed = true;
    tx.put_user(&user).await?;
    if is_first {
        record(app, &mut tx, &user.id, "user.second-factor-set", Some(&user.id), json!({})).await?;
    }
    succeed(app, &mut tx, &user.id).await?;
    tx.delete_session(&hash).await?;
    let token = secret::token();
    tx.put_session(&Session { token_sha256: secret::token_sha256(&token), complete: true, ..session })
        .await?;
    tx.commit().await?;
    Ok(SignedIn { token, is_complete: true })
}

/// The key that somebody without a second factor is to put into their authenticator: it stays the same until it is
/// confirmed by a code.
///
/// # Errors
///
/// If the session has ended, a factor is there already, or the database fails.
pub async fn enrol(app: &App, token: &str) -> Result<(SecondFactor, String), SignInError> {
    let hash = secret::token_sha256(token);
    let Some(session) = app.store.session(&hash, now_ms()).await? else { return Err(SignInError::Wrong) };
    let mut tx = app.store.begin().await?;
    let Some(mut user) = tx.user(&session.user_id).await? else { return Err(SignInError::Wrong) };
    if user.totp_confirmed {
        return Err(SignInError::Wrong);
    }
    let factor = SecondFactor::parse(&user.totp_secret).unwrap_or_default();
    user.totp_secret = factor.base32().to_owned();
    let login = user.login.clone();
    tx.put_user(&user).await?;
    tx.commit().await?;
    Ok((factor, login))
}
