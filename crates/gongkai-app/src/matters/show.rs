//! A matter in the office: who asks for what, how it stands, what happened, and what can be done next.

use gongkai_domain::china_time;
use gongkai_domain::matter::table::{ActLine, TABLE};
use gongkai_domain::matter::{Actor, Event, EventKind, Matter, MatterStanding, Settlement, standing};
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::request::letter::LetterText;
use gongkai_store::{Agency, KeptMatter, NewEvent};
use jiff::civil::Date;

use super::{MatterError, MatterSettings, actors, letter, matter_of, opened, settings, value};
use crate::accounts::Signed;
use crate::requests::{MASKED, colleagues, masked, names, others};
use crate::{App, now_ms};

/// An event as the page shows it.
#[derive(Debug, Clone)]
pub struct MatterEvent {
    /// Its place, from 0.
    pub number: usize,
    /// What happened.
    pub kind: EventKind,
    /// The day for which it counts.
    pub on: Date,
    /// Who recorded it; empty for who filed it and the system.
    pub by: String,
    /// Whether a later entry reversed it.
    pub is_reversed: bool,
    /// Its particulars in words.
    pub text: String,
}

/// An act that may follow, and whether this person may do it.
#[derive(Debug, Clone, Copy)]
pub struct NextMatterAct {
    /// The line of the table.
    pub line: &'static ActLine,
    /// Whether this person may.
    pub is_own: bool,
}

/// The same matter at another agency.
#[derive(Debug, Clone)]
pub struct MatterLink {
    /// The agency.
    pub agency: Agency,
    /// The matter there.
    pub id: String,
    /// Its number there.
    pub number: String,
    /// Whether it came from there; otherwise it went there.
    pub is_from: bool,
    /// Whether this person may see it.
    pub is_seen: bool,
}

/// A matter in the office.
#[derive(Debug, Clone)]
pub struct MatterPage {
    /// Who deals with it.
    pub agency: Agency,
    /// The matter.
    pub kept: KeptMatter,
    /// The sealed values: what identifies the person is masked unless it was opened with a reason.
    pub fields: Vec<(String, String)>,
    /// Whether contact and identity are shown in full.
    pub is_opened: bool,
    /// Whether something cannot be opened, because its key is not in the data folder.
    pub is_locked: bool,
    /// The agency that is complained of.
    pub about: Option<Agency>,
    /// How it stands; the year of a missing notice where nothing can be counted.
    pub standing: Result<MatterStanding, i16>,
    /// What happened, oldest first.
    pub events: Vec<MatterEvent>,
    /// What may follow.
    pub next: Vec<NextMatterAct>,
    /// The letter as it stands.
    pub letter: Option<LetterText>,
    /// Where it came from and went to.
    pub links: Vec<MatterLink>,
    /// The agencies that it can be passed on to.
    pub others: Vec<Agency>,
    /// Who can be given it: id and name.
    pub colleagues: Vec<(String, String)>,
    /// What the agency has set.
    pub settings: MatterSettings,
}

impl MatterPage {
    /// A sealed value; empty where there is none.
    pub fn value(&self, field: &str) -> &str {
        value(&self.fields, field)
    }
}

/// The particulars of an event in words.
fn particulars(event: &Event, agency: impl Fn(&str) -> String, person: impl Fn(&str) -> String) -> String {
    match event {
        Event::Filed { channel, term, .. } => format!("{}，期限{}个工作日", channel.zh(), term.0),
        Event::Assigned { to } => person(to),
        Event::EvidenceAsked { term, .. } | Event::StatementAsked { term } => {
            format!("期限{}个工作日", term.0)
        }
        Event::Proposed { settlement: Settlement::Ordered, mend_within } => {
            format!("{}，{}个工作日内", Settlement::Ordered.zh(), mend_within.0)
        }
        Event::Proposed { settlement, .. } => settlement.zh().into(),
        Event::PassedOn { agency: to, .. } => agency(to),
        Event::Told { way } => way.zh().into(),
        Event::SentBack { reason } => reason.clone(),
        Event::Reversed { number, reason } => format!("第{}项：{reason}", number + 1),
        _ => String::new(),
    }
}

/// Whether there is something in the matter that an act of a kind could be about.
fn has_object(matter: &Matter, kind: EventKind) -> bool {
    match kind {
        EventKind::EvidenceAsked => matter.evidence.is_none(),
        EventKind::StatementAsked => matter.statement.is_none() && !matter.about.is_empty(),
        EventKind::EvidenceReceived => matter.evidence.is_some_and(|d| d.met_on.is_none()),
        EventKind::StatementReceived => matter.statement.is_some_and(|d| d.met_on.is_none()),
        EventKind::Decided | EventKind::SentBack => matter.proposal.is_some(),
        EventKind::PassedOn => {
            matter.passed_on.is_none() && matter.settled().is_some_and(|s| s.0 == Settlement::PassedOn)
        }
        EventKind::Told => {
            matter.passed_on.is_some() || matter.settled().is_none_or(|s| s.0 != Settlement::PassedOn)
        }
        EventKind::Mended => matter.is_to_be_mended(),
        EventKind::Archived => !matter.is_to_be_mended(),
        _ => true,
    }
}

async fn links(app: &App, by: &Signed, kept: &KeptMatter) -> Result<Vec<MatterLink>, MatterError> {
    let from = Some(kept.matter.from.clone()).filter(|f| !f.is_empty()).map(|id| (id, true));
    let to = kept.matter.passed_on.clone().map(|(_, id)| (id, false));
    let mut out = Vec::new();
    for (id, is_from) in from.into_iter().chain(to) {
        let Some(there) = app.store.matter(&id).await? else { continue };
        let Some(agency) = app.store.agency(&there.agency_id).await? else { continue };
        let regions = [agency.region_id.clone()];
        let thing = Thing::Of { agency: &agency.id, regions: &regions };
        let is_seen = may(&by.person, Right::ReadRequests, thing).is_ok();
        out.push(MatterLink { agency, id, number: there.number, is_from, is_seen });
    }
    Ok(out)
}

/// A matter; `reason` opens contact and identity, which is put on record.
///
/// # Errors
///
/// If there is no such matter, the person may not, or the machine fails.
pub async fn show(
    app: &App,
    by: &Signed,
    (agency_id, matter_id): (&str, &str),
    reason: Option<&str>,
) -> Result<MatterPage, MatterError> {
    let (agency, kept) = matter_of(app, by, (agency_id, matter_id), Right::ReadRequests).await?;
    let actors = actors(by, &agency);
    let reason = reason.map(str::trim).filter(|r| !r.is_empty() && !actors.is_empty());
    if let Some(reason) = reason {
        let payload = serde_json::json!({ "reason": reason }).to_string();
        let mut tx = app.store.begin().await?;
        let event = NewEvent {
            agency_id: &agency.id,
            subject_kind: "request-private",
            subject_id: matter_id,
            kind: "request_private.opened",
            actor_id: Some(&by.user.id),
            at_ms: now_ms(),
            payload: &payload,
        };
        tx.append(&event, app.settings().chain_hash).await?;
        tx.commit().await?;
    }
    let (mut fields, is_locked) = opened(app, matter_id).await?;
    let letter = letter::text(app, &agency, &kept, &fields).await?;
    for (field, text) in &mut fields {
        if reason.is_none() && MASKED.contains(&field.as_str()) {
            *text = masked(text);
        }
    }
    let today = china_time::day(now_ms());
    let standing = standing(&kept.matter, &app.calendar, today).map_err(|gap| gap.year);
    let reversed: Vec<usize> = kept
        .events
        .iter()
        .filter_map(|(r, _)| match r.event {
            Event::Reversed { number, .. } => usize::try_from(number).ok(),
            _ => None,
        })
        .collect();
    let (names, agencies) = (names(app).await?, app.store.agencies().await?);
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let agency_name =
        |id: &str| agencies.iter().find(|a| a.id == id).map_or_else(|| id.to_owned(), |a| a.name.clone());
    let events = kept.events.iter().enumerate().map(|(number, (recorded, _))| MatterEvent {
        number,
        kind: recorded.event.kind(),
        on: recorded.on,
        by: name(&recorded.by),
        is_reversed: reversed.contains(&number),
        text: particulars(&recorded.event, agency_name, name),
    });
    let events = events.collect();
    let (matter, state) = (&kept.matter, kept.matter.state());
    let own = matter.proposal.as_ref().is_some_and(|p| p.by == by.user.id);
    let is_next = |l: &&ActLine| {
        l.from.contains(&state)
            && l.of.contains(&matter.kind)
            && l.by.iter().any(|a| matches!(a, Actor::Officer | Actor::Approver))
            && has_object(matter, l.kind)
            && !(own && l.kind == EventKind::Decided)
    };
    let next = TABLE.iter().filter(is_next);
    let next = next.map(|line| NextMatterAct { line, is_own: line.by.iter().any(|a| actors.contains(a)) });
    let next = next.collect();
    let about = agencies.iter().find(|a| a.id == matter.about).cloned();
    let links = links(app, by, &kept).await?;
    let others = others(app, &agency.id).await?;
    let colleagues = colleagues(app, &agency.id).await.unwrap_or_default();
    let settings = settings::of(app, &agency.id).await?;
    Ok(MatterPage {
        agency,
        kept,
        fields,
        is_opened: reason.is_some(),
        is_locked,
        about,
        standing,
        events,
        next,
        letter,
        links,
        others,
        colleagues,
        settings,
    })
}
