//! Each morning: who asked to be told of new documents is told, in one mail a wish.

use gongkai_store::Job;

use super::{JobError, day_of, finish};
use crate::settings::MailRoute;
use crate::subscriptions::{self, CONFIRM_MS};
use crate::{App, now_ms};

pub(super) const KIND: &str = "digest";

/// Subscriptions that are read at once.
const PAGE: i64 = 200;

pub(super) async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let day = day_of(job)?;
    let until_ms = now_ms();
    if app.settings.mail != MailRoute::None {
        let mut after = String::new();
        loop {
            let page = app.store.subscriptions_after(&after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.id);
            for subscription in &page {
                let mail = subscriptions::digest(app, subscription, until_ms).await?;
                // One by one: a job that begins again tells nobody twice.
                let mut tx = app.store.begin().await?;
                if let Some(mail) = mail {
                    let key = format!("mail:digest:{day}:{}", subscription.id);
                    mail.queue(&mut tx, Some(&key), until_ms).await?;
                }
                tx.told_subscription(&subscription.id, until_ms).await?;
                tx.commit().await?;
            }
        }
    }
    let mut tx = app.store.begin().await?;
    tx.sweep_subscriptions(until_ms - CONFIRM_MS).await?;
    finish(tx, job).await
}
