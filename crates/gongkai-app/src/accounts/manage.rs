//! Accounts and roles: made by the system administrator, given by the security administrator.

use gongkai_domain::permission::{GrantError, Person, Right, Role, Thing, may, may_hold};
use gongkai_store::{Agency, StoreError, User};
use serde_json::json;

use super::record::record;
use super::{Signed, invite, secret};
use crate::{App, Internal, now_ms};

/// Why an act on an account is refused.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// There is no such account or agency.
    #[error("not found")]
    NotFound,
    /// The login is empty or taken.
    #[error("the login is empty or taken")]
    LoginTaken,
    /// Roles that one person cannot have together.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// Nobody disables themselves.
    #[error("own account")]
    OwnAccount,
    /// The person has not the right.
    #[error("no right")]
    NoRight,
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> AccountError {
        match error {
            StoreError::Conflict(_) => AccountError::LoginTaken,
            other => AccountError::Internal(other.into()),
        }
    }
}

/// An account with its roles.
#[derive(Debug, Clone)]
pub struct Member {
    /// The account.
    pub user: User,
    /// Its roles, each with the agency.
    pub roles: Vec<(Role, Agency)>,
    /// Whether it is locked now.
    pub is_locked: bool,
}

/// An account without anything yet.
pub(super) fn new_user(login: &str) -> User {
    User {
        id: secret::id(),
        login: login.to_owned(),
        name: login.to_owned(),
        email: String::new(),
        password_hash: String::new(),
        password_changed_at_ms: None,
        totp_secret: String::new(),
        totp_confirmed: false,
        totp_step: 0,
        oidc_subject: None,
        status: "active".into(),
        failed_count: 0,
        locked_until_ms: None,
        created_at_ms: now_ms(),
    }
}

/// Every account, by login.
///
/// # Errors
///
/// If the database fails.
pub async fn members(app: &App) -> Result<Vec<Member>, Internal> {
    let agencies = app.store.agencies().await?;
    let mut out = Vec::new();
    for user in app.store.users().await? {
        let grants = app.store.grants_of(&user.id).await?;
        let roles = grants
            .into_iter()
            .filter_map(|g| Some((g.role, agencies.iter().find(|a| a.id == g.agency)?.clone())))
            .collect();
        let is_locked = user.locked_until_ms.is_some_and(|until| until > now_ms());
        out.push(Member { user, roles, is_locked });
    }
    Ok(out)
}

fn needs(signed: &Signed, right: Right) -> Result<(), AccountError> {
    may(&signed.person, right, Thing::Whole).map_err(|_| AccountError::NoRight)
}

/// Makes an account; gives the token of the link with which its password is set.
///
/// # Errors
///
/// If the login is taken, the right is missing or the database fails.
pub async fn create_account(
    app: &App,
    by: &Signed,
    login: &str,
    name: &str,
    email: &str,
) -> Result<String, AccountError> {
    needs(by, Right::ManageAccounts)?;
    let login = login.trim();
    if login.is_empty() || login.chars().any(char::is_whitespace) {
        return Err(AccountError::LoginTaken);
    }
    let name = if name.trim().is_empty() { login } else { name.trim() };
    let user = User { name: name.into(), email: email.trim().into(), ..new_user(login) };
    let mut tx = app.store.begin().await?;
    tx.put_user(&user).await?;
    record(app, &mut tx, &user.id, "user.created", Some(&by.user.id), json!({ "login": login })).await?;
    let token = invite(&mut tx, &user.id).await?;
    tx.commit().await?;
    Ok(token)
}

/// A new one-time link for somebody who has lost the password; gives the login and the token. Sessions end when it is
/// used.
///
/// # Errors
///
/// If there is no such account or the right is missing.
pub async fn renew_invitation(
    app: &App,
    by: &Signed,
    user_id: &str,
) -> Result<(String, String), AccountError> {
    needs(by, Right::ManageAccounts)?;
    let mut tx = app.store.begin().await?;
    let Some(user) = tx.user(user_id).await? else { return Err(AccountError::NotFound) };
    let token = invite(&mut tx, user_id).await?;
    record(app, &mut tx, user_id, "user.invited-again", Some(&by.user.id), json!({})).await?;
    tx.commit().await?;
    Ok((user.login, token))
}

/// Takes the second factor off, for somebody who has lost it; it is set up anew after the next password.
///
/// # Errors
///
/// If it is the own one, there is no such account or the right is missing.
pub async fn reset_second_factor(app: &App, by: &Signed, user_id: &str) -> Result<(), AccountError> {
    needs(by, Right::ManageRoles)?;
    if user_id == by.user.id {
        return Err(AccountError::OwnAccount);
    }
    change(app, by, user_id, "user.second-factor-reset", |user| {
        user.totp_secret = String::new();
        user.totp_confirmed = false;
        user.totp_step = 0;
        // Whoever comes by the identity provider is to be recognised anew too.
        user.oidc_subject = None;
    })
    .await
}

/// Agencies where somebody can have a role.
///
/// # Errors
///
/// If the database fails.
pub async fn places(app: &App) -> Result<Vec<Agency>, Internal> {
    Ok(app.store.agencies().await?)
}

/// Gives a role at an agency.
///
/// # Errors
///
/// If the roles are separated, if there is no such account or agency, or the right is missing.
pub async fn give_role(
    app: &App,
    by: &Signed,
    user_id: &str,
    agency_id: &str,
    role: Role,
) -> Result<(), AccountError> {
    needs(by, Right::ManageRoles)?;
    let (user, agency) = (app.store.user(user_id).await?, app.store.agency(agency_id).await?);
    let (Some(user), Some(agency)) = (user, agency) else { return Err(AccountError::NotFound) };
    let person = Person::Staff { id: user.id.clone(), grants: app.store.grants_of(&user.id).await? };
    may_hold(&person, &by.user.id, role)?;
    let mut tx = app.store.begin().await?;
    tx.put_grant(&user.id, &agency.id, role, &by.user.id, now_ms()).await?;
    let particulars = json!({ "role": role.code(), "agency": agency.id });
    record(app, &mut tx, &user.id, "user.role-given", Some(&by.user.id), particulars).await?;
    Ok(tx.commit().await?)
}

/// Takes a role.
///
/// # Errors
///
/// If the account has no such role or the right is missing.
pub async fn take_role(
    app: &App,
    by: &Signed,
    user_id: &str,
    agency_id: &str,
    role: Role,
) -> Result<(), AccountError> {
    needs(by, Right::ManageRoles)?;
    if user_id == by.user.id {
        return Err(GrantError::OwnGrant.into());
    }
    let mut tx = app.store.begin().await?;
    if !tx.delete_grant(user_id, agency_id, role).await? {
        return Err(AccountError::NotFound);
    }
    let particulars = json!({ "role": role.code(), "agency": agency_id });
    record(app, &mut tx, user_id, "user.role-taken", Some(&by.user.id), particulars).await?;
    Ok(tx.commit().await?)
}

/// Takes a lock off.
///
/// # Errors
///
/// If there is no such account or the right is missing.
pub async fn unlock(app: &App, by: &Signed, user_id: &str) -> Result<(), AccountError> {
    needs(by, Right::ManageRoles)?;
    change(app, by, user_id, "user.unlocked", |user| {
        user.locked_until_ms = None;
        user.failed_count = 0;
    })
    .await
}

/// Disables an account and ends its sessions. What the person did stays theirs.
///
/// # Errors
///
/// If it is the own one, if there is no such account or the right is missing.
pub async fn disable(app: &App, by: &Signed, user_id: &str) -> Result<(), AccountError> {
    needs(by, Right::ManageAccounts)?;
    if user_id == by.user.id {
        return Err(AccountError::OwnAccount);
    }
    change(app, by, user_id, "user.disabled", |user| user.status = "disabled".into()).await
}

/// Lets a disabled account in again.
///
/// # Errors
///
/// If there is no such account or the right is missing.
pub async fn enable(app: &App, by: &Signed, user_id: &str) -> Result<(), AccountError> {
    needs(by, Right::ManageAccounts)?;
    change(app, by, user_id, "user.enabled", |user| user.status = "active".into()).await
}

async fn change(
    app: &App,
    by: &Signed,
    user_id: &str,
    kind: &str,
    edit: impl FnOnce(&mut User),
) -> Result<(), AccountError> {
    let mut tx = app.store.begin().await?;
    let Some(mut user) = tx.user(user_id).await? else { return Err(AccountError::NotFound) };
    edit(&mut user);
    tx.put_user(&user).await?;
    if user.status == "disabled" {
        tx.delete_sessions_of(user_id, None).await?;
    }
    record(app, &mut tx, user_id, kind, Some(&by.user.id), json!({})).await?;
    Ok(tx.commit().await?)
}
