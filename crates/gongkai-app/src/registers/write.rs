//! Entries are made, changed and withdrawn; nothing is overwritten in the record.

use std::collections::BTreeMap;

use gongkai_domain::permission::Right;
use gongkai_domain::register::Register;
use gongkai_store::{EntryAct, EntryPayload, EntryRow, NewEntryAct, Tx};

use super::{at, of_agency};
use crate::accounts::{Signed, secret};
use crate::documents::{DocumentError, FieldFault};
use crate::{App, Internal, now_ms};

/// What was typed: values by the field's code.
pub type Typed = BTreeMap<String, String>;

/// The register of an agency with this code.
pub(super) async fn register_of(app: &App, agency_id: &str, code: &str) -> Result<Register, DocumentError> {
    let all = of_agency(app, agency_id).await?;
    all.into_iter().find(|r| r.code == code).ok_or(DocumentError::NotFound)
}

/// What is wrong, for a form.
pub(crate) fn faults(list: Vec<gongkai_domain::register::ValueFault>) -> DocumentError {
    let fault = |f: gongkai_domain::register::ValueFault| FieldFault { field: "entry", zh: f.zh, en: f.en };
    DocumentError::Fields(list.into_iter().map(fault).collect())
}

/// The particulars without what is personal, and that apart.
fn payload(register: &Register, mut values: Typed, reason: &str) -> (EntryPayload, Vec<(String, String)>) {
    let on = register.day(&values).map(|d| d.to_string());
    // A field that is empty now takes away what was there.
    let personal = register.fields.iter().filter(|f| f.is_personal);
    let private = personal.map(|f| (f.code.clone(), values.remove(&f.code).unwrap_or_default())).collect();
    let register = register.code.clone();
    (EntryPayload { register, on, fields: values, reason: reason.trim().into() }, private)
}

/// Records an entry in a transaction; gives its id.
pub(crate) async fn put(
    app: &App,
    tx: &mut Tx,
    agency_id: &str,
    register: &Register,
    values: Typed,
    actor_id: Option<&str>,
) -> Result<String, Internal> {
    let id = secret::id();
    let (payload, private) = payload(register, values, "");
    let act = NewEntryAct {
        agency_id,
        entry_id: &id,
        act: EntryAct::Created,
        payload: &payload,
        actor_id,
        at_ms: now_ms(),
    };
    tx.record_entry(&act, app.settings.chain_hash).await?;
    for (field, value) in private {
        tx.put_private(&id, &field, &value).await?;
    }
    Ok(id)
}

/// Makes an entry; gives its id.
///
/// # Errors
///
/// If the person may not, a value is wrong, or the database fails.
pub async fn create(
    app: &App,
    by: &Signed,
    agency_id: &str,
    code: &str,
    typed: &Typed,
) -> Result<String, DocumentError> {
    at(app, by, agency_id, Right::RecordChannel).await?;
    let register = register_of(app, agency_id, code).await?;
    let values = register.tidy(typed).map_err(faults)?;
    let mut tx = app.store.begin().await?;
    let id = put(app, &mut tx, agency_id, &register, values, Some(&by.user.id)).await?;
    tx.commit().await?;
    Ok(id)
}

/// The same for somebody whose right was asked elsewhere.
pub(crate) async fn create_for(
    app: &App,
    by: &Signed,
    agency_id: &str,
    register: &Register,
    typed: &Typed,
) -> Result<(), DocumentError> {
    let values = register.tidy(typed).map_err(faults)?;
    let mut tx = app.store.begin().await?;
    put(app, &mut tx, agency_id, register, values, Some(&by.user.id)).await?;
    tx.commit().await?;
    Ok(())
}

async fn current(app: &App, agency_id: &str, id: &str) -> Result<EntryRow, DocumentError> {
    let entry = app.store.entry(id).await?.filter(|e| e.agency_id == agency_id && !e.is_withdrawn);
    entry.ok_or(DocumentError::NotFound)
}

fn need_reason(reason: &str) -> Result<(), DocumentError> {
    if !reason.trim().is_empty() {
        return Ok(());
    }
    Err(DocumentError::Fields(vec![FieldFault {
        field: "reason",
        zh: "请填写理由。".into(),
        en: "Give a reason.".into(),
    }]))
}

/// Changes an entry; the values before stay in the record.
///
/// # Errors
///
/// If the person may not, a value or the reason is missing, or the database fails.
pub async fn change(
    app: &App,
    by: &Signed,
    agency_id: &str,
    id: &str,
    typed: &Typed,
    reason: &str,
) -> Result<(), DocumentError> {
    at(app, by, agency_id, Right::RecordChannel).await?;
    let entry = current(app, agency_id, id).await?;
    let register = register_of(app, agency_id, &entry.register).await?;
    change_for(app, by, agency_id, (&register, id), typed, reason).await
}

/// The same for somebody whose right was asked elsewhere.
pub(crate) async fn change_for(
    app: &App,
    by: &Signed,
    agency_id: &str,
    (register, id): (&Register, &str),
    typed: &Typed,
    reason: &str,
) -> Result<(), DocumentError> {
    let entry = current(app, agency_id, id).await?;
    let entry = Some(entry).filter(|e| e.register == register.code).ok_or(DocumentError::NotFound)?;
    let values = register.tidy(typed).map_err(faults)?;
    need_reason(reason)?;
    let (payload, private) = payload(register, values, reason);
    act(app, by, &entry, EntryAct::Changed, &payload, private).await
}

/// Withdraws an entry: it counts no more.
///
/// # Errors
///
/// If the person may not, the reason is missing, or the database fails.
pub async fn withdraw(
    app: &App,
    by: &Signed,
    agency_id: &str,
    id: &str,
    reason: &str,
) -> Result<(), DocumentError> {
    at(app, by, agency_id, Right::RecordChannel).await?;
    let entry = current(app, agency_id, id).await?;
    need_reason(reason)?;
    let payload = EntryPayload {
        register: entry.register.clone(),
        on: None,
        fields: BTreeMap::new(),
        reason: reason.trim().into(),
    };
    let register = register_of(app, agency_id, &entry.register).await?;
    let personal = register.fields.iter().filter(|f| f.is_personal);
    let gone = personal.map(|f| (f.code.clone(), String::new())).collect();
    act(app, by, &entry, EntryAct::Withdrawn, &payload, gone).await
}

async fn act(
    app: &App,
    by: &Signed,
    entry: &EntryRow,
    act: EntryAct,
    payload: &EntryPayload,
    private: Vec<(String, String)>,
) -> Result<(), DocumentError> {
    let mut tx = app.store.begin().await?;
    let act = NewEntryAct {
        agency_id: &entry.agency_id,
        entry_id: &entry.id,
        act,
        payload,
        actor_id: Some(&by.user.id),
        at_ms: now_ms(),
    };
    tx.record_entry(&act, app.settings.chain_hash).await?;
    for (field, value) in private {
        tx.put_private(&entry.id, &field, &value).await?;
    }
    tx.commit().await?;
    Ok(())
}
