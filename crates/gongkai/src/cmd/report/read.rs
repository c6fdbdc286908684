//! `gongkai report read`: what a document says, in a fixed form.

use std::io::Write;

use gongkai_domain::report::AnnualReport;
use gongkai_formats::write;

use crate::cmd::{Context, Status, complain};
use crate::input::{Failure, reports_of};
use crate::output;
use crate::show::table;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Reports in any layout; `-` is standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// How the report is written.
    #[arg(long, value_enum, default_value_t = To::Table)]
    to: To,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    /// Tables for people.
    Table,
    /// JSON of the published schema (`gongkai report schema`); several reports make an array.
    Json,
    /// One line per cell: key, value, raw text and place, separated by tabs.
    Cells,
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let mut reports: Vec<AnnualReport> = Vec::new();
    let mut status = Status::Clean;
    for path in &args.files {
        match reports_of(std::slice::from_ref(path)) {
            Ok(more) => reports.extend(more.into_iter().map(|(_, report)| report)),
            Err(failure) => {
                complain(&failure, context.lang);
                status = Status::Unreadable;
            }
        }
    }
    match args.to {
        To::Table => {
            let mut out = output::for_people();
            for (i, report) in reports.iter().enumerate() {
                let gap = if i > 0 { "\n\n" } else { "" };
                write!(out, "{gap}{}", table::show(report, context.lang))?;
            }
            out.flush()?;
        }
        To::Cells => {
            let mut out = output::for_machines();
            for (i, report) in reports.iter().enumerate() {
                let gap = if i > 0 { "\n" } else { "" };
                write!(out, "{gap}{}", write::cells::write(report))?;
            }
            out.flush()?;
        }
        To::Json => {
            let mut out = output::for_machines();
            let texts: Vec<String> = reports.iter().map(write::json::write).collect();
            match texts.as_slice() {
                [one] => writeln!(out, "{}", one.trim_end())?,
                several => writeln!(out, "[{}]", several.join(",\n"))?,
            }
            out.flush()?;
        }
    }
    Ok(status)
}
