//! Acts on a document: who may, whether now, and what follows.

use gongkai_domain::disclosure::act::{Act, ActError};
use gongkai_domain::disclosure::document::{Document, Event, Stage};
use gongkai_domain::permission::{Person, Right, Role, Thing, may};
use gongkai_store::{DocumentAct, KeptDocument, NewReport, Tx};

use super::DocumentError;
use crate::accounts::Signed;
use crate::{App, compile, now_ms};

pub(super) fn nothing_in_work() -> ActError {
    ActError::NothingInWork
}

/// The right that an act needs on a document.
fn right_of(act: &Act, document: &Document) -> Right {
    match act {
        Act::Edit(_) | Act::Submit { .. } | Act::Discard { .. } | Act::OpenCorrection { .. } => Right::Draft,
        Act::Schedule { .. } | Act::Unschedule | Act::Publish | Act::Withdraw { .. } => Right::Release,
        Act::Pass { .. } | Act::SendBack { .. } | Act::Settle { .. } => {
            Right::Review(due_role(document).unwrap_or(Role::FinalReviewer))
        }
    }
}

/// Who takes the step that is due.
pub(super) fn due_role(document: &Document) -> Option<Role> {
    match document.work.as_ref()?.stage {
        Stage::InReview { step } => document.plan.steps().get(step).map(|s| s.role),
        _ => None,
    }
}

/// Does something to a document. Handing it in checks it first.
///
/// # Errors
///
/// If the person may not, the act is not allowed now, or the database fails.
pub async fn act(app: &App, by: &Signed, id: &str, act: Act) -> Result<(), DocumentError> {
    let act = match act {
        Act::Submit { .. } => super::screen::submission(app, id).await?,
        other => other,
    };
    perform(app, by, id, act, None).await
}

/// Does it; `text` is kept in the same transaction.
pub(super) async fn perform(
    app: &App,
    by: &Signed,
    id: &str,
    act: Act,
    text: Option<String>,
) -> Result<(), DocumentError> {
    let row = app.store.document_row(id).await?.ok_or(DocumentError::NotFound)?;
    let agency = app.store.agency(&row.agency_id).await?.ok_or(DocumentError::NotFound)?;
    // A report is read before anything is locked; who is not allowed to publish is told so below.
    let report = match act {
        Act::Publish => annual_report(app, id, now_ms()).await?,
        _ => None,
    };
    let mut tx = app.store.begin().await?;
    let kept = tx.document(id).await?.ok_or(DocumentError::NotFound)?;
    let right = right_of(&act, &kept.document);
    let regions = [agency.region_id.clone()];
    may(&by.person, right, Thing::Of { agency: &agency.id, regions: &regions })?;
    let now = now_ms();
    let event = kept.document.decide(act, &by.user.id, now)?;
    if let Some(text) = text {
        tx.put_text(&text).await?;
    }
    record(app, &mut tx, &kept, (&event, report.as_ref()), Some(&by.user.id), now).await?;
    tx.commit().await?;
    Ok(())
}

/// The annual report that a document is, as it goes into the list of reports when it is published.
pub(super) async fn annual_report(
    app: &App,
    id: &str,
    at_ms: i64,
) -> Result<Option<NewReport>, DocumentError> {
    let Some(kept) = app.store.document(id).await? else { return Ok(None) };
    let found = compile::of_document(app, &kept.document).await?;
    Ok(compile::report_row(app, &kept.agency_id, found, at_ms).await?)
}

/// Records an act, and what it does to other documents and to the list of reports.
pub(super) async fn record(
    app: &App,
    tx: &mut Tx,
    kept: &KeptDocument,
    (event, report): (&Event, Option<&NewReport>),
    actor_id: Option<&str>,
    at_ms: i64,
) -> Result<(), DocumentError> {
    let act = DocumentAct { agency_id: &kept.agency_id, document_id: &kept.id, event, actor_id, at_ms };
    tx.record_document(&act, app.settings.chain_hash).await?;
    if let Some(report) = report {
        tx.save_report(report).await?;
    }
    if *event == Event::Published
        && let Some(work) = &kept.document.work
    {
        for link in &work.revision.links {
            let Some(validity) = link.kind.validity_of_target() else { continue };
            // An agency ends its own documents, not those of others (decision 0015).
            let Some(other) = tx.document(&link.to).await?.filter(|o| o.agency_id == kept.agency_id) else {
                continue;
            };
            if other.document.public().is_none() || other.id == kept.id {
                continue;
            }
            let revision = &work.revision;
            let changed = Event::ValidityChanged {
                validity,
                on: revision.effective_on.or(revision.formed_on),
                by_document: kept.id.clone(),
            };
            let act = DocumentAct {
                agency_id: &other.agency_id,
                document_id: &other.id,
                event: &changed,
                actor_id,
                at_ms,
            };
            tx.record_document(&act, app.settings.chain_hash).await?;
        }
    }
    Ok(())
}

/// Whether this person could do this now, for pages that show only what can be done.
pub fn allowed(person: &Person, document: &Document, thing: Thing<'_>, act: &Act, now_ms: i64) -> bool {
    let by = person.id().unwrap_or_default();
    may(person, right_of(act, document), thing).is_ok() && document.decide(act.clone(), by, now_ms).is_ok()
}
