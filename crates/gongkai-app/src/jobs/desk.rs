//! What the system administrator sees of the jobs.

use gongkai_domain::permission::{Right, Thing, may};
use gongkai_store::{Job, NewEvent, SYSTEM_CHAIN};

use super::nightly_check::{LastCheck, last_check};
use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::{App, now_ms};

/// Jobs a list.
const LIMIT: i64 = 100;

/// The jobs of the installation.
#[derive(Debug, Clone)]
pub struct JobDesk {
    /// Those that failed too often.
    pub dead: Vec<Job>,
    /// Those that wait.
    pub pending: Vec<Job>,
    /// Those that a server has.
    pub running: Vec<Job>,
    /// Those that were done, newest first.
    pub done: Vec<Job>,
    /// How many there are of each state.
    pub counts: Vec<(String, i64)>,
    /// What the last nightly check found; nothing before the first.
    pub last_check: Option<LastCheck>,
}

/// Waiting, running, dead and done.
///
/// # Errors
///
/// If the person may not operate the installation, or the database fails.
pub async fn jobs(app: &App, by: &Signed) -> Result<JobDesk, DocumentError> {
    may(&by.person, Right::Operate, Thing::Whole)?;
    Ok(JobDesk {
        dead: app.store.list_jobs(Some("dead"), LIMIT).await?,
        pending: app.store.list_jobs(Some("pending"), LIMIT).await?,
        running: app.store.list_jobs(Some("running"), LIMIT).await?,
        done: app.store.list_jobs(Some("done"), LIMIT).await?,
        counts: app.store.count_jobs().await?,
        last_check: last_check(app).await?,
    })
}

/// Gives a dead job another chance.
///
/// # Errors
///
/// If the person may not, the job is not dead, or the database fails.
pub async fn revive(app: &App, by: &Signed, id: &str) -> Result<(), DocumentError> {
    may(&by.person, Right::Operate, Thing::Whole)?;
    let mut tx = app.store.begin().await?;
    if !tx.revive_job(id, now_ms()).await? {
        return Err(DocumentError::NotFound);
    }
    let event = NewEvent {
        agency_id: SYSTEM_CHAIN,
        subject_kind: "job",
        subject_id: id,
        kind: "job.revived",
        actor_id: Some(&by.user.id),
        at_ms: now_ms(),
        payload: "{}",
    };
    tx.append(&event, app.settings.chain_hash).await?;
    tx.commit().await?;
    Ok(())
}

/// How many jobs there are of each state, for metrics.
///
/// # Errors
///
/// If the database fails.
pub async fn counts(app: &App) -> Result<Vec<(String, i64)>, crate::Internal> {
    Ok(app.store.count_jobs().await?)
}
