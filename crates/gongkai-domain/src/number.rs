//! Numerals as reports write them: digits, Chinese numerals, 万 and 亿, and the words that make them inexact.

use rust_decimal::Decimal;

use crate::lexicon::Lexicon;
use crate::report::Bound;

/// A numeral in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numeral {
    /// Its value; 万 and 亿 are multiplied in.
    pub value: Decimal,
    /// How exact it is, by the words around it.
    pub bound: Bound,
    /// Whether digits or Chinese characters stand for it.
    pub script: Script,
    /// Byte range of the numeral with its 万, 亿, 余, 多, but without 约, 超过 before it.
    pub span: (usize, usize),
}

/// How a numeral is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// `3119`, `３，１１９`, `6.1万`
    Digits,
    /// `七`, `一百零五`, `三千余`
    Chinese,
}

/// Reads a text that is a numeral and nothing else, such as `3,119`, `３ １１９`, `约200`, `6.1万余` or `一百零五`.
///
/// A sign is read (`+4`, `-2`, `－２`); a numeral with 余, 多, 近, 约, 以上 and the like is not exact.
pub fn parse(text: &str) -> Option<Numeral> {
    let trimmed = text.trim();
    let lead = text.len() - text.trim_start().len();
    let (sign, unsigned) = split_sign(trimmed);
    let found = scan(unsigned, 0)?;
    let rest_after = unsigned[found.span.1..].trim();
    let suffix = match rest_after {
        "" => None,
        _ => Some(bound_after(rest_after).filter(|(_, length)| *length == rest_after.len())?.0),
    };
    let prefix = unsigned[..found.span.0].trim();
    if !prefix.is_empty() && (sign.is_some() || bound_before(prefix).is_none_or(|(_, start)| start != 0)) {
        return None;
    }
    let base = lead + (trimmed.len() - unsigned.len());
    let negative = sign == Some('-');
    Some(Numeral {
        value: if negative { -found.value } else { found.value },
        bound: suffix.unwrap_or(found.bound),
        span: (if sign.is_some() { lead } else { base + found.span.0 }, base + found.span.1),
        ..found
    })
}

fn split_sign(text: &str) -> (Option<char>, &str) {
    let mut chars = text.chars();
    let (sign, rest) = match chars.next() {
        Some('+' | '＋') => (Some('+'), chars.as_str()),
        Some('-' | '－' | '−' | '–') => (Some('-'), chars.as_str()),
        _ => return (None, text),
    };
    if rest.trim_start().starts_with(|c| digit(c).is_some()) {
        (sign, rest.trim_start())
    } else {
        (None, text)
    }
}

/// The first numeral at or after a byte offset, whatever it counts.
pub fn scan(text: &str, from: usize) -> Option<Numeral> {
    for (offset, c) in text.get(from..)?.char_indices() {
        let at = from + offset;
        let found = if digit(c).is_some() {
            Some(digits_at(text, at))
        } else if chinese_digit(c).is_some() || small_power(c).is_some() {
            chinese_at(text, at)
        } else {
            None
        };
        if let Some((value, end)) = found {
            return Some(finish(text, at, value, end));
        }
    }
    None
}

/// Multiplies 万 and 亿 in and reads the words that make the numeral inexact.
fn finish(text: &str, start: usize, value: Decimal, end: usize) -> Numeral {
    let script = match text[start..].chars().next().and_then(digit) {
        Some(_) => Script::Digits,
        None => Script::Chinese,
    };
    let mut numeral = Numeral { value, bound: Bound::Exact, script, span: (start, end) };
    // 余 and 多 stand before or after the power: 10余万, 6.1万余.
    for _ in 0..3 {
        let rest = &text[numeral.span.1..];
        let trimmed = rest.trim_start_matches(' ');
        let Some(c) = trimmed.chars().next() else { break };
        let next = numeral.span.1 + (rest.len() - trimmed.len()) + c.len_utf8();
        match c {
            '余' | '餘' | '多' => numeral.bound = Bound::AtLeast,
            '万' | '萬' => numeral.value = times(numeral.value, 10_000),
            '亿' | '億' => numeral.value = times(numeral.value, 100_000_000),
            '千' | '百' if script == Script::Digits && is_power_before_unit(&text[next..]) => {
                numeral.value = times(numeral.value, small_power(c).unwrap_or(1));
            }
            _ => break,
        }
        numeral.span.1 = next;
    }
    if numeral.bound == Bound::Exact {
        if let Some((bound, _)) = bound_before(&text[..start]) {
            numeral.bound = bound;
        }
        // 上百, 上千; with digits 上 is a preposition (网上37件).
        if text[..start].ends_with('上') && text[start..].starts_with(['百', '千']) {
            numeral.bound = Bound::AtLeast;
        }
    }
    numeral
}

/// `5千余次` is a numeral, `5百货商店` is not: a power after digits needs 余, 多 or a measure word behind it.
fn is_power_before_unit(rest: &str) -> bool {
    rest.starts_with(['余', '多', '万', '条', '件', '篇', '次', '人', '份', '册', '元', '个', '项'])
}

fn times(value: Decimal, factor: u64) -> Decimal {
    value.checked_mul(Decimal::from(factor)).map_or(value, |v| v.normalize())
}

/// The bound that a word at the end of `text` gives to the numeral behind it, and where the word starts.
pub(crate) fn bound_before(text: &str) -> Option<(Bound, usize)> {
    let text = text.trim_end();
    static WORDS: Lexicon<15, Bound> = Lexicon::new([
        ("不少于", Bound::AtLeast),
        ("不低于", Bound::AtLeast),
        ("多于", Bound::AtLeast),
        ("超过", Bound::AtLeast),
        ("超出", Bound::AtLeast),
        ("突破", Bound::AtLeast),
        ("至少", Bound::AtLeast),
        ("达到近", Bound::About),
        ("将近", Bound::About),
        ("接近", Bound::About),
        ("大约", Bound::About),
        ("逾", Bound::AtLeast),
        ("超", Bound::AtLeast),
        ("近", Bound::About),
        ("约", Bound::About),
    ]);
    let (word, bound) = WORDS.ending(text).next()?;
    let before = &text[..text.len() - word.len()];
    // 最近, 预约, 网上 and the like are words of their own.
    let compound = match word {
        "近" => before.ends_with(['最', '附', '临', '邻', '贴']),
        "约" => before.ends_with(['预', '签', '节', '制', '公', '合', '违', '大']),
        "超" => before.ends_with(['赶', '高']),
        _ => false,
    };
    (!compound).then_some((bound, before.len()))
}

/// The bound that a word at the start of `text` gives to the count before it, and the word's length.
pub(crate) fn bound_after(text: &str) -> Option<(Bound, usize)> {
    const WORDS: [(&str, Bound); 4] =
        [("以上", Bound::AtLeast), ("左右", Bound::About), ("上下", Bound::About), ("开外", Bound::AtLeast)];
    WORDS.into_iter().find(|(word, _)| text.starts_with(word)).map(|(word, bound)| (bound, word.len()))
}

/// The value of an ASCII or full-width digit.
pub(crate) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// Reads digits with separators and a decimal point from `start`; returns the value and the end.
fn digits_at(text: &str, start: usize) -> (Decimal, usize) {
    let (mut value, mut end) = whole_digits(text, start);
    let groups = separated_groups(text, end);
    if end_digits(text, start, end) <= 3 && groups > 0 {
        for _ in 0..groups {
            let separator = text[end..].chars().next().map_or(0, char::len_utf8);
            let (group, group_end) = whole_digits(text, end + separator);
            value =
                value.checked_mul(Decimal::ONE_THOUSAND).and_then(|v| v.checked_add(group)).unwrap_or(value);
            end = group_end;
        }
    }
    let mut chars = text[end..].chars();
    if let (Some('.' | '．'), Some(_)) = (chars.next(), chars.next().and_then(digit)) {
        let point = text[end..].chars().next().map_or(0, char::len_utf8);
        let mut scale = Decimal::ONE;
        let mut at = end + point;
        while let Some(d) = text[at..].chars().next().and_then(digit) {
            let next = at + text[at..].chars().next().map_or(0, char::len_utf8);
            if let Some(fraction) = scale.checked_div(Decimal::TEN).filter(|s| !s.is_zero()) {
                scale = fraction;
                value =
                    scale.checked_mul(Decimal::from(d)).and_then(|f| value.checked_add(f)).unwrap_or(value);
            }
            at = next;
        }
        end = at;
    }
    (value, end)
}

fn whole_digits(text: &str, start: usize) -> (Decimal, usize) {
    let mut small: u64 = 0;
    let mut value = None;
    let mut end = start;
    for c in text[start..].chars() {
        let Some(d) = digit(c) else { break };
        end += c.len_utf8();
        match value {
            None => match small.checked_mul(10).and_then(|v| v.checked_add(u64::from(d))) {
                Some(v) => small = v,
                None => value = Some(Decimal::from(small)),
            },
            // More digits than any count has: the value saturates, the span still covers them.
            Some(v) => value = Some(v),
        }
    }
    (value.unwrap_or(Decimal::from(small)), end)
}

fn end_digits(text: &str, start: usize, end: usize) -> usize {
    text[start..end].chars().count()
}

/// How many groups of a separator and exactly three digits follow. A list such as `12,165,61` has none.
fn separated_groups(text: &str, end: usize) -> usize {
    let mut groups = 0;
    let mut at = end;
    let mut style = None;
    loop {
        let mut chars = text[at..].chars();
        let separator = match chars.next() {
            Some(c @ (',' | '，' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'')) => c,
            _ => return groups,
        };
        let rest = chars.as_str();
        let run = rest.chars().take_while(|c| digit(*c).is_some()).count();
        if run == 0 {
            return groups;
        }
        if run != 3 || style.is_some_and(|s| s != separator) {
            return 0;
        }
        style = Some(separator);
        groups += 1;
        at += separator.len_utf8() + rest.chars().take(3).map(char::len_utf8).sum::<usize>();
    }
}

fn chinese_digit(c: char) -> Option<u64> {
    Some(match c {
        '零' | '〇' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn small_power(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// Reads a Chinese numeral below 万 from `start`; [`finish`] reads the 万 behind it. None when it is no numeral.
fn chinese_at(text: &str, start: usize) -> Option<(Decimal, usize)> {
    let before = text[..start].chars().next_back();
    // 数百, 几十, 三五百: no number is stated.
    if before.is_some_and(|c| matches!(c, '数' | '几' | '若') || chinese_digit(c).is_some()) {
        return None;
    }
    let rest = &text[start..];
    let run: usize = rest.chars().take_while(|c| chinese_digit(*c).is_some()).count();
    let after_run = rest.chars().nth(run);
    if run >= 2 && !(rest.starts_with(['零', '〇']) || after_run.is_some_and(|c| small_power(c).is_some()))
    {
        return plain_chinese(rest, start, run);
    }
    let (mut total, mut pending, mut last_power, mut end) = (0u64, None, 10_000u64, start);
    for c in rest.chars() {
        if let Some(d) = chinese_digit(c) {
            if !matches!(pending, None | Some(0)) {
                break;
            }
            pending = Some(d);
        } else if let Some(power) = small_power(c).filter(|p| *p < last_power) {
            let factor = match pending {
                Some(d) if d > 0 => d,
                _ if power == 10 || end == start => 1,
                _ => break,
            };
            // 百 and 千 alone are numerals only in 百余, 千多, 上千: 百姓 and 千方百计 are not.
            let word = end == start && power > 10 && before != Some('上');
            if word && !rest[c.len_utf8()..].starts_with(['余', '多']) {
                return None;
            }
            total += factor * power;
            (last_power, pending) = (power, None);
        } else {
            break;
        }
        end += c.len_utf8();
    }
    let tail = match pending {
        // 一百五 is 150; a 零 before the last digit makes it 105.
        Some(d) if last_power < 10_000 && last_power > 10 && !text[start..end].contains(['零', '〇']) => {
            d * last_power / 10
        }
        other => other.unwrap_or(0),
    };
    Some((Decimal::from(total + tail), end))
}

/// Digits read one by one, as in 二〇二一.
fn plain_chinese(rest: &str, start: usize, run: usize) -> Option<(Decimal, usize)> {
    let digits = rest.chars().take(run.min(15));
    let end = start + rest.chars().take(run).map(char::len_utf8).sum::<usize>();
    let value = digits.filter_map(chinese_digit).fold(0u64, |value, d| value * 10 + d);
    Some((Decimal::from(value), end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use core::str::FromStr;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, value: &str, bound: Bound) {
        let found = parse(text).unwrap_or_else(|| panic!("{text} is a numeral"));
        assert_eq!((found.value, found.bound), (Decimal::from_str(value).expect("decimal"), bound), "{text}");
    }

    #[test]
    fn digits_with_separators_are_one_numeral() {
        for text in ["3119", "3,119", "3，119", "3 119", "３１１９", "３，１１９", " 3,119 "] {
            check(text, "3119", Bound::Exact);
        }
        check("11,398,889", "11398889", Bound::Exact);
        check("1094730.20", "1094730.2", Bound::Exact);
        check("+4", "4", Bound::Exact);
        check("-1942", "-1942", Bound::Exact);
        check("－２", "-2", Bound::Exact);
        assert_eq!(parse("12,16"), None);
        assert_eq!(parse("3件"), None);
        assert_eq!(parse("无"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn powers_and_inexact_words_are_read() {
        check("6.1万余", "61000", Bound::AtLeast);
        check("18万余", "180000", Bound::AtLeast);
        check("56.2万", "562000", Bound::Exact);
        check("10余万", "100000", Bound::AtLeast);
        check("140余", "140", Bound::AtLeast);
        check("200多", "200", Bound::AtLeast);
        check("近5000", "5000", Bound::About);
        check("约200", "200", Bound::About);
        check("超过3000", "3000", Bound::AtLeast);
        check("逾1.2亿", "120000000", Bound::AtLeast);
        check("300以上", "300", Bound::AtLeast);
        check("500左右", "500", Bound::About);
    }

    #[test]
    fn chinese_numerals_are_read() {
        check("七", "7", Bound::Exact);
        check("十", "10", Bound::Exact);
        check("十二", "12", Bound::Exact);
        check("二十三", "23", Bound::Exact);
        check("一百零五", "105", Bound::Exact);
        check("三百五十", "350", Bound::Exact);
        check("一千二百三十四", "1234", Bound::Exact);
        check("两万", "20000", Bound::Exact);
        check("千余", "1000", Bound::AtLeast);
        check("十余", "10", Bound::AtLeast);
        check("零", "0", Bound::Exact);
        assert_eq!(parse("数百"), None);
        assert_eq!(parse("百货"), None);
    }

    #[test]
    fn a_compound_word_does_not_make_a_numeral_inexact() {
        assert_eq!(scan("预约12次", 0).map(|n| n.bound), Some(Bound::Exact));
        assert_eq!(scan("最近5条", 0).map(|n| n.bound), Some(Bound::Exact));
        assert_eq!(scan("网上37件", 0).map(|n| n.bound), Some(Bound::Exact));
    }

    proptest! {
        #[test]
        fn any_count_reads_back_with_separators(n in 0u64..1_000_000_000_000) {
            let plain = format!("{n}");
            let mut grouped = alloc::string::String::new();
            for (i, c) in plain.chars().enumerate() {
                if i > 0 && (plain.len() - i) % 3 == 0 {
                    grouped.push(',');
                }
                grouped.push(c);
            }
            prop_assert_eq!(parse(&plain).map(|f| f.value), Some(Decimal::from(n)));
            prop_assert_eq!(parse(&grouped).map(|f| f.value), Some(Decimal::from(n)));
        }

        #[test]
        fn no_text_makes_the_scanner_panic(text in "[0-9０-９，,. 万亿余多约近上一二十百千零条件数几]{0,24}") {
            let mut at = 0;
            while let Some(found) = scan(&text, at) {
                prop_assert!(found.span.1 > found.span.0);
                at = found.span.1;
            }
            let _ = parse(&text);
        }
    }
}
