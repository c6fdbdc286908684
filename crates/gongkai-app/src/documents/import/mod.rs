//! A draft from a file: what it says becomes text and fields, and whoever imports it is told what is not sure and what
//! was left out. The file itself is not kept: it can hold more than its readers see.

mod fields;

use gongkai_domain::disclosure::revision::Attachment;
use gongkai_formats::import::{Content, ImportedDocument, import_document};
use gongkai_formats::inspect::{Inspected, inspect};
use gongkai_formats::read::ReadError;

use super::attach::{self, Upload};
use super::create::{begin, keep, may_begin};
use super::{DocumentError, screen};
use crate::accounts::Signed;
use crate::{App, Internal};

pub(super) use fields::Reading;

/// A draft that was begun from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedDraft {
    /// Its id.
    pub id: String,
    /// What to tell about it, in the order of importance.
    pub notes: Vec<ImportNote>,
}

/// What an import tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportNoteKind {
    /// It was inferred, mended, or there are several answers: somebody has to look.
    Unsure,
    /// It is in the file and not in the draft.
    LeftOut,
    /// It was found where the file says what it is.
    Found,
}

/// Something to tell about an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportNote {
    /// What it is.
    pub kind: ImportNoteKind,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Begins a draft of an agency from a file.
///
/// # Errors
///
/// If the person may not, the file cannot be read, it or something in it bears a mark of secrecy, or the database
/// fails.
pub async fn import(
    app: &App,
    by: &Signed,
    agency_id: &str,
    upload: Upload,
) -> Result<ImportedDraft, DocumentError> {
    let beginning = may_begin(app, by, agency_id).await?;
    attach::check_size(&upload)?;
    screen::file(app, by, agency_id, agency_id, &upload).await?;
    let (imported, looked) = read(upload).await?;
    let columns = app.store.columns().await?;
    let mut reading = Reading::of(&imported, &looked, &beginning.agency.name, &columns);
    reading.not_taken(&imported);
    let mut attachments = pictures(app, &imported).await?;
    files(app, by, agency_id, imported, &mut attachments, &mut reading).await?;
    let body = std::mem::take(&mut reading.draft.body);
    let id = begin(app, by, &beginning, &reading.draft, body, attachments).await?;
    reading.notes.sort_by_key(|note| note.kind);
    Ok(ImportedDraft { id, notes: reading.notes })
}

/// Reads a file, off the threads that serve requests.
pub(super) async fn read(upload: Upload) -> Result<(ImportedDocument, Inspected), DocumentError> {
    let work = move || {
        let imported = import_document(&upload.bytes, &upload.name)?;
        Ok((imported, inspect(&upload.bytes, &upload.name)))
    };
    let read: Result<_, ReadError> = tokio::task::spawn_blocking(work).await.map_err(Internal::from)?;
    read.map_err(|error| DocumentError::File(refusal(&error), error.to_string()))
}

/// Why a file is not read, in Chinese.
fn refusal(error: &ReadError) -> String {
    match error {
        ReadError::Unsupported { kind, .. } => {
            format!("不能从这种文件新建（{kind}）。请转换为 DOCX、PDF、HTML、Markdown 或纯文本。")
        }
        ReadError::Damaged { kind, .. } => format!("文件已损坏，不是完整的 {kind} 文件。请重新保存后再试。"),
        ReadError::TooLarge { .. } => "文件的内容超过可处理的上限，请拆分后再试。".into(),
        ReadError::Empty => "文件中没有内容，请检查后重新上传。".into(),
        ReadError::NoTextLayer => {
            "PDF 是扫描件，没有文字。请先做文字识别（OCR），或使用原始的 DOCX 文件。".into()
        }
    }
}

/// The pictures of the text, in its order.
pub(super) async fn pictures(app: &App, imported: &ImportedDocument) -> Result<Vec<Attachment>, Internal> {
    let mut kept = Vec::new();
    for sha256 in imported.body.images() {
        let Some(image) = imported.images.iter().find(|image| image.sha256 == sha256) else { continue };
        let ending = image.media.rsplit('/').next().unwrap_or("bin");
        let name = format!("图{}.{ending}", kept.len() + 1);
        kept.push(keep(app, image.bytes.clone(), &name, image.media).await?);
    }
    Ok(kept)
}

/// The files inside the file: those of kinds that are published become attachments.
async fn files(
    app: &App,
    by: &Signed,
    agency_id: &str,
    imported: ImportedDocument,
    attachments: &mut Vec<Attachment>,
    reading: &mut Reading,
) -> Result<(), DocumentError> {
    for file in imported.attachments {
        let Content::Inside { bytes, .. } = file.content else { continue };
        let upload = Upload { name: attach::safe_name(&file.name), bytes };
        let Some(media) = attach::media_of(&upload.bytes) else {
            reading.left_out(
                format!("内嵌文件“{}”：不是可以公开的文件类型", upload.name),
                format!("{}, inside the file: not of a kind that is published", upload.name),
            );
            continue;
        };
        screen::file(app, by, agency_id, agency_id, &upload).await?;
        reading.unsure(
            format!("内嵌文件“{}”已作为附件，请确认是否应当公开", upload.name),
            format!(
                "{}, inside the file, is an attachment now; see whether it is to be published",
                upload.name
            ),
        );
        let kept = attach::keep_clean(app, upload, media).await?;
        if attachments.iter().all(|known| known.sha256 != kept.sha256) {
            attachments.push(kept);
        }
    }
    Ok(())
}
