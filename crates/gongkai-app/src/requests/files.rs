//! Files of a case: what the applicant adds, what the file holds, and what is released with an answer.
//!
//! Their bytes are sealed like everything that is of a person, before they reach the file store; what is released is sent out
//! once the answer was given, and to the applicant alone.

use gongkai_domain::permission::Right;
use gongkai_domain::request::redaction::Cut;
use gongkai_domain::request::{Actor, Event, Evidence, Recorded, State};
use gongkai_formats::inspect::strip_metadata;
use gongkai_store::{FileAct, FileEntry, KeptRequest, RequestFile};

use super::act::{actors, record};
use super::redaction::cut_of;
use super::{RequestError, case_of, fault, open, place, seal};
use crate::accounts::{Signed, secret};
use crate::documents::{Upload, check_new_file, media_of, safe_name};
use crate::reports::Download;
use crate::{App, Internal, now_ms};

/// Files that an applicant can add to a request.
pub const MOST_OF_APPLICANT: usize = 5;
/// Files of a case at most.
const MOST: usize = 200;

/// A file of a case with its name.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The file.
    pub row: RequestFile,
    /// Its name; empty where its key is not there.
    pub name: String,
    /// What was cut out of it, for a copy; otherwise what is to be cut out.
    pub cuts: Vec<Cut>,
}

/// As what a file is kept.
pub(crate) struct Kept {
    /// `applicant`, `file` or `released`.
    pub kind: &'static str,
    /// What it proves.
    pub evidence: Option<Evidence>,
    /// What else is to be said of it.
    pub act: Option<FileAct>,
}

/// A file that the applicant gave.
const OF_APPLICANT: Kept = Kept { kind: "applicant", evidence: None, act: None };

pub(super) fn name_field(id: &str) -> String {
    format!("file-{id}")
}

/// The files of a case, oldest first.
pub(super) async fn files_of(app: &App, request_id: &str) -> Result<Vec<CaseFile>, RequestError> {
    let rows = app.store.request_files(request_id).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let private = app.store.request_private(request_id).await?;
    let mut files = Vec::with_capacity(rows.len());
    for row in rows {
        let field = name_field(&row.id);
        let sealed = private.iter().find(|(f, _)| *f == field);
        let name = sealed.and_then(|(f, s)| open(app, request_id, f, s).ok()).unwrap_or_default();
        let cuts = app.store.request_cuts(&row.id).await?.iter().filter_map(cut_of).collect();
        files.push(CaseFile { row, name, cuts });
    }
    Ok(files)
}

/// Whether what is released can be had by the applicant: the answer was given.
fn is_out(kept: &KeptRequest) -> bool {
    matches!(kept.case.state(), State::Answered | State::Delivered | State::Archived)
}

/// What the applicant of a case sees of its files: their own, and what was released.
pub(super) async fn files_of_applicant(app: &App, kept: &KeptRequest) -> Result<Vec<CaseFile>, RequestError> {
    let mut files = files_of(app, &kept.id).await?;
    files.retain(|f| f.row.kind == "applicant" || (f.row.kind == "released" && is_out(kept)));
    Ok(files)
}

/// Takes a file in, with what it proves, and gives its id: refused where it is empty, too large, of a kind that is not
/// taken, infected, or bears a mark of secrecy.
pub(crate) async fn put(
    app: &App,
    kept: &KeptRequest,
    Kept { kind, evidence, act: also }: Kept,
    upload: Upload,
    by: Option<(&Signed, Actor)>,
) -> Result<String, RequestError> {
    let wrong = |zh: &str, en: &str| RequestError::Fields(vec![fault("file", zh, en)]);
    check_new_file(app, by.map(|b| b.0), &kept.agency_id, &upload).await.map_err(|error| match error {
        crate::documents::DocumentError::File(zh, en) => wrong(&zh, &en),
        crate::documents::DocumentError::Fields(faults) => RequestError::Fields(faults),
        crate::documents::DocumentError::Internal(e) => RequestError::Internal(e),
        other => wrong(&other.to_string(), &other.to_string()),
    })?;
    let Some(media) = media_of(&upload.bytes) else {
        return Err(wrong(
            "不接受这种文件。请转换为 PDF、DOCX、XLSX、OFD、图片或文本后上传。",
            "This kind of file is not taken; convert it to PDF, DOCX, XLSX, OFD, a picture or text.",
        ));
    };
    let Upload { name, bytes } = upload;
    let id = secret::id();
    let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let (keys, at, is_released) = (app.keys.clone(), place(&kept.id, &name_field(&id)), kind == "released");
    let work = move || {
        // What goes out tells nothing of who wrote it.
        let bytes = if is_released { strip_metadata(&bytes).unwrap_or(bytes) } else { bytes };
        keys.seal_bytes(&at, &bytes)
    };
    let sealed = tokio::task::spawn_blocking(work).await.map_err(Internal::from)?.map_err(Internal::Files)?;
    let sealed_size = i64::try_from(sealed.len()).unwrap_or(i64::MAX);
    let sha256 = app.files.put(sealed).await.map_err(Internal::Files)?;
    let sealed_name = seal(app, &kept.id, &name_field(&id), &safe_name(&name))?;
    let now = now_ms();
    let mut tx = app.store.begin().await?;
    tx.put_file(&FileEntry {
        sha256: sha256.clone(),
        size_bytes: sealed_size,
        media: "application/octet-stream".into(),
        name_hint: String::new(),
        created_at_ms: now,
    })
    .await?;
    let act = FileAct::Added {
        request: kept.id.clone(),
        file: kind.to_owned(),
        sha256,
        media: media.to_owned(),
        size_bytes,
    };
    let actor = by.map(|(signed, _)| signed.user.id.as_str());
    for act in [Some(act), also].into_iter().flatten() {
        tx.record_request_file((&kept.agency_id, &id), &act, actor, now, app.settings.chain_hash).await?;
    }
    tx.put_request_private(&kept.id, &name_field(&id), &sealed_name).await?;
    if let (Some(evidence), Some((signed, actor))) = (evidence, by) {
        let kept = tx.request(&kept.id).await?.ok_or(RequestError::NotFound)?;
        let on = gongkai_domain::china_time::day(now);
        let filed = Recorded { event: Event::EvidenceFiled { evidence }, on, by: signed.user.id.clone() };
        record(app, &mut tx, &kept, &filed, actor).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// Adds a file to a case: `released`, or what the file holds, which can be the evidence that an answer rests on.
///
/// # Errors
///
/// If the person may not, the file is not taken, or the machine fails.
pub async fn add_file(
    app: &App,
    by: &Signed,
    (agency_id, request_id): (&str, &str),
    kind: &str,
    upload: Upload,
) -> Result<(), RequestError> {
    let (agency, kept) = case_of(app, by, (agency_id, request_id), Right::HandleRequests).await?;
    if app.store.request_files(request_id).await?.len() >= MOST {
        return Err(RequestError::Fields(vec![fault("file", "文件过多。", "Too many files.")]));
    }
    let actor = actors(by, &agency.id, &agency.region_id).last().copied().unwrap_or(Actor::Officer);
    let (kind, evidence) = match kind {
        "released" => ("released", None),
        other => ("file", Evidence::parse(other)),
    };
    put(app, &kept, Kept { kind, evidence, act: None }, upload, Some((by, actor))).await.map(drop)
}

/// Takes a file off a case; it stays in the record that it was there.
///
/// # Errors
///
/// If the person may not, the answer that released it was given, the reason is missing, or the machine fails.
pub async fn remove_file(
    app: &App,
    by: &Signed,
    (agency_id, request_id): (&str, &str),
    file_id: &str,
    reason: &str,
) -> Result<(), RequestError> {
    let (agency, kept) = case_of(app, by, (agency_id, request_id), Right::HandleRequests).await?;
    let files = app.store.request_files(request_id).await?;
    let file = files.into_iter().find(|f| f.id == file_id).ok_or(RequestError::NotFound)?;
    if reason.trim().is_empty() {
        return Err(gongkai_domain::request::Refused::Reason.into());
    }
    if file.kind == "applicant" || (file.kind == "released" && is_out(&kept)) {
        let (zh, en) = (
            "申请人提交的和已经提供的文件不能移出。",
            "What the applicant added, and what was given, stays.",
        );
        return Err(RequestError::Fields(vec![fault("file", zh, en)]));
    }
    let act = FileAct::Removed { reason: reason.trim().to_owned() };
    let mut tx = app.store.begin().await?;
    let at = (agency.id.as_str(), file_id);
    tx.record_request_file(at, &act, Some(&by.user.id), now_ms(), app.settings.chain_hash).await?;
    Ok(tx.commit().await?)
}

/// What a file holds.
pub(super) async fn file_bytes(app: &App, request_id: &str, file: &CaseFile) -> Result<Vec<u8>, Internal> {
    let sealed = app.files.get(&file.row.sha256).await.map_err(Internal::Files)?;
    let (keys, at) = (app.keys.clone(), place(request_id, &name_field(&file.row.id)));
    let work = move || keys.open_bytes(&at, &sealed);
    tokio::task::spawn_blocking(work).await.map_err(Internal::from)?.map_err(Internal::Files)
}

/// A file of a case, unsealed.
pub(super) async fn opened(app: &App, kept: &KeptRequest, file: &CaseFile) -> Result<Download, RequestError> {
    let bytes = file_bytes(app, &kept.id, file).await?;
    // Media types come from the bytes when a file is taken in, so that the list of them is ours.
    let media_type = media_of(&bytes).unwrap_or("application/octet-stream");
    Ok(Download { name: file.name.clone(), media_type, bytes })
}

/// A file of a case.
///
/// # Errors
///
/// If there is none, the person may not, or the machine fails.
pub async fn case_file(
    app: &App,
    by: &Signed,
    (agency_id, request_id): (&str, &str),
    file_id: &str,
) -> Result<Download, RequestError> {
    let (_, kept) = case_of(app, by, (agency_id, request_id), Right::ReadRequests).await?;
    let files = files_of(app, request_id).await?;
    let file = files.iter().find(|f| f.row.id == file_id).ok_or(RequestError::NotFound)?;
    opened(app, &kept, file).await
}

/// Takes the applicant's own files along to a case that goes on at another agency.
pub(super) async fn take_along(app: &App, from: &KeptRequest, request_id: &str) -> Result<(), RequestError> {
    let there = app.store.request(request_id).await?.ok_or(RequestError::NotFound)?;
    for file in files_of(app, &from.id).await?.into_iter().filter(|f| f.row.kind == "applicant") {
        let Download { name, bytes, .. } = opened(app, from, &file).await?;
        put(app, &there, OF_APPLICANT, Upload { name, bytes }, None).await?;
    }
    Ok(())
}

/// A file of a case for its applicant.
pub(super) async fn applicant_file(
    app: &App,
    kept: &KeptRequest,
    file_id: &str,
) -> Result<Download, RequestError> {
    let files = files_of_applicant(app, kept).await?;
    let file = files.iter().find(|f| f.row.id == file_id).ok_or(RequestError::NotFound)?;
    opened(app, kept, file).await
}

/// Takes a file that came with the mail of the applicant.
pub(super) async fn add_of_mail(
    app: &App,
    by: &Signed,
    request_id: &str,
    upload: Upload,
) -> Result<(), RequestError> {
    let kept = app.store.request(request_id).await?.ok_or(RequestError::NotFound)?;
    put(app, &kept, OF_APPLICANT, upload, Some((by, Actor::Officer))).await.map(drop)
}

/// Takes a file that the applicant adds.
pub(super) async fn add_of_applicant(
    app: &App,
    kept: &KeptRequest,
    upload: Upload,
) -> Result<(), RequestError> {
    let known = app.store.request_files(&kept.id).await?;
    if known.iter().filter(|f| f.kind == "applicant").count() >= MOST_OF_APPLICANT {
        let zh = format!("最多补充{MOST_OF_APPLICANT}个文件。");
        let en = format!("At most {MOST_OF_APPLICANT} files.");
        return Err(RequestError::Fields(vec![fault("file", &zh, &en)]));
    }
    if !kept.case.state().is_open() {
        let (zh, en) = ("申请已办结，不能再补充材料。", "The request has ended; nothing can be added.");
        return Err(RequestError::Fields(vec![fault("file", zh, en)]));
    }
    put(app, kept, OF_APPLICANT, upload, None).await.map(drop)
}
