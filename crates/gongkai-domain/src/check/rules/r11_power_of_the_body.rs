//! Decisions of a body that seems to have no such power.

use super::prelude::*;

rule! {
    /// # R11 无执法权的机关有许可、处罚或强制数
    ///
    /// ## 做什么
    ///
    /// 机关名称表明其通常没有行政许可、行政处罚、行政强制权（信访局、机关事务、地方志、接待、驻外办事处等），而相应数字大于0时提示核对。
    ///
    /// ## 为什么
    ///
    /// 这些数字常因复制其他单位的报告而来。
    ///
    /// ## 示例
    ///
    /// 某县信访局：行政处罚 本年处理决定数量 12。
    ///
    /// ## 依据
    ///
    /// 第二十条第（五）项、第（六）项；各机关的权责清单。
    ///
    /// ## 局限
    ///
    /// 只凭名称，仅作提示；准确判断需要权责清单。
    ///
    /// # R11 Decisions of a body that seems to have no such power
    ///
    /// ## What it does
    ///
    /// Asks for a second look where a body whose name says that it usually decides nothing (petitions office, general services, local chronicles, reception, liaison office) has licences, penalties or coercive measures.
    ///
    /// ## Why it matters
    ///
    /// Such numbers mostly come from another unit’s report that was copied.
    ///
    /// ## Example
    ///
    /// A county’s petitions bureau: penalty decisions 12.
    ///
    /// ## Source
    ///
    /// Art. 20 (5), (6); the body’s list of powers.
    ///
    /// ## Limits
    ///
    /// Judged by the name alone, so it only informs; the list of powers would decide.
    "R11", "decisions-without-power", Info,
    "无执法权的机关有许可、处罚或强制数",
    "decisions of a body that seems to have no such power"
}

const WITHOUT_POWER: [&str; 9] =
    ["信访局", "机关事务", "地方志", "史志", "接待办", "接待服务", "驻京办事处", "政策研究", "招商"];

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let Some(agency) = subject.report.agency.as_deref() else { return Vec::new() };
    if !WITHOUT_POWER.iter().any(|w| agency.contains(w)) {
        return Vec::new();
    }
    let cells = &subject.report.cells;
    let keys: Vec<CellKey> = ["t2.license.decisions", "t2.penalty.decisions", "t2.coercion.decisions"]
        .iter()
        .map(|n| CellKey::t2(n))
        .filter(|k| cells.number(*k).is_some_and(|n| n > Decimal::ZERO))
        .collect();
    let Some(first) = keys.first() else { return Vec::new() };
    let names = wording::list(&keys);
    let message = Message::new(
        format!("{agency}一般没有相应的执法权，但{}不为0，请对照权责清单核对。", names.zh),
        format!(
            "{agency} usually has no such power, but {} is not 0; check it against the list of powers",
            names.en
        ),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.left = cells.number(*first);
    finding.cells = keys;
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_petitions_bureau_does_not_fine_people() {
        let mut report = AnnualReport::empty(Format::F2021);
        report.agency = Some("鹿鸣县信访局".into());
        report.cells.insert(CellKey::t2("t2.penalty.decisions"), Cell::blank());
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t2("t2.penalty.decisions"), Cell::number(12));
        assert_eq!(run_on(&RULE, &report).len(), 1);
        report.agency = Some("鹿鸣县公安局".into());
        assert_eq!(run_on(&RULE, &report), []);
    }
}
