//! Documents coming in: DOCX, saved pages, PDF with a text layer, plain text and Markdown become a text and what was
//! found about it.
//!
//! Nothing is guessed silently: every datum says where it was found and how sure that is, what contradicts it stays
//! beside it, and what was left out of the text is said.

mod body;
mod docx;
mod found;
mod label;
mod page;

mod value;

use std::borrow::Cow;

use gongkai_domain::report::{Notice, NoticeCode};
use jiff::civil::Date;

pub use found::{Confidence, Field, Found, Source, Value};

use crate::read::document::{self, Document, ReadError};
use crate::read::sniff::{Media, sniff};
use crate::read::{encoding, html, limits, mhtml, pdf, sha256_hex, text, workbook};
use crate::rich_text::tree::{ROOT, Tree};
use crate::rich_text::{
    self, Block, Cell, Heading, Image, Inline, Paragraph, Pasted, Removed, RichText, Table,
};

/// A document as it came in.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedDocument {
    /// The name of the file.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The kind of the file.
    pub media: &'static str,
    /// The text, without title, number and the header of a page.
    pub body: RichText,
    /// What was found, by field, the surest first.
    pub found: Vec<Found>,
    /// Pictures of the text.
    pub images: Vec<Image>,
    /// Files that belong to it.
    pub attachments: Vec<Attachment>,
    /// Text that was left out: title, number, header and what surrounds a page, in the order of the file.
    pub left_out: Vec<String>,
    /// What cleaning took away.
    pub removed: Removed,
    /// What reading the file repaired.
    pub notices: Vec<Notice>,
}

/// A file that belongs to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub content: Content,
}

/// Where the bytes of an attachment are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// In the file that was read.
    Inside {
        /// SHA-256 in lower-case hex.
        sha256: String,
        /// The kind, found from the bytes.
        media: &'static str,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// At an address, from which nothing was fetched.
    Linked {
        /// The address.
        href: String,
    },
}

impl ImportedDocument {
    /// The surest finding of a field.
    pub fn best(&self, field: Field) -> Option<&Found> {
        self.found.iter().find(|found| found.field == field)
    }

    /// All findings of a field, the surest first; more than one contradict each other.
    pub fn all(&self, field: Field) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(move |found| found.field == field)
    }

    /// What a field says, as text; empty if nothing was found.
    pub fn shown(&self, field: Field) -> String {
        self.best(field).map(|found| found.value.shown()).unwrap_or_default()
    }

    /// The day that a field says.
    pub fn date(&self, field: Field) -> Option<Date> {
        match &self.best(field)?.value {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }
}

/// What a container reader gives on the way.
struct Raw {
    pasted: Pasted,
    /// Lines and tables with places, in which labels are looked for.
    document: Document,
    /// What the page or file calls itself, with how sure that is.
    title: Option<(String, Source, Confidence)>,
    found: Vec<Found>,
    attachments: Vec<Attachment>,
    is_page: bool,
}

/// Reads a document of any kind. The kind is found from the bytes; only whether a text is Markdown is asked of the name
/// as well.
///
/// # Errors
///
/// If the file is of a kind that is not read, is damaged, passes a limit or has no text. A document of which nothing
/// was found but its text is no error.
pub fn import_document(bytes: &[u8], name: &str) -> Result<ImportedDocument, ReadError> {
    limits::check_input(bytes)?;
    let media = sniff(bytes);
    if let Some(refusal) = media.refusal() {
        return Err(refusal);
    }
    let raw = match media {
        // Markdown can hold as much markup as a page.
        Media::Html if is_markdown_name(name) => read_text(bytes, name),
        Media::Html | Media::Mhtml => read_page(media, bytes)?,
        Media::Docx => read_word(bytes)?,
        Media::Pdf => read_pdf(bytes)?,
        Media::Xlsx | Media::Xls | Media::Ods => from_document(workbook::parse(bytes)?),
        _ => read_text(bytes, name),
    };
    let mut imported = put_together(raw)?;
    name.clone_into(&mut imported.file);
    imported.sha256 = sha256_hex(bytes);
    imported.media = media.as_str();
    Ok(imported)
}

fn put_together(raw: Raw) -> Result<ImportedDocument, ReadError> {
    let Raw { pasted, document, title, mut found, attachments, is_page } = raw;
    let Pasted { text, images, removed } = pasted;
    found.extend(label::find(&document));
    // What names the text best is looked for in it.
    let labelled = found.iter().find(|f| f.field == Field::Title && f.confidence == Confidence::High);
    let known = labelled.map(|f| f.value.shown()).or_else(|| title.as_ref().map(|(title, ..)| title.clone()));
    let told = body::find(text.blocks(), known.as_deref());
    found.extend(told.found);
    if let Some((words, source, confidence)) = title {
        let value = Value::Text(value::tidy(&words));
        found.push(Found { field: Field::Title, value, raw: words, source, confidence });
    }
    found::settle(&mut found);
    let mut left_out = Vec::new();
    let mut blocks = text.into_blocks();
    while is_page && blocks.last().is_some_and(|block| page::is_after(&block.text())) {
        left_out.extend(blocks.pop().map(|block| block.text()));
    }
    let mut at = 0;
    blocks.retain(|block| {
        let is_head = told.heads.contains(&at);
        at += 1;
        if is_head {
            left_out.insert(left_out.len().min(at - 1), block.text());
        }
        !is_head
    });
    let body = RichText::from_blocks(blocks);
    if body.is_empty() && found.is_empty() && images.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(ImportedDocument {
        file: String::new(),
        sha256: String::new(),
        media: "",
        body,
        found,
        images,
        attachments,
        left_out,
        removed,
        notices: document.notices,
    })
}

/// The fields that elements of a page or properties of a file name.
fn from_meta(meta: &[(String, String)]) -> Vec<Found> {
    const NAMES: [(&str, Field); 8] = [
        ("ArticleTitle", Field::Title),
        ("PubDate", Field::PublishedOn),
        ("ContentSource", Field::Origin),
        ("ColumnName", Field::Column),
        ("Keywords", Field::Keywords),
        ("Description", Field::Summary),
        ("IndexNumber", Field::IndexNumber),
        ("DocumentNumber", Field::Number),
    ];
    let mut out = Vec::new();
    for (name, raw) in meta {
        let Some((known, field)) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) else {
            continue;
        };
        if let Some((value, confidence)) = value::read(*field, raw) {
            let source = Source::Meta((*known).to_owned());
            out.push(Found { field: *field, value, raw: raw.clone(), source, confidence });
        }
    }
    out
}

fn read_page(media: Media, bytes: &[u8]) -> Result<Raw, ReadError> {
    let page = match media {
        Media::Mhtml => Cow::Owned(mhtml::page(bytes)?),
        _ => Cow::Borrowed(bytes),
    };
    let (page, mut notices) = encoding::decode(&page);
    let mut document = html::parse(&page);
    limits::check_cells(&document)?;
    document.notices.append(&mut notices);
    // The page may have been taken out of a script's string.
    let tree = Tree::parse(&document.text);
    let main = page::main_content(&tree);
    let found = from_meta(&tree.meta);
    let is_titled = found.iter().any(|f| f.field == Field::Title);
    let title = match page::only_heading(&tree) {
        _ if is_titled => None,
        Some(heading) => Some((heading, Source::Meta("h1".to_owned()), Confidence::Medium)),
        None => {
            // The name of the site follows the title, after a stroke.
            let first = tree.title.split(['_', '|', '–', '—']).next().unwrap_or_default().trim();
            let first =
                first.split("--").next().unwrap_or_default().split(" - ").next().unwrap_or_default().trim();
            (!first.is_empty()).then(|| (first.to_owned(), Source::Meta("title".to_owned()), Confidence::Low))
        }
    };
    let attachments = page::linked_files(&tree, main);
    let pasted = rich_text::from_tree(&tree, main);
    let is_page = main != ROOT;
    if is_page {
        document.notices.push(Notice::new(NoticeCode::PageFurnitureSkipped, "navigation"));
    }
    Ok(Raw { pasted, document, title, found, attachments, is_page })
}

fn read_word(bytes: &[u8]) -> Result<Raw, ReadError> {
    let word = docx::read(bytes)?;
    let mut pasted = rich_text::paste(&word.html);
    pasted.images.extend(word.images);
    let document = crate::read::docx::parse(bytes)?;
    if pasted.text.is_empty() && !document.blocks.is_empty() {
        // A Word file that only holds a web page.
        return Ok(Raw { found: from_meta(&word.meta), ..from_document(document) });
    }
    let title = match word.title {
        Some(title) => Some((title, Source::Meta("style".to_owned()), Confidence::High)),
        None => word
            .meta
            .iter()
            .find(|(name, _)| name == "title")
            .map(|(_, title)| (title.clone(), Source::Meta("title".to_owned()), Confidence::Low)),
    };
    Ok(Raw { pasted, document, title, found: Vec::new(), attachments: word.attachments, is_page: false })
}

fn read_pdf(bytes: &[u8]) -> Result<Raw, ReadError> {
    let mut documents = pdf::parse(bytes)?;
    // Tables by their ruling lines if there are any; else lines in the order of reading.
    let at = documents.iter().position(|d| d.extraction == "pdf-ruled").unwrap_or(0);
    let document = documents.swap_remove(at);
    let title = document
        .meta
        .iter()
        .find(|(name, _)| name == "title")
        .map(|(_, title)| (title.clone(), Source::Meta("title".to_owned()), Confidence::Low));
    Ok(Raw { title, ..from_document(document) })
}

fn read_text(bytes: &[u8], name: &str) -> Raw {
    let (text, mut notices) = encoding::decode(bytes);
    let mut document = text::parse(text.clone());
    document.notices.append(&mut notices);
    if !is_markdown_name(name) && !is_markdown(&text) {
        return from_document(document);
    }
    let options = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
    let mut page = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut page, pulldown_cmark::Parser::new_ext(&text, options));
    let tree = Tree::parse(&page);
    let title = page::only_heading(&tree).map(|h| (h, Source::Meta("h1".to_owned()), Confidence::High));
    let attachments = page::linked_files(&tree, ROOT);
    let pasted = rich_text::from_tree(&tree, ROOT);
    Raw { pasted, document, title, found: Vec::new(), attachments, is_page: false }
}

fn is_markdown_name(name: &str) -> bool {
    [".md", ".markdown"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending))
}

/// Headings with `#`, or the line under the head of a table.
fn is_markdown(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim();
        let hashes = line.bytes().take_while(|b| *b == b'#').count();
        let is_heading = (1..=6).contains(&hashes) && line[hashes..].starts_with(' ');
        let is_rule = line.contains("---") && line.contains('|') && line.chars().all(|c| "|-: ".contains(c));
        is_heading || is_rule
    })
}

/// Lines and tables as a rich text.
fn from_document(document: Document) -> Raw {
    let blocks = document.blocks.iter().map(|block| match block {
        document::Block::Line(line) if line.heading > 0 => Block::Heading(Heading {
            level: (line.heading + 1).min(4),
            align: Default::default(),
            content: vec![Inline::text(line.text.trim())],
        }),
        document::Block::Line(line) => paragraph(&line.text),
        document::Block::Table(table) => Block::Table(table_of(table)),
    });
    let text = RichText::from_blocks(blocks.collect());
    let pasted = Pasted { text, ..Pasted::default() };
    Raw { pasted, document, title: None, found: Vec::new(), attachments: Vec::new(), is_page: false }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(Paragraph { content: vec![Inline::text(text)], ..Paragraph::default() })
}

fn table_of(table: &document::Table) -> Table {
    let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); table.rows as usize];
    for cell in &table.cells {
        let blocks = cell.text.lines().filter(|line| !line.trim().is_empty()).map(paragraph).collect();
        let (row_span, column_span) = (cell.row_span, cell.column_span);
        if let Some(row) = rows.get_mut(cell.row as usize) {
            row.push(Cell { is_header: false, row_span, column_span, blocks });
        }
    }
    Table { rows, ..Table::default() }
}

#[cfg(test)]
mod tests;
