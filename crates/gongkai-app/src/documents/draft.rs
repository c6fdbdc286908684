//! A document as a form has it, and as the record wants it.

use gongkai_domain::disclosure::document_number::DocumentNumber;
use gongkai_domain::disclosure::revision::{Attachment, Attribute, Kind, Link, LinkKind, Revision, Validity};
use gongkai_domain::disclosure::vocabulary::{AUDIENCES, GENRES, GROUPS, LEGAL_ITEMS, THEMES, Term, find};
use jiff::civil::Date;

/// A document as a form has it: every field as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are those of Revision")]
pub struct Draft {
    pub title: String,
    pub body: String,
    pub summary: String,
    pub kind: String,
    pub genre: String,
    pub theme: String,
    pub group: String,
    pub audience: String,
    pub legal_item: String,
    pub column: String,
    pub catalogue_item: String,
    pub number: String,
    pub issuer: String,
    pub source: String,
    pub formed_on: String,
    pub effective_on: String,
    pub expires_on: String,
    pub repealed_on: String,
    pub validity: String,
    pub attribute: String,
    pub attribute_reason: String,
    pub keywords: String,
    /// One line a link: kind, a space, and the other's id or 索引号.
    pub links: String,
    pub term_days: String,
}

/// A field that holds what it cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Which field of [`Draft`].
    pub field: &'static str,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl FieldFault {
    fn new(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> FieldFault {
        FieldFault { field, zh: zh.into(), en: en.into() }
    }
}

impl Draft {
    /// A new one with the usual values.
    pub fn new() -> Draft {
        Draft {
            kind: Kind::Policy.code().into(),
            genre: "notice".into(),
            theme: "general".into(),
            group: "policy".into(),
            audience: "all".into(),
            validity: Validity::Valid.code().into(),
            attribute: Attribute::Proactive.code().into(),
            ..Draft::default()
        }
    }

    /// What a revision says, for a form.
    pub fn of(r: &Revision, body: &str) -> Draft {
        let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
        let links: Vec<String> = r.links.iter().map(|l| format!("{} {}", l.kind.code(), l.to)).collect();
        Draft {
            title: r.title.clone(),
            body: body.to_owned(),
            summary: r.summary.clone(),
            kind: r.kind.code().into(),
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
            formed_on: day(r.formed_on),
            effective_on: day(r.effective_on),
            expires_on: day(r.expires_on),
            repealed_on: day(r.repealed_on),
            validity: r.validity.code().into(),
            attribute: r.attribute.code().into(),
            attribute_reason: r.attribute_reason.clone(),
            keywords: r.keywords.join(" "),
            links: links.join("\n"),
            term_days: r.term_days.map(|d| d.to_string()).unwrap_or_default(),
        }
    }

    /// The revision that is meant; `links` are resolved by the caller.
    ///
    /// # Errors
    ///
    /// Every field that holds what it cannot.
    pub fn revision(
        &self,
        body_sha256: &str,
        links: Vec<Link>,
        attachments: Vec<Attachment>,
    ) -> Result<Revision, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut day = |field: &'static str, text: &str| -> Option<Date> {
            let text = text.trim();
            if text.is_empty() {
                return None;
            }
            text.parse().map_err(|_| faults.push(bad_day(field, text))).ok()
        };
        let formed_on = day("formed_on", &self.formed_on);
        let effective_on = day("effective_on", &self.effective_on);
        let expires_on = day("expires_on", &self.expires_on);
        let repealed_on = day("repealed_on", &self.repealed_on);
        let mut word = |field: &'static str, list: &'static [Term], code: &str, may_be_empty: bool| {
            let code = code.trim();
            if code.is_empty() && may_be_empty || code.starts_with("x-") || find(list, code).is_some() {
                return code.to_owned();
            }
            faults.push(FieldFault::new(field, "请从列表中选择", "Choose from the list"));
            String::new()
        };
        let genre = word("genre", GENRES, &self.genre, false);
        let theme = word("theme", THEMES, &self.theme, false);
        let group = word("group", GROUPS, &self.group, false);
        let audience = word("audience", AUDIENCES, &self.audience, false);
        let legal_item = word("legal_item", LEGAL_ITEMS, &self.legal_item, true);
        let number = number(&self.number).unwrap_or_else(|fault| {
            faults.push(fault);
            String::new()
        });
        let mut choose = |field: &'static str| {
            faults.push(FieldFault::new(field, "请从列表中选择", "Choose from the list"));
        };
        let kind = Kind::parse(&self.kind).unwrap_or_else(|| {
            choose("kind");
            Kind::Policy
        });
        let validity = Validity::parse(&self.validity).unwrap_or_else(|| {
            choose("validity");
            Validity::Valid
        });
        let attribute = Attribute::parse(&self.attribute).unwrap_or_else(|| {
            choose("attribute");
            Attribute::Proactive
        });
        let term_days = match self.term_days.trim() {
            "" => None,
            text => match text.parse::<u16>() {
                Ok(days) if days > 0 => Some(days),
                _ => {
                    let zh = format!("“{text}”不是工作日数");
                    faults.push(FieldFault::new("term_days", zh, format!("{text} is no number of days")));
                    None
                }
            },
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let split = |text: &str| -> Vec<String> {
            let is_divider = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
            text.split(is_divider).filter(|w| !w.is_empty()).map(str::to_owned).collect()
        };
        Ok(Revision {
            title: self.title.split_whitespace().collect::<Vec<_>>().join(" "),
            body_sha256: body_sha256.to_owned(),
            summary: self.summary.trim().to_owned(),
            kind,
            genre,
            theme,
            group,
            audience,
            legal_item,
            column: self.column.trim().to_owned(),
            catalogue_item: self.catalogue_item.trim().to_owned(),
            number,
            issuer: self.issuer.trim().to_owned(),
            source: self.source.trim().to_owned(),
            formed_on,
            effective_on,
            expires_on,
            repealed_on,
            validity,
            attribute,
            attribute_reason: self.attribute_reason.trim().to_owned(),
            keywords: split(&self.keywords),
            links,
            attachments,
            term_days,
        })
    }

    /// The links as typed: kind and the other's id or 索引号.
    ///
    /// # Errors
    ///
    /// If a line is none.
    pub(super) fn link_lines(&self) -> Result<Vec<(LinkKind, &str)>, FieldFault> {
        self.links
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| {
                let parts = line.split_once(char::is_whitespace);
                parts.and_then(|(kind, to)| Some((LinkKind::parse(kind)?, to.trim()))).ok_or_else(|| {
                    FieldFault::new(
                        "links",
                        format!("“{line}”：每行写“关系 索引号”，例如 interprets 11341702486344515H/2026-00001"),
                        format!("{line}: write kind and index number, as in interprets 11341702486344515H/2026-00001"),
                    )
                })
            })
            .collect()
    }
}

fn bad_day(field: &'static str, text: &str) -> FieldFault {
    FieldFault::new(
        field,
        format!("“{text}”不是日期，请写成 2026-03-02"),
        format!("{text} is no date; write 2026-03-02"),
    )
}

/// 发文字号 in its normal form, joint ones with 、 between them.
fn number(text: &str) -> Result<String, FieldFault> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    let readings = DocumentNumber::parse_joint(text).map_err(|error| {
        FieldFault::new(
            "number",
            format!("“{}”不是发文字号，例如 澄教发〔2026〕3号", text.trim()),
            format!("{}: {error}; write it as 澄教发〔2026〕3号", text.trim()),
        )
    })?;
    let numbers: Vec<String> = readings.iter().map(|r| r.number.to_string()).collect();
    Ok(numbers.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_a_revision_and_back() {
        let draft = Draft {
            title: "关于  招生的通知".into(),
            number: "澄教发[2026]第03号".into(),
            formed_on: "2026-03-02".into(),
            legal_item: "20-11".into(),
            keywords: "招生，入学 学区".into(),
            ..Draft::new()
        };
        let revision = draft.revision("h", vec![], vec![]).unwrap();
        assert_eq!(revision.number, "澄教发〔2026〕3号");
        assert_eq!(revision.keywords, ["招生", "入学", "学区"]);
        let again = Draft::of(&revision, "<p>x</p>").revision("h", vec![], vec![]).unwrap();
        assert_eq!(again, revision);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let draft = Draft {
            formed_on: "三月".into(),
            theme: "nothing".into(),
            number: "没有".into(),
            term_days: "0".into(),
            links: "of 1".into(),
            ..Draft::new()
        };
        let faults = draft.revision("", vec![], vec![]).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|f| f.field).collect();
        assert_eq!(fields, ["formed_on", "theme", "number", "term_days"]);
        assert!(draft.link_lines().is_err());
    }
}
