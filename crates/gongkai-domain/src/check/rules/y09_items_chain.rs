//! In the 2019 form the items follow from last year’s.

use super::prelude::*;
use super::shared::{ItemRow, last_year};

rule! {
    /// # Y09 2019年格式项目数量与上年衔接
    ///
    /// ## 做什么
    ///
    /// 两份2019年格式的报告：检查本年“上一年项目数量”等于上年报告的“上一年项目数量 + 本年增/减”。
    ///
    /// ## 为什么
    ///
    /// 上年末的项目数只有一个，两份报告应一致。
    ///
    /// ## 示例
    ///
    /// 2019年报告：10，+4；2020年报告：上一年项目数量 10。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2019〕60号所附表二；由含义推得。
    ///
    /// ## 局限
    ///
    /// 只有提供了同一机关上一年度报告时才判断；两份报告年度须相连，2019年以前的不比较。权责清单调整口径会造成例外。
    ///
    /// # Y09 In the 2019 form the items follow from last year’s
    ///
    /// ## What it does
    ///
    /// Two reports in the 2019 form: checks that the items of last year are last year’s report’s items plus its change.
    ///
    /// ## Why it matters
    ///
    /// There is one number of items at the end of last year, and the two reports should agree on it.
    ///
    /// ## Example
    ///
    /// Report for 2019: 10 and +4. Report for 2020: items of last year 10.
    ///
    /// ## Source
    ///
    /// Table 2 of 国办公开办函〔2019〕60号; follows from the meaning.
    ///
    /// ## Limits
    ///
    /// Only where the same agency’s report of the year before is given and the years follow one another; reports before 2019 are not compared. A revised list of powers is an exception.
    "Y09", "items-do-not-follow", Warning,
    "2019年格式项目数量与上年衔接",
    "in the 2019 form the items follow from last year’s"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let Some(previous) = last_year(subject) else { return Vec::new() };
    ItemRow::ALL.into_iter().filter_map(|r| check_row(&subject.report.cells, &previous.cells, r)).collect()
}

fn check_row(cells: &Cells, before: &Cells, row: ItemRow) -> Option<Finding> {
    let now = cells.number(row.last_year())?;
    let follows = before.number(row.last_year())? + before.number(row.change())?;
    if now == follows {
        return None;
    }
    let message = Message::new(
        format!("{}：上一年项目数量填{now}，按上年报告应为{follows}。", row.zh()),
        format!("{}: {now} items last year, but last year’s report leads to {follows}", row.en()),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![row.last_year()];
    finding.suspects = vec![row.last_year()];
    (finding.left, finding.right) = (Some(now), Some(follows));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn items_follow_from_the_year_before() {
        let (items, change) =
            (CellKey::t2("t2.license.items_last_year"), CellKey::t2("t2.license.items_change"));
        let mut previous = AnnualReport::empty(Format::F2019);
        let mut report = AnnualReport::empty(Format::F2019);
        (previous.year, report.year) = (Some(2019), Some(2020));
        previous.cells.insert(items, Cell::number(10));
        previous.cells.insert(change, Cell::number(4));
        for (cell, found) in [(Cell::number(14), 0), (Cell::number(10), 1), (Cell::blank(), 0)] {
            report.cells.insert(items, cell);
            let subject = Subject { report: &report, previous: Some(&previous), own_filing: false };
            assert_eq!(run(subject).len(), found);
        }
    }
}
