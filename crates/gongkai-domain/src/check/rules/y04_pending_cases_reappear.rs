//! Cases pending last year reappear.

use super::prelude::*;
use super::shared::last_year;

rule! {
    /// # Y04 上年尚未审结的案件今年仍应统计
    ///
    /// ## 做什么
    ///
    /// 对表四的三组数据，检查本年总计不小于上年报告的“尚未审结”。
    ///
    /// ## 为什么
    ///
    /// 上年末未审结的案件要么今年审结，要么仍未审结，都应计入今年。
    ///
    /// ## 示例
    ///
    /// 上年行政复议尚未审结 4，今年行政复议总计 1。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附表四。
    ///
    /// ## 局限
    ///
    /// 只有提供了同一机关上一年度报告时才判断；两份报告年度须相连，2019年以前的不比较。官方未明确旧案是否重复计入，因此只作提醒。
    ///
    /// # Y04 Cases pending last year reappear
    ///
    /// ## What it does
    ///
    /// Checks for the three blocks of table 4 that the total is not below what was pending last year.
    ///
    /// ## Why it matters
    ///
    /// A case pending at the end of last year is decided this year or still pending, and counts either way.
    ///
    /// ## Example
    ///
    /// 4 reviews pending last year, 1 review in total this year.
    ///
    /// ## Source
    ///
    /// Table 4 of 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号.
    ///
    /// ## Limits
    ///
    /// Only where the same agency’s report of the year before is given and the years follow one another; reports before 2019 are not compared. No official text says that old cases are counted again, so this only warns.
    "Y04", "pending-cases-lost", Warning,
    "上年尚未审结的案件今年仍应统计",
    "cases pending last year reappear"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let Some(previous) = last_year(subject) else { return Vec::new() };
    Procedure::ALL
        .into_iter()
        .filter_map(|p| check_block(&subject.report.cells, &previous.cells, p))
        .collect()
}

fn check_block(cells: &Cells, before: &Cells, procedure: Procedure) -> Option<Finding> {
    let key = CellKey::t4(procedure, Outcome::Total);
    let (total, pending) = (cells.number(key)?, before.number(CellKey::t4(procedure, Outcome::Pending))?);
    if total >= pending {
        return None;
    }
    let message = Message::new(
        format!("{}：上年尚未审结{pending}件，本年总计只有{total}件。", procedure.label()),
        format!("{}: {pending} pending last year, only {total} in total this year", procedure.label_en()),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![key];
    (finding.left, finding.right) = (Some(total), Some(pending));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn pending_cases_do_not_vanish() {
        for (pending, total, found) in
            [(Some(4), Some(4), 0), (Some(4), Some(1), 1), (None, Some(1), 0), (Some(4), None, 0)]
        {
            let cell = |n: Option<i64>| n.map_or_else(Cell::blank, Cell::number);
            let mut previous = AnnualReport::empty(Format::F2021);
            let mut report = AnnualReport::empty(Format::F2021);
            (previous.year, report.year) = (Some(2023), Some(2024));
            previous.cells.insert(CellKey::t4(Procedure::Review, Outcome::Pending), cell(pending));
            report.cells.insert(CellKey::t4(Procedure::Review, Outcome::Total), cell(total));
            let subject = Subject { report: &report, previous: Some(&previous), own_filing: false };
            assert_eq!(run(subject).len(), found);
        }
    }
}
