//! Items of last year plus the change are not below zero.

use super::prelude::*;
use super::shared::ItemRow;

rule! {
    /// # P01 项目数量加增减不为负
    ///
    /// ## 做什么
    ///
    /// 2019年格式：检查“上一年项目数量 + 本年增/减 ≥ 0”。
    ///
    /// ## 为什么
    ///
    /// 本年增/减是带正负号的整数，减少的项目不可能多于原有的项目。
    ///
    /// ## 示例
    ///
    /// 行政许可：上一年项目数量 3，本年增/减 -5。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2019〕60号所附表二。
    ///
    /// ## 局限
    ///
    /// 任一数字空白或无法识别时不判断（见 F04）。
    ///
    /// # P01 Items of last year plus the change are not below zero
    ///
    /// ## What it does
    ///
    /// 2019 form: checks that items of last year plus the change of the year are not below 0.
    ///
    /// ## Why it matters
    ///
    /// The change carries a sign; no more items can go than there were.
    ///
    /// ## Example
    ///
    /// Licences: 3 items last year, change -5.
    ///
    /// ## Source
    ///
    /// Table 2 of 国办公开办函〔2019〕60号.
    ///
    /// ## Limits
    ///
    /// Not judged where a number is missing (see F04).
    "P01", "items-below-zero", Error,
    "项目数量加增减不为负",
    "items of last year plus the change are not below zero"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    if subject.report.format != Format::F2019 {
        return Vec::new();
    }
    ItemRow::ALL.into_iter().filter_map(|row| check_row(&subject.report.cells, row)).collect()
}

fn check_row(cells: &Cells, row: ItemRow) -> Option<Finding> {
    let (before, change) = (cells.number(row.last_year())?, cells.number(row.change())?);
    let now = before + change;
    if now >= Decimal::ZERO {
        return None;
    }
    let message = Message::new(
        format!("{}：上一年项目数量{before}，本年增/减{change}，本年项目数量将为{now}。", row.zh()),
        format!("{}: {before} items last year and a change of {change} would leave {now}", row.en()),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![row.last_year(), row.change()];
    finding.suspects = finding.cells.clone();
    (finding.left, finding.right) = (Some(now), Some(Decimal::ZERO));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn no_more_items_go_than_there_were() {
        let mut report = AnnualReport::empty(Format::F2019);
        report.cells.insert(CellKey::t2("t2.license.items_last_year"), Cell::number(3));
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t2("t2.license.items_change"), Cell::blank());
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t2("t2.license.items_change"), Cell::number(-3));
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t2("t2.license.items_change"), Cell::number(-5));
        assert_eq!(verdicts(&RULE, &report), [Verdict::Fail]);
    }
}
