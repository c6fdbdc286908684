//! Units of the roster without a report.

use super::prelude::*;
use crate::roll_up::{UnitStatus, View};

rule! {
    /// # G02 名录内单位均已报送
    ///
    /// ## 做什么
    ///
    /// 列出名录中没有当年报告的单位（缺报）。只有其他年度报告的，也算缺报。
    ///
    /// ## 为什么
    ///
    /// 缺报的单位使汇总偏小；部门应于1月31日前公布上年度报告。
    ///
    /// ## 示例
    ///
    /// 名录有42个单位，收到40份报告。
    ///
    /// ## 依据
    ///
    /// 《条例》第四十九条。
    ///
    /// ## 局限
    ///
    /// 按报告上的机关名称与名录（含别名）匹配；名称变更而名录未更新的，会误列为缺报。
    ///
    /// # G02 Every unit on the roster has a report
    ///
    /// ## What it does
    ///
    /// Lists the units of the roster that have no report of the year. Those with reports of other years only are missing too.
    ///
    /// ## Why it matters
    ///
    /// Missing units make the sum too small; a department has to publish last year’s report by 31 January.
    ///
    /// ## Example
    ///
    /// The roster has 42 units, 40 reports came in.
    ///
    /// ## Source
    ///
    /// Art. 49.
    ///
    /// ## Limits
    ///
    /// Reports are matched by the agency’s name with the roster and its aliases; a renamed unit counts as missing until the roster follows.
    "G02", "unit-without-report", Warning,
    "名录内单位均已报送",
    "every unit on the roster has a report"
}

/// A roll-up rule has nothing to say of a single report.
fn run(_: Subject<'_>) -> Vec<Finding> {
    Vec::new()
}

/// How many units a message names.
const NAMED: usize = 12;

pub(crate) fn find(view: &View<'_>) -> Vec<Finding> {
    let absent = |status| matches!(status, UnitStatus::Missing | UnitStatus::WrongYear);
    let units = &view.rolled.units;
    let missing: Vec<&str> = (0..units.len())
        .filter(|i| absent(units[*i].status))
        .map(|i| view.roster.units()[i].name.as_str())
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let expected =
        units.iter().filter(|u| !matches!(u.status, UnitStatus::Summed | UnitStatus::NamedTwice)).count();
    let names = missing.iter().take(NAMED).copied().collect::<Vec<_>>().join("、");
    let more = if missing.len() > NAMED { ("等", " and others") } else { ("", "") };
    let message = Message::new(
        format!(
            "名录内{expected}个单位中，{}个没有{}年度报告：{names}{}。",
            missing.len(),
            view.rolled.year,
            more.0
        ),
        format!(
            "{} of {expected} units have no report for {}: {names}{}",
            missing.len(),
            view.rolled.year,
            more.1
        ),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    (finding.left, finding.right) =
        (Some(Decimal::from(expected - missing.len())), Some(Decimal::from(expected)));
    vec![finding]
}
