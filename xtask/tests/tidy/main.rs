//! The rules of the house, kept by a test and not by goodwill. ARCHITECTURE.md says why each is there.

mod crates;
mod docs;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Folders that are not ours or not written by hand.
const SKIPPED: [&str; 6] = [".git", "target", "node_modules", "corpus", "screenshots", "gongkai-data"];

/// Every file of the repository whose name ends so, with its path below the root and its text.
fn files(ending: &str) -> Vec<(PathBuf, String)> {
    let root = xtask::root();
    let entered = |name: &str| !SKIPPED.contains(&name);
    let walk = WalkDir::new(&root).sort_by_file_name().into_iter();
    walk.filter_entry(|entry| entry.file_name().to_str().is_some_and(entered))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.ends_with(ending)))
        // What is no text has no lines to look at.
        .filter_map(|entry| {
            let text = fs::read_to_string(entry.path()).ok()?;
            Some((entry.path().strip_prefix(&root).expect("below the root").to_owned(), text))
        })
        .collect()
}

/// The path with `/` on every system.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Fails with every fault at once, so that one run tells all.
#[track_caller]
fn none(faults: &[String], rule: &str) {
    assert!(faults.is_empty(), "{rule}\n  {}", faults.join("\n  "));
}
