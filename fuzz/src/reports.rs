//! From any bytes to reports and findings, and from reports to bytes and back.

use std::collections::BTreeMap;

use gongkai_domain::check::{Severity, Subject, check};
use gongkai_domain::report::{AnnualReport, CellKey, Format, Value};
use gongkai_domain::roll_up::{Roster, Unit, roll_up};
use gongkai_domain::{diff, similar};
use gongkai_formats::read::{self, read_report, read_reports};
use gongkai_formats::write;

use super::draw::Draw;
use super::made_report;

/// Any text in any layout: places stand inside the text, and what was read can be checked.
pub fn read_text(bytes: &[u8]) {
    let (text, _) = read::encoding::decode(bytes);
    let _ = (read::cells::parse(&text), read::json::parse(&text));
    read::csv::parse(&text).iter().for_each(check_findings);
    let report = read::align(read::text::parse(text.clone()));
    let places = report.cells.iter().map(|(_, cell)| cell.place);
    let paragraphs = report.chapters.iter().flat_map(|c| c.paragraphs.iter().map(|p| p.place));
    for (start, end) in places.chain(paragraphs).filter_map(|place| place.bytes) {
        assert!(text.get(start as usize..end as usize).is_some(), "{start} to {end} is not in the text");
    }
    check_findings(&report);
}

/// Any file: what is read can be checked, compared, and written in our own formats without loss.
pub fn read_any(bytes: &[u8]) {
    let Ok(reports) = read_reports(bytes, "input") else { return };
    // A wide table can have thousands, and the first few are like the others.
    for report in reports.iter().take(8) {
        check_findings(report);
        check_carriers(report);
    }
    if let [first, second, ..] = reports.as_slice() {
        diff::diff(first, second);
    }
}

/// Any report: rules, comparison and roll-up end, what they point at is there, and a consistent report has no error.
pub fn check_report(bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    let own_filing = draw.below(2) == 1;
    let whole = made_report::consistent(&mut draw);
    for finding in check(Subject::published(&whole)) {
        let (code, message) = (finding.code, &finding.message.en);
        assert!(finding.severity < Severity::Error, "{code} in a consistent report: {message}");
    }
    let report = made_report::any(&mut draw);
    let previous = made_report::any(&mut draw);
    check_findings(&report);
    check_subject(Subject { report: &report, previous: Some(&previous), own_filing });
    check_subject(Subject { report: &whole, previous: Some(&report), own_filing });
    diff::diff(&report, &previous);
    similar::similarity(&text_of(&report), &text_of(&previous));
    let names = [&report, &previous].map(|r| r.agency.clone().unwrap_or_default());
    let units = vec![Unit::new("某县人民政府", None), Unit::new(names[0].clone(), Some("某县人民政府"))];
    if let Ok(roster) = Roster::new(units) {
        let year = report.year.unwrap_or(2024);
        roll_up(&roster, &[report, previous, whole], year, None);
    }
}

/// Any report in our own formats, and a printable one in each format of documents: what is read is what was written.
pub fn write_then_read(bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    let kind = draw.byte();
    if kind.is_multiple_of(6) {
        let report = made_report::any(&mut draw);
        check_carriers(&report);
        // What an odd report looks like as a document is not promised, but there is one, and it can be read.
        let _ = read_report(write::html::write(&report).as_bytes(), "report");
        let _ = read_report(write::md::write(&report).as_bytes(), "report");
        let _ = read_report(write::csv::write(&report).as_bytes(), "report");
        return;
    }
    let report = made_report::printable(&mut draw);
    let written = match kind % 6 {
        1 => write::html::write(&report).into_bytes(),
        2 => write::md::write(&report).into_bytes(),
        3 if report.format != Format::Legacy => write::csv::write(&report).into_bytes(),
        4 => write::docx::write(&report),
        _ => write::xlsx::write(&report),
    };
    if !made_report::has_numbers(&report) {
        return;
    }
    let got = read_report(&written, "report").expect("what was written can be read");
    let (got_cells, want_cells) = (said(&got), said(&report));
    for key in got_cells.keys().chain(want_cells.keys()) {
        assert_eq!(got_cells.get(key), want_cells.get(key), "read and written, {key}, kind {}", kind % 6);
    }
    assert_eq!((got.year, got.format), (report.year, report.format));
    assert_eq!(got.agency, report.agency);
}

/// What each cell says, whatever else is known of it.
fn said(report: &AnnualReport) -> BTreeMap<CellKey, Value> {
    report.cells.iter().map(|(key, cell)| (key, cell.value)).collect()
}

/// Our own formats keep the whole report; `cells` rounds the corners of boxes.
fn check_carriers(report: &AnnualReport) {
    let json = write::json::write(report);
    same("JSON", &read::json::parse(&json).expect("our own format"), report);
    let cells = write::cells::write(report);
    let back = read::cells::parse(&cells).expect("our own format");
    same("cells", &without_boxes(&back), &without_boxes(report));
    assert!(write::cells::write(&back) == cells, "cells, written again, are others");
}

/// A report whose places have no box.
fn without_boxes(report: &AnnualReport) -> AnnualReport {
    let mut report = report.clone();
    let keys: Vec<CellKey> = report.cells.iter().map(|(key, _)| key).collect();
    for key in keys {
        if let Some(mut cell) = report.cells.remove(key) {
            cell.place.bounds = None;
            report.cells.insert(key, cell);
        }
    }
    let rows = report.extra_rows.iter_mut().chain(&mut report.legacy_rows);
    rows.flat_map(|row| &mut row.values).for_each(|cell| cell.place.bounds = None);
    for chapter in &mut report.chapters {
        chapter.place.bounds = None;
        chapter.paragraphs.iter_mut().for_each(|paragraph| paragraph.place.bounds = None);
    }
    report.facts.iter_mut().for_each(|fact| fact.place.bounds = None);
    report.notices.iter_mut().filter_map(|n| n.place.as_mut()).for_each(|place| place.bounds = None);
    report
}

/// Fails with the first line in which two reports differ, since a whole one fills many screens.
fn same(what: &str, got: &AnnualReport, want: &AnnualReport) {
    if got == want {
        return;
    }
    let (got, want) = (format!("{got:#?}"), format!("{want:#?}"));
    let differs = got.lines().zip(want.lines()).enumerate().find(|(_, (got, want))| got != want);
    let before: Vec<&str> = got.lines().take(differs.map_or(0, |d| d.0)).collect();
    panic!("{what}: {:?}, after {:?}", differs, &before[before.len().saturating_sub(6)..]);
}

fn check_findings(report: &AnnualReport) {
    check_subject(Subject::published(report));
}

/// What findings point at is there.
fn check_subject(subject: Subject<'_>) {
    for finding in check(subject) {
        assert!(!finding.message.zh.is_empty() && !finding.message.en.is_empty(), "{finding:?}");
        if let Some(place) = finding.text {
            let chapter = &subject.report.chapters[place.chapter];
            let (start, end) = place.span;
            let is_there = match chapter.paragraphs.get(place.paragraph) {
                Some(paragraph) => paragraph.text.get(start..end).is_some(),
                None => start == end,
            };
            assert!(is_there, "{finding:?}");
        }
    }
}

fn text_of(report: &AnnualReport) -> String {
    report.chapters.iter().map(|chapter| chapter.text()).collect()
}
