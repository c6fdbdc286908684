//! `gongkai calendar …`: the working days that deadlines are counted in.

mod due;
mod import;
mod show;

use std::path::PathBuf;

use clap::Subcommand;
use gongkai_app::calendars::{self, CalendarFailure};
use gongkai_domain::calendar::{CalendarGap, WorkCalendar};

use super::{Context, Status};
use crate::input::Failure;

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Keep the holiday notice for a year, or the days of a region, in the folder of calendars.
    Import(import::Args),
    /// Print what the notice for a year says, and how many working days there are.
    Show(show::Args),
    /// Count working days: the last day of a term.
    Due(due::Args),
}

/// Where notices are kept besides those that ship.
#[derive(Debug, clap::Args)]
pub struct Folder {
    /// The folder of calendars; its files go over those that ship with the program.
    #[arg(long = "calendar", value_name = "DIR", default_value = "gongkai-data/calendars")]
    path: PathBuf,
}

impl Folder {
    fn load(&self) -> Result<WorkCalendar, Failure> {
        calendars::load(&self.path).map_err(failure)
    }
}

pub fn run(verb: &Verb, context: &Context) -> Result<Status, Failure> {
    match verb {
        Verb::Import(args) => import::run(args, context),
        Verb::Show(args) => show::run(args, context),
        Verb::Due(args) => due::run(args, context),
    }
}

fn failure(failure: CalendarFailure) -> Failure {
    match failure {
        CalendarFailure::File { path, source } => Failure::file(path, source),
        CalendarFailure::Unreadable { path, source } => {
            Failure::Unreadable { path: path.display().to_string(), error: source }
        }
    }
}

fn missing(gap: CalendarGap) -> Failure {
    let year = gap.year;
    Failure::usage(
        format!("缺少{year}年节假日安排通知，无法计算；通知发布后用 gongkai calendar import 导入"),
        format!("{gap}, so this cannot be counted; gongkai calendar import takes it in once it is out"),
    )
}
