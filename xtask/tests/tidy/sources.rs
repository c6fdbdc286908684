//! What stands in source files (I1, I2, I7), and what never does.

use std::fs;
use std::path::Path;

use gongkai_domain::check::rules;

use crate::{files, none, shown};

/// A file longer than this is two files.
const LINES: usize = 700;

/// The part of a file before its unit tests, which may do what the code may not.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text)
}

fn is_source_of(path: &Path, name: &str) -> bool {
    let path = shown(path);
    path.starts_with(&format!("crates/{name}/src/"))
        && !path.ends_with("/tests.rs")
        && !path.ends_with("testing.rs")
}

#[test]
fn pure_crates_do_no_input_or_output() {
    let banned = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::thread",
        "SystemTime::now",
        "Instant::now",
        "Zoned::now",
        "Timestamp::now",
        "async fn",
        "println!(",
        "eprintln!(",
        "HashMap::new",
        "HashSet::new",
    ];
    let mut faults = Vec::new();
    for (path, text) in files(".rs") {
        let pure = ["gongkai-domain", "gongkai-formats"].iter().any(|name| is_source_of(&path, name));
        if !pure {
            continue;
        }
        for (number, line) in without_tests(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or(line);
            // Hash maps have no order; where order does not come out they are fine in formats, never in the domain.
            let hash_is_fine = !is_source_of(&path, "gongkai-domain");
            for word in banned.iter().filter(|word| code.contains(*word)) {
                if !(word.starts_with("Hash") && hash_is_fine) {
                    faults.push(format!("{}:{}: {word}", shown(&path), number + 1));
                }
            }
        }
    }
    none(&faults, "I1, I2: the domain and the formats are functions of their arguments");
}

#[test]
fn the_domain_is_no_std() {
    let text = fs::read_to_string(xtask::root().join("crates/gongkai-domain/src/lib.rs")).expect("there");
    assert!(text.contains("#![no_std]"), "I1: so that files and clocks do not even resolve");
}

#[test]
fn files_are_short() {
    let long = |(path, text): &(std::path::PathBuf, String)| {
        let lines = text.lines().count();
        (lines > LINES).then(|| format!("{} has {lines} lines", shown(path)))
    };
    let faults: Vec<String> = files(".rs").iter().filter_map(long).collect();
    none(&faults, &format!("a file has at most {LINES} lines"));
}

#[test]
fn no_path_of_a_machine_is_in_any_file() {
    // Put together here, so that this file does not hold them.
    let roots = ["work", "home", "root", "Users"].map(|name| format!("/{name}/"));
    let mut faults = Vec::new();
    for ending in
        [".rs", ".toml", ".md", ".html", ".css", ".js", ".mjs", ".json", ".sql", ".sh", ".yml", "run"]
    {
        for (path, text) in files(ending) {
            for (number, line) in text.lines().enumerate() {
                let is_path = |root: &String| {
                    line.match_indices(root.as_str()).any(|(at, _)| {
                        let before = line[..at].chars().next_back();
                        before.is_none_or(|c| {
                            !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_' | '/' | '}' | ')')
                        })
                    })
                };
                if roots.iter().any(is_path) {
                    faults.push(format!("{}:{}", shown(&path), number + 1));
                }
            }
        }
    }
    none(&faults, "a path of somebody's machine is of no use to anybody else");
}

#[test]
fn every_rule_has_a_file_a_source_and_a_page() {
    let root = xtask::root();
    let folder = root.join("crates/gongkai-domain/src/check/rules");
    let names: Vec<String> = fs::read_dir(folder)
        .expect("the rules are there")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    let mut faults = Vec::new();
    for rule in rules() {
        let prefix = format!("{}_", rule.code.to_ascii_lowercase());
        if !names.iter().any(|name| name.starts_with(&prefix) && name.ends_with(".rs")) {
            faults.push(format!("{} has no file {prefix}*.rs", rule.code));
        }
        if !root.join(format!("docs/rules/{}.md", rule.code)).exists() {
            faults.push(format!("{} has no page in docs/rules", rule.code));
        }
        for heading in ["## 依据", "## Source", "## 为什么", "## Why it matters"] {
            if !rule.page.contains(heading) {
                faults.push(format!("{} has no section {heading}", rule.code));
            }
        }
    }
    none(&faults, "one rule, one file, one code; its doc comment is its page and names its source");
}

#[test]
fn both_databases_have_the_same_migrations() {
    let folder = xtask::root().join("crates/gongkai-store/migrations");
    let names = |database: &str| -> Vec<String> {
        let Ok(entries) = fs::read_dir(folder.join(database)) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    if !folder.join("postgres").exists() {
        // There is one database so far; the rule begins with the second.
        return;
    }
    assert_eq!(
        names("sqlite"),
        names("postgres"),
        "I7: a migration exists for both databases under one name"
    );
}
