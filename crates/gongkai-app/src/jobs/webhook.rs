//! A platform is told what happened (Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`).

use gongkai_store::{Job, Tx};
use serde_json::json;

use super::{JobError, finish};
use crate::platforms::{hook_secret, signature};
use crate::{App, Internal, chain, now_ms, outbound};

pub(super) const KIND: &str = "webhook";

/// Queues a delivery in the transaction of what happened.
pub(crate) async fn queue(tx: &mut Tx, delivery_id: &str, at_ms: i64) -> Result<bool, Internal> {
    let payload = json!({ "delivery": delivery_id }).to_string();
    super::queue(tx, KIND, &payload, Some(&key(delivery_id)), at_ms).await
}

/// Sends a delivery now: the try that waits, or another.
pub(crate) async fn again(tx: &mut Tx, delivery_id: &str, at_ms: i64) -> Result<(), Internal> {
    if !tx.hasten_job(&key(delivery_id), at_ms).await? {
        queue(tx, delivery_id, at_ms).await?;
    }
    Ok(())
}

fn key(delivery_id: &str) -> String {
    format!("{KIND}:{delivery_id}")
}

pub(super) async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).unwrap_or_default();
    let id = payload["delivery"].as_str().unwrap_or_default();
    let Some(delivery) = app.store.delivery(id).await? else {
        return finish(app.store.begin().await?, job).await;
    };
    let platform = app.store.platform(&delivery.platform_id).await?;
    let Some(platform) = platform.filter(|p| p.revoked_at_ms.is_none() && !p.hook_url.is_empty()) else {
        let mut tx = app.store.begin().await?;
        tx.note_delivery(id, None, Some("the platform is not told any more"), now_ms()).await?;
        return finish(tx, job).await;
    };
    let secret = hook_secret(app, &platform)?;
    let at_s = now_ms() / 1000;
    let headers = [
        ("webhook-id", delivery.id.clone()),
        ("webhook-timestamp", at_s.to_string()),
        ("webhook-signature", signature(&secret, &delivery.id, at_s, &delivery.body)),
    ];
    let reach = app.settings.platforms.reach;
    let (status, fault) = match outbound::post(&platform.hook_url, &headers, delivery.body, reach).await {
        Ok(status @ 200..=299) => (Some(status), None),
        Ok(status) => (Some(status), Some(format!("it answered {status}"))),
        Err(error) => (None, Some(chain(&error))),
    };
    let mut tx = app.store.begin().await?;
    tx.note_delivery(id, status.map(i64::from), fault.as_deref(), now_ms()).await?;
    match fault {
        None => finish(tx, job).await,
        Some(fault) => {
            // How the try went is kept; the queue tries again.
            tx.commit().await?;
            Err(JobError::Failed(format!("a platform was not told: {fault}")))
        }
    }
}
