//! Real reports with their true values, where they are at hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gongkai_domain::report::{AnnualReport, CellKey};
use gongkai_formats::read::read_report;
use rust_decimal::Decimal;

/// `shared/corpus` beside the project or above it.
pub(crate) fn corpus() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|a| a.join("shared/corpus")).find(|p| p.is_dir())
}

fn read(path: &Path) -> Option<AnnualReport> {
    let bytes = std::fs::read(path).expect("a readable file");
    match read_report(&bytes, "input") {
        Ok(report) => Some(report),
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

#[test]
fn every_corpus_report_is_read_right() {
    let Some(corpus) = corpus() else { return };
    let mut dirs: Vec<PathBuf> = std::fs::read_dir(&corpus)
        .expect("corpus")
        .map(|e| e.expect("entry").path())
        .filter(|p| p.is_dir())
        .collect();
    dirs.sort();
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut failures = 0;
    for dir in dirs.iter().filter(|d| d.to_string_lossy().contains(&only)) {
        let input = std::fs::read_dir(dir)
            .expect("dir")
            .map(|e| e.expect("entry").path())
            .find(|p| p.file_stem().is_some_and(|s| s == "input"))
            .expect("input");
        let Some(report) = read(&input) else { continue };
        let truth: serde_json::Value =
            serde_json::from_slice(&std::fs::read(dir.join("truth.json")).expect("truth")).expect("json");
        let wrong = compare(&report, &truth);
        if !wrong.is_empty() {
            failures += 1;
            println!("## {} ({} wrong)", dir.file_name().expect("name").to_string_lossy(), wrong.len());
            wrong.iter().take(12).for_each(|w| println!("   {w}"));
            if !only.is_empty() {
                report.notices.iter().for_each(|n| println!("   notice {n:?}"));
            }
        }
    }
    assert_eq!(failures, 0);
}

fn compare(report: &AnnualReport, truth: &serde_json::Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let year = report.year.map(i64::from);
    if year != truth["year"].as_i64() {
        wrong.push(format!("year {year:?}, not {}", truth["year"]));
    }
    if report.format.as_str() != truth["format"].as_str().unwrap_or_default() {
        wrong.push(format!("format {}, not {}", report.format.as_str(), truth["format"]));
    }
    let mut names: Vec<&str> =
        truth["agency_also"].as_array().into_iter().flatten().filter_map(|v| v.as_str()).collect();
    names.extend(truth["agency"].as_str());
    if !names.is_empty() && !names.contains(&report.agency.as_deref().unwrap_or_default()) {
        wrong.push(format!("agency {:?}, not {names:?}", report.agency));
    }
    let mut expected: BTreeMap<String, Option<Decimal>> = BTreeMap::new();
    for (key, value) in truth["cells"].as_object().into_iter().flatten() {
        let number = value.as_number().map(|n| n.to_string().parse::<Decimal>().expect("decimal"));
        expected.insert(key.clone(), number);
    }
    for (key, number) in &expected {
        let Some(cell) = CellKey::parse(key) else {
            wrong.push(format!("unknown key {key}"));
            continue;
        };
        let read = report.cells.number(cell);
        if read != *number {
            wrong.push(format!("{key} = {read:?}, not {number:?}"));
        }
    }
    for (key, cell) in report.cells.iter() {
        if cell.value.number().is_some() && !expected.contains_key(key.as_str()) {
            wrong.push(format!("{key} = {:?} invented", cell.raw));
        }
    }
    wrong
}
