//! The events of a request as JSON. Nothing of a person stands in it: who asks and for what is kept apart and deleted in
//! its time, while the record is for ever.

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::report::Applicant;
use gongkai_domain::request::event::{Channel, Consulted, Delivery, Notice, Reopening, Reply};
use gongkai_domain::request::{Ending, Event, EventKind, Evidence};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Undecodable;

/// Every field that an event can have.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Row {
    on: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    request_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    applicant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whom: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ending: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    way: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ground: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
}

/// Before the kind of an event in the record.
const PREFIX: &str = "request.";

/// The kind of an event in the record.
pub fn request_kind(event: &Event) -> String {
    format!("{PREFIX}{}", event.kind().code())
}

/// The payload of an event that counts for a day; `request_number` is given to the first.
pub fn encode_request(event: &Event, on: Date, request_number: &str) -> String {
    let mut row = Row { on: on.to_string(), request_number: request_number.to_owned(), ..Row::default() };
    let code = |text: &'static str| Some(text.to_owned());
    match event {
        Event::Submitted { applicant, channel } => {
            (row.applicant, row.channel) = (code(applicant.as_str()), code(channel.code()));
        }
        Event::Assigned { to } | Event::Transferred { to } => row.to = Some(to.clone()),
        Event::CorrectionAsked { term } | Event::ReasonsAsked { term } => row.days = Some(term.0),
        Event::Extended { days } => row.days = Some(days.0),
        Event::NoticeServed { notice } => row.notice = code(notice.code()),
        Event::ConsultationSent { number, whom } => {
            (row.number, row.whom) = (Some(u32::from(*number)), code(whom.code()));
        }
        Event::ConsultationServed { number } => row.number = Some(u32::from(*number)),
        Event::ConsultationAddressed { number, agency } => {
            (row.number, row.agency) = (Some(u32::from(*number)), Some(agency.clone()));
        }
        Event::HandedOver { agency, request } | Event::TakenOver { agency, request } => {
            (row.agency, row.request) = (Some(agency.clone()), Some(request.clone()));
        }
        Event::ConsultationEnded { number, reply } => {
            (row.number, row.reply) = (Some(u32::from(*number)), code(reply.code()));
        }
        Event::Delayed { until } => row.until = Some(until.to_string()),
        Event::Charged { amount } => row.amount = Some(*amount),
        Event::EvidenceFiled { evidence } => row.evidence = code(evidence.code()),
        Event::AnswerDrafted { ending } | Event::Lapsed { ending } => row.ending = code(ending.code()),
        Event::AnswerSentBack { reason } => row.reason = Some(reason.clone()),
        Event::Delivered { way } => row.way = code(way.code()),
        Event::Reopened { ground, term } => {
            (row.ground, row.days) = (code(ground.code()), Some(term.0));
        }
        Event::Reversed { number, reason } => {
            (row.number, row.reason) = (Some(*number), Some(reason.clone()));
        }
        Event::Registered
        | Event::CorrectionReceived
        | Event::ReasonsReceived
        | Event::Paid
        | Event::AnswerApproved
        | Event::Answered
        | Event::Withdrawn
        | Event::HandoverAgreed
        | Event::PublicationSuggested
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
pub fn decode_request(kind: &str, payload: &str) -> Result<(Event, Date, String), Undecodable> {
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
    let number = || row.number.ok_or_else(|| wrong("number", ""));
    let short = || number().and_then(|n| u16::try_from(n).map_err(|_| wrong("number", &n.to_string())));
    let to = || row.to.clone().ok_or_else(|| wrong("to", ""));
    let agency = || row.agency.clone().ok_or_else(|| wrong("agency", ""));
    let request = || row.request.clone().ok_or_else(|| wrong("request", ""));
    let reason = || row.reason.clone().ok_or_else(|| wrong("reason", ""));
    let ending = || code("ending", &row.ending, Ending::parse);
    let applicant = |text: &str| Applicant::PARTS.into_iter().find(|a| a.as_str() == text);
    let event = match kind {
        EventKind::Submitted => Event::Submitted {
            applicant: code("applicant", &row.applicant, applicant)?,
            channel: code("channel", &row.channel, Channel::parse)?,
        },
        EventKind::Registered => Event::Registered,
        EventKind::Assigned => Event::Assigned { to: to()? },
        EventKind::Transferred => Event::Transferred { to: to()? },
        EventKind::CorrectionAsked => Event::CorrectionAsked { term: days()? },
        EventKind::NoticeServed => {
            Event::NoticeServed { notice: code("notice", &row.notice, Notice::parse)? }
        }
        EventKind::CorrectionReceived => Event::CorrectionReceived,
        EventKind::ConsultationSent => {
            Event::ConsultationSent { number: short()?, whom: code("whom", &row.whom, Consulted::parse)? }
        }
        EventKind::ConsultationServed => Event::ConsultationServed { number: short()? },
        EventKind::ConsultationAddressed => {
            Event::ConsultationAddressed { number: short()?, agency: agency()? }
        }
        EventKind::HandoverAgreed => Event::HandoverAgreed,
        EventKind::HandedOver => Event::HandedOver { agency: agency()?, request: request()? },
        EventKind::TakenOver => Event::TakenOver { agency: agency()?, request: request()? },
        EventKind::ConsultationEnded => {
            Event::ConsultationEnded { number: short()?, reply: code("reply", &row.reply, Reply::parse)? }
        }
        EventKind::Extended => Event::Extended { days: days()? },
        EventKind::ReasonsAsked => Event::ReasonsAsked { term: days()? },
        EventKind::ReasonsReceived => Event::ReasonsReceived,
        EventKind::Delayed => Event::Delayed { until: code("until", &row.until, |t| t.parse().ok())? },
        EventKind::Charged => Event::Charged { amount: row.amount.ok_or_else(|| wrong("amount", ""))? },
        EventKind::Paid => Event::Paid,
        EventKind::EvidenceFiled => {
            Event::EvidenceFiled { evidence: code("evidence", &row.evidence, Evidence::parse)? }
        }
        EventKind::AnswerDrafted => Event::AnswerDrafted { ending: ending()? },
        EventKind::AnswerApproved => Event::AnswerApproved,
        EventKind::AnswerSentBack => Event::AnswerSentBack { reason: reason()? },
        EventKind::Answered => Event::Answered,
        EventKind::Lapsed => Event::Lapsed { ending: ending()? },
        EventKind::Withdrawn => Event::Withdrawn,
        EventKind::Delivered => Event::Delivered { way: code("way", &row.way, Delivery::parse)? },
        EventKind::Reopened => {
            Event::Reopened { ground: code("ground", &row.ground, Reopening::parse)?, term: days()? }
        }
        EventKind::PublicationSuggested => Event::PublicationSuggested,
        EventKind::Archived => Event::Archived,
        EventKind::Reversed => Event::Reversed { number: number()?, reason: reason()? },
    };
    let on: Date = row.on.parse().map_err(|_| wrong("on", &row.on))?;
    Ok((event, on, row.request_number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_kind_comes_back_as_it_was() {
        let all = [
            Event::Submitted { applicant: Applicant::LegalService, channel: Channel::Online },
            Event::Registered,
            Event::Assigned { to: "x".into() },
            Event::Transferred { to: "y".into() },
            Event::CorrectionAsked { term: WorkingDays(15) },
            Event::NoticeServed { notice: Notice::Fee },
            Event::CorrectionReceived,
            Event::ConsultationSent { number: 1, whom: Consulted::JointAgency },
            Event::ConsultationServed { number: 1 },
            Event::ConsultationAddressed { number: 1, agency: "a".into() },
            Event::ConsultationEnded { number: 1, reply: Reply::Silent },
            Event::HandoverAgreed,
            Event::HandedOver { agency: "a".into(), request: "r".into() },
            Event::TakenOver { agency: "b".into(), request: "s".into() },
            Event::Extended { days: WorkingDays(20) },
            Event::ReasonsAsked { term: WorkingDays(10) },
            Event::ReasonsReceived,
            Event::Delayed { until: date(2026, 5, 1) },
            Event::Charged { amount: 2_200 },
            Event::Paid,
            Event::EvidenceFiled { evidence: Evidence::SearchRecord },
            Event::AnswerDrafted { ending: Ending::NotFound },
            Event::AnswerApproved,
            Event::AnswerSentBack { reason: "重拟".into() },
            Event::Answered,
            Event::Lapsed { ending: Ending::FeeUnpaid },
            Event::Withdrawn,
            Event::Delivered { way: Delivery::Post },
            Event::Reopened { ground: Reopening::Judgment, term: WorkingDays(20) },
            Event::PublicationSuggested,
            Event::Archived,
            Event::Reversed { number: 3, reason: "登记错误".into() },
        ];
        assert_eq!(all.len(), EventKind::ALL.len(), "every kind is tried");
        for event in all {
            let on = date(2026, 3, 2);
            let payload = encode_request(&event, on, "2026-0001");
            let back = decode_request(&request_kind(&event), &payload).unwrap();
            assert_eq!(back, (event, on, "2026-0001".to_owned()));
        }
        assert!(decode_request("request.nothing", "{}").is_err());
        assert!(decode_request("request.extended", r#"{"on":"2026-03-02"}"#).is_err());
    }
}
