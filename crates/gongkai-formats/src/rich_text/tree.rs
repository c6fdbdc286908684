//! A page as a tree of elements, built over the tokenizer.
//!
//! What the HTML standard says about implied ends is kept where it decides which text belongs together. The tree is
//! an arena of bounded depth, built in linear time, whatever the input.

use std::collections::BTreeMap;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::style::Stylesheet;
use crate::read::limits::NESTING;

/// Inner formatting that goes on after the end of an outer one, at most.
const REOPENED: usize = 8;

/// The number of a node in its tree.
pub(crate) type NodeId = usize;

/// An element or a text.
#[derive(Debug)]
pub(crate) enum Node {
    /// An element.
    Element(Element),
    /// Text with references resolved.
    Text(String),
}

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// Its name in lower case.
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    /// What is in it.
    pub(crate) children: Vec<NodeId>,
    /// Whether a table holds another one.
    pub(crate) has_inner_table: bool,
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

impl Element {
    /// Whether it would run a script.
    pub(crate) fn has_handler(&self) -> bool {
        self.attributes.iter().any(|(name, _)| name.starts_with("on"))
    }
}

/// A page or a piece of one.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// What `<style>` says of classes.
    pub(crate) styles: Stylesheet,
    /// Whether a word processor or spreadsheet wrote it.
    pub(crate) is_office: bool,
    /// The `name` and `content` of every `meta`.
    pub(crate) meta: Vec<(String, String)>,
    /// The text of the first `title`.
    pub(crate) title: String,
}

/// The root of every tree.
pub(crate) const ROOT: NodeId = 0;

impl Tree {
    /// Reads a page. Never fails.
    pub(crate) fn parse(html: &str) -> Tree {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut builder = Builder::default();
        for token in Tokenizer::new_with_emitter(html, emitter) {
            let Ok(token) = token;
            builder.take(token);
        }
        builder.finish()
    }

    /// How many nodes there are; their numbers are below this, and those of children above that of their parent.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// A node.
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// An element; `None` for text.
    pub(crate) fn element(&self, id: NodeId) -> Option<&Element> {
        match &self.nodes[id] {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        }
    }

    /// What is in a node.
    pub(crate) fn children(&self, id: NodeId) -> &[NodeId] {
        self.element(id).map_or(&[], |element| &element.children)
    }

    /// The text in a node, as it stands in the source.
    pub(crate) fn text(&self, id: NodeId) -> String {
        let mut out = String::new();
        self.push_text(id, &mut out);
        out
    }

    fn push_text(&self, id: NodeId, out: &mut String) {
        match &self.nodes[id] {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) => element.children.iter().for_each(|child| self.push_text(*child, out)),
        }
    }
}

/// Elements without content.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "bgsound"
            | "frame"
            | "keygen"
    )
}

/// Elements that start and end a line.
pub(crate) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "plaintext"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

struct Open {
    id: NodeId,
    /// Its end tag was seen while a block in it was open; it ends with that block.
    is_ending: bool,
}

struct Builder {
    nodes: Vec<Node>,
    open: Vec<Open>,
    styles: Stylesheet,
    is_office: bool,
    meta: Vec<(String, String)>,
    title: Option<String>,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder {
            nodes: vec![Node::Element(Element::default())],
            open: vec![Open { id: ROOT, is_ending: false }],
            styles: Stylesheet::default(),
            is_office: false,
            meta: Vec::new(),
            title: None,
        }
    }
}

fn utf8(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Builder {
    fn take(&mut self, token: Token) {
        match token {
            Token::StartTag(tag) => self.start(&tag),
            Token::EndTag(tag) => self.end(&utf8(&tag.name)),
            Token::String(text) => self.text(utf8(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    fn finish(self) -> Tree {
        Tree {
            nodes: self.nodes,
            styles: self.styles,
            is_office: self.is_office,
            meta: self.meta,
            title: self.title.unwrap_or_default(),
        }
    }

    fn name(&self, at: usize) -> &str {
        match &self.nodes[self.open[at].id] {
            Node::Element(element) => &element.name,
            Node::Text(_) => "",
        }
    }

    fn add(&mut self, node: Node) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(node);
        let top = self.open.last().map_or(ROOT, |open| open.id);
        if let Node::Element(parent) = &mut self.nodes[top] {
            parent.children.push(id);
        }
        id
    }

    fn text(&mut self, text: String) {
        match self.name(self.open.len() - 1) {
            "style" => self.styles.read(&text),
            "title" if self.title.is_none() => self.title = Some(text.trim().to_owned()),
            _ => {}
        }
        self.add(Node::Text(text));
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = utf8(&tag.name);
        let attributes: Vec<(String, String)> =
            tag.attributes.iter().map(|(name, value)| (utf8(name), utf8(&value.value))).collect();
        self.is_office |= is_office(&name, &attributes);
        self.imply_ends(&name);
        if name == "table"
            && let Some(outer) = self.nearest(&["table"], &[])
            && let Node::Element(outer) = &mut self.nodes[self.open[outer].id]
        {
            outer.has_inner_table = true;
        }
        let element = Element { name, attributes, ..Element::default() };
        if element.name == "meta" {
            let key = element.get("name").or(element.get("property"));
            if let (Some(key), Some(value)) = (key, element.get("content")) {
                self.meta.push((key.trim().to_owned(), value.trim().to_owned()));
            }
        }
        // Office writes elements of its own, such as `<o:p/>`, that end where they begin.
        let is_empty = is_void(&element.name) || (tag.self_closing && element.name.contains(':'));
        let id = self.add(Node::Element(element));
        if !is_empty && self.open.len() < NESTING {
            self.open.push(Open { id, is_ending: false });
        }
    }

    /// The place in the stack of the innermost of `names`, unless one of `bounds` is further in.
    fn nearest(&self, names: &[&str], bounds: &[&str]) -> Option<usize> {
        for at in (1..self.open.len()).rev() {
            let name = self.name(at);
            if names.contains(&name) {
                return Some(at);
            }
            if bounds.contains(&name) {
                return None;
            }
        }
        None
    }

    /// Closes the innermost of `names` and all in it.
    fn close(&mut self, names: &[&str], bounds: &[&str]) {
        if let Some(at) = self.nearest(names, bounds) {
            self.truncate(at);
        }
    }

    fn truncate(&mut self, length: usize) {
        self.open.truncate(length.max(1));
        while self.open.len() > 1 && self.open.last().is_some_and(|open| open.is_ending) {
            self.open.pop();
        }
    }

    fn imply_ends(&mut self, name: &str) {
        const CELL: [&str; 4] = ["td", "th", "caption", "table"];
        if is_block(name) {
            self.close(&["p"], &CELL);
        }
        match name {
            "li" => self.close(&["li"], &["ul", "ol", "td", "th", "table"]),
            "dd" | "dt" => self.close(&["dd", "dt"], &["dl", "td", "th", "table"]),
            "td" | "th" => self.close(&["td", "th", "caption"], &["table"]),
            "tr" => self.close(&["tr", "td", "th", "caption"], &["table"]),
            "tbody" | "thead" | "tfoot" | "caption" => {
                while self.nearest(&["tbody", "thead", "tfoot", "tr", "caption"], &["table"]).is_some() {
                    self.close(&["tbody", "thead", "tfoot", "tr", "caption"], &["table"]);
                }
            }
            // A table in a table but in no cell ends the outer one.
            "table" if self.nearest(&["td", "th", "caption"], &["table"]).is_none() => {
                self.close(&["table"], &["td", "th", "caption"]);
            }
            heading if is_heading(heading) && is_heading(self.name(self.open.len() - 1)) => {
                self.truncate(self.open.len() - 1);
            }
            _ => {}
        }
        // A row ends its cells, and the row before it.
        if name == "tr" {
            self.close(&["tr"], &["table"]);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "br" => {
                self.add(Node::Element(Element { name: name.to_owned(), ..Element::default() }));
            }
            "table" => self.close(&["table"], &[]),
            "tr" | "tbody" | "thead" | "tfoot" | "td" | "th" | "caption" => self.close(&[name], &["table"]),
            heading if is_heading(heading) => {
                self.close(&["h1", "h2", "h3", "h4", "h5", "h6"], &["td", "th", "caption", "table"]);
            }
            block if is_block(block) => self.close(&[block], &["td", "th", "caption", "table"]),
            inline => self.end_inline(inline),
        }
    }

    fn end_inline(&mut self, name: &str) {
        let Some(at) = self.nearest(&[name], &["td", "th", "caption", "table"]) else { return };
        if (at + 1..self.open.len()).any(|inner| is_block(self.name(inner))) {
            self.open[at].is_ending = true;
            return;
        }
        // `<b><i></b>`: the inner formatting goes on after the outer one.
        let inner: Vec<NodeId> = self.open[at + 1..].iter().map(|open| open.id).collect();
        self.truncate(at);
        for id in inner.into_iter().take(REOPENED) {
            let Some(copy) = self.copy(id) else { continue };
            let id = self.add(Node::Element(copy));
            if self.open.len() < NESTING {
                self.open.push(Open { id, is_ending: false });
            }
        }
    }

    fn copy(&self, id: NodeId) -> Option<Element> {
        match &self.nodes[id] {
            Node::Element(e) => {
                Some(Element { name: e.name.clone(), attributes: e.attributes.clone(), ..Element::default() })
            }
            Node::Text(_) => None,
        }
    }
}

/// What Word, WPS and Excel write and nobody else does.
fn is_office(name: &str, attributes: &[(String, String)]) -> bool {
    name.starts_with("o:")
        || name.starts_with("w:")
        || attributes.iter().any(|(name, value)| match name.as_str() {
            "class" => value.starts_with("Mso"),
            "style" => value.contains("mso-"),
            "xmlns:o" | "xmlns:w" | "xmlns:x" => true,
            _ => false,
        })
}

/// The elements below a node, in order, the node included, for look-ups.
pub(crate) fn descendants(tree: &Tree, id: NodeId) -> Vec<NodeId> {
    let mut out = Vec::new();
    let mut rest = vec![id];
    while let Some(id) = rest.pop() {
        out.push(id);
        rest.extend(tree.children(id).iter().rev());
    }
    out
}

/// Declarations by property, later ones first.
pub(crate) type Declarations = BTreeMap<String, String>;
