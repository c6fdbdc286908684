//! Two reports side by side: cell by cell with the field map, and sentence by sentence.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use rust_decimal::Decimal;

use crate::format_map::{Comparability, other_endings, pairs};
use crate::report::{AnnualReport, CellKey, Chapter, Row, Value};
use crate::similar;

/// What happened to a cell from the first report to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CellChange {
    /// The same number, or without number in both.
    Same,
    /// A number in both, and not the same.
    Changed,
    /// A number only in the second.
    Added,
    /// A number only in the first.
    Removed,
}

impl CellChange {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            CellChange::Same => "same",
            CellChange::Changed => "changed",
            CellChange::Added => "added",
            CellChange::Removed => "removed",
        }
    }
}

/// One cell of two reports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellDiff {
    /// The cell's key in the first report's form.
    pub key_a: Option<CellKey>,
    /// The cell's key in the second report's form.
    pub key_b: Option<CellKey>,
    /// What the first report says; None where it has no such cell.
    pub a: Option<Value>,
    /// What the second report says.
    pub b: Option<Value>,
    /// What happened.
    pub change: CellChange,
    /// Whether the two cells count the same thing.
    pub comparability: Comparability,
    /// Second less first, where both have a number that may be compared.
    pub difference: Option<Decimal>,
    /// The difference as a share of the first, with 4 places; None where the first is 0.
    pub relative: Option<Decimal>,
}

/// A sentence of a report's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The sentence with its closing mark.
    pub text: String,
    /// Index into the report's chapters.
    pub chapter: usize,
    /// Index into the chapter's paragraphs.
    pub paragraph: usize,
    /// Byte range in the paragraph's text.
    pub span: (usize, usize),
}

/// A place where two texts differ. One side is None for what was put in or taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentenceChange {
    /// The sentence of the first report.
    pub a: Option<Sentence>,
    /// The sentence of the second report.
    pub b: Option<Sentence>,
}

/// One chapter of two reports.
#[derive(Debug, Clone, PartialEq)]
pub struct ChapterDiff {
    /// The chapter's number, 0 for the preamble.
    pub chapter: u8,
    /// How alike the texts are, 0 to 1; digits, punctuation and the agencies' names do not count.
    pub similarity: f64,
    /// How many sentences are the same.
    pub same: usize,
    /// The sentences that differ, in the order of the second text.
    pub changes: Vec<SentenceChange>,
}

/// Everything in which two reports differ.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportDiff {
    /// Every cell that either report has, in the order of the dictionary.
    pub cells: Vec<CellDiff>,
    /// Every chapter that either report has a text for.
    pub chapters: Vec<ChapterDiff>,
}

impl ReportDiff {
    /// The cells that are not the same.
    pub fn changes(&self) -> impl Iterator<Item = &CellDiff> {
        self.cells.iter().filter(|cell| cell.change != CellChange::Same)
    }

    /// True when neither a cell nor a sentence differs.
    pub fn is_empty(&self) -> bool {
        self.changes().next().is_none() && self.chapters.iter().all(|chapter| chapter.changes.is_empty())
    }
}

/// Compares two reports, of whatever years, agencies and forms. `a` is the earlier one by custom.
pub fn diff(a: &AnnualReport, b: &AnnualReport) -> ReportDiff {
    let mut cells = Vec::new();
    for pair in pairs(a, b) {
        let (left, right) = (pair.a.and_then(|key| value(a, key)), pair.b.and_then(|key| value(b, key)));
        if left.is_some() || right.is_some() {
            cells.push(compare(pair.a, pair.b, left, right, pair.comparability));
        }
    }
    let numbers = (0..=6).filter(|n| has_text(a, *n) || has_text(b, *n));
    let chapters = numbers.map(|n| chapter_diff(a, b, n)).collect();
    ReportDiff { cells, chapters }
}

/// The value of a cell; （六）其他处理 as one row is the sum of its three rows where the report prints those.
fn value(report: &AnnualReport, key: CellKey) -> Option<Value> {
    if let Some(cell) = report.cells.get(key) {
        return Some(cell.value);
    }
    match key.as_t3() {
        Some((Row::OtherAll, column)) => other_endings(report, column).map(Value::Number),
        _ => None,
    }
}

fn compare(
    key_a: Option<CellKey>,
    key_b: Option<CellKey>,
    a: Option<Value>,
    b: Option<Value>,
    comparability: Comparability,
) -> CellDiff {
    let (x, y) = (a.and_then(Value::number), b.and_then(Value::number));
    let change = match (x, y) {
        (Some(x), Some(y)) if x == y => CellChange::Same,
        (Some(_), Some(_)) => CellChange::Changed,
        (None, Some(_)) => CellChange::Added,
        (Some(_), None) => CellChange::Removed,
        (None, None) => CellChange::Same,
    };
    let both = x.zip(y).filter(|_| comparability != Comparability::NotComparable);
    let difference = both.and_then(|(x, y)| y.checked_sub(x));
    let relative =
        both.zip(difference).and_then(|((x, _), d)| d.checked_div(x)).map(|r| r.round_dp(4).normalize());
    CellDiff { key_a, key_b, a, b, change, comparability, difference, relative }
}

fn has_text(report: &AnnualReport, number: u8) -> bool {
    chapters(report, number).any(|(_, chapter)| !chapter.paragraphs.is_empty())
}

/// The chapters with this number; a number can occur twice.
fn chapters(report: &AnnualReport, number: u8) -> impl Iterator<Item = (usize, &Chapter)> {
    report.chapters.iter().enumerate().filter(move |(_, chapter)| chapter.number == number)
}

fn chapter_diff(a: &AnnualReport, b: &AnnualReport, number: u8) -> ChapterDiff {
    let text = |report: &AnnualReport| {
        chapters(report, number).map(|(_, c)| c.text()).collect::<Vec<_>>().join("\n")
    };
    let names = |report: &AnnualReport| report.agency.clone().unwrap_or_default();
    let (name_a, name_b) = (names(a), names(b));
    let similarity = similar::similarity_of(&text(a), &[name_a.as_str()], &text(b), &[name_b.as_str()]);
    let (same, changes) = sentence_changes(sentences(a, number), sentences(b, number));
    ChapterDiff { chapter: number, similarity, same, changes }
}

/// The sentences of the chapters with a number, in order. A line end ends a sentence too.
pub fn sentences(report: &AnnualReport, number: u8) -> Vec<Sentence> {
    let mut out = Vec::new();
    for (index, chapter) in chapters(report, number) {
        for (paragraph, text) in chapter.paragraphs.iter().map(|p| p.text.as_str()).enumerate() {
            for span in sentence_spans(text) {
                out.push(Sentence { text: text[span.0..span.1].into(), chapter: index, paragraph, span });
            }
        }
    }
    out
}

/// Byte ranges of the sentences of a paragraph, without the white space around them.
fn sentence_spans(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if matches!(c, '。' | '！' | '？' | '!' | '?' | '；' | ';' | '\n') || end == text.len() {
            let sentence = &text[start..end];
            let trimmed = sentence.trim();
            if !trimmed.is_empty() {
                let from = start + (sentence.len() - sentence.trim_start().len());
                out.push((from, from + trimmed.len()));
            }
            start = end;
        }
    }
    out
}

/// How many sentences are the same in both lists, and the changes that lead from one to the other.
fn sentence_changes(a: Vec<Sentence>, b: Vec<Sentence>) -> (usize, Vec<SentenceChange>) {
    let mut ids = BTreeMap::new();
    let mut intern = |list: &[Sentence]| -> Vec<u32> {
        let folded = list.iter().map(|s| s.text.chars().filter(|c| !c.is_whitespace()).collect::<String>());
        folded
            .map(|text| {
                let next = ids.len() as u32;
                *ids.entry(text).or_insert(next)
            })
            .collect()
    };
    let (ids_a, ids_b) = (intern(&a), intern(&b));
    let kept = common_subsequence(&ids_a, &ids_b);
    let mut changes = Vec::new();
    let (mut a, mut b) = (a.into_iter().enumerate().peekable(), b.into_iter().enumerate().peekable());
    for (i, j) in kept.iter().copied().chain([(usize::MAX, usize::MAX)]) {
        let mut removed = Vec::new();
        let mut added = Vec::new();
        while let Some((_, sentence)) = a.next_if(|(n, _)| *n < i) {
            removed.push(sentence);
        }
        while let Some((_, sentence)) = b.next_if(|(n, _)| *n < j) {
            added.push(sentence);
        }
        pair_up(removed, added, &mut changes);
        a.next();
        b.next();
    }
    (kept.len(), changes)
}

/// Puts each added sentence beside the removed one it was made from, if one is like it; the order is kept.
fn pair_up(removed: Vec<Sentence>, added: Vec<Sentence>, out: &mut Vec<SentenceChange>) {
    const ALIKE: f64 = 0.3;
    let mut removed = removed.into_iter().peekable();
    for sentence in added {
        let like =
            removed.clone().take(8).position(|r| similar::similarity(&r.text, &sentence.text) >= ALIKE);
        if let Some(position) = like {
            for _ in 0..position {
                out.push(SentenceChange { a: removed.next(), b: None });
            }
            out.push(SentenceChange { a: removed.next(), b: Some(sentence) });
        } else {
            out.push(SentenceChange { a: None, b: Some(sentence) });
        }
    }
    out.extend(removed.map(|sentence| SentenceChange { a: Some(sentence), b: None }));
}

/// Most edits that are looked for. Texts further apart than this are reported as wholly different in their middle.
const MAX_EDITS: usize = 1500;

/// Positions of a longest common subsequence (Myers, greedy forward), after equal ends are set aside.
///
/// Lists that differ in more than a bounded number of places are reported as wholly different in their middle.
pub fn common_subsequence(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (inner_a, inner_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let mut out: Vec<(usize, usize)> = (0..head).map(|i| (i, i)).collect();
    out.extend(myers(inner_a, inner_b).into_iter().map(|(i, j)| (i + head, j + head)));
    out.extend((0..tail).map(|i| (a.len() - tail + i, b.len() - tail + i)));
    out
}

fn myers(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    let (n, m) = (a.len() as isize, b.len() as isize);
    if n == 0 || m == 0 {
        return Vec::new();
    }
    let limit = (n + m).min(MAX_EDITS as isize);
    let offset = limit + 1;
    let mut furthest = alloc::vec![0isize; (2 * limit + 3) as usize];
    let mut trace: Vec<Vec<isize>> = Vec::new();
    for d in 0..=limit {
        // Only the diagonals that d edits can reach are kept for the way back.
        trace.push(furthest[(offset - d) as usize..=(offset + d) as usize].to_vec());
        let mut k = -d;
        while k <= d {
            let at = (offset + k) as usize;
            let down = k == -d || (k != d && furthest[at - 1] < furthest[at + 1]);
            let mut x = if down { furthest[at + 1] } else { furthest[at - 1] + 1 };
            let mut y = x - k;
            while x < n && y < m && a[x as usize] == b[y as usize] {
                x += 1;
                y += 1;
            }
            furthest[at] = x;
            if x >= n && y >= m {
                return walk_back(&trace, (n, m), d);
            }
            k += 2;
        }
    }
    Vec::new()
}

/// Follows the furthest points back from the end and collects the diagonal steps.
fn walk_back(trace: &[Vec<isize>], (n, m): (isize, isize), edits: isize) -> Vec<(usize, usize)> {
    let (mut x, mut y) = (n, m);
    let mut out = Vec::new();
    for d in (0..=edits).rev() {
        let before = &trace[d as usize];
        let at = |k: isize| before.get((k + d) as usize).copied().unwrap_or(0);
        let k = x - y;
        let down = k == -d || (k != d && at(k - 1) < at(k + 1));
        let from_k = if down { k + 1 } else { k - 1 };
        let (from_x, from_y) = if d == 0 { (0, 0) } else { (at(from_k), at(from_k) - from_k) };
        while x > from_x && y > from_y {
            x -= 1;
            y -= 1;
            out.push((x as usize, y as usize));
        }
        (x, y) = (from_x, from_y);
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Applicant, Cell, Format, Paragraph, Place};
    use proptest::prelude::*;

    fn report(format: Format, cells: &[(&str, i64)], text: &str) -> AnnualReport {
        let mut report = AnnualReport::empty(format);
        for (key, n) in cells {
            report.cells.insert(CellKey::parse(key).expect("a key"), Cell::number(*n));
        }
        let paragraphs =
            text.lines().map(|t| Paragraph { text: t.into(), place: Place::default() }).collect();
        report.chapters.push(Chapter { number: 1, heading: "".into(), place: Place::default(), paragraphs });
        report
    }

    fn cell<'a>(diff: &'a ReportDiff, key: &str) -> &'a CellDiff {
        let key = CellKey::parse(key).expect("a key");
        diff.cells.iter().find(|c| c.key_a == Some(key) || c.key_b == Some(key)).expect("in the list")
    }

    #[test]
    fn cells_are_changed_added_removed_or_the_same() {
        let a = report(
            Format::F2021,
            &[("t3.new.total", 40), ("t2.rules.issued", 1), ("t4.review.total", 2)],
            "",
        );
        let b =
            report(Format::F2021, &[("t3.new.total", 50), ("t2.rules.valid", 3), ("t4.review.total", 2)], "");
        let d = diff(&a, &b);
        let new = cell(&d, "t3.new.total");
        assert_eq!((new.change, new.difference), (CellChange::Changed, Some(Decimal::TEN)));
        assert_eq!(new.relative, Some(Decimal::new(25, 2)));
        assert_eq!(cell(&d, "t2.rules.issued").change, CellChange::Removed);
        assert_eq!(cell(&d, "t2.rules.valid").change, CellChange::Added);
        assert_eq!(cell(&d, "t4.review.total").change, CellChange::Same);
        assert_eq!(d.changes().count(), 3);
    }

    #[test]
    fn forms_are_compared_through_the_map() {
        let old = report(
            Format::F2019,
            &[("t2.normative.made", 5), ("t2.normative.total_public", 40), ("t3.other.all.total", 6)],
            "",
        );
        let new = report(
            Format::F2021,
            &[
                ("t2.normative.issued", 7),
                ("t2.normative.valid", 30),
                ("t3.other.no_correction.total", 1),
                ("t3.other.fee_unpaid.total", 2),
                ("t3.other.other.total", 4),
            ],
            "",
        );
        let d = diff(&old, &new);
        let issued = cell(&d, "t2.normative.issued");
        assert_eq!((issued.comparability, issued.difference), (Comparability::WithCare, Some(Decimal::TWO)));
        let valid = cell(&d, "t2.normative.valid");
        assert_eq!((valid.comparability, valid.difference), (Comparability::NotComparable, None));
        let other = cell(&d, "t3.other.all.total");
        assert_eq!((other.change, other.difference), (CellChange::Changed, Some(Decimal::ONE)));
        assert_eq!(diff(&new, &old).changes().count(), d.changes().count());
    }

    #[test]
    fn a_blank_cell_is_not_zero() {
        let mut a = report(Format::F2021, &[], "");
        a.cells.insert(
            CellKey::t3(Row::New, Applicant::Total),
            Cell { value: Value::Blank, raw: "".into(), place: Place::default() },
        );
        let b = report(Format::F2021, &[("t3.new.total", 0)], "");
        let d = diff(&a, &b);
        assert_eq!((d.cells[0].change, d.cells[0].difference), (CellChange::Added, None));
    }

    #[test]
    fn changed_sentences_are_put_side_by_side() {
        let a = report(
            Format::F2021,
            &[],
            "认真贯彻落实条例。全年主动公开信息120条，收到申请3件。\n加强组织领导。",
        );
        let b = report(
            Format::F2021,
            &[],
            "认真贯彻落实条例。新建了专栏。全年主动公开信息340条，收到申请5件。\n加强组织领导。",
        );
        let d = diff(&a, &b);
        let chapter = &d.chapters[0];
        assert_eq!((chapter.chapter, chapter.same, chapter.changes.len()), (1, 2, 2));
        assert_eq!(chapter.changes[0].a, None);
        assert_eq!(chapter.changes[0].b.as_ref().map(|s| s.text.as_str()), Some("新建了专栏。"));
        let changed = &chapter.changes[1];
        assert!(changed.a.as_ref().is_some_and(|s| s.text.contains("120")));
        let right = changed.b.as_ref().expect("both sides");
        assert_eq!(&b.chapters[0].paragraphs[right.paragraph].text[right.span.0..right.span.1], right.text);
        assert!(chapter.similarity > 0.5 && chapter.similarity < 1.0);
    }

    #[test]
    fn a_report_does_not_differ_from_itself() {
        let a =
            report(Format::F2019, &[("t3.new.total", 1), ("t2.procurement.projects", 4)], "一句。又一句。");
        assert!(diff(&a, &a).is_empty());
    }

    fn longest(a: &[u32], b: &[u32]) -> usize {
        let mut row = alloc::vec![0usize; b.len() + 1];
        for x in a {
            let mut diagonal = 0;
            for (j, y) in b.iter().enumerate() {
                let above = row[j + 1];
                row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
                diagonal = above;
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn the_common_subsequence_is_longest_and_in_order(
            a in proptest::collection::vec(0u32..6, 0..40),
            b in proptest::collection::vec(0u32..6, 0..40),
        ) {
            let kept = common_subsequence(&a, &b);
            prop_assert!(kept.iter().all(|(i, j)| a[*i] == b[*j]));
            prop_assert!(kept.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
            prop_assert_eq!(kept.len(), longest(&a, &b));
        }

        #[test]
        fn the_changes_rebuild_both_texts(
            a in proptest::collection::vec("[甲乙丙丁]{1,3}。", 0..12),
            b in proptest::collection::vec("[甲乙丙丁]{1,3}。", 0..12),
        ) {
            let (x, y) = (report(Format::F2021, &[], &a.concat()), report(Format::F2021, &[], &b.concat()));
            let (left, right) = (sentences(&x, 1), sentences(&y, 1));
            let (same, changes) = sentence_changes(left, right);
            prop_assert_eq!(changes.iter().filter(|c| c.a.is_some()).count() + same, a.len());
            prop_assert_eq!(changes.iter().filter(|c| c.b.is_some()).count() + same, b.len());
        }
    }
}
