//! “no reviews or lawsuits” in the text agrees with table 4.

use super::prelude::*;
use super::statements::{locate, stated};
use crate::report::Subject as Stated;

rule! {
    /// # X06 正文“无复议诉讼”与表四一致
    ///
    /// ## 做什么
    ///
    /// 正文称没有因政府信息公开发生行政复议（或行政诉讼）的，表四相应的15个数应全部为0。
    ///
    /// ## 为什么
    ///
    /// 照抄的“无行政复议、行政诉讼”常与本年的表四相反。
    ///
    /// ## 示例
    ///
    /// 正文：“未发生行政复议、行政诉讼”；表四行政复议结果维持 1、总计 1。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号所附表四；第五十条第（三）项。
    ///
    /// ## 局限
    ///
    /// 只要有一格大于0即提醒，空白格不影响判断。
    ///
    /// # X06 “no reviews or lawsuits” in the text agrees with table 4
    ///
    /// ## What it does
    ///
    /// Where the text says that there were no reviews (or lawsuits), all cells of table 4 about them should be 0.
    ///
    /// ## Why it matters
    ///
    /// A copied “none” often contradicts this year’s table.
    ///
    /// ## Example
    ///
    /// Text: no reviews, no lawsuits. Table 4: 1 review upheld.
    ///
    /// ## Source
    ///
    /// Table 4 of 国办公开办函〔2021〕30号; Art. 50 (3).
    ///
    /// ## Limits
    ///
    /// One cell above 0 is enough; blank cells do not matter.
    "X06", "no-disputes-differ", Warning,
    "正文“无复议诉讼”与表四一致",
    "“no reviews or lawsuits” in the text agrees with table 4"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let court: &[Procedure] = &[Procedure::Direct, Procedure::AfterReview];
    let pairs = [
        (Stated::Reviews, &Procedure::ALL[..1]),
        (Stated::Lawsuits, court),
        (Stated::ReviewsAndLawsuits, &Procedure::ALL[..]),
    ];
    let mut findings = Vec::new();
    for (what, procedures) in pairs {
        let Some(fact) = stated(report, what).find(|f| f.count.is_zero()) else { continue };
        let cells = procedures.iter().flat_map(|p| Outcome::ALL.map(|o| CellKey::t4(*p, o)));
        let filled: Vec<CellKey> =
            cells.filter(|k| report.cells.number(*k).is_some_and(|n| n > Decimal::ZERO)).collect();
        let Some(first) = filled.first() else { continue };
        let (names, clause) = (wording::list(&filled), fact.clause.trim());
        let message = Message::new(
            format!("正文称“{clause}”，而表四{}不为0。", names.zh),
            format!("the text says “{clause}”, but in table 4 {} is not 0", names.en),
        );
        let mut finding = Finding::new(RULE.code, RULE.severity, message);
        (finding.left, finding.right) = (Some(Decimal::ZERO), report.cells.number(*first));
        finding.cells = filled;
        finding.text = locate(report, fact);
        findings.push(finding);
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn none_in_the_text_is_none_in_table_4() {
        let text = "全年未发生因政府信息公开引起的行政复议、行政诉讼。";
        let upheld = CellKey::t4(Procedure::Review, Outcome::Upheld);
        let total = CellKey::t4(Procedure::Review, Outcome::Total);
        check_statement(&RULE, text, &[(upheld, Some(0)), (total, Some(0))], 0);
        check_statement(&RULE, text, &[(upheld, Some(1)), (total, None)], 1);
        check_statement(&RULE, text, &[(upheld, None), (total, None)], 0);
    }
}
