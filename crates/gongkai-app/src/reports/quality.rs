//! Whose published reports do not add up, in which cells, since when, and whether it was corrected.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_domain::report::CellKey;
use gongkai_store::{BenchmarkReport, KeptFinding, Region};

use crate::{App, Internal};

/// Which faults are asked for. An absent part does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QualityQuestion {
    /// Of this rule.
    pub code: Option<String>,
    /// In reports of this year.
    pub year: Option<i16>,
    /// Only of level error.
    pub only_errors: bool,
    /// Only what is still there in the newest version.
    pub only_open: bool,
}

/// A fault of a published report.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The first version that has it.
    pub report: BenchmarkReport,
    /// What the rule says.
    pub finding: KeptFinding,
    /// The cells.
    pub cells: Vec<CellKey>,
    /// Since when it is public: the day of publication of the first version that has it.
    pub since: Option<String>,
    /// The later version that does not have it any more: id and number, and its day.
    pub corrected: Option<(String, i64, Option<String>)>,
    /// For a check across years, the earlier published report that is its other side.
    pub earlier: Option<String>,
}

/// The faults of a region's reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// The region.
    pub region: Region,
    /// The question.
    pub asked: QualityQuestion,
    /// The years with a report, newest first.
    pub years: Vec<i64>,
    /// The rules with a finding of the region, each with the number of faults.
    pub codes: Vec<(String, usize)>,
    /// Reports that were looked at.
    pub reports: usize,
    /// Reports whose newest version has no error.
    pub clean: usize,
    /// By year, oldest first: reports, of which with errors, faults of level error, of which corrected later.
    pub by_year: Vec<(i64, usize, usize, usize, usize)>,
    /// The faults that were asked for, newest year first.
    pub faults: Vec<Fault>,
}

/// The same fault in another version: the same rule about the same cells, or the same sentence where there are none.
fn same(finding: &KeptFinding) -> (&str, &str) {
    let about = if finding.cell_keys.is_empty() { &finding.message_zh } else { &finding.cell_keys };
    (&finding.code, about)
}

/// The faults of a region; nothing where there is no such region.
///
/// # Errors
///
/// If the database fails.
pub async fn quality(app: &App, region: &str, asked: QualityQuestion) -> Result<Option<Quality>, Internal> {
    let Some(region) = app.store.region(region).await? else { return Ok(None) };
    let reports = app.store.benchmark_reports(&region.id).await?;
    let mut findings: BTreeMap<String, Vec<KeptFinding>> = BTreeMap::new();
    for finding in app.store.findings_of_region(&region.id).await? {
        findings.entry(finding.report_id.clone()).or_default().push(finding);
    }
    let done = move || of(region, asked, &reports, &findings);
    Ok(Some(tokio::task::spawn_blocking(done).await?))
}

fn of(
    region: Region,
    asked: QualityQuestion,
    reports: &[BenchmarkReport],
    findings: &BTreeMap<String, Vec<KeptFinding>>,
) -> Quality {
    let none = Vec::new();
    let findings_of = |r: &BenchmarkReport| findings.get(&r.id).unwrap_or(&none);
    let mut all: Vec<Fault> = Vec::new();
    // Versions of a year stand behind each other.
    let groups = reports.chunk_by(|a, b| a.agency_id == b.agency_id && a.year == b.year);
    let mut newest: Vec<&BenchmarkReport> = Vec::new();
    for versions in groups {
        newest.extend(versions.last());
        let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
        for (at, report) in versions.iter().enumerate() {
            for finding in findings_of(report) {
                if !seen.insert(same(finding)) {
                    continue;
                }
                let still = |v: &BenchmarkReport| findings_of(v).iter().any(|f| same(f) == same(finding));
                let corrected = versions[at + 1..].iter().find(|v| !still(v));
                let earlier = finding.code.starts_with('Y').then(|| {
                    let before = reports.iter().rev();
                    let mut before =
                        before.filter(|r| r.agency_id == report.agency_id && r.year == report.year - 1);
                    before.next().map(|r| r.id.clone())
                });
                all.push(Fault {
                    cells: finding.cell_keys.split_whitespace().filter_map(CellKey::parse).collect(),
                    finding: finding.clone(),
                    since: report.published_on.clone(),
                    corrected: corrected.map(|v| (v.id.clone(), v.version, v.published_on.clone())),
                    earlier: earlier.flatten(),
                    report: report.clone(),
                });
            }
        }
    }
    let years: BTreeSet<i64> = reports.iter().map(|r| r.year).collect();
    let is_error = |f: &&Fault| f.finding.severity == "error";
    let by_year = years.iter().map(|year| {
        let of_year = newest.iter().filter(|r| r.year == *year);
        let errors = all.iter().filter(|f| f.report.year == *year).filter(is_error);
        (
            *year,
            of_year.clone().count(),
            of_year.filter(|r| r.errors > 0).count(),
            errors.clone().count(),
            errors.filter(|f| f.corrected.is_some()).count(),
        )
    });
    let by_year = by_year.collect();
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    for fault in &all {
        *codes.entry(fault.finding.code.clone()).or_default() += 1;
    }
    let clean = newest.iter().filter(|r| r.errors == 0).count();
    let reports = newest.len();
    all.retain(|f| {
        asked.code.as_ref().is_none_or(|c| *c == f.finding.code)
            && asked.year.is_none_or(|y| i64::from(y) == f.report.year)
            && (!asked.only_errors || f.finding.severity == "error")
            && (!asked.only_open || f.corrected.is_none())
    });
    all.sort_by(|a, b| {
        let weight = |f: &Fault| match f.finding.severity.as_str() {
            "error" => 0,
            "warning" => 1,
            _ => 2,
        };
        b.report.year.cmp(&a.report.year).then(weight(a).cmp(&weight(b)))
    });
    Quality {
        region,
        asked,
        years: years.into_iter().rev().collect(),
        codes: codes.into_iter().collect(),
        reports,
        clean,
        by_year,
        faults: all,
    }
}

/// The columns of the faults as a table.
pub const QUALITY_COLUMNS: [&str; 16] = [
    "region",
    "agency_id",
    "agency",
    "year",
    "report_id",
    "report_version",
    "rule",
    "severity",
    "verdict",
    "cells",
    "left",
    "right",
    "message",
    "since",
    "corrected_by",
    "corrected_on",
];

/// The faults, one a line: what the page shows, from the same answer.
pub fn quality_rows(quality: &Quality) -> Vec<Vec<String>> {
    let row = |f: &Fault| {
        let corrected = f.corrected.clone();
        vec![
            quality.region.id.clone(),
            f.report.agency_id.clone(),
            f.report.agency.clone(),
            f.report.year.to_string(),
            f.report.id.clone(),
            f.report.version.to_string(),
            f.finding.code.clone(),
            f.finding.severity.clone(),
            f.finding.verdict.clone(),
            f.finding.cell_keys.clone(),
            f.finding.left_amount.clone().unwrap_or_default(),
            f.finding.right_amount.clone().unwrap_or_default(),
            f.finding.message_zh.clone(),
            f.since.clone().unwrap_or_default(),
            corrected.as_ref().map(|c| c.0.clone()).unwrap_or_default(),
            corrected.and_then(|c| c.2).unwrap_or_default(),
        ]
    };
    quality.faults.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(id: &str, year: i64, version: i64, errors: i64) -> BenchmarkReport {
        BenchmarkReport {
            id: id.into(),
            agency_id: "edu".into(),
            agency: "教育局".into(),
            agency_en: "Education".into(),
            kind: "department".into(),
            year,
            version,
            format: "2021".into(),
            title: None,
            signed_on: None,
            published_on: Some(format!("{}-01-{:02}", year + 1, 20 + version)),
            errors,
            warnings: 0,
            infos: 0,
            source_sha256: String::new(),
            content_sha256: String::new(),
            text_similarity: None,
        }
    }

    fn finding(report_id: &str, code: &str) -> KeptFinding {
        KeptFinding {
            report_id: report_id.into(),
            code: code.into(),
            severity: "error".into(),
            verdict: "fail".into(),
            message_zh: "不等".into(),
            message_en: "not equal".into(),
            cell_keys: "t3.total.total".into(),
            left_amount: Some("3".into()),
            right_amount: Some("4".into()),
        }
    }

    #[test]
    fn a_fault_is_told_once_since_its_first_version_with_what_corrected_it() {
        let reports = [report("a", 2023, 1, 0), report("b", 2024, 1, 2), report("c", 2024, 2, 1)];
        let findings = BTreeMap::from([
            ("b".to_owned(), vec![finding("b", "R01"), finding("b", "Y01")]),
            ("c".to_owned(), vec![finding("c", "Y01")]),
        ]);
        let region = Region { id: "r".into(), name: "区".into(), name_en: "R".into(), made_up: true };
        let all = of(region.clone(), QualityQuestion::default(), &reports, &findings);
        let [sums, years] = &all.faults[..] else { panic!("{:?}", all.faults) };
        assert_eq!((sums.finding.code.as_str(), sums.since.as_deref()), ("R01", Some("2025-01-21")));
        assert_eq!(sums.corrected, Some(("c".into(), 2, Some("2025-01-22".into()))));
        assert_eq!((sums.earlier.as_deref(), years.earlier.as_deref()), (None, Some("a")));
        assert_eq!((years.report.id.as_str(), &years.corrected), ("b", &None));
        assert_eq!((all.reports, all.clean, all.by_year[1]), (2, 1, (2024, 1, 1, 2, 1)));
        let asked = QualityQuestion { only_open: true, ..QualityQuestion::default() };
        assert_eq!(of(region, asked, &reports, &findings).faults.len(), 1);
    }
}
