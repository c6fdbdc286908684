//! The command tree. One file for each verb; the listing of the folder is the list of what can be done.

mod report;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Government-information disclosure (政府信息公开) as code.
#[derive(Debug, Parser)]
#[command(name = "gongkai", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Annual reports (政府信息公开工作年度报告): read, check, compare, sum, write.
    #[command(subcommand)]
    Report(report::Verb),
}

/// Exit status when a finding of error level was made.
#[expect(dead_code, reason = "for `report check`")]
pub const FINDINGS: u8 = 1;
/// Exit status when the input cannot be read or the command line is wrong. Clap uses the same.
#[expect(dead_code, reason = "for the commands that read files")]
pub const UNUSABLE: u8 = 2;

/// Runs the command line.
pub fn run() -> ExitCode {
    match Cli::parse().verb {
        Verb::Report(verb) => report::run(verb),
    }
}
