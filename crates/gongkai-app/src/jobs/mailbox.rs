//! The mailbox is looked at every few minutes.

use gongkai_store::Job;

use super::JobError;
use crate::{App, Internal};

pub(super) const KIND: &str = "mailbox";

/// Queues a look where it is due, once however many servers ask.
pub(super) async fn plan(app: &App, now: i64) -> Result<bool, Internal> {
    let Some(mailbox) = &app.settings.mailbox else { return Ok(false) };
    let (name, every_ms) = ("planned:mailbox", mailbox.every_minutes * 60_000);
    let is_due = |last: Option<String>| {
        last.and_then(|l| l.parse::<i64>().ok()).is_none_or(|last| now - last >= every_ms)
    };
    if !is_due(app.store.setting(name).await?) {
        return Ok(false);
    }
    let mut tx = app.store.begin().await?;
    if !is_due(tx.setting(name).await?) {
        return Ok(false);
    }
    tx.set_setting(name, &now.to_string()).await?;
    let is_new = super::queue(&mut tx, KIND, "{}", Some(KIND), now).await?;
    tx.commit().await?;
    Ok(is_new)
}

/// Queues a look at the mailbox now, unless one waits.
///
/// # Errors
///
/// If the database fails.
pub async fn look_at_mailbox(app: &App) -> Result<bool, Internal> {
    let now = crate::now_ms();
    let mut tx = app.store.begin().await?;
    let is_new = super::queue(&mut tx, KIND, "{}", Some(KIND), now).await?;
    tx.commit().await?;
    Ok(is_new)
}

#[cfg(feature = "imap")]
pub(super) async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    use crate::inbox::{MailboxError, take_mails};
    match take_mails(app).await {
        Ok(taken) => {
            if taken > 0 {
                tracing::info!(taken, "mails were taken from the mailbox");
            }
            super::finish(app.store.begin().await?, job).await
        }
        Err(MailboxError::Internal(error)) => Err(JobError::Internal(error)),
        Err(error) => Err(JobError::Failed(crate::chain(&error))),
    }
}

#[cfg(not(feature = "imap"))]
pub(super) async fn run(_: &App, _: &Job) -> Result<(), JobError> {
    Err(JobError::Failed("this build reads no mailboxes (feature imap)".into()))
}
