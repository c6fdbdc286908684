//! A wide table: one report a row, one cell of the form a column.

use gongkai_domain::report::{AnnualReport, CellKey, Format, Notice, NoticeCode};

use super::document::Document;
use super::fold::fold;
use super::label::{Label, labels};
use super::number;
use super::rows::{self, Kind, PhysicalRow, Val};
use super::table2::cell;

/// How many columns must be cells of the form before a table is taken for a wide one.
const FEWEST_COLUMNS: usize = 12;

/// In how many rows from the top the head of a wide table is looked for.
const HEAD_ROWS: usize = 40;

/// What a column of a wide table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Cell(CellKey),
    Agency,
    Year,
    Format,
    Title,
    Unknown,
}

/// Reads a wide table, if the document is one.
pub fn read(document: &Document) -> Option<Vec<AnnualReport>> {
    let is_source = document.extraction == "text";
    // Most documents are no wide table, and that shows in their first rows.
    let first = rows::first_rows(document, is_source, HEAD_ROWS);
    let (head, columns) = first.iter().take(HEAD_ROWS).enumerate().find_map(|(i, row)| {
        if row.cells.len() < FEWEST_COLUMNS {
            return None;
        }
        let columns: Vec<(i32, Column)> = row.cells.iter().map(|c| (c.x, column(c.text))).collect();
        let mut keys: Vec<CellKey> = columns
            .iter()
            .filter_map(|(_, c)| if let Column::Cell(k) = c { Some(*k) } else { None })
            .collect();
        keys.sort_unstable();
        keys.dedup();
        (keys.len() >= FEWEST_COLUMNS).then_some((i, columns))
    })?;
    let rows = rows::physical_rows(document, is_source);
    let reports: Vec<AnnualReport> = rows[head + 1..].iter().filter_map(|row| one(row, &columns)).collect();
    (!reports.is_empty()).then_some(reports)
}

/// What a header names.
pub(super) fn column(text: &str) -> Column {
    let text = text.trim().trim_matches('"');
    if let Some(key) = CellKey::parse(text) {
        return Column::Cell(key);
    }
    let folded = fold(text).text.to_lowercase();
    match folded.as_str() {
        "report.agency" | "reportagency" | "agency" | "机关" | "机关名称" | "单位" | "单位名称" | "部门"
        | "填报单位" => {
            return Column::Agency;
        }
        "report.year" | "reportyear" | "year" | "年度" | "年份" | "报告年度" => return Column::Year,
        "report.format" | "reportformat" | "format" | "格式" | "式样" => return Column::Format,
        "report.title" | "reporttitle" | "title" | "标题" => return Column::Title,
        _ => {}
    }
    named_cell(&folded).map_or(Column::Unknown, Column::Cell)
}

/// `规章·本年制发件数`, `一、本年新收…·自然人`, `行政复议·结果维持`: a row and a column in one heading.
pub(super) fn named_cell(folded: &str) -> Option<CellKey> {
    use gongkai_domain::report::{Applicant, Outcome};
    let found: Vec<Label> = labels().find(folded).map(|f| f.label).collect();
    let last = *found.last()?;
    let row3 = found.iter().rev().find_map(|l| if let Label::Row3(r) = l { Some(*r) } else { None });
    let row2 = found.iter().find_map(|l| if let Label::Row2(r) = l { Some(*r) } else { None });
    let procedure =
        found.iter().rev().find_map(|l| if let Label::Procedure4(p) = l { Some(*p) } else { None });
    match (last, row3, row2, procedure) {
        (Label::Column3(c), Some(row), _, _) => Some(CellKey::t3(row, c)),
        (Label::Total, Some(row), _, _) => Some(CellKey::t3(row, Applicant::Total)),
        (Label::Other, Some(row), _, _) => Some(CellKey::t3(row, Applicant::Other)),
        (Label::Column2(c), _, Some(row), _) => CellKey::parse(&format!("t2.{}.{}", row.name(), c.name())),
        (Label::Outcome4(o), _, _, Some(p)) => Some(CellKey::t4(p, o)),
        (Label::Total, None, _, Some(p)) => Some(CellKey::t4(p, Outcome::Total)),
        _ => None,
    }
}

fn one(row: &PhysicalRow<'_>, columns: &[(i32, Column)]) -> Option<AnnualReport> {
    let mut report = AnnualReport::empty(Format::F2021);
    let mut format = None;
    let text = |s: &str| Some(s.trim().trim_matches('"').to_owned()).filter(|s| !s.is_empty());
    for c in &row.cells {
        let Some((_, column)) = columns.iter().find(|(x, _)| *x == c.x) else { continue };
        match column {
            Column::Cell(key) => {
                let cell = cell(*key, &value(c), &mut report.notices);
                report.cells.insert(*key, cell);
            }
            Column::Agency => report.agency = text(c.text),
            Column::Title => report.title = text(c.text),
            Column::Year => {
                report.year = c.text.trim().trim_matches('"').trim_end_matches(['年', '度']).parse().ok();
            }
            Column::Format => format = Format::parse(c.text.trim().trim_matches('"')),
            Column::Unknown => {}
        }
    }
    if report.cells.iter().all(|(_, c)| c.value.number().is_none()) && report.agency.is_none() {
        return None;
    }
    report.format = format.unwrap_or_else(|| {
        let has = |name: &str| report.cells.number(CellKey::t2(name)).is_some();
        if has("t2.rules.issued") || has("t2.normative.issued") || has("t2.fees.amount_wan") {
            Format::F2021
        } else if has("t2.rules.made") || has("t2.license.items_last_year") {
            Format::F2019
        } else {
            report.year.map_or(Format::F2021, Format::in_force_for)
        }
    });
    // A wide table of both forms has blank columns for the other form.
    let foreign: Vec<CellKey> = report
        .cells
        .iter()
        .filter(|(k, c)| !k.is_in(report.format) && c.value.number().is_none())
        .map(|(k, _)| k)
        .collect();
    foreign.into_iter().for_each(|k| drop(report.cells.remove(k)));
    report.source.extraction = "wide".to_owned();
    if report.cells.is_empty() {
        report.notices.push(Notice::new(NoticeCode::NoTables, ""));
    }
    Some(report)
}

pub(super) fn value(cell: &rows::PhysicalCell<'_>) -> Val {
    let text = cell.text.trim().trim_matches('"').trim();
    let parsed = number::parse(text);
    let kind = match (text, parsed) {
        ("", _) => Kind::Blank,
        (_, Some(_)) => Kind::Number,
        ("/" | "-" | "—" | "——" | "无" | "－", _) => Kind::Mark,
        _ => Kind::Illegible,
    };
    Val {
        kind,
        raw: text.to_owned(),
        number: parsed.map(|p| p.value),
        money: parsed.and_then(|p| p.money),
        x: cell.x,
        cell: 0,
        place: cell.place,
    }
}
