//! Work to be done later, by whichever server is free.

use sqlx::FromRow;

use crate::db::{Dialect, Sql, Tx};
use crate::{Store, StoreError};

/// Work to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob<'a> {
    /// The id.
    pub id: &'a str,
    /// Which work.
    pub kind: &'a str,
    /// On what, as JSON.
    pub payload: &'a str,
    /// While a job with this key is open, another is not queued.
    pub unique_key: Option<&'a str>,
    /// Not before this.
    pub run_at_ms: i64,
    /// After so many failures it is dead.
    pub max_attempts: i64,
    /// Now.
    pub created_at_ms: i64,
}

/// A job in the queue.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Job {
    /// The id.
    pub id: String,
    /// Which work.
    pub kind: String,
    /// On what, as JSON.
    pub payload: String,
    /// The key that keeps it from being queued twice.
    pub unique_key: Option<String>,
    /// Not before this.
    pub run_at_ms: i64,
    /// How often it was tried.
    pub attempts: i64,
    /// After so many failures it is dead.
    pub max_attempts: i64,
    /// `pending`, `running`, `done` or `dead`.
    pub status: String,
    /// Which server has it.
    pub locked_by: Option<String>,
    /// When it is given to another if that server says nothing.
    pub locked_until_ms: Option<i64>,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at_ms: i64,
    /// When it was done.
    pub finished_at_ms: Option<i64>,
}

/// The first pause after a failure; it doubles each time. Unit: milliseconds.
const FIRST_PAUSE_MS: i64 = 15_000;
/// The longest pause. Unit: milliseconds.
const LONGEST_PAUSE_MS: i64 = 6 * 60 * 60 * 1000;

impl Tx {
    /// Queues a job; false if one with its key is open.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn enqueue(&mut self, job: &NewJob<'_>) -> Result<bool, StoreError> {
        let sql = Sql::new(
            "INSERT INTO jobs (id, kind, payload, unique_key, run_at_ms, attempts, max_attempts, status, created_at_ms) \
             VALUES ($1, $2, $3, $4, $5, 0, $6, 'pending', $7) ON CONFLICT (unique_key) DO NOTHING",
        )
        .bind(job.id)
        .bind(job.kind)
        .bind(job.payload)
        .bind(job.unique_key)
        .bind(job.run_at_ms)
        .bind(job.max_attempts)
        .bind(job.created_at_ms);
        Ok(self.execute(sql).await? > 0)
    }

    /// Notes that a job is done. Part of the transaction of what it did, so that it is done once.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn finish_job(&mut self, id: &str, now_ms: i64) -> Result<(), StoreError> {
        self.execute(
            Sql::new(
                "UPDATE jobs SET status = 'done', unique_key = NULL, locked_by = NULL, locked_until_ms = NULL, \
                 finished_at_ms = $1 WHERE id = $2",
            )
            .bind(now_ms)
            .bind(id),
        )
        .await?;
        Ok(())
    }
}

impl Store {
    /// Takes the job that has waited longest, or one whose server fell silent. No job is taken twice at a time.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn take_job(
        &self,
        server: &str,
        now_ms: i64,
        lease_ms: i64,
    ) -> Result<Option<Job>, StoreError> {
        // The one difference: PostgreSQL lets takers pass one another, SQLite has one writer anyway.
        let pick = match self.dialect() {
            Dialect::Sqlite => {
                "UPDATE jobs SET status = 'running', locked_by = $1, locked_until_ms = $2, attempts = attempts + 1 \
                 WHERE id = (SELECT id FROM jobs WHERE (status = 'pending' AND run_at_ms <= $3) \
                 OR (status = 'running' AND locked_until_ms <= $3) ORDER BY run_at_ms, id LIMIT 1) RETURNING *"
            }
            Dialect::Postgres => {
                "UPDATE jobs SET status = 'running', locked_by = $1, locked_until_ms = $2, attempts = attempts + 1 \
                 WHERE id = (SELECT id FROM jobs WHERE (status = 'pending' AND run_at_ms <= $3) \
                 OR (status = 'running' AND locked_until_ms <= $3) ORDER BY run_at_ms, id LIMIT 1 \
                 FOR UPDATE SKIP LOCKED) RETURNING *"
            }
        };
        let mut tx = self.begin().await?;
        let job = tx.optional(Sql::new(pick).bind(server).bind(now_ms + lease_ms).bind(now_ms)).await?;
        tx.commit().await?;
        Ok(job)
    }

    /// Notes that a job failed; it is tried again after a pause that grows, or is dead.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn fail_job(&self, job: &Job, error: &str, now_ms: i64) -> Result<(), StoreError> {
        let dead = job.attempts >= job.max_attempts;
        let pause = FIRST_PAUSE_MS
            .saturating_mul(1 << job.attempts.saturating_sub(1).clamp(0, 20))
            .min(LONGEST_PAUSE_MS);
        self.execute(
            Sql::new(
                "UPDATE jobs SET status = $1, locked_by = NULL, locked_until_ms = NULL, last_error = $2, \
                 run_at_ms = $3 WHERE id = $4",
            )
            .bind(if dead { "dead" } else { "pending" })
            .bind(error)
            .bind(now_ms + pause)
            .bind(&job.id),
        )
        .await?;
        Ok(())
    }

    /// Gives a dead job another chance.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn revive_job(&self, id: &str, now_ms: i64) -> Result<bool, StoreError> {
        let sql = Sql::new(
            "UPDATE jobs SET status = 'pending', attempts = 0, run_at_ms = $1 WHERE id = $2 AND status = 'dead'",
        )
        .bind(now_ms)
        .bind(id);
        Ok(self.execute(sql).await? > 0)
    }

    /// Jobs of a status, the next to run first; all of them where none is named.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn list_jobs(&self, status: Option<&str>, limit: i64) -> Result<Vec<Job>, StoreError> {
        let mut sql = Sql::new("SELECT * FROM jobs");
        if let Some(status) = status {
            sql.push(" WHERE status = ").push_bind(status);
        }
        sql.push(" ORDER BY run_at_ms DESC, id LIMIT ").push_bind(limit);
        self.all(sql).await
    }

    /// How many jobs there are of each status.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn count_jobs(&self) -> Result<Vec<(String, i64)>, StoreError> {
        self.all(Sql::new("SELECT status, COUNT(*) FROM jobs GROUP BY status ORDER BY status")).await
    }

    /// Forgets jobs that were done before a time.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn sweep_jobs(&self, before_ms: i64) -> Result<u64, StoreError> {
        self.execute(
            Sql::new("DELETE FROM jobs WHERE status = 'done' AND finished_at_ms < $1").bind(before_ms),
        )
        .await
    }
}
