//! Five years of the made-up district as its records: requests, disputes, documents, decisions and fees, so that the reports
//! that it published can be compiled again from them, number by number.

use std::collections::BTreeMap;

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::china_time;
use gongkai_domain::report::{Applicant, CellKey, Cells, Format, Outcome, Procedure, Row};
use gongkai_domain::request::event::{Channel, Delivery, Notice};
use gongkai_domain::request::proceeding::Result as Ruling;
use gongkai_domain::request::{Ending, Event, Recorded};
use gongkai_store::{EntryAct, EntryPayload, NewEntryAct, RequestHistory, Tx};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::district::{UNITS, Unit};
use crate::requests::seal;
use crate::{App, Internal, now_ms, registers};

const OFFICER: &str = "edu.case";
const HEAD: &str = "edu.head";

/// A request of a past year: when it was received, who asked, and how and when it ended.
struct Past {
    received_on: Date,
    applicant: Applicant,
    ended: (Ending, Date),
}

fn number(cells: &Cells, key: CellKey) -> usize {
    cells.number(key).and_then(|n| n.to_usize()).unwrap_or(0)
}

/// The nth of so many days spread over the days of a year in which offices work.
fn spread(year: i16, nth: usize, of: usize) -> Date {
    let day = 4 + 330 * i64::try_from(nth).unwrap_or(0) / i64::try_from(of.max(1)).unwrap_or(1);
    date(year, 1, 1).saturating_add(day.days())
}

/// The endings of a kind of applicant in a year, as many as its cells say, in an order that mixes them.
fn endings(cells: &Cells, applicant: Applicant) -> Vec<Ending> {
    let mut by_row: Vec<(usize, Ending)> = Row::printed_in(Format::F2021)
        .filter(|row| row.is_ending())
        .filter_map(|row| {
            let ending = Ending::ALL.iter().copied().find(|e| e.row() == row)?;
            Some((number(cells, CellKey::t3(row, applicant)), ending))
        })
        .collect();
    let mut out = Vec::new();
    while by_row.iter().any(|(left, _)| *left > 0) {
        for (left, ending) in &mut by_row {
            if *left > 0 {
                *left -= 1;
                out.push(*ending);
            }
        }
    }
    out
}

/// Every request behind the tables of a unit.
fn past(years: &[(i16, Cells)]) -> Vec<Past> {
    let mut out = Vec::new();
    for applicant in Applicant::PARTS {
        let mut open: Vec<Date> = match years.first() {
            Some((year, cells)) => {
                let carried = number(cells, CellKey::t3(Row::CarriedIn, applicant));
                (0..carried).map(|n| date(*year - 1, 12, 1 + (n % 28) as i8)).collect()
            }
            None => Vec::new(),
        };
        for (year, cells) in years {
            let new = number(cells, CellKey::t3(Row::New, applicant));
            let stays = number(cells, CellKey::t3(Row::CarriedOut, applicant));
            open.extend((0..new).map(|nth| match new - nth <= stays {
                true => date(*year, 12, 3 + (nth % 26) as i8),
                false => spread(*year, nth, new),
            }));
            let ended = open.len().saturating_sub(stays);
            for (received_on, ending) in open.drain(..ended).zip(endings(cells, applicant)) {
                let took = i64::try_from(6 + out.len() % 15).unwrap_or(6);
                let on =
                    received_on.saturating_add(took.days()).max(date(*year, 1, 6)).min(date(*year, 12, 31));
                out.push(Past { received_on, applicant, ended: (ending, on) });
            }
        }
        // What was open at the end of the last year was answered in the first days of the next.
        let next = years.last().map_or(2026, |y| y.0 + 1);
        for (nth, received_on) in open.into_iter().enumerate() {
            let on = date(next, 1, 5 + (nth % 20) as i8);
            out.push(Past { received_on, applicant, ended: (Ending::Granted, on) });
        }
    }
    out.sort_by_key(|p| p.received_on);
    out
}

fn events(past: &Past) -> Vec<Recorded> {
    let (ending, on) = past.ended;
    let before = |days: i64| on.saturating_sub(days.days()).max(past.received_on);
    let staff = |event, on| Recorded { event, on, by: OFFICER.into() };
    let head = |event, on| Recorded { event, on, by: HEAD.into() };
    let nobody = |event, on| Recorded { event, on, by: String::new() };
    let submitted = Event::Submitted { applicant: past.applicant, channel: Channel::Online };
    let mut out = vec![nobody(submitted, past.received_on), staff(Event::Registered, past.received_on)];
    match ending {
        Ending::Withdrawn => out.push(nobody(Event::Withdrawn, on)),
        Ending::NoCorrection => {
            out.push(staff(Event::CorrectionAsked { term: WorkingDays(15) }, past.received_on));
            out.push(staff(Event::NoticeServed { notice: Notice::Correction }, past.received_on));
            out.push(staff(Event::Lapsed { ending }, on));
        }
        Ending::FeeUnpaid => {
            out.push(head(Event::Charged { amount: 400 }, past.received_on));
            out.push(staff(Event::NoticeServed { notice: Notice::Fee }, past.received_on));
            out.push(staff(Event::Lapsed { ending }, on));
        }
        _ => {
            for evidence in ending.evidence() {
                out.push(staff(Event::EvidenceFiled { evidence: *evidence }, before(2)));
            }
            out.push(staff(Event::AnswerDrafted { ending }, before(1)));
            out.push(head(Event::AnswerApproved, on));
            out.push(staff(Event::Answered, on));
        }
    }
    if ending != Ending::Withdrawn {
        out.push(staff(Event::Delivered { way: Delivery::Portal }, on));
    }
    out.push(staff(Event::Archived, on.saturating_add(20.days())));
    out
}

/// An entry: its register and its values.
type Line = (&'static str, Vec<(&'static str, String)>);

fn decisions(year: i16, cells: &Cells) -> Vec<Line> {
    let on = date(year, 12, 31).to_string();
    let kinds = [
        ("行政许可", "t2.license.decisions"),
        ("行政处罚", "t2.penalty.decisions"),
        ("行政强制", "t2.coercion.decisions"),
    ];
    let mut out: Vec<Line> = kinds
        .into_iter()
        .map(|(kind, key)| {
            let count = number(cells, CellKey::t2(key)).to_string();
            let source = "审批和执法科室年末填报".to_owned();
            (
                "decisions",
                vec![("on", on.clone()), ("kind", kind.into()), ("count", count), ("source", source)],
            )
        })
        .collect();
    let wan = cells.number(CellKey::t2("t2.fees.amount_wan")).unwrap_or_default();
    let yuan = (wan * Decimal::from(10_000)).normalize().to_string();
    let item = "各项行政事业性收费合计".to_owned();
    let source = "财务科决算".to_owned();
    out.push(("admin-fees", vec![("on", on), ("item", item), ("amount", yuan), ("source", source)]));
    out
}

/// Normative documents that came and went: each year's repeals take the oldest.
fn normative(unit: &Unit, years: &[(i16, Cells)]) -> Vec<Line> {
    let mut force: Vec<(Date, String)> = Vec::new();
    let mut out = Vec::new();
    let title = |nth: usize| {
        let field = unit.fields[nth % unit.fields.len()];
        format!("{}{field}管理规定（{}）", unit.short, nth + 1)
    };
    for nth in 0..usize::try_from(unit.normative).unwrap_or(0) {
        force.push((spread(2008 + (nth % 13) as i16, nth % 5, 5), title(nth)));
    }
    let mut made = force.len();
    let mut line = |(issued_on, title): (Date, String), repealed_on: Option<Date>| {
        let mut values = vec![
            ("kind", "行政规范性文件".to_owned()),
            ("title", title),
            ("issued_on", issued_on.to_string()),
            ("source", "规范性文件目录".to_owned()),
        ];
        values.extend(repealed_on.map(|on| ("repealed_on", on.to_string())));
        out.push(("normative-documents", values));
    };
    for (year, cells) in years {
        let count = |name| number(cells, CellKey::t2(name));
        for _ in 0..count("t2.normative.repealed") {
            if !force.is_empty() {
                line(force.remove(0), Some(date(*year, 11, 30)));
            }
        }
        for nth in 0..count("t2.normative.issued") {
            force.push((spread(*year, nth, 6), title(made)));
            made += 1;
        }
    }
    for kept in force {
        line(kept, None);
    }
    out
}

fn proceedings(years: &[(i16, Cells)]) -> Vec<Line> {
    let mut out = Vec::new();
    let (mut serial, last) = (0, years.last().map_or(2025, |y| y.0));
    for procedure in Procedure::ALL {
        let (name, body, results) = match procedure {
            Procedure::Review => (
                "行政复议",
                "示范市澄川区人民政府",
                [Ruling::ReviewUpheld, Ruling::ReviewQuashed, Ruling::ReviewEnded],
            ),
            _ => (
                if procedure == Procedure::Direct {
                    "行政诉讼（未经复议）"
                } else {
                    "行政诉讼（复议后）"
                },
                "示范市澄川区人民法院",
                [Ruling::SuitRejected, Ruling::SuitQuashed, Ruling::SuitInadmissible],
            ),
        };
        let mut open: Vec<Date> = Vec::new();
        for (year, cells) in years {
            let count = |outcome| number(cells, CellKey::t4(procedure, outcome));
            let new = count(Outcome::Total).saturating_sub(open.len());
            open.extend((0..new).map(|nth| spread(*year, nth, new)));
            let outcomes = [Outcome::Upheld, Outcome::Corrected, Outcome::Other].map(count);
            let rulings =
                outcomes.into_iter().zip(results).flat_map(|(n, ruling)| std::iter::repeat_n(ruling, n));
            let rulings: Vec<Ruling> = rulings.collect();
            for (on, ruling) in open.drain(..rulings.len()).zip(rulings) {
                let ended = on.saturating_add(58.days()).max(date(*year, 2, 10)).min(date(*year, 12, 20));
                serial += 1;
                out.push(proceeding((name, body), serial, on, Some((ruling, ended.max(on)))));
            }
        }
        for on in open {
            serial += 1;
            out.push(proceeding((name, body), serial, on, Some((results[0], date(last + 1, 3, 18)))));
        }
    }
    out
}

fn proceeding((name, body): (&str, &str), serial: i32, on: Date, ended: Option<(Ruling, Date)>) -> Line {
    let mut values = vec![
        ("on", on.to_string()),
        ("procedure", name.to_owned()),
        ("reference", format!("（{}）澄政公{serial}号", on.year())),
        ("body", body.to_owned()),
    ];
    if let Some((ruling, on)) = ended {
        values.push(("result", ruling.zh().to_owned()));
        values.push(("ended_on", on.to_string()));
    }
    ("proceedings", values)
}

/// What the applicant of the nth request was told.
fn number_of(past: &Past, nth: usize) -> String {
    format!("{}-{:04}", past.received_on.year(), nth + 1)
}

/// Ties what was corrected to an answer that was fought over: the newest denial before it that nobody fought over yet.
fn tie(disputes: &mut [Line], past: &[Past]) {
    const LESSONS: [(Ending, &str); 3] = [
        (Ending::DeniedInternal, "内部事务信息应先分清是否影响管理相对人的权利义务，影响的不能以此为由。"),
        (Ending::DeniedProcess, "过程已经结束的信息不再是过程性信息，答复前核对决定是否已经作出。"),
        (Ending::NotFound, "检索范围要写明，并保存检索记录，不能只写“经检索不存在”。"),
    ];
    let mut taken: Vec<usize> = Vec::new();
    for (_, values) in disputes {
        let value = |field: &str| values.iter().find(|v| v.0 == field).map(|v| v.1.clone());
        let ruling = value("result").and_then(|r| Ruling::ALL.iter().find(|x| x.zh() == r));
        let on: Option<Date> = value("on").and_then(|d| d.parse().ok());
        let (Some(ruling), Some(on)) = (ruling, on) else { continue };
        if ruling.outcome() != Outcome::Corrected {
            continue;
        }
        let lesson = |p: &Past| LESSONS.iter().find(|l| l.0 == p.ended.0).map(|l| l.1);
        let found = past.iter().enumerate().rev().find_map(|(nth, p)| {
            let is_free = p.ended.1 < on && !taken.contains(&nth);
            Some((nth, p, lesson(p).filter(|_| is_free)?))
        });
        if let Some((nth, p, lesson)) = found {
            taken.push(nth);
            values.push(("request", number_of(p, nth)));
            values.push(("lesson", lesson.to_owned()));
        }
    }
}

/// Puts the records of every unit that has none yet: all of a unit's, or none.
pub async fn put(app: &App) -> Result<(), Internal> {
    for (position, unit) in (1..).zip(&UNITS) {
        if app.store.entry(&format!("{}-h0000", unit.id)).await?.is_some() {
            continue;
        }
        let years = super::unit_cells(position, unit);
        let mut lines = normative(unit, &years);
        lines.extend(years.iter().flat_map(|(year, cells)| decisions(*year, cells)));
        let all = past(&years);
        let mut disputes = proceedings(&years);
        tie(&mut disputes, &all);
        lines.extend(disputes);
        let mut tx = app.store.begin().await?;
        for (nth, line) in lines.into_iter().enumerate() {
            put_line(app, &mut tx, unit, nth, line).await?;
        }
        for (nth, past) in all.iter().enumerate() {
            put_past(app, &mut tx, unit, nth, past).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn put_line(
    app: &App,
    tx: &mut Tx,
    unit: &Unit,
    nth: usize,
    (code, values): Line,
) -> Result<(), Internal> {
    let register = registers::shipped().iter().find(|r| r.code == code);
    let register = register.ok_or_else(|| Internal::Seed(format!("register {code}")))?;
    let values: BTreeMap<String, String> = values.into_iter().map(|(f, v)| (f.to_owned(), v)).collect();
    let fields = register.tidy(&values).map_err(|e| Internal::Seed(format!("{code}: {e:?}")))?;
    let on = register.day(&fields).map(|d| d.to_string());
    let payload = EntryPayload { register: code.into(), on, fields, reason: String::new() };
    let act = NewEntryAct {
        agency_id: unit.id,
        entry_id: &format!("{}-h{nth:04}", unit.id),
        act: EntryAct::Created,
        payload: &payload,
        actor_id: None,
        at_ms: now_ms(),
    };
    tx.record_entry(&act, app.settings.chain_hash).await?;
    Ok(())
}

async fn put_past(app: &App, tx: &mut Tx, unit: &Unit, nth: usize, past: &Past) -> Result<(), Internal> {
    let id = format!("{}-p{nth:04}", unit.id);
    let history = RequestHistory {
        agency_id: unit.id,
        request_id: &id,
        number: &number_of(past, nth),
        events: &events(past),
        at_ms: china_time::instant(past.ended.1.at(16, 0, 0, 0)).min(now_ms()),
    };
    tx.import_request(&history, app.settings.chain_hash).await?;
    let wanted =
        format!("{}年{}的有关材料", past.received_on.year() - 1, unit.fields[nth % unit.fields.len()]);
    let values = [("name", format!("申请人{nth}")), ("wanted", wanted), ("way", "portal".to_owned())];
    let mut sealed = Vec::new();
    for (field, value) in values {
        sealed.push((field, seal(app, &id, field, &value)?));
    }
    tx.put_new_request_private(&id, &sealed).await?;
    Ok(())
}
