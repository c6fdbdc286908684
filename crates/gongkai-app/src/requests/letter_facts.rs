//! What letters say of the agency that writes them, and a letter as it would be: with samples where a case has its own words.

use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::report::Applicant;
use gongkai_domain::request::event::{Channel, Consulted};
use gongkai_domain::request::letter::{Facts, LetterText, blanks, filled, letter as text_of, pieces};
use gongkai_domain::request::{Case, Ending, Event, Letter, Recorded, standing};
use gongkai_store::{Agency, KeptRequest};
use jiff::ToSpan;
use jiff::civil::Date;

use super::letters::{LetterPiece, publication, with_extra, written_as};
use super::settings::{self, RequestSettings};
use super::{RequestError, open};
use crate::accounts::Signed;
use crate::reports::{Download, DownloadFormat};
use crate::{App, Internal, now_ms};

/// What a letter of a case needs.
pub(super) async fn facts(app: &App, agency: &Agency, kept: &KeptRequest) -> Result<Facts, RequestError> {
    let settings = settings::of(app, &agency.id).await?;
    let mut facts = of_agency(app, agency, &settings).await?;
    facts.number.clone_from(&kept.number);
    for (field, sealed) in app.store.request_private(&kept.id).await? {
        match field.as_str() {
            "name" => facts.applicant = open(app, &kept.id, &field, &sealed)?,
            "wanted" => facts.wanted = open(app, &kept.id, &field, &sealed)?,
            _ => {}
        }
    }
    Ok(facts)
}

/// What letters say of the agency that writes them.
pub(crate) async fn agency_facts(app: &App, agency: &Agency) -> Result<Facts, Internal> {
    of_agency(app, agency, &settings::of(app, &agency.id).await?).await
}

async fn of_agency(app: &App, agency: &Agency, settings: &RequestSettings) -> Result<Facts, Internal> {
    let mut facts = Facts { agency: agency.name.clone(), ..Facts::default() };
    facts.review_address.clone_from(&settings.review_address);
    facts.review_body.clone_from(&settings.review_body);
    // 复议法 Art. 24 ¶1: against a department of a local government, that government. For others somebody has to say it.
    if facts.review_body.is_empty()
        && agency.kind != "government"
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

/// A case in which a letter goes out; nothing for letters that are not written from a case.
fn sample_case(kind: Letter, today: Date) -> Option<Case> {
    let before = |days: i32| today.checked_sub(days.days()).unwrap_or(today);
    let at = |event, days| Recorded { event, on: before(days), by: "officer".into() };
    let term = WorkingDays(15);
    let submitted = Event::Submitted { applicant: Applicant::Natural, channel: Channel::Online };
    let mut events = vec![at(submitted, 9), at(Event::Registered, 9)];
    let consulted = |whom| at(Event::ConsultationSent { number: 1, whom }, 5);
    match kind {
        Letter::L01 | Letter::L24 | Letter::L26 | Letter::L27 => return None,
        Letter::L02 => {}
        Letter::L03 => events.push(at(Event::CorrectionAsked { term }, 5)),
        Letter::L04 => events.push(at(Event::Extended { days: WorkingDays(20) }, 1)),
        Letter::L05 | Letter::L06 | Letter::L25 => events.push(consulted(Consulted::ThirdParty)),
        Letter::L07 => events.push(consulted(Consulted::JointAgency)),
        Letter::L08 => events.push(at(Event::ReasonsAsked { term }, 5)),
        Letter::L09 => {
            let until = today.checked_add(30.days()).unwrap_or(today);
            events.push(at(Event::ReasonsAsked { term }, 5));
            events.push(at(Event::ReasonsReceived, 3));
            events.push(at(Event::Delayed { until }, 1));
        }
        Letter::L21 => events.push(at(Event::Charged { amount: 380 }, 5)),
        Letter::L22 => {
            events.push(at(Event::CorrectionAsked { term }, 8));
            events.push(at(Event::Lapsed { ending: Ending::NoCorrection }, 0));
        }
        Letter::L23 => events.push(at(Event::Withdrawn, 0)),
        answer => {
            let ending = *Ending::ALL.iter().find(|e| e.letter() == answer)?;
            events.push(at(Event::AnswerDrafted { ending }, 0));
        }
    }
    Case::replay(&events).ok().flatten()
}

/// A paragraph of a preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLine {
    /// Whether it is the agency's own, which the settings change; others are fixed by law.
    pub is_own: bool,
    /// Its pieces; what is open is shown with a sample.
    pub pieces: Vec<LetterPiece>,
}

/// A letter as it would be.
#[derive(Debug, Clone)]
pub struct LetterPreview {
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: String,
    /// The day under it.
    pub on: Date,
    /// The addressee and the paragraphs.
    pub lines: Vec<PreviewLine>,
}

/// A sample of a letter: the text before anything is filled in, with how many paragraphs stand before the agency's own.
fn sample(app: &App, kind: Letter, facts: &Facts, extra: &str) -> Option<(LetterText, usize, usize)> {
    let today = china_time::day(now_ms());
    let case = sample_case(kind, today)?;
    let standing = standing(&case, &app.calendar, today).ok();
    let text = text_of(kind, &case, standing.as_ref(), facts)?;
    let (before, first) = (text.paragraphs.len(), text.paragraphs.len().saturating_sub(1));
    let text = with_extra(text, extra);
    let own = text.paragraphs.len() - before;
    Some((text, first, own))
}

fn sample_facts(mut facts: Facts, year: i16) -> Facts {
    facts.applicant = "张某某".into();
    facts.wanted = "某某学校建设项目的可行性研究报告".into();
    facts.number = format!("{year}-0001");
    facts
}

async fn of(
    app: &App,
    by: &Signed,
    agency_id: &str,
    settings: &RequestSettings,
) -> Result<(Agency, Facts), RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let year = china_time::day(now_ms()).year();
    let facts = sample_facts(of_agency(app, &agency, settings).await?, year);
    Ok((agency, facts))
}

/// A letter as it would be with these settings, which need not be saved.
///
/// # Errors
///
/// If there is no such letter, the person may not, or the machine fails.
pub async fn letter_preview(
    app: &App,
    by: &Signed,
    agency_id: &str,
    settings: &RequestSettings,
    kind: Letter,
) -> Result<LetterPreview, RequestError> {
    let (_, facts) = of(app, by, agency_id, settings).await?;
    let extra = settings.extras.get(kind.code()).map_or("", String::as_str);
    let (text, first, own) = sample(app, kind, &facts, extra).ok_or(RequestError::NotFound)?;
    let today = china_time::day(now_ms());
    let mut number = 0;
    let mut piece = |piece: Result<&str, &str>| match piece {
        Ok(fixed) => LetterPiece::Fixed(fixed.to_owned()),
        Err(what) => {
            number += 1;
            LetterPiece::Open(number - 1, what.to_owned(), String::new())
        }
    };
    let to = std::iter::once((&text.to, false));
    let rest = (0..).zip(&text.paragraphs).map(|(at, p)| (p, (first..first + own).contains(&at)));
    let line = |(p, is_own): (&String, bool)| PreviewLine {
        is_own,
        pieces: pieces(p).into_iter().map(&mut piece).collect(),
    };
    let lines = to.chain(rest).map(line).collect();
    Ok(LetterPreview { title: text.title, number: numbered(settings, today), on: today, lines })
}

fn numbered(settings: &RequestSettings, today: Date) -> String {
    format!("{}〔{}〕1号", settings.prefix.trim(), today.year())
}

/// The text with samples where it is open.
fn with_samples(text: LetterText) -> LetterText {
    let mut whole = vec![text.to];
    whole.extend(text.paragraphs);
    let fills: Vec<String> = blanks(&whole).into_iter().map(|what| format!("（{what}）")).collect();
    let mut whole = filled(&whole, &fills);
    LetterText { title: text.title, to: whole.remove(0), paragraphs: whole }
}

/// The same as a file.
///
/// # Errors
///
/// If there is no such letter, the form is not to be had here, the person may not, or the machine fails.
pub async fn letter_preview_file(
    app: &App,
    by: &Signed,
    agency_id: &str,
    settings: &RequestSettings,
    (kind, format): (Letter, DownloadFormat),
) -> Result<Download, RequestError> {
    let (agency, facts) = of(app, by, agency_id, settings).await?;
    let extra = settings.extras.get(kind.code()).map_or("", String::as_str);
    let (text, _, _) = sample(app, kind, &facts, extra).ok_or(RequestError::NotFound)?;
    let today = china_time::day(now_ms());
    let publication = publication(&agency, &numbered(settings, today), Some(today), with_samples(text));
    written_as(app, publication, format!("预览 {}.{}", kind.zh(), format.extension()), format).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `GONGKAI_LETTERS=folder cargo test -p gongkai-app every_letter` writes them all, to be looked at.
    #[tokio::test]
    async fn every_letter_that_is_written_from_a_case_has_a_sample() {
        let app = App::in_memory().await.unwrap();
        let facts = Facts {
            agency: "示范市澄川区教育局".into(),
            review_body: "示范市澄川区人民政府".into(),
            review_address: "https://fuyi.example.gov.cn/澄川".into(),
            contact: "信息公开办公室，示范市澄川区文教路18号，0999-5550101".into(),
            ..Facts::default()
        };
        let facts = sample_facts(facts, 2026);
        let agency = Agency {
            id: "a".into(),
            region_id: "r".into(),
            parent_id: None,
            name: facts.agency.clone(),
            name_en: String::new(),
            level: "county".into(),
            kind: "department".into(),
            roster_position: None,
        };
        let settings = RequestSettings::default();
        let mut count = 0;
        for kind in Letter::ALL {
            let is_form = matches!(kind, Letter::L01 | Letter::L24 | Letter::L26 | Letter::L27);
            let found = sample(&app, *kind, &facts, "领取地点：文教路18号一楼大厅。");
            assert_eq!(found.is_none(), is_form, "{kind:?}");
            let Some((text, first, own)) = found else { continue };
            assert_eq!(own, 1);
            assert!(text.paragraphs[first].starts_with("领取地点"), "{kind:?}");
            let text = with_samples(text);
            assert!(blanks(&text.paragraphs).is_empty());
            count += 1;
            if let Some(folder) = std::env::var_os("GONGKAI_LETTERS") {
                let on = china_time::day(now_ms());
                let publication = publication(&agency, &numbered(&settings, on), Some(on), text);
                let bytes = gongkai_formats::write::document::docx(&publication, &|_| None);
                std::fs::write(std::path::Path::new(&folder).join(format!("{}.docx", kind.code())), bytes)
                    .unwrap();
            }
        }
        assert_eq!(count, 23);
    }
}
