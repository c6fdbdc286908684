//! The steps of review that an agency has chosen.

use gongkai_domain::disclosure::review::{PlanError, ReviewPlan, Step};
use gongkai_domain::permission::{Right, Role, Thing, may};
use serde::{Deserialize, Serialize};

use super::{DocumentError, FieldFault};
use crate::accounts::Signed;
use crate::agency_setting::{self, Change};
use crate::{App, Internal};

/// Longest term of a step. Unit: working days; Art. 26 leaves 20 for everything.
pub const LONGEST_STEP_DAYS: u16 = 20;

/// A step as it is typed and kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedStep {
    /// 初审, 保密审查 ….
    pub name: String,
    /// The same in English; may be empty.
    pub name_en: String,
    /// Code of the role that takes it.
    pub role: String,
    /// Its term. Unit: working days.
    pub days: String,
}

fn setting_of(agency_id: &str) -> String {
    format!("review-plan:{agency_id}")
}

/// The steps that the next draft of an agency goes through.
///
/// # Errors
///
/// If the database fails, or holds steps that are none.
pub(crate) async fn plan_of(app: &App, agency_id: &str) -> Result<ReviewPlan, DocumentError> {
    let Some(kept) = app.store.setting(&setting_of(agency_id)).await? else {
        return Ok(ReviewPlan::default());
    };
    let steps: Vec<TypedStep> = serde_json::from_str(&kept)
        .map_err(|e| DocumentError::Internal(Internal::Seed(format!("review plan of {agency_id}: {e}"))))?;
    plan(&steps)
}

fn typed(step: &Step) -> TypedStep {
    TypedStep {
        name: step.name.clone(),
        name_en: step.name_en.clone(),
        role: step.role.code().into(),
        days: step.days.to_string(),
    }
}

fn fault(zh: impl Into<String>, en: impl Into<String>) -> DocumentError {
    DocumentError::Fields(vec![FieldFault { field: "steps", zh: zh.into(), en: en.into() }])
}

/// What was typed, as a plan.
fn plan(typed: &[TypedStep]) -> Result<ReviewPlan, DocumentError> {
    let mut steps = Vec::new();
    for step in typed.iter().filter(|s| !s.name.trim().is_empty()) {
        let name = step.name.trim();
        let role = Role::parse(&step.role).filter(|r| r.reviews());
        let days = step.days.trim().parse().ok().filter(|d| (1..=LONGEST_STEP_DAYS).contains(d));
        let (Some(role), Some(days)) = (role, days) else {
            return Err(fault(
                format!("“{name}”：请选择审查角色，期限填写1至{LONGEST_STEP_DAYS}个工作日。"),
                format!(
                    "{name}: choose a role that reviews, and a term of 1 to {LONGEST_STEP_DAYS} working days."
                ),
            ));
        };
        let name_en = if step.name_en.trim().is_empty() { name } else { step.name_en.trim() };
        steps.push(Step { name: name.into(), name_en: name_en.into(), role, days });
    }
    ReviewPlan::new(steps).map_err(|error| match error {
        PlanError::Empty => fault(
            "至少要有一个审查环节：未经审查不得公开（条例第十七条）。",
            "There has to be a step: nothing goes out unreviewed (Art. 17).",
        ),
        PlanError::TooLong(most) => {
            fault(format!("审查环节最多{most}个。"), format!("There can be {most} steps at most."))
        }
        PlanError::NoSecrecyStep => fault(
            "缺少保密审查环节：拟公开的信息应当经过保密审查（保密法第三十五条）。",
            "No step is taken by the secrecy reviewer, as the law on secrets demands (Art. 35).",
        ),
        PlanError::NotAReviewer(role) => {
            fault(format!("“{}”不承担审查。", role.zh()), format!("{} does not review.", role.en()))
        }
    })
}

/// The steps of an agency, to be read and changed.
///
/// # Errors
///
/// If there is no such agency, the person may not, or the database fails.
pub async fn review_steps(app: &App, by: &Signed, agency_id: &str) -> Result<Vec<TypedStep>, DocumentError> {
    let agency = app.store.agency(agency_id).await?.ok_or(DocumentError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadWork, Thing::Of { agency: &agency.id, regions: &regions })?;
    Ok(plan_of(app, agency_id).await?.steps().iter().map(typed).collect())
}

/// Changes the steps of an agency. Documents that were begun before keep the steps that they have.
///
/// # Errors
///
/// If the person may not, the steps are no plan, or the database fails.
pub async fn set_review_steps(
    app: &App,
    by: &Signed,
    agency_id: &str,
    steps: &[TypedStep],
) -> Result<(), DocumentError> {
    let agency = app.store.agency(agency_id).await?.ok_or(DocumentError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ManageCatalogue, Thing::Of { agency: &agency.id, regions: &regions })?;
    let steps: Vec<TypedStep> = plan(steps)?.steps().iter().map(typed).collect();
    let kept = serde_json::to_string(&steps)
        .map_err(|e| DocumentError::Internal(Internal::Seed(format!("review plan: {e}"))))?;
    let change = Change {
        agency_id: &agency.id,
        name: &setting_of(agency_id),
        value: &kept,
        subject_kind: "review",
        kind: "review_steps_changed",
        payload: &kept,
    };
    Ok(agency_setting::change(app, by, &change).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &str, role: &str, days: &str) -> TypedStep {
        TypedStep { name: name.into(), name_en: String::new(), role: role.into(), days: days.into() }
    }

    #[test]
    fn two_steps_are_enough_where_one_is_for_secrecy() {
        let two =
            [step("保密审查", "secrecy-reviewer", "1"), step("终审", "office-head", "3"), step("", "", "")];
        let plan = plan(&two).unwrap();
        assert_eq!(plan.steps().len(), 2);
        assert_eq!((plan.steps()[1].role, plan.steps()[1].days), (Role::OfficeHead, 3));
        assert_eq!(plan.steps()[1].name_en, "终审");
    }

    #[test]
    fn what_is_no_plan_is_refused_with_what_to_do() {
        let secrecy = step("保密审查", "secrecy-reviewer", "2");
        for (steps, says) in [
            (vec![], "至少"),
            (vec![step("终审", "final-reviewer", "2")], "保密"),
            (vec![secrecy.clone(), step("终审", "drafter", "2")], "审查角色"),
            (vec![secrecy.clone(), step("终审", "final-reviewer", "0")], "工作日"),
            (vec![secrecy.clone(), step("终审", "final-reviewer", "x")], "工作日"),
            (vec![secrecy; 9], "最多"),
        ] {
            let Err(DocumentError::Fields(faults)) = plan(&steps) else { panic!("{steps:?} is no plan") };
            assert!(faults[0].zh.contains(says), "{}", faults[0].zh);
        }
    }
}
