//! Proposals to publish what was released on request (Art. 44).

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::accounts::Signed;
use gongkai_app::requests::{self, Accepted, Asked, Proposal, ProposalDesk, RequestError};
use gongkai_app::{App, ProposalRow};
use gongkai_domain::china_time;
use gongkai_domain::request::Refused;

use super::failure;
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::{Ctx, html};
use crate::portal::view::{name, size};

#[derive(Template)]
#[template(path = "office/proposals.html")]
struct ProposalsPage {
    ctx: Ctx,
    page: ProposalDesk,
    problems: Vec<String>,
}

impl ProposalsPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn heading<'a>(&self, proposal: &'a Proposal) -> &'a str {
        proposal.requests.first().map_or("", |r| r.wanted.as_str())
    }

    fn ending(&self, asked: &Asked) -> &'static str {
        asked.ending.map_or(self.ctx.pick("办理中", "open"), |e| self.ctx.pick(e.zh(), e.en()))
    }

    fn files<'a>(&self, proposal: &'a Proposal) -> Vec<(String, &'a str, String)> {
        let all = proposal.requests.iter().flat_map(|r| r.files.iter().map(move |f| (r, f)));
        all.map(|(r, f)| (format!("{}/{}", r.id, f.row.id), f.name.as_str(), size(f.row.size_bytes)))
            .collect()
    }

    /// The text that a document begins with.
    fn text(&self) -> String {
        let name = &self.page.agency.name;
        format!(
            "根据《中华人民共和国政府信息公开条例》第四十四条的规定，{name}将下列依申请公开的信息纳入主动公开范围，现予公布。"
        )
    }

    fn columns(&self) -> Vec<(&str, &str)> {
        let all = self.page.columns.iter();
        all.map(|(id, zh, en)| (id.as_str(), self.ctx.pick(zh, if en.is_empty() { zh } else { en })))
            .collect()
    }

    fn day(&self, row: &ProposalRow) -> String {
        china_time::day(row.decided_at_ms).to_string()
    }

    fn is_accepted(&self, row: &ProposalRow) -> bool {
        row.state == "accepted"
    }

    fn document<'a>(&self, row: &'a ProposalRow) -> &'a str {
        row.document_id.as_deref().unwrap_or_default()
    }
}

async fn page(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    agency: &str,
    problems: Vec<String>,
) -> Result<Response, Failure> {
    let page = requests::proposals(app, by, agency).await.map_err(|e| failure(ctx.lang, e))?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = html(&ProposalsPage { ctx, page, problems })?;
    Ok((status, [("x-explained", "1"), ("cache-control", "no-store")], page).into_response())
}

/// The list.
pub async fn list(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    page(&app, ctx, &by, &agency, Vec::new()).await
}

/// The page again with what is wrong.
async fn wrong(
    app: &App,
    ctx: Ctx,
    by: &Signed,
    agency: &str,
    error: RequestError,
) -> Result<Response, Failure> {
    let problems = match error {
        RequestError::Fields(faults) => faults.iter().map(|f| ctx.pick(&f.zh, &f.en).to_owned()).collect(),
        RequestError::Refused(why @ Refused::Reason) => vec![ctx.pick(&why.zh(), &why.en()).to_owned()],
        error => return Err(failure(ctx.lang, error)),
    };
    page(app, ctx, by, agency, problems).await
}

/// Accepts one: leads to the draft.
pub async fn accept(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let of = |name: &str| pairs.iter().filter(|p| p.0 == name).map(|p| p.1.clone()).collect::<Vec<_>>();
    let one = |name: &str| of(name).pop().unwrap_or_default();
    let typed = Accepted {
        requests: of("request"),
        title: one("title"),
        text: one("text"),
        column: one("column"),
        files: of("file"),
    };
    match requests::accept_proposal(&app, &by, &agency, &typed).await {
        Ok(id) => Ok(see(&format!("/office/documents/{id}/edit"))),
        Err(error) => wrong(&app, ctx, &by, &agency, error).await,
    }
}

/// Declines one with a reason.
pub async fn decline(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let of = |name: &str| pairs.iter().filter(|p| p.0 == name).map(|p| p.1.clone()).collect::<Vec<_>>();
    let reason = of("reason").pop().unwrap_or_default();
    match requests::decline_proposal(&app, &by, &agency, &of("request"), &reason).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{agency}/requests/proposals#decided"))),
        Err(error) => wrong(&app, ctx, &by, &agency, error).await,
    }
}
