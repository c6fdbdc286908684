//! A document as the office sees it: its text, where it stands, what was done, and what can be done next.

use std::collections::BTreeMap;

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::disclosure::act::Act;
use gongkai_domain::disclosure::deadline::{PublishTerm, publish_due_on};
use gongkai_domain::disclosure::document::{Document, Stage};
use gongkai_domain::disclosure::revision::HasText;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_store::{Agency, KeptDocument, StoredEvent};
use jiff::civil::Date;

use super::act::{allowed, due_role};
use super::{DocumentError, screen};
use crate::accounts::Signed;
use crate::{App, now_ms};

/// What this person can do now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the acts of the domain")]
pub struct Allowed {
    pub edit: bool,
    pub submit: bool,
    pub review: bool,
    pub settle: bool,
    pub publish: bool,
    pub unschedule: bool,
    pub correct: bool,
    pub withdraw: bool,
    pub discard: bool,
}

/// One act in the record, with the name of who did it.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// The act.
    pub event: StoredEvent,
    /// The name; empty for the system.
    pub by: String,
    /// What was said with it, if anything.
    pub said: String,
}

/// A document as the office sees it.
#[derive(Debug, Clone)]
pub struct WorkPage {
    /// The document.
    pub kept: KeptDocument,
    /// Its agency.
    pub agency: Agency,
    /// The text of the version in work, else of the newest public one.
    pub body: String,
    /// The same with the passages that the automatic check marks.
    pub marked: String,
    /// The text of the version that is public, where another is in work.
    pub public_body: Option<String>,
    /// What can be done.
    pub allowed: Allowed,
    /// Why this person cannot take the step that is due, though their role could.
    pub why_not: Option<gongkai_domain::disclosure::act::ActError>,
    /// What was done, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// Names of people by id.
    pub names: BTreeMap<String, String>,
    /// By when it has to be public.
    pub due_on: Option<Date>,
    /// What is still missing before it can be handed in.
    pub faults: Vec<gongkai_domain::disclosure::revision::Fault>,
}

impl WorkPage {
    /// The name of a person.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }
}

/// The document with this id.
///
/// # Errors
///
/// If there is none, the person may not see it, or the database fails.
pub async fn show(app: &App, by: &Signed, id: &str) -> Result<WorkPage, DocumentError> {
    let kept = app.store.document(id).await?.ok_or(DocumentError::NotFound)?;
    let agency = app.store.agency(&kept.agency_id).await?.ok_or(DocumentError::NotFound)?;
    let regions = [agency.region_id.clone()];
    let thing = Thing::Of { agency: &agency.id, regions: &regions };
    may(&by.person, Right::ReadWork, thing)?;
    let d = &kept.document;
    let newest = d.work.as_ref().map(|w| &w.revision).or(d.versions.last().map(|v| &v.revision));
    let hash = newest.map(|r| r.body_sha256.clone()).unwrap_or_default();
    let body = app.store.text(&hash).await?.unwrap_or_default();
    // What is in work is shown with the passages that the check marks.
    let marked = if d.work.is_some() { screen::marked(app, &agency.id, &body).await? } else { body.clone() };
    let public_body = match (&d.work, d.versions.last()) {
        (Some(_), Some(v)) => app.store.text(&v.revision.body_sha256).await?,
        _ => None,
    };
    let has_text = if body.trim().is_empty() { HasText::No } else { HasText::Yes };
    let names: BTreeMap<String, String> =
        app.store.users().await?.into_iter().map(|u| (u.id, u.name)).collect();
    let events = app.store.events_of(gongkai_store::DOCUMENT, id).await?;
    let timeline = events.into_iter().rev().map(|event| entry(event, &names)).collect();
    let (allowed, why_not) = what(by, d, thing, has_text);
    let faults = d.work.as_ref().map(|w| w.revision.faults(has_text)).unwrap_or_default();
    let due_on = d.work.as_ref().and_then(|w| {
        let term = PublishTerm { own: w.revision.term_days.map(WorkingDays), by_law: None };
        publish_due_on(w.revision.formed_on?, term, &app.calendar).ok()
    });
    Ok(WorkPage {
        agency,
        body,
        marked,
        public_body,
        allowed,
        why_not,
        timeline,
        names,
        due_on,
        faults,
        kept,
    })
}

fn what(
    by: &Signed,
    d: &Document,
    thing: Thing<'_>,
    has_text: HasText,
) -> (Allowed, Option<gongkai_domain::disclosure::act::ActError>) {
    let now = now_ms();
    let can = |act: Act| allowed(&by.person, d, thing, &act, now);
    let reason = || "…".to_owned();
    let step = match d.work.as_ref().map(|w| w.stage) {
        Some(Stage::InReview { step }) => Some(step),
        _ => None,
    };
    let has_role = due_role(d).is_some_and(|role| may(&by.person, Right::Review(role), thing).is_ok());
    let pass = step.map(|step| d.decide(Act::Pass { step, opinion: String::new() }, &by.user.id, now));
    let unsettled = d.work.as_ref().and_then(|w| w.unsettled().next()).map(|f| f.key.clone());
    let send_back = step.is_some_and(|step| can(Act::SendBack { step, reason: reason() }));
    let why_not = pass.and_then(Result::err).filter(|_| has_role);
    let allowed = Allowed {
        edit: d.work.as_ref().is_some_and(|w| can(Act::Edit(Box::new(w.revision.clone())))),
        submit: can(Act::Submit { findings: Vec::new(), has_text }),
        review: send_back,
        settle: unsettled.is_some_and(|key| can(Act::Settle { key, reason: reason() })),
        publish: can(Act::Publish),
        unschedule: can(Act::Unschedule),
        correct: can(Act::OpenCorrection { note: reason() }),
        withdraw: can(Act::Withdraw { reason: reason() }),
        discard: can(Act::Discard { reason: reason() }),
    };
    (allowed, why_not)
}

fn entry(event: StoredEvent, names: &BTreeMap<String, String>) -> TimelineEntry {
    let by = event.actor_id.as_ref().map(|id| names.get(id).unwrap_or(id).clone()).unwrap_or_default();
    let particulars: serde_json::Value = serde_json::from_str(&event.payload).unwrap_or_default();
    let said = ["opinion", "reason", "note"]
        .iter()
        .find_map(|key| particulars.get(key).and_then(|v| v.as_str()))
        .unwrap_or_default()
        .to_owned();
    TimelineEntry { event, by, said }
}
