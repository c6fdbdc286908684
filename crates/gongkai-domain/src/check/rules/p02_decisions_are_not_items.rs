//! Decisions look like the sum of items.

use super::prelude::*;
use super::shared::ItemRow;

rule! {
    /// # P02 处理决定数量不是项目数量之和
    ///
    /// ## 做什么
    ///
    /// 2019年格式：处理决定数量恰好等于“上一年项目数量 + 本年增/减”且不为0时提示核对。
    ///
    /// ## 为什么
    ///
    /// 处理决定数量是一年中作出的决定件数，与许可、处罚的项目数无关；恰好相等，多半是把它当成了合计。
    ///
    /// ## 示例
    ///
    /// 行政许可：上一年项目数量 10，本年增/减 +4，处理决定数量 14。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2019〕60号所附表二；第二十条第（五）项、第（六）项。
    ///
    /// ## 局限
    ///
    /// 也可能只是巧合，因此仅作提示。
    ///
    /// # P02 Decisions look like the sum of items
    ///
    /// ## What it does
    ///
    /// 2019 form: asks for a second look where the number of decisions is exactly items of last year plus the change, and not 0.
    ///
    /// ## Why it matters
    ///
    /// Decisions count what was decided in the year, items count kinds of licence or penalty. Where they agree to the unit, somebody mostly filled in a sum.
    ///
    /// ## Example
    ///
    /// Licences: 10 items last year, change +4, decisions 14.
    ///
    /// ## Source
    ///
    /// Table 2 of 国办公开办函〔2019〕60号; Art. 20 (5), (6).
    ///
    /// ## Limits
    ///
    /// It can be chance, so this only informs.
    "P02", "decisions-look-like-a-sum", Info,
    "处理决定数量不是项目数量之和",
    "decisions look like the sum of items"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    if subject.report.format != Format::F2019 {
        return Vec::new();
    }
    ItemRow::ALL.into_iter().filter_map(|row| check_row(&subject.report.cells, row)).collect()
}

fn check_row(cells: &Cells, row: ItemRow) -> Option<Finding> {
    let decisions = cells.number(row.decisions()?).filter(|n| !n.is_zero())?;
    let (before, change) = (cells.number(row.last_year())?, cells.number(row.change())?);
    if before + change != decisions {
        return None;
    }
    let message = Message::new(
        format!(
            "{}：处理决定数量{decisions}恰好等于上一年项目数量{before}加本年增/减{change}。处理决定数量是决定件数，不是项目合计，请核对。",
            row.zh()
        ),
        format!(
            "{}: the {decisions} decisions are exactly the {before} items of last year plus the change {change}; decisions are not a sum of items, check",
            row.en()
        ),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![row.last_year(), row.change()];
    finding.cells.extend(row.decisions());
    finding.suspects.extend(row.decisions());
    (finding.left, finding.right) = (Some(before + change), Some(decisions));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    fn license(before: i64, change: i64, decisions: Option<i64>) -> AnnualReport {
        let mut report = AnnualReport::empty(Format::F2019);
        report.cells.insert(CellKey::t2("t2.license.items_last_year"), Cell::number(before));
        report.cells.insert(CellKey::t2("t2.license.items_change"), Cell::number(change));
        let cell = decisions.map_or_else(Cell::blank, Cell::number);
        report.cells.insert(CellKey::t2("t2.license.decisions"), cell);
        report
    }

    #[test]
    fn decisions_that_are_a_sum_of_items_are_doubtful() {
        assert_eq!(run_on(&RULE, &license(10, 4, Some(14))).len(), 1);
        assert_eq!(run_on(&RULE, &license(10, 4, Some(15))), []);
        assert_eq!(run_on(&RULE, &license(0, 0, Some(0))), []);
        assert_eq!(run_on(&RULE, &license(10, 4, None)), []);
    }
}
