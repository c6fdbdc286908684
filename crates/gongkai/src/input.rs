//! Files and standard input.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use gongkai_domain::report::AnnualReport;
use gongkai_formats::read::{self, ReadError};
use walkdir::WalkDir;

use crate::words::Lang;

/// Why a command could not do its work. Exit status 2.
#[derive(Debug)]
pub enum Failure {
    /// A file cannot be opened or written.
    File { path: String, error: io::Error },
    /// A file was opened, and is not a report that can be read.
    Unreadable { path: String, error: ReadError },
    /// The command line or the configuration is wrong; the sentence in Chinese and in English.
    Usage { zh: String, en: String },
    /// Standard output cannot be written.
    Output(io::Error),
}

impl Failure {
    /// Wrong use, in both languages.
    pub fn usage(zh: impl Into<String>, en: impl Into<String>) -> Failure {
        Failure::Usage { zh: zh.into(), en: en.into() }
    }

    /// A file that cannot be opened or written.
    pub fn file(path: impl AsRef<Path>, error: io::Error) -> Failure {
        Failure::File { path: path.as_ref().display().to_string(), error }
    }

    /// One line for people.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Failure::File { path, error } => format!("{path}: {error}"),
            Failure::Unreadable { path, error } => format!("{path}: {}", lang.read_error(error)),
            Failure::Usage { zh, en } => lang.pick(zh, en).to_owned(),
            Failure::Output(error) => error.to_string(),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

/// A file as it was given on the command line; `-` is standard input.
pub struct Input {
    /// The path as given, for messages.
    pub path: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl Input {
    /// Reads all of it.
    pub fn open(path: &str) -> Result<Input, Failure> {
        let bytes = if path == "-" { from_standard_input() } else { fs::read(path) };
        match bytes {
            Ok(bytes) => Ok(Input { path: path.to_owned(), bytes }),
            Err(error) => Err(Failure::File { path: path.to_owned(), error }),
        }
    }

    /// The name without folders, as provenance keeps it.
    pub fn file_name(&self) -> &str {
        match self.path.as_str() {
            "-" => "stdin",
            path => Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path),
        }
    }

    /// The reports in it: one, or several in a wide CSV.
    pub fn reports(&self) -> Result<Vec<AnnualReport>, Failure> {
        read::read_reports(&self.bytes, self.file_name())
            .map_err(|error| Failure::Unreadable { path: self.path.clone(), error })
    }
}

fn from_standard_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Every report of every file, with the path it came from.
pub fn reports_of(paths: &[String]) -> Result<Vec<(String, AnnualReport)>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        let input = Input::open(path)?;
        all.extend(input.reports()?.into_iter().map(|report| (path.clone(), report)));
    }
    Ok(all)
}

/// The one report of a file.
pub fn report_of(path: &str) -> Result<AnnualReport, Failure> {
    let input = Input::open(path)?;
    let mut reports = input.reports()?;
    match reports.len() {
        1 => Ok(reports.remove(0)),
        n => Err(Failure::usage(
            format!("{path}：其中有 {n} 份报告，此处需要一份"),
            format!("{path}: has {n} reports, and one is needed here"),
        )),
    }
}

/// The files as given, and those below folders, in the order of their names.
pub fn files_of(paths: &[String]) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path == "-" || !Path::new(path).is_dir() {
            files.push(path.clone());
            continue;
        }
        for entry in WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| Failure::file(path, error.into()))?;
            if entry.file_type().is_file() {
                files.push(entry.path().display().to_string());
            }
        }
    }
    Ok(files)
}
