//! Saved pages: the text between navigation, banners and footers.

use super::{Attachment, Content};
use crate::rich_text::tree::{Element, Node, NodeId, ROOT, Tree, descendants, is_block};

/// A block that holds this share of what its parent says takes its place. Unit: percent.
const DOMINANT: u64 = 80;
/// The same for a block whose name says that it holds the text.
const DOMINANT_BY_NAME: u64 = 50;
/// Words in names of blocks that hold the text, over all kinds of sites.
const NAMES: [&str; 8] = ["article", "content", "editor", "zoom", "detail", "maintext", "main-text", "正文"];
/// Files that a link can lead to.
const FILES: [&str; 20] = [
    "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "pdf", "ofd", "zip", "rar", "7z", "txt", "csv",
    "rtf", "ceb", "jpg", "png", "mp4",
];

/// The element of a page that holds its text.
pub(super) fn main_content(tree: &Tree) -> NodeId {
    let weights = weights(tree);
    let mut at = ROOT;
    loop {
        let total = weights[at];
        let heaviest = tree.children(at).iter().copied().filter(|child| is_container(tree, *child));
        let Some(heaviest) = heaviest.max_by_key(|child| (weights[*child], std::cmp::Reverse(*child))) else {
            return at;
        };
        let share = match tree.element(heaviest) {
            Some(element) if is_named(element) => DOMINANT_BY_NAME,
            _ => DOMINANT,
        };
        if weights[heaviest] == 0 || weights[heaviest] * 100 < total * share {
            return at;
        }
        at = heaviest;
    }
}

/// What each element says: characters outside links, those that end sentences counted several times, since
/// navigation has none of them.
fn weights(tree: &Tree) -> Vec<u64> {
    let mut weights = vec![0u64; tree.len()];
    // Children have higher numbers than their parents, so that one pass from the end adds them up.
    for id in (0..tree.len()).rev() {
        weights[id] = match tree.node(id) {
            Node::Text(text) => text.chars().map(weight).sum(),
            Node::Element(element) if is_furniture(element) => 0,
            Node::Element(element) => element.children.iter().map(|child| weights[*child]).sum(),
        };
    }
    weights
}

fn weight(c: char) -> u64 {
    match c {
        c if c.is_whitespace() => 0,
        '。' | '，' | '；' | '、' => 6,
        _ => 1,
    }
}

fn is_furniture(element: &Element) -> bool {
    let hidden = element.get("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    hidden
        || matches!(
            element.name.as_str(),
            "a" | "script"
                | "style"
                | "head"
                | "nav"
                | "footer"
                | "form"
                | "select"
                | "option"
                | "button"
                | "noscript"
                | "textarea"
                | "iframe"
                | "title"
                | "aside"
                | "template"
        )
}

/// An element that can hold a whole text. A table of data is part of one.
fn is_container(tree: &Tree, id: NodeId) -> bool {
    let Some(element) = tree.element(id) else { return false };
    match element.name.as_str() {
        "p" | "ul" | "ol" | "dl" | "blockquote" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "li"
        | "dd" => false,
        "table" => {
            element.has_inner_table
                || descendants(tree, id).iter().filter(|id| is_cell(tree, **id)).count() <= 1
        }
        name if is_furniture(element) || name == "span" => false,
        // Elements of their own (`<ucapcontent>`) hold texts on some sites.
        name => is_block(name) || !element.children.is_empty(),
    }
}

fn is_cell(tree: &Tree, id: NodeId) -> bool {
    tree.element(id).is_some_and(|element| matches!(element.name.as_str(), "td" | "th"))
}

fn is_named(element: &Element) -> bool {
    let names = [element.get("id"), element.get("class"), Some(element.name.as_str())];
    let named = names.into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase();
    NAMES.iter().any(|name| named.contains(name))
}

/// The text of the only first-level heading, if there is one.
pub(super) fn only_heading(tree: &Tree) -> Option<String> {
    let headings =
        descendants(tree, ROOT).into_iter().filter(|id| tree.element(*id).is_some_and(|e| e.name == "h1"));
    let texts: Vec<String> =
        headings.map(|id| super::value::tidy(&tree.text(id))).filter(|t| !t.is_empty()).collect();
    match texts.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// Links to files in a part of a page.
pub(super) fn linked_files(tree: &Tree, from: NodeId) -> Vec<Attachment> {
    let mut out: Vec<Attachment> = Vec::new();
    for id in descendants(tree, from) {
        let Some(element) = tree.element(id).filter(|e| e.name == "a") else { continue };
        let Some(href) = element.get("href").and_then(crate::rich_text::safe_href) else { continue };
        let path = href.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        if !FILES.contains(&ending.as_str()) {
            continue;
        }
        let text = super::value::tidy(&tree.text(id));
        let name =
            if text.is_empty() { path.rsplit('/').next().unwrap_or_default().to_owned() } else { text };
        let content = Content::Linked { href };
        if out.iter().all(|known| known.content != content) {
            out.push(Attachment { name, content });
        }
    }
    out
}

/// Words with which a page goes on after its text.
const AFTER: [&str; 14] = [
    "扫一扫",
    "打印",
    "关闭",
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "分享到",
    "相关链接",
    "相关信息",
    "返回顶部",
    "责任编辑",
    "【打印",
    "[打印",
];

/// Whether a short last line belongs to the page and not to the text.
pub(super) fn is_after(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 60 && AFTER.iter().any(|word| text.starts_with(word))
}
