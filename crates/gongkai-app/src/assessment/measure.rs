//! What the records of a year say of an agency.

use gongkai_domain::assessment::{Ballots, Measure, Reading};
use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::china_time;
use gongkai_domain::compile::Period;
use gongkai_domain::disclosure::deadline::{PublishTerm, publish_due_on};
use gongkai_domain::report::Outcome;
use gongkai_domain::request::clock::standing;
use gongkai_store::{BallotRow, ReportFilter, RequestFilter};
use jiff::civil::{Date, date};

use crate::compile::instants;
use crate::requests::proceedings_of;
use crate::{App, Internal, now_ms, registers};

/// The registers whose terms are tasks.
const TASKS: [&str; 4] = ["submissions", "work-points", "supervision", "inspections"];
/// So many errors of a report take all points of the indicator.
const MOST_ERRORS: i64 = 10;

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The reading of a measure; nothing where there is no record that could be measured.
pub(super) async fn reading(
    app: &App,
    agency_id: &str,
    year: i16,
    measure: Measure,
    (ballots, fewest): (Ballots, i64),
) -> Result<Option<Reading>, Internal> {
    let reading = match measure {
        Measure::LatePublication => late_publication(app, agency_id, year).await?,
        Measure::LateAnswers => late_answers(app, agency_id, year).await?,
        Measure::ReportErrors => report_errors(app, agency_id, year).await?,
        Measure::Messages => terms(app, agency_id, year, &["consultations"]).await?,
        Measure::Tasks => terms(app, agency_id, year, &TASKS).await?,
        Measure::Corrected => corrected(app, agency_id, year).await?,
        Measure::Social => return Ok(ballots.reading(fewest)),
    };
    Ok(Some(reading).filter(|r| r.of > 0))
}

async fn late_publication(app: &App, agency_id: &str, year: i16) -> Result<Reading, Internal> {
    let Some(period) = Period::year(year) else { return Ok(Reading::default()) };
    let mut reading = Reading::default();
    for (formed, at_ms, days) in app.store.publication_days(agency_id, instants(period)).await? {
        let Ok(formed) = formed.parse::<Date>() else { continue };
        let own = days.and_then(|d| u16::try_from(d).ok()).map(WorkingDays);
        // A day that no notice decides is not guessed.
        let Ok(due) = publish_due_on(formed, PublishTerm { own, by_law: None }, &app.calendar) else {
            continue;
        };
        reading.of += 1;
        reading.wrong += i64::from(china_time::day(at_ms) > due);
    }
    Ok(reading)
}

async fn late_answers(app: &App, agency_id: &str, year: i16) -> Result<Reading, Internal> {
    let (before, last) = (date(year - 1, 1, 1).to_string(), date(year, 12, 31).to_string());
    let filter = RequestFilter {
        agency_id: Some(agency_id.into()),
        received: Some((before, last)),
        ..RequestFilter::default()
    };
    let rows = app.store.requests(&filter).await?;
    let is_of_year = |on: &Option<String>| on.as_ref().is_some_and(|d| d.starts_with(&year.to_string()));
    let ids: Vec<String> = rows.into_iter().filter(|r| is_of_year(&r.ended_on)).map(|r| r.id).collect();
    let today = china_time::day(now_ms());
    let mut reading = Reading::default();
    for kept in app.store.requests_by_ids(&ids).await? {
        let Ok(standing) = standing(&kept.case, &app.calendar, today) else { continue };
        reading.of += 1;
        reading.wrong += i64::from(standing.is_overdue);
    }
    Ok(reading)
}

/// The report of the year before is the one published in the year.
async fn report_errors(app: &App, agency_id: &str, year: i16) -> Result<Reading, Internal> {
    let filter =
        ReportFilter { agency: Some(agency_id.into()), year: Some(year - 1), ..ReportFilter::default() };
    let newest = app.store.list_reports(&filter).await?.into_iter().max_by_key(|r| r.version);
    let wrong = newest.map_or(MOST_ERRORS, |r| r.errors.min(MOST_ERRORS));
    Ok(Reading { wrong, of: MOST_ERRORS })
}

async fn terms(app: &App, agency_id: &str, year: i16, codes: &[&str]) -> Result<Reading, Internal> {
    let today = china_time::day(now_ms());
    let mut reading = Reading::default();
    for register in registers::shipped().iter().filter(|r| codes.contains(&r.code.as_str())) {
        let span = Some((date(year, 1, 1), date(year, 12, 31)));
        let entries = registers::count(app, agency_id, register, span).await?.entries;
        let terms = registers::terms_of(register, &entries, &app.calendar, today);
        reading.wrong += count(terms.broken);
        reading.of += count(terms.kept + terms.broken);
    }
    Ok(reading)
}

async fn corrected(app: &App, agency_id: &str, year: i16) -> Result<Reading, Internal> {
    let Some(period) = Period::year(year) else { return Ok(Reading::default()) };
    let mut reading = Reading::default();
    for row in proceedings_of(app, agency_id).await? {
        match row.proceeding.and_then(|p| p.counted_in(period)) {
            None | Some(Outcome::Pending | Outcome::Total) => {}
            Some(outcome) => {
                reading.of += 1;
                reading.wrong += i64::from(outcome == Outcome::Corrected);
            }
        }
    }
    Ok(reading)
}

/// What the public said of an agency, of the rows of an assessment.
pub(super) fn ballots(rows: &[BallotRow], agency_id: &str) -> Ballots {
    let own = || rows.iter().filter(|r| r.agency_id == agency_id);
    // Every ballot answers every question, so that each question has as many answers as there are ballots.
    let first = own().next().map(|r| r.question.clone());
    Ballots {
        sum: own().map(|r| r.answer * r.votes).sum(),
        answers: own().map(|r| r.votes).sum(),
        ballots: own().filter(|r| Some(&r.question) == first.as_ref()).map(|r| r.votes).sum(),
    }
}
