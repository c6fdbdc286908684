//! The sessions of a person.

use gongkai_store::Session;
use serde_json::json;

use super::Signed;
use super::record::record;
use crate::{App, Internal, now_ms};

/// The person's open sessions, last used first.
///
/// # Errors
///
/// If the database fails.
pub async fn sessions(app: &App, signed: &Signed) -> Result<Vec<Session>, Internal> {
    Ok(app.store.sessions_of(&signed.user.id, now_ms()).await?)
}

/// Ends the session of this request.
///
/// # Errors
///
/// If the database fails.
pub async fn sign_out(app: &App, signed: &Signed) -> Result<(), Internal> {
    let mut tx = app.store.begin().await?;
    tx.delete_session(&signed.session.token_sha256).await?;
    if signed.session.complete {
        record(app, &mut tx, &signed.user.id, "user.signed-out", Some(&signed.user.id), json!({})).await?;
    }
    Ok(tx.commit().await?)
}

/// Ends one of the person's own sessions; false if it is none of theirs.
///
/// # Errors
///
/// If the database fails.
pub async fn end_session(app: &App, signed: &Signed, id: &str) -> Result<bool, Internal> {
    let mut tx = app.store.begin().await?;
    let ended = tx.delete_session_by_id(&signed.user.id, id).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Ends all of the person's sessions but this one.
///
/// # Errors
///
/// If the database fails.
pub async fn end_other_sessions(app: &App, signed: &Signed) -> Result<u64, Internal> {
    let mut tx = app.store.begin().await?;
    let ended = tx.delete_sessions_of(&signed.user.id, Some(&signed.session.token_sha256)).await?;
    tx.commit().await?;
    Ok(ended)
}
