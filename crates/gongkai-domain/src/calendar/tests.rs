//! Vectors of the calendar, and what must hold of any calendar.

use proptest::prelude::*;
use std::string::ToString;
use std::vec;
use std::vec::Vec;

use super::testing::{china, day};
use super::*;

fn nth(from: &str, count: u16) -> Result<Date, CalendarGap> {
    china().nth_working_day_after(day(from), WorkingDays(count))
}

#[track_caller]
fn check_terms(from: &str, terms: &[(u16, &str)]) {
    for (count, due_on) in terms {
        assert_eq!(nth(from, *count), Ok(day(due_on)), "{from} + {count}");
    }
}

/// The notice for a year with one day in it, so that the year counts as known.
fn only(on: &str, kind: DayKind) -> Notice {
    let on = day(on);
    let year = if on.month() == 12 { on.year() + 1 } else { on.year() };
    Notice::new(year, vec!["测试".into()], vec![NamedDay { on, kind, name: "元旦".into() }]).expect("one day")
}

#[test]
fn a_plain_month() {
    check_terms("2026-03-02", &[(7, "2026-03-11"), (20, "2026-03-30")]);
}

#[test]
fn spring_festival_and_national_day_are_skipped() {
    check_terms(
        "2026-02-13",
        &[(7, "2026-03-02"), (15, "2026-03-12"), (20, "2026-03-19"), (40, "2026-04-17")],
    );
    check_terms(
        "2026-09-18",
        &[(7, "2026-09-29"), (15, "2026-10-15"), (20, "2026-10-22"), (40, "2026-11-19")],
    );
}

#[test]
fn the_eve_of_2024_was_worked() {
    assert_eq!(china().day(day("2024-02-09")), Ok(Day::Weekday));
    check_terms("2024-02-01", &[(7, "2024-02-09"), (20, "2024-03-05")]);
}

#[test]
fn what_was_extended_within_2020_counts() {
    check_terms("2020-01-23", &[(7, "2020-02-11"), (20, "2020-02-28")]);
}

#[test]
fn make_up_days_are_worked() {
    for on in ["2026-01-04", "2026-02-14", "2026-02-28"] {
        assert_eq!(china().day(day(on)), Ok(Day::MakeUp { name: "节" }), "{on}");
    }
}

#[test]
fn a_term_runs_over_the_end_of_a_year() {
    check_terms("2025-12-10", &[(20, "2026-01-08")]);
}

#[test]
fn the_years_have_as_many_working_days_as_were_counted() {
    // What the notice for 2027 will say of December 2026 is not known; a plain New Year's Day is taken for the sum.
    let calendar = china().with_notice(only("2027-01-01", DayKind::Off));
    let totals = [250, 249, 250, 249, 249, 251, 248, 248];
    for (year, total) in (2019..=2026).zip(totals) {
        let first = Date::constant(year, 1, 1);
        let on_the_first = u32::from(calendar.is_working_day(first).expect("known"));
        let rest = calendar.working_days_between(first, Date::constant(year, 12, 31)).expect("known");
        assert_eq!(on_the_first + rest, total, "{year}");
    }
}

#[test]
fn a_year_without_a_notice_is_an_error_and_names_the_year() {
    assert_eq!(nth("2026-12-10", 20), Err(CalendarGap { year: 2027 }));
    assert_eq!(nth("2018-12-20", 1), Err(CalendarGap { year: 2018 }));
    assert_eq!(CalendarGap { year: 2027 }.to_string(), "the holiday notice for 2027 is missing");
}

#[test]
fn the_last_week_of_december_waits_for_the_next_notice() {
    let calendar = china();
    assert_eq!(calendar.is_working_day(day("2026-12-24")), Ok(true));
    assert_eq!(calendar.is_working_day(day("2026-12-25")), Err(CalendarGap { year: 2027 }));
    let next = calendar.with_notice(only("2026-12-31", DayKind::Off));
    assert_eq!(next.is_working_day(day("2026-12-25")), Ok(true));
    assert_eq!(next.day(day("2026-12-31")), Ok(Day::Holiday { name: "元旦" }));
}

#[test]
fn the_notice_that_came_later_has_the_last_word_on_december() {
    let calendar = china();
    assert!(calendar.day(day("2018-12-29")).is_err(), "the notice for 2018 is not loaded");
    let with_2018 = calendar.with_notice(only("2018-01-01", DayKind::Off));
    assert_eq!(with_2018.is_working_day(day("2018-12-29")), Ok(true));
    assert_eq!(with_2018.is_working_day(day("2018-12-31")), Ok(false));
    assert_eq!(with_2018.day(day("2022-12-31")).map(Day::is_working), Ok(false));
}

#[test]
fn a_region_wins_over_the_notice_and_is_named() {
    let days = vec![NamedDay { on: day("2026-04-20"), kind: DayKind::Off, name: "三月三".into() }];
    let region = RegionalDays::new("广西壮族自治区".into(), "桂政办".into(), days).expect("named");
    let calendar = china().with_region(region);
    let expected = Day::Regional { kind: DayKind::Off, name: "三月三", region: "广西壮族自治区" };
    assert_eq!(calendar.day(day("2026-04-20")), Ok(expected));
    let due_on = calendar.nth_working_day_after(day("2026-04-17"), WorkingDays(1));
    assert_eq!(due_on, Ok(day("2026-04-21")));
    // A region's day does not stand for the notice of its year.
    let far = vec![NamedDay { on: day("2030-04-01"), kind: DayKind::Off, name: "节".into() }];
    let calendar = calendar.with_region(RegionalDays::new("某地".into(), "文".into(), far).expect("named"));
    assert_eq!(calendar.is_working_day(day("2030-04-01")), Err(CalendarGap { year: 2030 }));
}

#[test]
fn a_notice_that_says_nothing_is_refused() {
    let named = |on: &str| NamedDay { on: day(on), kind: DayKind::Off, name: "元旦".into() };
    let notice = |days: Vec<NamedDay>| Notice::new(2027, Vec::new(), days).map(|n| n.days().len());
    assert_eq!(notice(Vec::new()), Err(NoticeFault::Empty));
    assert_eq!(notice(vec![named("2027-01-01"), named("2026-12-31")]), Ok(2));
    let other = NoticeFault::OtherYear { on: day("2026-11-30"), year: 2027 };
    assert_eq!(notice(vec![named("2026-11-30")]), Err(other));
    let twice = NoticeFault::Twice { on: day("2027-01-01") };
    assert_eq!(notice(vec![named("2027-01-01"), named("2027-01-01")]), Err(twice));
    let unnamed = RegionalDays::new(" ".into(), "文".into(), vec![named("2027-01-01")]);
    assert_eq!(unnamed, Err(NoticeFault::Unnamed { what: "name" }));
}

#[test]
fn days_between_counts_the_last_and_not_the_first() {
    let between = |a: &str, b: &str| china().working_days_between(day(a), day(b));
    assert_eq!(between("2026-03-09", "2026-03-20"), Ok(9));
    assert_eq!(between("2026-03-20", "2026-03-09"), Ok(0));
    assert_eq!(between("2026-03-20", "2026-03-20"), Ok(0));
    assert_eq!(china().working_day_from(day("2026-02-15")), Ok(day("2026-02-24")));
}

proptest! {
    #[test]
    fn a_due_day_is_a_working_day_and_counts_back(start in 0i32..2400, count in 1u16..60) {
        let from = day("2019-01-01") + jiff::Span::new().days(start);
        let calendar = china();
        let due_on = calendar.nth_working_day_after(from, WorkingDays(count)).expect("well before 2026 ends");
        prop_assert!(calendar.is_working_day(due_on).expect("known"));
        prop_assert_eq!(calendar.working_days_between(from, due_on), Ok(u32::from(count)));
    }

    #[test]
    fn another_holiday_never_makes_a_due_day_earlier(start in 0i32..2400, count in 1u16..60, off in 0i32..90) {
        let from = day("2019-01-01") + jiff::Span::new().days(start);
        let on = from + jiff::Span::new().days(off);
        let days = vec![NamedDay { on, kind: DayKind::Off, name: "节".into() }];
        let more = china().with_region(RegionalDays::new("某地".into(), "文".into(), days).expect("named"));
        let due_on = |calendar: &WorkCalendar| calendar.nth_working_day_after(from, WorkingDays(count));
        prop_assert!(due_on(&more).expect("known") >= due_on(&china()).expect("known"));
    }
}
