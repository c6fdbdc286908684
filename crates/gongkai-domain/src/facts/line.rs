//! A paragraph made ready for reading: punctuation and digits folded, white space dropped, places kept.

use alloc::string::String;
use alloc::vec::Vec;

use crate::lexicon::Characters;
use crate::number;
use crate::report::Paragraph;

/// What stands in place of a character of a book or document title, so that its words and numbers are not read.
const MASK: char = '▯';

/// A text longer than this is read in pieces, in bytes. What a count is about is looked for back to where the sentence
/// begins, so the work for a text without any marks would grow with the square of its length.
const PIECE_BYTES: usize = 8 << 10;

/// The text of one paragraph, or of several that a hard line break split, with the way back to the source.
///
/// A very long text makes several of these, each ending with a sentence where there are sentences.
///
/// Full-width punctuation and digits are ASCII here, except for 。 and 、. White space is kept only between digits.
pub(super) struct Line {
    /// The folded text.
    pub text: String,
    /// Whether it goes on with the text of the line before.
    pub continues: bool,
    /// For every byte of `text`: the paragraph and the byte offset of its character there.
    origin: Vec<(u32, u32)>,
}

impl Line {
    /// Joins the paragraphs that are one text broken over lines, and folds each.
    pub fn read(paragraphs: &[Paragraph]) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut first = 0;
        for i in 0..paragraphs.len() {
            let next = paragraphs.get(i + 1);
            if next.is_some_and(|next| continues(&paragraphs[i].text, &next.text)) {
                continue;
            }
            if paragraphs[first..=i].iter().any(|p| is_worth_reading(&p.text)) {
                Line::fold(paragraphs, first, i + 1, &mut lines);
            }
            first = i + 1;
        }
        lines
    }

    fn fold(paragraphs: &[Paragraph], from: usize, to: usize, lines: &mut Vec<Line>) {
        let length = paragraphs[from..to].iter().map(|p| p.text.len()).sum::<usize>().min(2 * PIECE_BYTES);
        let (text, origin) = (String::with_capacity(length), Vec::with_capacity(length));
        let mut line = Line { text, continues: false, origin };
        let mut gap = false;
        for (index, paragraph) in paragraphs.iter().enumerate().take(to).skip(from) {
            let titles = title_ranges(&paragraph.text);
            let mut titles = titles.iter().peekable();
            for (offset, raw) in paragraph.text.char_indices() {
                while titles.next_if(|(_, end)| *end <= offset).is_some() {}
                let in_title = titles.peek().is_some_and(|(start, _)| *start <= offset);
                let c = if in_title { MASK } else { fold_char(raw) };
                if c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}') {
                    gap = true;
                    continue;
                }
                let between_digits = c.is_ascii_digit() && line.text.ends_with(|p: char| p.is_ascii_digit());
                if core::mem::take(&mut gap) && between_digits {
                    line.push(' ', (index as u32, offset as u32));
                }
                line.push(c, (index as u32, offset as u32));
                if line.is_full(c) {
                    let next = Line { text: String::new(), continues: true, origin: Vec::new() };
                    lines.push(core::mem::replace(&mut line, next));
                }
            }
            gap = false;
        }
        if !line.text.is_empty() {
            lines.push(line);
        }
    }

    /// Whether the line ends with this character, its last one.
    fn is_full(&self, last: char) -> bool {
        self.text.len() >= PIECE_BYTES && ends_sentence(last) || self.text.len() >= 2 * PIECE_BYTES
    }

    fn push(&mut self, c: char, origin: (u32, u32)) {
        self.text.push(c);
        self.origin.resize(self.text.len(), origin);
    }

    /// A part of the text for people: as it is here, with the titles that are masked.
    pub fn shown(&self, start: usize, end: usize, paragraphs: &[Paragraph]) -> String {
        let original = |at: usize| {
            let (paragraph, offset) = self.origin[start + at];
            paragraphs[paragraph as usize].text[offset as usize..].chars().next().unwrap_or(MASK)
        };
        let part = &self.text[start..end];
        part.char_indices().map(|(at, c)| if c == MASK { original(at) } else { c }).collect()
    }

    /// Paragraph and byte range there of a byte range here. A range over two paragraphs is cut at the first one's end.
    pub fn source(&self, start: usize, end: usize, paragraphs: &[Paragraph]) -> (usize, (usize, usize)) {
        let (paragraph, from) = self.origin[start];
        let text = &paragraphs[paragraph as usize].text;
        let to = match self.text[..end].chars().next_back() {
            Some(c) if end > start => {
                let (last, at) = self.origin[end - c.len_utf8()];
                let at = at as usize;
                let length = text.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
                if last == paragraph { at + length } else { text.len() }
            }
            _ => from as usize,
        };
        (paragraph as usize, (from as usize, to))
    }
}

/// False for a text that surely states no count: no digit, no numeral with a measure word, no negation. Short
/// texts are always read, since a heading says what the next ones are about.
fn is_worth_reading(text: &str) -> bool {
    const SHORT_BYTES: usize = 90;
    static STATES: Characters = Characters::new("0123456789０１２３４５６７８９〇零未没无不免余多");
    static MEASURES: Characters =
        Characters::new("件条次篇期项个份场册部则起宗例名张幅集户家批封通块段处台组本人元亿类班辆座栏卷版");
    static NUMERALS: Characters = Characters::new("一二两三四五六七八九十百千万");
    let mut after_numeral = false;
    text.len() <= SHORT_BYTES
        || text.chars().any(|c| {
            let counts = STATES.has(c) || after_numeral && MEASURES.has(c);
            after_numeral = NUMERALS.has(c);
            counts
        })
}

/// True for what ends a sentence.
pub(super) fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | '…' | '\n')
}

/// True when a line break stands inside a sentence: the text before it is long and does not end a clause.
fn continues(text: &str, next: &str) -> bool {
    let text = text.trim_end();
    let (Some(last), Some(first)) = (text.chars().next_back(), next.trim_start().chars().next()) else {
        return false;
    };
    let open = last.is_alphanumeric() || matches!(last, '、' | '，' | ',' | '“' | '（' | '(' | '《');
    let heading = matches!(first, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
        && next.trim_start().chars().nth(1).is_some_and(|c| matches!(c, '、' | '.' | '．'))
        || matches!(first, '（' | '(' | '-' | '|' | '#' | '*');
    open && !heading && text.len() >= 24 && text.chars().count() >= 24
}

fn fold_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '﹑' => '、',
        '〔' => '[',
        '〕' => ']',
        '–' | '—' | '−' | '―' => '-',
        c => c,
    }
}

/// The insides of 《…》, except where a gazette is named: it is counted, other titles only get in the way.
fn title_ranges(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('《').map(|i| at + i + '《'.len_utf8()) {
        let Some(close) = text[open..].find('》').map(|i| open + i) else { break };
        let inside = &text[open..close];
        if inside.chars().count() <= 120 && !inside.ends_with("公报") {
            out.push((open, close));
        }
        at = close;
    }
    out
}

/// True for a digit of any width; numerals in a folded line are ASCII.
pub(super) fn is_digit(c: char) -> bool {
    number::digit(c).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Place;
    use alloc::vec;

    fn paragraph(text: &str) -> Paragraph {
        Paragraph { text: text.into(), place: Place::default() }
    }

    #[test]
    fn a_folded_line_leads_back_to_its_source() {
        let paragraphs = vec![paragraph("收到 申请　１２ 件，见《2020年3号文》。")];
        let lines = Line::read(&paragraphs);
        assert_eq!(lines[0].text, "收到申请12件,见《▯▯▯▯▯▯▯▯》。");
        assert_eq!(lines[0].shown(0, lines[0].text.len(), &paragraphs), "收到申请12件,见《2020年3号文》。");
        let start = lines[0].text.find("12件").expect("there");
        let (index, (from, to)) = lines[0].source(start, start + "12".len(), &paragraphs);
        assert_eq!((index, &paragraphs[0].text[from..to]), (0, "１２"));
    }

    #[test]
    fn a_very_long_text_is_cut_where_a_sentence_ends() {
        let sentence = "收到申请12件。";
        let paragraphs = vec![paragraph(&sentence.repeat(2_000)), paragraph(&"一".repeat(PIECE_BYTES))];
        let lines = Line::read(&paragraphs[..1]);
        assert!(lines.len() > 2 && lines.iter().all(|line| line.text.ends_with("件。")));
        assert!(!lines[0].continues && lines[1..].iter().all(|line| line.continues));
        assert_eq!(lines[1].source(0, 3, &paragraphs), (0, (lines[0].text.len(), lines[0].text.len() + 3)));
        assert_eq!(lines.iter().map(|line| line.text.len()).sum::<usize>(), paragraphs[0].text.len());
        let without_marks = [paragraph(&"一件".repeat(PIECE_BYTES))];
        assert!(Line::read(&without_marks).iter().all(|line| line.text.len() < 2 * PIECE_BYTES + 4));
    }

    #[test]
    fn hard_line_breaks_are_joined_and_headings_are_not() {
        let paragraphs = vec![
            paragraph("全市各级行政机关在这一年里通过各种渠道共收办政府信息公开申请案件"),
            paragraph("3607件。"),
            paragraph("一、总体情况"),
        ];
        let lines = Line::read(&paragraphs);
        assert_eq!(lines.len(), 2);
        let at = lines[0].text.find("3607").expect("joined");
        assert_eq!(lines[0].source(at, at + 4, &paragraphs), (1, (0, 4)));
    }
}
