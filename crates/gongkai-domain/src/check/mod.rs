//! Checking a report: what does not add up, what contradicts itself, what the form forbids.
//!
//! One rule a file, one code that never changes. A finding is data; checking always goes on to the end.

mod agency;
mod equation;
pub mod faults;
mod finding;
mod localise;
mod prose;
mod rule_macro;
mod rules;
mod settings;
#[cfg(test)]
mod testing;
mod wording;

pub use finding::{Finding, Fix, Message, Rule, Severity, TextSpan, Verdict};
pub use localise::{Diagnosis, localise};
pub use settings::{Checked, Level, Settings, Suppressed, Suppression};

use alloc::borrow::Cow;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::report::{AnnualReport, Cell, Value};

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

impl<'a> Subject<'a> {
    /// A published report on its own.
    pub fn published(report: &'a AnnualReport) -> Subject<'a> {
        Subject { report, previous: None, own_filing: false }
    }
}

/// Every rule, ordered by code.
pub fn rules() -> &'static [Rule] {
    rules::RULES
}

/// The rule with this code or name, whatever the case of the letters.
pub fn rule(code_or_name: &str) -> Option<&'static Rule> {
    rules()
        .iter()
        .find(|r| r.code.eq_ignore_ascii_case(code_or_name) || r.name.eq_ignore_ascii_case(code_or_name))
}

/// No count or amount of a report comes near this. A larger number is digits that were read together, and is
/// treated as illegible, so that no sum can overflow.
const LARGEST: i64 = 1_000_000_000_000_000;

/// The report with numbers beyond [`LARGEST`] made illegible; mostly the report itself.
fn within_bounds(report: &AnnualReport) -> Cow<'_, AnnualReport> {
    let absurd = |n: Decimal| n.abs() >= Decimal::from(LARGEST);
    let absurd_cell = |cell: &Cell| cell.value.number().is_some_and(absurd);
    if !report.cells.iter().any(|(_, c)| absurd_cell(c)) && !report.facts.iter().any(|f| absurd(f.count)) {
        return Cow::Borrowed(report);
    }
    let mut bounded = report.clone();
    for (key, cell) in report.cells.iter().filter(|(_, c)| absurd_cell(c)) {
        bounded.cells.insert(key, Cell { value: Value::Illegible, ..cell.clone() });
    }
    bounded.facts.retain(|f| !absurd(f.count));
    Cow::Owned(bounded)
}

/// Runs every rule and returns the findings in the order of severity, then code, then cell.
pub fn check(subject: Subject<'_>) -> Vec<Finding> {
    let (report, previous) = (within_bounds(subject.report), subject.previous.map(within_bounds));
    let subject = Subject { report: &report, previous: previous.as_deref(), ..subject };
    let mut findings: Vec<Finding> = rules().iter().flat_map(|rule| (rule.run)(subject)).collect();
    sort(&mut findings);
    findings
}

/// Runs every rule that the settings leave on. What they silence is returned too, with the reason.
pub fn check_with(subject: Subject<'_>, settings: &Settings) -> Checked {
    let mut checked = settings.apply(subject.report, check(subject));
    sort(&mut checked.findings);
    checked
}

/// Runs the G rules on a roll-up.
pub(crate) fn roll_up_findings(view: &crate::roll_up::View<'_>) -> Vec<Finding> {
    let rules = [
        rules::g01_government_is_the_sum::find,
        rules::g02_every_unit_reports::find,
        rules::g03_one_parent::find,
        rules::g04_co_defendant_cases::find,
        rules::g05_carry_over_of_the_region::find,
        rules::g06_right_year_and_form::find,
    ];
    let mut findings: Vec<Finding> = rules.iter().flat_map(|find| find(view)).collect();
    sort(&mut findings);
    findings
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (b.severity, a.code, &a.cells).cmp(&(a.severity, b.code, &b.cells)));
}
