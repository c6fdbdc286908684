//! The government's published report against the sum of its units.

use super::prelude::*;
use crate::roll_up::{CellSum, UnitStatus, View};

rule! {
    /// # G01 政府报告等于所属单位之和
    ///
    /// ## 做什么
    ///
    /// 把政府公开的报告与本级办公厅（室）、各部门、下级政府报告之和逐格比较。
    ///
    /// ## 为什么
    ///
    /// 政府报告汇总全辖区的数字；不相等说明有单位漏报、重报，或汇总后数字又有改动。
    ///
    /// ## 示例
    ///
    /// 各单位本年新收申请合计120件，政府报告为118件。
    ///
    /// ## 依据
    ///
    /// 《条例》第五十条；各级政府报告涵盖本级政府及所属部门、下级政府（我方理解）。
    ///
    /// ## 局限
    ///
    /// 有单位缺报或有空白单元格时，合计只可能偏小：合计小于政府数的，为“有条件”；合计已大于政府数的，仍为不符。
    ///
    /// # G01 The government’s report is the sum of its units
    ///
    /// ## What it does
    ///
    /// Compares the government’s published report, cell by cell, with the sum of its office, departments and lower governments.
    ///
    /// ## Why it matters
    ///
    /// A government’s report covers its whole region; a difference means a unit left out or counted twice, or a number changed after summing.
    ///
    /// ## Example
    ///
    /// The units received 120 new applications together, the government’s report says 118.
    ///
    /// ## Source
    ///
    /// Art. 50; that the report of a people’s government covers its office, departments and lower governments is our reading.
    ///
    /// ## Limits
    ///
    /// With units missing or cells blank the sum can only be too small: if it is below the government’s number the verdict is conditional, if it is above it fails all the same.
    "G01", "government-is-not-the-sum", Warning,
    "政府报告等于所属单位之和",
    "the government’s report is the sum of its units"
}

/// A roll-up rule has nothing to say of a single report.
fn run(_: Subject<'_>) -> Vec<Finding> {
    Vec::new()
}

pub(crate) fn find(view: &View<'_>) -> Vec<Finding> {
    let Some(published) = view.published else { return Vec::new() };
    let absent = [UnitStatus::Missing, UnitStatus::WrongYear, UnitStatus::WrongForm];
    let missing = view.rolled.units.iter().filter(|u| absent.contains(&u.status)).count();
    let compare = |sum: &CellSum| {
        let stated = crate::roll_up::number(published, sum.key)?;
        (stated != sum.total && !sum.parts.is_empty()).then(|| differs(sum, stated, missing))
    };
    view.rolled.sums.iter().filter_map(compare).collect()
}

fn differs(sum: &CellSum, stated: Decimal, missing: usize) -> Finding {
    let (total, gap) = (sum.total, stated.saturating_sub(sum.total));
    let open = missing + sum.blank.len();
    let (zh, en) = (wording::zh(sum.key), wording::en(sum.key));
    let mut message = Message::new(
        format!("“{zh}”：政府报告为{stated}，{}个单位合计为{total}，相差{gap}。", sum.parts.len()),
        format!(
            "“{en}”: the government’s report says {stated}, {} units add up to {total}; the difference is {gap}",
            sum.parts.len()
        ),
    );
    // A change of items may be negative; every other cell only grows with more units.
    let can_be_made_up = open > 0 && (gap > Decimal::ZERO || sum.key.as_str().ends_with("items_change"));
    if can_be_made_up {
        message.zh.push_str(&format!("另有{open}个单位缺报或此格空白，差额可能在其中。"));
        message
            .en
            .push_str(&format!("; {open} more have no report or no number there, which may explain it"));
    }
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.verdict = if can_be_made_up { Verdict::Conditional } else { Verdict::Fail };
    finding.cells = vec![sum.key];
    (finding.left, finding.right) = (Some(stated), Some(total));
    finding
}
