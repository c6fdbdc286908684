//! Consultations that other agencies of the platform put on an agency's desk (Art. 11, 34), and its answers.

use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::request::event::{Consulted, Reply};
use gongkai_domain::request::{Actor, Event, Recorded, clock};
use gongkai_store::{Agency, AskRow};
use jiff::civil::Date;

use super::act::record;
use super::{RequestError, fault, open, seal};
use crate::accounts::Signed;
use crate::{App, now_ms};

/// Longest opinion. Unit: characters.
const LONGEST: usize = 3_000;
/// Answered ones that are shown.
const MOST_ANSWERED: usize = 20;

/// A consultation as the agency that is asked sees it: what is asked for, and never who asks.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The consultation.
    pub row: AskRow,
    /// Who asks.
    pub from: Agency,
    /// The number of the request there.
    pub number: String,
    /// What is asked for; may be empty where it cannot be opened.
    pub wanted: String,
    /// As what the agency is asked.
    pub whom: Consulted,
    /// The last day; none where the law gives no term, or a notice is missing.
    pub due: Option<Date>,
    /// What it brought, once it is over.
    pub reply: Option<Reply>,
}

/// The field of an opinion.
fn field(number: i64) -> String {
    format!("opinion-{number}")
}

/// What an agency is asked, those that wait first.
///
/// # Errors
///
/// If the person may not see requests there, or the machine fails.
pub async fn asks(app: &App, by: &Signed, agency_id: &str) -> Result<(Agency, Vec<Ask>), RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let (mut out, mut answered) = (Vec::new(), 0);
    for row in app.store.asks_of(&agency.id).await? {
        answered += usize::from(row.ended_on.is_some());
        let Some(whom) = Consulted::parse(&row.whom).filter(|_| answered <= MOST_ANSWERED) else { continue };
        let (from, kept) =
            (app.store.agency(&row.agency_id).await?, app.store.request(&row.request_id).await?);
        let (Some(from), Some(kept)) = (from, kept) else { continue };
        let sealed = app.store.request_private(&row.request_id).await?;
        let sealed = sealed.into_iter().find(|(f, _)| f == "wanted");
        let wanted = sealed.and_then(|(f, s)| open(app, &row.request_id, &f, &s).ok()).unwrap_or_default();
        let due = row.served_on.parse::<Date>().ok().filter(|_| whom == Consulted::JointAgency);
        let due = due.and_then(|on| app.calendar.nth_working_day_after(on, clock::CONSULTATION_TERM).ok());
        let reply = row.reply.as_deref().and_then(Reply::parse);
        out.push(Ask { from, number: kept.number, wanted, whom, due, reply, row });
    }
    Ok((agency, out))
}

/// Answers a consultation.
///
/// # Errors
///
/// If the person may not, it is not on the agency's desk or is over, a reason is missing, or the machine fails.
pub async fn answer_ask(
    app: &App,
    by: &Signed,
    agency_id: &str,
    (request_id, number): (&str, i64),
    (reply, text): (&str, &str),
) -> Result<(), RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::HandleRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let wrong = |field, zh: &str, en: &str| RequestError::Fields(vec![fault(field, zh, en)]);
    let reply = Reply::parse(reply).filter(|r| *r != Reply::Silent);
    let reply = reply.ok_or_else(|| wrong("reply", "请选择意见。", "Choose the opinion."))?;
    let text = text.trim();
    if reply == Reply::Refused && text.is_empty() {
        return Err(wrong("text", "不同意公开的，请说明理由。", "A refusal has a reason."));
    }
    if text.chars().count() > LONGEST {
        return Err(wrong("text", "内容过长，不得超过3000字。", "Too long: at most 3000 characters."));
    }
    let short = u16::try_from(number).map_err(|_| RequestError::NotFound)?;
    let sealed = seal(app, request_id, &field(number), text)?;
    let on = china_time::day(now_ms());
    let mut tx = app.store.begin().await?;
    let kept = tx.request(request_id).await?.ok_or(RequestError::NotFound)?;
    if kept.case.addressed.get(&short) != Some(&agency.id) {
        return Err(RequestError::NotFound);
    }
    let event = Event::ConsultationEnded { number: short, reply };
    record(app, &mut tx, &kept, &Recorded { event, on, by: by.user.id.clone() }, Actor::Asked).await?;
    tx.put_request_private(request_id, &field(number), &sealed).await?;
    Ok(tx.commit().await?)
}
