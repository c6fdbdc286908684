//! The working-day calendar.
//!
//! A day is a working day when a notice says so; where no notice speaks of it, Monday to Friday are. Notices come
//! once a year, each autumn for the year after (全国年节及纪念日放假办法第六、七条), so the future is not known: a
//! count that reaches a year without its notice is a [`CalendarGap`], never a guess.

mod notice;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::{Date, Weekday};

pub use notice::{DayKind, NamedDay, Notice, NoticeFault, RegionalDays};

/// A number of working days (工作日).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkingDays(pub u16);

impl core::fmt::Display for WorkingDays {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} working days", self.0)
    }
}

/// A count came to days that no loaded notice decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[error("the holiday notice for {year} is missing")]
pub struct CalendarGap {
    /// The year whose notice has to be loaded.
    pub year: i16,
}

/// The first day of December that the notice of the year after may change.
///
/// A notice can reach back over New Year's Eve: that of 2019 made Saturday 29 December 2018 a working day and the
/// two days after it free. Since 2007 none went further back. Our reading leaves it some room: decision 0020.
const NEXT_NOTICE_FROM: i8 = 25;

/// What a day is, and by whose word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day<'a> {
    /// Monday to Friday, and no notice says otherwise.
    Weekday,
    /// Saturday or Sunday, and no notice says otherwise.
    Weekend,
    /// Off by a notice.
    Holiday {
        /// The holiday.
        name: &'a str,
    },
    /// Worked by a notice (调休上班).
    MakeUp {
        /// The holiday that it makes up for.
        name: &'a str,
    },
    /// Off or worked by the word of a region.
    Regional {
        /// Off or worked.
        kind: DayKind,
        /// What the region calls it.
        name: &'a str,
        /// The region.
        region: &'a str,
    },
}

impl Day<'_> {
    /// Whether a count goes on by one on this day.
    pub fn is_working(self) -> bool {
        match self {
            Day::Weekday | Day::MakeUp { .. } | Day::Regional { kind: DayKind::Work, .. } => true,
            Day::Weekend | Day::Holiday { .. } | Day::Regional { kind: DayKind::Off, .. } => false,
        }
    }
}

/// The notices that are loaded, with what a region has of its own.
#[derive(Debug, Clone, Default)]
pub struct WorkCalendar {
    notices: BTreeMap<i16, Notice>,
    regional: Vec<RegionalDays>,
    changes: BTreeMap<Date, Change>,
}

#[derive(Debug, Clone)]
struct Change {
    kind: DayKind,
    name: String,
    /// Index in `regional`, when a region said it.
    region: Option<usize>,
}

impl WorkCalendar {
    /// A calendar of these notices. Of two for one year the later in the list is taken.
    pub fn new(notices: impl IntoIterator<Item = Notice>) -> WorkCalendar {
        let mut calendar = WorkCalendar::default();
        for notice in notices {
            calendar.notices.insert(notice.year(), notice);
        }
        calendar.index();
        calendar
    }

    /// The same calendar with a notice more, or in the place of the one for its year.
    #[must_use]
    pub fn with_notice(mut self, notice: Notice) -> WorkCalendar {
        self.notices.insert(notice.year(), notice);
        self.index();
        self
    }

    /// The same calendar with the days of a region. They win over notices and over regions given before.
    #[must_use]
    pub fn with_region(mut self, days: RegionalDays) -> WorkCalendar {
        self.regional.push(days);
        self.index();
        self
    }

    fn index(&mut self) {
        self.changes.clear();
        // In the order of years, so that for a December the notice that came later has the last word.
        for day in self.notices.values().flat_map(Notice::days) {
            let change = Change { kind: day.kind, name: day.name.clone(), region: None };
            self.changes.insert(day.on, change);
        }
        for (i, days) in self.regional.iter().enumerate() {
            for day in days.days() {
                let change = Change { kind: day.kind, name: day.name.clone(), region: Some(i) };
                self.changes.insert(day.on, change);
            }
        }
    }

    /// The notices that are loaded, in the order of years.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.notices.values()
    }

    /// The notice for a year.
    pub fn notice(&self, year: i16) -> Option<&Notice> {
        self.notices.get(&year)
    }

    /// What regions have of their own.
    pub fn regional(&self) -> &[RegionalDays] {
        &self.regional
    }

    /// What this day is.
    ///
    /// # Errors
    ///
    /// If the notice for its year is not loaded, or, in the last week of December, that for the year after.
    pub fn day(&self, on: Date) -> Result<Day<'_>, CalendarGap> {
        self.known(on)?;
        Ok(match self.changes.get(&on) {
            Some(Change { kind, name, region: Some(i) }) => {
                Day::Regional { kind: *kind, name, region: self.regional[*i].region() }
            }
            Some(Change { kind: DayKind::Off, name, region: None }) => Day::Holiday { name },
            Some(Change { kind: DayKind::Work, name, region: None }) => Day::MakeUp { name },
            None if matches!(on.weekday(), Weekday::Saturday | Weekday::Sunday) => Day::Weekend,
            None => Day::Weekday,
        })
    }

    fn known(&self, on: Date) -> Result<(), CalendarGap> {
        let missing = |year: i16| !self.notices.contains_key(&year);
        if missing(on.year()) {
            return Err(CalendarGap { year: on.year() });
        }
        let reaches_back = on.month() == 12 && on.day() >= NEXT_NOTICE_FROM;
        match on.year() + 1 {
            next if reaches_back && missing(next) => Err(CalendarGap { year: next }),
            _ => Ok(()),
        }
    }

    /// Whether this is a working day.
    ///
    /// # Errors
    ///
    /// As [`WorkCalendar::day`].
    pub fn is_working_day(&self, on: Date) -> Result<bool, CalendarGap> {
        self.day(on).map(Day::is_working)
    }

    /// The last day of a term of `count` working days; `day` itself is day 0 and is not counted.
    ///
    /// A count of none is the day itself, worked or not.
    ///
    /// # Errors
    ///
    /// If the count reaches days that no notice decides.
    pub fn nth_working_day_after(&self, day: Date, count: WorkingDays) -> Result<Date, CalendarGap> {
        let (mut on, mut left) = (day, count.0);
        while left > 0 {
            on = next_day(on)?;
            if self.is_working_day(on)? {
                left -= 1;
            }
        }
        Ok(on)
    }

    /// How many working days there are after `after`, up to and with `through`; none when that is not later.
    ///
    /// # Errors
    ///
    /// If one of the days is not decided by a notice.
    pub fn working_days_between(&self, after: Date, through: Date) -> Result<u32, CalendarGap> {
        let (mut on, mut count) = (after, 0);
        while on < through {
            on = next_day(on)?;
            count += u32::from(self.is_working_day(on)?);
        }
        Ok(count)
    }

    /// The day itself when it is worked, else the first working day after it.
    ///
    /// # Errors
    ///
    /// If one of the days is not decided by a notice.
    pub fn working_day_from(&self, day: Date) -> Result<Date, CalendarGap> {
        let mut on = day;
        while !self.is_working_day(on)? {
            on = next_day(on)?;
        }
        Ok(on)
    }
}

/// The day after. The calendar of the world ends with the year 9999, whose notice is missing too.
pub(crate) fn next_day(on: Date) -> Result<Date, CalendarGap> {
    on.tomorrow().map_err(|_| CalendarGap { year: on.year() })
}

/// The notices in short form, shared with the tests of the whole crate.
#[cfg(test)]
#[path = "../../tests/it/china.rs"]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
