//! Who of the applicants asks.

use gongkai_store::Applicant;

use crate::accounts::secret;
use crate::{App, Internal, now_ms};

/// Ends after so long without a request. Unit: milliseconds.
pub(super) const IDLE_MS: i64 = 2 * 60 * 60 * 1000;
/// Ends in any case. Unit: milliseconds.
const LONGEST_MS: i64 = 24 * 60 * 60 * 1000;

/// An open session.
#[derive(Debug, Clone)]
pub struct ApplicantSession {
    /// Whose.
    pub applicant: Applicant,
    token_sha256: String,
}

fn place(id: &str) -> String {
    format!("applicant/{id}")
}

/// A new account, with its address sealed.
pub(super) fn new_applicant(app: &App, kind: &str, address: &str, now: i64) -> Result<Applicant, Internal> {
    let id = secret::id();
    let sealed = app.keys.seal(&place(&id), address).map_err(Internal::Files)?;
    Ok(Applicant { id, kind: kind.to_owned(), sealed, created_at_ms: now })
}

/// The session with a token; it goes on by being used.
///
/// # Errors
///
/// If the database fails.
pub async fn who(app: &App, token: &str) -> Result<Option<ApplicantSession>, Internal> {
    let (token_sha256, now) = (secret::token_sha256(token), now_ms());
    let since = (now - IDLE_MS, now - LONGEST_MS);
    let Some(applicant) = app.store.applicant_of_session(&token_sha256, since).await? else {
        return Ok(None);
    };
    let mut tx = app.store.begin().await?;
    tx.see_applicant_session(&token_sha256, now).await?;
    tx.commit().await?;
    Ok(Some(ApplicantSession { applicant, token_sha256 }))
}

/// The address of an account.
pub(crate) fn address_of(app: &App, applicant: &Applicant) -> Result<String, Internal> {
    app.keys.open(&place(&applicant.id), &applicant.sealed).map_err(Internal::Files)
}

/// The address with its middle hidden, for a page.
///
/// # Errors
///
/// If its key is not there.
pub fn shown_address(app: &App, session: &ApplicantSession) -> Result<String, Internal> {
    let address = address_of(app, &session.applicant)?;
    let (name, rest) =
        address.split_once('@').map_or((address.as_str(), ""), |(n, _)| (n, &address[n.len()..]));
    let count = name.chars().count();
    let keep = if count > 6 { 3 } else { 1 };
    let hidden = |(at, c): (usize, char)| if at < keep || (count > 6 && at + 2 >= count) { c } else { '*' };
    Ok(name.chars().enumerate().map(hidden).collect::<String>() + rest)
}

/// Ends the session.
///
/// # Errors
///
/// If the database fails.
pub async fn sign_out(app: &App, session: &ApplicantSession) -> Result<(), Internal> {
    let mut tx = app.store.begin().await?;
    tx.end_applicant_session(&session.token_sha256).await?;
    Ok(tx.commit().await?)
}

/// Puts a request into the history of an account; whoever calls it knows that it is the applicant's.
///
/// # Errors
///
/// If the database fails.
pub async fn link(app: &App, session: &ApplicantSession, request_id: &str) -> Result<(), Internal> {
    let mut tx = app.store.begin().await?;
    tx.link_applicant(&session.applicant.id, request_id, now_ms()).await?;
    Ok(tx.commit().await?)
}

/// Deletes the account: address, sessions and history. The requests stay, as files of their agencies.
///
/// # Errors
///
/// If the database fails.
pub async fn delete_account(app: &App, session: &ApplicantSession) -> Result<(), Internal> {
    let mut tx = app.store.begin().await?;
    tx.delete_applicant(&session.applicant.id).await?;
    Ok(tx.commit().await?)
}

/// Seals every address anew with the newest key; gives how many.
pub(crate) async fn reseal(app: &App) -> Result<usize, Internal> {
    let all = app.store.sealed_applicants().await?;
    let mut tx = app.store.begin().await?;
    for (id, sealed) in &all {
        let address = app.keys.open(&place(id), sealed).map_err(Internal::Files)?;
        let anew = app.keys.seal(&place(id), &address).map_err(Internal::Files)?;
        tx.reseal_applicant(id, &anew).await?;
    }
    tx.commit().await?;
    Ok(all.len())
}
