//! The text of a document: a small, safe subset of HTML.
//!
//! Whatever is pasted or imported becomes a tree of blocks whose types have room for nothing unsafe, and what is
//! stored is that tree written out. So nothing is filtered: what is not understood has no place to be in
//! (decision 0012). Elements are `h2`–`h4`, `p`, `ul`, `ol`, `li`, `table` with `caption`, `thead`, `tbody`, `tr`,
//! `th`, `td`, `blockquote`, `hr`, `br`, `strong`, `em`, `u`, `sup`, `sub`, `a` and `img`; classes are
//! `align-center`, `align-right` and `indent`; pictures are told by the hash of their bytes.

mod convert;
pub mod diff;

mod flow;
mod html;
mod image;
mod model;
mod plain;
mod style;
mod table;
pub(crate) mod tree;
mod word;

pub use model::{Align, Block, Cell, Heading, Inline, List, Marks, Paragraph, Slot, Table, text_of};
pub use plain::{PlainText, to_text};
pub(crate) use style::safe_href;
pub(crate) use word::official_level as official_level_of;

use tree::{NodeId, ROOT, Tree};

/// A text that was cleaned. Writing it and cleaning that gives the same text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RichText {
    blocks: Vec<Block>,
}

/// What came of a paste.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pasted {
    /// The text.
    pub text: RichText,
    /// Pictures whose bytes were in it, each once.
    pub images: Vec<Image>,
    /// What was left out or lost.
    pub removed: Removed,
}

/// A picture that came with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Hash of the bytes (SHA-256, lower-case hex).
    pub sha256: String,
    /// The media type, found from the bytes.
    pub media: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What cleaning took away that somebody may miss. Formatting is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Removed {
    /// Pictures at addresses, which are not fetched.
    pub images: u32,
    /// Links whose address is not allowed; their text stayed.
    pub links: u32,
    /// Scripts, frames, embedded programs and event handlers.
    pub active: u32,
    /// Passages that were struck out and now are not: the text stayed.
    pub strikes: u32,
    /// Whether a table went on after the limit of cells.
    pub is_cut: bool,
}

/// Cleans a paste from Word, WPS, Excel or a page, or checks what an editor sends.
///
/// Never fails: what is not understood is text, or nothing.
pub fn clean(html: &str) -> RichText {
    paste(html).text
}

/// As [`clean`], with the pictures that were in it and a count of what was lost.
pub fn paste(html: &str) -> Pasted {
    from_tree(&Tree::parse(html), ROOT)
}

/// The rich text of a part of a page.
pub(crate) fn from_tree(tree: &Tree, from: NodeId) -> Pasted {
    let (blocks, images, removed) = convert::convert(tree, from);
    Pasted { text: RichText { blocks }, images, removed }
}

impl RichText {
    /// A text of blocks that were put together elsewhere; they are cleaned like any paste.
    pub fn from_blocks(blocks: Vec<Block>) -> RichText {
        clean(&RichText { blocks }.html())
    }

    /// The paragraphs of a plain text, one a line; a line that begins with ideographic spaces is indented.
    pub fn from_plain(text: &str) -> RichText {
        let paragraph = |line: &str| {
            let is_indented = line.starts_with('\u{3000}');
            let content = vec![Inline::text(line.trim_start_matches('\u{3000}'))];
            Block::Paragraph(Paragraph { is_indented, content, ..Paragraph::default() })
        };
        RichText::from_blocks(text.lines().filter(|line| !line.trim().is_empty()).map(paragraph).collect())
    }

    /// Its blocks.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Its blocks, to take apart.
    pub fn into_blocks(self) -> Vec<Block> {
        self.blocks
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The HTML that is stored. Pictures have addresses of the form `sha256:…`, which no browser loads.
    pub fn html(&self) -> String {
        self.html_with(|sha256| format!("{}{sha256}", image::SCHEME))
    }

    /// The HTML for a page, with an address for the hash of each picture.
    pub fn html_with(&self, address: impl Fn(&str) -> String) -> String {
        html::write(&self.blocks, &address).html
    }

    /// The hashes of its pictures, in order, each once.
    pub fn images(&self) -> Vec<&str> {
        let mut out = Vec::new();
        for block in &self.blocks {
            html::images_of(block, &mut out);
        }
        out
    }
}

#[cfg(test)]
mod tests;
