//! Faults that are planted into a consistent report, written as PDF and found in what is read back.

use std::collections::BTreeSet;

use gongkai_domain::check::check;
use gongkai_domain::check::faults::{Filing, Kept, faults};
use gongkai_domain::report::{AnnualReport, Format};
use gongkai_formats::read::read_report;
use gongkai_pdf::{Fonts, PdfError, PdfOptions, pdf_with};

fn codes(filing: &Filing, fonts: &Fonts) -> BTreeSet<&'static str> {
    let read_back = |report: &AnnualReport| {
        let bytes = pdf_with(report, fonts).expect("the fonts are good");
        read_report(&bytes, "report.pdf").expect("what was written can be read")
    };
    let read =
        Filing { report: read_back(&filing.report), previous: filing.previous.as_ref().map(read_back) };
    check(read.subject()).iter().map(|f| f.code).collect()
}

#[test]
fn each_fault_is_found_in_a_pdf_by_its_rule_and_by_no_other() {
    let fonts = match Fonts::find(&PdfOptions::default()) {
        Ok(fonts) => fonts,
        // Without a font there is nothing to write with; `.ci/run` installs one.
        Err(PdfError::NoFont) => return,
        Err(other) => panic!("{other}"),
    };
    let mut wrong = Vec::new();
    for fault in faults().filter(|f| f.kept != Kept::Everything) {
        let mut places = (0..32).flat_map(|seed| [(seed, Format::F2021), (seed, Format::F2019)]);
        let planted = places.find_map(|(seed, form)| {
            let whole = Filing::consistent(seed, form);
            let mut filing = whole.clone();
            fault.plant(&mut filing).map(|()| (whole, filing))
        });
        let (whole, filing) = planted.expect("a report with a place for the fault");
        let (before, after) = (codes(&whole, &fonts), codes(&filing, &fonts));
        let is_new = |c: &&&str| **c != fault.rule && !fault.implied.contains(*c);
        if !after.contains(fault.rule) || after.difference(&before).any(|c| is_new(&c)) {
            wrong.push(format!("{}: {after:?}", fault.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
