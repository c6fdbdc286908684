//! What an applicant with an account has asked for.

use gongkai_domain::china_time;
use gongkai_store::{Agency, KeptRequest};
use serde_json::{Value, json};

use super::submit::code_of;
use super::track::{find, track};
use super::{RequestError, open};
use crate::applicants::{self, ApplicantSession};
use crate::reports::Download;
use crate::sealed::Sealer;
use crate::{App, Internal, now_ms};

/// A request in the history of an account.
#[derive(Debug, Clone)]
pub struct OwnRequest {
    /// The agency.
    pub agency: Agency,
    /// The request.
    pub kept: KeptRequest,
    /// What was asked for; empty where it was deleted.
    pub wanted: String,
}

/// With what the page of a request is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnKey {
    /// The agency's id.
    pub agency: String,
    /// The number.
    pub number: String,
    /// The code.
    pub code: String,
}

/// The requests of an account, the last linked first.
///
/// # Errors
///
/// If the machine fails.
pub async fn own_requests(app: &App, session: &ApplicantSession) -> Result<Vec<OwnRequest>, RequestError> {
    let ids = app.store.requests_of_applicant(&session.applicant.id).await?;
    let kept = app.store.requests_by_ids(&ids).await?;
    let sealed = app.store.request_private_of("wanted", &ids).await?;
    let mut out = Vec::new();
    for id in &ids {
        let Some(kept) = kept.iter().find(|k| k.id == *id) else { continue };
        let Some(agency) = app.store.agency(&kept.agency_id).await? else { continue };
        let wanted = sealed.iter().find(|s| s.0 == *id);
        let wanted = wanted.and_then(|(id, s)| open(app, id, "wanted", s).ok()).unwrap_or_default();
        out.push(OwnRequest { agency, kept: kept.clone(), wanted });
    }
    Ok(out)
}

/// With what a request of the account is opened.
///
/// # Errors
///
/// If it is none of the account, or the machine fails.
pub async fn own_key(
    app: &App,
    session: &ApplicantSession,
    request_id: &str,
) -> Result<OwnKey, RequestError> {
    let ids = app.store.requests_of_applicant(&session.applicant.id).await?;
    if !ids.iter().any(|id| id == request_id) {
        return Err(RequestError::NotFound);
    }
    let kept = app.store.request(request_id).await?.ok_or(RequestError::NotFound)?;
    let code = code_of(&Sealer::of(app).await?, &kept.id);
    Ok(OwnKey { agency: kept.agency_id, number: kept.number, code })
}

/// Puts a request into the history by number and code.
///
/// # Errors
///
/// If they do not fit, or the machine fails.
pub async fn link_request(
    app: &App,
    session: &ApplicantSession,
    (agency_id, number, code): (&str, &str, &str),
) -> Result<(), RequestError> {
    let kept = find(app, agency_id, number, code).await?.ok_or(RequestError::NotFound)?;
    Ok(applicants::link(app, session, &kept.id).await?)
}

/// Everything that is kept of an account and its requests, as far as it is the applicant's, as JSON.
///
/// # Errors
///
/// If the machine fails.
pub async fn export_own(app: &App, session: &ApplicantSession) -> Result<Download, RequestError> {
    let mut requests = Vec::new();
    for own in own_requests(app, session).await? {
        let key = own_key(app, session, &own.kept.id).await?;
        let page = track(app, &key.agency, &key.number, &key.code).await?;
        let mut told = serde_json::Map::new();
        for (field, sealed) in app.store.request_private(&own.kept.id).await? {
            let is_theirs = field != "tag" && !field.starts_with("letter-") && !field.starts_with("file-");
            if let Some(text) = is_theirs.then(|| open(app, &own.kept.id, &field, &sealed)).transpose()? {
                told.insert(field, Value::from(text));
            }
        }
        let events: Vec<Value> = own
            .kept
            .events
            .iter()
            .map(|(r, _)| json!({ "event": r.event.kind().code(), "zh": r.event.kind().zh(), "on": r.on.to_string() }))
            .collect();
        let letters: Vec<Value> = page
            .letters
            .iter()
            .map(|l| {
                json!({ "title": l.title, "number": l.row.number, "sent_on": l.row.sent_on,
                "paragraphs": l.paragraphs })
            })
            .collect();
        let files: Vec<&str> = page.files.iter().map(|f| f.name.as_str()).collect();
        requests.push(json!({ "agency": own.agency.name, "number": own.kept.number,
            "state": own.kept.case.state().zh(), "ending": own.kept.case.ended.map(|e| e.ending.zh()),
            "told": told, "events": events, "letters": letters, "files": files }));
    }
    let address = applicants::address_of(app, &session.applicant)?;
    let whole = json!({ "format": "gongkai applicant 1", "made_at": china_time::minute(now_ms()),
        "account": { session.applicant.kind.as_str(): address,
            "since": china_time::minute(session.applicant.created_at_ms) },
        "requests": requests });
    let text = serde_json::to_string_pretty(&whole).map_err(|e| Internal::Seed(e.to_string()))?;
    Ok(Download {
        name: "我的申请.json".into(), media_type: "application/json", bytes: text.into_bytes()
    })
}
