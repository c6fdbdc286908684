//! In the 2019 form the endings add up to their total in every column.

use super::prelude::*;

rule! {
    /// # P04 2019年格式各项办理结果之和等于总计
    ///
    /// ## 做什么
    ///
    /// 2019年格式：对表三的每一列，检查19个明细行（（六）其他处理只有一行）之和是否等于（七）总计。
    ///
    /// ## 为什么
    ///
    /// 与 R02 相同，只是（六）其他处理没有分项。
    ///
    /// ## 示例
    ///
    /// 总计一列：明细合计 35，（七）总计填 34。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2019〕60号所附表三。
    ///
    /// ## 局限
    ///
    /// 1 + 1 + 8 + 3 + 5 + 1 = 19 个明细行。误分为三行的，以三行为准（见 F03）。
    ///
    /// # P04 In the 2019 form the endings add up to their total in every column
    ///
    /// ## What it does
    ///
    /// 2019 form: checks in each column of table 3 that the 19 leaf rows (（六） is a single one) add up to （七）.
    ///
    /// ## Why it matters
    ///
    /// The same as R02, but （六） has no rows of its own.
    ///
    /// ## Example
    ///
    /// Column total: the leaves make 35, （七） says 34.
    ///
    /// ## Source
    ///
    /// Table 3 of 国办公开办函〔2019〕60号.
    ///
    /// ## Limits
    ///
    /// 1 + 1 + 8 + 3 + 5 + 1 = 19 leaf rows. Where （六） was split as in the 2021 form, its three rows count (see F03).
    "P04", "endings-do-not-add-up-2019", Error,
    "2019年格式各项办理结果之和等于总计",
    "in the 2019 form the endings add up to their total in every column"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    if subject.report.format != Format::F2019 {
        return Vec::new();
    }
    let equations = Applicant::ALL.into_iter().map(|c| endings(subject.report, c));
    check_equations(&RULE, subject, equations, endings_differ)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_wrong_leaf_breaks_the_column() {
        let key = CellKey::t3(Row::OtherAll, Applicant::Natural);
        let findings = planted(&RULE, Format::F2019, key, |n| n + Decimal::TWO);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].suspects, [key]);
    }

    #[test]
    fn a_blank_leaf_is_conditional() {
        let mut report = consistent_report(SEED, Format::F2019);
        report.cells.insert(CellKey::t3(Row::OtherAll, Applicant::Natural), Cell::blank());
        assert_eq!(verdicts(&RULE, &report), [Verdict::Conditional]);
    }
}
