//! The automatic check before a document goes out: personal data, marks of secrecy, slips of the pen.
//!
//! It marks passages and never decides: a reviewer says of each heavy finding why it may stand, or sends the document
//! back. One thing is refused outright, a mark of secrecy ([`secrecy_mark`]), since such a text must not be kept at
//! all on a system that is connected to the network (保守国家秘密法).
//!
//! Sources: 个人信息保护法 Art. 4, 28; Regulations Art. 14, 15, 17; GB 11643 for identity numbers.

mod personal;
mod secrecy;
mod wording;

use alloc::string::String;
use alloc::vec::Vec;

use super::review::Weight;

pub use self::secrecy::{secrecy_mark, secrecy_page};

/// A passage that someone has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What kind of passage; never changes.
    pub code: &'static str,
    /// Whether a reviewer must say what becomes of it.
    pub weight: Weight,
    /// Where it stands. Unit: bytes of the text.
    pub span: (usize, usize),
    /// The passage, masked where it is personal.
    pub excerpt: String,
    /// What is the matter, in Chinese.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
}

/// What an agency knows about its own texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WordList {
    /// Telephone numbers that may be published, digits alone.
    pub telephones: Vec<String>,
    /// Wrong wordings and what they should be.
    pub wordings: Vec<(String, String)>,
    /// Names of people with the office that stands before them, such as 张三 and 局长.
    pub officials: Vec<(String, String)>,
    /// Names of laws beside those that every agency needs.
    pub laws: Vec<String>,
}

/// A line of a word list that says nothing, with its number from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordListError {
    /// Which line.
    pub line: usize,
    /// The line.
    pub text: String,
}

impl WordList {
    /// Reads a list, one entry a line: `电话 0512-12345678`, `用语 布署=部署`, `职务 张三=局长`, `法规 某市供水条例`.
    ///
    /// # Errors
    ///
    /// The first line that is none of these; blank lines and lines that begin with `#` are skipped.
    pub fn parse(text: &str) -> Result<WordList, WordListError> {
        let mut list = WordList::default();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let error = || WordListError { line: number, text: line.into() };
            let (kind, rest) = line.split_once([' ', '\u{3000}', '\t', ':', '：']).ok_or_else(error)?;
            let rest = rest.trim();
            let pair = || {
                let (a, b) = rest.split_once(['=', '＝']).ok_or_else(error)?;
                let (a, b) = (a.trim(), b.trim());
                if a.is_empty() || b.is_empty() { Err(error()) } else { Ok((a.into(), b.into())) }
            };
            match kind {
                "电话" => {
                    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
                    if digits.len() < 5 {
                        return Err(error());
                    }
                    list.telephones.push(digits);
                }
                "用语" => list.wordings.push(pair()?),
                "职务" => list.officials.push(pair()?),
                "法规" if !rest.is_empty() => {
                    list.laws.push(rest.trim_matches(['《', '》']).into());
                }
                _ => return Err(error()),
            }
        }
        Ok(list)
    }
}

/// Everything in a text that someone has to look at, in the order of the text.
pub fn screen(text: &str, words: &WordList) -> Vec<Hit> {
    let mut hits = Vec::new();
    personal::find(text, words, &mut hits);
    secrecy::find(text, &mut hits);
    wording::find(text, words, &mut hits);
    hits.sort_by(|a, b| (a.span, a.code).cmp(&(b.span, b.code)));
    hits
}

/// The passage with what surrounds it, on one line.
fn excerpt(text: &str, (from, to): (usize, usize)) -> String {
    const AROUND: usize = 12;
    let before = text[..from].char_indices().rev().take(AROUND).last().map_or(from, |(at, _)| at);
    let after = text[to..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| to + at);
    let dots = |is_cut: bool| if is_cut { "…" } else { "" };
    let line: String = text[before..after].chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    alloc::format!("{}{}{}", dots(before > 0), line.trim(), dots(after < text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_list_is_read_and_its_bad_line_named() {
        let list = WordList::parse(
            "# 本局\n电话 0512-6523 4567\n用语：布署 = 部署\n职务 张三=局长\n法规 《鹿鸣县供水条例》\n",
        )
        .expect("a list");
        assert_eq!(list.telephones, ["051265234567"]);
        assert_eq!(list.wordings, [("布署".into(), "部署".into())]);
        assert_eq!(list.officials, [("张三".into(), "局长".into())]);
        assert_eq!(list.laws, ["鹿鸣县供水条例"]);
        for bad in ["电话", "电话 12", "用语 布署", "职务 =局长", "别的 一"] {
            assert_eq!(WordList::parse(&alloc::format!("\n{bad}")).map_err(|e| e.line), Err(2), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn spans_are_passages_of_any_text(text in "[0-9xX０-９ \\-秘密机★年身份证号：路室栋《》条例的了。a]{0,60}") {
            for hit in screen(&text, &WordList::default()) {
                prop_assert!(text.get(hit.span.0..hit.span.1).is_some_and(|t| !t.is_empty()), "{hit:?}");
            }
        }

        #[test]
        fn what_is_personal_is_masked(text in "[0-9]{0,4}[1-8][0-9]{16}[0-9X]( |，)1[3-9][0-9]{9}") {
            for hit in screen(&text, &WordList::default()) {
                let is_long = |part: &str| part.len() > 8;
                let longest = hit.excerpt.split(|c: char| !c.is_ascii_digit()).any(is_long);
                prop_assert!(!hit.code.starts_with("personal.") || !longest, "{hit:?}");
            }
        }
    }
}
