//! How the applicant follows a request: with its number and code, without an account.

use gongkai_domain::china_time;
use gongkai_domain::disclosure::screen::secrecy_mark;
use gongkai_domain::request::{Actor, EventKind, Recorded, Standing, standing, table};
use gongkai_store::{Agency, KeptRequest, RequestFilter};

use super::RequestError;
use super::act::{TypedAct, record};
use super::files::{CaseFile, add_of_applicant, applicant_file, files_of_applicant};
use super::letters::{SentLetter, sent_file, sent_letters};
use super::proposals::{Suggestion, suggestion_of};
use super::submit::code_of;
use crate::documents::Upload;
use crate::reports::{Download, DownloadFormat};
use crate::sealed::Sealer;
use crate::{App, Internal, now_ms};

/// A request as its applicant sees it.
#[derive(Debug, Clone)]
pub struct Tracked {
    /// The agency.
    pub agency: Agency,
    /// The request.
    pub kept: KeptRequest,
    /// How it stands today; none where a holiday notice is missing, with the year of the notice.
    pub standing: Result<Standing, i16>,
    /// What the applicant can do now.
    pub acts: Vec<EventKind>,
    /// The letters that were sent, newest first.
    pub letters: Vec<SentLetter>,
    /// The applicant's own files, and what was released.
    pub files: Vec<CaseFile>,
    /// What became of a suggestion to publish it (Art. 44).
    pub suggestion: Option<Suggestion>,
    /// Where it was handed over.
    pub handed_over: Vec<HandedOver>,
}

/// The same request at the agency that got it.
#[derive(Debug, Clone)]
pub struct HandedOver {
    /// The agency.
    pub agency: Agency,
    /// Its number there.
    pub number: String,
    /// With the number it opens the page of the request there.
    pub code: String,
}

async fn handed_over(app: &App, kept: &KeptRequest) -> Result<Vec<HandedOver>, RequestError> {
    if kept.case.handed_over.is_empty() {
        return Ok(Vec::new());
    }
    let sealer = Sealer::of(app).await?;
    let mut out = Vec::new();
    for (agency, request) in &kept.case.handed_over {
        let (agency, there) = (app.store.agency(agency).await?, app.store.request(request).await?);
        let (Some(agency), Some(there)) = (agency, there) else { continue };
        out.push(HandedOver { agency, number: there.number, code: code_of(&sealer, &there.id) });
    }
    Ok(out)
}

/// The request with a number and code; nothing where they do not fit. Which of the two is wrong is not told.
pub(super) async fn find(
    app: &App,
    agency_id: &str,
    number: &str,
    code: &str,
) -> Result<Option<KeptRequest>, Internal> {
    let sealer = Sealer::of(app).await?;
    let filter = RequestFilter {
        agency_id: Some(agency_id.into()),
        number: Some(number.trim().to_owned()),
        ..RequestFilter::default()
    };
    let code: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    for row in app.store.requests(&filter).await? {
        if code_of(&sealer, &row.id) == code {
            return Ok(app.store.request(&row.id).await?);
        }
    }
    Ok(None)
}

/// A request by number and code.
///
/// # Errors
///
/// If there is none, or the machine fails.
pub async fn track(app: &App, agency_id: &str, number: &str, code: &str) -> Result<Tracked, RequestError> {
    let kept = find(app, agency_id, number, code).await?.ok_or(RequestError::NotFound)?;
    let agency = app.store.agency(&kept.agency_id).await?.ok_or(RequestError::NotFound)?;
    let today = china_time::day(now_ms());
    let standing = standing(&kept.case, &app.calendar, today).map_err(|gap| gap.year);
    let state = kept.case.state();
    let acts = [
        EventKind::CorrectionReceived,
        EventKind::ReasonsReceived,
        EventKind::HandoverAgreed,
        EventKind::PublicationSuggested,
        EventKind::Withdrawn,
    ];
    let is_handover = |kind| kind == EventKind::HandoverAgreed;
    let agrees = kept.case.is_elsewhere() && !kept.case.is_handover_agreed;
    let is_offered = |kind| table::of(kind).from.contains(&state) && (agrees || !is_handover(kind));
    let is_new = |kind: &EventKind| *kind != EventKind::PublicationSuggested || !kept.case.is_suggested;
    let acts = acts.into_iter().filter(|kind| is_offered(*kind)).filter(is_new).collect();
    let suggestion = suggestion_of(app, &kept).await?;
    let letters = sent_letters(app, &kept).await?;
    let files = files_of_applicant(app, &kept).await?;
    let handed_over = handed_over(app, &kept).await?;
    Ok(Tracked { agency, kept, standing, acts, letters, files, handed_over, suggestion })
}

/// A file of a request for its applicant: their own, or one that was released.
///
/// # Errors
///
/// If number and code do not fit, there is no such file, or the machine fails.
pub async fn tracked_file(
    app: &App,
    (agency_id, number, code): (&str, &str, &str),
    file_id: &str,
) -> Result<Download, RequestError> {
    let kept = find(app, agency_id, number, code).await?.ok_or(RequestError::NotFound)?;
    applicant_file(app, &kept, file_id).await
}

/// Adds a file that the applicant sends.
///
/// # Errors
///
/// If number and code do not fit, the file is not taken, or the machine fails.
pub async fn tracked_upload(
    app: &App,
    (agency_id, number, code): (&str, &str, &str),
    upload: Upload,
) -> Result<(), RequestError> {
    let kept = find(app, agency_id, number, code).await?.ok_or(RequestError::NotFound)?;
    add_of_applicant(app, &kept, upload).await
}

/// A letter that was sent, as a file for its applicant.
///
/// # Errors
///
/// If number and code do not fit, there is no such letter, or the machine fails.
pub async fn tracked_letter(
    app: &App,
    (agency_id, number, code): (&str, &str, &str),
    letter_id: &str,
    format: DownloadFormat,
) -> Result<Download, RequestError> {
    let kept = find(app, agency_id, number, code).await?.ok_or(RequestError::NotFound)?;
    let agency = app.store.agency(&kept.agency_id).await?.ok_or(RequestError::NotFound)?;
    sent_file(app, &agency, &kept, letter_id, format).await
}

/// Something that the applicant does.
///
/// # Errors
///
/// If number and code do not fit, the law or the state of the case forbids it, or the machine fails.
pub async fn applicant_act(
    app: &App,
    (agency_id, number, code): (&str, &str, &str),
    kind: &str,
    text: &str,
) -> Result<(), RequestError> {
    let found = find(app, agency_id, number, code).await?.ok_or(RequestError::NotFound)?;
    let today = china_time::day(now_ms());
    let typed = TypedAct { kind: kind.into(), ..TypedAct::default() };
    let (event, on) = typed.event(today)?;
    if secrecy_mark(text).is_some() {
        let (zh, en) = (
            "内容带有国家秘密标志，本系统不得接收，也没有保存。",
            "It bears a mark of state secrets, which may not be kept here; nothing was kept.",
        );
        return Err(RequestError::Fields(vec![super::fault("text", zh, en)]));
    }
    let field = format!("applicant-{}-{}", event.kind().code(), found.events.len());
    let sealed = super::seal(app, &found.id, &field, text.trim())?;
    let mut tx = app.store.begin().await?;
    let kept = tx.request(&found.id).await?.ok_or(RequestError::NotFound)?;
    record(app, &mut tx, &kept, &Recorded { event, on, by: String::new() }, Actor::Applicant).await?;
    tx.put_request_private(&found.id, &field, &sealed).await?;
    Ok(tx.commit().await?)
}
