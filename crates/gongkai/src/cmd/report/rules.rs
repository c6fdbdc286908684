//! `gongkai report rules`: every rule with its severity and its one line.

use std::process::ExitCode;

use gongkai_domain::check;

#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: &Args) -> ExitCode {
    for rule in check::rules() {
        println!("{}  {:<7}  {}", rule.code, rule.severity.as_str(), rule.title_en);
    }
    ExitCode::SUCCESS
}
