//! A unit under two governments.

use super::prelude::*;
use crate::roll_up::View;

rule! {
    /// # G03 一个单位只归入一个上级
    ///
    /// ## 做什么
    ///
    /// 名录中同一单位列在两个上级之下，或同一单位同年报送了数字不同的多份报告时报告错误。汇总只计一次。
    ///
    /// ## 为什么
    ///
    /// 垂直管理机关、开发区、派出机构容易被两级政府同时汇总，数字因此重复。
    ///
    /// ## 示例
    ///
    /// 某税务局既列在市政府下，又列在区政府下。
    ///
    /// ## 依据
    ///
    /// 《条例》第三条第四款（垂直领导部门）；汇总不得重复计数（我方理解）。
    ///
    /// ## 局限
    ///
    /// 只按名称判断；名称不同的同一单位查不出来。
    ///
    /// # G03 A unit is counted under one parent only
    ///
    /// ## What it does
    ///
    /// Reports a unit that the roster lists under two parents, or that sent several different reports for the year. It is counted once.
    ///
    /// ## Why it matters
    ///
    /// Bodies under vertical management, development zones and agencies sent out are easily summed by two governments.
    ///
    /// ## Example
    ///
    /// A tax bureau stands under the city and under one of its districts.
    ///
    /// ## Source
    ///
    /// Art. 3 ¶4 (systems under vertical leadership); that nothing may be summed twice is our reading.
    ///
    /// ## Limits
    ///
    /// Judged by the name; one unit under two names is not found.
    "G03", "unit-counted-twice", Error,
    "一个单位只归入一个上级",
    "a unit is counted under one parent only"
}

/// A roll-up rule has nothing to say of a single report.
fn run(_: Subject<'_>) -> Vec<Finding> {
    Vec::new()
}

pub(crate) fn find(view: &View<'_>) -> Vec<Finding> {
    let units = view.roster.units();
    let mut out = Vec::new();
    for (i, unit) in units.iter().enumerate() {
        let Some(first) = view.roster.repeats(i) else { continue };
        let (a, b) = (units[first].parent.as_deref().unwrap_or("—"), unit.parent.as_deref().unwrap_or("—"));
        if a != b {
            out.push(Finding::new(
                RULE.code,
                RULE.severity,
                Message::new(
                    format!("“{}”同时列在“{a}”和“{b}”之下，只在前者中计一次。", unit.name),
                    format!(
                        "{} stands under {a} and under {b}; it is counted once, in the former",
                        unit.name
                    ),
                ),
            ));
        }
    }
    for (i, state) in view.rolled.units.iter().enumerate() {
        let Some(counted) = state.report else { continue };
        let differ =
            state.double.iter().filter(|d| view.reports[**d].cells != view.reports[counted].cells).count();
        if differ > 0 {
            let name = &units[i].name;
            let message = Message::new(
                format!("“{name}”有{}份数字不同的{}年度报告，只计其中一份。", differ + 1, view.rolled.year),
                format!(
                    "{name} has {} different reports for {}; one of them is counted",
                    differ + 1,
                    view.rolled.year
                ),
            );
            out.push(Finding::new(RULE.code, RULE.severity, message));
        }
    }
    out
}
