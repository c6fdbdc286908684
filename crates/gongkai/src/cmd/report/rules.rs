//! `gongkai report rules`: every rule with its severity and its one line.

use std::io::Write;

use gongkai_domain::check;

use crate::cmd::{Context, Status};
use crate::input::Failure;
use crate::output;
use crate::show::style::{self, paint};
use crate::show::width::left;

#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: &Args, context: &Context) -> Result<Status, Failure> {
    let mut out = output::for_people();
    let lang = context.lang;
    for rule in check::rules() {
        let severity = paint(style::severity(rule.severity), &left(lang.severity(rule.severity), 7));
        let title = lang.pick(rule.title_zh, rule.title_en);
        writeln!(
            out,
            "{}  {severity}  {title}  {}",
            paint(style::STRONG, rule.code),
            paint(style::DIM, rule.name)
        )?;
    }
    out.flush()?;
    Ok(Status::Clean)
}
