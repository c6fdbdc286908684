//! What may be done to a document now, and why not.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::document::{Document, Event, Stage, Work};
use super::review::Finding;
use super::revision::{Attribute, Fault, HasText, Revision};

/// Something a person wants to do to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Change it.
    Edit(Box<Revision>),
    /// Hand it to the reviewers; `findings` are what the automatic check found.
    Submit {
        /// What the automatic check found.
        findings: Vec<Finding>,
        /// Whether its text has anything in it.
        has_text: HasText,
    },
    /// Pass the step that is due.
    Pass {
        /// The step that the person saw.
        step: usize,
        /// 审查意见.
        opinion: String,
    },
    /// Send it back.
    SendBack {
        /// The step that the person saw.
        step: usize,
        /// Why; must not be empty.
        reason: String,
    },
    /// Let a finding of the automatic check stand.
    Settle {
        /// Which.
        key: String,
        /// Why; must not be empty.
        reason: String,
    },
    /// Publish it at a time that is still to come.
    Schedule {
        /// When.
        at_ms: i64,
    },
    /// Take the time back.
    Unschedule,
    /// Publish it now.
    Publish,
    /// Begin a correction of what is published.
    OpenCorrection {
        /// What is corrected; must not be empty.
        note: String,
    },
    /// Give the version in work up.
    Discard {
        /// Why; must not be empty.
        reason: String,
    },
    /// Take the document down.
    Withdraw {
        /// Why; must not be empty.
        reason: String,
    },
}

/// Why an act is not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// There is no version in work.
    #[error("nothing is in work")]
    NothingInWork,
    /// There is one already.
    #[error("a version is in work already")]
    AlreadyInWork,
    /// It is not at the stage that the act needs.
    #[error("not at this stage ({0})")]
    WrongStage(&'static str),
    /// The document moved on since the person looked.
    #[error("step {seen} was seen, step {due} is due")]
    OtherStep {
        /// The step that the person saw.
        seen: usize,
        /// The step that is due.
        due: usize,
    },
    /// Something is missing.
    #[error("incomplete")]
    Incomplete(Vec<Fault>),
    /// Findings wait for a word.
    #[error("{0} findings are not settled")]
    Unsettled(usize),
    /// There is no such finding, or it is settled.
    #[error("no such finding")]
    NoSuchFinding,
    /// Art. 17 and the agency's rules: nobody reviews what they wrote.
    #[error("written by the same person")]
    OwnDraft,
    /// Nobody takes two steps of a document.
    #[error("the same person took another step")]
    AnotherStepTaken,
    /// A reason has to be given.
    #[error("a reason is missing")]
    NoReason,
    /// A time that is past, or too far away.
    #[error("not a time to come")]
    NotToCome,
    /// Only 主动公开 goes out.
    #[error("not for publication")]
    NotProactive,
    /// It was never published.
    #[error("not published")]
    NotPublished,
    /// It was taken down, and stays so.
    #[error("withdrawn")]
    Withdrawn,
}

impl ActError {
    /// What to tell the person, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            ActError::NothingInWork => "没有正在办理的版本。需要改动已发布的内容时，请先“发起更正”。".into(),
            ActError::AlreadyInWork => "已有一个版本正在办理，请先办完或放弃它。".into(),
            ActError::WrongStage(_) => "文件已不在这一环节，请刷新页面查看当前状态。".into(),
            ActError::OtherStep { .. } => "文件已进入其他审查环节，请刷新页面后再办理。".into(),
            ActError::Incomplete(faults) => {
                let list: Vec<&str> = faults.iter().map(|f| f.zh()).collect();
                alloc::format!("还不能送审：{}。", list.join("；"))
            }
            ActError::Unsettled(count) => {
                alloc::format!("还有 {count} 处自动检查结果未处理，请逐项处理后再通过。")
            }
            ActError::NoSuchFinding => "这一处检查结果不存在或已处理，请刷新页面。".into(),
            ActError::OwnDraft => "不能审查自己起草或修改过的文件，请由其他人员办理。".into(),
            ActError::AnotherStepTaken => "同一人不能审查同一文件的两个环节，请由其他人员办理。".into(),
            ActError::NoReason => "请填写理由。".into(),
            ActError::NotToCome => "定时发布的时间须晚于现在，且在一年以内。".into(),
            ActError::NotProactive => "公开属性不是“主动公开”的文件不能发布。".into(),
            ActError::NotPublished => "文件尚未发布。".into(),
            ActError::Withdrawn => "文件已撤下，不能再办理。".into(),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            ActError::NothingInWork => {
                "No version is in work. To change what is published, open a correction first.".into()
            }
            ActError::AlreadyInWork => "A version is in work already; finish it or give it up first.".into(),
            ActError::WrongStage(_) => "The document is not at this stage any more; reload the page.".into(),
            ActError::OtherStep { .. } => {
                "The document has moved on to another step; reload the page.".into()
            }
            ActError::Incomplete(faults) => {
                let list: Vec<&str> = faults.iter().map(|f| f.en()).collect();
                alloc::format!("It cannot be submitted yet: {}.", list.join("; "))
            }
            ActError::Unsettled(count) => {
                alloc::format!(
                    "{count} findings of the automatic check are not settled; settle each one first."
                )
            }
            ActError::NoSuchFinding => "This finding does not exist or is settled; reload the page.".into(),
            ActError::OwnDraft => "Nobody reviews what they wrote or changed; somebody else has to.".into(),
            ActError::AnotherStepTaken => {
                "Nobody takes two steps of one document; somebody else has to.".into()
            }
            ActError::NoReason => "Give a reason.".into(),
            ActError::NotToCome => "The time must be later than now and within a year.".into(),
            ActError::NotProactive => "Only documents for proactive disclosure can be published.".into(),
            ActError::NotPublished => "The document is not published.".into(),
            ActError::Withdrawn => "The document was withdrawn; nothing more can be done to it.".into(),
        }
    }
}

/// Scheduled publication lies at most this far ahead.
const SCHEDULE_LIMIT_MS: i64 = 366 * 24 * 60 * 60 * 1000;

impl Document {
    /// The event that an act becomes.
    ///
    /// Who may act in which role is [`may`](crate::permission::may); here stands what the state of the document and
    /// the separation of persons forbid.
    ///
    /// # Errors
    ///
    /// If the act is not allowed now, or not to this person.
    pub fn decide(&self, act: Act, by: &str, at_ms: i64) -> Result<Event, ActError> {
        if self.withdrawn.is_some() {
            return Err(ActError::Withdrawn);
        }
        match act {
            Act::Edit(revision) => self.in_work().map(|_| Event::Edited { revision: *revision }),
            Act::Submit { findings, has_text } => self.submit(findings, has_text),
            Act::Pass { step, opinion } => self.pass(step, opinion, by),
            Act::SendBack { step, reason } => {
                due(self.in_work()?, step)?;
                Ok(Event::SentBack { step, reason: given(reason)? })
            }
            Act::Settle { key, reason } => self.settle(key, reason, by),
            Act::Schedule { at_ms: when } => {
                self.releasable()?;
                if when <= at_ms || when - at_ms > SCHEDULE_LIMIT_MS {
                    return Err(ActError::NotToCome);
                }
                Ok(Event::Scheduled { at_ms: when })
            }
            Act::Unschedule => match self.in_work()?.stage {
                Stage::Scheduled { .. } => Ok(Event::Unscheduled),
                stage => Err(ActError::WrongStage(stage.code())),
            },
            Act::Publish => self.releasable().map(|()| Event::Published),
            Act::OpenCorrection { note } => match (&self.work, self.versions.last()) {
                (Some(_), _) => Err(ActError::AlreadyInWork),
                (None, None) => Err(ActError::NotPublished),
                (None, Some(_)) => Ok(Event::CorrectionOpened { note: given(note)? }),
            },
            Act::Discard { reason } => {
                self.in_work()?;
                Ok(Event::Discarded { reason: given(reason)? })
            }
            Act::Withdraw { reason } => {
                self.versions.last().ok_or(ActError::NotPublished)?;
                Ok(Event::Withdrawn { reason: given(reason)? })
            }
        }
    }

    fn in_work(&self) -> Result<&Work, ActError> {
        self.work.as_ref().ok_or(ActError::NothingInWork)
    }

    fn submit(&self, findings: Vec<Finding>, has_text: HasText) -> Result<Event, ActError> {
        let work = self.in_work()?;
        if !matches!(work.stage, Stage::Draft | Stage::SentBack) {
            return Err(ActError::WrongStage(work.stage.code()));
        }
        let faults = work.revision.faults(has_text);
        if faults.is_empty() { Ok(Event::Submitted { findings }) } else { Err(ActError::Incomplete(faults)) }
    }

    fn pass(&self, step: usize, opinion: String, by: &str) -> Result<Event, ActError> {
        let work = self.in_work()?;
        due(work, step)?;
        if work.editors.contains(by) {
            return Err(ActError::OwnDraft);
        }
        if work.has_passed(by) {
            return Err(ActError::AnotherStepTaken);
        }
        match work.unsettled().count() {
            0 => Ok(Event::Passed { step, opinion }),
            count => Err(ActError::Unsettled(count)),
        }
    }

    fn settle(&self, key: String, reason: String, by: &str) -> Result<Event, ActError> {
        let work = self.in_work()?;
        if !matches!(work.stage, Stage::InReview { .. }) {
            return Err(ActError::WrongStage(work.stage.code()));
        }
        // Who wrote it cannot wave its faults through.
        if work.editors.contains(by) {
            return Err(ActError::OwnDraft);
        }
        if work.unsettled().all(|f| f.key != key) {
            return Err(ActError::NoSuchFinding);
        }
        Ok(Event::Settled { key, reason: given(reason)? })
    }

    fn releasable(&self) -> Result<(), ActError> {
        let work = self.in_work()?;
        if !matches!(work.stage, Stage::Approved | Stage::Scheduled { .. }) {
            return Err(ActError::WrongStage(work.stage.code()));
        }
        if work.revision.attribute == Attribute::Proactive { Ok(()) } else { Err(ActError::NotProactive) }
    }
}

fn due(work: &Work, seen: usize) -> Result<(), ActError> {
    match work.stage {
        Stage::InReview { step } if step == seen => Ok(()),
        Stage::InReview { step } => Err(ActError::OtherStep { seen, due: step }),
        stage => Err(ActError::WrongStage(stage.code())),
    }
}

fn given(reason: String) -> Result<String, ActError> {
    if reason.trim().is_empty() { Err(ActError::NoReason) } else { Ok(reason) }
}

#[cfg(test)]
#[path = "act_tests.rs"]
mod tests;
