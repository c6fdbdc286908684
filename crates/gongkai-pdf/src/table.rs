//! Tables on pages: row heights, page breaks, repeated headers, rulings.

use gongkai_formats::write::layout::{LayoutCell, LayoutTable, Role};

use crate::compose::{Composer, Item, Kind, LEFT, Part, WIDTH};
use crate::fonts::{Measure, Typeface};
use crate::text::{Line, Setting, break_lines, line};

/// Space between text and ruling, in points.
const PADDING: (f32, f32) = (2.0, 3.5);
/// Free space under a table.
const GAP: f32 = 14.0;
/// A number that is too long for its cell is set smaller, but not smaller than this.
const SMALLEST: f32 = 4.0;

/// A table with its text broken into lines.
struct Plan<'t> {
    table: &'t LayoutTable,
    /// Left edge of every column, and the right edge of the last.
    edges: Vec<f32>,
    heights: Vec<f32>,
    lines: Vec<Vec<Line>>,
}

/// How high a table is when it is not broken.
pub(crate) fn height(measure: &Measure<'_>, table: &LayoutTable) -> f32 {
    plan(measure, table).heights.iter().sum()
}

/// 五号 for the short tables, 小五 for the wide ones.
fn font_size(table: &LayoutTable) -> f32 {
    if table.columns > 8 { 9.0 } else { 10.5 }
}

fn plan<'t>(measure: &Measure<'_>, table: &'t LayoutTable) -> Plan<'t> {
    let size = font_size(table);
    let total: f32 = table.widths.iter().map(|w| f32::from(*w)).sum();
    let mut edges = vec![LEFT];
    for width in &table.widths {
        edges.push(edges[edges.len() - 1] + f32::from(*width) * WIDTH / total);
    }
    let lines: Vec<Vec<Line>> = table.cells.iter().map(|c| cell_lines(measure, c, &edges, size)).collect();
    let smallest = if table.number == 3 { 17.0 } else { 23.0 };
    let mut heights: Vec<f32> = vec![smallest; table.rows as usize];
    let needed = |lines: &[Line]| lines.iter().map(|l| l.size * 1.3).sum::<f32>() + 2.0 * PADDING.1;
    for (cell, lines) in table.cells.iter().zip(&lines).filter(|(c, _)| c.row_span == 1) {
        let row = cell.row as usize;
        heights[row] = needed(lines).max(heights[row]);
    }
    for (cell, lines) in table.cells.iter().zip(&lines).filter(|(c, _)| c.row_span > 1) {
        let rows = cell.row as usize..(cell.row + cell.row_span) as usize;
        let missing = needed(lines) - heights[rows.clone()].iter().sum::<f32>();
        if missing > 0.0 {
            heights[rows.end - 1] += missing;
        }
    }
    // No row is higher than a page with its header, whatever a damaged cell may hold.
    let header: f32 = heights[..table.header_rows as usize].iter().sum();
    let limit = (Composer::page_height() - header).max(50.0);
    heights.iter_mut().for_each(|h| *h = h.min(limit));
    Plan { table, edges, heights, lines }
}

fn cell_lines(measure: &Measure<'_>, cell: &LayoutCell, edges: &[f32], size: f32) -> Vec<Line> {
    let width =
        edges[(cell.column + cell.column_span) as usize] - edges[cell.column as usize] - 2.0 * PADDING.0;
    let typeface = if cell.role == Role::Section { Typeface::Heading } else { Typeface::Table };
    if matches!(cell.role, Role::Value(_) | Role::Free) {
        let whole = line(measure, typeface, size, &cell.text);
        if whole.width <= width {
            return vec![whole];
        }
        let fitting = size * width / whole.width;
        if fitting >= SMALLEST {
            return vec![line(measure, typeface, fitting, &cell.text)];
        }
    }
    let setting = Setting { typeface, size, width, indent: 0.0 };
    cell.text.split('\n').flat_map(|line| break_lines(measure, setting, line)).collect()
}

/// Puts a table on the current page and on as many more as it needs.
pub(crate) fn compose(composer: &mut Composer<'_>, table: &LayoutTable) {
    let plan = plan(&composer.measure, table);
    // A table that a page can hold is not broken.
    let whole: f32 = plan.heights.iter().sum();
    if whole > composer.room() + 0.5 && whole <= Composer::page_height() {
        composer.turn();
    }
    let elements = elements(composer, table);
    let header = table.header_rows as usize;
    let header_height: f32 = plan.heights[..header].iter().sum();
    let mut row = 0;
    while row < plan.heights.len() {
        let is_first = row == 0;
        let repeated = if is_first { 0.0 } else { header_height };
        let mut end = row;
        let mut height = repeated;
        while end < plan.heights.len() && height + plan.heights[end] <= composer.room() + 0.5 {
            height += plan.heights[end];
            end += 1;
        }
        // At least one row under the header, or the table begins on the next page.
        let least = if is_first { header + 1 } else { row + 1 };
        if end < least.min(plan.heights.len()) {
            if composer.room() < Composer::page_height() - 0.5 {
                composer.turn();
                continue;
            }
            end = least.min(plan.heights.len());
        }
        if !is_first {
            segment(composer, &plan, 0..header, None);
        }
        segment(composer, &plan, row..end, Some(&elements));
        row = end;
        if row < plan.heights.len() {
            composer.turn();
        }
    }
    composer.y += GAP;
}

/// The structure of a table: rows, and for each cell its element.
fn elements(composer: &mut Composer<'_>, table: &LayoutTable) -> Vec<usize> {
    let root = composer.element(Kind::Table { summary: table.caption().into() }, None);
    let rows: Vec<usize> = (0..table.rows).map(|_| composer.element(Kind::Row, Some(root))).collect();
    let kind = |cell: &LayoutCell| {
        let (rows, columns) = (cell.row_span, cell.column_span);
        match cell.role {
            Role::Section | Role::Header => Kind::HeaderCell { is_row: false, rows, columns },
            Role::Group | Role::Label => Kind::HeaderCell { is_row: true, rows, columns },
            Role::Value(_) | Role::Free | Role::Text => Kind::Cell { rows, columns },
        }
    };
    table.cells.iter().map(|c| composer.element(kind(c), Some(rows[c.row as usize]))).collect()
}

/// Some rows of a table, at the current height. Without elements they are a header that is repeated.
fn segment(
    composer: &mut Composer<'_>,
    plan: &Plan<'_>,
    rows: std::ops::Range<usize>,
    elements: Option<&[usize]>,
) {
    let top = composer.y;
    let y_of = |row: usize| top + plan.heights[rows.start..row].iter().sum::<f32>();
    let mut boxes = Vec::new();
    for (i, cell) in plan.table.cells.iter().enumerate() {
        let (from, to) = (cell.row as usize, (cell.row + cell.row_span) as usize);
        let (shown_from, shown_to) = (from.max(rows.start), to.min(rows.end));
        if shown_from >= shown_to {
            continue;
        }
        let (left, right) =
            (plan.edges[cell.column as usize], plan.edges[(cell.column + cell.column_span) as usize]);
        let (y, bottom) = (y_of(shown_from), y_of(shown_to));
        boxes.push([left, y, right - left, bottom - y]);
        if matches!(cell.role, Role::Section | Role::Header) {
            composer.put(Item::Ground([left, y, right - left, bottom - y]));
        }
        // A cell that goes on over a page break is labelled where it begins.
        if from >= rows.start {
            let part = elements.map_or(Part::Repeated, |e| Part::Element(e[i]));
            text(composer, cell, &plan.lines[i], [left, y, right - left, bottom - y], part);
        }
    }
    composer.put(Item::Boxes { boxes, thickness: 0.5 });
    let bottom = y_of(rows.end);
    composer.put(Item::Boxes { boxes: vec![[LEFT, top, WIDTH, bottom - top]], thickness: 1.0 });
    composer.y = bottom;
}

fn text(composer: &mut Composer<'_>, cell: &LayoutCell, lines: &[Line], area: [f32; 4], part: Part) {
    let [left, top, width, height] = area;
    let is_item = cell.role == Role::Label && cell.text.starts_with(|c: char| c.is_ascii_digit());
    let is_left = is_item || cell.role == Role::Text;
    let pitch = |l: &Line| l.size * 1.3;
    let mut y = top + (height - lines.iter().map(pitch).sum::<f32>()).max(0.0) / 2.0;
    for line in lines {
        // What a damaged cell holds beyond a page is cut off.
        if y + pitch(line) > top + height + pitch(line) * 0.5 {
            break;
        }
        let x = if is_left { left + PADDING.0 + 1.0 } else { left + (width - line.width) / 2.0 };
        let base = y + (pitch(line) - line.size) / 2.0 + line.size * 0.88;
        composer.put(Item::Text { line: line.clone(), x, y: base, part });
        y += pitch(line);
    }
}
