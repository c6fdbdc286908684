//! The shape of a report in JSON, apart from the domain's types so that the public format does not change when
//! they do. `schema/report-1.schema.json` says the same for machines.

use std::collections::BTreeMap;

use gongkai_domain::check::Finding;
use gongkai_domain::report::{
    AnnualReport, Bound, Cell, CellKey, Chapter, Fact, Format, FreeRow, Notice, NoticeCode, Paragraph, Place,
    Source, Subject, Value,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::read::cells::state_name;
use crate::write::provenance::{Correction, Evidence, WRITER};

/// The name and the version of the format.
pub(crate) const SCHEMA_ID: &str = "gongkai-report/1";

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WireReport {
    pub schema: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writer: Option<String>,
    pub format: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    agency: Option<String>,
    #[serde(default)]
    year: Option<i16>,
    #[serde(default)]
    period: Option<WirePeriod>,
    #[serde(default)]
    signature: Option<String>,
    #[serde(default)]
    signed_on: Option<String>,
    #[serde(default)]
    published_on: Option<String>,
    #[serde(default)]
    source: WireSource,
    #[serde(default = "one")]
    confidence: f32,
    #[serde(default, serialize_with = "in_order_of_the_dictionary")]
    cells: BTreeMap<String, WireCell>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    extra_rows: Vec<WireFreeRow>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    legacy_rows: Vec<WireFreeRow>,
    #[serde(default)]
    chapters: Vec<WireChapter>,
    #[serde(default)]
    facts: Vec<WireFact>,
    #[serde(default)]
    notices: Vec<WireNotice>,
    #[serde(default, skip_serializing_if = "Option::is_none", skip_deserializing)]
    findings: Option<Vec<WireFinding>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", skip_deserializing)]
    corrections: Vec<WireCorrection>,
}

#[derive(Debug, Serialize, Deserialize)]
struct WirePeriod {
    start: String,
    end: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct WireSource {
    #[serde(default)]
    file: String,
    #[serde(default)]
    sha256: String,
    #[serde(default)]
    media: String,
    #[serde(default)]
    extraction: String,
    #[serde(default)]
    reader: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireCell {
    state: String,
    #[serde(default)]
    value: Option<WireNumber>,
    #[serde(default)]
    raw: String,
    #[serde(default, skip_serializing_if = "WirePlace::is_empty")]
    place: WirePlace,
}

/// An exact number: a JSON number where a double holds it exactly, text otherwise.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum WireNumber {
    Number(serde_json::Number),
    Text(String),
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct WirePlace {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    table: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<(u32, u32)>,
    #[serde(default, rename = "box", skip_serializing_if = "Option::is_none")]
    bounds: Option<[f32; 4]>,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireFreeRow {
    table: u8,
    label: String,
    #[serde(default)]
    unit: String,
    values: Vec<WireCell>,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireChapter {
    number: u8,
    heading: String,
    #[serde(default, skip_serializing_if = "WirePlace::is_empty")]
    place: WirePlace,
    paragraphs: Vec<WireParagraph>,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireParagraph {
    text: String,
    #[serde(default, skip_serializing_if = "WirePlace::is_empty")]
    place: WirePlace,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireFact {
    subject: String,
    count: WireNumber,
    #[serde(default)]
    unit: String,
    bound: String,
    chapter: u8,
    paragraph: usize,
    span: (usize, usize),
    clause: String,
    #[serde(default)]
    is_part: bool,
    #[serde(default, skip_serializing_if = "WirePlace::is_empty")]
    place: WirePlace,
}

#[derive(Debug, Serialize, Deserialize)]
struct WireNotice {
    code: String,
    detail: String,
    count: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<WirePlace>,
}

#[derive(Debug, Serialize)]
struct WireFinding {
    code: &'static str,
    severity: &'static str,
    verdict: &'static str,
    message: WireMessage,
    cells: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<WireNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<WireNumber>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suspects: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<WireTextSpan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<WireFix>,
}

#[derive(Debug, Serialize)]
struct WireMessage {
    zh: String,
    en: String,
}

#[derive(Debug, Serialize)]
struct WireTextSpan {
    chapter: usize,
    paragraph: usize,
    span: (usize, usize),
    #[serde(skip_serializing_if = "WirePlace::is_empty")]
    place: WirePlace,
}

#[derive(Debug, Serialize)]
struct WireFix {
    message: WireMessage,
    changes: BTreeMap<&'static str, WireNumber>,
}

#[derive(Debug, Serialize)]
struct WireCorrection {
    key: &'static str,
    before: Option<WireNumber>,
    after: Option<WireNumber>,
    reason: String,
    made_on: String,
}

fn one() -> f32 {
    1.0
}

fn in_order_of_the_dictionary<S: Serializer>(
    cells: &BTreeMap<String, WireCell>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut ordered: Vec<_> = cells.iter().collect();
    ordered.sort_by_key(|(name, _)| CellKey::parse(name));
    let mut map = serializer.serialize_map(Some(cells.len()))?;
    for (name, cell) in ordered {
        map.serialize_entry(name, cell)?;
    }
    map.end()
}

/// A part that cannot be read: which, and what it holds.
pub(crate) struct WireError(pub String);

fn wrong(what: &str, value: &str) -> WireError {
    WireError(format!("{what} {value:?} is not known"))
}

impl WirePlace {
    fn is_empty(&self) -> bool {
        Place::from(self) == Place::default()
    }
}

impl From<Place> for WirePlace {
    fn from(p: Place) -> WirePlace {
        WirePlace {
            page: p.page,
            table: p.table,
            row: p.row,
            column: p.column,
            bytes: p.bytes,
            bounds: p.bounds,
        }
    }
}

impl From<&WirePlace> for Place {
    fn from(w: &WirePlace) -> Place {
        Place { page: w.page, table: w.table, row: w.row, column: w.column, bytes: w.bytes, bounds: w.bounds }
    }
}

impl From<Decimal> for WireNumber {
    fn from(n: Decimal) -> WireNumber {
        let plain = n.normalize().to_string();
        if let Ok(whole) = plain.parse::<i64>() {
            return WireNumber::Number(whole.into());
        }
        let number = plain.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
        match number {
            Some(number) if parse_number(&number.to_string()) == Some(n) => WireNumber::Number(number),
            _ => WireNumber::Text(plain),
        }
    }
}

fn parse_number(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

impl TryFrom<&WireNumber> for Decimal {
    type Error = WireError;

    fn try_from(n: &WireNumber) -> Result<Decimal, WireError> {
        let text = match n {
            WireNumber::Number(n) => n.to_string(),
            WireNumber::Text(text) => text.clone(),
        };
        parse_number(&text).ok_or_else(|| wrong("number", &text))
    }
}

impl From<&Cell> for WireCell {
    fn from(cell: &Cell) -> WireCell {
        WireCell {
            state: state_name(cell.value).into(),
            value: cell.value.number().map(WireNumber::from),
            raw: cell.raw.clone(),
            place: cell.place.into(),
        }
    }
}

impl TryFrom<WireCell> for Cell {
    type Error = WireError;

    fn try_from(wire: WireCell) -> Result<Cell, WireError> {
        let value = match (wire.state.as_str(), &wire.value) {
            ("number", Some(n)) => Value::Number(n.try_into()?),
            ("blank", None) => Value::Blank,
            ("not_applicable", None) => Value::NotApplicable,
            ("illegible", None) => Value::Illegible,
            (state, _) => {
                return Err(WireError(format!("a cell is {state:?} and its value does not fit that")));
            }
        };
        Ok(Cell { value, raw: wire.raw, place: (&wire.place).into() })
    }
}

impl From<&FreeRow> for WireFreeRow {
    fn from(row: &FreeRow) -> WireFreeRow {
        WireFreeRow {
            table: row.table,
            label: row.label.clone(),
            unit: row.unit.clone(),
            values: row.values.iter().map(WireCell::from).collect(),
        }
    }
}

impl TryFrom<WireFreeRow> for FreeRow {
    type Error = WireError;

    fn try_from(wire: WireFreeRow) -> Result<FreeRow, WireError> {
        let values = wire.values.into_iter().map(Cell::try_from).collect::<Result<_, _>>()?;
        Ok(FreeRow { table: wire.table, label: wire.label, unit: wire.unit, values })
    }
}

impl From<&Chapter> for WireChapter {
    fn from(chapter: &Chapter) -> WireChapter {
        let paragraph = |p: &Paragraph| WireParagraph { text: p.text.clone(), place: p.place.into() };
        WireChapter {
            number: chapter.number,
            heading: chapter.heading.clone(),
            place: chapter.place.into(),
            paragraphs: chapter.paragraphs.iter().map(paragraph).collect(),
        }
    }
}

impl From<WireChapter> for Chapter {
    fn from(wire: WireChapter) -> Chapter {
        let paragraph = |p: WireParagraph| Paragraph { text: p.text, place: (&p.place).into() };
        Chapter {
            number: wire.number,
            heading: wire.heading,
            place: (&wire.place).into(),
            paragraphs: wire.paragraphs.into_iter().map(paragraph).collect(),
        }
    }
}

impl From<&Fact> for WireFact {
    fn from(fact: &Fact) -> WireFact {
        WireFact {
            subject: fact.subject.as_str().into(),
            count: fact.count.into(),
            unit: fact.unit.clone(),
            bound: fact.bound.as_str().into(),
            chapter: fact.chapter,
            paragraph: fact.paragraph,
            span: fact.span,
            clause: fact.clause.clone(),
            is_part: fact.is_part,
            place: fact.place.into(),
        }
    }
}

impl TryFrom<WireFact> for Fact {
    type Error = WireError;

    fn try_from(wire: WireFact) -> Result<Fact, WireError> {
        Ok(Fact {
            subject: Subject::parse(&wire.subject).ok_or_else(|| wrong("subject", &wire.subject))?,
            count: (&wire.count).try_into()?,
            unit: wire.unit,
            bound: Bound::parse(&wire.bound).ok_or_else(|| wrong("bound", &wire.bound))?,
            chapter: wire.chapter,
            paragraph: wire.paragraph,
            span: wire.span,
            clause: wire.clause,
            is_part: wire.is_part,
            place: (&wire.place).into(),
        })
    }
}

impl From<&Notice> for WireNotice {
    fn from(notice: &Notice) -> WireNotice {
        WireNotice {
            code: notice.code.as_str().into(),
            detail: notice.detail.clone(),
            count: notice.count,
            place: notice.place.map(WirePlace::from),
        }
    }
}

impl TryFrom<WireNotice> for Notice {
    type Error = WireError;

    fn try_from(wire: WireNotice) -> Result<Notice, WireError> {
        let code = NoticeCode::ALL.iter().copied().find(|c| c.as_str() == wire.code);
        Ok(Notice {
            code: code.ok_or_else(|| wrong("notice", &wire.code))?,
            detail: wire.detail,
            place: wire.place.as_ref().map(Place::from),
            count: wire.count,
        })
    }
}

fn names(keys: &[CellKey]) -> Vec<&'static str> {
    keys.iter().map(|k| k.as_str()).collect()
}

impl From<&Finding> for WireFinding {
    fn from(f: &Finding) -> WireFinding {
        let message = |m: &gongkai_domain::check::Message| WireMessage { zh: m.zh.clone(), en: m.en.clone() };
        WireFinding {
            code: f.code,
            severity: f.severity.as_str(),
            verdict: f.verdict.as_str(),
            message: message(&f.message),
            cells: names(&f.cells),
            left: f.left.map(WireNumber::from),
            right: f.right.map(WireNumber::from),
            suspects: names(&f.suspects),
            text: f.text.map(|t| WireTextSpan {
                chapter: t.chapter,
                paragraph: t.paragraph,
                span: t.span,
                place: t.place.into(),
            }),
            fix: f.fix.as_ref().map(|fix| WireFix {
                message: message(&fix.message),
                changes: fix.changes.iter().map(|(k, n)| (k.as_str(), (*n).into())).collect(),
            }),
        }
    }
}

impl From<&Correction> for WireCorrection {
    fn from(c: &Correction) -> WireCorrection {
        WireCorrection {
            key: c.key.as_str(),
            before: c.before.map(WireNumber::from),
            after: c.after.map(WireNumber::from),
            reason: c.reason.clone(),
            made_on: c.made_on.to_string(),
        }
    }
}

impl WireReport {
    pub(crate) fn new(report: &AnnualReport, evidence: Evidence<'_>) -> WireReport {
        let source = &report.source;
        WireReport {
            schema: SCHEMA_ID.into(),
            writer: Some(WRITER.into()),
            format: report.format.as_str().into(),
            title: report.title.clone(),
            agency: report.agency.clone(),
            year: report.year,
            period: report
                .period
                .map(|(start, end)| WirePeriod { start: start.to_string(), end: end.to_string() }),
            signature: report.signature.clone(),
            signed_on: report.signed_on.map(|d| d.to_string()),
            published_on: report.published_on.map(|d| d.to_string()),
            source: WireSource {
                file: source.file.clone(),
                sha256: source.sha256.clone(),
                media: source.media.clone(),
                extraction: source.extraction.clone(),
                reader: source.reader.clone(),
            },
            confidence: report.confidence,
            cells: report.cells.iter().map(|(k, c)| (k.as_str().into(), c.into())).collect(),
            extra_rows: report.extra_rows.iter().map(WireFreeRow::from).collect(),
            legacy_rows: report.legacy_rows.iter().map(WireFreeRow::from).collect(),
            chapters: report.chapters.iter().map(WireChapter::from).collect(),
            facts: report.facts.iter().map(WireFact::from).collect(),
            notices: report.notices.iter().map(WireNotice::from).collect(),
            findings: evidence.findings.map(|all| all.iter().map(WireFinding::from).collect()),
            corrections: evidence.corrections.iter().map(WireCorrection::from).collect(),
        }
    }

    pub(crate) fn into_report(self) -> Result<AnnualReport, WireError> {
        let format = Format::parse(&self.format).ok_or_else(|| wrong("format", &self.format))?;
        let mut report = AnnualReport::empty(format);
        report.title = self.title;
        report.agency = self.agency;
        report.year = self.year;
        report.period = self.period.map(|p| Ok((day(&p.start)?, day(&p.end)?))).transpose()?;
        report.signature = self.signature;
        report.signed_on = self.signed_on.as_deref().map(day).transpose()?;
        report.published_on = self.published_on.as_deref().map(day).transpose()?;
        let source = self.source;
        report.source = Source {
            file: source.file,
            sha256: source.sha256,
            media: source.media,
            extraction: source.extraction,
            reader: source.reader,
        };
        report.confidence = self.confidence;
        for (name, cell) in self.cells {
            let key = CellKey::parse(&name).ok_or_else(|| wrong("cell", &name))?;
            report.cells.insert(key, cell.try_into()?);
        }
        report.extra_rows = all(self.extra_rows)?;
        report.legacy_rows = all(self.legacy_rows)?;
        report.chapters = self.chapters.into_iter().map(Chapter::from).collect();
        report.facts = all(self.facts)?;
        report.notices = all(self.notices)?;
        Ok(report)
    }
}

fn all<W, T: TryFrom<W, Error = WireError>>(items: Vec<W>) -> Result<Vec<T>, WireError> {
    items.into_iter().map(T::try_from).collect()
}

fn day(text: &str) -> Result<Date, WireError> {
    text.parse().map_err(|_| wrong("date", text))
}
