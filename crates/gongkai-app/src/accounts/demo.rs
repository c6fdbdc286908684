//! The people of the demonstration, as the page where one signs in lists them.

use gongkai_domain::permission::Role;
use gongkai_store::{Tx, User};
use serde_json::Value;

use super::manage::new_user;
use super::record::record;
use crate::demo::{PASSWORD, PEOPLE};
use crate::{App, Internal, now_ms};

/// Somebody of the demonstration.
#[derive(Debug, Clone)]
pub struct DemoLogin {
    /// What is typed to sign in.
    pub login: &'static str,
    /// The password.
    pub password: &'static str,
    /// The name.
    pub name: &'static str,
    /// As what.
    pub role: Role,
    /// The name of the agency.
    pub agency: String,
}

/// Everybody who can sign in to the demonstration; nobody elsewhere.
///
/// # Errors
///
/// If the database fails.
pub async fn demo_logins(app: &App) -> Result<Vec<DemoLogin>, Internal> {
    if !app.settings.is_demo {
        return Ok(Vec::new());
    }
    let agencies = app.store.agencies().await?;
    let name = |id: &str| agencies.iter().find(|a| a.id == id).map(|a| a.name.clone()).unwrap_or_default();
    let login = |p: &crate::demo::DemoPerson| DemoLogin {
        login: p.login,
        password: PASSWORD,
        name: p.name,
        role: p.role,
        agency: name(p.agency),
    };
    Ok(PEOPLE.iter().map(login).collect())
}

pub(crate) fn new_demo_user(login: &str, name: &str, hash: &str) -> User {
    User {
        id: login.into(),
        name: name.into(),
        password_hash: hash.into(),
        password_changed_at_ms: Some(now_ms()),
        email: format!("{login}@example.org"),
        ..new_user(login)
    }
}

pub(crate) async fn record_demo(
    app: &App,
    tx: &mut Tx,
    user_id: &str,
    particulars: Value,
) -> Result<(), Internal> {
    record(app, tx, user_id, "user.created", None, particulars).await
}
