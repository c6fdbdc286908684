//! `/office`: what waits, and what runs out.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::accounts::Signed;
use gongkai_app::documents::{self, Desk, DeskRow};
use gongkai_app::registers;
use gongkai_domain::permission::{Right, Role};

use super::{failure, view};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

/// A document in work.
pub struct Task {
    href: String,
    title: String,
    agency: String,
    stage: String,
    light: &'static str,
    due: String,
    /// By when the step that is due should be taken, and whether that day has passed.
    step: Option<(String, bool)>,
    unsettled: i64,
}

/// What an entry of a register owes.
struct OwedTask {
    href: String,
    title: String,
    register: String,
    what: String,
    due_on: String,
    is_late: bool,
}

/// A list of the desk.
struct Pile {
    id: &'static str,
    title: &'static str,
    tasks: Vec<Task>,
}

#[derive(Template)]
#[template(path = "office/desk.html")]
struct DeskPage {
    ctx: Ctx,
    who: String,
    roles: Vec<String>,
    piles: Vec<Pile>,
    late: usize,
    soon: usize,
    waiting: usize,
    counts: Vec<(&'static str, i64)>,
    may_draft: Vec<(String, String)>,
    /// Agencies whose requests the person sees.
    may_handle: Vec<String>,
    may_read: Vec<(String, String)>,
    /// Agencies from which the person runs the campaign of a region.
    may_run: Vec<String>,
    missing_notice: Option<i16>,
    sees_progress: bool,
    sees_people: bool,
    assesses: bool,
    sees_agencies: bool,
    sees_accounts: bool,
    sees_audit: bool,
    sees_jobs: bool,
    /// What entries of registers owe, of the agencies that the person keeps registers for.
    owed: Vec<OwedTask>,
    /// The day of a nightly check that found the record broken.
    broken_on: Option<String>,
}

fn task(ctx: &Ctx, row: &DeskRow) -> Task {
    let d = &row.row;
    let due = row.deadline.as_ref().map(|deadline| {
        let days = deadline.days_left;
        let left = match days {
            ..0 => ctx
                .pick("已逾期 {} 个工作日", "{} working days late")
                .replace("{}", &days.unsigned_abs().to_string()),
            0 => ctx.pick("今天到期", "due today").to_owned(),
            _ => ctx.pick("还剩 {} 个工作日", "{} working days left").replace("{}", &days.to_string()),
        };
        format!("{} · {left}", deadline.due_on)
    });
    Task {
        href: format!("/office/documents/{}", d.id),
        title: d.work_title.clone().unwrap_or_else(|| d.title.clone()),
        agency: name(ctx, &row.agency).to_owned(),
        stage: view::stage(ctx, d.work_stage.as_deref().unwrap_or_default(), d.work_role.as_deref()),
        light: row.light(),
        due: due.unwrap_or_default(),
        step: row.step.as_ref().map(|s| (s.due_on.to_string(), row.is_step_late())),
        unsettled: d.work_unsettled.unwrap_or_default(),
    }
}

fn has(by: &Signed, right: Right) -> bool {
    by.person.grants().iter().any(|g| right.roles().contains(&g.role))
}

fn roles(ctx: &Ctx, by: &Signed, desk: &Desk) -> Vec<String> {
    let agencies = desk.may_draft.iter();
    let called = |id: &str| agencies.clone().find(|a| a.id == id).map(|a| name(ctx, a));
    let word = |role: Role| ctx.pick(role.zh(), role.en());
    by.person
        .grants()
        .iter()
        .map(|g| {
            called(&g.agency).map_or_else(|| word(g.role).to_owned(), |a| format!("{a} {}", word(g.role)))
        })
        .collect()
}

/// The desk of whoever is signed in.
pub async fn desk(State(app): State<App>, ctx: Ctx, Staff(by): Staff) -> Result<Response, Failure> {
    let desk = documents::desk(&app, &by).await.map_err(|e| failure(ctx.lang, e))?;
    let pile =
        |id, title, rows: &[DeskRow]| Pile { id, title, tasks: rows.iter().map(|r| task(&ctx, r)).collect() };
    let piles = vec![
        pile("to-review", ctx.pick("待我审查", "For me to review"), &desk.to_review),
        pile("to-release", ctx.pick("待我发布", "For me to publish"), &desk.to_release),
        pile("drafts", ctx.pick("我的草稿", "My drafts"), &desk.drafts),
        pile("others", ctx.pick("其他在办", "Others in work"), &desk.others),
    ];
    let (mut may_read, mut may_handle) = (Vec::new(), Vec::new());
    for grant in by.person.grants() {
        if Right::ReadRequests.roles().contains(&grant.role) && !may_handle.contains(&grant.agency) {
            may_handle.push(grant.agency.clone());
        }
    }
    for grant in by.person.grants() {
        if Right::ReadWork.roles().contains(&grant.role)
            && let Some(agency) = documents::agency(&app, &grant.agency).await?
        {
            may_read.push((agency.id.clone(), name(&ctx, &agency).to_owned()));
        }
    }
    may_read.dedup();
    let mut owed = Vec::new();
    for grant in by.person.grants().iter().filter(|g| Right::RecordChannel.roles().contains(&g.role)) {
        for o in registers::owed(&app, &grant.agency).await.map_err(|e| failure(ctx.lang, e))? {
            owed.push(OwedTask {
                href: format!("/office/agencies/{}/entries/{}", grant.agency, o.entry.id),
                title: o.title().to_owned(),
                register: ctx.pick(&o.register.zh, &o.register.en).to_owned(),
                what: ctx.pick(&o.term.zh, &o.term.en).to_owned(),
                due_on: o.due_on.to_string(),
                is_late: o.is_late,
            });
        }
    }
    let administers = has(&by, Right::Operate) || has(&by, Right::ReadAudit);
    let check = if administers { gongkai_app::jobs::last_check(&app).await? } else { None };
    let page = DeskPage {
        broken_on: check.filter(|c| !c.is_whole).map(|c| c.day),
        who: by.user.name.clone(),
        roles: roles(&ctx, &by, &desk),
        late: desk.count_light("late"),
        soon: desk.count_light("soon"),
        waiting: desk.to_review.len() + desk.to_release.len(),
        counts: desk.counts.iter().filter_map(|c| view::counter(&ctx, &c.0).map(|w| (w, c.1))).collect(),
        may_draft: desk.may_draft.iter().map(|a| (a.id.clone(), name(&ctx, a).to_owned())).collect(),
        may_read,
        may_handle,
        may_run: by
            .person
            .grants()
            .iter()
            .filter(|g| Right::RunCampaign.roles().contains(&g.role))
            .map(|g| g.agency.clone())
            .collect(),
        missing_notice: desk.missing_notice,
        sees_progress: has(&by, Right::ReadProgress),
        sees_people: has(&by, Right::ManageAccounts) || has(&by, Right::ManageRoles),
        assesses: has(&by, Right::Assess),
        sees_accounts: has(&by, Right::ManageAccounts),
        sees_agencies: has(&by, Right::ManageAgencies),
        sees_audit: has(&by, Right::ReadAudit),
        sees_jobs: has(&by, Right::Operate),
        piles,
        owed,
        ctx,
    };
    html(&page)
}
