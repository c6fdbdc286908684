//! The holiday notices of 2019 to 2026 in short form, for tests and benches. The program itself has them as data.

use gongkai_domain::calendar::{DayKind, NamedDay, Notice, WorkCalendar};
use std::vec::Vec;
use std::{format, vec};

use jiff::civil::Date;

/// Year, days off (a range is `from..to`), worked weekend days; `MM-DD`, or `YYYY-MM-DD` in the year before.
const NOTICES: [(i16, &str, &str); 8] = [
    (
        2019,
        "2018-12-30..2018-12-31 01-01 02-04..02-10 04-05 05-01..05-04 06-07 09-13 10-01..10-07",
        "2018-12-29 02-02 02-03 04-28 05-05 09-29 10-12",
    ),
    (
        2020,
        "01-01 01-24..02-02 04-04..04-06 05-01..05-05 06-25..06-27 10-01..10-08",
        "01-19 04-26 05-09 06-28 09-27 10-10",
    ),
    (
        2021,
        "01-01..01-03 02-11..02-17 04-03..04-05 05-01..05-05 06-12..06-14 09-19..09-21 10-01..10-07",
        "02-07 02-20 04-25 05-08 09-18 09-26 10-09",
    ),
    (
        2022,
        "01-01..01-03 01-31..02-06 04-03..04-05 04-30..05-04 06-03..06-05 09-10..09-12 10-01..10-07",
        "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    ),
    (
        2023,
        "2022-12-31 01-01..01-02 01-21..01-27 04-05 04-29..05-03 06-22..06-24 09-29..10-06",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    (
        2024,
        "01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10 09-15..09-17 10-01..10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    (
        2025,
        "01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    (
        2026,
        "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
];

/// A day written as `2026-03-02`.
pub fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The calendar of the whole country, 2019 to 2026.
pub fn china() -> WorkCalendar {
    WorkCalendar::new(NOTICES.map(|(year, off, work)| {
        let mut days = named(year, off, DayKind::Off);
        days.extend(named(year, work, DayKind::Work));
        Notice::new(year, vec!["国务院办公厅".into()], days).expect("the table is right")
    }))
}

fn named(year: i16, list: &str, kind: DayKind) -> Vec<NamedDay> {
    let full = |text: &str| if text.len() > 5 { day(text) } else { day(&format!("{year}-{text}")) };
    let mut days = Vec::new();
    for item in list.split(' ') {
        let (from, to) = item.split_once("..").unwrap_or((item, item));
        let mut on = full(from);
        while on <= full(to) {
            days.push(NamedDay { on, kind, name: "节".into() });
            on = on.tomorrow().expect("a day follows");
        }
    }
    days
}
