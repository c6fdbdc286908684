//! The one thread that writes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;

use super::journal::{self, Journal, Known};
use super::progress::Progress;
use super::read_one::Reading;
use super::rows::{SCHEMAS, Tables};
use super::summary::Counts;
use gongkai_formats::columns::Schema;
use gongkai_formats::columns::parquet;

/// A part is closed early when its rows pass this many bytes of CSV, so that memory stays bounded whatever the
/// reports are like.
const PART_BYTES: u64 = 48 << 20;

/// The output folder, open for the next part.
pub struct Parts {
    out: PathBuf,
    part_files: usize,
    journal: Journal,
    csv: Vec<CsvFile>,
    /// Rows of the part at hand, for Parquet.
    tables: Tables,
    /// Files of the part at hand.
    files: Vec<Known>,
    counts: Counts,
}

/// A CSV file that is only ever added to.
struct CsvFile {
    writer: BufWriter<File>,
    length: u64,
}

impl CsvFile {
    /// Opens the file and cuts off what is behind `length`, which an unfinished part wrote.
    fn open(out: &Path, schema: &Schema, length: u64) -> io::Result<CsvFile> {
        let path = out.join(format!("{}.csv", schema.name));
        let mut file = File::options().write(true).create(true).truncate(false).open(path)?;
        if file.metadata()?.len() < length {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{}.csv is shorter than the journal says; begin anew with --fresh", schema.name),
            ));
        }
        file.set_len(length)?;
        file.seek(io::SeekFrom::End(0))?;
        let mut csv = CsvFile { writer: BufWriter::with_capacity(1 << 18, file), length };
        if length == 0 {
            let names: Vec<&str> = schema.columns.iter().map(|column| column.name).collect();
            csv.write(format!("{}\r\n", names.join(",")).as_bytes())?;
        }
        Ok(csv)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.writer.get_ref().sync_data()
    }
}

impl Parts {
    /// Opens the output folder behind its last finished part.
    pub fn open(out: &Path, part_files: usize, journal: Journal) -> io::Result<Parts> {
        journal::remove_parts_after(out, journal.part)?;
        let csv = SCHEMAS
            .iter()
            .zip(journal.csv)
            .map(|(schema, length)| CsvFile::open(out, schema, length))
            .collect::<io::Result<Vec<CsvFile>>>()?;
        let counts = journal.counts.clone();
        let part_files = part_files.max(1);
        Ok(Parts {
            out: out.to_owned(),
            part_files,
            journal,
            csv,
            tables: Tables::new(),
            files: Vec::new(),
            counts,
        })
    }

    /// Writes everything that is read; returns the totals.
    pub fn write_all(mut self, readings: Receiver<Reading>, progress: &Progress) -> io::Result<Counts> {
        for reading in readings {
            progress.one_done(&reading.counts);
            self.add(reading)?;
            let bytes: u64 = self.csv.iter().zip(self.journal.csv).map(|(csv, last)| csv.length - last).sum();
            if self.files.len() >= self.part_files || bytes > PART_BYTES {
                self.close_part()?;
                progress.part_done(self.journal.part, &self.counts);
            }
        }
        if !self.files.is_empty() {
            self.close_part()?;
            progress.part_done(self.journal.part, &self.counts);
        }
        for csv in &mut self.csv {
            csv.sync()?;
        }
        let text = serde_json::to_string_pretty(&self.counts).map_err(io::Error::other)?;
        fs::write(self.out.join("summary.json"), text + "\n")?;
        Ok(self.counts)
    }

    fn add(&mut self, mut reading: Reading) -> io::Result<()> {
        let all = self.csv.iter_mut().zip(&mut self.tables.0).zip(&mut reading.tables.0);
        for ((csv, rows), new) in all {
            csv.write(&new.csv)?;
            rows.take_columns(new);
        }
        self.counts.add(&reading.counts);
        self.files.push(reading.file);
        Ok(())
    }

    /// First the data, then the journal: what the journal has is on the disk.
    fn close_part(&mut self) -> io::Result<()> {
        let part = self.journal.part + 1;
        for rows in &self.tables.0 {
            if rows.is_empty() {
                continue;
            }
            let path = journal::parquet_path(&self.out, rows.schema().name, part);
            let writing = path.with_extension("writing");
            parquet::write(fs::File::create(&writing)?, rows).map_err(io::Error::other)?.sync_all()?;
            fs::rename(&writing, &path)?;
        }
        for csv in &mut self.csv {
            csv.sync()?;
        }
        let mut lengths = [0; SCHEMAS.len()];
        for (length, csv) in lengths.iter_mut().zip(&self.csv) {
            *length = csv.length;
        }
        self.journal.record(lengths, &self.counts, std::mem::take(&mut self.files))?;
        self.tables = Tables::new();
        Ok(())
    }
}
