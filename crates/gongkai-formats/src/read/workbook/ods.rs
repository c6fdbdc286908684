//! OpenDocument spreadsheets.

use std::collections::BTreeSet;

use super::sheet::{Region, Sheet, number};
use crate::read::ReadError;
use crate::read::limits::{TABLE_CELLS, TABLE_COLUMNS, too_many_cells};
use crate::read::package::Package;
use crate::read::xml::{self, Attributes, Node};

/// Reads all sheets.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    let mut package = Package::open(bytes, "ODS")?;
    let missing = || ReadError::Damaged { kind: "ODS", detail: "content.xml is missing".to_owned() };
    let text = package.text("content.xml")?.ok_or_else(missing)?;
    let mut reader = Reader::default();
    xml::read(&text, "ODS", |node| reader.visit(node))?;
    Ok(reader.sheets)
}

#[derive(Default)]
struct Reader {
    sheets: Vec<Sheet>,
    style: String,
    hidden_styles: BTreeSet<String>,
    /// Elements open inside one that is not read.
    skipped: u32,
    row: u32,
    row_repeat: u32,
    column: u32,
    /// The cells of the open row, to be repeated.
    cells: Vec<(u32, OpenCell)>,
    cell: Option<OpenCell>,
    paragraphs: u32,
    in_paragraph: bool,
    /// Cells with text so far, repetitions counted.
    filled: usize,
}

#[derive(Default, Clone)]
struct OpenCell {
    repeat: u32,
    row_span: u32,
    column_span: u32,
    /// The value, for kinds whose display may be rounded.
    value: Option<String>,
    text: String,
    has_style: bool,
}

impl Reader {
    fn visit(&mut self, node: Node<'_>) -> Result<(), ReadError> {
        if self.skipped > 0 {
            match node {
                Node::Start(..) => self.skipped += 1,
                Node::End(_) => self.skipped -= 1,
                Node::Text(_) => {}
            }
            return Ok(());
        }
        match node {
            Node::Start(name, attributes) => self.start(name, attributes),
            Node::End(name) => return self.end(name),
            Node::Text(text) => {
                if self.in_paragraph
                    && let Some(cell) = &mut self.cell
                {
                    cell.text.push_str(text);
                }
            }
        }
        Ok(())
    }

    fn start(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "style" => self.style = attributes.get("name").unwrap_or_default(),
            "table-properties" if attributes.get("display").as_deref() == Some("false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "table" => {
                let style = attributes.get("style-name").unwrap_or_default();
                let name = attributes.get("name").unwrap_or_default();
                self.sheets.push(Sheet::new(name, self.hidden_styles.contains(&style)));
                self.row = 0;
            }
            "table-row" => {
                self.row_repeat = attributes.number("number-rows-repeated").unwrap_or(1);
                self.column = 0;
            }
            "table-cell" => self.cell = Some(open_cell(attributes)),
            "covered-table-cell" => {
                let repeat = attributes.number("number-columns-repeated").unwrap_or(1);
                self.column = self.column.saturating_add(repeat);
                self.skipped = 1;
            }
            "annotation" | "shapes" | "frame" | "custom-shape" => self.skipped = 1,
            "p" => {
                if let Some(cell) = &mut self.cell {
                    if self.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    self.paragraphs += 1;
                    self.in_paragraph = true;
                }
            }
            "s" | "tab" | "line-break" => {
                if let Some(cell) = &mut self.cell {
                    let spaces = attributes.number("c").unwrap_or(1).min(64) as usize;
                    match name {
                        "s" => cell.text.push_str(&" ".repeat(spaces)),
                        "tab" => cell.text.push('\t'),
                        _ => cell.text.push('\n'),
                    }
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "p" => self.in_paragraph = false,
            "table-cell" => {
                if let Some(cell) = self.cell.take() {
                    let column = self.column;
                    self.column = column.saturating_add(cell.repeat);
                    if column < TABLE_COLUMNS && (cell.has_style || !cell.shown().trim().is_empty()) {
                        self.cells.push((column, cell));
                    }
                }
                self.paragraphs = 0;
                if self.cells.len() > TABLE_CELLS {
                    return Err(too_many_cells());
                }
            }
            "table-row" => self.end_row()?,
            _ => {}
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), ReadError> {
        let cells = std::mem::take(&mut self.cells);
        let first = self.row;
        self.row = first.saturating_add(self.row_repeat);
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        let has_text = cells.iter().any(|(_, cell)| !cell.shown().trim().is_empty());
        if !has_text {
            return Ok(());
        }
        for row in first..self.row {
            for (column, cell) in &cells {
                let last = column.saturating_add(cell.repeat).min(TABLE_COLUMNS);
                let text = cell.shown();
                if !text.is_empty() {
                    self.filled += (last - column) as usize;
                }
                if self.filled > TABLE_CELLS {
                    return Err(too_many_cells());
                }
                for column in *column..last {
                    sheet.put(row, column, text)?;
                }
                let bottom = row.saturating_add(cell.row_span.saturating_sub(1));
                let right = column.saturating_add(cell.column_span.saturating_sub(1));
                sheet.merge(Region { top: row, left: *column, bottom, right })?;
            }
        }
        Ok(())
    }
}

impl OpenCell {
    fn shown(&self) -> &str {
        self.value.as_deref().unwrap_or(&self.text)
    }
}

fn open_cell(attributes: &Attributes<'_>) -> OpenCell {
    let number_of = |name: &str| attributes.number(name).unwrap_or(1);
    let value = match attributes.get("value-type").as_deref() {
        Some("float" | "currency") => attributes.get("value").and_then(|v| v.parse::<f64>().ok()).map(number),
        Some("date") => attributes.get("date-value").map(|v| v.split('T').next().unwrap_or("").to_owned()),
        _ => None,
    };
    OpenCell {
        repeat: number_of("number-columns-repeated"),
        row_span: number_of("number-rows-spanned"),
        column_span: number_of("number-columns-spanned"),
        value,
        text: String::new(),
        has_style: attributes.get("style-name").is_some(),
    }
}
