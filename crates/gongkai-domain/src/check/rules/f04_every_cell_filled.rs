//! Every cell of the form has a number.

use super::prelude::*;
use crate::report::{Value, cells_of};

rule! {
    /// # F04 每个单元格都有数字
    ///
    /// ## 做什么
    ///
    /// 列出官方格式中空白、填“/”“—”“无”、无法识别或文件中没有的单元格，按种类各合为一条。
    ///
    /// ## 为什么
    ///
    /// 没有发生的应填0。空白既不表示0也不表示有数，凡涉及它的等式都无法判断，汇总也会出现缺口。
    ///
    /// ## 示例
    ///
    /// 现行有效件数空白；表三整列填“-”。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号（200个数）、国办公开办函〔2019〕60号（198个数）所附表格。
    ///
    /// ## 局限
    ///
    /// 本机关正在报送的报告（own filing）为错误，已公布的报告只作提醒：空白也可能是读取时丢失。
    ///
    /// # F04 Every cell of the form has a number
    ///
    /// ## What it does
    ///
    /// Lists the cells of the official form that are blank, filled with “/”, “—” or “无”, illegible, or not in the document; one finding for each kind.
    ///
    /// ## Why it matters
    ///
    /// What did not happen is 0. A blank says neither 0 nor a number: no sum with it can be judged, and a roll-up has a gap.
    ///
    /// ## Example
    ///
    /// The stock in force is blank; a column of table 3 is filled with “-”.
    ///
    /// ## Source
    ///
    /// Tables of 国办公开办函〔2021〕30号 (200 numbers) and 国办公开办函〔2019〕60号 (198 numbers).
    ///
    /// ## Limits
    ///
    /// An error in a report that is about to be filed, a warning in a published one: the blank may have been lost on the way.
    "F04", "cells-not-filled", Warning,
    "每个单元格都有数字",
    "every cell of the form has a number"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    if report.format == Format::Legacy {
        return Vec::new();
    }
    let mut lists: [Vec<CellKey>; 4] = Default::default();
    for key in cells_of(report.format).filter(|key| expected(report, *key)) {
        let kind = match report.cells.get(key).map(|c| c.value) {
            Some(Value::Number(_)) => continue,
            Some(Value::Blank) => 0,
            Some(Value::NotApplicable) => 1,
            Some(Value::Illegible) => 2,
            None => 3,
        };
        lists[kind].push(key);
    }
    if report.has_single_other_row() && report.format == Format::F2021 && !has_other_rows(report) {
        let all = Applicant::ALL.map(|c| CellKey::t3(Row::OtherAll, c));
        lists[0].extend(all.into_iter().filter(|k| report.cells.number(*k).is_none()));
    }
    let finding =
        |(kind, keys): (usize, Vec<CellKey>)| (!keys.is_empty()).then(|| group(subject, kind, keys));
    lists.into_iter().enumerate().filter_map(finding).collect()
}

/// The cell's row may be printed in the other form's way; then that way's cells count.
fn expected(report: &AnnualReport, key: CellKey) -> bool {
    match key.as_t3() {
        Some((Row::OtherNoCorrection | Row::OtherFeeUnpaid | Row::OtherOther, _)) => {
            has_other_rows(report) || !report.has_single_other_row()
        }
        Some((Row::OtherAll, _)) => report.has_single_other_row() || !has_other_rows(report),
        _ => true,
    }
}

fn has_other_rows(report: &AnnualReport) -> bool {
    let rows = [Row::OtherNoCorrection, Row::OtherFeeUnpaid, Row::OtherOther];
    rows.iter().any(|r| Applicant::ALL.iter().any(|c| report.cells.get(CellKey::t3(*r, *c)).is_some()))
}

const ZH: [&str; 4] = ["空白", "填写“/”“—”或“无”", "无法识别为数字", "在文件中未找到"];
const EN: [&str; 4] = ["blank", "filled with “/”, “—” or “无”", "illegible", "not in the document"];

fn group(subject: Subject<'_>, kind: usize, keys: Vec<CellKey>) -> Finding {
    let (n, names) = (keys.len(), wording::list(&keys));
    let message = if kind == 3 && subject.report.cells.is_empty() {
        Message::new("未找到任何官方表格的数字。", "no number of the official tables was found")
    } else {
        Message::new(
            format!("{n}个单元格{}：{}。没有的请填0。", ZH[kind], names.zh),
            format!("{n} cell{} {}: {}; write 0 where there is none", wording::plural(n), EN[kind], names.en),
        )
    };
    let severity = if subject.own_filing { Severity::Error } else { RULE.severity };
    let mut finding = Finding::new(RULE.code, severity, message);
    (finding.left, finding.right) = (Some(Decimal::from(n)), Some(Decimal::ZERO));
    finding.cells = keys;
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_full_report_passes_in_either_form() {
        for format in [Format::F2021, Format::F2019, Format::Legacy] {
            assert_eq!(run_on(&RULE, &consistent_report(SEED, format)), []);
        }
    }

    #[test]
    fn what_is_not_a_number_is_listed_by_kind() {
        let mut report = consistent_report(SEED, Format::F2021);
        let key = CellKey::t2;
        report.cells.insert(key("t2.rules.valid"), Cell::blank());
        report.cells.insert(key("t2.normative.valid"), Cell::blank());
        let slash = Cell { value: Value::NotApplicable, ..Cell::blank() };
        report.cells.insert(key("t2.fees.amount_wan"), slash);
        report.cells.remove(key("t2.license.decisions"));
        let found: Vec<usize> = run_on(&RULE, &report).iter().map(|f| f.cells.len()).collect();
        assert_eq!(found, [2, 1, 1]);
    }

    #[test]
    fn a_blank_is_an_error_before_filing() {
        let report = AnnualReport::empty(Format::F2021);
        let subject = Subject { report: &report, previous: None, own_filing: true };
        assert_eq!(run(subject).iter().map(|f| f.severity).collect::<Vec<_>>(), [Severity::Error]);
        assert_eq!(run_on(&RULE, &report)[0].severity, Severity::Warning);
    }
}
