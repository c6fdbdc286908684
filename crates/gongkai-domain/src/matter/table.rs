//! The one table of acts in matters: which may follow in which state, by whom, in which kind.

use super::act::Actor::{self, Approver, Concerned, Officer, Person, System};
use super::event::EventKind;
use super::event::MatterKind::{self, Complaint, Correction};
use super::state::State::{self, *};

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct ActLine {
    /// The event.
    pub kind: EventKind,
    /// In which kinds of matter.
    pub of: &'static [MatterKind],
    /// The states in which it may happen.
    pub from: &'static [State],
    /// Who may do it.
    pub by: &'static [Actor],
    /// Where the law has it; empty for what is ours.
    pub article: &'static str,
    /// What else must hold, in Chinese; empty for nothing.
    pub limit: &'static str,
    /// The same in English.
    pub limit_en: &'static str,
}

const BOTH: &[MatterKind] = &[Correction, Complaint];
const STAFF: &[Actor] = &[Officer, Approver];
/// The states in which it is not settled.
const OPEN: &[State] = &[Filed, InProcess, AwaitingEvidence, AwaitingStatement];
const WORKING: &[State] = &[InProcess, AwaitingEvidence, AwaitingStatement];
const UNARCHIVED: &[State] =
    &[Filed, InProcess, AwaitingEvidence, AwaitingStatement, State::Decided, State::Told, State::Withdrawn];
const NO: (&str, &str) = ("", "");

const fn line(
    kind: EventKind,
    of: &'static [MatterKind],
    from: &'static [State],
    by: &'static [Actor],
    article: &'static str,
    (limit, limit_en): (&'static str, &'static str),
) -> ActLine {
    ActLine { kind, of, from, by, article, limit, limit_en }
}

/// The table.
// One line an act, whatever its length.
#[rustfmt::skip]
pub const TABLE: &[ActLine] = &[
    line(EventKind::Filed, BOTH, &[], &[Person, Officer, System], "第四十一条、第四十七条、第五十一条", ("第一项；更正申请不能匿名；办理期限按当日设置记入", "the first event; a correction is not anonymous; the term that is set on that day is written into it")),
    line(EventKind::Assigned, BOTH, UNARCHIVED_UNTOLD, STAFF, "", NO),
    line(EventKind::Accepted, BOTH, &[Filed], &[Officer, Approver, System], "第四十一条、第五十一条", NO),
    line(EventKind::EvidenceAsked, BOTH, WORKING, STAFF, "第四十一条", ("一次；匿名的投诉举报只能在网站上查看", "once; who is anonymous sees it on the portal only")),
    line(EventKind::EvidenceReceived, BOTH, &[AwaitingEvidence], &[Person, Officer], "第四十一条", NO),
    line(EventKind::StatementAsked, &[Complaint], WORKING, STAFF, "第四十七条", ("一次；不告知被投诉机关由谁提出", "once; the agency is not told who complains")),
    line(EventKind::StatementReceived, &[Complaint], &[AwaitingEvidence, AwaitingStatement], &[Concerned, Officer], "第四十七条", NO),
    line(EventKind::Proposed, BOTH, OPEN, STAFF, "第四十一条、第四十七条", ("未受理的只能转送或者告知向有权机关提出；所要求的材料、说明已收到或者期限已届满；责令改正须定期限", "before it is accepted only what belongs elsewhere; what was asked for came, or its term is over; an order has a term")),
    line(EventKind::SentBack, BOTH, OPEN, &[Approver], "", ("须有理由", "with a reason")),
    line(EventKind::Decided, BOTH, OPEN, &[Approver], "第四十一条、第四十七条", ("不是拟办人", "not by who proposed it")),
    line(EventKind::PassedOn, &[Correction], &[State::Decided], STAFF, "第四十一条", ("审定为转送的；在接收机关作为新的更正申请", "settled so; a new matter at the agency that gets it")),
    line(EventKind::Told, BOTH, &[State::Decided], &[Officer, Approver, System], "第四十一条、第五十一条", ("转送的须已转送；匿名的只在网站上告知", "after it was passed on; who is anonymous is told on the portal only")),
    line(EventKind::Mended, &[Complaint], &[State::Told], &[Concerned, Officer], "第四十七条", ("责令改正的", "where an order was given")),
    line(EventKind::Withdrawn, BOTH, OPEN, &[Person, Officer], "", NO),
    line(EventKind::Archived, BOTH, &[State::Told, State::Withdrawn], STAFF, "第四十五条", ("责令改正的须整改完成", "an order has to be carried out before")),
    line(EventKind::Reversed, BOTH, UNARCHIVED, STAFF, "", ("须有理由；其后的记录仍然成立", "with a reason; what came after it must still hold")),
];

const UNARCHIVED_UNTOLD: &[State] = &[Filed, InProcess, AwaitingEvidence, AwaitingStatement, State::Decided];

/// The line of an event.
pub fn of(kind: EventKind) -> &'static ActLine {
    // Every kind has its line, which a test proves.
    TABLE.iter().find(|l| l.kind == kind).unwrap_or(&TABLE[0])
}
