//! `gongkai report render` and `schema`.

use std::fs;

use gongkai_formats::write;

use crate::support::{correct_report, run};

#[test]
fn what_is_rendered_is_read_back_to_the_same_cells() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), write::cells::write(&correct_report(11))).expect("written");
    let cells = |file: &str| -> Vec<String> {
        let ran = run(folder.path(), &["report", "read", file, "--to", "cells"]);
        assert_eq!(ran.status, 0, "{file}: {}", ran.err);
        let key_and_value = |line: &str| line.split('\t').take(2).collect::<Vec<_>>().join(" ");
        ran.out.lines().filter(|line| line.starts_with('t')).map(key_and_value).collect()
    };
    let before = cells("a.txt");
    assert_eq!(before.len(), 200);
    for to in ["docx", "html", "xlsx", "csv", "md", "json", "cells"] {
        let out = format!("b.{to}");
        let ran = run(folder.path(), &["report", "render", "a.txt", "--to", to, "-o", &out]);
        assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{to}: {}", ran.err);
        assert_eq!(cells(&out), before, "{to}");
    }
}

#[test]
fn the_name_of_the_output_tells_the_format() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), write::cells::write(&correct_report(11))).expect("written");
    assert_eq!(run(folder.path(), &["report", "render", "a.txt", "-o", "b.html"]).status, 0);
    let page = fs::read_to_string(folder.path().join("b.html")).expect("there");
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert_eq!(run(folder.path(), &["report", "render", "a.txt", "-o", "b.what"]).status, 2);
    assert_eq!(run(folder.path(), &["report", "render", "a.txt"]).status, 2);
    assert_eq!(run(folder.path(), &["report", "render", "a.txt", "--to", "md", "--number", "2"]).status, 2);
}

#[cfg(not(feature = "pdf"))]
#[test]
fn a_build_without_pdf_says_how_to_get_it() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), write::cells::write(&correct_report(11))).expect("written");
    let ran = run(folder.path(), &["report", "render", "a.txt", "-o", "b.pdf"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("--features pdf"), "{}", ran.err);
}

#[test]
fn the_schema_is_json() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(folder.path(), &["report", "schema"]);
    let schema: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert!(schema["$schema"].as_str().is_some_and(|uri| uri.contains("json-schema.org")));
}
