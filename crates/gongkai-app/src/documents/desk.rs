//! What waits for a person, and what runs out.

use std::collections::BTreeSet;

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::china_time;
use gongkai_domain::disclosure::deadline::{PublishTerm, publish_due_on};
use gongkai_domain::permission::{Right, Role, Thing, may};
use gongkai_store::{Agency, DocumentRow};
use jiff::civil::Date;

use super::DocumentError;
use crate::accounts::Signed;
use crate::requests::{Clocks, clocks};
use crate::{App, Internal, now_ms};

/// By when something has to be done: public (Art. 26), or reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last day on which it is on time.
    pub due_on: Date,
    /// Working days left; 0 on the last day, negative when it is late.
    pub days_left: i64,
}

/// A document in work with its deadline.
#[derive(Debug, Clone)]
pub struct DeskRow {
    /// The document.
    pub row: DocumentRow,
    /// Its agency.
    pub agency: Agency,
    /// Its deadline; `None` without a date, or past the years that the calendar knows.
    pub deadline: Option<Deadline>,
    /// By when the step that is due has to be taken, if one is due.
    pub step: Option<Deadline>,
}

impl DeskRow {
    /// Whether the step that is due should have been taken.
    pub fn is_step_late(&self) -> bool {
        self.step.as_ref().is_some_and(|s| s.days_left < 0)
    }

    /// How it stands with the law's deadline: `late`, `soon` or nothing.
    pub fn light(&self) -> &'static str {
        match &self.deadline {
            Some(d) if d.days_left < 0 => "late",
            Some(d) if d.days_left <= 3 => "soon",
            _ => "",
        }
    }
}

/// What waits for a person.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// To be reviewed by this person.
    pub to_review: Vec<DeskRow>,
    /// Approved, to be let out by this person.
    pub to_release: Vec<DeskRow>,
    /// Drafts of this person, those sent back first.
    pub drafts: Vec<DeskRow>,
    /// What else is in work at the person's agencies.
    pub others: Vec<DeskRow>,
    /// Agencies in which the person may begin a draft.
    pub may_draft: Vec<Agency>,
    /// Counts of this year over the person's agencies: name and value.
    pub counts: Vec<(String, i64)>,
    /// The year whose holiday notice is missing, if a deadline could not be counted.
    pub missing_notice: Option<i16>,
}

impl Desk {
    /// How many of all rows have this light.
    pub fn count_light(&self, light: &str) -> usize {
        let all = [&self.to_review, &self.to_release, &self.drafts, &self.others];
        all.into_iter().flatten().filter(|r| r.light() == light).count()
    }
}

/// What waits for this person.
///
/// # Errors
///
/// If the database fails.
pub async fn desk(app: &App, by: &Signed) -> Result<Desk, DocumentError> {
    let agencies = app.store.agencies().await?;
    let can = |right: Right, a: &Agency| {
        let regions = [a.region_id.clone()];
        may(&by.person, right, Thing::Of { agency: &a.id, regions: &regions }).is_ok()
    };
    let mine: Vec<&Agency> = agencies.iter().filter(|a| can(Right::ReadWork, a)).collect();
    let ids: Vec<String> = mine.iter().map(|a| a.id.clone()).collect();
    let mut desk = Desk {
        may_draft: mine.iter().filter(|a| can(Right::Draft, a)).map(|a| (*a).clone()).collect(),
        ..Desk::default()
    };
    for row in app.store.documents_in_work(&ids).await? {
        let Some(agency) = mine.iter().find(|a| a.id == row.agency_id) else { continue };
        let roles: BTreeSet<Role> = by.person.roles_at(&agency.id).collect();
        let role = row.work_role.as_deref().and_then(Role::parse);
        let is_editor = row.work_editor.as_deref().is_some_and(|e| e.split(' ').any(|e| e == by.user.id));
        let stage = row.work_stage.clone().unwrap_or_default();
        let entry = entry(app, row, (*agency).clone(), &mut desk.missing_notice);
        let list = if role.is_some_and(|r| roles.contains(&r)) && !is_editor {
            &mut desk.to_review
        } else if matches!(stage.as_str(), "approved" | "scheduled") && can(Right::Release, agency) {
            &mut desk.to_release
        } else if is_editor && matches!(stage.as_str(), "draft" | "sent-back") {
            &mut desk.drafts
        } else {
            &mut desk.others
        };
        list.push(entry);
    }
    desk.drafts.sort_by_key(|r| r.row.work_stage.as_deref() != Some("sent-back"));
    let year = i64::from(china_time::at(now_ms()).year());
    let mut counts = std::collections::BTreeMap::new();
    for id in &ids {
        for counter in app.store.counters(Some(id), Some(year)).await? {
            *counts.entry(counter.name).or_insert(0) += counter.value;
        }
    }
    desk.counts = counts.into_iter().collect();
    Ok(desk)
}

fn entry(app: &App, row: DocumentRow, agency: Agency, missing: &mut Option<i16>) -> DeskRow {
    let today = china_time::day(now_ms());
    let formed: Option<Date> = row.work_formed_on.as_deref().and_then(|d| d.parse().ok());
    let term =
        PublishTerm { own: row.term_days.and_then(|d| u16::try_from(d).ok()).map(WorkingDays), by_law: None };
    let deadline = formed.and_then(|formed| match publish_due_on(formed, term, &app.calendar) {
        Ok(due_on) => Some(Deadline { due_on, days_left: days_left(app, today, due_on) }),
        Err(gap) => {
            missing.get_or_insert(gap.year);
            None
        }
    });
    let since = row.work_since_ms.map(china_time::day);
    let days = row.work_step_days.and_then(|d| u16::try_from(d).ok()).map(WorkingDays);
    let step_due_on =
        since.zip(days).and_then(|(since, days)| app.calendar.nth_working_day_after(since, days).ok());
    let step = step_due_on.map(|due_on| Deadline { due_on, days_left: days_left(app, today, due_on) });
    DeskRow { row, agency, deadline, step }
}

/// Everything in work at an agency, with its deadlines.
///
/// # Errors
///
/// If the database fails.
pub(crate) async fn rows_in_work(app: &App, agency: &Agency) -> Result<Vec<DeskRow>, Internal> {
    let rows = app.store.documents_in_work(std::slice::from_ref(&agency.id)).await?;
    let mut missing = None;
    Ok(rows.into_iter().map(|row| entry(app, row, agency.clone(), &mut missing)).collect())
}

/// Working days from today to the due day, negative when it has passed.
fn days_left(app: &App, today: Date, due_on: Date) -> i64 {
    let (from, to, sign) = if due_on >= today { (today, due_on, 1) } else { (due_on, today, -1) };
    let days = app.calendar.working_days_between(from, to).map_or(1, i64::from);
    // A due day that has passed is late even when only days off lie between.
    if sign < 0 { -days.max(1) } else { days }
}

/// How an agency stands, for who looks after several.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The agency.
    pub agency: Agency,
    /// How many documents are public.
    pub public: i64,
    /// How many are in work.
    pub in_work: usize,
    /// Late ones.
    pub late: usize,
    /// Due within three working days.
    pub soon: usize,
    /// How its requests stand.
    pub requests: Clocks,
    /// The day of the newest publication.
    pub newest_on: Option<Date>,
}

/// How the agencies stand whose progress this person may see.
///
/// # Errors
///
/// If the database fails.
pub async fn progress(app: &App, by: &Signed) -> Result<Vec<Progress>, Internal> {
    let agencies = app.store.agencies().await?;
    let counts = app.store.count_by_agency().await?;
    let newest = app.store.newest_by_agency().await?;
    let mut out = Vec::new();
    for agency in agencies {
        let regions = [agency.region_id.clone()];
        let thing = Thing::Of { agency: &agency.id, regions: &regions };
        if may(&by.person, Right::ReadProgress, thing).is_err() {
            continue;
        }
        let rows = rows_in_work(app, &agency).await?;
        let lights = |light: &str| rows.iter().filter(|r| r.light() == light).count();
        out.push(Progress {
            public: counts.iter().find(|c| c.0 == agency.id).map_or(0, |c| c.1),
            in_work: rows.len(),
            late: lights("late"),
            soon: lights("soon"),
            requests: clocks(app, &agency.id).await?,
            newest_on: newest.iter().find(|n| n.0 == agency.id).map(|n| china_time::day(n.1)),
            agency,
        });
    }
    Ok(out)
}
