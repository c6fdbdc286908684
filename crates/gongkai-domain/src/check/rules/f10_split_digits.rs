//! The digits of one number stand in two cells.

use super::prelude::*;
use crate::check::Fix;
use crate::check::equation::{State, judge};
use crate::check::localise::{concatenate, count};

rule! {
    /// # F10 一个数被拆进两格
    ///
    /// ## 做什么
    ///
    /// 表三某行合计不平时，检查是否有相邻两格的数字首尾相接后（后一格改为0），或一格拆为两格后，该行恰好平衡。
    ///
    /// ## 为什么
    ///
    /// 从网页或PDF复制到表格时，两位数常被拆入相邻两格，行合计因此不平。
    ///
    /// ## 示例
    ///
    /// 自然人 1、商业企业 2，其余为0，总计 12：应为自然人 12。
    ///
    /// ## 依据
    ///
    /// 由行合计（R03）推得。
    ///
    /// ## 局限
    ///
    /// 只对已经不平的行提示；列合计能进一步证实时，R03 会给出同样的修改建议。
    ///
    /// # F10 The digits of one number stand in two cells
    ///
    /// ## What it does
    ///
    /// Where a row of table 3 does not add up, looks for two neighbours whose digits joined (the second becoming 0), or one cell whose digits split over an empty neighbour, make the row hold.
    ///
    /// ## Why it matters
    ///
    /// Copying from a page or a PDF into a form often spreads the two digits of a number over two cells.
    ///
    /// ## Example
    ///
    /// Natural persons 1, enterprises 2, all others 0, total 12: it should be 12 natural persons.
    ///
    /// ## Source
    ///
    /// Follows from the row sum (R03).
    ///
    /// ## Limits
    ///
    /// Only for rows that do not add up; where the column sums agree, R03 proposes the same change.
    "F10", "digits-in-two-cells", Info,
    "一个数被拆进两格",
    "the digits of one number stand in two cells"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let cells = &subject.report.cells;
    let mut findings = Vec::new();
    for row in Row::ALL {
        let judged = judge(cells, applicants(row));
        let known = judged.equation.keys().all(|k| cells.number(k).is_some());
        if judged.state != State::Broken || !known {
            continue;
        }
        let parts: Option<Vec<i64>> =
            Applicant::PARTS.iter().map(|c| count(cells.number(CellKey::t3(row, *c))?)).collect();
        let (Some(parts), Some(total)) = (parts, count(judged.right)) else { continue };
        if let Some((at, a, b)) = repair(&parts, total) {
            findings.push(finding(row, at, (parts[at], parts[at + 1]), (a, b)));
        }
    }
    findings
}

/// Which pair, and what it should be. Only where one pair alone does it.
fn repair(parts: &[i64], total: i64) -> Option<(usize, i64, i64)> {
    let rest = total - parts.iter().sum::<i64>();
    let mut found = None;
    for at in 0..parts.len() - 1 {
        let (a, b) = (parts[at], parts[at + 1]);
        let joined = concatenate(a, b).map(|n| (n, 0));
        let split = (b == 0 && (10..100).contains(&a)).then_some((a / 10, a % 10));
        for (x, y) in joined.into_iter().chain(split) {
            // A number that only gains a 0 at its end has not been split.
            if x + y - a - b == rest && (b != 0 || y != 0) && found.replace((at, x, y)).is_some() {
                return None;
            }
        }
    }
    found
}

fn finding(row: Row, at: usize, old: (i64, i64), new: (i64, i64)) -> Finding {
    let keys = [CellKey::t3(row, Applicant::PARTS[at]), CellKey::t3(row, Applicant::PARTS[at + 1])];
    let names = wording::list(&keys);
    let message = Message::new(
        format!("{}的{}和{}疑为拆格：改为{}和{}后该行平衡。", names.zh, old.0, old.1, new.0, new.1),
        format!(
            "{}: {} and {} look like misplaced digits; with {} and {} the row adds up",
            names.en, old.0, old.1, new.0, new.1
        ),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message.clone());
    finding.cells = keys.to_vec();
    finding.suspects = keys.to_vec();
    let changes = vec![(keys[0], Decimal::from(new.0)), (keys[1], Decimal::from(new.1))];
    finding.fix = Some(Fix { message, changes });
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    fn row(values: [i64; 7]) -> AnnualReport {
        let mut report = AnnualReport::empty(Format::F2021);
        for (column, n) in Applicant::ALL.into_iter().zip(values) {
            report.cells.insert(CellKey::t3(Row::New, column), Cell::number(n));
        }
        report
    }

    #[test]
    fn two_cells_that_are_one_number_are_joined() {
        let findings = run_on(&RULE, &row([1, 2, 0, 0, 0, 0, 12]));
        let changes = &findings[0].fix.as_ref().expect("a fix").changes;
        assert_eq!(changes.iter().map(|c| c.1).collect::<Vec<_>>(), [Decimal::from(12), Decimal::ZERO]);
    }

    #[test]
    fn rows_that_hold_or_that_no_digits_mend_are_left_alone() {
        assert_eq!(run_on(&RULE, &row([12, 0, 0, 0, 0, 0, 12])), []);
        assert_eq!(run_on(&RULE, &row([1, 2, 0, 0, 0, 0, 13])), []);
        assert_eq!(run_on(&RULE, &row([1, 0, 0, 0, 0, 0, 10])), []);
        assert_eq!(run_on(&RULE, &row([12, 0, 0, 0, 0, 0, 3])).len(), 1);
    }

    #[test]
    fn a_blank_leaves_it_open() {
        let mut report = row([1, 2, 0, 0, 0, 0, 12]);
        report.cells.insert(CellKey::t3(Row::New, Applicant::Other), Cell::blank());
        assert_eq!(run_on(&RULE, &report), []);
    }
}
