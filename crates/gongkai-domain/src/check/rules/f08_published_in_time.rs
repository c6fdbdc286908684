//! The report is out in time.

use super::prelude::*;
use crate::check::agency::publication_limit;
use jiff::civil::Date;

rule! {
    /// # F08 在法定期限内公布
    ///
    /// ## 做什么
    ///
    /// 检查公布日期（没有时用落款日期）：县级以上人民政府部门不晚于次年1月31日，人民政府不晚于次年3月31日。
    ///
    /// ## 为什么
    ///
    /// 期限由条例规定，遇周末、春节也不顺延；不按时发布是应追究责任的情形。
    ///
    /// ## 示例
    ///
    /// 某县教育局2023年度报告于2024年2月5日公布。
    ///
    /// ## 依据
    ///
    /// 第四十九条第一款、第二款；国办公开办函〔2021〕30号关于“不按时发布”的规定。
    ///
    /// ## 局限
    ///
    /// 由名称判断是部门还是政府；乡镇、街道、管委会等按3月31日判断。网页日期可能是修改日期。
    ///
    /// # F08 The report is out in time
    ///
    /// ## What it does
    ///
    /// Checks the day of publication, or else the date under the report: 31 January of the next year for departments from the county level up, 31 March for governments.
    ///
    /// ## Why it matters
    ///
    /// The days are fixed by law and do not move for weekends or holidays; a late report is a ground for responsibility.
    ///
    /// ## Example
    ///
    /// A county’s education bureau publishes its report for 2023 on 2024-02-05.
    ///
    /// ## Source
    ///
    /// Art. 49 ¶1, ¶2; 国办公开办函〔2021〕30号 on late reports.
    ///
    /// ## Limits
    ///
    /// The name tells department from government; townships, sub-districts and management committees get the later day. The date of a web page may be that of a change.
    "F08", "published-late", Warning,
    "在法定期限内公布",
    "the report is out in time"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let Some(year) = report.year.filter(|_| report.format != Format::Legacy) else { return Vec::new() };
    let Some(out) = report.published_on.or(report.signed_on) else { return Vec::new() };
    let (month, day) = publication_limit(report.agency.as_deref());
    let Ok(limit) = Date::new(year.saturating_add(1), month, day) else { return Vec::new() };
    if out <= limit {
        return Vec::new();
    }
    let message = Message::new(
        format!("{out}晚于法定期限{limit}（条例第四十九条；不因节假日顺延）。"),
        format!("{out} is after the legal limit {limit} (Art. 49; holidays do not move it)"),
    );
    vec![Finding::new(RULE.code, RULE.severity, message)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;
    use jiff::civil::date;

    #[track_caller]
    fn check_day(agency: &str, out: Option<Date>, found: usize) {
        let mut report = AnnualReport::empty(Format::F2021);
        (report.year, report.agency, report.published_on) = (Some(2023), Some(agency.into()), out);
        assert_eq!(run_on(&RULE, &report).len(), found, "{agency} {out:?}");
    }

    #[test]
    fn departments_publish_in_january_governments_in_march() {
        check_day("鹿鸣县教育局", Some(date(2024, 1, 31)), 0);
        check_day("鹿鸣县教育局", Some(date(2024, 2, 1)), 1);
        check_day("鹿鸣县人民政府", Some(date(2024, 3, 31)), 0);
        check_day("鹿鸣县人民政府", Some(date(2024, 4, 1)), 1);
        check_day("鹿鸣县教育局", None, 0);
    }
}
