//! What an agency that is complained of is asked for, and told to do. It is not told who complains.

use gongkai_domain::china_time;
use gongkai_domain::matter::{Actor, Event, MatterClockKind, MatterKind, Recorded, standing};
use gongkai_domain::permission::Right;
use gongkai_domain::request::ClockState;
use gongkai_store::{Agency, KeptMatter, MatterFilter};
use jiff::civil::Date;

use super::act::{checked, field_of};
use super::{MatterError, agency_of, opened, record, value};
use crate::accounts::Signed;
use crate::requests::seal;
use crate::{App, now_ms};

/// What an agency owes in a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// To say what it has to say.
    Statement,
    /// To carry an order out.
    Mending,
    /// Nothing any more.
    Nothing,
}

/// A complaint as the agency concerned sees it: what it is asked or told, and nothing of who complains.
#[derive(Debug, Clone)]
pub struct Concern {
    /// The matter's id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Who oversees.
    pub overseer: Agency,
    /// What is owed.
    pub owed: Owed,
    /// The question, where one was asked.
    pub question: String,
    /// What the agency said.
    pub statement: String,
    /// The order with its grounds, where one was given.
    pub order: String,
    /// What was done about it.
    pub mended: String,
    /// The last day of what is owed.
    pub due: Option<Date>,
    /// Whether it is over.
    pub is_late: bool,
}

fn owed(kept: &KeptMatter) -> Owed {
    let waits = kept.matter.statement.is_some_and(|d| d.met_on.is_none());
    match kept.matter.settled() {
        _ if kept.matter.is_to_be_mended() => Owed::Mending,
        None if waits && kept.matter.state().is_open() => Owed::Statement,
        _ => Owed::Nothing,
    }
}

/// What an agency was asked for or told in complaints about it, what is owed first.
///
/// # Errors
///
/// If the person may not see requests there, or the machine fails.
pub async fn concerns(app: &App, by: &Signed, agency_id: &str) -> Result<Vec<Concern>, MatterError> {
    let agency = agency_of(app, by, agency_id, Right::ReadRequests).await?;
    let about = MatterFilter {
        about: Some(agency.id.clone()),
        kind: Some(MatterKind::Complaint),
        ..MatterFilter::default()
    };
    let today = china_time::day(now_ms());
    let mut out = Vec::new();
    for row in app.store.matters(&about).await? {
        let Some(kept) = app.store.matter(&row.id).await? else { continue };
        let is_ordered = kept.matter.settled().is_some_and(|s| {
            s.0 == gongkai_domain::matter::Settlement::Ordered && kept.matter.told.is_some()
        });
        // Before it is asked, an agency does not know that somebody complains of it.
        if kept.matter.statement.is_none() && !is_ordered {
            continue;
        }
        let Some(overseer) = app.store.agency(&kept.agency_id).await? else { continue };
        let (fields, _) = opened(app, &kept.id).await?;
        let owed = owed(&kept);
        let clock = match owed {
            Owed::Statement => Some(MatterClockKind::Statement),
            Owed::Mending => Some(MatterClockKind::Mending),
            Owed::Nothing => None,
        };
        let clocks = standing(&kept.matter, &app.calendar, today).map(|s| s.clocks).unwrap_or_default();
        let clock = clock.and_then(|kind| clocks.into_iter().find(|c| c.kind == kind));
        let text = |field: &str| value(&fields, field).to_owned();
        out.push(Concern {
            question: text("question"),
            statement: text("statement"),
            order: if is_ordered { text("reason") } else { String::new() },
            mended: text("mended"),
            due: clock.map(|c| c.due),
            is_late: clock.is_some_and(|c| c.state == ClockState::Missed),
            id: kept.id,
            number: kept.number,
            overseer,
            owed,
        });
    }
    out.sort_by_key(|c| (c.owed == Owed::Nothing, c.due));
    Ok(out)
}

/// The agency concerned says what it has to say, or tells what it mended.
///
/// # Errors
///
/// If the person may not, nothing is owed, words are missing, or the machine fails.
pub async fn answer_concern(
    app: &App,
    by: &Signed,
    (agency_id, matter_id): (&str, &str),
    text: &str,
) -> Result<(), MatterError> {
    let agency = agency_of(app, by, agency_id, Right::HandleRequests).await?;
    let found = app.store.matter(matter_id).await?.filter(|k| k.matter.about == agency.id);
    let found = found.ok_or(MatterError::NotFound)?;
    let event = match owed(&found) {
        Owed::Statement => Event::StatementReceived,
        Owed::Mending => Event::Mended,
        Owed::Nothing => return Err(gongkai_domain::matter::Refused::NoSuchThing.into()),
    };
    let words = checked(event.kind(), text)?;
    let field = field_of(event.kind(), found.events.len()).unwrap_or_default();
    let sealed = seal(app, matter_id, &field, &words)?;
    let on = china_time::day(now_ms());
    let mut tx = app.store.begin().await?;
    let kept = tx.matter(matter_id).await?.ok_or(MatterError::NotFound)?;
    record(app, &mut tx, &kept, &Recorded { event, on, by: by.user.id.clone() }, Actor::Concerned).await?;
    tx.put_request_private(matter_id, &field, &sealed).await?;
    Ok(tx.commit().await?)
}
