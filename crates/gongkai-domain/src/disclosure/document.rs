//! A document as the sum of what was done to it.
//!
//! Nothing here is edited in place: an act is decided by [`Document::decide`], becomes an [`Event`], and the
//! document is the sum of all its events. A published version stays what it was; a correction is a
//! new version, and a withdrawal keeps a tombstone.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;

use super::review::{Decision, Finding, Opinion, ReviewPlan, Settlement, Weight};
use super::revision::{Revision, Validity};

/// Something that was done to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was begun.
    Created {
        /// 索引号, which never changes.
        index_number: String,
        /// What it says.
        revision: Revision,
        /// How it will be reviewed.
        plan: ReviewPlan,
    },
    /// It was taken over with a publication that lies in the past and was made elsewhere (migration of an old site).
    Imported {
        /// 索引号.
        index_number: String,
        /// What it says.
        revision: Revision,
        /// When the old site says it was published. Shown as the old site's word, not as ours.
        stated_at_ms: i64,
        /// Which old site or file.
        origin: String,
    },
    /// Its text or filing was changed. Begins the review again.
    Edited {
        /// What it says now.
        revision: Revision,
    },
    /// It was handed to the reviewers.
    Submitted {
        /// What the automatic check found.
        findings: Vec<Finding>,
    },
    /// A step of the review was passed.
    Passed {
        /// The step's place in the plan.
        step: usize,
        /// 审查意见.
        opinion: String,
    },
    /// It was sent back to whoever wrote it.
    SentBack {
        /// The step's place in the plan.
        step: usize,
        /// Why.
        reason: String,
    },
    /// A finding of the automatic check was judged to be harmless.
    Settled {
        /// Which finding.
        key: String,
        /// Why.
        reason: String,
    },
    /// The approved version is to be published at a time.
    Scheduled {
        /// When.
        at_ms: i64,
    },
    /// The time was taken back.
    Unscheduled,
    /// The approved version went out. The time is that of the event, which the server sets.
    Published,
    /// A new version of a published document was begun.
    CorrectionOpened {
        /// What is to be corrected, as readers will see it.
        note: String,
    },
    /// The version that was in work was given up.
    Discarded {
        /// Why.
        reason: String,
    },
    /// It was taken down. What stays is its title, its numbers and the reason.
    Withdrawn {
        /// Why, as readers will see it.
        reason: String,
    },
    /// Another document ended or changed it.
    ValidityChanged {
        /// What it is now.
        validity: Validity,
        /// From which day.
        on: Option<Date>,
        /// The document that did it.
        by_document: String,
    },
}

impl Event {
    /// Its name in the record.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::Created { .. } => "document.created",
            Event::Imported { .. } => "document.imported",
            Event::Edited { .. } => "document.edited",
            Event::Submitted { .. } => "document.submitted",
            Event::Passed { .. } => "document.passed",
            Event::SentBack { .. } => "document.sent-back",
            Event::Settled { .. } => "document.settled",
            Event::Scheduled { .. } => "document.scheduled",
            Event::Unscheduled => "document.unscheduled",
            Event::Published => "document.published",
            Event::CorrectionOpened { .. } => "document.correction-opened",
            Event::Discarded { .. } => "document.discarded",
            Event::Withdrawn { .. } => "document.withdrawn",
            Event::ValidityChanged { .. } => "document.validity-changed",
        }
    }
}

/// Where the version in work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Being written.
    Draft,
    /// Waiting for a step of the review.
    InReview {
        /// The step's place in the plan.
        step: usize,
    },
    /// Sent back to whoever wrote it.
    SentBack,
    /// All steps passed.
    Approved,
    /// To be published at a time.
    Scheduled {
        /// When.
        at_ms: i64,
    },
}

impl Stage {
    /// What is stored and stands in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::InReview { .. } => "in-review",
            Stage::SentBack => "sent-back",
            Stage::Approved => "approved",
            Stage::Scheduled { .. } => "scheduled",
        }
    }
}

/// The version in work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Its number: 1 for the first, one more than the newest published version for a correction.
    pub version: u32,
    /// What it says.
    pub revision: Revision,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub since_ms: i64,
    /// Which review this is; editing begins the next.
    pub round: u32,
    /// Who wrote it. They do not review it.
    pub editors: BTreeSet<String>,
    /// What was said in all rounds, oldest first.
    pub opinions: Vec<Opinion>,
    /// What the automatic check found in this round.
    pub findings: Vec<Finding>,
    /// What was made of it.
    pub settlements: Vec<Settlement>,
    /// For a correction: what is corrected.
    pub note: String,
}

impl Work {
    /// Findings that still wait for a reviewer's word.
    pub fn unsettled(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|f| f.weight == Weight::Settle && self.settlements.iter().all(|s| s.key != f.key))
    }

    /// Whether this person passed a step of the present round.
    pub fn has_passed(&self, person: &str) -> bool {
        self.opinions
            .iter()
            .any(|o| o.round == self.round && o.decision == Decision::Passed && o.by == person)
    }
}

/// A version that the public saw or sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// 1, 2, ….
    pub number: u32,
    /// What it says.
    pub revision: Revision,
    /// When it went out.
    pub published_at_ms: i64,
    /// Who let it out.
    pub published_by: String,
    /// For a correction: what was corrected.
    pub note: String,
    /// Where it was published before, for what was taken over from an old site; else empty.
    pub origin: String,
    /// The review that let it out.
    pub opinions: Vec<Opinion>,
}

/// That a document was taken down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// When.
    pub at_ms: i64,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A document as it stands after its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// 索引号.
    pub index_number: String,
    /// How it is reviewed.
    pub plan: ReviewPlan,
    /// When it was begun.
    pub created_at_ms: i64,
    /// Who began it.
    pub created_by: String,
    /// The version in work, if there is one.
    pub work: Option<Work>,
    /// Published versions, oldest first.
    pub versions: Vec<Version>,
    /// Whether it was taken down.
    pub withdrawn: Option<Withdrawal>,
    /// 有效性 as other documents left it, with the day and the document.
    pub changed_validity: Option<(Validity, Option<Date>, String)>,
}

/// An event with who did it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What was done.
    pub event: Event,
    /// By whom; empty for the system.
    pub by: String,
    /// When, in milliseconds since 1970 (UTC).
    pub at_ms: i64,
}

/// The record does not make a document: an event stands where it cannot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {position} ({kind}) cannot follow what is before it")]
pub struct BrokenRecord {
    /// Its place, from 0.
    pub position: usize,
    /// Its name.
    pub kind: &'static str,
}

impl Document {
    /// The document that these events make, or nothing if there are none.
    ///
    /// # Errors
    ///
    /// If an event stands where it cannot.
    pub fn replay<'a>(
        events: impl IntoIterator<Item = &'a Recorded>,
    ) -> Result<Option<Document>, BrokenRecord> {
        let mut document: Option<Document> = None;
        for (position, recorded) in events.into_iter().enumerate() {
            let broken = BrokenRecord { position, kind: recorded.event.kind() };
            match &mut document {
                None => document = Some(Document::begin(recorded).ok_or(broken)?),
                Some(document) => document.apply(recorded).ok_or(broken)?,
            }
        }
        Ok(document)
    }

    /// The public version, unless there is none or it was taken down.
    pub fn public(&self) -> Option<&Version> {
        if self.withdrawn.is_some() { None } else { self.versions.last() }
    }

    /// 有效性 of the public version, with what other documents did to it.
    pub fn validity(&self) -> Option<(Validity, Option<Date>)> {
        if let Some((validity, on, _)) = &self.changed_validity {
            return Some((*validity, *on));
        }
        self.versions.last().map(|v| (v.revision.validity, v.revision.repealed_on))
    }

    fn begin(recorded: &Recorded) -> Option<Document> {
        let (by, at_ms) = (recorded.by.clone(), recorded.at_ms);
        let mut document = Document {
            index_number: String::new(),
            plan: ReviewPlan::default(),
            created_at_ms: at_ms,
            created_by: by.clone(),
            work: None,
            versions: Vec::new(),
            withdrawn: None,
            changed_validity: None,
        };
        match &recorded.event {
            Event::Created { index_number, revision, plan } => {
                document.index_number.clone_from(index_number);
                document.plan = plan.clone();
                document.work = Some(Work::begin(1, revision.clone(), &by, at_ms, ""));
            }
            Event::Imported { index_number, revision, stated_at_ms, origin } => {
                document.index_number.clone_from(index_number);
                document.versions.push(Version {
                    number: 1,
                    revision: revision.clone(),
                    published_at_ms: *stated_at_ms,
                    published_by: by,
                    note: String::new(),
                    origin: origin.clone(),
                    opinions: Vec::new(),
                });
            }
            _ => return None,
        }
        Some(document)
    }

    /// Takes an event in; nothing if it cannot stand here.
    fn apply(&mut self, recorded: &Recorded) -> Option<()> {
        let (by, at_ms) = (&recorded.by, recorded.at_ms);
        match &recorded.event {
            Event::Created { .. } | Event::Imported { .. } => return None,
            Event::Edited { revision } => self.work.as_mut()?.edit(revision, by, at_ms),
            Event::Submitted { findings } => self.work.as_mut()?.submit(findings, at_ms),
            Event::Passed { step, opinion } => {
                let steps = self.plan.steps();
                let name = &steps.get(*step)?.name;
                let work = self.work.as_mut()?;
                work.opine(*step, name, Decision::Passed, opinion, recorded);
                let next = step + 1;
                let stage = if next < steps.len() { Stage::InReview { step: next } } else { Stage::Approved };
                work.go(stage, at_ms);
            }
            Event::SentBack { step, reason } => {
                let name = &self.plan.steps().get(*step)?.name;
                let work = self.work.as_mut()?;
                work.opine(*step, name, Decision::SentBack, reason, recorded);
                work.go(Stage::SentBack, at_ms);
            }
            Event::Settled { key, reason } => self.work.as_mut()?.settlements.push(Settlement {
                key: key.clone(),
                reason: reason.clone(),
                by: by.clone(),
                at_ms,
            }),
            Event::Scheduled { at_ms: when } => {
                self.work.as_mut()?.go(Stage::Scheduled { at_ms: *when }, at_ms);
            }
            Event::Unscheduled => self.work.as_mut()?.go(Stage::Approved, at_ms),
            Event::Published => {
                let work = self.work.take()?;
                self.versions.push(Version {
                    number: work.version,
                    revision: work.revision,
                    published_at_ms: at_ms,
                    published_by: by.clone(),
                    note: work.note,
                    origin: String::new(),
                    opinions: work.opinions,
                });
                // A new version says itself what its validity is.
                self.changed_validity = None;
            }
            Event::CorrectionOpened { note } => {
                let newest = self.versions.last()?;
                let revision = newest.revision.clone();
                self.work = Some(Work::begin(newest.number + 1, revision, by, at_ms, note));
            }
            Event::Discarded { .. } => drop(self.work.take()?),
            Event::Withdrawn { reason } => {
                self.versions.last()?;
                self.withdrawn = Some(Withdrawal { at_ms, by: by.clone(), reason: reason.clone() });
                self.work = None;
            }
            Event::ValidityChanged { validity, on, by_document } => {
                self.changed_validity = Some((*validity, *on, by_document.clone()));
            }
        }
        Some(())
    }
}

impl Work {
    fn begin(version: u32, revision: Revision, by: &str, at_ms: i64, note: &str) -> Work {
        Work {
            version,
            revision,
            stage: Stage::Draft,
            since_ms: at_ms,
            round: 1,
            editors: BTreeSet::from([String::from(by)]),
            opinions: Vec::new(),
            findings: Vec::new(),
            settlements: Vec::new(),
            note: note.into(),
        }
    }

    fn go(&mut self, stage: Stage, at_ms: i64) {
        self.stage = stage;
        self.since_ms = at_ms;
    }

    fn edit(&mut self, revision: &Revision, by: &str, at_ms: i64) {
        self.revision = revision.clone();
        self.editors.insert(by.into());
        if self.stage != Stage::Draft {
            self.round += 1;
            self.go(Stage::Draft, at_ms);
        }
        self.findings.clear();
        self.settlements.clear();
    }

    fn submit(&mut self, findings: &[Finding], at_ms: i64) {
        // What was sent back and is handed in unchanged is reviewed anew all the same.
        if self.stage == Stage::SentBack {
            self.round += 1;
            self.settlements.clear();
        }
        self.findings = findings.to_vec();
        self.go(Stage::InReview { step: 0 }, at_ms);
    }

    fn opine(&mut self, step: usize, name: &str, decision: Decision, text: &str, recorded: &Recorded) {
        self.opinions.push(Opinion {
            round: self.round,
            step,
            name: name.into(),
            decision,
            text: text.into(),
            by: recorded.by.clone(),
            at_ms: recorded.at_ms,
        });
    }
}
