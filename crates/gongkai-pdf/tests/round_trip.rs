//! What is written as PDF reads back to the same cells.

#[path = "../../gongkai-formats/tests/it/random.rs"]
#[expect(dead_code, reason = "the formats that keep everything use the rest of it")]
mod random;

use std::collections::{BTreeMap, BTreeSet};

use gongkai_domain::report::{AnnualReport, Cell, CellKey, Format, FreeRow, Value};
use gongkai_formats::read;
use gongkai_pdf::{Fonts, PdfError, PdfOptions, pdf, pdf_with};

/// The fonts of the machine. Without any there is nothing to write with, and the error must say what to install.
fn fonts() -> Option<Fonts> {
    match Fonts::find(&PdfOptions::default()) {
        Ok(fonts) => Some(fonts),
        Err(PdfError::NoFont) => {
            let message = PdfError::NoFont.to_string();
            assert!(message.contains("fonts-noto-cjk") && message.contains("fonts-wqy-microhei"));
            None
        }
        Err(other) => panic!("{other}"),
    }
}

#[track_caller]
fn check_reads_back(report: &AnnualReport, fonts: &Fonts) -> AnnualReport {
    let bytes = pdf_with(report, fonts).expect("the fonts are good");
    let got = read::read_report(&bytes, "report.pdf").expect("what was written can be read");
    let said = |r: &AnnualReport| -> BTreeMap<CellKey, Value> {
        r.cells.iter().map(|(k, c)| (k, c.value)).collect()
    };
    let (got_cells, want_cells) = (said(&got), said(report));
    let keys: BTreeSet<CellKey> = got_cells.keys().chain(want_cells.keys()).copied().collect();
    for key in keys {
        assert_eq!(got_cells.get(&key), want_cells.get(&key), "{key}, {}", got.source.extraction);
    }
    assert_eq!((&got.agency, got.year, got.format), (&report.agency, report.year, report.format));
    got
}

#[test]
fn random_reports_read_back() {
    let Some(fonts) = fonts() else { return };
    for seed in 100..108 {
        for format in [Format::F2021, Format::F2019, Format::Legacy] {
            check_reads_back(&random::printable(seed, format), &fonts);
        }
    }
}

fn free_row(table: u8, i: u32) -> FreeRow {
    let values = vec![Cell::number(i), Cell::number(i * 3)];
    FreeRow {
        table,
        label: format!("统计指标第{}项数量", "甲乙丙丁戊己庚".repeat(1 + i as usize % 3)),
        unit: "件".into(),
        values,
    }
}

#[test]
fn a_table_over_several_pages_repeats_its_header_and_keeps_its_rows() {
    let Some(fonts) = fonts() else { return };
    let mut report = random::printable(3, Format::F2021);
    report.extra_rows = (0..60).map(|i| free_row(3, i)).collect();
    check_reads_back(&report, &fonts);
}

#[test]
fn texts_that_no_page_holds_and_characters_that_no_font_has_do_no_harm() {
    let Some(fonts) = fonts() else { return };
    let mut report = random::printable(4, Format::F2021);
    report.chapters[1].paragraphs[0].text = "长\u{0}\u{e000}\u{1F9FF}\u{200b}文 ".repeat(3_000);
    report.extra_rows = vec![FreeRow { label: "表".repeat(9_000), ..free_row(3, 1) }];
    report.title = Some("题".repeat(500));
    let bytes = pdf_with(&report, &fonts).expect("the fonts are good");
    assert!(bytes.starts_with(b"%PDF-"));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let Some(fonts) = fonts() else { return };
    let report = random::printable(5, Format::F2019);
    assert!(pdf_with(&report, &fonts).ok() == pdf_with(&report, &fonts).ok());
}

#[test]
fn a_font_file_that_is_none_is_named_in_the_error() {
    let named = |path: &str| PdfOptions { font: Some(path.into()) };
    let report = AnnualReport::empty(Format::F2021);
    let missing = pdf(&report, &named("no-such-font.ttf")).expect_err("there is no such file").to_string();
    assert!(missing.contains("no-such-font.ttf"), "{missing}");
    let wrong = pdf(&report, &named(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")));
    assert!(matches!(wrong, Err(PdfError::FontUnusable { .. })));
}
