//! The endings add up to their total in every column.

use super::prelude::*;

rule! {
    /// # R02 各项办理结果之和等于总计
    ///
    /// ## 做什么
    ///
    /// 对表三的每一列，检查从（一）予以公开到（六）其他处理的21个明细行之和是否等于（七）总计。若（六）其他处理只印成一行，则以该行代替三个分项。
    ///
    /// ## 为什么
    ///
    /// 每件申请只计入一种办理结果。明细之和不等于总计，说明有申请漏计或重复计。
    ///
    /// ## 示例
    ///
    /// 总计一列：明细合计 35，（七）总计填 34。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号所附表三；第36条至第39条规定的各类答复。
    ///
    /// ## 局限
    ///
    /// 只用于2021年格式；2019年格式由 P04 检查。（七）总计是唯一的合计行，（三）至（六）没有小计。既有三个分项又有单独一行（六）的，以三个分项为准。
    ///
    /// # R02 The endings add up to their total in every column
    ///
    /// ## What it does
    ///
    /// Checks in each column of table 3 that the 21 leaf rows from （一） to （六） add up to （七）. Where （六） is printed as a single row, that row stands for the three.
    ///
    /// ## Why it matters
    ///
    /// Each application has exactly one ending. Where leaves and total differ, applications were left out or counted twice.
    ///
    /// ## Example
    ///
    /// Column total: the leaves make 35, （七） says 34.
    ///
    /// ## Source
    ///
    /// Table 3 of 国办公开办函〔2021〕30号; the answers of Art. 36 to 39.
    ///
    /// ## Limits
    ///
    /// For the 2021 form; P04 checks the 2019 form. （七） is the only sum: （三） to （六） have no subtotals. A report with both the three rows and the single one is judged by the three.
    "R02", "endings-do-not-add-up", Error,
    "各项办理结果之和等于总计",
    "the endings add up to their total in every column"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    if subject.report.format != Format::F2021 {
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
        let key = CellKey::t3(Row::DeniedProcess, Applicant::Enterprise);
        let findings = planted(&RULE, Format::F2021, key, |n| n + Decimal::TWO);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].suspects, [key]);
    }

    #[test]
    fn a_single_row_for_other_endings_takes_the_place_of_the_three() {
        let mut report = consistent_report(11, Format::F2019);
        report.format = Format::F2021;
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t3(Row::OtherAll, Applicant::Natural), Cell::number(77_777));
        assert_eq!(verdicts(&RULE, &report), [Verdict::Fail]);
    }

    #[test]
    fn blanks_are_grouped_into_one_finding() {
        let mut report = consistent_report(11, Format::F2021);
        for column in Applicant::ALL {
            report.cells.insert(CellKey::t3(Row::OtherOther, column), Cell::blank());
        }
        let findings = run_on(&RULE, &report);
        assert!(!findings.is_empty() && findings.len() <= 2);
        assert!(findings.iter().all(|f| f.verdict == Verdict::Conditional));
    }

    #[test]
    fn a_row_that_is_not_in_the_document_leaves_the_rule_open() {
        let mut report = consistent_report(11, Format::F2021);
        for column in Applicant::ALL {
            report.cells.remove(CellKey::t3(Row::Granted, column));
        }
        assert_eq!(run_on(&RULE, &report), []);
    }
}
