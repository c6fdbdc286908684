//! Numbers as they are printed in tables.

use rust_decimal::Decimal;

use super::fold::{half_width, is_blank};

/// The money unit printed with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Money {
    /// 元
    Yuan,
    /// 万元
    WanYuan,
    /// 亿元
    YiYuan,
}

/// A number read from a whole cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parsed {
    /// The number, exact.
    pub value: Decimal,
    /// The money unit printed with it.
    pub money: Option<Money>,
    /// True when thousands separators were dropped.
    pub had_thousands: bool,
    /// True when full-width digits were read.
    pub was_wide: bool,
}

impl Parsed {
    /// A plain `0`.
    pub const ZERO: Parsed =
        Parsed { value: Decimal::ZERO, money: None, had_thousands: false, was_wide: false };
}

const UNITS: [(&str, Option<Money>); 14] = [
    ("万元", Some(Money::WanYuan)),
    ("亿元", Some(Money::YiYuan)),
    ("元", Some(Money::Yuan)),
    ("件", None),
    ("项", None),
    ("个", None),
    ("条", None),
    ("宗", None),
    ("份", None),
    ("部", None),
    ("起", None),
    ("例", None),
    ("次", None),
    ("件次", None),
];

/// Longest number that is read; longer ones are noise.
const MAX_DIGITS: usize = 24;

/// Reads a cell that is one number and at most a unit: `3,119`, `+4`, `４７７.35万元`, `0?`.
pub fn parse(text: &str) -> Option<Parsed> {
    let mut digits = [0u8; MAX_DIGITS + 4];
    let mut len = 0;
    let mut had_thousands = false;
    let mut was_wide = false;
    let mut chars = text.char_indices().peekable();
    let mut unit_at = text.len();
    let mut since_comma = None::<usize>;
    while let Some((at, c)) = chars.next() {
        let h = half_width(c);
        match h {
            '0'..='9' => {
                was_wide |= h != c;
                digits[len] = h as u8;
                len += 1;
                if let Some(n) = &mut since_comma {
                    *n += 1;
                }
            }
            '+' | '-' if len == 0 => {
                digits[0] = h as u8;
                len = 1;
            }
            '.' if len > 0 && !digits[..len].contains(&b'.') => {
                if since_comma.is_some_and(|n| n != 3) {
                    return None;
                }
                since_comma = None;
                digits[len] = b'.';
                len += 1;
            }
            ',' | '，' if len > 0 && !digits[..len].contains(&b'.') => {
                if since_comma.is_some_and(|n| n != 3) || since_comma.is_none() && len > 4 {
                    return None;
                }
                since_comma = Some(0);
                had_thousands = true;
            }
            _ if is_blank(c)
                && (len == 0 || !chars.peek().is_some_and(|(_, n)| half_width(*n).is_ascii_digit())) => {}
            _ => {
                unit_at = at;
                break;
            }
        }
        if len > MAX_DIGITS {
            return None;
        }
    }
    if since_comma.is_some_and(|n| n != 3) {
        return None;
    }
    let unit = text[unit_at..].trim_matches(|c: char| is_blank(c) || c == '?');
    let money = match unit {
        "" => None,
        unit => UNITS.iter().find(|(name, _)| *name == unit)?.1,
    };
    let digits = std::str::from_utf8(&digits[..len]).ok()?;
    if !digits.bytes().any(|b| b.is_ascii_digit()) || digits.ends_with('.') {
        return None;
    }
    let value = digits.strip_prefix('+').unwrap_or(digits).parse().ok()?;
    Some(Parsed { value, money, had_thousands, was_wide })
}

/// A number at the start of folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scanned {
    /// Bytes of the number alone.
    pub digits: usize,
    /// Bytes with its unit.
    pub len: usize,
    /// The money unit.
    pub money: Option<Money>,
}

/// Finds a number at the start of folded text; `before` is the character in front of it.
pub fn scan(text: &str, before: Option<char>) -> Option<Scanned> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let is_signed = matches!(bytes.first(), Some(b'+' | b'-'));
    if is_signed {
        // 72-3322 in a glued row is 72 and a negative number; A-3 and (3)-4 are names.
        if before.is_some_and(|c| c.is_ascii_alphabetic() || c == ')') {
            return None;
        }
        at = 1;
    }
    let start = at;
    while at < bytes.len() && bytes[at].is_ascii_digit() {
        at += 1;
    }
    if at == start {
        return None;
    }
    // 3,119,000 is one number; 3,11 is two.
    while bytes.get(at) == Some(&b',')
        && at - start <= 3 + (at - start) / 4 * 4
        && bytes.get(at + 1..at + 4).is_some_and(|d| d.iter().all(u8::is_ascii_digit))
        && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit)
    {
        at += 4;
    }
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at += 1;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
    }
    let unit =
        UNITS.iter().filter(|(name, _)| text[at..].starts_with(name)).max_by_key(|(name, _)| name.len());
    let (unit_len, money) = unit.map_or((0, None), |(name, money)| (name.len(), *money));
    Some(Scanned { digits: at, len: at + unit_len, money })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, value: Option<&str>) {
        assert_eq!(parse(text).map(|p| p.value.to_string()).as_deref(), value, "{text}");
    }

    #[test]
    fn cells_with_one_number() {
        check("0", Some("0"));
        check("3,119", Some("3119"));
        check("1,234,567.5", Some("1234567.5"));
        check("+4", Some("4"));
        check("-1942", Some("-1942"));
        check("８５", Some("85"));
        check("477.35万元", Some("477.35"));
        check(" 12 件", Some("12"));
        check("0?", Some("0"));
        check("96171.6", Some("96171.6"));
    }

    #[test]
    fn cells_that_are_not_one_number() {
        for text in [
            "",
            "-",
            "1 2",
            "1,2",
            "12,3456",
            "规章",
            "1.",
            "140余条",
            "2021年",
            "99999999999999999999999999999",
        ] {
            check(text, None);
        }
        assert_eq!(parse("477.35万元").and_then(|p| p.money), Some(Money::WanYuan));
    }

    #[test]
    fn numbers_inside_folded_text() {
        assert_eq!(scan("3,119规章", None).map(|s| s.digits), Some(5));
        assert_eq!(scan("75394432.52元三", None).map(|s| (s.digits, s.len)), Some((11, 14)));
        assert_eq!(scan("-3322", Some('减')).map(|s| s.digits), Some(5));
        assert_eq!(scan("规章", None), None);
    }
}
