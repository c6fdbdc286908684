//! The government's report as the sum of its units, cell by cell.
//!
//! `gov = own office + departments + child governments`; a child government that the roster gives units of its own
//! is the sum of them, and its published report is only compared, never added (our reading of how the reports of
//! people's governments are made). Each sum keeps its children, so every number can be followed down.

mod names;
mod roster;
#[cfg(test)]
mod tests;

pub use roster::{Roster, RosterError, Unit, UnitKind};

use alloc::string::String;
use alloc::vec::Vec;
use rust_decimal::Decimal;

use crate::check::{Finding, Verdict, roll_up_findings};
use crate::format_map::{other_endings, other_parts};
use crate::report::{AnnualReport, Applicant, Cell, CellKey, Cells, Format, Row, Source};

/// What one unit gives to a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    /// Index into the roster's units.
    pub unit: usize,
    /// Index into the reports that were given.
    pub report: usize,
    /// The number.
    pub value: Decimal,
}

/// One cell of the rolled-up report with the cells it is the sum of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellSum {
    /// Which cell.
    pub key: CellKey,
    /// The sum of the numbers.
    pub total: Decimal,
    /// The units that have a number, in the order of the roster.
    pub parts: Vec<Contribution>,
    /// The units whose report has no number there: blank, `/`, illegible or absent.
    pub blank: Vec<usize>,
}

impl CellSum {
    /// `Pass` when every counted unit has a number; `Conditional` when the sum holds only if the blank ones are 0.
    pub fn verdict(&self) -> Verdict {
        if self.blank.is_empty() { Verdict::Pass } else { Verdict::Conditional }
    }
}

/// What became of a unit in the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitStatus {
    /// Its report is in the sum.
    Counted,
    /// It is the sum of the units under it.
    Summed,
    /// It has no report (缺报).
    Missing,
    /// It has reports of other years only.
    WrongYear,
    /// Its report is not in the form of the year, and is left out.
    WrongForm,
    /// A government above it is counted by its own report, since no unit under that has one.
    Covered,
    /// Another line of the roster has the same name; it is counted there.
    NamedTwice,
}

impl UnitStatus {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            UnitStatus::Counted => "counted",
            UnitStatus::Summed => "summed",
            UnitStatus::Missing => "missing",
            UnitStatus::WrongYear => "wrong_year",
            UnitStatus::WrongForm => "wrong_form",
            UnitStatus::Covered => "covered",
            UnitStatus::NamedTwice => "named_twice",
        }
    }
}

/// A unit's reports and what became of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitState {
    /// What became of it.
    pub status: UnitStatus,
    /// Its report of the year: the one that is counted, or for `Summed` the published one. An index into the reports.
    pub report: Option<usize>,
    /// Further reports of the same year (重复报送), not counted.
    pub double: Vec<usize>,
    /// Its report of the year before, for the carry-over.
    pub previous: Option<usize>,
    /// Reports of other years.
    pub other_years: Vec<usize>,
}

/// The government's report as the sum of its units.
#[derive(Debug, Clone, PartialEq)]
pub struct RolledUp {
    /// The year.
    pub year: i16,
    /// The rolled-up report. Its cells are the sums.
    pub report: AnnualReport,
    /// The sums with their children, in the order of the dictionary.
    pub sums: Vec<CellSum>,
    /// What became of each unit of the roster.
    pub units: Vec<UnitState>,
    /// Reports that belong to no unit of the roster.
    pub unlisted: Vec<usize>,
    /// What the G rules found.
    pub findings: Vec<Finding>,
}

impl RolledUp {
    /// The sum of a cell, if the form has it.
    pub fn sum(&self, key: CellKey) -> Option<&CellSum> {
        self.sums.binary_search_by_key(&key, |sum| sum.key).ok().map(|i| &self.sums[i])
    }

    /// The units with this status.
    pub fn with_status(&self, status: UnitStatus) -> impl Iterator<Item = usize> {
        self.units.iter().enumerate().filter(move |(_, unit)| unit.status == status).map(|(i, _)| i)
    }

    /// What each unit directly under `parent` (None: the top of the roster) gives to a cell.
    pub fn by_child(&self, roster: &Roster, parent: Option<usize>, key: CellKey) -> Vec<(usize, Decimal)> {
        let Some(sum) = self.sum(key) else { return Vec::new() };
        let mut out: Vec<(usize, Decimal)> = Vec::new();
        for part in &sum.parts {
            let Some(child) = child_above(roster, part.unit, parent) else { continue };
            match out.iter_mut().find(|(unit, _)| *unit == child) {
                Some((_, value)) => *value = add(*value, part.value),
                None => out.push((child, part.value)),
            }
        }
        out
    }

    /// What the sums would be without a unit and all that stands under it.
    pub fn without(&self, roster: &Roster, unit: usize) -> Cells {
        let mut cells = Cells::default();
        for sum in &self.sums {
            let left: Vec<&Contribution> =
                sum.parts.iter().filter(|p| !roster.is_within(p.unit, unit)).collect();
            if !left.is_empty() {
                cells.insert(sum.key, Cell::number(left.iter().fold(Decimal::ZERO, |n, p| add(n, p.value))));
            }
        }
        cells
    }
}

/// The unit directly under `parent` that `unit` stands under, or is.
fn child_above(roster: &Roster, unit: usize, parent: Option<usize>) -> Option<usize> {
    let mut at = unit;
    while roster.parent(at) != parent && Some(at) != parent {
        at = roster.parent(at)?;
    }
    Some(at)
}

/// What the G rules look at.
pub(crate) struct View<'a> {
    pub(crate) rolled: &'a RolledUp,
    pub(crate) roster: &'a Roster,
    pub(crate) reports: &'a [AnnualReport],
    pub(crate) published: Option<&'a AnnualReport>,
}

/// Counts stay far below the limit of a decimal; a sum that would pass it stays where it is.
fn add(a: Decimal, b: Decimal) -> Decimal {
    a.checked_add(b).unwrap_or(a)
}

/// Sums the reports of a roster's units for a year and compares the result with the published report, if there is one.
///
/// `published` is the region's own report; without it, a report in `reports` that carries the name of the roster's
/// top is used. Reports of the year before may be among `reports`; they serve the carry-over rule.
pub fn roll_up(
    roster: &Roster,
    reports: &[AnnualReport],
    year: i16,
    published: Option<&AnnualReport>,
) -> RolledUp {
    let (mut units, unlisted) = assign(roster, reports, year);
    settle(roster, reports, year, &mut units);
    let format = Format::in_force_for(year);
    let counted: Vec<(usize, usize)> = units
        .iter()
        .enumerate()
        .filter(|(_, state)| state.status == UnitStatus::Counted)
        .filter_map(|(unit, state)| Some((unit, state.report?)))
        .collect();
    let sums = sum_cells(reports, format, &counted);
    let mut report = AnnualReport::empty(format);
    report.agency = roster.root().map(|root| roster.units()[root].name.clone());
    report.year = Some(year);
    report.source = Source { extraction: String::from("roll-up"), ..Source::default() };
    for sum in sums.iter().filter(|sum| !sum.parts.is_empty()) {
        report.cells.insert(sum.key, Cell::number(sum.total));
    }
    let mut rolled = RolledUp { year, report, sums, units, unlisted, findings: Vec::new() };
    let own = roster.root().and_then(|root| rolled.units[root].report).map(|i| &reports[i]);
    let is_sum = roster.root().is_none_or(|root| rolled.units[root].status == UnitStatus::Summed);
    let published = published.or(own).filter(|_| is_sum);
    rolled.findings = roll_up_findings(&View { rolled: &rolled, roster, reports, published });
    rolled
}

/// Gives each report to its unit.
fn assign(roster: &Roster, reports: &[AnnualReport], year: i16) -> (Vec<UnitState>, Vec<usize>) {
    let names = names::Names::of(roster);
    let blank = UnitState {
        status: UnitStatus::Missing,
        report: None,
        double: Vec::new(),
        previous: None,
        other_years: Vec::new(),
    };
    let mut units = alloc::vec![blank; roster.units().len()];
    let mut unlisted = Vec::new();
    for (index, report) in reports.iter().enumerate() {
        let name = report.agency.as_deref().or(report.signature.as_deref());
        let Some(unit) = name.and_then(|name| names.find(name)) else {
            unlisted.push(index);
            continue;
        };
        let state = &mut units[unit];
        if report.year == Some(year) {
            match state.report {
                None => state.report = Some(index),
                // Of two that differ the later one counts: it is the corrected version.
                Some(before) if is_later(report, &reports[before]) => {
                    state.double.push(before);
                    state.report = Some(index);
                }
                Some(_) => state.double.push(index),
            }
        } else {
            if report.year == Some(year - 1) {
                state.previous.get_or_insert(index);
            }
            state.other_years.push(index);
        }
    }
    (units, unlisted)
}

fn is_later(a: &AnnualReport, b: &AnnualReport) -> bool {
    let day = |report: &AnnualReport| report.published_on.or(report.signed_on);
    matches!((day(a), day(b)), (Some(a), Some(b)) if a > b)
}

/// Decides for each unit whether it is counted, summed, or why not.
fn settle(roster: &Roster, reports: &[AnnualReport], year: i16, units: &mut [UnitState]) {
    let format = Format::in_force_for(year);
    let count = units.len();
    let mut has_units = alloc::vec![false; count];
    let mut has_counted_below = alloc::vec![false; count];
    for (unit, state) in units.iter_mut().enumerate() {
        state.status = match state.report {
            _ if roster.repeats(unit).is_some() => UnitStatus::NamedTwice,
            Some(report) if reports[report].format != format => UnitStatus::WrongForm,
            Some(_) => UnitStatus::Counted,
            None if !state.other_years.is_empty() => UnitStatus::WrongYear,
            None => UnitStatus::Missing,
        };
        if state.status == UnitStatus::NamedTwice {
            continue;
        }
        let mut above = roster.parent(unit);
        if let Some(parent) = above {
            has_units[parent] = true;
        }
        while let Some(i) = above.filter(|_| state.status == UnitStatus::Counted) {
            has_counted_below[i] = true;
            above = roster.parent(i);
        }
    }
    for unit in 0..count {
        // Without any unit's report below, a government's own report is the best there is.
        let stands_for_itself = units[unit].status == UnitStatus::Counted && !has_counted_below[unit];
        if has_units[unit] && !stands_for_itself && units[unit].status != UnitStatus::NamedTwice {
            units[unit].status = UnitStatus::Summed;
        }
    }
    for unit in 0..count {
        let mut above = roster.parent(unit);
        while let Some(i) = above {
            if units[i].status == UnitStatus::Counted && units[unit].status != UnitStatus::NamedTwice {
                units[unit].status = UnitStatus::Covered;
            }
            above = roster.parent(i);
        }
    }
}

fn sum_cells(reports: &[AnnualReport], format: Format, counted: &[(usize, usize)]) -> Vec<CellSum> {
    let single_other = Applicant::ALL
        .into_iter()
        .any(|column| counted.iter().any(|(_, report)| has_only_single_other(&reports[*report], column)));
    let keys = (0..crate::report::CELL_COUNT).map(CellKey::from_index).filter(|key| match key.as_t3() {
        Some((Row::OtherAll, _)) => format == Format::F2019 || (format == Format::F2021 && single_other),
        Some((Row::OtherNoCorrection | Row::OtherFeeUnpaid | Row::OtherOther, _)) => {
            format == Format::F2021 && !single_other
        }
        _ => key.is_in(format),
    });
    keys.map(|key| {
        let mut sum = CellSum {
            key,
            total: Decimal::ZERO,
            parts: Vec::with_capacity(counted.len()),
            blank: Vec::new(),
        };
        for (unit, report) in counted.iter().copied() {
            match number(&reports[report], key) {
                Some(value) => {
                    sum.total = add(sum.total, value);
                    sum.parts.push(Contribution { unit, report, value });
                }
                None => sum.blank.push(unit),
            }
        }
        sum
    })
    .collect()
}

/// True when （六）其他处理 is one row of the report, not 0, and cannot be told apart into three.
fn has_only_single_other(report: &AnnualReport, column: Applicant) -> bool {
    let single = report.cells.number(CellKey::t3(Row::OtherAll, column));
    let parts = other_parts(column).into_iter().any(|key| report.cells.number(key).is_some());
    !parts && single.is_some_and(|n| !n.is_zero())
}

/// The number of a cell, also where the report prints （六）其他处理 in the other form's way.
pub(crate) fn number(report: &AnnualReport, key: CellKey) -> Option<Decimal> {
    if let Some(number) = report.cells.number(key) {
        return Some(number);
    }
    match key.as_t3() {
        Some((Row::OtherAll, column)) => other_endings(report, column),
        // None of the three can be more than the single row, so 0 there is 0 in each.
        Some((Row::OtherNoCorrection | Row::OtherFeeUnpaid | Row::OtherOther, column))
            if report.cells.get(key).is_none() =>
        {
            report.cells.number(CellKey::t3(Row::OtherAll, column)).filter(Decimal::is_zero)
        }
        _ => None,
    }
}
