//! Adding up the reports of 5 000 units, by the tree of a province: cities, counties and their departments.
//!
//! `cargo bench -p gongkai-domain --bench roll_up`

use divan::Bencher;
use gongkai_domain::report::sample::consistent_report;
use gongkai_domain::report::{AnnualReport, Format};
use gongkai_domain::roll_up::{Roster, Unit, roll_up};

fn main() {
    divan::main();
}

const UNITS: usize = 5_000;

fn tree() -> (Roster, Vec<AnnualReport>) {
    let mut units = vec![Unit::new("示范省人民政府", None)];
    let mut reports = Vec::with_capacity(UNITS);
    for n in 0..UNITS {
        // Fifty counties of a hundred units each.
        let county = format!("第{}县人民政府", n / 100);
        if n % 100 == 0 {
            units.push(Unit::new(county.clone(), Some("示范省人民政府")));
        }
        let name = format!("第{}县第{}局", n / 100, n % 100);
        units.push(Unit::new(name.clone(), Some(&county)));
        let mut report = consistent_report(n as u64, Format::F2021);
        report.agency = Some(name);
        report.year = Some(2025);
        reports.push(report);
    }
    (Roster::new(units).expect("every unit above is there"), reports)
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn five_thousand_units(bencher: Bencher<'_, '_>) {
    let (roster, reports) = tree();
    bencher.bench(|| roll_up(&roster, &reports, 2025, None));
}
