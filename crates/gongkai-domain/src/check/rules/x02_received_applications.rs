//! Received applications in the text agree with table 3.

use super::prelude::*;
use super::statements::{contradiction, stated};
use crate::report::Subject as Stated;

rule! {
    /// # X02 正文“收到申请”件数与表三一致
    ///
    /// ## 做什么
    ///
    /// 正文写明收到（受理、收办）政府信息公开申请N件的，N 应等于表三本年新收的总计，或本年新收与上年结转之和。两者都不等时提醒。
    ///
    /// ## 为什么
    ///
    /// 各地“收到”的口径不一，有的含上年结转；两种口径都对不上，必有一处有误。
    ///
    /// ## 示例
    ///
    /// 正文：“共收到申请9件”；表三本年新收 7、上年结转 1。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号；第五十条第（二）项。
    ///
    /// ## 局限
    ///
    /// 写“新收”的由 X01 检查，写“未收到”的由 X03 检查。非确数、分项、分渠道的数字不比较。
    ///
    /// # X02 Received applications in the text agree with table 3
    ///
    /// ## What it does
    ///
    /// Where the text says how many applications were received, the number should be the total of row “new”, or of “new” and “carried in” together. It warns where it is neither.
    ///
    /// ## Why it matters
    ///
    /// Some agencies count the ones carried in; a number that fits neither way is wrong somewhere.
    ///
    /// ## Example
    ///
    /// Text: 9 applications received. Table 3: 7 new, 1 carried in.
    ///
    /// ## Source
    ///
    /// 国办公开办函〔2021〕30号; Art. 50 (2).
    ///
    /// ## Limits
    ///
    /// X01 checks 新收, X03 checks 未收到. Lower bounds, parts and single channels are not compared.
    "X02", "received-applications-differ", Warning,
    "正文“收到申请”件数与表三一致",
    "received applications in the text agree with table 3"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let both = [Row::New, Row::CarriedIn].map(|r| CellKey::t3(r, Applicant::Total));
    stated(report, Stated::ApplicationsReceived)
        .filter(|f| !f.count.is_zero() && !f.clause.contains("新收"))
        .filter_map(|f| contradiction(&RULE, report, f, &[&both[..1], &both]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn what_was_received_is_new_or_new_and_carried_in() {
        let cells = |new, carried| {
            [
                (CellKey::t3(Row::New, Applicant::Total), new),
                (CellKey::t3(Row::CarriedIn, Applicant::Total), carried),
            ]
        };
        let text = "全年共收到政府信息公开申请8件。";
        check_statement(&RULE, text, &cells(Some(8), Some(1)), 0);
        check_statement(&RULE, text, &cells(Some(7), Some(1)), 0);
        check_statement(&RULE, text, &cells(Some(6), Some(1)), 1);
        check_statement(&RULE, text, &cells(Some(6), None), 0);
    }
}
