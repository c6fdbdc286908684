//! 来件: mails of a mailbox that may be requests. A clerk opens each, writes it down as a request or sets it aside with a reason.
//! The mail as it came is kept sealed; it is marked on the server only after it is kept, and taken once.

#[cfg(feature = "imap")]
mod fetch;
#[cfg(feature = "imap")]
mod parse;
#[cfg(all(test, feature = "imap"))]
mod tests;

use gongkai_domain::permission::{Right, Thing, may};
use gongkai_store::{Agency, InboxMail, MailEnd, NewEvent, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::accounts::Signed;
use crate::documents::FieldFault;
use crate::reports::Download;
use crate::requests::{ApplicantForm, RequestError};
use crate::{App, Internal, now_ms};

#[cfg(feature = "imap")]
pub(crate) use fetch::{MailboxError, take_mails};

/// Mails of a list.
const SHOWN: i64 = 100;
/// Longest description of a request. Unit: characters.
const WANTED: usize = 3_000;

/// Why a mail was not kept as it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotKept {
    /// It was.
    #[default]
    Kept,
    /// It is too large.
    Large,
    /// It bears a mark of state secrets; nothing of it was kept.
    Secret,
    /// Something harmful was found in it.
    Infected,
}

/// An attachment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Unit: bytes.
    pub size_bytes: usize,
}

/// What is shown of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letter {
    /// The name of who sent it.
    pub from_name: String,
    /// The address.
    pub from_address: String,
    /// The subject.
    pub subject: String,
    /// The text, as far as it is read.
    pub text: String,
    /// What came with it.
    pub attachments: Vec<Attachment>,
    /// Whether it was kept as it came.
    pub kept: NotKept,
}

/// A mail with what is shown of it; nothing where its key is not there.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// The mail.
    pub row: InboxMail,
    /// What is shown of it.
    pub letter: Option<Letter>,
}

/// The mails of an agency.
#[derive(Debug, Clone)]
pub struct Inbox {
    /// Whose.
    pub agency: Agency,
    /// Those that wait first.
    pub mails: Vec<MailRow>,
    /// Whether the mailbox that is set is this agency's.
    pub is_set: bool,
}

/// What seals a mail is bound to it.
fn place(id: &str) -> String {
    format!("inbox/{id}")
}

fn letter_of(app: &App, row: &InboxMail) -> Option<Letter> {
    let text = app.keys.open(&place(&row.id), &row.sealed).ok()?;
    serde_json::from_str(&text).ok()
}

async fn agency_of(app: &App, by: &Signed, agency_id: &str) -> Result<Agency, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::HandleRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    Ok(agency)
}

/// Puts on record what was done with a mail. Nothing of who wrote it stands there.
async fn record(
    app: &App,
    tx: &mut Tx,
    (agency_id, mail_id): (&str, &str),
    kind: &str,
    by: Option<&Signed>,
    particulars: serde_json::Value,
) -> Result<(), Internal> {
    let payload = particulars.to_string();
    let event = NewEvent {
        agency_id,
        subject_kind: "inbox-mail",
        subject_id: mail_id,
        kind,
        actor_id: by.map(|b| b.user.id.as_str()),
        at_ms: now_ms(),
        payload: &payload,
    };
    tx.append(&event, app.settings.chain_hash).await?;
    Ok(())
}

/// The mails of an agency.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn inbox(app: &App, by: &Signed, agency_id: &str) -> Result<Inbox, RequestError> {
    let agency = agency_of(app, by, agency_id).await?;
    let rows = app.store.inbox_mails(agency_id, SHOWN).await?;
    let mails = rows.into_iter().map(|row| MailRow { letter: letter_of(app, &row), row }).collect();
    let is_set = app.settings.mailbox.as_ref().is_some_and(|m| m.agency_id == agency_id);
    Ok(Inbox { agency, mails, is_set })
}

/// How many mails of an agency wait; nothing where it has no mailbox.
///
/// # Errors
///
/// If the database fails.
pub async fn waiting(app: &App, agency_id: &str) -> Result<Option<i64>, Internal> {
    let is_set = app.settings.mailbox.as_ref().is_some_and(|m| m.agency_id == agency_id);
    let count = app.store.count_inbox(agency_id).await?;
    Ok((is_set || count > 0).then_some(count))
}

async fn find(
    app: &App,
    by: &Signed,
    agency_id: &str,
    id: &str,
) -> Result<(Agency, InboxMail), RequestError> {
    let agency = agency_of(app, by, agency_id).await?;
    let row = app.store.inbox_mail(id).await?.filter(|m| m.agency_id == agency_id);
    Ok((agency, row.ok_or(RequestError::NotFound)?))
}

/// One mail; that it was looked at is put on record.
///
/// # Errors
///
/// If there is none, the person may not, or the database fails.
pub async fn mail(
    app: &App,
    by: &Signed,
    agency_id: &str,
    id: &str,
) -> Result<(Agency, MailRow), RequestError> {
    let (agency, row) = find(app, by, agency_id, id).await?;
    let mut tx = app.store.begin().await?;
    record(app, &mut tx, (agency_id, id), "inbox.opened", Some(by), json!({})).await?;
    tx.commit().await?;
    Ok((agency, MailRow { letter: letter_of(app, &row), row }))
}

/// The form of a request as far as a mail fills it.
///
/// # Errors
///
/// If there is no such mail that waits, the person may not, or the database fails.
pub async fn form_of(
    app: &App,
    by: &Signed,
    agency_id: &str,
    id: &str,
) -> Result<(ApplicantForm, InboxMail), RequestError> {
    let (_, row) = find(app, by, agency_id, id).await?;
    if row.state != "open" {
        return Err(RequestError::NotFound);
    }
    let letter = letter_of(app, &row).unwrap_or_default();
    let wanted = format!("{}\n{}", letter.subject, letter.text);
    let form = ApplicantForm {
        agency_id: agency_id.to_owned(),
        name: letter.from_name,
        email: letter.from_address,
        wanted: wanted.trim().chars().take(WANTED).collect(),
        way: "email".into(),
        form: "electronic".into(),
        ..ApplicantForm::default()
    };
    Ok((form, row))
}

/// Notes in the transaction of a request that it was made from a mail; false where the mail waits no more.
pub(crate) async fn registered(
    app: &App,
    tx: &mut Tx,
    by: &Signed,
    (agency_id, mail_id): (&str, &str),
    request_id: &str,
) -> Result<bool, Internal> {
    let end = MailEnd::Registered(request_id);
    if !tx.end_inbox_mail((agency_id, mail_id), end, &by.user.id, now_ms()).await? {
        return Ok(false);
    }
    let particulars = json!({ "request": request_id });
    record(app, tx, (agency_id, mail_id), "inbox.registered", Some(by), particulars).await?;
    Ok(true)
}

/// Sets a mail aside that is no request.
///
/// # Errors
///
/// If none waits, the reason is missing, the person may not, or the database fails.
pub async fn set_aside(
    app: &App,
    by: &Signed,
    agency_id: &str,
    id: &str,
    reason: &str,
) -> Result<(), RequestError> {
    agency_of(app, by, agency_id).await?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        return Err(RequestError::Fields(vec![FieldFault {
            field: "reason",
            zh: "请填写搁置理由，不超过200字。".into(),
            en: "Say why it is set aside, in at most 200 characters.".into(),
        }]));
    }
    let mut tx = app.store.begin().await?;
    if !tx.end_inbox_mail((agency_id, id), MailEnd::SetAside(reason), &by.user.id, now_ms()).await? {
        return Err(RequestError::NotFound);
    }
    record(app, &mut tx, (agency_id, id), "inbox.set-aside", Some(by), json!({ "reason": reason })).await?;
    Ok(tx.commit().await?)
}

/// An attachment of a mail by its place from 0, or, without a place, the mail as it came.
///
/// # Errors
///
/// If there is none, the person may not, or the machine fails.
pub async fn attachment(
    app: &App,
    by: &Signed,
    agency_id: &str,
    id: &str,
    number: Option<usize>,
) -> Result<Download, RequestError> {
    let (_, row) = find(app, by, agency_id, id).await?;
    let raw = raw_of(app, &row).await?.ok_or(RequestError::NotFound)?;
    let mut tx = app.store.begin().await?;
    record(app, &mut tx, (agency_id, id), "inbox.file-taken", Some(by), json!({ "file": number })).await?;
    tx.commit().await?;
    match number {
        None => Ok(Download { name: "mail.eml".into(), media_type: "message/rfc822", bytes: raw }),
        Some(number) => {
            let mut found = attachments(&raw);
            if number >= found.len() {
                return Err(RequestError::NotFound);
            }
            let (name, bytes) = found.swap_remove(number);
            // What somebody sends is never shown by the browser, whatever it says that it is.
            Ok(Download { name, media_type: "application/octet-stream", bytes })
        }
    }
}

/// The mail as it came; nothing where it was not kept.
async fn raw_of(app: &App, row: &InboxMail) -> Result<Option<Vec<u8>>, Internal> {
    if row.sha256.is_empty() {
        return Ok(None);
    }
    let sealed = app.files.get(&row.sha256).await.map_err(Internal::Files)?;
    let (keys, at) = (app.keys.clone(), place(&row.id));
    let work = move || keys.open_bytes(&at, &sealed);
    tokio::task::spawn_blocking(work).await?.map(Some).map_err(Internal::Files)
}

/// Names and bytes of what came with a mail.
#[cfg(feature = "imap")]
fn attachments(raw: &[u8]) -> Vec<(String, Vec<u8>)> {
    parse::attachments(raw)
}

/// A build without mailboxes reads no mails.
#[cfg(not(feature = "imap"))]
fn attachments(_: &[u8]) -> Vec<(String, Vec<u8>)> {
    Vec::new()
}

/// What came with a mail, to be put with the papers of the case that it became. Without its key it is not to be had, which
/// the page of the mail says; the case is made all the same.
pub(crate) async fn papers(app: &App, mail_id: &str) -> Result<Vec<(String, Vec<u8>)>, Internal> {
    let Some(row) = app.store.inbox_mail(mail_id).await? else { return Ok(Vec::new()) };
    match raw_of(app, &row).await {
        Ok(raw) => Ok(raw.map(|raw| attachments(&raw)).unwrap_or_default()),
        Err(Internal::Files(error)) if error.kind() == std::io::ErrorKind::InvalidData => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Seals every mail anew with the key and the cipher that seal now; gives how many.
pub(crate) async fn reseal(app: &App) -> Result<usize, Internal> {
    let all = app.store.all_inbox_mails().await?;
    for row in &all {
        let text = app.keys.open(&place(&row.id), &row.sealed).map_err(Internal::Files)?;
        let sealed = app.keys.seal(&place(&row.id), &text).map_err(Internal::Files)?;
        let file = match raw_of(app, row).await? {
            Some(raw) => Some(kept(app, &row.id, raw).await?),
            None => None,
        };
        let mut tx = app.store.begin().await?;
        let sha256 = file.as_ref().map_or("", |f| f.sha256.as_str());
        if let Some(file) = &file {
            tx.put_file(file).await?;
        }
        tx.reseal_inbox_mail(&row.id, sha256, &sealed).await?;
        tx.commit().await?;
    }
    Ok(all.len())
}

/// Puts the mail as it came into the file store, sealed.
async fn kept(app: &App, id: &str, raw: Vec<u8>) -> Result<gongkai_store::FileEntry, Internal> {
    let (keys, at) = (app.keys.clone(), place(id));
    let sealed = tokio::task::spawn_blocking(move || keys.seal_bytes(&at, &raw)).await?;
    let sealed = sealed.map_err(Internal::Files)?;
    let size_bytes = i64::try_from(sealed.len()).unwrap_or(i64::MAX);
    Ok(gongkai_store::FileEntry {
        sha256: app.files.put(sealed).await.map_err(Internal::Files)?,
        size_bytes,
        media: "application/octet-stream".into(),
        name_hint: String::new(),
        created_at_ms: now_ms(),
    })
}

/// A mail of the demonstration, with the mail as it came.
pub(crate) async fn demo_mail(
    app: &App,
    tx: &mut Tx,
    agency_id: &str,
    letter: &Letter,
    at_ms: i64,
) -> Result<InboxMail, Internal> {
    let id = crate::accounts::secret::id();
    let raw = format!(
        "From: {} <{}>\r\nSubject: {}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
        letter.from_name, letter.from_address, letter.subject, letter.text
    );
    let size_bytes = i64::try_from(raw.len()).unwrap_or(i64::MAX);
    let file = kept(app, &id, raw.into_bytes()).await?;
    tx.put_file(&file).await?;
    let text = serde_json::to_string(letter).map_err(|e| Internal::Seed(e.to_string()))?;
    Ok(InboxMail {
        agency_id: agency_id.to_owned(),
        server_key: format!("demo:{id}"),
        message_tag: id.clone(),
        sha256: file.sha256,
        size_bytes,
        sealed: app.keys.seal(&place(&id), &text).map_err(Internal::Files)?,
        came_on: gongkai_domain::china_time::day(at_ms).to_string(),
        taken_at_ms: at_ms,
        state: "open".into(),
        request_id: None,
        reason: None,
        ended_by: None,
        ended_at_ms: None,
        id,
    })
}
