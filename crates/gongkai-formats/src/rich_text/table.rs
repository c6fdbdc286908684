//! Tables: those of data are kept with their merged cells, those that only arrange are taken apart.

use super::convert::{Context, Converter, Sink, demote};
use super::model::{Align, Block, Cell, Inline, Paragraph, Table};
use super::style::Look;
use super::tree::{Element, NodeId};
use crate::read::html::leading_number;
use crate::read::layout::PARAGRAPH_BYTES;
use crate::read::limits::{ROW_SPAN, TABLE_CELLS, TABLE_COLUMNS};

/// A table with at most so many cells that say something can be the layout of a page.
const LAYOUT_CELLS: usize = 4;
/// A cell with so many blocks is a column of a page.
const LAYOUT_BLOCKS: usize = 8;

/// `thead`, `tbody` or `tfoot`.
#[derive(Debug, Default)]
struct Section {
    is_head: bool,
    rows: Vec<Vec<Cell>>,
}

#[derive(Default)]
struct Parts {
    caption: Vec<Block>,
    sections: Vec<Section>,
    /// Text between the rows, which browsers show before the table.
    outside: Sink,
}

/// Reads a table into blocks.
pub(super) fn read<'t>(
    converter: &mut Converter<'t>,
    id: NodeId,
    element: &Element,
    outer: Context<'t>,
    sink: &mut Sink,
) {
    sink.end();
    let context = Context { align: Align::Start, is_indented: false, href: None, heading: 0, ..outer };
    if element.has_inner_table {
        // Rows and cells are read as blocks, one after the other.
        converter.children(id, context, sink);
        return sink.end();
    }
    let mut parts = Parts::default();
    read_rows(converter, id, context, &mut parts);
    sink.extend(parts.outside.finish());
    sink.extend(settle(parts.caption, parts.sections));
}

fn read_rows<'t>(converter: &mut Converter<'t>, id: NodeId, context: Context<'t>, parts: &mut Parts) {
    let tree = converter.tree;
    for child in tree.children(id) {
        let Some(element) = tree.element(*child) else {
            converter.node(*child, context, &mut parts.outside);
            continue;
        };
        let look = Look::of(element, &tree.styles);
        let inner = Context { align: look.align(element).unwrap_or(context.align), ..context };
        match element.name.as_str() {
            _ if look.is_hidden() => {}
            "caption" => {
                let mut sink = Sink::default();
                converter.children(*child, Context { align: Align::Start, ..inner }, &mut sink);
                parts.caption.extend(sink.finish());
            }
            "thead" | "tbody" | "tfoot" => {
                parts.sections.push(Section { is_head: element.name == "thead", rows: Vec::new() });
                read_rows(converter, *child, inner, parts);
                parts.sections.push(Section::default());
            }
            "tr" => {
                section(parts).rows.push(Vec::new());
                read_rows(converter, *child, inner, parts);
            }
            "td" | "th" => read_cell(converter, *child, element, inner, parts),
            "colgroup" | "col" => {}
            _ => converter.node(*child, context, &mut parts.outside),
        }
    }
}

fn section(parts: &mut Parts) -> &mut Section {
    if parts.sections.is_empty() {
        parts.sections.push(Section::default());
    }
    parts.sections.last_mut().expect("one was added")
}

fn read_cell<'t>(
    converter: &mut Converter<'t>,
    id: NodeId,
    element: &Element,
    context: Context<'t>,
    parts: &mut Parts,
) {
    converter.cells += 1;
    if converter.cells > TABLE_CELLS {
        converter.removed.is_cut = true;
        return;
    }
    let mut sink = Sink::default();
    converter.children(id, context, &mut sink);
    let span = |name: &str| element.get(name).and_then(|value| leading_number(value.as_bytes()));
    let row_span = match span("rowspan") {
        Some(0) => ROW_SPAN,
        other => other.unwrap_or(1).clamp(1, ROW_SPAN),
    };
    let column_span = span("colspan").unwrap_or(1).clamp(1, TABLE_COLUMNS);
    let cell = Cell { is_header: element.name == "th", row_span, column_span, blocks: sink.finish() };
    let section = section(parts);
    if section.rows.is_empty() {
        section.rows.push(Vec::new());
    }
    section.rows.last_mut().expect("one was added").push(cell);
}

/// What a table turns out to be.
fn settle(caption: Vec<Block>, mut sections: Vec<Section>) -> Vec<Block> {
    sections.iter_mut().for_each(|section| section.rows = trimmed(std::mem::take(&mut section.rows)));
    sections.retain(|section| !section.rows.is_empty());
    let cells = || sections.iter().flat_map(|section| &section.rows).flatten();
    if cells().all(|cell| cell.blocks.is_empty()) {
        return caption;
    }
    if is_layout(&sections) {
        let rows = sections.into_iter().flat_map(|section| section.rows);
        return caption.into_iter().chain(rows.flatten().flat_map(|cell| cell.blocks)).collect();
    }
    let head_rows =
        sections.first().filter(|section| section.is_head).map_or(0, |section| section.rows.len());
    let rows: Vec<Vec<Cell>> = sections.into_iter().flat_map(|section| section.rows).collect();
    // A table that is all head has no head.
    let head_rows = if head_rows == rows.len() { 0 } else { head_rows };
    let mut table = Table { caption: one_line(caption), head_rows, rows };
    for cell in table.rows.iter_mut().flatten() {
        let blocks = std::mem::take(&mut cell.blocks);
        cell.blocks = demote(blocks).into_iter().filter(|block| *block != Block::Rule).collect();
    }
    vec![Block::Table(table)]
}

/// Cuts spans at the last row, and takes out rows in which no cell begins.
fn trimmed(rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    // For each row, how many rows before it stay.
    let mut kept_before: Vec<u32> = Vec::with_capacity(rows.len() + 1);
    let mut kept = 0;
    for row in &rows {
        kept_before.push(kept);
        kept += u32::from(!row.is_empty());
    }
    kept_before.push(kept);
    let last = rows.len();
    let mut out = Vec::with_capacity(rows.len());
    for (at, mut row) in rows.into_iter().enumerate() {
        for cell in &mut row {
            let end = (at + cell.row_span as usize).min(last);
            cell.row_span = (kept_before[end] - kept_before[at]).max(1);
        }
        if !row.is_empty() {
            out.push(row);
        }
    }
    out
}

/// Whether a table only serves to arrange paragraphs. It looks at nothing that cleaning takes away.
fn is_layout(sections: &[Section]) -> bool {
    let rows = || sections.iter().flat_map(|section| &section.rows);
    let cells = || rows().flatten();
    if cells().count() == 1 {
        return true;
    }
    let is_paragraph = |cell: &Cell| {
        cell.blocks.len() > 1 || super::model::joined(&cell.blocks, "\n").len() > PARAGRAPH_BYTES
    };
    if rows().all(|row| row.len() == 1 && row[0].row_span == 1) && cells().any(is_paragraph) {
        return true;
    }
    cells().filter(|cell| !cell.blocks.is_empty()).count() <= LAYOUT_CELLS
        && cells().any(|cell| cell.blocks.len() >= LAYOUT_BLOCKS)
}

/// The inline content of blocks, with line breaks between.
fn one_line(blocks: Vec<Block>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for block in demote(blocks) {
        let content = match block {
            Block::Paragraph(Paragraph { content, .. }) => content,
            Block::Rule => continue,
            other => {
                let text = other.text().split_whitespace().collect::<Vec<_>>().join(" ");
                if text.is_empty() { Vec::new() } else { vec![Inline::text(text)] }
            }
        };
        if !out.is_empty() && !content.is_empty() {
            out.push(Inline::Break);
        }
        out.extend(content);
    }
    out
}
