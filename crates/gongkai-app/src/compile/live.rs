//! Numbers in the text that come from a record: `{{t3.new.total}}` stands for what the record says, every time it is read.

use std::collections::BTreeMap;

use gongkai_domain::china_time;
use gongkai_domain::compile::Period;
use gongkai_domain::disclosure::revision::Kind;
use gongkai_domain::register::{FieldKind, Register};
use gongkai_domain::report::{
    AnnualReport, Applicant, Bound, CellKey, Cells, Fact, Format, Outcome, Procedure, Row, Subject, cells_of,
};
use rust_decimal::Decimal;

use super::count::instants;
use crate::{App, Internal, assessment, now_ms, registers};

/// A number that a text can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveNumber {
    /// How the text names it, without the braces.
    pub name: String,
    /// What it counts, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// How many; nothing where the record has no number.
    pub value: Option<Decimal>,
    /// Where the list behind it is, under the office's address of the agency.
    pub address: String,
}

/// A name in a text for which there is no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingNumber {
    /// The chapter.
    pub chapter: u8,
    /// The name, as it stands between the braces.
    pub name: String,
    /// Whether there is such a number, which the record has not filled.
    pub is_known: bool,
}

/// Every number that a text of a period can name.
pub(super) async fn numbers(
    app: &App,
    agency_id: &str,
    period: Period,
    (format, cells): (Format, &Cells),
) -> Result<Vec<LiveNumber>, Internal> {
    let mut all: Vec<LiveNumber> =
        cells_of(format).filter(|k| is_named(*k)).map(|k| of_cell(k, cells, period)).collect();
    all.extend(documents(app, agency_id, period).await?);
    for register in registers::of_agency(app, agency_id).await.map_err(internal)? {
        let span = Some((period.from(), period.to()));
        let count = registers::count(app, agency_id, &register, span).await?;
        all.extend(of_register(&register, &count));
        all.extend(of_terms(&register, &count, app, period));
    }
    if let Some(agency) = app.store.agency(agency_id).await? {
        for (name, zh, en, value) in assessment::numbers(app, &agency, period.to().year()).await? {
            let address = "/assessment".into();
            all.push(LiveNumber { name: name.into(), zh: zh.into(), en: en.into(), value, address });
        }
    }
    Ok(all)
}

fn internal(error: crate::documents::DocumentError) -> Internal {
    match error {
        crate::documents::DocumentError::Internal(error) => error,
        other => Internal::Seed(other.to_string()),
    }
}

/// Of table 3 a text names the totals; who asked, in the row of new requests.
fn is_named(key: CellKey) -> bool {
    key.as_t3().is_none_or(|(row, who)| who == Applicant::Total || row == Row::New)
}

fn of_cell(key: CellKey, cells: &Cells, period: Period) -> LiveNumber {
    let def = key.def();
    LiveNumber {
        name: key.as_str().to_owned(),
        zh: def.label(),
        en: def.label_en(),
        value: cells.number(key),
        address: format!("/report/{}/cells/{key}", period.name()),
    }
}

async fn documents(app: &App, agency_id: &str, period: Period) -> Result<Vec<LiveNumber>, Internal> {
    let (mut by_kind, mut by_column) = (BTreeMap::<String, i64>::new(), BTreeMap::<String, i64>::new());
    for (kind, column, count) in app.store.count_published(agency_id, instants(period)).await? {
        *by_kind.entry(kind).or_default() += count;
        *by_column.entry(column).or_default() += count;
    }
    let live = |name: String, zh: String, en: String, count: i64| LiveNumber {
        name,
        zh,
        en,
        value: Some(count.into()),
        address: "/documents?visibility=public".into(),
    };
    let mut all = vec![live(
        "documents".into(),
        "在本站发布的信息".into(),
        "Published on this site".into(),
        by_kind.values().sum(),
    )];
    for kind in Kind::ALL {
        let count = by_kind.get(kind.code()).copied().unwrap_or(0);
        let name = format!("documents.kind={}", kind.code());
        all.push(live(
            name,
            format!("在本站发布：{}", kind.zh()),
            format!("On this site: {}", kind.en()),
            count,
        ));
    }
    for column in app.store.columns().await? {
        let count = by_column.get(&column.id).copied().unwrap_or(0);
        let name = format!("documents.column={}", column.id);
        all.push(live(name, format!("栏目：{}", column.name), format!("Column: {}", column.name_en), count));
    }
    Ok(all)
}

fn of_register(register: &Register, count: &registers::Count) -> Vec<LiveNumber> {
    let live = |name: String, zh: String, en: String, value: Decimal| LiveNumber {
        name,
        zh,
        en,
        value: Some(value.normalize()),
        address: format!("/registers/{}", register.code),
    };
    let code = &register.code;
    let mut all = vec![live(
        code.clone(),
        register.zh.clone(),
        register.en.clone(),
        Decimal::from(count.entries.len()),
    )];
    for (field, sum) in &count.sums {
        let of = register.field(field);
        let (zh, en) = of.map_or(("", ""), |f| (f.zh.as_str(), f.en.as_str()));
        let zh = format!("{}：{zh}合计", register.zh);
        all.push(live(format!("{code}.{field}"), zh, format!("{}: sum of {en}", register.en), *sum));
    }
    for field in &register.fields {
        if field.is_personal {
            continue;
        }
        let filled = |value: &str| {
            let is = |e: &&gongkai_store::EntryRow| e.fields.get(&field.code).is_some_and(|v| v == value);
            Decimal::from(count.entries.iter().filter(is).count())
        };
        match field.kind {
            FieldKind::Choice => {
                for option in &field.options {
                    let zh = format!("{}：{option}", register.zh);
                    let en = format!("{}: {option}", register.en);
                    all.push(live(format!("{code}.{}={option}", field.code), zh, en, filled(option)));
                }
            }
            FieldKind::Flag => {
                let zh = format!("{}：{}", register.zh, field.zh);
                let en = format!("{}: {}", register.en, field.en);
                all.push(live(format!("{code}.{}=是", field.code), zh, en, filled("是")));
            }
            // How many have a day there: answered, done, inspected.
            FieldKind::Day if register.dated_by.as_ref() != Some(&field.code) => {
                let has = count.entries.iter().filter(|e| e.fields.contains_key(&field.code)).count();
                let zh = format!("{}：已填{}", register.zh, field.zh);
                let en = format!("{}: with {}", register.en, field.en);
                all.push(live(format!("{code}.{}", field.code), zh, en, Decimal::from(has)));
            }
            _ => {}
        }
    }
    all
}

/// How the terms of a register's entries of the period were kept, as of its end or today.
fn of_terms(register: &Register, count: &registers::Count, app: &App, period: Period) -> Vec<LiveNumber> {
    if register.terms.is_empty() {
        return Vec::new();
    }
    let on = period.to().min(china_time::day(now_ms()));
    let terms = registers::terms_of(register, &count.entries, &app.calendar, on);
    let live = |what: &str, zh: &str, en: &str, value: usize| LiveNumber {
        name: format!("{}.{what}", register.code),
        zh: format!("{}：{zh}", register.zh),
        en: format!("{}: {en}", register.en),
        value: Some(Decimal::from(value)),
        address: format!("/registers/{}", register.code),
    };
    vec![
        live("in-time", "按期办理", "in time", terms.kept),
        live("not-in-time", "逾期", "not in time", terms.broken),
    ]
}

/// A text with its numbers filled in. What has no number stays as it is and is listed.
pub(super) fn fill(text: &str, numbers: &[LiveNumber]) -> (String, Vec<(String, bool)>) {
    let (mut out, mut missing) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, behind)) = after.split_once("}}").filter(|(name, _)| !name.contains('\n')) else {
            out.push_str("{{");
            rest = after;
            continue;
        };
        let known = numbers.iter().find(|n| n.name == name.trim());
        match known.and_then(|n| n.value) {
            Some(value) => out.push_str(&value.to_string()),
            None => {
                missing.push((name.trim().to_owned(), known.is_some()));
                out.push_str("{{");
                out.push_str(name);
                out.push_str("}}");
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    (out, missing)
}

/// The number of the records for what a text counts. What the tables have is compared by the rules of chapter and table.
fn name_of(subject: Subject) -> Option<&'static str> {
    Some(match subject {
        Subject::WebsiteItems => "documents",
        Subject::Interpretations => "documents.kind=interpretation",
        Subject::NewMediaItems => "account-figures.posts",
        Subject::MediaItems => "media",
        Subject::PressConferences => "press",
        Subject::GazetteIssues => "gazette",
        Subject::PublicConsultations => "surveys",
        Subject::ConsultationsAnswered => "consultations.answered_on",
        Subject::HotlineCalls => "hotline.calls",
        Subject::Trainings => "training",
        Subject::OpenDays => "open-days",
        Subject::CongressProposals => "proposals.kind=人大建议",
        Subject::CppccProposals => "proposals.kind=政协提案",
        Subject::ProcessingFee => "fees.amount",
        _ => return None,
    })
}

/// Exact counts of the text that are not those of the records.
pub(super) fn deviations<'a>(
    report: &'a AnnualReport,
    numbers: &'a [LiveNumber],
) -> impl Iterator<Item = (&'a Fact, &'a LiveNumber)> {
    report.facts.iter().filter(|f| f.bound == Bound::Exact && !f.is_part).filter_map(|fact| {
        let name = name_of(fact.subject)?;
        let number = numbers.iter().find(|n| n.name == name)?;
        (number.value != Some(fact.count.normalize())).then_some((fact, number))
    })
}

/// The reviews and suits of a report in one number.
pub(super) fn disputes(cells: &Cells) -> Decimal {
    let total = |p| cells.number(CellKey::t4(p, Outcome::Total)).unwrap_or_default();
    Procedure::ALL.into_iter().map(total).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(name: &str, value: Option<i64>) -> LiveNumber {
        LiveNumber {
            name: name.into(),
            zh: String::new(),
            en: String::new(),
            value: value.map(Decimal::from),
            address: String::new(),
        }
    }

    #[test]
    fn names_become_numbers_and_what_has_none_is_said() {
        let numbers =
            [number("training", Some(3)), number("proposals.kind=人大建议", Some(1)), number("t2.x", None)];
        let (text, missing) = fill(
            "培训{{training}}次，建议{{ proposals.kind=人大建议 }}件，{{t2.x}}与{{nothing}}，{{未完",
            &numbers,
        );
        assert_eq!(text, "培训3次，建议1件，{{t2.x}}与{{nothing}}，{{未完");
        assert_eq!(missing, [("t2.x".to_owned(), true), ("nothing".to_owned(), false)]);
        assert_eq!(fill("没有数字", &numbers), ("没有数字".to_owned(), vec![]));
    }
}
