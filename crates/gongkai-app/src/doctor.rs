//! What can be wrong with an installation, as far as its database knows.

use gongkai_domain::china_time;
use jiff::civil::date;

use crate::jobs::{LastCheck, last_check};
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
    /// What the last nightly check found.
    pub last_check: Option<LastCheck>,
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
    Ok(Found {
        year: today.year(),
        missing_notice,
        people: app.store.count_users().await?,
        without_code: agencies.into_iter().filter(|a| !has_code(&a.id)).map(|a| a.name).collect(),
        dead_jobs: jobs.iter().find(|j| j.0 == "dead").map_or(0, |j| j.1),
        last_check: last_check(app).await?,
    })
}

/// Whether files can be kept and read again: one small file, always the same.
///
/// # Errors
///
/// If they cannot.
pub async fn probe_files(app: &App) -> Result<(), Internal> {
    let hash = app.files.put(b"gongkai doctor\n".to_vec()).await?;
    app.files.get(&hash).await?;
    Ok(())
}
