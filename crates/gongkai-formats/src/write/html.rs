//! A standalone HTML page: the official layout, no script, nothing loaded from elsewhere.
//!
//! Provenance stands in `data-` attributes: the source on the `article`, and on each value its key, state, raw
//! text, place, verdicts and corrections.

use std::fmt::Write;

use gongkai_domain::report::{AnnualReport, CellKey};

use super::layout::{Block, LayoutCell, LayoutTable, Role, outline, title, title_parts};
use super::markup::escape;
use super::provenance::{Evidence, Trace, WRITER, traces};
use crate::read::cells::state_name;

const STYLE: &str = include_str!("html.css");

/// Writes a report as a page.
pub fn write(report: &AnnualReport) -> String {
    write_with(report, Evidence::default())
}

/// Writes a report as a page, with verdicts and corrections on the values.
pub fn write_with(report: &AnnualReport, evidence: Evidence<'_>) -> String {
    let mut page = Page { out: String::with_capacity(64 * 1024), traces: traces(report, evidence), evidence };
    page.head(report);
    page.article(report);
    page.out.push_str("</body>\n</html>\n");
    page.out
}

struct Page<'a> {
    out: String,
    traces: Vec<Trace<'a>>,
    evidence: Evidence<'a>,
}

impl Page<'_> {
    fn head(&mut self, report: &AnnualReport) {
        self.out.push_str("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n");
        self.out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.meta("generator", WRITER);
        if let Some(agency) = &report.agency {
            self.meta("author", agency);
        }
        if let Some(date) = report.published_on {
            self.meta("PubDate", &date.to_string());
        }
        let title = title(report).unwrap_or_else(|| "政府信息公开工作年度报告".into());
        self.put(format_args!(
            "<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
            escape(&title)
        ));
    }

    fn meta(&mut self, name: &str, content: &str) {
        self.put(format_args!("<meta name=\"{name}\" content=\"{}\">\n", escape(content)));
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        self.out.write_fmt(text).expect("a string takes all that is written");
    }

    fn attribute(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.put(format_args!(" {name}=\"{}\"", escape(value)));
        }
    }

    fn article(&mut self, report: &AnnualReport) {
        self.out.push_str("<article");
        self.attribute("data-format", report.format.as_str());
        self.attribute("data-source-file", &report.source.file);
        self.attribute("data-source-sha256", &report.source.sha256);
        self.attribute("data-source-media", &report.source.media);
        self.attribute("data-extraction", &report.source.extraction);
        self.attribute("data-reader", &report.source.reader);
        self.attribute("data-confidence", &report.confidence.to_string());
        self.out.push_str(">\n");
        for block in outline(report) {
            match block {
                Block::Title(text) => {
                    let (agency, rest) = title_parts(&text);
                    self.put(format_args!("<h1>{}<span>{}</span></h1>\n", escape(agency), escape(rest)));
                }
                Block::Heading { text, .. } => self.put(format_args!("<h2>{}</h2>\n", escape(text))),
                Block::Subheading(text) => self.put(format_args!("<h3>{}</h3>\n", escape(text))),
                Block::Paragraph(text) => self.put(format_args!("<p>{}</p>\n", escape(text))),
                Block::Table(table) => self.table(&table),
                Block::Signature(text) => self.put(format_args!("<p class=\"sign\">{}</p>\n", escape(text))),
                Block::Date(text) => self.put(format_args!("<p class=\"sign\">{}</p>\n", escape(&text))),
            }
        }
        self.out.push_str("</article>\n");
    }

    /// The heading above the table is its name; a caption would only say it twice.
    fn table(&mut self, table: &LayoutTable) {
        let name = table.caption().split_once('、').map_or(table.caption(), |(_, rest)| rest);
        self.put(format_args!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{name}\">\n"
        ));
        self.put(format_args!("<table class=\"t{}\" aria-label=\"{name}\">\n<colgroup>", table.number));
        for width in &table.widths {
            self.put(format_args!("<col style=\"width:{}.{}%\">", width / 10, width % 10));
        }
        self.out.push_str("</colgroup>\n");
        let parts = [("thead", 0..table.header_rows), ("tbody", table.header_rows..table.rows)];
        for (part, rows) in parts.into_iter().filter(|(_, rows)| !rows.is_empty()) {
            self.put(format_args!("<{part}>\n"));
            for row in rows {
                self.out.push_str("<tr>");
                table.row(row).for_each(|cell| self.cell(cell));
                self.out.push_str("</tr>\n");
            }
            self.put(format_args!("</{part}>\n"));
        }
        self.out.push_str("</table>\n</div>\n");
    }

    fn cell(&mut self, cell: &LayoutCell) {
        let (element, attributes) = match cell.role {
            Role::Section => ("th", " scope=\"colgroup\" class=\"section\""),
            Role::Header if cell.column_span > 1 => ("th", " scope=\"colgroup\" class=\"head\""),
            Role::Header => ("th", " scope=\"col\" class=\"head\""),
            Role::Group => ("th", " scope=\"rowgroup\""),
            Role::Label if is_item(&cell.text) => ("th", " scope=\"row\" class=\"item\""),
            Role::Label => ("th", " scope=\"row\""),
            Role::Value(_) | Role::Free | Role::Text => ("td", ""),
        };
        self.put(format_args!("<{element}{attributes}"));
        for (name, span) in [("rowspan", cell.row_span), ("colspan", cell.column_span)] {
            if span > 1 {
                self.put(format_args!(" {name}=\"{span}\""));
            }
        }
        if let Role::Value(key) = cell.role {
            self.provenance(key);
        }
        self.put(format_args!(">{}</{element}>", escape(&cell.text).replace('\n', "<br>")));
    }

    fn provenance(&mut self, key: CellKey) {
        self.attribute("data-key", key.as_str());
        let Some(trace) = self.traces.iter().find(|t| t.key == key) else { return };
        let cell = trace.cell;
        let verdicts = trace.verdict_text(self.evidence);
        let corrections: Vec<String> = trace
            .corrections
            .iter()
            .map(|c| {
                let number = |n: Option<rust_decimal::Decimal>| n.map(|n| n.to_string()).unwrap_or_default();
                format!("{} {}→{} {}", c.made_on, number(c.before), number(c.after), c.reason)
            })
            .collect();
        let state = state_name(cell.value);
        self.attribute("data-state", if state == "number" { "" } else { state });
        self.attribute("data-raw", &cell.raw);
        self.attribute("data-place", &cell.place.to_string());
        self.attribute("data-verdicts", &verdicts);
        self.attribute("data-corrections", &corrections.join("; "));
    }
}

/// Labels such as `1.属于国家秘密` are set flush left, the others centred.
pub(crate) fn is_item(label: &str) -> bool {
    label.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::check::{Finding, Message, Severity};
    use gongkai_domain::report::sample::consistent_report;
    use gongkai_domain::report::{Cell, Format, Place, Value};

    #[test]
    fn a_value_carries_its_way_back() {
        let key = CellKey::t2("t2.license.decisions");
        let mut report = consistent_report(3, Format::F2021);
        report.source.sha256 = "ab".repeat(32);
        let place = Place { table: Some(1), row: Some(7), ..Place::default() };
        report.cells.insert(key, Cell { value: Value::NotApplicable, raw: "<无>".into(), place });
        let mut finding = Finding::new("R05", Severity::Error, Message::new("", ""));
        finding.cells = vec![key];
        let page = write_with(&report, Evidence { findings: Some(&[finding]), corrections: &[] });
        let cell = "<td colspan=\"3\" data-key=\"t2.license.decisions\" data-state=\"not_applicable\" \
            data-raw=\"&lt;无&gt;\" data-place=\"table=1;row=7\" data-verdicts=\"R05 fail\">&lt;无&gt;</td>";
        assert!(page.contains(cell), "{page}");
        assert!(page.contains(&format!("data-source-sha256=\"{}\"", report.source.sha256)));
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        let page = write(&consistent_report(4, Format::F2019));
        for forbidden in ["http:", "https:", "//", "<script", "<link", "url("] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}
