//! Work to be done later, by whichever server is free.

use crate::db::{Sql, Tx};
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

row! {
    /// A job in the queue.
    #[derive(Debug, Clone, PartialEq, Eq)]
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
        /// Which server has it, or had it last.
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
             VALUES ($1, $2, $3, $4, $5, 0, $6, 'pending', $7) \
             ON CONFLICT (unique_key) WHERE status IN ('pending', 'running') DO NOTHING",
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

    /// Notes that a job is done, and forgets its particulars: a mail's address is not kept for longer than it is needed.
    /// Belongs into the transaction of what the job did: false means that its lease ended
    /// and another server has it, so the transaction must not be committed.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn finish_job(&mut self, job: &Job, now_ms: i64) -> Result<bool, StoreError> {
        let mut sql = Sql::new(
            "UPDATE jobs SET status = 'done', payload = '', locked_until_ms = NULL, finished_at_ms = $1",
        )
        .bind(now_ms);
        of_taker(&mut sql, job);
        Ok(self.execute(sql).await? > 0)
    }

    /// Lets the job with a key that waits begin at once; false if none waits.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn hasten_job(&mut self, unique_key: &str, now_ms: i64) -> Result<bool, StoreError> {
        let sql = Sql::new("UPDATE jobs SET run_at_ms = $1 WHERE unique_key = $2 AND status = 'pending'");
        Ok(self.execute(sql.bind(now_ms).bind(unique_key)).await? > 0)
    }

    /// Gives a dead job another chance; false if it is not dead, or the same work is queued again already.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn revive_job(&mut self, id: &str, now_ms: i64) -> Result<bool, StoreError> {
        let sql = Sql::new(
            "UPDATE jobs SET status = 'pending', attempts = 0, run_at_ms = $1 WHERE id = $2 AND status = 'dead' \
             AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.unique_key = jobs.unique_key \
             AND o.status IN ('pending', 'running'))",
        )
        .bind(now_ms)
        .bind(id);
        Ok(self.execute(sql).await? > 0)
    }
}

/// Narrows a statement to a job as its taker knows it. Every taking counts an attempt, which tells two by one server
/// apart.
fn of_taker(sql: &mut Sql, job: &Job) {
    sql.push(" WHERE id = ").push_bind(&job.id);
    sql.push(" AND status = 'running' AND locked_by = ").push_bind(&job.locked_by);
    sql.push(" AND attempts = ").push_bind(job.attempts);
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
        let mut tx = self.begin().await?;
        // What brings down every server that tries it is not tried for ever.
        tx.execute(
            Sql::new(
                "UPDATE jobs SET status = 'dead', last_error = 'the server that had it fell silent' \
                 WHERE status = 'running' AND locked_until_ms <= $1 AND attempts >= max_attempts",
            )
            .bind(now_ms),
        )
        .await?;
        let mut take = Sql::new(
            "UPDATE jobs SET status = 'running', locked_by = $1, locked_until_ms = $2, attempts = attempts + 1 \
             WHERE id = (SELECT id FROM jobs WHERE (status = 'pending' AND run_at_ms <= $3) \
             OR (status = 'running' AND locked_until_ms <= $3) ORDER BY run_at_ms, id LIMIT 1",
        )
        .bind(server)
        .bind(now_ms + lease_ms)
        .bind(now_ms);
        take.push(tx.dialect().skip_locked()).push(") RETURNING *");
        let job = tx.optional(take).await?;
        tx.commit().await?;
        Ok(job)
    }

    /// Keeps a job for longer; false if another server has it by now.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn keep_job(&self, job: &Job, until_ms: i64) -> Result<bool, StoreError> {
        let mut sql = Sql::new("UPDATE jobs SET locked_until_ms = $1").bind(until_ms);
        of_taker(&mut sql, job);
        Ok(self.execute(sql).await? > 0)
    }

    /// Notes that a job failed; it is tried again after a pause that grows, or is dead. False if another server has it
    /// by now.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn fail_job(&self, job: &Job, error: &str, now_ms: i64) -> Result<bool, StoreError> {
        let dead = job.attempts >= job.max_attempts;
        let pause = FIRST_PAUSE_MS
            .saturating_mul(1 << job.attempts.saturating_sub(1).clamp(0, 20))
            .min(LONGEST_PAUSE_MS);
        let mut sql =
            Sql::new("UPDATE jobs SET status = $1, locked_until_ms = NULL, last_error = $2, run_at_ms = $3")
                .bind(if dead { "dead" } else { "pending" })
                .bind(error)
                .bind(now_ms + pause);
        of_taker(&mut sql, job);
        Ok(self.execute(sql).await? > 0)
    }

    /// Jobs of a status, newest first; all of them where none is named.
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
