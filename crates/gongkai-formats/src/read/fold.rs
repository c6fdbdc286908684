//! Folding: the form of a text in which labels are looked for.
//!
//! White space, quotes and most punctuation go, full-width becomes ASCII, traditional characters become simplified
//! ones, pinyin in brackets after a character goes. Between two digits a separator stays as one space, so that
//! numbers that stood apart are never glued.

use std::sync::OnceLock;

/// The character table: the first line has the traditional characters, the second the simplified ones.
///
/// The pairs are those of OpenCC's `TSCharacters` (Apache-2.0), one to one. Decision 0010 says why no phrases.
const TRADITIONAL: &str = include_str!("traditional.txt");

fn table() -> &'static [u16] {
    static TABLE: OnceLock<Vec<u16>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = vec![0u16; 0x10000];
        let mut lines = TRADITIONAL.lines();
        let (from, to) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        for (f, t) in from.chars().zip(to.chars()) {
            if let (Ok(f), Ok(t)) = (u16::try_from(u32::from(f)), u16::try_from(u32::from(t))) {
                table[usize::from(f)] = t;
            }
        }
        table
    })
}

/// The simplified form of a character; the character itself when it has none.
pub fn simplified(c: char) -> char {
    if c < '\u{3400}' {
        return c;
    }
    match table().get(c as usize) {
        Some(0) | None => c,
        Some(&s) => char::from_u32(u32::from(s)).unwrap_or(c),
    }
}

/// True for Chinese characters.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ffff}')
}

/// True for white space of every kind that occurs in pages, zero width included.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{3164}')
}

/// Length in bytes of a pinyin annotation that starts at the beginning of `rest`: `(gong)`, `（xiàng）`; 0 if none.
pub fn pinyin_len(rest: &str) -> usize {
    let mut chars = rest.char_indices();
    match chars.next() {
        Some((_, '(' | '（')) => {}
        _ => return 0,
    }
    let mut letters = 0;
    for (at, c) in chars {
        match c {
            ')' | '）' if (1..=7).contains(&letters) => return at + c.len_utf8(),
            'a'..='z' => letters += 1,
            c if "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿế".contains(c) => letters += 1,
            _ => return 0,
        }
    }
    0
}

/// ASCII for a full-width character, the character itself otherwise.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '−' | '–' | '‒' => '-',
        c => c,
    }
}

/// A folded text with the way back to the original.
#[derive(Debug, Default, Clone)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// Pairs of (byte in `text`, byte in the original), ascending; between two pairs both run on together.
    map: Vec<(u32, u32)>,
    /// Length of the original in bytes.
    original_len: usize,
}

impl Folded {
    /// The byte of the original from which the folded byte `at` comes.
    pub fn origin(&self, at: usize) -> usize {
        let i = self.map.partition_point(|(folded, _)| *folded as usize <= at);
        match i.checked_sub(1).map(|i| self.map[i]) {
            Some((folded, original)) => (original as usize + at - folded as usize).min(self.original_len),
            None => at.min(self.original_len),
        }
    }
}

/// Folds a text.
pub fn fold(text: &str) -> Folded {
    let mut out =
        Folded { text: String::with_capacity(text.len()), map: Vec::new(), original_len: text.len() };
    fold_into(text, &mut out);
    out
}

/// Folds a text into a buffer that is used again.
pub fn fold_into(text: &str, out: &mut Folded) {
    out.text.clear();
    out.map.clear();
    out.original_len = text.len();
    let mut last = None::<char>;
    let mut gap = false;
    let mut skip_to = 0;
    // The offset between folded and original text changes only where something is dropped or changes its length.
    let mut drift = usize::MAX;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        let folded = match keep(c, last, &text[at..]) {
            Kept::Drop(len) => {
                skip_to = at + len;
                gap = true;
                continue;
            }
            Kept::Char(f) => f,
        };
        let begins_number = folded.is_ascii_digit() || matches!(folded, '+' | '-');
        if gap && begins_number && last.is_some_and(|l| l.is_ascii_digit()) {
            out.text.push(' ');
        }
        gap = false;
        let here = at.wrapping_sub(out.text.len());
        if here != drift {
            out.map.push((out.text.len() as u32, at as u32));
            drift = here;
        }
        out.text.push(folded);
        last = Some(folded);
    }
}

enum Kept {
    Char(char),
    /// Drop this many bytes.
    Drop(usize),
}

fn keep(c: char, last: Option<char>, rest: &str) -> Kept {
    if is_han(c) {
        return Kept::Char(simplified(c));
    }
    let h = half_width(c);
    match h {
        '0'..='9' | 'A'..='Z' | 'a'..='z' | '+' | '-' | '/' | '%' | '|' => Kept::Char(h),
        '(' => match (last.is_some_and(is_han), pinyin_len(rest)) {
            (true, len @ 1..) => Kept::Drop(len),
            _ => Kept::Char('('),
        },
        ')' => Kept::Char(')'),
        // Item numbers are written 1. 1． 1、 1， ; decimals and thousands are decided where numbers are parsed.
        '.' | '、' | '．' | ',' | '﹒' if last.is_some_and(|l| l.is_ascii_digit()) => {
            let next = rest[c.len_utf8()..].chars().next().map(half_width);
            let digit_next = next.is_some_and(|n| n.is_ascii_digit());
            match h {
                '.' | '．' | '﹒' => Kept::Char('.'),
                ',' if digit_next => Kept::Char(','),
                _ if digit_next => Kept::Drop(c.len_utf8()),
                _ => Kept::Char('.'),
            }
        }
        '、' if last.is_some_and(|l| "一二三四五六七八九十".contains(l)) => Kept::Char('、'),
        // 一. 一．and 一, are written for 一、
        '.' | ',' if last.is_some_and(|l| "一二三四五六七八九十".contains(l)) => Kept::Char('、'),
        _ => Kept::Drop(c.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, folded: &str) {
        assert_eq!(fold(text).text, folded);
    }

    #[test]
    fn spaces_quotes_and_widths_go() {
        check("第二十条\t第 （一） 项", "第二十条第(一)项");
        check("3.危及“三安全一稳定”", "3.危及三安全一稳定");
        check("１．属于国家秘密", "1.属于国家秘密");
        check("1、信访举报投诉类申请", "1.信访举报投诉类申请");
        check("本年增/减", "本年增/减");
    }

    #[test]
    fn numbers_that_stood_apart_stay_apart() {
        check("0 0 0\u{3000}00", "0 0 0 00");
        check("500000 5", "500000 5");
        check("3,119", "3,119");
        check("18651.06", "18651.06");
        check("0?", "0");
        check("10、20", "10 20");
        check("13 -8 5", "13 -8 5");
    }

    #[test]
    fn pinyin_and_traditional_characters_go() {
        check("公(gong)(gong)開(kai)", "公开");
        check("本機(jī)關(guān)不掌握", "本机关不掌握");
        check("各股(室)", "各股(室)");
        check("申請(qǐng)人情況(kuàng)", "申请人情况");
    }

    #[test]
    fn a_folded_byte_leads_back_to_its_origin() {
        let text = "规章 0 、行政許(xǔ)可 12";
        let folded = fold(text);
        let at = folded.text.find("12").expect("a number");
        assert_eq!(&text[folded.origin(at)..folded.origin(at) + 2], "12");
        let folded = fold("（一）可 1");
        assert_eq!(folded.origin(folded.text.find('1').expect("a digit")), 13);
        let folded = fold(text);
        let at = folded.text.find('可').expect("a character");
        assert!(text[folded.origin(at)..].starts_with('可'));
    }
}
