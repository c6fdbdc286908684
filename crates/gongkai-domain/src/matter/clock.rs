//! The clocks of a matter.
//!
//! Day 0 is not counted. The Regulations give no term for a correction or a complaint; the cautious reading is that nothing
//! stops the term that the agency has set for itself. Where the agency has set it otherwise, the working days after the one
//! on which evidence was asked for, up to the one on which it came or its own term ended, are left out, as for the
//! consultations of a request.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use jiff::civil::Date;

use super::event::Settlement;
use super::state::{Demand, Matter, State};
use crate::calendar::{CalendarGap, WorkCalendar, WorkingDays};
use crate::disclosure::revision::named;
use crate::request::ClockState;

named! {
    /// A clock.
    MatterClockKind {
        /// Until the person is told.
        Settlement = "settlement", "办结并告知", "Settled and told";
        /// Evidence.
        Evidence = "evidence", "补充材料", "Evidence";
        /// The statement of the agency concerned.
        Statement = "statement", "被投诉机关说明", "The agency's statement";
        /// An order.
        Mending = "mending", "整改", "Mending";
    }
}

/// A clock as it stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatterClock {
    /// Which.
    pub kind: MatterClockKind,
    /// Day 0.
    pub from: Date,
    /// The last day.
    pub due: Date,
    /// How it stands.
    pub state: ClockState,
}

/// How a matter stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterStanding {
    /// Its state.
    pub state: State,
    /// The last day on which the person is told in time. While evidence that is left out is awaited it is the earliest that it
    /// can be: as if it came today.
    pub due: Date,
    /// Whether that day is past, or was when they were told.
    pub is_overdue: bool,
    /// Every clock.
    pub clocks: Vec<MatterClock>,
}

/// The last day of evidence that is left out, if the demand came in time.
fn left_out(
    matter: &Matter,
    calendar: &WorkCalendar,
    today: Date,
) -> Result<Option<(Date, Date)>, CalendarGap> {
    let Some(demand) = matter.evidence.filter(|d| d.is_left_out) else { return Ok(None) };
    let plain = calendar.nth_working_day_after(matter.filed_on, matter.term)?;
    if demand.on > plain {
        return Ok(None);
    }
    let last = calendar.nth_working_day_after(demand.on, demand.term)?;
    let over = matter.settled().map(|s| s.1).or(matter.withdrawn_on);
    let end = demand.met_on.or(over).unwrap_or(today.max(demand.on));
    Ok(Some((demand.on, end.min(last))))
}

/// The last day on which the person is told in time.
fn due(matter: &Matter, calendar: &WorkCalendar, today: Date) -> Result<Date, CalendarGap> {
    let mut days = BTreeSet::new();
    if let Some((from, end)) = left_out(matter, calendar, today)? {
        let mut day = from;
        while day < end {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            if calendar.is_working_day(day)? {
                days.insert(day);
            }
        }
    }
    let more = u16::try_from(days.len()).unwrap_or(u16::MAX);
    calendar.nth_working_day_after(matter.filed_on, WorkingDays(matter.term.0.saturating_add(more)))
}

/// How a matter stands on a day, counted from its events.
///
/// # Errors
///
/// If a count reaches days that no loaded holiday notice decides. Nothing is guessed.
pub fn standing(
    matter: &Matter,
    calendar: &WorkCalendar,
    today: Date,
) -> Result<MatterStanding, CalendarGap> {
    let due = due(matter, calendar, today)?;
    let told_on = matter.told.map(|t| t.0);
    let is_gone = matter.withdrawn_on.is_some();
    let done_on = told_on.or(matter.withdrawn_on);
    let is_overdue = done_on.unwrap_or(today) > due;
    let state_of = |due: Date, met_on: Option<Date>, is_over: bool| match met_on {
        Some(on) if on > due => ClockState::Missed,
        Some(_) => ClockState::Met,
        None if is_over => ClockState::Over,
        None if today > due => ClockState::Missed,
        None => ClockState::Running,
    };
    let state = state_of(due, told_on, is_gone);
    let mut clocks =
        alloc::vec![MatterClock { kind: MatterClockKind::Settlement, from: matter.filed_on, due, state }];
    let is_settled = matter.settled().is_some() || is_gone;
    let mut demand = |kind, demand: Option<Demand>| -> Result<(), CalendarGap> {
        if let Some(d) = demand {
            let due = calendar.nth_working_day_after(d.on, d.term)?;
            clocks.push(MatterClock { kind, from: d.on, due, state: state_of(due, d.met_on, is_settled) });
        }
        Ok(())
    };
    demand(MatterClockKind::Evidence, matter.evidence)?;
    demand(MatterClockKind::Statement, matter.statement)?;
    let order = matter.proposal.as_ref().filter(|p| p.settlement == Settlement::Ordered);
    if let (Some(order), Some((from, _))) = (order, matter.told) {
        let due = calendar.nth_working_day_after(from, order.mend_within)?;
        let is_over = matter.archived_on.is_some();
        let state = state_of(due, matter.mended_on, is_over);
        clocks.push(MatterClock { kind: MatterClockKind::Mending, from, due, state });
    }
    Ok(MatterStanding { state: matter.state(), due, is_overdue, clocks })
}
