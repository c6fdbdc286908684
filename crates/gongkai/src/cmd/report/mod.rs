//! `gongkai report …`

mod rules;

use std::process::ExitCode;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List the rules that a report is checked against.
    Rules(rules::Args),
}

pub fn run(verb: Verb) -> ExitCode {
    match verb {
        Verb::Rules(args) => rules::run(&args),
    }
}
