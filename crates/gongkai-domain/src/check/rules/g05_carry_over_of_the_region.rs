//! What the units carried out last year comes in this year.

use super::prelude::*;
use crate::roll_up::View;

rule! {
    /// # G05 全辖区结转数前后衔接
    ///
    /// ## 做什么
    ///
    /// 各单位上年“结转下年度继续办理”之和，应等于其本年“上年结转”之和；有政府报告的，政府报告的“上年结转”也应与之相等。逐列比较。
    ///
    /// ## 为什么
    ///
    /// 申请不会在跨年时增加或消失；差额说明有单位漏转，或机构调整后未交接。
    ///
    /// ## 示例
    ///
    /// 上年结转出合计12件，本年结转入合计11件。
    ///
    /// ## 依据
    ///
    /// 年度报告格式表三的勾稽关系。
    ///
    /// ## 局限
    ///
    /// 只比较两年报告都齐全的单位；机构撤并会使其不等。
    ///
    /// # G05 What the region carried out comes in the next year
    ///
    /// ## What it does
    ///
    /// What the units carried out last year, added up, has to be what they carried in this year, and what the government’s own report carries in. Column by column.
    ///
    /// ## Why it matters
    ///
    /// Applications neither appear nor vanish at the turn of the year; a difference means a unit dropped some, or a merged body did not hand them over.
    ///
    /// ## Example
    ///
    /// Carried out last year 12, carried in this year 11.
    ///
    /// ## Source
    ///
    /// The balance of table 3.
    ///
    /// ## Limits
    ///
    /// Only units with both reports are compared; merged or split bodies break it.
    "G05", "carry-over-lost-in-region", Warning,
    "全辖区结转数前后衔接",
    "what the region carried out comes in the next year"
}

/// A roll-up rule has nothing to say of a single report.
fn run(_: Subject<'_>) -> Vec<Finding> {
    Vec::new()
}

pub(crate) fn find(view: &View<'_>) -> Vec<Finding> {
    Applicant::ALL.into_iter().flat_map(|column| compare(view, column)).collect()
}

fn compare(view: &View<'_>, column: Applicant) -> Vec<Finding> {
    let (out_key, in_key) = (CellKey::t3(Row::CarriedOut, column), CellKey::t3(Row::CarriedIn, column));
    let (mut carried_out, mut carried_in, mut units, mut counted) =
        (Decimal::ZERO, Decimal::ZERO, Vec::new(), 0);
    let mut compared = 0;
    for (i, state) in view.rolled.units.iter().enumerate() {
        if state.status != crate::roll_up::UnitStatus::Counted {
            continue;
        }
        counted += 1;
        let before = state.previous.and_then(|p| view.reports[p].cells.number(out_key));
        let after = state.report.and_then(|r| view.reports[r].cells.number(in_key));
        if let (Some(before), Some(after)) = (before, after) {
            compared += 1;
            carried_out = carried_out.saturating_add(before);
            carried_in = carried_in.saturating_add(after);
            if before != after {
                units.push(format!("{}（{before}→{after}）", view.roster.units()[i].name));
            }
        }
    }
    if compared == 0 {
        return Vec::new();
    }
    let mut found = Vec::new();
    if carried_out != carried_in {
        units.truncate(8);
        let names = units.join("、");
        found.push(finding(in_key, carried_out, carried_in, Message::new(
            format!("{compared}个单位上年结转出合计{carried_out}，本年结转入合计{carried_in}（{}列）：{names}。", column.label()),
            format!(
                "{compared} units carried {carried_out} out last year and {carried_in} in this year ({}): {names}",
                column.label_en()
            ),
        )));
    }
    let stated = view.published.and_then(|report| report.cells.number(in_key));
    if let Some(stated) = stated.filter(|stated| compared == counted && *stated != carried_out) {
        found.push(finding(in_key, carried_out, stated, Message::new(
            format!("各单位上年结转出合计{carried_out}，政府报告本年上年结转为{stated}（{}列）。", column.label()),
            format!(
                "the units carried {carried_out} out last year, the government’s report carries {stated} in ({})",
                column.label_en()
            ),
        )));
    }
    found
}

fn finding(key: CellKey, left: Decimal, right: Decimal, message: Message) -> Finding {
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![key];
    (finding.left, finding.right) = (Some(left), Some(right));
    finding
}
