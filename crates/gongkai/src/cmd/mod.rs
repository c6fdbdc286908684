//! The command tree. One file for each verb; the listing of the folder is the list of what can be done.

mod backup;
mod calendar;
mod config;
mod doctor;
mod keys;
mod report;
mod restore;
mod screen;
mod selftest;
mod serve;
mod site;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::input::Failure;
use crate::words::Lang;

/// Government-information disclosure (政府信息公开) as code.
#[derive(Debug, Parser)]
#[command(name = "gongkai", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
    /// Language of messages: `zh` in a Chinese locale, else `en`.
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Annual reports (政府信息公开工作年度报告): read, check, compare, sum, write.
    #[command(subcommand)]
    Report(report::Verb),
    /// Working days (工作日): holiday notices, and the terms counted by them.
    #[command(subcommand)]
    Calendar(calendar::Verb),
    /// Personal data, marks of secrecy and slips of the pen in documents, before they go out.
    Screen(screen::Args),
    /// The portal, the office and the reports in the browser.
    Serve(serve::Args),
    /// The settings in force, what each means, and where it comes from.
    Config(config::Args),
    /// What is wrong with this installation, and how to mend it.
    Doctor(doctor::Args),
    /// Copies database and files into a folder while the service goes on.
    Backup(backup::Args),
    /// Puts a backup into an empty data folder, and verifies it.
    Restore(restore::Args),
    /// The keys that seal what applicants tell of themselves.
    #[command(subcommand)]
    Keys(keys::Verb),
    /// Takes a whole old site over, or writes everything public out in the same form.
    #[command(subcommand)]
    Site(site::Verb),
    /// Whether the law, the reader and the rights work on this machine; prints a record for the security file.
    Selftest(selftest::Args),
    /// Checks that nothing in the record was changed, and that all lists and counts follow from it.
    Verify(verify::Args),
}

/// What every command is told besides its own arguments.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The language of what is said to people.
    pub lang: Lang,
}

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing to complain about. Exit status 0.
    Clean,
    /// A finding of error level. Exit status 1.
    Findings,
    /// Some input could not be read, which has been said; the rest was dealt with. Exit status 2.
    Unreadable,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        // Clap ends with 2 when the command line is wrong, so all that is unusable is 2.
        ExitCode::from(match status {
            Status::Clean => 0,
            Status::Findings => 1,
            Status::Unreadable => 2,
        })
    }
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let lang = cli.lang.unwrap_or_else(Lang::of_environment);
    let context = Context { lang };
    let result = match cli.verb {
        Verb::Report(verb) => report::run(&verb, &context),
        Verb::Calendar(verb) => calendar::run(&verb, &context),
        Verb::Screen(args) => screen::run(&args, &context),
        Verb::Serve(args) => serve::run(&args, &context),
        Verb::Config(args) => config::run(&args, &context),
        Verb::Doctor(args) => doctor::run(&args, &context),
        Verb::Backup(args) => backup::run(&args, &context),
        Verb::Restore(args) => restore::run(&args, &context),
        Verb::Keys(verb) => keys::run(&verb, &context),
        Verb::Site(verb) => site::run(&verb, &context),
        Verb::Selftest(args) => selftest::run(&args, &context),
        Verb::Verify(args) => verify::run(&args, &context),
    };
    match result {
        Ok(status) => status.into(),
        Err(failure) => {
            complain(&failure, lang);
            Status::Unreadable.into()
        }
    }
}

/// Says on standard error why something could not be done.
pub fn complain(failure: &Failure, lang: Lang) {
    use std::io::Write;
    // When standard error is gone as well there is nobody left to tell.
    let _ =
        writeln!(anstream::stderr(), "{}", crate::show::headline(lang.error_word(), &failure.sentence(lang)));
}
