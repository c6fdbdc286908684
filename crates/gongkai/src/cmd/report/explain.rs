//! `gongkai report explain CODE`: the page of a rule.

use std::io::Write;

use gongkai_domain::check;

use crate::cmd::{Context, Status};
use crate::input::Failure;
use crate::output;
use crate::show::page;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Code or name of a rule, for example R01.
    #[arg(value_name = "CODE", required = true)]
    codes: Vec<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let mut out = output::for_people();
    for (i, code) in args.codes.iter().enumerate() {
        let rule = check::rule(code).ok_or_else(|| {
            Failure::usage(
                format!("没有规则 {code}；用 gongkai report rules 查看全部规则"),
                format!("there is no rule {code}; gongkai report rules lists them"),
            )
        })?;
        if i > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", page::in_language(rule, context.lang))?;
    }
    out.flush()?;
    Ok(Status::Clean)
}
