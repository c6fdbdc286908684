//! Word documents (DOCX) to lines and tables.

mod body;
pub(crate) mod styles;

pub(crate) use self::styles::number as number_in_words_format;

use gongkai_domain::report::Notice;

use self::body::Body;
use self::styles::{Lists, Styles};
use super::package::Package;
use super::sniff::{Media, sniff};
use super::xml::{self, Node};
use super::{Document, ReadError, encoding, html};

/// Reads a Word document.
///
/// Deleted text, hidden text, comments, footnotes, page headers and footers are left out; inserted text and
/// automatic numbers are read. `row` in the place of a line is the number of its paragraph.
///
/// # Errors
///
/// If the container or its main part is damaged or over a limit.
pub fn parse(bytes: &[u8]) -> Result<Document, ReadError> {
    let mut package = Package::open(bytes, "DOCX")?;
    let main = main_part(&mut package)?;
    let folder = main.rfind('/').map_or("", |at| &main[..=at]);
    let missing = || ReadError::Damaged { kind: "DOCX", detail: format!("{main} is missing") };
    let text = package.text(&main)?.ok_or_else(missing)?;
    // A damaged list of styles only costs the headings.
    let mut optional = |name: &str| package.text(&format!("{folder}{name}"));
    let styles = optional("styles.xml")?.and_then(|text| Styles::read(&text).ok()).unwrap_or_default();
    let lists = optional("numbering.xml")?.and_then(|text| Lists::read(&text).ok()).unwrap_or_default();
    let mut body = Body::new(&styles, lists);
    xml::read(&text, "DOCX", |node| body.visit(node))?;
    let (blocks, notices, chunks) = (body.blocks, body.notices, body.chunks);
    let meta = properties(&mut package)?;
    if blocks.is_empty()
        && let Some(mut document) = read_chunk(&mut package, &main, &chunks, &notices)?
    {
        document.meta.splice(0..0, meta);
        return Ok(document);
    }
    Ok(Document { blocks, meta, extraction: "docx", text: String::new(), notices })
}

/// The name of the main part, as the package says; else the usual one.
pub(crate) fn main_part(package: &mut Package<'_>) -> Result<String, ReadError> {
    let named = relations(package, "_rels/.rels")?
        .into_iter()
        .find(|relation| relation.kind.ends_with("/officeDocument"))
        .map(|relation| relation.target.trim_start_matches('/').to_owned());
    Ok(named.filter(|name| package.has(name)).unwrap_or_else(|| "word/document.xml".to_owned()))
}

/// A line from one part of the package to another, or out of it.
pub(crate) struct Relation {
    /// How the part calls it.
    pub(crate) id: String,
    /// What it is for: an address.
    pub(crate) kind: String,
    /// Where it leads.
    pub(crate) target: String,
}

/// The relations that a part of relations lists.
pub(crate) fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<Relation>, ReadError> {
    let mut relations = Vec::new();
    let Some(text) = package.text(part)? else { return Ok(relations) };
    // Damaged relations only cost what they name.
    let _ = xml::read(&text, "DOCX", |node| {
        if let Node::Start("Relationship", attributes) = node {
            let get = |name: &str| attributes.get(name).unwrap_or_default();
            relations.push(Relation { id: get("Id"), kind: get("Type"), target: get("Target") });
        }
        Ok(())
    });
    Ok(relations)
}

/// Title, author and dates of `docProps/core.xml`.
pub(crate) fn properties(package: &mut Package<'_>) -> Result<Vec<(String, String)>, ReadError> {
    let mut meta: Vec<(String, String)> = Vec::new();
    let Some(text) = package.text("docProps/core.xml")? else { return Ok(meta) };
    let mut open = None;
    let _ = xml::read(&text, "DOCX", |node| {
        match (node, open) {
            (Node::Start(name, _), _) => {
                open = match name {
                    "title" => Some("title"),
                    "creator" => Some("author"),
                    "created" => Some("created"),
                    "modified" => Some("changed"),
                    "description" => Some("description"),
                    _ => None,
                }
            }
            (Node::Text(text), Some(name)) if !text.trim().is_empty() => match meta.last_mut() {
                Some((last, value)) if last == name => value.push_str(text),
                _ => meta.push((name.to_owned(), text.to_owned())),
            },
            (Node::End(_), _) => open = None,
            _ => {}
        }
        Ok(())
    });
    Ok(meta)
}

/// Some programs write a Word file that only holds a web page, which Word converts when it opens it.
fn read_chunk(
    package: &mut Package<'_>,
    main: &str,
    chunks: &[String],
    notices: &[Notice],
) -> Result<Option<Document>, ReadError> {
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", main));
    for relation in relations(package, &format!("{folder}/_rels/{name}.rels"))? {
        if !chunks.contains(&relation.id) {
            continue;
        }
        let target = match relation.target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{folder}/{}", relation.target),
        };
        if let Some(bytes) = package.part(&target)?
            && sniff(&bytes) == Media::Html
        {
            let (text, found) = encoding::decode(&bytes);
            let mut document = html::parse(&text);
            document.extraction = "docx-html";
            document.notices.splice(0..0, found.into_iter().chain(notices.iter().cloned()));
            return Ok(Some(document));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
