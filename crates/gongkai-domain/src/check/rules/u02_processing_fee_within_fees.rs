//! The processing fee is within the fees of table 2.

use super::prelude::*;
use super::statements::{locate, stated};
use crate::report::Subject as Stated;

rule! {
    /// # U02 信息处理费不大于收费金额
    ///
    /// ## 做什么
    ///
    /// 正文写明的信息处理费（元）大于表二行政事业性收费金额（万元）时提示。
    ///
    /// ## 为什么
    ///
    /// 信息处理费属于行政事业性收费，应包含在收费金额之内；大于它说明漏填或单位有误。
    ///
    /// ## 示例
    ///
    /// 正文：“收取信息处理费380元”；表二收费金额 0。
    ///
    /// ## 依据
    ///
    /// 《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）；国办公开办函〔2021〕30号所附表二。
    ///
    /// ## 局限
    ///
    /// 部分地区不把信息处理费计入该栏，因此仅作提示。
    ///
    /// # U02 The processing fee is within the fees of table 2
    ///
    /// ## What it does
    ///
    /// Says where the processing fee in the text (元) is more than the fees of table 2 (万元).
    ///
    /// ## Why it matters
    ///
    /// The processing fee is one of the administrative fees and should be within them; more means a blank or a wrong unit.
    ///
    /// ## Example
    ///
    /// Text: 380 元 were charged. Table 2: 0.
    ///
    /// ## Source
    ///
    /// 国办函〔2020〕109号; table 2 of 国办公开办函〔2021〕30号.
    ///
    /// ## Limits
    ///
    /// Some places keep it out of that row, so this only informs.
    "U02", "fee-exceeds-table", Info,
    "信息处理费不大于收费金额",
    "the processing fee is within the fees of table 2"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let key = CellKey::t2("t2.fees.amount_wan");
    let Some(wan) = report.cells.number(key) else { return Vec::new() };
    let Some(fact) = stated(report, Stated::ProcessingFee).max_by_key(|f| f.count) else { return Vec::new() };
    let (fee, yuan) = (fact.count, wan * Decimal::from(10_000));
    if fee <= yuan {
        return Vec::new();
    }
    let message = Message::new(
        format!("正文称收取信息处理费{fee}元，而表二收费金额为{wan}万元，不足以包含。"),
        format!("the text says that {fee} 元 were charged, but table 2 has only {wan} 万元 of fees"),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![key];
    (finding.left, finding.right) = (Some(fee), Some(yuan));
    finding.text = locate(report, fact);
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn the_fee_is_one_of_the_fees() {
        let key = CellKey::t2("t2.fees.amount_wan");
        check_statement(&RULE, "收取信息处理费380元。", &[(key, Some(0))], 1);
        check_statement(&RULE, "收取信息处理费380元。", &[(key, Some(1))], 0);
        check_statement(&RULE, "收取信息处理费380元。", &[(key, None)], 0);
        check_statement(&RULE, "未收取信息处理费。", &[(key, Some(0))], 0);
    }
}
