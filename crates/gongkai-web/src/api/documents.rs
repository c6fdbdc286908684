//! Documents and search as JSON.

use axum::Json;
use axum::extract::{Path, Query, State};
use gongkai_app::{Agency, App, DocumentRow, portal};
use gongkai_domain::china_time;
use serde_json::{Value, json};

use super::Answer;
use crate::error::Failure;
use crate::portal::{DocumentsQuery, SearchQuery};

fn row(r: &DocumentRow, agency: Option<&Agency>) -> Value {
    json!({
        "id": r.id,
        "href": format!("/documents/{}", r.id),
        "index_number": r.index_number,
        "title": r.title,
        "summary": r.summary,
        "agency": { "id": r.agency_id, "name": agency.map(|a| a.name.as_str()) },
        "issuer": r.issuer,
        "number": r.number,
        "kind": r.kind,
        "genre": r.genre,
        "theme": r.theme,
        "group": r.group_code,
        "audience": r.audience,
        "legal_item": r.legal_item,
        "column": r.column_id,
        "validity": r.validity,
        "formed_on": r.formed_on,
        "effective_on": r.effective_on,
        "expires_on": r.expires_on,
        "repealed_on": r.repealed_on,
        "published_at": r.published_at_ms.map(china_time::utc),
        "first_published_at": r.first_published_at_ms.map(china_time::utc),
        "version": r.version,
    })
}

/// `GET /api/v1/documents`: newest first; `next` is the address of the next page.
pub async fn list(State(app): State<App>, Query(query): Query<DocumentsQuery>) -> Answer {
    let list = portal::list(&app, query.filter(), query.cursor()?, query.limit()).await?;
    let agency = |id: &str| list.agencies.iter().find(|a| a.id == id);
    let documents: Vec<Value> = list.rows.iter().map(|r| row(r, agency(&r.agency_id))).collect();
    let next = list.next.map(|cursor| query.from("/api/v1/documents", cursor));
    Ok(Json(json!({ "total": list.total, "documents": documents, "next": next })))
}

/// `GET /api/v1/documents/{id}`; a withdrawn one says so and has no text.
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let page = portal::document(&app, &id).await?.ok_or(Failure::NotFound)?;
    if page.is_withdrawn() {
        return Ok(Json(json!({
            "id": page.row.id,
            "index_number": page.row.index_number,
            "title": page.row.title,
            "withdrawn": {
                "at": page.row.withdrawn_at_ms.map(china_time::utc),
                "reason": page.row.withdrawn_reason,
            },
        })));
    }
    let mut out = row(&page.row, Some(&page.agency));
    out["body_html"] = json!(page.body);
    out["files"] = page
        .files
        .iter()
        .map(|f| json!({ "name": f.name, "media": f.media, "bytes": f.size_bytes, "sha256": f.sha256 }))
        .collect();
    out["links"] = page.links.iter().map(|l| json!({ "kind": l.0, "to": l.1, "title": l.2 })).collect();
    out["linked_from"] =
        page.linked_from.iter().map(|l| json!({ "kind": l.0, "from": l.1, "title": l.2 })).collect();
    out["versions"] = page
        .versions
        .iter()
        .map(|v| json!({ "version": v.version, "published_at": china_time::utc(v.published_at_ms), "note": v.note }))
        .collect();
    Ok(Json(out))
}

/// `GET /api/v1/search?q=`
pub async fn search(State(app): State<App>, Query(query): Query<SearchQuery>) -> Answer {
    let words = query.words();
    if words.is_empty() {
        return Err(Failure::Invalid("q".into()));
    }
    let found = portal::search(&app, &words, &query.filter(), query.order(), query.number()).await?;
    let hits: Vec<Value> = found.hits.iter().map(|h| row(&h.row, Some(&h.agency))).collect();
    Ok(Json(json!({ "total": found.total, "is_cut": found.is_cut, "page": found.page, "documents": hits })))
}
