//! What the tests of the rules share.

use alloc::vec::Vec;
use rust_decimal::Decimal;

use super::{Finding, Rule, Subject, Verdict};
use crate::report::CellKey;
pub(crate) use crate::report::sample::consistent_report;
pub(crate) use crate::report::{AnnualReport, Cell, Format};

/// A seed whose reports have numbers in most rows.
pub(crate) const SEED: u64 = 2;

/// Runs one rule on a published report.
pub(crate) fn run_on(rule: &Rule, report: &AnnualReport) -> Vec<Finding> {
    (rule.run)(Subject::published(report))
}

/// The verdicts of one rule.
pub(crate) fn verdicts(rule: &Rule, report: &AnnualReport) -> Vec<Verdict> {
    run_on(rule, report).iter().map(|f| f.verdict).collect()
}

/// What a rule finds in a consistent report of which one number was changed.
pub(crate) fn planted(
    rule: &Rule,
    format: Format,
    key: CellKey,
    change: impl Fn(Decimal) -> Decimal,
) -> Vec<Finding> {
    let mut report = consistent_report(SEED, format);
    assert_eq!(run_on(rule, &report), [], "the report is consistent before the fault");
    let old = report.cells.number(key).expect("a sample has every number");
    report.cells.insert(key, Cell::number(change(old)));
    run_on(rule, &report)
}
