//! Faults to plant into a consistent report, each with the rule that must find it.
//!
//! They are how the rules are tested, in memory and through every format that is written and read back, and what an
//! installation tries when it tests itself. Every rule has at least one fault here; the rules of a region (G) have
//! theirs in [`REGION_FAULTS`].

mod of_numbers;
mod of_region;
mod of_text;
mod of_years;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;
use rust_decimal::Decimal;

pub use self::of_region::{REGION_FAULTS, Region, RegionFault};
use super::Subject;
use crate::facts;
use crate::report::sample::consistent_report;
use crate::report::{AnnualReport, Applicant, Cell, CellKey, Format, Outcome, Procedure, Row};

/// A report, and where the fault needs it last year's.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The report.
    pub report: AnnualReport,
    /// The same agency's report of the year before.
    pub previous: Option<AnnualReport>,
}

/// What of a report a format has to keep so that the fault is still there when it is read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Agency, year and cells, as a row of a wide table has them.
    Numbers,
    /// The text as well, as a document has it.
    Document,
    /// Also what is known about a document without standing in it, such as its day of publication.
    Everything,
}

enum Plant {
    /// A chapter says this and nothing else.
    Says(u8, &'static str),
    /// `None` where the report gives no place for the fault.
    With(fn(&mut Filing) -> Option<()>),
}

/// A fault.
pub struct Fault {
    /// What is wrong, in a few words.
    pub name: &'static str,
    /// What a format has to keep.
    pub kept: Kept,
    /// The rule that must find it.
    pub rule: &'static str,
    /// Rules that may join in because they follow from the same fault.
    pub implied: &'static [&'static str],
    plant: Plant,
}

impl Fault {
    /// Puts the fault into a report. `None` where it has no place for it.
    pub fn plant(&self, filing: &mut Filing) -> Option<()> {
        match self.plant {
            Plant::With(plant) => plant(filing),
            Plant::Says(chapter, text) => {
                filing.say(chapter, text);
                Some(())
            }
        }
    }
}

/// Every fault of a single report, or of two that follow one another.
pub fn faults() -> impl Iterator<Item = &'static Fault> {
    of_numbers::FAULTS.iter().chain(of_text::FAULTS).chain(of_years::FAULTS)
}

/// A fault of the cells.
const fn wrong(
    name: &'static str,
    rule: &'static str,
    implied: &'static [&'static str],
    plant: fn(&mut Filing) -> Option<()>,
) -> Fault {
    Fault { name, kept: Kept::Numbers, rule, implied, plant: Plant::With(plant) }
}

/// A fault of the document around the cells.
const fn wrong_document(
    name: &'static str,
    rule: &'static str,
    implied: &'static [&'static str],
    plant: fn(&mut Filing) -> Option<()>,
) -> Fault {
    Fault { name, kept: Kept::Document, rule, implied, plant: Plant::With(plant) }
}

/// A chapter that says what it should not.
const fn says(
    name: &'static str,
    rule: &'static str,
    implied: &'static [&'static str],
    chapter: u8,
    text: &'static str,
) -> Fault {
    Fault { name, kept: Kept::Document, rule, implied, plant: Plant::Says(chapter, text) }
}

impl Filing {
    /// A report without a fault; last year's is not given.
    pub fn consistent(seed: u64, format: Format) -> Filing {
        Filing { report: consistent_report(seed, format), previous: None }
    }

    /// What the rules look at.
    pub fn subject(&self) -> Subject<'_> {
        Subject { report: &self.report, previous: self.previous.as_ref(), own_filing: false }
    }

    fn number(&self, key: CellKey) -> Option<Decimal> {
        self.report.cells.number(key)
    }

    fn set(&mut self, key: CellKey, n: impl Into<Decimal>) {
        self.report.cells.insert(key, Cell::number(n));
    }

    fn add(&mut self, key: CellKey, n: i64) -> Option<()> {
        let sum = self.number(key)? + Decimal::from(n);
        self.set(key, sum);
        Some(())
    }

    fn is(&self, format: Format) -> Option<()> {
        (self.report.format == format).then_some(())
    }

    /// The chapter says this and nothing else.
    fn say(&mut self, number: u8, text: &str) {
        let chapters = &mut self.report.chapters;
        if let Some(chapter) = chapters.iter_mut().find(|c| c.number == number) {
            chapter.paragraphs.truncate(1);
            chapter.paragraphs[0].text = text.into();
        }
        self.report.facts = facts::extract(chapters);
    }

    /// Another name of the agency wherever it stands.
    fn rename(&mut self, name: &str) {
        let report = &mut self.report;
        let Some(old) = report.agency.replace(name.into()) else { return };
        let replaced = |text: &String| text.replace(&old, name);
        report.title = report.title.as_ref().map(replaced);
        report.signature = report.signature.as_ref().map(replaced);
        for paragraph in report.chapters.iter_mut().flat_map(|c| &mut c.paragraphs) {
            paragraph.text = replaced(&paragraph.text);
        }
        report.facts = facts::extract(&report.chapters);
    }

    /// Another year wherever it stands.
    fn move_to(&mut self, year: i16) -> Option<()> {
        let report = &mut self.report;
        let old = report.year.replace(year)?;
        let shift = year - old;
        let day = |date: Date| Date::new(date.year() + shift, date.month(), date.day()).unwrap_or(date);
        let in_year = |text: &String| text.replace(&format!("{old}年"), &format!("{year}年"));
        report.title = report.title.as_ref().map(in_year);
        report.period = report.period.map(|(from, to)| (day(from), day(to)));
        report.signed_on = report.signed_on.map(day);
        report.published_on = report.published_on.map(day);
        for paragraph in report.chapters.iter_mut().flat_map(|c| &mut c.paragraphs) {
            paragraph.text = in_year(&paragraph.text);
        }
        report.facts = facts::extract(&report.chapters);
        Some(())
    }

    /// Gives last year's report such that nothing contradicts it. `None` where the form was another one.
    fn with_year_before(&mut self) -> Option<&mut AnnualReport> {
        let year = self.report.year? - 1;
        (Format::in_force_for(year) == self.report.format).then_some(())?;
        let mut moved = self.clone();
        moved.move_to(year)?;
        let mut before = moved.report;
        // Its text is another one than this year's.
        before.chapters = Vec::new();
        before.facts = Vec::new();
        let cells = &self.report.cells;
        for column in Applicant::ALL {
            let carried_in = cells.number(CellKey::t3(Row::CarriedIn, column))?;
            before.cells.insert(CellKey::t3(Row::CarriedOut, column), Cell::number(carried_in));
        }
        match self.report.format {
            Format::F2021 => {
                for act in ["rules", "normative"] {
                    let key = |what: &str| CellKey::t2(&format!("t2.{act}.{what}"));
                    let at = |what: &str| cells.number(key(what));
                    let stock = at("valid")? - at("issued")? + at("repealed")?;
                    before.cells.insert(key("valid"), Cell::number(stock));
                }
            }
            Format::F2019 => {
                for row in ["license", "other_service", "penalty", "coercion", "fees"] {
                    before.cells.insert(CellKey::t2(&format!("t2.{row}.items_change")), Cell::number(0));
                }
            }
            Format::Legacy => return None,
        }
        for procedure in Procedure::ALL {
            before.cells.insert(CellKey::t4(procedure, Outcome::Pending), Cell::number(0));
        }
        // As many reviews ended as lawsuits followed them.
        let total = |procedure| CellKey::t4(procedure, Outcome::Total);
        let lawsuits = cells.number(total(Procedure::AfterReview))?;
        let reviews = cells.number(total(Procedure::Review))?;
        (lawsuits <= reviews + Decimal::from(9)).then_some(())?;
        before.cells.insert(total(Procedure::Review), Cell::number(reviews.max(lawsuits)));
        self.previous = Some(before);
        self.previous.as_mut()
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;
    use crate::check::{check, rules};
    use crate::roll_up::roll_up;

    fn codes(filing: &Filing) -> BTreeSet<&'static str> {
        check(filing.subject()).iter().map(|f| f.code).collect()
    }

    #[test]
    fn each_fault_is_found_by_its_rule_and_by_no_other() {
        for fault in faults() {
            let mut planted = 0;
            for seed in 0..32 {
                for format in [Format::F2021, Format::F2019] {
                    let whole = Filing::consistent(seed, format);
                    let mut filing = whole.clone();
                    let Some(()) = fault.plant(&mut filing) else { continue };
                    planted += 1;
                    let (before, after) = (codes(&whole), codes(&filing));
                    let at = format!("{} (seed {seed}, {format:?}): {after:?}", fault.name);
                    assert!(after.contains(fault.rule), "{at}");
                    let is_new = |c: &&&str| **c != fault.rule && !fault.implied.contains(*c);
                    assert_eq!(after.difference(&before).find(is_new), None, "{at}");
                }
            }
            assert!(planted > 0, "{} was never planted", fault.name);
        }
    }

    #[test]
    fn each_fault_of_a_region_is_found_by_its_rule_and_by_no_other() {
        for fault in REGION_FAULTS {
            for seed in 0..8 {
                let mut region = Region::consistent(seed);
                assert_eq!(region.codes(roll_up), [""; 0], "seed {seed}");
                (fault.plant)(&mut region);
                let found = region.codes(roll_up);
                assert!(found.contains(&fault.rule), "{}: {found:?}", fault.name);
                let is_new = |c: &&&str| **c != fault.rule && !fault.implied.contains(*c);
                assert_eq!(found.iter().find(is_new), None, "{}: {found:?}", fault.name);
            }
        }
    }

    #[test]
    fn a_year_before_without_a_fault_changes_nothing() {
        let mut given = 0;
        for seed in 0..32 {
            for format in [Format::F2021, Format::F2019] {
                let whole = Filing::consistent(seed, format);
                let mut filing = whole.clone();
                if filing.with_year_before().is_some() {
                    given += 1;
                    assert_eq!(codes(&filing), codes(&whole), "seed {seed}, {format:?}");
                }
            }
        }
        assert!(given > 20, "{given}");
    }

    #[test]
    fn every_rule_has_a_fault() {
        let planted: BTreeSet<&str> =
            faults().map(|f| f.rule).chain(REGION_FAULTS.iter().map(|f| f.rule)).collect();
        let all: BTreeSet<&str> = rules().iter().map(|r| r.code).collect();
        assert_eq!(planted, all);
    }
}
