//! `gongkai calendar import FILE`

use std::io::Write;

use gongkai_app::calendars;
use gongkai_formats::read::calendar::{CalendarFile, read_calendar};

use super::{Folder, failure};
use crate::cmd::{Context, Status};
use crate::input::{Failure, Input};
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// JSON in the shape of holiday-cn, or lines of days; `-` is standard input.
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    folder: Folder,
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let input = Input::open(&args.file)?;
    let file = read_calendar(&input.bytes)
        .map_err(|error| Failure::Unreadable { path: input.path.clone(), error })?;
    let path = calendars::store(&args.folder.path, &file).map_err(failure)?;
    let (name, days) = match &file {
        CalendarFile::Notice(notice) => (notice.year().to_string(), notice.days().len()),
        CalendarFile::Regional(days) => (days.region().to_owned(), days.days().len()),
    };
    let mut out = output::for_people();
    writeln!(out, "{} → {}", context.lang.calendar_imported(&name, days), path.display())?;
    out.flush()?;
    Ok(Status::Clean)
}
