//! Looking into the running text of a report, without regular expressions.

use crate::check::TextSpan;
use crate::report::{AnnualReport, Place};

/// One paragraph and where it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    /// Index into `report.chapters`.
    pub(crate) chapter: usize,
    /// The chapter's official number; 0 for the preamble.
    pub(crate) number: u8,
    /// Index into the chapter's paragraphs.
    pub(crate) paragraph: usize,
    pub(crate) text: &'a str,
    place: Place,
}

impl Spot<'_> {
    /// A byte range of the paragraph as a place in the report.
    pub(crate) fn span(&self, start: usize, end: usize) -> TextSpan {
        TextSpan {
            chapter: self.chapter,
            paragraph: self.paragraph,
            span: (start, end.min(self.text.len())),
            place: self.place,
        }
    }
}

/// Every paragraph of the report in order.
pub(crate) fn paragraphs(report: &AnnualReport) -> impl Iterator<Item = Spot<'_>> {
    report.chapters.iter().enumerate().flat_map(|(chapter, c)| {
        c.paragraphs.iter().enumerate().map(move |(paragraph, p)| Spot {
            chapter,
            number: c.number,
            paragraph,
            text: &p.text,
            place: p.place,
        })
    })
}

/// Every place of the report where one of the needles stands, with the needle.
pub(crate) fn find<'a, 'n>(
    report: &'a AnnualReport,
    needles: &'n [&'n str],
) -> impl Iterator<Item = (Spot<'a>, usize, &'n str)> {
    paragraphs(report).flat_map(move |spot| {
        // Most paragraphs have none, and `contains` is faster than a search that can go on.
        let here = needles.iter().filter(move |n| spot.text.contains(**n));
        here.flat_map(move |n| spot.text.match_indices(n).map(move |(at, _)| (spot, at, *n)))
    })
}

/// Marks that end a sentence.
fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '；' | ';' | '！' | '？' | '!' | '\n')
}

/// Marks that end a clause.
fn ends_clause(c: char) -> bool {
    ends_sentence(c) || matches!(c, '，' | ',' | '：' | ':')
}

/// How far on each side the marks of a sentence, a clause, a title or brackets are looked for, in bytes. A text without
/// marks would otherwise be searched to its ends for every word of it.
const SENTENCE_REACH: usize = 4_096;
const CLAUSE_REACH: usize = 1_024;

fn around(text: &str, at: usize, reach: usize, ends: fn(char) -> bool) -> (usize, usize) {
    let before = before(text, at, reach);
    let first = at - before.len();
    let last = text.floor_char_boundary(at.saturating_add(reach));
    let start = before
        .rfind(ends)
        .map_or(first, |i| first + i + before[i..].chars().next().map_or(0, char::len_utf8));
    let end = text[at..last].find(ends).map_or(last, |i| at + i);
    (start, end)
}

/// The sentence around a byte position, as a range.
pub(crate) fn sentence(text: &str, at: usize) -> (usize, usize) {
    around(text, at, SENTENCE_REACH, ends_sentence)
}

/// The clause around a byte position, as a range.
pub(crate) fn clause(text: &str, at: usize) -> (usize, usize) {
    around(text, at, CLAUSE_REACH, ends_clause)
}

/// At most so many bytes of the text before a position.
fn before(text: &str, at: usize, reach: usize) -> &str {
    &text[text.ceil_char_boundary(at.saturating_sub(reach))..at]
}

/// What stands before a position and can belong to the same clause.
pub(crate) fn clause_before(text: &str, at: usize) -> &str {
    before(text, at, CLAUSE_REACH)
}

/// Years written `2021年`, with the byte range of the digits.
pub(crate) fn years(text: &str) -> impl Iterator<Item = (i16, usize, usize)> + '_ {
    text.match_indices('年').filter_map(|(end, _)| {
        let start = end.checked_sub(4)?;
        let digits = text.get(start..end)?;
        let before = text[..start].bytes().next_back().is_some_and(|b| b.is_ascii_digit());
        let year = digits.parse::<i16>().ok().filter(|y| (1990..2100).contains(y))?;
        (!before && digits.bytes().all(|b| b.is_ascii_digit())).then_some((year, start, end))
    })
}

/// True when a byte position is inside 《》.
pub(crate) fn in_title(text: &str, at: usize) -> bool {
    let before = clause_before(text, at);
    match (before.rfind('《'), before.rfind('》')) {
        (Some(open), Some(close)) => open > close,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// 一 to 十 and 两, 1 to 9.
pub(crate) fn small_number(c: char) -> Option<u8> {
    const NAMES: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    match c {
        '两' => Some(2),
        '0'..='9' => Some(c as u8 - b'0'),
        _ => NAMES.iter().position(|n| *n == c).map(|i| i as u8 + 1),
    }
}

/// True for a Chinese character.
pub(crate) fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn years_need_four_digits_and_nothing_before_them() {
        let found: Vec<i16> = years("2021年和12022年，二〇二三年，1月；2020年度").map(|y| y.0).collect();
        assert_eq!(found, [2021, 2020]);
    }

    #[test]
    fn clauses_and_sentences_end_at_their_marks() {
        let text = "甲乙，丙丁。戊己";
        let at = text.find('丁').expect("there");
        let (start, end) = clause(text, at);
        assert_eq!(&text[start..end], "丙丁");
        let (start, end) = sentence(text, at);
        assert_eq!(&text[start..end], "甲乙，丙丁");
    }

    #[test]
    fn a_text_without_marks_is_not_searched_to_its_ends() {
        let text = "甲".repeat(10_000);
        let (start, end) = clause(&text, 15_000);
        assert_eq!((text[start..15_000].len(), text[15_000..end].len()), (1_023, 1_023));
    }

    #[test]
    fn a_title_is_between_its_marks() {
        let text = "《甲》乙《丙";
        assert!(in_title(text, text.find('甲').expect("there")));
        assert!(!in_title(text, text.find('乙').expect("there")));
        assert!(in_title(text, text.find('丙').expect("there")));
    }
}
