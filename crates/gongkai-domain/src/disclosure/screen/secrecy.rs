//! Marks of secrecy (国家秘密标志): a level, a star and how long.
//!
//! The mark is ★ between level and term (保守国家秘密法实施条例; GB/T 9704 prints it in the upper left corner). Text
//! recognition and retyping make other stars of it, so those count as well.

use alloc::vec::Vec;

use super::{Hit, excerpt};
use crate::disclosure::review::Weight;

const LEVELS: [&str; 3] = ["绝密", "机密", "秘密"];
const STARS: &str = "★☆✩✪✫✭✯⭐﹡＊*";
/// Lines at the beginning in which a level standing alone is a mark.
const HEAD_LINES: usize = 6;

/// The first mark of secrecy in a text. Unit: bytes.
pub fn secrecy_mark(text: &str) -> Option<(usize, usize)> {
    let starred = LEVELS.iter().flat_map(|level| text.match_indices(level)).filter_map(|(at, level)| {
        let rest = &text[at + level.len()..];
        let inner = rest.trim_start_matches([' ', '\u{3000}', '\u{a0}']);
        let star = inner.chars().next().filter(|c| STARS.contains(*c))?;
        let after = inner[star.len_utf8()..].trim_start_matches([' ', '\u{3000}', '\u{a0}']);
        let end = text.len() - after.len();
        let term = term(after);
        // An asterisk is also a footnote or a multiplication; it needs a term.
        (star != '*' && star != '＊' && star != '﹡' || term > 0).then_some((at, end + term))
    });
    starred.chain(head_lines(text)).min()
}

/// How many bytes of `10年`, `长期`, `6个月`, `解密前` or `公布前` the text begins with.
fn term(text: &str) -> usize {
    if let Some(word) = ["长期", "解密前", "公布前", "启用前"].iter().find(|w| text.starts_with(**w))
    {
        return word.len();
    }
    let is_digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十两".contains(c);
    let digits = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    let unit = ["年", "个月", "天", "日"].iter().find(|u| text[digits..].starts_with(**u));
    if digits > 0 { unit.map_or(0, |u| digits + u.len()) } else { 0 }
}

/// A level alone on one of the first lines.
fn head_lines(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let lines = text.split('\n').filter(|l| !l.trim().is_empty()).take(HEAD_LINES);
    lines.filter_map(move |line| {
        let level = line.trim();
        let from = line.as_ptr() as usize - text.as_ptr() as usize + (line.len() - line.trim_start().len());
        let is_alone = |l: &str| level.chars().filter(|c| !c.is_whitespace()).eq(l.chars());
        LEVELS.iter().any(|l| is_alone(l)).then_some((from, from + level.len()))
    })
}

/// A mark of secrecy, in words for the person whose file was refused: in Chinese and in English.
pub fn secrecy_page(mark: &str) -> (alloc::string::String, alloc::string::String) {
    (
        alloc::format!(
            "文件带有国家秘密标志“{mark}”，已拒收且未保存内容，只记录了其校验值。请立即按保密规定处置该文件及本机副本；确已解密的，去除标志并由保密机构确认后再上传。"
        ),
        alloc::format!(
            "The file bears a mark of state secrecy (“{mark}”). It was refused and not kept; only its hash was recorded. Handle it by the rules of secrecy at once; if it was declassified, remove the mark with the secrecy office's consent and send it again."
        ),
    )
}

/// Words that say a text is not for everybody.
const INTERNAL: [&str; 9] = [
    "内部资料",
    "内部文件",
    "内部使用",
    "内部掌握",
    "注意保存",
    "不得外传",
    "请勿外传",
    "不予公开）",
    "工作秘密",
];

pub(super) fn find(text: &str, hits: &mut Vec<Hit>) {
    if let Some(span) = secrecy_mark(text) {
        let (reason, reason_en) = secrecy_page(text[span.0..span.1].trim());
        let excerpt = excerpt(text, span);
        hits.push(Hit { code: "secrecy.mark", weight: Weight::Settle, span, excerpt, reason, reason_en });
    }
    for word in INTERNAL {
        for (at, _) in text.match_indices(word) {
            let span = (at, at + word.len());
            hits.push(Hit {
                code: "secrecy.internal",
                weight: Weight::Settle,
                span,
                excerpt: excerpt(text, span),
                reason: alloc::format!("出现“{word}”字样，请确认不是内部文件、工作秘密或不予公开的内容。"),
                reason_en: "The words of an internal paper; make sure that it may be published.".into(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, mark: Option<&str>) {
        assert_eq!(secrecy_mark(text).map(|(a, b)| &text[a..b]), mark, "{text}");
    }

    #[test]
    fn a_mark_is_a_level_with_a_star() {
        check("机密★10年\n关于……的通知", Some("机密★10年"));
        check("……属于秘密 ★ 长期 的", Some("秘密 ★ 长期"));
        check("绝密★", Some("绝密★"));
        check("机密☆６年", Some("机密☆"));
        check("秘密*5年", Some("秘密*5年"));
        check("秘密*注：", None);
        check("\n 机 密 \n某某局文件", Some("机 密"));
    }

    #[test]
    fn speaking_of_secrets_is_no_mark() {
        check("依法确定为国家秘密的政府信息不予公开。", None);
        check("商业秘密\n个人隐私", None);
        check("一\n二\n三\n四\n五\n六\n秘密", None);
        check("", None);
    }
}
