//! `word/document.xml`.

use gongkai_domain::report::AnnualReport;

use super::package::{DOCUMENT_END, DOCUMENT_START, TEXT_WIDTH};
use crate::write::html::is_item;
use crate::write::layout::{Block, LayoutCell, LayoutTable, Role, outline, title_parts};
use crate::write::markup::escape;

pub(super) fn document(report: &AnnualReport) -> String {
    let mut out = String::with_capacity(128 * 1024);
    out.push_str(DOCUMENT_START);
    let blocks = outline(report);
    for (i, block) in blocks.iter().enumerate() {
        match block {
            Block::Title(text) => paragraph(&mut out, "Title", &balanced(text)),
            Block::Heading { text, .. } => {
                let is_over_table = matches!(blocks.get(i + 1), Some(Block::Table(_)));
                let gap = if is_over_table { "<w:spacing w:after=\"120\"/>" } else { "" };
                styled(&mut out, "Heading1", gap, text);
            }
            Block::Subheading(text) => paragraph(&mut out, "Heading2", text),
            Block::Paragraph(text) => paragraph(&mut out, "BodyText", text),
            Block::Table(table) => write_table(&mut out, table),
            Block::Signature(text) => {
                paragraph(&mut out, "BodyText", "");
                paragraph(&mut out, "Signature", text);
            }
            Block::Date(text) => paragraph(&mut out, "Signature", text),
        }
    }
    out.push_str(DOCUMENT_END);
    out
}

/// A title too long for one line of 20 characters is broken before its year.
fn balanced(title: &str) -> String {
    match title_parts(title) {
        (agency, rest) if !rest.is_empty() && title.chars().count() > 20 => format!("{agency}\n{rest}"),
        _ => title.to_owned(),
    }
}

fn paragraph(out: &mut String, style: &str, text: &str) {
    styled(out, style, "", text);
}

fn styled(out: &mut String, style: &str, properties: &str, text: &str) {
    out.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>"));
    if !text.is_empty() {
        out.push_str("<w:r>");
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                out.push_str("<w:br/>");
            }
            out.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(line)));
        }
        out.push_str("</w:r>");
    }
    out.push_str("</w:p>\n");
}

fn write_table(out: &mut String, table: &LayoutTable) {
    let widths = widths(table);
    let margin = if table.columns > 8 { 40 } else { 85 };
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/>\
         <w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>\
         <w:left w:w=\"{margin}\" w:type=\"dxa\"/><w:right w:w=\"{margin}\" w:type=\"dxa\"/></w:tblCellMar>\
         <w:tblLook w:val=\"0000\"/><w:tblCaption w:val=\"{}\"/></w:tblPr>\n<w:tblGrid>",
        escape(table.caption())
    ));
    for width in &widths {
        out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
    out.push_str("</w:tblGrid>\n");
    for row in 0..table.rows {
        let repeated = if row < table.header_rows { "<w:tblHeader/>" } else { "" };
        let height = if table.number == 2 { 480 } else { 380 };
        out.push_str(&format!(
            "<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"{height}\" w:hRule=\"atLeast\"/>{repeated}</w:trPr>\n"
        ));
        write_row(out, table, &widths, row);
        out.push_str("</w:tr>\n");
    }
    out.push_str("</w:tbl>\n");
    // Without a paragraph between, a table would merge with the next one, or end the document.
    paragraph(out, "TableGap", "");
}

/// Column widths in twentieths of a point; the last column takes what rounding leaves.
fn widths(table: &LayoutTable) -> Vec<u32> {
    let total: u32 = table.widths.iter().map(|w| u32::from(*w)).sum();
    let mut widths: Vec<u32> =
        table.widths.iter().map(|w| u32::from(*w) * TEXT_WIDTH / total.max(1)).collect();
    let rest = TEXT_WIDTH - widths.iter().sum::<u32>();
    if let Some(last) = widths.last_mut() {
        *last += rest;
    }
    widths
}

/// The cells that lie in a row, those that began in a row above among them.
fn write_row(out: &mut String, table: &LayoutTable, widths: &[u32], row: u32) {
    let mut cells: Vec<&LayoutCell> =
        table.cells.iter().filter(|c| c.row <= row && row < c.row + c.row_span).collect();
    cells.sort_by_key(|c| c.column);
    for cell in cells {
        let columns = cell.column as usize..(cell.column + cell.column_span) as usize;
        let width: u32 = widths[columns].iter().sum();
        out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>"));
        if cell.column_span > 1 {
            out.push_str(&format!("<w:gridSpan w:val=\"{}\"/>", cell.column_span));
        }
        let begins = cell.row == row;
        match (cell.row_span, begins) {
            (1, _) => {}
            (_, true) => out.push_str("<w:vMerge w:val=\"restart\"/>"),
            (_, false) => out.push_str("<w:vMerge/>"),
        }
        out.push_str("<w:vAlign w:val=\"center\"/></w:tcPr>");
        let style = if table.number == 2 || table.number == 0 { "TableText" } else { "TableSmall" };
        let left = cell.role == Role::Label && (is_item(&cell.text) || table.number == 0);
        let text = if begins { cell.text.as_str() } else { "" };
        styled(out, style, if left { "<w:jc w:val=\"left\"/>" } else { "" }, text);
        out.push_str("</w:tc>\n");
    }
}
