//! Corrections of records about a person (Art. 41), and complaints about how an agency discloses (Art. 47, 51): from the form to
//! the letter. One verb a file; what may follow what is in `gongkai_domain::matter`.

mod act;
mod concerned;
mod desk;
mod letter;
mod settings;
mod show;
mod submit;
mod track;

use gongkai_domain::calendar::CalendarGap;
use gongkai_domain::matter::{Actor, Recorded, Refused, allowed};
use gongkai_domain::permission::{Refusal, Right, Thing, may};
use gongkai_store::{Agency, KeptMatter, MatterAct, StoreError, Tx};

pub use act::{TypedMatterAct, act};
pub use concerned::{Concern, Owed, answer_concern, concerns};
pub use desk::{MatterDesk, MatterLine, matter_desk};
pub use letter::{matter_letter_file, tracked_matter_letter};
pub use settings::{MatterSettings, matter_settings, set_matter_settings};
pub use show::{MatterEvent, MatterLink, MatterPage, NextMatterAct, show};
pub use submit::{MatterForm, MatterReceipt, submit, submit_for};
pub use track::{TrackedMatter, person_act, track};

use crate::accounts::Signed;
use crate::documents::FieldFault;
use crate::{App, Internal, now_ms};

/// Why something about a matter is refused.
#[derive(Debug, thiserror::Error)]
pub enum MatterError {
    /// There is no such matter or agency.
    #[error("not found")]
    NotFound,
    /// The person may not.
    #[error(transparent)]
    Forbidden(#[from] Refusal),
    /// What stands in the table, or the state of the matter, forbids it.
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

impl From<StoreError> for MatterError {
    fn from(error: StoreError) -> MatterError {
        MatterError::Internal(error.into())
    }
}

fn wrong(field: &'static str, zh: &str, en: &str) -> MatterError {
    MatterError::Fields(vec![FieldFault { field, zh: zh.into(), en: en.into() }])
}

/// An agency, for somebody with a right there.
async fn agency_of(app: &App, by: &Signed, agency_id: &str, right: Right) -> Result<Agency, MatterError> {
    let agency = app.store.agency(agency_id).await?.ok_or(MatterError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, right, Thing::Of { agency: &agency.id, regions: &regions })?;
    Ok(agency)
}

/// A matter with the agency that deals with it, for somebody with a right there.
async fn matter_of(
    app: &App,
    by: &Signed,
    (agency_id, matter_id): (&str, &str),
    right: Right,
) -> Result<(Agency, KeptMatter), MatterError> {
    let agency = agency_of(app, by, agency_id, right).await?;
    let kept = app.store.matter(matter_id).await?.filter(|k| k.agency_id == agency.id);
    Ok((agency, kept.ok_or(MatterError::NotFound)?))
}

/// Whom somebody of the office stands for, the one who decides first.
fn actors(by: &Signed, agency: &Agency) -> Vec<Actor> {
    let regions = [agency.region_id.clone()];
    let has = |right| may(&by.person, right, Thing::Of { agency: &agency.id, regions: &regions }).is_ok();
    let all = [(Right::ApproveAnswers, Actor::Approver), (Right::HandleRequests, Actor::Officer)];
    all.into_iter().filter(|(right, _)| has(*right)).map(|(_, actor)| actor).collect()
}

/// Records an event if it may follow.
async fn record(
    app: &App,
    tx: &mut Tx,
    kept: &KeptMatter,
    new: &Recorded,
    actor: Actor,
) -> Result<(), MatterError> {
    let now = now_ms();
    let today = gongkai_domain::china_time::day(now);
    allowed(&kept.recorded(), new, actor, &app.calendar, today)?;
    let act = MatterAct {
        agency_id: &kept.agency_id,
        matter_id: &kept.id,
        event: &new.event,
        on: new.on,
        number: "",
        actor_id: Some(new.by.as_str()).filter(|by| !by.is_empty()),
        at_ms: now,
    };
    Ok(tx.record_matter(&act, app.settings.chain_hash).await?)
}

/// The sealed values of a matter that can be opened, by field; and whether one cannot.
async fn opened(app: &App, matter_id: &str) -> Result<(Vec<(String, String)>, bool), MatterError> {
    let (mut out, mut is_locked) = (Vec::new(), false);
    for (field, sealed) in app.store.request_private(matter_id).await? {
        match crate::requests::open(app, matter_id, &field, &sealed) {
            Ok(value) => out.push((field, value)),
            Err(_) => is_locked = true,
        }
    }
    Ok((out, is_locked))
}

fn value<'a>(fields: &'a [(String, String)], field: &str) -> &'a str {
    fields.iter().find(|f| f.0 == field).map_or("", |f| f.1.as_str())
}
