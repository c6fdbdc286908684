//! The events of a matter as JSON. Nothing of a person stands in it.

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::matter::{Event, EventKind, MatterKind, Settlement};
use gongkai_domain::request::event::{Channel, Delivery};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Undecodable;

/// Every field that an event can have.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Row {
    on: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    matter_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    matter_kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_anonymous: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u16>,
    #[serde(skip_serializing_if = "String::is_empty")]
    about: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_left_out: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settlement: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    way: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Before the kind of an event in the record.
const PREFIX: &str = "matter.";

/// The kind of an event in the record.
pub fn matter_kind(event: &Event) -> String {
    format!("{PREFIX}{}", event.kind().code())
}

/// The payload of an event that counts for a day; `matter_number` is given to the first.
pub fn encode_matter(event: &Event, on: Date, matter_number: &str) -> String {
    let mut row = Row { on: on.to_string(), matter_number: matter_number.to_owned(), ..Row::default() };
    let code = |text: &'static str| Some(text.to_owned());
    match event {
        Event::Filed { kind, channel, is_anonymous, term, about, from } => {
            (row.matter_kind, row.channel) = (code(kind.code()), code(channel.code()));
            (row.is_anonymous, row.days) = (Some(*is_anonymous), Some(term.0));
            (row.about, row.from) = (about.clone(), from.clone());
        }
        Event::Assigned { to } => row.to = Some(to.clone()),
        Event::EvidenceAsked { term, is_left_out } => {
            (row.days, row.is_left_out) = (Some(term.0), Some(*is_left_out));
        }
        Event::StatementAsked { term } => row.days = Some(term.0),
        Event::Proposed { settlement, mend_within } => {
            (row.settlement, row.days) = (code(settlement.code()), Some(mend_within.0));
        }
        Event::SentBack { reason } => row.reason = Some(reason.clone()),
        Event::PassedOn { agency, matter } => {
            (row.agency, row.matter) = (Some(agency.clone()), Some(matter.clone()));
        }
        Event::Told { way } => row.way = code(way.code()),
        Event::Reversed { number, reason } => {
            (row.number, row.reason) = (Some(*number), Some(reason.clone()));
        }
        Event::Accepted
        | Event::EvidenceReceived
        | Event::StatementReceived
        | Event::Decided
        | Event::Mended
        | Event::Withdrawn
        | Event::Archived => {}
    }
    // A row of texts and numbers can always be written.
    serde_json::to_string(&row).unwrap_or_default()
}

/// An event as the record has it, with the day that it counts for and the number that the first one gives.
///
/// # Errors
///
/// If the kind is unknown, or the payload is not what it needs.
pub fn decode_matter(kind: &str, payload: &str) -> Result<(Event, Date, String), Undecodable> {
    let unknown = || Undecodable::Kind(kind.to_owned());
    let kind = kind.strip_prefix(PREFIX).and_then(EventKind::parse).ok_or_else(unknown)?;
    let row: Row = serde_json::from_str(payload)?;
    fn wrong(what: &'static str, value: &str) -> Undecodable {
        Undecodable::Value { what, value: value.to_owned() }
    }
    fn code<T>(
        what: &'static str,
        text: &Option<String>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Undecodable> {
        let text = text.as_deref().unwrap_or_default();
        parse(text).ok_or_else(|| wrong(what, text))
    }
    let days = || row.days.map(WorkingDays).ok_or_else(|| wrong("days", ""));
    let text = |what, value: &Option<String>| value.clone().ok_or_else(|| wrong(what, ""));
    let flag = |what, value: Option<bool>| value.ok_or_else(|| wrong(what, ""));
    let event = match kind {
        EventKind::Filed => Event::Filed {
            kind: code("matter_kind", &row.matter_kind, MatterKind::parse)?,
            channel: code("channel", &row.channel, Channel::parse)?,
            is_anonymous: flag("is_anonymous", row.is_anonymous)?,
            term: days()?,
            about: row.about.clone(),
            from: row.from.clone(),
        },
        EventKind::Assigned => Event::Assigned { to: text("to", &row.to)? },
        EventKind::Accepted => Event::Accepted,
        EventKind::EvidenceAsked => {
            Event::EvidenceAsked { term: days()?, is_left_out: flag("is_left_out", row.is_left_out)? }
        }
        EventKind::EvidenceReceived => Event::EvidenceReceived,
        EventKind::StatementAsked => Event::StatementAsked { term: days()? },
        EventKind::StatementReceived => Event::StatementReceived,
        EventKind::Proposed => Event::Proposed {
            settlement: code("settlement", &row.settlement, Settlement::parse)?,
            mend_within: days()?,
        },
        EventKind::SentBack => Event::SentBack { reason: text("reason", &row.reason)? },
        EventKind::Decided => Event::Decided,
        EventKind::PassedOn => {
            Event::PassedOn { agency: text("agency", &row.agency)?, matter: text("matter", &row.matter)? }
        }
        EventKind::Told => Event::Told { way: code("way", &row.way, Delivery::parse)? },
        EventKind::Mended => Event::Mended,
        EventKind::Withdrawn => Event::Withdrawn,
        EventKind::Archived => Event::Archived,
        EventKind::Reversed => Event::Reversed {
            number: row.number.ok_or_else(|| wrong("number", ""))?,
            reason: text("reason", &row.reason)?,
        },
    };
    let on: Date = row.on.parse().map_err(|_| wrong("on", &row.on))?;
    Ok((event, on, row.matter_number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_kind_comes_back_as_it_was() {
        let all = [
            Event::Filed {
                kind: MatterKind::Complaint,
                channel: Channel::Online,
                is_anonymous: true,
                term: WorkingDays(20),
                about: "b".into(),
                from: String::new(),
            },
            Event::Assigned { to: "x".into() },
            Event::Accepted,
            Event::EvidenceAsked { term: WorkingDays(15), is_left_out: true },
            Event::EvidenceReceived,
            Event::StatementAsked { term: WorkingDays(10) },
            Event::StatementReceived,
            Event::Proposed { settlement: Settlement::Ordered, mend_within: WorkingDays(10) },
            Event::SentBack { reason: "重拟".into() },
            Event::Decided,
            Event::PassedOn { agency: "a".into(), matter: "m".into() },
            Event::Told { way: Delivery::Portal },
            Event::Mended,
            Event::Withdrawn,
            Event::Archived,
            Event::Reversed { number: 3, reason: "登记错误".into() },
        ];
        assert_eq!(all.len(), EventKind::ALL.len(), "every kind is tried");
        for event in all {
            let on = date(2026, 3, 2);
            let payload = encode_matter(&event, on, "T2026-0001");
            let back = decode_matter(&matter_kind(&event), &payload).unwrap();
            assert_eq!(back, (event, on, "T2026-0001".to_owned()));
        }
        assert!(decode_matter("matter.nothing", "{}").is_err());
        assert!(decode_matter("matter.evidence-asked", r#"{"on":"2026-03-02"}"#).is_err());
    }
}
