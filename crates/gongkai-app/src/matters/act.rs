//! Something is done in a matter.

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::china_time;
use gongkai_domain::matter::{Actor, Event, EventKind, Recorded, Settlement, table};
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::request::event::{Channel, Delivery};
use gongkai_store::{Agency, KeptMatter, MatterAct};
use jiff::civil::Date;

use super::{MatterError, actors, letter, opened, record, settings, value, wrong};
use crate::accounts::{Signed, secret};
use crate::requests::{colleagues, others, seal};
use crate::{App, now_ms};

/// An act as a form has it: every field as typed; each kind of event reads its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of the events")]
pub struct TypedMatterAct {
    pub kind: String,
    pub on: String,
    pub days: String,
    pub settlement: String,
    pub way: String,
    pub to: String,
    pub number: String,
    pub text: String,
    pub other: String,
}

/// Longest text. Unit: characters.
pub(super) const LONGEST: usize = 3_000;

impl TypedMatterAct {
    fn number(&self, field: &'static str, text: &str) -> Result<u64, MatterError> {
        text.trim().parse().map_err(|_| wrong(field, "请填写数字。", "Enter a number."))
    }

    fn days(&self) -> Result<WorkingDays, MatterError> {
        Ok(WorkingDays(u16::try_from(self.number("days", &self.days)?).unwrap_or(u16::MAX)))
    }

    fn event(&self, today: Date, is_left_out: bool) -> Result<(Event, Date), MatterError> {
        let choose = |field| wrong(field, "请从列表中选择。", "Choose from the list.");
        let on = match self.on.trim() {
            "" => today,
            text => text
                .parse()
                .map_err(|_| wrong("on", "请填写日期，例如 2026-03-02。", "Enter a day, as 2026-03-02."))?,
        };
        let kind = EventKind::parse(&self.kind).ok_or_else(|| choose("kind"))?;
        let text = self.text.trim().to_owned();
        let event = match kind {
            EventKind::Filed | EventKind::PassedOn => return Err(choose("kind")),
            EventKind::Assigned => Event::Assigned { to: self.to.trim().to_owned() },
            EventKind::Accepted => Event::Accepted,
            EventKind::EvidenceAsked => Event::EvidenceAsked { term: self.days()?, is_left_out },
            EventKind::EvidenceReceived => Event::EvidenceReceived,
            EventKind::StatementAsked => Event::StatementAsked { term: self.days()? },
            EventKind::StatementReceived => Event::StatementReceived,
            EventKind::Proposed => {
                let settlement = Settlement::parse(&self.settlement).ok_or_else(|| choose("settlement"))?;
                let is_order = settlement == Settlement::Ordered;
                let mend_within = if is_order { self.days()? } else { WorkingDays(0) };
                Event::Proposed { settlement, mend_within }
            }
            EventKind::SentBack => Event::SentBack { reason: text },
            EventKind::Decided => Event::Decided,
            EventKind::Told => Event::Told { way: Delivery::parse(&self.way).ok_or_else(|| choose("way"))? },
            EventKind::Mended => Event::Mended,
            EventKind::Withdrawn => Event::Withdrawn,
            EventKind::Archived => Event::Archived,
            EventKind::Reversed => Event::Reversed {
                number: u32::try_from(self.number("number", &self.number)?).unwrap_or(u32::MAX),
                reason: text,
            },
        };
        Ok((event, on))
    }
}

/// Where the words of an act are kept, sealed; nothing for acts without.
pub(super) fn field_of(kind: EventKind, events: usize) -> Option<String> {
    match kind {
        EventKind::EvidenceAsked => Some("asked".into()),
        EventKind::StatementAsked => Some("question".into()),
        EventKind::StatementReceived => Some("statement".into()),
        EventKind::Proposed => Some("reason".into()),
        EventKind::Mended => Some("mended".into()),
        EventKind::EvidenceReceived | EventKind::Withdrawn => Some(format!("said-{events}")),
        _ => None,
    }
}

/// Whether an act is nothing without words.
pub(super) fn needs_words(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::EvidenceAsked
            | EventKind::StatementAsked
            | EventKind::StatementReceived
            | EventKind::Proposed
            | EventKind::Mended
    )
}

/// Words that somebody typed, if they can be kept.
pub(super) fn checked(kind: EventKind, text: &str) -> Result<String, MatterError> {
    let text = text.trim();
    if text.is_empty() && needs_words(kind) {
        return Err(wrong("text", "请填写内容。", "Say what it is."));
    }
    if text.chars().count() > LONGEST {
        return Err(wrong("text", "内容过长，不得超过3000字。", "Too long: at most 3000 characters."));
    }
    if gongkai_domain::disclosure::screen::secrecy_mark(text).is_some() {
        let zh = "内容带有国家秘密标志，本系统不得接收，也没有保存。";
        return Err(wrong("text", zh, "It bears a mark of state secrets, which may not be kept here."));
    }
    Ok(text.to_owned())
}

/// Records what somebody of the office did.
///
/// # Errors
///
/// If the person may not, the table or the state of the matter forbids it, words are missing, or the machine fails.
pub async fn act(
    app: &App,
    by: &Signed,
    (agency_id, matter_id): (&str, &str),
    typed: &TypedMatterAct,
) -> Result<(), MatterError> {
    let agency = app.store.agency(agency_id).await?.ok_or(MatterError::NotFound)?;
    let actors = actors(by, &agency);
    if actors.is_empty() {
        let regions = [agency.region_id.clone()];
        may(&by.person, Right::HandleRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    }
    let today = china_time::day(now_ms());
    let chosen = |kind: EventKind| {
        let line = table::of(kind);
        actors
            .iter()
            .copied()
            .find(|a| line.by.contains(a))
            .or(actors.first().copied())
            .unwrap_or(Actor::Officer)
    };
    if EventKind::parse(&typed.kind) == Some(EventKind::PassedOn) {
        return pass_on(app, by, (&agency, matter_id), typed.to.trim(), chosen(EventKind::PassedOn)).await;
    }
    let set = settings::of(app, &agency.id).await?;
    let (event, on) = typed.event(today, set.is_evidence_left_out)?;
    let kind = event.kind();
    if let Event::Assigned { to } = &event {
        let people = colleagues(app, &agency.id).await.map_err(|_| MatterError::NotFound)?;
        if !people.iter().any(|p| p.0 == *to) {
            return Err(wrong("to", "请选择经办人。", "Choose who deals with it."));
        }
    }
    let words = checked(kind, &typed.text)?;
    let found = app.store.matter(matter_id).await?.filter(|k| k.agency_id == agency.id);
    let found = found.ok_or(MatterError::NotFound)?;
    let mut sealed = Vec::new();
    if let Some(field) = field_of(kind, found.events.len()).filter(|_| !words.is_empty()) {
        sealed.push((field.clone(), seal(app, matter_id, &field, &words)?));
    }
    if kind == EventKind::Proposed {
        // To whom it belongs, for the letter; nothing where it was said before and is not any more.
        sealed.push(("other".into(), seal(app, matter_id, "other", typed.other.trim())?));
    }
    if kind == EventKind::Told {
        let fixed = letter::fixed(app, &agency, &found).await?;
        sealed.push(("letter".into(), seal(app, matter_id, "letter", &fixed)?));
    }
    let mut tx = app.store.begin().await?;
    let kept = tx.matter(matter_id).await?.ok_or(MatterError::NotFound)?;
    record(app, &mut tx, &kept, &Recorded { event, on, by: by.user.id.clone() }, chosen(kind)).await?;
    for (field, value) in &sealed {
        tx.put_request_private(matter_id, field, value).await?;
    }
    Ok(tx.commit().await?)
}

/// Passes a correction on to the agency that may make it: a new matter there, with who asks and what (Art. 41 lets it be
/// passed on, and the person is told).
async fn pass_on(
    app: &App,
    by: &Signed,
    (agency, matter_id): (&Agency, &str),
    to: &str,
    actor: Actor,
) -> Result<(), MatterError> {
    let now = now_ms();
    let today = china_time::day(now);
    let receiver = others(app, &agency.id).await?.into_iter().find(|a| a.id == to);
    let receiver = receiver.ok_or_else(|| {
        wrong("to", "请选择本平台上的其他机关。", "Choose another agency of this platform.")
    })?;
    let term = WorkingDays(settings::of(app, &receiver.id).await?.correction);
    let (fields, _) = opened(app, matter_id).await?;
    let new_id = secret::id();
    let mut private = Vec::new();
    for field in ["name", "identity", "telephone", "address", "email", "wanted", "proof"] {
        let text = value(&fields, field);
        if !text.is_empty() {
            private.push((field, seal(app, &new_id, field, text)?));
        }
    }
    let mut tx = app.store.begin().await?;
    let kept = tx.matter(matter_id).await?.filter(|k| k.agency_id == agency.id);
    let kept: KeptMatter = kept.ok_or(MatterError::NotFound)?;
    let passed = Event::PassedOn { agency: receiver.id.clone(), matter: new_id.clone() };
    record(app, &mut tx, &kept, &Recorded { event: passed, on: today, by: by.user.id.clone() }, actor)
        .await?;
    let (kind, year) = (kept.matter.kind, today.year());
    let serial = tx.next_serial(&format!("matter:{}:{}", kind.code(), receiver.id), i64::from(year)).await?;
    let filed = Event::Filed {
        kind,
        channel: Channel::Handover,
        is_anonymous: false,
        term,
        about: String::new(),
        from: kept.id.clone(),
    };
    let act = MatterAct {
        agency_id: &receiver.id,
        matter_id: &new_id,
        event: &filed,
        on: today,
        number: &format!("{}{year}-{serial:04}", kind.prefix()),
        actor_id: None,
        at_ms: now,
    };
    tx.record_matter(&act, app.settings.chain_hash).await?;
    for (field, text) in &private {
        tx.put_request_private(&new_id, field, text).await?;
    }
    Ok(tx.commit().await?)
}
