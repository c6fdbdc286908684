//! What a batch has finished, so that a killed one goes on where it stood.
//!
//! One line of JSON a part, written after the part's Parquet files and CSV lines are on the disk. Whatever is
//! behind the last whole line did not happen: CSV files are cut back to the lengths that the line records, and
//! Parquet files of later parts are removed.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::{self, BufRead, BufReader, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::rows::SCHEMAS;
use super::summary::Counts;

/// Name of the journal in the output folder.
pub const FILE: &str = "journal.jsonl";

/// The first line: what the output was made with. Parts made in different ways do not mix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Version of the program.
    pub gongkai: String,
    /// Version of the tables, see `docs/batch.md`.
    pub schema: u32,
    /// The settings of the check, in words.
    pub settings: String,
}

/// Any further line: a finished part.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    part: u32,
    /// Length of each CSV file after the part, in the order of the tables.
    csv: [u64; SCHEMAS.len()],
    /// Totals up to and with the part.
    counts: Counts,
    /// The files of the part: path, and stamp of size and time.
    files: Vec<(String, u64)>,
}

/// A file as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Path below the folder.
    pub path: String,
    /// Says whether the file is still the one that was read.
    pub stamp: u64,
}

/// Whether a file was read before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not yet.
    New,
    /// Yes, as it is.
    Done,
    /// Yes, but it has changed since.
    Changed,
}

/// The files of finished parts: 24 bytes for each, whatever the length of its path.
#[derive(Debug, Default)]
pub struct Done(HashMap<u128, u64>);

impl Done {
    /// Whether the file was read before.
    pub fn standing(&self, file: &Known) -> Standing {
        match self.0.get(&hash_of(&file.path)) {
            None => Standing::New,
            Some(stamp) if *stamp == file.stamp => Standing::Done,
            Some(_) => Standing::Changed,
        }
    }
}

/// 128 bits, so that two paths of even a thousand million do not meet.
fn hash_of(path: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, path).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// Why an output folder cannot be gone on with.
#[derive(Debug)]
pub enum Refusal {
    /// It was made with another version or other settings.
    Otherwise(Box<Head>),
    /// Another process is at work in it.
    Busy,
    /// It cannot be read or written.
    Io(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::Io(error)
    }
}

/// An open journal. It holds a lock on its file, so that two batches do not write into one folder.
pub struct Journal {
    file: File,
    /// Number of the last finished part; 0 for none.
    pub part: u32,
    /// Lengths of the CSV files.
    pub csv: [u64; SCHEMAS.len()],
    /// Totals so far.
    pub counts: Counts,
}

impl Journal {
    /// Opens the journal of an output folder, or begins one.
    pub fn open(out: &Path, head: &Head) -> Result<(Journal, Done), Refusal> {
        let file =
            File::options().read(true).write(true).create(true).truncate(false).open(out.join(FILE))?;
        if file.try_lock().is_err() {
            return Err(Refusal::Busy);
        }
        let mut journal = Journal { file, part: 0, csv: [0; SCHEMAS.len()], counts: Counts::default() };
        let mut done = Done::default();
        let whole = journal.replay(head, &mut done)?;
        journal.file.set_len(whole)?;
        journal.file.seek(io::SeekFrom::End(0))?;
        if whole == 0 {
            let line = serde_json::to_string(head).map_err(io::Error::other)?;
            writeln!(journal.file, "{line}")?;
            journal.file.sync_all()?;
        }
        Ok((journal, done))
    }

    /// Takes in every whole line; returns how many bytes they have.
    fn replay(&mut self, head: &Head, done: &mut Done) -> Result<u64, Refusal> {
        let mut reader = BufReader::new(self.file.try_clone()?);
        let mut whole = 0u64;
        let mut line = String::new();
        loop {
            line.clear();
            let length = match reader.read_line(&mut line) {
                Ok(length) => length,
                // A line that was cut by a kill need not even be text.
                Err(error) if error.kind() == io::ErrorKind::InvalidData => break,
                Err(error) => return Err(error.into()),
            };
            if !line.ends_with('\n') {
                break;
            }
            if whole == 0 {
                let Ok(found) = serde_json::from_str::<Head>(&line) else { break };
                if found != *head {
                    return Err(Refusal::Otherwise(Box::new(found)));
                }
            } else {
                let Ok(part) = serde_json::from_str::<Line>(&line) else { break };
                (self.part, self.csv, self.counts) = (part.part, part.csv, part.counts);
                done.0.extend(part.files.iter().map(|(path, stamp)| (hash_of(path), *stamp)));
            }
            whole += length as u64;
        }
        Ok(whole)
    }

    /// Records a finished part. Everything that it says must be on the disk.
    pub fn record(
        &mut self,
        csv: [u64; SCHEMAS.len()],
        counts: &Counts,
        files: Vec<Known>,
    ) -> io::Result<()> {
        let files = files.into_iter().map(|file| (file.path, file.stamp)).collect();
        let line = Line { part: self.part + 1, csv, counts: counts.clone(), files };
        let mut text = serde_json::to_string(&line).map_err(io::Error::other)?;
        text.push('\n');
        self.file.write_all(text.as_bytes())?;
        self.file.sync_data()?;
        self.part = line.part;
        self.csv = csv;
        self.counts = line.counts;
        Ok(())
    }
}

/// Where the Parquet file of a part is.
pub fn parquet_path(out: &Path, table: &str, part: u32) -> PathBuf {
    out.join(table).join(format!("part-{part:06}.parquet"))
}

/// Removes the Parquet files of parts after `last`, and files that were being written.
pub fn remove_parts_after(out: &Path, last: u32) -> io::Result<()> {
    for schema in SCHEMAS {
        let folder = out.join(schema.name);
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str().and_then(|name| name.strip_prefix("part-")) else { continue };
            let kept = name
                .strip_suffix(".parquet")
                .and_then(|number| number.parse::<u32>().ok())
                .is_some_and(|number| number <= last);
            if !kept {
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}
