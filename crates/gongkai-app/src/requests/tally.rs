//! Table 3 of a year's report from the cases: every number is the size of a set that one can open.

use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::report::{Applicant, Format, Row};
use gongkai_domain::request::Ending;
use gongkai_domain::request::tally::rows;
use gongkai_store::{Agency, RequestFilter, RequestRow, TallyRow};
use jiff::civil::Date;

use super::RequestError;
use crate::App;
use crate::accounts::Signed;

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
fn counted(row: &RequestRow, year: i16) -> Vec<Row> {
    let day = |text: &Option<String>| text.as_ref().and_then(|t| t.parse::<Date>().ok());
    let Some(received_on) = day(&row.received_on) else { return Vec::new() };
    let ending = row.counted_ending.as_deref().and_then(Ending::parse);
    rows(received_on, ending.zip(day(&row.counted_on)), year)
}

/// The same for requests that differ in nothing but days within years.
fn rows_of_years(alike: &TallyRow, year: i16) -> Vec<Row> {
    let first = |text: &str| text.parse().ok().and_then(|y| Date::new(y, 1, 1).ok());
    let Some(received_on) = first(&alike.received_in) else { return Vec::new() };
    let ending = alike.counted_ending.as_deref().and_then(Ending::parse);
    // An ending is never before its receipt, and of days of one year the tally does not ask.
    let on = alike.counted_in.as_deref().and_then(first);
    rows(received_on, ending.zip(on), year)
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
    let mut table: Vec<(Row, [usize; 7])> = Row::printed_in(Format::F2021).map(|row| (row, [0; 7])).collect();
    for alike in app.store.tally_requests(&agency.id).await? {
        let column = Applicant::PARTS.into_iter().position(|a| a.as_str() == alike.applicant);
        let Some(column) = column else { continue };
        let count = usize::try_from(alike.requests).unwrap_or(0);
        for row in rows_of_years(&alike, year) {
            if let Some((_, counts)) = table.iter_mut().find(|r| r.0 == row) {
                counts[column] += count;
                counts[6] += count;
            }
        }
    }
    let chosen = match cell {
        None => None,
        Some((wanted, who)) => {
            let filter = RequestFilter { agency_id: Some(agency.id.clone()), ..RequestFilter::default() };
            let mut all = app.store.requests(&filter).await?;
            all.retain(|r| {
                (who == Applicant::Total.as_str() || who == r.applicant)
                    && counted(r, year).iter().any(|row| wanted == row.as_str())
            });
            Some(all)
        }
    };
    Ok(Tally { agency, year, rows: table, cell: chosen })
}
