//! A case in the office: who asks for what, how it stands and why, what happened, and what can be done next.

use std::collections::BTreeMap;

use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Role, Thing, may};
use gongkai_domain::request::act::Actor;
use gongkai_domain::request::case::Consultation;
use gongkai_domain::request::event::Consulted;
use gongkai_domain::request::table::{ActLine, TABLE};
use gongkai_domain::request::{Case, ClockView, Event, EventKind, Standing, State, known_clocks, standing};
use gongkai_store::{Agency, KeptRequest, LetterRow, NewEvent};

use super::act::actors;
use super::applicant::Person;
use super::files::{CaseFile, files_of};
use super::lessons::{Lesson, lessons_of};
use super::letters::names;
use super::proceedings::{ProceedingRow, of_request};
use super::same_applicant::{SameApplicant, same_applicant};
use super::{RequestError, case_of, open, others};
use crate::accounts::Signed;
use crate::{App, now_ms};

/// An event as the page shows it.
#[derive(Debug, Clone)]
pub struct CaseEvent {
    /// Its place in the case, from 0: what a reversal names.
    pub number: usize,
    /// What happened.
    pub kind: EventKind,
    /// The day for which it counts.
    pub on: jiff::civil::Date,
    /// Who recorded it; empty for the applicant and the system.
    pub by: String,
    /// When it was recorded.
    pub at_ms: i64,
    /// Whether a later entry reversed it.
    pub is_reversed: bool,
    /// Its particulars in words.
    pub text: String,
}

/// An act that may follow in this state, and whether this person may do it.
#[derive(Debug, Clone, Copy)]
pub struct NextAct {
    /// The line of the table.
    pub line: &'static ActLine,
    /// Whether this person may.
    pub is_own: bool,
}

/// The same request at another agency.
#[derive(Debug, Clone)]
pub struct Handover {
    /// The agency.
    pub agency: Agency,
    /// The request there.
    pub request_id: String,
    /// Its number there.
    pub number: String,
    /// How it stands there.
    pub state: State,
    /// Whether it came from there; otherwise it went there.
    pub is_from: bool,
    /// Whether this person may see it there.
    pub is_seen: bool,
}

async fn handovers(
    app: &App,
    by: &Signed,
    kept: &KeptRequest,
    agencies: &BTreeMap<String, Agency>,
) -> Result<Vec<Handover>, RequestError> {
    let went = kept.case.handed_over.iter().map(|h| (h, false));
    let mut out = Vec::new();
    for ((agency, request), is_from) in kept.case.taken_over.iter().map(|h| (h, true)).chain(went) {
        let Some(agency) = agencies.get(agency) else { continue };
        let Some(there) = app.store.request(request).await? else { continue };
        let regions = [agency.region_id.clone()];
        let thing = Thing::Of { agency: &agency.id, regions: &regions };
        out.push(Handover {
            agency: agency.clone(),
            request_id: there.id,
            number: there.number,
            state: there.case.state(),
            is_from,
            is_seen: may(&by.person, Right::ReadRequests, thing).is_ok(),
        });
    }
    Ok(out)
}

/// A case in the office.
#[derive(Debug, Clone)]
pub struct CasePage {
    /// Whose.
    pub agency: Agency,
    /// The request.
    pub kept: KeptRequest,
    /// Who asks for what; without what identifies them unless they were opened with a reason.
    pub person: Person,
    /// Whether contact and identity are shown in full.
    pub is_opened: bool,
    /// Whether something cannot be opened, because its key is not in the data folder.
    pub is_locked: bool,
    /// How it stands; the year of a missing notice where nothing can be counted.
    pub standing: Result<Standing, i16>,
    /// Every clock, as far as it can be said.
    pub clocks: Vec<ClockView>,
    /// What happened, oldest first.
    pub events: Vec<CaseEvent>,
    /// What may follow.
    pub next: Vec<NextAct>,
    /// Its letters, oldest first.
    pub letters: Vec<LetterRow>,
    /// What the same applicant asked besides.
    pub same_applicant: Option<SameApplicant>,
    /// Its files, oldest first.
    pub files: Vec<CaseFile>,
    /// Reviews and suits.
    pub proceedings: Vec<ProceedingRow>,
    /// Answers of other cases that were corrected, the newest first.
    pub lessons: Vec<Lesson>,
    /// Where it was handed over, and from where it was taken over.
    pub handovers: Vec<Handover>,
    /// The agencies of the platform that it can go to, or that can be asked.
    pub others: Vec<Agency>,
    /// The platform that handed it in, and its number there.
    pub handed_in_by: Option<(String, String)>,
    /// Who can be given the case: id and name.
    pub colleagues: Vec<(String, String)>,
}

/// Fields that are shown masked.
pub(crate) const MASKED: [&str; 5] = ["identity", "telephone", "address", "email", "contact"];

/// A value of which only the ends are seen.
pub(crate) fn masked(text: &str) -> String {
    let count = text.chars().count();
    let keep = if count > 8 { 3 } else { 1 };
    text.chars()
        .enumerate()
        .map(|(at, c)| if at < keep || at + 2 >= count && count > 4 { c } else { '*' })
        .collect()
}

/// The particulars of an event in words.
pub(super) fn particulars(event: &Event) -> String {
    match event {
        Event::Submitted { channel, .. } => channel.zh().into(),
        Event::Assigned { to } | Event::Transferred { to } => to.clone(),
        Event::CorrectionAsked { term } | Event::ReasonsAsked { term } => format!("期限{}个工作日", term.0),
        Event::NoticeServed { notice } => notice.zh().into(),
        Event::ConsultationSent { number, whom } => format!("第{number}号，{}", whom.zh()),
        Event::ConsultationServed { number } => format!("第{number}号"),
        Event::ConsultationAddressed { number, agency } => format!("第{number}号，{agency}"),
        Event::HandedOver { agency, .. } | Event::TakenOver { agency, .. } => agency.clone(),
        Event::ConsultationEnded { number, reply } => format!("第{number}号，{}", reply.zh()),
        Event::Extended { days } => format!("{}个工作日", days.0),
        Event::Delayed { until } => format!("至{until}"),
        Event::Charged { amount } => format!("{amount}元"),
        Event::EvidenceFiled { evidence } => evidence.zh().into(),
        Event::AnswerDrafted { ending } | Event::Lapsed { ending } => ending.zh().into(),
        Event::AnswerSentBack { reason } => reason.clone(),
        Event::Delivered { way } => way.zh().into(),
        Event::Reopened { ground, term } => format!("{}，{}个工作日", ground.zh(), term.0),
        Event::Reversed { number, reason } => format!("第{}项：{reason}", number + 1),
        _ => String::new(),
    }
}

/// Whether there is something in the case that an act of a kind could be about: what was done once, or was never begun, is
/// not offered.
fn has_object(case: &Case, kind: EventKind) -> bool {
    let is_open = |c: &Consultation| c.ended.is_none();
    match kind {
        EventKind::CorrectionAsked => case.correction.is_none(),
        EventKind::NoticeServed => {
            case.correction.is_some_and(|c| c.served_on.is_none() && c.received_on.is_none())
                || case.charge.is_some_and(|c| c.served_on.is_none() && c.paid_on.is_none())
        }
        EventKind::ConsultationServed => {
            case.consultations.iter().any(|c| is_open(c) && c.served_on.is_none())
        }
        EventKind::ConsultationAddressed => {
            let goes =
                |c: &Consultation| is_open(c) && c.served_on.is_none() && c.whom != Consulted::ThirdParty;
            case.consultations.iter().any(goes)
        }
        EventKind::HandoverAgreed => case.is_elsewhere() && !case.is_handover_agreed,
        EventKind::HandedOver => case.is_elsewhere() && case.is_handover_agreed,
        EventKind::ConsultationEnded => case.consultations.iter().any(is_open),
        EventKind::Extended => case.extension.is_none(),
        EventKind::ReasonsAsked => case.reasons.is_none(),
        EventKind::ReasonsReceived => case.reasons.is_some_and(|r| r.2.is_none()),
        EventKind::Delayed => case.delayed.is_none() && case.reasons.is_some_and(|r| r.2.is_some()),
        EventKind::Charged => case.charge.is_none(),
        EventKind::AnswerApproved => case.draft.as_ref().is_some_and(|d| d.approved_by.is_none()),
        EventKind::AnswerSentBack => case.draft.is_some(),
        EventKind::Answered => {
            case.draft.as_ref().is_some_and(|d| d.approved_by.is_some())
                && !case.consultations.iter().any(is_open)
        }
        EventKind::PublicationSuggested => !case.is_suggested,
        EventKind::Archived => case.delivered.is_some() || case.state() == State::Withdrawn,
        EventKind::Delivered => case.delivered.is_none(),
        _ => true,
    }
}

/// A case; `reason` opens contact and identity, which is put on record.
///
/// # Errors
///
/// If there is no such case, the person may not, or the machine fails.
pub async fn show(
    app: &App,
    by: &Signed,
    (agency_id, request_id): (&str, &str),
    reason: Option<&str>,
) -> Result<CasePage, RequestError> {
    let (agency, kept) = case_of(app, by, (agency_id, request_id), Right::ReadRequests).await?;
    let actors = actors(by, &agency.id, &agency.region_id);
    let reason = reason.map(str::trim).filter(|r| !r.is_empty() && !actors.is_empty());
    if let Some(reason) = reason {
        let payload = serde_json::json!({ "reason": reason }).to_string();
        let mut tx = app.store.begin().await?;
        let event = NewEvent {
            agency_id: &agency.id,
            subject_kind: "request-private",
            subject_id: request_id,
            kind: "request_private.opened",
            actor_id: Some(&by.user.id),
            at_ms: now_ms(),
            payload: &payload,
        };
        tx.append(&event, app.settings().chain_hash).await?;
        tx.commit().await?;
    }
    let (mut person, mut is_locked) = (Person::default(), false);
    for (field, sealed) in app.store.request_private(request_id).await? {
        if field == "tag" || field.starts_with("letter-") || field.starts_with("file-") {
            continue;
        }
        // Without its key the case goes on; only who asked for what is not seen.
        let Ok(value) = open(app, request_id, &field, &sealed) else {
            is_locked = true;
            continue;
        };
        let is_hidden = reason.is_none() && MASKED.contains(&field.as_str());
        person.fields.push((field, if is_hidden { masked(&value) } else { value }));
    }
    let today = china_time::day(now_ms());
    let clocks = known_clocks(&kept.case, &app.calendar, today);
    let standing = standing(&kept.case, &app.calendar, today).map_err(|gap| gap.year);
    let reversed: Vec<usize> = kept
        .events
        .iter()
        .filter_map(|(r, _)| match r.event {
            Event::Reversed { number, .. } => usize::try_from(number).ok(),
            _ => None,
        })
        .collect();
    let names = names(app).await?;
    let agencies: BTreeMap<String, Agency> =
        app.store.agencies().await?.into_iter().map(|a| (a.id.clone(), a)).collect();
    let agency_name = |id: &str| agencies.get(id).map_or_else(|| id.to_owned(), |a| a.name.clone());
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let events = kept.events.iter().enumerate().map(|(number, (recorded, at_ms))| CaseEvent {
        number,
        kind: recorded.event.kind(),
        on: recorded.on,
        by: name(&recorded.by),
        at_ms: *at_ms,
        is_reversed: reversed.contains(&number),
        text: match &recorded.event {
            Event::Assigned { to } => name(to),
            Event::ConsultationAddressed { number, agency } => {
                format!("第{number}号，{}", agency_name(agency))
            }
            Event::HandedOver { agency, .. } | Event::TakenOver { agency, .. } => agency_name(agency),
            event => particulars(event),
        },
    });
    let events = events.collect();
    let state = kept.case.state();
    let case = &kept.case;
    let own_draft = case.draft.as_ref().is_some_and(|d| d.by == by.user.id);
    let next = TABLE
        .iter()
        .filter(|l| {
            l.from.contains(&state) && l.by.iter().any(|a| matches!(a, Actor::Officer | Actor::Approver))
        })
        .filter(|l| has_object(case, l.kind) && !(own_draft && l.kind == EventKind::AnswerApproved))
        .map(|line| NextAct { line, is_own: line.by.iter().any(|a| actors.contains(a)) })
        .collect();
    let letters = app.store.letters_of(request_id).await?;
    let files = files_of(app, request_id).await?;
    let same_applicant = same_applicant(app, &kept, person.value("wanted")).await?;
    let proceedings = of_request(app, &agency.id, &kept.number).await?;
    let mut lessons = lessons_of(app, &agency.id).await?;
    lessons.retain(|l| l.request_id != kept.id);
    let colleagues = colleagues(app, &agency.id).await?;
    let handovers = handovers(app, by, &kept, &agencies).await?;
    let others = others(app, &agency.id).await?;
    let handed_in_by = app.store.handed_in_by(request_id).await?;
    Ok(CasePage {
        handovers,
        others,
        handed_in_by,
        letters,
        files,
        same_applicant,
        proceedings,
        lessons,
        colleagues,
        agency,
        kept,
        person,
        is_opened: reason.is_some(),
        is_locked,
        standing,
        clocks,
        events,
        next,
    })
}

/// The people of an agency who deal with requests.
pub(crate) async fn colleagues(app: &App, agency_id: &str) -> Result<Vec<(String, String)>, RequestError> {
    let people = app.store.people_of(agency_id).await?;
    let deals = people.into_iter().filter(|(user, role)| {
        user.status == "active" && matches!(role, Role::CaseOfficer | Role::OfficeHead)
    });
    Ok(deals.map(|(user, _)| (user.id, user.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_value_shows_its_ends_only() {
        assert_eq!(masked("13912345678"), "139******78");
        assert_eq!(masked("110105194912310021"), "110*************21");
        assert_eq!(masked("王明"), "王*");
        assert_eq!(masked(""), "");
    }
}
