//! The READMEs show what the program prints: every `console` block is run and compared.

use std::fs;
use std::path::PathBuf;

use crate::support::run;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The commands of the page with what stands under each.
fn sessions(page: &str) -> Vec<(String, Vec<String>)> {
    let mut sessions: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, line) => match line.strip_prefix("$ gongkai ") {
                Some(command) => sessions.push((command.to_owned(), Vec::new())),
                None => sessions.last_mut().expect("a command comes first").1.push(line.to_owned()),
            },
            (false, _) => {}
        }
    }
    sessions
}

/// `GONGKAI_BLESS=1 cargo test -p gongkai readme` writes what is printed into the pages.
#[test]
fn the_readmes_show_what_is_printed() {
    for name in ["README.md", "README.zh-CN.md"] {
        let path = root().join(name);
        let mut page = fs::read_to_string(&path).expect("there");
        let found = sessions(&page);
        assert!(found.len() >= 3, "{name} shows commands");
        for (command, shown) in found {
            let args: Vec<&str> = command.split_whitespace().collect();
            let ran = run(&root(), &args);
            assert_eq!(ran.err, "", "{name}: {command}");
            // A last line of … stands for what is left out.
            let is_part = shown.last().is_some_and(|line| line == "…");
            let keep = if is_part { shown.len() - 1 } else { usize::MAX };
            let mut printed: Vec<&str> = ran.out.trim_end().lines().map(str::trim_end).take(keep).collect();
            if is_part {
                printed.push("…");
            }
            if std::env::var_os("GONGKAI_BLESS").is_some() {
                let block = |lines: &str| format!("$ gongkai {command}\n{lines}\n```");
                page = page.replace(&block(&shown.join("\n")), &block(&printed.join("\n")));
            } else {
                assert_eq!(printed.join("\n"), shown.join("\n"), "{name}: gongkai {command}");
            }
        }
        if std::env::var_os("GONGKAI_BLESS").is_some() {
            fs::write(&path, page).expect("the page can be written");
        }
    }
}
