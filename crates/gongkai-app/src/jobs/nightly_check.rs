//! Every night: is the record whole? Then one hash over all of it is put on record, and may be published.

use gongkai_store::{ChainHash, Job, NewEvent, SYSTEM_CHAIN, StoredEvent};
use serde_json::json;

use super::{JobError, day_of, finish};
use crate::{App, Internal, now_ms};

pub(super) const KIND: &str = "nightly-check";
/// The kind of the act that puts a hash on record.
pub(crate) const ROOT: &str = "record.root";
/// The setting that holds what the last check found.
const LAST: &str = "nightly-check:last";

/// What the last check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastCheck {
    /// The day it was made on, as ISO text.
    pub day: String,
    /// Whether the record was whole.
    pub is_whole: bool,
}

/// What the last check found; nothing before the first.
///
/// # Errors
///
/// If the database fails.
pub async fn last_check(app: &App) -> Result<Option<LastCheck>, Internal> {
    let found = app.store.setting(LAST).await?;
    let found: Option<serde_json::Value> = found.and_then(|f| serde_json::from_str(&f).ok());
    Ok(found.and_then(|f| {
        let is_whole = f["broken"] == 0 && f["wrong_roots"] == 0;
        Some(LastCheck { day: f["day"].as_str()?.to_owned(), is_whole })
    }))
}

/// A hash over the whole record as it was at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedRoot {
    /// When it was put on record.
    pub at_ms: i64,
    /// The newest act that it covers.
    pub through: i64,
    /// Over one line a chain: agency, number of acts, hash of the last, parted by spaces.
    pub hash: String,
    /// By which function.
    pub function: ChainHash,
}

impl PublishedRoot {
    pub(crate) fn of(event: &StoredEvent) -> Option<PublishedRoot> {
        let payload: serde_json::Value = serde_json::from_str(&event.payload).ok()?;
        Some(PublishedRoot {
            at_ms: event.at_ms,
            through: payload["through"].as_i64()?,
            hash: payload["root"].as_str()?.into(),
            function: payload["hash"].as_str().and_then(ChainHash::parse).unwrap_or_default(),
        })
    }
}

pub(super) async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let day = day_of(job)?;
    fill_content(app).await;
    let (chains, broken) = app.store.verify_chains().await?;
    let wrong = wrong_roots(app).await?;
    let through = app.store.newest_seq().await?;
    let hash = app.settings.chain_hash;
    let root = app.store.root_hash(through, hash).await?;
    let found = json!({ "day": day.to_string(), "chains": chains, "broken": broken.len(), "wrong_roots": wrong.len() });
    let mut tx = app.store.begin().await?;
    tx.set_setting(LAST, &found.to_string()).await?;
    if broken.is_empty() && wrong.is_empty() {
        let payload = json!({ "through": through, "root": root, "hash": hash.as_str() }).to_string();
        let event = NewEvent {
            agency_id: SYSTEM_CHAIN,
            subject_kind: "record",
            subject_id: "root",
            kind: ROOT,
            actor_id: None,
            at_ms: now_ms(),
            payload: &payload,
        };
        tx.append(&event, app.settings.chain_hash).await?;
    } else {
        tracing::error!(
            broken = broken.len(),
            wrong = wrong.len(),
            "the record is not whole; run gongkai verify"
        );
    }
    finish(tx, job).await
}

/// Reports that were put by an earlier version get what comparisons need of them. That one cannot be read does not keep the
/// record from being checked.
async fn fill_content(app: &App) {
    loop {
        match app.store.fill_report_content(100).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(error = %crate::chain(&error), "what comparisons need of reports was not made");
                return;
            }
        }
    }
}

/// The hashes that were put on record, newest first.
///
/// # Errors
///
/// If the database fails.
pub async fn published_roots(app: &App, limit: usize) -> Result<Vec<PublishedRoot>, Internal> {
    let mut events = app.store.events_of("record", "root").await?;
    events.reverse();
    Ok(events.iter().filter_map(PublishedRoot::of).take(limit).collect())
}

/// The hashes on record that the record does not have any more: somebody changed it.
pub(crate) async fn wrong_roots(app: &App) -> Result<Vec<PublishedRoot>, Internal> {
    let mut wrong = Vec::new();
    for root in published_roots(app, 400).await? {
        if app.store.root_hash(root.through, root.function).await? != root.hash {
            wrong.push(root);
        }
    }
    Ok(wrong)
}
