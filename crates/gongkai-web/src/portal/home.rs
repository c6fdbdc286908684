//! `/`

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::portal;
use gongkai_app::reports::Overview;

use super::view::{Line, lines};
use crate::error::Failure;
use crate::page::{Ctx, html};

#[derive(Template)]
#[template(path = "portal/home.html")]
struct HomePage {
    ctx: Ctx,
    newest: Vec<Line>,
    policies: Vec<Line>,
    documents: i64,
    agencies: Vec<(String, String, i64)>,
    overview: Overview,
}

/// The door to everything that is public.
pub async fn home(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let home = portal::home(&app).await?;
    let known: Vec<_> = home.agencies.iter().map(|a| a.0.clone()).collect();
    html(&HomePage {
        newest: lines(&ctx, &home.newest, &known),
        policies: lines(&ctx, &home.policies, &known),
        documents: home.documents,
        agencies: home
            .agencies
            .iter()
            .map(|(a, n)| (a.id.clone(), ctx.pick(&a.name, &a.name_en).to_owned(), *n))
            .collect(),
        overview: home.reports,
        ctx,
    })
}
