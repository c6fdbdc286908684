//! `gongkai report diff` and `roll-up`.

use std::fs;
use std::path::Path;

use gongkai_domain::report::{AnnualReport, Applicant, Cell, CellKey, Row};
use gongkai_formats::write;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::support::{correct_report, run};

const NEW_TOTAL: CellKey = CellKey::t3(Row::New, Applicant::Total);

fn put(folder: &Path, name: &str, report: &AnnualReport) {
    fs::write(folder.join(name), write::cells::write(report)).expect("written");
}

#[test]
fn a_report_does_not_differ_from_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "a.txt", &correct_report(4));
    let ran = run(folder.path(), &["report", "diff", "a.txt", "a.txt"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("cells: 0 differ, 200 are the same"), "{}", ran.out);
    assert!(ran.out.contains("not of consecutive years"), "{}", ran.out);
}

#[test]
fn a_changed_cell_and_a_changed_sentence_are_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let a = correct_report(4);
    let mut b = a.clone();
    let number = b.cells.number(NEW_TOTAL).expect("it has one");
    b.cells.insert(NEW_TOTAL, Cell::number(number + Decimal::TEN));
    let paragraph = b.chapters.iter_mut().find_map(|c| c.paragraphs.last_mut()).expect("it has text");
    paragraph.text.push_str("另有一句新写的话。");
    put(folder.path(), "a.txt", &a);
    put(folder.path(), "b.txt", &b);

    let text = run(folder.path(), &["report", "diff", "a.txt", "b.txt", "--lang", "zh"]).out;
    assert!(text.contains("1 个不同，199 个相同"), "{text}");
    assert!(text.contains("+10"), "{text}");
    assert!(text.contains("+ 另有一句新写的话。"), "{text}");

    let json = run(folder.path(), &["report", "diff", "a.txt", "b.txt", "--to", "json"]).out;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["cells"][0]["b"]["key"], "t3.new.total");
    assert_eq!(json["cells"][0]["difference"], "10");
}

#[test]
fn consecutive_years_are_held_to_the_rules_across_years() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut a = correct_report(4);
    let mut b = a.clone();
    (a.year, b.year) = (Some(2022), Some(2023));
    for applicant in [Applicant::Natural, Applicant::Total] {
        b.cells.insert(CellKey::t3(Row::CarriedIn, applicant), Cell::number(777));
    }
    put(folder.path(), "a.txt", &a);
    put(folder.path(), "b.txt", &b);
    let ran = run(folder.path(), &["report", "diff", "a.txt", "b.txt"]);
    assert!(ran.out.contains("[Y01]"), "{}", ran.out);
    assert_eq!(ran.status, 1);
}

/// Three departments of a made-up county, all for one year.
fn county(folder: &Path) -> Vec<AnnualReport> {
    fs::create_dir(folder.join("units")).expect("a folder");
    fs::write(folder.join("roster.csv"), "单位,上级\n甲县,\n甲县一局,甲县\n甲县二局,甲县\n甲县三局,甲县\n")
        .expect("written");
    ["甲县一局", "甲县二局"]
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let mut report = correct_report(20 + i as u64);
            report.agency = Some((*name).to_owned());
            report.title = Some(format!("{name}2023年政府信息公开工作年度报告"));
            report.year = Some(2023);
            put(&folder.join("units"), &format!("{i}.txt"), &report);
            report
        })
        .collect()
}

#[test]
fn a_roll_up_sums_keeps_the_children_and_names_who_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let reports = county(folder.path());
    let expected: Decimal = reports.iter().filter_map(|report| report.cells.number(NEW_TOTAL)).sum();

    let args = ["report", "roll-up", "units", "--roster", "roster.csv"];
    let ran = run(folder.path(), &[&args[..], &["--to", "json"]].concat());
    let json: Value = serde_json::from_str(&ran.out).expect("JSON");
    let sums = json["sums"].as_array().expect("sums");
    let sum = sums.iter().find(|sum| sum["key"] == "t3.new.total").expect("it is summed");
    assert_eq!(sum["total"], expected.to_string());
    assert_eq!(sum["parts"].as_array().map(Vec::len), Some(2));
    assert_eq!(sum["parts"][0]["unit"], "甲县一局");
    assert_eq!(sum["parts"][0]["file"], "units/0.txt");
    let third = json["units"].as_array().expect("units").iter().find(|u| u["name"] == "甲县三局");
    assert_eq!(third.expect("it is on the roster")["status"], "missing");

    let text = run(folder.path(), &[&args[..], &["--lang", "zh"]].concat()).out;
    assert!(text.contains("缺报: 甲县三局"), "{text}");
    let html = run(folder.path(), &[&args[..], &["--to", "html", "-o", "sum.html"]].concat());
    assert_eq!(html.out, "", "{}", html.err);
    assert!(fs::read_to_string(folder.path().join("sum.html")).expect("there").contains("甲县"));
}

#[test]
fn a_roster_that_makes_no_sense_is_wrong_usage() {
    let folder = tempfile::tempdir().expect("a folder");
    county(folder.path());
    fs::write(folder.path().join("bad.csv"), "单位,上级\n甲县一局,乙县\n").expect("written");
    let ran = run(folder.path(), &["report", "roll-up", "units", "--roster", "bad.csv"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("乙县"), "{}", ran.err);
}
