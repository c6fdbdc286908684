//! “no applications” in the text agrees with table 3.

use super::prelude::*;
use super::statements::{contradiction, stated};
use crate::report::Subject as Stated;

rule! {
    /// # X03 正文“未收到申请”与表三一致
    ///
    /// ## 做什么
    ///
    /// 正文称未收到（没有收到、无）政府信息公开申请的，表三本年新收的总计应为0。
    ///
    /// ## 为什么
    ///
    /// 照抄上年或他人的文字时，常留下与本年数据相反的“未收到”。
    ///
    /// ## 示例
    ///
    /// 正文：“全年未收到政府信息公开申请”；表三本年新收总计 3。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号；第五十条第（二）项。
    ///
    /// ## 局限
    ///
    /// 上年结转的申请可以在未收到新申请的年份办结，因此只比较本年新收。
    ///
    /// # X03 “no applications” in the text agrees with table 3
    ///
    /// ## What it does
    ///
    /// Where the text says that no application was received, the total of row “new” should be 0.
    ///
    /// ## Why it matters
    ///
    /// Copied text often keeps a “none” that the year’s numbers contradict.
    ///
    /// ## Example
    ///
    /// Text: no application was received. Table 3: 3 new.
    ///
    /// ## Source
    ///
    /// 国办公开办函〔2021〕30号; Art. 50 (2).
    ///
    /// ## Limits
    ///
    /// Applications carried in may end in a year without new ones, so only row “new” is compared.
    "X03", "no-applications-differ", Warning,
    "正文“未收到申请”与表三一致",
    "“no applications” in the text agrees with table 3"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let new = [CellKey::t3(Row::New, Applicant::Total)];
    // The same text often says it twice; once is enough.
    let mut none = stated(report, Stated::ApplicationsReceived).filter(|f| f.count.is_zero());
    none.find_map(|f| contradiction(&RULE, report, f, &[&new])).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn none_in_the_text_is_none_in_the_table() {
        let new = CellKey::t3(Row::New, Applicant::Total);
        for text in ["2023年未收到政府信息公开申请。", "全年没有收到依申请公开。"] {
            check_statement(&RULE, text, &[(new, Some(0))], 0);
            check_statement(&RULE, text, &[(new, Some(3))], 1);
            check_statement(&RULE, text, &[(new, None)], 0);
        }
    }
}
