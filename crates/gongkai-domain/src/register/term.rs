//! Terms of a register: what has to follow an entry, and by when. What is valid from a day to a day.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::ToSpan;
use jiff::civil::Date;

use super::Register;
use crate::calendar::{WorkCalendar, WorkingDays};

/// How long a term is, counted from a day that is not counted itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermLength {
    /// The day of the field is the last day.
    SameDay,
    /// Days of the calendar.
    Days(u16),
    /// Working days.
    WorkingDays(u16),
    /// Months.
    Months(u16),
}

/// That a day has to follow another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What has to be done.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The day field from which it is counted.
    pub from: String,
    /// How long it is.
    pub length: TermLength,
    /// The day field that says that it was done.
    pub to: String,
    /// The flag field that frees an entry of it.
    pub unless: Option<String>,
    /// Whether an inspection fails when it is not kept.
    pub is_alarm: bool,
}

/// From which day to which day an entry holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validity {
    /// The day field from which on; an entry without it holds since ever.
    pub from: String,
    /// The day field of the first day on which it holds no more; an entry without it holds still.
    pub until: String,
}

/// A term of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due<'a> {
    /// The term.
    pub term: &'a Term,
    /// The last day on which it is on time; none past the years that the calendar knows.
    pub due_on: Option<Date>,
    /// The day on which it was done.
    pub done_on: Option<Date>,
}

impl Due<'_> {
    /// Whether it is not done and the last day is over.
    pub fn is_late(&self, today: Date) -> bool {
        self.done_on.is_none() && self.due_on.is_some_and(|due| today > due)
    }

    /// Whether it was kept; nothing while it is open and its last day is not over.
    pub fn was_kept(&self, today: Date) -> Option<bool> {
        let due = self.due_on?;
        match self.done_on {
            Some(done) => Some(done <= due),
            None => (today > due).then_some(false),
        }
    }
}

impl Register {
    /// The terms of an entry with these values, those from which it is freed left out.
    pub fn due<'a>(&'a self, values: &BTreeMap<String, String>, calendar: &WorkCalendar) -> Vec<Due<'a>> {
        let day = |code: &str| values.get(code).and_then(|v| v.parse::<Date>().ok());
        let is_freed = |t: &&Term| {
            t.unless.as_ref().is_some_and(|flag| values.get(flag).is_some_and(|value| value == "是"))
        };
        let due = |term: &'a Term| {
            let from = day(&term.from)?;
            Some(Due { term, due_on: term.length.last_day(from, calendar), done_on: day(&term.to) })
        };
        self.terms.iter().filter(|t| !is_freed(t)).filter_map(due).collect()
    }

    /// Whether an entry with these values holds on a day. Those of a register without validity always do.
    pub fn holds_on(&self, values: &BTreeMap<String, String>, on: Date) -> bool {
        let Some(validity) = &self.validity else { return true };
        let day = |code: &str| values.get(code).and_then(|v| v.parse::<Date>().ok());
        day(&validity.from).is_none_or(|from| from <= on) && day(&validity.until).is_none_or(|end| on < end)
    }
}

impl TermLength {
    /// The last day; none past the years that the calendar knows.
    fn last_day(self, from: Date, calendar: &WorkCalendar) -> Option<Date> {
        match self {
            TermLength::SameDay => Some(from),
            TermLength::Days(n) => from.checked_add(i64::from(n).days()).ok(),
            TermLength::Months(n) => from.checked_add(i64::from(n).months()).ok(),
            TermLength::WorkingDays(n) => calendar.nth_working_day_after(from, WorkingDays(n)).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use jiff::civil::date;

    fn register(length: TermLength) -> Register {
        Register {
            code: "r".into(),
            zh: "登记".into(),
            en: "Register".into(),
            about_zh: String::new(),
            about_en: String::new(),
            group: "g".into(),
            dated_by: None,
            is_public: false,
            fields: Vec::new(),
            terms: vec![Term {
                zh: "答复".into(),
                en: "Answer".into(),
                from: "on".into(),
                length,
                to: "done".into(),
                unless: Some("void".into()),
                is_alarm: false,
            }],
            validity: Some(Validity { from: "on".into(), until: "until".into() }),
            public: None,
        }
    }

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect()
    }

    #[test]
    fn the_last_day_is_on_time_and_the_next_is_late() {
        let calendar = WorkCalendar::new([]);
        let register = register(TermLength::Months(3));
        let open = values(&[("on", "2026-01-31")]);
        let due = register.due(&open, &calendar);
        assert_eq!(due[0].due_on, Some(date(2026, 4, 30)));
        assert_eq!(due[0].was_kept(date(2026, 4, 30)), None);
        assert!(!due[0].is_late(date(2026, 4, 30)) && due[0].is_late(date(2026, 5, 1)));
        let done = values(&[("on", "2026-01-31"), ("done", "2026-05-01")]);
        let due = register.due(&done, &calendar);
        assert_eq!(
            (due[0].is_late(date(2026, 6, 1)), due[0].was_kept(date(2026, 6, 1))),
            (false, Some(false))
        );
        let freed = values(&[("on", "2026-01-31"), ("void", "是")]);
        assert!(register.due(&freed, &calendar).is_empty(), "what is not a valid message owes no answer");
    }

    #[test]
    fn a_calendar_without_the_year_gives_no_day_and_no_lateness() {
        let register = register(TermLength::WorkingDays(5));
        let due = register.due(&values(&[("on", "2026-01-31")]), &WorkCalendar::new([])).remove(0);
        assert_eq!((due.due_on, due.is_late(date(2027, 1, 1))), (None, false));
    }

    #[test]
    fn an_entry_holds_from_its_first_day_until_the_day_before_it_ends() {
        let register = register(TermLength::SameDay);
        let entry = values(&[("on", "2024-03-01"), ("until", "2025-03-01")]);
        let holds = |y, m, d| register.holds_on(&entry, date(y, m, d));
        assert_eq!(
            [holds(2024, 2, 29), holds(2024, 3, 1), holds(2025, 2, 28), holds(2025, 3, 1)],
            [false, true, true, false]
        );
        assert!(register.holds_on(&values(&[]), date(1950, 1, 1)));
    }
}
