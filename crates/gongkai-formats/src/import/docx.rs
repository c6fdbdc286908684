//! Word documents with their look: written as the HTML that Word itself would paste, which the cleaner understands.
//!
//! So headings, lists and numbers follow one set of rules, whether a document is pasted or imported.

use std::collections::BTreeMap;

use super::{Attachment, Content};
use crate::read::ReadError;
use crate::read::docx::styles::{Lists, Numbered, Styles, heading_by_outline, look};
use crate::read::docx::{main_part, properties, relations};
use crate::read::limits::{TABLE_CELLS, too_many_cells};
use crate::read::package::Package;
use crate::read::sha256_hex;
use crate::read::sniff::{picture_media, sniff};
use crate::read::xml::{self, Attributes, Node};
use crate::rich_text::Image;
use crate::write::markup::escape;

/// A Word document as markup, with the files in it.
pub(super) struct Word {
    /// Markup as Word pastes it.
    pub(super) html: String,
    /// The paragraph in the style of titles.
    pub(super) title: Option<String>,
    /// Pictures that a page can show.
    pub(super) images: Vec<Image>,
    /// Other files in it.
    pub(super) attachments: Vec<Attachment>,
    /// What the file says of itself.
    pub(super) meta: Vec<(String, String)>,
}

/// Reads a Word document.
///
/// # Errors
///
/// If the container or its main part is damaged or over a limit.
pub(super) fn read(bytes: &[u8]) -> Result<Word, ReadError> {
    let mut package = Package::open(bytes, "DOCX")?;
    let main = main_part(&mut package)?;
    let folder = main.rfind('/').map_or("", |at| &main[..=at]).to_owned();
    let missing = || ReadError::Damaged { kind: "DOCX", detail: format!("{main} is missing") };
    let text = package.text(&main)?.ok_or_else(missing)?;
    let name = &main[folder.len()..];
    let links = relations(&mut package, &format!("{folder}_rels/{name}.rels"))?;
    let mut optional = |name: &str| package.text(&format!("{folder}{name}"));
    let styles = optional("styles.xml")?.and_then(|text| Styles::read(&text).ok()).unwrap_or_default();
    let lists = optional("numbering.xml")?.and_then(|text| Lists::read(&text).ok()).unwrap_or_default();
    let notes = optional("footnotes.xml")?;
    let mut files = BTreeMap::new();
    for link in links {
        let is_file = ["/image", "/package", "/oleObject"].iter().any(|kind| link.kind.ends_with(kind));
        let target = match link.target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{folder}{}", link.target),
        };
        let part = if is_file { package.part(&target)? } else { None };
        files.insert(link.id, (link.target, part));
    }
    let mut writer = Writer::new(&styles, lists, files);
    xml::read(&text, "DOCX", |node| writer.visit(node))?;
    if let Some(notes) = notes {
        // Damaged notes cost only themselves.
        let _ = xml::read(&notes, "DOCX", |node| writer.visit(node));
    }
    let meta = properties(&mut package)?;
    let Writer { mut out, title, images, attachments, .. } = writer;
    let html = out.drain(..).collect();
    Ok(Word { html, title, images, attachments, meta })
}

struct Writer<'a> {
    styles: &'a Styles,
    lists: Lists,
    files: BTreeMap<String, (String, Option<Vec<u8>>)>,
    /// Markup: of the text, and of each open cell.
    out: Vec<String>,
    paragraphs: Vec<Paragraph>,
    run: Option<Run>,
    in_paragraph_properties: bool,
    in_text: bool,
    in_instruction: bool,
    skipped: u32,
    /// Instructions of the open fields; a link is open for those with `true`.
    fields: Vec<(String, bool)>,
    tables: Vec<OpenTable>,
    cells: usize,
    title: Option<String>,
    images: Vec<Image>,
    attachments: Vec<Attachment>,
}

#[derive(Default)]
struct Paragraph {
    html: String,
    text: String,
    style: String,
    look: BTreeMap<&'static str, String>,
    heading: Option<u8>,
    numbered: Option<Numbered>,
}

#[derive(Default)]
struct Run {
    look: BTreeMap<&'static str, String>,
    is_hidden: bool,
    html: String,
    text: String,
}

#[derive(Default)]
struct OpenTable {
    rows: Vec<Vec<OpenCell>>,
    /// How many rows from the first on are repeated on every page: the head.
    head_rows: usize,
}

#[derive(Default)]
struct OpenCell {
    column_span: u32,
    is_below: bool,
    is_beside: bool,
    html: String,
}

impl<'a> Writer<'a> {
    fn new(
        styles: &'a Styles,
        lists: Lists,
        files: BTreeMap<String, (String, Option<Vec<u8>>)>,
    ) -> Writer<'a> {
        Writer {
            styles,
            lists,
            files,
            out: vec![String::new()],
            paragraphs: Vec::new(),
            run: None,
            in_paragraph_properties: false,
            in_text: false,
            in_instruction: false,
            skipped: 0,
            fields: Vec::new(),
            tables: Vec::new(),
            cells: 0,
            title: None,
            images: Vec::new(),
            attachments: Vec::new(),
        }
    }

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
            Node::Text(text) if self.in_instruction => {
                if let Some((instruction, _)) = self.fields.last_mut() {
                    instruction.push_str(text);
                }
            }
            Node::Text(text) if self.in_text => self.text(text),
            Node::Text(_) => {}
        }
        Ok(())
    }

    fn start(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "pPr" => self.in_paragraph_properties = true,
            "r" => self.run = Some(Run::default()),
            "t" => self.in_text = true,
            "instrText" => self.in_instruction = true,
            "tab" if self.run.is_some() => self.text(" "),
            "br" | "cr" if self.run.is_some() => self.markup("<br>"),
            "noBreakHyphen" => self.text("-"),
            "hyperlink" => {
                let target = attributes.get("id").and_then(|id| Some(self.files.get(&id)?.0.clone()));
                self.paragraph_markup(&format!("<a href=\"{}\">", escape(&target.unwrap_or_default())));
            }
            "fldChar" => self.field(&attributes.get("fldCharType").unwrap_or_default()),
            "footnoteReference" => {
                let id = attributes.get("id").unwrap_or_default();
                self.markup(&format!("<sup>[{}]</sup>", escape(&id)));
            }
            // Separators are notes as well, by their type.
            "footnote" if attributes.get("type").is_some_and(|kind| kind != "normal") => self.skipped = 1,
            "footnoteRef" => {}
            "blip" => self.file(attributes.get("embed")),
            "imagedata" | "OLEObject" => self.file(attributes.get("id")),
            "tbl" => self.tables.push(OpenTable::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            "tc" => self.start_cell(),
            "tblHeader" if attributes.is_on() => {
                if let Some(table) = self.tables.last_mut() {
                    table.mark_head();
                }
            }
            "del" | "moveFrom" | "Fallback" | "delText" | "sectPr" | "tblPr" | "docPr" => self.skipped = 1,
            _ if name.ends_with("PrChange") => self.skipped = 1,
            _ => self.property(name, attributes),
        }
    }

    fn property(&mut self, name: &str, attributes: &Attributes<'_>) {
        let number = || attributes.number("val");
        if self.in_paragraph_properties
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            match name {
                "pStyle" => paragraph.style = attributes.get("val").unwrap_or_default(),
                "outlineLvl" => paragraph.heading = Some(number().and_then(heading_by_outline).unwrap_or(0)),
                "numId" => paragraph.numbered.get_or_insert_default().list = number().unwrap_or(0),
                "ilvl" => {
                    let level = u8::try_from(number().unwrap_or(0).min(8)).unwrap_or(8);
                    paragraph.numbered.get_or_insert_default().level = level;
                }
                "jc" | "ind" => paragraph.look.extend(look(name, attributes)),
                _ => {}
            }
        } else if let Some(run) = &mut self.run {
            match name {
                "vanish" => run.is_hidden = attributes.is_on(),
                _ => run.look.extend(look(name, attributes)),
            }
        } else if let Some(cell) =
            self.tables.last_mut().and_then(|t| t.rows.last_mut()).and_then(|r| r.last_mut())
        {
            let is_continued = || attributes.get("val").is_none_or(|value| value == "continue");
            match name {
                "gridSpan" => cell.column_span = number().unwrap_or(1).max(1),
                "vMerge" => cell.is_below = is_continued(),
                "hMerge" => cell.is_beside = is_continued(),
                _ => {}
            }
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "p" => self.end_paragraph(),
            "pPr" => self.in_paragraph_properties = false,
            "r" => self.end_run(),
            "t" => self.in_text = false,
            "instrText" => self.in_instruction = false,
            "hyperlink" => self.paragraph_markup("</a>"),
            "tc" => {
                self.cells += 1;
                if self.cells > TABLE_CELLS {
                    return Err(too_many_cells());
                }
                let html = if self.out.len() > 1 { self.out.pop() } else { None };
                let table = self.tables.last_mut().and_then(|table| table.rows.last_mut());
                if let Some(cell) = table.and_then(|row| row.last_mut()) {
                    cell.html = html.unwrap_or_default();
                }
            }
            "tbl" => {
                if let Some(table) = self.tables.pop() {
                    self.push(&table.html());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, html: &str) {
        if let Some(out) = self.out.last_mut() {
            out.push_str(html);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(run) = self.run.as_mut().filter(|run| !run.is_hidden) {
            run.html.push_str(&escape(text));
            run.text.push_str(text);
        }
    }

    fn markup(&mut self, html: &str) {
        if let Some(run) = self.run.as_mut().filter(|run| !run.is_hidden) {
            run.html.push_str(html);
        }
    }

    fn paragraph_markup(&mut self, html: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.html.push_str(html);
        }
    }

    /// Links are also written as fields: begin, instruction, separate, what is shown, end.
    fn field(&mut self, kind: &str) {
        match kind {
            "begin" => self.fields.push((String::new(), false)),
            "separate" => {
                let Some((instruction, is_link)) = self.fields.last_mut() else { return };
                let target =
                    instruction.trim().strip_prefix("HYPERLINK").map(|rest| rest.trim().trim_matches('"'));
                if let Some(target) = target {
                    *is_link = true;
                    let html = format!("<a href=\"{}\">", escape(target));
                    self.paragraph_markup(&html);
                }
            }
            _ => {
                if let Some((_, true)) = self.fields.pop() {
                    self.paragraph_markup("</a>");
                }
            }
        }
    }

    /// A picture or an embedded file.
    fn file(&mut self, id: Option<String>) {
        let Some((target, Some(bytes))) = id.and_then(|id| self.files.get(&id)) else { return };
        let sha256 = sha256_hex(bytes);
        match picture_media(bytes) {
            Some(media) => {
                if self.images.iter().all(|image| image.sha256 != sha256) {
                    self.images.push(Image { sha256: sha256.clone(), media, bytes: bytes.clone() });
                }
                self.markup(&format!("<img src=\"sha256:{sha256}\" alt=\"\">"));
            }
            None => {
                let name = target.rsplit('/').next().unwrap_or_default().to_owned();
                let media = sniff(bytes).as_str();
                let content = Content::Inside { sha256, media, bytes: bytes.clone() };
                if self.attachments.iter().all(|known| known.content != content) {
                    self.attachments.push(Attachment { name, content });
                }
            }
        }
    }

    fn end_run(&mut self) {
        let Some(run) = self.run.take() else { return };
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if run.html.is_empty() {
            return;
        }
        let said = |property: &str| {
            run.look.get(property).cloned().or_else(|| self.styles.look(&paragraph.style, property))
        };
        let is_on = |property: &str| said(property).as_deref() == Some("1");
        let mut style = String::new();
        if let Some(face) = said("face") {
            style.push_str(&format!("font-family:{};", face.replace(['"', '\'', ';'], "")));
        }
        let elements = [
            ("b", is_on("bold")),
            ("i", is_on("italic")),
            ("u", is_on("underline")),
            ("s", is_on("struck")),
            ("sup", said("raised").as_deref() == Some("superscript")),
            ("sub", said("raised").as_deref() == Some("subscript")),
        ];
        let open: String =
            elements.iter().filter(|(_, on)| *on).map(|(name, _)| format!("<{name}>")).collect();
        let close: String =
            elements.iter().rev().filter(|(_, on)| *on).map(|(name, _)| format!("</{name}>")).collect();
        paragraph.html.push_str(&format!(
            "<span style=\"{}\">{open}{}{close}</span>",
            escape(&style),
            run.html
        ));
        paragraph.text.push_str(&run.text);
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let said = |property: &str| {
            paragraph.look.get(property).cloned().or_else(|| self.styles.look(&paragraph.style, property))
        };
        let is_title = self.styles.is_title(&paragraph.style);
        if is_title && self.title.is_none() && !paragraph.text.trim().is_empty() {
            self.title = Some(paragraph.text.trim().to_owned());
        }
        let mut style = String::new();
        match said("align").as_deref() {
            Some("center") => style.push_str("text-align:center;"),
            Some("right" | "end") => style.push_str("text-align:right;"),
            _ => {}
        }
        if let Some(indent) = said("indent") {
            style.push_str(&format!("text-indent:{};", indent.replace(|c: char| !c.is_ascii_digit(), "")));
        }
        let heading = paragraph.heading.unwrap_or_else(|| self.styles.heading(&paragraph.style));
        if heading > 0 {
            style.push_str(&format!("mso-outline-level:{heading};"));
        }
        let numbered = paragraph.numbered.or_else(|| self.styles.numbering(&paragraph.style));
        let mut marker = String::new();
        if let Some(numbered) = numbered.filter(|n| n.list > 0 && !paragraph.text.trim().is_empty()) {
            let number = self.lists.next(numbered);
            let number = if self.lists.is_bullet(numbered) { "·" } else { number.trim() };
            if !number.is_empty() {
                style.push_str(&format!("mso-list:l{} level{} lfo1;", numbered.list, numbered.level + 1));
                marker = format!("<span style=\"mso-list:Ignore\">{}</span>", escape(number));
            }
        }
        let class = if is_title { "MsoTitle" } else { "MsoNormal" };
        let html = format!("<p class=\"{class}\" style=\"{style}\">{marker}{}</p>\n", paragraph.html);
        self.push(&html);
    }

    fn start_cell(&mut self) {
        if let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut()) {
            row.push(OpenCell { column_span: 1, ..OpenCell::default() });
            self.out.push(String::new());
        }
    }
}

impl OpenTable {
    /// The row that is open belongs to the head, if all before it do.
    fn mark_head(&mut self) {
        if self.rows.len() == self.head_rows + 1 {
            self.head_rows += 1;
        }
    }

    /// The table with its merged cells: Word continues a cell with cells of their own.
    fn html(&self) -> String {
        // Cells by row, column and size, those that are continued widened.
        let mut placed: Vec<(usize, u32, u32, u32, &str)> = Vec::new();
        for (row, cells) in self.rows.iter().enumerate() {
            let mut column = 0;
            for cell in cells {
                let span = cell.column_span;
                let left = placed.last_mut().filter(|p| cell.is_beside && p.0 == row && p.1 + p.2 == column);
                if let Some(left) = left {
                    left.2 += span;
                } else if !cell.is_below || !continue_above(&mut placed, row, column) {
                    placed.push((row, column, span, 1, &cell.html));
                }
                column += span;
            }
        }
        let mut out = String::from("<table border=\"1\">\n");
        for row in 0..self.rows.len() {
            let is_head = row < self.head_rows && self.head_rows < self.rows.len();
            if is_head && row == 0 {
                out.push_str("<thead>");
            }
            out.push_str("<tr>");
            let name = if is_head { "th" } else { "td" };
            for (_, _, columns, rows, html) in placed.iter().filter(|p| p.0 == row) {
                out.push_str(&format!("<{name} colspan=\"{columns}\" rowspan=\"{rows}\">{html}</{name}>"));
            }
            out.push_str("</tr>\n");
            if is_head && row + 1 == self.head_rows {
                out.push_str("</thead>");
            }
        }
        out.push_str("</table>\n");
        out
    }
}

fn continue_above(placed: &mut [(usize, u32, u32, u32, &str)], row: usize, column: u32) -> bool {
    let above = placed.iter_mut().rev().find(|p| p.1 == column && p.0 + p.3 as usize == row);
    above.map(|above| above.3 += 1).is_some()
}
