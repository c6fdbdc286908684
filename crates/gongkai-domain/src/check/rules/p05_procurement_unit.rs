//! The unit of the procurement amount is not stated.

use super::prelude::*;
use crate::report::NoticeCode;

rule! {
    /// # P05 采购总金额的单位未写明
    ///
    /// ## 做什么
    ///
    /// 2019年格式：采购总金额大于0而没有写明单位时，提示按“元”理解。
    ///
    /// ## 为什么
    ///
    /// 官方表格没有印单位，各地元、万元混用，相差一万倍；汇总前须确认。
    ///
    /// ## 示例
    ///
    /// 采购项目 10，采购总金额 1094730.20，按元理解。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2019〕60号所附表二，第二十条第（九）项（单位未印）。
    ///
    /// ## 局限
    ///
    /// 单元格中写有“元”或“万元”的不提示。
    ///
    /// # P05 The unit of the procurement amount is not stated
    ///
    /// ## What it does
    ///
    /// 2019 form: where the procurement amount is above 0 and no unit is written, says that it is taken as 元.
    ///
    /// ## Why it matters
    ///
    /// The form prints no unit; 元 and 万元 are both used, ten thousand times apart. Make sure before adding up.
    ///
    /// ## Example
    ///
    /// 10 projects, amount 1094730.20, taken as 元.
    ///
    /// ## Source
    ///
    /// Table 2 of 国办公开办函〔2019〕60号, Art. 20 (9), which prints no unit.
    ///
    /// ## Limits
    ///
    /// Silent where the cell itself says 元 or 万元.
    "P05", "procurement-unit-guessed", Info,
    "采购总金额的单位未写明",
    "the unit of the procurement amount is not stated"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let key = CellKey::t2("t2.procurement.amount_yuan");
    let Some(cell) = subject.report.cells.get(key) else { return Vec::new() };
    let Some(amount) = cell.value.number().filter(|n| *n > Decimal::ZERO) else { return Vec::new() };
    let converted = subject.report.notices.iter().any(|n| n.code == NoticeCode::UnitConverted);
    if cell.raw.contains('元') || converted {
        return Vec::new();
    }
    let message = Message::new(
        format!("采购总金额{amount}没有写明单位，按“元”理解，请确认。"),
        format!("the procurement amount {amount} has no unit and is taken as 元; make sure"),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![key];
    finding.left = Some(amount);
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn an_amount_without_a_unit_is_a_guess() {
        let key = CellKey::t2("t2.procurement.amount_yuan");
        let mut report = AnnualReport::empty(Format::F2019);
        for (cell, found) in [
            (Cell::blank(), 0),
            (Cell::number(0), 0),
            (Cell::number(1_094_730), 1),
            (Cell { raw: "1094730元".into(), ..Cell::number(1_094_730) }, 0),
        ] {
            report.cells.insert(key, cell);
            assert_eq!(run_on(&RULE, &report).len(), found);
        }
    }
}
