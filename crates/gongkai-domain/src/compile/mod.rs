//! A report out of the records: which cell counts what, over any period.
//!
//! Nothing here counts by itself: the records are grouped by whoever keeps them, and these functions say in which cell a
//! group stands. So a number and the list behind it come from the same question.

mod period;

pub use period::Period;

use alloc::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::report::{Applicant, Cell, CellKey, Cells, Format, Outcome, Procedure, Row, cells_of};

/// The row of a form for a row of table 3: the 2019 form has one row for （六）其他处理.
pub fn row_in(format: Format, row: Row) -> Row {
    match (format, row) {
        (Format::F2019, Row::OtherNoCorrection | Row::OtherFeeUnpaid | Row::OtherOther) => Row::OtherAll,
        _ => row,
    }
}

/// How a document of Art. 20 (1) stands to a period, for the three numbers of table 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StockOf {
    /// 本年制发: issued in the period.
    pub is_issued: bool,
    /// 本年废止: repealed in the period. What lapsed by itself is not repealed.
    pub is_repealed: bool,
    /// 现行有效: in force on the last day.
    pub is_valid: bool,
}

/// How a document stands to a period: when it was issued, and how and when it stopped to be in force.
pub fn stock_of(period: Period, issued_on: Date, ended: Option<(Date, EndOfForce)>) -> StockOf {
    if issued_on > period.to() {
        return StockOf::default();
    }
    let ended_by_then = ended.filter(|e| e.0 <= period.to());
    StockOf {
        is_issued: period.has(issued_on),
        is_repealed: ended_by_then.is_some_and(|(on, how)| how == EndOfForce::Repealed && period.has(on)),
        is_valid: ended_by_then.is_none(),
    }
}

/// How a document stopped to be in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndOfForce {
    /// 废止: by another document.
    Repealed,
    /// 失效: by itself.
    Lapsed,
}

/// Counts by cell, while they come together.
#[derive(Debug, Clone, Default)]
pub struct Counts(BTreeMap<CellKey, Decimal>);

impl Counts {
    /// Counts so many in a cell.
    pub fn add(&mut self, key: CellKey, count: impl Into<Decimal>) {
        let sum = self.0.entry(key).or_default();
        *sum = sum.saturating_add(count.into());
    }

    /// Counts requests of a kind of applicant in a row of table 3, and in its 总计.
    pub fn requests(&mut self, format: Format, applicant: Applicant, row: Row, count: u64) {
        let row = row_in(format, row);
        self.add(CellKey::t3(row, applicant), count);
        self.add(CellKey::t3(row, Applicant::Total), count);
    }

    /// Counts reviews or suits in a column of table 4, and in its 总计.
    pub fn proceedings(&mut self, procedure: Procedure, outcome: Outcome, count: u64) {
        self.add(CellKey::t4(procedure, outcome), count);
        self.add(CellKey::t4(procedure, Outcome::Total), count);
    }

    /// What a cell counts so far.
    pub fn get(&self, key: CellKey) -> Decimal {
        self.0.get(&key).copied().unwrap_or_default()
    }

    /// The cells of a form. What was counted is a number; where `is_kept` says that no record is kept of a cell, it is
    /// blank: that nobody counted is not a zero.
    pub fn cells(&self, format: Format, is_kept: impl Fn(CellKey) -> bool) -> Cells {
        let mut cells = Cells::default();
        for key in cells_of(format) {
            let cell = match self.0.get(&key) {
                Some(count) => Cell::number(count.normalize()),
                None if is_kept(key) => Cell::number(0),
                None => Cell::blank(),
            };
            cells.insert(key, cell);
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Subject, check};
    use crate::report::AnnualReport;
    use crate::request::Ending;
    use crate::request::proceeding::{Proceeding, Result as Ruling};
    use crate::request::tally::rows;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_document_is_issued_repealed_and_in_force_by_the_days() {
        let period = Period::year(2025).unwrap();
        let stock = |issued, ended| stock_of(period, issued, ended);
        let of = |is_issued, is_repealed, is_valid| StockOf { is_issued, is_repealed, is_valid };
        let repealed = |on| Some((on, EndOfForce::Repealed));
        assert_eq!(stock(date(2025, 3, 1), None), of(true, false, true));
        assert_eq!(stock(date(2020, 3, 1), None), of(false, false, true));
        assert_eq!(stock(date(2020, 3, 1), repealed(date(2025, 12, 31))), of(false, true, false));
        assert_eq!(stock(date(2025, 3, 1), repealed(date(2025, 5, 1))), of(true, true, false));
        assert_eq!(stock(date(2020, 3, 1), repealed(date(2026, 1, 1))), of(false, false, true));
        assert_eq!(stock(date(2020, 3, 1), repealed(date(2024, 1, 1))), of(false, false, false));
        let lapsed = Some((date(2025, 6, 1), EndOfForce::Lapsed));
        assert_eq!(stock(date(2020, 3, 1), lapsed), of(false, false, false));
        assert_eq!(stock(date(2026, 1, 1), None), StockOf::default());
    }

    #[test]
    fn what_nobody_keeps_is_blank_and_what_nobody_did_is_zero() {
        let license = CellKey::t2("t2.license.decisions");
        let cells = Counts::default().cells(Format::F2021, |key| key != license);
        assert_eq!(cells.len(), 200);
        assert_eq!(cells.number(license), None);
        assert_eq!(cells.number(CellKey::t3(Row::New, Applicant::Total)), Some(Decimal::ZERO));
    }

    proptest! {
        /// Whatever the records hold, the tables that come out of them have no finding: for any period, in both forms.
        #[test]
        fn compiled_tables_add_up(
            cases in prop::collection::vec(
                (0i64..1_500, prop::option::of(0i64..500), 0usize..6, 0usize..100), 0..120),
            suits in prop::collection::vec((0i64..1_500, prop::option::of(0i64..500), 0usize..16), 0..40),
            year in 2019i16..2024,
            month in prop::option::of(1i8..=12),
        ) {
            let period = match month {
                None => Period::year(year).unwrap(),
                Some(month) => Period::month(year, month).unwrap(),
            };
            let format = Format::in_force_for(year);
            let mut counts = Counts::default();
            for (at, took, who, how) in cases {
                let received = date(2019, 1, 1) + at.days();
                let ending = Ending::ALL[how % Ending::ALL.len()];
                let counted = took.map(|days| (ending, received + days.days()));
                for row in rows(received, counted, period) {
                    counts.requests(format, Applicant::PARTS[who], row, 1);
                }
            }
            for (at, took, how) in suits {
                let opened_on = date(2019, 1, 1) + at.days();
                let result = Ruling::ALL[how % Ruling::ALL.len()];
                let procedure = if result.is_of_review() { Procedure::Review } else { Procedure::Direct };
                let ended = took.map(|days| (opened_on + days.days(), result));
                if let Some(outcome) = (Proceeding { procedure, opened_on, ended }).counted_in(period) {
                    counts.proceedings(procedure, outcome, 1);
                }
            }
            let mut report = AnnualReport::empty(format);
            report.year = Some(year);
            report.cells = counts.cells(format, |_| true);
            let found = check(Subject { report: &report, previous: None, own_filing: true });
            let of_tables: alloc::vec::Vec<_> =
                found.iter().filter(|f| f.code.starts_with('R') && f.code != "R11").collect();
            prop_assert!(of_tables.is_empty(), "{of_tables:?}");
        }
    }
}
