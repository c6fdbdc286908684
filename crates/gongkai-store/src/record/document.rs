//! The acts of a document as JSON.

use gongkai_domain::disclosure::document::Event;
use gongkai_domain::disclosure::review::{Finding, ReviewPlan, Step, Weight};
use gongkai_domain::disclosure::revision::{Attachment, Attribute, Kind, Link, LinkKind, Revision, Validity};
use gongkai_domain::permission::Role;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A payload that is not what its kind says.
#[derive(Debug, thiserror::Error)]
pub enum Undecodable {
    /// A kind that this version does not know.
    #[error("unknown kind {0}")]
    Kind(String),
    /// Not the JSON that belongs to the kind.
    #[error("payload")]
    Json(#[from] serde_json::Error),
    /// A code, a day or a plan that does not exist.
    #[error("{what}: {value}")]
    Value {
        /// What it should be.
        what: &'static str,
        /// What it is.
        value: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
struct RevisionRow {
    title: String,
    body_sha256: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    summary: String,
    kind: String,
    genre: String,
    theme: String,
    group: String,
    audience: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    legal_item: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    column: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    catalogue_item: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    number: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    issuer: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    formed_on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    effective_on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    repealed_on: Option<String>,
    validity: String,
    attribute: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    attribute_reason: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    links: Vec<LinkRow>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<AttachmentRow>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    term_days: Option<u16>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LinkRow {
    kind: String,
    to: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct AttachmentRow {
    sha256: String,
    name: String,
    media: String,
    size_bytes: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct StepRow {
    name: String,
    name_en: String,
    role: String,
    days: u16,
}

#[derive(Debug, Serialize, Deserialize)]
struct FindingRow {
    key: String,
    code: String,
    weight: String,
    place: String,
    excerpt: String,
    reason: String,
    reason_en: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct CreatedRow {
    index_number: String,
    revision: RevisionRow,
    plan: Vec<StepRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ImportedRow {
    index_number: String,
    revision: RevisionRow,
    stated_at_ms: i64,
    origin: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct EditedRow {
    revision: RevisionRow,
}

#[derive(Debug, Serialize, Deserialize)]
struct SubmittedRow {
    findings: Vec<FindingRow>,
}

#[derive(Debug, Serialize, Deserialize)]
struct PassedRow {
    step: usize,
    opinion: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct SentBackRow {
    step: usize,
    reason: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct SettledRow {
    key: String,
    reason: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct ScheduledRow {
    at_ms: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct NoteRow {
    note: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReasonRow {
    reason: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct ValidityRow {
    validity: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<String>,
    by_document: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Empty {}

/// The payload of an act; its kind is [`Event::kind`].
pub fn encode_document(event: &Event) -> String {
    let payload = match event {
        Event::Created { index_number, revision, plan } => json(&CreatedRow {
            index_number: index_number.clone(),
            revision: RevisionRow::of(revision),
            plan: plan.steps().iter().map(StepRow::of).collect(),
        }),
        Event::Imported { index_number, revision, stated_at_ms, origin } => json(&ImportedRow {
            index_number: index_number.clone(),
            revision: RevisionRow::of(revision),
            stated_at_ms: *stated_at_ms,
            origin: origin.clone(),
        }),
        Event::Edited { revision } => json(&EditedRow { revision: RevisionRow::of(revision) }),
        Event::Submitted { findings } => {
            json(&SubmittedRow { findings: findings.iter().map(FindingRow::of).collect() })
        }
        Event::Passed { step, opinion } => json(&PassedRow { step: *step, opinion: opinion.clone() }),
        Event::SentBack { step, reason } => json(&SentBackRow { step: *step, reason: reason.clone() }),
        Event::Settled { key, reason } => json(&SettledRow { key: key.clone(), reason: reason.clone() }),
        Event::Scheduled { at_ms } => json(&ScheduledRow { at_ms: *at_ms }),
        Event::Unscheduled | Event::Published => json(&Empty {}),
        Event::CorrectionOpened { note } => json(&NoteRow { note: note.clone() }),
        Event::Discarded { reason } | Event::Withdrawn { reason } => {
            json(&ReasonRow { reason: reason.clone() })
        }
        Event::ValidityChanged { validity, on, by_document } => json(&ValidityRow {
            validity: validity.code().to_owned(),
            on: on.map(|day| day.to_string()),
            by_document: by_document.clone(),
        }),
    };
    payload.expect("a struct of strings and numbers has a JSON form")
}

/// The act that a kind and a payload make.
///
/// # Errors
///
/// If the kind is not one of a document, or the payload is not what the kind says.
pub fn decode_document(kind: &str, payload: &str) -> Result<Event, Undecodable> {
    Ok(match kind {
        "document.created" => {
            let row: CreatedRow = serde_json::from_str(payload)?;
            Event::Created {
                index_number: row.index_number,
                revision: row.revision.into_domain()?,
                plan: plan(row.plan)?,
            }
        }
        "document.imported" => {
            let row: ImportedRow = serde_json::from_str(payload)?;
            Event::Imported {
                index_number: row.index_number,
                revision: row.revision.into_domain()?,
                stated_at_ms: row.stated_at_ms,
                origin: row.origin,
            }
        }
        "document.edited" => {
            let row: EditedRow = serde_json::from_str(payload)?;
            Event::Edited { revision: row.revision.into_domain()? }
        }
        "document.submitted" => {
            let row: SubmittedRow = serde_json::from_str(payload)?;
            let findings: Result<_, Undecodable> =
                row.findings.into_iter().map(FindingRow::into_domain).collect();
            Event::Submitted { findings: findings? }
        }
        "document.passed" => {
            let row: PassedRow = serde_json::from_str(payload)?;
            Event::Passed { step: row.step, opinion: row.opinion }
        }
        "document.sent-back" => {
            let row: SentBackRow = serde_json::from_str(payload)?;
            Event::SentBack { step: row.step, reason: row.reason }
        }
        "document.settled" => {
            let row: SettledRow = serde_json::from_str(payload)?;
            Event::Settled { key: row.key, reason: row.reason }
        }
        "document.scheduled" => {
            let row: ScheduledRow = serde_json::from_str(payload)?;
            Event::Scheduled { at_ms: row.at_ms }
        }
        "document.unscheduled" => Event::Unscheduled,
        "document.published" => Event::Published,
        "document.correction-opened" => {
            let row: NoteRow = serde_json::from_str(payload)?;
            Event::CorrectionOpened { note: row.note }
        }
        "document.discarded" => {
            let row: ReasonRow = serde_json::from_str(payload)?;
            Event::Discarded { reason: row.reason }
        }
        "document.withdrawn" => {
            let row: ReasonRow = serde_json::from_str(payload)?;
            Event::Withdrawn { reason: row.reason }
        }
        "document.validity-changed" => {
            let row: ValidityRow = serde_json::from_str(payload)?;
            Event::ValidityChanged {
                validity: known("validity", &row.validity, Validity::parse)?,
                on: day(row.on)?,
                by_document: row.by_document,
            }
        }
        other => return Err(Undecodable::Kind(other.to_owned())),
    })
}

fn json<T: Serialize>(row: &T) -> Result<String, serde_json::Error> {
    serde_json::to_string(row)
}

fn known<T>(what: &'static str, code: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Undecodable> {
    parse(code).ok_or_else(|| Undecodable::Value { what, value: code.to_owned() })
}

fn day(text: Option<String>) -> Result<Option<Date>, Undecodable> {
    text.map(|text| text.parse().map_err(|_| Undecodable::Value { what: "day", value: text.clone() }))
        .transpose()
}

fn plan(rows: Vec<StepRow>) -> Result<ReviewPlan, Undecodable> {
    let steps: Result<Vec<Step>, Undecodable> = rows.into_iter().map(StepRow::into_domain).collect();
    ReviewPlan::new(steps?)
        .map_err(|error| Undecodable::Value { what: "review plan", value: error.to_string() })
}

impl RevisionRow {
    fn of(r: &Revision) -> RevisionRow {
        let text = |day: Option<Date>| day.map(|d| d.to_string());
        RevisionRow {
            title: r.title.clone(),
            body_sha256: r.body_sha256.clone(),
            summary: r.summary.clone(),
            kind: r.kind.code().to_owned(),
            genre: r.genre.clone(),
            theme: r.theme.clone(),
            group: r.group.clone(),
            audience: r.audience.clone(),
            legal_item: r.legal_item.clone(),
            column: r.column.clone(),
            catalogue_item: r.catalogue_item.clone(),
            number: r.number.clone(),
            issuer: r.issuer.clone(),
            source: r.source.clone(),
            formed_on: text(r.formed_on),
            effective_on: text(r.effective_on),
            expires_on: text(r.expires_on),
            repealed_on: text(r.repealed_on),
            validity: r.validity.code().to_owned(),
            attribute: r.attribute.code().to_owned(),
            attribute_reason: r.attribute_reason.clone(),
            keywords: r.keywords.clone(),
            links: r
                .links
                .iter()
                .map(|l| LinkRow { kind: l.kind.code().to_owned(), to: l.to.clone() })
                .collect(),
            attachments: r
                .attachments
                .iter()
                .map(|a| AttachmentRow {
                    sha256: a.sha256.clone(),
                    name: a.name.clone(),
                    media: a.media.clone(),
                    size_bytes: a.size_bytes,
                })
                .collect(),
            term_days: r.term_days,
        }
    }

    fn into_domain(self) -> Result<Revision, Undecodable> {
        let links: Result<Vec<Link>, Undecodable> = self
            .links
            .into_iter()
            .map(|l| Ok(Link { kind: known("link", &l.kind, LinkKind::parse)?, to: l.to }))
            .collect();
        Ok(Revision {
            kind: known("kind", &self.kind, Kind::parse)?,
            validity: known("validity", &self.validity, Validity::parse)?,
            attribute: known("attribute", &self.attribute, Attribute::parse)?,
            formed_on: day(self.formed_on)?,
            effective_on: day(self.effective_on)?,
            expires_on: day(self.expires_on)?,
            repealed_on: day(self.repealed_on)?,
            title: self.title,
            body_sha256: self.body_sha256,
            summary: self.summary,
            genre: self.genre,
            theme: self.theme,
            group: self.group,
            audience: self.audience,
            legal_item: self.legal_item,
            column: self.column,
            catalogue_item: self.catalogue_item,
            number: self.number,
            issuer: self.issuer,
            source: self.source,
            attribute_reason: self.attribute_reason,
            keywords: self.keywords,
            links: links?,
            attachments: self
                .attachments
                .into_iter()
                .map(|a| Attachment {
                    sha256: a.sha256,
                    name: a.name,
                    media: a.media,
                    size_bytes: a.size_bytes,
                })
                .collect(),
            term_days: self.term_days,
        })
    }
}

impl StepRow {
    fn of(step: &Step) -> StepRow {
        StepRow {
            name: step.name.clone(),
            name_en: step.name_en.clone(),
            role: step.role.code().to_owned(),
            days: step.days,
        }
    }

    fn into_domain(self) -> Result<Step, Undecodable> {
        Ok(Step {
            role: known("role", &self.role, Role::parse)?,
            name: self.name,
            name_en: self.name_en,
            days: self.days,
        })
    }
}

impl FindingRow {
    fn of(f: &Finding) -> FindingRow {
        FindingRow {
            key: f.key.clone(),
            code: f.code.clone(),
            weight: f.weight.code().to_owned(),
            place: f.place.clone(),
            excerpt: f.excerpt.clone(),
            reason: f.reason.clone(),
            reason_en: f.reason_en.clone(),
        }
    }

    fn into_domain(self) -> Result<Finding, Undecodable> {
        Ok(Finding {
            weight: known("weight", &self.weight, Weight::parse)?,
            key: self.key,
            code: self.code,
            place: self.place,
            excerpt: self.excerpt,
            reason: self.reason,
            reason_en: self.reason_en,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn full() -> Revision {
        let mut r = Revision::new("通知", "ab", Kind::Normative);
        r.formed_on = Some(date(2026, 3, 2));
        r.attribute = Attribute::OnRequest;
        r.attribute_reason = "理由".into();
        r.keywords = vec!["公开".into()];
        r.links = vec![Link { kind: LinkKind::Supersedes, to: "d1".into() }];
        r.attachments = vec![Attachment {
            sha256: "cd".into(),
            name: "附件.docx".into(),
            media: "application/octet-stream".into(),
            size_bytes: 12,
        }];
        r.term_days = Some(7);
        r.catalogue_item = "e1".into();
        r
    }

    #[test]
    fn every_act_is_read_back() {
        let finding = Finding {
            key: "k".into(),
            code: "PD01".into(),
            weight: Weight::Settle,
            place: "body".into(),
            excerpt: "x".into(),
            reason: "甲".into(),
            reason_en: "a".into(),
        };
        let events = [
            Event::Created { index_number: "i".into(), revision: full(), plan: ReviewPlan::default() },
            Event::Imported {
                index_number: "i".into(),
                revision: full(),
                stated_at_ms: 5,
                origin: "旧站".into(),
            },
            Event::Edited { revision: Revision::new("题", "", Kind::News) },
            Event::Submitted { findings: vec![finding] },
            Event::Passed { step: 2, opinion: "同意".into() },
            Event::SentBack { step: 1, reason: "补充".into() },
            Event::Settled { key: "k".into(), reason: "办公电话".into() },
            Event::Scheduled { at_ms: 99 },
            Event::Unscheduled,
            Event::Published,
            Event::CorrectionOpened { note: "更正".into() },
            Event::Discarded { reason: "重复".into() },
            Event::Withdrawn { reason: "有误".into() },
            Event::ValidityChanged {
                validity: Validity::Repealed,
                on: Some(date(2026, 6, 1)),
                by_document: "d2".into(),
            },
        ];
        for event in events {
            let read = decode_document(event.kind(), &encode_document(&event)).expect("readable");
            assert_eq!(read, event);
        }
    }

    #[test]
    fn what_does_not_fit_is_told() {
        assert!(matches!(decode_document("document.lost", "{}"), Err(Undecodable::Kind(_))));
        assert!(matches!(decode_document("document.passed", "{}"), Err(Undecodable::Json(_))));
        let mut payload = encode_document(&Event::Edited { revision: full() });
        payload = payload.replace("\"normative\"", "\"odd\"");
        assert!(matches!(
            decode_document("document.edited", &payload),
            Err(Undecodable::Value { what: "kind", .. })
        ));
    }
}
