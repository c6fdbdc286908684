//! How a request stands, for the platform that handed it in.

use gongkai_domain::china_time;
use gongkai_domain::request::{ClockView, Standing, known_clocks, standing};
use gongkai_store::{Agency, KeptRequest, PlatformRequest};

use super::hand_in::is_number;
use super::{Caller, PlatformError};
use crate::reports::{Download, DownloadFormat};
use crate::requests::{SentLetter, platform_letter, platform_letters};
use crate::{App, now_ms};

/// A request as its platform sees it: nothing of the applicant.
#[derive(Debug, Clone)]
pub struct PlatformCase {
    /// The platform's number.
    pub number: String,
    /// The agency.
    pub agency: Agency,
    /// The request.
    pub kept: KeptRequest,
    /// How it stands today; the year of a missing holiday notice where nothing can be counted.
    pub standing: Result<Standing, i16>,
    /// Its clocks, as far as they can be said.
    pub clocks: Vec<ClockView>,
    /// The letters that were sent to the applicant, newest first.
    pub letters: Vec<SentLetter>,
}

pub(super) async fn of_link(app: &App, link: &PlatformRequest) -> Result<PlatformCase, PlatformError> {
    let kept = app.store.request(&link.request_id).await?.ok_or(PlatformError::NotFound)?;
    let agency = app.store.agency(&kept.agency_id).await?.ok_or(PlatformError::NotFound)?;
    let today = china_time::day(now_ms());
    let standing = standing(&kept.case, &app.calendar, today).map_err(|gap| gap.year);
    let clocks = known_clocks(&kept.case, &app.calendar, today);
    let letters = platform_letters(app, &kept).await?;
    Ok(PlatformCase { number: link.platform_number.clone(), agency, kept, standing, clocks, letters })
}

async fn found(app: &App, caller: &Caller, number: &str) -> Result<PlatformCase, PlatformError> {
    if !is_number(number) {
        return Err(PlatformError::NotFound);
    }
    let link = app.store.platform_request(&caller.platform.id, number).await?;
    let case = of_link(app, &link.ok_or(PlatformError::NotFound)?).await?;
    // A scope that was narrowed reaches no older request either.
    caller.need(app, &case.agency.id).await?;
    Ok(case)
}

/// How a request stands that the platform handed in, by its number there.
///
/// # Errors
///
/// If there is none, it is out of the scope by now, or the machine fails.
pub async fn case_state(app: &App, caller: &Caller, number: &str) -> Result<PlatformCase, PlatformError> {
    let case = found(app, caller, number).await?;
    caller.note(app, &case.agency.id, "platform.asked", &case.kept.id).await?;
    Ok(case)
}

/// A letter that was sent to the applicant, as a file.
///
/// # Errors
///
/// If there is none, the form is not to be had here, or the machine fails.
pub async fn letter(
    app: &App,
    caller: &Caller,
    number: &str,
    letter_id: &str,
    format: DownloadFormat,
) -> Result<Download, PlatformError> {
    let case = found(app, caller, number).await?;
    let file = platform_letter(app, &case.agency, &case.kept, letter_id, format).await?;
    caller.note(app, &case.agency.id, "platform.letter-taken", letter_id).await?;
    Ok(file)
}
