//! One-time links with which people set their password.

use gongkai_store::{Invitation, Tx};

use super::secret;
use crate::{App, Internal, now_ms};

/// How long a link to a new account works. Unit: milliseconds.
const LASTS_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// For whom a link is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The account.
    pub user_id: String,
    /// What is typed to sign in.
    pub login: String,
    /// The person's name.
    pub name: String,
}

/// Makes a link for an account within a transaction; gives its token.
///
/// # Errors
///
/// If the database fails.
pub async fn invite(tx: &mut Tx, user_id: &str) -> Result<String, Internal> {
    let token = secret::token();
    tx.put_invitation(&Invitation {
        token_sha256: secret::token_sha256(&token),
        purpose: "password".into(),
        user_id: Some(user_id.to_owned()),
        expires_at_ms: now_ms() + LASTS_MS,
        used_at_ms: None,
    })
    .await?;
    Ok(token)
}

/// For whom a link is, if it still works.
///
/// # Errors
///
/// If the database fails.
pub async fn invitation(app: &App, token: &str) -> Result<Option<Invited>, Internal> {
    let hash = secret::token_sha256(token);
    let Some(link) = app.store.invitation(&hash, now_ms()).await?.filter(|i| i.purpose == "password") else {
        return Ok(None);
    };
    let Some(user_id) = link.user_id else { return Ok(None) };
    let user = app.store.user(&user_id).await?;
    Ok(user.map(|u| Invited { user_id: u.id, login: u.login, name: u.name }))
}
