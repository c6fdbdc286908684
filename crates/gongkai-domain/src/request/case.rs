//! A case as the sum of its events.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;

use super::ending::{Ending, Evidence};
use super::event::{Channel, Consulted, Delivery, Event, EventKind, Notice, Recorded, Reopening, Reply};
use crate::calendar::WorkingDays;
use crate::disclosure::revision::named;
use crate::report::Applicant;

/// Art. 33 ¶2: the term of an answer.
pub const ANSWER_TERM: WorkingDays = WorkingDays(20);

named! {
    /// Where a case stands.
    State {
        /// Came in, receipt not confirmed.
        Submitted = "submitted", "待登记", "To be registered";
        /// Being dealt with.
        InProcess = "in-process", "办理中", "In process";
        /// The applicant is to correct it.
        AwaitingCorrection = "awaiting-correction", "等待补正", "Awaiting correction";
        /// A third party is asked.
        ConsultingThirdParty = "consulting-third-party", "征求第三方意见", "Consulting a third party";
        /// An agency is asked.
        ConsultingAgency = "consulting-agency", "征求机关意见", "Consulting an agency";
        /// The applicant is to say why there are so many.
        AskingReasons = "asking-reasons", "等待说明理由", "Awaiting reasons";
        /// The applicant is to pay.
        AwaitingPayment = "awaiting-payment", "等待缴费", "Awaiting payment";
        /// An answer was given and has not arrived.
        Answered = "answered", "已答复待送达", "Answered, to be delivered";
        /// The answer arrived.
        Delivered = "delivered", "已送达", "Delivered";
        /// Lapsed.
        Abandoned = "abandoned", "不再处理", "No longer processed";
        /// Taken back.
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
        /// Closed.
        Archived = "archived", "已归档", "Archived";
    }
}

impl State {
    /// Whether an answer is still owed.
    pub fn is_open(self) -> bool {
        !matches!(
            self,
            State::Answered | State::Delivered | State::Abandoned | State::Withdrawn | State::Archived
        )
    }
}

/// From when the term of the answer runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartKind {
    /// The request was received.
    Receipt,
    /// The corrected request was received (Art. 30).
    Correction,
    /// The fee was paid (109号).
    Payment,
    /// It is to be answered again.
    Reopening(Reopening),
}

/// A start of the answer's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Why.
    pub kind: StartKind,
    /// Day 0.
    pub on: Date,
    /// The term.
    pub term: WorkingDays,
}

/// A demand to correct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// When it was asked for.
    pub asked_on: Date,
    /// When the notice was received, if it is known.
    pub served_on: Option<Date>,
    /// How long the applicant has.
    pub term: WorkingDays,
    /// When the correction came.
    pub received_on: Option<Date>,
}

/// A consultation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consultation {
    /// Its number in the case.
    pub number: u16,
    /// Who is asked.
    pub whom: Consulted,
    /// When it was sent.
    pub sent_on: Date,
    /// When it was received, if it is known.
    pub served_on: Option<Date>,
    /// When it was over, and what it brought.
    pub ended: Option<(Date, Reply)>,
}

/// A fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// How much. Unit: 元.
    pub amount: u64,
    /// When it was asked for.
    pub on: Date,
    /// When the notice was received, if it is known.
    pub served_on: Option<Date>,
    /// When it was paid.
    pub paid_on: Option<Date>,
}

/// An answer in work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftAnswer {
    /// How it ends.
    pub ending: Ending,
    /// Who wrote it.
    pub by: String,
    /// Who let it pass.
    pub approved_by: Option<String>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub ending: Ending,
    /// When.
    pub on: Date,
}

/// A case as it stands after its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The column of table 3.
    pub applicant: Applicant,
    /// How it came.
    pub channel: Channel,
    /// When it came.
    pub submitted_on: Date,
    /// The day of receipt, once confirmed (Art. 31).
    pub received_on: Option<Date>,
    /// Who deals with it.
    pub assigned_to: Option<String>,
    /// Starts of the answer's clock, the one that holds last.
    pub starts: Vec<Start>,
    /// The demand to correct.
    pub correction: Option<Correction>,
    /// Consultations in the order of their sending.
    pub consultations: Vec<Consultation>,
    /// The agencies of this platform on whose desks consultations are, by their numbers.
    pub addressed: BTreeMap<u16, String>,
    /// The extension: when it was granted, and by how much.
    pub extension: Option<(Date, WorkingDays)>,
    /// The demand for reasons: when, its term, and when they came.
    pub reasons: Option<(Date, WorkingDays, Option<Date>)>,
    /// The fixed day of Art. 35, with the day on which it was fixed.
    pub delayed: Option<(Date, Date)>,
    /// The fee.
    pub charge: Option<Charge>,
    /// What the file holds, besides what follows from the events.
    pub filed: BTreeSet<Evidence>,
    /// The answer in work.
    pub draft: Option<DraftAnswer>,
    /// How it ended; nothing while it is open.
    pub ended: Option<Ended>,
    /// When and how the answer arrived.
    pub delivered: Option<(Date, Delivery)>,
    /// Earlier endings of a case that was opened again.
    pub former: Vec<Ended>,
    /// Whether the applicant suggested publication.
    pub is_suggested: bool,
    /// Whether the applicant agreed to its being handed over.
    pub is_handover_agreed: bool,
    /// The agencies that got it, each with the request there.
    pub handed_over: Vec<(String, String)>,
    /// From where it was taken over: the agency, and the request there.
    pub taken_over: Option<(String, String)>,
    /// When the file was closed.
    pub archived_on: Option<Date>,
    /// The day of the newest event.
    pub newest_on: Date,
}

/// The events do not make a case: one stands where it cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("event {position} ({kind:?}) cannot follow what is before it")]
pub struct BrokenCase {
    /// Its place, from 0.
    pub position: usize,
    /// What it is.
    pub kind: EventKind,
}

/// Events that later ones have reversed, by place; nothing where a reversal points to what it cannot reverse.
fn reversed(events: &[Recorded]) -> Result<BTreeSet<usize>, BrokenCase> {
    let mut gone = BTreeSet::new();
    for (position, recorded) in events.iter().enumerate() {
        let Event::Reversed { number, .. } = &recorded.event else { continue };
        let broken = BrokenCase { position, kind: EventKind::Reversed };
        let number = usize::try_from(*number).map_err(|_| broken)?;
        let target = events.get(number).filter(|_| number < position).ok_or(broken)?;
        // The beginning stays, what was reversed is recorded anew, not reversed back, and a case that was handed over is at
        // another agency, which answers it.
        let stays =
            matches!(target.event.kind(), EventKind::Reversed | EventKind::HandedOver | EventKind::TakenOver);
        let can_be = number > 0 && !stays;
        if !can_be || !gone.insert(number) {
            return Err(broken);
        }
    }
    Ok(gone)
}

impl Case {
    /// The case that these events make; nothing if there are none.
    ///
    /// # Errors
    ///
    /// If an event stands where it cannot.
    pub fn replay(events: &[Recorded]) -> Result<Option<Case>, BrokenCase> {
        let gone = reversed(events)?;
        let mut case: Option<Case> = None;
        for (position, recorded) in events.iter().enumerate() {
            if gone.contains(&position) || recorded.event.kind() == EventKind::Reversed {
                continue;
            }
            let broken = BrokenCase { position, kind: recorded.event.kind() };
            match &mut case {
                None => case = Some(Case::begin(recorded).ok_or(broken)?),
                Some(case) => case.apply(recorded).ok_or(broken)?,
            }
        }
        Ok(case)
    }

    fn begin(recorded: &Recorded) -> Option<Case> {
        let Event::Submitted { applicant, channel } = recorded.event else { return None };
        Some(Case {
            applicant,
            channel,
            submitted_on: recorded.on,
            received_on: None,
            assigned_to: None,
            starts: Vec::new(),
            correction: None,
            consultations: Vec::new(),
            addressed: BTreeMap::new(),
            extension: None,
            reasons: None,
            delayed: None,
            charge: None,
            filed: BTreeSet::new(),
            draft: None,
            ended: None,
            delivered: None,
            former: Vec::new(),
            is_suggested: false,
            is_handover_agreed: false,
            handed_over: Vec::new(),
            taken_over: None,
            archived_on: None,
            newest_on: recorded.on,
        })
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        if self.archived_on.is_some() {
            return State::Archived;
        }
        match self.ended {
            Some(Ended { ending: Ending::Withdrawn, .. }) => return State::Withdrawn,
            Some(Ended { ending: Ending::NoCorrection | Ending::FeeUnpaid, .. }) => return State::Abandoned,
            Some(_) if self.delivered.is_some() => return State::Delivered,
            Some(_) => return State::Answered,
            None => {}
        }
        let asks = |third: bool| {
            let is_third = |c: &&Consultation| (c.whom == Consulted::ThirdParty) == third;
            self.consultations.iter().filter(is_third).any(|c| c.ended.is_none())
        };
        if self.received_on.is_none() {
            State::Submitted
        } else if self.correction.is_some_and(|c| c.received_on.is_none()) {
            State::AwaitingCorrection
        } else if self.charge.is_some_and(|c| c.paid_on.is_none()) {
            State::AwaitingPayment
        } else if asks(true) {
            State::ConsultingThirdParty
        } else if asks(false) {
            State::ConsultingAgency
        } else if self.reasons.is_some_and(|r| r.2.is_none()) && self.delayed.is_none() {
            State::AskingReasons
        } else {
            State::InProcess
        }
    }

    /// The consultation with a number.
    pub fn consultation(&self, number: u16) -> Option<&Consultation> {
        self.consultations.iter().find(|c| c.number == number)
    }

    fn consultation_mut(&mut self, number: u16) -> Option<&mut Consultation> {
        self.consultations.iter_mut().find(|c| c.number == number)
    }

    /// Whether the file holds what an answer has to rest on: filed, or following from the events.
    pub fn holds(&self, evidence: Evidence) -> bool {
        self.filed.contains(&evidence)
            || match evidence {
                Evidence::ThirdPartyReply => {
                    self.consultations.iter().any(|c| c.whom == Consulted::ThirdParty && c.ended.is_some())
                }
                Evidence::Correction => self.correction.is_some(),
                Evidence::Explanation => self.reasons.is_some(),
                Evidence::FeeNotice => self.charge.is_some(),
                _ => false,
            }
    }

    /// Whether it ended because the information is another agency's to disclose (Art. 36 (5)).
    pub fn is_elsewhere(&self) -> bool {
        self.ended.is_some_and(|e| e.ending == Ending::NotOurs)
    }

    /// What is missing before a case can end so.
    pub fn missing(&self, ending: Ending) -> Vec<Evidence> {
        ending.evidence().iter().copied().filter(|e| !self.holds(*e)).collect()
    }

    fn start(&mut self, kind: StartKind, on: Date, term: WorkingDays) {
        self.starts.push(Start { kind, on, term });
    }

    fn apply(&mut self, recorded: &Recorded) -> Option<()> {
        let on = recorded.on;
        let is_open = self.ended.is_none() && self.archived_on.is_none();
        let is_running = is_open && self.received_on.is_some();
        let must = |holds: bool| holds.then_some(());
        match &recorded.event {
            Event::Submitted { .. } | Event::Reversed { .. } => return None,
            Event::Registered => {
                must(is_open && self.received_on.is_none())?;
                self.received_on = Some(on);
                self.start(StartKind::Receipt, on, ANSWER_TERM);
            }
            Event::Assigned { to } => {
                must(is_open)?;
                self.assigned_to = Some(to.clone());
            }
            Event::Transferred { .. } => {
                must(is_open)?;
                self.assigned_to = None;
            }
            Event::CorrectionAsked { term } => {
                must(is_running && self.correction.is_none())?;
                let (asked_on, term) = (on, *term);
                self.correction = Some(Correction { asked_on, served_on: None, term, received_on: None });
            }
            Event::NoticeServed { notice: Notice::Correction } => {
                let correction = self.correction.as_mut()?;
                must(correction.served_on.is_none() && correction.received_on.is_none() && is_open)?;
                correction.served_on = Some(on);
            }
            Event::NoticeServed { notice: Notice::Fee } => {
                let charge = self.charge.as_mut()?;
                must(charge.served_on.is_none() && charge.paid_on.is_none() && is_open)?;
                charge.served_on = Some(on);
            }
            Event::CorrectionReceived => {
                let correction = self.correction.as_mut().filter(|c| c.received_on.is_none())?;
                must(is_open)?;
                correction.received_on = Some(on);
                self.start(StartKind::Correction, on, ANSWER_TERM);
            }
            Event::ConsultationSent { number, whom } => {
                must(is_running && self.consultation(*number).is_none())?;
                let (number, whom) = (*number, *whom);
                let new = Consultation { number, whom, sent_on: on, served_on: None, ended: None };
                self.consultations.push(new);
            }
            Event::ConsultationServed { number } => {
                must(is_open)?;
                let one = self.consultation_mut(*number)?;
                must(one.served_on.is_none() && one.ended.is_none())?;
                one.served_on = Some(on);
            }
            Event::ConsultationAddressed { number, agency } => {
                must(is_open && !agency.is_empty())?;
                let one = self.consultation_mut(*number)?;
                must(one.served_on.is_none() && one.ended.is_none() && one.whom != Consulted::ThirdParty)?;
                one.served_on = Some(on);
                self.addressed.insert(*number, agency.clone());
            }
            Event::ConsultationEnded { number, reply } => {
                must(is_open)?;
                let one = self.consultation_mut(*number)?;
                must(one.ended.is_none() && on >= one.sent_on)?;
                one.ended = Some((on, *reply));
            }
            Event::Extended { days } => {
                must(is_running && self.extension.is_none())?;
                self.extension = Some((on, *days));
            }
            Event::ReasonsAsked { term } => {
                must(is_running && self.reasons.is_none())?;
                self.reasons = Some((on, *term, None));
            }
            Event::ReasonsReceived => {
                must(is_open)?;
                let reasons = self.reasons.as_mut().filter(|r| r.2.is_none())?;
                reasons.2 = Some(on);
            }
            Event::Delayed { until } => {
                must(is_running && self.delayed.is_none() && self.reasons.is_some())?;
                self.delayed = Some((*until, on));
            }
            Event::Charged { amount } => {
                must(is_running && self.charge.is_none())?;
                self.charge = Some(Charge { amount: *amount, on, served_on: None, paid_on: None });
            }
            Event::Paid => {
                must(is_open)?;
                let charge = self.charge.as_mut().filter(|c| c.paid_on.is_none())?;
                charge.paid_on = Some(on);
                self.start(StartKind::Payment, on, ANSWER_TERM);
            }
            Event::EvidenceFiled { evidence } => {
                must(self.archived_on.is_none())?;
                self.filed.insert(*evidence);
            }
            Event::AnswerDrafted { ending } => {
                must(is_running && !ending.is_abandonment())?;
                let (ending, by) = (*ending, recorded.by.clone());
                self.draft = Some(DraftAnswer { ending, by, approved_by: None });
            }
            Event::AnswerApproved => {
                let draft = self.draft.as_mut().filter(|d| d.approved_by.is_none())?;
                must(is_open)?;
                draft.approved_by = Some(recorded.by.clone());
            }
            Event::AnswerSentBack { .. } => {
                must(is_open && self.draft.is_some())?;
                self.draft = None;
            }
            Event::Answered => {
                let draft = self.draft.as_ref().filter(|d| d.approved_by.is_some())?;
                must(is_open)?;
                self.ended = Some(Ended { ending: draft.ending, on });
            }
            Event::Lapsed { ending } => {
                let holds = match ending {
                    Ending::NoCorrection => self.correction.is_some_and(|c| c.received_on.is_none()),
                    Ending::FeeUnpaid => self.charge.is_some_and(|c| c.paid_on.is_none()),
                    _ => false,
                };
                must(is_open && holds)?;
                self.ended = Some(Ended { ending: *ending, on });
            }
            Event::Withdrawn => {
                must(is_open)?;
                self.ended = Some(Ended { ending: Ending::Withdrawn, on });
            }
            Event::Delivered { way } => {
                let ended = self.ended.filter(|e| e.ending != Ending::Withdrawn)?;
                must(self.delivered.is_none() && self.archived_on.is_none() && on >= ended.on)?;
                self.delivered = Some((on, *way));
            }
            Event::Reopened { ground, term } => {
                must(self.received_on.is_some())?;
                let ended = self.ended.take()?;
                self.former.push(ended);
                self.consultations.retain(|c| c.ended.is_some());
                (self.draft, self.delivered, self.extension, self.archived_on) = (None, None, None, None);
                self.delayed = None;
                // What was asked in the first round is not asked again.
                if self.correction.is_some_and(|c| c.received_on.is_none()) {
                    self.correction = None;
                }
                if self.charge.is_some_and(|c| c.paid_on.is_none()) {
                    self.charge = None;
                }
                self.start(StartKind::Reopening(*ground), on, *term);
            }
            Event::HandoverAgreed => {
                must(self.is_elsewhere() && !self.is_handover_agreed)?;
                self.is_handover_agreed = true;
            }
            Event::HandedOver { agency, request } => {
                let is_new = self.handed_over.iter().all(|(to, _)| to != agency);
                must(self.is_elsewhere() && self.is_handover_agreed && is_new && self.archived_on.is_none())?;
                self.handed_over.push((agency.clone(), request.clone()));
            }
            Event::TakenOver { agency, request } => {
                must(self.received_on.is_none() && self.taken_over.is_none() && is_open)?;
                self.taken_over = Some((agency.clone(), request.clone()));
            }
            Event::PublicationSuggested => self.is_suggested = true,
            Event::Archived => {
                must(self.ended.is_some() && self.archived_on.is_none())?;
                self.archived_on = Some(on);
            }
        }
        self.newest_on = self.newest_on.max(on);
        Some(())
    }
}
