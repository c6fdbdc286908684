//! The one table of acts: which event may follow in which state, by whom, with which letter, by which article.

use super::act::Actor::{self, Applicant, Approver, Asked, Officer, System};
use super::case::State::{self, *};
use super::ending::Letter;
use super::event::EventKind;

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct ActLine {
    /// The event.
    pub kind: EventKind,
    /// The states in which it may happen.
    pub from: &'static [State],
    /// Who may do it.
    pub by: &'static [Actor],
    /// The letter that goes out with it.
    pub letter: Option<Letter>,
    /// Where the law has it; empty for what is ours.
    pub article: &'static str,
    /// What else must hold, in Chinese; empty for nothing.
    pub limit: &'static str,
    /// The same in English.
    pub limit_en: &'static str,
}

/// Every state in which the matter is dealt with.
const RUNNING: &[State] =
    &[InProcess, AwaitingCorrection, ConsultingThirdParty, ConsultingAgency, AskingReasons, AwaitingPayment];
/// The states in which the office works on the answer.
const WORKING: &[State] = &[InProcess, ConsultingThirdParty, ConsultingAgency, AskingReasons];
const OPEN: &[State] = &[
    Submitted,
    InProcess,
    AwaitingCorrection,
    ConsultingThirdParty,
    ConsultingAgency,
    AskingReasons,
    AwaitingPayment,
];
const CLOSED: &[State] = &[Answered, Delivered, Abandoned, Withdrawn];
const UNARCHIVED: &[State] = &[
    Submitted,
    InProcess,
    AwaitingCorrection,
    ConsultingThirdParty,
    ConsultingAgency,
    AskingReasons,
    AwaitingPayment,
    Answered,
    Delivered,
    Abandoned,
    Withdrawn,
];

const STAFF: &[Actor] = &[Officer, Approver];

#[rustfmt::skip]
const fn line(
    kind: EventKind,
    from: &'static [State],
    by: &'static [Actor],
    letter: Option<Letter>,
    article: &'static str,
    (limit, limit_en): (&'static str, &'static str),
) -> ActLine {
    ActLine { kind, from, by, letter, article, limit, limit_en }
}

const NO: (&str, &str) = ("", "");

/// The table.
// One line an act, whatever its length.
#[rustfmt::skip]
pub const TABLE: &[ActLine] = &[
    line(EventKind::Submitted, &[], &[Applicant, Officer], None, "第二十九条", ("案件的第一项", "only as the first event")),
    line(EventKind::Registered, &[Submitted], &[Officer, System], Some(Letter::L02), "第三十一条", ("收到之日不早于提交之日", "not before the day of submission")),
    line(EventKind::Assigned, OPEN, STAFF, None, "第四十五条", NO),
    line(EventKind::Transferred, OPEN, STAFF, None, "第四条", ("只在同一机关的内设机构之间", "only between units of one agency")),
    line(EventKind::CorrectionAsked, WORKING, STAFF, Some(Letter::L03), "第三十条", ("收到申请之日起7个工作日内，一次", "within 7 working days of receipt, once")),
    line(EventKind::NoticeServed, &[AwaitingCorrection, AwaitingPayment], &[Officer, System], Some(Letter::L26), "第三十条、国办函〔2020〕109号", ("该文书已发出且未登记送达", "the notice went out and is not served yet")),
    line(EventKind::CorrectionReceived, &[AwaitingCorrection], &[Applicant, Officer], Some(Letter::L02), "第三十条", NO),
    line(EventKind::ConsultationSent, WORKING, STAFF, Some(Letter::L05), "第十一条、第三十二条、第三十四条", ("答复期限届满前", "before the answer is due")),
    line(EventKind::ConsultationServed, RUNNING, &[Officer, System], Some(Letter::L26), "第三十二条、第三十四条", ("该意见书已发出且未登记送达", "it went out and is not served yet")),
    line(EventKind::ConsultationAddressed, RUNNING, &[Officer, System], Some(Letter::L07), "第十一条、第三十四条", ("已发出且未登记送达；只向机关，不向第三方", "it went out and is not served yet; to agencies, not to third parties")),
    line(EventKind::ConsultationEnded, RUNNING, &[Officer, System, Asked], None, "第三十二条、第三十三条第三款、第三十四条", ("“逾期未提出”只在期限届满后；第三方未提出不视为同意，共同制作机关未提出视为同意公开；被征求意见的机关只能答复送达本机关的", "silence only after its term; a third party's is no consent, a joint maker's is; an agency answers only what is on its desk")),
    line(EventKind::Extended, RUNNING, &[Approver], Some(Letter::L04), "第三十三条第二款", ("期限届满前，一次，不超过20个工作日，经政府信息公开工作机构负责人同意", "before the term ends, once, at most 20 working days, by the head of the disclosure office")),
    line(EventKind::ReasonsAsked, WORKING, STAFF, Some(Letter::L08), "第三十五条", ("一次", "once")),
    line(EventKind::ReasonsReceived, &[AskingReasons, ConsultingThirdParty, ConsultingAgency], &[Applicant, Officer], None, "第三十五条", NO),
    line(EventKind::Delayed, WORKING, &[Approver], Some(Letter::L09), "第三十五条", ("已要求并收到说明；日期在原期限之后", "reasons were asked for and came; the day is after the term")),
    line(EventKind::Charged, &[InProcess], &[Approver], Some(Letter::L21), "第四十二条、国办函〔2020〕109号", ("答复期限届满前，一次", "before the answer is due, once")),
    line(EventKind::Paid, &[AwaitingPayment], &[Officer, System], None, "国办函〔2020〕109号", NO),
    line(EventKind::EvidenceFiled, UNARCHIVED, STAFF, None, "第四十五条", NO),
    line(EventKind::AnswerDrafted, WORKING, STAFF, Some(Letter::L27), "第十七条、第三十六条至第三十九条", ("所需材料已入卷", "the file holds what the answer rests on")),
    line(EventKind::AnswerApproved, WORKING, &[Approver], Some(Letter::L27), "第十七条", ("不是拟稿人；所需材料已入卷", "not by who wrote it; the file holds what it rests on")),
    line(EventKind::AnswerSentBack, WORKING, &[Approver], None, "第十七条", ("须有理由", "with a reason")),
    line(EventKind::Answered, WORKING, STAFF, None, "第三十三条、第三十六条至第三十九条", ("已审签；没有未结的征求意见", "approved; no consultation is open")),
    line(EventKind::Lapsed, &[AwaitingCorrection, AwaitingPayment], STAFF, Some(Letter::L22), "第三十条、国办函〔2020〕109号", ("申请人的期限届满后", "after the applicant's term")),
    line(EventKind::Withdrawn, OPEN, &[Applicant, Officer], Some(Letter::L23), "", ("书面", "in writing")),
    line(EventKind::Delivered, &[Answered, Abandoned], &[Officer, System], Some(Letter::L26), "国办公开办函〔2016〕235号", ("不早于答复之日", "not before the answer")),
    line(EventKind::Reopened, &[Answered, Delivered, Abandoned, Withdrawn, Archived], &[Approver], None, "", ("复议决定、判决或者自行纠正", "by a decision, a judgment or the agency itself")),
    line(EventKind::HandoverAgreed, &[Answered, Delivered], &[Applicant, Officer], None, "", ("以不属于本机关负责公开办结；一次", "ended as another agency's to disclose; once")),
    line(EventKind::HandedOver, &[Answered, Delivered], &[Officer, Approver], None, "第三十六条第（五）项", ("申请人已同意；每个机关一次；在接收机关作为新的申请，自移送到达之日起算", "with the applicant's consent; once an agency; a new request there, whose term runs from the day of its arrival")),
    line(EventKind::TakenOver, &[Submitted], &[System], None, "第三十六条第（五）项", ("随移送产生", "comes with the handing over")),
    line(EventKind::PublicationSuggested, UNARCHIVED, &[Applicant, Officer], None, "第四十四条", NO),
    line(EventKind::Archived, CLOSED, STAFF, None, "第四十五条", ("答复或告知已送达；撤回的除外", "the answer or notice was delivered; not needed for what was withdrawn")),
    line(EventKind::Reversed, UNARCHIVED, STAFF, None, "", ("须有理由；其后的记录仍然成立", "with a reason; what came after it must still hold")),
];

/// The line of an event.
pub fn of(kind: EventKind) -> &'static ActLine {
    // Every kind has its line, which a test proves.
    TABLE.iter().find(|l| l.kind == kind).unwrap_or(&TABLE[0])
}
