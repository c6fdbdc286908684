//! Lawsuits after review do not exceed the reviews that ended.

use super::prelude::*;
use super::shared::last_year;

rule! {
    /// # Y05 复议后起诉不多于两年内审结的复议
    ///
    /// ## 做什么
    ///
    /// 检查本年“复议后起诉”总计不大于本年与上年审结的行政复议之和（总计减尚未审结）。
    ///
    /// ## 为什么
    ///
    /// 复议后起诉以复议审结为前提。
    ///
    /// ## 示例
    ///
    /// 两年共审结复议 1 件，本年复议后起诉 5 件。
    ///
    /// ## 依据
    ///
    /// 《行政诉讼法》第四十五条；国办公开办函〔2021〕30号所附表四。
    ///
    /// ## 局限
    ///
    /// 只有提供了同一机关上一年度报告时才判断；两份报告年度须相连，2019年以前的不比较。复议机关与起诉时间跨度较长、上级机关复议的案件计入口径不同，因此仅作提示。
    ///
    /// # Y05 Lawsuits after review do not exceed the reviews that ended
    ///
    /// ## What it does
    ///
    /// Checks that lawsuits after review do not exceed the reviews that ended this year and last (total minus pending).
    ///
    /// ## Why it matters
    ///
    /// Such a lawsuit needs a review that has ended.
    ///
    /// ## Example
    ///
    /// One review ended in two years, 5 lawsuits after review this year.
    ///
    /// ## Source
    ///
    /// Administrative Litigation Law Art. 45; table 4 of 国办公开办函〔2021〕30号.
    ///
    /// ## Limits
    ///
    /// Only where the same agency’s report of the year before is given and the years follow one another; reports before 2019 are not compared. Cases can take longer than two years, so this only informs.
    "Y05", "more-lawsuits-than-reviews", Info,
    "复议后起诉不多于两年内审结的复议",
    "lawsuits after review do not exceed the reviews that ended"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let Some(previous) = last_year(subject) else { return Vec::new() };
    let ended = |cells: &Cells| {
        let at = |o| cells.number(CellKey::t4(Procedure::Review, o));
        Some(at(Outcome::Total)? - at(Outcome::Pending)?)
    };
    let key = CellKey::t4(Procedure::AfterReview, Outcome::Total);
    let cells = &subject.report.cells;
    let (Some(lawsuits), Some(now), Some(before)) = (cells.number(key), ended(cells), ended(&previous.cells))
    else {
        return Vec::new();
    };
    let reviews = now + before;
    if lawsuits <= reviews {
        return Vec::new();
    }
    let message = Message::new(
        format!("复议后起诉{lawsuits}件，多于本年和上年审结的行政复议{reviews}件。"),
        format!(
            "{lawsuits} lawsuits after review, more than the {reviews} reviews that ended this year and last"
        ),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![key];
    (finding.left, finding.right) = (Some(lawsuits), Some(reviews));
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn lawsuits_after_review_need_reviews() {
        let mut previous = AnnualReport::empty(Format::F2021);
        let mut report = AnnualReport::empty(Format::F2021);
        (previous.year, report.year) = (Some(2023), Some(2024));
        for cells in [&mut previous.cells, &mut report.cells] {
            cells.insert(CellKey::t4(Procedure::Review, Outcome::Total), Cell::number(1));
            cells.insert(CellKey::t4(Procedure::Review, Outcome::Pending), Cell::number(0));
        }
        let total = CellKey::t4(Procedure::AfterReview, Outcome::Total);
        for (lawsuits, found) in [(Cell::number(2), 0), (Cell::number(3), 1), (Cell::blank(), 0)] {
            report.cells.insert(total, lawsuits);
            let subject = Subject { report: &report, previous: Some(&previous), own_filing: false };
            assert_eq!(run(subject).len(), found);
        }
    }
}
