//! The one helper that runs the binary.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use gongkai_domain::report::sample::consistent_report;
use gongkai_domain::report::{AnnualReport, Format};

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// The binary, in a folder of its own so that no `gongkai.toml` of ours is found, in English, without colours.
pub fn binary(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.current_dir(folder).env("LC_ALL", "C").env_remove("CLICOLOR_FORCE");
    command
}

/// Runs it to its end.
pub fn run(folder: &Path, args: &[&str]) -> Ran {
    run_with_input(folder, args, b"")
}

/// Runs it with something on standard input.
pub fn run_with_input(folder: &Path, args: &[&str], input: &[u8]) -> Ran {
    let mut child = binary(folder)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    // A command that reads no input may have closed it already.
    let _ = child.stdin.take().expect("piped").write_all(input);
    let output = child.wait_with_output().expect("the binary ends");
    Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    }
}

/// A correct report of the form in force, with a name.
pub fn correct_report(seed: u64) -> AnnualReport {
    consistent_report(seed, Format::F2021)
}
