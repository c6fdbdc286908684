//! Whatever was read, checking it ends with findings.

use gongkai_domain::check::{Subject, check};
use gongkai_domain::facts;
use gongkai_domain::report::sample::{Dice, consistent_report};
use gongkai_domain::report::{
    AnnualReport, CELL_COUNT, Cell, CellKey, Chapter, Format, Paragraph, Place, Value,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Words at which the rules look, and what may stand around them.
const WORDS: [&str; 44] = [
    "《",
    "》",
    "<",
    ">",
    "（",
    ")",
    "公开条例",
    "政务信息",
    "个工作日",
    "答复",
    "99",
    "0",
    "2021年",
    "年",
    "20",
    "2022年度，",
    "没有收到",
    "政府信息公开申请",
    "件",
    "，",
    "。",
    "其中",
    "部分",
    "七个",
    "第",
    "十",
    "%",
    "103",
    ".",
    "满意度",
    "公路法",
    "局长",
    "李四光",
    "任",
    "0577-67862615",
    "13800000000",
    "行政复议",
    "行政诉讼",
    "现行有效",
    "规章",
    "信息处理费",
    "元",
    "万",
    "𠀀",
];

fn text(dice: &mut Dice) -> String {
    (0..dice.below(30)).map(|_| *dice.pick(&WORDS)).collect()
}

fn number(dice: &mut Dice) -> Decimal {
    match dice.below(8) {
        0 => Decimal::MAX,
        1 => Decimal::MIN,
        2 => Decimal::new(i64::MAX, 0),
        3 => Decimal::new(dice.between(-99, 999_999), 28),
        4 => Decimal::new(999_999_999_999_999, 0),
        5 => Decimal::new(dice.between(-5, 9_999_999), 3),
        _ => Decimal::from(dice.between(0, 30)),
    }
}

fn any_report(dice: &mut Dice) -> AnnualReport {
    let format = *dice.pick(&[Format::F2021, Format::F2019, Format::Legacy]);
    let mut report =
        if dice.percent(50) { consistent_report(dice.bits(), format) } else { AnnualReport::empty(format) };
    for _ in 0..dice.below(60) {
        let key = CellKey::from_index(dice.below(CELL_COUNT as u64) as usize);
        let value = *dice.pick(&[Value::Blank, Value::NotApplicable, Value::Illegible]);
        let value = if dice.percent(70) { Value::Number(number(dice)) } else { value };
        report.cells.insert(key, Cell { value, ..Cell::blank() });
    }
    for _ in 0..dice.below(6) {
        let paragraphs =
            (0..dice.below(4)).map(|_| Paragraph { text: text(dice), place: Place::default() }).collect();
        let number = dice.below(9) as u8;
        report.chapters.push(Chapter { number, heading: text(dice), place: Place::default(), paragraphs });
    }
    report.facts = facts::extract(&report.chapters);
    report.year =
        *dice.pick(&[None, Some(i16::MAX), Some(i16::MIN), Some(0), Some(2022), Some(2023), Some(9999)]);
    if dice.percent(30) {
        report.title = Some(text(dice));
        report.agency = Some(text(dice));
    }
    report
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn checking_never_panics(seed: u64, own_filing: bool) {
        let mut dice = Dice::new(seed);
        let (report, previous) = (any_report(&mut dice), any_report(&mut dice));
        for previous in [None, Some(&previous)] {
            for finding in check(Subject { report: &report, previous, own_filing }) {
                prop_assert!(!finding.message.zh.is_empty() && !finding.message.en.is_empty());
                if let Some(span) = finding.text {
                    prop_assert!(span.chapter < report.chapters.len());
                }
            }
        }
    }
}
