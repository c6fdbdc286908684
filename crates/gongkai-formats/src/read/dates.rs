//! Dates as they are printed, and as they are left when a copy has lost their 年, 月 or 日.

use jiff::civil::Date;

/// What a piece of text says about a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A date as printed.
    Plain(Date),
    /// A date that had lost characters; this is its only reading.
    Repaired(Date),
    /// More than one date is possible.
    Ambiguous,
}

impl Reading {
    /// The date, unless it is ambiguous.
    pub fn date(self) -> Option<Date> {
        match self {
            Reading::Plain(d) | Reading::Repaired(d) => Some(d),
            Reading::Ambiguous => None,
        }
    }
}

/// Every date in a folded text, in order.
pub fn find(folded: &str) -> Vec<Reading> {
    let mut out = Vec::new();
    let text = western(folded);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let (reading, next) = read_at(&text, at, end);
        out.extend(reading);
        at = next.max(end);
    }
    out
}

/// 二〇一三年 and 二○一三年 with digits.
fn western(text: &str) -> String {
    if !text.contains("二〇") && !text.contains("二○") && !text.contains("二O") && !text.contains("二0")
    {
        return text.to_owned();
    }
    let digit = |c: char| match c {
        '〇' | '○' | 'O' => Some('0'),
        '一' => Some('1'),
        '二' => Some('2'),
        '三' => Some('3'),
        '四' => Some('4'),
        '五' => Some('5'),
        '六' => Some('6'),
        '七' => Some('7'),
        '八' => Some('8'),
        '九' => Some('9'),
        _ => None,
    };
    // 二〇二四年一月二十日: the year digit by digit, month and day as numbers.
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let run = chars[i..].iter().take_while(|c| digit(**c).is_some() || **c == '十').count();
        let after = chars.get(i + run);
        let piece = &chars[i..i + run];
        match after {
            Some('年') if run == 4 => out.extend(piece.iter().filter_map(|c| digit(*c))),
            Some('月' | '日') if (1..=3).contains(&run) => {
                let value: Option<u32> = match piece {
                    ['十'] => Some(10),
                    ['十', d] => digit(*d).and_then(|d| d.to_digit(10)).map(|d| 10 + d),
                    [d, '十'] => digit(*d).and_then(|d| d.to_digit(10)).map(|d| d * 10),
                    [d, '十', e] => {
                        match (digit(*d).and_then(|d| d.to_digit(10)), digit(*e).and_then(|e| e.to_digit(10)))
                        {
                            (Some(d), Some(e)) => Some(d * 10 + e),
                            _ => None,
                        }
                    }
                    [d] => digit(*d).and_then(|d| d.to_digit(10)),
                    _ => None,
                };
                match value {
                    Some(value) => out.push_str(&value.to_string()),
                    None => out.extend(piece),
                }
            }
            _ => out.extend(piece),
        }
        i += run;
        if let Some(c) = chars.get(i) {
            out.push(*c);
            i += 1;
        }
    }
    out
}

fn year_of(digits: &str) -> Option<i16> {
    digits.parse().ok().filter(|y| (1990..=2100).contains(y))
}

fn read_at(text: &str, at: usize, end: usize) -> (Option<Reading>, usize) {
    let digits = &text[at..end];
    let rest = &text[end..];
    if let (4, Some(year)) = (digits.len(), year_of(digits)) {
        for (y, m, d) in [("年", "月", "日"), ("-", "-", ""), ("/", "/", ""), (".", ".", "")] {
            if let Some((month, day, used)) = rest.strip_prefix(y).and_then(|r| month_day(r, m)) {
                let date = Date::new(year, month, day).ok();
                let after = end + y.len() + used;
                let after = after + if text[after..].starts_with(d) { d.len() } else { 0 };
                return (date.map(Reading::Plain), after);
            }
        }
        return (None, end);
    }
    if (6..=8).contains(&digits.len()) {
        let is_bounded =
            rest.starts_with('日') || rest.is_empty() || !rest.starts_with(|c: char| c.is_alphanumeric());
        if let (true, Some(year)) = (is_bounded, year_of(&digits[..4])) {
            return (squeezed(year, &digits[4..]), end);
        }
    }
    (None, end)
}

fn month_day(rest: &str, separator: &str) -> Option<(i8, i8, usize)> {
    let number = |s: &str| -> Option<(i8, usize)> {
        let len = s.bytes().take_while(u8::is_ascii_digit).count();
        if len == 0 || len > 2 { None } else { s[..len].parse().ok().map(|n| (n, len)) }
    };
    let (month, m_len) = number(rest)?;
    let tail = rest[m_len..].strip_prefix(separator)?;
    let (day, d_len) = number(tail)?;
    Some((month, day, m_len + separator.len() + d_len))
}

/// `202311日`, `20231231日`, `20231211`: the year, then month and day with nothing in between.
fn squeezed(year: i16, digits: &str) -> Option<Reading> {
    let mut dates = (1..digits.len()).filter_map(|cut| {
        let (m, d) = digits.split_at(cut);
        // 0 in front only where both have two digits: 20240105.
        let is_plain = |s: &str| s.len() <= 2 && (!s.starts_with('0') || digits.len() == 4);
        if !is_plain(m) || !is_plain(d) {
            return None;
        }
        Date::new(year, m.parse().ok()?, d.parse().ok()?).ok()
    });
    let first = dates.next()?;
    match dates.next() {
        Some(second) if second != first => Some(Reading::Ambiguous),
        _ => Some(Reading::Repaired(first)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[track_caller]
    fn check(text: &str, expected: &[Reading]) {
        assert_eq!(find(text), expected, "{text}");
    }

    #[test]
    fn whole_dates() {
        check(
            "自2023年1月1日起至2023年12月31日止",
            &[Reading::Plain(date(2023, 1, 1)), Reading::Plain(date(2023, 12, 31))],
        );
        check("2025-03-10", &[Reading::Plain(date(2025, 3, 10))]);
        check("二○一二年二月二十日", &[Reading::Plain(date(2012, 2, 20))]);
        check("2023年全年", &[]);
    }

    #[test]
    fn dates_that_lost_their_characters() {
        check(
            "截至202311日起至20231231日止",
            &[Reading::Repaired(date(2023, 1, 1)), Reading::Repaired(date(2023, 12, 31))],
        );
        check("20231211", &[Reading::Repaired(date(2023, 12, 11))]);
        check("2025111日", &[Reading::Ambiguous]);
    }

    #[test]
    fn other_numbers_are_not_dates() {
        check("共1808595件", &[]);
        check("电话0577-67862615", &[]);
    }
}
