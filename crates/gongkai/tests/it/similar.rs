//! `gongkai report similar`.

use std::fs;

use gongkai_formats::write;
use serde_json::Value;

use crate::support::{correct_report, run};

#[test]
fn a_copied_chapter_is_found_though_the_agency_and_the_numbers_differ() {
    let folder = tempfile::tempdir().expect("a folder");
    let reports = folder.path().join("reports");
    fs::create_dir(&reports).expect("a folder");
    let original = correct_report(1);
    let mut copy = correct_report(2);
    let agency = copy.agency.clone().expect("it has a name");
    copy.chapters = original.chapters.clone();
    for paragraph in copy.chapters.iter_mut().flat_map(|chapter| &mut chapter.paragraphs) {
        let own = original.agency.as_deref().expect("it has a name");
        paragraph.text = paragraph.text.replace(own, &agency).replace('3', "4");
    }
    fs::write(reports.join("a.txt"), write::cells::write(&original)).expect("written");
    fs::write(reports.join("b.txt"), write::cells::write(&copy)).expect("written");

    let ran = run(folder.path(), &["report", "similar", "reports", "--to", "json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let all: Value = serde_json::from_str(&ran.out).expect("JSON");
    let pairs = all["pairs"].as_array().expect("pairs");
    let first = pairs.iter().find(|pair| pair["chapter"] == 1).expect("chapter 1 was copied");
    assert_eq!(first["a"]["file"], "reports/a.txt");
    assert_eq!(first["b"]["agency"], Value::from(agency));
    assert!(first["similarity"].as_f64().expect("a number") > 0.9, "{first}");

    let text = run(folder.path(), &["report", "similar", "reports", "--limit", "1", "--lang", "zh"]).out;
    assert!(text.contains("相似度"), "{text}");
    assert_eq!(run(folder.path(), &["report", "similar", "reports", "--threshold", "2"]).status, 2);
}
