//! What Word and WPS mean by their paragraphs: list items, headings, numbers that were typed.

use super::convert::{Piece, Sink, put_item};
use super::model::{Block, Inline, List, Paragraph};
use super::style::Look;
use super::tree::{Element, NodeId, Tree, descendants};

/// A heading has at most so many characters.
const HEADING_CHARS: usize = 50;

/// A paragraph that Word shows as an item of a list.
#[derive(Debug)]
pub(super) struct ListItem {
    /// From 1.
    level: u32,
    /// Its number; `None` for a bullet.
    number: Option<u32>,
    /// What it says.
    pub(super) blocks: Vec<Block>,
}

/// The heading level that a paragraph has by its style or outline level.
pub(super) fn level(element: &Element, look: &Look) -> Option<u8> {
    let class = element.get("class").unwrap_or_default();
    if class == "MsoTitle" {
        return Some(1);
    }
    let of_name = |name: &str| -> Option<u8> {
        let name = name.trim_matches(['"', '\'']).to_lowercase();
        let digits =
            name.strip_prefix("msoheading").or(name.strip_prefix("heading")).or(name.strip_prefix("标题"))?;
        digits.trim().parse().ok().filter(|level| (1..=9).contains(level))
    };
    let outline = || look.get("mso-outline-level")?.parse().ok().filter(|level| (1..=9).contains(level));
    let level = of_name(class).or_else(|| look.get("mso-style-name").and_then(of_name)).or_else(outline)?;
    Some(level.min(6))
}

/// The final level of a heading of an official document by its number: 一、 is 2, （一） is 3, 1. is 4.
///
/// The number alone does not make a heading; the caller knows that the paragraph is marked as one.
pub(crate) fn official_level(text: &str) -> Option<u8> {
    if text.chars().count() > HEADING_CHARS
        || text.contains('\n')
        || text.ends_with(['。', '；', '，', '：', ':', ';'])
    {
        return None;
    }
    let is_numeral = |c: char| "一二三四五六七八九十".contains(c);
    let after = |text: &str, is: &dyn Fn(char) -> bool| -> Option<usize> {
        let length = text.find(|c| !is(c)).unwrap_or(text.len());
        (length > 0).then_some(length)
    };
    if let Some(inner) = text.strip_prefix(['（', '(']) {
        let length = after(inner, &is_numeral)?;
        return inner[length..].starts_with(['）', ')']).then_some(3);
    }
    if let Some(length) = after(text, &is_numeral) {
        return text[length..].starts_with('、').then_some(2);
    }
    let length = after(text, &|c| c.is_ascii_digit()).filter(|length| *length <= 2)?;
    let rest = text[length..].strip_prefix(['.', '．', '、'])?;
    (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some(4)
}

/// The list item that a paragraph is, if Word put a bullet or an Arabic number before it.
pub(super) fn list_item(tree: &Tree, id: NodeId, element: &Element, look: &Look) -> Option<ListItem> {
    let is_listed = look.get("mso-list").is_some_and(|list| list.contains("level"))
        || element.get("class").is_some_and(|class| class.starts_with("MsoList"));
    if !is_listed {
        return None;
    }
    let inside = descendants(tree, id);
    let look_of = |id: &NodeId| tree.element(*id).map(|element| Look::of(element, &tree.styles));
    let at = inside
        .iter()
        .position(|id| look_of(id).is_some_and(|look| look.get("mso-list") == Some("ignore")))?;
    let text = tree.text(inside[at]);
    // Symbol fonts are named on the elements around the marker, which come before it.
    let is_symbolic = inside[..=at].iter().filter_map(look_of).any(|look| {
        let face = look.get("font-family").unwrap_or_default();
        ["wingdings", "symbol", "webdings"].iter().any(|name| face.contains(name))
    });
    let number = match trimmed(&text) {
        "" => return None,
        text if is_bullet(text, is_symbolic) => None,
        text => Some(text.strip_suffix(['.', '．'])?.parse().ok()?),
    };
    let level = look.get("mso-list").and_then(|list| {
        let digits = list.split("level").nth(1)?;
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse().ok()
    });
    Some(ListItem { level: level.unwrap_or(1).clamp(1, 9), number, blocks: Vec::new() })
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{A0}')
}

/// A sign that is neither number nor letter; symbol fonts use letters for signs, and `o` is the circle of the others.
fn is_bullet(text: &str, is_symbolic: bool) -> bool {
    let mut chars = text.chars();
    let (Some(sign), None) = (chars.next(), chars.next()) else { return false };
    !sign.is_alphanumeric() || sign == 'o' || (is_symbolic && sign.is_ascii_alphabetic())
}

/// A number that Word made, as it would be typed.
pub(super) fn typed_marker(text: &str) -> String {
    let mut marker = trimmed(text).to_owned();
    if marker.ends_with(|c: char| c.is_ascii()) && !marker.is_empty() {
        marker.push(' ');
    }
    marker
}

/// Gives out an item of a list as a paragraph that begins with its number.
pub(super) fn push_typed(sink: &mut Sink, marker: &str, mut blocks: Vec<Block>) {
    let number = Inline::text(typed_marker(marker));
    match blocks.first_mut() {
        Some(Block::Paragraph(paragraph)) => prefix(&mut paragraph.content, number),
        _ => blocks.insert(
            0,
            Block::Paragraph(Paragraph { content: vec![Inline::text(marker)], ..Paragraph::default() }),
        ),
    }
    sink.extend(blocks);
}

/// Puts a plain text before others, into the first one if that is plain as well.
fn prefix(content: &mut Vec<Inline>, before: Inline) {
    match (&before, content.first_mut()) {
        (
            Inline::Text { text: start, marks, href },
            Some(Inline::Text { text, marks: first_marks, href: first_href }),
        ) if marks == first_marks && href == first_href => text.insert_str(0, start),
        _ => content.insert(0, before),
    }
}

/// Puts the items of Word into lists, by their level.
pub(super) fn assemble(pieces: Vec<Piece>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut run: Vec<ListItem> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Item(item) => run.push(item),
            Piece::Block(block) => {
                blocks.extend(nested(std::mem::take(&mut run)).into_iter().map(Block::List));
                blocks.push(block);
            }
        }
    }
    blocks.extend(nested(run).into_iter().map(Block::List));
    blocks
}

/// Lists of items in a row; those of a deeper level belong to the item before them.
fn nested(items: Vec<ListItem>) -> Vec<List> {
    let mut lists: Vec<List> = Vec::new();
    let Some(top) = items.first().map(|item| item.level) else { return lists };
    let mut below: Vec<ListItem> = Vec::new();
    let attach = |lists: &mut Vec<List>, below: &mut Vec<ListItem>| {
        if let Some(last) = lists.last_mut().and_then(|list| list.items.last_mut()) {
            last.extend(nested(std::mem::take(below)).into_iter().map(Block::List));
        }
    };
    for item in items {
        if item.level > top {
            below.push(item);
            continue;
        }
        attach(&mut lists, &mut below);
        put_item(&mut lists, item.number, item.blocks);
    }
    attach(&mut lists, &mut below);
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn official_numbers_have_their_levels() {
        let level = official_level;
        assert_eq!(level("一、总体要求"), Some(2));
        assert_eq!(level("十二、附则"), Some(2));
        assert_eq!(level("（三）加强领导"), Some(3));
        assert_eq!(level("1.工作目标"), Some(4));
        assert_eq!(level("12．工作目标"), Some(4));
        assert_eq!(level("3.5万元"), None);
        assert_eq!(level("2024年工作"), None);
        assert_eq!(level("一是加强领导"), None);
        assert_eq!(level("一、总体要求。坚持以人民为中心，做好工作。"), None);
    }
}
