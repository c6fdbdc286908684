//! From blocks to runs: a run is a row of a form as far as the layout shows it, some labels and then some values.
//!
//! The same assembly serves every layout. A table row, a line with separators, a line per cell and glued text all
//! become runs; what a run means is decided later, when it is aligned with the form.

mod lex;
mod shape;

use gongkai_domain::report::Place;
use rust_decimal::Decimal;

use self::lex::{lex, plain, plain_value};
pub(super) use self::shape::is_page_number;
use self::shape::{
    is_csv, is_markdown_rule, is_rest, is_values_only, is_whole_label, label_then_numbers, starts_item,
};
use super::document::{Block, Document, Line, Table};
use super::fold::{Folded, fold_into, is_blank};
use super::label::{Label, labels};
use super::number::Money;

/// A line over this many folded bytes can be a whole page in one line, sentences and tables together.
const LONG_LINE: usize = 300;

/// A cell of a physical row.
#[derive(Debug, Clone)]
pub struct PhysicalCell<'a> {
    /// Its text.
    pub text: &'a str,
    /// Column of the grid, or display offset in a line (a Chinese character is two wide).
    pub x: i32,
    /// Where it stands.
    pub place: Place,
    /// Where `text` starts in the source, when the line is the source's own text.
    source: Option<usize>,
    /// Display offset of its first character, where white space keeps the columns apart.
    start: Option<i32>,
}

/// A row of a table, or a line of text cut at its separators.
#[derive(Debug, Clone)]
pub struct PhysicalRow<'a> {
    /// Its cells, blank ones too when they come from a grid or from separators.
    pub cells: Vec<PhysicalCell<'a>>,
    /// Which block of the document.
    pub block: usize,
    /// True for a row of a table or a line with separators.
    pub is_grid: bool,
}

/// What a value cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Digits; can still be several numbers glued together.
    Number,
    /// `/`, `—`, `无` …
    Mark,
    /// Nothing.
    Blank,
    /// Something else.
    Illegible,
}

/// A value as printed.
#[derive(Debug, Clone)]
pub struct Val {
    /// What it holds.
    pub kind: Kind,
    /// Text as printed, folded for numbers.
    pub raw: String,
    /// The number, for `Kind::Number`.
    pub number: Option<Decimal>,
    /// 元 or 万元, where it is printed with the number.
    pub money: Option<Money>,
    /// Column or display offset.
    pub x: i32,
    /// Ordinal of the cell in its physical row.
    pub cell: usize,
    /// Where it stands.
    pub place: Place,
}

/// A label in a run.
#[derive(Debug, Clone, Copy)]
pub struct RunLabel {
    /// The label.
    pub label: Label,
    /// Physical row it stands in.
    pub row: usize,
    /// Column or display offset.
    pub x: i32,
    /// How many values of the run stand before it.
    pub before: usize,
}

/// Labels and the values that follow them.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// The labels since the last run, in order.
    pub labels: Vec<RunLabel>,
    /// Folded text that is no label, since the last run.
    pub text: String,
    /// Folded text that is no label, in the row of the values alone.
    pub row_text: String,
    /// Values in order; blanks and illegible cells included as far as the layout shows them.
    pub values: Vec<Val>,
    /// Physical row of the first value.
    pub row: usize,
    /// Which block of the document.
    pub block: usize,
    /// True when the values stand in cells of a grid.
    pub is_grid: bool,
}

impl Run {
    /// The values that are there: numbers and marks.
    pub fn filled(&self) -> impl Iterator<Item = &Val> {
        self.values.iter().filter(|v| matches!(v.kind, Kind::Number | Kind::Mark))
    }

    /// True when all its numbers stand in one cell or line, so that they can be glued.
    pub fn in_one_cell(&self) -> bool {
        let mut cells = self.filled().map(|v| v.cell);
        let first = cells.next();
        !self.is_stream() && cells.all(|c| Some(c) == first)
    }

    /// True when the values came one a line.
    fn is_stream(&self) -> bool {
        !self.is_grid && self.values.windows(2).any(|w| w[0].place != w[1].place && w[0].cell != w[1].cell)
    }
}

/// What the assembly yields.
#[derive(Debug, Default)]
pub struct Assembled {
    /// Runs in reading order; the last one may have labels only.
    pub runs: Vec<Run>,
    /// For each physical row, whether it is a part of a table rather than running text.
    pub is_table: Vec<bool>,
    /// Rows of labels without any value, for header geometry: (physical row, label, x).
    pub header: Vec<RunLabel>,
    /// How many damaged labels were taken for the nearest one.
    pub fuzzy: u32,
}

/// Cuts every block into physical rows. `is_source`: lines are the source's own text, byte for byte.
pub fn physical_rows(document: &Document, is_source: bool) -> Vec<PhysicalRow<'_>> {
    first_rows(document, is_source, usize::MAX)
}

/// The physical rows of the first blocks, until there are at least `enough`.
pub fn first_rows(document: &Document, is_source: bool, enough: usize) -> Vec<PhysicalRow<'_>> {
    let mut rows = Vec::with_capacity(enough.min(document.blocks.len() * 4));
    for (block, b) in document.blocks.iter().enumerate() {
        if rows.len() >= enough {
            break;
        }
        match b {
            Block::Line(line) => rows.push(line_row(line, block, is_source)),
            Block::Table(table) => table_rows(table, block, &mut rows),
        }
    }
    rows
}

fn table_rows<'a>(table: &'a Table, block: usize, rows: &mut Vec<PhysicalRow<'a>>) {
    for row in table.cells.chunk_by(|a, b| a.row == b.row) {
        let cells = row.iter().map(|cell| PhysicalCell {
            text: &cell.text,
            x: i32::try_from(cell.column).unwrap_or(i32::MAX),
            place: cell.place,
            source: None,
            start: None,
        });
        rows.push(PhysicalRow { cells: cells.collect(), block, is_grid: true });
    }
}

fn line_row(line: &Line, block: usize, is_source: bool) -> PhysicalRow<'_> {
    let start = line.place.bytes.map_or(0, |(s, _)| s as usize);
    let mut row = PhysicalRow { cells: Vec::with_capacity(1), block, is_grid: false };
    let mut push = |text: &str, offset: usize, x: i32| {
        // The slice is found again by its offset so that its lifetime is the line's.
        let text = &line.text[offset..offset + text.len()];
        let mut place = line.place;
        if is_source {
            place.bytes = Place::bytes(start + offset, start + offset + text.len()).bytes;
        }
        row.cells.push(PhysicalCell {
            text,
            x,
            place,
            source: is_source.then_some(start + offset),
            start: None,
        });
    };
    split_columns(&line.text, &mut push);
    row.is_grid = row.cells.len() > 1;
    // Separators number the columns; white space places them.
    if row.is_grid && (0..).zip(&row.cells).any(|(i, c)| c.x != i) {
        for cell in &mut row.cells {
            let offset = cell.text.as_ptr() as usize - line.text.as_ptr() as usize;
            cell.start = Some(display_width(&line.text[..offset]));
        }
    }
    row
}

/// Columns that a text takes on a screen: a Chinese character takes two.
fn display_width(text: &str) -> i32 {
    text.chars().map(|c| if c.is_ascii() || c == '\u{a0}' { 1 } else { 2 }).sum()
}

/// Cuts a line at `|`, tabs, commas of a CSV line, or runs of white space.
fn split_columns(line: &str, push: &mut impl FnMut(&str, usize, i32)) {
    if !may_be_cut(line.as_bytes()) {
        return push_whole(line, push);
    }
    let has = |byte| memchr::memchr(byte, line.as_bytes()).is_some();
    if has(b'|') || line.contains('｜') || line.contains('│') {
        return split_at(line, &['|', '｜', '│'], push);
    }
    if has(b'\t') {
        return split_at(line, &['\t'], push);
    }
    if has(b',') && is_csv(line) {
        return split_at(line, &[','], push);
    }
    if !may_have_columns(line) {
        return push_whole(line, push);
    }
    let mut x = 0;
    let mut chunk: Option<(usize, i32)> = None;
    let mut end = 0;
    let mut gap = 0;
    for (at, c) in line.char_indices() {
        let width = if c.is_ascii() || c == '\u{a0}' { 1 } else { 2 };
        if is_blank(c) {
            gap += width;
            if gap >= 2
                && let Some((start, from)) = chunk.take()
            {
                push(&line[start..end], start, (from + x - gap) / 2);
            }
        } else {
            gap = 0;
            end = at + c.len_utf8();
            chunk.get_or_insert((at, x));
        }
        x += width;
    }
    if let Some((start, from)) = chunk {
        push(&line[start..end], start, (from + x - gap) / 2);
    }
}

fn push_whole(line: &str, push: &mut impl FnMut(&str, usize, i32)) {
    push(line.trim_matches(is_blank), line.len() - line.trim_start_matches(is_blank).len(), 0);
}

/// False for most running text: no byte in it that a separator or a gap could begin with.
///
/// Looks at all bytes without a branch, which the compiler turns into a few wide instructions.
fn may_be_cut(line: &[u8]) -> bool {
    let (second, third) = (line.get(1..).unwrap_or_default(), line.get(2..).unwrap_or_default());
    let mark = line.iter().fold(false, |found, b| found | matches!(*b, b'|' | b'\t' | b','));
    let pair = line
        .iter()
        .zip(second)
        .fold(false, |found, (a, b)| found | (*a == b' ') & (*b == b' ') | (*a == 0xC2) & (*b == 0xA0));
    // ｜ is EF BD 9C, │ E2 94 82, the ideographic space E3 80 80, narrow blanks E2 80 82, 83 and 8B.
    let wide = line.iter().zip(second).zip(third).fold(false, |found, ((a, b), c)| {
        let bar = (*a == 0xEF) & (*b == 0xBD) & (*c == 0x9C) | (*a == 0xE2) & (*b == 0x94) & (*c == 0x82);
        let narrow = (*a == 0xE2) & (*b == 0x80) & ((*c == 0x82) | (*c == 0x83) | (*c == 0x8B));
        found | bar | narrow | (*a == 0xE3) & (*b == 0x80) & (*c == 0x80)
    });
    mark | pair | wide
}

/// False for a line of running text: no blank in it that could be a gap between columns.
fn may_have_columns(line: &str) -> bool {
    line.contains("  ") || line.contains(['\u{3000}', '\u{a0}', '\u{2003}', '\u{2002}', '\u{200b}'])
}

fn split_at(line: &str, separators: &[char], push: &mut impl FnMut(&str, usize, i32)) {
    let mut parts: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    let mut is_quoted = false;
    for (at, c) in line.char_indices() {
        // "3,119" in a CSV line is one field.
        is_quoted ^= c == '"' && separators == [','];
        if separators.contains(&c) && !is_quoted {
            parts.push((start, &line[start..at]));
            start = at + c.len_utf8();
        }
    }
    parts.push((start, &line[start..]));
    // Markdown closes a row with a bar on both sides; a row of tabs starts with a blank cell.
    let is_blank_part = |part: Option<&(usize, &str)>| part.is_some_and(|(_, p)| p.trim().is_empty());
    if separators.contains(&'|')
        && parts.len() > 2
        && is_blank_part(parts.first())
        && is_blank_part(parts.last())
    {
        parts.pop();
        parts.remove(0);
    }
    for (x, (offset, part)) in parts.into_iter().enumerate() {
        push(part, offset, i32::try_from(x).unwrap_or(i32::MAX));
    }
}

enum Token {
    Label(Label),
    Value(Val),
    Text { from: usize, to: usize },
}

struct Lexed {
    tokens: Vec<Token>,
    /// Characters that are neither label nor number nor unit.
    residue: usize,
    labels: usize,
    numbers: usize,
}

/// Turns physical rows into runs.
pub fn assemble(rows: &[PhysicalRow<'_>]) -> Assembled {
    let mut state = Assembly {
        out: Assembled::default(),
        run: Run::default(),
        unlabelled: None,
        headings: Vec::new(),
        goes_on: false,
    };
    let mut folded = Folded::default();
    for (index, row) in rows.iter().enumerate() {
        let goes_on = rows.get(index + 1).is_some_and(is_values_only);
        let is_table = state.row(index, row, goes_on, &mut folded);
        state.out.is_table.push(is_table);
        // The values can stand in the row below their label.
        if state.has_open_row(index) && !rows.get(index + 1).is_some_and(|next| is_rest(next, &mut folded)) {
            state.blank_row(index, row);
        }
    }
    state.flush();
    state.out
}

/// Table 4 prints its numbers in one row without a label.
const TABLE_4_COLUMNS: usize = 15;
const TABLE_3_COLUMNS: usize = 7;

struct Assembly {
    out: Assembled,
    run: Run,
    /// A row of values without a label: its first cells count even when they are blank.
    unlabelled: Option<usize>,
    /// Lines so far that can be the running header of the pages.
    headings: Vec<String>,
    /// Whether the next line has values and nothing else.
    goes_on: bool,
}

impl Assembly {
    fn flush(&mut self) {
        let run = std::mem::take(&mut self.run);
        if !run.values.is_empty() || !run.labels.is_empty() {
            self.out.runs.push(run);
        }
    }

    fn row(&mut self, index: usize, row: &PhysicalRow<'_>, goes_on: bool, folded: &mut Folded) -> bool {
        self.goes_on = goes_on;
        let filled = row.cells.iter().filter(|c| !c.text.chars().all(|c| is_blank(c) || c == '?')).count();
        if filled == 0 {
            return false;
        }
        if is_markdown_rule(row) || filled == 1 && self.is_furniture(row) {
            return true;
        }
        let is_single = filled == 1;
        if !is_single && !self.run.values.is_empty() {
            // A row of a grid is complete in itself; what was open before it is not.
            self.flush();
        }
        let is_unlabelled =
            row.cells.len() == TABLE_4_COLUMNS && row.cells.iter().all(|c| plain(c.text).is_some());
        self.unlabelled = is_unlabelled.then_some(index);
        let mut is_table = row.is_grid && !is_single;
        for (ordinal, cell) in row.cells.iter().enumerate() {
            is_table |= self.cell(index, row, ordinal, cell, is_single, folded);
        }
        if !is_single && self.run.values.iter().any(|v| matches!(v.kind, Kind::Number | Kind::Mark)) {
            self.flush();
        } else if !is_single {
            self.run.values.clear();
        }
        is_table
    }

    /// Takes in one cell; tells whether it is a part of a table.
    fn cell(
        &mut self,
        index: usize,
        row: &PhysicalRow<'_>,
        ordinal: usize,
        cell: &PhysicalCell<'_>,
        is_single: bool,
        folded: &mut Folded,
    ) -> bool {
        let cell_id = if is_single { index } else { ordinal };
        match plain_value(cell, cell_id) {
            Some(val) if val.kind == Kind::Blank => {
                if !is_single && self.has_anchor(index) {
                    self.value(index, row, val);
                }
                return false;
            }
            Some(val) => {
                self.value(index, row, val);
                return true;
            }
            None => {}
        }
        fold_into(cell.text, folded);
        let lexed = lex(cell, cell_id, folded);
        let is_long = is_single && folded.text.len() > LONG_LINE;
        if lexed.residue == 0 || !is_long && is_dense(&lexed, is_single) {
            let spans = lexed.labels + lexed.numbers > 1;
            for token in lexed.tokens {
                self.token(index, row, cell, token, folded);
            }
            // A whole line of labels and values is complete; a lone value may go on in the next line.
            let is_open = self.goes_on && self.run.values.len() < TABLE_3_COLUMNS;
            if is_single && spans && !is_open && !self.run.values.is_empty() {
                self.flush();
            }
            return true;
        }
        if let Some(values) = label_then_numbers(&lexed)
            && self.completes_row(row, ordinal, values, is_single)
        {
            for token in lexed.tokens {
                self.token(index, row, cell, token, folded);
            }
            if is_single && !self.goes_on {
                self.flush();
            }
            return true;
        }
        if lexed.numbers == 0
            && let Some(near) = labels().near_row2(&folded.text)
        {
            self.out.fuzzy += 1;
            self.label(index, cell, Label::Row2(near));
            return true;
        }
        if is_single && lexed.tokens.len() > 8 {
            return self.dense_spans(index, row, cell, lexed, folded);
        }
        self.loose_text(index, row, ordinal, cell, &lexed, is_single, folded)
    }

    /// A cell of running text: ends what is open, or is remembered as a torn label.
    #[expect(clippy::too_many_arguments, reason = "one private helper of `cell`, which has them all")]
    fn loose_text(
        &mut self,
        index: usize,
        row: &PhysicalRow<'_>,
        ordinal: usize,
        cell: &PhysicalCell<'_>,
        lexed: &Lexed,
        is_single: bool,
        folded: &Folded,
    ) -> bool {
        let length = folded.text.chars().count();
        if length > 60 {
            self.flush();
            self.run = Run::default();
            return false;
        }
        if is_single && !self.run.values.is_empty() {
            self.flush();
        }
        if !is_single && self.run.values.iter().any(|v| v.kind == Kind::Number) {
            let val = Val {
                kind: Kind::Illegible,
                raw: cell.text.trim().to_owned(),
                number: None,
                money: None,
                x: cell.x,
                cell: ordinal,
                place: cell.place,
            };
            self.value(index, row, val);
            return true;
        }
        for token in &lexed.tokens {
            if let Token::Label(label) = token
                && length <= 40
            {
                self.label(index, cell, *label);
            }
        }
        if self.run.row != index && starts_item(&folded.text) && is_whole_label(&self.run.text) {
            // What is open belongs to a row without values.
            self.run.text.clear();
        }
        self.run.text.push_str(&folded.text);
        if self.run.row != index {
            self.run.row_text.clear();
            self.run.row = index;
        }
        self.run.row_text.push_str(&folded.text);
        false
    }

    fn has_anchor(&self, index: usize) -> bool {
        !self.run.values.is_empty()
            || self.run.labels.iter().any(|l| l.row == index)
            || self.unlabelled == Some(index)
    }

    fn token(
        &mut self,
        index: usize,
        row: &PhysicalRow<'_>,
        cell: &PhysicalCell<'_>,
        token: Token,
        folded: &Folded,
    ) {
        match token {
            Token::Label(label) => self.label(index, cell, label),
            Token::Value(val) => self.value(index, row, val),
            Token::Text { from, to } => {
                let text = &folded.text[from..to];
                if self.run.values.is_empty() && self.run.row != index {
                    self.run.row_text.clear();
                    self.run.row = index;
                }
                self.run.text.push_str(text);
                self.run.row_text.push_str(text);
            }
        }
    }

    fn label(&mut self, index: usize, cell: &PhysicalCell<'_>, label: Label) {
        // 本年增/减 behind a value names the next value of the same row; any other label starts a new run.
        let goes_on = matches!(label, Label::Column2(_))
            && self.run.labels.iter().any(|l| matches!(l.label, Label::Column2(_)))
            && self.run.labels.iter().any(|l| l.row == index && matches!(l.label, Label::Row2(_)));
        if !self.run.values.is_empty() && !goes_on {
            if self.run.values.iter().any(|v| matches!(v.kind, Kind::Number | Kind::Mark)) {
                self.flush();
            } else {
                self.run.values.clear();
            }
        }
        let entry = RunLabel { label, row: index, x: cell.x, before: self.run.values.len() };
        self.run.labels.push(entry);
        self.out.header.push(entry);
    }

    fn value(&mut self, index: usize, row: &PhysicalRow<'_>, val: Val) {
        if self.run.values.is_empty() {
            if self.run.row != index {
                self.run.row_text.clear();
            }
            self.run.row = index;
            self.run.block = row.block;
            self.run.is_grid = row.is_grid;
        }
        self.run.values.push(val);
    }
}

/// Few characters besides labels and numbers: an OCR slip, a unit, a doubled word.
fn is_dense(lexed: &Lexed, is_single: bool) -> bool {
    let known = lexed.labels * 4 + lexed.numbers;
    if lexed.numbers == 0 {
        return lexed.labels > 0 && lexed.residue <= 4;
    }
    if is_single && lexed.labels == 0 {
        return false;
    }
    lexed.residue <= 4 && (lexed.labels > 0 || lexed.numbers == 1)
        || lexed.residue * 3 <= known && lexed.labels >= 4
}
