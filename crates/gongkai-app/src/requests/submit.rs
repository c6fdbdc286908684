//! A request comes in: over the portal, or written down by the office.

use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::request::Event;
use gongkai_domain::request::event::Channel;
use gongkai_store::{Agency, PlatformRequest, RequestAct};
use jiff::civil::Date;

use super::applicant::ApplicantForm;
use super::files::add_of_mail;
use super::same_applicant::tag_of;
use super::{RequestError, fault, seal};
use crate::accounts::{Signed, secret};
use crate::agency_history::ended;
use crate::challenge::{self, ChallengeFault};
use crate::documents::Upload;
use crate::inbox;
use crate::platforms::{self, Hand};
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

/// The code of a request.
pub(crate) async fn code(app: &App, id: &str) -> Result<String, Internal> {
    Ok(code_of(&Sealer::of(app).await?, id))
}

/// By whom a request comes in.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// The applicant, who answers a sum.
    Applicant,
    /// An officer who writes it down; from a mail, by id, where it came by one.
    Officer(&'a Signed, Option<&'a str>),
    /// A platform that has a token.
    Platform(&'a Hand<'a>),
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
    put(app, &agency, form, (Channel::Online, today, None), Source::Applicant).await
}

/// Takes a request that a platform hands in. It is received at once, as over the portal.
pub(crate) async fn submit_by_platform(
    app: &App,
    form: &ApplicantForm,
    hand: &Hand<'_>,
) -> Result<Receipt, RequestError> {
    let agency = app.store.agency(&form.agency_id).await?.ok_or(RequestError::NotFound)?;
    let today = china_time::day(now_ms());
    put(app, &agency, form, (Channel::Online, today, None), Source::Platform(hand)).await
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
    submit_from_mail(app, by, form, channel, (submitted_on, received_on), None).await
}

/// The same of one that may have come as a mail, which is done with then; what came with the mail goes to the papers of the
/// case as far as it is taken.
///
/// # Errors
///
/// If the person may not, something is missing, the mail waits no more, or the machine fails.
pub async fn submit_from_mail(
    app: &App,
    by: &Signed,
    form: &ApplicantForm,
    channel: Channel,
    (submitted_on, received_on): (Date, Option<Date>),
    mail_id: Option<&str>,
) -> Result<Receipt, RequestError> {
    let agency = app.store.agency(&form.agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::HandleRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let dates = (channel, submitted_on, received_on);
    let receipt = put(app, &agency, form, dates, Source::Officer(by, mail_id)).await?;
    if let Some(mail_id) = mail_id {
        for (name, bytes) in inbox::papers(app, mail_id).await? {
            match add_of_mail(app, by, &receipt.id, Upload { name, bytes }).await {
                // What is refused stays in the mail as it came.
                Ok(()) | Err(RequestError::Fields(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(receipt)
}

async fn put(
    app: &App,
    agency: &Agency,
    form: &ApplicantForm,
    (channel, submitted_on, confirmed_on): (Channel, Date, Option<Date>),
    source: Source<'_>,
) -> Result<Receipt, RequestError> {
    let by = match source {
        Source::Officer(by, _) => Some(by),
        Source::Applicant | Source::Platform(_) => None,
    };
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
    if matches!(source, Source::Applicant)
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
    if let Source::Officer(by, Some(mail_id)) = source
        && !inbox::registered(app, &mut tx, by, (&agency.id, mail_id), &id).await?
    {
        let (zh, en) = ("这封来件已经办理过。", "This mail was dealt with before.");
        return Err(RequestError::Fields(vec![fault("mail", zh, en)]));
    }
    if let Source::Platform(hand) = source {
        tx.put_platform_request(&PlatformRequest {
            platform_id: hand.caller.platform.id.clone(),
            platform_number: hand.number.to_owned(),
            request_id: id.clone(),
            content_tag: hand.content_tag.clone(),
            created_at_ms: now,
        })
        .await?;
        hand.caller.note_in(app, &mut tx, &agency.id, "platform.handed-in", &id).await?;
        platforms::received(app, &mut tx, &id).await?;
    }
    tx.commit().await.map_err(Internal::from)?;
    Ok(Receipt { code: code_of(&sealer, &id), id, number, received_on })
}
