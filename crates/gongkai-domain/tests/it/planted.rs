//! What a fix proposes for a planted fault.

use gongkai_domain::check::{Finding, Severity, Subject, check};
use gongkai_domain::report::sample::consistent_report;
use gongkai_domain::report::{AnnualReport, Applicant, Cell, CellKey, Format, Row};
use rust_decimal::Decimal;

fn number(report: &AnnualReport, key: CellKey) -> Option<Decimal> {
    report.cells.number(key)
}

fn add(report: &mut AnnualReport, key: CellKey) -> Option<()> {
    let n = number(report, key)?;
    report.cells.insert(key, Cell::number(n + Decimal::ONE));
    Some(())
}

fn found(report: &AnnualReport) -> Vec<Finding> {
    check(Subject::published(report))
}

#[test]
fn a_fix_restores_the_number_that_a_fault_changed() {
    for seed in 0..40 {
        for format in [Format::F2021, Format::F2019] {
            let whole = consistent_report(seed, format);
            let key = CellKey::t3(Row::DeniedInternal, Applicant::Natural);
            let mut report = whole.clone();
            add(&mut report, key).expect("a number");
            let errors: Vec<Finding> =
                found(&report).into_iter().filter(|f| f.severity == Severity::Error).collect();
            assert!(!errors.is_empty());
            for error in errors {
                assert_eq!(error.suspects, [key], "{error:?}");
                let fix = error.fix.expect("one cell mends everything");
                assert_eq!(fix.changes, [(key, number(&whole, key).expect("a number"))]);
            }
        }
    }
}
