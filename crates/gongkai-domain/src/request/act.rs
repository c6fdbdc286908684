//! Whether an event may happen now: the table, and what it says besides states and persons.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;

use super::case::{BrokenCase, Case, State};
use super::clock::{self, LONGEST_EXTENSION, standing};
use super::ending::{Ending, Evidence};
use super::event::{Consulted, Event, EventKind, Recorded, Reply};
use super::table;
use crate::calendar::{CalendarGap, WorkCalendar, WorkingDays};
use crate::disclosure::revision::named;

named! {
    /// Who does something in a case.
    Actor {
        /// 申请人.
        Applicant = "applicant", "申请人", "Applicant";
        /// 经办.
        Officer = "officer", "经办人", "Officer";
        /// 审签: the head of the disclosure office, or who signs for the agency.
        Approver = "approver", "审签人", "Approver";
        /// 被征求意见的机关, for what is on its desk.
        Asked = "asked", "被征求意见的机关", "Agency that is asked";
        /// The program: what follows by itself, such as a confirmed receipt.
        System = "system", "系统", "System";
    }
}

/// Why an event may not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not in this state.
    #[error("not in this state")]
    State {
        /// The state.
        state: State,
        /// The event.
        kind: EventKind,
    },
    /// Not by this kind of person.
    #[error("not by this person")]
    Actor {
        /// Who tried.
        actor: Actor,
        /// The event.
        kind: EventKind,
    },
    /// Who wrote an answer does not approve it (Art. 17).
    #[error("who wrote an answer does not approve it")]
    OwnDraft,
    /// The day is before something that it has to follow, or in the future.
    #[error("the day is impossible")]
    Day {
        /// The earliest.
        earliest: Date,
        /// The latest.
        latest: Date,
    },
    /// The term in which it was allowed is over.
    #[error("too late")]
    TooLate {
        /// The last day.
        due: Date,
        /// The event.
        kind: EventKind,
    },
    /// The term after which it is allowed is not over.
    #[error("too early")]
    TooEarly {
        /// The event.
        kind: EventKind,
    },
    /// It is allowed once and was done.
    #[error("only once")]
    Once {
        /// The event.
        kind: EventKind,
    },
    /// More than 20 working days, or none.
    #[error("an extension is 1 to 20 working days")]
    Extension(WorkingDays),
    /// A term of no days, or an amount of nothing.
    #[error("a term of no days or an amount of nothing")]
    Nothing,
    /// A reason is needed.
    #[error("a reason is needed")]
    Reason,
    /// The file does not hold what the answer rests on.
    #[error("evidence is missing")]
    Evidence(Vec<Evidence>),
    /// The ending does not come by an answer, or needs another step before it.
    #[error("this ending needs something before it")]
    Ending(Ending),
    /// There is no answer that was approved.
    #[error("no answer is approved")]
    NotApproved,
    /// A consultation is still open.
    #[error("a consultation is open")]
    ConsultationOpen,
    /// What it points to is not there, or was dealt with.
    #[error("what it points to is not there")]
    NoSuchThing,
    /// The applicant did not agree to its being handed over.
    #[error("the applicant did not agree")]
    NotAgreed,
    /// The answer was not delivered yet.
    #[error("not delivered")]
    NotDelivered,
    /// Without the entry, what came after it would not hold.
    #[error("later entries rest on it")]
    RestsOnIt(BrokenCase),
    /// A holiday notice is missing, so that nothing can be counted.
    #[error(transparent)]
    Calendar(#[from] CalendarGap),
}

impl Refused {
    /// The reason and what to do, in Chinese.
    pub fn zh(&self) -> String {
        let evidence = |all: &[Evidence]| all.iter().map(|e| e.zh()).collect::<Vec<_>>().join("、");
        match self {
            Refused::State { state, kind } => format!("案件目前“{}”，不能“{}”。", state.zh(), kind.zh()),
            Refused::Actor { actor, kind } => format!("{}不能“{}”。", actor.zh(), kind.zh()),
            Refused::OwnDraft => "拟稿人不能审签自己拟的答复，请由他人审签。".into(),
            Refused::Day { earliest, latest } => format!("日期应在{earliest}至{latest}之间。"),
            Refused::TooLate { due, kind } => format!("“{}”应在{due}前进行，现已超过期限。", kind.zh()),
            Refused::TooEarly { kind } => format!("期限尚未届满，不能“{}”。", kind.zh()),
            Refused::Once { kind } => format!("“{}”只能进行一次。", kind.zh()),
            Refused::Extension(_) => "延长期限为1至20个工作日。".into(),
            Refused::Nothing => "天数或金额不能为零。".into(),
            Refused::Reason => "请填写理由。".into(),
            Refused::Evidence(all) => format!("卷内缺少：{}。请先入卷。", evidence(all)),
            Refused::Ending(ending) => format!("“{}”须先完成前置步骤，或不能以答复方式作出。", ending.zh()),
            Refused::NotApproved => "答复尚未审签。".into(),
            Refused::ConsultationOpen => "还有未结的征求意见，请先登记结果。".into(),
            Refused::NoSuchThing => "所指的事项不存在或已办结。".into(),
            Refused::NotAgreed => "申请人尚未同意将申请移送其他机关。".into(),
            Refused::NotDelivered => "答复或告知尚未送达，不能归档。".into(),
            Refused::RestsOnIt(_) => "其后的记录以它为前提，请先更正其后的记录。".into(),
            Refused::Calendar(gap) => format!("缺少{}年节假日安排，无法计算期限，请先导入。", gap.year),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        let evidence = |all: &[Evidence]| all.iter().map(|e| e.en()).collect::<Vec<_>>().join(", ");
        match self {
            Refused::State { state, kind } => {
                format!(
                    "The case is \u{201c}{}\u{201d}: \u{201c}{}\u{201d} cannot follow.",
                    state.en(),
                    kind.en()
                )
            }
            Refused::Actor { actor, kind } => {
                format!("{} is not done by this person ({}).", kind.en(), actor.en())
            }
            Refused::OwnDraft => "Who wrote an answer does not sign it; somebody else has to.".into(),
            Refused::Day { earliest, latest } => format!("The day has to be from {earliest} to {latest}."),
            Refused::TooLate { due, kind } => format!("{}: the last day was {due}.", kind.en()),
            Refused::TooEarly { kind } => format!("{}: the term is not over yet.", kind.en()),
            Refused::Once { kind } => format!("{}: only once.", kind.en()),
            Refused::Extension(_) => "An extension is 1 to 20 working days.".into(),
            Refused::Nothing => "Neither days nor an amount can be nothing.".into(),
            Refused::Reason => "A reason is needed.".into(),
            Refused::Evidence(all) => format!("The file does not hold: {}.", evidence(all)),
            Refused::Ending(ending) => format!("{}: something has to come before it.", ending.en()),
            Refused::NotApproved => "The answer is not signed.".into(),
            Refused::ConsultationOpen => "A consultation is open; record its result first.".into(),
            Refused::NoSuchThing => "What it points to is not there, or was dealt with.".into(),
            Refused::NotAgreed => "The applicant did not agree to its being handed over.".into(),
            Refused::NotDelivered => "The answer was not delivered yet.".into(),
            Refused::RestsOnIt(_) => "Later entries rest on it; reverse those first.".into(),
            Refused::Calendar(gap) => {
                format!("The holiday notice for {} is missing; import it first.", gap.year)
            }
        }
    }

    /// The article that forbids it, as far as one does.
    pub fn article(&self) -> &'static str {
        match self {
            Refused::State { kind, .. }
            | Refused::Actor { kind, .. }
            | Refused::TooLate { kind, .. }
            | Refused::TooEarly { kind }
            | Refused::Once { kind } => table::of(*kind).article,
            Refused::OwnDraft | Refused::NotApproved => "第十七条",
            Refused::Extension(_) => "第三十三条第二款",
            Refused::Evidence(_) => "第四十五条",
            Refused::Ending(ending) => ending.article(),
            _ => "",
        }
    }
}

/// Whether an event may follow in a case: `events` are the case so far, `today` is today in China.
///
/// # Errors
///
/// Why it may not.
pub fn allowed(
    events: &[Recorded],
    new: &Recorded,
    actor: Actor,
    calendar: &WorkCalendar,
    today: Date,
) -> Result<(), Refused> {
    let kind = new.event.kind();
    let line = table::of(kind);
    let case = Case::replay(events).map_err(Refused::RestsOnIt)?;
    let Some(case) = case else {
        let state = State::Submitted;
        return match kind {
            EventKind::Submitted if !line.by.contains(&actor) => Err(Refused::Actor { actor, kind }),
            EventKind::Submitted => day_between(new.on, new.on.min(today), today),
            _ => Err(Refused::State { state, kind }),
        };
    };
    let state = case.state();
    if !line.from.contains(&state) {
        return Err(Refused::State { state, kind });
    }
    if !line.by.contains(&actor) {
        return Err(Refused::Actor { actor, kind });
    }
    day_between(new.on, earliest(&case, &new.event), today)?;
    particular(events, &case, new, calendar, today)?;
    if let (Actor::Asked, Event::ConsultationEnded { number, reply }) = (actor, &new.event) {
        // Its silence is not its own to say.
        let is_its = case.addressed.contains_key(number) && *reply != Reply::Silent;
        is_its.then_some(()).ok_or(Refused::NoSuchThing)?;
    }
    // The table must never let through what the case cannot take.
    let mut after = events.to_vec();
    after.push(new.clone());
    Case::replay(&after).map(|_| ()).map_err(Refused::RestsOnIt)
}

fn day_between(on: Date, earliest: Date, latest: Date) -> Result<(), Refused> {
    if on < earliest || on > latest { Err(Refused::Day { earliest, latest }) } else { Ok(()) }
}

/// The earliest day that an event can count for.
fn earliest(case: &Case, event: &Event) -> Date {
    let received = case.received_on.unwrap_or(case.submitted_on);
    match event {
        Event::Registered => case.submitted_on,
        Event::CorrectionReceived => case.correction.map_or(received, |c| c.served_on.unwrap_or(c.asked_on)),
        Event::ConsultationServed { number }
        | Event::ConsultationAddressed { number, .. }
        | Event::ConsultationEnded { number, .. } => {
            case.consultation(*number).map_or(received, |c| c.sent_on)
        }
        Event::NoticeServed { notice: super::event::Notice::Correction } => {
            case.correction.map_or(received, |c| c.asked_on)
        }
        Event::NoticeServed { notice: super::event::Notice::Fee } | Event::Paid => {
            case.charge.map_or(received, |c| c.on)
        }
        Event::ReasonsReceived => case.reasons.map_or(received, |r| r.0),
        Event::Delivered { .. }
        | Event::Archived
        | Event::Reopened { .. }
        | Event::HandoverAgreed
        | Event::HandedOver { .. } => case.ended.map_or(received, |e| e.on),
        // What is filed or reversed counts for the day on which that is done.
        _ => case.starts.last().map_or(received, |s| s.on),
    }
}

/// The last day of the answer as it would be, or none while the clock stands still.
fn due(case: &Case, calendar: &WorkCalendar, today: Date) -> Result<Option<Date>, Refused> {
    Ok(standing(case, calendar, today)?.due)
}

fn in_time(case: &Case, new: &Recorded, calendar: &WorkCalendar) -> Result<(), Refused> {
    not_after(due(case, calendar, new.on), new, calendar)
}

/// Whether an event is on or before a last day. Where the count of that day reaches days that no notice decides yet, as
/// every December, it lies behind all days that are decided, so that nobody has to wait for the notice to act.
fn not_after(
    due: Result<Option<Date>, Refused>,
    new: &Recorded,
    calendar: &WorkCalendar,
) -> Result<(), Refused> {
    match due {
        Err(Refused::Calendar(_)) => Ok(calendar.day(new.on).map(|_| ())?),
        Err(other) => Err(other),
        Ok(Some(due)) if new.on > due => Err(Refused::TooLate { due, kind: new.event.kind() }),
        Ok(_) => Ok(()),
    }
}

fn particular(
    events: &[Recorded],
    case: &Case,
    new: &Recorded,
    calendar: &WorkCalendar,
    today: Date,
) -> Result<(), Refused> {
    let kind = new.event.kind();
    let once = |was: bool| if was { Err(Refused::Once { kind }) } else { Ok(()) };
    let there = |is: bool| if is { Ok(()) } else { Err(Refused::NoSuchThing) };
    match &new.event {
        Event::CorrectionAsked { term } => {
            once(case.correction.is_some())?;
            something(term.0 > 0)?;
            let received = case.received_on.unwrap_or(case.submitted_on);
            let due = calendar.nth_working_day_after(received, clock::CORRECTION_NOTICE);
            not_after(due.map(Some).map_err(Refused::Calendar), new, calendar)
        }
        Event::NoticeServed { notice } => there(match notice {
            super::event::Notice::Correction => {
                case.correction.is_some_and(|c| c.served_on.is_none() && c.received_on.is_none())
            }
            super::event::Notice::Fee => {
                case.charge.is_some_and(|c| c.served_on.is_none() && c.paid_on.is_none())
            }
        }),
        Event::ConsultationSent { number, .. } => {
            there(*number > 0 && case.consultation(*number).is_none())?;
            in_time(case, new, calendar)
        }
        Event::ConsultationServed { number } => {
            there(case.consultation(*number).is_some_and(|c| c.served_on.is_none() && c.ended.is_none()))
        }
        Event::ConsultationAddressed { number, agency } => {
            let one = case.consultation(*number).filter(|c| c.served_on.is_none() && c.ended.is_none());
            there(one.is_some_and(|c| c.whom != Consulted::ThirdParty) && !agency.is_empty())
        }
        Event::HandoverAgreed => {
            there(case.is_elsewhere())?;
            once(case.is_handover_agreed)
        }
        Event::HandedOver { agency, request } => {
            there(case.is_elsewhere() && !agency.is_empty() && !request.is_empty())?;
            if !case.is_handover_agreed {
                return Err(Refused::NotAgreed);
            }
            once(case.handed_over.iter().any(|(to, _)| to == agency))
        }
        Event::TakenOver { agency, request } => {
            once(case.taken_over.is_some())?;
            there(!agency.is_empty() && !request.is_empty())
        }
        Event::ConsultationEnded { number, reply } => {
            let one = case.consultation(*number).filter(|c| c.ended.is_none());
            let one = one.ok_or(Refused::NoSuchThing)?;
            if *reply != Reply::Silent {
                return Ok(());
            }
            if one.whom == Consulted::OtherAgency {
                // The law gives it no term, so nothing follows from its silence but that it is no longer waited for.
                return Ok(());
            }
            let from = one.served_on.unwrap_or(one.sent_on);
            let last = calendar.nth_working_day_after(from, clock::CONSULTATION_TERM)?;
            // It counts for the last day of the term, and can be said only when that day is over.
            if today <= last || new.on < last { Err(Refused::TooEarly { kind }) } else { Ok(()) }
        }
        Event::Extended { days } => {
            once(case.extension.is_some())?;
            if !(1..=LONGEST_EXTENSION.0).contains(&days.0) {
                return Err(Refused::Extension(*days));
            }
            in_time(case, new, calendar)
        }
        Event::ReasonsAsked { term } => {
            once(case.reasons.is_some())?;
            something(term.0 > 0)
        }
        Event::ReasonsReceived => there(case.reasons.is_some_and(|r| r.2.is_none())),
        Event::Delayed { until } => {
            once(case.delayed.is_some())?;
            there(case.reasons.is_some_and(|r| r.2.is_some()))?;
            in_time(case, new, calendar)?;
            match due(case, calendar, new.on)? {
                Some(due) if *until <= due => Err(Refused::Day { earliest: due, latest: Date::MAX }),
                _ => Ok(()),
            }
        }
        Event::Charged { amount } => {
            once(case.charge.is_some())?;
            something(*amount > 0)?;
            in_time(case, new, calendar)
        }
        Event::AnswerDrafted { ending } => ending_stands(case, *ending),
        Event::AnswerApproved => {
            let draft = case.draft.as_ref().filter(|d| d.approved_by.is_none());
            let draft = draft.ok_or(Refused::NoSuchThing)?;
            if draft.by == new.by {
                return Err(Refused::OwnDraft);
            }
            ending_stands(case, draft.ending)
        }
        Event::AnswerSentBack { reason } => {
            there(case.draft.is_some())?;
            given(reason)
        }
        Event::Answered => {
            let draft = case.draft.as_ref().filter(|d| d.approved_by.is_some());
            let draft = draft.ok_or(Refused::NotApproved)?;
            if case.consultations.iter().any(|c| c.ended.is_none()) {
                return Err(Refused::ConsultationOpen);
            }
            ending_stands(case, draft.ending)
        }
        Event::Lapsed { ending } => {
            if !matches!(ending, Ending::NoCorrection | Ending::FeeUnpaid) {
                return Err(Refused::Ending(*ending));
            }
            if clock::has_lapsed(case, *ending, calendar, new.on)? {
                Ok(())
            } else {
                Err(Refused::TooEarly { kind })
            }
        }
        Event::Archived => {
            let is_delivered = case.delivered.is_some() || case.state() == State::Withdrawn;
            if is_delivered { Ok(()) } else { Err(Refused::NotDelivered) }
        }
        Event::Reopened { term, .. } => something(term.0 > 0),
        Event::Reversed { number, reason } => {
            given(reason)?;
            there(usize::try_from(*number).is_ok_and(|n| n > 0 && n < events.len()))
        }
        _ => Ok(()),
    }
}

fn something(is: bool) -> Result<(), Refused> {
    if is { Ok(()) } else { Err(Refused::Nothing) }
}

fn given(reason: &str) -> Result<(), Refused> {
    if reason.trim().is_empty() { Err(Refused::Reason) } else { Ok(()) }
}

/// Whether a case can end so: by an answer, after what has to come before it, with what the file must hold.
fn ending_stands(case: &Case, ending: Ending) -> Result<(), Refused> {
    let has_come_before = match ending {
        Ending::NoCorrection | Ending::FeeUnpaid | Ending::Withdrawn => false,
        Ending::StillUnclear => case.correction.is_some_and(|c| c.received_on.is_some()),
        // The applicant was heard, or had the time to be.
        Ending::Excessive => case.reasons.is_some(),
        _ => true,
    };
    if !has_come_before {
        return Err(Refused::Ending(ending));
    }
    let missing = case.missing(ending);
    if missing.is_empty() { Ok(()) } else { Err(Refused::Evidence(missing)) }
}
