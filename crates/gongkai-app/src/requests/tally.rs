//! Table 3 of a year's report from the cases: every number is the size of a set that one can open.

use gongkai_domain::compile::{Counts, Period};
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::report::{Applicant, CellKey, Format, Row};
use gongkai_domain::request::Ending;
use gongkai_domain::request::tally::rows;
use gongkai_store::{Agency, RequestFilter, RequestRow};
use jiff::civil::Date;

use super::RequestError;
use crate::App;
use crate::accounts::Signed;
use crate::compile::{count_requests, ends};

/// A year of an agency's requests as table 3.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Whose.
    pub agency: Agency,
    /// The year.
    pub year: i16,
    /// The rows of the form, each with its counts by applicant and their total.
    pub rows: Vec<(Row, [usize; 7])>,
    /// The cases of one cell, where one was asked for.
    pub cell: Option<Vec<RequestRow>>,
}

/// The rows that count a request in a year.
fn counted(row: &RequestRow, period: Period) -> Vec<Row> {
    let day = |text: &Option<String>| text.as_ref().and_then(|t| t.parse::<Date>().ok());
    let ending = row.counted_ending.as_deref().and_then(Ending::parse).zip(day(&row.counted_on));
    // What was withdrawn before its receipt was confirmed was received when it was handed in.
    let submitted_on = row.submitted_on.parse().ok().filter(|_| ending.is_some());
    let Some(received_on) = day(&row.received_on).or(submitted_on) else { return Vec::new() };
    rows(received_on, ending, period)
}

/// Table 3 of a year; `cell` asks for the cases of a row and, but for the total, one kind of applicant.
///
/// # Errors
///
/// If the person may not see the cases, or the machine fails.
pub async fn tally(
    app: &App,
    by: &Signed,
    (agency_id, year): (&str, i16),
    cell: Option<(&str, &str)>,
) -> Result<Tally, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let period = Period::year(year).ok_or(RequestError::NotFound)?;
    let (from, to) = ends(period);
    let mut counts = Counts::default();
    for alike in app.store.tally_period(std::slice::from_ref(&agency.id), (&from, &to)).await? {
        count_requests(&mut counts, Format::F2021, &alike);
    }
    let number = |key| usize::try_from(counts.get(key)).unwrap_or(0);
    let table =
        Row::printed_in(Format::F2021).map(|row| (row, Applicant::ALL.map(|a| number(CellKey::t3(row, a)))));
    let table = table.collect();
    let chosen = match cell {
        None => None,
        Some((wanted, who)) => {
            let filter = RequestFilter { agency_id: Some(agency.id.clone()), ..RequestFilter::default() };
            let mut all = app.store.requests(&filter).await?;
            all.retain(|r| {
                (who == Applicant::Total.as_str() || who == r.applicant)
                    && counted(r, period).iter().any(|row| wanted == row.as_str())
            });
            Some(all)
        }
    };
    Ok(Tally { agency, year, rows: table, cell: chosen })
}
