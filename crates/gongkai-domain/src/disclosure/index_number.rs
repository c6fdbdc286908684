//! 索引号: the number that identifies a piece of government information for ever.
//!
//! 前段码/后段码: a code of the agency, the year (some agencies add the month), a serial of five digits. The form of
//! the 2009 guideline has the nine characters of the 组织机构代码 before the stroke and 20 characters in all; today
//! agencies use their 统一社会信用代码 of eighteen. A number that was once given never changes, so one that was read is
//! kept as it is, whatever its code.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// The largest serial: five digits.
pub const LAST_SERIAL: u32 = 99_999;

/// A 索引号.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexNumber {
    prefix: String,
    year: i16,
    month: Option<u8>,
    serial: u32,
}

/// Why a text is not a 索引号, or none can be given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IndexNumberError {
    /// Not 9 to 18 capital letters, digits and hyphens.
    #[error("the code of the agency is not 9 to 18 digits, capital letters and hyphens")]
    Prefix,
    /// Not a year of four digits, or a month that is none.
    #[error("no year of four digits with or without a month")]
    Period,
    /// Not five digits.
    #[error("no serial of five digits")]
    Serial,
    /// No serial is left in the year, or 0 was asked for.
    #[error("serial {0} does not fit five digits")]
    Overflow(u32),
}

impl IndexNumber {
    /// The number for the agency's `serial`-th document of a year. Serials begin with 1.
    ///
    /// # Errors
    ///
    /// If the code has a form that no 索引号 has, or the serial does not fit.
    pub fn allocate(prefix: &str, year: i16, serial: u32) -> Result<IndexNumber, IndexNumberError> {
        check_prefix(prefix)?;
        if !(1000..=9999).contains(&year) {
            return Err(IndexNumberError::Period);
        }
        if serial == 0 || serial > LAST_SERIAL {
            return Err(IndexNumberError::Overflow(serial));
        }
        Ok(IndexNumber { prefix: prefix.into(), year, month: None, serial })
    }

    /// 前段码: the code of the agency.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The year.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// The month, which some agencies add.
    pub fn month(&self) -> Option<u8> {
        self.month
    }

    /// The serial.
    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// Which kind of code stands before the stroke.
    pub fn prefix_kind(&self) -> PrefixKind {
        prefix_kind(&self.prefix)
    }
}

impl fmt::Display for IndexNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:04}", self.prefix, self.year)?;
        if let Some(month) = self.month {
            write!(f, "{month:02}")?;
        }
        write!(f, "-{:05}", self.serial)
    }
}

impl FromStr for IndexNumber {
    type Err = IndexNumberError;

    /// Reads `^[0-9A-Z-]{9,18}/\d{4}(\d{2})?-\d{5}$`; white space around it, full-width characters and small letters
    /// are put right.
    fn from_str(text: &str) -> Result<IndexNumber, IndexNumberError> {
        let text: String = text.trim().chars().map(plain).collect();
        let (prefix, rest) = text.split_once('/').ok_or(IndexNumberError::Prefix)?;
        check_prefix(prefix)?;
        let (period, serial) = rest.split_once('-').ok_or(IndexNumberError::Period)?;
        let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if !is_digits(period) || !matches!(period.len(), 4 | 6) {
            return Err(IndexNumberError::Period);
        }
        if serial.len() != 5 || !is_digits(serial) {
            return Err(IndexNumberError::Serial);
        }
        let (year, month) = period.split_at(4);
        let year = year.parse().map_err(|_| IndexNumberError::Period)?;
        let month = match month {
            "" => None,
            digits => {
                let month = digits.parse().map_err(|_| IndexNumberError::Period)?;
                Some(month).filter(|m| (1..=12).contains(m)).ok_or(IndexNumberError::Period).map(Some)?
            }
        };
        let serial = serial.parse().map_err(|_| IndexNumberError::Serial)?;
        Ok(IndexNumber { prefix: prefix.into(), year, month, serial })
    }
}

/// Half-width, upper case, the plain hyphen.
fn plain(c: char) -> char {
    let c = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '–' | '—' | '−' | '‐' | '‑' => '-',
        c => c,
    };
    c.to_ascii_uppercase()
}

fn check_prefix(prefix: &str) -> Result<(), IndexNumberError> {
    let is_allowed = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'-';
    if (9..=18).contains(&prefix.len()) && prefix.bytes().all(is_allowed) {
        Ok(())
    } else {
        Err(IndexNumberError::Prefix)
    }
}

/// What the code before the stroke is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrefixKind {
    /// 组织机构代码 (GB 11714), nine characters with or without its hyphen, with the right check character.
    OrganisationCode,
    /// 统一社会信用代码 (GB 32100), with the right check character.
    CreditCode,
    /// A code of a place's own scheme, or one of the two above with a wrong check character.
    Other,
}

/// What a code is, by length and check character.
pub fn prefix_kind(prefix: &str) -> PrefixKind {
    let bare: String = prefix.chars().filter(|c| *c != '-').collect();
    match bare.len() {
        18 if check_credit_code(prefix).is_ok() => PrefixKind::CreditCode,
        9 if organisation_check(&bare[..8]) == bare.chars().next_back() => PrefixKind::OrganisationCode,
        _ => PrefixKind::Other,
    }
}

/// Why a text is not a 统一社会信用代码.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// It has not eighteen characters.
    #[error("not 18 characters")]
    Length,
    /// A character that the code does not use: I, O, S, V, Z and all but digits and capitals.
    #[error("{0:?} does not occur in such a code")]
    Character(char),
    /// The last character is wrong.
    #[error("the check character should be {expected}")]
    Check {
        /// The right one.
        expected: char,
    },
}

/// The characters of a 统一社会信用代码 by their value (GB 32100-2015).
const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Checks a 统一社会信用代码, eighteen characters with the check character last.
///
/// # Errors
///
/// If it is not one.
pub fn check_credit_code(code: &str) -> Result<(), CreditCodeError> {
    if code.chars().count() != 18 {
        return Err(CreditCodeError::Length);
    }
    // The weights are the powers of 3; the check character itself has none.
    let (mut sum, mut weight) = (0, 1);
    for (at, c) in code.chars().enumerate() {
        let value = credit_value(c).ok_or(CreditCodeError::Character(c))?;
        sum += if at < 17 { value * weight } else { 0 };
        weight = weight * 3 % 31;
    }
    let expected = CREDIT_ALPHABET[(31 - sum % 31) as usize % 31] as char;
    if code.ends_with(expected) { Ok(()) } else { Err(CreditCodeError::Check { expected }) }
}

fn credit_value(c: char) -> Option<u32> {
    CREDIT_ALPHABET.iter().position(|b| char::from(*b) == c).and_then(|at| u32::try_from(at).ok())
}

/// The check character of the first eight of a 组织机构代码 (GB 11714-1997).
fn organisation_check(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (c, weight) in body.chars().zip(WEIGHTS) {
        sum += c.to_digit(36).filter(|_| !c.is_ascii_lowercase())? * weight;
    }
    Some(match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, kind: PrefixKind) {
        let number: IndexNumber = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!((number.to_string().as_str(), number.prefix_kind()), (text, kind));
    }

    #[test]
    fn numbers_of_both_forms_read_back_as_they_were() {
        check("000014349/2018-00222", PrefixKind::OrganisationCode);
        check("000013338/2023-00079", PrefixKind::OrganisationCode);
        check("014416330/2018-04736", PrefixKind::OrganisationCode);
        check("00835003X/2015-00018", PrefixKind::OrganisationCode);
        check("12620600MB0523338C/2025-04735", PrefixKind::CreditCode);
        check("11341702486344515H/202110-00013", PrefixKind::CreditCode);
        check("0142768-8/2022-00185", PrefixKind::Other);
        assert_eq!("000014349/2018-00222".len(), 20);
    }

    #[test]
    fn widths_hyphens_and_case_are_put_right() {
        let number: IndexNumber = " ００００１４３４９／2018—00222 ".parse().expect("a number");
        assert_eq!(number.to_string(), "000014349/2018-00222");
        assert_eq!(
            "00835003x/2015-00018".parse::<IndexNumber>().map(|n| n.to_string()),
            Ok("00835003X/2015-00018".into())
        );
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let error = |text: &str| text.parse::<IndexNumber>().expect_err(text);
        assert_eq!(error("索引号/2018-00222"), IndexNumberError::Prefix);
        assert_eq!(error("12345678/2018-00222"), IndexNumberError::Prefix);
        assert_eq!(error("000014349"), IndexNumberError::Prefix);
        assert_eq!(error("000014349/18-00222"), IndexNumberError::Period);
        assert_eq!(error("000014349/201813-00222"), IndexNumberError::Period);
        assert_eq!(error("000014349/2018-222"), IndexNumberError::Serial);
        assert_eq!(error("000014349/2018-00222x"), IndexNumberError::Serial);
    }

    #[test]
    fn a_year_has_99999_numbers() {
        let allocate =
            |serial| IndexNumber::allocate("12620600MB0523338C", 2026, serial).map(|n| n.to_string());
        assert_eq!(allocate(1), Ok("12620600MB0523338C/2026-00001".into()));
        assert_eq!(allocate(LAST_SERIAL), Ok("12620600MB0523338C/2026-99999".into()));
        assert_eq!(allocate(0), Err(IndexNumberError::Overflow(0)));
        assert_eq!(allocate(100_000), Err(IndexNumberError::Overflow(100_000)));
        assert_eq!(IndexNumber::allocate("abc", 2026, 1), Err(IndexNumberError::Prefix));
    }

    #[test]
    fn the_check_character_tells_a_slip() {
        assert_eq!(check_credit_code("12620600MB0523338C"), Ok(()));
        assert_eq!(check_credit_code("12620600MB0523338D"), Err(CreditCodeError::Check { expected: 'C' }));
        assert_eq!(check_credit_code("12620600MB052333"), Err(CreditCodeError::Length));
        assert_eq!(check_credit_code("12620600MB0523338I"), Err(CreditCodeError::Character('I')));
    }

    proptest! {
        #[test]
        fn what_is_given_out_reads_back(prefix in "[0-9A-Z]{9,18}", year in 1990i16..2100, serial in 1u32..=LAST_SERIAL) {
            let number = IndexNumber::allocate(&prefix, year, serial).expect("in range");
            let text = number.to_string();
            prop_assert_eq!(text.parse::<IndexNumber>(), Ok(number));
            prop_assert_eq!(text.len(), prefix.len() + 11);
        }

        #[test]
        fn one_wrong_character_never_passes(at in 0usize..17, other in 0usize..31) {
            let code = "11341702486344515H";
            let mut wrong = code.as_bytes().to_vec();
            prop_assume!(wrong[at] != CREDIT_ALPHABET[other]);
            wrong[at] = CREDIT_ALPHABET[other];
            let wrong = String::from_utf8(wrong).expect("ASCII");
            prop_assert!(check_credit_code(&wrong).is_err());
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[0-9A-Z/ -]{0,32}") {
            if let Ok(number) = text.parse::<IndexNumber>() {
                prop_assert_eq!(number.to_string().parse::<IndexNumber>(), Ok(number));
            }
            let _ = (prefix_kind(&text), format!("{:?}", check_credit_code(&text)));
        }
    }
}
