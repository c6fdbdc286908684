//! What a mail says: text in, nothing run. Whatever the bytes are, there is an answer.

use mail_parser::{Message, MessageParser, MimeHeaders};

use super::{Attachment, Letter};
use crate::documents::safe_name;

/// Longest line that is kept of a head. Unit: characters.
const LINE: usize = 200;
/// Longest text that is kept to be shown; the rest is in the mail as it came. Unit: characters.
const TEXT: usize = 20_000;
/// Attachments that are listed.
const MOST: usize = 50;

fn line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LINE)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// A text of several lines, without what no database keeps and no page shows.
fn lines(text: &str) -> String {
    let clean = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    clean.take(TEXT).collect::<String>().trim().to_owned()
}

/// What is shown of a mail.
pub(super) fn letter(raw: &[u8]) -> Letter {
    let Some(mail) = MessageParser::default().parse(raw) else { return Letter::default() };
    let from = mail.from().and_then(|from| from.first());
    let texts: Vec<String> =
        (0..mail.text_body_count()).filter_map(|at| mail.body_text(at)).map(|t| lines(&t)).collect();
    Letter {
        from_name: line(from.and_then(|f| f.name()).unwrap_or_default()),
        from_address: line(from.and_then(|f| f.address()).unwrap_or_default()),
        subject: line(mail.subject().unwrap_or_default()),
        text: texts.join("\n").chars().take(TEXT).collect(),
        attachments: files(&mail)
            .into_iter()
            .map(|(name, bytes)| Attachment { name, size_bytes: bytes.len() })
            .collect(),
        kept: super::NotKept::Kept,
    }
}

/// The Message-ID; empty where there is none.
pub(super) fn message_id(raw: &[u8]) -> String {
    let mail = MessageParser::default().parse_headers(raw);
    line(mail.as_ref().and_then(|m| m.message_id()).unwrap_or_default())
}

/// Names and bytes of what came with a mail.
pub(super) fn attachments(raw: &[u8]) -> Vec<(String, Vec<u8>)> {
    MessageParser::default().parse(raw).map(|mail| files(&mail)).unwrap_or_default()
}

fn files(mail: &Message<'_>) -> Vec<(String, Vec<u8>)> {
    let file = |(at, part): (usize, &mail_parser::MessagePart<'_>)| {
        let name = safe_name(&line(part.attachment_name().unwrap_or_default()));
        let name = if name.is_empty() { format!("attachment-{}", at + 1) } else { name };
        (name, part.contents().to_vec())
    };
    mail.attachments().take(MOST).enumerate().map(file).collect()
}
