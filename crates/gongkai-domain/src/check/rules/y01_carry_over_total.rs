//! What was carried out last year is carried in this year.

use super::prelude::*;
use super::shared::{last_year, same_agency};

rule! {
    /// # Y01 上年结转等于上年报告的结转下年度
    ///
    /// ## 做什么
    ///
    /// 检查本年“二、上年结转政府信息公开申请数量”的总计等于上年报告“四、结转下年度继续办理”的总计。
    ///
    /// ## 为什么
    ///
    /// 同一批申请，跨年只能有一个数。对不上说明其中一年漏报或多报。
    ///
    /// ## 示例
    ///
    /// 2022年报告结转下年度 3，2023年报告上年结转 1。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附表三；两种格式之间同样成立。
    ///
    /// ## 局限
    ///
    /// 只有提供了同一机关上一年度报告时才判断；两份报告年度须相连，2019年以前的不比较。机关合并、分设或上年报告事后更正会造成例外；两份报告的机关名称不一致时只作提醒。
    ///
    /// # Y01 What was carried out last year is carried in this year
    ///
    /// ## What it does
    ///
    /// Checks that the total carried in is the total that last year’s report carried out.
    ///
    /// ## Why it matters
    ///
    /// The same applications have one number across the year’s end. Where the two differ, one of the years is wrong.
    ///
    /// ## Example
    ///
    /// The report for 2022 carries out 3, the report for 2023 carries in 1.
    ///
    /// ## Source
    ///
    /// Table 3 of 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号; it holds across the two forms.
    ///
    /// ## Limits
    ///
    /// Only where the same agency’s report of the year before is given and the years follow one another; reports before 2019 are not compared. Agencies merge and split, and reports are corrected later; where the two reports name different agencies this only warns.
    "Y01", "carry-over-broken", Error,
    "上年结转等于上年报告的结转下年度",
    "what was carried out last year is carried in this year"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let Some(previous) = last_year(subject) else { return Vec::new() };
    let severity = if same_agency(subject.report, previous) { RULE.severity } else { Severity::Warning };
    let keys = [Row::CarriedOut, Row::CarriedIn].map(|r| CellKey::t3(r, Applicant::Total));
    let (out, into) = (previous.cells.get(keys[0]), subject.report.cells.get(keys[1]));
    let (Some(out), Some(into)) = (out, into) else { return Vec::new() };
    let mut finding = Finding::new(RULE.code, severity, Message::new("", ""));
    finding.cells = vec![keys[1], keys[0]];
    (finding.left, finding.right) = (into.value.number(), out.value.number());
    match (into.value.number(), out.value.number()) {
        (Some(into), Some(out)) if into != out => {
            finding.message = Message::new(
                format!("上年结转总计为{into}，而上年报告的结转下年度总计为{out}。"),
                format!("{into} carried in, but last year’s report carried out {out}"),
            );
            finding.suspects = vec![keys[1]];
        }
        (Some(n), None) | (None, Some(n)) if !n.is_zero() => {
            finding.verdict = Verdict::Conditional;
            finding.severity = Severity::Warning;
            finding.message = Message::new(
                format!(
                    "上年结转与上年报告的结转下年度有一处空白，仅当其为{n}时相符。空白不能视为0，请补填。"
                ),
                format!(
                    "carried in or last year’s carried out is blank; they agree only if it is {n}; a blank is not a 0, fill it in"
                ),
            );
        }
        (Some(_), Some(_) | None) | (None, Some(_) | None) => return Vec::new(),
    }
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    fn verdict(out: Option<i64>, into: Option<i64>, year: i16) -> Option<Verdict> {
        let mut previous = AnnualReport::empty(Format::F2019);
        let mut report = AnnualReport::empty(Format::F2021);
        (previous.year, report.year) = (Some(2020), Some(year));
        let cell = |n: Option<i64>| n.map_or_else(Cell::blank, Cell::number);
        previous.cells.insert(CellKey::t3(Row::CarriedOut, Applicant::Total), cell(out));
        report.cells.insert(CellKey::t3(Row::CarriedIn, Applicant::Total), cell(into));
        let subject = Subject { report: &report, previous: Some(&previous), own_filing: false };
        run(subject).first().map(|f| f.verdict)
    }

    #[test]
    fn what_went_out_comes_in_even_across_the_forms() {
        assert_eq!(verdict(Some(3), Some(3), 2021), None);
        assert_eq!(verdict(Some(3), Some(1), 2021), Some(Verdict::Fail));
        assert_eq!(verdict(Some(3), None, 2021), Some(Verdict::Conditional));
        assert_eq!(verdict(Some(0), None, 2021), None);
        assert_eq!(verdict(Some(3), Some(1), 2022), None);
    }

    #[test]
    fn another_agency_only_warns() {
        let mut previous = consistent_report(SEED, Format::F2021);
        let mut report = previous.clone();
        (previous.year, report.year) = (Some(2021), Some(2022));
        report.agency = Some("鹿鸣县档案馆".into());
        report.cells.insert(CellKey::t3(Row::CarriedIn, Applicant::Total), Cell::number(99_999));
        let subject = Subject { report: &report, previous: Some(&previous), own_filing: false };
        assert_eq!(run(subject)[0].severity, Severity::Warning);
    }
}
