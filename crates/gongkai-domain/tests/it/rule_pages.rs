//! `docs/rules/` is generated from the doc comments of the rules. `GONGKAI_BLESS=1` writes it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use gongkai_domain::check::{Rule, rules};

const FAMILIES: [(char, &str, &str); 7] = [
    ('F', "结构和形式", "structure and form"),
    ('G', "辖区汇总", "the roll-up of a region"),
    ('P', "2019年格式", "the 2019 form"),
    ('R', "报告内部的数量关系", "sums and bounds inside one report"),
    ('U', "单位和合理性", "units and plausibility"),
    ('X', "文字与表格", "text against tables"),
    ('Y', "与上年报告的衔接", "across years"),
];

/// Rules of the reference that need more than a report and the one before it.
const ELSEWHERE: &str = "\
| code | 为什么不在此列 | why not here |
|---|---|---|
| R12 | 需要收费通知台账 | needs the ledger of fee notices |
| R13 | 需要机构沿革（设立年份） | needs the history of the agency |
| R14 | 需要本系统的办件登记 | needs the case register |
| R15 | 需要每件申请的收到日期 | needs the date on which each application came in |
";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules")
}

fn index() -> String {
    let mut out = String::from(
        "# 检查规则 · Rules\n\n\
         由规则的文档注释生成，请勿手工修改；`GONGKAI_BLESS=1 cargo test -p gongkai-domain` 重新生成。\n\n\
         Generated from the rules' doc comments; do not edit. `GONGKAI_BLESS=1 cargo test -p gongkai-domain` writes it anew.\n",
    );
    for (letter, zh, en) in FAMILIES {
        out.push_str(&format!("\n## {letter} · {zh} · {en}\n\n| code | name | severity | 说明 | title |\n|---|---|---|---|---|\n"));
        for rule in rules().iter().filter(|r| r.code.starts_with(letter)) {
            let (code, name, severity) = (rule.code, rule.name, rule.severity.as_str());
            out.push_str(&format!(
                "| [{code}]({code}.md) | `{name}` | {severity} | {} | {} |\n",
                rule.title_zh, rule.title_en
            ));
        }
    }
    out.push_str("\n## 不在此列的规则 · Rules that are not here\n\n");
    out.push_str(ELSEWHERE);
    out
}

fn page(rule: &Rule) -> String {
    let (code, name, severity) = (rule.code, rule.name, rule.severity.as_str());
    format!("<!-- generated from the doc comment of {code} -->\n\n`{name}` · {severity}\n\n{}", rule.page)
}

#[test]
fn the_pages_in_docs_are_those_of_the_rules() {
    let mut wanted: BTreeMap<String, String> =
        rules().iter().map(|r| (format!("{}.md", r.code), page(r))).collect();
    wanted.insert("README.md".into(), index());
    if std::env::var_os("GONGKAI_BLESS").is_some() {
        fs::create_dir_all(folder()).expect("docs/rules can be made");
        for (name, text) in &wanted {
            fs::write(folder().join(name), text).expect("a page can be written");
        }
    }
    for (name, text) in &wanted {
        let found = fs::read_to_string(folder().join(name)).unwrap_or_default();
        assert!(
            found == *text,
            "docs/rules/{name} is stale; run GONGKAI_BLESS=1 cargo test -p gongkai-domain"
        );
    }
    let stray = fs::read_dir(folder()).expect("docs/rules is there").filter_map(Result::ok);
    let stray: Vec<_> =
        stray.map(|e| e.file_name()).filter(|n| !wanted.contains_key(&*n.to_string_lossy())).collect();
    assert!(stray.is_empty(), "pages without a rule: {stray:?}");
}

#[test]
fn rules_are_sorted_unique_and_well_named() {
    for pair in rules().windows(2) {
        assert!(pair[0].code < pair[1].code, "{} {}", pair[0].code, pair[1].code);
    }
    let names: std::collections::BTreeSet<_> = rules().iter().map(|r| r.name).collect();
    assert_eq!(names.len(), rules().len());
    for rule in rules() {
        assert!(
            rule.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{}",
            rule.name
        );
        let mut code = rule.code.chars();
        let letter = code.next().expect("a code");
        assert!(
            FAMILIES.iter().any(|f| f.0 == letter)
                && code.clone().count() == 2
                && code.all(|c| c.is_ascii_digit())
        );
    }
}

#[test]
fn every_page_has_the_same_headings_in_both_languages() {
    const ZH: [&str; 5] = ["做什么", "为什么", "示例", "依据", "局限"];
    const EN: [&str; 5] = ["What it does", "Why it matters", "Example", "Source", "Limits"];
    for rule in rules() {
        let headings: Vec<&str> = rule.page.lines().filter_map(|l| l.strip_prefix("## ")).collect();
        assert_eq!(headings, ZH.iter().chain(&EN).copied().collect::<Vec<_>>(), "{}", rule.code);
        let titles: Vec<&str> = rule.page.lines().filter_map(|l| l.strip_prefix("# ")).collect();
        assert_eq!(titles[0], format!("{} {}", rule.code, rule.title_zh));
        assert_eq!(titles[1].to_lowercase(), format!("{} {}", rule.code, rule.title_en).to_lowercase());
        assert!(!rule.page.starts_with(' ') && !rule.page.contains("\n "), "{} is indented", rule.code);
    }
}
