//! Statements about the fee do not contradict one another.

use super::prelude::*;
use super::statements::{locate, stated};
use crate::report::Subject as Stated;

rule! {
    /// # X08 正文关于信息处理费的说法一致
    ///
    /// ## 做什么
    ///
    /// 正文一处称未收取信息处理费，另一处又写明收取金额时提示。
    ///
    /// ## 为什么
    ///
    /// 常因多人分头撰写或照抄上年而来。
    ///
    /// ## 示例
    ///
    /// 第一部分：“未收取信息处理费”；第六部分：“收取信息处理费380元”。
    ///
    /// ## 依据
    ///
    /// 《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）。
    ///
    /// ## 局限
    ///
    /// 不与表二“行政事业性收费”比较：该数包括本机关的全部收费。
    ///
    /// # X08 Statements about the fee do not contradict one another
    ///
    /// ## What it does
    ///
    /// Says where one sentence denies that a fee was charged and another gives its amount.
    ///
    /// ## Why it matters
    ///
    /// It comes from several hands or from last year’s text.
    ///
    /// ## Example
    ///
    /// Chapter 一: no fee was charged. Chapter 六: 380 元 were charged.
    ///
    /// ## Source
    ///
    /// 国办函〔2020〕109号 on the fee.
    ///
    /// ## Limits
    ///
    /// Not compared with the fees of table 2, which hold all that the agency charges.
    "X08", "fee-statements-contradict", Info,
    "正文关于信息处理费的说法一致",
    "statements about the fee do not contradict one another"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let mut none = stated(report, Stated::ProcessingFee).filter(|f| f.count.is_zero());
    let mut some = stated(report, Stated::ProcessingFee).filter(|f| !f.count.is_zero());
    let (Some(none), Some(some)) = (none.next(), some.next()) else { return Vec::new() };
    let (denied, amount) = (none.clause.trim(), some.count);
    let message = Message::new(
        format!("正文既称“{denied}”，又写明信息处理费{amount}元。"),
        format!("the text says “{denied}” and also gives a fee of {amount} 元"),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    (finding.left, finding.right) = (Some(Decimal::ZERO), Some(amount));
    finding.text = locate(report, some);
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_fee_is_charged_or_not() {
        check_statement(&RULE, "未收取信息处理费。", &[], 0);
        check_statement(&RULE, "收取信息处理费380元。", &[], 0);
        check_statement(&RULE, "未收取信息处理费。收取信息处理费380元。", &[], 1);
        check_statement(&RULE, "", &[], 0);
    }
}
