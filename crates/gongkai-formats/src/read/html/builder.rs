//! From tokens to lines and tables.
//!
//! No tree is built. What the HTML standard says about tables and implied end tags is kept as far as it decides
//! where text stands; formatting elements are looked through.

use std::convert::Infallible;
use std::mem;

use gongkai_domain::report::{Notice, NoticeCode};
use html5gum::{Emitter, Error, State};

use super::flow::{Breaks, Flow};
use super::table::OpenTable;
use super::tags::{Attributes, Tag, is_wanted, tag};
use crate::read::Block;
use crate::read::layout::Content;
use crate::read::limits::{NESTING, TABLE_CELLS, TABLE_NESTING};

/// What to do with elements that are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// Leave them out.
    Skip,
    /// Read them: some pages show them by script.
    Read,
}

/// Gathers lines and tables while the tokenizer runs.
#[derive(Debug)]
pub(super) struct Builder {
    token: Token,
    /// How far the tokenizer has read.
    position: usize,
    /// Where the text being read starts: the end of the last token.
    text_start: usize,

    hidden_policy: Hidden,
    /// Elements inside one that is not shown, by name hash; text is dropped while there are any.
    hidden: Vec<(Tag, u32)>,
    raw: Raw,
    heading: u8,
    preformatted: u32,
    is_page: bool,
    in_block: bool,

    line: Flow,
    tables: Vec<OpenTable>,
    /// Tables below [`TABLE_NESTING`], which are not followed.
    ignored_tables: u32,
    title: Flow,
    cells: usize,
    table_count: u32,

    pub(super) blocks: Vec<Block>,
    pub(super) meta: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) notices: Vec<Notice>,
    /// Ranges of script text.
    pub(super) scripts: Vec<(usize, usize)>,
    /// Tables that were not shown.
    pub(super) hidden_tables: u32,
}

/// The tag that the tokenizer is reading.
#[derive(Debug, Default)]
struct Token {
    name: Vec<u8>,
    is_end: bool,
    is_self_closing: bool,
    /// The last start tag, which ends raw text.
    last_start: Vec<u8>,
    attribute: Vec<u8>,
    value: Vec<u8>,
    has_attribute: bool,
    is_value_wanted: bool,
    attributes: Attributes,
}

/// What raw text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Raw {
    No,
    Script(usize),
    Title,
    /// A second title, or that of a drawing.
    Dropped,
    Shown,
}

impl Builder {
    pub(super) fn new(hidden_policy: Hidden) -> Builder {
        Builder {
            token: Token::default(),
            position: 0,
            text_start: 0,
            hidden_policy,
            hidden: Vec::new(),
            raw: Raw::No,
            heading: 0,
            preformatted: 0,
            is_page: false,
            in_block: false,
            line: Flow::default(),
            tables: Vec::new(),
            ignored_tables: 0,
            title: Flow::default(),
            cells: 0,
            table_count: 0,
            blocks: Vec::new(),
            meta: Vec::new(),
            notices: Vec::new(),
            scripts: Vec::new(),
            hidden_tables: 0,
        }
    }

    /// Whether the limit of cells is passed; nothing more is read then.
    fn is_full(&self) -> bool {
        self.cells > TABLE_CELLS
    }

    fn text(&mut self, text: &[u8]) {
        let source = (self.text_start, self.position);
        match self.raw {
            Raw::Script(_) | Raw::Dropped => return,
            Raw::Title => return self.title.push(text, source, Breaks::Collapse, 0),
            Raw::No | Raw::Shown => {}
        }
        if !self.hidden.is_empty() || self.is_full() {
            return;
        }
        let in_cell = matches!(self.tables.last(), Some(table) if table.cell.is_some());
        let breaks = match () {
            () if self.preformatted > 0 => Breaks::Keep,
            () if in_cell || self.is_page || self.in_block || !self.tables.is_empty() => Breaks::Collapse,
            () => Breaks::Bare,
        };
        match self.tables.last_mut() {
            Some(table) if in_cell => table.flow.push(text, source, breaks, self.heading),
            _ => self.line.push(text, source, breaks, self.heading),
        }
    }

    /// Ends the current line.
    fn break_line(&mut self) {
        if let Some(table) = self.tables.last_mut()
            && let Some(cell) = &table.cell
        {
            table.flow.end_segment(self.heading);
            if cell.is_layout {
                self.blocks.extend(table.flow.lines().map(Block::Line));
                table.flow.clear();
            }
            return;
        }
        self.line.end_segment(self.heading);
        if self.line.segments.is_empty() {
            return;
        }
        match self.tables.last_mut() {
            Some(table) => table.between.extend(self.line.lines()),
            None => self.blocks.extend(self.line.lines().map(Block::Line)),
        }
        self.line.clear();
    }

    fn start_tag(&mut self, tag: Tag) -> Option<State> {
        let is_self_closing = self.token.is_self_closing;
        match tag {
            Tag::Script if is_self_closing => return None,
            Tag::Script => {
                self.raw = Raw::Script(self.position);
                let is_script = self.token.name == b"script";
                return Some(if is_script { State::ScriptData } else { State::RawText });
            }
            Tag::Title if is_self_closing => return None,
            Tag::Title => {
                let is_first = self.hidden.is_empty() && self.title.segments.is_empty();
                self.raw = if is_first { Raw::Title } else { Raw::Dropped };
                return Some(State::RcData);
            }
            Tag::Meta => {
                let attributes = &mut self.token.attributes;
                if !attributes.name.is_empty() && !attributes.content.is_empty() {
                    self.meta.push((mem::take(&mut attributes.name), mem::take(&mut attributes.content)));
                }
                return None;
            }
            _ => {}
        }
        if self.is_in_hidden(tag) || self.is_full() {
            return None;
        }
        self.start_shown(tag)
    }

    fn start_shown(&mut self, tag: Tag) -> Option<State> {
        match tag {
            Tag::Inline | Tag::Void | Tag::Meta | Tag::Script | Tag::Title | Tag::Unseen => {}
            Tag::Block | Tag::Paragraph | Tag::Item => {
                self.end_implied_table();
                self.break_line();
                self.in_block = true;
            }
            Tag::Heading(level) => {
                self.break_line();
                self.heading = level;
                self.in_block = true;
            }
            Tag::Preformatted => {
                self.break_line();
                self.preformatted += 1;
            }
            Tag::Break | Tag::PlainText => self.break_line(),
            Tag::Page => {
                self.break_line();
                self.is_page = true;
            }
            Tag::Table => self.start_table(false),
            Tag::Section => self.start_section(),
            Tag::Row => self.start_row(),
            Tag::Cell => self.start_cell(),
            Tag::Caption => self.break_line(),
            Tag::RawText => {
                self.break_line();
                if !self.token.is_self_closing {
                    self.raw = Raw::Shown;
                    self.preformatted += 1;
                    let is_listing = self.token.name == b"xmp";
                    return Some(if is_listing { State::RawText } else { State::RcData });
                }
            }
        }
        (tag == Tag::PlainText).then_some(State::PlainText)
    }

    fn end_tag(&mut self, tag: Tag) {
        match self.raw {
            Raw::Script(start) => {
                // The end tag's own text is `</script>`.
                self.scripts.push((start, self.text_start));
                self.raw = Raw::No;
                return;
            }
            Raw::Title => {
                self.title.end_segment(0);
                self.raw = Raw::No;
                return;
            }
            Raw::Dropped => {
                self.raw = Raw::No;
                return;
            }
            Raw::Shown => {
                self.raw = Raw::No;
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            Raw::No => {}
        }
        if self.ends_in_hidden(tag) || self.is_full() {
            return;
        }
        match tag {
            Tag::Inline | Tag::Void | Tag::Meta | Tag::Script | Tag::Title | Tag::Unseen => {}
            Tag::Page | Tag::PlainText | Tag::Break | Tag::Caption | Tag::RawText => self.break_line(),
            Tag::Block | Tag::Paragraph | Tag::Item => {
                self.break_line();
                self.in_block = false;
            }
            Tag::Heading(_) => {
                self.break_line();
                self.heading = 0;
                self.in_block = false;
            }
            Tag::Preformatted => {
                self.break_line();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            Tag::Table => self.end_table(),
            Tag::Section => {
                self.end_row();
                if let Some(table) = self.tables.last_mut() {
                    table.end_section();
                }
            }
            Tag::Row => self.end_row(),
            Tag::Cell => self.end_cell(),
        }
    }

    fn start_table(&mut self, is_implied: bool) {
        if self.ignored_tables > 0 || self.tables.len() >= TABLE_NESTING {
            self.ignored_tables += 1;
            return self.break_line();
        }
        self.break_line();
        self.heading = 0;
        match self.tables.last_mut() {
            // The standard: a table inside a table but in no cell ends the outer one.
            Some(table) if table.cell.is_none() => self.end_table(),
            Some(_) => self.make_cell_layout(),
            None => {}
        }
        self.tables.push(OpenTable::new(is_implied));
    }

    /// A table stands in the open cell: what came before is given out first.
    fn make_cell_layout(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let Some(cell) = &mut table.cell else { return };
        if !cell.is_layout {
            cell.is_layout = true;
            let content = table.take();
            let table = self.tables.len() - 1;
            self.blocks.extend(mem::take(&mut self.tables[table].between).into_iter().map(Block::Line));
            self.push_content(content);
        }
        self.break_line();
    }

    fn end_table(&mut self) {
        if self.ignored_tables > 0 {
            self.ignored_tables -= 1;
            return self.break_line();
        }
        self.end_row();
        self.break_line();
        let Some(mut table) = self.tables.pop() else { return };
        table.end_section();
        let content = table.take();
        self.push_content(content);
        self.blocks.extend(mem::take(&mut table.between).into_iter().map(Block::Line));
        self.in_block = false;
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

    /// Rows without a `table` around them end where a paragraph starts.
    fn end_implied_table(&mut self) {
        if matches!(self.tables.last(), Some(table) if table.is_implied && table.cell.is_none()) {
            self.end_table();
        }
    }

    fn start_section(&mut self) {
        if self.ignored_tables > 0 {
            return self.break_line();
        }
        self.end_row();
        if let Some(table) = self.tables.last_mut() {
            table.end_section();
        }
    }

    fn start_row(&mut self) {
        if self.ignored_tables > 0 {
            return self.break_line();
        }
        if self.tables.is_empty() {
            self.start_table(true);
        }
        self.end_row();
        self.break_line();
        if let Some(table) = self.tables.last_mut() {
            // Text between rows is shown before the table.
            self.blocks.extend(mem::take(&mut table.between).into_iter().map(Block::Line));
            table.start_row();
        }
    }

    fn end_row(&mut self) {
        if self.ignored_tables > 0 {
            return self.break_line();
        }
        self.end_cell();
        if let Some(table) = self.tables.last_mut() {
            table.end_row();
        }
    }

    fn start_cell(&mut self) {
        if self.ignored_tables > 0 {
            return self.break_line();
        }
        self.end_cell();
        if !matches!(self.tables.last(), Some(table) if table.in_row()) {
            self.start_row();
        }
        self.break_line();
        self.heading = 0;
        self.preformatted = 0;
        let (column_span, row_span) = (self.token.attributes.column_span, self.token.attributes.row_span);
        let start = self.position;
        let Some(table) = self.tables.last_mut() else { return };
        self.blocks.extend(mem::take(&mut table.between).into_iter().map(Block::Line));
        match table.start_cell(column_span, row_span, start) {
            Some(()) => self.cells += 1,
            None => self.note_limit("table columns"),
        }
        if self.is_full() {
            self.note_limit("table cells");
        }
    }

    fn end_cell(&mut self) {
        if self.ignored_tables > 0 || !matches!(self.tables.last(), Some(table) if table.cell.is_some()) {
            return self.break_line();
        }
        self.break_line();
        self.heading = 0;
        let Some(table) = self.tables.last_mut() else { return };
        if let Some(cell) = table.cell.take()
            && !cell.is_layout
        {
            table.push_cell(&cell);
        }
    }

    fn note_limit(&mut self, what: &str) {
        if !self.notices.iter().any(|n| n.code == NoticeCode::LimitReached && n.detail == what) {
            self.notices.push(Notice::new(NoticeCode::LimitReached, what));
        }
    }

    /// Handles a start tag in an element that is not shown, or one that is itself not shown.
    fn is_in_hidden(&mut self, tag: Tag) -> bool {
        while let Some((outer, _)) = self.hidden.first().copied() {
            // What ends the hidden element without an end tag.
            let is_over = match outer {
                Tag::Paragraph => tag.is_block() && tag != Tag::Break,
                Tag::Item => tag == Tag::Item && self.hidden.len() == 1,
                Tag::Cell => matches!(tag, Tag::Cell | Tag::Row | Tag::Section) && !self.hides_table(),
                Tag::Row => matches!(tag, Tag::Row | Tag::Section) && !self.hides_table(),
                Tag::Inline => matches!(tag, Tag::Cell | Tag::Row | Tag::Section) && !self.hides_table(),
                _ => false,
            };
            if !is_over {
                self.hidden_tables += u32::from(tag == Tag::Table);
                self.push_hidden(tag);
                return true;
            }
            self.hidden.clear();
        }
        let is_hidden =
            tag == Tag::Unseen || (self.token.attributes.hidden && self.hidden_policy == Hidden::Skip);
        if is_hidden && !matches!(tag, Tag::Page | Tag::Void | Tag::Break) {
            match tag {
                Tag::Cell => self.end_cell(),
                Tag::Row => self.end_row(),
                Tag::Table => self.hidden_tables += 1,
                _ if tag.is_block() => self.break_line(),
                _ => {}
            }
            self.push_hidden(tag);
        }
        is_hidden
    }

    fn hides_table(&self) -> bool {
        self.hidden.iter().any(|(tag, _)| *tag == Tag::Table)
    }

    fn push_hidden(&mut self, tag: Tag) {
        let is_empty = matches!(tag, Tag::Void | Tag::Break)
            || (self.token.is_self_closing && matches!(tag, Tag::Inline | Tag::Unseen));
        if !is_empty && self.hidden.len() < NESTING {
            self.hidden.push((tag, name_hash(&self.token.name)));
        }
    }

    /// Handles an end tag in an element that is not shown; `false` if there is none or it has just ended.
    fn ends_in_hidden(&mut self, tag: Tag) -> bool {
        let Some((outer, _)) = self.hidden.first().copied() else { return false };
        let name = name_hash(&self.token.name);
        if let Some(at) = self.hidden.iter().rposition(|(_, n)| *n == name) {
            self.hidden.truncate(at);
            if self.hidden.is_empty() && outer.is_block() {
                self.in_block = false;
            }
            return true;
        }
        // The end of something around the hidden element ends it too.
        let is_around = matches!(tag, Tag::Table | Tag::Row | Tag::Cell | Tag::Section)
            || (tag.is_block() && matches!(outer, Tag::Inline | Tag::Paragraph | Tag::Item | Tag::Cell));
        if is_around {
            self.hidden.clear();
        }
        !is_around
    }

    /// Closes everything at the end of the input.
    fn finish(&mut self) {
        if let Raw::Script(start) = self.raw {
            self.scripts.push((start, self.position));
        }
        self.title.end_segment(0);
        self.ignored_tables = 0;
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.break_line();
    }

    /// The text of `<title>`.
    pub(super) fn title(&self) -> String {
        self.title.joined()
    }

    /// Whether any table was found.
    pub(super) fn has_table(&self) -> bool {
        self.table_count > 0
    }

    fn finish_attribute(&mut self) {
        let token = &mut self.token;
        if mem::take(&mut token.has_attribute) && !token.is_end {
            token.attributes.set(&token.attribute, &token.value);
        }
        token.attribute.clear();
        token.value.clear();
    }
}

fn name_hash(name: &[u8]) -> u32 {
    name.iter().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

impl Emitter for &mut Builder {
    type Token = Infallible;

    fn set_last_start_tag(&mut self, last_start_tag: Option<&[u8]>) {
        self.token.last_start.clear();
        self.token.last_start.extend_from_slice(last_start_tag.unwrap_or_default());
    }

    fn emit_eof(&mut self) {
        self.finish();
    }

    fn emit_error(&mut self, _error: Error) {}

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    #[inline]
    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    #[inline]
    fn move_position(&mut self, offset: isize) {
        self.position = self.position.saturating_add_signed(offset);
    }

    fn emit_string(&mut self, text: &[u8]) {
        self.text(text);
        self.text_start = self.position;
    }

    fn init_start_tag(&mut self) {
        self.token.name.clear();
        self.token.is_end = false;
        self.token.is_self_closing = false;
        self.token.attributes.clear();
    }

    fn init_end_tag(&mut self) {
        self.token.name.clear();
        self.token.is_end = true;
        self.token.is_self_closing = false;
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.token.name.extend_from_slice(name);
    }

    fn set_self_closing(&mut self) {
        self.token.is_self_closing = true;
    }

    fn init_attribute(&mut self) {
        self.finish_attribute();
        self.token.has_attribute = true;
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.token.attribute.extend_from_slice(name);
    }

    fn init_attribute_value(&mut self) {
        self.token.is_value_wanted = is_wanted(&self.token.attribute);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        if self.token.is_value_wanted {
            self.token.value.extend_from_slice(value);
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.finish_attribute();
        let tag = tag(&self.token.name);
        let state = if self.token.is_end {
            self.end_tag(tag);
            None
        } else {
            self.token.last_start.clear();
            let Token { last_start, name, .. } = &mut self.token;
            last_start.extend_from_slice(name);
            self.start_tag(tag)
        };
        self.text_start = self.position;
        state
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.token.is_end && !self.token.name.is_empty() && self.token.name == self.token.last_start
    }

    fn init_comment(&mut self) {}

    fn push_comment(&mut self, _text: &[u8]) {}

    fn emit_current_comment(&mut self) {
        self.text_start = self.position;
    }

    fn init_doctype(&mut self) {}

    fn emit_current_doctype(&mut self) {
        self.is_page = true;
        self.text_start = self.position;
    }

    fn push_doctype_name(&mut self, _text: &[u8]) {}
    fn set_force_quirks(&mut self) {}
    fn set_doctype_public_identifier(&mut self, _text: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _text: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _text: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _text: &[u8]) {}
}
