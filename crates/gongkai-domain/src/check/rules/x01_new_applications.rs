//! New applications in the text agree with table 3.

use super::prelude::*;
use super::statements::{contradiction, stated};
use crate::report::Subject as Stated;

rule! {
    /// # X01 正文“新收”件数与表三一致
    ///
    /// ## 做什么
    ///
    /// 正文写明“新收……N件”的，N 应等于表三“本年新收”的总计。
    ///
    /// ## 为什么
    ///
    /// 正文与表格自相矛盾是读者最先发现的问题。
    ///
    /// ## 示例
    ///
    /// 正文：“本年新收政府信息公开申请12件”；表三本年新收总计 10。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号；第五十条第（二）项。
    ///
    /// ## 局限
    ///
    /// “余”“约”“多”等非确数、分项、上半年、分渠道的数字不比较；表中空白时不判断。
    ///
    /// # X01 New applications in the text agree with table 3
    ///
    /// ## What it does
    ///
    /// Where the text says how many applications were newly received (新收), the number should be the total of row “new” in table 3.
    ///
    /// ## Why it matters
    ///
    /// A text that contradicts its own table is what readers see first.
    ///
    /// ## Example
    ///
    /// Text: 12 new applications. Table 3: 10.
    ///
    /// ## Source
    ///
    /// 国办公开办函〔2021〕30号; Art. 50 (2).
    ///
    /// ## Limits
    ///
    /// Lower bounds, estimates, parts, half-years and single channels are not compared; nor is a blank cell.
    "X01", "new-applications-differ", Warning,
    "正文“新收”件数与表三一致",
    "new applications in the text agree with table 3"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let new = [CellKey::t3(Row::New, Applicant::Total)];
    stated(report, Stated::ApplicationsReceived)
        .filter(|f| !f.count.is_zero() && f.clause.contains("新收"))
        .filter_map(|f| contradiction(&RULE, report, f, &[&new]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn what_is_new_is_in_row_one() {
        let new = CellKey::t3(Row::New, Applicant::Total);
        check_statement(&RULE, "本年新收政府信息公开申请12件。", &[(new, Some(12))], 0);
        check_statement(&RULE, "本年新收政府信息公开申请12件。", &[(new, Some(10))], 1);
        check_statement(&RULE, "本年新收政府信息公开申请12件。", &[(new, None)], 0);
        check_statement(&RULE, "本年新收政府信息公开申请12余件。", &[(new, Some(14))], 0);
    }
}
