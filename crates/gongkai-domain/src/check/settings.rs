//! What a user changes about the rules. Plain data; who reads `gongkai.toml` makes these values from it.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Finding, Severity};
use crate::report::{AnnualReport, CellKey};

/// What a setting makes of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule does not run.
    Off,
    /// The rule's findings have this severity. Findings that the rule itself rates lower stay lower.
    Severity(Severity),
}

impl Level {
    /// `off`, `info`, `warning` or `error`.
    pub fn parse(name: &str) -> Option<Level> {
        if name == "off" { Some(Level::Off) } else { Severity::parse(name).map(Level::Severity) }
    }
}

/// One report's exception from a rule. Every condition that is given must fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suppression {
    /// The rule's code or name.
    pub rule: String,
    /// The file's name, without its folder.
    pub file: Option<String>,
    /// The agency's full name.
    pub agency: Option<String>,
    /// The report year.
    pub year: Option<i16>,
    /// A cell that the finding must be about.
    pub cell: Option<CellKey>,
    /// Why. Shown with the finding it silences; there is no exception without one.
    pub reason: String,
}

/// The settings of a project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Rules by code or name, and what becomes of them. The last entry for a rule wins.
    pub levels: Vec<(String, Level)>,
    /// Exceptions of single reports.
    pub suppressions: Vec<Suppression>,
}

/// A finding that an exception silences.
#[derive(Debug, Clone, PartialEq)]
pub struct Suppressed {
    /// What was found.
    pub finding: Finding,
    /// Why it does not count.
    pub reason: String,
}

/// The outcome of a check under settings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Checked {
    /// What counts.
    pub findings: Vec<Finding>,
    /// What was found and does not count.
    pub suppressed: Vec<Suppressed>,
}

fn names(text: &str, code: &str) -> bool {
    text.eq_ignore_ascii_case(code)
        || super::rule(code).is_some_and(|rule| text.eq_ignore_ascii_case(rule.name))
}

impl Settings {
    /// Rules that the settings name and that do not exist, for a message to the user.
    pub fn unknown_rules(&self) -> impl Iterator<Item = &str> {
        let levels = self.levels.iter().map(|(rule, _)| rule.as_str());
        let suppressed = self.suppressions.iter().map(|s| s.rule.as_str());
        levels.chain(suppressed).filter(|rule| super::rule(rule).is_none())
    }

    fn level(&self, code: &str) -> Option<Level> {
        self.levels.iter().rev().find(|(rule, _)| names(rule, code)).map(|(_, level)| *level)
    }

    pub(super) fn apply(&self, report: &AnnualReport, findings: Vec<Finding>) -> Checked {
        let mut out = Checked::default();
        for mut finding in findings {
            match self.level(finding.code) {
                Some(Level::Off) => continue,
                Some(Level::Severity(severity)) => {
                    let own = super::rule(finding.code).map_or(finding.severity, |r| r.severity);
                    finding.severity =
                        if finding.severity >= own { severity } else { finding.severity.min(severity) };
                }
                None => {}
            }
            match self.suppressions.iter().find(|s| s.fits(report, &finding)) {
                Some(s) => out.suppressed.push(Suppressed { finding, reason: s.reason.clone() }),
                None => out.findings.push(finding),
            }
        }
        out
    }
}

impl Suppression {
    fn fits(&self, report: &AnnualReport, finding: &Finding) -> bool {
        names(&self.rule, finding.code)
            && !self.reason.trim().is_empty()
            && self.file.as_ref().is_none_or(|f| *f == report.source.file)
            && self.agency.as_ref().is_none_or(|a| Some(a) == report.agency.as_ref())
            && self.year.is_none_or(|y| Some(y) == report.year)
            && self.cell.is_none_or(|c| finding.cells.contains(&c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Subject, check_with};
    use crate::report::sample::consistent_report;
    use crate::report::{Applicant, Cell, Format, Row};

    fn broken() -> AnnualReport {
        let mut report = consistent_report(3, Format::F2021);
        let key = CellKey::t3(Row::Granted, Applicant::Total);
        report.cells.insert(key, Cell::number(99_999));
        report
    }

    fn codes(report: &AnnualReport, settings: &Settings) -> (Vec<&'static str>, usize) {
        let checked = check_with(Subject::published(report), settings);
        (checked.findings.iter().map(|f| f.code).collect(), checked.suppressed.len())
    }

    #[test]
    fn a_rule_can_be_switched_off_by_code_or_name() {
        let report = broken();
        assert!(codes(&report, &Settings::default()).0.contains(&"R03"));
        for name in ["R03", "r03", "row-sum-mismatch"] {
            let settings = Settings { levels: alloc::vec![(name.into(), Level::Off)], ..Settings::default() };
            assert!(!codes(&report, &settings).0.contains(&"R03"), "{name}");
        }
    }

    #[test]
    fn a_severity_can_be_changed() {
        let settings = Settings {
            levels: alloc::vec![("R03".into(), Level::Severity(Severity::Info))],
            ..Settings::default()
        };
        let checked = check_with(Subject::published(&broken()), &settings);
        assert!(checked.findings.iter().filter(|f| f.code == "R03").all(|f| f.severity == Severity::Info));
    }

    #[test]
    fn an_exception_needs_a_reason_and_fits_only_its_report() {
        let report = broken();
        let exception = |year, reason: &str| Settings {
            suppressions: alloc::vec![Suppression {
                rule: "R03".into(),
                year,
                reason: reason.into(),
                ..Suppression::default()
            }],
            ..Settings::default()
        };
        assert_eq!(codes(&report, &exception(report.year, "已核对台账")).1, 1);
        assert_eq!(codes(&report, &exception(Some(1999), "已核对台账")).1, 0);
        assert_eq!(codes(&report, &exception(report.year, " ")).1, 0);
    }

    #[test]
    fn a_rule_that_does_not_exist_is_named() {
        let settings = Settings { levels: alloc::vec![("R99".into(), Level::Off)], ..Settings::default() };
        assert_eq!(settings.unknown_rules().collect::<Vec<_>>(), ["R99"]);
    }
}
