//! A draft is begun, and changed.

use gongkai_domain::disclosure::act::Act;
use gongkai_domain::disclosure::document::Event;
use gongkai_domain::disclosure::index_number::IndexNumber;
use gongkai_domain::disclosure::revision::{Attachment, Link, Revision};
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_formats::rich_text;
use gongkai_store::{Agency, DocumentAct, FileEntry};

use super::act::perform;
use super::draft::{Draft, FieldFault};
use super::{DocumentError, act, review_steps, screen};
use crate::accounts::{Signed, secret};
use crate::agency_history::ended;
use crate::{App, Internal, now_ms};

/// A paste or an editor's text made clean, with its pictures put into the file store.
///
/// # Errors
///
/// If a picture cannot be kept.
pub async fn clean_body(app: &App, html: &str) -> Result<(String, Vec<Attachment>), Internal> {
    let pasted = rich_text::paste(html);
    let mut pictures = Vec::new();
    for (number, image) in (1..).zip(pasted.images) {
        let ending = image.media.rsplit('/').next().unwrap_or("bin");
        let name = format!("图{number}.{ending}");
        pictures.push(keep(app, image.bytes, &name, image.media).await?);
    }
    Ok((pasted.text.html(), pictures))
}

/// Puts bytes into the file store and its register.
pub(crate) async fn keep(app: &App, bytes: Vec<u8>, name: &str, media: &str) -> Result<Attachment, Internal> {
    let size_bytes = bytes.len() as u64;
    let sha256 = app.files.put(bytes).await?;
    let mut tx = app.store.begin().await?;
    tx.put_file(&FileEntry {
        sha256: sha256.clone(),
        size_bytes: i64::try_from(size_bytes).unwrap_or(i64::MAX),
        media: media.to_owned(),
        name_hint: name.to_owned(),
        created_at_ms: now_ms(),
    })
    .await?;
    tx.commit().await?;
    Ok(Attachment { sha256, name: name.to_owned(), media: media.to_owned(), size_bytes })
}

/// An agency that somebody may begin a draft of, with the code that index numbers are made from.
pub(super) struct Beginning {
    pub(super) agency: Agency,
    unified_code: String,
}

/// Whether the person may begin a draft of an agency.
pub(super) async fn may_begin(app: &App, by: &Signed, agency_id: &str) -> Result<Beginning, DocumentError> {
    let agency = app.store.agency(agency_id).await?.ok_or(DocumentError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::Draft, Thing::Of { agency: &agency.id, regions: &regions })?;
    if let Some(fault) = ended(app, &agency).await? {
        return Err(DocumentError::Fields(vec![fault]));
    }
    let unified_code = app.store.profile(&agency.id).await?.unwrap_or_default().unified_code;
    if unified_code.is_empty() { Err(DocumentError::NoCode) } else { Ok(Beginning { agency, unified_code }) }
}

/// Begins a draft of an agency; gives its id.
///
/// # Errors
///
/// If the person may not, a field is wrong, or the database fails.
pub async fn create(app: &App, by: &Signed, agency_id: &str, draft: &Draft) -> Result<String, DocumentError> {
    let beginning = may_begin(app, by, agency_id).await?;
    let (body, pictures) = clean_body(app, &draft.body).await?;
    begin(app, by, &beginning, draft, body, pictures).await
}

/// The same with files.
pub(crate) async fn create_with(
    app: &App,
    by: &Signed,
    agency_id: &str,
    draft: &Draft,
    body: &str,
    attachments: Vec<Attachment>,
) -> Result<String, DocumentError> {
    let beginning = may_begin(app, by, agency_id).await?;
    let (body, _) = clean_body(app, body).await?;
    begin(app, by, &beginning, draft, body, attachments).await
}

/// Opens a correction of what is public, with another text and other files.
pub(crate) async fn correct_with(
    app: &App,
    by: &Signed,
    id: &str,
    note: &str,
    body: &str,
    attachments: Vec<Attachment>,
) -> Result<(), DocumentError> {
    let (body, _) = clean_body(app, body).await?;
    perform(app, by, id, Act::OpenCorrection { note: note.to_owned() }, None).await?;
    let kept = app.store.document(id).await?.ok_or(DocumentError::NotFound)?;
    let before = kept.document.work.as_ref().ok_or(act::nothing_in_work())?.revision.clone();
    let body_sha256 = gongkai_store::sha256(body.as_bytes());
    let revision = Revision { body_sha256, attachments, ..before };
    perform(app, by, id, Act::Edit(Box::new(revision)), Some(body)).await
}

/// Records a draft with this text and these files.
pub(super) async fn begin(
    app: &App,
    by: &Signed,
    Beginning { agency, unified_code }: &Beginning,
    draft: &Draft,
    body: String,
    attachments: Vec<Attachment>,
) -> Result<String, DocumentError> {
    let links = resolve_links(app, draft).await?;
    screen::text(app, by, &agency.id, &agency.id, &draft.title, &body).await?;
    let hash = gongkai_store::sha256(body.as_bytes());
    let revision = draft.revision(&hash, links, attachments).map_err(DocumentError::Fields)?;
    let now = now_ms();
    let year = gongkai_domain::china_time::at(now).year();
    let plan = review_steps::plan_of(app, &agency.id).await?;
    let id = secret::id();
    let mut tx = app.store.begin().await?;
    tx.put_text(&body).await?;
    let serial = tx.next_serial(unified_code, i64::from(year)).await?;
    let serial = u32::try_from(serial).unwrap_or(u32::MAX);
    let index_number =
        IndexNumber::allocate(unified_code, year, serial).map_err(|_| DocumentError::NoCode)?.to_string();
    let event = Event::Created { index_number, revision, plan };
    let act = DocumentAct {
        agency_id: &agency.id,
        document_id: &id,
        event: &event,
        actor_id: Some(&by.user.id),
        at_ms: now,
    };
    tx.record_document(&act, app.settings.chain_hash).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes the version in work. What was reviewed is reviewed again.
///
/// # Errors
///
/// If the person may not, a field is wrong, nothing is in work, or the database fails.
pub async fn edit(app: &App, by: &Signed, id: &str, draft: &Draft) -> Result<(), DocumentError> {
    let kept = app.store.document(id).await?.ok_or(DocumentError::NotFound)?;
    let before = kept.document.work.as_ref().ok_or(act::nothing_in_work())?.revision.clone();
    let (body, pictures) = clean_body(app, &draft.body).await?;
    let links = resolve_links(app, draft).await?;
    screen::text(app, by, &kept.agency_id, id, &draft.title, &body).await?;
    let attachments = attachments_after(&before, &body, pictures);
    let hash = gongkai_store::sha256(body.as_bytes());
    let revision = draft.revision(&hash, links, attachments).map_err(DocumentError::Fields)?;
    if revision == before {
        return Ok(());
    }
    perform(app, by, id, Act::Edit(Box::new(revision)), Some(body)).await
}

/// The attachments that were there, without pictures that the text has lost, and with those it has gained.
fn attachments_after(before: &Revision, body: &str, pictures: Vec<Attachment>) -> Vec<Attachment> {
    let is_picture = |a: &Attachment| a.media.starts_with("image/") && a.name.starts_with('图');
    let mut out: Vec<Attachment> =
        before.attachments.iter().filter(|a| !is_picture(a) || body.contains(&a.sha256)).cloned().collect();
    for picture in pictures {
        if out.iter().all(|a| a.sha256 != picture.sha256) {
            out.push(picture);
        }
    }
    out
}

async fn resolve_links(app: &App, draft: &Draft) -> Result<Vec<Link>, DocumentError> {
    let lines = draft.link_lines().map_err(|fault| DocumentError::Fields(vec![fault]))?;
    let mut links = Vec::new();
    for (kind, to) in lines {
        let row = match app.store.document_row(to).await? {
            Some(row) => Some(row),
            None => app.store.document_by_index_number(to).await?,
        };
        let Some(row) = row else {
            return Err(DocumentError::Fields(vec![FieldFault {
                field: "links",
                zh: format!("没有索引号为“{to}”的文件"),
                en: format!("there is no document with the index number {to}"),
            }]));
        };
        links.push(Link { kind, to: row.id });
    }
    Ok(links)
}
