//! A mail: to a server, or into a folder where none is set.

use std::path::{Path, PathBuf};
use std::time::Duration;

use gongkai_store::{Job, Tx};
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MessageBuilder};
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use serde::{Deserialize, Serialize};

use super::{JobError, finish, queue};
use crate::settings::MailRoute;
use crate::{App, Internal};

pub(super) const KIND: &str = "mail";
/// How long a mail server may take. Unit: seconds.
const PATIENCE_S: u64 = 60;

/// A mail to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Where one click ends mails of this kind (RFC 8058); none for those that nobody asked for.
    #[serde(default)]
    pub unsubscribe: Option<String>,
}

impl Mail {
    /// Queues it in the transaction of what causes it; false where one with the key waits already.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub async fn queue(&self, tx: &mut Tx, unique_key: Option<&str>, at_ms: i64) -> Result<bool, Internal> {
        let payload = serde_json::to_string(self).map_err(|e| Internal::Seed(e.to_string()))?;
        queue(tx, KIND, &payload, unique_key, at_ms).await
    }
}

/// Declares a header of plain text.
macro_rules! header {
    ($name:ident, $text:literal) => {
        #[derive(Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($text)
            }

            fn parse(text: &str) -> Result<$name, Box<dyn std::error::Error + Send + Sync>> {
                Ok($name(text.into()))
            }

            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    };
}

header!(ListUnsubscribe, "List-Unsubscribe");
header!(ListUnsubscribePost, "List-Unsubscribe-Post");

pub(super) async fn run(app: &App, job: &Job) -> Result<(), JobError> {
    let mail: Mail =
        serde_json::from_str(&job.payload).map_err(|_| JobError::Failed("the job holds no mail".into()))?;
    let message = message(app, job, &mail)?;
    deliver(app, job, message).await?;
    finish(app.store.begin().await?, job).await
}

/// Gives a mail to the server, or into the folder, that is set.
pub(crate) async fn deliver(app: &App, job: &Job, message: Message) -> Result<(), JobError> {
    match &app.settings.mail {
        MailRoute::None => Err(JobError::Failed("no mail server and no folder is set".into())),
        MailRoute::Folder(folder) => put(folder, &job.id, &message.formatted()).await,
        MailRoute::Smtp(address) => send(address, message).await,
    }
}

/// The head of a mail.
pub(crate) fn builder(app: &App, job: &Job, to: &str, subject: &str) -> Result<MessageBuilder, JobError> {
    // What is wrong with an address is not repeated: addresses of people belong into no log.
    let to: Mailbox = to.parse().map_err(|_| JobError::Failed("the address of the mail is none".into()))?;
    let from: Mailbox = app
        .settings
        .mail_from
        .parse()
        .map_err(|_| JobError::Failed("the sender that is set (mail.from) is no address".into()))?;
    // The same id each time, so that a mail sent twice after a broken connection can be told by its reader.
    let domain = from.email.domain().to_owned();
    let id = format!("<{}@{domain}>", job.id);
    Ok(Message::builder().from(from).to(to).subject(subject).message_id(Some(id)))
}

fn message(app: &App, job: &Job, mail: &Mail) -> Result<Message, JobError> {
    let mut builder = builder(app, job, &mail.to, &mail.subject)?.header(ContentType::TEXT_PLAIN);
    if let Some(address) = &mail.unsubscribe {
        builder = builder
            .header(ListUnsubscribe(format!("<{address}>")))
            .header(ListUnsubscribePost("List-Unsubscribe=One-Click".into()));
    }
    builder.body(mail.text.clone()).map_err(|_| JobError::Failed("the mail cannot be written".into()))
}

/// Writes a mail whole, or not at all.
async fn put(folder: &Path, id: &str, bytes: &[u8]) -> Result<(), JobError> {
    let failed = |e: std::io::Error| JobError::Internal(Internal::Files(e));
    tokio::fs::create_dir_all(folder).await.map_err(failed)?;
    let part = folder.join(format!(".{id}.part"));
    tokio::fs::write(&part, bytes).await.map_err(failed)?;
    tokio::fs::rename(&part, folder.join(format!("{id}.eml"))).await.map_err(failed)
}

async fn send(address: &str, message: Message) -> Result<(), JobError> {
    let refused = |what: &str, error: &lettre::transport::smtp::Error| {
        let code = error.status().map(|c| format!(" ({c})")).unwrap_or_default();
        JobError::Failed(format!("{what}{code}"))
    };
    let transport = transport(address)?.timeout(Some(Duration::from_secs(PATIENCE_S))).build();
    let sent = transport.send(message).await;
    sent.map(|_| ()).map_err(|e| {
        let what = if e.is_timeout() || e.is_transport_shutdown() || e.status().is_none() {
            "the mail server does not answer"
        } else {
            "the mail server refused the mail"
        };
        refused(what, &e)
    })
}

/// A way to the server; `smtp` goes without TLS, which is for a relay on the same machine, `smtps` with it, and
/// `smtp://…?tls=required` turns it on after the greeting (STARTTLS) or sends nothing.
fn transport(address: &str) -> Result<AsyncSmtpTransportBuilder, JobError> {
    let wrong = |what: &str| JobError::Failed(format!("the mail server that is set (mail.smtp): {what}"));
    let (scheme, rest) = address.split_once("://").ok_or_else(|| wrong("smtp://host:port is expected"))?;
    let (login, place) = rest.rsplit_once('@').map_or((None, rest), |(login, place)| (Some(login), place));
    let (place, options) = place.split_once('?').unwrap_or((place, ""));
    let place = place.trim_end_matches('/');
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse().map_err(|_| wrong("the port is no number"))?)),
        None => (place, None),
    };
    let mut builder = match (scheme, options) {
        ("smtp", "") => {
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host).port(port.unwrap_or(25))
        }
        #[cfg(feature = "tls")]
        ("smtp", "tls=required") => {
            let relay = AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host);
            relay.map_err(|_| wrong("the host cannot be used"))?.port(port.unwrap_or(587))
        }
        #[cfg(feature = "tls")]
        ("smtps", "") => {
            let relay = AsyncSmtpTransport::<Tokio1Executor>::relay(host);
            relay.map_err(|_| wrong("the host cannot be used"))?.port(port.unwrap_or(465))
        }
        #[cfg(not(feature = "tls"))]
        ("smtps", "") | ("smtp", "tls=required") => {
            return Err(wrong("this program was built without TLS; build it with the feature tls"));
        }
        _ => {
            return Err(wrong(
                "smtp://host:port, smtp://host:port?tls=required or smtps://host:port is expected",
            ));
        }
    };
    if let Some((user, password)) = login.map(|l| l.split_once(':').unwrap_or((l, ""))) {
        builder = builder.credentials(Credentials::new(user.to_owned(), password.to_owned()));
    }
    Ok(builder)
}

/// The newest mails of the outbox folder, as they were written: name and text.
///
/// # Errors
///
/// If the folder cannot be read.
pub async fn outbox(app: &App, limit: usize) -> Result<Vec<(String, String)>, Internal> {
    let MailRoute::Folder(folder) = app.settings.mail.clone() else { return Ok(Vec::new()) };
    let read = move || -> std::io::Result<Vec<(String, String)>> {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(e),
        };
        let mut files: Vec<(std::time::SystemTime, PathBuf)> = entries
            .filter_map(Result::ok)
            .map(|e| e.path())
            .filter(|p| p.extension().is_some_and(|x| x == "eml"))
            .filter_map(|p| Some((p.metadata().ok()?.modified().ok()?, p)))
            .collect();
        files.sort();
        files.reverse();
        files.truncate(limit);
        let name = |p: &Path| p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        files.iter().map(|(_, p)| Ok((name(p), readable(&std::fs::read(p)?)))).collect()
    };
    Ok(tokio::task::spawn_blocking(read).await??)
}

/// A mail of ours for people: its head, and its text decoded.
fn readable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return text.into_owned() };
    // A long line of the head goes on after a space.
    let head = head.replace("\r\n ", " ");
    let is_base64 = head.to_ascii_lowercase().contains("content-transfer-encoding: base64");
    let body = if is_base64 { base64_text(body) } else { body.to_owned() };
    let subject = head.lines().find_map(|l| l.strip_prefix("Subject: ")).unwrap_or_default();
    let to = head.lines().find_map(|l| l.strip_prefix("To: ")).unwrap_or_default();
    format!("To: {to}\n{}\n\n{body}", encoded_words(subject))
}

fn base64_text(text: &str) -> String {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for c in text.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A subject as it is read: `=?utf-8?b?…?=` decoded.
fn encoded_words(text: &str) -> String {
    let word = |w: &str| {
        let inner = w.strip_prefix("=?utf-8?b?").and_then(|w| w.strip_suffix("?="));
        inner.map_or_else(|| format!("{w} "), base64_text)
    };
    text.split_whitespace().map(word).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_shown_as_they_are_read() {
        let message = Message::builder()
            .from("a@example.org".parse().unwrap())
            .to("b@example.org".parse().unwrap())
            .subject("澄川区教育局：三件文件将要逾期，请尽快办理并及时公开发布")
            .header(ContentType::TEXT_PLAIN)
            .body("王老师：\n您有三件文件待审查。\n".to_owned())
            .unwrap();
        let shown = readable(&message.formatted());
        assert!(shown.contains("三件文件将要逾期，请尽快办理并及时公开发布"), "{shown}");
        assert!(shown.contains("您有三件文件待审查"), "{shown}");
    }

    /// A server that takes one mail and gives what it heard.
    async fn take_one(listener: tokio::net::TcpListener) -> String {
        use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 test ESMTP\r\n").await.unwrap();
        let (mut heard, mut in_data) = (String::new(), false);
        while let Some(line) = lines.next_line().await.unwrap() {
            heard.push_str(&line);
            heard.push('\n');
            let answer: &[u8] = match (in_data, line.as_str()) {
                (true, ".") => {
                    in_data = false;
                    b"250 taken\r\n"
                }
                (true, _) => continue,
                (false, "DATA") => {
                    in_data = true;
                    b"354 go on\r\n"
                }
                (false, "QUIT") => {
                    write.write_all(b"221 bye\r\n").await.unwrap();
                    break;
                }
                (false, _) => b"250 ok\r\n",
            };
            write.write_all(answer).await.unwrap();
        }
        heard
    }

    #[tokio::test]
    async fn a_mail_goes_to_the_server_that_is_set() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("smtp://{}", listener.local_addr().unwrap());
        let message = Message::builder()
            .from("公开平台 <a@example.org>".parse().unwrap())
            .to("b@example.org".parse().unwrap())
            .subject("提醒")
            .body("text".to_owned())
            .unwrap();
        let (heard, sent) = tokio::join!(
            tokio::time::timeout(Duration::from_secs(30), take_one(listener)),
            send(&address, message)
        );
        sent.unwrap();
        let heard = heard.unwrap();
        assert!(
            heard.contains("MAIL FROM:<a@example.org>") && heard.contains("RCPT TO:<b@example.org>"),
            "{heard}"
        );
        assert!(heard.contains("\ntext\n"));
    }

    #[test]
    fn an_address_that_cannot_be_used_is_told_without_its_password() {
        for wrong in ["host", "ftp://u:secret@h", "smtp://u:secret@h:port", "smtp://u:secret@h?tls=maybe"] {
            let error = transport(wrong).err().unwrap().to_string();
            assert!(error.contains("mail.smtp") && !error.contains("secret"), "{error}");
        }
        assert!(transport("smtp://u:secret@h:2525").is_ok());
    }
}
