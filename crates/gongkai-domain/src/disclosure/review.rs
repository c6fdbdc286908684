//! 三审制 as data: which steps a document goes through, who may take them, and in how many working days.
//!
//! The Regulations demand review before publication (Art. 17) and the secrecy law that it be made item by item; the
//! number of steps is practice and so a setting of the agency. Our reading: a person takes at most one step of a
//! document in a round, and none of a document that they wrote.

use alloc::string::String;
use alloc::vec::Vec;

use crate::permission::Role;

/// One step of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// 初审, 保密审查 ….
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// Who may take it.
    pub role: Role,
    /// Its term. Unit: working days after the step before.
    pub days: u16,
}

/// The steps in order. Never empty: what nobody reviewed is not published (Art. 17).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPlan(Vec<Step>);

/// Why steps are not a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Art. 17: nothing goes out unreviewed.
    #[error("a review has at least one step")]
    Empty,
    /// More than anybody could use.
    #[error("a review has at most {0} steps")]
    TooLong(usize),
    /// Secrecy is reviewed by its own person (保密法 Art. 35).
    #[error("no step is taken by the secrecy reviewer")]
    NoSecrecyStep,
    /// A role that does not review.
    #[error("this role does not review documents")]
    NotAReviewer(Role),
}

/// The most steps a plan can have.
pub const MAX_STEPS: usize = 8;

impl ReviewPlan {
    /// A plan of these steps.
    ///
    /// # Errors
    ///
    /// If there is none, if secrecy is left out, or if a role is named that does not review.
    pub fn new(steps: Vec<Step>) -> Result<ReviewPlan, PlanError> {
        if steps.is_empty() {
            return Err(PlanError::Empty);
        }
        if steps.len() > MAX_STEPS {
            return Err(PlanError::TooLong(MAX_STEPS));
        }
        if let Some(step) = steps.iter().find(|step| !step.role.reviews()) {
            return Err(PlanError::NotAReviewer(step.role));
        }
        if steps.iter().all(|step| step.role != Role::SecrecyReviewer) {
            return Err(PlanError::NoSecrecyStep);
        }
        Ok(ReviewPlan(steps))
    }

    /// The steps in order.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl Default for ReviewPlan {
    /// 初审 → 保密审查 → 复审 → 终审.
    fn default() -> ReviewPlan {
        let step = |name: &str, name_en: &str, role, days| Step {
            name: name.into(),
            name_en: name_en.into(),
            role,
            days,
        };
        ReviewPlan(alloc::vec![
            step("初审", "First review", Role::FirstReviewer, 2),
            step("保密审查", "Secrecy review", Role::SecrecyReviewer, 2),
            step("复审", "Second review", Role::SecondReviewer, 2),
            step("终审", "Final review", Role::FinalReviewer, 2),
        ])
    }
}

/// What the automatic check says of a passage, as the reviewers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Tells it from the others of the same round: code and place.
    pub key: String,
    /// The code of the screening kind.
    pub code: String,
    /// Whether a reviewer must say what becomes of it.
    pub weight: Weight,
    /// Where: `title`, `body`, or an attachment's name with the place inside.
    pub place: String,
    /// The passage, masked where it is personal.
    pub excerpt: String,
    /// What is the matter, in Chinese.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
}

super::revision::named! {
    /// How heavy a finding of the automatic check is.
    Weight {
        /// It must be settled before the next step can pass.
        Settle = "settle", "须处理", "To settle";
        /// For information.
        Hint = "hint", "提示", "Hint";
    }
}

/// What a reviewer made of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Which finding.
    pub key: String,
    /// Why it may stand.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at_ms: i64,
}

/// What a reviewer said when passing a step or sending back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// The round of review it belongs to; editing begins a new one.
    pub round: u32,
    /// The step's place in the plan.
    pub step: usize,
    /// The step's name then.
    pub name: String,
    /// Passed or sent back.
    pub decision: Decision,
    /// 审查意见.
    pub text: String,
    /// Who.
    pub by: String,
    /// When.
    pub at_ms: i64,
}

super::revision::named! {
    /// What a reviewer decided.
    Decision {
        /// 同意.
        Passed = "passed", "同意", "Passed";
        /// 退回.
        SentBack = "sent-back", "退回", "Sent back";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn a_plan_reviews_secrecy_and_is_never_empty() {
        let steps = ReviewPlan::default().steps().to_vec();
        assert_eq!(steps.len(), 4);
        assert!(ReviewPlan::new(steps.clone()).is_ok());
        assert_eq!(ReviewPlan::new(vec![]), Err(PlanError::Empty));
        let without: Vec<Step> = steps.iter().filter(|s| s.role != Role::SecrecyReviewer).cloned().collect();
        assert_eq!(ReviewPlan::new(without), Err(PlanError::NoSecrecyStep));
        let mut wrong = steps;
        wrong[0].role = Role::SystemAdmin;
        assert_eq!(ReviewPlan::new(wrong), Err(PlanError::NotAReviewer(Role::SystemAdmin)));
    }
}
