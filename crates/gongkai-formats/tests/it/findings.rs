//! What the checker says of reports as they were read.

use std::collections::BTreeSet;
use std::path::Path;

use gongkai_domain::check::{Finding, Severity, Subject, check};
use gongkai_domain::report::sample::consistent_report;
use gongkai_domain::report::{Applicant, Cell, CellKey, Format, Row};
use gongkai_formats::read::read_report;
use gongkai_formats::write;

use crate::corpus::corpus;

/// The errors that real reports were published with, each looked up in its document. All other reports of the
/// corpus have none.
const ERRORS: [(&str, &[&str]); 5] = [
    ("001-huaian-hongze-2023-pdf", &["R04", "R06"]),
    ("050-xining-chengzhong-construction-2025-fullwidth", &["R07", "R10"]),
    ("052-songmutang-township-2022-md", &["R10"]),
    ("seed-001", &["F03"]),
    ("seed-004", &["F01"]),
];

/// Faults that a person found in real reports and that must be reported, errors apart.
const FAULTS: [(&str, &[&str]); 8] = [
    ("001-huaian-hongze-2023-pdf", &["F03"]),
    ("008-shanghai-office-2019-html", &["F04", "R03"]),
    ("012-shanghai-science-commission-2024-md", &["F04", "R01", "R03"]),
    ("028-pingtan-2019-glued-2019form", &["X09"]),
    ("seed-000", &["F02"]),
    ("seed-001", &["F02", "F06", "F07", "X11", "X12"]),
    ("seed-003", &["F02", "F06", "F09", "P02", "P05"]),
    ("seed-004", &["F04", "F09", "X13", "X14"]),
];

fn findings(folder: &Path) -> Option<Vec<Finding>> {
    let input = std::fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|e| e.path());
    let input = input.into_iter().find(|p| p.file_stem().is_some_and(|s| s == "input"))?;
    let report = read_report(&std::fs::read(input).ok()?, "input").ok()?;
    Some(check(Subject::published(&report)))
}

#[test]
fn real_reports_have_the_faults_that_a_person_found_and_no_false_error() {
    let Some(corpus) = corpus() else { return };
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(&corpus).expect("corpus").filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(found) = findings(&entry.path()) else { continue };
        let codes =
            |s: Severity| found.iter().filter(|f| f.severity >= s).map(|f| f.code).collect::<BTreeSet<_>>();
        let listed = |list: &[(&str, &'static [&'static str])]| {
            list.iter()
                .filter(|(n, _)| *n == name)
                .flat_map(|(_, c)| c.iter().copied())
                .collect::<BTreeSet<_>>()
        };
        if codes(Severity::Error) != listed(&ERRORS) {
            let errors: Vec<_> =
                found.iter().filter(|f| f.severity == Severity::Error).map(|f| &f.message.zh).collect();
            wrong.push(format!("{name}: errors {errors:?}"));
        }
        let missed: Vec<_> = listed(&FAULTS).difference(&codes(Severity::Info)).copied().collect();
        if !missed.is_empty() {
            wrong.push(format!("{name}: {missed:?} not found"));
        }
        if std::env::var_os("SHOW").is_some() {
            found.iter().for_each(|f| println!("{name}\t{:?}\t{}\t{}", f.severity, f.code, f.message.zh));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_consistent_report_is_clean_after_it_was_written_and_read() {
    for seed in 0..12 {
        for format in [Format::F2021, Format::F2019] {
            let report = consistent_report(seed, format);
            let read =
                read_report(write::html::write(&report).as_ref(), "sample.html").expect("our own page");
            let serious: Vec<_> = check(Subject::published(&read))
                .into_iter()
                .filter(|f| f.severity > Severity::Info)
                .collect();
            assert_eq!(serious, [], "seed {seed} {format:?}");
        }
    }
}

#[test]
fn a_fault_planted_before_writing_is_found_after_reading() {
    let mut report = consistent_report(2, Format::F2021);
    let key = CellKey::t3(Row::Granted, Applicant::Natural);
    let old = report.cells.number(key).expect("a number");
    report.cells.insert(key, Cell::number(old + rust_decimal::Decimal::ONE));
    let read = read_report(write::html::write(&report).as_ref(), "sample.html").expect("our own page");
    let errors: Vec<Finding> =
        check(Subject::published(&read)).into_iter().filter(|f| f.severity == Severity::Error).collect();
    assert_eq!(errors.iter().map(|f| f.code).collect::<Vec<_>>(), ["R02", "R03"]);
    for finding in errors {
        assert_eq!(finding.suspects, [key]);
        assert_eq!(finding.fix.map(|f| f.changes), Some(vec![(key, old)]));
    }
}

#[test]
fn two_years_of_one_agency_are_compared() {
    let Some(corpus) = corpus() else { return };
    let read = |name: &str| {
        let bytes = std::fs::read(corpus.join(name).join("input.txt")).expect("a report");
        read_report(&bytes, "input.txt").expect("a readable report")
    };
    let (previous, report) = (read("024-pingtan-2023-glued"), read("023-pingtan-2024-glued"));
    let found = check(Subject { report: &report, previous: Some(&previous), own_filing: false });
    let codes: BTreeSet<&str> = found.iter().map(|f| f.code).filter(|c| c.starts_with('Y')).collect();
    // 470 + 62 - 33 = 499, the report says 440; 19 lawsuits after review, 8 reviews ended in two years.
    assert!(codes.contains("Y03") && codes.contains("Y05"), "{codes:?}");
    assert!(found.iter().all(|f| f.severity < Severity::Error), "{found:?}");
}
