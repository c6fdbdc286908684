//! One file as rows of the tables.

use std::fmt::Write;

use gongkai_domain::check::{Finding, Severity, Verdict};
use gongkai_domain::report::{AnnualReport, CellKey, Place, Value};
use parquet::data_type::ByteArray;

use gongkai_formats::columns::Field::{self, Flag, Int, Null, Number, Shared, Word};
use gongkai_formats::columns::{Column, Kind, Rows, Schema};

const fn text(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Text, meaning }
}

const fn int(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Int, meaning }
}

const fn number(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Number, meaning }
}

const fn day(name: &'static str, meaning: &'static str) -> Column {
    Column { name, kind: Kind::Day, meaning }
}

const FILE: Column = text("file", "path of the file below the folder, with `/`");
const ORDINAL: Column = int("ordinal", "which report of the file, from 1 (a wide CSV has several)");
const AGENCY: Column = text("agency", "the agency's full name as the document gives it, repaired");
const YEAR: Column = int("year", "the report year");
const PLACE: Column =
    text("place", "where it stands in the file, for example `table=3;row=4;column=2;bytes=120-124`");

static REPORTS: Schema = Schema {
    name: "reports",
    row: "a report",
    columns: &[
        FILE,
        ORDINAL,
        text("sha256", "SHA-256 of the file"),
        text("media", "what the file is, found from its bytes: `html`, `docx`, `pdf` …"),
        text("extraction", "how the cells were extracted"),
        text("reader", "version of the reader"),
        text("format", "the official form it follows: `2021`, `2019` or `legacy`"),
        AGENCY,
        YEAR,
        text("title", "the title line, repaired"),
        day("period_from", "first day of the statistics period, if stated"),
        day("period_to", "last day of it"),
        text("signature", "the agency named under the text"),
        day("signed_on", "the date under the text"),
        day("published_on", "the day of publication, where the document carries it"),
        Column {
            name: "confidence",
            kind: Kind::Real,
            meaning: "0 to 1: how well the document fitted the form",
        },
        int("cells", "how many cells the document has"),
        int("errors", "findings of error level"),
        int("warnings", "findings of warning level"),
        int("infos", "findings of info level"),
    ],
};

static CELLS: Schema = Schema {
    name: "cells",
    row: "a cell that a document has; one that it does not have makes no row",
    columns: &[
        FILE,
        ORDINAL,
        AGENCY,
        YEAR,
        text("format", "the official form the report follows"),
        text("key", "the public key of the cell, for example `t3.denied.secret.natural`"),
        text("state", "`number`, `blank`, `not_applicable` or `illegible`"),
        number("value", "the number; empty unless the state is `number`"),
        text("raw", "the text as printed"),
        PLACE,
        text("verdict", "`fail` or `conditional` when a finding names the cell, else `pass`"),
    ],
};

static FACTS: Schema = Schema {
    name: "facts",
    row: "a count that the text states",
    columns: &[
        FILE,
        ORDINAL,
        AGENCY,
        YEAR,
        text("subject", "what is counted, for example `website_items`"),
        number("count", "how many"),
        text("unit", "the unit as printed"),
        text("bound", "`exact`, `at_least` (140余条) or `about`"),
        int("chapter", "the chapter it stands in, 0 for the preamble"),
        Column {
            name: "is_part", kind: Kind::Flag, meaning: "whether it is part of another count (其中…)"
        },
        text("clause", "the clause it was taken from"),
        PLACE,
    ],
};

static FINDINGS: Schema = Schema {
    name: "findings",
    row: "a finding",
    columns: &[
        FILE,
        ORDINAL,
        AGENCY,
        YEAR,
        text("code", "the rule, see `docs/rules/`"),
        text("severity", "`error`, `warning` or `info`"),
        text("verdict", "`fail`, or `conditional` when it holds only if blank cells are 0"),
        text("message_zh", "what is wrong, in Chinese"),
        text("message_en", "what is wrong, in English"),
        text("cells", "the cells compared, separated by spaces"),
        number("left", "left side of the comparison"),
        number("right", "right side of the comparison"),
        text("suspects", "the smallest set of cells that could be wrong, separated by spaces"),
        PLACE,
        text("fix_zh", "what would mend it, in Chinese"),
        text("fix_en", "what would mend it, in English"),
    ],
};

static NOTICES: Schema = Schema {
    name: "notices",
    row: "a remark of the reader: what it repaired, guessed or left open",
    columns: &[
        FILE,
        ORDINAL,
        text("code", "the kind of remark, for example `date-repaired`"),
        text("detail", "the particulars in the document's own words"),
        PLACE,
        int("count", "how many times"),
    ],
};

static ERRORS: Schema = Schema {
    name: "errors",
    row: "a file that could not be read",
    columns: &[
        FILE,
        text("kind", "`io`, `unsupported`, `damaged`, `too_large`, `empty`, `no_text_layer` or `panic`"),
        text("message_zh", "why, in Chinese"),
        text("message_en", "why, in English"),
    ],
};

/// Every table, in the order of [`Tables`].
pub static SCHEMAS: [&Schema; 6] = [&REPORTS, &CELLS, &FACTS, &FINDINGS, &NOTICES, &ERRORS];

/// Rows of every table.
pub struct Tables(pub [Rows; 6]);

impl Tables {
    /// No rows.
    pub fn new() -> Tables {
        Tables(SCHEMAS.map(Rows::new))
    }

    /// Adds a report with its findings.
    pub fn add_report(
        &mut self,
        file: &ByteArray,
        ordinal: usize,
        report: &AnnualReport,
        findings: &[Finding],
    ) {
        let origin = Origin {
            file,
            ordinal: i64::try_from(ordinal).unwrap_or(i64::MAX),
            agency: report.agency.as_deref().map(|agency| ByteArray::from(agency.as_bytes().to_vec())),
            year: report.year.map(i64::from),
        };
        let [reports, cells, facts, found, notices, _] = &mut self.0;
        add_summary(reports, &origin, report, findings);
        add_cells(cells, &origin, report, findings);
        add_facts(facts, &origin, report);
        for finding in findings {
            add_finding(found, &origin, report, finding);
        }
        for notice in &report.notices {
            notices.push([
                origin.file(),
                Int(origin.ordinal),
                Word(notice.code.as_str()),
                Field::text(notice.detail.as_str()),
                notice.place.as_ref().map_or(Null, place_field),
                Int(notice.count.into()),
            ]);
        }
    }

    /// Adds a file that could not be read.
    pub fn add_error(&mut self, file: &ByteArray, error: FileError) {
        let [.., errors] = &mut self.0;
        errors.push([Shared(file), Word(error.kind), Field::text(error.zh), Field::text(error.en)]);
    }
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// The stable name of the reason.
    pub kind: &'static str,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What every row of a report begins with.
struct Origin<'a> {
    file: &'a ByteArray,
    ordinal: i64,
    agency: Option<ByteArray>,
    year: Option<i64>,
}

impl Origin<'_> {
    fn file(&self) -> Field<'_> {
        Shared(self.file)
    }

    fn agency(&self) -> Field<'_> {
        Field::of(self.agency.as_ref(), Shared)
    }

    fn year(&self) -> Field<'_> {
        Field::of(self.year, Int)
    }
}

fn count_of(findings: &[Finding], severity: Severity) -> Field<'static> {
    let count = findings.iter().filter(|finding| finding.severity == severity).count();
    Int(i64::try_from(count).unwrap_or(i64::MAX))
}

fn add_summary(rows: &mut Rows, origin: &Origin<'_>, report: &AnnualReport, findings: &[Finding]) {
    let optional = |text: &Option<String>| Field::of(text.clone(), Field::text);
    let source = &report.source;
    rows.push([
        origin.file(),
        Int(origin.ordinal),
        Field::text(source.sha256.as_str()),
        Field::text(source.media.as_str()),
        Field::text(source.extraction.as_str()),
        Field::text(source.reader.as_str()),
        Word(report.format.as_str()),
        origin.agency(),
        origin.year(),
        optional(&report.title),
        Field::of(report.period, |(from, _)| Field::Day(from)),
        Field::of(report.period, |(_, to)| Field::Day(to)),
        optional(&report.signature),
        Field::of(report.signed_on, Field::Day),
        Field::of(report.published_on, Field::Day),
        // Three digits say all that a confidence can say, and 0.9 stays 0.9 when widened.
        Field::Real((f64::from(report.confidence) * 1000.0).round() / 1000.0),
        Int(i64::try_from(report.cells.len()).unwrap_or(i64::MAX)),
        count_of(findings, Severity::Error),
        count_of(findings, Severity::Warning),
        count_of(findings, Severity::Info),
    ]);
}

fn add_cells(rows: &mut Rows, origin: &Origin<'_>, report: &AnnualReport, findings: &[Finding]) {
    rows.reserve(report.cells.len());
    for (key, cell) in report.cells.iter() {
        let (state, value) = match cell.value {
            Value::Number(n) => ("number", Number(n)),
            Value::Blank => ("blank", Null),
            Value::NotApplicable => ("not_applicable", Null),
            Value::Illegible => ("illegible", Null),
        };
        rows.push([
            origin.file(),
            Int(origin.ordinal),
            origin.agency(),
            origin.year(),
            Word(report.format.as_str()),
            Word(key.as_str()),
            Word(state),
            value,
            Field::text(cell.raw.as_str()),
            place_field(&cell.place),
            Word(verdict_on(key, findings).as_str()),
        ]);
    }
}

/// The worst that the findings say of a cell.
fn verdict_on(key: CellKey, findings: &[Finding]) -> Verdict {
    let concerned = |finding: &&Finding| {
        let named = if finding.suspects.is_empty() { &finding.cells } else { &finding.suspects };
        named.contains(&key)
    };
    let mut verdict = Verdict::Pass;
    for finding in findings.iter().filter(concerned) {
        match finding.verdict {
            Verdict::Fail => return Verdict::Fail,
            Verdict::Conditional => verdict = Verdict::Conditional,
            Verdict::Pass => {}
        }
    }
    verdict
}

fn add_facts(rows: &mut Rows, origin: &Origin<'_>, report: &AnnualReport) {
    rows.reserve(report.facts.len());
    for fact in &report.facts {
        rows.push([
            origin.file(),
            Int(origin.ordinal),
            origin.agency(),
            origin.year(),
            Word(fact.subject.as_str()),
            Number(fact.count),
            Field::text(fact.unit.as_str()),
            Word(fact.bound.as_str()),
            Int(fact.chapter.into()),
            Flag(fact.is_part),
            Field::text(fact.clause.as_str()),
            place_field(&fact.place),
        ]);
    }
}

fn add_finding(rows: &mut Rows, origin: &Origin<'_>, report: &AnnualReport, finding: &Finding) {
    rows.push([
        origin.file(),
        Int(origin.ordinal),
        origin.agency(),
        origin.year(),
        Word(finding.code),
        Word(finding.severity.as_str()),
        Word(finding.verdict.as_str()),
        Field::text(finding.message.zh.as_str()),
        Field::text(finding.message.en.as_str()),
        Field::text(keys(&finding.cells)),
        Field::of(finding.left, Number),
        Field::of(finding.right, Number),
        Field::text(keys(&finding.suspects)),
        place_of(report, finding).as_ref().map_or(Null, place_field),
        Field::of(finding.fix.as_ref(), |fix| Field::text(fix.message.zh.as_str())),
        Field::of(finding.fix.as_ref(), |fix| Field::text(fix.message.en.as_str())),
    ]);
}

fn keys(keys: &[CellKey]) -> String {
    let names: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
    names.join(" ")
}

/// Where a finding points to: the sentence, else the first suspect, else the first cell.
fn place_of(report: &AnnualReport, finding: &Finding) -> Option<Place> {
    if let Some(text) = &finding.text {
        return Some(text.place);
    }
    let key = finding.suspects.first().or(finding.cells.first())?;
    Some(report.cells.get(*key)?.place)
}

fn place_field(place: &Place) -> Field<'static> {
    /// Bytes of nearly every place, so that its text does not grow while it is written.
    const LONG: usize = 48;
    let mut text = String::with_capacity(LONG);
    write!(text, "{place}").expect("a string takes everything");
    Field::text(text)
}
