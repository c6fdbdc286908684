//! What was to be published at a time that has come.

use gongkai_domain::disclosure::act::Act;

use super::{DocumentError, act};
use crate::{App, now_ms};

/// Publishes every document whose time has come; gives how many.
///
/// # Errors
///
/// If the database fails.
pub async fn publish_due(app: &App) -> Result<usize, DocumentError> {
    let mut published = 0;
    for row in app.store.due_documents(now_ms()).await? {
        let report = act::annual_report(app, &row.id, now_ms()).await?;
        let mut tx = app.store.begin().await?;
        let Some(kept) = tx.document(&row.id).await? else { continue };
        let now = now_ms();
        // Another server may have been first, or somebody took the time back.
        let is_due = kept.document.work.as_ref().is_some_and(|w| {
            matches!(w.stage, gongkai_domain::disclosure::document::Stage::Scheduled { at_ms } if at_ms <= now)
        });
        if !is_due {
            continue;
        }
        let event = kept.document.decide(Act::Publish, "", now)?;
        act::record(app, &mut tx, &kept, (&event, report.as_ref()), None, now).await?;
        tx.commit().await?;
        published += 1;
    }
    Ok(published)
}
