//! `gongkai calendar due --received DAY --days N`

use std::io::Write;

use gongkai_domain::calendar::{WorkCalendar, WorkingDays};
use jiff::civil::Date;

use super::{Folder, missing};
use crate::cmd::{Context, Status};
use crate::input::Failure;
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The day of receipt, which is day 0 and is not counted, for example 2026-03-02.
    #[arg(long, value_name = "DAY")]
    received: Date,
    /// The number of working days, for example 20.
    #[arg(long, value_name = "N")]
    days: u16,
    /// Print every day on the way, counted or skipped, and why.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    folder: Folder,
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let calendar = args.folder.load()?;
    let due_on = calendar.nth_working_day_after(args.received, WorkingDays(args.days)).map_err(missing)?;
    let mut out = output::for_people();
    if args.explain {
        explain(&mut out, args.received, due_on, &calendar, context)?;
    }
    writeln!(out, "{due_on}")?;
    out.flush()?;
    Ok(Status::Clean)
}

fn explain(
    out: &mut impl Write,
    received_on: Date,
    due_on: Date,
    calendar: &WorkCalendar,
    context: &Context,
) -> Result<(), Failure> {
    let mut counted = 0;
    for on in received_on.series(jiff::Span::new().days(1)).take_while(|on| *on <= due_on) {
        let day = calendar.day(on).map_err(missing)?;
        let number = match on == received_on {
            true => "0".to_owned(),
            false if day.is_working() => {
                counted += 1;
                format!("{counted}")
            }
            false => String::new(),
        };
        writeln!(out, "{on}  {number:>3}  {}", context.lang.day(day))?;
    }
    Ok(())
}
