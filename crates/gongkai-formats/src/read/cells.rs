//! Reading the `cells` format, which [`crate::write::cells`] describes.

use std::collections::BTreeMap;

use gongkai_domain::report::{
    AnnualReport, Bound, Cell, CellKey, Chapter, Fact, Format, FreeRow, Notice, NoticeCode, Paragraph, Place,
    Subject, Value,
};
use rust_decimal::Decimal;

use super::ReadError;

/// True when a text is in the `cells` format: its first line of any content has a cell's key or a `report.` key
/// before a tab.
pub fn is_cells(text: &str) -> bool {
    let first =
        text.trim_start_matches('\u{feff}').lines().find(|l| !l.trim().is_empty() && !l.starts_with('#'));
    first.and_then(|l| l.split_once('\t')).is_some_and(|(key, _)| is_key(key))
}

fn is_key(key: &str) -> bool {
    CellKey::parse(key).is_some() || key.starts_with("report.")
}

/// Reads a report in the `cells` format. Values that are no numbers become illegible cells, keys that are not
/// known are skipped.
///
/// # Errors
///
/// If the text is not in this format at all.
pub fn parse(text: &str) -> Result<AnnualReport, ReadError> {
    if !is_cells(text) {
        return Err(ReadError::Damaged {
            kind: "cells",
            detail: "no line begins with the key of a cell".into(),
        });
    }
    let mut reading = Reading { report: AnnualReport::empty(Format::F2021), ..Reading::default() };
    let mut format = None;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let columns: Vec<String> = line.split('\t').map(unescape).collect();
        let line = Columns(&columns);
        if let Some(key) = CellKey::parse(line.key()) {
            reading.report.cells.insert(key, line.cell());
        } else if line.key() == "report.format" {
            format = Format::parse(line.value());
        } else if let Some(name) = line.key().strip_prefix("report.") {
            report_line(&mut reading.report, name, line.value());
        } else {
            reading.numbered_line(line);
        }
    }
    reading.finish(format)
}

/// What a cell without a number is, by its raw text: blank, not applicable or illegible.
///
/// Not applicable are the marks that fill a cell without a number in print: any number of strokes (`/`, `-`, `—`,
/// `—`; 一 as a misread stroke is not among them), and `无`, `不涉及`, `不适用`, `N/A`.
pub fn value_without_number(raw: &str) -> Value {
    let raw = raw.trim();
    if raw.is_empty() {
        return Value::Blank;
    }
    let is_stroke =
        |c: char| matches!(c, '/' | '／' | '\\' | '＼' | '-' | '－' | '—' | '–' | '―' | '─' | '−');
    let is_word = matches!(raw, "无" | "無" | "不涉及" | "不适用" | "N/A" | "n/a" | "NA");
    if is_word || raw.chars().all(is_stroke) { Value::NotApplicable } else { Value::Illegible }
}

/// The name of what a cell is, in the `cells` and JSON formats.
pub(crate) fn state_name(value: Value) -> &'static str {
    match value {
        Value::Number(_) => "number",
        Value::Blank => "blank",
        Value::NotApplicable => "not_applicable",
        Value::Illegible => "illegible",
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => out.push('\t'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('\\') => out.push('\\'),
            // Not one of ours: a file made by hand. It is kept as it is.
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

#[derive(Clone, Copy)]
struct Columns<'a>(&'a [String]);

impl<'a> Columns<'a> {
    fn at(self, i: usize) -> &'a str {
        self.0.get(i).map_or("", String::as_str)
    }

    fn key(self) -> &'a str {
        self.at(0)
    }

    fn value(self) -> &'a str {
        self.at(1)
    }

    fn raw(self) -> &'a str {
        self.at(2)
    }

    fn place(self) -> Place {
        self.at(3).parse().unwrap_or_default()
    }

    fn number<T: std::str::FromStr + Default>(self) -> T {
        self.value().parse().unwrap_or_default()
    }

    fn cell(self) -> Cell {
        let raw = if self.raw().is_empty() { self.value() } else { self.raw() };
        let value = match (self.value(), self.at(4)) {
            ("", "blank") => Value::Blank,
            ("", "not_applicable") => Value::NotApplicable,
            ("", "illegible") => Value::Illegible,
            ("", _) => value_without_number(raw),
            (number, _) => Decimal::from_str_exact(number).map_or(Value::Illegible, Value::Number),
        };
        Cell { value, raw: raw.into(), place: self.place() }
    }
}

fn report_line(report: &mut AnnualReport, name: &str, value: &str) {
    let text = || Some(value.to_owned()).filter(|v| !v.is_empty());
    let date = || value.parse().ok();
    match name {
        "year" => report.year = value.parse().ok(),
        "agency" => report.agency = text(),
        "title" => report.title = text(),
        "period_start" => report.period = date().map(|d| (d, report.period.map_or(d, |p| p.1))),
        "period_end" => report.period = date().map(|d| (report.period.map_or(d, |p| p.0), d)),
        "signature" => report.signature = text(),
        "signed_on" => report.signed_on = date(),
        "published_on" => report.published_on = date(),
        "source_file" => report.source.file = value.into(),
        "source_sha256" => report.source.sha256 = value.into(),
        "media" => report.source.media = value.into(),
        "extraction" => report.source.extraction = value.into(),
        "reader" => report.source.reader = value.into(),
        "confidence" => report.confidence = value.parse().unwrap_or(1.0),
        _ => {}
    }
}

/// What has been read so far; numbered things are kept by their numbers until the end.
struct Reading {
    report: AnnualReport,
    chapters: BTreeMap<u32, Chapter>,
    extra: BTreeMap<u32, FreeRow>,
    legacy: BTreeMap<u32, FreeRow>,
    facts: BTreeMap<u32, Fact>,
    notices: BTreeMap<u32, (Notice, bool)>,
}

impl Default for Reading {
    fn default() -> Self {
        Reading {
            report: AnnualReport::empty(Format::F2021),
            chapters: BTreeMap::new(),
            extra: BTreeMap::new(),
            legacy: BTreeMap::new(),
            facts: BTreeMap::new(),
            notices: BTreeMap::new(),
        }
    }
}

impl Reading {
    /// `chapter.3.1` and the like: a kind, a number, and possibly a part.
    fn numbered_line(&mut self, line: Columns<'_>) {
        let mut parts = line.key().splitn(3, '.');
        let (Some(kind), Some(Ok(n))) = (parts.next(), parts.next().map(str::parse::<u32>)) else { return };
        let part = parts.next().unwrap_or_default();
        match kind {
            "chapter" => chapter_line(self.chapters.entry(n).or_insert_with(empty_chapter), part, line),
            "extra" => free_line(self.extra.entry(n).or_insert_with(empty_row), part, line),
            "legacy" => free_line(self.legacy.entry(n).or_insert_with(empty_row), part, line),
            "fact" => fact_line(self.facts.entry(n).or_insert_with(empty_fact), part, line),
            "notice" => notice_line(self.notices.entry(n).or_insert_with(empty_notice), part, line),
            _ => {}
        }
    }

    fn finish(self, format: Option<Format>) -> Result<AnnualReport, ReadError> {
        let mut report = self.report;
        report.chapters = self.chapters.into_values().collect();
        report.extra_rows = self.extra.into_values().collect();
        report.legacy_rows = self.legacy.into_values().collect();
        report.facts = self.facts.into_values().collect();
        report.notices = self.notices.into_values().filter(|(_, known)| *known).map(|(n, _)| n).collect();
        report.format = format.unwrap_or_else(|| format_of(&report));
        Ok(report)
    }
}

/// The form of a report that does not name it: the one that has more of its cells.
pub(super) fn format_of(report: &AnnualReport) -> Format {
    let count = |format| report.cells.iter().filter(|(k, _)| k.is_in(format)).count();
    match (count(Format::F2021), count(Format::F2019)) {
        (0, 0) if !report.legacy_rows.is_empty() => Format::Legacy,
        (new, old) if old > new => Format::F2019,
        _ => Format::F2021,
    }
}

fn empty_chapter() -> Chapter {
    Chapter { number: 0, heading: String::new(), place: Place::default(), paragraphs: Vec::new() }
}

fn chapter_line(chapter: &mut Chapter, part: &str, line: Columns<'_>) {
    if part.is_empty() {
        chapter.number = line.number();
        chapter.heading = line.raw().into();
        chapter.place = line.place();
    } else {
        chapter.paragraphs.push(Paragraph { text: line.raw().into(), place: line.place() });
    }
}

fn empty_row() -> FreeRow {
    FreeRow { table: 0, label: String::new(), unit: String::new(), values: Vec::new() }
}

fn free_line(row: &mut FreeRow, part: &str, line: Columns<'_>) {
    match part {
        "" => {
            row.table = line.number();
            row.label = line.raw().into();
        }
        "unit" => row.unit = line.value().into(),
        _ => row.values.push(line.cell()),
    }
}

fn empty_fact() -> Fact {
    Fact {
        subject: Subject::Other,
        count: Decimal::ZERO,
        unit: String::new(),
        bound: Bound::Exact,
        chapter: 0,
        paragraph: 0,
        span: (0, 0),
        clause: String::new(),
        is_part: false,
        place: Place::default(),
    }
}

fn fact_line(fact: &mut Fact, part: &str, line: Columns<'_>) {
    match part {
        "" => {
            fact.count = line.number();
            fact.clause = line.raw().into();
            fact.place = line.place();
        }
        "subject" => fact.subject = Subject::parse(line.value()).unwrap_or(Subject::Other),
        "unit" => fact.unit = line.value().into(),
        "bound" => fact.bound = Bound::parse(line.value()).unwrap_or(Bound::Exact),
        "chapter" => fact.chapter = line.number(),
        "paragraph" => fact.paragraph = line.number(),
        "span" => {
            let (start, end) = line.value().split_once('-').unwrap_or_default();
            fact.span = (start.parse().unwrap_or_default(), end.parse().unwrap_or_default());
        }
        "part" => fact.is_part = line.value() == "true",
        _ => {}
    }
}

/// A notice and whether its code is known; one whose code is not is dropped at the end.
fn empty_notice() -> (Notice, bool) {
    (Notice::new(NoticeCode::CellIllegible, ""), false)
}

fn notice_line((notice, known): &mut (Notice, bool), part: &str, line: Columns<'_>) {
    match part {
        "" => {
            notice.count = line.value().parse().unwrap_or(1);
            notice.detail = line.raw().into();
            notice.place = Some(line.place()).filter(|_| !line.at(3).is_empty());
        }
        "code" => {
            let code = NoticeCode::ALL.iter().copied().find(|c| c.as_str() == line.value());
            notice.code = code.unwrap_or(notice.code);
            *known = code.is_some();
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, value: Value, raw: &str) {
        let report = parse(&format!("{line}\n")).expect("a line of a cell is the cells format");
        let cell = report.cells.get(CellKey::t2("t2.rules.issued")).expect("the cell is there");
        assert_eq!((cell.value, cell.raw.as_str()), (value, raw));
    }

    #[test]
    fn what_a_cell_is_follows_from_value_and_raw_text() {
        let seven = Value::Number(Decimal::from(7));
        check("t2.rules.issued\t7\t７ \trow=2", seven, "７ ");
        check("t2.rules.issued\t7", seven, "7");
        check("t2.rules.issued\t\t\t", Value::Blank, "");
        check("t2.rules.issued\t\t——\t", Value::NotApplicable, "——");
        check("t2.rules.issued\t\tl0\t", Value::Illegible, "l0");
        check("t2.rules.issued\t\t另附\t\tnot_applicable", Value::NotApplicable, "另附");
        check("t2.rules.issued\tseven", Value::Illegible, "seven");
    }

    #[test]
    fn a_text_in_another_format_is_refused_and_unknown_keys_are_skipped() {
        assert!(parse("信息内容\t本年制发件数\n规章\t0\n").is_err());
        assert!(parse("").is_err());
        let report = parse("# by hand\n\nreport.year\t2023\nreport.mood\tfine\nfact.x\t1\nt9.new\t4\n");
        assert_eq!(report.map(|r| (r.year, r.cells.len())), Ok((Some(2023), 0)));
    }

    #[test]
    fn the_form_is_told_from_the_cells_when_the_file_does_not_name_it() {
        let format = |text: &str| parse(text).map(|r| r.format);
        assert_eq!(format("t2.rules.made\t1\n"), Ok(Format::F2019));
        assert_eq!(format("t2.rules.issued\t1\n"), Ok(Format::F2021));
        assert_eq!(format("report.year\t2016\nlegacy.1\t0\t收到申请数\nlegacy.1.1\t4\n"), Ok(Format::Legacy));
    }
}
