//! Inflow equals outflow in every column.

use super::prelude::*;

rule! {
    /// # R01 新收加结转等于总计加结转下年
    ///
    /// ## 做什么
    ///
    /// 对表三的每一列（自然人、五类法人或其他组织、总计，共七列）检查官方勾稽关系：
    ///
    /// `一、本年新收 + 二、上年结转 = （七）总计 + 四、结转下年度继续办理`
    ///
    /// ## 为什么
    ///
    /// 这是表三左上角印着的唯一一条官方勾稽关系。等式不成立，说明有申请去向不明或重复统计，报送系统也会退回。
    ///
    /// ## 示例
    ///
    /// 自然人一列：新收 12、上年结转 1，总计 12、结转下年度 0。13 ≠ 12，有 1 件申请没有结果。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附表三：“本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和”。
    ///
    /// ## 局限
    ///
    /// “第三项”指（七）总计，不是各项与总计再相加。文件中没有的单元格所在的列不判断；空白单元格不当作0：若无论填何值都不成立则报错，否则给出“有条件成立”。
    ///
    /// # R01 Inflow equals outflow in every column
    ///
    /// ## What it does
    ///
    /// Checks the one official identity in each of the seven columns of table 3:
    ///
    /// `new + carried in = total of endings + carried out`
    ///
    /// ## Why it matters
    ///
    /// It is the only identity that the form itself prints. Where it fails, applications are lost or counted twice, and a filing system will send the report back.
    ///
    /// ## Example
    ///
    /// Natural persons: 12 new, 1 carried in, 12 ended, 0 carried out. 13 ≠ 12: one application has no ending.
    ///
    /// ## Source
    ///
    /// Table 3 of 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号, top left cell.
    ///
    /// ## Limits
    ///
    /// “Item three” means row （七）, not the endings and their total together. A column with a cell that is not in the document is not judged. A blank is not a 0: if no value could make the sum hold, the rule fails; otherwise it is conditional.
    "R01", "inflow-not-outflow", Error,
    "新收加结转等于总计加结转下年",
    "inflow equals outflow in every column"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    check_equations(&RULE, subject, Applicant::ALL.into_iter().map(balance), broken)
}

fn broken(judged: &Judged) -> Message {
    let (line, left, right) = (judged.equation.line.name(), judged.left, judged.right);
    Message::new(
        format!(
            "{}：本年新收与上年结转之和为{left}，总计与结转下年度之和为{right}，相差{}。",
            line.zh,
            left.saturating_sub(right).abs()
        ),
        format!(
            "{}: new and carried in make {left}, endings and carried out make {right}; they differ by {}",
            line.en,
            left.saturating_sub(right).abs()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_column_that_loses_an_application_is_found_and_the_cell_named() {
        let key = CellKey::t3(Row::CarriedOut, Applicant::Natural);
        let findings = planted(&RULE, Format::F2021, key, |n| n + Decimal::ONE);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].suspects, [key]);
        assert!(findings[0].fix.is_some());
    }

    #[test]
    fn a_blank_makes_it_conditional_or_leaves_it_broken() {
        let key = CellKey::t3(Row::CarriedIn, Applicant::Natural);
        assert_eq!(verdicts(&RULE, &t3_column([Some(3), None, Some(4), Some(0)])), [Verdict::Conditional]);
        assert_eq!(verdicts(&RULE, &t3_column([Some(3), None, Some(3), Some(0)])), [Verdict::Conditional]);
        assert_eq!(verdicts(&RULE, &t3_column([Some(5), None, Some(3), Some(0)])), [Verdict::Fail]);
        assert_eq!(verdicts(&RULE, &t3_column([Some(3), Some(1), Some(4), Some(0)])), []);
        let finding = &run_on(&RULE, &t3_column([Some(3), None, Some(4), Some(0)]))[0];
        assert_eq!(finding.fix.as_ref().map(|f| f.changes.clone()), Some(vec![(key, Decimal::ONE)]));
    }

    /// A report with only these four cells of the column of natural persons.
    fn t3_column(values: [Option<i64>; 4]) -> AnnualReport {
        let mut report = AnnualReport::empty(Format::F2021);
        let rows = [Row::New, Row::CarriedIn, Row::Total, Row::CarriedOut];
        for (row, value) in rows.into_iter().zip(values) {
            let cell = value.map_or_else(Cell::blank, Cell::number);
            report.cells.insert(CellKey::t3(row, Applicant::Natural), cell);
        }
        report
    }
}
