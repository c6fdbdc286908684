//! `gongkai calendar show YEAR`

use std::io::Write;

use gongkai_domain::calendar::{CalendarGap, NamedDay, WorkCalendar};
use jiff::civil::Date;

use super::{Folder, missing};
use crate::cmd::{Context, Status};
use crate::input::Failure;
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The year.
    #[arg(value_name = "YEAR", value_parser = clap::value_parser!(i16).range(1950..=9998))]
    year: i16,
    #[command(flatten)]
    folder: Folder,
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let calendar = args.folder.load()?;
    let lang = context.lang;
    let year = args.year;
    let notice = calendar.notice(year).ok_or_else(|| missing(CalendarGap { year }))?;
    let mut out = output::for_people();
    for source in notice.sources() {
        writeln!(out, "{source}")?;
    }
    for day in notice.days() {
        write_day(&mut out, day, lang.day_kind(day.kind), "")?;
    }
    for regional in calendar.regional() {
        for day in regional.days().iter().filter(|day| day.on.year() == year) {
            write_day(&mut out, day, lang.day_kind(day.kind), regional.region())?;
        }
    }
    match working_days(&calendar, year) {
        Ok(count) => writeln!(out, "{}", lang.working_days_of(year, count))?,
        Err(gap) => writeln!(out, "{}", lang.december_waits(gap.year))?,
    }
    out.flush()?;
    Ok(Status::Clean)
}

fn write_day(out: &mut impl Write, day: &NamedDay, kind: &str, region: &str) -> std::io::Result<()> {
    let line = format!("{}  {kind}  {}  {region}", day.on, day.name);
    writeln!(out, "{}", line.trim_end())
}

fn working_days(calendar: &WorkCalendar, year: i16) -> Result<u32, CalendarGap> {
    let first = Date::constant(year, 1, 1);
    let on_the_first = u32::from(calendar.is_working_day(first)?);
    Ok(on_the_first + calendar.working_days_between(first, Date::constant(year, 12, 31))?)
}
