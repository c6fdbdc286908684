//! The processing fee can come from the tariff.

use super::prelude::*;
use super::statements::{locate, stated};
use crate::report::Subject as Stated;

rule! {
    /// # U03 信息处理费金额符合收费标准
    ///
    /// ## 做什么
    ///
    /// 检查正文写明的信息处理费是否可能由收费标准得出：按件为100元的整倍数，按量为10元的整倍数。
    ///
    /// ## 为什么
    ///
    /// 不是10元整倍数的金额不可能由标准得出。
    ///
    /// ## 示例
    ///
    /// “收取信息处理费385元”。
    ///
    /// ## 依据
    ///
    /// 《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）所附标准。
    ///
    /// ## 局限
    ///
    /// 2021年以前没有该标准，不查；部分退费会造成例外。
    ///
    /// # U03 The processing fee can come from the tariff
    ///
    /// ## What it does
    ///
    /// Checks that the processing fee in the text can come from the tariff: by piece it is a multiple of 100 元, by volume a multiple of 10.
    ///
    /// ## Why it matters
    ///
    /// An amount that is no multiple of 10 cannot come from it.
    ///
    /// ## Example
    ///
    /// “A fee of 385 元 was charged.”
    ///
    /// ## Source
    ///
    /// Tariff of 国办函〔2020〕109号.
    ///
    /// ## Limits
    ///
    /// Not for years before 2021, when there was none; a partial refund is an exception.
    "U03", "fee-off-the-tariff", Info,
    "信息处理费金额符合收费标准",
    "the processing fee can come from the tariff"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    if report.year.is_none_or(|y| y < 2021) {
        return Vec::new();
    }
    let mut fees = stated(report, Stated::ProcessingFee).filter(|f| !(f.count % Decimal::TEN).is_zero());
    let Some(fact) = fees.next() else { return Vec::new() };
    let fee = fact.count;
    let message = Message::new(
        format!("信息处理费{fee}元不是10元的整倍数，不符合收费标准。"),
        format!("a fee of {fee} 元 is no multiple of 10 元 and cannot come from the tariff"),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.left = Some(fee);
    finding.text = locate(report, fact);
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_fee_is_a_multiple_of_ten() {
        check_statement(&RULE, "收取信息处理费380元。", &[], 0);
        check_statement(&RULE, "收取信息处理费385元。", &[], 1);
        check_statement(&RULE, "未收取信息处理费。", &[], 0);
    }
}
