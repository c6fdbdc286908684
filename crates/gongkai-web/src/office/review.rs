//! `/office/agencies/{agency}/review`: the steps of review of an agency.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::documents::{self, DocumentError, LONGEST_STEP_DAYS, TypedStep};
use gongkai_app::{Agency, App};
use gongkai_domain::disclosure::review::MAX_STEPS;
use gongkai_domain::permission::Role;

use super::{failure, see};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

#[derive(Template)]
#[template(path = "office/review.html")]
struct ReviewPage {
    ctx: Ctx,
    agency: Agency,
    steps: Vec<TypedStep>,
    fault: String,
}

impl ReviewPage {
    /// The steps as typed, filled up with empty ones.
    fn new(ctx: Ctx, agency: Agency, mut steps: Vec<TypedStep>, fault: String) -> ReviewPage {
        steps.resize_with(MAX_STEPS.max(steps.len()), TypedStep::default);
        ReviewPage { ctx, agency, steps, fault }
    }

    fn agency(&self) -> &str {
        name(&self.ctx, &self.agency)
    }

    fn longest(&self) -> u16 {
        LONGEST_STEP_DAYS
    }

    /// Roles that review: code and name.
    fn roles(&self) -> Vec<(&'static str, &'static str)> {
        let reviewers = Role::ALL.iter().filter(|r| r.reviews());
        reviewers.map(|r| (r.code(), self.ctx.pick(r.zh(), r.en()))).collect()
    }
}

/// The steps, to be read and changed.
pub async fn steps(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let steps = documents::review_steps(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    let agency = documents::agency(&app, &agency).await?.ok_or(Failure::NotFound)?;
    html(&ReviewPage::new(ctx, agency, steps, String::new()))
}

/// Changes them; what is no plan is shown again as it was typed.
pub async fn set_steps(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let field = |name: &str, at: usize| form.get(&format!("{name}{at}")).cloned().unwrap_or_default();
    let steps: Vec<TypedStep> = (0..MAX_STEPS)
        .map(|at| TypedStep {
            name: field("name", at),
            name_en: field("name_en", at),
            role: field("role", at),
            days: field("days", at),
        })
        .collect();
    match documents::set_review_steps(&app, &by, &id, &steps).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{id}/review"))),
        Err(DocumentError::Fields(faults)) => {
            let agency = documents::agency(&app, &id).await?.ok_or(Failure::NotFound)?;
            let fault = faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect();
            let page = html(&ReviewPage::new(ctx, agency, steps, fault))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, [("x-explained", "1")], page).into_response())
        }
        Err(e) => Err(failure(ctx.lang, e)),
    }
}
