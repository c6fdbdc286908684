//! `gongkai screen`.

use std::fs;

use gongkai_formats::write;
use serde_json::Value;

use crate::support::{correct_report, run};

#[test]
fn what_should_not_go_out_is_listed_with_its_line_and_masked() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("notice.txt"),
        "关于发放补贴的通知\n王某，身份证号11010519491231002X，\n全面布署，值班电话13900001111。\n",
    )
    .expect("written");
    let ran = run(folder.path(), &["screen", "notice.txt"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.out.contains("notice.txt:2: settle [personal.id-number] 1101"), "{}", ran.out);
    assert!(!ran.out.contains("19491231"), "{}", ran.out);
    assert!(ran.out.contains("notice.txt:3: hint [wording.typo]"), "{}", ran.out);

    fs::write(folder.path().join("words"), "电话 13900001111\n").expect("written");
    let ran = run(folder.path(), &["screen", "notice.txt", "--words", "words", "--to", "json"]);
    let list: Value = serde_json::from_str(&ran.out).expect("JSON");
    let codes: Vec<&str> =
        list.as_array().expect("a list").iter().filter_map(|h| h["code"].as_str()).collect();
    assert_eq!(codes, ["personal.id-number", "wording.typo"]);

    fs::write(folder.path().join("words"), "电话\n").expect("written");
    assert_eq!(run(folder.path(), &["screen", "notice.txt", "--words", "words"]).status, 2);
    assert_eq!(run(folder.path(), &["screen", "not-there.txt"]).status, 2);
}

#[test]
fn documents_of_any_kind_are_screened_and_a_clean_one_passes() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = correct_report(3);
    fs::write(folder.path().join("clean.docx"), write::docx::write(&report)).expect("written");
    assert_eq!(run(folder.path(), &["screen", "clean.docx"]).status, 0);
    let page = "<html><body><p>机密★10年</p><table><tr><td>李某</td><td>住址：鹿鸣县甘棠路3号</td></tr></table></body></html>";
    fs::write(folder.path().join("page.html"), page).expect("written");
    let ran = run(folder.path(), &["screen", "page.html"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("[secrecy.mark]") && ran.out.contains("[personal.address]"), "{}", ran.out);
}
