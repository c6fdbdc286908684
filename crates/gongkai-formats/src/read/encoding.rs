//! Bytes to text, whatever the header claims.
//!
//! What a page says about its own encoding is often wrong: it was copied from a template, or the server
//! recoded the file. So the bytes decide, and a claim that does not hold is reported.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use gongkai_domain::report::{Notice, NoticeCode};

/// How much of the input the statistics look at.
const SAMPLE_BYTES: usize = 64 << 10;
/// How far into the file a claim about the encoding is looked for.
const CLAIM_BYTES: usize = 4 << 10;

/// Turns bytes into text.
///
/// A byte order mark decides; else UTF-8 if it is valid, or nearly so (a file cut in the middle of a
/// character); else UTF-16 by its zero bytes or the share of Chinese; else GB18030 (which includes GBK and
/// GB2312) or Big5 by the frequency of characters.
pub fn decode(bytes: &[u8]) -> (String, Vec<Notice>) {
    let (text, notices) = detect(bytes).decode();
    (text.into_owned(), notices)
}

/// Bytes with the encoding that was found for them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Detected<'a> {
    /// The encoding.
    pub(crate) encoding: &'static Encoding,
    /// The bytes without a byte order mark.
    pub(crate) body: &'a [u8],
    /// The body as it is, where it is valid UTF-8: looking at every byte once is enough.
    text: Option<&'a str>,
}

impl<'a> Detected<'a> {
    fn new(encoding: &'static Encoding, body: &'a [u8]) -> Detected<'a> {
        Detected { encoding, body, text: None }
    }

    /// The text, as [`decode`] gives it.
    pub(crate) fn decode(self) -> (Cow<'a, str>, Vec<Notice>) {
        let mut notices = Vec::new();
        let text = match self.text {
            Some(text) => Cow::Borrowed(text),
            None => decode_as(self.encoding, self.body, &mut notices),
        };
        if let Some(claimed) = claimed(self.body)
            && family(claimed) != family(self.encoding)
            && !(self.encoding == UTF_8 && self.body.is_ascii())
        {
            let detail = format!("{} → {}", claimed.name(), self.encoding.name());
            notices.push(Notice::new(NoticeCode::EncodingMismatch, detail));
        }
        (text, notices)
    }
}

/// Finds the encoding of the bytes.
pub(crate) fn detect(bytes: &[u8]) -> Detected<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Detected::new(encoding, &bytes[mark..]);
    }
    let text = std::str::from_utf8(bytes).ok();
    // UTF-16 of ASCII text is valid UTF-8 too; its zero bytes tell.
    if (text.is_none() || utf16_sample(bytes).contains(&0))
        && let Some(encoding) = utf16_without_mark(bytes)
    {
        return Detected::new(encoding, bytes);
    }
    match text {
        Some(_) => Detected { text, ..Detected::new(UTF_8, bytes) },
        None if is_nearly_utf8(bytes) => Detected::new(UTF_8, bytes),
        None => Detected::new(chinese_legacy(bytes), bytes),
    }
}

fn decode_as<'a>(encoding: &'static Encoding, body: &'a [u8], notices: &mut Vec<Notice>) -> Cow<'a, str> {
    let (text, had_errors) = encoding.decode_without_bom_handling(body);
    if had_errors {
        let count = text.matches('\u{FFFD}').count();
        let mut notice = Notice::new(NoticeCode::EncodingReplaced, encoding.name());
        notice.count = u32::try_from(count).unwrap_or(u32::MAX);
        notices.push(notice);
    }
    text
}

/// UTF-8 with so few faults that nothing else can be meant.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xE0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    // Chinese text of another encoding holds hardly any valid three-byte sequence.
    good >= 4 && bad * 20 <= good
}

fn utf16_sample(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(SAMPLE_BYTES) & !1]
}

/// UTF-16 without a byte order mark, told by zero bytes on one side or by the share of Chinese.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = utf16_sample(bytes);
    if sample.len() < 4 {
        return None;
    }
    let units = sample.len() / 2;
    let score = |unit: fn([u8; 2]) -> u16| {
        let pairs = sample.as_chunks::<2>().0;
        pairs.iter().filter(|pair| is_plausible_unit(unit(**pair))).count()
    };
    let (little, big) = (score(u16::from_le_bytes), score(u16::from_be_bytes));
    let (encoding, best, other) =
        if little >= big { (UTF_16LE, little, big) } else { (UTF_16BE, big, little) };
    (best * 100 >= units * 92 && other * 100 < units * 80).then_some(encoding)
}

/// A code unit that a Chinese document consists of.
fn is_plausible_unit(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0xFF | 0x2000..=0x22FF | 0x2460..=0x24FF
        | 0x2500..=0x25FF | 0x3000..=0x303F | 0x4E00..=0x9FFF | 0xFF00..=0xFFEF)
}

/// GB18030 or Big5, by how many characters are frequent ones.
///
/// Both standards put the frequent characters first, so the lead byte tells: in GB2312 the 3 755 of level 1
/// have B0–D7 with a trail byte from A1, in Big5 the 5 401 of level 1 have A4–C6. Text of the one read as the
/// other falls outside at least a third of the time. This needs no more than a few dozen characters, where a
/// general detector wants a page.
fn chinese_legacy(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let share = |is_frequent: fn(u8, u8) -> bool| {
        let (mut frequent, mut all, mut at) = (0usize, 0usize, 0);
        while let Some(&[lead, trail]) = sample.get(at..at + 2) {
            if lead < 0x81 {
                at += 1;
                continue;
            }
            all += 1;
            frequent += usize::from(is_frequent(lead, trail));
            at += 2;
        }
        frequent * 1000 / all.max(1)
    };
    let gb = share(|lead, trail| trail >= 0xA1 && matches!(lead, 0xA1..=0xA3 | 0xB0..=0xD7));
    let big5 = share(|lead, trail| matches!(trail, 0x40..=0x7E | 0xA1..=0xFE) && matches!(lead, 0xA1..=0xC6));
    if big5 > gb { BIG5 } else { GB18030 }
}

/// Encodings that a claim may confuse without harm: GB2312, GBK and GB18030 are one.
fn family(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "GBK" | "gb18030" => "gb18030",
        "UTF-16LE" | "UTF-16BE" => "utf-16",
        name => name,
    }
}

/// What `<meta charset=…>` or `<?xml encoding=…?>` claims.
fn claimed(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(CLAIM_BYTES)];
    let mut from = 0;
    while let Some(start) = memchr::memchr(b'<', &head[from..]).map(|i| from + i) {
        let end = memchr::memchr(b'>', &head[start..]).map_or(head.len(), |i| start + i);
        let tag = &head[start..end];
        let attribute = match tag.get(1..5).map(<[u8]>::to_ascii_lowercase).as_deref() {
            Some(b"meta") => Some(&b"charset"[..]),
            Some(b"?xml") => Some(&b"encoding"[..]),
            _ => None,
        };
        if let Some(label) = attribute.and_then(|name| attribute_value(tag, name)) {
            return Encoding::for_label(label);
        }
        from = end;
    }
    None
}

/// The value after `name=` in a tag, also inside `content="text/html; charset=…"`.
fn attribute_value<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let at = tag.windows(name.len()).position(|w| w.eq_ignore_ascii_case(name))? + name.len();
    let rest = tag[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| matches!(b, b'"' | b'\'' | b' ' | b';' | b'/' | b'?'));
    Some(&rest[..end.unwrap_or(rest.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str =
        "达州市达川区人力资源和社会保障局2021年政府信息公开工作年度报告：行政许可 7，行政处罚 0。";

    fn codes(notices: &[Notice]) -> Vec<NoticeCode> {
        notices.iter().map(|n| n.code).collect()
    }

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[track_caller]
    fn check(bytes: &[u8], text: &str) {
        let (decoded, notices) = decode(bytes);
        assert_eq!(decoded, text);
        assert_eq!(notices, []);
    }

    #[test]
    fn every_encoding_is_found_without_a_header() {
        check(b"", "");
        check(b"a", "a");
        check(TITLE.as_bytes(), TITLE);
        check(&[b"\xEF\xBB\xBF", TITLE.as_bytes()].concat(), TITLE);
        check(&GB18030.encode(TITLE).0, TITLE);
        check(&utf16(TITLE, u16::to_le_bytes), TITLE);
        check(&utf16(TITLE, u16::to_be_bytes), TITLE);
        check(&[b"\xFF\xFE", &utf16(TITLE, u16::to_le_bytes)[..]].concat(), TITLE);
        check(
            &utf16("<table><tr><td>1</td></tr></table>", u16::to_le_bytes),
            "<table><tr><td>1</td></tr></table>",
        );
        let traditional = "臺北市政府環境保護局政府資訊公開工作年度報告，本年度新收申請數量與上年度結轉。";
        check(&BIG5.encode(traditional).0, traditional);
        check(&GB18030.encode("本年新收 3 件，囧㐀𠀀").0, "本年新收 3 件，囧㐀𠀀");
    }

    #[test]
    fn a_header_that_lies_is_reported_and_not_believed() {
        let page =
            format!("<html><META http-equiv=Content-Type content='text/html; charset=gb2312'><p>{TITLE}");
        let (text, notices) = decode(page.as_bytes());
        assert_eq!(text, page);
        assert_eq!(codes(&notices), [NoticeCode::EncodingMismatch]);
        assert_eq!(notices[0].detail, "GBK → UTF-8");
        let (text, notices) = decode(&GB18030.encode(&page).0);
        assert_eq!(text, page);
        assert_eq!(notices, []);
        let lie = page.replace("gb2312", "utf-8");
        let (text, notices) = decode(&GB18030.encode(&lie).0);
        assert_eq!(text, lie);
        assert_eq!(notices[0].detail, "UTF-8 → gb18030");
    }

    #[test]
    fn a_file_cut_inside_a_character_stays_utf8() {
        let cut = &TITLE.as_bytes()[..TITLE.len() - 1];
        let (text, notices) = decode(cut);
        assert!(text.starts_with("达州市达川区"));
        assert_eq!(codes(&notices), [NoticeCode::EncodingReplaced]);
        assert_eq!(notices[0].count, 1);
    }

    #[test]
    fn ascii_is_never_a_mismatch() {
        assert_eq!(decode(b"<meta charset=gbk><td>0</td>").1, []);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_decode(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            decode(&bytes);
        }
    }
}
