//! Agencies with what their guides say (Art. 12), and the registers that they show to everybody.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use gongkai_app::{Agency, AgencyProfile, App, portal, registers};
use gongkai_domain::register::{Field, Register};
use serde_json::{Value, json};

use super::Answer;
use crate::error::Failure;
use crate::office;
use crate::page::Lang;
use crate::portal::register::YearQuery;

fn agency(a: &Agency, p: &AgencyProfile) -> Value {
    json!({
        "id": a.id,
        "href": format!("/agencies/{}", a.id),
        "name": a.name,
        "name_en": a.name_en,
        "kind": a.kind,
        "region": a.region_id,
        "parent": a.parent_id,
        "unified_code": p.unified_code,
        "office": p.office,
        "address": p.address,
        "hours": p.hours,
        "telephone": p.telephone,
        "fax": p.fax,
        "email": p.email,
        "website": p.website,
        "duties": p.duties,
        "status": if p.status.is_empty() { "active" } else { p.status.as_str() },
        "ended_on": p.valid_to_on,
        "succeeded_by": p.succeeded_by,
    })
}

/// `GET /api/v1/agencies`: those with a guide, in the order of the roster.
pub async fn list(State(app): State<App>) -> Answer {
    let guide = portal::guide(&app, None).await?;
    let entries = guide.map(|g| g.entries).unwrap_or_default();
    let agencies: Vec<Value> = entries.iter().map(|(a, p)| agency(a, p)).collect();
    Ok(Json(json!({ "count": agencies.len(), "agencies": agencies })))
}

/// `GET /api/v1/agencies/{agency}`
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let page = portal::agency(&app, &id).await?.ok_or(Failure::NotFound)?;
    let mut out = agency(&page.agency, &page.profile);
    out["documents"] = json!(page.total);
    out["reports"] = page.reports.iter().map(|r| json!({ "id": r.id, "year": r.year })).collect();
    out["history"] = page
        .history
        .iter()
        .map(|c| {
            json!({ "change": c.kind.code(), "on": c.on, "name_before": c.name_before,
                "successors": c.successors, "basis": c.basis })
        })
        .collect();
    let all = registers::of_agency(&app, &id).await.map_err(|e| office::failure(Lang::En, e))?;
    out["registers"] = all.iter().filter(|r| r.is_public).map(|r| json!(r.code)).collect();
    Ok(Json(out))
}

fn public(register: &Register) -> impl Iterator<Item = &Field> {
    register.fields.iter().filter(|f| !f.is_personal)
}

/// `GET /api/v1/agencies/{agency}/registers/{register}?year=`: one that is shown to everybody, without what is personal.
pub async fn register(
    State(app): State<App>,
    Path((id, code)): Path<(String, String)>,
    Query(query): Query<YearQuery>,
) -> Answer {
    let found = registers::public_register(&app, &id, &code, query.year()).await;
    let page = found.map_err(|e| office::failure(Lang::En, e))?.ok_or(Failure::NotFound)?;
    let fields: Vec<Value> = public(&page.register)
        .map(|f| json!({ "code": f.code, "zh": f.zh, "en": f.en, "kind": f.kind.code() }))
        .collect();
    let values = |entry: &gongkai_app::EntryRow| -> BTreeMap<String, String> {
        let value = |f: &Field| Some((f.code.clone(), entry.fields.get(&f.code)?.clone()));
        public(&page.register).filter_map(value).collect()
    };
    let entries: Vec<Value> =
        page.count.entries.iter().map(|e| json!({ "id": e.id, "values": values(e) })).collect();
    Ok(Json(json!({
        "agency": page.agency.id,
        "register": page.register.code,
        "zh": page.register.zh,
        "en": page.register.en,
        "fields": fields,
        "count": entries.len(),
        "entries": entries,
    })))
}
