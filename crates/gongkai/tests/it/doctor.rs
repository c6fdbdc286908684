//! What the doctor says of installations that are well and of those that are not.

use crate::server::demo_in;
use crate::support::run;

#[test]
fn a_good_installation_has_advice_only_where_something_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    demo_in(folder.path());
    let said = run(folder.path(), &["doctor", "--data", "data"]);
    assert_eq!(said.status, 0, "{} {}", said.out, said.err);
    assert!(said.out.contains("[good] database"), "{}", said.out);
    assert!(said.out.contains("[warning] public address: not set"), "{}", said.out);
    assert!(said.out.contains("site.address"), "says what to do");
    assert!(said.out.contains("[good] administrators: 30"), "{}", said.out);
}

#[test]
fn what_is_broken_is_bad_and_the_exit_status_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("data"), "a file where the folder should be").expect("written");
    let said = run(folder.path(), &["doctor", "--data", "data", "--json"]);
    assert_eq!(said.status, 1, "{} {}", said.out, said.err);
    let list: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let grade = |name: &str| {
        let found = list.as_array().expect("a list").iter().find(|m| m["name"] == name);
        found.expect("it was looked at")["grade"].clone()
    };
    assert_eq!((grade("data folder"), grade("database")), ("bad".into(), "bad".into()));
}
