//! The clocks of a case: what runs, until when, and why.
//!
//! Day 0 is not counted. The time of consultations is not counted (Art. 33 ¶3): by our convention the working days after
//! the one on which a consultation was sent up to the one on which its reply came, or on which its term ended without
//! one; consultations that overlap are counted once. What comes after the last day is too late to move it.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use jiff::ToSpan;
use jiff::civil::Date;

use super::case::{Case, Start, StartKind, State};
use super::ending::Ending;
use super::event::{Consulted, Reopening};
use crate::calendar::{CalendarGap, Day, WorkCalendar, WorkingDays};
use crate::disclosure::revision::named;

/// Art. 30: by when one has to say what is to be corrected, in working days after receipt.
pub const CORRECTION_NOTICE: WorkingDays = WorkingDays(7);
/// Art. 32, 34: the term of a third party and of the agency that made the information together with ours.
pub const CONSULTATION_TERM: WorkingDays = WorkingDays(15);
/// Art. 33 ¶2: the most by which the answer's term is extended.
pub const LONGEST_EXTENSION: WorkingDays = WorkingDays(20);
/// 109号: the term of a payment.
pub const PAYMENT_TERM: WorkingDays = WorkingDays(20);

named! {
    /// A clock.
    ClockKind {
        /// K1.
        Answer = "answer", "答复", "Answer";
        /// K2.
        CorrectionNotice = "correction-notice", "告知补正", "Notice to correct";
        /// K3.
        Correction = "correction", "申请人补正", "Correction by the applicant";
        /// K4.
        ThirdParty = "third-party", "第三方意见", "Third party's opinion";
        /// K5.
        JointAgency = "joint-agency", "共同制作机关意见", "Joint maker's opinion";
        /// The reasons of Art. 35.
        Reasons = "reasons", "申请人说明理由", "Reasons of the applicant";
        /// K6.
        Payment = "payment", "申请人缴费", "Payment by the applicant";
        /// K7.
        Delay = "delay", "延迟答复", "Delayed answer";
    }
}

impl ClockKind {
    /// Where the term stands.
    pub fn article(self) -> &'static str {
        match self {
            ClockKind::Answer => "条例第三十三条第二款",
            ClockKind::CorrectionNotice | ClockKind::Correction => "条例第三十条",
            ClockKind::ThirdParty => "条例第三十二条",
            ClockKind::JointAgency => "条例第三十四条",
            ClockKind::Reasons | ClockKind::Delay => "条例第三十五条",
            ClockKind::Payment => "国办函〔2020〕109号",
        }
    }
}

named! {
    /// How a clock stands on a day.
    ClockState {
        /// It runs.
        Running = "running", "计时中", "Running";
        /// It stands still.
        Stopped = "stopped", "暂停", "Stopped";
        /// What was to be done was done in time.
        Met = "met", "按期完成", "Met";
        /// The last day is past, or it was done after it.
        Missed = "missed", "逾期", "Missed";
        /// It no longer matters.
        Over = "over", "已终止", "Over";
    }
}

/// A clock as it stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockView {
    /// Which.
    pub kind: ClockKind,
    /// Day 0.
    pub from: Date,
    /// The last day; none while it cannot be said.
    pub due: Option<Date>,
    /// How it stands.
    pub state: ClockState,
}

/// What a day was in the count of the answer's term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayMark {
    /// Day 0.
    Start(StartKind),
    /// Counted: the n-th day.
    Counted(u16),
    /// Saturday or Sunday.
    Weekend,
    /// Off by a notice.
    Holiday(String),
    /// A working day that is not counted: a consultation was open (Art. 33 ¶3).
    Consultation,
}

/// A day of the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLine {
    /// The day.
    pub on: Date,
    /// What it was.
    pub mark: DayMark,
    /// Whether it is worked instead of another day (调休上班).
    pub is_make_up: bool,
}

/// How a case stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its state.
    pub state: State,
    /// The last day of the answer; none before receipt is confirmed and while the clock stands still. While a
    /// consultation is open it is the earliest that it can be: as if the reply came today.
    pub due: Option<Date>,
    /// The last day of Art. 33 ¶2 as it was at receipt, which stays visible.
    pub first_due: Option<Date>,
    /// Whether the answer's clock stands still today.
    pub is_stopped: bool,
    /// Whether an answer is owed and its last day is past, or it came after its last day.
    pub is_overdue: bool,
    /// Working days from today to the last day; negative when it is past.
    pub days_left: Option<i32>,
    /// Every clock.
    pub clocks: Vec<ClockView>,
    /// The count of the answer's term, day by day.
    pub days: Vec<DayLine>,
}

/// What moves the end of the answer's term, with the day on which it happened.
#[derive(Debug, Clone, Copy)]
enum Move {
    Extension(WorkingDays),
    /// A consultation, with the last day that it takes.
    Consultation(Date),
    /// The fixed day of Art. 35.
    Delay(Date),
    /// The clock stands still from here: the applicant is to do something.
    Stop,
}

/// The last day that a consultation takes, and whether it is still open today.
fn end_of(
    consultation: &super::case::Consultation,
    calendar: &WorkCalendar,
    today: Date,
) -> Result<(Date, bool), CalendarGap> {
    let term = match consultation.whom {
        Consulted::ThirdParty | Consulted::JointAgency => {
            let from = consultation.served_on.unwrap_or(consultation.sent_on);
            Some(calendar.nth_working_day_after(from, CONSULTATION_TERM)?)
        }
        Consulted::OtherAgency => None,
    };
    let (end, is_open) = match consultation.ended {
        Some((on, _)) => (on, false),
        None => (today.max(consultation.sent_on), true),
    };
    Ok(match term {
        // A reply after its term takes no more of the answer's.
        Some(last) if last < end => (last, false),
        _ => (end, is_open),
    })
}

/// The answer's term from its newest start.
struct Answer {
    start: Start,
    due: Option<Date>,
    is_stopped: bool,
    /// The consultations that count: the day of sending, and the last day.
    pauses: Vec<(Date, Date)>,
}

/// The moves from a start on, in the order of their days.
fn moves(
    case: &Case,
    start: Start,
    calendar: &WorkCalendar,
    today: Date,
) -> Result<(Vec<(Date, Move)>, bool), CalendarGap> {
    let mut moves = Vec::new();
    let mut is_open = false;
    for consultation in &case.consultations {
        let (end, open) = end_of(consultation, calendar, today)?;
        if end > start.on {
            moves.push((consultation.sent_on.max(start.on), Move::Consultation(end)));
            is_open |= open;
        }
    }
    let from_start = |on: Date| on >= start.on;
    if let Some((on, days)) = case.extension.filter(|e| from_start(e.0)) {
        moves.push((on, Move::Extension(days)));
    }
    if let Some((until, on)) = case.delayed.filter(|d| from_start(d.1)) {
        moves.push((on, Move::Delay(until)));
    }
    if let Some(c) = case.correction.filter(|c| c.received_on.is_none() && from_start(c.asked_on)) {
        moves.push((c.asked_on, Move::Stop));
    }
    if let Some(c) = case.charge.filter(|c| c.paid_on.is_none() && from_start(c.on)) {
        moves.push((c.on, Move::Stop));
    }
    moves.sort_by_key(|m| m.0);
    Ok((moves, is_open))
}

/// Working days that at least one of the pauses takes.
fn paused_days(pauses: &[(Date, Date)], calendar: &WorkCalendar) -> Result<BTreeSet<Date>, CalendarGap> {
    let mut days = BTreeSet::new();
    for (sent, end) in pauses {
        let mut day = *sent;
        while day < *end {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            if calendar.is_working_day(day)? {
                days.insert(day);
            }
        }
    }
    Ok(days)
}

fn answer(case: &Case, calendar: &WorkCalendar, today: Date) -> Result<Option<Answer>, CalendarGap> {
    let Some(start) = case.starts.last().copied() else { return Ok(None) };
    let (moves, is_open) = moves(case, start, calendar, today)?;
    let mut term = start.term;
    let mut pauses: Vec<(Date, Date)> = Vec::new();
    let mut fixed: Option<Date> = None;
    let mut due = calendar.nth_working_day_after(start.on, term)?;
    for (on, what) in moves {
        if on > due {
            continue;
        }
        match what {
            Move::Extension(days) => term = WorkingDays(term.0.saturating_add(days.0)),
            Move::Consultation(end) => pauses.push((on, end)),
            Move::Delay(until) => fixed = Some(until),
            Move::Stop => return Ok(Some(Answer { start, due: None, is_stopped: true, pauses })),
        }
        due = match fixed {
            Some(until) => until,
            None => {
                let paused = u16::try_from(paused_days(&pauses, calendar)?.len()).unwrap_or(u16::MAX);
                calendar.nth_working_day_after(start.on, WorkingDays(term.0.saturating_add(paused)))?
            }
        };
    }
    let is_stopped = is_open && fixed.is_none() && today <= due;
    Ok(Some(Answer { start, due: Some(due), is_stopped, pauses }))
}

/// How a case stands on a day, counted from its events.
///
/// # Errors
///
/// If a count reaches days that no loaded holiday notice decides. Nothing is guessed.
pub fn standing(case: &Case, calendar: &WorkCalendar, today: Date) -> Result<Standing, CalendarGap> {
    let state = case.state();
    let first_due = match case.received_on {
        Some(on) => Some(calendar.nth_working_day_after(on, super::case::ANSWER_TERM)?),
        None => None,
    };
    let answer = answer(case, calendar, today)?;
    // An answer is in time when it was handed over or posted by the last day (国办公开办函〔2016〕235号).
    let done_on = case
        .delivered
        .map(|d| d.0)
        .or_else(|| case.ended.filter(|e| e.ending.is_abandonment()).map(|e| e.on));
    let due = answer.as_ref().and_then(|a| a.due);
    let is_overdue = due.is_some_and(|due| done_on.unwrap_or(today) > due);
    let is_stopped = answer.as_ref().is_some_and(|a| a.is_stopped) && case.ended.is_none();
    let days_left = match due.filter(|_| done_on.is_none()) {
        Some(due) if due >= today => {
            Some(i32::try_from(calendar.working_days_between(today, due)?).unwrap_or(i32::MAX))
        }
        Some(due) => Some(-i32::try_from(calendar.working_days_between(due, today)?).unwrap_or(i32::MAX)),
        None => None,
    };
    let mut clocks = Vec::new();
    if let Some(answer) = &answer {
        let state = match (done_on, answer.due) {
            _ if is_stopped => ClockState::Stopped,
            (Some(_), Some(_)) if is_overdue => ClockState::Missed,
            (Some(_), Some(_)) if case.delivered.is_some() => ClockState::Met,
            (Some(_), _) => ClockState::Over,
            (None, Some(_)) if is_overdue => ClockState::Missed,
            (None, _) if case.ended.is_some() && answer.due.is_none() => ClockState::Over,
            _ => ClockState::Running,
        };
        clocks.push(ClockView { kind: ClockKind::Answer, from: answer.start.on, due: answer.due, state });
    }
    others(case, today, &|from, term| calendar.nth_working_day_after(from, term).map(Some), &mut clocks)?;
    let days = match &answer {
        Some(answer) => days(answer, calendar, today)?,
        None => Vec::new(),
    };
    Ok(Standing { state, due, first_due, is_stopped, is_overdue, days_left, clocks, days })
}

/// The clocks as far as they can be said: where a count reaches days that no loaded notice decides, as every December, its
/// last day is left open, and the others are there.
pub fn known_clocks(case: &Case, calendar: &WorkCalendar, today: Date) -> Vec<ClockView> {
    if let Ok(standing) = standing(case, calendar, today) {
        return standing.clocks;
    }
    let mut clocks = Vec::new();
    if let Some(start) = case.starts.last() {
        let state = match case.state() {
            _ if case.ended.is_some() => ClockState::Over,
            State::InProcess | State::AskingReasons => ClockState::Running,
            _ => ClockState::Stopped,
        };
        clocks.push(ClockView { kind: ClockKind::Answer, from: start.on, due: None, state });
    }
    // A last day that cannot be said is no error here, so that this never fails.
    let due = |from, term| Ok(calendar.nth_working_day_after(from, term).ok());
    let told = others(case, today, &due, &mut clocks);
    debug_assert!(told.is_ok());
    clocks
}

/// The clocks besides the answer's; `due_of` gives the last day of a term.
fn others(
    case: &Case,
    today: Date,
    due_of: &dyn Fn(Date, WorkingDays) -> Result<Option<Date>, CalendarGap>,
    clocks: &mut Vec<ClockView>,
) -> Result<(), CalendarGap> {
    let is_over = case.ended.is_some();
    let mut put = |kind, from: Date, term: WorkingDays, done: Option<Date>| -> Result<(), CalendarGap> {
        let due = due_of(from, term)?;
        let is_past = |day: Date| due.is_some_and(|due| day > due);
        let state = match done {
            Some(on) if is_past(on) => ClockState::Missed,
            Some(_) => ClockState::Met,
            None if is_over => ClockState::Over,
            None if is_past(today) => ClockState::Missed,
            None => ClockState::Running,
        };
        clocks.push(ClockView { kind, from, due, state });
        Ok(())
    };
    if let Some(received_on) = case.received_on {
        match case.correction {
            Some(c) => put(ClockKind::CorrectionNotice, received_on, CORRECTION_NOTICE, Some(c.asked_on))?,
            // After its last day there is nothing to watch any more.
            None if due_of(received_on, CORRECTION_NOTICE)?.is_none_or(|due| today <= due) && !is_over => {
                put(ClockKind::CorrectionNotice, received_on, CORRECTION_NOTICE, None)?;
            }
            None => {}
        }
    }
    if let Some(c) = case.correction {
        put(ClockKind::Correction, c.served_on.unwrap_or(c.asked_on), c.term, c.received_on)?;
    }
    for c in &case.consultations {
        let kind = match c.whom {
            Consulted::ThirdParty => ClockKind::ThirdParty,
            Consulted::JointAgency => ClockKind::JointAgency,
            Consulted::OtherAgency => continue,
        };
        put(kind, c.served_on.unwrap_or(c.sent_on), CONSULTATION_TERM, c.ended.map(|e| e.0))?;
    }
    if let Some((asked_on, term, received_on)) = case.reasons {
        put(ClockKind::Reasons, asked_on, term, received_on)?;
    }
    if let Some(c) = case.charge {
        put(ClockKind::Payment, c.served_on.unwrap_or(c.on), PAYMENT_TERM, c.paid_on)?;
    }
    if let Some((until, on)) = case.delayed {
        let done = case.delivered.map(|d| d.0);
        let state = match done {
            Some(day) if day > until => ClockState::Missed,
            Some(_) => ClockState::Met,
            None if is_over => ClockState::Over,
            None if today > until => ClockState::Missed,
            None => ClockState::Running,
        };
        clocks.push(ClockView { kind: ClockKind::Delay, from: on, due: Some(until), state });
    }
    Ok(())
}

/// The count day by day, up to the last day or, while the clock stands still, to today.
fn days(answer: &Answer, calendar: &WorkCalendar, today: Date) -> Result<Vec<DayLine>, CalendarGap> {
    let paused = paused_days(&answer.pauses, calendar)?;
    let end = answer.due.unwrap_or(today).max(answer.start.on);
    let (mut day, mut counted) = (answer.start.on, 0);
    let mut lines =
        alloc::vec![DayLine { on: day, mark: DayMark::Start(answer.start.kind), is_make_up: false }];
    while day < end {
        let Ok(next) = day.checked_add(1.day()) else { break };
        day = next;
        let kind = calendar.day(day)?;
        let mark = match kind {
            _ if kind.is_working() && paused.contains(&day) => DayMark::Consultation,
            _ if kind.is_working() => {
                counted += 1;
                DayMark::Counted(counted)
            }
            Day::Holiday { name } | Day::Regional { name, .. } => DayMark::Holiday(name.to_string()),
            _ => DayMark::Weekend,
        };
        lines.push(DayLine { on: day, mark, is_make_up: matches!(kind, Day::MakeUp { .. }) });
    }
    Ok(lines)
}

/// Why a start is one, in the words of an explanation.
pub fn reason(kind: StartKind) -> &'static str {
    match kind {
        StartKind::Receipt => "收到申请之日（条例第三十一条）",
        StartKind::Correction => "收到补正的申请之日，期限重新计算（条例第三十条）",
        StartKind::Payment => "缴费之日，期限自次日起重新计算（国办函〔2020〕109号）",
        StartKind::Reopening(Reopening::Review) => "复议决定要求重新答复之日",
        StartKind::Reopening(Reopening::Judgment) => "法院判决要求重新答复之日",
        StartKind::Reopening(Reopening::Own) => "机关自行纠正、重新答复之日",
    }
}

/// Whether the term in which the applicant had to act is over on a day, for the two endings by lapse.
///
/// # Errors
///
/// As [`standing`].
pub fn has_lapsed(
    case: &Case,
    ending: Ending,
    calendar: &WorkCalendar,
    on: Date,
) -> Result<bool, CalendarGap> {
    let (from, term) = match ending {
        Ending::NoCorrection => match case.correction.filter(|c| c.received_on.is_none()) {
            Some(c) => (c.served_on.unwrap_or(c.asked_on), c.term),
            None => return Ok(false),
        },
        Ending::FeeUnpaid => match case.charge.filter(|c| c.paid_on.is_none()) {
            Some(c) => (c.served_on.unwrap_or(c.on), PAYMENT_TERM),
            None => return Ok(false),
        },
        _ => return Ok(false),
    };
    Ok(on > calendar.nth_working_day_after(from, term)?)
}
