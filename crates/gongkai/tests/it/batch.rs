//! `gongkai report batch`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use gongkai_formats::write;

use crate::support::{binary, correct_report, run};

const TABLES: [&str; 6] = ["reports", "cells", "facts", "findings", "notices", "errors"];

/// A folder with this many reports, in folders below it.
fn fill(folder: &Path, reports: u64) {
    for seed in 0..reports {
        let below = folder.join(format!("区县 {}", seed % 3));
        fs::create_dir_all(&below).expect("a folder");
        let text = write::cells::write(&correct_report(seed));
        fs::write(below.join(format!("报告,{seed}.txt")), text).expect("a file");
    }
}

/// The lines of a CSV file, sorted, since the order of files differs from run to run.
fn sorted(out: &Path, table: &str) -> Vec<String> {
    let text = fs::read_to_string(out.join(format!("{table}.csv"))).expect("the table is there");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// How many rows the Parquet files of a table have.
fn parquet_rows(out: &Path, table: &str) -> i64 {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let files = fs::read_dir(out.join(table)).expect("the folder is there");
    files
        .map(|file| {
            let file = fs::File::open(file.expect("a file").path()).expect("it opens");
            SerializedFileReader::new(file).expect("Parquet").metadata().file_metadata().num_rows()
        })
        .sum()
}

#[test]
fn one_bad_file_never_stops_it_and_everything_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("in");
    fill(&input, 5);
    fs::write(input.join("empty.html"), "").expect("a file");
    fs::write(input.join("noise.bin"), [0xff, 0xd8, 0xff, 0xe0, 0, 1, 2]).expect("a file");

    let ran = run(folder.path(), &["report", "batch", "in", "--out", "out"]);
    assert_eq!(ran.status, 1, "two files are unreadable\n{}{}", ran.out, ran.err);
    assert!(ran.out.contains("5 reports"), "{}", ran.out);
    assert!(ran.out.contains("2 files unreadable"), "{}", ran.out);
    let out = folder.path().join("out");
    assert_eq!(sorted(&out, "reports").len(), 6, "a header and five reports");
    assert_eq!(sorted(&out, "cells").len(), 1 + 5 * 200);
    let errors = sorted(&out, "errors").join("\n");
    assert!(errors.contains("empty.html,empty,"), "{errors}");
    assert!(errors.contains("noise.bin,"), "{errors}");
    for table in TABLES {
        let lines = fs::read_to_string(out.join(format!("{table}.csv"))).expect("there");
        assert!(lines.starts_with("file,"), "{table} has a header");
    }
    assert_eq!(parquet_rows(&out, "cells"), 5 * 200);
    assert_eq!(parquet_rows(&out, "errors"), 2);
}

#[test]
fn a_batch_that_was_killed_goes_on_to_the_same_result() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("in");
    fill(&input, 120);
    fs::write(input.join("empty.txt"), "").expect("a file");
    let part = ["--part-files", "10", "--progress", "lines", "--jobs", "2"];

    let whole = [&["report", "batch", "in", "--out", "whole"][..], &part].concat();
    assert_eq!(run(folder.path(), &whole).status, 1);

    let halved = [&["report", "batch", "in", "--out", "halved"][..], &part].concat();
    let mut child = binary(folder.path())
        .args(&halved)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut lines = BufReader::new(child.stderr.take().expect("piped"));
    let mut line = String::new();
    while !line.contains("part 3") {
        line.clear();
        assert!(lines.read_line(&mut line).expect("text") > 0, "it ended before its third part");
    }
    child.kill().expect("it is still there");
    child.wait().expect("it has ended");
    drop(lines);

    let out = folder.path().join("halved");
    let journal = fs::read_to_string(out.join("journal.jsonl")).expect("the journal is there");
    let finished = journal.lines().count() - 1;
    assert!((3..13).contains(&finished), "killed in the middle: {finished} parts were finished");
    // What a kill in the middle of writing leaves: half a line, a part that no journal knows of.
    fs::write(out.join("journal.jsonl"), journal + "{\"part\":99,\"cs").expect("written");
    let mut cells = fs::OpenOptions::new().append(true).open(out.join("cells.csv")).expect("there");
    std::io::Write::write_all(&mut cells, "区县 0/报告,1.txt,1,half a li".as_bytes()).expect("written");
    fs::write(out.join("cells/part-000099.parquet"), b"PAR1").expect("written");
    fs::write(out.join("cells/part-000098.writing"), b"PAR1").expect("written");

    let resumed = run(folder.path(), &halved);
    assert_eq!(resumed.status, 1, "{}", resumed.err);
    assert!(resumed.out.contains("finished earlier"), "{}", resumed.out);
    let whole = folder.path().join("whole");
    for table in TABLES {
        assert_eq!(sorted(&out, table), sorted(&whole, table), "{table}");
        assert_eq!(parquet_rows(&out, table), parquet_rows(&whole, table), "{table}");
    }
    let summary = |folder: &Path| fs::read_to_string(folder.join("summary.json")).expect("there");
    assert_eq!(summary(&out), summary(&whole));

    let again = run(folder.path(), &halved);
    assert!(again.out.starts_with("0 files"), "nothing is left to do: {}", again.out);
    assert_eq!(sorted(&out, "cells"), sorted(&whole, "cells"));
}

#[test]
fn new_files_are_taken_in_and_changed_ones_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("in");
    let args = ["report", "batch", "in", "--out", "out"];
    fill(&input, 2);
    run(folder.path(), &args);
    fill(&input, 3);
    fs::write(input.join("区县 0/报告,0.txt"), write::cells::write(&correct_report(77))).expect("written");
    let ran = run(folder.path(), &args);
    assert!(ran.out.contains("have changed"), "{}", ran.out);
    assert_eq!(sorted(&folder.path().join("out"), "reports").len(), 4);
    let ran = run(folder.path(), &[&args[..], &["--fresh"]].concat());
    assert!(ran.out.starts_with("3 files"), "{}", ran.out);
}

#[test]
fn the_results_may_stand_below_the_folder_that_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path(), 2);
    for _ in 0..2 {
        run(folder.path(), &["report", "batch", ".", "--out", "out"]);
    }
    assert_eq!(sorted(&folder.path().join("out"), "reports").len(), 3);
}

#[test]
fn results_of_different_settings_do_not_mix() {
    let folder = tempfile::tempdir().expect("a folder");
    fill(&folder.path().join("in"), 1);
    let args = ["report", "batch", "in", "--out", "out"];
    run(folder.path(), &args);
    let ran = run(folder.path(), &[&args[..], &["--own"]].concat());
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("--fresh"), "{}", ran.err);
}

#[test]
fn two_batches_do_not_write_into_one_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    fill(&folder.path().join("in"), 1);
    fs::create_dir(folder.path().join("out")).expect("a folder");
    let journal = fs::File::create(folder.path().join("out/journal.jsonl")).expect("a file");
    journal.lock().expect("nobody else has it");
    let ran = run(folder.path(), &["report", "batch", "in", "--out", "out"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("another batch"), "{}", ran.err);
}

#[test]
fn a_folder_that_is_not_there_is_wrong_usage() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(folder.path(), &["report", "batch", "nowhere", "--out", "out"]);
    assert_eq!(ran.status, 2);
    assert!(!folder.path().join("out").exists());
    assert_eq!(ran.out, "");
}
