//! The one binary: arguments in, exit status out. What it does is in the crates below it.

mod batch;
mod cmd;
mod config;
mod input;
mod output;
mod redactor;
mod service;
mod show;
mod typesetter;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    cmd::run()
}
