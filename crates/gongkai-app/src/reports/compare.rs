//! Comparing two reports: cell by cell, chapter by chapter.

use gongkai_domain::diff::{self, CellChange, CellDiff, ReportDiff};
use gongkai_domain::report::CellKey;
use rust_decimal::Decimal;

use super::{ReportPage, show};
use crate::{App, Internal};

/// A cell in both reports.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedCell {
    /// The key, in the second report's form where it has the cell.
    pub key: CellKey,
    /// Its number in the first report.
    pub a: Option<Decimal>,
    /// Its number in the second report.
    pub b: Option<Decimal>,
    /// Second minus first, where both have a number and count the same thing.
    pub change: Option<Decimal>,
    /// Whether the two say the same.
    pub is_same: bool,
}

/// How a chapter's text changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ChapterChange {
    /// 0 to 6.
    pub number: u8,
    /// Its heading.
    pub heading: String,
    /// 0 to 1.
    pub similarity: f64,
    /// Sentences that only the first report has.
    pub only_a: Vec<String>,
    /// Sentences that only the second report has.
    pub only_b: Vec<String>,
}

/// Two reports side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The first report.
    pub a: ReportPage,
    /// The second report.
    pub b: ReportPage,
    /// Every cell that one of them has.
    pub cells: Vec<ComparedCell>,
    /// Every chapter that one of them has text in.
    pub chapters: Vec<ChapterChange>,
}

/// Two reports side by side; `None` when one of them does not exist.
///
/// # Errors
///
/// If the database fails.
pub async fn compare(app: &App, a: &str, b: &str) -> Result<Option<Comparison>, Internal> {
    let (Some(a), Some(b)) = (show(app, a).await?, show(app, b).await?) else { return Ok(None) };
    let diff = diff::diff(&a.sheet.report, &b.sheet.report);
    let cells = diff.cells.iter().filter_map(compared).collect();
    let has_text = |page: &ReportPage| page.sheet.report.chapters.iter().any(|c| !c.paragraphs.is_empty());
    let chapters = if has_text(&a) && has_text(&b) { chapters(&diff, &a, &b) } else { Vec::new() };
    Ok(Some(Comparison { cells, chapters, a, b }))
}

fn compared(cell: &CellDiff) -> Option<ComparedCell> {
    Some(ComparedCell {
        key: cell.key_b.or(cell.key_a)?,
        a: cell.a.and_then(|v| v.number()),
        b: cell.b.and_then(|v| v.number()),
        change: cell.difference,
        is_same: cell.change == CellChange::Same,
    })
}

fn chapters(diff: &ReportDiff, a: &ReportPage, b: &ReportPage) -> Vec<ChapterChange> {
    let heading = |number| {
        let of = |page: &ReportPage| page.sheet.report.chapter(number).map(|c| c.heading.clone());
        of(b).or_else(|| of(a)).unwrap_or_default()
    };
    let changes = diff.chapters.iter().map(|c| ChapterChange {
        number: c.chapter,
        heading: heading(c.chapter),
        similarity: c.similarity,
        only_a: c.changes.iter().filter_map(|s| s.a.as_ref()).map(|s| s.text.clone()).collect(),
        only_b: c.changes.iter().filter_map(|s| s.b.as_ref()).map(|s| s.text.clone()).collect(),
    });
    changes.collect()
}
