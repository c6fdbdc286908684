//! Every format that can be written can be read back.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_domain::report::{AnnualReport, Cell, CellKey, Format, FreeRow, Value};
use gongkai_formats::write::layout::{Block, outline};
use gongkai_formats::{read, write};
use proptest::prelude::*;

use crate::random;

fn forms() -> impl Strategy<Value = Format> {
    prop_oneof![Just(Format::F2021), Just(Format::F2019), Just(Format::Legacy)]
}

/// Those whose numbers are cells of the dictionary; a row of a wide table has nothing else.
fn forms_with_cells() -> impl Strategy<Value = Format> {
    prop_oneof![Just(Format::F2021), Just(Format::F2019)]
}

/// A number's text is the value's own in formats that do not keep zeros at the end.
fn assert_same(got: &AnnualReport, want: &AnnualReport) {
    for (key, cell) in want.cells.iter() {
        assert_eq!(got.cells.get(key), Some(cell), "{key}");
    }
    assert_eq!(got, want);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_cells_format_keeps_the_whole_report(seed: u64, format in forms()) {
        let report = random::anything(seed, format);
        let text = write::cells::write(&report);
        let back = read::cells::parse(&text).expect("our own format");
        assert_same(&back, &report);
        prop_assert_eq!(write::cells::write(&back), text);
    }

    #[test]
    fn json_keeps_the_whole_report(seed: u64, format in forms()) {
        let report = random::anything(seed, format);
        let text = write::json::write(&report);
        let back = read::json::parse(&text).expect("our own format");
        assert_same(&back, &report);
        prop_assert_eq!(write::json::write(&back), text);
    }
}

/// What every format keeps: form, year, agency, and what each cell says.
fn check_same_cells(got: &AnnualReport, want: &AnnualReport) -> Result<(), TestCaseError> {
    let said = |r: &AnnualReport| -> BTreeMap<CellKey, Value> {
        r.cells.iter().map(|(k, c)| (k, c.value)).collect()
    };
    let (got_cells, want_cells) = (said(got), said(want));
    let keys: BTreeSet<CellKey> = got_cells.keys().chain(want_cells.keys()).copied().collect();
    let differences: Vec<String> = keys
        .into_iter()
        .filter(|k| got_cells.get(k) != want_cells.get(k))
        .map(|k| format!("{k}: read {:?}, written {:?}", got_cells.get(&k), want_cells.get(&k)))
        .collect();
    prop_assert!(differences.is_empty(), "{}", differences.join("\n"));
    prop_assert!(got.agency == want.agency, "agency {:?} {:?}", got.agency, want.agency);
    prop_assert!((got.year, got.format) == (want.year, want.format), "year {:?} {:?}", got.year, got.format);
    Ok(())
}

fn check_document(bytes: &[u8], want: &AnnualReport) -> Result<(), TestCaseError> {
    let got = read::read_report(bytes, "report").expect("what was written can be read");
    check_same_cells(&got, want)?;
    prop_assert_eq!(&got.title, &want.title);
    prop_assert_eq!((&got.signature, got.signed_on), (&want.signature, want.signed_on));
    prop_assert_eq!(texts(&got), texts(want));
    prop_assert_eq!(labels(&got), labels(want));
    Ok(())
}

/// What is printed of the text, signature and date: readers keep the title in the preamble and the signature in the
/// last chapter, and the outline of a document knows that.
fn texts(report: &AnnualReport) -> Vec<String> {
    let blocks = outline(report).into_iter().filter(|b| !matches!(b, Block::Table(_)));
    blocks.map(|b| format!("{b:?}")).collect()
}

/// The rows of a form before 2019.
fn labels(report: &AnnualReport) -> Vec<(&str, &str, Vec<Value>)> {
    let values = |r: &FreeRow| r.values.iter().map(|v| v.value).collect();
    report.legacy_rows.iter().map(|r| (r.label.as_str(), r.unit.as_str(), values(r))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn html_reads_back(seed: u64, format in forms()) {
        let report = random::printable(seed, format);
        check_document(write::html::write(&report).as_bytes(), &report)?;
    }

    #[test]
    fn markdown_reads_back(seed: u64, format in forms()) {
        let report = random::printable(seed, format);
        check_document(write::md::write(&report).as_bytes(), &report)?;
    }

    #[test]
    fn wide_csv_reads_back(seed: u64, format in forms_with_cells()) {
        let report = random::printable(seed, format);
        let got = read::read_report(write::csv::write(&report).as_bytes(), "report.csv");
        check_same_cells(&got.expect("what was written can be read"), &report)?;
    }

    #[test]
    fn docx_reads_back(seed: u64, format in forms()) {
        let report = random::printable(seed, format);
        check_document(&write::docx::write(&report), &report)?;
    }

    #[test]
    fn xlsx_reads_back(seed: u64, format in forms()) {
        let report = random::printable(seed, format);
        check_document(&write::xlsx::write(&report), &report)?;
    }
}

#[test]
fn a_report_of_a_few_cells_reads_back_from_cells_and_csv() {
    let mut report = AnnualReport::empty(Format::F2019);
    report.agency = Some("某县教育局".into());
    report.year = Some(2020);
    report.title = Some("某县教育局2020年年度报告（送审稿，未定）。".into());
    report.cells.insert(CellKey::t2("t2.license.decisions"), Cell::number(3));
    report.chapters = random::printable(1, Format::F2019).chapters;
    for text in [write::cells::write(&report), write::csv::write(&report), write::json::write(&report)] {
        let got = read::read_report(text.as_bytes(), "few").expect("what was written can be read");
        check_same_cells(&got, &report).expect("the same cells");
    }
}
