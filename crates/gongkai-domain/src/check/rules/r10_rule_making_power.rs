//! A body without rule-making power has no rules.

use super::prelude::*;
use crate::check::agency::{RulePower, rule_power};

rule! {
    /// # R10 无规章制定权的机关规章数应为0
    ///
    /// ## 做什么
    ///
    /// 检查规章的制发、废止、现行有效件数（2019年格式为本年新制作数量）大于0的机关，是否可能有规章制定权：国务院部门，省、自治区、直辖市和设区的市、自治州人民政府。由机关名称判断：县级以下政府、街道和地方部门报错；名称不能说明级别的只提醒。
    ///
    /// ## 为什么
    ///
    /// 这是最常见的误填：把内部规章制度或规范性文件填进“规章”。汇总后，一个区会凭空多出几十件规章。
    ///
    /// ## 示例
    ///
    /// 某区城乡建设局：规章 本年制发件数 2。
    ///
    /// ## 依据
    ///
    /// 《立法法》关于部门规章、地方政府规章制定主体的规定；《法规规章备案审查条例》第二条；国办公开办函〔2021〕30号所附表二。
    ///
    /// ## 局限
    ///
    /// “某某市人民政府”可能是设区的市也可能是县级市，不报。政府办公厅（室）随其政府判断。管委会等名称不能说明级别，只提醒。
    ///
    /// # R10 A body without rule-making power has no rules
    ///
    /// ## What it does
    ///
    /// Where the numbers of rules (规章) are not 0 (2019 form: newly made), checks that the body can have the power to make rules: departments of the State Council, governments of provinces and of cities and prefectures with districts. The name decides: an error for governments of counties and below, sub-districts and local departments; a warning where the name does not tell.
    ///
    /// ## Why it matters
    ///
    /// The most frequent slip of all: internal regulations or normative documents entered as rules. Rolled up, a district grows dozens of rules that nobody made.
    ///
    /// ## Example
    ///
    /// A district’s construction bureau: rules issued 2.
    ///
    /// ## Source
    ///
    /// Legislation Law on who makes rules; 《法规规章备案审查条例》 Art. 2; table 2 of 国办公开办函〔2021〕30号.
    ///
    /// ## Limits
    ///
    /// The government of a “市” may be that of a prefecture or of a county-level city and is not reported. A government’s office is judged like its government. Management committees and the like only get a warning.
    "R10", "rules-without-power", Error,
    "无规章制定权的机关规章数应为0",
    "a body without rule-making power has no rules"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let names: &[&str] = match subject.report.format {
        Format::F2021 => &["t2.rules.issued", "t2.rules.repealed", "t2.rules.valid"],
        Format::F2019 => &["t2.rules.made"],
        Format::Legacy => &[],
    };
    let cells = &subject.report.cells;
    let filled = |key: &CellKey| cells.number(*key).is_some_and(|n| n > Decimal::ZERO);
    let keys: Vec<CellKey> = names.iter().map(|n| CellKey::t2(n)).filter(filled).collect();
    let Some(first) = keys.first().copied() else { return Vec::new() };
    let Some(agency) = subject.report.agency.as_deref() else { return Vec::new() };
    let value = cells.number(first).unwrap_or_default();
    let label = (wording::zh(first), wording::en(first));
    let (severity, message) = match rule_power(agency) {
        RulePower::Possible => return Vec::new(),
        RulePower::None => (
            RULE.severity,
            Message::new(
                format!(
                    "{agency}没有规章制定权，“{}”为{value}。规章应为0；规范性文件请填在“行政规范性文件”。",
                    label.0
                ),
                format!(
                    "{agency} cannot make rules (规章), but “{}” is {value}; it should be 0, and normative documents belong in their own row",
                    label.1
                ),
            ),
        ),
        RulePower::Unknown => (
            Severity::Warning,
            Message::new(
                format!("“{}”为{value}，但从名称看不出{agency}是否有规章制定权，请核对。", label.0),
                format!(
                    "“{}” is {value}, and the name of {agency} does not tell whether it can make rules; check",
                    label.1
                ),
            ),
        ),
    };
    let mut finding = Finding::new(RULE.code, severity, message);
    (finding.left, finding.right) = (Some(value), Some(Decimal::ZERO));
    finding.suspects = keys.clone();
    finding.cells = keys;
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    fn severity(agency: Option<&str>, issued: i64) -> Option<Severity> {
        let mut report = AnnualReport::empty(Format::F2021);
        report.agency = agency.map(Into::into);
        report.cells.insert(CellKey::t2("t2.rules.issued"), Cell::number(issued));
        run_on(&RULE, &report).first().map(|f| f.severity)
    }

    #[test]
    fn only_a_body_that_can_make_rules_has_some() {
        assert_eq!(severity(Some("望舒市采薇区城乡建设局"), 2), Some(Severity::Error));
        assert_eq!(severity(Some("望舒市采薇区城乡建设局"), 0), None);
        assert_eq!(severity(Some("望舒市人民政府"), 2), None);
        assert_eq!(severity(Some("望舒综合实验区"), 2), Some(Severity::Warning));
        assert_eq!(severity(None, 2), None);
    }

    #[test]
    fn a_blank_is_not_a_rule() {
        let mut report = AnnualReport::empty(Format::F2021);
        report.agency = Some("望舒市采薇区教育局".into());
        report.cells.insert(CellKey::t2("t2.rules.issued"), Cell::blank());
        assert_eq!(run_on(&RULE, &report), []);
    }
}
