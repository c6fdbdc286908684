//! `/api/v1`: the JSON twin of each page, in simple and stable shapes.

pub mod agencies;
pub mod documents;
pub mod openapi;
pub mod platform;
pub mod requests;
mod wire;

use axum::Json;
use axum::extract::{Multipart, Path, Query, State};
use gongkai_app::App;
use gongkai_app::reports;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::Failure;
use crate::reports::regions::{LeagueQuery, order};
use crate::reports::{ListQuery, read_upload};

type Answer = Result<Json<Value>, Failure>;

/// `GET /api/v1/reports`
pub async fn list(State(app): State<App>, Query(query): Query<ListQuery>) -> Answer {
    let list = reports::list(&app, query.filter()).await?;
    let reports: Vec<Value> = list.reports.iter().map(wire::listed).collect();
    Ok(Json(json!({ "count": reports.len(), "reports": reports })))
}

/// `GET /api/v1/reports/{id}`
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let page = reports::show(&app, &id).await?.ok_or(Failure::NotFound)?;
    Ok(Json(wire::report_page(&page)))
}

/// Which two.
#[derive(Debug, Deserialize)]
pub struct Pair {
    #[serde(default)]
    a: String,
    #[serde(default)]
    b: String,
}

/// `GET /api/v1/reports/compare?a=&b=`
pub async fn compare(State(app): State<App>, Query(pair): Query<Pair>) -> Answer {
    let comparison = reports::compare(&app, &pair.a, &pair.b).await?.ok_or(Failure::NotFound)?;
    Ok(Json(wire::comparison(&comparison)))
}

/// `GET /api/v1/reports/regions/{region}/{year}`
pub async fn roll_up(State(app): State<App>, Path((region, year)): Path<(String, i16)>) -> Answer {
    let page = reports::roll_up(&app, &region, year).await?.ok_or(Failure::NotFound)?;
    Ok(Json(wire::roll_up(&page)))
}

/// `GET /api/v1/reports/regions/{region}/{year}/league`
pub async fn league(
    State(app): State<App>,
    Path((region, year)): Path<(String, i16)>,
    Query(query): Query<LeagueQuery>,
) -> Answer {
    let league = reports::league(&app, &region, year, order(&query.sort)).await?.ok_or(Failure::NotFound)?;
    Ok(Json(wire::league(&league)))
}

/// `POST /api/v1/reports/check`, multipart with `file` or `text`
pub async fn check(State(app): State<App>, multipart: Multipart) -> Answer {
    let Some((bytes, file)) = read_upload(multipart).await? else {
        return Err(Failure::Unusable("neither file nor text".into()));
    };
    let sheets = reports::check_upload(&app, bytes, file).await?;
    Ok(Json(json!({ "reports": sheets.iter().map(wire::sheet).collect::<Vec<_>>() })))
}

/// `GET /api/v1/reports/rules`
pub async fn rules(State(app): State<App>) -> Answer {
    let rules = reports::rules(&app).await?;
    Ok(Json(json!({ "rules": rules.iter().map(wire::rule).collect::<Vec<_>>() })))
}

/// `GET /api/v1/reports/rules/{code}`
pub async fn rule(State(app): State<App>, Path(code): Path<String>) -> Answer {
    let (listing, reports) = reports::rule(&app, &code).await?.ok_or(Failure::NotFound)?;
    let mut out = wire::rule(&listing);
    out["page"] = json!(listing.rule.page);
    out["reports"] = reports.iter().map(wire::listed).collect();
    Ok(Json(out))
}
