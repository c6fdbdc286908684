//! Files of a document: taken in, and taken off.

use gongkai_domain::disclosure::act::Act;
use gongkai_domain::disclosure::revision::Attachment;
use gongkai_formats::inspect::strip_metadata;
use gongkai_formats::read::sniff::{Media, picture_media, sniff};

use super::act::{nothing_in_work, perform};
use super::{DocumentError, create};
use crate::accounts::Signed;
use crate::virus_scan::{Scan, scan};
use crate::{App, Internal};

/// The largest file. Unit: bytes.
pub const ATTACHMENT_LIMIT: usize = 32 << 20;

/// A file as it was sent.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The media type of a file by its bytes, if it is of a kind that is published.
pub(crate) fn media_of(bytes: &[u8]) -> Option<&'static str> {
    Some(match sniff(bytes) {
        Media::Pdf => "application/pdf",
        Media::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Media::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Media::Xls => "application/vnd.ms-excel",
        Media::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        Media::Odt => "application/vnd.oasis.opendocument.text",
        Media::Ofd => "application/ofd",
        Media::Doc => "application/msword",
        Media::Rtf => "application/rtf",
        Media::Text | Media::Cells => "text/plain; charset=utf-8",
        Media::Image => picture_media(bytes)?,
        Media::Archive => "application/zip",
        _ => return None,
    })
}

/// A name without a path and without what has a meaning in one.
pub(crate) fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control() && !"<>:\"|?*".contains(*c)).collect();
    let name = name.trim().trim_start_matches('.').to_owned();
    if name.is_empty() { "附件".into() } else { name.chars().take(120).collect() }
}

fn refused(zh: &str, en: &str) -> Result<(), DocumentError> {
    Err(DocumentError::File(zh.into(), en.into()))
}

/// Refuses what is empty or too large.
pub(super) fn check_size(upload: &Upload) -> Result<(), DocumentError> {
    match upload.bytes.len() {
        0 => refused("文件是空的，请检查后重新上传。", "The file is empty; check it and send it again."),
        1..=ATTACHMENT_LIMIT => Ok(()),
        _ => {
            refused("文件超过 32 MB，请压缩或拆分。", "The file is over 32 MB; make it smaller or split it.")
        }
    }
}

/// Refuses what the virus scan finds.
pub(super) async fn check_viruses(app: &App, bytes: &[u8]) -> Result<(), DocumentError> {
    match scan(app, bytes).await? {
        Scan::Clean => Ok(()),
        Scan::Infected(name) => refused(
            &format!("文件含有恶意代码（{name}），未被接受。请在来源电脑上查杀后重新上传。"),
            &format!(
                "The file holds malicious code ({name}) and was not taken. Clean the computer that it came from."
            ),
        ),
    }
}

/// Keeps a file without what its properties say of people, which is nobody's business (Art. 15).
pub(super) async fn keep_clean(app: &App, upload: Upload, media: &str) -> Result<Attachment, Internal> {
    let Upload { name, bytes } = upload;
    let bytes = tokio::task::spawn_blocking(move || strip_metadata(&bytes).unwrap_or(bytes)).await?;
    create::keep(app, bytes, &safe_name(&name), media).await
}

/// Adds a file to the version in work.
///
/// # Errors
///
/// If the file is empty, too large or of a kind that is not published, the person may not, or the database fails.
pub async fn attach(app: &App, by: &Signed, id: &str, upload: Upload) -> Result<(), DocumentError> {
    check_size(&upload)?;
    let Some(media) = media_of(&upload.bytes) else {
        return refused(
            "不接受这种文件。请转换为 PDF、DOCX、XLSX、OFD、图片或文本后上传。",
            "This kind of file is not taken; convert it to PDF, DOCX, XLSX, OFD, a picture or text.",
        );
    };
    let kept = app.store.document(id).await?.ok_or(DocumentError::NotFound)?;
    let mut revision = kept.document.work.as_ref().ok_or_else(nothing_in_work)?.revision.clone();
    super::screen::file(app, by, &kept.agency_id, id, &upload).await?;
    let attachment = keep_clean(app, upload, media).await?;
    if revision.attachments.iter().any(|a| a.sha256 == attachment.sha256) {
        return Ok(());
    }
    revision.attachments.push(attachment);
    perform(app, by, id, Act::Edit(Box::new(revision)), None).await
}

/// Takes a file off the version in work.
///
/// # Errors
///
/// If it has no such file, the person may not, or the database fails.
pub async fn detach(app: &App, by: &Signed, id: &str, sha256: &str) -> Result<(), DocumentError> {
    let kept = app.store.document(id).await?.ok_or(DocumentError::NotFound)?;
    let mut revision = kept.document.work.as_ref().ok_or_else(nothing_in_work)?.revision.clone();
    let before = revision.attachments.len();
    revision.attachments.retain(|a| a.sha256 != sha256);
    if revision.attachments.len() == before {
        return Err(DocumentError::NotFound);
    }
    perform(app, by, id, Act::Edit(Box::new(revision)), None).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(safe_name("..\\..\\x/附件 1.pdf"), "附件 1.pdf");
        assert_eq!(safe_name("../"), "附件");
        assert_eq!(safe_name(".htaccess"), "htaccess");
    }
}
