//! Guards and terms of matters, by example.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::letter::{Told, letter};
use super::*;
use crate::calendar::WorkingDays;
use crate::calendar::testing::{china, day};
use crate::request::event::{Channel, Delivery};
use crate::request::letter::Facts;
use crate::request::{ClockState, Remedy};

fn at(on: &str, event: Event) -> Recorded {
    Recorded { event, on: day(on), by: "officer".to_string() }
}

fn filed(kind: MatterKind, is_anonymous: bool) -> Event {
    let (about, from) = (String::new(), String::new());
    Event::Filed { kind, channel: Channel::Online, is_anonymous, term: WorkingDays(20), about, from }
}

fn begun(kind: MatterKind) -> Vec<Recorded> {
    vec![at("2026-03-02", filed(kind, false)), at("2026-03-02", Event::Accepted)]
}

fn matter(events: &[Recorded]) -> Matter {
    Matter::replay(events).unwrap().unwrap()
}

fn try_it(events: &[Recorded], new: Recorded, actor: Actor, today: &str) -> Result<(), Refused> {
    allowed(events, &new, actor, &china(), day(today))
}

fn proposed(settlement: Settlement, days: u16) -> Event {
    Event::Proposed { settlement, mend_within: WorkingDays(days) }
}

#[test]
fn every_event_has_one_line_in_the_table() {
    for kind in EventKind::ALL {
        assert_eq!(table::TABLE.iter().filter(|l| l.kind == *kind).count(), 1, "{kind:?}");
        assert!(!table::of(*kind).by.is_empty() && !table::of(*kind).of.is_empty(), "{kind:?}");
    }
}

#[test]
fn the_term_runs_on_while_evidence_is_awaited_unless_it_is_set_otherwise() {
    for (is_left_out, due) in [(false, "2026-03-30"), (true, "2026-04-13")] {
        let mut events = begun(MatterKind::Correction);
        events.push(at("2026-03-09", Event::EvidenceAsked { term: WorkingDays(15), is_left_out }));
        events.push(at("2026-03-20", Event::EvidenceReceived));
        let standing = standing(&matter(&events), &china(), day("2026-03-20")).unwrap();
        assert_eq!(standing.due, day(due));
    }
    // Evidence that never comes takes no more than its own term: 10 to 30 March.
    let mut silent = begun(MatterKind::Correction);
    silent.push(at("2026-03-09", Event::EvidenceAsked { term: WorkingDays(15), is_left_out: true }));
    let late = standing(&matter(&silent), &china(), day("2026-05-20")).unwrap();
    assert_eq!((late.due, late.is_overdue), (day("2026-04-21"), true));
}

#[test]
fn the_guards_of_a_correction() {
    use Actor::{Approver, Officer, Person};
    let anonymous = at("2026-03-02", filed(MatterKind::Correction, true));
    assert_eq!(try_it(&[], anonymous, Person, "2026-03-02"), Err(Refused::Anonymous));
    let only_filed = vec![at("2026-03-02", filed(MatterKind::Correction, false))];
    let corrected = || proposed(Settlement::Corrected, 0);
    let before = try_it(&only_filed, at("2026-03-03", corrected()), Officer, "2026-03-03");
    assert_eq!(before, Err(Refused::Settlement(Settlement::Corrected)), "it is taken on first");
    let elsewhere = proposed(Settlement::PassedOn, 0);
    assert_eq!(try_it(&only_filed, at("2026-03-03", elsewhere), Officer, "2026-03-03"), Ok(()));

    let mut events = begun(MatterKind::Correction);
    let complaint_only = Event::StatementAsked { term: WorkingDays(10) };
    assert_eq!(
        try_it(&events, at("2026-03-03", complaint_only), Officer, "2026-03-03"),
        Err(Refused::Kind { of: MatterKind::Correction, kind: EventKind::StatementAsked })
    );
    let ordered = try_it(&events, at("2026-03-03", proposed(Settlement::Ordered, 5)), Officer, "2026-03-03");
    assert_eq!(ordered, Err(Refused::Settlement(Settlement::Ordered)));
    // Who is asked for evidence has the time that they were given.
    let ask = Event::EvidenceAsked { term: WorkingDays(15), is_left_out: false };
    events.push(at("2026-03-04", ask));
    let refuse = || proposed(Settlement::NotCorrected, 0);
    let early = try_it(&events, at("2026-03-25", refuse()), Officer, "2026-03-25");
    assert_eq!(early, Err(Refused::TooEarly { kind: EventKind::Proposed }));
    assert_eq!(try_it(&events, at("2026-03-26", refuse()), Officer, "2026-03-26"), Ok(()));
    events.push(at("2026-03-26", refuse()));
    // At least two persons.
    let own = try_it(&events, at("2026-03-26", Event::Decided), Approver, "2026-03-26");
    assert_eq!(own, Err(Refused::OwnProposal));
    let passed = Recorded { by: "head".to_string(), ..at("2026-03-26", Event::Decided) };
    assert_eq!(try_it(&events, passed.clone(), Approver, "2026-03-26"), Ok(()));
    assert!(try_it(&events, passed.clone(), Officer, "2026-03-26").is_err());
    events.push(passed);
    assert_eq!(matter(&events).state(), State::Decided);
    events.push(at("2026-03-30", Event::Told { way: Delivery::Post }));
    let standing = standing(&matter(&events), &china(), day("2026-06-01")).unwrap();
    assert!(!standing.is_overdue, "told on the last day");
    assert_eq!(try_it(&events, at("2026-04-01", Event::Archived), Officer, "2026-04-01"), Ok(()));
}

#[test]
fn what_is_passed_on_is_told_after_it_was() {
    use Actor::Officer;
    let mut events = vec![at("2026-03-02", filed(MatterKind::Correction, false))];
    events.push(at("2026-03-03", proposed(Settlement::PassedOn, 0)));
    events.push(Recorded { by: "head".to_string(), ..at("2026-03-03", Event::Decided) });
    let tell = || at("2026-03-04", Event::Told { way: Delivery::Portal });
    assert_eq!(try_it(&events, tell(), Officer, "2026-03-04"), Err(Refused::NoSuchThing));
    let pass = Event::PassedOn { agency: "a".to_string(), matter: "m".to_string() };
    assert_eq!(try_it(&events, at("2026-03-04", pass.clone()), Officer, "2026-03-04"), Ok(()));
    events.push(at("2026-03-04", pass.clone()));
    assert!(try_it(&events, at("2026-03-04", pass), Officer, "2026-03-04").is_err(), "once");
    assert_eq!(try_it(&events, tell(), Officer, "2026-03-04"), Ok(()));
    let undo = Event::Reversed { number: 3, reason: "误".to_string() };
    assert!(try_it(&events, at("2026-03-04", undo), Officer, "2026-03-04").is_err(), "the other has it");
}

#[test]
fn an_order_runs_until_it_is_carried_out_and_the_anonymous_are_told_on_the_portal() {
    use Actor::{Concerned, Officer, Person};
    let mut events = vec![
        at("2026-03-02", filed(MatterKind::Complaint, true)),
        at("2026-03-03", Event::Accepted),
        at("2026-03-04", Event::StatementAsked { term: WorkingDays(10) }),
    ];
    let answer = at("2026-03-10", Event::StatementReceived);
    assert!(try_it(&events, answer.clone(), Person, "2026-03-10").is_err());
    assert_eq!(try_it(&events, answer.clone(), Concerned, "2026-03-10"), Ok(()));
    events.push(answer);
    let without_term =
        try_it(&events, at("2026-03-11", proposed(Settlement::Ordered, 0)), Officer, "2026-03-11");
    assert_eq!(without_term, Err(Refused::Term));
    events.push(at("2026-03-11", proposed(Settlement::Ordered, 10)));
    events.push(Recorded { by: "head".to_string(), ..at("2026-03-11", Event::Decided) });
    let tell = |way| at("2026-03-12", Event::Told { way });
    assert_eq!(try_it(&events, tell(Delivery::Post), Officer, "2026-03-12"), Err(Refused::PortalOnly));
    events.push(tell(Delivery::Portal));
    let archive = || at("2026-03-13", Event::Archived);
    assert_eq!(try_it(&events, archive(), Officer, "2026-03-13"), Err(Refused::NotMended));
    let clocks = standing(&matter(&events), &china(), day("2026-03-27")).unwrap().clocks;
    let mending = clocks.iter().find(|c| c.kind == MatterClockKind::Mending).unwrap();
    assert_eq!((mending.due, mending.state), (day("2026-03-26"), ClockState::Missed));
    events.push(at("2026-03-27", Event::Mended));
    assert_eq!(try_it(&events, at("2026-03-27", Event::Archived), Officer, "2026-03-27"), Ok(()));
}

#[test]
fn every_settlement_has_a_letter_with_its_article_and_only_a_refusal_has_a_remedy() {
    let facts = Facts {
        agency: "某局".into(),
        applicant: "王明".into(),
        number: "G2026-0001".into(),
        ..Facts::default()
    };
    for settlement in Settlement::ALL {
        for kind in settlement.of() {
            let mut events = begun(*kind);
            let days = if *settlement == Settlement::Ordered { 5 } else { 0 };
            events.push(at("2026-03-03", proposed(*settlement, days)));
            let told = Told { reason: "理由。".into(), ..Told::default() };
            let text = letter(&matter(&events), &facts, &told).unwrap();
            let whole = text.paragraphs.join("\n");
            assert_eq!(text.to, "王明");
            let has_article = whole.contains("第四十一条") || whole.contains("第四十七条");
            assert_eq!(has_article, *settlement != Settlement::Elsewhere || *kind == MatterKind::Correction);
            assert_eq!(whole.contains("行政复议"), settlement.remedy() == Remedy::Choice, "{settlement:?}");
        }
    }
    assert_eq!(letter(&matter(&begun(MatterKind::Complaint)), &facts, &Told::default()), None);
}
