//! `/record`: the nightly hash over the whole record, for everybody to keep.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::jobs::{self, PublishedRoot};
use gongkai_domain::china_time;
use serde_json::{Value, json};

use crate::error::Failure;
use crate::page::{Ctx, html};

/// Hashes that are shown.
const SHOWN: usize = 400;

#[derive(Template)]
#[template(path = "portal/record.html")]
struct RecordPage {
    ctx: Ctx,
    roots: Vec<PublishedRoot>,
}

impl RecordPage {
    fn at(&self, root: &PublishedRoot) -> String {
        china_time::minute(root.at_ms)
    }
}

async fn roots(app: &App) -> Result<Vec<PublishedRoot>, Failure> {
    if !app.settings().publishes_root {
        return Err(Failure::NotFound);
    }
    Ok(jobs::published_roots(app, SHOWN).await?)
}

/// The page.
pub async fn record(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let roots = roots(&app).await?;
    html(&RecordPage { ctx, roots })
}

/// `/record.json`
pub async fn record_json(State(app): State<App>) -> Result<Json<Value>, Failure> {
    let roots: Vec<Value> = roots(&app)
        .await?
        .iter()
        .map(|r| json!({ "at": china_time::utc(r.at_ms), "acts": r.through, "sha256": r.hash }))
        .collect();
    Ok(Json(json!({ "roots": roots })))
}
