//! Where an exported number comes from: file, place, way of extraction, verdicts, corrections.

use gongkai_domain::check::{Finding, Severity, Verdict};
use gongkai_domain::report::{AnnualReport, Cell, CellKey, Source};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The version of the writers, for the files that they make.
pub const WRITER: &str = concat!("gongkai ", env!("CARGO_PKG_VERSION"));

/// What is known of a report beside what was read from its document.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// What the rules found; `None` when the report was not checked.
    pub findings: Option<&'a [Finding]>,
    /// What was corrected after the document was read.
    pub corrections: &'a [Correction],
}

/// A later correction of one cell. The cell of the report holds the corrected value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Which cell.
    pub key: CellKey,
    /// The number before; `None` when the cell had none.
    pub before: Option<Decimal>,
    /// The number after; `None` when the cell is left without one.
    pub after: Option<Decimal>,
    /// Why.
    pub reason: String,
    /// The day.
    pub made_on: Date,
}

/// A rule's verdict on a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellVerdict {
    /// The rule's code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// `Fail` or `Conditional`.
    pub verdict: Verdict,
    /// True when the cell is among the smallest set that could be wrong.
    pub is_suspect: bool,
}

/// The way back from one number to its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace<'a> {
    /// Which cell.
    pub key: CellKey,
    /// The cell, with its raw text and its place.
    pub cell: &'a Cell,
    /// The file, the way of extraction and the version of the reader.
    pub source: &'a Source,
    /// The verdicts of rules that compared the cell. Empty when all passed, or when nothing was checked.
    pub verdicts: Vec<CellVerdict>,
    /// The corrections, in the order they were made.
    pub corrections: Vec<&'a Correction>,
}

impl Trace<'_> {
    /// The verdicts in short: `R01 fail, R03 conditional`; `pass` when the report was checked and none was found.
    pub fn verdict_text(&self, evidence: Evidence<'_>) -> String {
        if self.verdicts.is_empty() {
            return if evidence.findings.is_some() { "pass".into() } else { String::new() };
        }
        let verdicts: Vec<String> =
            self.verdicts.iter().map(|v| format!("{} {}", v.code, v.verdict.as_str())).collect();
        verdicts.join(", ")
    }
}

/// The traces of all cells that the report has, in the order of the dictionary.
pub fn traces<'a>(report: &'a AnnualReport, evidence: Evidence<'a>) -> Vec<Trace<'a>> {
    let trace = |(key, cell)| Trace {
        key,
        cell,
        source: &report.source,
        verdicts: verdicts_on(key, evidence.findings.unwrap_or_default()),
        corrections: evidence.corrections.iter().filter(|c| c.key == key).collect(),
    };
    report.cells.iter().map(trace).collect()
}

/// The verdicts of all findings that name a cell.
pub fn verdicts_on(key: CellKey, findings: &[Finding]) -> Vec<CellVerdict> {
    let named = findings.iter().filter(|f| f.cells.contains(&key) || f.suspects.contains(&key));
    named
        .map(|f| CellVerdict {
            code: f.code,
            severity: f.severity,
            verdict: f.verdict,
            is_suspect: f.suspects.contains(&key),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::check::Message;
    use gongkai_domain::report::Format;

    #[test]
    fn a_number_leads_to_its_verdicts_and_corrections() {
        let (issued, valid) = (CellKey::t2("t2.rules.issued"), CellKey::t2("t2.rules.valid"));
        let mut report = AnnualReport::empty(Format::F2021);
        report.cells.insert(issued, Cell::number(3));
        report.cells.insert(valid, Cell::number(2));
        let mut finding = Finding::new("R08", Severity::Warning, Message::new("", ""));
        finding.cells = vec![issued, valid];
        finding.suspects = vec![valid];
        let corrections = [Correction {
            key: issued,
            before: Some(Decimal::from(30)),
            after: Some(Decimal::from(3)),
            reason: "typing error".into(),
            made_on: jiff::civil::date(2024, 2, 1),
        }];
        let evidence = Evidence { findings: Some(&[finding]), corrections: &corrections };
        let traces = traces(&report, evidence);
        let short: Vec<_> =
            traces.iter().map(|t| (t.key, t.verdicts[0].is_suspect, t.corrections.len())).collect();
        assert_eq!(short, [(issued, false, 1), (valid, true, 0)]);
        assert_eq!(traces[0].verdict_text(evidence), "R08 fail");
    }
}
