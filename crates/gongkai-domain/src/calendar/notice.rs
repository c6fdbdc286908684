//! What one notice of the State Council's office, or one region, says about days.

use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;

/// What a notice makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayKind {
    /// 放假: no working day, whatever the day of the week.
    Off,
    /// 上班（调休）: a working day, whatever the day of the week.
    Work,
}

/// One day that a notice names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedDay {
    /// The day.
    pub on: Date,
    /// Off or worked.
    pub kind: DayKind,
    /// The holiday it belongs to, for example `春节`.
    pub name: String,
}

/// The yearly holiday notice (国务院办公厅关于…年部分节假日安排的通知), with what was amended within the year.
///
/// Only the days that it names are in it. It may name days of the December before its year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    year: i16,
    sources: Vec<String>,
    days: Vec<NamedDay>,
}

/// Why days do not make a notice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeFault {
    /// A file for a year whose notice is not out yet. To take it as one would be to say that there are no holidays.
    #[error("it names no day, so it is no notice")]
    Empty,
    /// A day that the notice of this year cannot speak of.
    #[error("{on} is neither in {year} nor in the December before")]
    OtherYear {
        /// The day.
        on: Date,
        /// The year of the notice.
        year: i16,
    },
    /// A day stands there twice.
    #[error("{on} is named twice")]
    Twice {
        /// The day.
        on: Date,
    },
    /// A regional override needs a name and a source to be shown.
    #[error("it has no {what}")]
    Unnamed {
        /// `name` or `source`.
        what: &'static str,
    },
}

impl Notice {
    /// A notice from its days, in any order.
    ///
    /// # Errors
    ///
    /// If there is no day, a day of another year, or a day twice.
    pub fn new(year: i16, sources: Vec<String>, days: Vec<NamedDay>) -> Result<Notice, NoticeFault> {
        let days = sorted(days)?;
        let before = |on: Date| on.year() + 1 == year && on.month() == 12;
        match days.iter().find(|day| day.on.year() != year && !before(day.on)) {
            Some(day) => Err(NoticeFault::OtherYear { on: day.on, year }),
            None => Ok(Notice { year, sources, days }),
        }
    }

    /// The year it is for.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// Where it and its amendments were published.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The days that it names, sorted.
    pub fn days(&self) -> &[NamedDay] {
        &self.days
    }
}

/// What a region has of its own: a holiday of a minority (全国年节及纪念日放假办法第四条), a longer Spring Festival
/// (February 2020). It wins over the notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionalDays {
    region: String,
    source: String,
    days: Vec<NamedDay>,
}

impl RegionalDays {
    /// Days of a region, in any order.
    ///
    /// # Errors
    ///
    /// If the region or the source is blank, there is no day, or a day is there twice.
    pub fn new(region: String, source: String, days: Vec<NamedDay>) -> Result<RegionalDays, NoticeFault> {
        for (what, text) in [("name", &region), ("source", &source)] {
            if text.trim().is_empty() {
                return Err(NoticeFault::Unnamed { what });
            }
        }
        Ok(RegionalDays { region, source, days: sorted(days)? })
    }

    /// The region, as it is shown.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Where the region said so.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The days that it names, sorted.
    pub fn days(&self) -> &[NamedDay] {
        &self.days
    }
}

fn sorted(mut days: Vec<NamedDay>) -> Result<Vec<NamedDay>, NoticeFault> {
    days.sort_by_key(|day| day.on);
    if days.is_empty() {
        return Err(NoticeFault::Empty);
    }
    match days.windows(2).find(|pair| pair[0].on == pair[1].on) {
        Some(pair) => Err(NoticeFault::Twice { on: pair[0].on }),
        None => Ok(days),
    }
}
