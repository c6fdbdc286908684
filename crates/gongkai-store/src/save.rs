//! Putting reports: everything of a report in one transaction, many rows a statement.

use gongkai_domain::check::{Finding, Severity};
use gongkai_domain::report::{AnnualReport, Cell, FreeRow, Value};

use crate::db::{Sql, Tx, values};
use crate::{SourceDocument, Store, StoreError};

/// SQLite takes 32 766 values a statement; this many rows of at most 13 values stay well below.
const ROWS_A_STATEMENT: usize = 2000;

/// A report to be kept.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// The id in addresses.
    pub id: String,
    /// Who filed it.
    pub agency_id: String,
    /// The year it was filed for.
    pub year: i16,
    /// 1 for the first publication, 2 for its correction …
    pub version: u32,
    /// The report.
    pub report: AnnualReport,
    /// What the rules say of it.
    pub findings: Vec<Finding>,
    /// The document it was read from, if it is kept.
    pub source: Option<SourceDocument>,
}

impl Store {
    /// Puts reports in one transaction. A report with an id that is there already replaces it.
    ///
    /// # Errors
    ///
    /// If the database fails or a report names an agency that is not there; then none of them is kept.
    pub async fn save_reports(&self, reports: &[NewReport]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for report in reports {
            tx.save_report(report).await?;
        }
        tx.commit().await
    }
}

impl Tx {
    /// Puts a report in this transaction. One with an id that is there already replaces it.
    ///
    /// # Errors
    ///
    /// If the database fails or the report names an agency that is not there.
    pub async fn save_report(&mut self, report: &NewReport) -> Result<(), StoreError> {
        delete(self, &report.id).await?;
        save(self, report).await?;
        self.derive_content(report).await?;
        self.touch_public();
        Ok(())
    }
}

async fn delete(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    let known = tx.scalar::<String>(Sql::new("SELECT id FROM reports WHERE id = $1").bind(id)).await?;
    if known.is_none() {
        return Ok(());
    }
    for statement in [
        "DELETE FROM cells WHERE report_id = $1",
        "DELETE FROM paragraphs WHERE report_id = $1",
        "DELETE FROM chapters WHERE report_id = $1",
        "DELETE FROM free_rows WHERE report_id = $1",
        "DELETE FROM facts WHERE report_id = $1",
        "DELETE FROM notices WHERE report_id = $1",
        "DELETE FROM findings WHERE report_id = $1",
        "DELETE FROM reports WHERE id = $1",
    ] {
        tx.execute(Sql::new(statement).bind(id)).await?;
    }
    Ok(())
}

async fn save(tx: &mut Tx, new: &NewReport) -> Result<(), StoreError> {
    if let Some(source) = &new.source {
        save_source(tx, source).await?;
    }
    save_head(tx, new).await?;
    save_cells(tx, new).await?;
    save_text(tx, new).await?;
    save_free_rows(tx, new).await?;
    save_facts(tx, new).await?;
    save_notices(tx, new).await?;
    save_findings(tx, new).await
}

async fn save_source(tx: &mut Tx, source: &SourceDocument) -> Result<(), StoreError> {
    tx.execute(Sql::new("INSERT INTO sources (sha256, file, media, bytes, decoded) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sha256) DO NOTHING")
    .bind(&source.sha256)
    .bind(&source.file)
    .bind(&source.media)
    .bind(&source.bytes)
    .bind(&source.decoded)).await?;
    Ok(())
}

async fn save_head(tx: &mut Tx, new: &NewReport) -> Result<(), StoreError> {
    let r = &new.report;
    let count = |severity: Severity| {
        i64::try_from(new.findings.iter().filter(|f| f.severity == severity).count()).unwrap_or(i64::MAX)
    };
    tx.execute(Sql::new("INSERT INTO reports (id, agency_id, year, version, format, stated_year, stated_agency, title, period_from, \
         period_to, signature, signed_on, published_on, source_file, source_sha256, source_media, source_extraction, \
         source_reader, confidence, errors, warnings, infos) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)")
    .bind(&new.id)
    .bind(&new.agency_id)
    .bind(i64::from(new.year))
    .bind(i64::from(new.version))
    .bind(r.format.as_str())
    .bind(r.year.map(i64::from))
    .bind(&r.agency)
    .bind(&r.title)
    .bind(r.period.map(|p| p.0.to_string()))
    .bind(r.period.map(|p| p.1.to_string()))
    .bind(&r.signature)
    .bind(r.signed_on.map(|d| d.to_string()))
    .bind(r.published_on.map(|d| d.to_string()))
    .bind(&r.source.file)
    .bind(&r.source.sha256)
    .bind(&r.source.media)
    .bind(&r.source.extraction)
    .bind(&r.source.reader)
    .bind(f64::from(r.confidence))
    .bind(count(Severity::Error))
    .bind(count(Severity::Warning))
    .bind(count(Severity::Info))).await?;
    Ok(())
}

/// The stable name of what a cell says, without its number.
pub(crate) fn kind_of(value: Value) -> &'static str {
    match value {
        Value::Number(_) => "number",
        Value::Blank => "blank",
        Value::NotApplicable => "not_applicable",
        Value::Illegible => "illegible",
    }
}

async fn save_cells(tx: &mut Tx, new: &NewReport) -> Result<(), StoreError> {
    let cells: Vec<_> = new.report.cells.iter().collect();
    for chunk in cells.chunks(ROWS_A_STATEMENT) {
        let mut insert = Sql::new("INSERT INTO cells (report_id, cell_key, kind, amount, raw, place) ");
        insert.push_rows(chunk.iter().map(|(key, cell)| {
            values![
                &new.id,
                key.as_str(),
                kind_of(cell.value),
                cell.value.number().map(|n| n.to_string()),
                &cell.raw,
                cell.place.to_string()
            ]
        }));
        tx.execute(insert).await?;
    }
    Ok(())
}

async fn save_text(tx: &mut Tx, new: &NewReport) -> Result<(), StoreError> {
    for (position, chapter) in numbered(&new.report.chapters) {
        tx.execute(Sql::new("INSERT INTO chapters (report_id, position, number, heading, place) VALUES ($1, $2, $3, $4, $5)")
        .bind(&new.id)
        .bind(position)
        .bind(i64::from(chapter.number))
        .bind(&chapter.heading)
        .bind(chapter.place.to_string())).await?;
    }
    let paragraphs: Vec<_> = numbered(&new.report.chapters)
        .flat_map(|(chapter, c)| numbered(&c.paragraphs).map(move |(position, p)| (chapter, position, p)))
        .collect();
    for chunk in paragraphs.chunks(ROWS_A_STATEMENT) {
        let mut insert = Sql::new("INSERT INTO paragraphs (report_id, chapter, position, body, place) ");
        insert.push_rows(chunk.iter().map(|(chapter, position, p)| {
            values![&new.id, *chapter, *position, &p.text, p.place.to_string()]
        }));
        tx.execute(insert).await?;
    }
    Ok(())
}

async fn save_free_rows(tx: &mut Tx, new: &NewReport) -> Result<(), StoreError> {
    let rows: Vec<(&str, &FreeRow)> = (new.report.extra_rows.iter().map(|r| ("extra", r)))
        .chain(new.report.legacy_rows.iter().map(|r| ("legacy", r)))
        .collect();
    for (position, (kind, r)) in numbered(&rows) {
        let lines: Vec<String> = r.values.iter().map(cell_line).collect();
        tx.execute(
            Sql::new(
                "INSERT INTO free_rows (report_id, position, kind, table_number, label, unit, cell_lines) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(&new.id)
            .bind(position)
            .bind(*kind)
            .bind(i64::from(r.table))
            .bind(&r.label)
            .bind(&r.unit)
            .bind(lines.join("\n")),
        )
        .await?;
    }
    Ok(())
}

fn cell_line(cell: &Cell) -> String {
    let amount = cell.value.number().map(|n| n.to_string()).unwrap_or_default();
    // A raw text is one line of a table; a tab or line break in it would only be layout.
    let raw = cell.raw.replace(['\t', '\n', '\r'], " ");
    format!("{}\t{amount}\t{raw}\t{}", kind_of(cell.value), cell.place)
}

async fn save_facts(tx: &mut Tx, new: &NewReport) -> Result<(), StoreError> {
    let facts: Vec<_> = numbered(&new.report.facts).collect();
    for chunk in facts.chunks(ROWS_A_STATEMENT) {
        let mut insert = Sql::new(
            "INSERT INTO facts (report_id, position, subject, amount, unit, bound, chapter, paragraph, span_from, \
             span_to, clause, is_part, place) ",
        );
        insert.push_rows(chunk.iter().map(|(position, f)| {
            values![
                &new.id,
                *position,
                f.subject.as_str(),
                f.count.to_string(),
                &f.unit,
                f.bound.as_str(),
                i64::from(f.chapter),
                index(f.paragraph),
                index(f.span.0),
                index(f.span.1),
                &f.clause,
                f.is_part,
                f.place.to_string()
            ]
        }));
        tx.execute(insert).await?;
    }
    Ok(())
}

async fn save_notices(tx: &mut Tx, new: &NewReport) -> Result<(), StoreError> {
    let notices: Vec<_> = numbered(&new.report.notices).collect();
    for chunk in notices.chunks(ROWS_A_STATEMENT) {
        let mut insert = Sql::new("INSERT INTO notices (report_id, position, code, detail, place, times) ");
        insert.push_rows(chunk.iter().map(|(position, n)| {
            values![
                &new.id,
                *position,
                n.code.as_str(),
                &n.detail,
                n.place.map(|p| p.to_string()),
                i64::from(n.count)
            ]
        }));
        tx.execute(insert).await?;
    }
    Ok(())
}

async fn save_findings(tx: &mut Tx, new: &NewReport) -> Result<(), StoreError> {
    let findings: Vec<_> = numbered(&new.findings).collect();
    for chunk in findings.chunks(ROWS_A_STATEMENT) {
        let mut insert = Sql::new(
            "INSERT INTO findings (report_id, position, code, severity, verdict, message_zh, message_en, cell_keys, \
             left_amount, right_amount) ",
        );
        insert.push_rows(chunk.iter().map(|(position, f)| {
            let keys: Vec<&str> = f.cells.iter().map(|k| k.as_str()).collect();
            values![
                &new.id,
                *position,
                f.code,
                f.severity.as_str(),
                f.verdict.as_str(),
                &f.message.zh,
                &f.message.en,
                keys.join(" "),
                f.left.map(|n| n.to_string()),
                f.right.map(|n| n.to_string())
            ]
        }));
        tx.execute(insert).await?;
    }
    Ok(())
}

fn numbered<T>(items: &[T]) -> impl Iterator<Item = (i64, &T)> {
    (0i64..).zip(items)
}

fn index(i: usize) -> i64 {
    i64::try_from(i).unwrap_or(i64::MAX)
}
