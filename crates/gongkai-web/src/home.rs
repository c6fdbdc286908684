//! `/`

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::reports::{Overview, overview};

use crate::error::Failure;
use crate::page::{Ctx, html};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    ctx: Ctx,
    overview: Overview,
}

/// The door to the reports.
pub async fn home(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let overview = overview(&app).await?;
    html(&HomePage { ctx, overview })
}
