//! A document as Markdown with GitHub tables. What Markdown has no sign for is written as the elements of the text.

use super::{Publication, printed};
use crate::rich_text::{Align, Block, Cell, Inline, List, Marks, Paragraph, RichText, Table};
use crate::write::markup::escape;

/// Writes a document, with its data in front between lines of `---`.
pub fn write(document: &Publication) -> String {
    let mut out = String::new();
    let facts = document.facts();
    if !facts.is_empty() {
        out.push_str("---\n");
        for (name, words) in facts {
            out.push_str(&format!("{name}: {}\n", words.replace(['\n', '\r'], " ")));
        }
        out.push_str("---\n\n");
    }
    if !document.title.is_empty() {
        out.push_str(&format!("# {}\n\n", text(&document.title)));
    }
    for block in document.body.blocks() {
        write_block(block, &mut out);
    }
    let date = document.signed_on.map(printed).unwrap_or_default();
    for line in [document.signature.as_str(), &date] {
        if !line.is_empty() {
            out.push_str(&format!("<p class=\"align-right\">{}</p>\n\n", escape(line)));
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn write_block(block: &Block, out: &mut String) {
    match block {
        Block::Heading(heading) if heading.align == Align::Start => {
            let hashes = "#".repeat(usize::from(heading.level));
            out.push_str(&format!("{hashes} {}\n\n", inline(&heading.content)));
        }
        Block::Paragraph(Paragraph { align: Align::Start, content, .. }) => {
            out.push_str(&line_start(&inline(content)));
            out.push_str("\n\n");
        }
        Block::List(list) if is_plain(list) => {
            write_list(list, 0, out);
            out.push('\n');
        }
        Block::Table(table) if is_simple(table) => write_table(table, out),
        Block::Rule => out.push_str("* * *\n\n"),
        other => {
            let html = RichText::from_blocks(vec![other.clone()]).html();
            out.push_str(&html);
            out.push('\n');
        }
    }
}

/// A list that Markdown can hold: of plain lines and of lists of them.
fn is_plain(list: &List) -> bool {
    list.items.iter().all(|item| match item.as_slice() {
        [Block::Paragraph(Paragraph { align: Align::Start, is_indented: false, .. }), rest @ ..] => {
            rest.iter().all(|block| matches!(block, Block::List(inner) if is_plain(inner)))
                // Two lists in a row would be one.
                && rest.len() <= 1
        }
        _ => false,
    })
}

fn write_list(list: &List, indent: usize, out: &mut String) {
    for (i, item) in list.items.iter().enumerate() {
        let number = list.first.map(|first| first.saturating_add(u32::try_from(i).unwrap_or(u32::MAX)));
        let marker = number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
        for block in item {
            match block {
                Block::Paragraph(paragraph) => {
                    let line = line_start(&inline(&paragraph.content));
                    out.push_str(&format!("{}{marker}{line}\n", " ".repeat(indent)));
                }
                Block::List(inner) => write_list(inner, indent + marker.len(), out),
                _ => {}
            }
        }
    }
}

/// A table that Markdown can hold: one row of headers over plain cells of one line.
fn is_simple(table: &Table) -> bool {
    let is_line = |cell: &Cell| {
        (cell.row_span, cell.column_span) == (1, 1)
            && match cell.blocks.as_slice() {
                [] => true,
                [Block::Paragraph(p)] => p.align == Align::Start && !p.is_indented,
                _ => false,
            }
    };
    let columns = table.rows.first().map_or(0, Vec::len);
    table.caption.is_empty()
        && table.head_rows == 1
        && table.rows.len() > 1
        && table.rows.iter().all(|row| row.len() == columns)
        && table.rows.iter().enumerate().all(|(at, row)| row.iter().all(|c| c.is_header == (at == 0)))
        && table.rows.iter().flatten().all(is_line)
}

fn write_table(table: &Table, out: &mut String) {
    for (at, row) in table.rows.iter().enumerate() {
        for cell in row {
            let words = match cell.blocks.as_slice() {
                [Block::Paragraph(paragraph)] => inline(&paragraph.content),
                _ => String::new(),
            };
            out.push_str(&format!("| {words} "));
        }
        out.push_str("|\n");
        if at == 0 {
            out.push_str(&"| --- ".repeat(row.len()));
            out.push_str("|\n");
        }
    }
    out.push('\n');
}

fn inline(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Break => out.push_str("<br>"),
            Inline::Image { sha256, alt } => out.push_str(&format!("![{}](sha256:{sha256})", text(alt))),
            Inline::Text { text: words, marks, href } => {
                let marked = marked(words, *marks);
                match href {
                    Some(href) => out.push_str(&format!("<a href=\"{}\">{marked}</a>", escape(href))),
                    None => out.push_str(&marked),
                }
            }
        }
    }
    out
}

/// `**` is only understood between letters, so that elements stand for it elsewhere.
fn marked(words: &str, marks: Marks) -> String {
    let escaped = text(words);
    if marks == Marks::NONE {
        return escaped;
    }
    let mut out = escaped;
    for (mark, name) in Marks::ELEMENTS.iter().rev() {
        if marks.has(*mark) {
            out = format!("<{name}>{out}</{name}>");
        }
    }
    out
}

/// Text with what Markdown would take for markup escaped.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(
            c,
            '\\' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '|' | '~' | '&' | '!' | '$' | '^' | '='
        ) {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

/// The first characters of a line must not make it a list or a rule.
fn line_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && line[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['-', '+', ':']) { format!("\\{line}") } else { line.to_owned() }
}
