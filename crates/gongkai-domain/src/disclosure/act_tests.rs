//! Documents on their way: each test says who does what and what becomes of it.

use super::*;
use crate::disclosure::document::Recorded;
use crate::disclosure::review::{ReviewPlan, Weight};
use crate::disclosure::revision::{Kind, Validity};
use alloc::vec;
use jiff::civil::date;
use proptest::prelude::*;
use std::string::ToString;

/// A document and its record, driven as the application drives them.
struct Desk {
    record: Vec<Recorded>,
    now_ms: i64,
}

impl Desk {
    fn new() -> Desk {
        let mut revision = Revision::new("关于公开办事指南的通知", "hash", Kind::Policy);
        revision.formed_on = Some(date(2026, 3, 2));
        revision.legal_item = "20-05".into();
        let created = Event::Created {
            index_number: "11341702486344515H/2026-00001".into(),
            revision,
            plan: ReviewPlan::default(),
        };
        Desk { record: vec![Recorded { event: created, by: "drafter".into(), at_ms: 0 }], now_ms: 0 }
    }

    fn document(&self) -> Document {
        Document::replay(&self.record).expect("sound").expect("there")
    }

    fn act(&mut self, by: &str, act: Act) -> Result<(), ActError> {
        self.now_ms += 1000;
        let event = self.document().decide(act, by, self.now_ms)?;
        self.record.push(Recorded { event, by: by.into(), at_ms: self.now_ms });
        // What was decided can always be replayed.
        self.document();
        Ok(())
    }

    #[track_caller]
    fn done(&mut self, by: &str, act: Act) {
        self.act(by, act).expect("allowed");
    }

    fn submitted(findings: Vec<Finding>) -> Desk {
        let mut desk = Desk::new();
        desk.done("drafter", Act::Submit { findings, has_text: HasText::Yes });
        desk
    }

    fn approved() -> Desk {
        let mut desk = Desk::submitted(vec![]);
        for (step, by) in ["first", "secrecy", "second", "final"].into_iter().enumerate() {
            desk.done(by, Act::Pass { step, opinion: "同意".into() });
        }
        desk
    }

    fn published() -> Desk {
        let mut desk = Desk::approved();
        desk.done("final", Act::Publish);
        desk
    }

    fn edited(&self, title: &str) -> Act {
        let document = self.document();
        let mut revision = document.work.expect("in work").revision;
        revision.title = title.into();
        Act::Edit(Box::new(revision))
    }
}

fn finding(key: &str) -> Finding {
    Finding {
        key: key.into(),
        code: "PD01".into(),
        weight: Weight::Settle,
        place: "body".into(),
        excerpt: "3****".into(),
        reason: "身份证号码".into(),
        reason_en: "identity number".into(),
    }
}

#[test]
fn four_people_bring_a_document_out() {
    let desk = Desk::published();
    let document = desk.document();
    let version = document.public().expect("public");
    assert_eq!((version.number, version.opinions.len()), (1, 4));
    assert_eq!(version.published_at_ms, desk.now_ms);
    assert_eq!(document.work, None);
}

#[test]
fn nobody_reviews_what_they_wrote_nor_two_steps() {
    let mut desk = Desk::submitted(vec![]);
    let pass = |step| Act::Pass { step, opinion: String::new() };
    assert_eq!(desk.act("drafter", pass(0)), Err(ActError::OwnDraft));
    desk.done("first", pass(0));
    assert_eq!(desk.act("first", pass(1)), Err(ActError::AnotherStepTaken));
    assert_eq!(desk.act("second", pass(0)), Err(ActError::OtherStep { seen: 0, due: 1 }));
    desk.done("secrecy", pass(1));
}

#[test]
fn whoever_edits_after_a_pass_begins_the_review_again() {
    let mut desk = Desk::approved();
    let edit = desk.edited("另一标题");
    desk.done("other", edit);
    let work = desk.document().work.expect("in work");
    assert_eq!((work.stage, work.round), (Stage::Draft, 2));
    assert_eq!(desk.act("final", Act::Publish), Err(ActError::WrongStage("draft")));
    desk.done("drafter", Act::Submit { findings: vec![], has_text: HasText::Yes });
    // The first reviewer of the first round may take a step of the second; the new editor may not.
    assert_eq!(desk.act("other", Act::Pass { step: 0, opinion: String::new() }), Err(ActError::OwnDraft));
    desk.done("first", Act::Pass { step: 0, opinion: String::new() });
}

#[test]
fn every_finding_must_be_settled_by_somebody_else_first() {
    let mut desk = Desk::submitted(vec![finding("a"), finding("b")]);
    let pass = || Act::Pass { step: 0, opinion: String::new() };
    let settle = |key: &str, reason: &str| Act::Settle { key: key.into(), reason: reason.into() };
    assert_eq!(desk.act("first", pass()), Err(ActError::Unsettled(2)));
    assert_eq!(desk.act("drafter", settle("a", "办公电话")), Err(ActError::OwnDraft));
    assert_eq!(desk.act("first", settle("a", " ")), Err(ActError::NoReason));
    desk.done("first", settle("a", "办公电话"));
    assert_eq!(desk.act("first", settle("a", "办公电话")), Err(ActError::NoSuchFinding));
    desk.done("first", settle("b", "办公电话"));
    desk.done("first", pass());
}

#[test]
fn a_correction_keeps_the_earlier_version_in_view() {
    let mut desk = Desk::published();
    assert_eq!(desk.act("drafter", Act::OpenCorrection { note: String::new() }), Err(ActError::NoReason));
    desk.done("drafter", Act::OpenCorrection { note: "更正附件二的日期".into() });
    let document = desk.document();
    assert_eq!(document.public().map(|v| v.number), Some(1));
    assert_eq!(document.work.as_ref().map(|w| w.version), Some(2));
    desk.done("drafter", Act::Submit { findings: vec![], has_text: HasText::Yes });
    for (step, by) in ["first", "secrecy", "second", "final"].into_iter().enumerate() {
        desk.done(by, Act::Pass { step, opinion: String::new() });
    }
    desk.done("final", Act::Publish);
    let document = desk.document();
    assert_eq!(document.versions.iter().map(|v| v.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(document.public().map(|v| v.note.as_str()), Some("更正附件二的日期"));
}

#[test]
fn a_withdrawal_is_a_tombstone_and_final() {
    let mut desk = Desk::published();
    desk.done("final", Act::Withdraw { reason: "内容有误".into() });
    let document = desk.document();
    assert_eq!(document.public(), None);
    assert_eq!(document.versions.len(), 1);
    assert_eq!(desk.act("drafter", Act::OpenCorrection { note: "x".into() }), Err(ActError::Withdrawn));
}

#[test]
fn what_is_incomplete_or_not_for_the_public_stays_in() {
    let mut desk = Desk::new();
    assert_eq!(
        desk.act("drafter", Act::Submit { findings: vec![], has_text: HasText::No }),
        Err(ActError::Incomplete(vec![Fault::NoContent]))
    );
    let mut revision = desk.document().work.expect("in work").revision;
    revision.attribute = Attribute::OnRequest;
    revision.attribute_reason = "内部工作流程，条例第十六条".into();
    desk.done("drafter", Act::Edit(Box::new(revision)));
    desk.done("drafter", Act::Submit { findings: vec![], has_text: HasText::Yes });
    for (step, by) in ["first", "secrecy", "second", "final"].into_iter().enumerate() {
        desk.done(by, Act::Pass { step, opinion: String::new() });
    }
    assert_eq!(desk.act("final", Act::Publish), Err(ActError::NotProactive));
}

#[test]
fn a_time_to_come_is_within_a_year() {
    let mut desk = Desk::approved();
    let now_ms = desk.now_ms;
    for wrong in [0, now_ms, now_ms + 2 * SCHEDULE_LIMIT_MS] {
        assert_eq!(desk.act("final", Act::Schedule { at_ms: wrong }), Err(ActError::NotToCome));
    }
    desk.done("final", Act::Schedule { at_ms: now_ms + 3_600_000 });
    desk.done("final", Act::Unschedule);
    assert_eq!(desk.act("final", Act::Unschedule), Err(ActError::WrongStage("approved")));
}

#[test]
fn another_document_ends_this_one_until_a_new_version_speaks_for_itself() {
    let mut desk = Desk::published();
    desk.record.push(Recorded {
        event: Event::ValidityChanged {
            validity: Validity::Repealed,
            on: Some(date(2026, 6, 1)),
            by_document: "other".into(),
        },
        by: String::new(),
        at_ms: desk.now_ms + 1,
    });
    assert_eq!(desk.document().validity(), Some((Validity::Repealed, Some(date(2026, 6, 1)))));
}

#[test]
fn a_record_that_begins_in_the_middle_is_broken() {
    let record = [Recorded { event: Event::Published, by: "x".into(), at_ms: 1 }];
    let broken = Document::replay(&record).expect_err("broken");
    assert_eq!((broken.position, broken.kind), (0, "document.published"));
    assert!(broken.to_string().contains("document.published"));
}

fn any_act() -> impl Strategy<Value = Act> {
    let step = 0..5usize;
    prop_oneof![
        Just(Act::Edit(Box::new(Revision::new("题", "h", Kind::News)))),
        Just(Act::Submit { findings: vec![finding("a")], has_text: HasText::Yes }),
        step.clone().prop_map(|step| Act::Pass { step, opinion: String::new() }),
        step.prop_map(|step| Act::SendBack { step, reason: "退".into() }),
        Just(Act::Settle { key: "a".into(), reason: "可".into() }),
        Just(Act::Schedule { at_ms: 10_000_000 }),
        Just(Act::Unschedule),
        Just(Act::Publish),
        Just(Act::OpenCorrection { note: "更".into() }),
        Just(Act::Discard { reason: "弃".into() }),
        Just(Act::Withdraw { reason: "撤".into() }),
    ]
}

proptest! {
    /// Whatever people do in whatever order: the record stays sound, what is public was passed by as many different
    /// people as the plan has steps, and none of them wrote it.
    #[test]
    fn nothing_goes_out_unreviewed(acts in prop::collection::vec((0..6usize, any_act()), 0..60)) {
        let people = ["drafter", "first", "secrecy", "second", "final", "other"];
        let mut desk = Desk::new();
        for (person, act) in acts {
            let before = desk.document();
            if desk.act(people[person], act).is_err() {
                continue;
            }
            let after = desk.document();
            if after.versions.len() > before.versions.len() {
                let work = before.work.expect("what was published was in work");
                let passed: alloc::collections::BTreeSet<&str> = work
                    .opinions
                    .iter()
                    .filter(|o| o.round == work.round && o.decision == crate::disclosure::review::Decision::Passed)
                    .map(|o| o.by.as_str())
                    .collect();
                prop_assert_eq!(passed.len(), 4);
                prop_assert!(passed.iter().all(|p| !work.editors.contains(*p)));
                prop_assert_eq!(work.unsettled().count(), 0);
            }
        }
    }
}
