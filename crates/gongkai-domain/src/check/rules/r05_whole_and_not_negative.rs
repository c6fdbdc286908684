//! Counts are whole and not negative, amounts have few decimals.

use super::prelude::*;

rule! {
    /// # R05 件数为非负整数，金额为非负小数
    ///
    /// ## 做什么
    ///
    /// 检查每个件数是不小于0的整数；收费金额不小于0（万元，一般保留4位小数；精确到角、分的仅作提示，更细的报错）；采购总金额不小于0且至多2位小数（元）。只有“本年增/减”可以为负。
    ///
    /// ## 为什么
    ///
    /// 小数或负数的件数不可能是统计结果，通常是单位错误或输入错误；4位小数的万元正好精确到元。
    ///
    /// ## 示例
    ///
    /// “本年新收”填 2.5；收费金额填 -3。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附各表的计量单位；部分地区表头注明“保留4位小数”。
    ///
    /// ## 局限
    ///
    /// 空白、“/”或无法识别的单元格不在此检查，由 F04 列出。
    ///
    /// # R05 Counts are whole and not negative, amounts have few decimals
    ///
    /// ## What it does
    ///
    /// Checks that every count is a whole number not below 0, that the fee amount is not negative and has 4 decimals at most (万元; down to 分 only informs, finer is an error), and that the procurement amount is not negative and has at most 2 (元). Only a change of items may be negative.
    ///
    /// ## Why it matters
    ///
    /// A count that is broken or negative cannot be the result of counting; it is a wrong unit or a slip of the keyboard. Four decimals of 万元 are exactly 元.
    ///
    /// ## Example
    ///
    /// New applications: 2.5. Fee amount: -3.
    ///
    /// ## Source
    ///
    /// The units printed in the tables of 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号; some local forms add 保留4位小数.
    ///
    /// ## Limits
    ///
    /// Blank, “/” and illegible cells are listed by F04, not here.
    "R05", "not-a-count", Error,
    "件数为非负整数，金额为非负小数",
    "counts are whole and not negative, amounts have few decimals"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, cell) in subject.report.cells.iter() {
        let Some(n) = cell.value.number() else { continue };
        if n.is_zero() {
            continue;
        }
        let change = key.as_str().ends_with(".items_change");
        if n.is_sign_negative() && !change {
            findings.push(finding(key, n, RULE.severity, "不能为负数", "cannot be negative"));
        }
        findings.extend(too_fine(key, n));
    }
    findings
}

/// More decimals than the unit can have.
fn too_fine(key: CellKey, n: Decimal) -> Option<Finding> {
    // Table 2 alone has anything but counts, and most numbers have no decimals at all.
    let unit = if key.table() == 2 { key.def().unit } else { Unit::Piece };
    let decimals = match n.scale() {
        0 => return None,
        _ => n.normalize().scale(),
    };
    let (severity, zh, en) = match (unit, decimals) {
        (_, 0) | (Unit::WanYuan, ..=4) | (Unit::Yuan, ..=2) => return None,
        // 角 and 分 are real money, only finer than the form asks for.
        (Unit::WanYuan, 5 | 6) => {
            (Severity::Info, "以万元计一般保留4位小数", "has more than the usual 4 decimals of 万元")
        }
        (Unit::WanYuan, _) => {
            (RULE.severity, "以万元计至多6位小数（精确到分）", "is finer than 分 (6 decimals of 万元)")
        }
        (Unit::Yuan, _) => (RULE.severity, "以元计至多2位小数", "has more than 2 decimals of 元"),
        (Unit::Piece | Unit::Item, _) => (RULE.severity, "应为整数", "must be a whole number"),
    };
    Some(finding(key, n, severity, zh, en))
}

fn finding(key: CellKey, n: Decimal, severity: Severity, zh: &str, en: &str) -> Finding {
    let message = Message::new(
        format!("“{}”为{n}，{zh}。", wording::zh(key)),
        format!("“{}” is {n}, which {en}", wording::en(key)),
    );
    let mut finding = Finding::new(RULE.code, severity, message);
    finding.cells = vec![key];
    finding.suspects = vec![key];
    finding.left = Some(n);
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[track_caller]
    fn check_cell(name: &str, value: &str, found: usize) {
        let mut report = AnnualReport::empty(Format::F2019);
        let key = CellKey::parse(name).expect("a key");
        report.cells.insert(key, Cell::number(value.parse::<Decimal>().expect("a number")));
        assert_eq!(run_on(&RULE, &report).len(), found, "{name} {value}");
    }

    #[test]
    fn counts_are_whole_and_not_negative() {
        check_cell("t3.new.total", "2", 0);
        check_cell("t3.new.total", "2.0", 0);
        check_cell("t3.new.total", "2.5", 1);
        check_cell("t3.new.total", "-2", 1);
        check_cell("t2.license.items_change", "-2", 0);
        check_cell("t2.license.items_change", "1.5", 1);
    }

    #[test]
    fn amounts_have_few_decimals() {
        check_cell("t2.fees.amount_wan", "12.3456", 0);
        check_cell("t2.fees.amount_wan", "5949.088667", 1);
        check_cell("t2.fees.amount_wan", "12.3456789", 1);
        check_cell("t2.procurement.amount_yuan", "1094730.20", 0);
        check_cell("t2.procurement.amount_yuan", "-1", 1);
    }

    #[test]
    fn a_blank_is_left_to_f04() {
        let mut report = AnnualReport::empty(Format::F2021);
        report.cells.insert(CellKey::t2("t2.fees.amount_wan"), Cell::blank());
        assert_eq!(run_on(&RULE, &report), []);
    }
}
