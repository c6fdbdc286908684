//! The parts that the text lists add up to the whole.

use super::prelude::*;
use super::statements::lists;

rule! {
    /// # X09 正文列举的分项之和等于总数
    ///
    /// ## 做什么
    ///
    /// 正文写明总数并完整列举分项的（括号内逐项列出、“分别为”、以“其他”结尾），各项之和应等于总数。
    ///
    /// ## 为什么
    ///
    /// “276篇，其中……”这样的列举最容易漏改一项。
    ///
    /// ## 示例
    ///
    /// “主动公开政府信息276篇，其中部门会议10篇……其他文件1篇”，各项相加应为276。
    ///
    /// ## 依据
    ///
    /// 由文字本身推得。
    ///
    /// ## 局限
    ///
    /// 只作举例的“其中”不要求相加等于总数（见 X10）；非确数不比较。
    ///
    /// # X09 The parts that the text lists add up to the whole
    ///
    /// ## What it does
    ///
    /// Where the text gives a whole and lists all its parts (in brackets, with 分别为, or ending with 其他), the parts should add up.
    ///
    /// ## Why it matters
    ///
    /// In a list such as “276, of which …” one item is easily left unchanged.
    ///
    /// ## Example
    ///
    /// “276 items, of which 10 on meetings … and 1 other” has to make 276.
    ///
    /// ## Source
    ///
    /// Follows from the text itself.
    ///
    /// ## Limits
    ///
    /// Examples after 其中 need not add up (see X10); lower bounds and estimates are not compared.
    "X09", "list-does-not-add-up", Warning,
    "正文列举的分项之和等于总数",
    "the parts that the text lists add up to the whole"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (spot, list) in lists(subject.report) {
        if list.adds_up() != Some(false) {
            continue;
        }
        let (whole, sum, n) = (list.whole, list.sum(), list.parts.len());
        let message = Message::new(
            format!("正文称共{whole}{}，所列{n}项之和为{sum}。", list.unit),
            format!("the text says {whole} in all, but the {n} parts it lists make {sum}"),
        );
        let mut finding = Finding::new(RULE.code, RULE.severity, message);
        (finding.left, finding.right) = (Some(sum), Some(whole));
        finding.text = Some(spot.span(list.span.0, list.span.1));
        findings.push(finding);
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_complete_list_adds_up() {
        let text = |last: u32| {
            format!(
                "主动公开政府信息276篇，其中部门会议10篇，规划计划2篇，民生公益163篇，人事信息{last}篇，其他文件等62篇。"
            )
        };
        check_statement(&RULE, &text(39), &[], 0);
        check_statement(&RULE, &text(38), &[], 1);
        check_statement(&RULE, "发表文章47篇，其中省级2篇，市级12篇。", &[], 0);
        check_statement(&RULE, "", &[], 0);
    }
}
