//! Neither endings nor carry-over exceed what came in.

use super::prelude::*;

rule! {
    /// # R09 办结数和结转数不大于收到总数
    ///
    /// ## 做什么
    ///
    /// 对表三的每一列，检查（七）总计和四、结转下年度继续办理各自不大于新收与上年结转之和。
    ///
    /// ## 为什么
    ///
    /// 一件申请不可能没有收到就办结或结转。即使其他单元格空白或缺失，本规则也能判断。
    ///
    /// ## 示例
    ///
    /// 科研机构：新收 0、上年结转 0，结转下年度 2。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号、国办公开办函〔2019〕60号所附表三；由勾稽关系推得。
    ///
    /// ## 局限
    ///
    /// 由 R01 推得，但只需三格即可判断。新收或上年结转空白时不判断。
    ///
    /// # R09 Neither endings nor carry-over exceed what came in
    ///
    /// ## What it does
    ///
    /// Checks in each column of table 3 that neither the endings nor the applications carried out exceed new plus carried in.
    ///
    /// ## Why it matters
    ///
    /// An application cannot end or be carried over without having come in. The rule works although other cells are blank or missing.
    ///
    /// ## Example
    ///
    /// Research bodies: 0 new, 0 carried in, 2 carried out.
    ///
    /// ## Source
    ///
    /// Table 3 of 国办公开办函〔2021〕30号 and 国办公开办函〔2019〕60号; follows from the identity.
    ///
    /// ## Limits
    ///
    /// Follows from R01 but needs only three cells. Not judged where new or carried in is blank.
    "R09", "outflow-exceeds-inflow", Error,
    "办结数和结转数不大于收到总数",
    "neither endings nor carry-over exceed what came in"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for column in Applicant::ALL {
        for row in [Row::Total, Row::CarriedOut] {
            findings.extend(over(&subject.report.cells, row, column));
        }
    }
    narrow_all(&mut findings, subject.report);
    findings
}

fn over(cells: &Cells, row: Row, column: Applicant) -> Option<Finding> {
    let keys = [row, Row::New, Row::CarriedIn].map(|r| CellKey::t3(r, column));
    let out = cells.number(keys[0])?;
    if out.is_zero() {
        return None;
    }
    let came = cells.number(keys[1])? + cells.number(keys[2])?;
    if out <= came {
        return None;
    }
    let message = Message::new(
        format!("“{}”为{out}，大于本年新收与上年结转之和{came}。", wording::zh(keys[0])),
        format!("“{}” is {out}, more than the {came} that were new or carried in", wording::en(keys[0])),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = keys.to_vec();
    finding.suspects = keys.to_vec();
    (finding.left, finding.right) = (Some(out), Some(came));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn nothing_ends_that_did_not_come_in() {
        let mut report = AnnualReport::empty(Format::F2021);
        let key = |row| CellKey::t3(row, Applicant::Research);
        report.cells.insert(key(Row::CarriedOut), Cell::number(2));
        report.cells.insert(key(Row::New), Cell::number(0));
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(key(Row::CarriedIn), Cell::blank());
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(key(Row::CarriedIn), Cell::number(0));
        assert_eq!(verdicts(&RULE, &report), [Verdict::Fail]);
        report.cells.insert(key(Row::CarriedIn), Cell::number(2));
        assert_eq!(run_on(&RULE, &report), []);
    }
}
