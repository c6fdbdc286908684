//! What a rich text consists of. Whatever is not here cannot be in one.

/// One block of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading inside the text; the title of the document is not part of it.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A list.
    List(List),
    /// A table of data.
    Table(Table),
    /// A quotation.
    Quote(Vec<Block>),
    /// A line across the page.
    Rule,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 4.
    pub level: u8,
    /// Where its lines stand.
    pub align: Align,
    /// What it says.
    pub content: Vec<Inline>,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    /// Where its lines stand.
    pub align: Align,
    /// Whether its first line begins two characters in.
    pub is_indented: bool,
    /// What it says.
    pub content: Vec<Inline>,
}

/// Where lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Align {
    /// As the page has it.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// At the right, as signatures are.
    Right,
}

/// A list with bullets or Arabic numerals. Numbers of any other form (一、 （一） ①) are text of their paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The number of the first item; `None` for bullets.
    pub first: Option<u32>,
    /// The items; none is empty.
    pub items: Vec<Vec<Block>>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What stands above it; may be empty.
    pub caption: Vec<Inline>,
    /// How many of the rows are its head.
    pub head_rows: usize,
    /// The rows, each with the cells that begin in it.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Whether it names what stands in others.
    pub is_header: bool,
    /// How many rows it covers, at least 1.
    pub row_span: u32,
    /// How many columns it covers, at least 1.
    pub column_span: u32,
    /// What it says; empty for an empty cell.
    pub blocks: Vec<Block>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text that looks the same throughout.
    Text {
        /// Never empty; white space is single.
        text: String,
        /// How it looks.
        marks: Marks,
        /// Where it leads, if it is a link: `http`, `https`, `mailto` or relative.
        href: Option<String>,
    },
    /// The line ends here, the paragraph does not.
    Break,
    /// A picture.
    Image {
        /// Hash of its bytes (SHA-256, lower-case hex).
        sha256: String,
        /// What it shows, in words.
        alt: String,
    },
}

impl Inline {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Inline {
        Inline::Text { text: text.into(), marks: Marks::NONE, href: None }
    }

    /// Text that looks so.
    pub fn marked(text: impl Into<String>, marks: Marks) -> Inline {
        Inline::Text { text: text.into(), marks, href: None }
    }
}

/// How text looks: any of strong, emphasis, underline, and one of raised and lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Marks(u8);

impl Marks {
    /// As it is.
    pub const NONE: Marks = Marks(0);
    /// `strong`
    pub const STRONG: Marks = Marks(1);
    /// `em`
    pub const EMPHASIS: Marks = Marks(2);
    /// `u`
    pub const UNDERLINE: Marks = Marks(4);
    /// `sup`
    pub const RAISED: Marks = Marks(8);
    /// `sub`
    pub const LOWERED: Marks = Marks(16);

    /// The element of each mark, from the outermost to the innermost.
    pub(crate) const ELEMENTS: [(Marks, &str); 5] = [
        (Marks::STRONG, "strong"),
        (Marks::EMPHASIS, "em"),
        (Marks::UNDERLINE, "u"),
        (Marks::RAISED, "sup"),
        (Marks::LOWERED, "sub"),
    ];

    /// Whether all of these are among them.
    pub fn has(self, other: Marks) -> bool {
        self.0 & other.0 == other.0
    }

    /// With these as well; raised takes lowered off, and the other way round.
    pub fn with(self, other: Marks) -> Marks {
        let mut kept = self;
        if other.0 & (Marks::RAISED.0 | Marks::LOWERED.0) != 0 {
            kept = kept.without(Marks::RAISED).without(Marks::LOWERED);
        }
        Marks(kept.0 | other.0)
    }

    /// Without these.
    pub fn without(self, other: Marks) -> Marks {
        Marks(self.0 & !other.0)
    }

    /// Those that both have.
    pub fn common(self, other: Marks) -> Marks {
        Marks(self.0 & other.0)
    }
}

/// The text of inline content, with line breaks as `\n` and pictures left out.
pub fn text_of(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Text { text, .. } => out.push_str(text),
            Inline::Break => out.push('\n'),
            Inline::Image { .. } => {}
        }
    }
    out
}

impl Block {
    /// The text of a block; paragraphs, items and rows on lines of their own, cells separated by tabs.
    pub fn text(&self) -> String {
        match self {
            Block::Heading(heading) => text_of(&heading.content),
            Block::Paragraph(paragraph) => text_of(&paragraph.content),
            Block::List(list) => {
                list.items.iter().map(|item| joined(item, "\n")).collect::<Vec<_>>().join("\n")
            }
            Block::Quote(blocks) => joined(blocks, "\n"),
            Block::Table(table) => {
                let row = |cells: &Vec<Cell>| {
                    cells.iter().map(|cell| joined(&cell.blocks, " ")).collect::<Vec<_>>().join("\t")
                };
                let caption = (!table.caption.is_empty()).then(|| text_of(&table.caption));
                caption.into_iter().chain(table.rows.iter().map(row)).collect::<Vec<_>>().join("\n")
            }
            Block::Rule => String::new(),
        }
    }
}

/// The texts of blocks with something between.
pub(crate) fn joined(blocks: &[Block], between: &str) -> String {
    blocks.iter().map(Block::text).collect::<Vec<_>>().join(between)
}
