//! A long table: one cell of the form a line, with the names of its row and its column beside it.

use gongkai_domain::report::{AnnualReport, CellKey, Format, Notice, NoticeCode};

use super::fold::fold;
use super::label::Label;
use super::rows::{self, PhysicalRow, RunLabel};
use super::table2::cell;
use super::wide::{self, Column};

/// How many lines must name a cell and give its value before a document is taken for a long table.
const FEWEST_LINES: usize = 20;

/// A cheap look: public keys of cells, or the names of columns again and again.
pub(super) fn is_likely(rows: &[PhysicalRow<'_>], header: &[RunLabel]) -> bool {
    let columns = header.iter().filter(|l| matches!(l.label, Label::Column3(_))).count();
    columns >= FEWEST_LINES
        || rows
            .iter()
            .filter(|r| r.cells.iter().take(3).any(|c| is_key(c.text)))
            .nth(FEWEST_LINES - 1)
            .is_some()
}

fn is_key(text: &str) -> bool {
    let text = text.trim_start_matches('"');
    text.starts_with(['t']) && CellKey::parse(text.trim_end_matches('"')).is_some()
}

/// The cells of a long table, if the rows are one.
///
/// A line holds the public key of a cell or, in one field or several, its labels; the last field that is a value
/// belongs to it. A group such as 不予公开 can stand in a field of its own.
pub(super) fn read(rows: &[PhysicalRow<'_>], report: &mut AnnualReport) -> bool {
    let named: Vec<(CellKey, &PhysicalRow<'_>)> =
        rows.iter().filter_map(|row| Some((key_of(row)?, row))).collect();
    let mut keys: Vec<CellKey> = named.iter().map(|(k, _)| *k).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.len() < FEWEST_LINES || keys.len() * 2 < named.len() {
        return false;
    }
    for row in rows.iter().filter(|r| (2..=8).contains(&r.cells.len())) {
        let last = || row.cells.last().map(|c| c.text.trim().trim_matches('"').to_owned());
        match wide::column(row.cells[0].text) {
            Column::Agency => report.agency = report.agency.take().or_else(last),
            Column::Year => {
                report.year = report.year.or_else(|| last()?.trim_end_matches(['年', '度']).parse().ok())
            }
            _ => {}
        }
    }
    for (key, row) in named {
        let Some(val) = row.cells.iter().rev().map(wide::value).find(|v| v.kind != rows::Kind::Illegible)
        else {
            continue;
        };
        if report.cells.get(key).is_none() {
            let cell = cell(key, &val, &mut report.notices);
            report.cells.insert(key, cell);
        } else {
            report.notices.push(Notice::new(NoticeCode::TableRepeated, key.as_str()));
        }
    }
    let count = |format| report.cells.iter().filter(|(k, _)| k.is_in(format)).count();
    if count(Format::F2021) != count(Format::F2019) {
        report.format = super::cells::format_of(report);
    }
    true
}

/// The cell that a line of few fields names; `None` when it has no value or more than one.
fn key_of(row: &PhysicalRow<'_>) -> Option<CellKey> {
    if !(2..=8).contains(&row.cells.len()) {
        return None;
    }
    let values = row.cells.iter().filter(|c| wide::value(c).kind == rows::Kind::Number).count();
    let names: Vec<&str> = row.cells.iter().map(|c| c.text.trim().trim_matches('"')).collect();
    if let Some(key) = names.iter().find_map(|n| CellKey::parse(n)) {
        return Some(key);
    }
    if values > 1 || !names.iter().any(|n| n.chars().count() >= 2) {
        return None;
    }
    wide::named_cell(&fold(&names.join("·")).text)
}
