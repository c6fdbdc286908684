//! The stock in force follows from last year’s.

use super::prelude::*;
use super::shared::last_year;

rule! {
    /// # Y03 现行有效件数与上年衔接
    ///
    /// ## 做什么
    ///
    /// 对规章和行政规范性文件，检查“上年现行有效 + 本年制发 − 本年废止 = 本年现行有效”。
    ///
    /// ## 为什么
    ///
    /// 存量应能逐年衔接；对不上时多为统计口径变化、漏记废止或误填。
    ///
    /// ## 示例
    ///
    /// 上年现行有效 470，本年制发 62、废止 33，应为 499，本年填 440。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号所附表二，第二十条第（一）项。
    ///
    /// ## 局限
    ///
    /// 只有提供了同一机关上一年度报告时才判断；两份报告年度须相连，2019年以前的不比较。全面清理、机构改革、文件到期失效而未“废止”、口径变化都会造成例外。2020年度及以前（2019年格式）没有现行有效件数，不能衔接。
    ///
    /// # Y03 The stock in force follows from last year’s
    ///
    /// ## What it does
    ///
    /// Checks for rules and normative documents that last year’s stock plus issued minus repealed is this year’s stock.
    ///
    /// ## Why it matters
    ///
    /// A stock follows from year to year; where it does not, the way of counting changed, a repeal was not recorded, or a number is wrong.
    ///
    /// ## Example
    ///
    /// Stock last year 470, issued 62, repealed 33: it should be 499, the report says 440.
    ///
    /// ## Source
    ///
    /// Table 2 of 国办公开办函〔2021〕30号, Art. 20 (1).
    ///
    /// ## Limits
    ///
    /// Only where the same agency’s report of the year before is given and the years follow one another; reports before 2019 are not compared. A general clean-up, a reorganisation or documents that lapse without repeal are exceptions. The 2019 form has no such stock.
    "Y03", "stock-does-not-follow", Warning,
    "现行有效件数与上年衔接",
    "the stock in force follows from last year’s"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let Some(previous) = last_year(subject) else { return Vec::new() };
    Stock::ALL.into_iter().filter_map(|s| check_stock(&subject.report.cells, &previous.cells, s)).collect()
}

fn check_stock(cells: &Cells, before: &Cells, stock: Stock) -> Option<Finding> {
    let (old, new) = (before.number(stock.valid())?, cells.number(stock.valid())?);
    let (issued, repealed) = (cells.number(stock.issued())?, cells.number(stock.repealed())?);
    let follows = old.saturating_add(issued).saturating_sub(repealed);
    if follows == new {
        return None;
    }
    let message = Message::new(
        format!(
            "{}：上年现行有效{old}，加本年制发{issued}、减本年废止{repealed}应为{follows}，本年填{new}。",
            stock.zh()
        ),
        format!(
            "{}: {old} in force last year, {issued} issued and {repealed} repealed make {follows}, the report says {new}",
            stock.en()
        ),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![stock.issued(), stock.repealed(), stock.valid()];
    finding.suspects = finding.cells.clone();
    (finding.left, finding.right) = (Some(follows), Some(new));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    fn found(valid_before: Option<i64>, valid: i64) -> usize {
        let cell = |n: Option<i64>| n.map_or_else(Cell::blank, Cell::number);
        let mut previous = AnnualReport::empty(Format::F2021);
        let mut report = AnnualReport::empty(Format::F2021);
        (previous.year, report.year) = (Some(2023), Some(2024));
        previous.cells.insert(Stock::Normative.valid(), cell(valid_before));
        report.cells.insert(Stock::Normative.issued(), Cell::number(62));
        report.cells.insert(Stock::Normative.repealed(), Cell::number(33));
        report.cells.insert(Stock::Normative.valid(), Cell::number(valid));
        run(Subject { report: &report, previous: Some(&previous), own_filing: false }).len()
    }

    #[test]
    fn a_stock_follows_from_the_year_before() {
        assert_eq!(found(Some(470), 499), 0);
        assert_eq!(found(Some(470), 440), 1);
        assert_eq!(found(None, 440), 0);
    }
}
