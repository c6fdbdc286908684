//! A request comes in: over the portal, or written down by the office.

use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::request::Event;
use gongkai_domain::request::event::Channel;
use gongkai_store::{Agency, RequestAct};
use jiff::civil::Date;

use super::applicant::ApplicantForm;
use super::same_applicant::tag_of;
use super::{RequestError, fault, seal};
use crate::accounts::{Signed, secret};
use crate::agency_history::ended;
use crate::challenge::{self, ChallengeFault};
use crate::sealed::Sealer;
use crate::{App, Internal, now_ms};

/// What the applicant keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The id here.
    pub id: String,
    /// The number of the request.
    pub number: String,
    /// With the number it opens the page where the request is followed.
    pub code: String,
    /// The day of receipt; none where it is not confirmed yet.
    pub received_on: Option<Date>,
}

/// The code of a request: it follows from the id and the key of this installation, and is stored nowhere.
pub(crate) fn code_of(sealer: &Sealer, id: &str) -> String {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let seal = sealer.seal("request-code", id);
    // Ten letters of five bits: more than anybody tries against a limit of requests a minute.
    seal.as_bytes()
        .chunks(4)
        .take(10)
        .map(|four| four.iter().fold(0usize, |sum, b| sum * 31 + usize::from(*b)))
        .map(|sum| char::from(LETTERS[sum % 32]))
        .collect()
}

/// Takes a request over the portal. Its receipt is confirmed at once, so that the day of submission is the day of receipt
/// (Art. 31 (3)).
///
/// # Errors
///
/// If there is no such agency, something is missing, the sum is not answered, or the machine fails.
pub async fn submit(app: &App, form: &ApplicantForm) -> Result<Receipt, RequestError> {
    let agency = app.store.agency(&form.agency_id).await?.ok_or(RequestError::NotFound)?;
    let today = china_time::day(now_ms());
    put(app, &agency, form, (Channel::Online, today, None), None).await
}

/// Writes a request down that came another way.
///
/// # Errors
///
/// If the person may not, something is missing, or the machine fails.
pub async fn submit_for(
    app: &App,
    by: &Signed,
    form: &ApplicantForm,
    channel: Channel,
    (submitted_on, received_on): (Date, Option<Date>),
) -> Result<Receipt, RequestError> {
    let agency = app.store.agency(&form.agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::HandleRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    put(app, &agency, form, (channel, submitted_on, received_on), Some(by)).await
}

async fn put(
    app: &App,
    agency: &Agency,
    form: &ApplicantForm,
    (channel, submitted_on, confirmed_on): (Channel, Date, Option<Date>),
    by: Option<&Signed>,
) -> Result<Receipt, RequestError> {
    let mut faults = form.faults(channel);
    faults.extend(ended(app, agency).await?);
    let now = now_ms();
    let today = china_time::day(now);
    if submitted_on > today || confirmed_on.is_some_and(|on| on > today || on < submitted_on) {
        faults.push(fault(
            "received_on",
            "日期不能在将来，收到之日不能早于提交之日。",
            "Not in the future, and received not before submitted.",
        ));
    }
    let (checker, sealer) = (challenge::checker(app).await?, Sealer::of(app).await?);
    let id = secret::id();
    let mut sealed = Vec::new();
    for (field, value) in form.private() {
        sealed.push((field, seal(app, &id, field, &value)?));
    }
    sealed.push(("tag", tag_of(app, &form.identity, &form.name, &form.telephone)?));
    let mut tx = app.store.begin().await?;
    // The sum stays good for another try while something else is to be mended.
    if by.is_none()
        && faults.is_empty()
        && let Err(wrong) = checker.take(&mut tx, &form.token, &form.answer).await?
    {
        faults.push(fault("answer", ChallengeFault::zh(wrong), ChallengeFault::en(wrong)));
    }
    let (Some(applicant), true) = (form.column(), faults.is_empty()) else {
        return Err(RequestError::Fields(faults));
    };
    let year = submitted_on.year();
    let serial = tx.next_serial(&format!("request:{}", agency.id), i64::from(year)).await?;
    let number = format!("{year}-{serial:04}");
    let received_on = if by.is_none() { Some(submitted_on) } else { confirmed_on };
    let mut events = vec![(Event::Submitted { applicant, channel }, submitted_on)];
    events.extend(received_on.map(|on| (Event::Registered, on)));
    for (event, on) in &events {
        let first = matches!(event, Event::Submitted { .. });
        let act = RequestAct {
            agency_id: &agency.id,
            request_id: &id,
            event,
            on: *on,
            number: if first { &number } else { "" },
            actor_id: by.map(|b| b.user.id.as_str()),
            at_ms: now,
        };
        tx.record_request(&act, app.settings.chain_hash).await?;
    }
    for (field, value) in &sealed {
        tx.put_request_private(&id, field, value).await?;
    }
    tx.commit().await.map_err(Internal::from)?;
    Ok(Receipt { code: code_of(&sealer, &id), id, number, received_on })
}
