//! A letter of a case as DOCX in the layout of GB/T 9704, to be completed, signed and sent.

use gongkai_domain::china_time;
use gongkai_domain::request::event::Consulted;
use gongkai_domain::request::letter::{Facts, letter as text_of};
use gongkai_domain::request::{Case, Letter, standing};
use gongkai_formats::rich_text::RichText;
use gongkai_formats::write::document::{self as write, Publication};
use gongkai_store::{Agency, KeptRequest};

use super::act::actors;
use super::{RequestError, open};
use crate::accounts::Signed;
use crate::{App, now_ms};

/// The letters that a case has so far, in the order of their codes.
pub fn letters_of(case: &Case) -> Vec<Letter> {
    let asked = |whom| case.consultations.iter().any(|c| c.whom == whom);
    let third = asked(Consulted::ThirdParty);
    let agencies = asked(Consulted::JointAgency) || asked(Consulted::OtherAgency);
    let ending = case.ended.map(|e| e.ending).or(case.draft.as_ref().map(|d| d.ending));
    let all = [
        (case.received_on.is_some(), Letter::L02),
        (case.correction.is_some(), Letter::L03),
        (case.extension.is_some(), Letter::L04),
        (third, Letter::L05),
        (third, Letter::L06),
        (agencies, Letter::L07),
        (case.reasons.is_some(), Letter::L08),
        (case.delayed.is_some(), Letter::L09),
        (case.charge.is_some(), Letter::L21),
    ];
    let mut letters: Vec<Letter> = all.into_iter().filter(|l| l.0).map(|l| l.1).collect();
    letters.extend(ending.map(|e| e.letter()));
    letters
}

/// A letter of a case: the name of the file, and its bytes.
///
/// # Errors
///
/// If there is no such case or letter, the person may not, or the machine fails.
pub async fn letter(
    app: &App,
    by: &Signed,
    (agency_id, request_id): (&str, &str),
    kind: Letter,
) -> Result<(String, Vec<u8>), RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    if actors(by, &agency.id, &agency.region_id).is_empty() {
        return Err(RequestError::NotFound);
    }
    let kept = app.store.request(request_id).await?.filter(|k| k.agency_id == agency.id);
    let kept = kept.ok_or(RequestError::NotFound)?;
    let facts = facts(app, &agency, &kept).await?;
    let today = china_time::day(now_ms());
    // Where a notice is missing the letter leaves the day open.
    let standing = standing(&kept.case, &app.calendar, today).ok();
    let text = text_of(kind, &kept.case, standing.as_ref(), &facts).ok_or(RequestError::NotFound)?;
    let body = format!("{}：\n{}", text.to, text.paragraphs.join("\n"));
    let publication = Publication {
        title: text.title.clone(),
        body: RichText::from_plain(&body),
        signature: agency.name.clone(),
        signed_on: Some(today),
        ..Publication::default()
    };
    let bytes = tokio::task::spawn_blocking(move || write::docx(&publication, &|_| None)).await;
    let bytes = bytes.map_err(crate::Internal::from)?;
    Ok((format!("{} {}.docx", kept.number, kind.zh()), bytes))
}

async fn facts(app: &App, agency: &Agency, kept: &KeptRequest) -> Result<Facts, RequestError> {
    let mut facts = Facts { agency: agency.name.clone(), number: kept.number.clone(), ..Facts::default() };
    for (field, sealed) in app.store.request_private(&kept.id).await? {
        match field.as_str() {
            "name" => facts.applicant = open(app, &kept.id, &field, &sealed)?,
            "wanted" => facts.wanted = open(app, &kept.id, &field, &sealed)?,
            _ => {}
        }
    }
    // 复议法 Art. 24 ¶1: against a department of a local government, that government. For others somebody has to say it.
    if agency.kind != "government"
        && let Some(parent) = &agency.parent_id
        && let Some(parent) = app.store.agency(parent).await?.filter(|p| p.kind == "government")
    {
        facts.review_body = parent.name;
    }
    let profile = app.store.profile(&agency.id).await?.unwrap_or_default();
    let parts = [profile.office.as_str(), &profile.address, &profile.telephone];
    facts.contact = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("，");
    Ok(facts)
}
