//! Carry-over in the text agrees with table 3.

use super::prelude::*;
use super::statements::{contradiction, stated};
use crate::report::Subject as Stated;

rule! {
    /// # X04 正文结转件数与表三一致
    ///
    /// ## 做什么
    ///
    /// 正文写明上年结转N件、结转下年度N件的，应等于表三相应行的总计。
    ///
    /// ## 为什么
    ///
    /// 结转数同时牵连上一年和下一年的报告。
    ///
    /// ## 示例
    ///
    /// 正文：“结转下年度2件”；表三结转下年度继续办理总计 0。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号所附表三。
    ///
    /// ## 局限
    ///
    /// 非确数、分项不比较；表中空白时不判断。
    ///
    /// # X04 Carry-over in the text agrees with table 3
    ///
    /// ## What it does
    ///
    /// Where the text says how many applications were carried in or out, the numbers should be those of table 3.
    ///
    /// ## Why it matters
    ///
    /// Carry-over ties the report to those of the years before and after.
    ///
    /// ## Example
    ///
    /// Text: 2 carried out. Table 3: 0.
    ///
    /// ## Source
    ///
    /// Table 3 of 国办公开办函〔2021〕30号.
    ///
    /// ## Limits
    ///
    /// Lower bounds and parts are not compared; nor is a blank cell.
    "X04", "carry-over-differs", Warning,
    "正文结转件数与表三一致",
    "carry-over in the text agrees with table 3"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let pairs =
        [(Stated::ApplicationsCarriedIn, Row::CarriedIn), (Stated::ApplicationsCarriedOut, Row::CarriedOut)];
    let check = |(what, row): (Stated, Row)| {
        let key = [CellKey::t3(row, Applicant::Total)];
        stated(report, what).filter_map(move |f| contradiction(&RULE, report, f, &[&key])).collect::<Vec<_>>()
    };
    pairs.into_iter().flat_map(check).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn carry_over_agrees() {
        let into = CellKey::t3(Row::CarriedIn, Applicant::Total);
        let out = CellKey::t3(Row::CarriedOut, Applicant::Total);
        let text = "新收政府信息公开申请5件，上年结转1件，结转下年度继续办理2件。";
        check_statement(&RULE, text, &[(into, Some(1)), (out, Some(2))], 0);
        check_statement(&RULE, text, &[(into, Some(3)), (out, Some(0))], 2);
        check_statement(&RULE, text, &[(into, None), (out, None)], 0);
    }
}
