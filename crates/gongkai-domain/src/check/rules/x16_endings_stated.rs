//! The endings in the text agree with table 3.

use super::prelude::*;
use super::statements::{contradiction, stated};
use crate::report::Subject as Stated;

rule! {
    /// # X16 正文办理结果件数与表三一致
    ///
    /// ## 做什么
    ///
    /// 正文写明予以公开、部分公开、不予公开、无法提供、不予处理、其他处理各N件的，应等于表三相应各行总计之和。
    ///
    /// ## 为什么
    ///
    /// 正文按大类叙述，表三没有大类小计，手工相加容易出错。
    ///
    /// ## 示例
    ///
    /// 正文：“无法提供265件”；表三（四）三行总计 321、15、1，合计 337。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号所附表三；第五十条第（二）项。
    ///
    /// ## 局限
    ///
    /// “予以公开及部分公开”合并叙述的，按两行之和比较；任一行空白或缺失时不判断。
    ///
    /// # X16 The endings in the text agree with table 3
    ///
    /// ## What it does
    ///
    /// Where the text counts applications granted, partly granted, denied, unable, not processed or ended otherwise, the numbers should be the sums of the totals of their rows in table 3.
    ///
    /// ## Why it matters
    ///
    /// The text speaks of groups for which the table has no subtotals; adding by hand goes wrong.
    ///
    /// ## Example
    ///
    /// Text: 265 unable. Table 3, （四）: 321, 15 and 1 make 337.
    ///
    /// ## Source
    ///
    /// Table 3 of 国办公开办函〔2021〕30号; Art. 50 (2).
    ///
    /// ## Limits
    ///
    /// “Granted and partly granted” together is compared with both rows. Not judged where a row is blank or missing.
    "X16", "endings-differ", Warning,
    "正文办理结果件数与表三一致",
    "the endings in the text agree with table 3"
}

const DENIED: [Row; 8] = [
    Row::DeniedSecret,
    Row::DeniedLaw,
    Row::DeniedSafety,
    Row::DeniedThirdParty,
    Row::DeniedInternal,
    Row::DeniedProcess,
    Row::DeniedEnforcement,
    Row::DeniedQuery,
];
const UNABLE: [Row; 3] = [Row::UnableNotHeld, Row::UnableNeedsMaking, Row::UnableStillUnclear];
const REFUSED: [Row; 5] = [
    Row::RefusedPetition,
    Row::RefusedRepeat,
    Row::RefusedPublication,
    Row::RefusedExcessive,
    Row::RefusedConfirm,
];
const OTHER: [Row; 3] = [Row::OtherNoCorrection, Row::OtherFeeUnpaid, Row::OtherOther];

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let other: &[Row] = if report.has_single_other_row() { &[Row::OtherAll] } else { &OTHER };
    let both = [Row::Granted, Row::Partial];
    let groups: [(Stated, &[Row], bool); 6] = [
        (Stated::Granted, &both[..1], true),
        (Stated::PartlyGranted, &both[1..], true),
        (Stated::Denied, &DENIED, false),
        (Stated::Unable, &UNABLE, false),
        (Stated::NotProcessed, &REFUSED, false),
        (Stated::OtherEndings, other, false),
    ];
    let mut findings = Vec::new();
    for (what, rows, with_both) in groups {
        for fact in stated(report, what) {
            let (own, both) = (totals(rows), totals(&both));
            let accepted: &[&[CellKey]] = if with_both { &[&own, &both] } else { &[&own] };
            findings.extend(contradiction(&RULE, report, fact, accepted));
        }
    }
    findings
}

fn totals(rows: &[Row]) -> Vec<CellKey> {
    rows.iter().map(|r| CellKey::t3(*r, Applicant::Total)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn endings_agree_with_their_rows() {
        let key = |row| CellKey::t3(row, Applicant::Total);
        let cells = |needs: Option<i64>| {
            [
                (key(Row::Granted), Some(5)),
                (key(Row::Partial), Some(2)),
                (key(Row::UnableNotHeld), Some(3)),
                (key(Row::UnableNeedsMaking), needs),
                (key(Row::UnableStillUnclear), Some(0)),
            ]
        };
        let text = "办结申请11件，其中：予以公开5件，部分公开2件，无法提供4件。";
        check_statement(&RULE, text, &cells(Some(1)), 0);
        check_statement(&RULE, text, &cells(Some(2)), 1);
        check_statement(&RULE, text, &cells(None), 0);
        check_statement(&RULE, "予以公开及部分公开7件。", &cells(Some(1)), 0);
    }
}
