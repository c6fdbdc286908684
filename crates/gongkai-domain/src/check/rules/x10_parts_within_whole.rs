//! The parts that the text names are not more than the whole.

use super::prelude::*;
use super::statements::lists;

rule! {
    /// # X10 正文列举的分项不大于总数
    ///
    /// ## 做什么
    ///
    /// 正文写“N件，其中……”的，任一分项不应大于总数；各分项之和大于总数时也提示。
    ///
    /// ## 为什么
    ///
    /// 分项大于总数，总数或分项必有一处写错。
    ///
    /// ## 示例
    ///
    /// “发表文章47篇，其中省级52篇”。
    ///
    /// ## 依据
    ///
    /// 由文字本身推得。
    ///
    /// ## 局限
    ///
    /// 同一信息可在多个渠道发布，分项之和大于总数未必有误，因此仅作提示；完整列举的由 X09 检查。
    ///
    /// # X10 The parts that the text names are not more than the whole
    ///
    /// ## What it does
    ///
    /// Where the text says “N, of which …”, no part should exceed the whole; it also says where the parts together do.
    ///
    /// ## Why it matters
    ///
    /// With a part above the whole, one of the numbers is wrong.
    ///
    /// ## Example
    ///
    /// “47 articles published, of which 52 at provincial level.”
    ///
    /// ## Source
    ///
    /// Follows from the text itself.
    ///
    /// ## Limits
    ///
    /// One item can be published on several channels, so parts may overlap; this only informs. X09 checks complete lists.
    "X10", "parts-exceed-whole", Info,
    "正文列举的分项不大于总数",
    "the parts that the text names are not more than the whole"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (spot, list) in lists(subject.report) {
        if !list.exceeds_whole() || list.adds_up() == Some(false) {
            continue;
        }
        let (whole, sum) = (list.whole, list.sum());
        let message = Message::new(
            format!("正文称共{whole}{}，而所列分项合计{sum}，大于总数。", list.unit),
            format!("the text says {whole} in all, but the parts it names make {sum}"),
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
    fn parts_are_within_the_whole() {
        check_statement(&RULE, "发表文章47篇，其中省级2篇，市级12篇。", &[], 0);
        check_statement(&RULE, "发表文章47篇，其中省级52篇。", &[], 1);
        check_statement(&RULE, "发表文章40余篇，其中省级52篇。", &[], 0);
        check_statement(&RULE, "", &[], 0);
    }
}
