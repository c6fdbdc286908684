//! `gongkai calendar …`

use tempfile::TempDir;

use crate::support::{run, run_with_input};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn a_due_day_is_counted_with_what_ships() {
    let folder = folder();
    let ran = run(folder.path(), &["calendar", "due", "--received", "2026-03-02", "--days", "20"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "2026-03-30\n"), "{}", ran.err);
    let ran =
        run(folder.path(), &["calendar", "due", "--received", "2026-02-13", "--days", "1", "--explain"]);
    assert_eq!(ran.out, "2026-02-13    0  weekday\n2026-02-14    1  worked in exchange: 春节\n2026-02-14\n");
}

#[test]
fn a_missing_notice_is_said_and_importing_it_mends_it() {
    let folder = folder();
    let due = ["calendar", "due", "--received", "2026-12-10", "--days", "20"];
    let ran = run(folder.path(), &due);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("the holiday notice for 2027 is missing"), "{}", ran.err);

    let notice = "year: 2027\nsource: made up\n2027-01-01..2027-01-03 off 元旦\n";
    let ran = run_with_input(folder.path(), &["calendar", "import", "-"], notice.as_bytes());
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.starts_with("2027: 3 days → "), "{}", ran.out);
    let ran = run(folder.path(), &due);
    assert_eq!((ran.status, ran.out.as_str()), (0, "2027-01-08\n"), "{}", ran.err);
    let ran = run(folder.path(), &["calendar", "show", "2026"]);
    assert!(ran.out.ends_with("248 working days in 2026\n"), "{}", ran.out);
}

#[test]
fn a_file_without_days_is_refused_and_nothing_is_kept() {
    let folder = folder();
    let empty = br#"{"year": 2027, "papers": [], "days": []}"#;
    let ran = run_with_input(folder.path(), &["calendar", "import", "-", "--calendar", "kept"], empty);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("names no day"), "{}", ran.err);
    assert!(!folder.path().join("kept").exists());
}

#[test]
fn a_year_is_shown_with_its_source_and_what_is_not_known_yet() {
    let folder = folder();
    let ran = run(folder.path(), &["calendar", "show", "2026"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.starts_with("https://www.gov.cn/"), "{}", ran.out);
    assert!(ran.out.contains("2026-02-14  work  春节\n"), "{}", ran.out);
    assert!(ran.out.ends_with("the last week of December waits for the notice for 2027\n"), "{}", ran.out);
    assert_eq!(run(folder.path(), &["calendar", "show", "2031"]).status, 2);
}

#[test]
fn the_days_of_a_region_count_where_its_file_is() {
    let folder = folder();
    let days = "region: 某自治县\nsource: 某号文\n2026-04-20 off 三月三\n";
    let ran = run_with_input(folder.path(), &["calendar", "import", "-"], days.as_bytes());
    assert_eq!(ran.status, 0, "{}", ran.err);
    let ran = run(folder.path(), &["calendar", "due", "--received", "2026-04-17", "--days", "1"]);
    assert_eq!(ran.out, "2026-04-21\n");
    let ran = run(folder.path(), &["calendar", "show", "2026"]);
    assert!(ran.out.contains("2026-04-20  off   三月三  某自治县\n"), "{}", ran.out);
}
