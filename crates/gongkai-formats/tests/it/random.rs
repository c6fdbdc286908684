//! Random reports: consistent ones, then spoiled the way real ones are.

use gongkai_domain::report::sample::{Dice, consistent_report};
use gongkai_domain::report::{
    AnnualReport, Applicant, Cell, CellKey, Format, Notice, NoticeCode, Place, Row, Unit, Value,
};
use rust_decimal::Decimal;

/// A report whose cells say anything that print can say: other numbers, blanks, strokes, missing rows.
pub fn printable(seed: u64, format: Format) -> AnnualReport {
    let mut dice = Dice::new(seed.wrapping_mul(31).wrapping_add(format as u64));
    let mut report = consistent_report(seed, format);
    let keys: Vec<CellKey> = report.cells.iter().map(|(k, _)| k).collect();
    for key in keys {
        let cell = match dice.below(40) {
            0..6 => Cell::number(number(&mut dice, key)),
            6 => Cell::blank(),
            7 => mark(&mut dice),
            _ => continue,
        };
        report.cells.insert(key, cell);
    }
    for _ in 0..dice.below(3) {
        let row = *dice.pick(&Row::ALL);
        if !matches!(row, Row::OtherNoCorrection | Row::OtherFeeUnpaid | Row::OtherOther | Row::OtherAll) {
            Applicant::ALL.into_iter().for_each(|a| drop(report.cells.remove(CellKey::t3(row, a))));
        }
    }
    report
}

/// A printable report with places, illegible cells and notices, for the formats that keep everything.
pub fn anything(seed: u64, format: Format) -> AnnualReport {
    let mut report = printable(seed, format);
    let mut dice = Dice::new(seed);
    let keys: Vec<CellKey> = report.cells.iter().map(|(k, _)| k).collect();
    for key in keys {
        let mut cell = report.cells.get(key).cloned().expect("the key is from the report");
        if dice.percent(5) {
            cell.value = *dice.pick(&[Value::Illegible, Value::NotApplicable]);
            cell.raw = (*dice.pick(&["l0", "另附\t表", "一\n二\\", "见\r注", "＃"])).into();
        }
        cell.place = Place {
            table: Some(dice.below(5) as u32),
            row: dice.percent(50).then_some(7),
            bounds: dice.percent(20).then_some([1.5, 2.0, 30.5, 4.0]),
            ..Place::bytes(10, 12)
        };
        report.cells.insert(key, cell);
    }
    report.notices = vec![
        Notice {
            count: 3,
            place: Some(Place::bytes(1, 2)),
            ..Notice::new(NoticeCode::LabelJoined, "行政 许可")
        },
        Notice::new(NoticeCode::NoTitle, ""),
    ];
    report.source.file = "报告.html".into();
    report.source.sha256 = "0f".repeat(32);
    report.source.extraction = "grid".into();
    report.confidence = 0.875;
    report
}

fn number(dice: &mut Dice, key: CellKey) -> Decimal {
    let digits = dice.between(1, 9) as u32;
    let whole = dice.below(10u64.pow(digits)) as i64;
    match key.def().unit {
        Unit::WanYuan => Decimal::new(whole, 4),
        Unit::Yuan => Decimal::new(whole, 2),
        Unit::Item if key.as_str().ends_with("_change") => Decimal::from(whole % 100 - 50),
        Unit::Item | Unit::Piece => Decimal::from(whole),
    }
}

fn mark(dice: &mut Dice) -> Cell {
    let raw = *dice.pick(&["/", "—", "-", "无"]);
    Cell { value: Value::NotApplicable, raw: raw.into(), place: Place::default() }
}
