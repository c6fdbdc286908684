//! The outcomes of reviews and lawsuits add up to their total.

use super::prelude::*;

rule! {
    /// # R04 复议诉讼各项结果之和等于总计
    ///
    /// ## 做什么
    ///
    /// 对表四的三组数据（行政复议、未经复议直接起诉、复议后起诉），检查结果维持、结果纠正、其他结果、尚未审结之和是否等于总计。
    ///
    /// ## 为什么
    ///
    /// 表四只有15个数，总计漏填或填0最为常见，汇总时会使全区的复议诉讼数偏小。
    ///
    /// ## 示例
    ///
    /// 行政复议：维持 10、纠正 1、其他 0、尚未审结 0，总计填 0。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附表四；第50条第（三）项。
    ///
    /// ## 局限
    ///
    /// 表四没有“行政诉讼”的总计，三组互不相加。
    ///
    /// # R04 The outcomes of reviews and lawsuits add up to their total
    ///
    /// ## What it does
    ///
    /// Checks in each of the three blocks of table 4 that upheld, corrected, other and pending add up to the total.
    ///
    /// ## Why it matters
    ///
    /// The table has only 15 numbers, and its totals are the ones most often left at 0; a roll-up then loses cases.
    ///
    /// ## Example
    ///
    /// Review: 10 upheld, 1 corrected, 0 other, 0 pending, total 0.
    ///
    /// ## Source
    ///
    /// Table 4 of 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号; Art. 50 (3).
    ///
    /// ## Limits
    ///
    /// There is no total over both kinds of lawsuit, and the three blocks are never added.
    "R04", "outcomes-do-not-add-up", Error,
    "复议诉讼各项结果之和等于总计",
    "the outcomes of reviews and lawsuits add up to their total"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    check_equations(&RULE, subject, Procedure::ALL.into_iter().map(outcomes), broken)
}

fn broken(judged: &Judged) -> Message {
    let (line, left, right) = (judged.equation.line.name(), judged.left, judged.right);
    Message::new(
        format!("{}：四项结果合计{left}，总计为{right}，相差{}。", line.zh, left.saturating_sub(right).abs()),
        format!(
            "{}: the four outcomes make {left}, the total says {right}; they differ by {}",
            line.en,
            left.saturating_sub(right).abs()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    fn review(values: [Option<i64>; 5]) -> AnnualReport {
        let mut report = AnnualReport::empty(Format::F2021);
        for (outcome, value) in Outcome::ALL.into_iter().zip(values) {
            let cell = value.map_or_else(Cell::blank, Cell::number);
            report.cells.insert(CellKey::t4(Procedure::Review, outcome), cell);
        }
        report
    }

    #[test]
    fn outcomes_that_add_up_pass() {
        assert_eq!(run_on(&RULE, &review([Some(10), Some(1), Some(0), Some(2), Some(13)])), []);
    }

    #[test]
    fn a_total_left_at_zero_is_found_and_proposed() {
        let findings = run_on(&RULE, &review([Some(10), Some(1), Some(0), Some(0), Some(0)]));
        assert_eq!(findings.len(), 1);
        let total = CellKey::t4(Procedure::Review, Outcome::Total);
        assert_eq!(
            findings[0].fix.as_ref().map(|f| f.changes.clone()),
            Some(vec![(total, Decimal::from(11))])
        );
        assert_eq!((findings[0].left, findings[0].right), (Some(Decimal::from(11)), Some(Decimal::ZERO)));
    }

    #[test]
    fn a_blank_is_conditional() {
        assert_eq!(
            verdicts(&RULE, &review([Some(1), None, Some(0), Some(0), Some(1)])),
            [Verdict::Conditional]
        );
        assert_eq!(verdicts(&RULE, &review([Some(2), None, Some(0), Some(0), Some(1)])), [Verdict::Fail]);
        assert_eq!(verdicts(&RULE, &review([None; 5])), []);
    }
}
