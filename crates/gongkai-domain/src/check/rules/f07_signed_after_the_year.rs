//! The report is dated after its year has ended.

use super::prelude::*;

rule! {
    /// # F07 落款日期不早于报告年度结束
    ///
    /// ## 做什么
    ///
    /// 检查落款日期不早于报告年度次年1月1日。
    ///
    /// ## 为什么
    ///
    /// 年度未结束就签发的报告，数据不可能截至12月31日；也可能是年度写错。
    ///
    /// ## 示例
    ///
    /// 2023年度报告落款2023年12月11日，却称数据截至12月31日。
    ///
    /// ## 依据
    ///
    /// 第四十九条、第五十条；统计期限为1月1日至12月31日。
    ///
    /// ## 局限
    ///
    /// 没有落款日期或日期无法识别时不判断。
    ///
    /// # F07 The report is dated after its year has ended
    ///
    /// ## What it does
    ///
    /// Checks that the date under the report is not before 1 January of the next year.
    ///
    /// ## Why it matters
    ///
    /// A report signed before its year ends cannot hold the numbers up to 31 December; or its year is wrong.
    ///
    /// ## Example
    ///
    /// A report for 2023 dated 2023-12-11 that claims to count up to 31 December.
    ///
    /// ## Source
    ///
    /// Art. 49, 50; the statistics period runs from 1 January to 31 December.
    ///
    /// ## Limits
    ///
    /// Not judged without a date.
    "F07", "signed-too-early", Warning,
    "落款日期不早于报告年度结束",
    "the report is dated after its year has ended"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let (Some(year), Some(signed)) = (subject.report.year, subject.report.signed_on) else {
        return Vec::new();
    };
    if signed.year() > year || subject.report.format == Format::Legacy {
        return Vec::new();
    }
    let message = Message::new(
        format!("落款日期{signed}早于{year}年统计期结束，请核对日期或年度。"),
        format!("the report is dated {signed}, before its year {year} has ended; check the date or the year"),
    );
    vec![Finding::new(RULE.code, RULE.severity, message)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;
    use jiff::civil::date;

    #[test]
    fn a_report_is_signed_after_its_year() {
        let mut report = consistent_report(SEED, Format::F2021);
        report.year = Some(2023);
        for (signed, found) in [
            (Some(date(2024, 1, 1)), 0),
            (Some(date(2023, 12, 31)), 1),
            (Some(date(2023, 12, 11)), 1),
            (None, 0),
        ] {
            report.signed_on = signed;
            assert_eq!(run_on(&RULE, &report).len(), found, "{signed:?}");
        }
    }
}
