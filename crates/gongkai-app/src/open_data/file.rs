//! A table as a file, piece by piece.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use gongkai_domain::china_time;
use gongkai_formats::columns::{Field, Rows, Schema, json, parquet};
use gongkai_store::{BenchmarkReport, EntryFilter};
use jiff::civil::Date;
use rust_decimal::Decimal;
use tokio::sync::mpsc::Sender;

use super::tables::{AGENCIES, CELLS, DOCUMENTS, FINDINGS, REGISTERS, REPORTS};
use crate::{App, Internal, registers};

/// Reports whose cells are in memory at a time: 200 cells each.
const REPORTS_A_PIECE: usize = 100;
/// Documents in memory at a time.
const DOCUMENTS_A_PIECE: i64 = 2_000;

/// In what a table can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, with a header.
    Csv,
    /// An array of objects.
    Json,
    /// Apache Parquet, compressed with Snappy.
    Parquet,
}

impl Format {
    /// In the order of the page.
    pub const ALL: [Format; 3] = [Format::Csv, Format::Json, Format::Parquet];

    /// The end of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Parquet => "parquet",
        }
    }

    /// The format with this ending.
    pub fn parse(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.extension() == extension)
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Json => "application/json",
            Format::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// Where the pieces of a file go. The end of the channel is the end of the file; an error before it breaks it off.
pub type Pieces = Sender<io::Result<Bytes>>;

/// Bytes that a Parquet writer made and nobody has taken yet.
#[derive(Clone, Default)]
struct Made(Arc<Mutex<Vec<u8>>>);

impl Made {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Made {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that is being written.
struct Out<'a> {
    format: Format,
    to: &'a Pieces,
    is_first: bool,
    made: Made,
    parquet: Option<parquet::File<Made>>,
}

/// Why writing ended early.
enum Stop {
    /// Whoever asked has gone.
    Gone,
    /// The machine failed.
    Failed(Internal),
}

impl<E: Into<Internal>> From<E> for Stop {
    fn from(error: E) -> Stop {
        Stop::Failed(error.into())
    }
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Stop {
    Stop::Failed(Internal::Files(io::Error::other(error)))
}

impl<'a> Out<'a> {
    async fn begin(schema: &'static Schema, format: Format, to: &'a Pieces) -> Result<Out<'a>, Stop> {
        let made = Made::default();
        let parquet = match format {
            Format::Parquet => Some(parquet::File::begin(made.clone(), schema).map_err(broken)?),
            _ => None,
        };
        let out = Out { format, to, is_first: true, made, parquet };
        match format {
            Format::Csv => {
                let names: Vec<&str> = schema.columns.iter().map(|c| c.name).collect();
                out.send(format!("{}\r\n", names.join(",")).into_bytes()).await?;
            }
            Format::Json => out.send(b"[".to_vec()).await?,
            Format::Parquet => {}
        }
        Ok(out)
    }

    async fn send(&self, bytes: Vec<u8>) -> Result<(), Stop> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.to.send(Ok(Bytes::from(bytes))).await.map_err(|_| Stop::Gone)
    }

    async fn add(&mut self, rows: Rows) -> Result<(), Stop> {
        if rows.is_empty() {
            return Ok(());
        }
        let bytes = match self.format {
            Format::Csv => rows.csv,
            Format::Json => {
                let start = if self.is_first { "\n" } else { ",\n" };
                format!("{start}{}", json(&rows)).into_bytes()
            }
            Format::Parquet => {
                if let Some(file) = &mut self.parquet {
                    file.add(&rows).map_err(broken)?;
                }
                self.made.take()
            }
        };
        self.is_first = false;
        self.send(bytes).await
    }

    async fn end(mut self) -> Result<(), Stop> {
        match self.format {
            Format::Csv => Ok(()),
            Format::Json => self.send(b"\n]\n".to_vec()).await,
            Format::Parquet => {
                if let Some(file) = self.parquet.take() {
                    file.end().map_err(broken)?;
                }
                self.send(self.made.take()).await
            }
        }
    }
}

/// Writes a table of a region in pieces. What fails breaks the file off, so that nobody takes a part for the whole.
pub async fn write(app: &App, region: &str, schema: &'static Schema, format: Format, to: Pieces) {
    match table(app, region, schema, format, &to).await {
        Ok(()) | Err(Stop::Gone) => {}
        Err(Stop::Failed(error)) => {
            tracing::error!(table = schema.name, error = %crate::chain(&error), "a file of open data broke off");
            // Nobody may be there to hear it.
            let _ = to.send(Err(io::Error::other("broken off"))).await;
        }
    }
}

async fn table(
    app: &App,
    region: &str,
    schema: &'static Schema,
    format: Format,
    to: &Pieces,
) -> Result<(), Stop> {
    let mut out = Out::begin(schema, format, to).await?;
    match schema.name {
        "agencies" => out.add(agencies(app, region).await?).await?,
        "reports" => {
            for reports in app.store.benchmark_reports(region).await?.chunks(5_000) {
                out.add(reports_of(reports)).await?;
            }
        }
        "cells" | "findings" => {
            let reports = app.store.benchmark_reports(region).await?;
            for piece in reports.chunks(REPORTS_A_PIECE) {
                let rows = if schema.name == "cells" {
                    cells(app, piece).await?
                } else {
                    findings(app, piece).await?
                };
                out.add(rows).await?;
            }
        }
        "documents" => {
            let mut after = String::new();
            loop {
                let page = app.store.open_documents(region, &after, DOCUMENTS_A_PIECE).await?;
                let Some(last) = page.last() else { break };
                after.clone_from(&last.id);
                out.add(documents(page)).await?;
            }
        }
        _ => {
            for agency in app.store.agencies_of(region).await? {
                out.add(entries(app, &agency.id).await?).await?;
            }
        }
    }
    out.end().await
}

fn text(value: Option<String>) -> Field<'static> {
    value.map_or(Field::Null, Field::text)
}

fn day(value: Option<&str>) -> Field<'static> {
    Field::of(value.and_then(|d| d.parse::<Date>().ok()), Field::Day)
}

fn amount(value: Option<&str>) -> Field<'static> {
    Field::of(value.and_then(|n| n.parse::<Decimal>().ok()), Field::Number)
}

async fn agencies(app: &App, region: &str) -> Result<Rows, Internal> {
    let mut rows = Rows::new(&AGENCIES);
    for a in app.store.agencies_of(region).await? {
        rows.push([
            Field::Text(a.id),
            Field::text(a.name),
            Field::text(a.name_en),
            Field::text(a.kind),
            Field::text(a.level),
            text(a.parent_id),
            Field::of(a.roster_position, Field::Int),
        ]);
    }
    Ok(rows)
}

fn reports_of(reports: &[BenchmarkReport]) -> Rows {
    let mut rows = Rows::new(&REPORTS);
    for r in reports {
        let hash = if r.content_sha256.is_empty() { &r.source_sha256 } else { &r.content_sha256 };
        rows.push([
            Field::text(r.id.as_str()),
            Field::text(r.agency_id.as_str()),
            Field::Int(r.year),
            Field::Int(r.version),
            Field::text(r.format.as_str()),
            text(r.title.clone()),
            day(r.signed_on.as_deref()),
            day(r.published_on.as_deref()),
            Field::Int(r.errors),
            Field::Int(r.warnings),
            Field::Int(r.infos),
            Field::of(r.text_similarity, Field::Real),
            Field::text(hash.as_str()),
        ]);
    }
    rows
}

fn by_id(reports: &[BenchmarkReport]) -> (Vec<String>, HashMap<&str, &BenchmarkReport>) {
    let ids = reports.iter().map(|r| r.id.clone()).collect();
    (ids, reports.iter().map(|r| (r.id.as_str(), r)).collect())
}

async fn cells(app: &App, reports: &[BenchmarkReport]) -> Result<Rows, Internal> {
    let (ids, of) = by_id(reports);
    let mut rows = Rows::new(&CELLS);
    for cell in app.store.cells_of_reports(&ids).await? {
        let Some(r) = of.get(cell.report_id.as_str()) else { continue };
        rows.push([
            Field::text(r.id.as_str()),
            Field::text(r.agency_id.as_str()),
            Field::Int(r.year),
            Field::Int(r.version),
            Field::Text(cell.cell_key),
            Field::Text(cell.kind),
            amount(cell.amount.as_deref()),
            Field::text(cell.raw),
        ]);
    }
    Ok(rows)
}

async fn findings(app: &App, reports: &[BenchmarkReport]) -> Result<Rows, Internal> {
    let (ids, of) = by_id(reports);
    let mut rows = Rows::new(&FINDINGS);
    for finding in app.store.findings_of_reports(&ids).await? {
        let Some(r) = of.get(finding.report_id.as_str()) else { continue };
        rows.push([
            Field::text(r.id.as_str()),
            Field::text(r.agency_id.as_str()),
            Field::Int(r.year),
            Field::Int(r.version),
            Field::Text(finding.code),
            Field::Text(finding.severity),
            Field::Text(finding.verdict),
            Field::text(finding.message_zh),
            Field::text(finding.message_en),
            Field::text(finding.cell_keys),
            amount(finding.left_amount.as_deref()),
            amount(finding.right_amount.as_deref()),
        ]);
    }
    Ok(rows)
}

fn documents(page: Vec<gongkai_store::OpenDocument>) -> Rows {
    let mut rows = Rows::new(&DOCUMENTS);
    let at = |ms: Option<i64>| Field::of(ms.map(china_time::day), Field::Day);
    for d in page {
        rows.push([
            Field::Text(d.id),
            Field::Text(d.agency_id),
            Field::text(d.index_number),
            Field::text(d.title),
            Field::text(d.number),
            Field::text(d.kind),
            Field::text(d.theme),
            Field::text(d.column_id),
            Field::text(d.validity),
            day(d.formed_on.as_deref()),
            day(d.effective_on.as_deref()),
            day(d.expires_on.as_deref()),
            day(d.repealed_on.as_deref()),
            Field::Int(d.version),
            at(d.first_published_at_ms),
            at(d.published_at_ms),
        ]);
    }
    rows
}

/// The public registers of an agency, without what is about persons.
async fn entries(app: &App, agency_id: &str) -> Result<Rows, Internal> {
    let mut rows = Rows::new(&REGISTERS);
    let declared = registers::of_agency(app, agency_id).await;
    let declared = declared.map_err(|e| match e {
        crate::documents::DocumentError::Internal(e) => e,
        _ => Internal::Seed(format!("registers of {agency_id}")),
    })?;
    for register in declared.iter().filter(|r| r.is_public) {
        let filter = EntryFilter {
            agency_id: Some(agency_id.to_owned()),
            register: Some(register.code.clone()),
            period: None,
        };
        for entry in app.store.entries(&filter).await? {
            for field in register.fields.iter().filter(|f| !f.is_personal) {
                let Some(value) = entry.fields.get(&field.code).filter(|v| !v.is_empty()) else { continue };
                rows.push([
                    Field::text(agency_id),
                    Field::text(register.code.as_str()),
                    Field::text(register.zh.as_str()),
                    Field::text(entry.id.as_str()),
                    day(entry.on_day.as_deref()),
                    Field::text(field.code.as_str()),
                    Field::text(field.zh.as_str()),
                    Field::text(value.as_str()),
                ]);
            }
        }
    }
    Ok(rows)
}
