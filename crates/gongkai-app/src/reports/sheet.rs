//! A report as the official form, each cell with its place and what the rules say of it.

use std::borrow::Borrow;
use std::collections::HashMap;

use gongkai_domain::check::{Finding, Severity};
use gongkai_domain::report::{AnnualReport, CellKey, Place, Value};
use gongkai_formats::write::layout::{self, LayoutTable};

use super::Excerpt;
use crate::judge::judge;

/// What a cell of the printed form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A line over a block of table 2.
    Section,
    /// A column header.
    Header,
    /// A label that heads several rows.
    Group,
    /// The label of one row.
    Label,
    /// A number.
    Value,
}

/// One cell of the printed form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormCell {
    /// Column of its left edge, from 0.
    pub column: u32,
    /// How many rows it covers.
    pub row_span: u32,
    /// How many columns it covers.
    pub column_span: u32,
    /// What it is.
    pub role: Role,
    /// What it prints.
    pub text: String,
    /// The key, for a number of the dictionary.
    pub key: Option<CellKey>,
    /// The worst that the rules say of it.
    pub mark: Option<Severity>,
}

/// A table of the printed form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormTable {
    /// 2, 3 or 4; 0 for the rows of a pre-2019 form.
    pub number: u8,
    /// Its official heading.
    pub caption: &'static str,
    /// How many columns it has.
    pub columns: u32,
    /// How many of its rows are headers.
    pub header_rows: usize,
    /// Its rows.
    pub rows: Vec<Vec<FormCell>>,
}

/// Where a cell stands and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CellDetail {
    /// The key.
    pub key: CellKey,
    /// What the cell says.
    pub value: Value,
    /// The text as printed.
    pub raw: String,
    /// Where it stands.
    pub place: Place,
    /// The words around it, where the source is kept as text.
    pub excerpt: Option<Excerpt>,
    /// Indexes of the findings that name it.
    pub findings: Vec<usize>,
}

/// A report ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The report.
    pub report: AnnualReport,
    /// Its tables as the official form prints them.
    pub tables: Vec<FormTable>,
    /// Its cells in the order of the dictionary.
    pub cells: Vec<CellDetail>,
    /// What the rules say, worst first.
    pub findings: Vec<Finding>,
    /// For each finding, the words around the sentence it is about.
    pub sentences: Vec<Option<Excerpt>>,
}

impl Sheet {
    /// Checks a report and lays it out. `source` is the text that byte places refer to.
    pub fn of(report: AnnualReport, previous: Option<&AnnualReport>, source: Option<&str>) -> Sheet {
        let findings = judge(&report, previous);
        Sheet::with_findings(report, findings, source)
    }

    /// Lays out a report that was checked elsewhere.
    pub(crate) fn checked(report: AnnualReport, findings: Vec<Finding>) -> Sheet {
        Sheet::with_findings(report, findings, None)
    }

    fn with_findings(report: AnnualReport, findings: Vec<Finding>, source: Option<&str>) -> Sheet {
        let mut by_cell: HashMap<CellKey, Vec<usize>> = HashMap::new();
        for (i, finding) in findings.iter().enumerate() {
            for key in finding.cells.iter().chain(&finding.suspects) {
                let list = by_cell.entry(*key).or_default();
                if list.last() != Some(&i) {
                    list.push(i);
                }
            }
        }
        let marks = marks(&findings);
        let tables = form(&report, &marks);
        let cells = report
            .cells
            .iter()
            .map(|(key, cell)| CellDetail {
                key,
                value: cell.value,
                raw: cell.raw.clone(),
                place: cell.place,
                excerpt: source.zip(cell.place.bytes).and_then(|(text, bytes)| Excerpt::of(text, bytes)),
                findings: by_cell.remove(&key).unwrap_or_default(),
            })
            .collect();
        let sentences = findings.iter().map(|f| sentence(&report, f)).collect();
        Sheet { report, tables, cells, findings, sentences }
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: impl Borrow<Severity>) -> usize {
        let severity = *severity.borrow();
        self.findings.iter().filter(|f| f.severity == severity).count()
    }
}

/// A finding that names more cells than this is about the table, not about cells.
const MARKED: usize = 12;

/// The worst severity of each cell: of the suspects where a finding names some, of all its cells otherwise.
fn marks(findings: &[Finding]) -> HashMap<CellKey, Severity> {
    let mut marks = HashMap::new();
    for finding in findings {
        let keys = if finding.suspects.is_empty() { &finding.cells } else { &finding.suspects };
        if keys.len() > MARKED {
            continue;
        }
        for key in keys {
            let mark = marks.entry(*key).or_insert(finding.severity);
            *mark = finding.severity.max(*mark);
        }
    }
    marks
}

/// The tables of a report as the official form prints them, with marks on cells.
pub(super) fn form(report: &AnnualReport, marks: &HashMap<CellKey, Severity>) -> Vec<FormTable> {
    layout::tables(report).iter().map(|t| form_table(t, marks)).collect()
}

fn form_table(table: &LayoutTable, marks: &HashMap<CellKey, Severity>) -> FormTable {
    let rows = (0..table.rows)
        .map(|row| {
            table
                .row(row)
                .map(|c| {
                    let (role, key) = match c.role {
                        layout::Role::Section => (Role::Section, None),
                        layout::Role::Header => (Role::Header, None),
                        layout::Role::Group => (Role::Group, None),
                        layout::Role::Label => (Role::Label, None),
                        layout::Role::Value(key) => (Role::Value, Some(key)),
                        layout::Role::Free | layout::Role::Text => (Role::Value, None),
                    };
                    FormCell {
                        column: c.column,
                        row_span: c.row_span,
                        column_span: c.column_span,
                        role,
                        text: c.text.clone(),
                        key,
                        mark: key.and_then(|k| marks.get(&k).copied()),
                    }
                })
                .collect()
        })
        .collect();
    FormTable {
        number: table.number,
        caption: table.caption(),
        columns: table.columns,
        header_rows: table.header_rows as usize,
        rows,
    }
}

fn sentence(report: &AnnualReport, finding: &Finding) -> Option<Excerpt> {
    let span = finding.text?;
    let paragraph = report.chapters.get(span.chapter)?.paragraphs.get(span.paragraph)?;
    let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Excerpt::of(&paragraph.text, (clip(span.span.0), clip(span.span.1)))
}
