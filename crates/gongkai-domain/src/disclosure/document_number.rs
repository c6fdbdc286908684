//! 发文字号: the number of an official document.
//!
//! The form of GB/T 9704: 机关代字, the year in the brackets `〔〕` (U+3014, U+3015), the serial without 第 and without
//! leading zeros, 号. Orders (`…令第N号`) and announcements (`…公告YYYY年第N号`) have numbers of their own form. Pages
//! and copies write all of them in many other ways; what was mended is said.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// Most characters of a 机关代字. The longest seen are those of orders, which spell the agency's name.
const CODE_CHARS: usize = 30;
/// Years in which documents were numbered.
const YEARS: core::ops::RangeInclusive<i16> = 1949..=2100;
/// Opening brackets that stand for `〔`, and the closing ones in the same order.
const OPEN: &str = "〔﹝[【(（［{｛〈《「『〖<";
const CLOSE: &str = "〕﹞]】)）］}｝〉》」』〗>";

/// A number in its normal form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentNumber {
    /// 机关代字, for example `国办发`; for an order or announcement, all before `令` or the year.
    code: String,
    form: Form,
    /// The running number.
    serial: u32,
}

/// How the parts of a number are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// `国办发〔2019〕54号`.
    Letter {
        /// The year.
        year: i16,
    },
    /// `国务院令第711号`.
    Order,
    /// `财政部公告2024年第5号`.
    Announcement {
        /// The year.
        year: i16,
    },
}

/// Something that was mended to make a number normal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repair {
    /// Other brackets than `〔〕`.
    Brackets,
    /// Brackets were missing, one or both; the year was told by its four digits.
    LostBrackets,
    /// 第 before the serial.
    Ordinal,
    /// Zeros before the serial.
    LeadingZeros,
    /// Full-width letters or digits.
    Width,
    /// White space inside.
    Spaces,
    /// 号 was missing.
    LostSuffix,
    /// A code was put to a joint number that only had 年 and serial, from the one before it.
    SharedCode,
}

/// A number as it was read from a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberReading {
    /// The number.
    pub number: DocumentNumber,
    /// What was mended, without repetition.
    pub repairs: Vec<Repair>,
    /// Byte range in the text it was read from.
    pub span: (usize, usize),
}

/// Why a text is not a 发文字号.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// There is nothing.
    #[error("no number")]
    Empty,
    /// No 机关代字, or one with signs that none has.
    #[error("no agency code before the year")]
    NoCode,
    /// No year of four digits that documents were numbered in.
    #[error("no year")]
    NoYear,
    /// No serial, or 0, or one of more than six digits.
    #[error("no serial number")]
    NoSerial,
    /// Something follows.
    #[error("something stands behind the number")]
    Rest,
}

impl DocumentNumber {
    /// Reads a text that is one number and nothing else.
    ///
    /// # Errors
    ///
    /// If it is not.
    pub fn parse(text: &str) -> Result<NumberReading, NumberError> {
        let chars = Chars::of(text);
        let (reading, end) = chars.number(0)?;
        if chars.skip_blank(end) < chars.list.len() { Err(NumberError::Rest) } else { Ok(reading) }
    }

    /// Reads one or several numbers with `、`, commas, semicolons or white space between them, as joint documents
    /// carry them. A part without a code of its own takes that of the part before it, which is said.
    ///
    /// # Errors
    ///
    /// If any part is not a number.
    pub fn parse_joint(text: &str) -> Result<Vec<NumberReading>, NumberError> {
        let chars = Chars::of(text);
        let mut readings: Vec<NumberReading> = Vec::new();
        let mut at = chars.skip_blank(0);
        while at < chars.list.len() {
            let (reading, end) = match (chars.number(at), readings.last()) {
                (Ok(found), _) => found,
                (Err(error), Some(before)) => chars.with_code(at, &before.number.code).ok_or(error)?,
                (Err(error), None) => return Err(error),
            };
            readings.push(reading);
            at = chars.skip_separators(end);
        }
        if readings.is_empty() { Err(NumberError::Empty) } else { Ok(readings) }
    }

    /// Every number with its year in brackets that stands in a running text, in order.
    ///
    /// Only brackets tell a number inside a sentence from other digits, so numbers that lost them are not found.
    pub fn find_all(text: &str) -> Vec<NumberReading> {
        let chars = Chars::of(text);
        let mut found = Vec::new();
        let mut from = 0;
        for at in 0..chars.list.len() {
            if at < from || !OPEN.contains(chars.list[at].1) {
                continue;
            }
            let Some(start) = chars.code_before(at, from) else { continue };
            if let Ok((reading, end)) = chars.number(start)
                && !reading.repairs.contains(&Repair::LostSuffix)
                && matches!(reading.number.form, Form::Letter { .. })
            {
                found.push(reading);
                from = end;
            }
        }
        found
    }

    /// 机关代字.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// How it is put together.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The year, unless it is an order.
    pub fn year(&self) -> Option<i16> {
        match self.form {
            Form::Letter { year } | Form::Announcement { year } => Some(year),
            Form::Order => None,
        }
    }

    /// The running number.
    pub fn serial(&self) -> u32 {
        self.serial
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, serial) = (&self.code, self.serial);
        match self.form {
            Form::Letter { year } => write!(f, "{code}〔{year}〕{serial}号"),
            Form::Order => write!(f, "{code}令第{serial}号"),
            Form::Announcement { year } => write!(f, "{code}{year}年第{serial}号"),
        }
    }
}

/// The characters of a text with their byte places, half-width.
struct Chars {
    list: Vec<(usize, char, Mended)>,
    len: usize,
}

/// Whether a character was full-width.
type Mended = bool;

impl Chars {
    fn of(text: &str) -> Chars {
        let list = text
            .char_indices()
            .map(|(at, c)| match c {
                // Brackets keep their width: they have a repair of their own.
                '\u{FF01}'..='\u{FF5E}' if c.is_alphanumeric() => {
                    (at, char::from_u32(c as u32 - 0xFEE0).unwrap_or(c), true)
                }
                '〇' | '○' | '０' => (at, if c == '０' { '0' } else { c }, c == '０'),
                c => (at, c, false),
            })
            .collect();
        Chars { list, len: text.len() }
    }

    fn get(&self, at: usize) -> Option<char> {
        self.list.get(at).map(|(_, c, _)| *c)
    }

    fn byte(&self, at: usize) -> usize {
        self.list.get(at).map_or(self.len, |(byte, ..)| *byte)
    }

    fn skip_blank(&self, mut at: usize) -> usize {
        while self.get(at).is_some_and(is_blank) {
            at += 1;
        }
        at
    }

    fn skip_separators(&self, mut at: usize) -> usize {
        while self.get(at).is_some_and(|c| is_blank(c) || matches!(c, '、' | ',' | '，' | ';' | '；' | '/'))
        {
            at += 1;
        }
        at
    }

    /// Where a code that ends before the bracket at `bracket` starts.
    fn code_before(&self, bracket: usize, from: usize) -> Option<usize> {
        let mut start = bracket;
        while start > from && bracket - start < CODE_CHARS && is_code_char(self.list[start - 1].1) {
            start -= 1;
        }
        // A sentence leads to the number with a word that is no part of it.
        let code: String = self.list[start..bracket].iter().map(|(_, c, _)| *c).collect();
        const LEADS: [&str; 16] = [
            "文件精神",
            "文件",
            "根据",
            "按照",
            "依据",
            "依照",
            "参照",
            "按",
            "经",
            "由",
            "见",
            "以",
            "和",
            "及",
            "与",
            "即",
        ];
        let lead = LEADS.iter().filter_map(|lead| Some(code.rfind(lead)? + lead.len())).max().unwrap_or(0);
        let skipped = code[..lead].chars().count();
        (start + skipped < bracket).then_some(start + skipped)
    }

    /// Reads a number that starts at `at`; gives it and where it ends.
    fn number(&self, at: usize) -> Result<(NumberReading, usize), NumberError> {
        let start = self.skip_blank(at);
        if start >= self.list.len() {
            return Err(NumberError::Empty);
        }
        let mut scan = Scan { chars: self, at: start, repairs: Vec::new() };
        let code = scan.code()?;
        let (form, serial) = scan.year_and_serial(&code)?;
        let code = match form {
            Form::Order => code.strip_suffix('令').map(ToString::to_string).unwrap_or(code),
            _ => code,
        };
        Ok(scan.finish(DocumentNumber { code, form, serial }, start))
    }

    /// Reads a number without a code, which it takes from the one before.
    fn with_code(&self, at: usize, code: &str) -> Option<(NumberReading, usize)> {
        let start = self.skip_blank(at);
        let mut scan = Scan { chars: self, at: start, repairs: alloc::vec![Repair::SharedCode] };
        let (form, serial) = scan.year_and_serial(code).ok()?;
        Some(scan.finish(DocumentNumber { code: code.into(), form, serial }, start))
    }
}

struct Scan<'a> {
    chars: &'a Chars,
    at: usize,
    repairs: Vec<Repair>,
}

impl Scan<'_> {
    fn repair(&mut self, repair: Repair) {
        if !self.repairs.contains(&repair) {
            self.repairs.push(repair);
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at)
    }

    fn skip_blank(&mut self) {
        let next = self.chars.skip_blank(self.at);
        if next > self.at && next < self.chars.list.len() {
            self.repair(Repair::Spaces);
            self.at = next;
        }
    }

    /// Everything up to the bracket, the year or 第.
    fn code(&mut self) -> Result<String, NumberError> {
        let mut code = String::new();
        let mut has_han = false;
        let start = self.at;
        while let Some(c) = self.peek() {
            let is_end = OPEN.contains(c) && !self.is_part_of_code()
                || c.is_ascii_digit() && has_han
                || c == '第' && has_han;
            if is_end || CLOSE.contains(c) && !code.contains(['(', '（']) {
                break;
            }
            if is_blank(c) {
                self.skip_blank();
                if self.peek().is_none_or(is_blank) {
                    break;
                }
                continue;
            }
            if !is_code_char(c) && !matches!(c, '(' | ')' | '（' | '）' | '?' | '·')
                || self.at - start > CODE_CHARS
            {
                return Err(NumberError::NoCode);
            }
            has_han |= is_han(c);
            if self.chars.list[self.at].2 {
                self.repair(Repair::Width);
            }
            // Copies write a question mark where a bracket was lost.
            if c == '?' {
                break;
            }
            code.push(c);
            self.at += 1;
        }
        if has_han { Ok(code) } else { Err(NumberError::NoCode) }
    }

    /// `苏价费(工)〔2020〕3号`: a bracket that holds no digit belongs to the code.
    fn is_part_of_code(&self) -> bool {
        let is_round = matches!(self.peek(), Some('(' | '（'));
        is_round && self.chars.get(self.at + 1).is_some_and(is_han)
    }

    fn year_and_serial(&mut self, code: &str) -> Result<(Form, u32), NumberError> {
        self.skip_blank();
        if self.peek() == Some('第') && code.ends_with('令') {
            self.at += 1;
            return Ok((Form::Order, self.serial()?));
        }
        let opened = self.bracket(OPEN);
        self.skip_blank();
        let year = self.year()?;
        self.skip_blank();
        if self.peek() == Some('年') {
            self.at += 1;
            self.skip_blank();
            if opened == Bracket::None && self.peek() == Some('第') {
                self.at += 1;
                return Ok((Form::Announcement { year }, self.serial()?));
            }
        }
        let closed = self.bracket(CLOSE);
        match (opened, closed) {
            (Bracket::Right, Bracket::Right) => {}
            (Bracket::None, _) | (_, Bracket::None) => self.repair(Repair::LostBrackets),
            _ => self.repair(Repair::Brackets),
        }
        self.skip_blank();
        if self.peek() == Some('第') {
            self.at += 1;
            self.repair(Repair::Ordinal);
        }
        Ok((Form::Letter { year }, self.serial()?))
    }

    fn bracket(&mut self, kinds: &str) -> Bracket {
        match self.peek() {
            Some('?') => {
                self.at += 1;
                Bracket::None
            }
            Some(c) if kinds.contains(c) => {
                self.at += 1;
                // Some write the bracket twice, or two kinds of it.
                while self.peek().is_some_and(|c| kinds.contains(c)) {
                    self.at += 1;
                    self.repair(Repair::Brackets);
                }
                if matches!(c, '〔' | '〕') { Bracket::Right } else { Bracket::Other }
            }
            _ => Bracket::None,
        }
    }

    fn digits(&mut self, most: usize) -> (u32, usize) {
        let (mut value, mut count) = (0u32, 0);
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            if count == most {
                break;
            }
            if self.chars.list[self.at].2 {
                self.repair(Repair::Width);
            }
            value = value * 10 + digit;
            count += 1;
            self.at += 1;
        }
        (value, count)
    }

    fn year(&mut self) -> Result<i16, NumberError> {
        let (year, count) = self.digits(4);
        let year = i16::try_from(year).map_err(|_| NumberError::NoYear)?;
        if count == 4 && YEARS.contains(&year) { Ok(year) } else { Err(NumberError::NoYear) }
    }

    fn serial(&mut self) -> Result<u32, NumberError> {
        self.skip_blank();
        let is_padded = self.peek() == Some('0');
        let (serial, count) = self.digits(6);
        if count == 0 || serial == 0 || self.peek().is_some_and(|c| c.is_ascii_digit()) {
            return Err(NumberError::NoSerial);
        }
        if is_padded {
            self.repair(Repair::LeadingZeros);
        }
        if self.chars.get(self.chars.skip_blank(self.at)) == Some('号') {
            self.skip_blank();
            self.at += 1;
        } else {
            self.repair(Repair::LostSuffix);
        }
        Ok(serial)
    }

    fn finish(mut self, number: DocumentNumber, start: usize) -> (NumberReading, usize) {
        self.repairs.sort_unstable();
        let span = (self.chars.byte(start), self.chars.byte(self.at));
        (NumberReading { number, repairs: self.repairs, span }, self.at)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Right,
    Other,
    None,
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{2FFFF}' | '〇')
}

fn is_code_char(c: char) -> bool {
    is_han(c) || c.is_ascii_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, normal: &str, repairs: &[Repair]) {
        let reading = DocumentNumber::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(
            (reading.number.to_string().as_str(), reading.repairs.as_slice()),
            (normal, repairs),
            "{text}"
        );
    }

    #[test]
    fn the_normal_form_needs_no_repair() {
        check("国办发〔2019〕54号", "国办发〔2019〕54号", &[]);
        check("苏价费(工)〔2020〕3号", "苏价费(工)〔2020〕3号", &[]);
        check("国务院令第711号", "国务院令第711号", &[]);
        check("国家税务总局公告2023年第1号", "国家税务总局公告2023年第1号", &[]);
    }

    #[test]
    fn brackets_of_every_kind_become_the_right_ones() {
        for text in [
            "国办函﹝2020﹞109号",
            "国办函[2020]109号",
            "国办函【2020】109号",
            "国办函(2020)109号",
            "国办函（2020）109号",
            "国办函［2020］109号",
            "国办函〔2020)109号",
            "国办函〔〔2020〕109号",
        ] {
            check(text, "国办函〔2020〕109号", &[Repair::Brackets]);
        }
    }

    #[test]
    fn lost_brackets_are_put_back_and_said() {
        for text in ["国办函2020109号", "国办函?2020?109号", "国办函〔2020109号", "国办函2020〕109号"]
        {
            check(text, "国办函〔2020〕109号", &[Repair::LostBrackets]);
        }
        check("国办函 2020 109号", "国办函〔2020〕109号", &[Repair::LostBrackets, Repair::Spaces]);
    }

    #[test]
    fn ordinals_zeros_widths_and_spaces_go() {
        check("政办发〔2021〕第007号", "政办发〔2021〕7号", &[Repair::Ordinal, Repair::LeadingZeros]);
        check("政办发〔２０２１〕７号", "政办发〔2021〕7号", &[Repair::Width]);
        check("政办发 〔2021〕 7 号", "政办发〔2021〕7号", &[Repair::Spaces]);
        check(" 政办发〔2021〕7号\u{3000}", "政办发〔2021〕7号", &[]);
        check("政办发〔2021〕7", "政办发〔2021〕7号", &[Repair::LostSuffix]);
        check("政办发〔2021年〕7号", "政办发〔2021〕7号", &[]);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let error = |text| DocumentNumber::parse(text).expect_err(text);
        assert_eq!(error("  "), NumberError::Empty);
        assert_eq!(error("〔2021〕7号"), NumberError::NoCode);
        assert_eq!(error("abc〔2021〕7号"), NumberError::NoCode);
        assert_eq!(error("政办发〔21〕7号"), NumberError::NoYear);
        assert_eq!(error("政办发〔1848〕7号"), NumberError::NoYear);
        assert_eq!(error("政办发〔2021〕0号"), NumberError::NoSerial);
        assert_eq!(error("政办发〔2021〕号"), NumberError::NoSerial);
        assert_eq!(error("政办发〔2021〕7号文件"), NumberError::Rest);
        assert_eq!(error("关于印发《办法》的通知"), NumberError::NoYear);
        assert_eq!(error("2021年3月5日"), NumberError::NoCode);
    }

    #[test]
    fn joint_documents_have_several_numbers() {
        let joint = |text| -> Vec<String> {
            DocumentNumber::parse_joint(text).expect(text).iter().map(|r| r.number.to_string()).collect()
        };
        assert_eq!(joint("苏财综〔2020〕5号 苏价费[2020]10号"), ["苏财综〔2020〕5号", "苏价费〔2020〕10号"]);
        assert_eq!(joint("财税〔2019〕13号、〔2019〕14号"), ["财税〔2019〕13号", "财税〔2019〕14号"]);
        let shared = DocumentNumber::parse_joint("财税〔2019〕13号；〔2019〕14号").expect("two");
        assert_eq!(shared[1].repairs, [Repair::SharedCode]);
        assert!(DocumentNumber::parse_joint("财税〔2019〕13号、待定").is_err());
    }

    #[test]
    fn numbers_in_a_sentence_are_found_without_the_words_before_them() {
        let text =
            "根据《意见》（国办发〔2019〕54号）和按照苏政办发[2020]7号文件精神，现就（2021）3月的事项通知";
        let found: Vec<_> = DocumentNumber::find_all(text)
            .iter()
            .map(|r| (r.number.to_string(), &text[r.span.0..r.span.1]))
            .collect();
        assert_eq!(
            found,
            [
                ("国办发〔2019〕54号".into(), "国办发〔2019〕54号"),
                ("苏政办发〔2020〕7号".into(), "苏政办发[2020]7号")
            ]
        );
    }

    proptest! {
        #[test]
        fn every_normal_number_reads_back_and_so_do_its_variants(
            code in "[国省市县政财教人社]{1,6}[办发函字]", year in 1949i16..2100, serial in 1u32..99_999, kind in 0usize..9,
        ) {
            let normal = format!("{code}〔{year}〕{serial}号");
            let text = match kind {
                0 => normal.clone(),
                1 => format!("{code}[{year}]{serial}号"),
                2 => format!("{code}（{year}）第{serial}号"),
                3 => format!("{code} 〔{year}〕 {serial} 号"),
                4 => format!("{code}﹝{year}﹞{serial:06}号"),
                5 => format!("{code}{year}{serial}号"),
                6 => format!("{code}【{year}】{serial}"),
                7 => format!("{code}〔{year}{serial}号"),
                _ => format!("{code}?{year}?{serial}号"),
            };
            let reading = DocumentNumber::parse(&text).expect("a number");
            prop_assert_eq!(reading.number.to_string(), normal);
            let again = DocumentNumber::parse(&reading.number.to_string()).expect("normal");
            prop_assert_eq!(&again.number, &reading.number);
            prop_assert!(again.repairs.is_empty());
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[〔〕\\[\\]（）?国办发令年第号0-9０-９ a-z]{0,24}") {
            if let Ok(reading) = DocumentNumber::parse(&text) {
                prop_assert_eq!(DocumentNumber::parse(&reading.number.to_string()).expect("normal").number, reading.number);
            }
            for reading in DocumentNumber::find_all(&text) {
                prop_assert!(text.get(reading.span.0..reading.span.1).is_some());
            }
            let _ = DocumentNumber::parse_joint(&text);
        }
    }
}
