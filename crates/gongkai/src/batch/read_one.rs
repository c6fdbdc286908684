//! One file, whatever it is: reports and findings, or the reason why not.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fs::{self, File};
use std::io::Read;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Once;

use gongkai_domain::check::Finding;
use gongkai_domain::report::AnnualReport;
use gongkai_formats::read::{self, ReadError, limits};
use parquet::data_type::ByteArray;

use super::journal::Known;
use super::rows::{FileError, Tables};
use super::summary::Counts;
use super::walk::Entry;
use crate::words::Lang;

/// What came of one file.
pub struct Reading {
    /// The file.
    pub file: Known,
    /// Its rows.
    pub tables: Tables,
    /// Its counts.
    pub counts: Counts,
}

/// Reads and checks one file. It always returns, unless the process is killed.
pub fn read<C: Fn(&AnnualReport) -> Vec<Finding>>(entry: Entry, check: &C) -> Reading {
    let file = ByteArray::from(entry.known.path.as_bytes().to_vec());
    let checked = entry
        .path
        .map_err(|error| FileError { kind: "io", zh: error.clone(), en: error })
        .and_then(|path| reports_of(&path, check));
    let mut tables = Tables::new();
    let mut counts = Counts { files: 1, ..Counts::default() };
    match checked {
        Ok(reports) => {
            for (i, (report, findings)) in reports.iter().enumerate() {
                tables.add_report(&file, i + 1, report, findings);
                counts.add_report(report, findings);
            }
        }
        Err(error) => {
            tables.add_error(&file, error);
            counts.unreadable = 1;
        }
    }
    Reading { file: entry.known, tables, counts }
}

type Checked = Vec<(AnnualReport, Vec<Finding>)>;

fn reports_of<C: Fn(&AnnualReport) -> Vec<Finding>>(path: &Path, check: &C) -> Result<Checked, FileError> {
    let bytes = bytes_of(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let work = || -> Result<Checked, ReadError> {
        let reports = read::read_reports(&bytes, &name)?;
        Ok(reports
            .into_iter()
            .map(|report| {
                let findings = check(&report);
                (report, findings)
            })
            .collect())
    };
    // Nothing that the closure touches outlives it, so nothing half-done can be seen afterwards.
    IN_FILE.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    IN_FILE.set(false);
    match result {
        Ok(Ok(checked)) => Ok(checked),
        Ok(Err(error)) => Err(unreadable(&error)),
        Err(payload) => Err(panicked(payload.as_ref())),
    }
}

/// The content, unless it is over the limit: a file of 10 GB must not be held in memory to be refused.
fn bytes_of(path: &Path) -> Result<Vec<u8>, FileError> {
    let io = |error: std::io::Error| FileError { kind: "io", zh: error.to_string(), en: error.to_string() };
    let limit = limits::INPUT_BYTES as u64;
    let size = fs::metadata(path).map_err(io)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(limit + 1)).unwrap_or(0));
    File::open(path).map_err(io)?.take(limit + 1).read_to_end(&mut bytes).map_err(io)?;
    limits::check_input(&bytes).map_err(|error| unreadable(&error))?;
    Ok(bytes)
}

fn unreadable(error: &ReadError) -> FileError {
    let kind = match error {
        ReadError::Unsupported { .. } => "unsupported",
        ReadError::Damaged { .. } => "damaged",
        ReadError::TooLarge { .. } => "too_large",
        ReadError::Empty => "empty",
        ReadError::NoTextLayer => "no_text_layer",
    };
    FileError { kind, zh: Lang::Zh.read_error(error), en: Lang::En.read_error(error) }
}

thread_local! {
    static IN_FILE: Cell<bool> = const { Cell::new(false) };
    static PANIC_AT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps a panic inside a file from being printed; where it happened is kept for the table of errors.
pub fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if IN_FILE.get() {
                PANIC_AT.set(info.location().map(ToString::to_string));
            } else {
                usual(info);
            }
        }));
    });
}

fn panicked(payload: &(dyn Any + Send)) -> FileError {
    let said = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    let at = PANIC_AT.take().unwrap_or_default();
    FileError {
        kind: "panic",
        zh: format!("程序缺陷，请报告：{said}（{at}）"),
        en: format!("a defect of the program, please report it: {said} ({at})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &Path) -> Entry {
        Entry { known: Known { path: "a".into(), stamp: 0 }, path: Ok(path.to_owned()) }
    }

    #[test]
    fn a_panic_is_the_error_of_its_file() {
        keep_panics_quiet();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "t2.rules.issued\t1\t1\t\nreport.format\t2021\n").expect("written");
        let reading = read(entry(&path), &|_| panic!("planted"));
        assert_eq!(reading.counts.unreadable, 1);
        let csv = String::from_utf8_lossy(&reading.tables.0[5].csv).into_owned();
        assert!(csv.contains("panic") && csv.contains("planted") && csv.contains("read_one.rs"), "{csv}");
    }

    #[test]
    fn a_file_that_is_gone_is_an_error_of_its_own() {
        let reading = read(entry(Path::new("/no/such/file")), &|_| Vec::new());
        assert_eq!(reading.counts.unreadable, 1);
        assert!(reading.tables.0[5].csv.starts_with(b"a,io,"));
    }
}
