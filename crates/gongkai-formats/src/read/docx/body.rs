//! The main part of a Word document: paragraphs and tables.

use gongkai_domain::report::{Notice, NoticeCode, Place};

use super::styles::{Lists, Numbered, Styles, heading_by_outline};
use crate::read::layout::{Content, Gathered};
use crate::read::limits::{TABLE_CELLS, TABLE_COLUMNS, too_many_cells};
use crate::read::xml::{Attributes, Node};
use crate::read::{Block, Line, ReadError, TableCell};

/// Reads the elements of `document.xml` one after the other.
pub(super) struct Body<'a> {
    styles: &'a Styles,
    lists: Lists,
    /// The open paragraphs; more than one where a text box stands in a paragraph.
    paragraphs: Vec<Paragraph>,
    tables: Vec<OpenTable>,
    /// Elements open inside one that is not read.
    skipped: u32,
    in_text: bool,
    in_run: bool,
    in_properties: bool,
    is_run_hidden: bool,
    in_row_properties: bool,
    line_count: u32,
    table_count: u32,
    cells: usize,
    pub(super) blocks: Vec<Block>,
    pub(super) notices: Vec<Notice>,
    /// Relations of parts that stand in for the text.
    pub(super) chunks: Vec<String>,
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    heading: u8,
    numbered: Option<Numbered>,
}

#[derive(Debug, Default)]
struct OpenTable {
    gathered: Gathered,
    rows: u32,
    rows_done: u32,
    columns: u32,
    /// Where the next cell of the row stands.
    next_column: u32,
    is_row_deleted: bool,
    cell: Option<OpenCell>,
}

#[derive(Debug, Default)]
struct OpenCell {
    column_span: Option<u32>,
    /// Continues the cell above.
    is_below: bool,
    /// Continues the cell to the left.
    is_beside: bool,
    /// It contains a table, so its text is given out as lines.
    is_layout: bool,
    lines: Vec<Line>,
}

impl<'a> Body<'a> {
    pub(super) fn new(styles: &'a Styles, lists: Lists) -> Body<'a> {
        Body {
            styles,
            lists,
            paragraphs: Vec::new(),
            tables: Vec::new(),
            skipped: 0,
            in_text: false,
            in_run: false,
            in_properties: false,
            is_run_hidden: false,
            in_row_properties: false,
            line_count: 0,
            table_count: 0,
            cells: 0,
            blocks: Vec::new(),
            notices: Vec::new(),
            chunks: Vec::new(),
        }
    }

    /// Takes the next node.
    pub(super) fn visit(&mut self, node: Node<'_>) -> Result<(), ReadError> {
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
            Node::End(name) => self.end(name),
            Node::Text(text) => {
                if self.in_text && !self.is_run_hidden {
                    self.push_text(text);
                }
                Ok(())
            }
        }
    }

    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), ReadError> {
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => (self.in_run, self.is_run_hidden) = (true, false),
            "t" => self.in_text = true,
            "pPr" | "rPr" => self.in_properties = true,
            "trPr" => self.in_row_properties = true,
            "tab" | "br" | "cr" | "noBreakHyphen" | "sym" if self.in_run && !self.in_properties => {
                self.push_special(name, attributes);
            }
            "tbl" => self.start_table(),
            "tr" => self.start_row(),
            "tc" => self.start_cell(),
            "del" | "ins" if self.in_row_properties => {
                if let Some(table) = self.tables.last_mut() {
                    table.is_row_deleted |= name == "del";
                }
            }
            // Deleted text, and the copy of a text box for old programs.
            "del" | "moveFrom" | "Fallback" | "delText" | "instrText" | "sectPr" => self.skipped = 1,
            // How it was formatted before a tracked change.
            _ if name.ends_with("PrChange") => self.skipped = 1,
            "altChunk" => self.chunks.extend(attributes.get("id")),
            _ => self.start_property(name, attributes),
        }
        Ok(())
    }

    fn start_property(&mut self, name: &str, attributes: &Attributes<'_>) {
        let number = || attributes.number("val");
        if self.in_properties
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            match name {
                "pStyle" => {
                    let id = attributes.get("val").unwrap_or_default();
                    paragraph.heading = self.styles.heading(&id);
                    paragraph.numbered = self.styles.numbering(&id);
                }
                "outlineLvl" => paragraph.heading = number().and_then(heading_by_outline).unwrap_or(0),
                "numId" => paragraph.numbered.get_or_insert_default().list = number().unwrap_or(0),
                "ilvl" => {
                    paragraph.numbered.get_or_insert_default().level = number().unwrap_or(0).min(8) as u8;
                }
                "vanish" if self.in_run => self.is_run_hidden = attributes.is_on(),
                _ => {}
            }
            return;
        }
        let Some(table) = self.tables.last_mut() else { return };
        match (name, &mut table.cell) {
            ("gridBefore", None) => {
                table.next_column = number().unwrap_or(0).min(TABLE_COLUMNS);
            }
            ("gridSpan", Some(cell)) => cell.column_span = number(),
            ("vMerge", Some(cell)) => cell.is_below = is_continued(attributes),
            ("hMerge", Some(cell)) => cell.is_beside = is_continued(attributes),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "p" => self.end_paragraph(),
            "r" => (self.in_run, self.is_run_hidden) = (false, false),
            "t" => self.in_text = false,
            "pPr" | "rPr" => self.in_properties = false,
            "trPr" => self.in_row_properties = false,
            "tc" => self.end_cell()?,
            "tbl" => self.end_table(),
            _ => {}
        }
        Ok(())
    }

    fn push_text(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn push_special(&mut self, name: &str, attributes: &Attributes<'_>) {
        if self.is_run_hidden {
            return;
        }
        match name {
            "tab" => self.push_text("\t"),
            "br" | "cr" => self.push_text("\n"),
            "noBreakHyphen" => self.push_text("-"),
            _ => {
                let code = attributes.get("char").and_then(|c| u32::from_str_radix(&c, 16).ok());
                // Symbol fonts keep their characters at F000–F0FF.
                let code = code.map(|c| if (0xF020..0xF07F).contains(&c) { c - 0xF000 } else { c });
                if let Some(character) = code.and_then(char::from_u32) {
                    self.push_text(character.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let is_blank = paragraph.text.trim().is_empty();
        let mut prefix = match paragraph.numbered {
            Some(numbered) if !is_blank && numbered.list > 0 => self.lists.next(numbered),
            _ => String::new(),
        };
        self.line_count += 1;
        let place = Place { row: Some(self.line_count), ..Place::default() };
        for text in paragraph.text.split('\n').map(str::trim).filter(|text| !text.is_empty()) {
            let text = std::mem::take(&mut prefix) + text;
            self.push_line(Line { text, place, heading: paragraph.heading });
        }
    }

    fn push_line(&mut self, line: Line) {
        match self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) if !cell.is_layout => cell.lines.push(line),
            _ => self.blocks.push(Block::Line(line)),
        }
    }

    fn start_table(&mut self) {
        if let Some(table) = self.tables.last_mut()
            && let Some(cell) = &mut table.cell
            && !cell.is_layout
        {
            // A table in a cell: what came before is given out first, then this cell's text as lines.
            cell.is_layout = true;
            let lines = std::mem::take(&mut cell.lines);
            let content = table.take(true);
            self.push_content(content);
            self.blocks.extend(lines.into_iter().map(Block::Line));
        }
        self.tables.push(OpenTable::default());
    }

    fn start_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.rows += 1;
            table.next_column = 0;
            table.is_row_deleted = false;
        }
    }

    fn start_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.cell = Some(OpenCell::default());
        }
    }

    fn end_cell(&mut self) -> Result<(), ReadError> {
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let Some(cell) = table.cell.take() else { return Ok(()) };
        self.cells += 1;
        if self.cells > TABLE_CELLS {
            return Err(too_many_cells());
        }
        if !table.push_cell(cell) && self.notices.is_empty() {
            self.notices.push(Notice::new(NoticeCode::LimitReached, "table columns"));
        }
        Ok(())
    }

    fn end_table(&mut self) {
        if let Some(mut table) = self.tables.pop() {
            let content = table.take(false);
            self.push_content(content);
        }
    }

    fn push_content(&mut self, content: Content) {
        match content {
            Content::Nothing => {}
            Content::Lines(lines) => self.blocks.extend(lines.into_iter().map(Block::Line)),
            Content::Table(mut table) => {
                self.table_count += 1;
                for cell in &mut table.cells {
                    cell.place.table = Some(self.table_count);
                }
                self.blocks.push(Block::Table(table));
            }
        }
    }
}

impl OpenTable {
    /// Keeps a cell that has been closed; `false` if it stands too far to the right.
    fn push_cell(&mut self, cell: OpenCell) -> bool {
        let column = self.next_column;
        if column >= TABLE_COLUMNS || self.rows == 0 {
            return false;
        }
        let column_span = cell.column_span.unwrap_or(1).clamp(1, TABLE_COLUMNS - column);
        self.next_column = column + column_span;
        self.columns = self.columns.max(self.next_column);
        if cell.is_layout || self.is_row_deleted || self.continues(&cell, column, column_span) {
            return true;
        }
        let row = self.rows - 1;
        let texts: Vec<&str> = cell.lines.iter().map(|line| line.text.as_str()).collect();
        let text = texts.join("\n");
        let place = Place { row: Some(row + 1), column: Some(column + 1), ..Place::default() };
        let row = row - self.rows_done;
        let kept = TableCell { row, column, row_span: 1, column_span, text, place };
        self.gathered.push(kept, cell.lines.into_iter());
        true
    }

    /// Widens the cell that this one only continues.
    fn continues(&mut self, cell: &OpenCell, column: u32, column_span: u32) -> bool {
        let row = self.rows - 1 - self.rows_done;
        let mut cells = self.gathered.cells.iter_mut().rev();
        if cell.is_beside {
            let left = cells.next().filter(|c| c.row == row && c.column + c.column_span == column);
            return left.map(|left| left.column_span += column_span).is_some();
        }
        if !cell.is_below {
            return false;
        }
        let above = cells.find(|c| c.column == column && c.row + c.row_span == row);
        above.map(|above| above.row_span += 1).is_some()
    }

    /// Gives out what there is, and goes on after it if a row is open.
    fn take(&mut self, in_row: bool) -> Content {
        let rows = self.rows - self.rows_done;
        self.rows_done = if in_row { self.rows.saturating_sub(1) } else { self.rows };
        std::mem::take(&mut self.gathered).finish(rows, self.columns)
    }
}

/// `vMerge` and `hMerge` without a value continue a merged cell.
fn is_continued(attributes: &Attributes<'_>) -> bool {
    attributes.get("val").is_none_or(|value| value == "continue")
}
