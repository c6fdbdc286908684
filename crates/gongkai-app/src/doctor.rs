//! What can be wrong with an installation, as far as its database knows.

use gongkai_domain::china_time;
use jiff::civil::date;

use crate::jobs::LAST_CHECK;
use crate::{App, Internal, now_ms};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// This year, in China.
    pub year: i16,
    /// The first year, of this one and from November on the next, whose holiday notice is not loaded.
    pub missing_notice: Option<i16>,
    /// How many accounts there are.
    pub people: i64,
    /// Agencies without a unified code.
    pub without_code: Vec<String>,
    /// Jobs that failed too often.
    pub dead_jobs: i64,
    /// The day of the last nightly check.
    pub last_check: Option<String>,
    /// Whether it found the record whole.
    pub is_whole: bool,
}

/// Looks.
///
/// # Errors
///
/// If the database fails.
pub async fn look(app: &App) -> Result<Found, Internal> {
    let today = china_time::day(now_ms());
    let years = [today.year(), today.year() + 1];
    let wanted = if today.month() >= 11 { &years[..] } else { &years[..1] };
    let missing_notice =
        wanted.iter().copied().find(|year| app.calendar.is_working_day(date(*year, 6, 1)).is_err());
    let profiles = app.store.profiles().await?;
    let has_code = |id: &str| profiles.iter().any(|p| p.agency_id == id && !p.unified_code.is_empty());
    let agencies = app.store.agencies().await?;
    let jobs = app.store.count_jobs().await?;
    let check: Option<serde_json::Value> =
        app.store.setting(LAST_CHECK).await?.and_then(|c| serde_json::from_str(&c).ok());
    Ok(Found {
        year: today.year(),
        missing_notice,
        people: app.store.count_users().await?,
        without_code: agencies.into_iter().filter(|a| !has_code(&a.id)).map(|a| a.name).collect(),
        dead_jobs: jobs.iter().find(|j| j.0 == "dead").map_or(0, |j| j.1),
        is_whole: check.as_ref().is_some_and(|c| c["broken"] == 0 && c["wrong_roots"] == 0),
        last_check: check.and_then(|c| Some(c["day"].as_str()?.to_owned())),
    })
}
