//! What the tests of the rules share.

use alloc::vec::Vec;
use rust_decimal::Decimal;

use super::{Finding, Rule, Subject, Verdict};
pub(crate) use crate::report::sample::consistent_report;
pub(crate) use crate::report::{AnnualReport, Cell, Format};
use crate::report::{CellKey, Chapter, Paragraph, Place};

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

/// A report for 2023 whose first chapter is this text, with its facts.
pub(crate) fn report_saying(text: &str) -> AnnualReport {
    let paragraphs = alloc::vec![Paragraph { text: text.into(), place: Place::default() }];
    let mut report = AnnualReport::empty(Format::F2021);
    report.year = Some(2023);
    report.chapters.push(Chapter {
        number: 1,
        heading: "一、总体情况".into(),
        place: Place::default(),
        paragraphs,
    });
    report.facts = crate::facts::extract(&report.chapters);
    report
}

/// Checks how many findings a rule has for a text over these cells; `None` is a blank cell.
#[track_caller]
pub(crate) fn check_statement(rule: &Rule, text: &str, cells: &[(CellKey, Option<i64>)], found: usize) {
    let mut report = report_saying(text);
    for (key, value) in cells {
        report.cells.insert(*key, value.map_or_else(Cell::blank, Cell::number));
    }
    let findings = run_on(rule, &report);
    assert_eq!(findings.len(), found, "{text}: {findings:?}; facts {:?}", report.facts);
}
