//! 依申请公开: from the applicant's form to the answer. One verb a file; the law is in `gongkai_domain::request`.

mod act;
mod applicant;
mod archive;
mod asks;
mod bundle;
mod desk;
mod exchange;
mod files;
mod hand_over;
mod history;
mod lessons;
mod letter_facts;
mod letters;
mod proceedings;
mod proposals;
mod public_register;
mod redaction;
mod reseal;
mod same_applicant;
mod settings;
mod show;
mod submit;
mod tally;
mod track;

use gongkai_domain::calendar::CalendarGap;
use gongkai_domain::permission::{Refusal, Right, Thing, may};
use gongkai_domain::request::Refused;
use gongkai_store::{Agency, KeptRequest, StoreError};

pub use act::{TypedAct, act, assign};
pub use applicant::{ApplicantForm, FORMS, Person, WAYS};
pub use archive::archive_package;
pub use asks::{Ask, answer_ask, asks};
pub use bundle::{BundleOrder, BundlePage, Exhibit, bundle, bundle_page};
pub use desk::{Clocks, DeskCase, DeskFilter, DueCalendar, DueDay, Light, RequestDesk, desk, due_calendar};
pub(crate) use desk::{Lights, Reminded, clocks, to_remind};
pub use exchange::{ImportedRow, RequestImport, export_requests, import_requests};
pub use files::{CaseFile, MOST_OF_APPLICANT, add_file, case_file, remove_file};
pub(crate) use files::{Kept, put as put_file};
pub use history::{OwnKey, OwnRequest, export_own, link_request, own_key, own_requests};
pub use lessons::Lesson;
pub(crate) use lessons::{lessons_of, sentences as lesson_sentences};
pub(crate) use letter_facts::agency_facts;
pub use letter_facts::{LetterPreview, PreviewLine, letter_preview, letter_preview_file};
pub(crate) use letters::{Head, names, written};
pub use letters::{
    LetterPage, LetterPiece, SentLetter, approve_letter, draft_letter, edit_letter, is_to_applicant,
    letter_file, letter_page, letters_of, send_letter, void_letter,
};
pub(crate) use letters::{sent_file as platform_letter, sent_letters as platform_letters, to_mail};
pub(crate) use proceedings::proceedings_of;
pub use proceedings::{ProceedingRow, Table4, put_proceeding, table4};
pub use proposals::{
    Accepted, Asked, Proposal, ProposalDesk, Suggestion, accept_proposal, decline_proposal, proposals,
};
pub use public_register::{
    PUBLIC_PAGE, PublicList, PublicQuery, RegisterDesk, WordingPage, approve_wording, draft_wording,
    has_public_register, public_requests, register_desk, withdraw_wording, wording_page,
};
pub use redaction::{
    CutAt, RedactionPage, TypedCut, is_text, made_copy, mark_cuts, page_picture, redaction_page, set_as_pdf,
};
pub use reseal::{Sealed, rotate_keys, sealed};
pub use same_applicant::{Other, SameApplicant};
pub use settings::{RequestSettings, request_settings, set_request_settings};
pub use show::{CaseEvent, CasePage, Handover, NextAct, show};
pub(crate) use show::{MASKED, colleagues, masked};
pub use submit::{Receipt, submit, submit_for, submit_from_mail};
pub(crate) use submit::{code, code_of, submit_by_platform};
pub use tally::{Tally, tally};
pub use track::{HandedOver, Tracked, applicant_act, track, tracked_file, tracked_letter, tracked_upload};

use crate::accounts::Signed;
use crate::documents::FieldFault;
use crate::{App, Internal};

/// Why something about a request is refused.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// There is no such request or agency.
    #[error("not found")]
    NotFound,
    /// The person may not.
    #[error(transparent)]
    Forbidden(#[from] Refusal),
    /// The law, or the state of the case, forbids it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A field holds what it cannot.
    #[error("fields")]
    Fields(Vec<FieldFault>),
    /// A holiday notice is missing.
    #[error(transparent)]
    Calendar(#[from] CalendarGap),
    /// The machine failed.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<StoreError> for RequestError {
    fn from(error: StoreError) -> RequestError {
        RequestError::Internal(error.into())
    }
}

/// A case with its agency, for somebody who has a right there.
async fn case_of(
    app: &App,
    by: &Signed,
    (agency_id, request_id): (&str, &str),
    right: Right,
) -> Result<(Agency, KeptRequest), RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, right, Thing::Of { agency: &agency.id, regions: &regions })?;
    let kept = app.store.request(request_id).await?.filter(|k| k.agency_id == agency.id);
    Ok((agency, kept.ok_or(RequestError::NotFound)?))
}

/// What binds a sealed value to its place.
fn place(request_id: &str, field: &str) -> String {
    format!("request/{request_id}/{field}")
}

/// The agencies that something can go to: those of the platform that go on, without one.
pub(crate) async fn others(app: &App, agency_id: &str) -> Result<Vec<Agency>, Internal> {
    let mut agencies = crate::messages::addressees(app).await?;
    agencies.retain(|a| a.id != agency_id);
    Ok(agencies)
}

pub(crate) fn seal(app: &App, request_id: &str, field: &str, text: &str) -> Result<String, Internal> {
    if text.is_empty() {
        return Ok(String::new());
    }
    app.keys.seal(&place(request_id, field), text).map_err(Internal::Files)
}

pub(crate) fn open(app: &App, request_id: &str, field: &str, sealed: &str) -> Result<String, Internal> {
    app.keys.open(&place(request_id, field), sealed).map_err(Internal::Files)
}

fn fault(field: &'static str, zh: &str, en: &str) -> FieldFault {
    FieldFault { field, zh: zh.into(), en: en.into() }
}
