//! Registers with their entries, and what they count.

use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::register::Register;
use gongkai_store::{Agency, EntryFilter, EntryRow, StoredEvent};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::terms::{Terms, terms_of};
use super::write::register_of;
use super::{at, of_agency};
use crate::accounts::Signed;
use crate::documents::DocumentError;
use crate::{App, Internal, now_ms};

/// A register with how many entries it has: in all, and in this year.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Whose.
    pub agency: Agency,
    /// The year that is counted.
    pub year: i16,
    /// The registers.
    pub registers: Vec<(Register, i64, i64)>,
    /// Whether the person may declare registers.
    pub may_declare: bool,
}

/// The registers of an agency.
///
/// # Errors
///
/// If the person may not, or the database fails.
pub async fn overview(app: &App, by: &Signed, agency_id: &str) -> Result<Overview, DocumentError> {
    let agency = at(app, by, agency_id, Right::ReadWork).await?;
    let year = china_time::day(now_ms()).year();
    let (from, to) = (format!("{year}-01-01"), format!("{year}-12-31"));
    let counts = app.store.count_entries(agency_id, (&from, &to)).await?;
    let with_count = |r: Register| {
        let found = counts.iter().find(|c| c.0 == r.code).map_or((0, 0), |c| (c.1, c.2));
        (r, found.0, found.1)
    };
    let registers = of_agency(app, agency_id).await?.into_iter().map(with_count).collect();
    let regions = [agency.region_id.clone()];
    let may_declare =
        may(&by.person, Right::ManageCatalogue, Thing::Of { agency: &agency.id, regions: &regions }).is_ok();
    Ok(Overview { agency, year, registers, may_declare })
}

/// What a register has in a period: the set whose size is the number, and the sums of its numbers.
#[derive(Debug, Clone, Default)]
pub struct Count {
    /// The entries.
    pub entries: Vec<EntryRow>,
    /// Sums by the field's code, of the fields that add up.
    pub sums: Vec<(String, Decimal)>,
}

/// Counts a register of an agency over a period, ends included; inventories count as they stand.
///
/// # Errors
///
/// If the database fails.
pub async fn count(
    app: &App,
    agency_id: &str,
    register: &Register,
    period: Option<(Date, Date)>,
) -> Result<Count, Internal> {
    let period = period.filter(|_| register.dated_by.is_some()).map(|(a, b)| (a.to_string(), b.to_string()));
    let filter =
        EntryFilter { agency_id: Some(agency_id.into()), register: Some(register.code.clone()), period };
    let entries = app.store.entries(&filter).await?;
    let sum = |code: &str| {
        let numbers = entries.iter().filter_map(|e| e.fields.get(code)?.parse::<Decimal>().ok());
        numbers.fold(Decimal::ZERO, Decimal::saturating_add)
    };
    let sums =
        register.fields.iter().filter(|f| f.adds_up()).map(|f| (f.code.clone(), sum(&f.code))).collect();
    Ok(Count { entries, sums })
}

/// A register with the entries of a year.
#[derive(Debug, Clone)]
pub struct RegisterPage {
    /// Whose.
    pub agency: Agency,
    /// The register.
    pub register: Register,
    /// The year, for registers by period; none for all.
    pub year: Option<i16>,
    /// The day for which it is shown, for registers of what holds from a day to a day; none for all.
    pub on: Option<Date>,
    /// What it has.
    pub count: Count,
    /// How its terms were kept.
    pub terms: Terms,
    /// Whether the person may write.
    pub may_write: bool,
}

fn year_of(year: i16) -> Option<(Date, Date)> {
    (1949..=2199).contains(&year).then(|| (date(year, 1, 1), date(year, 12, 31)))
}

/// A register of an agency in a year.
///
/// # Errors
///
/// If the person may not, there is no such register, or the database fails.
pub async fn register_page(
    app: &App,
    by: &Signed,
    agency_id: &str,
    code: &str,
    year: Option<i16>,
) -> Result<RegisterPage, DocumentError> {
    let agency = at(app, by, agency_id, Right::ReadWork).await?;
    let register = register_of(app, agency_id, code).await?;
    let count = count(app, agency_id, &register, year.and_then(year_of)).await?;
    let regions = [agency.region_id.clone()];
    let may_write =
        may(&by.person, Right::RecordChannel, Thing::Of { agency: &agency.id, regions: &regions }).is_ok();
    let terms = terms_of(&register, &count.entries, &app.calendar, china_time::day(now_ms()));
    Ok(RegisterPage { agency, register, year, on: None, count, terms, may_write })
}

/// A register of what holds from a day to a day, as it was on a day.
///
/// # Errors
///
/// If the person may not, there is no such register, or the database fails.
pub async fn register_page_on(
    app: &App,
    by: &Signed,
    agency_id: &str,
    code: &str,
    on: Date,
) -> Result<RegisterPage, DocumentError> {
    let mut page = register_page(app, by, agency_id, code, None).await?;
    if page.register.validity.is_some() {
        let register = &page.register;
        page.count.entries.retain(|e| register.holds_on(&e.fields, on));
        page.on = Some(on);
    }
    Ok(page)
}

/// A register that is public, with the entries of a year; nothing where it is not public.
///
/// # Errors
///
/// If the database fails.
pub async fn public_register(
    app: &App,
    agency_id: &str,
    code: &str,
    year: Option<i16>,
) -> Result<Option<RegisterPage>, DocumentError> {
    let Some(agency) = app.store.agency(agency_id).await? else { return Ok(None) };
    let register = of_agency(app, agency_id).await?.into_iter().find(|r| r.code == code && r.is_public);
    let Some(register) = register else { return Ok(None) };
    let mut count = count(app, agency_id, &register, year.and_then(year_of)).await?;
    let today = china_time::day(now_ms());
    // What does not hold any more is history, and the office's.
    count.entries.retain(|e| register.holds_on(&e.fields, today));
    let on = register.validity.is_some().then_some(today);
    Ok(Some(RegisterPage { agency, register, year, on, count, terms: Terms::default(), may_write: false }))
}

/// The public registers of an agency that have entries, each with how many.
///
/// # Errors
///
/// If the database fails.
pub async fn public_with_entries(app: &App, agency_id: &str) -> Result<Vec<(Register, i64)>, DocumentError> {
    let counts = app.store.count_entries(agency_id, ("", "")).await?;
    let of = |code: &str| counts.iter().find(|c| c.0 == code).map_or(0, |c| c.1);
    let all = of_agency(app, agency_id).await?.into_iter().filter(|r| r.is_public);
    Ok(all.map(|r| (of(&r.code), r)).filter(|c| c.0 > 0).map(|(n, r)| (r, n)).collect())
}

/// An entry with its history.
#[derive(Debug, Clone)]
pub struct EntryPage {
    /// Whose.
    pub agency: Agency,
    /// Its register.
    pub register: Register,
    /// The entry.
    pub entry: EntryRow,
    /// What it says of persons.
    pub private: Vec<(String, String)>,
    /// What was done to it, oldest first, each with the name of who did it.
    pub history: Vec<(StoredEvent, String)>,
    /// Whether the person may write.
    pub may_write: bool,
}

/// An entry of an agency.
///
/// # Errors
///
/// If the person may not, there is no such entry, or the database fails.
pub async fn entry(app: &App, by: &Signed, agency_id: &str, id: &str) -> Result<EntryPage, DocumentError> {
    let agency = at(app, by, agency_id, Right::ReadWork).await?;
    let entry = app.store.entry(id).await?.filter(|e| e.agency_id == agency_id);
    let entry = entry.ok_or(DocumentError::NotFound)?;
    let register = register_of(app, agency_id, &entry.register).await?;
    let private = app.store.private_of(id).await?;
    let users = app.store.users().await?;
    let name = |e: &StoredEvent| {
        let user = e.actor_id.as_ref().and_then(|id| users.iter().find(|u| u.id == *id));
        user.map(|u| u.name.clone()).unwrap_or_default()
    };
    let events = app.store.events_of(gongkai_store::ENTRY, id).await?;
    let history = events
        .into_iter()
        .map(|e| {
            let by = name(&e);
            (e, by)
        })
        .collect();
    let regions = [agency.region_id.clone()];
    let may_write =
        may(&by.person, Right::RecordChannel, Thing::Of { agency: &agency.id, regions: &regions }).is_ok();
    Ok(EntryPage { agency, register, entry, private, history, may_write })
}
