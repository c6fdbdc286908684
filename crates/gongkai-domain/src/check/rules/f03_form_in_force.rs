//! The form is the one in force for the report year.

use super::prelude::*;

rule! {
    /// # F03 所用格式与报告年度相符
    ///
    /// ## 做什么
    ///
    /// 2019、2020年度报告应使用2019年格式，2021年度起应使用2021年格式。
    ///
    /// ## 为什么
    ///
    /// 两种格式的表二含义不同（项目数量与收费金额、对外公开总数量与现行有效件数），用错格式的数字无法汇总，也无法与上年比较。
    ///
    /// ## 示例
    ///
    /// 2023年度报告仍使用“本年新制作数量”“上一年项目数量”的旧表。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号（2021-09-26印发，修订后的格式）；国办公开办函〔2019〕60号。
    ///
    /// ## 局限
    ///
    /// 凭表二中只属于某一格式的单元格判断，至少要有三格。2021年格式的报告把（六）其他处理印成一行，只作提醒。
    ///
    /// # F03 The form is the one in force for the report year
    ///
    /// ## What it does
    ///
    /// Reports for 2019 and 2020 follow the 2019 form, reports for 2021 and later the 2021 form.
    ///
    /// ## Why it matters
    ///
    /// Table 2 means different things in the two forms (items against money, published in total against in force), so numbers in the wrong form can neither be rolled up nor compared.
    ///
    /// ## Example
    ///
    /// A report for 2023 that still uses the old table with 本年新制作数量 and 上一年项目数量.
    ///
    /// ## Source
    ///
    /// 国办公开办函〔2021〕30号 of 2021-09-26, the revised form; 国办公开办函〔2019〕60号.
    ///
    /// ## Limits
    ///
    /// Judged by the cells of table 2 that only one form has, at least three of them. A 2021 form with （六） as a single row only gets a warning.
    "F03", "wrong-form-for-year", Error,
    "所用格式与报告年度相符",
    "the form is the one in force for the report year"
}

/// So many cells that only one form has make it certain which form it is.
const ENOUGH: usize = 3;

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let Some(year) = report.year else { return Vec::new() };
    let wanted = Format::in_force_for(year);
    if report.format == Format::Legacy || wanted == Format::Legacy {
        return Vec::new();
    }
    if report.format != wanted {
        let keys = only_in(report, report.format, wanted);
        if keys.len() < ENOUGH || !only_in(report, wanted, report.format).is_empty() {
            return Vec::new();
        }
        let (used, wanted) = (report.format.as_str(), wanted.as_str());
        let message = Message::new(
            format!("{year}年度报告应使用{wanted}年格式，本报告用的是{used}年格式，须改用现行格式重新填报。"),
            format!(
                "a report for {year} follows the {wanted} form, this one uses the {used} form; fill in the form in force"
            ),
        );
        let mut finding = Finding::new(RULE.code, RULE.severity, message);
        finding.cells = keys;
        return vec![finding];
    }
    mixed(report).into_iter().collect()
}

/// Cells of table 2 that the report has and only the first form has.
fn only_in(report: &AnnualReport, form: Format, other: Format) -> Vec<CellKey> {
    let keys = report.cells.iter().map(|(key, _)| key);
    keys.filter(|k| k.table() == 2 && k.is_in(form) && !k.is_in(other)).collect()
}

fn mixed(report: &AnnualReport) -> Option<Finding> {
    let has = |row: Row| report.cells.get(CellKey::t3(row, Applicant::Total)).is_some();
    let subs = [Row::OtherNoCorrection, Row::OtherFeeUnpaid, Row::OtherOther].into_iter().any(has);
    let (message, row) = match report.format {
        Format::F2021 if has(Row::OtherAll) && !subs => (
            Message::new(
                "（六）其他处理只有一行，是2019年格式的写法；现行格式分为三行，请分行填写。",
                "（六） is a single row, as in the 2019 form; the form in force has three rows, fill them in",
            ),
            Row::OtherAll,
        ),
        Format::F2019 if subs && !has(Row::OtherAll) => (
            Message::new(
                "（六）其他处理分为三行，是2021年格式的写法；2019年格式只有一行。",
                "（六） has three rows, as in the 2021 form; the 2019 form has one",
            ),
            Row::OtherOther,
        ),
        Format::F2021 | Format::F2019 | Format::Legacy => return None,
    };
    let mut finding = Finding::new(RULE.code, Severity::Warning, message);
    finding.cells = Applicant::ALL.map(|c| CellKey::t3(row, c)).to_vec();
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[track_caller]
    fn check_year(format: Format, year: Option<i16>, severity: Option<Severity>) {
        let mut report = consistent_report(SEED, format);
        report.year = year;
        assert_eq!(run_on(&RULE, &report).first().map(|f| f.severity), severity, "{year:?}");
    }

    #[test]
    fn the_form_follows_the_year() {
        check_year(Format::F2021, Some(2021), None);
        check_year(Format::F2019, Some(2020), None);
        check_year(Format::F2019, Some(2023), Some(Severity::Error));
        check_year(Format::F2021, Some(2020), Some(Severity::Error));
        check_year(Format::F2019, None, None);
    }

    #[test]
    fn a_few_cells_do_not_prove_a_form() {
        let mut report = AnnualReport::empty(Format::F2019);
        report.year = Some(2023);
        report.cells.insert(CellKey::t2("t2.rules.made"), Cell::blank());
        assert_eq!(run_on(&RULE, &report), []);
    }

    #[test]
    fn a_single_row_in_the_new_form_warns() {
        let mut report = consistent_report(SEED, Format::F2021);
        for column in Applicant::ALL {
            for row in [Row::OtherNoCorrection, Row::OtherFeeUnpaid, Row::OtherOther] {
                report.cells.remove(CellKey::t3(row, column));
            }
            report.cells.insert(CellKey::t3(Row::OtherAll, column), Cell::number(0));
        }
        assert_eq!(run_on(&RULE, &report).first().map(|f| f.severity), Some(Severity::Warning));
    }
}
