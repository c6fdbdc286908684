//! A request that is another agency's goes there as a new one, with who asks and for what, once the applicant has agreed.
//!
//! The Regulations let an agency tell whose the information is (Art. 36 (5)); they do not let it pass the applicant's data on
//! without being asked to. The day on which it arrives is the day of receipt there, and it is confirmed at once.

use gongkai_domain::china_time;
use gongkai_domain::request::event::Channel;
use gongkai_domain::request::{Actor, Event, Recorded, Refused};
use gongkai_store::{Agency, RequestAct};

use super::act::{actors, record};
use super::files::take_along;
use super::{RequestError, fault, open, others, seal};
use crate::accounts::{Signed, secret};
use crate::{App, now_ms};

/// What goes with a request: who asks, for what, and how the answer shall come. Not what was done with it here.
fn goes_along(field: &str) -> bool {
    const ALONG: [&str; 11] = [
        "name",
        "identity",
        "contact",
        "telephone",
        "address",
        "email",
        "wanted",
        "way",
        "form",
        "help",
        "tag",
    ];
    // What the applicant has said to the request since; letters, files and opinions stay.
    ALONG.contains(&field) || field.starts_with("applicant-correction-received")
}

/// Hands a request over.
///
/// # Errors
///
/// If the agency cannot get it, the law or the state of the case forbids it, or the machine fails.
pub(super) async fn hand_over(
    app: &App,
    by: &Signed,
    (agency, request_id): (&Agency, &str),
    to: &str,
) -> Result<(), RequestError> {
    let now = now_ms();
    let today = china_time::day(now);
    let receiver = others(app, &agency.id).await?.into_iter().find(|a| a.id == to).ok_or_else(|| {
        let (zh, en) = ("请选择本平台上的其他机关。", "Choose another agency of this platform.");
        RequestError::Fields(vec![fault("to", zh, en)])
    })?;
    let new_id = secret::id();
    let mut private = Vec::new();
    for (field, sealed) in app.store.request_private(request_id).await? {
        if !goes_along(&field) {
            continue;
        }
        // The tag is the same for one person everywhere here; the rest is sealed for its place.
        let value = match field.as_str() {
            "tag" => sealed,
            _ => seal(app, &new_id, &field, &open(app, request_id, &field, &sealed)?)?,
        };
        private.push((field, value));
    }
    let actor = actors(by, &agency.id, &agency.region_id).last().copied().unwrap_or(Actor::Officer);
    let mut tx = app.store.begin().await?;
    let kept = tx.request(request_id).await?.filter(|k| k.agency_id == agency.id);
    let kept = kept.ok_or(RequestError::NotFound)?;
    // A case that was answered anew is not at the beginning of its way any more; only the answer that stands counts.
    if !kept.case.is_elsewhere() {
        return Err(Refused::NoSuchThing.into());
    }
    let event = Event::HandedOver { agency: receiver.id.clone(), request: new_id.clone() };
    let handed = Recorded { event, on: today, by: by.user.id.clone() };
    record(app, &mut tx, &kept, &handed, actor).await?;
    let year = today.year();
    let serial = tx.next_serial(&format!("request:{}", receiver.id), i64::from(year)).await?;
    let number = format!("{year}-{serial:04}");
    let begun = [
        Event::Submitted { applicant: kept.case.applicant, channel: Channel::Handover },
        Event::TakenOver { agency: agency.id.clone(), request: kept.id.clone() },
        Event::Registered,
    ];
    for (at, event) in begun.iter().enumerate() {
        let act = RequestAct {
            agency_id: &receiver.id,
            request_id: &new_id,
            event,
            on: today,
            number: if at == 0 { &number } else { "" },
            actor_id: None,
            at_ms: now,
        };
        tx.record_request(&act, app.settings.chain_hash).await?;
    }
    for (field, value) in &private {
        tx.put_request_private(&new_id, field, value).await?;
    }
    tx.commit().await?;
    take_along(app, &kept, &new_id).await
}
