//! Checking a report: what does not add up, what contradicts itself, what the form forbids.
//!
//! One rule a file, one code that never changes. A finding is data; checking always goes on to the end.

mod finding;

pub use finding::{Finding, Fix, Message, Rule, Severity, TextSpan, Verdict};

use alloc::vec::Vec;

use crate::report::AnnualReport;

/// What a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The report under check.
    pub report: &'a AnnualReport,
    /// The same agency's report of the year before, for the Y rules.
    pub previous: Option<&'a AnnualReport>,
    /// True when the report is the agency's own and not yet published: a blank cell is then an error.
    pub own_filing: bool,
}

/// Every rule, ordered by code.
pub fn rules() -> &'static [Rule] {
    &[]
}

/// Runs every rule and returns the findings in the order of severity, then code, then cell.
pub fn check(subject: Subject<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rules().iter().flat_map(|rule| (rule.run)(subject)).collect();
    findings.sort_by(|a, b| (b.severity, a.code, &a.cells).cmp(&(a.severity, b.code, &b.cells)));
    findings
}
