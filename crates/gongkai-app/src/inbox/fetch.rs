//! Mails are taken from the server: looked for, fetched, kept, and only then marked there.

use std::io;
use std::time::Duration;

use async_imap::Session;
use async_imap::types::Flag;
use futures_util::TryStreamExt;
use gongkai_domain::china_time;
use gongkai_domain::disclosure::screen::secrecy_mark;
use gongkai_store::InboxMail;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::parse::{letter, message_id};
use super::{Letter, NotKept, kept, place, record};
use crate::accounts::secret;
use crate::outbound::Stream;
use crate::settings::{Mailbox, MailboxTls};
use crate::virus_scan::{Scan, scan};
use crate::{App, Internal, now_ms};

/// How long one look at the mailbox may take. Unit: seconds.
const PATIENCE_S: u64 = 8 * 60;
/// How long the server may take to let somebody in. Unit: seconds.
const ENTRY_S: u64 = 30;
/// The largest mail that is taken as it came. Unit: bytes.
const LARGEST: u32 = 32 << 20;
/// Mails of one look; the others wait for the next.
const MOST: usize = 200;
/// What a mail that was taken is marked with on the server.
const MARK: &str = "$GongkaiTaken";

/// Why the mailbox could not be looked at. No part of a mail stands in it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailboxError {
    /// It cannot be reached.
    #[error("the mail server cannot be reached")]
    Network(#[from] io::Error),
    /// It does not answer in time.
    #[error("the mail server does not answer in time")]
    Slow,
    /// It refuses the name or the password.
    #[error("the mail server lets nobody in with the name and password that are set")]
    Login,
    /// It has no such folder.
    #[error("the mail server has no folder {0}")]
    Folder(String),
    /// It says something that is not understood.
    #[error("the mail server broke off in the middle")]
    Protocol,
    /// It is to be spoken to without TLS, and is not on this machine.
    #[error("the mail server is elsewhere, and mailbox.tls is no")]
    Plain,
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<gongkai_store::StoreError> for MailboxError {
    fn from(error: gongkai_store::StoreError) -> MailboxError {
        MailboxError::Internal(error.into())
    }
}

impl From<async_imap::error::Error> for MailboxError {
    // What the server says may repeat what was asked, so that none of it is passed on.
    fn from(error: async_imap::error::Error) -> MailboxError {
        match error {
            async_imap::error::Error::Io(error) => MailboxError::Network(error),
            _ => MailboxError::Protocol,
        }
    }
}

type Open = Session<Box<dyn Stream>>;

/// Looks at the mailbox that is set once; gives how many mails were taken.
pub(crate) async fn take_mails(app: &App) -> Result<usize, MailboxError> {
    let Some(mailbox) = app.settings.mailbox.clone() else { return Ok(0) };
    match timeout(Duration::from_secs(PATIENCE_S), take(app, &mailbox)).await {
        Ok(done) => done,
        Err(_) => Err(MailboxError::Slow),
    }
}

async fn connect(mailbox: &Mailbox) -> Result<Box<dyn Stream>, MailboxError> {
    let stream = TcpStream::connect((mailbox.host.as_str(), mailbox.port)).await?;
    match mailbox.tls {
        MailboxTls::Whole => Ok(Box::new(crate::outbound::tls::over(stream, &mailbox.host).await?)),
        MailboxTls::None if stream.peer_addr()?.ip().is_loopback() => Ok(Box::new(stream)),
        MailboxTls::None => Err(MailboxError::Plain),
    }
}

async fn enter(mailbox: &Mailbox) -> Result<Open, MailboxError> {
    let mut client = async_imap::Client::new(connect(mailbox).await?);
    client.read_response().await?.ok_or(MailboxError::Protocol)?;
    client.login(&mailbox.user, &mailbox.password).await.map_err(|_| MailboxError::Login)
}

async fn take(app: &App, mailbox: &Mailbox) -> Result<usize, MailboxError> {
    let entered = timeout(Duration::from_secs(ENTRY_S), enter(mailbox)).await;
    let mut session = entered.map_err(|_| MailboxError::Slow)??;
    let folder = session.select(&mailbox.folder).await;
    let folder = folder.map_err(|_| MailboxError::Folder(mailbox.folder.clone()))?;
    let validity = folder.uid_validity.unwrap_or_default();
    // Where the server keeps no marks of ours, what was taken is known here all the same.
    let can_mark = folder.permanent_flags.iter().any(|f| matches!(f, Flag::MayCreate))
        || folder.permanent_flags.iter().any(|f| matches!(f, Flag::Custom(name) if name == MARK));
    let query = if can_mark { format!("UNKEYWORD {MARK} UNDELETED") } else { "UNDELETED".to_owned() };
    let mut uids: Vec<u32> = session.uid_search(query).await?.into_iter().collect();
    uids.sort_unstable();
    let mut taken = 0;
    for uid in uids {
        let key = format!("{}:{validity}:{uid}", mailbox.folder);
        if !app.store.has_inbox_mail(&key).await? {
            if taken == MOST {
                break;
            }
            if let Some(mail) = fetched(&mut session, uid).await? {
                taken += usize::from(keep(app, &mailbox.agency_id, &key, mail).await?);
            }
        }
        if can_mark {
            let set: Vec<_> =
                session.uid_store(uid.to_string(), format!("+FLAGS ({MARK})")).await?.try_collect().await?;
            drop(set);
        }
    }
    // What was taken is kept whether or not the server says goodbye.
    let _ = session.logout().await;
    Ok(taken)
}

/// A mail of the server: as it came, or its head alone where it is too large.
struct Fetched {
    raw: Vec<u8>,
    size: u32,
    came_at_ms: i64,
}

async fn fetched(session: &mut Open, uid: u32) -> Result<Option<Fetched>, MailboxError> {
    let number = uid.to_string();
    let known: Vec<_> =
        session.uid_fetch(&number, "(UID RFC822.SIZE INTERNALDATE)").await?.try_collect().await?;
    // Somebody may have moved it meanwhile.
    let Some(known) = known.into_iter().find(|f| f.uid == Some(uid)) else { return Ok(None) };
    let (size, date) = (known.size.unwrap_or_default(), known.internal_date());
    let what = if size > LARGEST { "(UID BODY.PEEK[HEADER])" } else { "(UID BODY.PEEK[])" };
    let found: Vec<_> = session.uid_fetch(&number, what).await?.try_collect().await?;
    let Some(found) = found.into_iter().find(|f| f.uid == Some(uid)) else { return Ok(None) };
    let raw = if size > LARGEST { found.header() } else { found.body() };
    let came_at_ms = date.map_or_else(now_ms, |d| d.timestamp_millis());
    Ok(raw.map(|raw| Fetched { raw: raw.to_vec(), size, came_at_ms }))
}

/// Keeps a mail with what is shown of it, in one transaction; false where the same mail was taken from another place.
async fn keep(app: &App, agency_id: &str, server_key: &str, mail: Fetched) -> Result<bool, Internal> {
    let Fetched { raw, size, came_at_ms } = mail;
    let read = raw.clone();
    let (mut shown, message) =
        tokio::task::spawn_blocking(move || (letter(&read), message_id(&read))).await?;
    let hash = gongkai_store::sha256(&raw);
    let tag = app.keys.tag("inbox", &format!("{message}\n{hash}")).map_err(Internal::Files)?;
    if [&shown.subject, &shown.text].iter().any(|t| secrecy_mark(t).is_some()) {
        // What bears such a mark may not be kept here, not even sealed.
        shown = Letter { kept: NotKept::Secret, ..Letter::default() };
    } else if size > LARGEST {
        shown.kept = NotKept::Large;
    } else if matches!(scan(app, &raw).await?, Scan::Infected(_)) {
        shown.kept = NotKept::Infected;
    }
    let id = secret::id();
    let file = if shown.kept == NotKept::Kept { Some(kept(app, &id, raw).await?) } else { None };
    let text = serde_json::to_string(&shown).map_err(|e| Internal::Seed(e.to_string()))?;
    let row = InboxMail {
        sealed: app.keys.seal(&place(&id), &text).map_err(Internal::Files)?,
        agency_id: agency_id.to_owned(),
        server_key: server_key.to_owned(),
        message_tag: tag,
        sha256: file.as_ref().map(|f| f.sha256.clone()).unwrap_or_default(),
        size_bytes: i64::from(size),
        came_on: china_time::day(came_at_ms).to_string(),
        taken_at_ms: now_ms(),
        state: "open".into(),
        request_id: None,
        reason: None,
        ended_by: None,
        ended_at_ms: None,
        id,
    };
    let mut tx = app.store.begin().await?;
    if !tx.put_inbox_mail(&row).await? {
        return Ok(false);
    }
    if let Some(file) = &file {
        tx.put_file(file).await?;
    }
    let of = (agency_id, row.id.as_str());
    if shown.kept == NotKept::Secret {
        record(app, &mut tx, of, "secrecy_refused", None, json!({ "sha256": hash })).await?;
    } else {
        record(app, &mut tx, of, "inbox.taken", None, json!({ "kept": shown.kept })).await?;
    }
    tx.commit().await?;
    Ok(true)
}
