//! The six kinds of applicant add up to the total in every row.

use super::prelude::*;

rule! {
    /// # R03 各类申请人之和等于总计
    ///
    /// ## 做什么
    ///
    /// 对表三的每一行，检查自然人、商业企业、科研机构、社会公益组织、法律服务机构、其他六列之和是否等于该行总计。
    ///
    /// ## 为什么
    ///
    /// 横向合计是最容易填错也最容易核对的关系：填错列、漏填总计、把一个数拆进两格，都会在这里暴露。
    ///
    /// ## 示例
    ///
    /// “（一）予以公开”一行：5、1、0、0、0、0，总计 5。5 + 1 ≠ 5。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附表三的表头。
    ///
    /// ## 局限
    ///
    /// “其他”一列不同于（六）“3.其他”一行。总计空白时给出应填的数，不当作0。
    ///
    /// # R03 The six kinds of applicant add up to the total in every row
    ///
    /// ## What it does
    ///
    /// Checks in each row of table 3 that the six kinds of applicant add up to the row’s total.
    ///
    /// ## Why it matters
    ///
    /// A number in the wrong column, a total left out, one number spread over two cells: all of them show here.
    ///
    /// ## Example
    ///
    /// Row “granted”: 5, 1, 0, 0, 0, 0 and the total 5. 5 + 1 ≠ 5.
    ///
    /// ## Source
    ///
    /// Header of table 3 of 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号.
    ///
    /// ## Limits
    ///
    /// The column “other” is not the row “3. other” of （六）. A blank total is not a 0: the finding says what it must be.
    "R03", "row-sum-mismatch", Error,
    "各类申请人之和等于总计",
    "the six kinds of applicant add up to the total in every row"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    check_equations(&RULE, subject, Row::ALL.into_iter().map(applicants), broken)
}

fn broken(judged: &Judged) -> Message {
    let (line, left, right) = (judged.equation.line.name(), judged.left, judged.right);
    Message::new(
        format!(
            "{}：六类申请人合计{left}，总计为{right}，相差{}。",
            line.zh,
            left.saturating_sub(right).abs()
        ),
        format!(
            "{}: the six kinds of applicant make {left}, the total says {right}; they differ by {}",
            line.en,
            left.saturating_sub(right).abs()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_wrong_total_is_found_and_the_right_one_proposed() {
        let key = CellKey::t3(Row::New, Applicant::Total);
        let findings = planted(&RULE, Format::F2021, key, |n| n + Decimal::TEN);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].suspects, [key]);
        let expected = consistent_report(SEED, Format::F2021).cells.number(key);
        assert_eq!(findings[0].fix.as_ref().map(|f| f.changes[0].1), expected);
    }

    #[test]
    fn a_blank_total_is_conditional_and_its_value_told() {
        let key = CellKey::t3(Row::New, Applicant::Total);
        let mut report = consistent_report(SEED, Format::F2021);
        let old = report.cells.insert(key, Cell::blank()).and_then(|c| c.value.number());
        let findings = run_on(&RULE, &report);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].verdict, Verdict::Conditional);
        assert_eq!(findings[0].fix.as_ref().map(|f| f.changes.clone()), old.map(|n| vec![(key, n)]));
    }

    #[test]
    fn a_blank_part_does_not_hide_a_contradiction() {
        let mut report = consistent_report(SEED, Format::F2021);
        report.cells.insert(CellKey::t3(Row::New, Applicant::Other), Cell::blank());
        report.cells.insert(CellKey::t3(Row::New, Applicant::Total), Cell::number(0));
        assert_eq!(verdicts(&RULE, &report), [Verdict::Fail]);
    }
}
