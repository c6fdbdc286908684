//! The evidence of a review or a suit, bound into one file.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::requests::{self, BundleOrder, BundlePage, ProceedingRow};
use serde::Deserialize;

use super::failure;
use super::letters::sent_file;
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

/// For which review or suit.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    entry: String,
}

#[derive(Template)]
#[template(path = "office/bundle.html")]
struct BundleView {
    ctx: Ctx,
    page: BundlePage,
    entry: String,
}

impl BundleView {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.page.agency)
    }

    fn is_entry(&self, row: &ProceedingRow) -> bool {
        self.entry == row.entry.id
    }
}

/// What can be bound.
pub async fn form(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let page = requests::bundle_page(&app, &by, (&agency, &request)).await;
    let page = page.map_err(|e| failure(ctx.lang, e))?;
    let page = html(&BundleView { ctx, page, entry: which.entry })?;
    Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
}

/// Binds it: `exhibit` comes once for each paper that is chosen, `proves-ID` says what it proves.
pub async fn bind(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let one = |name: &str| pairs.iter().find(|p| p.0 == name).map(|p| p.1.clone()).unwrap_or_default();
    let chosen = pairs.iter().filter(|p| p.0 == "exhibit").map(|p| p.1.clone());
    let order = BundleOrder {
        entry: one("entry"),
        exhibits: chosen.map(|id| (id.clone(), one(&format!("proves-{id}")))).collect(),
        reason: one("reason"),
    };
    let made = requests::bundle(&app, &by, (&agency, &request), &order).await;
    Ok(sent_file(made.map_err(|e| failure(ctx.lang, e))?))
}
