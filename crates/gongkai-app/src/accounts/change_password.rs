//! A new password: by who has the old one, or by a one-time link.

use serde_json::json;

use super::password::{self, WeakPassword};
use super::record::record;
use super::{Signed, secret};
use crate::{App, Internal, now_ms};

/// Why a password is not changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The old one is wrong.
    #[error("the old password is wrong")]
    OldIsWrong,
    /// Twice means twice the same.
    #[error("the two entries differ")]
    Differ,
    /// It is the old one again.
    #[error("the new password is the old one")]
    Same,
    /// Not good enough.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// The link was used or has ended.
    #[error("the link has ended")]
    LinkEnded,
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<gongkai_store::StoreError> for PasswordError {
    fn from(error: gongkai_store::StoreError) -> PasswordError {
        PasswordError::Internal(error.into())
    }
}

async fn hashed(password: &str) -> Result<String, Internal> {
    let password = password.to_owned();
    Ok(tokio::task::spawn_blocking(move || password::hash(&password)).await?)
}

async fn fits(password: &str, hash: &str) -> Result<bool, Internal> {
    let (password, hash) = (password.to_owned(), hash.to_owned());
    Ok(tokio::task::spawn_blocking(move || password::fits(&password, &hash)).await?)
}

/// Changes the password of who is signed in. Their other sessions end.
///
/// # Errors
///
/// If the old one is wrong, the new one is not good enough, or the database fails.
pub async fn change_password(
    app: &App,
    signed: &Signed,
    old: &str,
    new: &str,
    again: &str,
) -> Result<(), PasswordError> {
    if new != again {
        return Err(PasswordError::Differ);
    }
    if !fits(old, &signed.user.password_hash).await? {
        return Err(PasswordError::OldIsWrong);
    }
    if old == new {
        return Err(PasswordError::Same);
    }
    app.settings.passwords.judge(new, &signed.user.login)?;
    let hash = hashed(new).await?;
    let mut tx = app.store.begin().await?;
    put(app, &mut tx, &signed.user.id, hash, "user.password-changed").await?;
    tx.delete_sessions_of(&signed.user.id, Some(&signed.session.token_sha256)).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets the password by a one-time link. All sessions of the account end.
///
/// # Errors
///
/// If the link has ended, the password is not good enough, or the database fails.
pub async fn set_by_invitation(
    app: &App,
    token: &str,
    new: &str,
    again: &str,
) -> Result<String, PasswordError> {
    if new != again {
        return Err(PasswordError::Differ);
    }
    let Some(invited) = super::invitation(app, token).await? else { return Err(PasswordError::LinkEnded) };
    app.settings.passwords.judge(new, &invited.login)?;
    let hash = hashed(new).await?;
    let mut tx = app.store.begin().await?;
    if !tx.use_invitation(&secret::token_sha256(token), now_ms()).await? {
        return Err(PasswordError::LinkEnded);
    }
    put(app, &mut tx, &invited.user_id, hash, "user.password-set").await?;
    tx.delete_sessions_of(&invited.user_id, None).await?;
    tx.commit().await?;
    Ok(invited.login)
}

async fn put(
    app: &App,
    tx: &mut gongkai_store::Tx,
    user_id: &str,
    hash: String,
    kind: &str,
) -> Result<(), Internal> {
    let Some(mut user) = tx.user(user_id).await? else { return Ok(()) };
    user.password_hash = hash;
    user.password_changed_at_ms = Some(now_ms());
    user.failed_count = 0;
    user.locked_until_ms = None;
    tx.put_user(&user).await?;
    record(app, tx, user_id, kind, Some(user_id), json!({})).await
}
