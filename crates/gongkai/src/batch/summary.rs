//! What a batch counts.

use std::collections::BTreeMap;

use gongkai_domain::check::{Finding, Severity};
use gongkai_domain::report::AnnualReport;
use serde::{Deserialize, Serialize};

/// Totals over all files of a batch, those of earlier runs into the same folder included.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Files looked at.
    pub files: u64,
    /// Files that could not be read.
    pub unreadable: u64,
    /// Reports read.
    pub reports: u64,
    /// Reports without a finding of error level.
    pub clean: u64,
    /// Cells read.
    pub cells: u64,
    /// Facts read.
    pub facts: u64,
    /// Findings by severity: info, warning, error.
    pub severities: [u64; 3],
    /// Findings by rule.
    pub rules: BTreeMap<String, u64>,
    /// Reports by form and year, for example `2021/2023`; the year is `?` where it was not found.
    pub years: BTreeMap<String, u64>,
}

impl Counts {
    /// Counts a report.
    pub fn add_report(&mut self, report: &AnnualReport, findings: &[Finding]) {
        self.reports += 1;
        self.cells += report.cells.len() as u64;
        self.facts += report.facts.len() as u64;
        if findings.iter().all(|finding| finding.severity != Severity::Error) {
            self.clean += 1;
        }
        for finding in findings {
            self.severities[finding.severity as usize] += 1;
            *self.rules.entry(finding.code.to_owned()).or_default() += 1;
        }
        let year = report.year.map_or_else(|| "?".to_owned(), |year| year.to_string());
        *self.years.entry(format!("{}/{year}", report.format.as_str())).or_default() += 1;
    }

    /// Adds the counts of another batch, or of one file.
    pub fn add(&mut self, other: &Counts) {
        self.files += other.files;
        self.unreadable += other.unreadable;
        self.reports += other.reports;
        self.clean += other.clean;
        self.cells += other.cells;
        self.facts += other.facts;
        for (to, from) in self.severities.iter_mut().zip(other.severities) {
            *to += from;
        }
        for (to, from) in [(&mut self.rules, &other.rules), (&mut self.years, &other.years)] {
            for (name, count) in from {
                *to.entry(name.clone()).or_default() += count;
            }
        }
    }

    /// How many findings of a severity.
    pub fn of(&self, severity: Severity) -> u64 {
        self.severities[severity as usize]
    }
}
