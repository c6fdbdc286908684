//! Checking a document that is not kept: in memory, gone when the answer is written.

use gongkai_formats::read::ReadError;

use super::Sheet;
use crate::{App, Internal};

/// The largest document that is taken, in bytes.
pub const UPLOAD_LIMIT: usize = 16 << 20;

/// Why a document was not checked.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It cannot be read.
    #[error("unreadable document")]
    Unreadable(#[from] ReadError),
    /// It is over [`UPLOAD_LIMIT`].
    #[error("document over the limit")]
    TooLarge,
    /// The machine failed.
    #[error("internal")]
    Internal(#[from] Internal),
}

/// Reads and checks a document, and forgets it. A wide CSV has several reports.
///
/// # Errors
///
/// If it cannot be read or is too large.
pub async fn check_upload(_app: &App, bytes: Vec<u8>, file: String) -> Result<Vec<Sheet>, UploadError> {
    if bytes.len() > UPLOAD_LIMIT {
        return Err(UploadError::TooLarge);
    }
    // Reading a large PDF takes a while; the other pages go on meanwhile.
    let task = tokio::task::spawn_blocking(move || crate::reading::read(&bytes, &file));
    let read = task.await.map_err(Internal::from)??;
    Ok(read.reports.into_iter().map(|r| Sheet::of(r, None, read.text.as_deref())).collect())
}
