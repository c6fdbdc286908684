//! HTML to lines and tables.
//!
//! Reads what a browser would show, as far as text and tables go: a whole page with navigation around the
//! report, a fragment, what Word pasted, a page whose report stands in a script or a JSON string. Formatting is
//! looked through, so that a label cut into ten `<font>` elements is one label again.

mod builder;
mod escaped;
mod flow;
mod table;
mod tags;

pub(crate) use self::tags::number as leading_number;

use std::borrow::Cow;

use html5gum::Tokenizer;

use self::builder::{Builder, Hidden};
use super::Document;

/// Reads a page or a fragment. Never fails: what cannot be understood is text.
///
/// Lines and cells keep the byte range in [`Document::text`], which is the input, unless the page had to be
/// taken out of an escaped string first. A document over [`TABLE_CELLS`](super::limits::TABLE_CELLS) is cut one
/// cell later, with a notice; [`check_cells`](super::limits::check_cells) turns that into an error.
pub fn parse(text: &str) -> Document {
    let source = escaped::unescape_whole(text);
    let builder = build(&source, Hidden::Skip);
    if builder.has_table() {
        return document(builder, source);
    }
    if let Some((builder, source)) = look_deeper(&builder, &source) {
        return document(builder, Cow::Owned(source));
    }
    document(builder, source)
}

/// Looks for tables where a script would put them on the page.
fn look_deeper(builder: &Builder, source: &str) -> Option<(Builder, String)> {
    if builder.hidden_tables > 0 {
        let shown = build(source, Hidden::Read);
        if shown.has_table() {
            return Some((shown, source.to_owned()));
        }
    }
    let unpacked = [escaped::unpack_scripts(source, &builder.scripts), escaped::unescape_entities(source)];
    unpacked.into_iter().flatten().find_map(|source| {
        let seen = [Hidden::Skip, Hidden::Read].into_iter().map(|hidden| build(&source, hidden));
        let builder = seen.into_iter().find(Builder::has_table)?;
        Some((builder, source))
    })
}

fn build(source: &str, hidden: Hidden) -> Builder {
    let mut builder = Builder::new(hidden);
    // The builder keeps everything, so there are no tokens and no errors.
    let Ok(()) = Tokenizer::new_with_emitter(source, &mut builder).finish();
    builder
}

fn document(builder: Builder, source: Cow<'_, str>) -> Document {
    let meta = meta(&builder);
    Document {
        blocks: builder.blocks,
        meta,
        extraction: "html",
        text: source.into_owned(),
        notices: builder.notices,
    }
}

/// What the page says about itself, under common names; the more specific first.
fn meta(builder: &Builder) -> Vec<(String, String)> {
    let mut meta: Vec<(String, String)> = Vec::new();
    for (name, value) in &builder.meta {
        let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
        let value = value.trim();
        if let Some(name) = meta_name(&name)
            && !value.is_empty()
        {
            meta.push((name.to_owned(), value.to_owned()));
        }
    }
    // `ArticleTitle` names the article, `<title>` often the site as well.
    let title = builder.title();
    if !title.is_empty() {
        meta.push(("title".to_owned(), title));
    }
    meta
}

/// The common name of a `meta` element.
///
/// The names in capitals are those that government sites must use (国办发〔2017〕47号, annex).
fn meta_name(name: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("ArticleTitle", "title"),
        ("og:title", "title"),
        ("DC.Title", "title"),
        ("PubDate", "published"),
        ("PublishDate", "published"),
        ("article:published_time", "published"),
        ("DC.Date", "published"),
        ("created", "created"),
        ("changed", "changed"),
        ("Author", "author"),
        ("DC.Creator", "author"),
        ("ContentSource", "source"),
        ("SiteName", "site"),
        ("ColumnName", "column"),
        ("Keywords", "keywords"),
        ("Description", "description"),
        ("generator", "generator"),
    ];
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, common)| *common)
}

#[cfg(test)]
mod tests;
