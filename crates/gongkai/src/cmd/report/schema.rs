//! `gongkai report schema`: the JSON Schema of a report.

use std::io::Write;

use gongkai_formats::write::json;

use crate::cmd::{Context, Status};
use crate::input::Failure;
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: &Args, _context: &Context) -> Result<Status, Failure> {
    let mut out = output::for_machines();
    writeln!(out, "{}", json::SCHEMA.trim_end())?;
    out.flush()?;
    Ok(Status::Clean)
}
