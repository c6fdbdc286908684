//! Personal data: identity numbers, telephones, bank cards, addresses, number plates.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;

use super::{Hit, WordList};
use crate::disclosure::review::Weight;

/// Characters before a number in which a word can say what it is.
const CONTEXT: usize = 14;

pub(super) fn find(text: &str, words: &WordList, hits: &mut Vec<Hit>) {
    for number in numbers(text) {
        hits.extend(
            identity(text, &number)
                .or_else(|| mobile(&number, words))
                .or_else(|| bank_card(text, &number).or_else(|| private_telephone(text, &number, words))),
        );
    }
    addresses(text, hits);
    plates(text, hits);
}

/// Digits that stand together, also full-width ones and ones in groups.
struct Number {
    /// Without what separates the groups; a last X of an identity number included.
    digits: String,
    from: usize,
    to: usize,
}

/// Every run of digits with single blanks or hyphens between groups.
fn numbers(text: &str) -> Vec<Number> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut before = None;
    while let Some((from, first)) = chars.next() {
        let Some(digit) = ascii_digit(first) else {
            before = Some(first);
            continue;
        };
        let mut number = Number { digits: String::from(digit), from, to: from + first.len_utf8() };
        let mut gap = 0;
        while let Some((at, c)) = chars.peek().copied() {
            if let Some(digit) = ascii_digit(c) {
                number.digits.push(digit);
                number.to = at + c.len_utf8();
                gap = 0;
            } else if matches!(c, 'X' | 'x' | 'Ｘ') && number.digits.len() == 17 && gap == 0 {
                number.digits.push('X');
                number.to = at + c.len_utf8();
                chars.next();
                break;
            } else if matches!(c, ' ' | '-' | '－' | '\u{a0}') && gap == 0 {
                gap = 1;
            } else {
                break;
            }
            chars.next();
        }
        // A part of a longer code, such as A44010119900101… or …1234567B, is none of these.
        let after = text[number.to..].chars().next();
        let is_code = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        let is_part_of_code = is_code(before) || is_code(after);
        before = text[..number.to].chars().next_back();
        if !is_part_of_code {
            out.push(number);
        }
    }
    out
}

fn ascii_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
        _ => None,
    }
}

fn context(text: &str, from: usize) -> &str {
    let start = text[..from].char_indices().rev().take(CONTEXT).last().map_or(from, |(at, _)| at);
    &text[start..from]
}

fn says(text: &str, from: usize, words: &[&str]) -> bool {
    let context = context(text, from);
    words.iter().any(|w| context.contains(w))
}

fn hit(number: &Number, code: &'static str, weight: Weight, reason: &str, reason_en: &str) -> Option<Hit> {
    Some(Hit {
        code,
        weight,
        span: (number.from, number.to),
        excerpt: masked(&number.digits),
        reason: reason.into(),
        reason_en: reason_en.into(),
    })
}

/// The first and the last digits.
fn masked(digits: &str) -> String {
    let (head, tail) = if digits.len() > 12 { (4, 2) } else { (3, 2) };
    let stars = "*".repeat(digits.len().saturating_sub(head + tail));
    format!("{}{stars}{}", &digits[..head.min(digits.len())], &digits[digits.len().saturating_sub(tail)..])
}

/// 18 characters with the check character of GB 11643, or 15 digits of the older kind with a word beside them.
fn identity(text: &str, number: &Number) -> Option<Hit> {
    let digits = number.digits.as_str();
    let named = says(text, number.from, &["身份证", "证件号", "公民身份"]);
    match digits.len() {
        18 if has_region(digits) && is_day(&digits[6..14]) => {
            if has_check_character(digits) {
                hit(
                    number,
                    "personal.id-number",
                    Weight::Settle,
                    "公民身份号码（校验位正确），公开前应当去除或遮盖。",
                    "An identity number with the right check character; take it out or mask it.",
                )
            } else {
                hit(
                    number,
                    "personal.id-number",
                    if named { Weight::Settle } else { Weight::Hint },
                    "形似公民身份号码，但校验位不符，请核对。",
                    "Looks like an identity number with a wrong check character.",
                )
            }
        }
        15 if has_region(digits) && is_day(&format!("19{}", &digits[6..12])) && named => hit(
            number,
            "personal.id-number",
            Weight::Settle,
            "十五位的旧身份证号码，公开前应当去除或遮盖。",
            "An identity number of the older kind with 15 digits; take it out or mask it.",
        ),
        _ => None,
    }
}

/// Codes of the provinces (GB/T 2260).
fn has_region(digits: &str) -> bool {
    let code: u8 = digits[..2].parse().unwrap_or(0);
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

fn is_day(digits: &str) -> bool {
    let part = |range: core::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<i16>().ok());
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(4..6), part(6..8)) else { return false };
    let day = i8::try_from(day).ok().zip(i8::try_from(month).ok());
    (1900..2100).contains(&year) && day.is_some_and(|(day, month)| Date::new(year, month, day).is_ok())
}

/// ISO 7064 MOD 11-2.
fn has_check_character(digits: &str) -> bool {
    let weighed = digits.bytes().take(17).fold(0u32, |sum, d| (sum + u32::from(d - b'0')) * 2 % 11);
    let expected = (12 - weighed) % 11;
    let found = match digits.as_bytes()[17] {
        b'X' => 10,
        digit => u32::from(digit - b'0'),
    };
    expected == found
}

fn mobile(number: &Number, words: &WordList) -> Option<Hit> {
    let digits = number.digits.strip_prefix("86").filter(|d| d.len() == 11).unwrap_or(&number.digits);
    let is_mobile =
        digits.len() == 11 && digits.starts_with('1') && !matches!(digits.as_bytes()[1], b'0'..=b'2');
    if !is_mobile || words.telephones.iter().any(|t| t == digits) {
        return None;
    }
    hit(
        number,
        "personal.mobile",
        Weight::Settle,
        "手机号码。确属对外公布的办公电话的，请在理由中说明或列入本机关电话表。",
        "A mobile number; if it is a public one, say so or put it on the agency's list.",
    )
}

/// 16 to 19 digits with the right last one, as a card has them, and a word beside them or the digits of UnionPay.
fn bank_card(text: &str, number: &Number) -> Option<Hit> {
    let digits = &number.digits;
    if !(16..=19).contains(&digits.len()) || digits.ends_with('X') || !is_luhn(digits) {
        return None;
    }
    let is_card =
        digits.starts_with("62") || says(text, number.from, &["卡号", "账号", "帐号", "账户", "银行"]);
    if !is_card {
        return None;
    }
    hit(
        number,
        "personal.bank-card",
        Weight::Settle,
        "银行卡号（校验位正确），公开前应当去除或遮盖。",
        "A bank card number with the right check digit; take it out or mask it.",
    )
}

fn is_luhn(digits: &str) -> bool {
    let doubled = |d: u32| if d > 4 { d * 2 - 9 } else { d * 2 };
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| if i % 2 == 1 { doubled(u32::from(b - b'0')) } else { u32::from(b - b'0') })
        .sum();
    sum.is_multiple_of(10) && digits.bytes().any(|b| b != b'0')
}

/// A fixed line of which the text says that it is a home's.
fn private_telephone(text: &str, number: &Number, words: &WordList) -> Option<Hit> {
    let is_line = (7..=12).contains(&number.digits.len());
    let is_home = says(text, number.from, &["宅电", "家庭电话", "住宅电话", "个人电话"]);
    if !is_line || !is_home || words.telephones.contains(&number.digits) {
        return None;
    }
    hit(
        number,
        "personal.telephone",
        Weight::Settle,
        "个人或家庭电话。",
        "The telephone of a home or a person.",
    )
}

/// Words before an address that make it somebody's.
const HOMES: [&str; 10] = [
    "家庭住址",
    "家庭地址",
    "户籍地址",
    "户籍地",
    "户籍所在地",
    "现住址",
    "现住",
    "居住地址",
    "住址",
    "家住",
];

/// What the words of a home are followed by, up to the end of the clause, if a house stands in it.
fn addresses(text: &str, hits: &mut Vec<Hit>) {
    let mut from = 0;
    while let Some((at, word)) = HOMES.iter().filter_map(|w| Some((from + text[from..].find(w)?, *w))).min() {
        let start = at + word.len();
        let rest = text[start..].trim_start_matches([':', '：', ' ', '为', '在', '\u{3000}']);
        let begin = text.len() - rest.len();
        let end = rest.find(['，', '。', '；', ',', ';', '\n', '、', '（', '）', ')']).unwrap_or(rest.len());
        let address = &rest[..end];
        let has_house =
            ["号", "室", "栋", "幢", "单元", "组", "村", "小区"].iter().any(|w| address.contains(w));
        let length = address.chars().count();
        if has_house && (4..=60).contains(&length) {
            let shown: String = address.chars().take(6).collect();
            hits.push(Hit {
                code: "personal.address",
                weight: Weight::Settle,
                span: (at, begin + end),
                excerpt: format!("{word}：{shown}***"),
                reason: "个人住址，公开前应当去除或只保留到县区。".into(),
                reason_en: "Somebody's address; take it out or keep the county only.".into(),
            });
        }
        from = begin + end;
    }
}

/// First characters of number plates.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

fn plates(text: &str, hits: &mut Vec<Hit>) {
    for (from, c) in text.char_indices().filter(|(_, c)| PROVINCES.contains(*c)) {
        let rest = &text[from + c.len_utf8()..];
        let mut chars = rest.chars();
        if !chars.next().is_some_and(|c| c.is_ascii_uppercase()) {
            continue;
        }
        let tail = rest[1..].trim_start_matches(['·', ' ']);
        let length = tail.bytes().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).count();
        let digits = tail[..length].bytes().filter(u8::is_ascii_digit).count();
        if !(5..=6).contains(&length) || digits < 2 {
            continue;
        }
        let to = text.len() - tail.len() + length;
        hits.push(Hit {
            code: "personal.plate",
            weight: Weight::Hint,
            span: (from, to),
            excerpt: format!("{c}{}***{}", &rest[..1], &tail[length - 2..length]),
            reason: "车牌号码，涉及个人车辆的应当遮盖。".into(),
            reason_en: "A number plate; mask it where the car is a person's.".into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let mut hits = Vec::new();
        find(text, &WordList { telephones: vec!["13900001111".into()], ..WordList::default() }, &mut hits);
        let found: Vec<(&str, &str, &str)> =
            hits.iter().map(|h| (h.code, h.weight.code(), &text[h.span.0..h.span.1])).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn identity_numbers_are_told_by_their_check_character() {
        check("身份证号：11010519491231002X。", &[("personal.id-number", "settle", "11010519491231002X")]);
        check("440524188001010014", &[]);
        check(
            "张某，１１０１０５１９４９１２３１００２Ｘ",
            &[("personal.id-number", "settle", "１１０１０５１９４９１２３１００２Ｘ")],
        );
        check("110105 19491231 002X", &[("personal.id-number", "settle", "110105 19491231 002X")]);
        check("编号110105194912310021", &[("personal.id-number", "hint", "110105194912310021")]);
        check("身份证110105194912310021", &[("personal.id-number", "settle", "110105194912310021")]);
        check("身份证110105491231002", &[("personal.id-number", "settle", "110105491231002")]);
        check("合同110105491231002", &[]);
        check("110105********002X", &[]);
        check("统一社会信用代码91110105194912310X", &[]);
        check("A11010519491231002X", &[]);
    }

    #[test]
    fn mobile_numbers_are_found_unless_they_are_on_the_list() {
        check("联系电话13800000000", &[("personal.mobile", "settle", "13800000000")]);
        check("+86 138-0000-0000", &[("personal.mobile", "settle", "86 138-0000-0000")]);
        check("值班电话13900001111，热线12345，010-65120000", &[]);
        check("金额12800000000元，1380000000，138000000000", &[]);
    }

    #[test]
    fn bank_cards_are_told_by_their_check_digit() {
        check("卡号6222020000000000001", &[]);
        check("卡号 6222 0200 0000 0000 000", &[("personal.bank-card", "settle", "6222 0200 0000 0000 000")]);
        check("4111111111111111", &[]);
        check("开户银行账号4111111111111111", &[("personal.bank-card", "settle", "4111111111111111")]);
    }

    #[test]
    fn addresses_and_home_telephones_need_a_word() {
        check(
            "王某，家住鹿鸣县甘棠路3号2幢101室，",
            &[("personal.address", "settle", "家住鹿鸣县甘棠路3号2幢101室")],
        );
        check(
            "周某（电话略，家住青釉路18号3幢502室）反映上学路远",
            &[("personal.address", "settle", "家住青釉路18号3幢502室")],
        );
        check("办公地址：鹿鸣县甘棠路3号。家住本县。", &[]);
        check("宅电：0512-65234567", &[("personal.telephone", "settle", "0512-65234567")]);
        check("电话：0512-65234567", &[]);
    }

    #[test]
    fn number_plates_are_a_hint() {
        check("苏E·12A45号车", &[("personal.plate", "hint", "苏E·12A45")]);
        check(
            "苏E12345、京AD12345",
            &[("personal.plate", "hint", "苏E12345"), ("personal.plate", "hint", "京AD12345")],
        );
        check("新APP上线，云A计划", &[]);
    }

    #[test]
    fn an_excerpt_shows_the_ends_alone() {
        assert_eq!(masked("11010519491231002X"), "1101************2X");
        assert_eq!(masked("13800000000"), "138******00");
    }
}
