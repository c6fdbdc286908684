//! Many direct lawsuits although review comes first.

use super::prelude::*;

rule! {
    /// # Y08 复议前置后直接起诉偏多
    ///
    /// ## 做什么
    ///
    /// 2024年度起，若“未经复议直接起诉”不少于3件且超过不予公开答复数的一半，提示核对。
    ///
    /// ## 为什么
    ///
    /// 2024年1月1日起，对不予公开不服的须先申请行政复议；直接起诉偏多，可能是分类填错或未告知复议前置。
    ///
    /// ## 示例
    ///
    /// 2024年度：不予公开 2 件，未经复议直接起诉 5 件。
    ///
    /// ## 依据
    ///
    /// 《行政复议法》（2023年修订）第二十三条第一款第（四）项。
    ///
    /// ## 局限
    ///
    /// 对其他答复（如无法提供、不予处理）仍可直接起诉，因此仅作提示。
    ///
    /// # Y08 Many direct lawsuits although review comes first
    ///
    /// ## What it does
    ///
    /// From report year 2024 on, asks for a second look where at least 3 lawsuits were brought without review and they exceed half of the refusals.
    ///
    /// ## Why it matters
    ///
    /// Since 2024-01-01 a refusal must go to administrative review first. Many direct lawsuits mean a wrong column or a wrong remedy clause.
    ///
    /// ## Example
    ///
    /// 2024: 2 refusals, 5 lawsuits without review.
    ///
    /// ## Source
    ///
    /// Administrative Reconsideration Law (2023) Art. 23 ¶1 (4).
    ///
    /// ## Limits
    ///
    /// Other answers can still be taken to court directly, so this only informs.
    "Y08", "direct-lawsuits-after-2024", Info,
    "复议前置后直接起诉偏多",
    "many direct lawsuits although review comes first"
}

const DENIALS: [Row; 7] = [
    Row::DeniedSecret,
    Row::DeniedLaw,
    Row::DeniedSafety,
    Row::DeniedThirdParty,
    Row::DeniedInternal,
    Row::DeniedProcess,
    Row::DeniedEnforcement,
];

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    if report.year.is_none_or(|y| y < 2024) {
        return Vec::new();
    }
    let key = CellKey::t4(Procedure::Direct, Outcome::Total);
    let Some(direct) = report.cells.number(key).filter(|n| *n >= Decimal::from(3)) else { return Vec::new() };
    let denials = DENIALS.iter().map(|r| report.cells.number(CellKey::t3(*r, Applicant::Total)));
    let Some(denied) = denials.sum::<Option<Decimal>>() else { return Vec::new() };
    if direct * Decimal::TWO <= denied {
        return Vec::new();
    }
    let message = Message::new(
        format!(
            "未经复议直接起诉{direct}件，而不予公开只有{denied}件。2024年起不予公开须先复议，请核对分类和救济告知。"
        ),
        format!(
            "{direct} lawsuits without review against {denied} refusals; since 2024 a refusal goes to review first, check the column and the remedy clause"
        ),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![key];
    (finding.left, finding.right) = (Some(direct), Some(denied));
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn many_direct_lawsuits_are_doubtful_from_2024_on() {
        let mut report = AnnualReport::empty(Format::F2021);
        for row in DENIALS {
            report.cells.insert(CellKey::t3(row, Applicant::Total), Cell::number(1));
        }
        for (year, direct, found) in [
            (2024, Cell::number(4), 1),
            (2023, Cell::number(4), 0),
            (2024, Cell::number(3), 0),
            (2024, Cell::blank(), 0),
        ] {
            report.year = Some(year);
            report.cells.insert(CellKey::t4(Procedure::Direct, Outcome::Total), direct);
            assert_eq!(run_on(&RULE, &report).len(), found);
        }
    }
}
