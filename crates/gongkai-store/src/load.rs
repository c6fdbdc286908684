//! Getting whole reports back.

use std::collections::HashMap;
use std::str::FromStr;

use gongkai_domain::report::{
    AnnualReport, Bound, Cell, CellKey, Chapter, Fact, Format, FreeRow, Notice, NoticeCode, Paragraph,
    Source, Subject, Value,
};
use rust_decimal::Decimal;

use crate::db::{AnyRow, Sql};
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
        let heads: Vec<Head> = self
            .of("SELECT * FROM reports WHERE id IN (", ids, ") ORDER BY year, agency_id, version")
            .await?;
        let mut reports = heads.into_iter().map(head).collect::<Result<Vec<_>, _>>()?;
        let position: HashMap<String, usize> =
            reports.iter().enumerate().map(|(i, r)| (r.id.clone(), i)).collect();
        macro_rules! put {
            ($row:ty, $select:literal, $order:literal, $put:ident) => {
                for row in self.of::<$row>($select, ids, $order).await? {
                    if let Some(i) = position.get(&row.report_id) {
                        $put(&mut reports[*i].report, row)?;
                    }
                }
            };
        }
        put!(CellRow, "SELECT * FROM cells WHERE report_id IN (", ")", put_cell);
        put!(
            ChapterRow,
            "SELECT * FROM chapters WHERE report_id IN (",
            ") ORDER BY report_id, position",
            put_chapter
        );
        put!(
            ParagraphRow,
            "SELECT * FROM paragraphs WHERE report_id IN (",
            ") ORDER BY report_id, chapter, position",
            put_paragraph
        );
        put!(
            FreeRowRow,
            "SELECT * FROM free_rows WHERE report_id IN (",
            ") ORDER BY report_id, position",
            put_free_row
        );
        put!(FactRow, "SELECT * FROM facts WHERE report_id IN (", ") ORDER BY report_id, position", put_fact);
        put!(
            NoticeRow,
            "SELECT * FROM notices WHERE report_id IN (",
            ") ORDER BY report_id, position",
            put_notice
        );
        Ok(reports)
    }

    async fn of<T: AnyRow>(
        &self,
        select: &'static str,
        ids: &[String],
        order: &'static str,
    ) -> Result<Vec<T>, StoreError> {
        let mut sql = Sql::new(select);
        sql.push_list(ids).push(order);
        self.all(sql).await
    }
}

fn corrupt(table: &'static str, what: &'static str, value: impl Into<String>) -> StoreError {
    StoreError::Corrupt { table, what, value: value.into() }
}

fn parsed<T: FromStr>(table: &'static str, what: &'static str, value: &str) -> Result<T, StoreError> {
    value.parse().map_err(|_| corrupt(table, what, value))
}

fn optional<T: FromStr>(
    table: &'static str,
    what: &'static str,
    value: Option<&str>,
) -> Result<Option<T>, StoreError> {
    value.map(|v| parsed(table, what, v)).transpose()
}

fn number<T: TryFrom<i64>>(table: &'static str, what: &'static str, value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| corrupt(table, what, value.to_string()))
}

row! {
    struct Head {
        id: String,
        agency_id: String,
        year: i64,
        version: i64,
        format: String,
        stated_year: Option<i64>,
        stated_agency: Option<String>,
        title: Option<String>,
        period_from: Option<String>,
        period_to: Option<String>,
        signature: Option<String>,
        signed_on: Option<String>,
        published_on: Option<String>,
        source_file: String,
        source_sha256: String,
        source_media: String,
        source_extraction: String,
        source_reader: String,
        confidence: f64,
    }
}

fn head(h: Head) -> Result<StoredReport, StoreError> {
    const TABLE: &str = "reports";
    let format = Format::parse(&h.format).ok_or_else(|| corrupt(TABLE, "format", &*h.format))?;
    let mut report = AnnualReport::empty(format);
    report.year = h.stated_year.and_then(|y| i16::try_from(y).ok());
    report.agency = h.stated_agency;
    report.title = h.title;
    report.signature = h.signature;
    report.period = optional(TABLE, "period_from", h.period_from.as_deref())?.zip(optional(
        TABLE,
        "period_to",
        h.period_to.as_deref(),
    )?);
    report.signed_on = optional(TABLE, "signed_on", h.signed_on.as_deref())?;
    report.published_on = optional(TABLE, "published_on", h.published_on.as_deref())?;
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

row! {
    struct CellRow {
        report_id: String,
        cell_key: String,
        kind: String,
        amount: Option<String>,
        raw: String,
        place: String,
    }
}

fn put_cell(report: &mut AnnualReport, row: CellRow) -> Result<(), StoreError> {
    const TABLE: &str = "cells";
    let key = CellKey::parse(&row.cell_key).ok_or_else(|| corrupt(TABLE, "cell_key", &*row.cell_key))?;
    let value = value(TABLE, &row.kind, row.amount.as_deref())?;
    report.cells.insert(key, Cell { value, raw: row.raw, place: parsed(TABLE, "place", &row.place)? });
    Ok(())
}

row! {
    struct ChapterRow {
        report_id: String,
        number: i64,
        heading: String,
        place: String,
    }
}

fn put_chapter(report: &mut AnnualReport, row: ChapterRow) -> Result<(), StoreError> {
    report.chapters.push(Chapter {
        number: number("chapters", "number", row.number)?,
        heading: row.heading,
        place: parsed("chapters", "place", &row.place)?,
        paragraphs: Vec::new(),
    });
    Ok(())
}

row! {
    struct ParagraphRow {
        report_id: String,
        chapter: i64,
        body: String,
        place: String,
    }
}

fn put_paragraph(report: &mut AnnualReport, row: ParagraphRow) -> Result<(), StoreError> {
    const TABLE: &str = "paragraphs";
    let chapter: usize = number(TABLE, "chapter", row.chapter)?;
    let chapter =
        report.chapters.get_mut(chapter).ok_or_else(|| corrupt(TABLE, "chapter", chapter.to_string()))?;
    chapter.paragraphs.push(Paragraph { text: row.body, place: parsed(TABLE, "place", &row.place)? });
    Ok(())
}

row! {
    struct FreeRowRow {
        report_id: String,
        kind: String,
        table_number: i64,
        label: String,
        unit: String,
        cell_lines: String,
    }
}

fn put_free_row(report: &mut AnnualReport, row: FreeRowRow) -> Result<(), StoreError> {
    const TABLE: &str = "free_rows";
    let values = row.cell_lines.lines().map(free_cell).collect::<Result<_, _>>()?;
    let free = FreeRow {
        table: number(TABLE, "table_number", row.table_number)?,
        label: row.label,
        unit: row.unit,
        values,
    };
    match row.kind.as_str() {
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

row! {
    struct FactRow {
        report_id: String,
        subject: String,
        amount: String,
        unit: String,
        bound: String,
        chapter: i64,
        paragraph: i64,
        span_from: i64,
        span_to: i64,
        clause: String,
        is_part: bool,
        place: String,
    }
}

fn put_fact(report: &mut AnnualReport, row: FactRow) -> Result<(), StoreError> {
    const TABLE: &str = "facts";
    report.facts.push(Fact {
        subject: Subject::parse(&row.subject).ok_or_else(|| corrupt(TABLE, "subject", &*row.subject))?,
        count: parsed::<Decimal>(TABLE, "amount", &row.amount)?,
        unit: row.unit,
        bound: Bound::parse(&row.bound).ok_or_else(|| corrupt(TABLE, "bound", &*row.bound))?,
        chapter: number(TABLE, "chapter", row.chapter)?,
        paragraph: number(TABLE, "paragraph", row.paragraph)?,
        span: (number(TABLE, "span_from", row.span_from)?, number(TABLE, "span_to", row.span_to)?),
        clause: row.clause,
        is_part: row.is_part,
        place: parsed(TABLE, "place", &row.place)?,
    });
    Ok(())
}

row! {
    struct NoticeRow {
        report_id: String,
        code: String,
        detail: String,
        place: Option<String>,
        times: i64,
    }
}

fn put_notice(report: &mut AnnualReport, row: NoticeRow) -> Result<(), StoreError> {
    const TABLE: &str = "notices";
    let code = NoticeCode::ALL
        .iter()
        .copied()
        .find(|c| c.as_str() == row.code)
        .ok_or_else(|| corrupt(TABLE, "code", &*row.code))?;
    report.notices.push(Notice {
        code,
        detail: row.detail,
        place: optional(TABLE, "place", row.place.as_deref())?,
        count: number(TABLE, "times", row.times)?,
    });
    Ok(())
}
