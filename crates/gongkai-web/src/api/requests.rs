//! What was asked of an agency and how it ended, without those who asked.

use axum::Json;
use axum::extract::{Path, Query, State};
use gongkai_app::requests::{PUBLIC_PAGE, public_requests};
use gongkai_app::{App, PublicRow};
use gongkai_domain::china_time;
use gongkai_domain::report::Row;
use serde_json::{Value, json};

use super::Answer;
use crate::error::Failure;
use crate::page::Lang;
use crate::portal::public_requests::{Typed, outcome};

fn entry((e, row): &(PublicRow, Row)) -> Value {
    json!({
        "id": e.id,
        "asked": e.wording,
        "received_on": e.received_on,
        "decided_on": e.ended_on,
        "outcome": { "row": row.as_str(), "zh": outcome(Lang::Zh, *row), "en": outcome(Lang::En, *row) },
        "document": e.document_id.as_ref().map(|id| format!("/documents/{id}")),
        "published_at": china_time::utc(e.published_at_ms),
    })
}

/// `GET /api/v1/agencies/{agency}/requests?year=&outcome=&q=&page=`
pub async fn list(State(app): State<App>, Path(id): Path<String>, Query(typed): Query<Typed>) -> Answer {
    let list = public_requests(&app, &id, &typed.query(), PUBLIC_PAGE).await?.ok_or(Failure::NotFound)?;
    let entries: Vec<Value> = list.entries.iter().map(entry).collect();
    Ok(Json(json!({
        "agency": list.agency.id,
        "count": list.total,
        "page": list.page,
        "pages": list.pages,
        "requests": entries,
    })))
}
