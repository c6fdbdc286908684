//! The work list: what is owed, the most urgent first.

use std::collections::BTreeMap;

use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::request::{Standing, State, standing};
use gongkai_store::{Agency, RequestFilter, RequestRow};

use super::{RequestError, open};
use crate::accounts::Signed;
use crate::{App, now_ms};

/// A case of the list.
#[derive(Debug, Clone)]
pub struct DeskCase {
    /// The row.
    pub row: RequestRow,
    /// How it stands; none where a holiday notice is missing.
    pub standing: Option<Standing>,
    /// The beginning of what is asked for.
    pub wanted: String,
}

impl DeskCase {
    /// `late`, `soon` or nothing: what stands beside it.
    pub fn light(&self) -> &'static str {
        match self.standing.as_ref().map(|s| (s.is_overdue, s.is_stopped, s.days_left)) {
            Some((true, ..)) => "late",
            Some((_, false, Some(0..=3))) => "soon",
            _ => "",
        }
    }

    fn rank(&self) -> (bool, i32) {
        let days = self.standing.as_ref().and_then(|s| s.days_left).unwrap_or(i32::MAX);
        let is_stopped = self.standing.as_ref().is_some_and(|s| s.is_stopped || s.due.is_none());
        (is_stopped, days)
    }
}

/// The cases of an agency.
#[derive(Debug, Clone)]
pub struct RequestDesk {
    /// Whose.
    pub agency: Agency,
    /// The cases, the most urgent first.
    pub cases: Vec<DeskCase>,
    /// How many there are of each state, all of them.
    pub counts: Vec<(State, usize)>,
    /// The year of a holiday notice that is missing.
    pub missing_notice: Option<i16>,
}

/// Characters of a description in a list.
const SHOWN: usize = 60;

/// The open cases of an agency, or those in one state.
///
/// # Errors
///
/// If the person may not see them, or the machine fails.
pub async fn desk(
    app: &App,
    by: &Signed,
    agency_id: &str,
    state: Option<State>,
) -> Result<RequestDesk, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let all = RequestFilter { agency_id: Some(agency.id.clone()), ..RequestFilter::default() };
    let rows = app.store.requests(&all).await?;
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    for row in &rows {
        if let Some(state) = State::parse(&row.state) {
            *counts.entry(state).or_default() += 1;
        }
    }
    let is_wanted = |row: &RequestRow| {
        State::parse(&row.state).is_some_and(|s| match state {
            Some(wanted) => s == wanted,
            None => s.is_open() || s == State::Answered,
        })
    };
    let rows: Vec<RequestRow> = rows.into_iter().filter(is_wanted).collect();
    let ids: Vec<String> = rows.iter().map(|r| r.id.clone()).collect();
    let sealed: BTreeMap<String, String> =
        app.store.request_private_of("wanted", &ids).await?.into_iter().collect();
    let today = china_time::day(now_ms());
    let (mut cases, mut missing_notice) = (Vec::with_capacity(rows.len()), None);
    for row in rows {
        let standing = match app.store.request(&row.id).await? {
            Some(kept) => match standing(&kept.case, &app.calendar, today) {
                Ok(standing) => Some(standing),
                Err(gap) => {
                    missing_notice = Some(gap.year);
                    None
                }
            },
            None => None,
        };
        // What cannot be opened is seen on the page of the case; a list goes on.
        let wanted = sealed.get(&row.id).and_then(|s| open(app, &row.id, "wanted", s).ok());
        let wanted: String = wanted.unwrap_or_default().chars().take(SHOWN).collect();
        cases.push(DeskCase { row, standing, wanted });
    }
    cases.sort_by_key(DeskCase::rank);
    Ok(RequestDesk { agency, cases, counts: counts.into_iter().collect(), missing_notice })
}
