//! The three tables of a period.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_domain::china_time;
use gongkai_domain::compile::{Counts, EndOfForce, Period, StockOf, stock_of};
use gongkai_domain::permission::Right;
use gongkai_domain::report::{AnnualReport, Applicant, CellKey, Cells, Format, Row};
use gongkai_domain::request::Ending;
use gongkai_store::{Agency, EntryFilter, EntryRow, ForceRow, PeriodTally};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::ends;
use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::reports::Sheet;
use crate::requests::{ProceedingRow, proceedings_of};
use crate::{App, Internal, campaigns, registers};

/// The registers from which table 2 is counted: 规章和规范性文件 that are not documents of this site, decisions, and fees.
pub const LEDGERS: [&str; 3] = ["normative-documents", "decisions", "admin-fees"];

/// What fits no number, or two: it blocks the report until somebody has looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// What it is called.
    pub name: String,
    /// Where it is mended, under the office's address of the agency.
    pub address: String,
    /// Why it is not counted, and what to do, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// The tables of a period as the records have them.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// Whose.
    pub agency: Agency,
    /// What is counted.
    pub period: Period,
    /// The form.
    pub format: Format,
    /// Every cell of the form. Blank where no record is kept.
    pub cells: Cells,
    /// What is in no cell.
    pub unplaced: Vec<Unplaced>,
}

/// The tables of an agency for a period, for somebody who works there.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn compile(
    app: &App,
    by: &Signed,
    agency_id: &str,
    period: Period,
) -> Result<Compiled, DocumentError> {
    let agency = registers::at(app, by, agency_id, Right::ReadWork).await?;
    Ok(compile_of(app, agency, period).await?)
}

/// The tables of a period as a report without text, for files.
pub fn tables_of(compiled: &Compiled) -> AnnualReport {
    let mut report = AnnualReport::empty(compiled.format);
    report.agency = Some(compiled.agency.name.clone());
    report.period = Some((compiled.period.from(), compiled.period.to()));
    report.cells = compiled.cells.clone();
    report
}

/// The tables of a period, laid out.
pub fn sheet_of(compiled: &Compiled) -> Sheet {
    Sheet::checked(tables_of(compiled), Vec::new())
}

/// The same for whoever runs the installation, and where the right was asked elsewhere.
///
/// # Errors
///
/// If the database fails.
pub async fn compile_of(app: &App, agency: Agency, period: Period) -> Result<Compiled, Internal> {
    let format = match Format::in_force_for(period.to().year()) {
        Format::Legacy => Format::F2019,
        format => format,
    };
    if let Some(year) = period.as_year()
        && let Some(sum) = campaigns::sum_for(app, &agency, year).await?
    {
        return Ok(of_sum(agency, period, format, &sum));
    }
    let (from, to) = ends(period);
    let mut counts = Counts::default();
    let mut unplaced = Vec::new();
    let ids = [agency.id.clone()];
    for alike in app.store.tally_period(&ids, (&from, &to)).await? {
        if !count_requests(&mut counts, format, &alike) {
            unplaced.push(unknown_kind(&alike));
        }
    }
    for row in app.store.requests_without_place(&agency.id, (&from, &to)).await? {
        unplaced.push(unplaced_request(&row));
    }
    for row in proceedings_of(app, &agency.id).await? {
        match row.proceeding {
            Some(p) => {
                if let Some(outcome) = p.counted_in(period) {
                    counts.proceedings(p.procedure, outcome, 1);
                }
            }
            None => unplaced.push(unreadable(&row)),
        }
    }
    let ledgers = Ledgers::of(app, &agency.id).await?;
    let kept = ledgers.count(&mut counts, (format, period), &mut unplaced);
    if format == Format::F2019 {
        count_made_public(app, &agency.id, &mut counts, period).await?;
    }
    let cells = counts.cells(format, |key| key.table() != 2 || kept.contains(&key));
    Ok(Compiled { agency, period, format, cells, unplaced })
}

/// The report of a government whose region collects its units' reports is their sum. A unit whose report is not accepted is
/// something without a place: the sum is not whole before it is there, or is taken off the roster.
fn of_sum(agency: Agency, period: Period, format: Format, sum: &campaigns::CampaignSum) -> Compiled {
    let cells = sum.rolled.report.cells.clone();
    let year = sum.campaign.year;
    let absent = |unit: &gongkai_store::CampaignUnitRow, zh: &str, en: &str| Unplaced {
        name: unit.name.clone(),
        address: format!("/campaigns/{year}/units/{}", unit.id),
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    let missing = sum.missing().into_iter().map(|unit| {
        absent(
            unit,
            "的报告尚未审核通过，没有计入汇总。",
            "Its report is not accepted, so it is not in the sum.",
        )
    });
    let left_out = sum.left_out().into_iter().map(|unit| {
        absent(
            unit,
            "的报告不是本年度的表格式样，没有计入汇总。",
            "Its report is not in the form of the year, so it is not in the sum.",
        )
    });
    let unplaced = missing.chain(left_out).collect();
    Compiled { agency, period, format, cells, unplaced }
}

/// Counts requests that stand alike; false where they fit no column or row.
pub(crate) fn count_requests(counts: &mut Counts, format: Format, alike: &PeriodTally) -> bool {
    let applicant = Applicant::PARTS.into_iter().find(|a| a.as_str() == alike.applicant);
    let Some(applicant) = applicant else { return false };
    let many = u64::try_from(alike.requests).unwrap_or(0);
    let left = match &alike.ending {
        None => vec![Row::CarriedOut],
        Some(code) => match Ending::parse(code) {
            Some(ending) => vec![ending.row(), Row::Total],
            None => return false,
        },
    };
    let came = if alike.is_new { Row::New } else { Row::CarriedIn };
    for row in std::iter::once(came).chain(left) {
        counts.requests(format, applicant, row, many);
    }
    true
}

fn unknown_kind(alike: &PeriodTally) -> Unplaced {
    let what = alike.ending.as_deref().unwrap_or(&alike.applicant);
    Unplaced {
        name: what.to_owned(),
        address: "/requests".into(),
        zh: format!("{}件申请的申请人类型或办理结果不在表内。", alike.requests),
        en: format!(
            "{} requests have an applicant or an ending that the form does not know.",
            alike.requests
        ),
    }
}

fn unplaced_request(row: &gongkai_store::RequestRow) -> Unplaced {
    let (zh, en) = match (&row.received_on, &row.counted_on) {
        (Some(received), Some(ended)) => (
            format!("办结日期{ended}早于收到日期{received}，请更正其中一项。"),
            format!("It ended on {ended}, before it was received on {received}; mend one of them."),
        ),
        _ => (
            format!("{}提交，尚未登记收到日期。请先登记。", row.submitted_on),
            format!("Handed in on {}, and its receipt is not confirmed. Register it.", row.submitted_on),
        ),
    };
    Unplaced { name: row.number.clone(), address: format!("/requests/{}", row.id), zh, en }
}

fn unreadable(row: &ProceedingRow) -> Unplaced {
    Unplaced {
        name: row.value("reference").to_owned(),
        address: format!("/entries/{}", row.entry.id),
        zh: "复议或诉讼的程序、日期或结果填写不全。".into(),
        en: "Procedure, day or result of the review or suit cannot be read.".into(),
    }
}

/// The 2019 form counts what was made public in the year, and what is public in all.
async fn count_made_public(
    app: &App,
    agency_id: &str,
    counts: &mut Counts,
    period: Period,
) -> Result<(), Internal> {
    for (kind, _, published) in app.store.count_published(agency_id, instants(period)).await? {
        let Some(group) = group_of(&kind) else { continue };
        counts.add(CellKey::t2(group[1]), published);
    }
    Ok(())
}

/// The instants at which a period begins and after which it is over.
pub(crate) fn instants(period: Period) -> (i64, i64) {
    let midnight = |day: Date| china_time::instant(day.at(0, 0, 0, 0));
    (midnight(period.from()), midnight(period.to().saturating_add(1.day())))
}

/// The cells of the 2019 form for a kind of document: made, made public, public in all.
fn group_of(kind: &str) -> Option<[&'static str; 3]> {
    match kind {
        "rules" => Some(["t2.rules.made", "t2.rules.published", "t2.rules.total_public"]),
        "normative" => Some(["t2.normative.made", "t2.normative.published", "t2.normative.total_public"]),
        _ => None,
    }
}

/// The cells of the 2021 form for a kind of document.
pub(crate) fn stock_cells(format: Format, kind: &str) -> Option<[CellKey; 3]> {
    let names = match (format, kind) {
        (Format::F2021, "rules") => ["t2.rules.issued", "t2.rules.repealed", "t2.rules.valid"],
        (Format::F2021, "normative") => {
            ["t2.normative.issued", "t2.normative.repealed", "t2.normative.valid"]
        }
        _ => return None,
    };
    Some(names.map(CellKey::t2))
}

/// The cell that a kind of decision is counted in.
pub(crate) fn decision_cell(kind: &str) -> Option<CellKey> {
    let name = match kind {
        "行政许可" => "t2.license.decisions",
        "行政处罚" => "t2.penalty.decisions",
        "行政强制" => "t2.coercion.decisions",
        _ => return None,
    };
    Some(CellKey::t2(name))
}

/// 行政事业性收费, in 万元; only the 2021 form has it as money.
pub(crate) fn fee_cell() -> CellKey {
    CellKey::t2("t2.fees.amount_wan")
}

/// How a document of the site stands to a period.
pub(crate) fn stock_of_document(row: &ForceRow, period: Period) -> Option<StockOf> {
    let day = |text: &Option<String>| text.as_ref().and_then(|t| t.parse::<Date>().ok());
    let issued_on = day(&row.formed_on)?;
    let ended = match row.validity.as_str() {
        "repealed" => day(&row.repealed_on).map(|on| (on, EndOfForce::Repealed)),
        // A term that was written down ends it by itself, whether or not somebody has marked it since.
        _ => day(&row.expires_on).map(|on| (on, EndOfForce::Lapsed)),
    };
    Some(stock_of(period, issued_on, ended))
}

/// The same for a line of the register of documents that are not on the site.
pub(crate) fn stock_of_entry(entry: &EntryRow, period: Period) -> Option<(&'static str, StockOf)> {
    let text = |field: &str| entry.fields.get(field).map_or("", String::as_str);
    let day = |field: &str| text(field).parse::<Date>().ok();
    let kind = match text("kind") {
        "规章" => "rules",
        "行政规范性文件" => "normative",
        _ => return None,
    };
    let repealed = day("repealed_on").map(|on| (on, EndOfForce::Repealed));
    let ended = repealed.or(day("expired_on").map(|on| (on, EndOfForce::Lapsed)));
    Some((kind, stock_of(period, day("issued_on")?, ended)))
}

/// What table 2 is counted from.
pub(crate) struct Ledgers {
    pub(crate) documents: Vec<ForceRow>,
    pub(crate) entries: BTreeMap<&'static str, Vec<EntryRow>>,
}

impl Ledgers {
    pub(crate) async fn of(app: &App, agency_id: &str) -> Result<Ledgers, Internal> {
        let documents = app.store.documents_of_force(&[agency_id.to_owned()]).await?;
        let mut entries = BTreeMap::new();
        for register in LEDGERS {
            let filter = EntryFilter {
                agency_id: Some(agency_id.to_owned()),
                register: Some(register.to_owned()),
                period: None,
            };
            entries.insert(register, app.store.entries(&filter).await?);
        }
        Ok(Ledgers { documents, entries })
    }

    fn of_register(&self, register: &str) -> &[EntryRow] {
        self.entries.get(register).map_or(&[], Vec::as_slice)
    }

    /// The entries of a register that belong to a period.
    pub(crate) fn in_period<'a>(
        &'a self,
        register: &str,
        period: Period,
    ) -> impl Iterator<Item = &'a EntryRow> {
        let is_in = move |e: &&EntryRow| {
            e.on_day.as_ref().and_then(|d| d.parse().ok()).is_some_and(|day| period.has(day))
        };
        self.of_register(register).iter().filter(is_in)
    }

    /// Counts table 2; gives the cells of which a record is kept.
    fn count(
        &self,
        counts: &mut Counts,
        (format, period): (Format, Period),
        unplaced: &mut Vec<Unplaced>,
    ) -> BTreeSet<CellKey> {
        let mut kept = BTreeSet::new();
        for kind in ["rules", "normative"] {
            kept.extend(stock_cells(format, kind).into_iter().flatten());
            if format == Format::F2019 {
                kept.extend(group_of(kind).into_iter().flatten().map(CellKey::t2));
            }
        }
        let mut stock = |kind: &str, of: StockOf, is_public: bool| {
            if let Some(cells) = stock_cells(format, kind) {
                let counted = [of.is_issued, of.is_repealed, of.is_valid];
                cells.into_iter().zip(counted).filter(|c| c.1).for_each(|c| counts.add(c.0, 1));
            } else if let Some([made, _, public]) = group_of(kind) {
                [(made, of.is_issued), (public, of.is_valid && is_public)]
                    .into_iter()
                    .filter(|c| c.1)
                    .for_each(|c| counts.add(CellKey::t2(c.0), 1));
            }
        };
        for row in &self.documents {
            match stock_of_document(row, period) {
                Some(of) => stock(&row.kind, of, true),
                None => unplaced.push(Unplaced {
                    name: row.title.clone(),
                    address: format!("!/office/documents/{}", row.id),
                    zh: "没有成文日期，无法计入制发件数。请更正后补填。".into(),
                    en: "It has no date, so it cannot be counted as issued. Correct it.".into(),
                }),
            }
        }
        for entry in self.of_register(LEDGERS[0]) {
            if let Some((kind, of)) = stock_of_entry(entry, period) {
                stock(kind, of, false);
            }
        }
        for entry in self.in_period(LEDGERS[1], period) {
            let kind = entry.fields.get("kind").map_or("", String::as_str);
            let count = entry.fields.get("count").and_then(|n| n.parse::<Decimal>().ok());
            if let Some((cell, count)) = decision_cell(kind).zip(count) {
                counts.add(cell, count);
                kept.insert(cell);
            }
        }
        if format == Format::F2021 {
            for entry in self.in_period(LEDGERS[2], period) {
                if let Some(yuan) = entry.fields.get("amount").and_then(|n| n.parse::<Decimal>().ok()) {
                    counts.add(fee_cell(), yuan / Decimal::from(10_000));
                    kept.insert(fee_cell());
                }
            }
        }
        kept
    }
}
