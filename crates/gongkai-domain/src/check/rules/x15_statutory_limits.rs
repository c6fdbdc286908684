//! The limits that the text quotes are within the law.

use super::prelude::*;
use crate::check::prose;

rule! {
    /// # X15 正文所写期限不超过法定期限
    ///
    /// ## 做什么
    ///
    /// 正文写“N个工作日内公开（或答复）”的，N 不应大于20。
    ///
    /// ## 为什么
    ///
    /// 主动公开和答复申请的法定期限都是20个工作日；自定期限可以更短，不能更长。
    ///
    /// ## 示例
    ///
    /// “自信息形成之日起30个工作日内公开”。
    ///
    /// ## 依据
    ///
    /// 第二十六条、第三十三条第二款。
    ///
    /// ## 局限
    ///
    /// “延长”“延期”的期限（合计可至40个工作日）不查；“10日内”等更短的期限没有问题。
    ///
    /// # X15 The limits that the text quotes are within the law
    ///
    /// ## What it does
    ///
    /// Where the text says that something is published or answered within N working days, N should not exceed 20.
    ///
    /// ## Why it matters
    ///
    /// The law gives 20 working days for both; an agency may set itself a shorter limit, not a longer one.
    ///
    /// ## Example
    ///
    /// “Published within 30 working days of its making.”
    ///
    /// ## Source
    ///
    /// Art. 26, Art. 33 ¶2.
    ///
    /// ## Limits
    ///
    /// Extensions (up to 40 in all) are not checked; shorter limits are fine.
    "X15", "limit-longer-than-the-law", Info,
    "正文所写期限不超过法定期限",
    "the limits that the text quotes are within the law"
}

const LIMIT: u32 = 20;

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (spot, at, word) in prose::find(subject.report, &["个工作日"]) {
        let digits = spot.text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
        let Ok(days) = spot.text[at - digits..at].parse::<u32>() else { continue };
        let (from, to) = prose::sentence(spot.text, at);
        let sentence = &spot.text[from..to];
        let has = |words: &[&str]| words.iter().any(|w| sentence.contains(w));
        if days <= LIMIT
            || !has(&["公开", "答复"])
            || has(&["延长", "延期", "累计", "平均", "公示期", "征求意见"])
        {
            continue;
        }
        let message = Message::new(
            format!("正文所写“{days}个工作日”超过法定的{LIMIT}个工作日。"),
            format!("the text says {days} working days, more than the {LIMIT} of the law"),
        );
        let mut finding = Finding::new(RULE.code, RULE.severity, message);
        (finding.left, finding.right) = (Some(Decimal::from(days)), Some(Decimal::from(LIMIT)));
        finding.text = Some(spot.span(at - digits, at + word.len()));
        findings.push(finding);
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn limits_are_within_the_law() {
        check_statement(&RULE, "自信息形成之日起20个工作日内公开。", &[], 0);
        check_statement(&RULE, "最迟在信息产生后的10日内公开。", &[], 0);
        check_statement(&RULE, "自信息形成之日起30个工作日内公开。", &[], 1);
        check_statement(&RULE, "需要延长的，在40个工作日内答复。", &[], 0);
        check_statement(&RULE, "", &[], 0);
    }
}
