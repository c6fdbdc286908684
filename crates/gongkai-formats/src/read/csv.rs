//! Reading a wide CSV whose headers are the public keys of the cells, which [`crate::write::csv`] writes.
//!
//! Wide tables with other headers are found by their labels, in any layout.

use gongkai_domain::report::{AnnualReport, Cell, CellKey, Format, Place, Value};
use rust_decimal::Decimal;

use super::cells::value_without_number;
use super::wide::{self, Column};

/// True when the first line names cells by their keys between commas.
pub fn is_wide(bytes: &[u8]) -> bool {
    let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let names_cell =
        |field: &[u8]| std::str::from_utf8(field).ok().and_then(|f| CellKey::parse(unquoted(f))).is_some();
    line.contains(&b',') && line.split(|b| *b == b',').any(names_cell)
}

/// Reads one report a row. Rows without any value are left out.
pub fn parse(text: &str) -> Vec<AnnualReport> {
    let mut records = Records { rest: text.trim_start_matches('\u{feff}') };
    let header = records.next().unwrap_or_default();
    let mut reports = Vec::new();
    for (row, record) in (2..).zip(records) {
        if record.iter().any(|f| !f.trim().is_empty()) {
            reports.push(report(&header, &record, row));
        }
    }
    reports
}

fn unquoted(field: &str) -> &str {
    field.trim().trim_start_matches('\u{feff}').trim_matches('"')
}

fn report(header: &[String], record: &[String], row: u32) -> AnnualReport {
    let mut report = AnnualReport::empty(Format::F2021);
    let mut format = None;
    for (column, (name, field)) in (1..).zip(header.iter().zip(record)) {
        let text = || Some(field.trim().to_owned()).filter(|f| !f.is_empty());
        match wide::column(unquoted(name)) {
            Column::Cell(key) => {
                let place = Place { row: Some(row), column: Some(column), ..Place::default() };
                report.cells.insert(key, cell(field.trim(), place));
            }
            Column::Agency => report.agency = text(),
            Column::Year => report.year = field.trim().trim_end_matches(['年', '度']).parse().ok(),
            Column::Format => format = Format::parse(field.trim()),
            Column::Title => report.title = text(),
            Column::Unknown if unquoted(name) == "signed_on" => report.signed_on = field.trim().parse().ok(),
            Column::Unknown => {}
        }
    }
    report.format = format.unwrap_or_else(|| super::cells::format_of(&report));
    // A table of both forms has blank columns for the other form.
    let foreign = |(key, cell): (CellKey, &Cell)| {
        (!key.is_in(report.format) && cell.value == Value::Blank).then_some(key)
    };
    let foreign: Vec<CellKey> = report.cells.iter().filter_map(foreign).collect();
    foreign.into_iter().for_each(|key| drop(report.cells.remove(key)));
    report.source.extraction = "wide".into();
    report
}

fn cell(text: &str, place: Place) -> Cell {
    let number = Decimal::from_str_exact(text.strip_prefix('+').unwrap_or(text));
    let value = number.map_or_else(|_| value_without_number(text), Value::Number);
    Cell { value, raw: text.to_owned(), place }
}

/// The records of a CSV, for tables that are no reports.
pub(crate) fn records(text: &str) -> impl Iterator<Item = Vec<String>> + '_ {
    Records { rest: text.trim_start_matches('\u{feff}') }
}

/// The records of a CSV by RFC 4180: fields can be quoted, and then hold commas, quotes and line breaks.
struct Records<'a> {
    rest: &'a str,
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut fields = vec![String::new()];
        let mut in_quotes = false;
        let mut chars = self.rest.char_indices().peekable();
        let mut end = self.rest.len();
        while let Some((at, c)) = chars.next() {
            let field = fields.last_mut().expect("a record has a field");
            match c {
                '"' if in_quotes && chars.next_if(|(_, next)| *next == '"').is_some() => field.push('"'),
                '"' => in_quotes = !in_quotes,
                ',' if !in_quotes => fields.push(String::new()),
                '\n' if !in_quotes => {
                    end = at + 1;
                    break;
                }
                '\r' if !in_quotes => {}
                c => field.push(c),
            }
        }
        self.rest = &self.rest[end..];
        Some(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_fields_and_several_forms_are_read() {
        let text = "\u{feff}agency,year,format,title,t2.rules.issued,t2.rules.made\r\n\
            \"甲,\"\"乙\"\"\",2021,2021,\"年报，\n好。\",/,\r\n\r\n丙,2020,2019,,,+3\n";
        assert!(is_wide(text.as_bytes()));
        let reports = parse(text);
        let short: Vec<_> = reports
            .iter()
            .map(|r| {
                (r.agency.as_deref(), r.cells.iter().map(|(k, c)| (k.as_str(), c.value)).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(
            short,
            [
                (Some("甲,\"乙\""), vec![("t2.rules.issued", Value::NotApplicable)]),
                (Some("丙"), vec![("t2.rules.made", Value::Number(3.into()))]),
            ]
        );
        assert_eq!(reports[0].title.as_deref(), Some("年报，\n好。"));
    }

    #[test]
    fn other_tables_are_not_taken_for_it() {
        assert!(!is_wide("机关,年度,本年新收\n甲,2021,3\n".as_bytes()));
        assert!(!is_wide(b"t2.rules.issued\t1\t1\ta,b\n"));
        assert!(!is_wide(b""));
    }
}
