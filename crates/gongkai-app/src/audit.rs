//! The audit log: every act in the record, newest first.

use std::collections::BTreeMap;

use gongkai_domain::permission::{Right, Thing, may};
use gongkai_store::{EventFilter, StoredEvent};

use crate::App;
use crate::accounts::Signed;
use crate::documents::DocumentError;

/// An act with the names of who did it and whose it is.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// The act.
    pub event: StoredEvent,
    /// The name of the person; empty for the system.
    pub by: String,
    /// The name of the agency in whose chain it stands.
    pub agency: String,
}

/// So many at most.
const LIMIT: i64 = 200;

/// The newest acts on one thing, or on all.
///
/// # Errors
///
/// If the person is no audit administrator, or the database fails.
pub async fn audit(
    app: &App,
    by: &Signed,
    subject_id: Option<&str>,
) -> Result<Vec<AuditEntry>, DocumentError> {
    may(&by.person, Right::ReadAudit, Thing::Whole)?;
    let filter = EventFilter { subject_id: subject_id.map(str::to_owned), ..EventFilter::default() };
    let events = app.store.list_events(&filter, LIMIT).await?;
    let mut names: BTreeMap<String, String> =
        app.store.users().await?.into_iter().map(|u| (u.id, u.name)).collect();
    names.extend(app.store.platforms().await?.into_iter().map(|p| (p.id, p.name)));
    let agencies = app.store.agencies().await?;
    let entry = |event: StoredEvent| AuditEntry {
        by: event.actor_id.as_ref().map(|id| names.get(id).unwrap_or(id).clone()).unwrap_or_default(),
        agency: agencies.iter().find(|a| a.id == event.agency_id).map(|a| a.name.clone()).unwrap_or_default(),
        event,
    };
    Ok(events.into_iter().map(entry).collect())
}
