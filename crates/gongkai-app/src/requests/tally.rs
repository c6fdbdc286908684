//! Table 3 of a year's report from the cases: every number is the size of a set that one can open.

use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::report::{Applicant, Format, Row};
use gongkai_domain::request::Ending;
use gongkai_domain::request::tally::rows;
use gongkai_store::{Agency, RequestFilter, RequestRow};
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
    let filter = RequestFilter { agency_id: Some(agency.id.clone()), ..RequestFilter::default() };
    let all = app.store.requests(&filter).await?;
    let mut table: Vec<(Row, [usize; 7])> = Row::printed_in(Format::F2021).map(|row| (row, [0; 7])).collect();
    let mut chosen = cell.map(|_| Vec::new());
    for request in all {
        let column = Applicant::PARTS.into_iter().position(|a| a.as_str() == request.applicant);
        let Some(column) = column else { continue };
        let mut is_chosen = false;
        for row in counted(&request, year) {
            if let Some((_, counts)) = table.iter_mut().find(|r| r.0 == row) {
                counts[column] += 1;
                counts[6] += 1;
            }
            is_chosen |= cell.is_some_and(|(wanted, who)| {
                wanted == row.as_str() && (who == Applicant::Total.as_str() || who == request.applicant)
            });
        }
        if let Some(chosen) = chosen.as_mut().filter(|_| is_chosen) {
            chosen.push(request);
        }
    }
    Ok(Tally { agency, year, rows: table, cell: chosen })
}
