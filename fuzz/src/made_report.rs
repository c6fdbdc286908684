//! Reports made of bytes.

use gongkai_domain::facts;
use gongkai_domain::report::sample::consistent_report;
use gongkai_domain::report::{
    AnnualReport, Applicant, Cell, CellKey, Chapter, Format, FreeRow, Notice, NoticeCode, Paragraph, Place,
    Row, Unit, Value,
};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::draw::Draw;

/// Rows that a report can lack without becoming another one.
const OTHER_ROWS: [Row; 4] = [Row::OtherNoCorrection, Row::OtherFeeUnpaid, Row::OtherOther, Row::OtherAll];

/// A consistent report.
pub fn consistent(draw: &mut Draw<'_>) -> AnnualReport {
    let format = draw.format();
    consistent_report(u64::from(draw.u16()), format)
}

/// Any report, sensible or not.
pub fn any(draw: &mut Draw<'_>) -> AnnualReport {
    let mut report = match draw.below(2) {
        0 => AnnualReport::empty(draw.format()),
        _ => consistent(draw),
    };
    for _ in 0..draw.byte() {
        if draw.is_empty() {
            break;
        }
        change(&mut report, draw);
    }
    report.facts = facts::extract(&report.chapters);
    report
}

fn change(report: &mut AnnualReport, draw: &mut Draw<'_>) {
    match draw.below(14) {
        0..4 => drop(report.cells.insert(draw.key(), cell(draw))),
        4 => drop(report.cells.remove(draw.key())),
        5 => {
            let (number, heading) = (draw.below(9) as u8, draw.text());
            report.chapters.push(Chapter { number, heading, place: place(draw), paragraphs: Vec::new() });
        }
        6 | 7 => {
            let paragraph = Paragraph { text: draw.text(), place: place(draw) };
            if let Some(last) = report.chapters.last_mut() {
                last.paragraphs.push(paragraph);
            }
        }
        8 => report.title = name(draw),
        9 => report.agency = name(draw),
        10 => report.year = (draw.below(4) > 0).then(|| draw.u16() as i16),
        11 => {
            report.signature = name(draw);
            report.signed_on = day(draw);
            report.published_on = day(draw);
            report.period = day(draw).zip(day(draw));
        }
        12 => {
            let row = FreeRow {
                table: draw.below(5) as u8,
                label: draw.text(),
                unit: draw.text(),
                values: (0..draw.below(9)).map(|_| cell(draw)).collect(),
            };
            match draw.below(2) {
                0 => report.extra_rows.push(row),
                _ => report.legacy_rows.push(row),
            }
        }
        _ => {
            // A remark has a place, or it has none; nothing known of a place is no place.
            let place = (draw.below(2) > 0).then(|| place(draw)).filter(|p| *p != Place::default());
            let notice = Notice::new(NoticeCode::RowExtra, draw.text());
            report.notices.push(Notice { place, count: u32::from(draw.u16()).max(1), ..notice });
            report.source.file = draw.text();
        }
    }
}

/// A name is never empty: there is one, or there is none.
fn name(draw: &mut Draw<'_>) -> Option<String> {
    Some(draw.text()).filter(|text| !text.is_empty())
}

fn cell(draw: &mut Draw<'_>) -> Cell {
    let value = match draw.below(6) {
        0 => Value::Blank,
        1 => Value::NotApplicable,
        2 => Value::Illegible,
        _ => Value::Number(draw.decimal()),
    };
    let raw = match value {
        Value::Blank => String::new(),
        Value::Number(n) => n.to_string(),
        Value::NotApplicable | Value::Illegible => {
            let text = draw.text();
            if text.trim().is_empty() { String::from("/") } else { text }
        }
    };
    Cell { value, raw, place: place(draw) }
}

fn place(draw: &mut Draw<'_>) -> Place {
    let bytes = draw.byte();
    let mut part = |bit: u8| (bytes >> bit & 1 == 1).then(|| u32::from(draw.u16()));
    let (table, row, column, page) = (part(0), part(1), part(2), part(3));
    let start = part(4);
    let bounds = part(5).map(|n| [n as f32 / 7.0, 2.0, n as f32, 4.5]);
    Place { table, row, column, page, bytes: start.map(|n| (n, n + 3)), bounds }
}

fn day(draw: &mut Draw<'_>) -> Option<Date> {
    let (year, month, day) = (draw.u16() as i16, draw.byte() as i8, draw.byte() as i8);
    Date::new(year, month, day).ok()
}

/// A report whose cells say what print can say: other numbers, blanks, strokes, and up to two missing rows.
pub fn printable(draw: &mut Draw<'_>) -> AnnualReport {
    let mut report = consistent(draw);
    let keys: Vec<CellKey> = report.cells.iter().map(|(key, _)| key).collect();
    while !draw.is_empty() && !keys.is_empty() {
        let key = keys[draw.below(keys.len())];
        let cell = match draw.below(8) {
            0 => Cell::blank(),
            1 => {
                let raw = ["/", "—", "-", "无"][draw.below(4)];
                Cell { value: Value::NotApplicable, raw: raw.into(), place: Place::default() }
            }
            _ => Cell::number(printed_number(draw, key)),
        };
        report.cells.insert(key, cell);
    }
    for row in missing_rows(draw.u16()) {
        Applicant::ALL.into_iter().for_each(|a| drop(report.cells.remove(CellKey::t3(row, a))));
    }
    report
}

fn missing_rows(drawn: u16) -> impl Iterator<Item = Row> {
    let rows = [drawn & 0xFF, drawn >> 8].map(usize::from);
    rows.into_iter().filter_map(|i| Row::ALL.get(i).copied()).filter(|row| !OTHER_ROWS.contains(row))
}

fn printed_number(draw: &mut Draw<'_>, key: CellKey) -> Decimal {
    let whole = draw.whole(9);
    match key.def().unit {
        Unit::WanYuan => Decimal::new(whole, 4),
        Unit::Yuan => Decimal::new(whole, 2),
        Unit::Item if key.as_str().ends_with("_change") => Decimal::from(whole % 100 - 50),
        Unit::Item | Unit::Piece => Decimal::from(whole),
    }
}

/// Whether the numbers of a report can be told apart from a form that was never filled in.
pub fn has_numbers(report: &AnnualReport) -> bool {
    report.format == Format::Legacy || report.cells.iter().any(|(_, cell)| cell.value.number().is_some())
}
