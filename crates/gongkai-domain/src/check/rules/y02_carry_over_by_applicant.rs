//! Carry-over agrees for every kind of applicant.

use super::prelude::*;
use super::shared::last_year;

rule! {
    /// # Y02 各类申请人的上年结转与上年报告相符
    ///
    /// ## 做什么
    ///
    /// 对六类申请人，检查本年“上年结转”等于上年报告的“结转下年度”。
    ///
    /// ## 为什么
    ///
    /// 总计相符而分类不符，通常是填错了列。
    ///
    /// ## 示例
    ///
    /// 上年结转下年度：自然人 3；本年上年结转：自然人 2、商业企业 1。
    ///
    /// ## 依据
    ///
    /// 同 Y01。
    ///
    /// ## 局限
    ///
    /// 只有提供了同一机关上一年度报告时才判断；两份报告年度须相连，2019年以前的不比较。申请人类别可能重新认定，因此只作提醒；各类合为一条。
    ///
    /// # Y02 Carry-over agrees for every kind of applicant
    ///
    /// ## What it does
    ///
    /// Checks for each of the six kinds of applicant that carried in is what last year’s report carried out.
    ///
    /// ## Why it matters
    ///
    /// Where the totals agree and the kinds do not, a number mostly stands in the wrong column.
    ///
    /// ## Example
    ///
    /// Carried out last year: 3 natural persons. Carried in: 2 natural persons, 1 enterprise.
    ///
    /// ## Source
    ///
    /// As for Y01.
    ///
    /// ## Limits
    ///
    /// Only where the same agency’s report of the year before is given and the years follow one another; reports before 2019 are not compared. A kind can be judged anew, so this only warns; all kinds make one finding.
    "Y02", "carry-over-broken-by-applicant", Warning,
    "各类申请人的上年结转与上年报告相符",
    "carry-over agrees for every kind of applicant"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let Some(previous) = last_year(subject) else { return Vec::new() };
    let mut keys = Vec::new();
    let mut first = None;
    for column in Applicant::PARTS {
        let key = CellKey::t3(Row::CarriedIn, column);
        let (Some(into), Some(out)) =
            (subject.report.cells.number(key), previous.cells.number(CellKey::t3(Row::CarriedOut, column)))
        else {
            continue;
        };
        if into != out {
            keys.push(key);
            first.get_or_insert((into, out));
        }
    }
    let Some((into, out)) = first else { return Vec::new() };
    let names = wording::list(&keys);
    let message = Message::new(
        format!("{}与上年报告的结转下年度不符（如{into}与{out}）。", names.zh),
        format!(
            "{} differ from what last year’s report carried out (such as {into} against {out})",
            names.en
        ),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.suspects = keys.clone();
    finding.cells = keys;
    (finding.left, finding.right) = (Some(into), Some(out));
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn columns_that_differ_make_one_finding() {
        let mut previous = consistent_report(SEED, Format::F2021);
        let mut report = previous.clone();
        (previous.year, report.year) = (Some(2021), Some(2022));
        for column in Applicant::ALL {
            let out = previous.cells.number(CellKey::t3(Row::CarriedOut, column)).expect("a number");
            report.cells.insert(CellKey::t3(Row::CarriedIn, column), Cell::number(out));
        }
        let run_it =
            |r: &AnnualReport| run(Subject { report: r, previous: Some(&previous), own_filing: false });
        assert_eq!(run_it(&report), []);
        report.cells.insert(CellKey::t3(Row::CarriedIn, Applicant::Research), Cell::blank());
        assert_eq!(run_it(&report), []);
        report.cells.insert(CellKey::t3(Row::CarriedIn, Applicant::Natural), Cell::number(77_777));
        report.cells.insert(CellKey::t3(Row::CarriedIn, Applicant::Other), Cell::number(77_777));
        let findings = run_it(&report);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].cells.len(), 2);
    }
}
