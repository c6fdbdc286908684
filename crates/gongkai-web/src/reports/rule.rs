//! `/reports/rules/{code}`

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use gongkai_app::reports::{self, RuleListing};
use gongkai_app::{App, ListedReport};

use crate::error::Failure;
use crate::markdown;
use crate::page::{Ctx, html};

#[derive(Template)]
#[template(path = "reports/rule.html")]
struct RulePage {
    ctx: Ctx,
    listing: RuleListing,
    reports: Vec<ListedReport>,
    manual: String,
}

/// A rule's manual page and the reports it fires in.
pub async fn rule(State(app): State<App>, ctx: Ctx, Path(code): Path<String>) -> Result<Response, Failure> {
    let (listing, reports) = reports::rule(&app, &code).await?.ok_or(Failure::NotFound)?;
    let manual = markdown::to_html(listing.rule.page);
    html(&RulePage { ctx, listing, reports, manual })
}
