//! Undoing damage to a whole text: traditional characters, pinyin in brackets, question marks for white space.
//!
//! Each repair is recorded as a notice with its count. What is ambiguous stays as it is.

use gongkai_domain::report::{Notice, NoticeCode};

use super::document::{Block, Document};
use super::fold::{half_width, is_han, pinyin_len, simplified};
use super::pdf::normal::ordinary;

/// Which repairs a document needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Damage {
    /// Chinese characters.
    pub han: u32,
    /// Characters that have another, simplified form.
    pub traditional: u32,
    /// Pinyin annotations.
    pub pinyin: u32,
    /// Question marks that stand for white space.
    pub question_marks: u32,
    /// Radicals in the place of the characters they look like.
    pub radicals: u32,
    /// Full-width digits and letters.
    pub wide: u32,
}

impl Damage {
    /// Counts the damage.
    pub fn of(document: &Document) -> Damage {
        let mut damage = Damage::default();
        each_text(document, |text| damage.count(text));
        damage
    }

    fn count(&mut self, text: &str) {
        let mut before = None;
        for (at, c) in text.char_indices() {
            if is_han(c) {
                self.han += 1;
                self.traditional += u32::from(simplified(c) != c);
            } else if matches!(c, '(' | '（') && before.is_some_and(|b| is_han(b) || b == ')') {
                self.pinyin += u32::from(pinyin_len(&text[at..]) > 0);
            } else if c == '?' {
                self.question_marks += u32::from(is_space_mark(text, at, before));
            } else if is_radical(c) {
                self.radicals += 1;
            } else if c >= '\u{ff10}' && half_width(c).is_ascii_alphanumeric() {
                self.wide += 1;
            }
            before = Some(c);
        }
    }

    /// A page of traditional characters, not a name with one in it: more than one in fifty.
    pub fn is_traditional(&self) -> bool {
        (self.traditional >= 12 || self.pinyin > 0) && self.traditional * 50 > self.han
    }

    /// True when the texts have to be rewritten.
    pub fn is_any(&self) -> bool {
        self.is_traditional() || self.pinyin > 0 || self.question_marks > 0 || self.radicals > 0
    }

    /// What was repaired.
    pub fn notices(&self) -> Vec<Notice> {
        let traditional = if self.is_traditional() { self.traditional } else { 0 };
        [
            (NoticeCode::TraditionalToSimplified, traditional),
            (NoticeCode::PinyinRemoved, self.pinyin),
            (NoticeCode::QuestionMarksRemoved, self.question_marks),
            (NoticeCode::RadicalsReplaced, self.radicals),
            (NoticeCode::FullWidthFolded, self.wide),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| Notice { count, ..Notice::new(code, "") })
        .collect()
    }
}

fn each_text<'a>(document: &'a Document, mut f: impl FnMut(&'a str)) {
    for block in &document.blocks {
        match block {
            Block::Line(line) => f(&line.text),
            Block::Table(table) => table.cells.iter().for_each(|c| f(&c.text)),
        }
    }
}

/// A question mark that was white space: in a run, behind a digit, or at the end or the beginning of a line.
fn is_space_mark(text: &str, at: usize, before: Option<char>) -> bool {
    let after = text[at + 1..].chars().next();
    before.is_none_or(|b| b == '?' || b.is_ascii_digit() || b.is_whitespace())
        || after == Some('?')
        || after.is_none() && before.is_some_and(|b| !is_han(b))
}

fn is_radical(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fd5}')
}

/// Rewrites every text of a document.
pub fn repair(document: &mut Document, damage: &Damage) {
    for block in &mut document.blocks {
        match block {
            Block::Line(line) => line.text = repaired(&line.text, damage),
            Block::Table(table) => table.cells.iter_mut().for_each(|c| c.text = repaired(&c.text, damage)),
        }
    }
    for (_, value) in &mut document.meta {
        *value = repaired(value, damage);
    }
}

fn repaired(text: &str, damage: &Damage) -> String {
    let mut out = String::with_capacity(text.len());
    let mut skip_to = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        match c {
            '(' | '（' if before.is_some_and(is_han) => match pinyin_len(&text[at..]) {
                0 => out.push(c),
                len => {
                    skip_to = at + len;
                    continue;
                }
            },
            '?' if is_space_mark(text, at, before) => out.push(' '),
            c if is_radical(c) => out.push(ordinary(c)),
            c if damage.is_traditional() => out.push(simplified(c)),
            c => out.push(c),
        }
        before = Some(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::document::Line;

    fn run(text: &str) -> String {
        let line = Line { text: text.repeat(8), ..Line::default() };
        let mut document = Document { blocks: vec![Block::Line(line)], ..Document::default() };
        let damage = Damage::of(&document);
        repair(&mut document, &damage);
        match &document.blocks[0] {
            Block::Line(line) => line.text.clone(),
            Block::Table(_) => unreachable!("a line went in"),
        }
    }

    #[test]
    fn a_mirrored_page_is_restored() {
        assert_eq!(run("區(qū)人社局認(rèn)真貫徹"), "区人社局认真贯彻".repeat(8));
        assert_eq!(run("公(gong)(gong)開(kai)"), "公开".repeat(8));
    }

    #[test]
    fn an_ordinary_page_is_left_alone() {
        let text = "办公室（室内）问：可以吗?可以。";
        assert_eq!(run(text), text.repeat(8));
    }
}
