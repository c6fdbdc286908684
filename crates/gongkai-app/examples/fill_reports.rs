//! Fills a data folder with a made-up region of many units over five years, and says how long it took:
//!
//!     cargo run --release -p gongkai-app --example fill_reports -- DATA [UNITS]
//!
//! Then `tests/bench/benchmark.sh PROGRAM DATA` measures the pages that compare them.

use std::path::Path;
use std::time::Instant;

use gongkai_domain::check::{Subject, check};
use gongkai_domain::report::sample::{Dice, consistent_report};
use gongkai_domain::report::{Chapter, Format, Paragraph, Place};
use gongkai_store::{Agency, NewReport, Region, Store};
use jiff::civil::date;

const REGION: &str = "large";
const YEARS: std::ops::RangeInclusive<i16> = 2021..=2025;
/// Units a transaction.
const BATCH: usize = 100;

fn agency(unit: usize) -> Agency {
    Agency {
        id: format!("large-{unit:05}"),
        region_id: REGION.into(),
        parent_id: Some("large-government".into()),
        name: format!("浩瀚省第{unit}单位"),
        name_en: format!("Unit {unit} of Haohan"),
        level: "county".into(),
        kind: "department".into(),
        roster_position: i64::try_from(unit).ok(),
    }
}

fn report(unit: usize, year: i16) -> NewReport {
    let seed = unit as u64 * 10 + u64::from(year.unsigned_abs() % 10);
    let mut dice = Dice::new(seed);
    let mut report = consistent_report(seed, Format::F2021);
    report.year = Some(year);
    report.published_on =
        Some(date(year + 1, 1, 20).saturating_add(jiff::Span::new().days(dice.between(0, 14))));
    let text = format!("本单位全年公开信息若干条，办理申请{}件，按期答复。", dice.between(0, 90));
    let paragraphs = vec![Paragraph { text, place: Place::default() }];
    report.chapters =
        vec![Chapter {
            number: 1, heading: "一、总体情况".into(), place: Place::default(), paragraphs
        }];
    let findings = check(Subject { report: &report, previous: None, own_filing: true });
    NewReport {
        id: format!("large-{unit:05}-{year}"),
        agency_id: format!("large-{unit:05}"),
        year,
        version: 1,
        report,
        findings,
        source: None,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("the data folder is missing")?;
    let units: usize = arguments.next().map_or(Ok(5_000), |n| n.parse())?;
    let store = Store::open(Path::new(&folder)).await?;
    let region =
        Region { id: REGION.into(), name: "浩瀚省".into(), name_en: "Haohan".into(), made_up: true };
    let mut agencies = vec![Agency {
        id: "large-government".into(),
        parent_id: None,
        name: "浩瀚省人民政府".into(),
        name_en: "Government of Haohan".into(),
        kind: "government".into(),
        roster_position: None,
        ..agency(0)
    }];
    agencies.extend((1..=units).map(agency));
    store.save_agencies(&[region], &agencies).await?;
    let started = Instant::now();
    let all: Vec<usize> = (1..=units).collect();
    for batch in all.chunks(BATCH) {
        let reports: Vec<NewReport> =
            batch.iter().flat_map(|unit| YEARS.map(|year| report(*unit, year))).collect();
        store.save_reports(&reports).await?;
    }
    let took = started.elapsed().as_secs_f64();
    println!("{units} units, {} reports in {took:.1} s", units * YEARS.count());
    Ok(())
}
