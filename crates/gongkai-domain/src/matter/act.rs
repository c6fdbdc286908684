//! Whether something may be done in a matter now.

use alloc::format;
use alloc::string::String;

use jiff::civil::Date;

use super::event::{Event, EventKind, MatterKind, Recorded, Settlement};
use super::state::{BrokenMatter, Demand, Matter, State};
use super::table;
use crate::calendar::{CalendarGap, WorkCalendar};
use crate::disclosure::revision::named;
use crate::request::event::Delivery;

named! {
    /// Who does something in a matter.
    Actor {
        /// Who filed it.
        Person = "person", "提出人", "Who filed it";
        /// 经办.
        Officer = "officer", "经办人", "Officer";
        /// 审定.
        Approver = "approver", "审定人", "Approver";
        /// The agency that is complained of.
        Concerned = "concerned", "被投诉机关", "Agency concerned";
        /// The program.
        System = "system", "系统", "System";
    }
}

/// Why something may not be done.
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
    /// Not in this kind of matter.
    #[error("not in this kind of matter")]
    Kind {
        /// What matter it is.
        of: MatterKind,
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
    /// Who proposed it does not decide it.
    #[error("who proposed it does not decide it")]
    OwnProposal,
    /// The day is before something that it has to follow, or in the future.
    #[error("the day is impossible")]
    Day {
        /// The earliest.
        earliest: Date,
        /// The latest.
        latest: Date,
    },
    /// A term has to end before.
    #[error("too early")]
    TooEarly {
        /// The event.
        kind: EventKind,
    },
    /// It is done once.
    #[error("only once")]
    Once {
        /// The event.
        kind: EventKind,
    },
    /// A term of no days, or a term where there is none.
    #[error("the term is impossible")]
    Term,
    /// A reason is needed.
    #[error("a reason is needed")]
    Reason,
    /// The settlement is not one of this matter, or something has to come before.
    #[error("this settlement is not possible here")]
    Settlement(Settlement),
    /// A correction shows who asks for it.
    #[error("a correction is not anonymous")]
    Anonymous,
    /// Who is anonymous is told on the portal.
    #[error("who is anonymous is told on the portal")]
    PortalOnly,
    /// What it points to is not there.
    #[error("what it points to is not there")]
    NoSuchThing,
    /// An order is not carried out yet.
    #[error("the order is not carried out")]
    NotMended,
    /// Without the entry, what came after it would not hold.
    #[error("later entries rest on it")]
    RestsOnIt(BrokenMatter),
    /// A holiday notice is missing.
    #[error(transparent)]
    Calendar(#[from] CalendarGap),
}

impl Refused {
    /// The reason, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Refused::State { state, kind } => format!("目前“{}”，不能“{}”。", state.zh(), kind.zh()),
            Refused::Kind { of, kind } => format!("{}不能“{}”。", of.zh(), kind.zh()),
            Refused::Actor { actor, kind } => format!("{}不能“{}”。", actor.zh(), kind.zh()),
            Refused::OwnProposal => "拟办人不能审定自己的意见，请由他人审定。".into(),
            Refused::Day { earliest, latest } => format!("日期应在{earliest}至{latest}之间。"),
            Refused::TooEarly { kind } => format!("所给的期限尚未届满，不能“{}”。", kind.zh()),
            Refused::Once { kind } => format!("“{}”只能进行一次。", kind.zh()),
            Refused::Term => "请填写期限；只有责令改正才有整改期限。".into(),
            Refused::Reason => "请填写理由。".into(),
            Refused::Settlement(one) => format!("目前不能以“{}”办结。", one.zh()),
            Refused::Anonymous => "更正申请须说明申请人，不能匿名。".into(),
            Refused::PortalOnly => "匿名的只能在网站上告知。".into(),
            Refused::NoSuchThing => "所指的事项不存在或已办结。".into(),
            Refused::NotMended => "责令改正尚未完成，不能归档。".into(),
            Refused::RestsOnIt(_) => "其后的记录以它为前提，请先更正其后的记录。".into(),
            Refused::Calendar(gap) => format!("缺少{}年节假日安排，无法计算期限，请先导入。", gap.year),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            Refused::State { state, kind } => {
                format!("It is “{}”: “{}” cannot follow.", state.en(), kind.en())
            }
            Refused::Kind { of, kind } => format!("“{}” is not for a {}.", kind.en(), of.en()),
            Refused::Actor { actor, kind } => format!("“{}” is not for: {}.", kind.en(), actor.en()),
            Refused::OwnProposal => "Who proposed it does not decide it.".into(),
            Refused::Day { earliest, latest } => format!("The day is between {earliest} and {latest}."),
            Refused::TooEarly { kind } => {
                format!("The term that was given is not over: “{}” comes later.", kind.en())
            }
            Refused::Once { kind } => format!("“{}” is done once.", kind.en()),
            Refused::Term => "A term is needed; only an order has one to be carried out in.".into(),
            Refused::Reason => "Give the reason.".into(),
            Refused::Settlement(one) => format!("It cannot be settled as “{}” now.", one.en()),
            Refused::Anonymous => "A correction is asked for by somebody, not anonymously.".into(),
            Refused::PortalOnly => "Who is anonymous is told on the portal only.".into(),
            Refused::NoSuchThing => "What it points to is not there, or is done.".into(),
            Refused::NotMended => "The order is not carried out yet.".into(),
            Refused::RestsOnIt(_) => "Later entries rest on it; reverse those first.".into(),
            Refused::Calendar(gap) => {
                format!("The holiday notice for {} is missing; import it first.", gap.year)
            }
        }
    }

    /// The article behind it, as far as there is one.
    pub fn article(&self) -> &'static str {
        match self {
            Refused::State { kind, .. } | Refused::Actor { kind, .. } | Refused::TooEarly { kind } => {
                table::of(*kind).article
            }
            Refused::Settlement(one) => one.article(),
            _ => "",
        }
    }
}

/// Whether an event may follow in a matter: `events` are the matter so far, `today` is today in China.
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
    let Some(matter) = Matter::replay(events).map_err(Refused::RestsOnIt)? else {
        let state = State::Filed;
        return match &new.event {
            Event::Filed { .. } if !line.by.contains(&actor) => Err(Refused::Actor { actor, kind }),
            Event::Filed { kind: MatterKind::Correction, is_anonymous: true, .. } => Err(Refused::Anonymous),
            Event::Filed { term, .. } if term.0 == 0 => Err(Refused::Term),
            Event::Filed { .. } => day_between(new.on, new.on.min(today), today),
            _ => Err(Refused::State { state, kind }),
        };
    };
    let state = matter.state();
    if !line.of.contains(&matter.kind) {
        return Err(Refused::Kind { of: matter.kind, kind });
    }
    if !line.from.contains(&state) {
        return Err(Refused::State { state, kind });
    }
    if !line.by.contains(&actor) {
        return Err(Refused::Actor { actor, kind });
    }
    day_between(new.on, earliest(&matter, &new.event), today)?;
    particular(events, &matter, new, calendar)?;
    // The table must never let through what the matter cannot take.
    let mut after = events.to_vec();
    after.push(new.clone());
    Matter::replay(&after).map(|_| ()).map_err(Refused::RestsOnIt)
}

fn day_between(on: Date, earliest: Date, latest: Date) -> Result<(), Refused> {
    if on < earliest || on > latest { Err(Refused::Day { earliest, latest }) } else { Ok(()) }
}

/// The earliest day that an event can count for.
fn earliest(matter: &Matter, event: &Event) -> Date {
    let filed = matter.filed_on;
    match event {
        Event::EvidenceReceived => matter.evidence.map_or(filed, |d| d.on),
        Event::StatementReceived => matter.statement.map_or(filed, |d| d.on),
        Event::PassedOn { .. } | Event::Told { .. } => matter.settled().map_or(filed, |s| s.1),
        Event::Mended | Event::Archived => matter.told.map(|t| t.0).or(matter.withdrawn_on).unwrap_or(filed),
        Event::EvidenceAsked { .. } | Event::StatementAsked { .. } => matter.accepted_on.unwrap_or(filed),
        Event::Proposed { .. } | Event::Decided => {
            let met = |d: Option<Demand>| d.and_then(|d| d.met_on);
            let all = [matter.accepted_on, met(matter.evidence), met(matter.statement)];
            all.into_iter().flatten().max().unwrap_or(filed)
        }
        _ => filed,
    }
}

/// Whether what was asked for came, or the term in which it was to come is over on a day.
fn came_or_lapsed(
    demand: Option<Demand>,
    calendar: &WorkCalendar,
    on: Date,
    kind: EventKind,
) -> Result<(), Refused> {
    match demand.filter(|d| d.met_on.is_none()) {
        Some(d) if on <= calendar.nth_working_day_after(d.on, d.term)? => Err(Refused::TooEarly { kind }),
        _ => Ok(()),
    }
}

fn particular(
    events: &[Recorded],
    matter: &Matter,
    new: &Recorded,
    calendar: &WorkCalendar,
) -> Result<(), Refused> {
    let kind = new.event.kind();
    let once = |was: bool| if was { Err(Refused::Once { kind }) } else { Ok(()) };
    let there = |is: bool| if is { Ok(()) } else { Err(Refused::NoSuchThing) };
    let term = |is: bool| if is { Ok(()) } else { Err(Refused::Term) };
    let given = |text: &str| if text.trim().is_empty() { Err(Refused::Reason) } else { Ok(()) };
    match &new.event {
        Event::EvidenceAsked { term: days, .. } => {
            once(matter.evidence.is_some())?;
            term(days.0 > 0)
        }
        Event::StatementAsked { term: days } => {
            once(matter.statement.is_some())?;
            term(days.0 > 0)
        }
        Event::EvidenceReceived => there(matter.evidence.is_some_and(|d| d.met_on.is_none())),
        Event::StatementReceived => there(matter.statement.is_some_and(|d| d.met_on.is_none())),
        Event::Proposed { settlement, mend_within } => {
            let is_elsewhere = matches!(settlement, Settlement::Elsewhere | Settlement::PassedOn);
            if !settlement.of().contains(&matter.kind) || (matter.accepted_on.is_none() && !is_elsewhere) {
                return Err(Refused::Settlement(*settlement));
            }
            term((*settlement == Settlement::Ordered) == (mend_within.0 > 0))?;
            came_or_lapsed(matter.evidence, calendar, new.on, kind)?;
            came_or_lapsed(matter.statement, calendar, new.on, kind)
        }
        Event::SentBack { reason } => {
            there(matter.proposal.is_some())?;
            given(reason)
        }
        Event::Decided => {
            let proposal = matter.proposal.as_ref().ok_or(Refused::NoSuchThing)?;
            if proposal.by == new.by { Err(Refused::OwnProposal) } else { Ok(()) }
        }
        Event::PassedOn { agency, matter: there_id } => {
            once(matter.passed_on.is_some())?;
            let is_it = matter.settled().is_some_and(|s| s.0 == Settlement::PassedOn);
            there(is_it && !agency.is_empty() && !there_id.is_empty())
        }
        Event::Told { way } => {
            let is_passed_on = matter.settled().is_some_and(|s| s.0 == Settlement::PassedOn);
            there(!is_passed_on || matter.passed_on.is_some())?;
            if matter.is_anonymous && *way != Delivery::Portal { Err(Refused::PortalOnly) } else { Ok(()) }
        }
        Event::Mended => there(matter.is_to_be_mended()),
        Event::Archived if matter.is_to_be_mended() => Err(Refused::NotMended),
        Event::Reversed { number, reason } => {
            given(reason)?;
            there(usize::try_from(*number).is_ok_and(|n| n > 0 && n < events.len()))
        }
        _ => Ok(()),
    }
}
