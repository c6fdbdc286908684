//! A rich text as the paragraphs and tables of `word/document.xml`, with the links, lists and pictures it needs.

use std::fmt::Write as _;

use super::Pictures;
use crate::read::sniff::picture_media;
use crate::rich_text::{Align, Block, Cell, Inline, List, Marks, Paragraph, Table};
use crate::write::docx::package::TEXT_WIDTH;
use crate::write::markup::escape;

/// How much further in the paragraphs of each deeper list or quotation begin. Unit: twentieths of a point.
const STEP: u32 = 420;
/// Word has nine levels of lists.
const LEVELS: usize = 9;
/// The narrowest and the widest that the text of a cell makes its column. Unit: characters.
const COLUMN_CHARS: (usize, usize) = (4, 24);
/// Units of drawings in a pixel at 96 dots an inch, and in a twentieth of a point.
const EMU: (u64, u64) = (9525, 635);

/// Where a block stands.
#[derive(Clone, Copy, Default)]
struct Place {
    /// How far in. Unit: twentieths of a point.
    left: u32,
    /// How many lists are around it.
    lists: usize,
    is_in_cell: bool,
}

/// Writes the body of a Word file and keeps what its other parts have to name.
pub(super) struct Writer<'a> {
    /// Markup so far.
    pub(super) out: String,
    /// Addresses of links, as the package numbers them.
    pub(super) links: Vec<String>,
    /// Pictures, as the package numbers them.
    pub(super) images: Vec<(&'static str, Vec<u8>)>,
    /// For each list its first number, if it has numbers, and its level.
    lists: Vec<(Option<u32>, usize)>,
    /// Which picture has which number.
    known: Vec<String>,
    pictures: Pictures<'a>,
    /// What stands before addresses that begin with a stroke; without it these are no links.
    origin: Option<&'a str>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(pictures: Pictures<'a>, page: &'a str) -> Writer<'a> {
        Writer {
            out: String::with_capacity(32 * 1024),
            links: Vec::new(),
            images: Vec::new(),
            lists: Vec::new(),
            known: Vec::new(),
            pictures,
            origin: origin(page),
        }
    }

    fn put(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// A paragraph of plain text; `properties` follow the style.
    pub(super) fn plain(&mut self, style: &str, properties: &str, text: &str) {
        let mut content = Vec::new();
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                content.push(Inline::Break);
            }
            content.push(Inline::text(line));
        }
        self.paragraph(style, properties, &content);
    }

    /// Keeps the last paragraph whole, and on the page of what follows it.
    pub(super) fn keep_last_with_next(&mut self) {
        const START: &str = "<w:p><w:pPr><w:pStyle w:val=\"";
        let Some(start) = self.out.rfind(START) else { return };
        let Some(end) = self.out[start + START.len()..].find("/>") else { return };
        self.out.insert_str(start + START.len() + end + 2, "<w:keepNext/><w:keepLines/>");
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, style: &str, properties: &str, content: &[Inline]) {
        self.put(&format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>"));
        for inline in content {
            self.inline(inline);
        }
        self.put("</w:p>\n");
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Break => self.put("<w:r><w:br/></w:r>"),
            Inline::Image { sha256, alt } => self.image(sha256, alt),
            Inline::Text { text, marks, href } => {
                let run = run(text, *marks, href.is_some());
                match href.as_deref().and_then(|href| self.link(href)) {
                    Some(number) => {
                        self.put(&format!("<w:hyperlink r:id=\"rIdLink{number}\">{run}</w:hyperlink>"));
                    }
                    None => self.put(&run),
                }
            }
        }
    }

    /// The number of a link, if a file that lies anywhere can lead there.
    fn link(&mut self, href: &str) -> Option<usize> {
        let address = if ["http://", "https://", "mailto:"].iter().any(|start| href.starts_with(start)) {
            href.to_owned()
        } else {
            format!("{}{}", self.origin?, href.starts_with('/').then_some(href)?)
        };
        let known = self.links.iter().position(|known| *known == address);
        Some(known.unwrap_or_else(|| {
            self.links.push(address);
            self.links.len() - 1
        }))
    }

    /// A line of one link, or of text where nothing leads.
    pub(super) fn linked_line(&mut self, style: &str, before: &str, text: &str, href: &str) {
        let href = (!href.is_empty()).then(|| href.to_owned());
        let link = Inline::Text { text: text.to_owned(), marks: Marks::NONE, href };
        self.paragraph(style, "", &[Inline::text(before), link]);
    }

    fn image(&mut self, sha256: &str, alt: &str) {
        let Some((number, (width, height))) = self.picture(sha256) else {
            let name = if alt.is_empty() { "图" } else { alt };
            return self.put(&run(&format!("［{name}］"), Marks::NONE, false));
        };
        // As large as on a screen, and no wider than the text.
        let (wide, high) = (u64::from(width) * EMU.0, u64::from(height) * EMU.0);
        let most = u64::from(TEXT_WIDTH) * EMU.1;
        let (wide, high) = if wide > most { (most, high * most / wide) } else { (wide, high) };
        let (id, alt, high) = (number + 1, escape(alt), high.max(1));
        self.put(&format!(
            "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
             <wp:extent cx=\"{wide}\" cy=\"{high}\"/><wp:docPr id=\"{id}\" name=\"图{id}\" descr=\"{alt}\"/>\
             <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>\
             <pic:nvPicPr><pic:cNvPr id=\"{id}\" name=\"图{id}\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"rIdImage{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{wide}\" cy=\"{high}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
             </wp:inline></w:drawing></w:r>"
        ));
    }

    /// The number and the size of a picture that Word can show.
    fn picture(&mut self, sha256: &str) -> Option<(usize, (u32, u32))> {
        if let Some(number) = self.known.iter().position(|known| known == sha256) {
            return Some((number, pixels(&self.images.get(number)?.1)?));
        }
        let bytes = (self.pictures)(sha256)?;
        let size = pixels(&bytes)?;
        let ending = picture_media(&bytes)?.strip_prefix("image/")?;
        self.known.push(sha256.to_owned());
        self.images.push((ending, bytes));
        Some((self.images.len() - 1, size))
    }

    /// The blocks of a text.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        self.blocks_at(blocks, Place::default());
    }

    fn blocks_at(&mut self, blocks: &[Block], place: Place) {
        for block in blocks {
            self.block(block, place);
        }
    }

    fn block(&mut self, block: &Block, place: Place) {
        match block {
            Block::Heading(heading) => {
                let style = match heading.level {
                    ..=2 => "Heading1",
                    3 => "Heading2",
                    4.. => "Heading3",
                };
                let flush = "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>";
                let properties = match heading.align {
                    Align::Start => String::new(),
                    other => format!("{flush}{}", justification(other)),
                };
                self.paragraph(style, &properties, &heading.content);
            }
            Block::Paragraph(paragraph) => self.text(paragraph, "", place),
            Block::List(list) => self.list(list, place),
            Block::Table(table) => self.table(table),
            Block::Quote(blocks) => {
                self.blocks_at(blocks, Place { left: place.left + STEP, ..place });
            }
            Block::Rule => {
                let border = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"000000\"/></w:pBdr>";
                self.paragraph("TableGap", border, &[]);
            }
        }
    }

    fn text(&mut self, paragraph: &Paragraph, number: &str, place: Place) {
        let style = match (place.is_in_cell, paragraph.align, paragraph.is_indented) {
            (true, ..) => "TableText",
            (false, Align::Right, _) => "Signature",
            (false, _, true) => "BodyText",
            (false, _, false) => "Normal",
        };
        let mut properties = number.to_owned();
        if place.left > 0 && number.is_empty() {
            let _ = write!(properties, "<w:ind w:left=\"{}\"/>", place.left);
        }
        match paragraph.align {
            Align::Right if style == "Signature" => {}
            // The style of cells stands in the middle.
            Align::Start if place.is_in_cell => properties.push_str("<w:jc w:val=\"left\"/>"),
            Align::Center if place.is_in_cell => {}
            Align::Start => {}
            other => properties.push_str(&justification(other)),
        }
        self.paragraph(style, &properties, &paragraph.content);
    }

    fn list(&mut self, list: &List, place: Place) {
        let level = place.lists.min(LEVELS - 1);
        self.lists.push((list.first, level));
        let id = self.lists.len();
        let number = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{id}\"/></w:numPr>");
        let inside = Place { left: place.left + STEP, lists: place.lists + 1, ..place };
        for item in &list.items {
            let (first, rest) = match item.as_slice() {
                [Block::Paragraph(first), rest @ ..] => (first.clone(), rest),
                rest => (Paragraph::default(), rest),
            };
            self.text(&Paragraph { is_indented: false, ..first }, &number, place);
            self.blocks_at(rest, inside);
        }
    }

    fn table(&mut self, table: &Table) {
        if !table.caption.is_empty() {
            self.paragraph("TableText", "<w:keepNext/>", &table.caption);
        }
        let (columns, rows) = table.grid();
        if columns == 0 {
            return;
        }
        let widths = widths(columns, table);
        self.start_table(&widths);
        for (number, slots) in rows.iter().enumerate() {
            let is_head = number < table.head_rows;
            self.put("<w:tr><w:trPr><w:cantSplit/>");
            self.put(if is_head { "<w:tblHeader/></w:trPr>\n" } else { "</w:trPr>\n" });
            let mut at = 0;
            for slot in slots {
                let width: u32 = widths[at..at + slot.columns].iter().sum();
                let merge = match slot.cell {
                    Some(cell) if cell.row_span > 1 && slot.is_start => Merge::Begins,
                    Some(_) if !slot.is_start => Merge::GoesOn,
                    _ => Merge::None,
                };
                self.start_cell(width, slot.columns, merge);
                let blocks = slot.cell.filter(|_| slot.is_start).map_or(&[][..], |cell| &cell.blocks);
                self.blocks_at(blocks, Place { is_in_cell: true, ..Place::default() });
                // A cell ends with a paragraph.
                if !self.out.ends_with("</w:p>\n") || blocks.is_empty() {
                    self.paragraph("TableText", "", &[]);
                }
                self.put("</w:tc>\n");
                at += slot.columns;
            }
            self.put("</w:tr>\n");
        }
        self.end_table();
    }

    /// Begins a table with columns of these widths.
    pub(super) fn start_table(&mut self, widths: &[u32]) {
        let total: u32 = widths.iter().sum();
        self.put(&format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{total}\" w:type=\"dxa\"/>\
             <w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>\
             <w:left w:w=\"85\" w:type=\"dxa\"/><w:right w:w=\"85\" w:type=\"dxa\"/></w:tblCellMar>\
             <w:tblLook w:val=\"0000\"/></w:tblPr>\n<w:tblGrid>"
        ));
        for width in widths {
            self.put(&format!("<w:gridCol w:w=\"{width}\"/>"));
        }
        self.put("</w:tblGrid>\n");
    }

    /// Begins a cell; what is put next stands in it, up to `</w:tc>`.
    pub(super) fn start_cell(&mut self, width: u32, columns: usize, merge: Merge) {
        self.put(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>"));
        if columns > 1 {
            self.put(&format!("<w:gridSpan w:val=\"{columns}\"/>"));
        }
        self.put(match merge {
            Merge::None => "",
            Merge::Begins => "<w:vMerge w:val=\"restart\"/>",
            Merge::GoesOn => "<w:vMerge/>",
        });
        self.put("<w:vAlign w:val=\"center\"/></w:tcPr>");
    }

    /// Ends a table. Without a paragraph behind it, it would merge with the next one, or end the document.
    pub(super) fn end_table(&mut self) {
        self.put("</w:tbl>\n");
        self.paragraph("TableGap", "", &[]);
    }

    /// `word/numbering.xml`; empty if there was no list.
    pub(super) fn numbering(&self) -> String {
        if self.lists.is_empty() {
            return String::new();
        }
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
             <w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\n",
        );
        // Every list counts for itself, so each has a definition of its own.
        for (id, (first, level)) in (1..).zip(&self.lists) {
            let _ = write!(
                out,
                "<w:abstractNum w:abstractNumId=\"{id}\"><w:multiLevelType w:val=\"multilevel\"/>"
            );
            for at in 0..=*level {
                let (format, text) = match first {
                    Some(_) => ("decimal", format!("%{}.", at + 1)),
                    None => ("bullet", "•".to_owned()),
                };
                let (start, left) = (first.unwrap_or(1), STEP * u32::try_from(at + 1).unwrap_or(1));
                let _ = write!(
                    out,
                    "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"{start}\"/><w:numFmt w:val=\"{format}\"/>\
                     <w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/>\
                     <w:pPr><w:ind w:left=\"{left}\" w:hanging=\"{STEP}\"/></w:pPr></w:lvl>"
                );
            }
            out.push_str("</w:abstractNum>\n");
        }
        for id in 1..=self.lists.len() {
            let _ = writeln!(out, "<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{id}\"/></w:num>");
        }
        out.push_str("</w:numbering>\n");
        out
    }
}

/// How a cell goes on over rows.
#[derive(Clone, Copy)]
pub(super) enum Merge {
    /// It does not.
    None,
    /// It begins here.
    Begins,
    /// It began above.
    GoesOn,
}

fn justification(align: Align) -> String {
    let value = match align {
        Align::Start => "both",
        Align::Center => "center",
        Align::Right => "right",
    };
    format!("<w:jc w:val=\"{value}\"/>")
}

fn run(text: &str, marks: Marks, is_link: bool) -> String {
    let mut look = String::new();
    let both = [(Marks::STRONG, "<w:b/><w:bCs/>"), (Marks::EMPHASIS, "<w:i/><w:iCs/>")];
    for (mark, markup) in both {
        if marks.has(mark) {
            look.push_str(markup);
        }
    }
    if is_link {
        look.push_str("<w:color w:val=\"0563C1\"/>");
    }
    let last = [
        (Marks::UNDERLINE, "<w:u w:val=\"single\"/>"),
        (Marks::RAISED, "<w:vertAlign w:val=\"superscript\"/>"),
        (Marks::LOWERED, "<w:vertAlign w:val=\"subscript\"/>"),
    ];
    for (mark, markup) in last {
        if marks.has(mark) {
            look.push_str(markup);
        }
    }
    let properties = if look.is_empty() { look } else { format!("<w:rPr>{look}</w:rPr>") };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

/// Scheme and host of an address.
fn origin(page: &str) -> Option<&str> {
    let (scheme, rest) = page.split_once("://")?;
    let host = rest.split('/').next().filter(|host| !host.is_empty())?;
    Some(&page[..scheme.len() + 3 + host.len()])
}

/// The widths of columns by what stands in them, which fill the page.
fn widths(columns: usize, table: &Table) -> Vec<u32> {
    let mut longest = vec![COLUMN_CHARS.0; columns];
    for row in table.grid().1 {
        let mut at = 0;
        for slot in row {
            let text = slot.cell.filter(|_| slot.columns == 1).map(text_of_cell).unwrap_or_default();
            let chars = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            longest[at] = longest[at].max(chars.min(COLUMN_CHARS.1));
            at += slot.columns;
        }
    }
    let total: usize = longest.iter().sum::<usize>().max(1);
    let share = |chars: usize| u32::try_from(TEXT_WIDTH as usize * chars / total).unwrap_or(1).max(1);
    longest.into_iter().map(share).collect()
}

fn text_of_cell(cell: &Cell) -> String {
    cell.blocks.iter().map(Block::text).collect::<Vec<_>>().join("\n")
}

/// Width and height of a picture, from its first bytes; nothing for what Word does not show.
fn pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let little = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let size = match picture_media(bytes)? {
        "image/png" => (big(16)?, big(20)?),
        "image/gif" => (little(6)?, little(8)?),
        "image/bmp" => (little(18)?, little(22)?),
        "image/jpeg" => jpeg_pixels(bytes)?,
        _ => return None,
    };
    (size.0 > 0 && size.1 > 0).then_some(size)
}

/// The size stands in the segment that begins the frame.
fn jpeg_pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let mut at = 2;
    while *bytes.get(at)? == 0xFF {
        let marker = *bytes.get(at + 1)?;
        if (0xC0..=0xCF).contains(&marker) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            let size = (u32::try_from(number(at + 7)?).ok()?, u32::try_from(number(at + 5)?).ok()?);
            return Some(size);
        }
        at += if marker == 0xFF { 1 } else { 2 + number(at + 2)? };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_say_how_large_they_are() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 1, 0, 0, 0, 0, 32]);
        assert_eq!(pixels(&png), Some((256, 32)));
        assert_eq!(pixels(b"GIF89a\x03\0\x02\0"), Some((3, 2)));
        let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 11, 8, 0, 5, 0, 9];
        assert_eq!(pixels(&jpeg), Some((9, 5)));
        assert_eq!(pixels(&jpeg[..12]), None);
        assert_eq!(pixels(b"\x89PNG\r\n\x1a\n"), None);
    }

    #[test]
    fn an_origin_is_scheme_and_host() {
        assert_eq!(origin("https://a.gov.cn/x/y"), Some("https://a.gov.cn"));
        assert_eq!(origin("/x"), None);
    }
}
