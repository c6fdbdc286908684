//! Random histories against a second, slow and simple count.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::event::{Channel, Consulted, Delivery, Notice, Reopening, Reply};
use super::*;
use crate::calendar::testing::china;
use crate::calendar::{DayKind, NamedDay, RegionalDays, WorkCalendar, WorkingDays};
use crate::report::Applicant;
use crate::report::sample::Dice;

/// Something that somebody may try, and how many days after the last one.
fn tried(dice: &mut Dice, case: Option<&Case>) -> Event {
    let number = |dice: &mut Dice| u16::try_from(dice.between(1, 3)).unwrap();
    let days = |dice: &mut Dice, most: i64| WorkingDays(u16::try_from(dice.between(1, most)).unwrap());
    if case.is_none() {
        let channel = Channel::ALL[usize::try_from(dice.between(0, 6)).unwrap()];
        return Event::Submitted { applicant: Applicant::Natural, channel };
    }
    let ending = |dice: &mut Dice| {
        Ending::ALL[usize::try_from(dice.between(0, Ending::ALL.len() as i64 - 1)).unwrap()]
    };
    // A quarter does what comes next, so that cases come to an end.
    if let Some(case) = case.filter(|c| c.received_on.is_some() && dice.percent(25)) {
        return match (&case.draft, case.ended) {
            (_, Some(_)) if dice.percent(50) => Event::Delivered { way: Delivery::Post },
            (_, Some(_)) if !case.is_handover_agreed => Event::HandoverAgreed,
            (_, Some(_)) => handed_over(dice),
            (None, None) if dice.percent(50) => Event::AnswerDrafted { ending: Ending::Granted },
            (None, None) => Event::AnswerDrafted { ending: Ending::NotOurs },
            (Some(draft), None) if draft.approved_by.is_none() => Event::AnswerApproved,
            _ => Event::Answered,
        };
    }
    match dice.between(0, 33) {
        0..=2 => Event::Registered,
        3 => Event::CorrectionAsked { term: days(dice, 20) },
        4 => Event::CorrectionReceived,
        5..=7 => {
            let whom = Consulted::ALL[usize::try_from(dice.between(0, 2)).unwrap()];
            Event::ConsultationSent { number: number(dice), whom }
        }
        8 => Event::ConsultationServed { number: number(dice) },
        9..=11 => {
            let reply = Reply::ALL[usize::try_from(dice.between(0, 2)).unwrap()];
            Event::ConsultationEnded { number: number(dice), reply }
        }
        12..=13 => Event::Extended { days: days(dice, 22) },
        14 => Event::ReasonsAsked { term: days(dice, 20) },
        15 => Event::ReasonsReceived,
        16 => {
            let on = case.map_or(date(2024, 1, 1), |c| c.newest_on);
            Event::Delayed { until: on + dice.between(1, 60).days() }
        }
        17 => Event::Charged { amount: u64::try_from(dice.between(0, 500)).unwrap() },
        18 => Event::Paid,
        19 => {
            let notice = Notice::ALL[usize::try_from(dice.between(0, 1)).unwrap()];
            Event::NoticeServed { notice }
        }
        20 => {
            let evidence = Evidence::ALL;
            Event::EvidenceFiled {
                evidence: evidence[usize::try_from(dice.between(0, evidence.len() as i64 - 1)).unwrap()],
            }
        }
        21..=22 => Event::AnswerDrafted { ending: ending(dice) },
        23 if dice.percent(60) => Event::AnswerSentBack { reason: "重拟".to_string() },
        23 => Event::AnswerApproved,
        24 => Event::Answered,
        25 => Event::Delivered { way: Delivery::Post },
        26 => {
            Event::Lapsed { ending: if dice.percent(50) { Ending::NoCorrection } else { Ending::FeeUnpaid } }
        }
        27 => Event::Withdrawn,
        28 => Event::Reopened { ground: Reopening::Review, term: days(dice, 30) },
        29 => Event::Archived,
        30 => Event::ConsultationAddressed { number: number(dice), agency: "a".to_string() },
        31 => Event::HandoverAgreed,
        32 if dice.percent(50) => handed_over(dice),
        32 => Event::TakenOver { agency: "b".to_string(), request: "r".to_string() },
        _ => {
            let number = u32::try_from(dice.between(0, 12)).unwrap();
            Event::Reversed { number, reason: "误".to_string() }
        }
    }
}

fn handed_over(dice: &mut Dice) -> Event {
    let agency = if dice.percent(50) { "a" } else { "b" };
    Event::HandedOver { agency: agency.to_string(), request: "r".to_string() }
}

/// A history of what was tried and allowed, with today.
fn history(seed: u64, calendar: &WorkCalendar) -> (Vec<Recorded>, Date) {
    let mut dice = Dice::new(seed);
    let mut on = date(2020, 1, 6) + dice.between(0, 1_900).days();
    let mut events: Vec<Recorded> = Vec::new();
    for _ in 0..dice.between(3, 40) {
        let case = Case::replay(&events).unwrap();
        let event = tried(&mut dice, case.as_ref());
        let by = table::of(event.kind()).by;
        let actor = by[usize::try_from(dice.between(0, by.len() as i64 - 1)).unwrap()];
        let new = Recorded { event, on, by: actor.code().to_string() };
        if allowed(&events, &new, actor, calendar, on).is_ok() {
            events.push(new);
        }
        if dice.percent(40) {
            on += dice.between(0, 6).days();
        }
    }
    let today = on + dice.between(0, 12).days();
    (events, today)
}

/// The second count: one day after the other, with nothing but how many are left.
fn slow_due(case: &Case, calendar: &WorkCalendar, today: Date) -> Option<Date> {
    let start = *case.starts.last()?;
    let working = |d: Date| calendar.is_working_day(d).unwrap();
    let after = |mut d: Date, mut n: u16| {
        while n > 0 {
            d = d.tomorrow().unwrap();
            n -= u16::from(working(d));
        }
        d
    };
    let stops_on = |d: Date| {
        case.correction.is_some_and(|c| c.received_on.is_none() && c.asked_on == d)
            || case.charge.is_some_and(|c| c.paid_on.is_none() && c.on == d)
    };
    let mut left = start.term.0;
    let mut begun: Vec<(Date, Date)> = Vec::new();
    let mut last = start.on;
    let mut day = start.on;
    loop {
        let is_paused = |d: Date| begun.iter().any(|(sent, end)| *sent < d && d <= *end);
        if day > start.on && working(day) {
            if is_paused(day) {
                last = day;
            } else if left > 0 {
                left -= 1;
                last = day;
            }
        }
        // The term is over when nothing is left and no consultation that was begun in time takes a later day.
        let horizon = begun.iter().map(|p| p.1).max().unwrap_or(day);
        let mut takes_more = false;
        let mut d = day;
        while d < horizon {
            d = d.tomorrow().unwrap();
            takes_more |= working(d) && is_paused(d);
        }
        let is_over_before = left == 0 && last < day && !takes_more;
        if is_over_before {
            return Some(last);
        }
        // What happens today and is in time.
        for c in &case.consultations {
            let end = c.ended.map_or(today.max(c.sent_on), |e| e.0);
            let end = match c.whom {
                Consulted::OtherAgency => end,
                _ => end.min(after(c.served_on.unwrap_or(c.sent_on), 15)),
            };
            if c.sent_on.max(start.on) == day && end > start.on {
                begun.push((day, end));
            }
        }
        if let Some((on, more)) = case.extension.filter(|e| e.0 == day) {
            assert_eq!(on, day);
            left += more.0;
        }
        if stops_on(day) {
            return None;
        }
        if let Some((until, _)) = case.delayed.filter(|d| d.1 == day) {
            while day < until {
                day = day.tomorrow().unwrap();
                if stops_on(day) {
                    return None;
                }
            }
            return Some(until);
        }
        day = day.tomorrow().unwrap();
    }
}

#[track_caller]
fn check_history(seed: u64, calendar: &WorkCalendar) {
    let (events, today) = history(seed, calendar);
    let Some(case) = Case::replay(&events).unwrap() else { return };
    let standing = standing(&case, calendar, today).unwrap();
    assert_eq!(standing.due, slow_due(&case, calendar, today), "seed {seed}: {events:#?} today {today}");
    // At most one row counts it.
    assert!(case.ended.is_none_or(|e| e.ending.row().is_ending()), "seed {seed}");
    if let Some(due) = standing.due.filter(|_| case.delayed.is_none()) {
        assert!(calendar.is_working_day(due).unwrap(), "seed {seed}: {due} is no working day");
    }
}

const HISTORIES: u64 = 100_000;

fn check_every_second_history(first: u64) {
    let calendar = china();
    for seed in (first..HISTORIES).step_by(2) {
        check_history(seed, &calendar);
    }
}

// In two halves, which run beside each other: this is the longest test of the crate.
#[test]
fn the_clock_agrees_with_a_slow_count_in_even_histories() {
    check_every_second_history(0);
}

#[test]
fn the_clock_agrees_with_a_slow_count_in_odd_histories() {
    check_every_second_history(1);
}

#[test]
fn histories_reach_every_state_and_every_event() {
    let calendar = china();
    let (mut states, mut kinds) = (alloc::collections::BTreeSet::new(), alloc::collections::BTreeSet::new());
    for seed in 0..6_000 {
        let (events, _) = history(seed, &calendar);
        for end in 1..=events.len() {
            if let Some(case) = Case::replay(&events[..end]).unwrap() {
                states.insert(case.state());
            }
        }
        kinds.extend(events.iter().map(|e| e.event.kind()));
    }
    assert_eq!(states.into_iter().collect::<Vec<_>>(), State::ALL);
    let unreached: Vec<_> = EventKind::ALL.iter().filter(|k| !kinds.contains(k)).collect();
    // These have no effect on any clock, and are not tried.
    assert_eq!(unreached, [&EventKind::Assigned, &EventKind::Transferred, &EventKind::PublicationSuggested]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A day off more never makes a last day earlier.
    #[test]
    fn a_holiday_more_never_makes_the_last_day_earlier(seed in 0u64..1_000_000, off in 0i64..2_200) {
        let calendar = china();
        let (events, today) = history(seed, &calendar);
        let Some(case) = Case::replay(&events).unwrap() else { return Ok(()) };
        // Only consultations that are over: an open one is counted up to today, whatever today is.
        prop_assume!(case.consultations.is_empty() && case.extension.is_none());
        let before = standing(&case, &calendar, today).unwrap().due;
        let day = NamedDay { on: date(2020, 1, 1) + off.days(), kind: DayKind::Off, name: "地方节日".to_string() };
        let days = RegionalDays::new("某州".to_string(), "决定".to_string(), vec![day]).unwrap();
        let after = standing(&case, &calendar.with_region(days), today).unwrap().due;
        prop_assert!(after >= before, "{before:?} became {after:?}");
    }

    /// A consultation more never makes a last day earlier.
    #[test]
    fn a_consultation_more_never_makes_the_last_day_earlier(seed in 0u64..1_000_000, takes in 0i64..20) {
        let calendar = china();
        let (events, today) = history(seed, &calendar);
        let Some(case) = Case::replay(&events).unwrap() else { return Ok(()) };
        prop_assume!(case.ended.is_none() && case.received_on.is_some() && case.delayed.is_none());
        let before = standing(&case, &calendar, today).unwrap().due;
        let mut with = events.clone();
        let on = case.newest_on;
        let record = |event, on| Recorded { event, on, by: "officer".to_string() };
        with.push(record(Event::ConsultationSent { number: 9, whom: Consulted::OtherAgency }, on));
        let end = on + takes.days();
        with.push(record(Event::ConsultationEnded { number: 9, reply: Reply::Agreed }, end));
        let Ok(Some(case)) = Case::replay(&with) else { return Ok(()) };
        let after = standing(&case, &calendar, today.max(end)).unwrap().due;
        prop_assert!(after >= before, "{before:?} became {after:?}");
    }
}

/// Every event in every state by everybody, against the table alone: what the table refuses is refused.
#[test]
fn nothing_passes_that_the_table_forbids() {
    let calendar = china();
    let (mut passed, mut refused) = (0_u32, 0_u32);
    for seed in 0..3_000 {
        let (events, today) = history(seed, &calendar);
        let Some(case) = Case::replay(&events).unwrap() else { continue };
        let state = case.state();
        let mut dice = Dice::new(seed ^ 0xACE);
        for _ in 0..12 {
            let event = tried(&mut dice, Some(&case));
            for actor in Actor::ALL {
                let new = Recorded { event: event.clone(), on: today, by: "somebody".to_string() };
                let line = table::of(event.kind());
                let is_in_table = line.from.contains(&state) && line.by.contains(actor);
                match allowed(&events, &new, *actor, &calendar, today) {
                    Ok(()) => {
                        assert!(is_in_table, "{event:?} in {state:?} by {actor:?}");
                        let mut after = events.clone();
                        after.push(new);
                        assert!(Case::replay(&after).is_ok(), "what is allowed makes a case");
                        passed += 1;
                    }
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(passed > 1_000 && refused > 1_000, "{passed} passed, {refused} refused");
}
