//! The Regulations are called by their name.

use super::prelude::*;
use crate::check::prose;

rule! {
    /// # X13 条例名称写法正确
    ///
    /// ## 做什么
    ///
    /// 检查正文引用的条例名称为《中华人民共和国政府信息公开条例》（可省去国名）。
    ///
    /// ## 为什么
    ///
    /// “政务信息公开条例”等并不存在，写错法规名称有损报告的严肃性。
    ///
    /// ## 示例
    ///
    /// “严格按照《政务信息公开条例》要求”。
    ///
    /// ## 依据
    ///
    /// 国务院令第711号《中华人民共和国政府信息公开条例》。
    ///
    /// ## 局限
    ///
    /// 书名号内的简称“《条例》”不算错；带有省、市名称的地方性法规不查。
    ///
    /// # X13 The Regulations are called by their name
    ///
    /// ## What it does
    ///
    /// Checks that the Regulations are called 《中华人民共和国政府信息公开条例》, with or without the name of the state.
    ///
    /// ## Why it matters
    ///
    /// There are no 政务信息公开条例; a law called by a wrong name makes the report look careless.
    ///
    /// ## Example
    ///
    /// “严格按照《政务信息公开条例》要求”.
    ///
    /// ## Source
    ///
    /// State Council Order No. 711.
    ///
    /// ## Limits
    ///
    /// The short form 《条例》 is fine; regulations of a province or city are not checked.
    "X13", "regulations-misnamed", Info,
    "条例名称写法正确",
    "the Regulations are called by their name"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (spot, at, word) in prose::find(subject.report, &["公开条例"]) {
        let before = prose::clause_before(spot.text, at);
        if before.ends_with("政府信息") {
            continue;
        }
        let quoted = prose::in_title(spot.text, at);
        let opening = |c: char| matches!(c, '《' | '<' | '〈');
        let opened = before
            .char_indices()
            .rev()
            .find(|(_, c)| opening(*c))
            .map(|(i, c)| at - before.len() + i + c.len_utf8());
        let start = if quoted { opened.unwrap_or(at) } else { at - phrase_length(before) };
        let name = &spot.text[start..at + word.len()];
        let local = name.chars().any(|c| matches!(c, '省' | '市' | '区' | '州' | '县'));
        if local || !(quoted || name.starts_with("政务")) {
            continue;
        }
        let message = Message::new(
            format!("没有《{name}》，应为《中华人民共和国政府信息公开条例》。"),
            format!("there is no 《{name}》; the name is 《中华人民共和国政府信息公开条例》"),
        );
        let mut finding = Finding::new(RULE.code, RULE.severity, message);
        finding.text = Some(spot.span(start, at + word.len()));
        findings.push(finding);
    }
    findings
}

/// How long the part of an unquoted wrong name is that stands before its end.
fn phrase_length(before: &str) -> usize {
    ["政务信息", "政务"].iter().find(|w| before.ends_with(**w)).map_or(0, |w| w.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn the_regulations_have_one_name() {
        for text in [
            "根据《中华人民共和国政府信息公开条例》。",
            "《政府信息公开条例》",
            "认真学习《条例》。",
            "《鹿鸣市政务公开条例》",
            "学习信息公开条例",
            "",
        ] {
            check_statement(&RULE, text, &[], 0);
        }
        check_statement(&RULE, "《转发<政府信息公开条例>的通知》《<中政务公开条例>", &[], 1);
        for text in ["按照《政务信息公开条例》要求", "《中华人民共和国信息公开条例》", "贯彻政务公开条例"]
        {
            check_statement(&RULE, text, &[], 1);
        }
    }
}
