//! Getting whole reports back.

use std::collections::HashMap;
use std::str::FromStr;

use gongkai_domain::report::{
    AnnualReport, Bound, Cell, CellKey, Chapter, Fact, Format, FreeRow, Notice, NoticeCode, Paragraph, Place,
    Source, Subject, Value,
};
use rust_decimal::Decimal;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, QueryBuilder, Row, Sqlite};

use crate::{Store, StoreError};

/// A kept report with what the register knows of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredReport {
    /// The id in addresses.
    pub id: String,
    /// Who filed it.
    pub agency_id: String,
    /// The year it was filed for.
    pub year: i16,
    /// 1 for the first publication.
    pub version: u32,
    /// The report.
    pub report: AnnualReport,
}

impl Store {
    /// The report with this id.
    ///
    /// # Errors
    ///
    /// If the database fails or holds something unreadable.
    pub async fn report(&self, id: &str) -> Result<Option<StoredReport>, StoreError> {
        Ok(self.reports_by_id(&[id.to_owned()]).await?.pop())
    }

    /// The reports with these ids, in the order of year, agency and version.
    ///
    /// # Errors
    ///
    /// If the database fails or holds something unreadable.
    pub async fn reports_by_id(&self, ids: &[String]) -> Result<Vec<StoredReport>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let heads = self
            .rows_of("SELECT * FROM reports WHERE id IN (", ids, ") ORDER BY year, agency_id, version")
            .await?;
        let mut reports = heads.iter().map(head).collect::<Result<Vec<_>, _>>()?;
        let position: HashMap<String, usize> =
            reports.iter().enumerate().map(|(i, r)| (r.id.clone(), i)).collect();
        let parts: [(&'static str, &'static str, Part); 6] = [
            ("SELECT * FROM cells WHERE report_id IN (", ")", put_cell),
            ("SELECT * FROM chapters WHERE report_id IN (", ") ORDER BY report_id, position", put_chapter),
            (
                "SELECT * FROM paragraphs WHERE report_id IN (",
                ") ORDER BY report_id, chapter, position",
                put_paragraph,
            ),
            ("SELECT * FROM free_rows WHERE report_id IN (", ") ORDER BY report_id, position", put_free_row),
            ("SELECT * FROM facts WHERE report_id IN (", ") ORDER BY report_id, position", put_fact),
            ("SELECT * FROM notices WHERE report_id IN (", ") ORDER BY report_id, position", put_notice),
        ];
        for (select, order, put) in parts {
            for row in self.rows_of(select, ids, order).await? {
                let id: &str = row.try_get("report_id")?;
                if let Some(i) = position.get(id) {
                    put(&mut reports[*i].report, &row)?;
                }
            }
        }
        Ok(reports)
    }

    async fn rows_of(
        &self,
        select: &'static str,
        ids: &[String],
        order: &'static str,
    ) -> Result<Vec<SqliteRow>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(select);
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id);
        }
        query.push(order);
        Ok(query.build().fetch_all(&self.readers).await?)
    }
}

type Part = fn(&mut AnnualReport, &SqliteRow) -> Result<(), StoreError>;

fn corrupt(table: &'static str, what: &'static str, value: impl Into<String>) -> StoreError {
    StoreError::Corrupt { table, what, value: value.into() }
}

fn parsed<T: FromStr>(table: &'static str, what: &'static str, value: &str) -> Result<T, StoreError> {
    value.parse().map_err(|_| corrupt(table, what, value))
}

fn optional<T: FromStr>(
    row: &SqliteRow,
    table: &'static str,
    what: &'static str,
) -> Result<Option<T>, StoreError> {
    let value: Option<&str> = row.try_get(what)?;
    value.map(|v| parsed(table, what, v)).transpose()
}

fn number<T: TryFrom<i64>>(
    row: &SqliteRow,
    table: &'static str,
    what: &'static str,
) -> Result<T, StoreError> {
    let value: i64 = row.try_get(what)?;
    T::try_from(value).map_err(|_| corrupt(table, what, value.to_string()))
}

fn place(row: &SqliteRow, table: &'static str) -> Result<Place, StoreError> {
    parsed(table, "place", row.try_get("place")?)
}

#[derive(FromRow)]
struct Head {
    id: String,
    agency_id: String,
    year: i64,
    version: i64,
    format: String,
    stated_year: Option<i64>,
    stated_agency: Option<String>,
    title: Option<String>,
    signature: Option<String>,
    source_file: String,
    source_sha256: String,
    source_media: String,
    source_extraction: String,
    source_reader: String,
    confidence: f64,
}

fn head(row: &SqliteRow) -> Result<StoredReport, StoreError> {
    const TABLE: &str = "reports";
    let h = Head::from_row(row)?;
    let format = Format::parse(&h.format).ok_or_else(|| corrupt(TABLE, "format", &*h.format))?;
    let mut report = AnnualReport::empty(format);
    report.year = h.stated_year.and_then(|y| i16::try_from(y).ok());
    report.agency = h.stated_agency;
    report.title = h.title;
    report.signature = h.signature;
    report.period = optional(row, TABLE, "period_from")?.zip(optional(row, TABLE, "period_to")?);
    report.signed_on = optional(row, TABLE, "signed_on")?;
    report.published_on = optional(row, TABLE, "published_on")?;
    report.source = Source {
        file: h.source_file,
        sha256: h.source_sha256,
        media: h.source_media,
        extraction: h.source_extraction,
        reader: h.source_reader,
    };
    // Written from an f32, so nothing is lost.
    report.confidence = h.confidence as f32;
    Ok(StoredReport {
        id: h.id,
        agency_id: h.agency_id,
        year: i16::try_from(h.year).map_err(|_| corrupt(TABLE, "year", h.year.to_string()))?,
        version: u32::try_from(h.version).map_err(|_| corrupt(TABLE, "version", h.version.to_string()))?,
        report,
    })
}

fn value(table: &'static str, kind: &str, amount: Option<&str>) -> Result<Value, StoreError> {
    match (kind, amount) {
        ("number", Some(amount)) => Ok(Value::Number(parsed(table, "amount", amount)?)),
        ("blank", _) => Ok(Value::Blank),
        ("not_applicable", _) => Ok(Value::NotApplicable),
        ("illegible", _) => Ok(Value::Illegible),
        _ => Err(corrupt(table, "kind", kind)),
    }
}

fn put_cell(report: &mut AnnualReport, row: &SqliteRow) -> Result<(), StoreError> {
    const TABLE: &str = "cells";
    let key: &str = row.try_get("cell_key")?;
    let key = CellKey::parse(key).ok_or_else(|| corrupt(TABLE, "cell_key", key))?;
    let value = value(TABLE, row.try_get("kind")?, row.try_get("amount")?)?;
    report.cells.insert(key, Cell { value, raw: row.try_get("raw")?, place: place(row, TABLE)? });
    Ok(())
}

fn put_chapter(report: &mut AnnualReport, row: &SqliteRow) -> Result<(), StoreError> {
    report.chapters.push(Chapter {
        number: number(row, "chapters", "number")?,
        heading: row.try_get("heading")?,
        place: place(row, "chapters")?,
        paragraphs: Vec::new(),
    });
    Ok(())
}

fn put_paragraph(report: &mut AnnualReport, row: &SqliteRow) -> Result<(), StoreError> {
    const TABLE: &str = "paragraphs";
    let chapter: usize = number(row, TABLE, "chapter")?;
    let chapter =
        report.chapters.get_mut(chapter).ok_or_else(|| corrupt(TABLE, "chapter", chapter.to_string()))?;
    chapter.paragraphs.push(Paragraph { text: row.try_get("body")?, place: place(row, TABLE)? });
    Ok(())
}

fn put_free_row(report: &mut AnnualReport, row: &SqliteRow) -> Result<(), StoreError> {
    const TABLE: &str = "free_rows";
    let lines: &str = row.try_get("cell_lines")?;
    let values = lines.lines().map(free_cell).collect::<Result<_, _>>()?;
    let free = FreeRow {
        table: number(row, TABLE, "table_number")?,
        label: row.try_get("label")?,
        unit: row.try_get("unit")?,
        values,
    };
    match row.try_get("kind")? {
        "extra" => report.extra_rows.push(free),
        "legacy" => report.legacy_rows.push(free),
        other => return Err(corrupt(TABLE, "kind", other)),
    }
    Ok(())
}

fn free_cell(line: &str) -> Result<Cell, StoreError> {
    const TABLE: &str = "free_rows";
    let parts: Vec<&str> = line.split('\t').collect();
    let [kind, amount, raw, place] = parts[..] else { return Err(corrupt(TABLE, "cell_lines", line)) };
    let amount = Some(amount).filter(|a| !a.is_empty());
    Ok(Cell {
        value: value(TABLE, kind, amount)?,
        raw: raw.into(),
        place: parsed(TABLE, "cell_lines", place)?,
    })
}

fn put_fact(report: &mut AnnualReport, row: &SqliteRow) -> Result<(), StoreError> {
    const TABLE: &str = "facts";
    let (subject, bound): (&str, &str) = (row.try_get("subject")?, row.try_get("bound")?);
    report.facts.push(Fact {
        subject: Subject::parse(subject).ok_or_else(|| corrupt(TABLE, "subject", subject))?,
        count: parsed::<Decimal>(TABLE, "amount", row.try_get("amount")?)?,
        unit: row.try_get("unit")?,
        bound: Bound::parse(bound).ok_or_else(|| corrupt(TABLE, "bound", bound))?,
        chapter: number(row, TABLE, "chapter")?,
        paragraph: number(row, TABLE, "paragraph")?,
        span: (number(row, TABLE, "span_from")?, number(row, TABLE, "span_to")?),
        clause: row.try_get("clause")?,
        is_part: row.try_get("is_part")?,
        place: place(row, TABLE)?,
    });
    Ok(())
}

fn put_notice(report: &mut AnnualReport, row: &SqliteRow) -> Result<(), StoreError> {
    const TABLE: &str = "notices";
    let code: &str = row.try_get("code")?;
    let code = NoticeCode::ALL
        .iter()
        .copied()
        .find(|c| c.as_str() == code)
        .ok_or_else(|| corrupt(TABLE, "code", code))?;
    report.notices.push(Notice {
        code,
        detail: row.try_get("detail")?,
        place: optional(row, TABLE, "place")?,
        count: number(row, TABLE, "times")?,
    });
    Ok(())
}
