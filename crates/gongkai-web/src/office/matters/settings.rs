//! The terms that an agency sets for corrections and complaints.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::matters::{self, MatterError, MatterSettings};
use gongkai_app::{Agency, App};
use serde::Deserialize;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};
use crate::portal::view::name;

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    correction: String,
    complaint: String,
    evidence: String,
    statement: String,
    mending: String,
    is_evidence_left_out: String,
}

#[derive(Template)]
#[template(path = "office/matter_settings.html")]
struct SettingsPage {
    ctx: Ctx,
    agency: Agency,
    settings: MatterSettings,
    problem: String,
}

impl SettingsPage {
    fn name(&self) -> &str {
        name(&self.ctx, &self.agency)
    }

    fn terms(&self) -> Vec<(&'static str, &'static str, u16)> {
        let (s, pick) = (&self.settings, |zh, en| self.ctx.pick(zh, en));
        vec![
            ("correction", pick("更正申请：办结并告知", "Corrections: settled and told"), s.correction),
            ("complaint", pick("投诉举报：办结并告知", "Complaints: settled and told"), s.complaint),
            ("evidence", pick("补充证据材料", "Evidence"), s.evidence),
            ("statement", pick("被投诉机关说明", "Statement of the agency concerned"), s.statement),
            ("mending", pick("整改", "Carrying an order out"), s.mending),
        ]
    }
}

async fn page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    agency: &str,
    (typed, problem): (Option<MatterSettings>, String),
) -> Result<Response, Failure> {
    let found = matters::matter_settings(app, by, agency).await;
    let (agency, settings) = found.map_err(|e| failure(ctx.lang, e))?;
    let settings = typed.unwrap_or(settings);
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&SettingsPage { ctx, agency, settings, problem })?;
    Ok((status, [("x-explained", "1")], page).into_response())
}

/// The form.
pub async fn form(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    page(&app, ctx, &by, &agency, (None, String::new())).await
}

/// Changes it.
pub async fn save(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    // What is no number is none, and refused as such.
    let days = |text: &str| text.trim().parse().unwrap_or(0);
    let settings = MatterSettings {
        correction: days(&typed.correction),
        complaint: days(&typed.complaint),
        evidence: days(&typed.evidence),
        statement: days(&typed.statement),
        mending: days(&typed.mending),
        is_evidence_left_out: !typed.is_evidence_left_out.is_empty(),
    };
    match matters::set_matter_settings(&app, &by, &agency, &settings).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/matters/settings"))),
        Err(MatterError::Fields(faults)) => {
            let problem = faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect::<Vec<_>>().join(" ");
            page(&app, ctx, &by, &agency, (Some(settings), problem)).await
        }
        Err(error) => Err(failure(ctx.lang, error)),
    }
}
