//! From which day to which day a report counts.

use alloc::format;
use alloc::string::{String, ToString};

use jiff::civil::{Date, date};

/// Years that a report can be of.
const YEARS: core::ops::RangeInclusive<i16> = 2008..=2199;

/// Days that follow one another, both ends counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Date,
    to: Date,
}

impl Period {
    /// From one day to another; nothing where the second is before the first, or beyond the years of reports.
    pub fn new(from: Date, to: Date) -> Option<Period> {
        let is_sound = from <= to && YEARS.contains(&from.year()) && YEARS.contains(&to.year());
        is_sound.then_some(Period { from, to })
    }

    /// A calendar year, the period of the annual report.
    pub fn year(year: i16) -> Option<Period> {
        Period::months(year, 1, 12)
    }

    /// A month.
    pub fn month(year: i16, month: i8) -> Option<Period> {
        Period::months(year, month, 1)
    }

    fn months(year: i16, first: i8, many: i8) -> Option<Period> {
        if !YEARS.contains(&year) || !(1..=12).contains(&first) || first + many > 13 {
            return None;
        }
        Period::new(date(year, first, 1), date(year, first + many - 1, 1).last_of_month())
    }

    /// A period by its name: `2025`, `2025-H1`, `2025-Q3`, `2025-07` or `2025-01-15..2025-03-31`.
    pub fn parse(name: &str) -> Option<Period> {
        let name = name.trim();
        if let Some((from, to)) = name.split_once("..") {
            return Period::new(from.trim().parse().ok()?, to.trim().parse().ok()?);
        }
        let Some((year, part)) = name.split_once('-') else { return Period::year(name.parse().ok()?) };
        let year = year.parse().ok()?;
        let part = part.to_ascii_uppercase();
        match (part.strip_prefix('H'), part.strip_prefix('Q')) {
            (Some(half), _) => {
                let half: i8 = half.parse().ok().filter(|h| (1..=2).contains(h))?;
                Period::months(year, half * 6 - 5, 6)
            }
            (_, Some(quarter)) => {
                let quarter: i8 = quarter.parse().ok().filter(|q| (1..=4).contains(q))?;
                Period::months(year, quarter * 3 - 2, 3)
            }
            _ => Period::month(year, part.parse().ok()?),
        }
    }

    /// The first day.
    pub fn from(self) -> Date {
        self.from
    }

    /// The last day.
    pub fn to(self) -> Date {
        self.to
    }

    /// Whether a day is in it.
    pub fn has(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    /// The year, where it is a whole calendar year.
    pub fn as_year(self) -> Option<i16> {
        Period::year(self.from.year()).filter(|year| *year == self).map(|_| self.from.year())
    }

    /// The same, but no further than a day: how it stood then. Nothing where it had not begun.
    pub fn up_to(self, day: Date) -> Option<Period> {
        Period::new(self.from, self.to.min(day))
    }

    /// Its name, which [`Period::parse`] reads.
    pub fn name(self) -> String {
        let year = self.from.year();
        if self.as_year().is_some() {
            return year.to_string();
        }
        let first = self.from.month();
        for (many, letter) in [(6, 'H'), (3, 'Q')] {
            if Period::months(year, first, many) == Some(self) && (first - 1) % many == 0 {
                return format!("{year}-{letter}{}", (first - 1) / many + 1);
            }
        }
        if Period::month(year, first) == Some(self) {
            return format!("{year}-{first:02}");
        }
        format!("{}..{}", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for name in ["2025", "2025-H1", "2025-H2", "2025-Q1", "2025-Q4", "2025-07", "2025-01-15..2025-03-31"]
        {
            assert_eq!(Period::parse(name).map(Period::name).as_deref(), Some(name));
        }
        let first_half = Period::parse("2024-h1").unwrap();
        assert_eq!((first_half.from(), first_half.to()), (date(2024, 1, 1), date(2024, 6, 30)));
        assert_eq!(Period::parse("2024-02").unwrap().to(), date(2024, 2, 29));
        assert_eq!(Period::parse("2025-01-01..2025-12-31").unwrap().as_year(), Some(2025));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for name in
            ["", "x", "2025-H3", "2025-Q0", "2025-13", "2025-00", "1900", "2025-03-01..2025-02-01", "9999"]
        {
            assert_eq!(Period::parse(name), None, "{name}");
        }
    }

    #[test]
    fn as_of_a_day_it_ends_there() {
        let year = Period::year(2025).unwrap();
        assert_eq!(year.up_to(date(2025, 6, 30)), Period::parse("2025-H1"));
        assert_eq!(year.up_to(date(2026, 6, 30)), Some(year));
        assert_eq!(year.up_to(date(2024, 12, 31)), None);
    }
}
