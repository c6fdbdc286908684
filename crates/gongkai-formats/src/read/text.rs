//! Plain text and Markdown: every line is a block; what separates columns is found by the assembly.

use gongkai_domain::report::{Notice, NoticeCode, Place};

use super::document::{Block, Document, Line};
use super::rows::is_page_number;

/// Most lines that are read; the rest is left out with a notice.
pub const MAX_LINES: usize = 500_000;

/// Cuts a text into lines.
pub fn parse(text: String) -> Document {
    let mut blocks = Vec::new();
    let mut notices = Vec::new();
    let mut start = 0;
    let mut number = 0u32;
    for raw in text.split_inclusive('\n') {
        number += 1;
        if number as usize > MAX_LINES {
            notices.push(Notice::new(NoticeCode::LimitReached, format!("{MAX_LINES} lines")));
            break;
        }
        let (skipped, line, heading) = strip_markdown(raw.trim_end_matches(['\n', '\r']));
        if !line.trim().is_empty() {
            let from = start + skipped;
            let place = Place { row: Some(number), ..Place::bytes(from, from + line.len()) };
            blocks.push(Block::Line(Line { text: line.to_owned(), place, heading }));
        }
        start += raw.len();
    }
    Document { blocks, meta: Vec::new(), extraction: "text", text, notices }
}

/// Takes list, quotation and heading marks off the beginning of a line. Gives the bytes taken, the rest, the level.
fn strip_markdown(line: &str) -> (usize, &str, u8) {
    let mut rest = line;
    let mut heading = 0;
    if is_page_number(line) {
        return (0, line, 0);
    }
    for mark in ["> ", "- ", "* ", "+ "] {
        if let Some(stripped) = rest.strip_prefix(mark) {
            rest = stripped;
        }
    }
    let hashes = rest.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&hashes) && rest[hashes..].starts_with([' ', '\u{3000}']) {
        heading = u8::try_from(hashes).expect("at most 6");
        rest = rest[hashes..].trim_start();
    }
    (line.len() - rest.len(), rest, heading)
}
