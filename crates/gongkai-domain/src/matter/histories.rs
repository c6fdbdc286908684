//! Random matters against a second, slow and simple count, and everything by everybody against the table.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::calendar::testing::china;
use crate::calendar::{DayKind, NamedDay, RegionalDays, WorkCalendar, WorkingDays};
use crate::report::sample::Dice;
use crate::request::event::{Channel, Delivery};

fn pick<T: Copy>(dice: &mut Dice, all: &[T]) -> T {
    all[usize::try_from(dice.between(0, all.len() as i64 - 1)).unwrap()]
}

/// Something that somebody may try.
fn tried(dice: &mut Dice, matter: Option<&Matter>) -> Event {
    let days = |dice: &mut Dice, least: i64, most: i64| {
        WorkingDays(u16::try_from(dice.between(least, most)).unwrap())
    };
    let Some(matter) = matter else {
        return Event::Filed {
            kind: pick(dice, MatterKind::ALL),
            channel: pick(dice, Channel::ALL),
            is_anonymous: dice.percent(20),
            term: days(dice, 1, 60),
            about: String::new(),
            from: String::new(),
        };
    };
    // Half does what comes next, so that matters come to an end.
    if dice.percent(50) {
        let is_passed_on = matter.settled().is_some_and(|s| s.0 == Settlement::PassedOn);
        return match (matter.accepted_on, &matter.proposal, matter.settled()) {
            (None, ..) => Event::Accepted,
            (_, None, _) => proposed(dice),
            (_, Some(_), None) => Event::Decided,
            (_, _, Some(_)) if matter.is_to_be_mended() => Event::Mended,
            (_, _, Some(_)) if matter.told.is_some() => Event::Archived,
            (_, _, Some(_)) if is_passed_on && matter.passed_on.is_none() => {
                Event::PassedOn { agency: "a".to_string(), matter: "m".to_string() }
            }
            (_, _, Some(_)) => Event::Told { way: pick(dice, Delivery::ALL) },
        };
    }
    match dice.between(0, 16) {
        0 => Event::Assigned { to: "x".to_string() },
        1 => Event::Accepted,
        2..=3 => Event::EvidenceAsked { term: days(dice, 0, 30), is_left_out: dice.percent(60) },
        4 => Event::EvidenceReceived,
        5..=6 => Event::StatementAsked { term: days(dice, 0, 20) },
        7 => Event::StatementReceived,
        8..=9 => proposed(dice),
        10 => Event::SentBack { reason: "重拟".to_string() },
        11 => Event::Told { way: pick(dice, Delivery::ALL) },
        12 => Event::PassedOn { agency: "a".to_string(), matter: "m".to_string() },
        13 => Event::Withdrawn,
        14 => Event::Mended,
        15 => Event::Archived,
        _ => {
            Event::Reversed { number: u32::try_from(dice.between(0, 8)).unwrap(), reason: "误".to_string() }
        }
    }
}

fn proposed(dice: &mut Dice) -> Event {
    let settlement = pick(dice, Settlement::ALL);
    let days = if settlement == Settlement::Ordered { dice.between(1, 30) } else { 0 };
    Event::Proposed { settlement, mend_within: WorkingDays(u16::try_from(days).unwrap()) }
}

/// A history of what was tried and allowed, with today.
fn history(seed: u64, calendar: &WorkCalendar) -> (Vec<Recorded>, Date) {
    let mut dice = Dice::new(seed);
    let mut on = date(2020, 1, 6) + dice.between(0, 1_900).days();
    let mut events: Vec<Recorded> = Vec::new();
    for _ in 0..dice.between(3, 30) {
        let matter = Matter::replay(&events).unwrap();
        let event = tried(&mut dice, matter.as_ref());
        let actor = pick(&mut dice, table::of(event.kind()).by);
        let new = Recorded { event, on, by: actor.code().to_string() };
        if allowed(&events, &new, actor, calendar, on).is_ok() {
            events.push(new);
        }
        if dice.percent(50) {
            on += dice.between(0, 8).days();
        }
    }
    (events, on + dice.between(0, 12).days())
}

/// The second count: one day after the other, with nothing but how many are left.
fn slow_due(matter: &Matter, calendar: &WorkCalendar, today: Date) -> Date {
    let working = |d: Date| calendar.is_working_day(d).unwrap();
    let mut left = matter.term.0;
    let mut day = matter.filed_on;
    // What is still left of the evidence's own term while it is awaited; nothing when it is not.
    let mut waiting: Option<u16> = None;
    loop {
        if let Some(d) = matter.evidence.filter(|d| d.is_left_out && d.on == day) {
            waiting = Some(d.term.0);
        }
        let Some(demand) = matter.evidence.filter(|_| waiting.is_some()) else {
            if left == 0 {
                return day;
            }
            day = day.tomorrow().unwrap();
            left -= u16::from(working(day));
            continue;
        };
        let over = matter.settled().map(|s| s.1).or(matter.withdrawn_on);
        let end = demand.met_on.or(over).unwrap_or(today.max(demand.on));
        let own = waiting.unwrap_or(0);
        if day >= end || own == 0 {
            waiting = None;
            if left == 0 {
                return day;
            }
            day = day.tomorrow().unwrap();
            left -= u16::from(working(day));
            continue;
        }
        day = day.tomorrow().unwrap();
        waiting = Some(own - u16::from(working(day)));
    }
}

#[test]
fn the_clock_agrees_with_a_slow_count() {
    let calendar = china();
    let (mut states, mut kinds) = (BTreeSet::new(), BTreeSet::new());
    for seed in 0..40_000 {
        let (events, today) = history(seed, &calendar);
        for end in 1..=events.len() {
            states.extend(Matter::replay(&events[..end]).unwrap().map(|m| m.state()));
        }
        kinds.extend(events.iter().map(|e| e.event.kind()));
        let Some(matter) = Matter::replay(&events).unwrap() else { continue };
        let standing = standing(&matter, &calendar, today).unwrap();
        let slow = slow_due(&matter, &calendar, today);
        let last_working = |mut d: Date| {
            while !calendar.is_working_day(d).unwrap() {
                d = d.yesterday().unwrap();
            }
            d
        };
        assert_eq!(standing.due, last_working(slow), "seed {seed}: {events:#?} today {today}");
        assert!(calendar.is_working_day(standing.due).unwrap(), "seed {seed}");
        assert!(matter.settled().is_none_or(|s| s.0.of().contains(&matter.kind)), "seed {seed}");
    }
    assert_eq!(states.into_iter().collect::<Vec<_>>(), State::ALL);
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), EventKind::ALL);
}

/// Every event in every state and kind by everybody, against the table alone.
#[test]
fn nothing_passes_that_the_table_forbids() {
    let calendar = china();
    let (mut passed, mut refused) = (0_u32, 0_u32);
    for seed in 0..4_000 {
        let (events, today) = history(seed, &calendar);
        let Some(matter) = Matter::replay(&events).unwrap() else { continue };
        let mut dice = Dice::new(seed ^ 0xACE);
        for _ in 0..12 {
            let event = tried(&mut dice, Some(&matter));
            for actor in Actor::ALL {
                let new = Recorded { event: event.clone(), on: today, by: "somebody".to_string() };
                let line = table::of(event.kind());
                let is_in_table = line.from.contains(&matter.state())
                    && line.by.contains(actor)
                    && line.of.contains(&matter.kind);
                match allowed(&events, &new, *actor, &calendar, today) {
                    Ok(()) => {
                        assert!(is_in_table, "{event:?} in {:?} by {actor:?}", matter.state());
                        passed += 1;
                    }
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(passed > 1_000 && refused > 1_000, "{passed} passed, {refused} refused");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A day off more never makes a last day earlier.
    #[test]
    fn a_holiday_more_never_makes_the_last_day_earlier(seed in 0u64..1_000_000, off in 0i64..2_200) {
        let calendar = china();
        let (events, today) = history(seed, &calendar);
        let Some(matter) = Matter::replay(&events).unwrap() else { return Ok(()) };
        prop_assume!(matter.evidence.is_none());
        let before = standing(&matter, &calendar, today).unwrap().due;
        let day = NamedDay { on: date(2020, 1, 1) + off.days(), kind: DayKind::Off, name: "地方节日".to_string() };
        let days = RegionalDays::new("某州".to_string(), "决定".to_string(), alloc::vec![day]).unwrap();
        let after = standing(&matter, &calendar.with_region(days), today).unwrap().due;
        prop_assert!(after >= before, "{before:?} became {after:?}");
    }
}
