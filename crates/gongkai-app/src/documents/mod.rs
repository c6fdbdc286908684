//! Proactive disclosure in the office: one verb a file.

mod act;
mod attach;
mod create;
mod desk;
mod draft;
mod import;
mod list;
mod publish_due;
mod review_sheet;
mod review_steps;
mod screen;
mod show;
pub mod site;

use gongkai_domain::disclosure::act::ActError;
use gongkai_domain::permission::Refusal;
use gongkai_store::StoreError;

pub use act::{act, allowed};
pub use attach::{ATTACHMENT_LIMIT, Upload, attach, detach};
pub(crate) use attach::{media_of, safe_name};
pub use create::{clean_body, create, edit};
pub(crate) use desk::rows_in_work;
pub use desk::{Deadline, Desk, DeskRow, Progress, desk, progress};
pub use draft::{Draft, FieldFault};
pub use import::{ImportNote, ImportNoteKind, ImportedDraft, import};
pub use list::{AgencyDocuments, agency, agency_documents, agency_of, columns};
pub use publish_due::publish_due;
pub use review_sheet::review_sheet;
pub use review_steps::{LONGEST_STEP_DAYS, TypedStep, review_steps, set_review_steps};
pub(crate) use screen::{check_new_file, words};
pub use screen::{set_word_list, word_list};
pub use show::{Allowed, TimelineEntry, WorkPage, show};

use crate::Internal;

/// Why an act on a document is refused.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// There is no such document or agency.
    #[error("not found")]
    NotFound,
    /// The person may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Not now, or not by this person.
    #[error(transparent)]
    Act(#[from] ActError),
    /// A field holds what it cannot.
    #[error("fields")]
    Fields(Vec<FieldFault>),
    /// The agency has no code from which index numbers are made.
    #[error("no unified code")]
    NoCode,
    /// A file that is not taken, with the reason in Chinese and English.
    #[error("{1}")]
    File(String, String),
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<StoreError> for DocumentError {
    fn from(error: StoreError) -> DocumentError {
        DocumentError::Internal(error.into())
    }
}
