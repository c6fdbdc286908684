//! The `cells` format: one line a cell, made to last.
//!
//! UTF-8, lines end with `\n`. A line has up to four columns with a tab between: `key`, `value`, `raw`, `place`.
//! In every column `\\`, `\t`, `\n` and `\r` stand for a backslash, a tab, a line break and a carriage return.
//!
//! - First the cells that the document has, in the order of the dictionary. The value is a plain decimal without
//!   exponent and without zeros at the end (`1094730.2`), empty for a cell that is no number. What such a cell is
//!   follows from the raw text: blank when that is empty, not applicable when it is a mark such as `/`, `—` or
//!   `无`, illegible otherwise. Where it does not follow, a fifth column says `blank`, `not_applicable` or
//!   `illegible`.
//! - Then `report.format`, `report.year` and `report.agency`, always; then what else is known of the report as
//!   `report.title`, `.period_start`, `.period_end`, `.signature`, `.signed_on`, `.published_on`, `.source_file`,
//!   `.source_sha256`, `.media`, `.extraction`, `.reader`, `.confidence`. Dates are `2024-01-15`.
//! - Then, numbered from 1, what is no cell of the form:
//!   `chapter.<n>` with the chapter's number as value and its heading as raw, `chapter.<n>.<m>` with a paragraph
//!   as raw; `extra.<n>` and `legacy.<n>` (rows beyond the form) with the table as value and the label as raw,
//!   `.unit`, and `.<m>` as a cell each; `fact.<n>` with the count as value and the clause as raw, then
//!   `.subject`, `.unit`, `.bound`, `.chapter`, `.paragraph`, `.span` and, for a part of another count, `.part`;
//!   `notice.<n>` with the number of times as value and the particulars as raw, then `.code`.
//!
//! Keys are never reused for something else; a reader skips keys that it does not know, empty lines, and lines
//! that begin with `#`.

use std::fmt::{Display, Write};

use gongkai_domain::report::{AnnualReport, Cell, FreeRow, Place};
use rust_decimal::Decimal;

use crate::read::cells::{state_name, value_without_number};

/// Writes a report in the `cells` format.
pub fn write(report: &AnnualReport) -> String {
    let mut out = Lines(String::with_capacity(16 * 1024));
    for (key, cell) in report.cells.iter() {
        out.cell(key.as_str(), cell);
    }
    report_lines(&mut out, report);
    chapter_lines(&mut out, report);
    free_lines(&mut out, "extra", &report.extra_rows);
    free_lines(&mut out, "legacy", &report.legacy_rows);
    fact_lines(&mut out, report);
    notice_lines(&mut out, report);
    out.0
}

/// A number in plain decimals, without zeros at the end.
pub fn plain(n: Decimal) -> String {
    n.normalize().to_string()
}

struct Lines(String);

impl Lines {
    /// One line; empty columns at the end are left out.
    fn line(&mut self, key: impl Display, columns: &[&str]) {
        write!(self.0, "{key}").expect("a string takes all that is written");
        let used = columns.iter().rposition(|c| !c.is_empty()).map_or(1, |i| i + 1);
        for column in &columns[..used] {
            self.0.push('\t');
            escape(&mut self.0, column);
        }
        self.0.push('\n');
    }

    /// A cell's line, always with four columns.
    fn cell(&mut self, key: impl Display, cell: &Cell) {
        let value = cell.value.number().map(plain).unwrap_or_default();
        write!(self.0, "{key}\t{value}\t").expect("a string takes all that is written");
        escape(&mut self.0, &cell.raw);
        write!(self.0, "\t{}", cell.place).expect("a string takes all that is written");
        if cell.value.number().is_none() && value_without_number(&cell.raw) != cell.value {
            write!(self.0, "\t{}", state_name(cell.value)).expect("a string takes all that is written");
        }
        self.0.push('\n');
    }

    fn optional(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value.map(|v| v.to_string()).filter(|v| !v.is_empty()) {
            self.line(key, &[&value]);
        }
    }
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
}

fn report_lines(out: &mut Lines, report: &AnnualReport) {
    out.line("report.format", &[report.format.as_str()]);
    out.line("report.year", &[&report.year.map(|y| y.to_string()).unwrap_or_default()]);
    out.line("report.agency", &[report.agency.as_deref().unwrap_or_default()]);
    out.optional("report.title", report.title.as_deref());
    out.optional("report.period_start", report.period.map(|p| p.0));
    out.optional("report.period_end", report.period.map(|p| p.1));
    out.optional("report.signature", report.signature.as_deref());
    out.optional("report.signed_on", report.signed_on);
    out.optional("report.published_on", report.published_on);
    let source = &report.source;
    out.optional("report.source_file", Some(&source.file));
    out.optional("report.source_sha256", Some(&source.sha256));
    out.optional("report.media", Some(&source.media));
    out.optional("report.extraction", Some(&source.extraction));
    out.optional("report.reader", Some(&source.reader));
    out.line("report.confidence", &[&report.confidence.to_string()]);
}

fn chapter_lines(out: &mut Lines, report: &AnnualReport) {
    for (n, chapter) in (1..).zip(&report.chapters) {
        let number = chapter.number.to_string();
        out.line(format_args!("chapter.{n}"), &[&number, &chapter.heading, &chapter.place.to_string()]);
        for (m, paragraph) in (1..).zip(&chapter.paragraphs) {
            let place = paragraph.place.to_string();
            out.line(format_args!("chapter.{n}.{m}"), &["", &paragraph.text, &place]);
        }
    }
}

fn free_lines(out: &mut Lines, name: &str, rows: &[FreeRow]) {
    for (n, row) in (1..).zip(rows) {
        out.line(format_args!("{name}.{n}"), &[&row.table.to_string(), &row.label]);
        if !row.unit.is_empty() {
            out.line(format_args!("{name}.{n}.unit"), &[&row.unit]);
        }
        for (m, cell) in (1..).zip(&row.values) {
            out.cell(format_args!("{name}.{n}.{m}"), cell);
        }
    }
}

fn fact_lines(out: &mut Lines, report: &AnnualReport) {
    for (n, fact) in (1..).zip(&report.facts) {
        let place = fact.place.to_string();
        out.line(format_args!("fact.{n}"), &[&plain(fact.count), &fact.clause, &place]);
        out.line(format_args!("fact.{n}.subject"), &[fact.subject.as_str()]);
        if !fact.unit.is_empty() {
            out.line(format_args!("fact.{n}.unit"), &[&fact.unit]);
        }
        out.line(format_args!("fact.{n}.bound"), &[fact.bound.as_str()]);
        out.line(format_args!("fact.{n}.chapter"), &[&fact.chapter.to_string()]);
        out.line(format_args!("fact.{n}.paragraph"), &[&fact.paragraph.to_string()]);
        out.line(format_args!("fact.{n}.span"), &[&format!("{}-{}", fact.span.0, fact.span.1)]);
        if fact.is_part {
            out.line(format_args!("fact.{n}.part"), &["true"]);
        }
    }
}

fn notice_lines(out: &mut Lines, report: &AnnualReport) {
    for (n, notice) in (1..).zip(&report.notices) {
        let place = notice.place.map(|p: Place| p.to_string()).unwrap_or_default();
        out.line(format_args!("notice.{n}"), &[&notice.count.to_string(), &notice.detail, &place]);
        out.line(format_args!("notice.{n}.code"), &[notice.code.as_str()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::report::{CellKey, Format, Value};

    #[test]
    fn a_cell_is_key_value_raw_and_place_and_the_report_follows() {
        let mut report = AnnualReport::empty(Format::F2019);
        report.year = Some(2020);
        report.agency = Some("某县人社局".into());
        let mut amount = Cell::number(Decimal::new(109_473_020, 2));
        amount.place.row = Some(4);
        report.cells.insert(CellKey::t2("t2.procurement.amount_yuan"), amount);
        let mut odd = Cell::blank();
        odd.value = Value::Illegible;
        odd.raw = "O\t\n\\".into();
        report.cells.insert(CellKey::t2("t2.procurement.projects"), odd);
        report.cells.insert(CellKey::t2("t2.fees.items_change"), Cell::blank());
        assert_eq!(
            write(&report),
            "t2.fees.items_change\t\t\t\n\
             t2.procurement.projects\t\tO\\t\\n\\\\\t\n\
             t2.procurement.amount_yuan\t1094730.2\t1094730.20\trow=4\n\
             report.format\t2019\nreport.year\t2020\nreport.agency\t某县人社局\nreport.confidence\t1\n"
        );
    }
}
