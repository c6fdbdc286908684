//! `docs/requests.md` is generated from the tables of requests. `GONGKAI_BLESS=1` writes it anew.

use std::fs;
use std::path::PathBuf;

use gongkai_domain::matter::{Settlement, table::TABLE as MATTERS};
use gongkai_domain::request::ending::REVIEW_FIRST_FROM;
use gongkai_domain::request::table::TABLE;
use gongkai_domain::request::{ClockKind, Ending};

fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> String {
    let names: Vec<&str> = all.iter().map(|t| name(*t)).collect();
    if names.is_empty() { "–".into() } else { names.join("、") }
}

fn page() -> String {
    let mut out = String::from(
        "# 依申请公开：办理动作、结果与期限 · Requests: acts, endings and terms\n\n\
         由代码中的表生成，请勿手工修改；`GONGKAI_BLESS=1 cargo test -p gongkai-domain` 重新生成。\n\n\
         Generated from the tables in the code; do not edit. `GONGKAI_BLESS=1 cargo test -p gongkai-domain` writes it anew.\n\n\
         ## 动作 · Acts\n\n\
         | act | 动作 | 可在何种状态进行 | 由谁 | 文书 | 依据 | 限制 |\n|---|---|---|---|---|---|---|\n",
    );
    for l in TABLE {
        out.push_str(&format!(
            "| `{}` | {} | {} | {} | {} | {} | {} |\n",
            l.kind.code(),
            l.kind.zh(),
            names(l.from, |s| s.zh()),
            names(l.by, |a| a.zh()),
            l.letter.map_or("–", |l| l.zh()),
            if l.article.is_empty() { "–" } else { l.article },
            if l.limit.is_empty() { "–" } else { l.limit },
        ));
    }
    out.push_str(
        "\n## 结果 · Endings\n\n\
         | ending | 结果 | 依据 | 表三行 | 文书 | 救济 | 卷内须有 |\n|---|---|---|---|---|---|---|\n",
    );
    for e in Ending::ALL {
        out.push_str(&format!(
            "| `{}` | {} | {} | `{}` | {} | {} | {} |\n",
            e.code(),
            e.zh(),
            if e.article().is_empty() { "–" } else { e.article() },
            e.row().as_str(),
            e.letter().zh(),
            e.remedy(REVIEW_FIRST_FROM).zh(),
            names(e.evidence(), |v| v.zh()),
        ));
    }
    out.push_str(&format!(
        "\n{REVIEW_FIRST_FROM} 以前的答复没有复议前置。Answers of before {REVIEW_FIRST_FROM} had no review that had to come first.\n\n\
         ## 期限 · Clocks\n\n| clock | 期限 | 依据 |\n|---|---|---|\n"
    ));
    for c in ClockKind::ALL {
        out.push_str(&format!("| `{}` | {} | {} |\n", c.code(), c.zh(), c.article()));
    }
    out.push_str(
        "\n## 更正申请、投诉举报 · Corrections and complaints\n\n\
         不是政府信息公开申请，不计入表三；条例没有规定期限，见 [决定 0028](decisions/0028-matters-are-not-requests.md)。\n\
         No requests for information, and in no row of table 3; the Regulations give no term: [decision 0028](decisions/0028-matters-are-not-requests.md).\n\n\
         | act | 动作 | 适用 | 可在何种状态进行 | 由谁 | 依据 | 限制 |\n|---|---|---|---|---|---|---|\n",
    );
    for l in MATTERS {
        out.push_str(&format!(
            "| `{}` | {} | {} | {} | {} | {} | {} |\n",
            l.kind.code(),
            l.kind.zh(),
            names(l.of, |k| k.zh()),
            names(l.from, |s| s.zh()),
            names(l.by, |a| a.zh()),
            if l.article.is_empty() { "–" } else { l.article },
            if l.limit.is_empty() { "–" } else { l.limit },
        ));
    }
    out.push_str("\n| settlement | 办结方式 | 适用 | 依据 | 救济 |\n|---|---|---|---|---|\n");
    for s in Settlement::ALL {
        out.push_str(&format!(
            "| `{}` | {} | {} | {} | {} |\n",
            s.code(),
            s.zh(),
            names(s.of(), |k| k.zh()),
            s.article(),
            s.remedy().zh(),
        ));
    }
    out.push_str(
        "\n如何计算见 [决定 0022](decisions/0022-how-a-consultation-is-not-counted.md)。\n\
         How they are counted: [decision 0022](decisions/0022-how-a-consultation-is-not-counted.md).\n",
    );
    out
}

#[test]
fn the_page_in_docs_is_that_of_the_tables() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/requests.md");
    let wanted = page();
    if std::env::var_os("GONGKAI_BLESS").is_some() {
        fs::write(&path, &wanted).expect("the page can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/requests.md is stale; run GONGKAI_BLESS=1 cargo test -p gongkai-domain");
}
