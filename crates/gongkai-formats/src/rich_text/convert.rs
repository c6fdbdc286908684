//! From a page's elements to the blocks of a rich text.

use super::flow::{Flow, Gathered};
use super::image::{self, Source};
use super::model::{Align, Block, Heading, Inline, List, Marks, Paragraph, text_of};
use super::style::{Look, safe_href};
use super::table;
use super::tree::{Element, Node, NodeId, Tree, descendants, is_block};
use super::word::{self, ListItem};
use super::{Image, Removed};
use crate::read::docx::number_in_words_format;

/// Deepest nesting of lists and quotations; what is deeper stands on this level.
const LEVELS: u8 = 8;

/// What is inherited from element to element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context<'t> {
    pub(super) marks: Marks,
    pub(super) href: Option<&'t str>,
    pub(super) align: Align,
    pub(super) is_indented: bool,
    /// Line breaks of the source are shown.
    pub(super) is_preformatted: bool,
    /// The number that Word puts before a paragraph is not text here.
    pub(super) skips_marker: bool,
    /// Level of the heading around it; 0 for none.
    pub(super) heading: u8,
    /// Set in a face of headings.
    pub(super) is_heading_face: bool,
    pub(super) levels: u8,
}

/// Reads a tree.
pub(super) struct Converter<'t> {
    pub(super) tree: &'t Tree,
    /// Addresses of links, made safe, in the order of their elements.
    links: &'t [(NodeId, String)],
    pub(super) removed: Removed,
    images: Vec<Image>,
    /// Cells of tables so far.
    pub(super) cells: usize,
}

/// Blocks being gathered in one place: the text, a list item, a cell.
#[derive(Debug, Default)]
pub(super) struct Sink {
    pieces: Vec<Piece>,
    flow: Flow,
    /// Look of the open paragraph.
    look: ParagraphLook,
}

#[derive(Debug, Clone, Copy, Default)]
struct ParagraphLook {
    align: Align,
    is_indented: bool,
    heading: u8,
    /// Whether all of its text is strong or in a face of headings, in a page of a word processor.
    is_marked: bool,
}

/// A block, or an item of a list of Word that has not been put together.
#[derive(Debug)]
pub(super) enum Piece {
    Block(Block),
    Item(ListItem),
}

/// Levels from here on are final; those below are what the page says and are shifted as a whole.
const FINAL: u8 = 10;

impl Sink {
    /// Ends the open paragraph.
    pub(super) fn end(&mut self) {
        if let Some(gathered) = self.flow.finish() {
            self.push(gathered);
        }
    }

    fn push(&mut self, gathered: Gathered) {
        let Gathered { content, is_indented, align } = gathered;
        let mut look = self.look;
        if look.heading == 0 && look.is_marked {
            look.heading = word::official_level(&text_of(&content)).map_or(0, |level| level + FINAL);
        }
        let align = if look.align == Align::Start { align } else { look.align };
        let block = match look.heading {
            0 => Block::Paragraph(Paragraph {
                align,
                is_indented: (look.is_indented || is_indented) && align == Align::Start,
                content,
            }),
            level => Block::Heading(Heading { level, align, content: without_strong(content) }),
        };
        self.pieces.push(Piece::Block(block));
    }

    /// Ends the open paragraph and adds a block.
    pub(super) fn block(&mut self, block: Block) {
        self.end();
        self.pieces.push(Piece::Block(block));
    }

    /// The blocks, with the items of Word put into lists.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end();
        word::assemble(self.pieces)
    }
}

/// A heading is strong as a whole, so that strong says nothing in it.
fn without_strong(content: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(content.len());
    for inline in content {
        match (inline, out.last_mut()) {
            (Inline::Text { text, marks, href }, last) => {
                let marks = marks.without(Marks::STRONG);
                match last {
                    Some(Inline::Text { text: before, marks: m, href: h }) if *m == marks && *h == href => {
                        before.push_str(&text);
                    }
                    _ => out.push(Inline::Text { text, marks, href }),
                }
            }
            (other, _) => out.push(other),
        }
    }
    out
}

/// Reads what is in a node of a tree.
pub(super) fn convert(tree: &Tree, from: NodeId) -> (Vec<Block>, Vec<Image>, Removed) {
    let mut links = Vec::new();
    let mut removed = Removed::default();
    for id in descendants(tree, from) {
        let Some(element) = tree.element(id) else { continue };
        removed.active += u32::from(element.has_handler());
        if element.name == "a"
            && let Some(href) = element.get("href")
        {
            match safe_href(href) {
                Some(safe) => links.push((id, safe)),
                // What leads to another place of the same page loses only that.
                None => removed.links += u32::from(!href.trim_start().starts_with('#')),
            }
        }
    }
    links.sort_unstable_by_key(|(id, _)| *id);
    let mut converter = Converter { tree, links: &links, removed, images: Vec::new(), cells: 0 };
    let mut sink = Sink::default();
    converter.children(from, Context::default(), &mut sink);
    let mut blocks = sink.finish();
    let shift = u8::from(has_level_1(&blocks));
    shift_levels(&mut blocks, shift);
    (blocks, converter.images, converter.removed)
}

fn has_level_1(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Heading(heading) => heading.level == 1,
        Block::Quote(inner) => has_level_1(inner),
        _ => false,
    })
}

/// A page whose headings begin with `h1` is moved down by one, since the title of a document is above its text.
fn shift_levels(blocks: &mut [Block], shift: u8) {
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                let level = heading.level;
                heading.level = if level > FINAL { level - FINAL } else { level + shift }.clamp(2, 4);
            }
            Block::Quote(inner) => shift_levels(inner, shift),
            _ => {}
        }
    }
}

/// In a list or a table a heading is only a strong paragraph.
pub(super) fn demote(blocks: Vec<Block>) -> Vec<Block> {
    let demoted = |block| match block {
        Block::Heading(Heading { align, mut content, .. }) => {
            for inline in &mut content {
                if let Inline::Text { marks, .. } = inline {
                    *marks = marks.with(Marks::STRONG);
                }
            }
            Block::Paragraph(Paragraph { align, is_indented: false, content })
        }
        Block::Quote(inner) => Block::Quote(demote(inner)),
        other => other,
    };
    blocks.into_iter().map(demoted).collect()
}

impl<'t> Converter<'t> {
    /// Reads all that is in a node.
    pub(super) fn children(&mut self, id: NodeId, context: Context<'t>, sink: &mut Sink) {
        let tree = self.tree;
        for child in tree.children(id) {
            self.node(*child, context, sink);
        }
    }

    /// Reads a node.
    pub(super) fn node(&mut self, id: NodeId, context: Context<'t>, sink: &mut Sink) {
        match self.tree.node(id) {
            Node::Text(text) => text_node(text, context, sink, self.tree.is_office),
            Node::Element(element) => self.element(id, element, context, sink),
        }
    }

    fn element(&mut self, id: NodeId, element: &'t Element, context: Context<'t>, sink: &mut Sink) {
        match element.name.as_str() {
            "script" | "iframe" | "frame" | "object" | "embed" | "applet" => self.removed.active += 1,
            name if is_unseen(name) => {}
            "br" => sink.flow.line_break(),
            "hr" => sink.block(Block::Rule),
            "img" => self.image(element, context, sink),
            "del" if self.tree.is_office => {}
            _ => {
                let look = Look::of(element, &self.tree.styles);
                if look.is_hidden() || look.get("mso-element").is_some_and(|e| e.starts_with("comment")) {
                    return;
                }
                self.shown(id, element, &look, context, sink);
            }
        }
    }

    fn shown(&mut self, id: NodeId, element: &'t Element, look: &Look, outer: Context<'t>, sink: &mut Sink) {
        let mut context = self.context(id, element, look, outer);
        match element.name.as_str() {
            "ul" | "ol" | "menu" | "dir" if outer.levels < LEVELS => {
                self.list(id, element, look, context, sink)
            }
            "table" => table::read(self, id, element, context, sink),
            "blockquote" if outer.levels < LEVELS => {
                context.levels += 1;
                let mut inner = Sink::default();
                self.children(id, context, &mut inner);
                let blocks = inner.finish();
                if !blocks.is_empty() {
                    sink.block(Block::Quote(blocks));
                }
            }
            _ if look.get("mso-list") == Some("ignore") => {
                if !context.skips_marker {
                    let marker = word::typed_marker(&self.tree.text(id));
                    text_node(&marker, context, sink, false);
                }
            }
            name if is_block(name) => {
                sink.end();
                self.block(id, element, look, context, sink);
                sink.end();
            }
            name => {
                // Text that was struck out is kept, and whoever pastes it must know.
                self.removed.strikes += u32::from(matches!(name, "s" | "strike" | "del"));
                self.children(id, context, sink);
            }
        }
    }

    fn block(
        &mut self,
        id: NodeId,
        element: &'t Element,
        look: &Look,
        mut context: Context<'t>,
        sink: &mut Sink,
    ) {
        if let Some(level) = word::level(element, look) {
            context.heading = level;
        }
        let item = match context.heading {
            0 if element.name == "p" => word::list_item(self.tree, id, element, look),
            _ => None,
        };
        let Some(mut item) = item else { return self.children(id, context, sink) };
        context.skips_marker = true;
        let mut inner = Sink::default();
        self.children(id, context, &mut inner);
        item.blocks = demote(inner.finish());
        if !item.blocks.is_empty() {
            sink.pieces.push(Piece::Item(item));
        }
    }

    fn context(&self, id: NodeId, element: &'t Element, look: &Look, outer: Context<'t>) -> Context<'t> {
        let mut context = outer;
        let mark = match element.name.as_str() {
            "b" | "strong" => Marks::STRONG,
            "i" | "em" | "cite" | "dfn" | "var" => Marks::EMPHASIS,
            "u" | "ins" => Marks::UNDERLINE,
            "sup" => Marks::RAISED,
            "sub" => Marks::LOWERED,
            _ => Marks::NONE,
        };
        context.marks = look.marks(outer.marks.with(mark));
        if element.name == "a"
            && let Ok(at) = self.links.binary_search_by_key(&id, |(id, _)| *id)
        {
            context.href = Some(&self.links[at].1);
        }
        if let Some(face) = look.is_heading_face(element) {
            context.is_heading_face = face;
        }
        if !is_block(&element.name) {
            return context;
        }
        context.align = match element.name.as_str() {
            "center" => Align::Center,
            _ => look.align(element).unwrap_or(outer.align),
        };
        context.is_indented = look.indent(element).unwrap_or(outer.is_indented);
        context.is_preformatted |= matches!(element.name.as_str(), "pre" | "listing" | "xmp" | "plaintext");
        if let Some(level) = heading_level(&element.name) {
            context.heading = level;
        }
        context
    }

    fn image(&mut self, element: &Element, context: Context<'t>, sink: &mut Sink) {
        let alt = one_line(element.get("alt").unwrap_or_default());
        let hash = match image::source(element.get("src").unwrap_or_default()) {
            Source::Kept(sha256) => sha256,
            Source::Inside(image) => {
                let sha256 = image.sha256.clone();
                if self.images.iter().all(|known| known.sha256 != sha256) {
                    self.images.push(image);
                }
                sha256
            }
            Source::Elsewhere => return self.removed.images += 1,
        };
        sink.begin(context, self.tree.is_office);
        let done = sink.flow.image(hash, alt);
        done.into_iter().for_each(|gathered| sink.push(gathered));
    }

    fn list(&mut self, id: NodeId, element: &'t Element, look: &Look, outer: Context<'t>, sink: &mut Sink) {
        sink.end();
        let mut context = Context { align: Align::Start, is_indented: false, heading: 0, ..outer };
        context.levels += 1;
        let is_ordered = element.name == "ol";
        let numbers = is_ordered.then(|| numbering(element, look)).flatten();
        let number = |value: Option<&str>| value.and_then(|v| v.trim().parse::<u32>().ok());
        let mut next = number(element.get("start")).unwrap_or(1);
        let mut lists: Vec<List> = Vec::new();
        for child in self.tree.children(id) {
            let inner = self.tree.element(*child);
            let is_item = inner.is_some_and(|e| e.name == "li");
            if let Some(value) = inner.filter(|_| is_item).and_then(|e| number(e.get("value"))) {
                next = value;
            }
            let mut gathered = Sink::default();
            self.node(*child, context, &mut gathered);
            let blocks = demote(gathered.finish());
            if blocks.is_empty() {
                // An empty item still counts.
                next = next.saturating_add(u32::from(is_item));
                continue;
            }
            if let Some(format) = numbers {
                let marker = format!("{}.", number_in_words_format(next, format));
                word::push_typed(sink, &marker, blocks);
            } else if is_item || lists.is_empty() {
                put_item(&mut lists, is_ordered.then_some(next), blocks);
            } else if let Some(last) = lists.last_mut().and_then(|list| list.items.last_mut()) {
                // A list right inside a list belongs to the item before it.
                last.extend(blocks);
            }
            next = next.saturating_add(u32::from(is_item));
        }
        for list in lists {
            sink.block(Block::List(list));
        }
    }
}

/// Adds an item to the last list, or to a new one if its number does not follow.
pub(super) fn put_item(lists: &mut Vec<List>, number: Option<u32>, blocks: Vec<Block>) {
    if let Some(last) = lists.last_mut() {
        let next =
            last.first.map(|first| first.saturating_add(u32::try_from(last.items.len()).unwrap_or(u32::MAX)));
        if next == number {
            last.items.push(blocks);
            return;
        }
    }
    lists.push(List { first: number, items: vec![blocks] });
}

impl Sink {
    /// Takes the look of the paragraph that begins here, if one does.
    fn begin(&mut self, context: Context<'_>, is_office: bool) {
        if self.flow.is_empty() {
            self.look = ParagraphLook {
                align: context.align,
                is_indented: context.is_indented,
                heading: context.heading,
                is_marked: is_office,
            };
        }
    }

    /// Adds blocks that are ready.
    pub(super) fn extend(&mut self, blocks: Vec<Block>) {
        self.end();
        self.pieces.extend(blocks.into_iter().map(Piece::Block));
    }
}

fn text_node(text: &str, context: Context<'_>, sink: &mut Sink, is_office: bool) {
    if !context.is_preformatted && text.chars().all(char::is_whitespace) {
        // Blanks alone begin no paragraph, but may indent one.
        let done = sink.flow.text(text, context.marks, context.href);
        debug_assert!(done.is_empty(), "blanks end no paragraph");
        return;
    }
    for (i, line) in text.split(|c| context.is_preformatted && c == '\n').enumerate() {
        if i > 0 {
            sink.flow.line_break();
        }
        sink.begin(context, is_office);
        sink.look.is_marked &= context.is_heading_face || context.marks.has(Marks::STRONG);
        for gathered in sink.flow.text(line, context.marks, context.href) {
            sink.push(gathered);
        }
    }
}

/// Never shown, or only with what the browser adds.
fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "style"
            | "title"
            | "noembed"
            | "noframes"
            | "noframe"
            | "noscript"
            | "textarea"
            | "svg"
            | "math"
            | "select"
            | "option"
            | "optgroup"
            | "datalist"
            | "button"
            | "input"
            | "template"
            | "audio"
            | "video"
            | "canvas"
            | "map"
            | "rt"
            | "rp"
            | "xml"
            | "meta"
            | "link"
            | "base"
            | "progress"
            | "meter"
    )
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// The format of numbers that are not Arabic, in Word's words.
fn numbering(element: &Element, look: &Look) -> Option<&'static str> {
    match (element.get("type"), look.get("list-style-type")) {
        (Some("a"), _) | (_, Some("lower-alpha" | "lower-latin")) => Some("lowerLetter"),
        (Some("A"), _) | (_, Some("upper-alpha" | "upper-latin")) => Some("upperLetter"),
        (Some("i"), _) | (_, Some("lower-roman")) => Some("lowerRoman"),
        (Some("I"), _) | (_, Some("upper-roman")) => Some("upperRoman"),
        (_, Some("cjk-ideographic" | "simp-chinese-informal" | "cjk-decimal")) => Some("chineseCounting"),
        _ => None,
    }
}

/// An attribute's text on one line, without what cannot be seen.
fn one_line(text: &str) -> String {
    let kept: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}
