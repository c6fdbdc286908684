//! A sheet, whatever file it is from, to lines and tables.

use std::collections::{BTreeMap, BTreeSet};

use gongkai_domain::report::Place;

use crate::read::layout::PARAGRAPH_BYTES;
use crate::read::limits::{SHEET_TEXT_BYTES, TABLE_CELLS, TABLE_COLUMNS, too_many_cells};
use crate::read::{Block, Line, ReadError, Table, TableCell};

/// The cells of a sheet. Rows and columns count from 0.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) is_hidden: bool,
    /// Hidden so that the menu of the program does not offer to show it.
    pub(crate) is_very_hidden: bool,
    /// The part of the package that it is in, where there is one.
    pub(crate) part: String,
    /// Runs of hidden rows and columns: the first and the last.
    pub(crate) hidden_rows: Vec<(u32, u32)>,
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// Texts by row and column; an empty text is a cell that has a format only.
    cells: BTreeMap<(u32, u32), String>,
    /// Cells with text, and the bytes of it.
    filled: usize,
    bytes: usize,
    merged: Vec<Region>,
    /// Cells further right than [`TABLE_COLUMNS`] were left out.
    pub(super) is_cut: bool,
}

/// A rectangle of cells, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

impl Region {
    fn is_more_than_a_cell(&self) -> bool {
        self.bottom > self.top || self.right > self.left
    }
}

impl Sheet {
    pub(super) fn new(name: String, is_hidden: bool) -> Sheet {
        Sheet { name, is_hidden, ..Sheet::default() }
    }

    /// Whether anything is written on it.
    pub(super) fn has_text(&self) -> bool {
        self.filled > 0
    }

    /// Whether it is the sheet of sources that our own workbooks have: every number of the tables once more.
    pub(super) fn is_sources(&self) -> bool {
        let (name, first) = crate::write::xlsx::SOURCES;
        self.name == name && self.cells.get(&(0, 0)).is_some_and(|text| text == first)
    }

    /// Puts a text at a place. Cells without text are kept only as far as there is room.
    pub(super) fn put(&mut self, row: u32, column: u32, text: &str) -> Result<(), ReadError> {
        let text = text.trim();
        if column >= TABLE_COLUMNS {
            self.is_cut |= !text.is_empty();
            return Ok(());
        }
        if text.is_empty() {
            if self.cells.len() < TABLE_CELLS {
                self.cells.entry((row, column)).or_default();
            }
            return Ok(());
        }
        self.filled += 1;
        if self.filled > TABLE_CELLS {
            return Err(too_many_cells());
        }
        // One long text that all cells share is small in the file and not in memory.
        self.bytes += text.len();
        if self.bytes > SHEET_TEXT_BYTES {
            let limit = SHEET_TEXT_BYTES as u64;
            return Err(ReadError::TooLarge { what: "text of a sheet in bytes", limit });
        }
        self.cells.insert((row, column), text.replace("\r\n", "\n").replace('\r', "\n"));
        Ok(())
    }

    /// Takes note of a row that is not shown.
    pub(super) fn hide_row(&mut self, row: u32) {
        match self.hidden_rows.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(row) => *last = row,
            _ => self.hidden_rows.push((row, row)),
        }
    }

    /// Takes note of columns that are not shown.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        match self.hidden_columns.last_mut() {
            Some((_, before)) if before.checked_add(1) == Some(first) => *before = last,
            _ => self.hidden_columns.push((first, last)),
        }
    }

    /// Places and texts of the cells that say something, row by row; also of those under merged cells.
    pub(crate) fn texts(&self) -> impl Iterator<Item = ((u32, u32), &str)> {
        self.cells.iter().filter(|(_, text)| !text.is_empty()).map(|(at, text)| (*at, text.as_str()))
    }

    /// The cells that merged cells cover, each with the text of the first: row, column, text.
    pub(crate) fn covered(&self) -> impl Iterator<Item = ((u32, u32), &str)> {
        // A column may be merged down to the end of the sheet; only rows with something in them count.
        let last = self.cells.keys().next_back().map_or(0, |at| at.0);
        let of = move |r: &Region| {
            let text = self.cells.get(&(r.top, r.left)).map_or("", String::as_str);
            let (rows, columns) = (r.top..=r.bottom.min(last), r.left..=r.right);
            rows.flat_map(move |row| columns.clone().map(move |column| ((row, column), text)))
        };
        self.merged.iter().filter(|r| self.cells.contains_key(&(r.top, r.left))).flat_map(of)
    }

    /// Takes note of merged cells.
    pub(super) fn merge(&mut self, region: Region) -> Result<(), ReadError> {
        let right = region.right.min(TABLE_COLUMNS - 1);
        let region = Region { right, ..region };
        if region.top <= region.bottom && region.left <= region.right && region.is_more_than_a_cell() {
            self.merged.push(region);
        }
        if self.merged.len() > TABLE_CELLS {
            return Err(too_many_cells());
        }
        Ok(())
    }

    /// The blocks of the sheet. Empty rows separate blocks; a row with a single cell is a line where no table
    /// goes on around it, or where it is a paragraph.
    pub(super) fn into_blocks(mut self, page: u32, tables: &mut u32) -> Vec<Block> {
        let merged = self.visible_regions();
        self.drop_covered(&merged);
        let rows = self.rows(&merged);
        let mut blocks = Vec::new();
        let mut group: Vec<Row> = Vec::new();
        let mut next_row = 0;
        for row in rows {
            let is_apart = row.cells.len() == 1 && row.cells[0].text.len() > PARAGRAPH_BYTES;
            if row.number > next_row || is_apart {
                flush(&mut group, page, tables, &mut blocks);
            }
            next_row = next_row.max(row.bottom + 1);
            group.push(row);
            if is_apart {
                flush(&mut group, page, tables, &mut blocks);
            }
        }
        flush(&mut group, page, tables, &mut blocks);
        blocks
    }

    /// The merged regions by their top left corner, without those that overlap an earlier one.
    fn visible_regions(&self) -> BTreeMap<(u32, u32), Region> {
        let mut regions: Vec<Region> = self.merged.clone();
        regions.sort_by_key(|r| (r.top, r.left));
        let mut kept: BTreeMap<(u32, u32), Region> = BTreeMap::new();
        // For each column, the last row that a kept region covers.
        let mut covered: Vec<Option<u32>> = vec![None; TABLE_COLUMNS as usize];
        for region in regions {
            let columns = region.left as usize..=region.right as usize;
            if covered[columns.clone()].iter().all(|last| last.is_none_or(|last| last < region.top)) {
                covered[columns].fill(Some(region.bottom));
                kept.insert((region.top, region.left), region);
            }
        }
        kept
    }

    /// Drops what stands under a merged region; only its corner is shown.
    fn drop_covered(&mut self, merged: &BTreeMap<(u32, u32), Region>) {
        for region in merged.values() {
            let covered: Vec<(u32, u32)> = self
                .cells
                .range((region.top, 0)..=(region.bottom, u32::MAX))
                .map(|(at, _)| *at)
                .filter(|(_, column)| (region.left..=region.right).contains(column))
                .filter(|at| *at != (region.top, region.left))
                .collect();
            for at in covered {
                if self.cells.remove(&at).is_some_and(|text| !text.is_empty()) {
                    self.filled -= 1;
                }
            }
        }
    }

    /// The rows that have text, each with its cells; blank cells between the first and the last column of the
    /// sheet are among them.
    fn rows(&self, merged: &BTreeMap<(u32, u32), Region>) -> Vec<Row> {
        let filled = || self.cells.iter().filter(|(_, text)| !text.is_empty()).map(|(at, _)| *at);
        let with_text: BTreeSet<u32> = filled().map(|(row, _)| row).collect();
        let right = |at: &(u32, u32)| merged.get(at).map_or(at.1, |region| region.right);
        let left = filled().map(|at| at.1).min().unwrap_or(0);
        let last = filled().map(|at| right(&at)).max().unwrap_or(0);
        let mut rows = Vec::new();
        for number in with_text {
            let cells: Vec<SheetCell> = self
                .cells
                .range((number, left)..=(number, last))
                .map(|(at, text)| {
                    let region = merged.get(at);
                    SheetCell {
                        column: at.1,
                        row_span: region.map_or(1, |r| r.bottom - r.top + 1),
                        column_span: region.map_or(1, |r| r.right - r.left + 1),
                        text: text.clone(),
                    }
                })
                .collect();
            let bottom = cells.iter().map(|c| number + c.row_span - 1).max().unwrap_or(number);
            rows.push(Row { number, bottom, cells });
        }
        rows
    }
}

struct Row {
    number: u32,
    /// The last row that its cells reach.
    bottom: u32,
    cells: Vec<SheetCell>,
}

struct SheetCell {
    column: u32,
    row_span: u32,
    column_span: u32,
    text: String,
}

/// Turns a group of adjacent rows into lines, a table and lines.
fn flush(group: &mut Vec<Row>, page: u32, tables: &mut u32, blocks: &mut Vec<Block>) {
    let rows = std::mem::take(group);
    // A single cell beside one that reaches down from above is part of a table.
    let mut reached = None;
    let is_line: Vec<bool> = rows
        .iter()
        .map(|row| {
            let is_beside = reached.is_some_and(|bottom| bottom >= row.number);
            reached = reached.max(Some(row.bottom));
            row.cells.len() == 1 && row.bottom == row.number && !is_beside
        })
        .collect();
    let first = is_line.iter().position(|line| !line).unwrap_or(rows.len());
    let last = is_line.iter().rposition(|line| !line).map_or(first, |at| at + 1);
    blocks.extend(rows[..first].iter().flat_map(|row| to_lines(row, page)));
    if first < last {
        *tables += 1;
        blocks.push(Block::Table(to_table(&rows[first..last], page, *tables)));
    }
    blocks.extend(rows[last..].iter().flat_map(|row| to_lines(row, page)));
}

fn to_lines(row: &Row, page: u32) -> impl Iterator<Item = Block> {
    row.cells.iter().flat_map(move |cell| {
        let place = Place {
            page: Some(page),
            row: Some(row.number + 1),
            column: Some(cell.column + 1),
            ..Place::default()
        };
        let lines = cell.text.split('\n').map(str::trim).filter(|text| !text.is_empty());
        lines.map(move |text| Block::Line(Line { text: text.to_owned(), place, heading: 0 }))
    })
}

fn to_table(rows: &[Row], page: u32, table: u32) -> Table {
    let top = rows.first().map_or(0, |row| row.number);
    let bottom = rows.iter().map(|row| row.bottom).max().unwrap_or(top);
    let all = || rows.iter().flat_map(|row| &row.cells);
    let left = all().map(|cell| cell.column).min().unwrap_or(0);
    let right = all().map(|cell| cell.column + cell.column_span).max().unwrap_or(left + 1);
    let cells = rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row.number, cell)));
    let cells = cells.map(|(row, cell)| TableCell {
        row: row - top,
        column: cell.column - left,
        row_span: cell.row_span,
        column_span: cell.column_span,
        text: cell.text.clone(),
        place: Place {
            page: Some(page),
            table: Some(table),
            row: Some(row + 1),
            column: Some(cell.column + 1),
            ..Place::default()
        },
    });
    Table { cells: cells.collect(), rows: bottom - top + 1, columns: right - left }
}

/// A number as a person would write it: integers without a point, no noise of binary fractions.
///
/// Spreadsheets compute with 15 significant digits, so what is beyond them is noise.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

/// How the number of a cell is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    /// As a number.
    #[default]
    Number,
    /// As a day.
    Date,
    /// Times 100, with a percent sign.
    Percent,
}

impl Shown {
    /// By the number of a built-in format.
    pub(super) fn by_id(id: u32) -> Shown {
        match id {
            9 | 10 => Shown::Percent,
            14..=17 | 22 | 27..=31 | 36 | 50..=58 => Shown::Date,
            _ => Shown::Number,
        }
    }

    /// By the code of a format, such as `yyyy"年"m"月"`.
    pub(super) fn by_code(code: &str) -> Shown {
        let mut in_quotes = false;
        let mut in_brackets = false;
        let mut plain = String::new();
        for c in code.split(';').next().unwrap_or_default().chars() {
            match c {
                '"' => in_quotes = !in_quotes,
                '[' => in_brackets = true,
                ']' => in_brackets = false,
                _ if !in_quotes && !in_brackets => plain.push(c.to_ascii_lowercase()),
                _ => {}
            }
        }
        match () {
            () if plain.contains('%') => Shown::Percent,
            () if plain.contains('y') || (plain.contains('m') && plain.contains('d')) => Shown::Date,
            () => Shown::Number,
        }
    }

    /// The text of a number.
    pub(super) fn text(self, value: f64, dates: DateSystem) -> String {
        match self {
            Shown::Number => number(value),
            Shown::Percent => format!("{}%", number(value * 100.0)),
            Shown::Date => date(value, dates).unwrap_or_else(|| number(value)),
        }
    }
}

/// Which day is number 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum DateSystem {
    /// 1899-12-30, with the day that 1900 did not have.
    #[default]
    Windows,
    /// 1904-01-01, of old Macintosh files.
    Macintosh,
}

fn date(serial: f64, dates: DateSystem) -> Option<String> {
    // Day 60 is the 29 February 1900 that never was; earlier days occur in no report.
    if !(61.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let zero = match dates {
        DateSystem::Windows => jiff::civil::date(1899, 12, 30),
        DateSystem::Macintosh => jiff::civil::date(1904, 1, 1),
    };
    let day = zero.checked_add(jiff::Span::new().days(serial as i64)).ok()?;
    Some(day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        let shown = [0.1 + 96171.5, 14069.300000000001, 5.0, -0.0, 0.1 + 0.2, 11398889.0, -12.5];
        assert_eq!(shown.map(number), ["96171.6", "14069.3", "5", "0", "0.3", "11398889", "-12.5"]);
        assert_eq!(number(f64::NAN), "");
    }

    #[test]
    fn formats_are_told_apart() {
        assert_eq!(Shown::by_code("yyyy\"年\"m\"月\"d\"日\""), Shown::Date);
        assert_eq!(Shown::by_code("0.00%"), Shown::Percent);
        assert_eq!(Shown::by_code("#,##0.00\"元 m d\"_);[Red](0)"), Shown::Number);
        assert_eq!(Shown::by_code("[DBNum1]0"), Shown::Number);
        assert_eq!(Shown::Date.text(45311.0, DateSystem::Windows), "2024-01-20");
        assert_eq!(Shown::Date.text(1e12, DateSystem::Windows), "1000000000000");
        assert_eq!(Shown::Percent.text(0.333, DateSystem::Windows), "33.3%");
    }

    fn sheet(cells: &[(u32, u32, &str)], merged: &[[u32; 4]]) -> Sheet {
        let mut sheet = Sheet::new("一".to_owned(), false);
        for (row, column, text) in cells {
            sheet.put(*row, *column, text).expect("room");
        }
        for [top, left, bottom, right] in merged.iter().copied() {
            sheet.merge(Region { top, left, bottom, right }).expect("room");
        }
        sheet
    }

    #[track_caller]
    fn check(sheet: Sheet, expected: &[&str]) {
        let show = |block: &Block| match block {
            Block::Line(line) => format!("{} @{}", line.text, line.place),
            Block::Table(table) => {
                let cells = table.cells.iter();
                let cells = cells
                    .map(|c| format!("{},{}+{}×{} {}", c.row, c.column, c.row_span, c.column_span, c.text));
                format!("[{}x{}: {}]", table.rows, table.columns, cells.collect::<Vec<_>>().join("; "))
            }
        };
        let blocks = sheet.into_blocks(1, &mut 0);
        assert_eq!(blocks.iter().map(show).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_sheet_of_lines_is_lines() {
        check(
            sheet(&[(1, 1, "一、"), (2, 1, "二、")], &[]),
            &["一、 @page=1;row=2;column=2", "二、 @page=1;row=3;column=2"],
        );
    }

    #[test]
    fn title_table_and_note() {
        let cells =
            [(0, 0, "表一"), (1, 0, "规章"), (1, 1, "1"), (2, 0, "行政规范性文件"), (2, 1, ""), (3, 0, "注")];
        check(
            sheet(&cells, &[[0, 0, 0, 1]]),
            &[
                "表一 @page=1;row=1;column=1",
                "[2x2: 0,0+1×1 规章; 0,1+1×1 1; 1,0+1×1 行政规范性文件; 1,1+1×1 ]",
                "注 @page=1;row=4;column=1",
            ],
        );
    }

    #[test]
    fn merged_cells_cover_what_is_below() {
        let cells = [
            (1, 1, "三、"),
            (1, 2, "a"),
            (1, 3, "1"),
            (2, 1, "藏"),
            (2, 2, "b"),
            (2, 3, "2"),
            (4, 1, "x"),
            (4, 2, "3"),
        ];
        check(
            sheet(&cells, &[[1, 1, 2, 1], [2, 1, 3, 1]]),
            &[
                "[2x3: 0,0+2×1 三、; 0,1+1×1 a; 0,2+1×1 1; 1,1+1×1 b; 1,2+1×1 2]",
                "[1x2: 0,0+1×1 x; 0,1+1×1 3]",
            ],
        );
    }

    #[test]
    fn far_cells_cost_nothing() {
        check(
            sheet(&[(0, 0, "a"), (1_048_575, 1, "b")], &[[5, 0, 1_048_574, 16_383]]),
            &["a @page=1;row=1;column=1", "b @page=1;row=1048576;column=2"],
        );
        assert!(sheet(&[(0, 16_383, "a")], &[]).is_cut);
    }
}
