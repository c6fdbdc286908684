//! Work that nobody waits for: planned once, done by whichever server is free, tried again when it fails.

mod desk;
mod digest;
pub(crate) mod letter_mail;
mod mailbox;
mod nightly_check;
mod remind;
mod send_mail;
pub(crate) mod webhook;

use gongkai_domain::china_time;
use gongkai_store::{Job, NewJob, Tx};
use jiff::civil::Date;

use crate::accounts::secret;
use crate::applicants::{CODE_JOB, run_code_job};
use crate::documents::site::{IMPORT_JOB, run_import_job};
use crate::documents::{self, DocumentError};
use crate::{App, Internal, now_ms, registers};

pub use desk::{JobDesk, counts, jobs, revive};
pub use mailbox::look_at_mailbox;
pub(crate) use nightly_check::wrong_roots;
pub use nightly_check::{LastCheck, PublishedRoot, last_check, published_roots};
pub use send_mail::{Mail, outbox};
pub(crate) use send_mail::{builder, deliver};

/// How long a server keeps a job before another may take it. Unit: milliseconds.
const LEASE_MS: i64 = 10 * 60 * 1000;
/// How often it says that it still has it.
const KEEP_EVERY: std::time::Duration = std::time::Duration::from_secs(3 * 60);
/// How long jobs that were done are kept. Unit: milliseconds.
const KEPT_MS: i64 = 14 * 24 * 60 * 60 * 1000;
/// How long it is kept what platforms were told. Unit: milliseconds.
const DELIVERIES_KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// Tries before a job is dead.
const TRIES: i64 = 16;

/// Work that comes back every day: its kind, and the hour in China after which it is due.
const DAILY: [(&str, i8); 3] = [(nightly_check::KIND, 2), (remind::KIND, 8), (digest::KIND, 9)];

/// Why a job failed.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The machine.
    #[error(transparent)]
    Internal(#[from] Internal),
    /// What was to be done.
    #[error("{0}")]
    Failed(String),
    /// Another server has the job by now; nothing was done.
    #[error("another server has the job")]
    Lost,
}

impl From<gongkai_store::StoreError> for JobError {
    fn from(error: gongkai_store::StoreError) -> JobError {
        JobError::Internal(error.into())
    }
}

/// Queues a job in the transaction of what causes it.
pub(crate) async fn queue(
    tx: &mut Tx,
    kind: &str,
    payload: &str,
    unique_key: Option<&str>,
    at_ms: i64,
) -> Result<bool, Internal> {
    let id = secret::id();
    let job = NewJob {
        id: &id,
        kind,
        payload,
        unique_key,
        run_at_ms: at_ms,
        max_attempts: TRIES,
        created_at_ms: at_ms,
    };
    Ok(tx.enqueue(&job).await?)
}

/// Queues the work of the day that is due, each once however many servers ask; and forgets old jobs.
///
/// # Errors
///
/// If the database fails.
pub async fn plan(app: &App) -> Result<usize, Internal> {
    plan_at(app, now_ms()).await
}

async fn plan_at(app: &App, now: i64) -> Result<usize, Internal> {
    let (today, hour) = (china_time::day(now), china_time::at(now).hour());
    let mut planned = 0;
    for (kind, from_hour) in DAILY {
        if hour < from_hour {
            continue;
        }
        let (name, day) = (format!("planned:{kind}"), today.to_string());
        let mut tx = app.store.begin().await?;
        if tx.setting(&name).await?.is_some_and(|last| last >= day) {
            continue;
        }
        tx.set_setting(&name, &day).await?;
        let payload = serde_json::json!({ "day": day }).to_string();
        queue(&mut tx, kind, &payload, Some(&format!("{kind}:{day}")), now).await?;
        tx.commit().await?;
        planned += 1;
    }
    planned += usize::from(mailbox::plan(app, now).await?);
    if planned > 0 {
        app.store.sweep_jobs(now - KEPT_MS).await?;
        registers::forget_persons(app, today).await?;
        let mut tx = app.store.begin().await?;
        tx.sweep_deliveries(now - DELIVERIES_KEPT_MS).await?;
        tx.commit().await?;
    }
    Ok(planned)
}

/// Does the job that has waited longest; false where none waits.
///
/// # Errors
///
/// If the database fails. What fails in the job itself is noted at the job.
pub async fn run_next(app: &App, server: &str) -> Result<bool, Internal> {
    let Some(job) = app.store.take_job(server, now_ms(), LEASE_MS).await? else { return Ok(false) };
    match perform_and_keep(app, &job).await {
        Ok(()) => {}
        Err(JobError::Lost) => tracing::warn!(job = job.id, kind = job.kind, "another server took the job"),
        Err(error) => {
            let text = match &error {
                JobError::Internal(e) => crate::chain(e),
                other => other.to_string(),
            };
            // Texts of errors hold no addresses of people: see send_mail.
            tracing::error!(
                job = job.id,
                kind = job.kind,
                attempt = job.attempts,
                error = text,
                "a job failed"
            );
            app.store.fail_job(&job, &text, now_ms()).await?;
        }
    }
    Ok(true)
}

/// Does a job in a task of its own, so that a panic ends the job and not the worker, and keeps it from other servers
/// for as long as it takes.
async fn perform_and_keep(app: &App, job: &Job) -> Result<(), JobError> {
    let (own_app, own_job) = (app.clone(), job.clone());
    let mut work = tokio::spawn(async move { perform(&own_app, &own_job).await });
    let mut ticks = tokio::time::interval(KEEP_EVERY);
    ticks.tick().await;
    loop {
        tokio::select! {
            done = &mut work => {
                return done.unwrap_or_else(|e| Err(JobError::Failed(format!("the work broke off: {e}"))));
            }
            _ = ticks.tick() => {
                // Where it fails or comes too late, the job itself will find out when it ends.
                if let Err(error) = app.store.keep_job(job, now_ms() + LEASE_MS).await {
                    tracing::warn!(job = job.id, error = crate::chain(&error), "a job could not be kept");
                }
            }
        }
    }
}

async fn perform(app: &App, job: &Job) -> Result<(), JobError> {
    match job.kind.as_str() {
        nightly_check::KIND => nightly_check::run(app, job).await,
        digest::KIND => digest::run(app, job).await,
        remind::KIND => remind::run(app, job).await,
        send_mail::KIND => send_mail::run(app, job).await,
        letter_mail::KIND => letter_mail::run(app, job).await,
        mailbox::KIND => mailbox::run(app, job).await,
        webhook::KIND => webhook::run(app, job).await,
        CODE_JOB => run_code_job(app, job).await,
        IMPORT_JOB => run_import_job(app, job).await,
        #[cfg(test)]
        "panics" => panic!("on purpose"),
        other => Err(JobError::Failed(format!("this version does not know the work \"{other}\""))),
    }
}

/// Ends a job together with what it did.
pub(crate) async fn finish(tx: Tx, job: &Job) -> Result<(), JobError> {
    let mut tx = tx;
    if !tx.finish_job(job, now_ms()).await? {
        return Err(JobError::Lost);
    }
    tx.commit().await?;
    Ok(())
}

/// The day that a daily job is for.
fn day_of(job: &Job) -> Result<Date, JobError> {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).unwrap_or_default();
    let day = payload["day"].as_str().and_then(|d| d.parse().ok());
    day.ok_or_else(|| JobError::Failed("the job does not say for which day".into()))
}

impl From<DocumentError> for JobError {
    fn from(error: DocumentError) -> JobError {
        match error {
            documents::DocumentError::Internal(e) => JobError::Internal(e),
            other => JobError::Failed(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{MailRoute, Settings};

    async fn app_with(outbox: &std::path::Path) -> App {
        let mut settings = Settings { is_demo: true, ..Settings::default() };
        settings.mail = MailRoute::Folder(outbox.to_owned());
        let app = App::in_memory().await.unwrap().with_settings(settings);
        crate::load_demo(&app).await.unwrap();
        app
    }

    #[tokio::test]
    async fn the_work_of_a_day_is_planned_once_and_reminders_go_out_once() {
        let folder = tempfile::tempdir().unwrap();
        let app = app_with(folder.path()).await;
        // A Monday, three in the morning in China: the check is due, the reminders are not.
        let night = china_time::parse_minute("2026-11-23T03:00").unwrap();
        assert_eq!(plan_at(&app, night).await.unwrap(), 1);
        assert_eq!(plan_at(&app, night).await.unwrap(), 0, "another server asks the same");
        let morning = china_time::parse_minute("2026-11-23T08:01").unwrap();
        assert_eq!(plan_at(&app, morning).await.unwrap(), 1);
        while run_next(&app, "one").await.unwrap() {}
        let mails = std::fs::read_dir(folder.path()).unwrap().count();
        assert!(mails > 0, "people of the demonstration have late work");
        assert_eq!(plan_at(&app, morning).await.unwrap(), 0);
        while run_next(&app, "two").await.unwrap() {}
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), mails, "nobody is told twice");
        let states = app.store.count_jobs().await.unwrap();
        assert_eq!(states.iter().map(|s| s.0.as_str()).collect::<Vec<_>>(), ["done"], "{states:?}");
        let done = app.store.list_jobs(Some("done"), 100).await.unwrap();
        assert!(done.iter().all(|j| j.payload.is_empty()), "no address stays with what was done");
        let roots = published_roots(&app, 10).await.unwrap();
        assert_eq!(roots.len(), 1);
        assert!(app.verify().await.unwrap().is_sound());
    }

    /// The mails of a folder as they are read.
    async fn mails(app: &App) -> String {
        while run_next(app, "one").await.unwrap() {}
        outbox(app, 100).await.unwrap().into_iter().map(|m| m.1).collect::<Vec<_>>().join("\n----\n")
    }

    #[tokio::test]
    async fn who_confirmed_is_told_of_what_is_new_once_and_who_ends_it_is_forgotten() {
        use crate::subscriptions::{self, Asked, Wish};
        let folder = tempfile::tempdir().unwrap();
        let app = app_with(folder.path()).await;
        let wish = Wish { agency: "chengchuan-education".into(), ..Wish::default() };
        let challenge = crate::challenge::ask(&app).await.unwrap();
        let sum: u32 =
            challenge.en.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u32>().ok()).sum();
        let asked = Asked {
            email: "reader@example.org".into(),
            wish: wish.clone(),
            is_chinese: true,
            token: challenge.token,
            answer: sum.to_string(),
        };
        subscriptions::ask(&app, &asked).await.unwrap();
        let first = mails(&app).await;
        assert!(first.contains("请确认订阅") && first.contains("澄川区教育局"), "{first}");
        let token =
            first.split("/subscriptions/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        let owned = subscriptions::owned(&app, &token).await.unwrap().unwrap();
        assert_eq!((owned.wish, owned.subscription.confirmed_at_ms), (wish, None));
        let forged = token.replace(['a', '1'], "b");
        assert!(subscriptions::owned(&app, &forged).await.unwrap().is_none());

        // Nobody is told before the address has confirmed; then of everything since.
        let since =
            app.store.public_documents(&gongkai_store::DocumentFilter::default(), 1, 0).await.unwrap();
        let before = since[0].published_at_ms.unwrap() - 1;
        assert!(app.store.subscriptions_after("", 10).await.unwrap().is_empty());
        subscriptions::confirm(&app, &token).await.unwrap();
        let id = owned.subscription.id;
        let mut tx = app.store.begin().await.unwrap();
        tx.told_subscription(&id, before - 400 * 86_400_000).await.unwrap();
        tx.commit().await.unwrap();
        let morning = china_time::parse_minute("2026-11-24T09:30").unwrap();
        plan_at(&app, morning).await.unwrap();
        let told = mails(&app).await;
        assert!(told.contains("新公开") && told.contains("/documents/"), "{told}");
        let raw = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|f| std::fs::read_to_string(f.unwrap().path()).unwrap());
        assert!(raw.into_iter().any(|m| m.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click")));
        let count = std::fs::read_dir(folder.path()).unwrap().count();
        let next = china_time::parse_minute("2026-11-25T09:30").unwrap();
        plan_at(&app, next).await.unwrap();
        let after = mails(&app).await;
        assert_eq!(after.matches("新公开").count(), told.matches("新公开").count(), "nothing new, no mail");
        assert!(std::fs::read_dir(folder.path()).unwrap().count() >= count);

        subscriptions::end(&app, &token).await.unwrap();
        assert!(subscriptions::owned(&app, &token).await.unwrap().is_none());
        assert!(app.store.subscriptions_after("", 10).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_is_recorded_after_the_first_night_breaks_no_hash() {
        let settings = Settings { is_demo: true, ..Settings::default() };
        let app = App::in_memory().await.unwrap().with_settings(settings);
        // A new server starts in the middle of a day: the check is due at once, over an empty record.
        let noon = china_time::parse_minute("2026-11-24T12:00").unwrap();
        assert!(plan_at(&app, noon).await.unwrap() > 0);
        while run_next(&app, "one").await.unwrap() {}
        crate::load_demo(&app).await.unwrap();
        let night = china_time::parse_minute("2026-11-25T03:00").unwrap();
        assert!(plan_at(&app, night).await.unwrap() > 0);
        while run_next(&app, "one").await.unwrap() {}
        assert!(app.verify().await.unwrap().is_sound());
        assert_eq!(published_roots(&app, 10).await.unwrap().len(), 2);
        assert!(last_check(&app).await.unwrap().unwrap().is_whole);
    }

    #[tokio::test]
    async fn a_mail_that_cannot_go_out_waits_and_its_address_is_in_no_message() {
        let folder = tempfile::tempdir().unwrap();
        let gone = folder.path().join("file-in-the-way");
        std::fs::write(&gone, "x").unwrap();
        let app = app_with(&gone).await;
        let mut tx = app.store.begin().await.unwrap();
        let mail = Mail {
            to: "marker@example.org".into(),
            subject: "测试".into(),
            text: "正文".into(),
            unsubscribe: None,
        };
        mail.queue(&mut tx, Some("mail:test"), now_ms()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(run_next(&app, "one").await.unwrap());
        let waiting = app.store.list_jobs(Some("pending"), 10).await.unwrap();
        assert_eq!(waiting.len(), 1);
        let error = waiting[0].last_error.clone().unwrap();
        assert!(!error.contains("marker"), "{error}");
        assert!(waiting[0].run_at_ms > now_ms(), "tried again later");
    }

    #[tokio::test]
    async fn a_job_that_panics_is_tried_again_and_the_worker_goes_on() {
        let app = App::in_memory().await.unwrap();
        let mut tx = app.store.begin().await.unwrap();
        queue(&mut tx, "panics", "{}", None, 1).await.unwrap();
        tx.commit().await.unwrap();
        assert!(run_next(&app, "one").await.unwrap());
        let jobs = app.store.list_jobs(Some("pending"), 10).await.unwrap();
        assert!(jobs[0].last_error.as_ref().unwrap().contains("broke off"), "{jobs:?}");
    }

    #[tokio::test]
    async fn unknown_work_is_kept_for_a_version_that_knows_it() {
        let app = App::in_memory().await.unwrap();
        let mut tx = app.store.begin().await.unwrap();
        queue(&mut tx, "from-the-future", "{}", None, 1).await.unwrap();
        tx.commit().await.unwrap();
        assert!(run_next(&app, "one").await.unwrap());
        let jobs = app.store.list_jobs(None, 10).await.unwrap();
        assert_eq!(jobs[0].status, "pending");
        assert!(jobs[0].last_error.as_ref().unwrap().contains("from-the-future"));
    }
}
