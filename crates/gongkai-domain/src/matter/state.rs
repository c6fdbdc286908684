//! A matter as the sum of its events.

use alloc::collections::BTreeSet;
use alloc::string::String;

use jiff::civil::Date;

use super::event::{Event, EventKind, MatterKind, Recorded, Settlement};
use crate::calendar::WorkingDays;
use crate::disclosure::revision::named;
use crate::request::event::{Channel, Delivery};

named! {
    /// Where a matter stands.
    State {
        /// Came in.
        Filed = "filed", "待受理", "To be accepted";
        /// Being dealt with.
        InProcess = "in-process", "办理中", "In process";
        /// The person is asked for evidence.
        AwaitingEvidence = "awaiting-evidence", "等待补充材料", "Awaiting evidence";
        /// The agency that is complained of is asked for its statement.
        AwaitingStatement = "awaiting-statement", "等待被投诉机关说明", "Awaiting the agency's statement";
        /// Settled, and the person not told.
        Decided = "decided", "已审定待告知", "Decided, to be told";
        /// Told.
        Told = "told", "已告知", "Told";
        /// Taken back.
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
        /// Closed.
        Archived = "archived", "已归档", "Archived";
    }
}

impl State {
    /// Whether the person is still to be told.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Told | State::Withdrawn | State::Archived)
    }
}

/// A demand with a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    /// When it was made.
    pub on: Date,
    /// Its term.
    pub term: WorkingDays,
    /// Whether its time is left out of the term of the matter.
    pub is_left_out: bool,
    /// When what was asked for came.
    pub met_on: Option<Date>,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// How the matter is to be settled.
    pub settlement: Settlement,
    /// The term of an order.
    pub mend_within: WorkingDays,
    /// Who proposed it.
    pub by: String,
    /// When it was let pass.
    pub decided_on: Option<Date>,
}

/// A matter as it stands after its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// What is asked for.
    pub kind: MatterKind,
    /// How it came.
    pub channel: Channel,
    /// Whether nobody says who writes.
    pub is_anonymous: bool,
    /// When it came.
    pub filed_on: Date,
    /// In how many working days it is settled and told.
    pub term: WorkingDays,
    /// The agency that is complained of; may be empty.
    pub about: String,
    /// The matter from which it was passed on; may be empty.
    pub from: String,
    /// Who deals with it.
    pub assigned_to: Option<String>,
    /// When it was taken on.
    pub accepted_on: Option<Date>,
    /// The demand for evidence.
    pub evidence: Option<Demand>,
    /// The demand for a statement.
    pub statement: Option<Demand>,
    /// How it is to be settled, or is.
    pub proposal: Option<Proposal>,
    /// Where it was passed on: the agency, and the matter there.
    pub passed_on: Option<(String, String)>,
    /// When and how the person was told.
    pub told: Option<(Date, Delivery)>,
    /// When the order was carried out.
    pub mended_on: Option<Date>,
    /// When it was taken back.
    pub withdrawn_on: Option<Date>,
    /// When the file was closed.
    pub archived_on: Option<Date>,
    /// The day of the newest event.
    pub newest_on: Date,
}

/// The events do not make a matter: one stands where it cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("event {position} ({kind:?}) cannot follow what is before it")]
pub struct BrokenMatter {
    /// Its place, from 0.
    pub position: usize,
    /// What it is.
    pub kind: EventKind,
}

fn reversed(events: &[Recorded]) -> Result<BTreeSet<usize>, BrokenMatter> {
    let mut gone = BTreeSet::new();
    for (position, recorded) in events.iter().enumerate() {
        let Event::Reversed { number, .. } = &recorded.event else { continue };
        let broken = BrokenMatter { position, kind: EventKind::Reversed };
        let number = usize::try_from(*number).map_err(|_| broken)?;
        let target = events.get(number).filter(|_| number < position).ok_or(broken)?;
        // What another agency has got is its own to deal with.
        let stays = matches!(target.event.kind(), EventKind::Reversed | EventKind::PassedOn);
        if number == 0 || stays || !gone.insert(number) {
            return Err(broken);
        }
    }
    Ok(gone)
}

impl Matter {
    /// The matter that these events make; nothing if there are none.
    ///
    /// # Errors
    ///
    /// If an event stands where it cannot.
    pub fn replay(events: &[Recorded]) -> Result<Option<Matter>, BrokenMatter> {
        let gone = reversed(events)?;
        let mut matter: Option<Matter> = None;
        for (position, recorded) in events.iter().enumerate() {
            if gone.contains(&position) || recorded.event.kind() == EventKind::Reversed {
                continue;
            }
            let broken = BrokenMatter { position, kind: recorded.event.kind() };
            match &mut matter {
                None => matter = Some(Matter::begin(recorded).ok_or(broken)?),
                Some(matter) => matter.apply(recorded).ok_or(broken)?,
            }
        }
        Ok(matter)
    }

    fn begin(recorded: &Recorded) -> Option<Matter> {
        let Event::Filed { kind, channel, is_anonymous, term, about, from } = &recorded.event else {
            return None;
        };
        // Who has records about themselves corrected has to be somebody.
        if *is_anonymous && *kind == MatterKind::Correction {
            return None;
        }
        Some(Matter {
            kind: *kind,
            channel: *channel,
            is_anonymous: *is_anonymous,
            filed_on: recorded.on,
            term: *term,
            about: about.clone(),
            from: from.clone(),
            assigned_to: None,
            accepted_on: None,
            evidence: None,
            statement: None,
            proposal: None,
            passed_on: None,
            told: None,
            mended_on: None,
            withdrawn_on: None,
            archived_on: None,
            newest_on: recorded.on,
        })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        let waits = |demand: Option<Demand>| demand.is_some_and(|d| d.met_on.is_none());
        if self.archived_on.is_some() {
            State::Archived
        } else if self.withdrawn_on.is_some() {
            State::Withdrawn
        } else if self.told.is_some() {
            State::Told
        } else if self.settled().is_some() {
            State::Decided
        } else if waits(self.evidence) {
            State::AwaitingEvidence
        } else if waits(self.statement) {
            State::AwaitingStatement
        } else if self.accepted_on.is_some() {
            State::InProcess
        } else {
            State::Filed
        }
    }

    /// How it is settled, and since when.
    pub fn settled(&self) -> Option<(Settlement, Date)> {
        self.proposal.as_ref().and_then(|p| Some((p.settlement, p.decided_on?)))
    }

    /// Whether an order waits to be carried out.
    pub fn is_to_be_mended(&self) -> bool {
        self.settled().is_some_and(|s| s.0 == Settlement::Ordered)
            && self.told.is_some()
            && self.mended_on.is_none()
            && self.archived_on.is_none()
    }

    fn apply(&mut self, recorded: &Recorded) -> Option<()> {
        let on = recorded.on;
        let must = |holds: bool| holds.then_some(());
        let is_over = self.told.is_some() || self.withdrawn_on.is_some() || self.archived_on.is_some();
        let is_open = !is_over && self.settled().is_none();
        match &recorded.event {
            Event::Filed { .. } | Event::Reversed { .. } => return None,
            Event::Assigned { to } => {
                must(!is_over)?;
                self.assigned_to = Some(to.clone());
            }
            Event::Accepted => {
                must(is_open && self.accepted_on.is_none())?;
                self.accepted_on = Some(on);
            }
            Event::EvidenceAsked { term, is_left_out } => {
                must(is_open && self.accepted_on.is_some() && self.evidence.is_none())?;
                self.evidence = Some(Demand { on, term: *term, is_left_out: *is_left_out, met_on: None });
            }
            Event::EvidenceReceived => {
                must(is_open)?;
                let demand = self.evidence.as_mut().filter(|d| d.met_on.is_none())?;
                demand.met_on = Some(on);
            }
            Event::StatementAsked { term } => {
                must(is_open && self.accepted_on.is_some() && self.statement.is_none())?;
                must(self.kind == MatterKind::Complaint)?;
                self.statement = Some(Demand { on, term: *term, is_left_out: false, met_on: None });
            }
            Event::StatementReceived => {
                must(is_open)?;
                let demand = self.statement.as_mut().filter(|d| d.met_on.is_none())?;
                demand.met_on = Some(on);
            }
            Event::Proposed { settlement, mend_within } => {
                must(is_open && settlement.of().contains(&self.kind))?;
                must((*settlement == Settlement::Ordered) == (mend_within.0 > 0))?;
                // Only what belongs elsewhere is settled without being taken on.
                let is_elsewhere = matches!(settlement, Settlement::Elsewhere | Settlement::PassedOn);
                must(self.accepted_on.is_some() || is_elsewhere)?;
                let (settlement, mend_within) = (*settlement, *mend_within);
                let by = recorded.by.clone();
                self.proposal = Some(Proposal { settlement, mend_within, by, decided_on: None });
            }
            Event::SentBack { .. } => {
                must(is_open && self.proposal.is_some())?;
                self.proposal = None;
            }
            Event::Decided => {
                must(is_open)?;
                self.proposal.as_mut()?.decided_on = Some(on);
            }
            Event::PassedOn { agency, matter } => {
                let is_it = self.settled().is_some_and(|s| s.0 == Settlement::PassedOn);
                must(is_it && !is_over && self.passed_on.is_none())?;
                self.passed_on = Some((agency.clone(), matter.clone()));
            }
            Event::Told { way } => {
                let (settlement, decided_on) = self.settled()?;
                must(!is_over && on >= decided_on)?;
                must(settlement != Settlement::PassedOn || self.passed_on.is_some())?;
                must(!self.is_anonymous || *way == Delivery::Portal)?;
                self.told = Some((on, *way));
            }
            Event::Mended => {
                must(self.is_to_be_mended())?;
                self.mended_on = Some(on);
            }
            Event::Withdrawn => {
                must(!is_over && self.settled().is_none())?;
                self.withdrawn_on = Some(on);
            }
            Event::Archived => {
                must(is_over && self.archived_on.is_none() && !self.is_to_be_mended())?;
                self.archived_on = Some(on);
            }
        }
        self.newest_on = self.newest_on.max(on);
        Some(())
    }
}
