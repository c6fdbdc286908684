//! Markdown with GitHub tables.
//!
//! Markdown has no spans: a cell that covers several places stands in the first, the others are empty. Each block
//! of table 2 is a table of its own, so that its values stand under its own headers.

use gongkai_domain::report::AnnualReport;

use super::layout::{Block, LayoutTable, Role, outline};

/// Writes a report as Markdown.
pub fn write(report: &AnnualReport) -> String {
    let mut out = String::new();
    for block in outline(report) {
        match block {
            Block::Title(text) => out.push_str(&format!("# {}\n\n", inline(&text))),
            Block::Heading { text, .. } => out.push_str(&format!("## {}\n\n", inline(text))),
            Block::Subheading(text) => out.push_str(&format!("### {}\n\n", inline(text))),
            Block::Paragraph(text) => out.push_str(&format!("{}\n\n", paragraph(text))),
            Block::Table(table) => write_table(&mut out, &table),
            Block::Signature(text) => out.push_str(&format!("{}\n\n", paragraph(text))),
            Block::Date(text) => out.push_str(&format!("{text}\n\n")),
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn write_table(out: &mut String, table: &LayoutTable) {
    let sections: Vec<u32> =
        table.cells.iter().filter(|c| c.role == Role::Section).map(|c| c.row).chain([table.rows]).collect();
    if sections.len() == 1 {
        write_rows(out, table, 0, table.rows);
        return;
    }
    for pair in sections.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        if let Some(section) = table.row(start).next() {
            out.push_str(&format!("**{}**\n\n", inline(&section.text)));
        }
        write_rows(out, table, start + 1, end);
    }
}

/// Rows from `start` up to `end`; the first is the header. Only columns in which a cell begins are written.
fn write_rows(out: &mut String, table: &LayoutTable, start: u32, end: u32) {
    let columns: Vec<u32> = (0..table.columns)
        .filter(|column| table.cells.iter().any(|c| (start..end).contains(&c.row) && c.column == *column))
        .collect();
    for row in start..end {
        for column in &columns {
            let cell = table.row(row).find(|c| c.column == *column);
            let text = cell.map(|c| inline(&c.text).replace('|', "\\|")).unwrap_or_default();
            out.push_str(&format!("| {text} "));
        }
        out.push_str("|\n");
        if row == start {
            let is_value = |column: u32| {
                table
                    .cells
                    .iter()
                    .any(|c| c.column == column && matches!(c.role, Role::Value(_) | Role::Free))
            };
            for column in &columns {
                out.push_str(if is_value(*column) { "| ---: " } else { "| --- " });
            }
            out.push_str("|\n");
        }
    }
    out.push('\n');
}

/// Text inside a line, with what Markdown would take for markup escaped.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '*' | '`' | '<' | '[' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A paragraph: its first character must not make it a heading, a quotation, a list or a table.
fn paragraph(text: &str) -> String {
    let escaped = inline(text);
    if escaped.starts_with(['#', '>', '+', '-', '|', '=']) { format!("\\{escaped}") } else { escaped }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::report::sample::consistent_report;
    use gongkai_domain::report::{Cell, CellKey, Format, Value};

    #[test]
    fn a_block_of_table_2_is_a_table_of_its_own() {
        let mut report = consistent_report(2, Format::F2021);
        for name in ["issued", "repealed", "valid"] {
            for row in ["rules", "normative"] {
                report.cells.insert(CellKey::t2(&format!("t2.{row}.{name}")), Cell::number(0));
            }
        }
        report.cells.insert(CellKey::t2("t2.rules.valid"), Cell::blank());
        let mut mark = Cell::blank();
        (mark.value, mark.raw) = (Value::NotApplicable, "|".into());
        report.cells.insert(CellKey::t2("t2.license.decisions"), mark);
        let text = write(&report);
        let wanted = "**第二十条第（一）项**\n\n\
            | 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n\
            | --- | ---: | ---: | ---: |\n\
            | 规章 | 0 | 0 |  |\n\
            | 行政规范性文件 | 0 | 0 | 0 |\n\n\
            **第二十条第（五）项**\n\n\
            | 信息内容 | 本年处理决定数量 |\n\
            | --- | ---: |\n\
            | 行政许可 | \\| |\n";
        assert!(text.contains(wanted), "{text}");
    }

    #[test]
    fn text_that_looks_like_markup_stays_text() {
        assert_eq!(paragraph("- a*b"), "\\- a\\*b");
        assert_eq!(paragraph("#1"), "\\#1");
    }
}
