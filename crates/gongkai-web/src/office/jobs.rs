//! `/office/jobs` and `/office/outbox`: work in the background, and mails where no server is set.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use gongkai_app::jobs::{self, JobDesk};
use gongkai_app::{App, Job};
use gongkai_domain::china_time;

use super::{failure, see};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};

/// A list of jobs: its id, its name, and the jobs.
type Pile<'a> = (&'static str, &'static str, &'a [Job]);

#[derive(Template)]
#[template(path = "office/jobs.html")]
struct JobsPage {
    ctx: Ctx,
    desk: JobDesk,
}

impl JobsPage {
    fn piles(&self) -> [Pile<'_>; 4] {
        let (c, d) = (&self.ctx, &self.desk);
        [
            ("dead", c.pick("失败", "Dead"), &d.dead),
            ("running", c.pick("进行中", "Running"), &d.running),
            ("pending", c.pick("等待", "Waiting"), &d.pending),
            ("done", c.pick("完成", "Done"), &d.done),
        ]
    }

    fn work(&self, job: &Job) -> String {
        match job.kind.as_str() {
            "mail" => self.ctx.pick("发送邮件", "Send a mail").into(),
            "remind" => self.ctx.pick("到期提醒", "Reminders").into(),
            "nightly-check" => self.ctx.pick("每夜核验", "Nightly check").into(),
            "mailbox" => self.ctx.pick("收取来件", "Look at the mailbox").into(),
            "webhook" => self.ctx.pick("通知平台", "Tell a platform").into(),
            other => other.to_owned(),
        }
    }

    fn when(&self, at_ms: &i64) -> String {
        china_time::minute(*at_ms)
    }

    fn is_dead(&self, state: &str) -> bool {
        state == "dead"
    }

    fn is_bad(&self, state: &str) -> bool {
        self.is_dead(state) && self.count(state) > 0
    }

    fn count(&self, state: &str) -> i64 {
        self.desk.counts.iter().find(|c| c.0 == state).map_or(0, |c| c.1)
    }
}

/// What waits, what failed, what was done.
pub async fn jobs(State(app): State<App>, ctx: Ctx, Staff(by): Staff) -> Result<Response, Failure> {
    let desk = jobs::jobs(&app, &by).await.map_err(|e| failure(ctx.lang, e))?;
    html(&JobsPage { ctx, desk })
}

/// Another chance for a dead job.
pub async fn revive(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(job): Path<String>,
) -> Result<Response, Failure> {
    jobs::revive(&app, &by, &job).await.map_err(|e| failure(ctx.lang, e))?;
    Ok(see("/office/jobs"))
}

#[derive(Template)]
#[template(path = "office/outbox.html")]
struct OutboxPage {
    ctx: Ctx,
    mails: Vec<(String, String)>,
}

/// Mails that lie in the folder.
pub async fn outbox(State(app): State<App>, ctx: Ctx, Staff(_): Staff) -> Result<Response, Failure> {
    let mails = jobs::outbox(&app, 50).await?;
    html(&OutboxPage { ctx, mails })
}
