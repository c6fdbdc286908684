//! Sums of cells that must be equal, and the judgement of them when cells are blank.
//!
//! A blank cell stands for some number that is not negative. So a sum that is too small on the side of the blank
//! can still hold, and one that is too large cannot, whatever the blank may be.

use alloc::format;
use alloc::vec::Vec;
use rust_decimal::Decimal;

use super::localise::{Diagnosis, localise};
use super::{Finding, Fix, Message, Rule, Severity, Subject, Verdict, wording};
use crate::report::{AnnualReport, Applicant, CellKey, Cells, Outcome, Procedure, Row};

/// A short list of keys that needs no allocation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys {
    buf: [CellKey; Keys::MAX],
    len: usize,
}

impl Keys {
    /// 18 rows that both forms have and three of （六）, with room to spare.
    const MAX: usize = 24;

    pub(crate) fn of(keys: impl IntoIterator<Item = CellKey>) -> Keys {
        let mut out = Keys { buf: [CellKey::t3(Row::New, Applicant::Natural); Keys::MAX], len: 0 };
        for key in keys {
            out.buf[out.len] = key;
            out.len += 1;
        }
        out
    }

    pub(crate) fn as_slice(&self) -> &[CellKey] {
        &self.buf[..self.len]
    }
}

/// What an equation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// A column of table 3.
    Column(Applicant),
    /// A row of table 3.
    Row(Row),
    /// A block of table 4.
    Block(Procedure),
}

impl Line {
    pub(crate) fn name(self) -> Message {
        match self {
            Line::Column(c) => {
                Message::new(format!("“{}”一列", c.label()), format!("column “{}”", c.label_en()))
            }
            Line::Row(r) => {
                let label = r.label().split('（').next().filter(|l| !l.is_empty()).unwrap_or(r.label());
                Message::new(format!("“{}{label}”一行", r.group()), format!("row “{}”", r.label_en()))
            }
            Line::Block(p) => Message::new(format!("“{}”", p.label()), format!("“{}”", p.label_en())),
        }
    }
}

/// Two sums that must be equal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Equation {
    pub(crate) line: Line,
    pub(crate) left: Keys,
    pub(crate) right: Keys,
}

impl Equation {
    /// All its cells, left side first.
    pub(crate) fn keys(&self) -> impl Iterator<Item = CellKey> + '_ {
        self.left.as_slice().iter().chain(self.right.as_slice()).copied()
    }
}

/// 新收 + 上年结转 = 总计 + 结转下年度, in one column.
pub(crate) fn balance(column: Applicant) -> Equation {
    let key = |row| CellKey::t3(row, column);
    Equation {
        line: Line::Column(column),
        left: Keys::of([key(Row::New), key(Row::CarriedIn)]),
        right: Keys::of([key(Row::Total), key(Row::CarriedOut)]),
    }
}

/// The rows that end an application = （七）总计, in one column.
pub(crate) fn endings(report: &AnnualReport, column: Applicant) -> Equation {
    let cells = &report.cells;
    let single = single_other_row(cells, column);
    let rows = Row::ALL.into_iter().filter(|row| match row {
        Row::OtherAll => single,
        Row::OtherNoCorrection | Row::OtherFeeUnpaid | Row::OtherOther => !single,
        row => row.is_ending(),
    });
    Equation {
        line: Line::Column(column),
        left: Keys::of(rows.map(|row| CellKey::t3(row, column))),
        right: Keys::of([CellKey::t3(Row::Total, column)]),
    }
}

/// True when （六）其他处理 has to be taken from the single row: the three sub-rows have no number and it has one,
/// or they are not there at all and it is.
fn single_other_row(cells: &Cells, column: Applicant) -> bool {
    let single = CellKey::t3(Row::OtherAll, column);
    let subs = [Row::OtherNoCorrection, Row::OtherFeeUnpaid, Row::OtherOther].map(|r| CellKey::t3(r, column));
    if subs.iter().any(|k| cells.number(*k).is_some()) {
        return false;
    }
    cells.number(single).is_some()
        || (cells.get(single).is_some() && subs.iter().all(|k| cells.get(*k).is_none()))
}

/// The six kinds of applicant = 总计, in one row of table 3.
pub(crate) fn applicants(row: Row) -> Equation {
    Equation {
        line: Line::Row(row),
        left: Keys::of(Applicant::PARTS.map(|c| CellKey::t3(row, c))),
        right: Keys::of([CellKey::t3(row, Applicant::Total)]),
    }
}

/// The four outcomes = 总计, in one block of table 4.
pub(crate) fn outcomes(procedure: Procedure) -> Equation {
    Equation {
        line: Line::Block(procedure),
        left: Keys::of(Outcome::PARTS.map(|o| CellKey::t4(procedure, o))),
        right: Keys::of([CellKey::t4(procedure, Outcome::Total)]),
    }
}

/// How an equation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// A cell is not in the document, or none of them has a number: nothing can be said.
    NotAssessable,
    /// It holds.
    Holds,
    /// It holds if the blank cells are 0.
    HoldsAtZero,
    /// It holds only if the blank cells are certain numbers, not all 0.
    NeedsValue,
    /// It does not hold, whatever the blank cells are.
    Broken,
}

/// An equation with the sums of the cells that have numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged {
    pub(crate) equation: Equation,
    pub(crate) state: State,
    pub(crate) left: Decimal,
    pub(crate) right: Decimal,
}

#[derive(Default)]
struct Tally {
    sum: Decimal,
    known: usize,
    blank: usize,
    absent: usize,
}

fn tally(cells: &Cells, keys: &[CellKey]) -> Tally {
    let mut out = Tally::default();
    for key in keys {
        match cells.get(*key).map(|c| c.value.number()) {
            None => out.absent += 1,
            Some(None) => out.blank += 1,
            Some(Some(n)) => {
                out.known += 1;
                // Most cells are 0, and adding them costs more than asking.
                if !n.is_zero() {
                    out.sum = out.sum.saturating_add(n);
                }
            }
        }
    }
    out
}

/// Judges an equation over the cells of a report.
pub(crate) fn judge(cells: &Cells, equation: Equation) -> Judged {
    let left = tally(cells, equation.left.as_slice());
    let right = tally(cells, equation.right.as_slice());
    let state = if left.absent + right.absent > 0 || left.known + right.known == 0 {
        State::NotAssessable
    } else if left.sum == right.sum {
        if left.blank + right.blank == 0 { State::Holds } else { State::HoldsAtZero }
    } else if (left.sum < right.sum && left.blank > 0) || (left.sum > right.sum && right.blank > 0) {
        State::NeedsValue
    } else {
        State::Broken
    };
    Judged { equation, state, left: left.sum, right: right.sum }
}

/// Runs a rule that is a family of equations. `broken` words the finding for one that does not hold.
pub(crate) fn check_equations(
    rule: &Rule,
    subject: Subject<'_>,
    equations: impl Iterator<Item = Equation>,
    broken: fn(&Judged) -> Message,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut at_zero = Vec::new();
    let mut needs = Vec::new();
    let mut diagnosis: Option<Option<Diagnosis>> = None;
    for equation in equations {
        let judged = judge(&subject.report.cells, equation);
        match judged.state {
            State::Holds | State::NotAssessable => {}
            State::HoldsAtZero => at_zero.push(judged),
            State::NeedsValue => needs.push(judged),
            State::Broken => {
                let diagnosis = diagnosis.get_or_insert_with(|| localise(subject.report)).as_ref();
                findings.push(broken_finding(rule, &judged, diagnosis, broken(&judged)));
            }
        }
    }
    findings.extend(needs_value_finding(rule, subject, &needs));
    findings.extend(at_zero_finding(rule, subject, &at_zero));
    findings
}

fn broken_finding(rule: &Rule, judged: &Judged, diagnosis: Option<&Diagnosis>, message: Message) -> Finding {
    let mut finding = Finding::new(rule.code, rule.severity, message);
    finding.cells = judged.equation.keys().collect();
    finding.left = Some(judged.left);
    finding.right = Some(judged.right);
    if let Line::Block(_) = judged.equation.line {
        finding.fix = unfilled_total(judged);
        finding.suspects = finding.fix.iter().flat_map(|f| f.changes.iter().map(|c| c.0)).collect();
        return finding;
    }
    if let Some(diagnosis) = diagnosis {
        narrow(&mut finding, diagnosis);
    }
    finding
}

/// Puts what the crossing sums say in the place of what one comparison alone could suspect.
fn narrow(finding: &mut Finding, diagnosis: &Diagnosis) {
    let touches = |key: &CellKey| finding.cells.contains(key);
    let fix = diagnosis.fix.clone().filter(|f| f.changes.iter().any(|c| touches(&c.0)));
    finding.suspects = diagnosis.suspects.clone();
    finding.fix = fix;
}

/// The same for the findings of a rule that compares single cells of table 3.
pub(crate) fn narrow_all(findings: &mut [Finding], report: &AnnualReport) {
    let crossed = |f: &Finding| f.cells.iter().any(|k| k.table() == 3);
    if !findings.iter().any(crossed) {
        return;
    }
    let Some(diagnosis) = localise(report) else { return };
    for finding in findings.iter_mut().filter(|f| f.cells.iter().any(|k| diagnosis.suspects.contains(k))) {
        narrow(finding, &diagnosis);
    }
}

/// A block of table 4 stands alone, so nothing crosses it; but a total of 0 over parts that are not tells itself.
fn unfilled_total(judged: &Judged) -> Option<Fix> {
    let total = *judged.equation.right.as_slice().first()?;
    if !judged.right.is_zero() {
        return None;
    }
    let message = Message::new(
        format!("总计似未填写，应为{}。", judged.left),
        format!("the total seems not to have been filled in; it should be {}", judged.left),
    );
    Some(Fix { message, changes: alloc::vec![(total, judged.left)] })
}

fn blanks(subject: Subject<'_>, judged: &[Judged]) -> Vec<CellKey> {
    let mut keys: Vec<CellKey> = judged.iter().flat_map(|j| j.equation.keys()).collect();
    keys.retain(|key| subject.report.cells.number(*key).is_none());
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// One finding for all equations that hold only if their blanks are something else than 0.
fn needs_value_finding(rule: &Rule, subject: Subject<'_>, judged: &[Judged]) -> Option<Finding> {
    let first = judged.first()?;
    let cells = blanks(subject, judged);
    let changes: Vec<(CellKey, Decimal)> = judged.iter().filter_map(|j| the_only_value(subject, j)).collect();
    let (names, line) = (wording::list(&cells), first.equation.line.name());
    let n = judged.len();
    let message = Message::new(
        format!(
            "{n}处等式（如{}：{} 与 {}）仅当空白或无法识别的单元格（{}）不为0且取特定值时才成立。空白不能视为0，请补填。",
            line.zh, first.left, first.right, names.zh
        ),
        format!(
            "{n} equation{} (such as {}: {} against {}) can hold only if cells without a number ({}) are certain numbers other than 0; a blank is not a 0, fill them in",
            wording::plural(n),
            line.en,
            first.left,
            first.right,
            names.en
        ),
    );
    let mut finding = Finding::new(rule.code, rule.severity.min(Severity::Warning), message);
    finding.verdict = Verdict::Conditional;
    if let [only] = judged {
        (finding.left, finding.right) = (Some(only.left), Some(only.right));
    }
    finding.suspects = cells.clone();
    finding.cells = cells;
    if !changes.is_empty() {
        let message = Message::new(
            "按等式可推出的数值如下，请核对原始台账后填写。",
            "the equations give these values; fill them in after a look at the register",
        );
        finding.fix = Some(Fix { message, changes });
    }
    Some(finding)
}

/// The value that the only blank of an equation must have.
fn the_only_value(subject: Subject<'_>, judged: &Judged) -> Option<(CellKey, Decimal)> {
    let mut unknown = judged.equation.keys().filter(|k| subject.report.cells.number(*k).is_none());
    let key = unknown.next()?;
    unknown.next().is_none().then(|| (key, judged.left.saturating_sub(judged.right).abs()))
}

/// One finding for all equations that hold if their blanks are 0.
fn at_zero_finding(rule: &Rule, subject: Subject<'_>, judged: &[Judged]) -> Option<Finding> {
    if judged.is_empty() {
        return None;
    }
    let cells = blanks(subject, judged);
    let names = wording::list(&cells);
    let n = judged.len();
    let message = Message::new(
        format!("{n}处等式仅当空白、“/”或无法识别的单元格（{}）为0时成立。没有的请填0。", names.zh),
        format!(
            "{n} equation{} hold{} if the cells without a number ({}) are 0; write 0 where there is none",
            wording::plural(n),
            if n == 1 { "s" } else { "" },
            names.en
        ),
    );
    let mut finding = Finding::new(rule.code, Severity::Info, message);
    finding.verdict = Verdict::Conditional;
    finding.cells = cells;
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Cell;

    fn state(parts: [Option<i64>; 6], total: Option<i64>) -> State {
        let mut cells = Cells::default();
        let cell = |n: Option<i64>| n.map_or_else(Cell::blank, Cell::number);
        for (column, n) in Applicant::PARTS.into_iter().zip(parts) {
            cells.insert(CellKey::t3(Row::New, column), cell(n));
        }
        cells.insert(CellKey::t3(Row::New, Applicant::Total), cell(total));
        judge(&cells, applicants(Row::New)).state
    }

    const NO: Option<i64> = None;

    #[test]
    fn a_blank_is_never_a_silent_zero_and_never_hides_a_contradiction() {
        let z = Some(0);
        assert_eq!(state([Some(2), z, z, z, z, Some(1)], Some(3)), State::Holds);
        assert_eq!(state([Some(2), z, z, z, z, Some(2)], Some(3)), State::Broken);
        assert_eq!(state([Some(3), NO, z, z, z, z], Some(3)), State::HoldsAtZero);
        assert_eq!(state([Some(2), NO, z, z, z, z], Some(3)), State::NeedsValue);
        assert_eq!(state([Some(4), NO, z, z, z, z], Some(3)), State::Broken);
        assert_eq!(state([Some(4), z, z, z, z, z], NO), State::NeedsValue);
        assert_eq!(state([NO; 6], NO), State::NotAssessable);
    }

    #[test]
    fn a_cell_that_is_not_in_the_document_leaves_the_equation_open() {
        let cells = Cells::default();
        assert_eq!(judge(&cells, applicants(Row::New)).state, State::NotAssessable);
    }
}
