//! The letter of a matter: made from the matter until the person is told, and fixed from then on.

use gongkai_domain::matter::letter::{Told, letter};
use gongkai_domain::permission::Right;
use gongkai_domain::request::letter::{LetterText, blanks};
use gongkai_store::{Agency, KeptMatter};
use serde::{Deserialize, Serialize};

use super::{MatterError, matter_of, opened, track, value, wrong};
use crate::accounts::Signed;
use crate::reports::{Download, DownloadFormat};
use crate::requests::{Head, RequestError, agency_facts, written};
use crate::{App, Internal};

/// A letter as it was sent.
#[derive(Debug, Serialize, Deserialize)]
struct Fixed {
    title: String,
    to: String,
    paragraphs: Vec<String>,
}

/// The letter as it stands: as it was sent, or as the matter makes it; nothing while nothing is proposed.
pub(super) async fn text(
    app: &App,
    agency: &Agency,
    kept: &KeptMatter,
    fields: &[(String, String)],
) -> Result<Option<LetterText>, MatterError> {
    if let Ok(Fixed { title, to, paragraphs }) = serde_json::from_str(value(fields, "letter")) {
        return Ok(Some(LetterText { title, to, paragraphs }));
    }
    let mut facts = agency_facts(app, agency).await?;
    facts.applicant = value(fields, "name").to_owned();
    facts.wanted = value(fields, "wanted").to_owned();
    facts.number.clone_from(&kept.number);
    let name = async |id: &str| -> Result<String, MatterError> {
        Ok(app.store.agency(id).await?.map(|a| a.name).unwrap_or_default())
    };
    let other = match &kept.matter.passed_on {
        Some((agency, _)) => name(agency).await?,
        None => value(fields, "other").to_owned(),
    };
    let about = name(&kept.matter.about).await?;
    let told = Told { reason: value(fields, "reason").trim_end_matches('。').to_owned(), other, about };
    Ok(letter(&kept.matter, &facts, &told))
}

/// The letter as it is sent now, to be kept; nothing may be open in it.
pub(super) async fn fixed(app: &App, agency: &Agency, kept: &KeptMatter) -> Result<String, MatterError> {
    let (fields, _) = opened(app, &kept.id).await?;
    let text = text(app, agency, kept, &fields).await?.ok_or(MatterError::NotFound)?;
    let open = blanks(&text.paragraphs);
    if let Some(what) = open.first() {
        let zh = format!("告知书中“{what}”没有填写，请先补全（拟办意见或者机关信息）。");
        let en =
            format!("“{what}” is open in the letter; complete the proposal or the agency's profile first.");
        return Err(wrong("letter", &zh, &en));
    }
    let LetterText { title, to, paragraphs } = text;
    let text = serde_json::to_string(&Fixed { title, to, paragraphs });
    Ok(text.map_err(|e| Internal::Seed(e.to_string()))?)
}

async fn file(
    app: &App,
    agency: &Agency,
    kept: &KeptMatter,
    format: DownloadFormat,
) -> Result<Download, MatterError> {
    let (fields, _) = opened(app, &kept.id).await?;
    let text = text(app, agency, kept, &fields).await?.ok_or(MatterError::NotFound)?;
    let told_on = kept.matter.told.map(|t| t.0);
    let number = if told_on.is_some() { kept.number.clone() } else { String::new() };
    let head =
        Head { number, signed_on: told_on, file: format!("{} {}", kept.number, kept.matter.kind.zh()) };
    written(app, agency, head, text, format).await.map_err(|error| match error {
        RequestError::Internal(error) => MatterError::Internal(error),
        _ => MatterError::NotFound,
    })
}

/// The letter as a file, for the office.
///
/// # Errors
///
/// If nothing is proposed yet, the form is not to be had here, the person may not, or the machine fails.
pub async fn matter_letter_file(
    app: &App,
    by: &Signed,
    of: (&str, &str),
    format: DownloadFormat,
) -> Result<Download, MatterError> {
    let (agency, kept) = matter_of(app, by, of, Right::ReadRequests).await?;
    file(app, &agency, &kept, format).await
}

/// The letter as a file, for the person it was sent to.
///
/// # Errors
///
/// If number and code do not fit, they were not told yet, or the machine fails.
pub async fn tracked_matter_letter(
    app: &App,
    of: (&str, &str, &str),
    format: DownloadFormat,
) -> Result<Download, MatterError> {
    let kept = track::find(app, of).await?.filter(|k| k.matter.told.is_some());
    let kept = kept.ok_or(MatterError::NotFound)?;
    let agency = app.store.agency(&kept.agency_id).await?.ok_or(MatterError::NotFound)?;
    file(app, &agency, &kept, format).await
}
