//! The first start: a one-time link, and the three administrators who are three persons (GB/T 22239 8.1.4.2).

use gongkai_domain::permission::Role;
use gongkai_store::{Agency, Invitation, Region, User};
use serde_json::json;

use super::password::WeakPassword;
use super::record::record;
use super::{invite, password, secret};
use crate::{App, Internal, now_ms};

/// How long the link of the first start works. Unit: milliseconds.
const LASTS_MS: i64 = 24 * 60 * 60 * 1000;

/// What the first administrator says.
#[derive(Debug, Clone, Default)]
pub struct FirstAdmin {
    /// The region, as 某市某区.
    pub region: String,
    /// The agency that runs the installation.
    pub agency: String,
    /// Login of the system administrator.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their password.
    pub password: String,
    /// The same again.
    pub again: String,
    /// Login of the security administrator, who gives roles.
    pub security_login: String,
    /// Login of the audit administrator, who reads the log.
    pub audit_login: String,
}

/// Why the installation is not set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The link was used or has ended.
    #[error("the link has ended")]
    LinkEnded,
    /// Something is empty.
    #[error("something is missing")]
    Missing,
    /// The three administrators are three persons.
    #[error("two logins are the same")]
    SameLogin,
    /// Twice means twice the same.
    #[error("the two entries differ")]
    Differ,
    /// Not good enough.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<gongkai_store::StoreError> for SetupError {
    fn from(error: gongkai_store::StoreError) -> SetupError {
        SetupError::Internal(error.into())
    }
}

/// A token for the first start, if nobody has an account yet.
///
/// # Errors
///
/// If the database fails.
pub async fn first_admin_link(app: &App) -> Result<Option<String>, Internal> {
    if app.store.count_users().await? > 0 {
        return Ok(None);
    }
    let token = secret::token();
    let mut tx = app.store.begin().await?;
    tx.put_invitation(&Invitation {
        token_sha256: secret::token_sha256(&token),
        purpose: "first-admin".into(),
        user_id: None,
        expires_at_ms: now_ms() + LASTS_MS,
        used_at_ms: None,
    })
    .await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// Whether the link still works.
async fn is_open(app: &App, token: &str) -> Result<bool, Internal> {
    let link = app.store.invitation(&secret::token_sha256(token), now_ms()).await?;
    Ok(link.is_some_and(|l| l.purpose == "first-admin") && app.store.count_users().await? == 0)
}

/// Sets the installation up; gives the links of the other two administrators, each with its login.
///
/// # Errors
///
/// If the link has ended, something is missing or wrong, or the database fails.
pub async fn set_up(app: &App, token: &str, given: &FirstAdmin) -> Result<[(String, String); 2], SetupError> {
    if !is_open(app, token).await? {
        return Err(SetupError::LinkEnded);
    }
    let logins = [given.login.trim(), given.security_login.trim(), given.audit_login.trim()];
    let words = [given.region.trim(), given.agency.trim(), given.name.trim()];
    if logins.iter().chain(&words).any(|w| w.is_empty()) {
        return Err(SetupError::Missing);
    }
    if logins[0] == logins[1] || logins[1] == logins[2] || logins[0] == logins[2] {
        return Err(SetupError::SameLogin);
    }
    if given.password != given.again {
        return Err(SetupError::Differ);
    }
    app.settings.passwords.judge(&given.password, logins[0])?;
    let password = given.password.clone();
    let hash =
        tokio::task::spawn_blocking(move || password::hash(&password)).await.map_err(Internal::from)?;
    let region = Region { id: secret::id(), name: words[0].into(), name_en: String::new(), made_up: false };
    let agency = Agency {
        id: secret::id(),
        region_id: region.id.clone(),
        parent_id: None,
        name: words[1].into(),
        name_en: String::new(),
        level: "county".into(),
        kind: "office".into(),
        roster_position: Some(1),
    };
    app.store.save_agencies(std::slice::from_ref(&region), std::slice::from_ref(&agency)).await?;
    let mut tx = app.store.begin().await?;
    if !tx.use_invitation(&secret::token_sha256(token), now_ms()).await? {
        return Err(SetupError::LinkEnded);
    }
    let roles = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
    let mut ids = Vec::new();
    for (login, role) in logins.into_iter().zip(roles) {
        let is_first = role == Role::SystemAdmin;
        let user = User {
            name: if is_first { words[2].into() } else { role.zh().into() },
            password_hash: if is_first { hash.clone() } else { String::new() },
            password_changed_at_ms: is_first.then(now_ms),
            ..super::manage::new_user(login)
        };
        tx.put_user(&user).await?;
        tx.put_grant(&user.id, &agency.id, role, &user.id, now_ms()).await?;
        let particulars = json!({ "login": login, "role": role.code(), "agency": agency.id });
        record(app, &mut tx, &user.id, "user.created", None, particulars).await?;
        ids.push(user.id);
    }
    let security = invite(&mut tx, &ids[1]).await?;
    let audit = invite(&mut tx, &ids[2]).await?;
    tx.commit().await?;
    Ok([(logins[1].to_owned(), security), (logins[2].to_owned(), audit)])
}
