//! Cases of table 4 that the review body counted too.

use super::prelude::*;
use crate::roll_up::{UnitKind, UnitStatus, View};

rule! {
    /// # G04 复议机关作共同被告的案件不重复计算
    ///
    /// ## 做什么
    ///
    /// 表四的单位合计大于政府报告，而去掉本级政府办公厅（室）或某个下级政府所填的数后恰好相等时，提示该单位可能计入了作为复议机关的共同被告案件。
    ///
    /// ## 为什么
    ///
    /// 复议机关作共同被告的，只计算原行为主体的案件；两边都填，汇总就会重复。
    ///
    /// ## 示例
    ///
    /// 各单位复议后起诉合计9件，政府报告7件；县政府办公室填了2件。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2016〕201号：只计算原行为主体的案件数量，不计算行政复议机关的案件数量。
    ///
    /// ## 局限
    ///
    /// 需要政府公开的报告作对照；只在恰好能解释差额时提示。
    ///
    /// # G04 Cases with the review body as co-defendant are counted once
    ///
    /// ## What it does
    ///
    /// Where the units’ sum of table 4 is above the government’s number and leaving out what the government’s office or a lower government filled in makes them equal, that unit probably counted cases in which it was a co-defendant as the review body.
    ///
    /// ## Why it matters
    ///
    /// A case with the review body as co-defendant is counted by the body that acted, and by it alone; if both fill it in, the sum has it twice.
    ///
    /// ## Example
    ///
    /// The units have 9 lawsuits after review, the government’s report 7; the county’s office filled in 2.
    ///
    /// ## Source
    ///
    /// 国办公开办函〔2016〕201号.
    ///
    /// ## Limits
    ///
    /// Needs the government’s published report, and speaks only where the difference is explained exactly.
    "G04", "co-defendant-counted", Warning,
    "复议机关作共同被告的案件不重复计算",
    "cases with the review body as co-defendant are counted once"
}

/// A roll-up rule has nothing to say of a single report.
fn run(_: Subject<'_>) -> Vec<Finding> {
    Vec::new()
}

pub(crate) fn find(view: &View<'_>) -> Vec<Finding> {
    let Some(published) = view.published else { return Vec::new() };
    let mut out = Vec::new();
    for procedure in [Procedure::Direct, Procedure::AfterReview] {
        let key = CellKey::t4(procedure, Outcome::Total);
        let (Some(stated), Some(sum)) = (published.cells.number(key), view.rolled.sum(key)) else { continue };
        let gap = sum.total.saturating_sub(stated);
        if gap <= Decimal::ZERO {
            continue;
        }
        for part in sum.parts.iter().filter(|p| p.value == gap) {
            let unit = &view.roster.units()[part.unit];
            let reviews = unit.kind != UnitKind::Department;
            if !reviews || view.rolled.units[part.unit].status != UnitStatus::Counted {
                continue;
            }
            let (zh, en, name) = (wording::zh(key), wording::en(key), &unit.name);
            let message = Message::new(
                format!(
                    "“{zh}”单位合计{}，政府报告{stated}；不计“{name}”的{gap}件即相等，疑其计入了作为复议机关的共同被告案件。",
                    sum.total
                ),
                format!(
                    "“{en}”: the units have {}, the government’s report {stated}; without the {gap} of {name} they are equal. \
                     It probably counted cases in which it was a co-defendant as the review body",
                    sum.total
                ),
            );
            let mut finding = Finding::new(RULE.code, RULE.severity, message);
            finding.cells = vec![key];
            (finding.left, finding.right) = (Some(stated), Some(sum.total));
            out.push(finding);
        }
    }
    out
}
