//! Pages agree with the code and with one another.

use std::fs;

use crate::{files, none, shown};

/// Levels of the headings, and the code blocks, of a page.
fn skeleton(text: &str) -> (Vec<usize>, Vec<String>) {
    let (mut headings, mut blocks, mut block) = (Vec::new(), Vec::new(), None::<String>);
    for line in text.lines() {
        match &mut block {
            Some(code) if line.starts_with("```") => {
                blocks.push(std::mem::take(code));
                block = None;
            }
            Some(code) => {
                code.push_str(line);
                code.push('\n');
            }
            None if line.starts_with("```") => block = Some(String::new()),
            None if line.starts_with('#') => {
                headings.push(line.chars().take_while(|c| *c == '#').count());
            }
            None => {}
        }
    }
    (headings, blocks)
}

#[test]
fn the_two_readmes_have_the_same_sections_and_commands() {
    let read = |name: &str| fs::read_to_string(xtask::root().join(name)).expect("there");
    let (english, chinese) = (skeleton(&read("README.md")), skeleton(&read("README.zh-CN.md")));
    assert_eq!(english.0, chinese.0, "headings");
    let commands = |blocks: Vec<String>| -> Vec<String> {
        let lines = blocks.iter().flat_map(|block| block.lines());
        // What follows a # is a remark in the page's language.
        let command = |line: &str| {
            line.split(" # ").next().unwrap_or(line).replace(" --lang zh", "").trim_end().to_owned()
        };
        let is_command = |line: &&str| line.starts_with("cargo ") || line.starts_with("$ ");
        lines.filter(is_command).map(command).collect()
    };
    assert_eq!(commands(english.1), commands(chinese.1), "commands");
}

#[test]
fn links_between_pages_lead_somewhere() {
    let root = xtask::root();
    let mut faults = Vec::new();
    for (path, text) in files(".md") {
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") || file.contains(' ') {
                continue;
            }
            let below = path.parent().map(|folder| root.join(folder).join(file));
            if below.is_none_or(|path| !path.exists()) {
                faults.push(format!("{} → {target}", shown(&path)));
            }
        }
    }
    none(&faults, "these links lead nowhere");
}
