//! No part is larger than its total.

use super::prelude::*;

rule! {
    /// # R06 分项不大于总计
    ///
    /// ## 做什么
    ///
    /// 检查表三每行中每类申请人的件数不大于该行总计，每列中每项办理结果不大于该列（七）总计，表四每项结果不大于该组总计。
    ///
    /// ## 为什么
    ///
    /// R02、R03、R04 只说明和不相等；本规则指出哪一格单独就已超过总计，便于找出错列的数字。
    ///
    /// ## 示例
    ///
    /// “（二）部分公开”一行：其他 9，总计 0。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附表三、表四的结构。
    ///
    /// ## 局限
    ///
    /// 只要两格都有数字就能判断，其余单元格缺失也不影响。同一总计下的各格合为一条。
    ///
    /// # R06 No part is larger than its total
    ///
    /// ## What it does
    ///
    /// Checks that in table 3 no kind of applicant exceeds the row’s total and no ending exceeds the column’s （七）, and that in table 4 no outcome exceeds its total.
    ///
    /// ## Why it matters
    ///
    /// R02, R03 and R04 say that sums differ; this rule names the cell that alone is more than the whole, which is how a number in the wrong column shows.
    ///
    /// ## Example
    ///
    /// Row “partly granted”: other 9, total 0.
    ///
    /// ## Source
    ///
    /// Layout of tables 3 and 4 of 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号.
    ///
    /// ## Limits
    ///
    /// Two cells with numbers are enough, whatever is missing around them. Parts over the same total make one finding.
    "R06", "part-exceeds-total", Error,
    "分项不大于总计",
    "no part is larger than its total"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let cells = &subject.report.cells;
    for row in Row::ALL {
        let parts = Applicant::PARTS.into_iter().map(|c| CellKey::t3(row, c));
        findings.extend(over(cells, CellKey::t3(row, Applicant::Total), parts));
    }
    for column in Applicant::ALL {
        let parts = Row::ALL.into_iter().filter(|r| r.is_ending()).map(|r| CellKey::t3(r, column));
        findings.extend(over(cells, CellKey::t3(Row::Total, column), parts));
    }
    for procedure in Procedure::ALL {
        let parts = Outcome::PARTS.into_iter().map(|o| CellKey::t4(procedure, o));
        findings.extend(over(cells, CellKey::t4(procedure, Outcome::Total), parts));
    }
    narrow_all(&mut findings, subject.report);
    findings
}

fn over(cells: &Cells, total: CellKey, parts: impl Iterator<Item = CellKey>) -> Option<Finding> {
    let whole = cells.number(total)?;
    let mut largest = whole;
    let mut keys = Vec::new();
    for key in parts {
        let Some(n) = cells.number(key).filter(|n| !n.is_zero() && *n > whole) else { continue };
        largest = largest.max(n);
        keys.push(key);
    }
    if keys.is_empty() {
        return None;
    }
    let (names, of) = (wording::list(&keys), (wording::zh(total), wording::en(total)));
    let message = Message::new(
        format!("{}最大为{largest}，大于“{}”的{whole}。", names.zh, of.0),
        format!("{} is as much as {largest}, more than the {whole} of “{}”", names.en, of.1),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    (finding.left, finding.right) = (Some(largest), Some(whole));
    finding.suspects = keys.clone();
    finding.suspects.push(total);
    keys.push(total);
    finding.cells = keys;
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_part_above_its_total_is_found_without_the_rest_of_the_table() {
        let mut report = AnnualReport::empty(Format::F2021);
        report.cells.insert(CellKey::t3(Row::Partial, Applicant::Other), Cell::number(9));
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t3(Row::Partial, Applicant::Total), Cell::blank());
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t3(Row::Partial, Applicant::Total), Cell::number(8));
        assert_eq!(run_on(&RULE, &report).len(), 1);
        report.cells.insert(CellKey::t3(Row::Partial, Applicant::Total), Cell::number(9));
        assert_eq!(run_on(&RULE, &report), []);
    }

    #[test]
    fn parts_over_one_total_make_one_finding() {
        let mut report = AnnualReport::empty(Format::F2021);
        for outcome in Outcome::PARTS {
            report.cells.insert(CellKey::t4(Procedure::Direct, outcome), Cell::number(2));
        }
        report.cells.insert(CellKey::t4(Procedure::Direct, Outcome::Total), Cell::number(0));
        let findings = run_on(&RULE, &report);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].cells.len(), 5);
    }
}
