//! Faults that show when the reports of a region are added up.

use alloc::vec::Vec;
use alloc::{format, vec};

use rust_decimal::Decimal;

use crate::report::sample::consistent_report;
use crate::report::{AnnualReport, Applicant, Cell, CellKey, Format, Outcome, Procedure, Row};
use crate::roll_up::{RolledUp, Roster, Unit};

const TOP: &str = "鹿鸣县人民政府";
const UNITS: [&str; 3] = ["鹿鸣县人民政府办公室", "鹿鸣县财政局", "木瓜镇人民政府"];
const YEAR: i16 = 2023;

/// The reports of a small region for 2022 and 2023.
pub struct Region {
    /// Its units.
    pub units: Vec<Unit>,
    /// What they reported, for both years.
    pub reports: Vec<AnnualReport>,
    /// The government's own report for 2023.
    pub published: AnnualReport,
}

/// A fault of a region.
pub struct RegionFault {
    /// What is wrong, in a few words.
    pub name: &'static str,
    /// The rule that must find it.
    pub rule: &'static str,
    /// Rules that may join in because they follow from the same fault.
    pub implied: &'static [&'static str],
    /// Puts it into a region.
    pub plant: fn(&mut Region),
}

impl Region {
    /// A region in which everything adds up.
    pub fn consistent(seed: u64) -> Region {
        let mut units = vec![Unit::new(TOP, None)];
        units.extend(UNITS.map(|name| Unit::new(name, Some(TOP))));
        let mut reports = Vec::new();
        for (ordinal, name) in (0..).zip(UNITS) {
            let report = named(seed * 16 + ordinal, name, YEAR);
            let mut before = named(seed * 16 + 8 + ordinal, name, YEAR - 1);
            for column in Applicant::ALL {
                let carried = report.cells.get(CellKey::t3(Row::CarriedIn, column)).cloned();
                before
                    .cells
                    .insert(CellKey::t3(Row::CarriedOut, column), carried.unwrap_or_else(Cell::blank));
            }
            reports.extend([report, before]);
        }
        let mut published = named(seed * 16, TOP, YEAR);
        let keys: Vec<CellKey> = published.cells.iter().map(|(key, _)| key).collect();
        for key in keys {
            let of_year = reports.iter().filter(|r| r.year == Some(YEAR));
            let sum: Decimal = of_year.filter_map(|r| r.cells.number(key)).sum();
            published.cells.insert(key, Cell::number(sum));
        }
        Region { units, reports, published }
    }

    /// The codes of what the roll-up finds, in its order. The roll-up is handed over so that reports can be written
    /// and read in between.
    pub fn codes(
        &self,
        roll_up: impl Fn(&Roster, &[AnnualReport], i16, Option<&AnnualReport>) -> RolledUp,
    ) -> Vec<&'static str> {
        let Ok(roster) = Roster::new(self.units.clone()) else { return Vec::new() };
        let rolled = roll_up(&roster, &self.reports, YEAR, Some(&self.published));
        rolled.findings.iter().map(|f| f.code).collect()
    }
}

fn named(seed: u64, name: &str, year: i16) -> AnnualReport {
    let mut report = consistent_report(seed, Format::F2021);
    report.title = Some(format!("{name}{year}年政府信息公开工作年度报告"));
    (report.agency, report.signature) = (Some(name.into()), Some(name.into()));
    (report.year, report.period, report.signed_on) = (Some(year), None, None);
    // The text names the agency of the sample; the sums need the tables alone.
    (report.chapters, report.facts) = (Vec::new(), Vec::new());
    report
}

/// Every fault of a region.
pub const REGION_FAULTS: &[RegionFault] = &[
    RegionFault {
        name: "the government counts one more",
        rule: "G01",
        implied: &[],
        plant: |r| add(&mut r.published, CellKey::t2("t2.license.decisions"), 1),
    },
    RegionFault {
        name: "a unit has no report",
        rule: "G02",
        implied: &["G01", "G05"],
        plant: |r| r.reports.retain(|report| report.agency.as_deref() != Some(UNITS[1])),
    },
    RegionFault {
        name: "a unit hands in two different reports",
        rule: "G03",
        implied: &["G01"],
        plant: |r| {
            let mut second = r.reports[2].clone();
            add(&mut second, CellKey::t2("t2.license.decisions"), 1);
            r.reports.push(second);
        },
    },
    RegionFault {
        name: "a government's case as review body is counted again",
        rule: "G04",
        implied: &["G01"],
        plant: |r| {
            for outcome in [Outcome::Upheld, Outcome::Total] {
                add(&mut r.reports[4], CellKey::t4(Procedure::AfterReview, outcome), 7);
            }
            // All that the town counts is what the government does not.
            let key = CellKey::t4(Procedure::AfterReview, Outcome::Total);
            let town = r.reports[4].cells.number(key).unwrap_or_default();
            let all = r.published.cells.number(key).unwrap_or_default() + Decimal::from(7);
            r.published.cells.insert(key, Cell::number(all - town));
        },
    },
    RegionFault {
        name: "what the region carried out did not come in",
        rule: "G05",
        implied: &[],
        plant: |r| add(&mut r.reports[1], CellKey::t3(Row::CarriedOut, Applicant::Natural), 4),
    },
    RegionFault {
        name: "a unit reports on the older form",
        rule: "G06",
        implied: &["G01", "G05"],
        plant: |r| {
            let mut old = consistent_report(3, Format::F2019);
            old.title = r.reports[2].title.clone();
            (old.agency, old.year) = (r.reports[2].agency.clone(), Some(YEAR));
            (old.chapters, old.facts, old.period) = (Vec::new(), Vec::new(), None);
            (old.signature, old.signed_on) = (old.agency.clone(), None);
            r.reports[2] = old;
        },
    },
];

fn add(report: &mut AnnualReport, key: CellKey, n: i64) {
    let sum = report.cells.number(key).unwrap_or_default() + Decimal::from(n);
    report.cells.insert(key, Cell::number(sum));
}
