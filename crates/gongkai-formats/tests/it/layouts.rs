//! One report in many layouts, the way copies of real pages look, must be read to the same cells.

use gongkai_domain::report::sample::{Dice, consistent_report};
use gongkai_domain::report::{AnnualReport, CellKey, Format, NoticeCode, cells_of};
use gongkai_formats::read::read_report;
use proptest::prelude::*;

use crate::layout_text::{LAYOUTS, Layout};

#[track_caller]
fn check(name: &str, layout: Layout, report: &AnnualReport, seed: u64) -> Result<(), TestCaseError> {
    let text = layout(report, &mut Dice::new(seed));
    let read = read_report(text.as_bytes(), "layout.txt").expect("text is always read");
    let said_so = read.notices.iter().any(|n| n.code == NoticeCode::DigitsSplitAmbiguous);
    let mut wrong = Vec::new();
    for key in cells_of(report.format) {
        let (a, b) = (report.cells.number(key), read.cells.number(key));
        if a.map(|n| n.normalize()) != b.map(|n| n.normalize()) {
            wrong.push(format!("{key}: {a:?} read as {b:?}"));
        }
    }
    wrong.truncate(12);
    prop_assert!(wrong.is_empty() || said_so, "{name}, seed {seed}: {wrong:#?}\n{:?}\n{text}", read.notices);
    prop_assert_eq!(read.year, report.year, "{}", name);
    prop_assert_eq!(read.format, report.format, "{}", name);
    prop_assert_eq!(&read.agency, &report.agency, "{}", name);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_layout_is_read_to_the_same_cells(seed in 0u64..1_000_000, old in any::<bool>()) {
        let format = if old { Format::F2019 } else { Format::F2021 };
        let report = consistent_report(seed, format);
        for (name, layout) in LAYOUTS {
            check(name, layout, &report, seed)?;
        }
    }
}

#[test]
fn the_place_of_a_full_width_number_holds_all_its_bytes() {
    let text = "| 行政许可 | １２ |\n";
    let report = read_report(text.as_bytes(), "wide.txt").expect("text is always read");
    let cell = report.cells.get(CellKey::t2("t2.license.decisions")).expect("the cell is there");
    let (start, end) = cell.place.bytes.expect("a place in the text");
    assert_eq!(&text[start as usize..end as usize], "１２");
}
