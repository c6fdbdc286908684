//! The fee amount looks like 元 in place of 万元.

use super::prelude::*;
use super::shared::last_year;
use crate::check::Fix;
use crate::check::agency::{Kind, kind};

rule! {
    /// # U01 收费金额疑将元填作万元
    ///
    /// ## 做什么
    ///
    /// 县级以下部门、乡镇街道的收费金额（万元）为不小于10000的整数，或恰有两位小数且大于1000时提醒；与上年相比恰为约一万倍的也提醒。
    ///
    /// ## 为什么
    ///
    /// 表头单位是万元，按元填写会大一万倍，汇总后全区金额完全失真。
    ///
    /// ## 示例
    ///
    /// 某县教育局收费金额 345600（应为34.56万元）。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号所附表二：“本年收费金额（单位：万元）”。
    ///
    /// ## 局限
    ///
    /// 市级以上政府的金额本来就大，不按绝对值判断，只与上年比较。
    ///
    /// # U01 The fee amount looks like 元 in place of 万元
    ///
    /// ## What it does
    ///
    /// Warns where the fee amount (万元) of a county’s department, a township or a sub-district is a whole number of 10000 or more, or has exactly two decimals and is above 1000; and where it is about ten thousand times last year’s.
    ///
    /// ## Why it matters
    ///
    /// The header says 万元; an amount in 元 is ten thousand times too large and spoils every roll-up.
    ///
    /// ## Example
    ///
    /// A county’s education bureau: 345600, for 34.56 万元.
    ///
    /// ## Source
    ///
    /// Table 2 of 国办公开办函〔2021〕30号: 本年收费金额（单位：万元）.
    ///
    /// ## Limits
    ///
    /// Governments of cities collect such sums and are only compared with last year.
    "U01", "fee-probably-in-yuan", Warning,
    "收费金额疑将元填作万元",
    "the fee amount looks like 元 in place of 万元"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let key = CellKey::t2("t2.fees.amount_wan");
    let Some(amount) = subject.report.cells.number(key).filter(|n| *n > Decimal::ZERO) else {
        return Vec::new();
    };
    let before = last_year(subject).and_then(|p| p.cells.number(key)).filter(|n| *n > Decimal::ZERO);
    let small_body = subject.report.agency.as_deref().is_some_and(is_small_body);
    let ratio_off =
        before.is_some_and(|b| amount > b * Decimal::from(5_000) && amount < b * Decimal::from(20_000));
    let suspicious = ratio_off || (small_body && looks_like_yuan(amount));
    if !suspicious {
        return Vec::new();
    }
    let wan = amount / Decimal::from(10_000);
    let message = Message::new(
        format!("收费金额{amount}万元疑为以元填写，若是则应为{wan}万元。"),
        format!("the fee amount {amount} 万元 looks like 元; if so it should be {wan} 万元"),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message.clone());
    finding.cells = vec![key];
    finding.suspects = vec![key];
    (finding.left, finding.right) = (Some(amount), before);
    finding.fix = Some(Fix { message, changes: vec![(key, wan.normalize())] });
    vec![finding]
}

fn looks_like_yuan(amount: Decimal) -> bool {
    let whole = amount.fract().is_zero();
    (whole && amount >= Decimal::from(10_000))
        || (amount.scale() == 2 && !whole && amount > Decimal::from(1_000))
}

/// A township or sub-district, or a department of a county or district.
fn is_small_body(agency: &str) -> bool {
    match kind(agency) {
        Kind::Township => true,
        Kind::Department => agency.contains('县') || agency.contains('区') && !agency.contains("自治区"),
        Kind::Government | Kind::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[track_caller]
    fn check_fee(agency: &str, amount: Option<&str>, found: usize) {
        let mut report = AnnualReport::empty(Format::F2021);
        report.agency = Some(agency.into());
        let cell = amount.map_or_else(Cell::blank, |a| Cell::number(a.parse::<Decimal>().expect("a number")));
        report.cells.insert(CellKey::t2("t2.fees.amount_wan"), cell);
        assert_eq!(run_on(&RULE, &report).len(), found, "{agency} {amount:?}");
    }

    #[test]
    fn a_county_bureau_does_not_collect_hundreds_of_millions() {
        check_fee("鹿鸣县教育局", Some("345600"), 1);
        check_fee("鹿鸣县教育局", Some("1234.56"), 1);
        check_fee("鹿鸣县教育局", Some("34.56"), 0);
        check_fee("鹿鸣县教育局", Some("34.5612"), 0);
        check_fee("望舒市人民政府", Some("316441"), 0);
        check_fee("鹿鸣县教育局", None, 0);
    }

    #[test]
    fn ten_thousand_times_last_year_is_a_unit() {
        let mut previous = consistent_report(SEED, Format::F2021);
        let mut report = previous.clone();
        (previous.year, report.year) = (Some(2022), Some(2023));
        let key = CellKey::t2("t2.fees.amount_wan");
        previous.cells.insert(key, Cell::number(34));
        report.cells.insert(key, Cell::number(341_200));
        let subject = Subject { report: &report, previous: Some(&previous), own_filing: false };
        assert_eq!(run(subject).len(), 1);
    }
}
