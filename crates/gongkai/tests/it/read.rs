//! `gongkai report read`.

use std::fs;

use gongkai_formats::write;

use crate::support::{correct_report, run, run_with_input};

#[test]
fn cells_go_in_and_out_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = write::cells::write(&correct_report(1));
    let ran = run_with_input(folder.path(), &["report", "read", "-", "--to", "cells"], text.as_bytes());
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    // Provenance names where it was read from, so the lines after the cells differ.
    let cells = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with(['t', 'c'])).map(str::to_owned).collect()
    };
    assert_eq!(cells(&ran.out), cells(&text));
}

#[test]
fn one_report_is_an_object_and_two_are_an_array() {
    let folder = tempfile::tempdir().expect("a folder");
    for seed in [1, 2] {
        let text = write::cells::write(&correct_report(seed));
        fs::write(folder.path().join(format!("{seed}.txt")), text).expect("written");
    }
    let json = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&run(folder.path(), args).out).expect("JSON")
    };
    assert!(json(&["report", "read", "1.txt", "--to", "json"]).is_object());
    let two = json(&["report", "read", "1.txt", "2.txt", "--to", "json"]);
    assert_eq!(two.as_array().map(Vec::len), Some(2));
}

#[test]
fn the_table_has_the_official_labels_and_no_colours_in_a_pipe() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = correct_report(5);
    fs::write(folder.path().join("a.txt"), write::cells::write(&report)).expect("written");
    let ran = run(folder.path(), &["report", "read", "a.txt", "--lang", "zh"]);
    assert!(ran.out.contains("一、本年新收政府信息公开申请数量"), "{}", ran.out);
    assert!(ran.out.contains(report.agency.as_deref().expect("it has one")), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'), "{}", ran.out);
}

#[test]
fn one_unreadable_file_does_not_hide_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("empty.txt"), "").expect("written");
    fs::write(folder.path().join("a.txt"), write::cells::write(&correct_report(1))).expect("written");
    let ran = run(folder.path(), &["report", "read", "missing.txt", "empty.txt", "a.txt", "--to", "cells"]);
    assert_eq!(ran.status, 2);
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
    assert!(ran.out.contains("report.format\t2021"), "{}", ran.out);
}
