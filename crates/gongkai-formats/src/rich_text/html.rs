//! A rich text as HTML, with a record of where each piece of text went.

use super::model::{Align, Block, Cell, Heading, Inline, List, Marks, Paragraph, Table};
use super::style::{CENTER, INDENT, RIGHT};
use crate::write::markup::escape;

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) html: String,
    pub(super) pieces: Vec<Piece>,
}

/// Something that the text of the document has at this point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text, and the byte of the HTML at which it was written.
    Text { text: String, at: usize },
    /// What divides texts: `\n` or a tab.
    Divider(char),
    /// The block with this number begins.
    Block(usize),
}

struct Writer<'a> {
    out: Written,
    address: &'a dyn Fn(&str) -> String,
}

/// Writes blocks, one a line.
pub(super) fn write(blocks: &[Block], address: &dyn Fn(&str) -> String) -> Written {
    let mut writer = Writer { out: Written::default(), address };
    for (number, block) in blocks.iter().enumerate() {
        writer.out.pieces.push(Piece::Block(number));
        writer.block(block);
        writer.divide('\n');
    }
    writer.out
}

impl Writer<'_> {
    fn put(&mut self, markup: &str) {
        self.out.html.push_str(markup);
    }

    fn divide(&mut self, divider: char) {
        self.out.pieces.push(Piece::Divider(divider));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for (i, block) in blocks.iter().enumerate() {
            if i > 0 {
                self.divide('\n');
            }
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(Heading { level, align, content }) => {
                let level = (*level).clamp(2, 4);
                self.put(&format!("<h{level}{}>", classes(*align, false)));
                self.inline(content);
                self.put(&format!("</h{level}>\n"));
            }
            Block::Paragraph(paragraph) => self.paragraph(paragraph),
            Block::List(list) => self.list(list),
            Block::Table(table) => self.table(table),
            Block::Quote(blocks) => {
                self.put("<blockquote>\n");
                self.blocks(blocks);
                self.put("</blockquote>\n");
            }
            Block::Rule => self.put("<hr>\n"),
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        self.put(&format!("<p{}>", classes(paragraph.align, paragraph.is_indented)));
        self.inline(&paragraph.content);
        self.put("</p>\n");
    }

    fn list(&mut self, list: &List) {
        let (start, end) = match list.first {
            None => ("<ul>\n".to_owned(), "</ul>\n"),
            Some(1) => ("<ol>\n".to_owned(), "</ol>\n"),
            Some(first) => (format!("<ol start=\"{first}\">\n"), "</ol>\n"),
        };
        self.put(&start);
        for (i, item) in list.items.iter().enumerate() {
            if i > 0 {
                self.divide('\n');
            }
            self.put("<li>");
            self.contents(item);
            self.put("</li>\n");
        }
        self.put(end);
    }

    /// What is in an item or a cell: a plain paragraph with only lists behind it needs no `p`.
    fn contents(&mut self, blocks: &[Block]) {
        match blocks {
            [Block::Paragraph(Paragraph { align: Align::Start, is_indented: false, content }), rest @ ..]
                if rest.iter().all(|block| matches!(block, Block::List(_))) =>
            {
                self.inline(content);
                if !rest.is_empty() {
                    self.divide('\n');
                    self.put("\n");
                    self.blocks(rest);
                }
            }
            [] => {}
            blocks => {
                self.put("\n");
                self.blocks(blocks);
            }
        }
    }

    fn table(&mut self, table: &Table) {
        self.put("<table>\n");
        if !table.caption.is_empty() {
            self.put("<caption>");
            self.inline(&table.caption);
            self.put("</caption>\n");
            self.divide('\n');
        }
        let head_rows = table.head_rows.min(table.rows.len());
        let (head, body) = table.rows.split_at(head_rows);
        for (name, rows) in [("thead", head), ("tbody", body)] {
            if rows.is_empty() {
                continue;
            }
            self.put(&format!("<{name}>\n"));
            for row in rows {
                self.row(row);
                self.divide('\n');
            }
            self.put(&format!("</{name}>\n"));
        }
        // The last row is not divided from what follows twice.
        self.out.pieces.pop();
        self.put("</table>\n");
    }

    fn row(&mut self, row: &[Cell]) {
        self.put("<tr>");
        for (i, cell) in row.iter().enumerate() {
            if i > 0 {
                self.divide('\t');
            }
            let name = if cell.is_header { "th" } else { "td" };
            let mut attributes = String::new();
            for (name, span) in [("colspan", cell.column_span), ("rowspan", cell.row_span)] {
                if span > 1 {
                    attributes.push_str(&format!(" {name}=\"{span}\""));
                }
            }
            match cell.blocks.as_slice() {
                [Block::Paragraph(Paragraph { align, is_indented: false, content })] => {
                    self.put(&format!("<{name}{attributes}{}>", classes(*align, false)));
                    self.inline(content);
                }
                blocks => {
                    self.put(&format!("<{name}{attributes}>"));
                    self.contents(blocks);
                }
            }
            self.put(&format!("</{name}>"));
        }
        self.put("</tr>\n");
    }

    fn inline(&mut self, content: &[Inline]) {
        let mut open: Vec<String> = Vec::new();
        for inline in content {
            match inline {
                Inline::Text { text, marks, href } => {
                    self.open(&mut open, *marks, href.as_deref());
                    let at = self.out.html.len();
                    self.put(&escape(text));
                    self.out.pieces.push(Piece::Text { text: text.clone(), at });
                }
                Inline::Break => {
                    self.open(&mut open, Marks::NONE, None);
                    self.put("<br>");
                    self.divide('\n');
                }
                Inline::Image { sha256, alt } => {
                    self.open(&mut open, Marks::NONE, None);
                    let address = escape(&(self.address)(sha256));
                    self.put(&format!("<img src=\"{address}\" alt=\"{}\">", escape(alt)));
                }
            }
        }
        self.open(&mut open, Marks::NONE, None);
    }

    /// Closes and opens elements so that what follows looks as it should.
    fn open(&mut self, open: &mut Vec<String>, marks: Marks, href: Option<&str>) {
        let link = href.map(|href| format!("a href=\"{}\"", escape(href)));
        let elements = Marks::ELEMENTS.iter().filter(|(mark, _)| marks.has(*mark));
        let wanted: Vec<String> =
            link.into_iter().chain(elements.map(|(_, name)| (*name).to_owned())).collect();
        let same = open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        for element in open.drain(same..).rev() {
            let name = element.split(' ').next().unwrap_or_default();
            self.out.html.push_str(&format!("</{name}>"));
        }
        for element in &wanted[same..] {
            self.put(&format!("<{element}>"));
        }
        *open = wanted;
    }
}

fn classes(align: Align, is_indented: bool) -> String {
    let align = match align {
        Align::Start => None,
        Align::Center => Some(CENTER),
        Align::Right => Some(RIGHT),
    };
    let names: Vec<&str> = align.into_iter().chain(is_indented.then_some(INDENT)).collect();
    if names.is_empty() { String::new() } else { format!(" class=\"{}\"", names.join(" ")) }
}

/// The hashes of the pictures of a block.
pub(super) fn images_of<'b>(block: &'b Block, out: &mut Vec<&'b str>) {
    let mut inline = |content: &'b [Inline]| {
        for inline in content {
            if let Inline::Image { sha256, .. } = inline
                && !out.contains(&sha256.as_str())
            {
                out.push(sha256);
            }
        }
    };
    match block {
        Block::Heading(heading) => inline(&heading.content),
        Block::Paragraph(paragraph) => inline(&paragraph.content),
        Block::Table(table) => {
            inline(&table.caption);
            table.rows.iter().flatten().flat_map(|cell| &cell.blocks).for_each(|block| images_of(block, out));
        }
        Block::List(list) => list.items.iter().flatten().for_each(|block| images_of(block, out)),
        Block::Quote(blocks) => blocks.iter().for_each(|block| images_of(block, out)),
        Block::Rule => {}
    }
}
