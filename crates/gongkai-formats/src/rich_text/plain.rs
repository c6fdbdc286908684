//! The text of a document without its markup, and the way from a place in it back to the markup.

use std::ops::Range;

use super::RichText;
use super::html::{self, Piece};
use crate::write::markup::escape;

/// The text of a document, for search and screening.
///
/// Blocks, items and rows stand on lines of their own, cells are divided by tabs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainText {
    /// The text.
    pub text: String,
    runs: Vec<Run>,
    /// Where each block begins in the text.
    block_starts: Vec<usize>,
    html: String,
}

/// A stretch of text that is one piece in the HTML as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    text: (usize, usize),
    /// Where it begins in the HTML.
    html: usize,
}

/// The text of a document.
pub fn to_text(rich: &RichText) -> PlainText {
    let written = html::write(rich.blocks(), &|sha256| format!("{}{sha256}", super::image::SCHEME));
    let mut plain = PlainText { html: written.html, ..PlainText::default() };
    for piece in written.pieces {
        match piece {
            Piece::Text { text, at } => {
                let start = plain.text.len();
                plain.text.push_str(&text);
                plain.runs.push(Run { text: (start, plain.text.len()), html: at });
            }
            Piece::Divider(divider) => plain.text.push(divider),
            Piece::Block(_) => plain.block_starts.push(plain.text.len()),
        }
    }
    plain.text.truncate(plain.text.trim_end_matches('\n').len());
    plain
}

impl PlainText {
    /// The number of the block in which a byte of the text stands.
    pub fn block_at(&self, at: usize) -> usize {
        self.block_starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// Where a range of the text stands in the stored HTML: one range for each piece between two tags.
    ///
    /// What divides the pieces (line ends, tabs) is nowhere in the HTML and left out.
    pub fn in_html(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let first = self.runs.partition_point(|run| run.text.1 <= range.start);
        let runs = self.runs[first..].iter().take_while(|run| run.text.0 < range.end);
        runs.filter_map(|run| {
            let (from, to) = (range.start.max(run.text.0), range.end.min(run.text.1));
            let before = self.text.get(run.text.0..from)?;
            let start = run.html + escape(before).len();
            Some(start..start + escape(self.text.get(from..to)?).len())
        })
        .filter(|range| !range.is_empty())
        .collect()
    }

    /// The stored HTML with each range of the text in a `<mark>` that carries its number.
    ///
    /// A range that crosses tags is marked in pieces. Where ranges overlap, the earlier one is marked.
    pub fn marked_html(&self, ranges: &[Range<usize>]) -> String {
        let mut spots: Vec<(Range<usize>, usize)> = Vec::new();
        for (number, range) in ranges.iter().enumerate() {
            spots.extend(self.in_html(range.clone()).into_iter().map(|spot| (spot, number)));
        }
        spots.sort_by_key(|(spot, number)| (spot.start, *number));
        let mut out = String::with_capacity(self.html.len() + spots.len() * 48);
        let mut at = 0;
        for (spot, number) in spots {
            // What an earlier range has marked stays as it is.
            let start = spot.start.max(at);
            if start >= spot.end {
                continue;
            }
            out.push_str(&self.html[at..start]);
            out.push_str(&format!("<mark data-number=\"{number}\">{}</mark>", &self.html[start..spot.end]));
            at = spot.end;
        }
        out.push_str(&self.html[at..]);
        out
    }
}
