//! Faults that are planted into a consistent report, written in every format and found in what is read back.

use std::collections::BTreeSet;

use gongkai_domain::check::faults::{Filing, Kept, REGION_FAULTS, Region, faults};
use gongkai_domain::check::{check, rules};
use gongkai_domain::report::{AnnualReport, Format};
use gongkai_domain::roll_up::roll_up;
use gongkai_formats::read::read_report;
use gongkai_formats::write;

/// A format, and how much of a report it keeps.
struct Written {
    name: &'static str,
    write: fn(&AnnualReport) -> Vec<u8>,
    keeps: Kept,
}

const FORMATS: [Written; 7] = [
    Written { name: "html", write: |r| write::html::write(r).into(), keeps: Kept::Document },
    Written { name: "md", write: |r| write::md::write(r).into(), keeps: Kept::Document },
    Written { name: "docx", write: write::docx::write, keeps: Kept::Document },
    Written { name: "xlsx", write: write::xlsx::write, keeps: Kept::Document },
    Written { name: "csv", write: |r| write::csv::write(r).into(), keeps: Kept::Numbers },
    Written { name: "json", write: |r| write::json::write(r).into(), keeps: Kept::Everything },
    Written { name: "cells", write: |r| write::cells::write(r).into(), keeps: Kept::Everything },
];

impl Written {
    fn keeps(&self, kept: Kept) -> bool {
        let rank = |kept| match kept {
            Kept::Numbers => 0,
            Kept::Document => 1,
            Kept::Everything => 2,
        };
        rank(kept) <= rank(self.keeps)
    }

    fn read_back(&self, report: &AnnualReport) -> AnnualReport {
        read_report(&(self.write)(report), "report").expect("what was written can be read")
    }

    fn codes(&self, filing: &Filing) -> BTreeSet<&'static str> {
        let read = Filing {
            report: self.read_back(&filing.report),
            previous: filing.previous.as_ref().map(|r| self.read_back(r)),
        };
        check(read.subject()).iter().map(|f| f.code).collect()
    }
}

/// Seeds of reports to look for a place for a fault in; a fault that needs a rare one finds it among these.
const SEEDS: u64 = 32;
/// Reports that get the fault in each form; the rules' own test tries many more in memory.
const ENOUGH: usize = 1;

#[test]
fn each_fault_is_found_in_every_format_by_its_rule_and_by_no_other() {
    let mut table: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut wrong = Vec::new();
    for fault in faults() {
        for form in [Format::F2021, Format::F2019] {
            let whole = (0..SEEDS).map(|seed| Filing::consistent(seed, form));
            let planted = whole.filter_map(|whole| {
                let mut filing = whole.clone();
                fault.plant(&mut filing).map(|()| (whole, filing))
            });
            for (whole, filing) in planted.take(ENOUGH) {
                for format in FORMATS.iter().filter(|f| f.keeps(fault.kept)) {
                    let (before, after) = (format.codes(&whole), format.codes(&filing));
                    table.insert((format.name, fault.rule));
                    let is_new = |c: &&&str| **c != fault.rule && !fault.implied.contains(*c);
                    let others: Vec<_> = after.difference(&before).filter(is_new).collect();
                    if !after.contains(fault.rule) || !others.is_empty() {
                        wrong.push(format!("{} as {} ({form:?}): {after:?}", fault.name, format.name));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // No rule of a report was left out in any format that keeps what it looks at.
    for format in &FORMATS {
        let tried: BTreeSet<&str> =
            table.iter().filter(|(name, _)| *name == format.name).map(|(_, rule)| *rule).collect();
        let expected: BTreeSet<&str> = faults().filter(|f| format.keeps(f.kept)).map(|f| f.rule).collect();
        assert_eq!(tried, expected, "{}", format.name);
    }
    let of_reports: BTreeSet<&str> = rules().iter().map(|r| r.code).filter(|c| !c.starts_with('G')).collect();
    let everywhere: BTreeSet<&str> = table.iter().map(|(_, rule)| *rule).collect();
    assert_eq!(everywhere, of_reports);
}

#[test]
fn each_fault_of_a_region_is_found_in_every_format() {
    let mut tried = BTreeSet::new();
    for fault in REGION_FAULTS {
        for format in &FORMATS {
            let mut region = Region::consistent(1);
            (fault.plant)(&mut region);
            let found = region.codes(|roster, reports, year, published| {
                let reports: Vec<AnnualReport> = reports.iter().map(|r| format.read_back(r)).collect();
                roll_up(roster, &reports, year, published.map(|r| format.read_back(r)).as_ref())
            });
            let at = format!("{} as {}: {found:?}", fault.name, format.name);
            assert!(found.contains(&fault.rule), "{at}");
            assert!(found.iter().all(|c| *c == fault.rule || fault.implied.contains(c)), "{at}");
            tried.insert(fault.rule);
        }
    }
    assert_eq!(tried, rules().iter().map(|r| r.code).filter(|c| c.starts_with('G')).collect());
}
