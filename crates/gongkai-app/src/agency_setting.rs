//! Settings that an agency makes for itself: each change is put on record with it.

use gongkai_store::NewEvent;

use crate::accounts::Signed;
use crate::{App, Internal, now_ms};

/// A change of a setting of an agency.
pub(crate) struct Change<'a> {
    /// Whose.
    pub agency_id: &'a str,
    /// The name of the setting.
    pub name: &'a str,
    /// Its new value.
    pub value: &'a str,
    /// What kind of thing is changed, in the record.
    pub subject_kind: &'a str,
    /// What is done, in the record.
    pub kind: &'a str,
    /// The particulars, as JSON.
    pub payload: &'a str,
}

/// Makes a change and puts it on record: both, or neither.
///
/// # Errors
///
/// If the database fails.
pub(crate) async fn change(app: &App, by: &Signed, change: &Change<'_>) -> Result<(), Internal> {
    let mut tx = app.store.begin().await?;
    tx.set_setting(change.name, change.value).await?;
    let event = NewEvent {
        agency_id: change.agency_id,
        subject_kind: change.subject_kind,
        subject_id: change.agency_id,
        kind: change.kind,
        actor_id: Some(&by.user.id),
        at_ms: now_ms(),
        payload: change.payload,
    };
    tx.append(&event, app.settings.chain_hash).await?;
    Ok(tx.commit().await?)
}
