//! The events of campaigns and of their units as JSON.

use gongkai_domain::campaign::{Asked, CampaignEvent, HandIn, Remark, Terms, UnitEvent, Way};
use serde::{Deserialize, Serialize};

use super::Undecodable;

/// Every field that an event can have.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Row {
    #[serde(skip_serializing_if = "String::is_empty")]
    region: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i16>,
    #[serde(skip_serializing_if = "String::is_empty")]
    internal_on: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    notice: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    campaign: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    agency: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    email: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    above: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    way: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    file: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    media: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    report: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warnings: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<RemarkRow>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct RemarkRow {
    about: String,
    text: String,
}

const CAMPAIGN: &str = "campaign.";
const UNIT: &str = "campaign_unit.";

fn wrong(what: &'static str, value: &str) -> Undecodable {
    Undecodable::Value { what, value: value.to_owned() }
}

fn written(row: &Row) -> String {
    // A row of texts and numbers can always be written.
    serde_json::to_string(row).unwrap_or_default()
}

/// Kind and payload of an event of a campaign.
pub fn encode_campaign(event: &CampaignEvent) -> (String, String) {
    let of = |terms: &Terms| Row {
        region: terms.region.clone(),
        year: Some(terms.year),
        internal_on: terms.internal_on.to_string(),
        notice: terms.notice.clone(),
        ..Row::default()
    };
    let (kind, row) = match event {
        CampaignEvent::Opened(terms) => ("opened", of(terms)),
        CampaignEvent::Changed(terms) => ("changed", of(terms)),
        CampaignEvent::Closed => ("closed", Row::default()),
        CampaignEvent::Reopened => ("reopened", Row::default()),
    };
    (format!("{CAMPAIGN}{kind}"), written(&row))
}

/// An event of a campaign as the record has it.
///
/// # Errors
///
/// If the kind is unknown, or the payload is not what it needs.
pub fn decode_campaign(kind: &str, payload: &str) -> Result<CampaignEvent, Undecodable> {
    let row: Row = serde_json::from_str(payload)?;
    let terms = || {
        Ok::<Terms, Undecodable>(Terms {
            region: row.region.clone(),
            year: row.year.ok_or_else(|| wrong("year", ""))?,
            internal_on: row.internal_on.parse().map_err(|_| wrong("internal_on", &row.internal_on))?,
            notice: row.notice.clone(),
        })
    };
    Ok(match kind.strip_prefix(CAMPAIGN) {
        Some("opened") => CampaignEvent::Opened(terms()?),
        Some("changed") => CampaignEvent::Changed(terms()?),
        Some("closed") => CampaignEvent::Closed,
        Some("reopened") => CampaignEvent::Reopened,
        _ => return Err(Undecodable::Kind(kind.to_owned())),
    })
}

/// Kind and payload of an event of a unit.
pub fn encode_unit(event: &UnitEvent) -> (String, String) {
    let text = |text: &String| Row { text: text.clone(), ..Row::default() };
    let (kind, row) = match event {
        UnitEvent::Asked(asked) => (
            "asked",
            Row {
                campaign: asked.campaign.clone(),
                agency: asked.agency.clone(),
                name: asked.name.clone(),
                email: asked.email.clone(),
                above: asked.above.clone(),
                ..Row::default()
            },
        ),
        UnitEvent::Excused { reason } => ("excused", text(reason)),
        UnitEvent::LinkMade { hash } => ("link-made", text(hash)),
        UnitEvent::HandedIn(h) => (
            "handed-in",
            Row {
                way: h.way.code().to_owned(),
                file: h.file.clone(),
                name: h.name.clone(),
                media: h.media.clone(),
                report: h.report.clone(),
                errors: Some(h.errors),
                warnings: Some(h.warnings),
                ..Row::default()
            },
        ),
        UnitEvent::Returned { comment, remarks } => {
            let remark = |r: &Remark| RemarkRow { about: r.about.clone(), text: r.text.clone() };
            ("returned", Row { remarks: remarks.iter().map(remark).collect(), ..text(comment) })
        }
        UnitEvent::Accepted => ("accepted", Row::default()),
        UnitEvent::Reminded => ("reminded", Row::default()),
        UnitEvent::Listed { report } => ("listed", Row { report: report.clone(), ..Row::default() }),
    };
    (format!("{UNIT}{kind}"), written(&row))
}

/// An event of a unit as the record has it.
///
/// # Errors
///
/// If the kind is unknown, or the payload is not what it needs.
pub fn decode_unit(kind: &str, payload: &str) -> Result<UnitEvent, Undecodable> {
    let row: Row = serde_json::from_str(payload)?;
    Ok(match kind.strip_prefix(UNIT) {
        Some("asked") => UnitEvent::Asked(Asked {
            campaign: row.campaign,
            agency: row.agency,
            name: row.name,
            email: row.email,
            above: row.above,
        }),
        Some("excused") => UnitEvent::Excused { reason: row.text },
        Some("link-made") => UnitEvent::LinkMade { hash: row.text },
        Some("handed-in") => UnitEvent::HandedIn(HandIn {
            way: Way::parse(&row.way).ok_or_else(|| wrong("way", &row.way))?,
            file: row.file,
            name: row.name,
            media: row.media,
            report: row.report,
            errors: row.errors.unwrap_or(0),
            warnings: row.warnings.unwrap_or(0),
        }),
        Some("returned") => UnitEvent::Returned {
            comment: row.text,
            remarks: row.remarks.into_iter().map(|r| Remark { about: r.about, text: r.text }).collect(),
        },
        Some("accepted") => UnitEvent::Accepted,
        Some("reminded") => UnitEvent::Reminded,
        Some("listed") => UnitEvent::Listed { report: row.report },
        _ => return Err(Undecodable::Kind(kind.to_owned())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let terms = Terms {
            region: "r".into(),
            year: 2026,
            internal_on: jiff::civil::date(2027, 1, 15),
            notice: "通知".into(),
        };
        for event in [
            CampaignEvent::Opened(terms.clone()),
            CampaignEvent::Changed(terms),
            CampaignEvent::Closed,
            CampaignEvent::Reopened,
        ] {
            let (kind, payload) = encode_campaign(&event);
            assert_eq!(decode_campaign(&kind, &payload).unwrap(), event);
        }
        let asked =
            Asked { campaign: "c".into(), name: "甲局".into(), above: "u".into(), ..Asked::default() };
        let hand_in = HandIn {
            way: Way::Link,
            file: "f".into(),
            name: "年报.docx".into(),
            media: "m".into(),
            report: "t".into(),
            errors: 2,
            warnings: 1,
        };
        let remarks = vec![Remark { about: "t3.new.total".into(), text: "请核对".into() }];
        for event in [
            UnitEvent::Asked(asked),
            UnitEvent::Excused { reason: "撤销".into() },
            UnitEvent::LinkMade { hash: "h".into() },
            UnitEvent::HandedIn(hand_in),
            UnitEvent::Returned { comment: "退".into(), remarks },
            UnitEvent::Accepted,
            UnitEvent::Reminded,
            UnitEvent::Listed { report: "x-2026".into() },
        ] {
            let (kind, payload) = encode_unit(&event);
            assert_eq!(decode_unit(&kind, &payload).unwrap(), event);
        }
    }
}
