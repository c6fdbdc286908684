//! The vectors of the law, and each guard.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use jiff::civil::Date;

use super::case::StartKind;
use super::event::{Channel, Consulted, Delivery, Notice, Reply};
use super::*;
use crate::calendar::WorkingDays;
use crate::calendar::testing::{china, day};
use crate::report::Applicant;

fn at(on: &str, event: Event) -> Recorded {
    Recorded { event, on: day(on), by: "officer".to_string() }
}

fn received(on: &str) -> Vec<Recorded> {
    let event = Event::Submitted { applicant: Applicant::Natural, channel: Channel::Person };
    vec![at(on, event), at(on, Event::Registered)]
}

fn case(events: &[Recorded]) -> Case {
    Case::replay(events).unwrap().unwrap()
}

fn due(events: &[Recorded], today: &str) -> Option<Date> {
    standing(&case(events), &china(), day(today)).unwrap().due
}

#[track_caller]
fn check_due(events: &[Recorded], today: &str, expected: &str) {
    assert_eq!(due(events, today), Some(day(expected)));
}

fn third_party(sent: &str) -> Recorded {
    at(sent, Event::ConsultationSent { number: 1, whom: Consulted::ThirdParty })
}

#[test]
fn twenty_working_days_over_holidays() {
    for (on, due_on) in [
        ("2026-03-02", "2026-03-30"),
        ("2026-02-13", "2026-03-19"),
        ("2026-09-18", "2026-10-22"),
        ("2024-02-01", "2024-03-05"),
        ("2020-01-23", "2020-02-28"),
        ("2025-12-10", "2026-01-08"),
    ] {
        check_due(&received(on), on, due_on);
    }
    let gap = standing(&case(&received("2026-12-10")), &china(), day("2026-12-10"));
    assert_eq!(gap.unwrap_err().year, 2027, "the notice that is missing is named");
}

#[test]
fn a_consultation_is_not_counted() {
    let mut events = received("2026-03-02");
    events.push(third_party("2026-03-09"));
    events.push(at("2026-03-20", Event::ConsultationEnded { number: 1, reply: Reply::Agreed }));
    check_due(&events, "2026-03-20", "2026-04-13");

    let mut silent = received("2026-03-02");
    silent.push(third_party("2026-03-09"));
    silent.push(at("2026-03-11", Event::ConsultationServed { number: 1 }));
    // Nobody has recorded the silence: its term is over all the same.
    check_due(&silent, "2026-04-20", "2026-04-23");
    silent.push(at("2026-04-01", Event::ConsultationEnded { number: 1, reply: Reply::Silent }));
    check_due(&silent, "2026-04-20", "2026-04-23");
    // A reply that comes after its term takes no more time.
    let mut late = silent.clone();
    late.pop();
    late.push(at("2026-04-15", Event::ConsultationEnded { number: 1, reply: Reply::Refused }));
    check_due(&late, "2026-04-20", "2026-04-23");
}

#[test]
fn consultations_that_overlap_are_counted_once() {
    let mut events = received("2026-03-02");
    for (number, sent, back) in [(1, "2026-03-04", "2026-03-13"), (2, "2026-03-09", "2026-03-18")] {
        events.push(at(sent, Event::ConsultationSent { number, whom: Consulted::OtherAgency }));
        events.push(at(back, Event::ConsultationEnded { number, reply: Reply::Agreed }));
    }
    // 5 to 18 March are 10 working days; 20 + 10 after 2 March.
    check_due(&events, "2026-03-18", "2026-04-14");
}

#[test]
fn an_extension_is_added_to_what_is_not_counted() {
    let mut events = received("2026-03-02");
    events.push(at("2026-03-10", Event::Extended { days: WorkingDays(20) }));
    check_due(&events, "2026-03-10", "2026-04-28");
    events.push(third_party("2026-03-09"));
    events.push(at("2026-03-20", Event::ConsultationEnded { number: 1, reply: Reply::Agreed }));
    check_due(&events, "2026-03-20", "2026-05-13");
}

#[test]
fn correction_and_payment_begin_the_term_anew() {
    let mut events = received("2026-03-02");
    events.push(at("2026-03-05", Event::CorrectionAsked { term: WorkingDays(15) }));
    let stopped = standing(&case(&events), &china(), day("2026-03-06")).unwrap();
    assert_eq!((stopped.state, stopped.due, stopped.is_stopped), (State::AwaitingCorrection, None, true));
    assert_eq!(stopped.first_due, Some(day("2026-03-30")), "the first last day stays visible");
    events.push(at("2026-03-16", Event::CorrectionReceived));
    check_due(&events, "2026-03-16", "2026-04-14");

    let mut fee = received("2026-03-02");
    fee.push(at("2026-03-09", Event::Charged { amount: 100 }));
    fee.push(at("2026-03-10", Event::NoticeServed { notice: Notice::Fee }));
    let clocks = standing(&case(&fee), &china(), day("2026-03-11")).unwrap().clocks;
    let payment = clocks.iter().find(|c| c.kind == ClockKind::Payment).unwrap();
    assert_eq!((payment.due, payment.state), (Some(day("2026-04-08")), ClockState::Running));
    fee.push(at("2026-03-25", Event::Paid));
    check_due(&fee, "2026-03-25", "2026-04-23");
}

#[test]
fn what_comes_after_the_last_day_moves_nothing() {
    let mut events = received("2026-03-02");
    events.push(at("2026-03-31", Event::Extended { days: WorkingDays(20) }));
    events.push(third_party("2026-04-01"));
    events.push(at("2026-04-02", Event::CorrectionAsked { term: WorkingDays(15) }));
    let standing = standing(&case(&events), &china(), day("2026-04-03")).unwrap();
    assert_eq!(standing.due, Some(day("2026-03-30")));
    assert!(standing.is_overdue && !standing.is_stopped);
    assert_eq!(standing.days_left, Some(-4));
}

#[test]
fn an_answer_is_in_time_by_the_day_of_posting() {
    let mut events = received("2026-03-02");
    events.push(at("2026-03-27", Event::AnswerDrafted { ending: Ending::Granted }));
    events.push(Recorded { by: "head".to_string(), ..at("2026-03-27", Event::AnswerApproved) });
    events.push(at("2026-03-27", Event::Answered));
    let open = standing(&case(&events), &china(), day("2026-03-31")).unwrap();
    assert!(open.is_overdue, "an answer in the drawer is none");
    for (on, is_overdue) in [("2026-03-30", false), ("2026-03-31", true)] {
        let mut delivered = events.clone();
        delivered.push(at(on, Event::Delivered { way: Delivery::Post }));
        let standing = standing(&case(&delivered), &china(), day("2026-05-01")).unwrap();
        assert_eq!((standing.is_overdue, standing.state), (is_overdue, State::Delivered), "{on}");
    }
}

#[test]
fn the_explanation_has_every_day() {
    let mut events = received("2026-02-13");
    events.push(third_party("2026-02-24"));
    events.push(at("2026-02-26", Event::ConsultationEnded { number: 1, reply: Reply::Agreed }));
    let standing = standing(&case(&events), &china(), day("2026-02-26")).unwrap();
    let days = standing.days;
    assert_eq!(days[0].mark, DayMark::Start(StartKind::Receipt));
    assert_eq!(
        (days[1].mark.clone(), days[1].is_make_up),
        (DayMark::Counted(1), true),
        "14 February is worked"
    );
    assert!(matches!(&days[2].mark, DayMark::Holiday(_)), "15 February is off");
    let counted = days.iter().filter(|d| matches!(d.mark, DayMark::Counted(_))).count();
    let paused = days.iter().filter(|d| d.mark == DayMark::Consultation).count();
    assert_eq!((counted, paused), (20, 2));
    assert_eq!(days.last().map(|d| d.on), standing.due);
}

fn try_it(events: &[Recorded], new: Recorded, actor: Actor, today: &str) -> Result<(), Refused> {
    allowed(events, &new, actor, &china(), day(today))
}

#[test]
fn the_guards_of_the_law() {
    use Actor::{Approver, Officer};
    let events = received("2026-03-02");
    let ask = Event::CorrectionAsked { term: WorkingDays(15) };
    assert_eq!(try_it(&events, at("2026-03-11", ask.clone()), Officer, "2026-03-11"), Ok(()));
    let late = try_it(&events, at("2026-03-12", ask.clone()), Officer, "2026-03-12").unwrap_err();
    assert_eq!(late, Refused::TooLate { due: day("2026-03-11"), kind: EventKind::CorrectionAsked });
    assert_eq!(late.article(), "第三十条");

    let extend = |days| Event::Extended { days: WorkingDays(days) };
    assert_eq!(try_it(&events, at("2026-03-30", extend(20)), Approver, "2026-03-30"), Ok(()));
    for (event, actor, on) in [
        (extend(21), Approver, "2026-03-30"),
        (extend(0), Approver, "2026-03-30"),
        (extend(5), Approver, "2026-03-31"),
        (extend(5), Officer, "2026-03-30"),
    ] {
        assert!(try_it(&events, at(on, event.clone()), actor, on).is_err(), "{event:?} by {actor:?} on {on}");
    }

    // Silence can be said only when the term is over, and then for its last day.
    let mut asked = events.clone();
    asked.push(third_party("2026-03-09"));
    let silent = || Event::ConsultationEnded { number: 1, reply: Reply::Silent };
    assert!(try_it(&asked, at("2026-03-30", silent()), Officer, "2026-03-30").is_err());
    assert_eq!(try_it(&asked, at("2026-03-30", silent()), Officer, "2026-03-31"), Ok(()));

    // At least two persons, and the evidence.
    let draft = |ending| Event::AnswerDrafted { ending };
    let missing = try_it(&events, at("2026-03-10", draft(Ending::NotFound)), Officer, "2026-03-10");
    assert_eq!(missing, Err(Refused::Evidence(vec![Evidence::SearchRecord])));
    assert!(
        try_it(&events, at("2026-03-10", draft(Ending::DeniedThirdParty)), Officer, "2026-03-10").is_err()
    );
    assert!(try_it(&events, at("2026-03-10", draft(Ending::StillUnclear)), Officer, "2026-03-10").is_err());
    let mut found = events.clone();
    found.push(at("2026-03-09", Event::EvidenceFiled { evidence: Evidence::SearchRecord }));
    assert_eq!(try_it(&found, at("2026-03-10", draft(Ending::NotFound)), Officer, "2026-03-10"), Ok(()));
    found.push(at("2026-03-10", draft(Ending::NotFound)));
    assert_eq!(
        try_it(&found, at("2026-03-10", Event::AnswerApproved), Approver, "2026-03-10"),
        Err(Refused::OwnDraft)
    );
    assert_eq!(
        try_it(&found, at("2026-03-10", Event::Answered), Officer, "2026-03-10"),
        Err(Refused::NotApproved)
    );

    // A term of the applicant has to be over before a case lapses.
    let mut waiting = events.clone();
    waiting.push(at("2026-03-05", ask));
    let lapse = || Event::Lapsed { ending: Ending::NoCorrection };
    assert!(try_it(&waiting, at("2026-03-26", lapse()), Officer, "2026-03-26").is_err());
    assert_eq!(try_it(&waiting, at("2026-03-27", lapse()), Officer, "2026-03-27"), Ok(()));
    assert!(try_it(&events, at("2026-03-03", Event::Registered), Officer, "2026-03-03").is_err());
    assert!(
        try_it(&events, at("2026-03-04", extend(1)), Approver, "2026-03-03").is_err(),
        "not for tomorrow"
    );
}

#[test]
fn nobody_waits_for_the_holiday_notice_to_act_in_december() {
    use Actor::{Approver, Officer};
    let events = received("2026-12-10");
    let on = "2026-12-17";
    assert_eq!(
        try_it(&events, at(on, Event::CorrectionAsked { term: WorkingDays(15) }), Officer, on),
        Ok(())
    );
    assert_eq!(try_it(&events, third_party(on), Officer, on), Ok(()));
    assert_eq!(try_it(&events, at(on, Event::Extended { days: WorkingDays(20) }), Approver, on), Ok(()));
    // Days that nobody has decided are another matter.
    let undecided = try_it(&events, third_party("2026-12-28"), Officer, "2026-12-28");
    assert!(matches!(undecided, Err(Refused::Calendar(gap)) if gap.year == 2027), "{undecided:?}");
}

#[test]
fn without_the_next_notice_the_other_clocks_are_still_there() {
    let mut events = received("2026-12-10");
    events.push(third_party("2026-12-14"));
    let clocks = known_clocks(&case(&events), &china(), day("2026-12-15"));
    let seen: Vec<_> = clocks.iter().map(|c| (c.kind, c.due, c.state)).collect();
    assert_eq!(
        seen,
        [
            (ClockKind::Answer, None, ClockState::Stopped),
            (ClockKind::CorrectionNotice, Some(day("2026-12-21")), ClockState::Running),
            (ClockKind::ThirdParty, None, ClockState::Running),
        ]
    );
    let events = received("2026-03-02");
    let whole = standing(&case(&events), &china(), day("2026-03-03")).unwrap();
    assert_eq!(known_clocks(&case(&events), &china(), day("2026-03-03")), whole.clocks);
}

#[test]
fn a_wrong_entry_is_reversed_and_everything_follows() {
    let mut events = received("2026-03-02");
    events.push(at("2026-03-05", Event::CorrectionAsked { term: WorkingDays(15) }));
    events.push(at("2026-03-16", Event::CorrectionReceived));
    let reverse = |number| Event::Reversed { number, reason: "登记错误".to_string() };
    let rests = try_it(&events, at("2026-03-17", reverse(2)), Actor::Officer, "2026-03-17");
    assert!(matches!(rests, Err(Refused::RestsOnIt(_))), "{rests:?}");
    assert!(try_it(&events, at("2026-03-17", reverse(0)), Actor::Officer, "2026-03-17").is_err());
    assert_eq!(try_it(&events, at("2026-03-17", reverse(3)), Actor::Officer, "2026-03-17"), Ok(()));
    events.push(at("2026-03-17", reverse(3)));
    assert_eq!(case(&events).state(), State::AwaitingCorrection);
    assert_eq!(try_it(&events, at("2026-03-17", reverse(2)), Actor::Officer, "2026-03-17"), Ok(()));
    events.push(at("2026-03-17", reverse(2)));
    check_due(&events, "2026-03-17", "2026-03-30");
    assert!(Case::replay(&[events.clone(), vec![at("2026-03-18", reverse(2))]].concat()).is_err(), "once");
}

#[test]
fn every_event_has_one_line_in_the_table() {
    for kind in EventKind::ALL {
        assert_eq!(table::TABLE.iter().filter(|l| l.kind == *kind).count(), 1, "{kind:?}");
        assert!(!table::of(*kind).by.is_empty(), "{kind:?}");
    }
}
