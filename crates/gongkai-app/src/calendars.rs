//! The working-day calendar of an installation: what ships with the program, and the files of one folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use gongkai_domain::calendar::{Notice, WorkCalendar};
use gongkai_formats::read::ReadError;
use gongkai_formats::read::calendar::{CalendarFile, read_calendar};
use gongkai_formats::write::calendar::to_json;

macro_rules! seed {
    ($($year:literal)*) => {
        [$(include_str!(concat!("../seed/calendars/", $year, ".json")),)*]
    };
}

/// The notices of the State Council's office that ship with the program.
const SEED: [&str; 8] = seed!(2019 2020 2021 2022 2023 2024 2025 2026);

/// Why a calendar file or folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CalendarFailure {
    /// A file or the folder cannot be opened, read or written.
    #[error("{path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is there and is no calendar.
    #[error("{path}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: ReadError,
    },
}

/// The notices that ship with the program.
///
/// # Panics
///
/// Never: a test reads all of them.
pub fn shipped() -> WorkCalendar {
    let notice = |text: &str| -> Notice {
        match read_calendar(text.as_bytes()) {
            Ok(CalendarFile::Notice(notice)) => notice,
            other => panic!("a notice that ships with the program: {other:?}"),
        }
    };
    WorkCalendar::new(SEED.map(notice))
}

/// The notices that ship, with every `.json` file of a folder over them; a folder that is not there adds nothing.
///
/// # Errors
///
/// If the folder or a file of it cannot be read. A file that is left out would move deadlines, so none is.
pub fn load(folder: &Path) -> Result<WorkCalendar, CalendarFailure> {
    let mut calendar = shipped();
    for path in files(folder)? {
        let bytes = fs::read(&path).map_err(|source| CalendarFailure::File { path: path.clone(), source })?;
        calendar = match read_calendar(&bytes) {
            Ok(CalendarFile::Notice(notice)) => calendar.with_notice(notice),
            Ok(CalendarFile::Regional(days)) => calendar.with_region(days),
            Err(source) => return Err(CalendarFailure::Unreadable { path, source }),
        };
    }
    Ok(calendar)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, CalendarFailure> {
    let failure = |source| CalendarFailure::File { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failure(error)),
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut paths = paths.map_err(failure)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths)
}

/// Keeps a notice or the days of a region in a folder, in the place of what was there for the same year or region.
///
/// # Errors
///
/// If the file cannot be written.
pub fn store(folder: &Path, file: &CalendarFile) -> Result<PathBuf, CalendarFailure> {
    let name = match file {
        CalendarFile::Notice(notice) => format!("{}.json", notice.year()),
        CalendarFile::Regional(days) => format!("region-{}.json", file_stem(days.region())),
    };
    let path = folder.join(name);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, to_json(file)));
    written.map_err(|source| CalendarFailure::File { path: path.clone(), source })?;
    Ok(path)
}

/// A region's name without what has a meaning in a path.
fn file_stem(region: &str) -> String {
    region.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::calendar::{CalendarGap, WorkingDays};
    use jiff::civil::Date;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn the_years_2019_to_2026_ship_with_their_sources() {
        let calendar = shipped();
        let years: Vec<i16> = calendar.notices().map(Notice::year).collect();
        assert_eq!(years, (2019..=2026).collect::<Vec<_>>());
        for notice in calendar.notices() {
            assert!(notice.sources().iter().all(|source| source.starts_with("https://www.gov.cn/")));
            assert!(!notice.sources().is_empty() && notice.days().len() > 20, "{}", notice.year());
        }
    }

    #[test]
    fn what_ships_has_the_days_of_the_notices() {
        let totals = [250, 249, 250, 249, 249, 251, 248];
        for (year, total) in (2019..=2025).zip(totals) {
            // The first of January is off in every year.
            let days =
                shipped().working_days_between(Date::constant(year, 1, 1), Date::constant(year, 12, 31));
            assert_eq!(days, Ok(total), "{year}");
        }
        let due = |from: &str, count| shipped().nth_working_day_after(day(from), WorkingDays(count));
        assert_eq!(due("2026-02-13", 40), Ok(day("2026-04-17")));
        assert_eq!(due("2020-01-23", 20), Ok(day("2020-02-28")));
        assert_eq!(due("2026-12-10", 20), Err(CalendarGap { year: 2027 }));
    }

    #[test]
    fn a_region_cannot_name_a_file_elsewhere() {
        assert_eq!(file_stem("../../某区 1"), "------某区-1");
    }
}
