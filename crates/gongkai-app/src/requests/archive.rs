//! A closed case as one archive: what happened, what was written, what the file holds, with hashes (档案法37条).
//!
//! Everything in it is open: who takes it gives a reason, which is put on record.

use std::io::{Cursor, Write};

use gongkai_domain::china_time;
use gongkai_domain::permission::Right;
use gongkai_domain::request::State;
use gongkai_store::{NewEvent, sha256};
use serde_json::{Value, json};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::files::{case_file, files_of};
use super::letters::{letter_file, names};
use super::show::particulars;
use super::{RequestError, case_of, fault, open};
use crate::accounts::Signed;
use crate::reports::{Download, DownloadFormat};
use crate::{App, Internal, now_ms};

/// What the archive says of itself.
const FORMAT: &str = "gongkai case 1";

/// The archive of a case that has ended.
///
/// # Errors
///
/// If it is open, the reason is missing, the person may not, a key is missing, or the machine fails.
pub async fn archive_package(
    app: &App,
    by: &Signed,
    (agency_id, request_id): (&str, &str),
    reason: &str,
) -> Result<Download, RequestError> {
    let (agency, kept) = case_of(app, by, (agency_id, request_id), Right::HandleRequests).await?;
    if reason.trim().is_empty() {
        return Err(gongkai_domain::request::Refused::Reason.into());
    }
    let state = kept.case.state();
    if state.is_open() || state == State::Answered {
        let (zh, en) = ("案件尚未办结，不能生成归档包。", "The case is open; there is no archive of it yet.");
        return Err(RequestError::Fields(vec![fault("archive", zh, en)]));
    }
    let of = (agency_id, request_id);
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut letters = Vec::new();
    for row in app.store.letters_of(request_id).await?.into_iter().filter(|l| l.state != "draft") {
        for format in [DownloadFormat::Docx, DownloadFormat::Pdf] {
            match letter_file(app, by, of, &row.id, format).await {
                Ok(file) => parts.push((format!("letters/{}-{}", letters.len() + 1, file.name), file.bytes)),
                // A build that sets no pages has no PDF.
                Err(RequestError::NotFound) if format == DownloadFormat::Pdf => {}
                Err(error) => return Err(error),
            }
        }
        letters.push(json!({ "number": row.number, "letter": row.kind, "state": row.state,
            "drafted_by": row.drafted_by, "approved_by": row.approved_by, "approved_on": row.approved_on,
            "sent_on": row.sent_on, "way": row.way, "post_number": row.post_number }));
    }
    let mut files = Vec::new();
    for (number, file) in (1..).zip(files_of(app, request_id).await?) {
        let opened = case_file(app, by, of, &file.row.id).await?;
        let path = format!("files/{number}-{}", opened.name);
        files.push(json!({ "path": path, "kind": file.row.kind, "sha256": sha256(&opened.bytes),
            "added_by": file.row.added_by, "added_at": china_time::minute(file.row.created_at_ms) }));
        parts.push((path, opened.bytes));
    }
    let mut told = serde_json::Map::new();
    for (field, sealed) in app.store.request_private(request_id).await? {
        if field != "tag" && !field.starts_with("letter-") && !field.starts_with("file-") {
            told.insert(field.clone(), Value::from(open(app, request_id, &field, &sealed)?));
        }
    }
    let names = names(app).await?;
    let events: Vec<Value> = kept
        .events
        .iter()
        .map(|(r, at_ms)| {
            json!({ "event": r.event.kind().code(), "zh": r.event.kind().zh(), "on": r.on.to_string(),
                "particulars": particulars(&r.event), "by": names.get(&r.by).cloned().unwrap_or_default(),
                "recorded_at": china_time::minute(*at_ms) })
        })
        .collect();
    let case = json!({ "format": FORMAT, "agency": agency.name, "number": kept.number, "state": state.zh(),
        "ending": kept.case.ended.map(|e| e.ending.zh()), "made_at": china_time::minute(now_ms()),
        "applicant": told, "events": events, "letters": letters, "files": files });
    let text = serde_json::to_string_pretty(&case).map_err(|e| Internal::Seed(e.to_string()))?;
    parts.insert(0, ("case.json".into(), text.into_bytes()));
    let payload = json!({ "reason": reason.trim() }).to_string();
    let mut tx = app.store.begin().await?;
    let event = NewEvent {
        agency_id: &agency.id,
        subject_kind: "request-private",
        subject_id: request_id,
        kind: "request_private.archived",
        actor_id: Some(&by.user.id),
        at_ms: now_ms(),
        payload: &payload,
    };
    tx.append(&event, app.settings().chain_hash).await?;
    tx.commit().await?;
    let packed = tokio::task::spawn_blocking(move || pack(&parts)).await.map_err(Internal::from)?;
    let bytes = packed.map_err(|e| Internal::Files(std::io::Error::other(e)))?;
    Ok(Download { name: format!("{}.zip", kept.number), media_type: "application/zip", bytes })
}

/// The parts with a list of their hashes, which `sha256sum --check` reads.
fn pack(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut sums = String::new();
    for (path, bytes) in parts {
        zip.start_file(path.as_str(), options)?;
        zip.write_all(bytes)?;
        sums.push_str(&format!("{}  {path}\n", sha256(bytes)));
    }
    zip.start_file("SHA256SUMS", options)?;
    zip.write_all(sums.as_bytes())?;
    Ok(zip.finish()?.into_inner())
}
