//! Something happens in a case.

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::request::event::{Consulted, Delivery, Notice, Reopening, Reply};
use gongkai_domain::request::{Actor, Ending, Event, EventKind, Evidence, Recorded, allowed, table};
use gongkai_store::{KeptRequest, RequestAct, Tx};
use jiff::civil::Date;

use super::hand_over::hand_over;
use super::show::colleagues;
use super::{RequestError, fault, others};
use crate::accounts::Signed;
use crate::{App, now_ms, platforms};

/// An act as a form has it: every field as typed; each kind of event reads its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of the events")]
pub struct TypedAct {
    pub kind: String,
    pub on: String,
    pub days: String,
    pub number: String,
    pub whom: String,
    pub reply: String,
    pub until: String,
    pub amount: String,
    pub notice: String,
    pub evidence: String,
    pub ending: String,
    pub way: String,
    pub ground: String,
    pub reason: String,
    pub to: String,
}

impl TypedAct {
    /// The event that is meant, and the day for which it counts.
    pub(super) fn event(&self, today: Date) -> Result<(Event, Date), RequestError> {
        let wrong = |field, zh: &str, en: &str| RequestError::Fields(vec![fault(field, zh, en)]);
        let day = |field, text: &str| -> Result<Date, RequestError> {
            text.trim()
                .parse()
                .map_err(|_| wrong(field, "请填写日期，例如 2026-03-02。", "Enter a day, as 2026-03-02."))
        };
        let on = if self.on.trim().is_empty() { today } else { day("on", &self.on)? };
        let number = |field, text: &str| -> Result<u64, RequestError> {
            text.trim().parse().map_err(|_| wrong(field, "请填写数字。", "Enter a number."))
        };
        let days = || -> Result<WorkingDays, RequestError> {
            let days = u16::try_from(number("days", &self.days)?).unwrap_or(u16::MAX);
            Ok(WorkingDays(days))
        };
        let consultation = || number("number", &self.number).map(|n| u16::try_from(n).unwrap_or(u16::MAX));
        let choose = |field| wrong(field, "请从列表中选择。", "Choose from the list.");
        let kind = EventKind::parse(&self.kind).ok_or_else(|| choose("kind"))?;
        let ending = || Ending::parse(&self.ending).ok_or_else(|| choose("ending"));
        let event = match kind {
            EventKind::Submitted | EventKind::TakenOver | EventKind::HandedOver => {
                return Err(choose("kind"));
            }
            EventKind::Registered => Event::Registered,
            EventKind::Assigned => Event::Assigned { to: self.to.trim().to_owned() },
            EventKind::Transferred => Event::Transferred { to: self.to.trim().to_owned() },
            EventKind::CorrectionAsked => Event::CorrectionAsked { term: days()? },
            EventKind::NoticeServed => {
                Event::NoticeServed { notice: Notice::parse(&self.notice).ok_or_else(|| choose("notice"))? }
            }
            EventKind::CorrectionReceived => Event::CorrectionReceived,
            EventKind::ConsultationSent => Event::ConsultationSent {
                number: consultation()?,
                whom: Consulted::parse(&self.whom).ok_or_else(|| choose("whom"))?,
            },
            EventKind::ConsultationServed => Event::ConsultationServed { number: consultation()? },
            EventKind::ConsultationAddressed => {
                Event::ConsultationAddressed { number: consultation()?, agency: self.to.trim().to_owned() }
            }
            EventKind::HandoverAgreed => Event::HandoverAgreed,
            EventKind::ConsultationEnded => Event::ConsultationEnded {
                number: consultation()?,
                reply: Reply::parse(&self.reply).ok_or_else(|| choose("reply"))?,
            },
            EventKind::Extended => Event::Extended { days: days()? },
            EventKind::ReasonsAsked => Event::ReasonsAsked { term: days()? },
            EventKind::ReasonsReceived => Event::ReasonsReceived,
            EventKind::Delayed => Event::Delayed { until: day("until", &self.until)? },
            EventKind::Charged => Event::Charged { amount: number("amount", &self.amount)? },
            EventKind::Paid => Event::Paid,
            EventKind::EvidenceFiled => Event::EvidenceFiled {
                evidence: Evidence::parse(&self.evidence).ok_or_else(|| choose("evidence"))?,
            },
            EventKind::AnswerDrafted => Event::AnswerDrafted { ending: ending()? },
            EventKind::AnswerApproved => Event::AnswerApproved,
            EventKind::AnswerSentBack => Event::AnswerSentBack { reason: self.reason.trim().to_owned() },
            EventKind::Answered => Event::Answered,
            EventKind::Lapsed => Event::Lapsed { ending: ending()? },
            EventKind::Withdrawn => Event::Withdrawn,
            EventKind::Delivered => {
                Event::Delivered { way: Delivery::parse(&self.way).ok_or_else(|| choose("way"))? }
            }
            EventKind::Reopened => Event::Reopened {
                ground: Reopening::parse(&self.ground).ok_or_else(|| choose("ground"))?,
                term: days()?,
            },
            EventKind::PublicationSuggested => Event::PublicationSuggested,
            EventKind::Archived => Event::Archived,
            EventKind::Reversed => Event::Reversed {
                number: u32::try_from(number("number", &self.number)?).unwrap_or(u32::MAX),
                reason: self.reason.trim().to_owned(),
            },
        };
        Ok((event, on))
    }
}

/// Whom a person of the office stands for at an agency, the one who signs first.
pub(crate) fn actors(by: &Signed, agency_id: &str, region_id: &str) -> Vec<Actor> {
    let regions = [region_id.to_owned()];
    let has = |right| may(&by.person, right, Thing::Of { agency: agency_id, regions: &regions }).is_ok();
    let mut actors = Vec::new();
    if has(Right::ApproveAnswers) {
        actors.push(Actor::Approver);
    }
    if has(Right::HandleRequests) {
        actors.push(Actor::Officer);
    }
    actors
}

/// Records what somebody of the office did.
///
/// # Errors
///
/// If the person may not, the law or the state of the case forbids it, or the machine fails.
pub async fn act(
    app: &App,
    by: &Signed,
    (agency_id, request_id): (&str, &str),
    typed: &TypedAct,
) -> Result<(), RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    let actors = actors(by, &agency.id, &agency.region_id);
    if actors.is_empty() {
        may(&by.person, Right::HandleRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    }
    let today = china_time::day(now_ms());
    if EventKind::parse(&typed.kind) == Some(EventKind::HandedOver) {
        return hand_over(app, by, (&agency, request_id), typed.to.trim()).await;
    }
    let (event, on) = typed.event(today)?;
    if let Event::ConsultationAddressed { agency: to, .. } = &event
        && !others(app, &agency.id).await?.iter().any(|a| a.id == *to)
    {
        let (zh, en) = ("请选择本平台上的其他机关。", "Choose another agency of this platform.");
        return Err(RequestError::Fields(vec![fault("to", zh, en)]));
    }
    let line = table::of(event.kind());
    let actor = actors.iter().copied().find(|a| line.by.contains(a)).or(actors.first().copied());
    let actor = actor.unwrap_or(Actor::Officer);
    let mut tx = app.store.begin().await?;
    let kept = tx.request(request_id).await?.filter(|k| k.agency_id == agency.id);
    let kept = kept.ok_or(RequestError::NotFound)?;
    let new = Recorded { event, on, by: by.user.id.clone() };
    record(app, &mut tx, &kept, &new, actor).await?;
    Ok(tx.commit().await?)
}

/// Gives several cases to somebody who deals with requests: all of them, or none.
///
/// # Errors
///
/// If one of them is not there or has ended, the person cannot be given cases, or the machine fails.
pub async fn assign(
    app: &App,
    by: &Signed,
    agency_id: &str,
    requests: &[String],
    to: &str,
) -> Result<usize, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::HandleRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    if !colleagues(app, &agency.id).await?.iter().any(|c| c.0 == to) {
        let (zh, en) = ("请选择经办人。", "Choose who deals with it.");
        return Err(RequestError::Fields(vec![fault("to", zh, en)]));
    }
    let actor = actors(by, &agency.id, &agency.region_id).last().copied().unwrap_or(Actor::Officer);
    let on = china_time::day(now_ms());
    let mut tx = app.store.begin().await?;
    let mut count = 0;
    for id in requests {
        let kept = tx.request(id).await?.filter(|k| k.agency_id == agency.id);
        let kept = kept.ok_or(RequestError::NotFound)?;
        if kept.case.assigned_to.as_deref() == Some(to) {
            continue;
        }
        let new = Recorded { event: Event::Assigned { to: to.to_owned() }, on, by: by.user.id.clone() };
        record(app, &mut tx, &kept, &new, actor).await?;
        count += 1;
    }
    tx.commit().await?;
    Ok(count)
}

/// Records an event if it may follow.
pub(super) async fn record(
    app: &App,
    tx: &mut Tx,
    kept: &KeptRequest,
    new: &Recorded,
    actor: Actor,
) -> Result<(), RequestError> {
    let now = now_ms();
    allowed(&kept.recorded(), new, actor, &app.calendar, china_time::day(now))?;
    let act = RequestAct {
        agency_id: &kept.agency_id,
        request_id: &kept.id,
        event: &new.event,
        on: new.on,
        number: "",
        actor_id: Some(new.by.as_str()).filter(|by| !by.is_empty()),
        at_ms: now,
    };
    tx.record_request(&act, app.settings.chain_hash).await?;
    Ok(platforms::after_act(app, tx, kept, &new.event).await?)
}
