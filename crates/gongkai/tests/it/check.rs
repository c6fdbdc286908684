//! `gongkai report check`.

use std::fs;
use std::path::Path;

use gongkai_domain::report::{AnnualReport, Applicant, Cell, CellKey, Row};
use gongkai_formats::write;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::support::{correct_report, run};

/// A report whose total of new applications is one too high.
fn broken_report() -> AnnualReport {
    let mut report = correct_report(3);
    let key = CellKey::t3(Row::New, Applicant::Total);
    let number = report.cells.number(key).expect("a correct report has it");
    report.cells.insert(key, Cell::number(number + Decimal::ONE));
    report
}

fn put(folder: &Path, name: &str, report: &AnnualReport) {
    fs::write(folder.join(name), write::cells::write(report)).expect("written");
}

#[test]
fn a_correct_report_has_status_0() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "good.txt", &correct_report(3));
    let ran = run(folder.path(), &["report", "check", "good.txt"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert!(!ran.out.contains("error["), "{}", ran.out);
}

#[test]
fn a_broken_sum_is_shown_with_its_cell_marked() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "bad.txt", &broken_report());
    let ran = run(folder.path(), &["report", "check", "bad.txt", "--lang", "zh"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.out.contains("错误[R03]"), "{}", ran.out);
    assert!(ran.out.contains(" --> bad.txt"), "{}", ran.out);
    let lines: Vec<&str> = ran.out.lines().collect();
    let marked = lines.iter().position(|line| line.contains('^')).expect("something is marked");
    assert!(lines[marked - 1].contains("本年新收"), "{}", ran.out);
    assert!(ran.out.contains("= 依据:"), "{}", ran.out);
}

#[test]
fn a_rule_is_switched_off_by_the_configuration_and_allowed_with_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "bad.txt", &broken_report());
    let codes = |args: &[&str]| -> (i32, Vec<String>, Value) {
        let ran = run(folder.path(), &[&["report", "check", "bad.txt", "--to", "json"], args].concat());
        let json: Value = serde_json::from_str(&ran.out).expect("JSON");
        let report = json["reports"][0].clone();
        let codes = report["findings"].as_array().expect("an array").iter();
        (ran.status, codes.map(|f| f["code"].as_str().expect("text").to_owned()).collect(), report)
    };
    let (status, before, _) = codes(&[]);
    assert_eq!(status, 1);
    assert!(before.contains(&"R03".to_owned()), "{before:?}");

    let (_, after, report) = codes(&["--allow", "R03=核对过台账"]);
    assert!(!after.contains(&"R03".to_owned()), "{after:?}");
    assert_eq!(report["allowed"][0]["reason"], "核对过台账");

    fs::write(folder.path().join("gongkai.toml"), "[check]\nrules.R03 = \"off\"\n").expect("written");
    assert!(!codes(&[]).1.contains(&"R03".to_owned()));
    fs::write(folder.path().join("other.toml"), "[check]\nrules.R03 = \"info\"\n").expect("written");
    let (_, found, report) = codes(&["--config", "other.toml"]);
    let at = found.iter().position(|code| code == "R03").expect("it is reported");
    assert_eq!(report["findings"][at]["severity"], "info");
}

#[test]
fn wrong_settings_and_arguments_are_status_2() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "good.txt", &correct_report(3));
    fs::write(folder.path().join("wrong.toml"), "[check]\nrules.R99 = \"off\"\n").expect("written");
    for args in [
        &["report", "check", "good.txt", "--config", "wrong.toml"][..],
        &["report", "check", "good.txt", "--config", "missing.toml"],
        &["report", "check", "good.txt", "--allow", "R03"],
        &["report", "check", "good.txt", "--to", "xml"],
        &["report", "check"],
        &["report", "check", "missing.txt"],
        &["report", "check", "good.txt", "--previous", "missing.txt"],
        &["report", "explain", "R99"],
    ] {
        let ran = run(folder.path(), args);
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.err);
        assert_ne!(ran.err, "", "{args:?}");
    }
}

#[test]
fn sarif_has_what_the_standard_requires() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "坏 报告.txt", &broken_report());
    let ran =
        run(folder.path(), &["report", "check", "坏 报告.txt", "--to", "sarif", "--allow", "R05=另行公布"]);
    let log: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let driver = &log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["name"], "gongkai");
    let rules = driver["rules"].as_array().expect("rules");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(!results.is_empty());
    for result in results {
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let level = result["level"].as_str().expect("a level");
        assert!(["none", "note", "warning", "error"].contains(&level));
        // §3.27.10: a result that is not a failure has no level.
        assert!(result["kind"] == "fail" || level == "none", "{result}");
        let physical = &result["locations"][0]["physicalLocation"];
        let uri = physical["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(uri.is_ascii() && !uri.contains(' '), "{uri}");
    }
}

#[test]
fn every_rule_has_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = run(folder.path(), &["report", "rules"]);
    assert_eq!(list.status, 0);
    let codes: Vec<&str> = list.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(codes.contains(&"R01"), "{codes:?}");
    for code in codes {
        let page = run(folder.path(), &["report", "explain", code]);
        assert_eq!(page.status, 0);
        assert!(page.out.len() > 100, "{code}: {}", page.out);
    }
}

#[test]
fn a_reader_that_stops_early_does_not_change_the_status() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), "bad.txt", &broken_report());
    let mut child = crate::support::binary(folder.path())
        .args(["report", "check", "bad.txt"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
