//! Reviews and suits of cases: entries of the register of them, kept by those who deal with requests; and table 4 from it.

use std::collections::BTreeMap;

use gongkai_domain::compile::Period;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::register::Register;
use gongkai_domain::report::{Outcome, Procedure};
use gongkai_domain::request::proceeding::{Form, Proceeding, Result as Ruling, answer_due};
use gongkai_store::{Agency, EntryFilter, EntryRow};
use jiff::civil::Date;

use super::{RequestError, case_of, fault};
use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::registers::{self, Typed};
use crate::{App, Internal};

/// The register's code.
pub const REGISTER: &str = "proceedings";

/// A review or a suit as it was entered.
#[derive(Debug, Clone)]
pub struct ProceedingRow {
    /// The entry.
    pub entry: EntryRow,
    /// What it is; nothing where the entry cannot be read.
    pub proceeding: Option<Proceeding>,
    /// The last day of the agency's answer; nothing where a notice is missing or it was given.
    pub answer_due: Option<Date>,
    /// When the agency answered.
    pub answered_on: Option<Date>,
}

impl ProceedingRow {
    /// A value of the entry.
    pub fn value(&self, field: &str) -> &str {
        self.entry.fields.get(field).map_or("", String::as_str)
    }
}

fn register() -> Result<&'static Register, Internal> {
    let found = registers::shipped().iter().find(|r| r.code == REGISTER);
    found.ok_or_else(|| Internal::Seed(format!("register {REGISTER}")))
}

/// How the register names a procedure.
fn procedure(text: &str) -> Option<Procedure> {
    match text {
        "行政复议" => Some(Procedure::Review),
        "行政诉讼（未经复议）" => Some(Procedure::Direct),
        "行政诉讼（复议后）" => Some(Procedure::AfterReview),
        _ => None,
    }
}

pub(super) fn row_of(app: &App, entry: EntryRow) -> ProceedingRow {
    let text = |field: &str| entry.fields.get(field).map_or("", String::as_str);
    let day = |field: &str| text(field).parse::<Date>().ok();
    let ended = day("ended_on").zip(Ruling::ALL.iter().copied().find(|r| r.zh() == text("result")));
    let answered_on = day("answered_on");
    let proceeding = procedure(text("procedure")).zip(day("on")).map(|(procedure, opened_on)| Proceeding {
        procedure,
        opened_on,
        ended,
    });
    let form = if text("form") == Form::Ordinary.zh() { Form::Ordinary } else { Form::Simple };
    let due = proceeding.filter(|p| answered_on.is_none() && p.ended.is_none());
    let due = due.and_then(|p| answer_due(p.procedure, form, p.opened_on, &app.calendar).ok());
    ProceedingRow { answer_due: due, answered_on, proceeding, entry }
}

/// Every review and suit of an agency.
pub(crate) async fn proceedings_of(app: &App, agency_id: &str) -> Result<Vec<ProceedingRow>, Internal> {
    let filter =
        EntryFilter { agency_id: Some(agency_id.into()), register: Some(REGISTER.into()), period: None };
    Ok(app.store.entries(&filter).await?.into_iter().map(|e| row_of(app, e)).collect())
}

/// The reviews and suits of a case.
pub(super) async fn of_request(
    app: &App,
    agency_id: &str,
    number: &str,
) -> Result<Vec<ProceedingRow>, RequestError> {
    let mut rows = proceedings_of(app, agency_id).await?;
    rows.retain(|r| r.value("request") == number);
    Ok(rows)
}

/// Enters a review or a suit, or changes it with a reason.
///
/// # Errors
///
/// If the person may not, something is missing, or the database fails.
pub async fn put_proceeding(
    app: &App,
    by: &Signed,
    (agency_id, request_id): (&str, &str),
    entry_id: Option<&str>,
    typed: &Typed,
    reason: &str,
) -> Result<(), RequestError> {
    let (agency, kept) = case_of(app, by, (agency_id, request_id), Right::HandleRequests).await?;
    let mut typed: Typed = typed.iter().map(|(f, v)| (f.clone(), v.trim().to_owned())).collect();
    typed.insert("request".into(), kept.number.clone());
    let text = |field: &str| typed.get(field).map_or("", String::as_str);
    if text("result").is_empty() != text("ended_on").is_empty() {
        let (zh, en) = ("结果和结案日期应同时填写。", "Result and day of the end go together.");
        return Err(RequestError::Fields(vec![fault("ended_on", zh, en)]));
    }
    let ruling = Ruling::ALL.iter().find(|r| r.zh() == text("result"));
    let is_review = procedure(text("procedure")) == Some(Procedure::Review);
    if ruling.is_some_and(|r| r.is_of_review() != is_review) {
        let (zh, en) = ("结果与程序不符，请重新选择。", "The result is not one of this procedure.");
        return Err(RequestError::Fields(vec![fault("result", zh, en)]));
    }
    let done = match entry_id {
        None => registers::create_for(app, by, &agency.id, register()?, &typed).await,
        Some(id) => registers::change_for(app, by, &agency.id, (register()?, id), &typed, reason).await,
    };
    done.map_err(|error| match error {
        DocumentError::Fields(faults) => RequestError::Fields(faults),
        DocumentError::Internal(error) => RequestError::Internal(error),
        _ => RequestError::NotFound,
    })
}

/// Table 4 of a year, and the entries of one of its numbers.
#[derive(Debug, Clone)]
pub struct Table4 {
    /// Whose.
    pub agency: Agency,
    /// For each procedure in printed order, the counts in the order of the outcomes without their total.
    pub counts: BTreeMap<Procedure, BTreeMap<Outcome, usize>>,
    /// The entries of the number that was asked for.
    pub cell: Option<Vec<ProceedingRow>>,
}

/// Table 4 of a year's report from the register.
///
/// # Errors
///
/// If the person may not see the cases, or the database fails.
pub async fn table4(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    cell: Option<(&str, &str)>,
) -> Result<Table4, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let period = Period::year(year).ok_or(RequestError::NotFound)?;
    let mut counts: BTreeMap<Procedure, BTreeMap<Outcome, usize>> = BTreeMap::new();
    let mut chosen = cell.map(|_| Vec::new());
    for row in proceedings_of(app, agency_id).await? {
        let counted = row.proceeding.and_then(|p| Some((p.procedure, p.counted_in(period)?)));
        let Some((procedure, outcome)) = counted else { continue };
        *counts.entry(procedure).or_default().entry(outcome).or_default() += 1;
        let is_it = |(p, o): (&str, &str)| {
            p == procedure.as_str() && (o == outcome.as_str() || o == Outcome::Total.as_str())
        };
        if let Some(chosen) = chosen.as_mut().filter(|_| cell.is_some_and(is_it)) {
            chosen.push(row);
        }
    }
    Ok(Table4 { agency, counts, cell: chosen })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_offers_every_result_and_procedure() {
        let register = register().unwrap();
        let results: Vec<&str> = Ruling::ALL.iter().map(|r| r.zh()).collect();
        assert_eq!(register.field("result").unwrap().options, results);
        let procedures = &register.field("procedure").unwrap().options;
        let known: Vec<Procedure> = procedures.iter().filter_map(|p| procedure(p)).collect();
        assert_eq!(known, Procedure::ALL);
        assert_eq!(register.field("form").unwrap().options, [Form::Simple.zh(), Form::Ordinary.zh()]);
    }
}
