//! Reviews and lawsuits in the text agree with table 4.

use super::prelude::*;
use super::statements::{contradiction, is_about_disclosure, stated};
use crate::report::Subject as Stated;

rule! {
    /// # X05 正文复议诉讼件数与表四一致
    ///
    /// ## 做什么
    ///
    /// 正文写明因政府信息公开发生行政复议N件、行政诉讼N件的，行政复议应等于表四行政复议总计，行政诉讼应等于未经复议直接起诉与复议后起诉总计之和。
    ///
    /// ## 为什么
    ///
    /// 表四没有诉讼合计，手工相加容易出错。
    ///
    /// ## 示例
    ///
    /// 正文：“行政诉讼7件”；表四直接起诉 4、复议后起诉 2。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号所附表四；第五十条第（三）项。
    ///
    /// ## 局限
    ///
    /// 句中没有提到公开或申请、又不在第三、四部分的复议诉讼数（如政府作为复议机关办理的案件）不比较。
    ///
    /// # X05 Reviews and lawsuits in the text agree with table 4
    ///
    /// ## What it does
    ///
    /// Where the text counts reviews or lawsuits over disclosure, reviews should be the total of the first block of table 4, lawsuits the sum of the totals of the other two.
    ///
    /// ## Why it matters
    ///
    /// The table has no total over lawsuits; adding by hand goes wrong.
    ///
    /// ## Example
    ///
    /// Text: 7 lawsuits. Table 4: 4 without review, 2 after review.
    ///
    /// ## Source
    ///
    /// Table 4 of 国办公开办函〔2021〕30号; Art. 50 (3).
    ///
    /// ## Limits
    ///
    /// Counts in a sentence that mentions neither disclosure nor an application, outside chapters 三 and 四, are not compared: they may be cases that the government decided.
    "X05", "reviews-or-lawsuits-differ", Warning,
    "正文复议诉讼件数与表四一致",
    "reviews and lawsuits in the text agree with table 4"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let total = |p| CellKey::t4(p, Outcome::Total);
    let review = [total(Procedure::Review)];
    let court = [total(Procedure::Direct), total(Procedure::AfterReview)];
    let all = [review[0], court[0], court[1]];
    let pairs: [(Stated, &[CellKey]); 3] =
        [(Stated::Reviews, &review), (Stated::Lawsuits, &court), (Stated::ReviewsAndLawsuits, &all)];
    let mut findings = Vec::new();
    for (what, keys) in pairs {
        let counts = stated(report, what).filter(|f| !f.count.is_zero() && is_about_disclosure(report, f));
        findings.extend(counts.filter_map(|f| contradiction(&RULE, report, f, &[keys])));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    fn cells(review: Option<i64>, direct: i64, after: i64) -> [(CellKey, Option<i64>); 3] {
        let total = |p| CellKey::t4(p, Outcome::Total);
        [
            (total(Procedure::Review), review),
            (total(Procedure::Direct), Some(direct)),
            (total(Procedure::AfterReview), Some(after)),
        ]
    }

    #[test]
    fn disputes_agree_with_table_4() {
        let text = "因政府信息公开被申请行政复议3件，被提起行政诉讼6件。";
        check_statement(&RULE, text, &cells(Some(3), 4, 2), 0);
        check_statement(&RULE, text, &cells(Some(2), 4, 2), 1);
        check_statement(&RULE, text, &cells(Some(2), 6, 2), 2);
        check_statement(&RULE, text, &cells(None, 4, 2), 0);
    }

    #[test]
    fn cases_that_a_government_decides_are_something_else() {
        check_statement(&RULE, "全年办理行政复议300件。", &cells(Some(3), 0, 0), 0);
    }
}
