//! The one binary: arguments in, exit status out. What it does is in the crates below it.

mod cmd;

use std::process::ExitCode;

fn main() -> ExitCode {
    cmd::run()
}
