//! Shares such as satisfaction are within 100%.

use super::prelude::*;
use crate::check::prose;

rule! {
    /// # U04 满意度等百分比不超过100%
    ///
    /// ## 做什么
    ///
    /// 检查正文中满意度、办结率、答复率等百分比不超过100%。
    ///
    /// ## 为什么
    ///
    /// 超过100%的比率一定有误。
    ///
    /// ## 示例
    ///
    /// “群众满意率达103%”。
    ///
    /// ## 依据
    ///
    /// 由含义推得。
    ///
    /// ## 局限
    ///
    /// 增长率等可以超过100%，不查。
    ///
    /// # U04 Shares such as satisfaction are within 100%
    ///
    /// ## What it does
    ///
    /// Checks that satisfaction, completion and similar rates in the text are within 100%.
    ///
    /// ## Why it matters
    ///
    /// A rate above 100% is wrong.
    ///
    /// ## Example
    ///
    /// “Satisfaction reached 103%.”
    ///
    /// ## Source
    ///
    /// Follows from the meaning.
    ///
    /// ## Limits
    ///
    /// Rates of growth may exceed 100% and are not checked.
    "U04", "percentage-over-100", Info,
    "满意度等百分比不超过100%",
    "shares such as satisfaction are within 100%"
}

const RATES: [&str; 12] = [
    "满意度",
    "满意率",
    "办结率",
    "答复率",
    "公开率",
    "及时率",
    "完成率",
    "合格率",
    "覆盖率",
    "知晓率",
    "回复率",
    "正确率",
];

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (spot, at, sign) in prose::find(subject.report, &["%", "％"]) {
        let number = |b: &u8| b.is_ascii_digit() || *b == b'.';
        let start = at - spot.text[..at].bytes().rev().take_while(number).count();
        let Ok(percent) = spot.text[start..at].parse::<Decimal>() else { continue };
        let (from, _) = prose::clause(spot.text, start);
        let is_rate = RATES.iter().any(|r| spot.text[from..start].contains(r));
        if percent <= Decimal::ONE_HUNDRED || !is_rate {
            continue;
        }
        let message = Message::new(
            format!("正文所写比率{percent}%超过100%。"),
            format!("the text gives a rate of {percent}%, more than 100%"),
        );
        let mut finding = Finding::new(RULE.code, RULE.severity, message);
        (finding.left, finding.right) = (Some(percent), Some(Decimal::ONE_HUNDRED));
        finding.text = Some(spot.span(start, at + sign.len()));
        findings.push(finding);
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_rate_is_within_the_whole() {
        check_statement(&RULE, "满意度100%。", &[], 0);
        check_statement(&RULE, "群众满意率达103%。", &[], 1);
        check_statement(&RULE, "阅读量增长120%。", &[], 0);
        check_statement(&RULE, "%", &[], 0);
    }
}
