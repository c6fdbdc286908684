//! Main numbers do not jump from last year.

use super::prelude::*;
use super::shared::last_year;
use crate::report::cells_of;

rule! {
    /// # Y06 主要数字与上年相比没有剧变
    ///
    /// ## 做什么
    ///
    /// 列出与上年相比增减超过十倍或由较大数字变为0的主要数字（表二各数、表三新收与总计、表四总计）。
    ///
    /// ## 为什么
    ///
    /// 剧变往往是单位（元与万元）错误、整行丢失或统计口径变化。
    ///
    /// ## 示例
    ///
    /// 上年收费 34.5 万元，本年 345000。
    ///
    /// ## 依据
    ///
    /// 由两年数据比较而得。
    ///
    /// ## 局限
    ///
    /// 只有提供了同一机关上一年度报告时才判断；两份报告年度须相连，2019年以前的不比较。两数都小于10的不比较；各处合为一条。
    ///
    /// # Y06 Main numbers do not jump from last year
    ///
    /// ## What it does
    ///
    /// Lists the main numbers (table 2; new, endings and their totals of table 3; totals of table 4) that changed more than ten times or fell to 0 from a larger number.
    ///
    /// ## Why it matters
    ///
    /// A jump is often a wrong unit (元 for 万元), a lost row, or another way of counting.
    ///
    /// ## Example
    ///
    /// Fees of 34.5 万元 last year, 345000 this year.
    ///
    /// ## Source
    ///
    /// Comparison of two years.
    ///
    /// ## Limits
    ///
    /// Only where the same agency’s report of the year before is given and the years follow one another; reports before 2019 are not compared. Two numbers below 10 are not compared; all make one finding.
    "Y06", "sudden-change", Info,
    "主要数字与上年相比没有剧变",
    "main numbers do not jump from last year"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let Some(previous) = last_year(subject) else { return Vec::new() };
    let jumped = |key: &CellKey| {
        let now = subject.report.cells.number(*key);
        let before = previous.cells.number(*key);
        now.zip(before).is_some_and(|(now, before)| is_jump(now, before))
    };
    let keys: Vec<CellKey> = cells_of(subject.report.format).filter(|k| is_main(*k)).filter(jumped).collect();
    let Some(first) = keys.first().copied() else { return Vec::new() };
    let names = wording::list(&keys);
    let (now, before) = (subject.report.cells.number(first), previous.cells.number(first));
    let (a, b) = (before.unwrap_or_default(), now.unwrap_or_default());
    let message = Message::new(
        format!("{}与上年相比剧变（如由{a}变为{b}），请核对单位和口径。", names.zh),
        format!(
            "{} changed sharply from last year (such as {a} to {b}); check the unit and the way of counting",
            names.en
        ),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = keys;
    (finding.left, finding.right) = (now, before);
    vec![finding]
}

fn is_main(key: CellKey) -> bool {
    match (key.as_t3(), key.as_t4()) {
        (Some((row, column)), _) => column == Applicant::Total && matches!(row, Row::New | Row::Total),
        (_, Some((_, outcome))) => outcome == Outcome::Total,
        (None, None) => !key.as_str().contains(".items_"),
    }
}

fn is_jump(now: Decimal, before: Decimal) -> bool {
    let (small, large) = if now < before { (now, before) } else { (before, now) };
    large >= Decimal::TEN && (now.is_zero() || (!small.is_zero() && large > small * Decimal::TEN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_jump_is_tenfold_or_to_nothing() {
        let n = Decimal::from;
        assert!(is_jump(n(111), n(11)) && is_jump(n(11), n(111)) && is_jump(n(0), n(10)));
        assert!(
            !is_jump(n(110), n(11)) && !is_jump(n(9), n(0)) && !is_jump(n(0), n(9)) && !is_jump(n(50), n(0))
        );
    }

    #[test]
    fn jumps_make_one_finding_and_blanks_none() {
        let mut previous = consistent_report(SEED, Format::F2021);
        let mut report = previous.clone();
        (previous.year, report.year) = (Some(2022), Some(2023));
        let key = CellKey::t2("t2.license.decisions");
        previous.cells.insert(key, Cell::number(12));
        for (cell, found) in [(Cell::number(13), 0), (Cell::number(130), 1), (Cell::blank(), 0)] {
            report.cells.insert(key, cell);
            let subject = Subject { report: &report, previous: Some(&previous), own_filing: false };
            assert_eq!(run(subject).len(), found);
        }
    }
}
