//! How who filed a matter follows it: with number and code, without an account.

use gongkai_domain::china_time;
use gongkai_domain::matter::{Actor, Event, EventKind, MatterStanding, Recorded, standing, table};
use gongkai_domain::request::letter::LetterText;
use gongkai_store::{Agency, KeptMatter, MatterFilter};

use super::act::{checked, field_of};
use super::{MatterError, letter, opened, record, value, wrong};
use crate::requests::{code_of, seal};
use crate::sealed::Sealer;
use crate::{App, now_ms};

/// A matter as who filed it sees it.
#[derive(Debug, Clone)]
pub struct TrackedMatter {
    /// The agency that deals with it.
    pub agency: Agency,
    /// The matter.
    pub kept: KeptMatter,
    /// How it stands today; the year of a missing notice where nothing can be counted.
    pub standing: Result<MatterStanding, i16>,
    /// What evidence is asked for; empty while none is.
    pub asked: String,
    /// What can be done now.
    pub acts: Vec<EventKind>,
    /// The letter, once it was sent.
    pub letter: Option<LetterText>,
    /// Where it was passed on: the agency, number and code there.
    pub passed_on: Option<(Agency, String, String)>,
}

/// The matter with a number and code; nothing where they do not fit.
pub(super) async fn find(
    app: &App,
    (agency_id, number, code): (&str, &str, &str),
) -> Result<Option<KeptMatter>, MatterError> {
    let sealer = Sealer::of(app).await?;
    let filter = MatterFilter {
        agency_id: Some(agency_id.into()),
        number: Some(number.trim().to_uppercase()),
        ..MatterFilter::default()
    };
    let code: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    for row in app.store.matters(&filter).await? {
        if code_of(&sealer, &row.id) == code {
            return Ok(app.store.matter(&row.id).await?);
        }
    }
    Ok(None)
}

/// A matter by number and code.
///
/// # Errors
///
/// If there is none, or the machine fails.
pub async fn track(app: &App, of: (&str, &str, &str)) -> Result<TrackedMatter, MatterError> {
    let kept = find(app, of).await?.ok_or(MatterError::NotFound)?;
    let agency = app.store.agency(&kept.agency_id).await?.ok_or(MatterError::NotFound)?;
    let today = china_time::day(now_ms());
    let standing = standing(&kept.matter, &app.calendar, today).map_err(|gap| gap.year);
    let state = kept.matter.state();
    let acts = [EventKind::EvidenceReceived, EventKind::Withdrawn];
    let acts = acts.into_iter().filter(|kind| table::of(*kind).from.contains(&state)).collect();
    let (fields, _) = opened(app, &kept.id).await?;
    let letter = match kept.matter.told {
        Some(_) => letter::text(app, &agency, &kept, &fields).await?,
        None => None,
    };
    let is_awaited = kept.matter.evidence.is_some_and(|d| d.met_on.is_none()) && state.is_open();
    let asked = if is_awaited { value(&fields, "asked").to_owned() } else { String::new() };
    let passed_on = match &kept.matter.passed_on {
        None => None,
        Some((agency, matter)) => {
            let sealer = Sealer::of(app).await?;
            let (agency, there) = (app.store.agency(agency).await?, app.store.matter(matter).await?);
            agency.zip(there).map(|(agency, there)| {
                let code = code_of(&sealer, &there.id);
                (agency, there.number, code)
            })
        }
    };
    Ok(TrackedMatter { agency, kept, standing, asked, acts, letter, passed_on })
}

/// Something that who filed it does.
///
/// # Errors
///
/// If number and code do not fit, the table or the state forbids it, or the machine fails.
pub async fn person_act(
    app: &App,
    of: (&str, &str, &str),
    (kind, text): (&str, &str),
) -> Result<(), MatterError> {
    let found = find(app, of).await?.ok_or(MatterError::NotFound)?;
    let event = match EventKind::parse(kind) {
        Some(EventKind::EvidenceReceived) => Event::EvidenceReceived,
        Some(EventKind::Withdrawn) => Event::Withdrawn,
        _ => return Err(wrong("kind", "请从列表中选择。", "Choose from the list.")),
    };
    let words = checked(event.kind(), text)?;
    if words.is_empty() && event == Event::EvidenceReceived {
        return Err(wrong("text", "请填写内容。", "Say what it is."));
    }
    let field = field_of(event.kind(), found.events.len()).unwrap_or_default();
    let sealed = seal(app, &found.id, &field, &words)?;
    let on = china_time::day(now_ms());
    let mut tx = app.store.begin().await?;
    let kept = tx.matter(&found.id).await?.ok_or(MatterError::NotFound)?;
    record(app, &mut tx, &kept, &Recorded { event, on, by: String::new() }, Actor::Person).await?;
    tx.put_request_private(&found.id, &field, &sealed).await?;
    Ok(tx.commit().await?)
}
