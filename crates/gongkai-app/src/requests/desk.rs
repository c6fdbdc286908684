//! The work list: what is owed, the most urgent first.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use gongkai_domain::china_time;
use gongkai_domain::permission::{Right, Thing, may};
use gongkai_domain::request::{EventKind, State, standing, table};
use gongkai_store::{Agency, RequestFilter, RequestKey, RequestRow};
use jiff::civil::Date;

use super::letters::names;
use super::show::colleagues;
use super::{RequestError, open};
use crate::accounts::Signed;
use crate::{App, Internal, now_ms};

/// How a case stands today, as a list shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Light {
    /// The last day of the answer.
    pub due: Option<Date>,
    /// Whether it is over.
    pub is_overdue: bool,
    /// Whether the clock stands still.
    pub is_stopped: bool,
    /// Working days left; negative when late.
    pub days_left: Option<i32>,
    /// The year of a holiday notice that is missing.
    pub missing_notice: Option<i16>,
}

/// How cases stand, by id, with how many events they had and the day: computed once, since lists are opened often.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lights(Arc<Mutex<HashMap<String, Kept>>>);

/// How many events a case had, the day, and how it stood.
type Kept = (i64, Date, Light);

/// Cases that are kept at most; then all are forgotten.
const MOST_LIGHTS: usize = 100_000;

/// A case of the list.
#[derive(Debug, Clone)]
pub struct DeskCase {
    /// The row.
    pub row: RequestRow,
    /// How it stands.
    pub light: Light,
    /// The beginning of what is asked for.
    pub wanted: String,
    /// Who deals with it, by name; may be empty.
    pub officer: String,
}

impl DeskCase {
    /// `late`, `soon` or nothing: what stands beside it.
    pub fn light(&self) -> &'static str {
        self.light.word()
    }

    /// True if it can still be given to somebody.
    pub fn is_assignable(&self) -> bool {
        is_assignable(&self.row.state)
    }
}

fn is_assignable(state: &str) -> bool {
    State::parse(state).is_some_and(|state| table::of(EventKind::Assigned).from.contains(&state))
}

fn rank(light: &Light) -> (bool, i32) {
    (light.is_stopped || light.due.is_none(), light.days_left.unwrap_or(i32::MAX))
}

/// What the list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskFilter {
    /// Cases in this state; the open ones without.
    pub state: Option<State>,
    /// `mine`, `unassigned` (those that still can be), or all.
    pub whose: String,
    /// A part of number, name or description.
    pub words: String,
    /// The page, from 1.
    pub page: usize,
}

/// The cases of an agency.
#[derive(Debug, Clone)]
pub struct RequestDesk {
    /// Whose.
    pub agency: Agency,
    /// The cases of the page, the most urgent first.
    pub cases: Vec<DeskCase>,
    /// How many there are in all that the filter lets through.
    pub total: usize,
    /// The page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// How many there are of each state, all of them.
    pub counts: Vec<(State, usize)>,
    /// The year of a holiday notice that is missing.
    pub missing_notice: Option<i16>,
    /// Who can be given cases: id and name; nobody for who may not give any.
    pub colleagues: Vec<(String, String)>,
    /// How many mails wait; nothing where the agency has no mailbox.
    pub inbox: Option<i64>,
}

/// From so many working days left on a case is nearly due.
const SOON: i32 = 3;
/// Characters of a description in a list.
const SHOWN: usize = 60;
/// Cases on a page.
const PAGE: usize = 100;

/// The open cases of an agency, or those that a filter lets through.
///
/// # Errors
///
/// If the person may not see them, or the machine fails.
pub async fn desk(
    app: &App,
    by: &Signed,
    agency_id: &str,
    filter: &DeskFilter,
) -> Result<RequestDesk, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let counts = app.store.count_requests(&agency.id).await?;
    let count = |(state, n): &(String, i64)| Some((State::parse(state)?, usize::try_from(*n).unwrap_or(0)));
    let mut counts: Vec<(State, usize)> = counts.iter().filter_map(count).collect();
    counts.sort();
    let words = filter.words.trim();
    let wanted = RequestFilter {
        agency_id: Some(agency.id.clone()),
        // Who looks for words looks everywhere.
        is_open: filter.state.is_none() && words.is_empty(),
        states: filter.state.map(|s| s.code().to_owned()).into_iter().collect(),
        ..RequestFilter::default()
    };
    let is_owed = |state: State| state.is_open() || state == State::Answered;
    // What is over is not put in order by urgency, so that the database can turn the pages.
    let is_plain = filter.state.is_some_and(|s| !is_owed(s)) && filter.whose.is_empty() && words.is_empty();
    let (rows, total, page, lights) = if is_plain {
        let total = counts.iter().find(|c| Some(c.0) == filter.state).map_or(0, |c| c.1);
        let page = filter.page.clamp(1, total.div_ceil(PAGE).max(1));
        let offset = i64::try_from((page - 1) * PAGE).unwrap_or(0);
        let newest = Some((i64::try_from(PAGE).unwrap_or(i64::MAX), offset));
        let rows = app.store.requests(&RequestFilter { newest, ..wanted }).await?;
        (rows, total, page, HashMap::new())
    } else {
        let mut keys = app.store.request_keys(&wanted).await?;
        match filter.whose.as_str() {
            "mine" => keys.retain(|k| k.assigned_to.as_deref() == Some(by.user.id.as_str())),
            "unassigned" => keys.retain(|k| k.assigned_to.is_none() && is_assignable(&k.state)),
            _ => {}
        }
        if !words.is_empty() {
            keys = with_words(app, keys, words).await?;
        }
        let lights = lights(app, &keys).await?;
        // What is owed by urgency; what is over, the newest first.
        keys.reverse();
        keys.sort_by_key(|key| rank(&lights.get(&key.id).copied().unwrap_or_default()));
        let total = keys.len();
        let page = filter.page.clamp(1, total.div_ceil(PAGE).max(1));
        let ids: Vec<String> = keys.into_iter().skip((page - 1) * PAGE).take(PAGE).map(|k| k.id).collect();
        let of_page = RequestFilter { ids: ids.clone(), ..RequestFilter::default() };
        let mut rows = if ids.is_empty() { Vec::new() } else { app.store.requests(&of_page).await? };
        rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
        (rows, total, page, lights)
    };
    let pages = total.div_ceil(PAGE).max(1);
    let missing_notice = lights.values().find_map(|l| l.missing_notice);
    let light = |row: &RequestRow| lights.get(&row.id).copied().unwrap_or_default();
    let ids: Vec<String> = rows.iter().map(|r| r.id.clone()).collect();
    let sealed: BTreeMap<String, String> =
        app.store.request_private_of("wanted", &ids).await?.into_iter().collect();
    let names = names(app).await?;
    let cases = rows.into_iter().map(|row| {
        // What cannot be opened is seen on the page of the case; a list goes on.
        let wanted = sealed.get(&row.id).and_then(|s| open(app, &row.id, "wanted", s).ok());
        let officer = row.assigned_to.as_ref().map(|id| names.get(id).unwrap_or(id).clone());
        DeskCase {
            light: light(&row),
            wanted: wanted.unwrap_or_default().chars().take(SHOWN).collect(),
            officer: officer.unwrap_or_default(),
            row,
        }
    });
    let cases = cases.collect();
    let may_assign =
        may(&by.person, Right::HandleRequests, Thing::Of { agency: &agency.id, regions: &regions }).is_ok();
    let colleagues = if may_assign { colleagues(app, &agency.id).await? } else { Vec::new() };
    let inbox = crate::inbox::waiting(app, &agency.id).await?;
    Ok(RequestDesk { agency, cases, total, page, pages, counts, missing_notice, colleagues, inbox })
}

/// Those whose number, applicant or description has the words. What is sealed is opened for it, and for nothing else.
async fn with_words(app: &App, keys: Vec<RequestKey>, words: &str) -> Result<Vec<RequestKey>, RequestError> {
    let ids: Vec<String> = keys.iter().map(|r| r.id.clone()).collect();
    let mut found: BTreeSet<String> = BTreeSet::new();
    for field in ["name", "wanted"] {
        let sealed = app.store.request_private_of(field, &ids).await?;
        let (app, words) = (app.clone(), words.to_owned());
        // Work for the processor, off the threads that serve requests.
        let look = move || {
            let has = |(id, sealed): &(String, String)| {
                open(&app, id, field, sealed).is_ok_and(|text| text.contains(&words))
            };
            sealed.into_iter().filter(has).map(|(id, _)| id).collect::<Vec<String>>()
        };
        found.extend(tokio::task::spawn_blocking(look).await.map_err(Internal::from)?);
    }
    let has = |key: &RequestKey| key.number.contains(words) || found.contains(&key.id);
    Ok(keys.into_iter().filter(has).collect())
}

/// How cases stand today: from memory where nothing has happened since.
async fn lights(app: &App, keys: &[RequestKey]) -> Result<HashMap<String, Light>, Internal> {
    let today = china_time::day(now_ms());
    let is_owed =
        |key: &&RequestKey| State::parse(&key.state).is_some_and(|s| s.is_open() || s == State::Answered);
    let mut known: HashMap<String, Light> = HashMap::new();
    let mut missing = Vec::new();
    {
        let kept = app.lights.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys.iter().filter(is_owed) {
            match kept.get(&key.id) {
                Some((events, day, light)) if (*events, *day) == (key.events, today) => {
                    known.insert(key.id.clone(), *light);
                }
                _ => missing.push(key.id.clone()),
            }
        }
    }
    if missing.is_empty() {
        return Ok(known);
    }
    let cases = app.store.requests_by_ids(&missing).await?;
    let mut kept = app.lights.0.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() > MOST_LIGHTS {
        kept.clear();
    }
    for case in cases {
        let light = match standing(&case.case, &app.calendar, today) {
            Ok(s) => Light {
                due: s.due,
                is_overdue: s.is_overdue,
                is_stopped: s.is_stopped,
                days_left: s.days_left,
                missing_notice: None,
            },
            Err(gap) => Light { missing_notice: Some(gap.year), ..Light::default() },
        };
        let events = i64::try_from(case.events.len()).unwrap_or(i64::MAX);
        kept.insert(case.id.clone(), (events, today, light));
        known.insert(case.id, light);
    }
    Ok(known)
}

/// How the open cases of an agency stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Clocks {
    /// How many are open.
    pub open: usize,
    /// How many of them are late.
    pub late: usize,
    /// How many are due within three working days.
    pub soon: usize,
    /// How many clocks stand still.
    pub stopped: usize,
}

/// The open cases of an agency with how they stand.
async fn owed(app: &App, agency_id: &str) -> Result<Vec<(RequestKey, Light)>, Internal> {
    let filter =
        RequestFilter { agency_id: Some(agency_id.into()), is_open: true, ..RequestFilter::default() };
    let keys = app.store.request_keys(&filter).await?;
    let lights = lights(app, &keys).await?;
    let with_light = |key: RequestKey| {
        let light = lights.get(&key.id).copied().unwrap_or_default();
        (key, light)
    };
    Ok(keys.into_iter().map(with_light).collect())
}

impl Light {
    /// `late`, `soon` or nothing.
    fn word(&self) -> &'static str {
        match (self.is_overdue, self.is_stopped, self.days_left) {
            (true, ..) => "late",
            (_, false, Some(0..=SOON)) => "soon",
            _ => "",
        }
    }
}

/// How the clocks of an agency stand, without what the cases are about.
pub(crate) async fn clocks(app: &App, agency_id: &str) -> Result<Clocks, Internal> {
    let owed = owed(app, agency_id).await?;
    let count = |word: &str| owed.iter().filter(|(_, light)| light.word() == word).count();
    Ok(Clocks {
        open: owed.len(),
        late: count("late"),
        soon: count("soon"),
        stopped: owed.iter().filter(|(_, light)| light.is_stopped).count(),
    })
}

/// The cases of an agency that somebody has to be reminded of: id, number, who deals with it, last day, days left.
pub(crate) async fn to_remind(app: &App, agency_id: &str) -> Result<Vec<Reminded>, Internal> {
    let owed = owed(app, agency_id).await?;
    let due = owed.into_iter().filter(|(_, light)| !light.word().is_empty());
    Ok(due
        .filter_map(|(key, light)| {
            Some(Reminded { due: light.due?, days_left: light.days_left.unwrap_or_default(), key })
        })
        .collect())
}

/// A case that somebody has to be reminded of.
pub(crate) struct Reminded {
    pub(crate) key: RequestKey,
    pub(crate) due: Date,
    pub(crate) days_left: i32,
}

/// The last days of a month's open cases.
#[derive(Debug, Clone)]
pub struct DueCalendar {
    /// Whose.
    pub agency: Agency,
    /// The first day of the month.
    pub first: Date,
    /// The days of the month: whether it is a working day, where that is known, and the cases that are due on it: id,
    /// number, whether it is late.
    pub days: Vec<DueDay>,
}

/// A day of the month.
#[derive(Debug, Clone)]
pub struct DueDay {
    /// The day.
    pub on: Date,
    /// Whether offices work; unknown without a notice.
    pub is_working: Option<bool>,
    /// The cases: id, number, whether it is late.
    pub cases: Vec<(String, String, bool)>,
}

/// The last days of a month's open cases.
///
/// # Errors
///
/// If the person may not see them, or the machine fails.
pub async fn due_calendar(
    app: &App,
    by: &Signed,
    agency_id: &str,
    month: Date,
) -> Result<DueCalendar, RequestError> {
    let agency = app.store.agency(agency_id).await?.ok_or(RequestError::NotFound)?;
    let regions = [agency.region_id.clone()];
    may(&by.person, Right::ReadRequests, Thing::Of { agency: &agency.id, regions: &regions })?;
    let owed = owed(app, &agency.id).await?;
    let first = month.first_of_month();
    let day = |number: i8| {
        let on = Date::new(first.year(), first.month(), number).ok()?;
        let due = owed.iter().filter(|(_, light)| light.due == Some(on));
        let cases = due.map(|(key, light)| (key.id.clone(), key.number.clone(), light.is_overdue)).collect();
        Some(DueDay { on, is_working: app.calendar.is_working_day(on).ok(), cases })
    };
    let days = (1..=first.days_in_month()).filter_map(day).collect();
    Ok(DueCalendar { agency, first, days })
}
