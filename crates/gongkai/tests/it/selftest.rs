//! `gongkai selftest`.

use std::fs;

use crate::support::run;

#[test]
fn every_suite_passes_and_the_record_says_what_was_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(folder.path(), &["selftest", "--output", "record.txt"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    let record = fs::read_to_string(folder.path().join("record.txt")).expect("a record");
    assert_eq!(record, ran.out);
    let ok: Vec<&str> = record.lines().filter(|l| l.starts_with("ok ")).collect();
    assert_eq!(ok.len(), 5, "{record}");
    let counts = ok.iter().filter_map(|l| l.rsplit(' ').next()?.parse::<usize>().ok());
    assert!(counts.clone().all(|n| n > 5) && counts.sum::<usize>() > 1_000, "{record}");
    assert!(record.lines().any(|l| l.starts_with("SHA-256 of the program ") && l.len() > 80), "{record}");
}
