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

/// A part of a row: a cell that begins in it, or one that reaches into it from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'t> {
    /// The cell; `None` where a row is too short.
    pub cell: Option<&'t Cell>,
    /// How many columns of the grid it covers in this row.
    pub columns: usize,
    /// Whether it begins in this row.
    pub is_start: bool,
}

impl Table {
    /// The rows as they are seen, for formats that draw each row from left to right, with the number of columns.
    ///
    /// Only columns at which a cell begins count, so that a span over nothing costs nothing.
    pub fn grid(&self) -> (usize, Vec<Vec<Slot<'_>>>) {
        let starts = self.starts();
        let mut bounds: Vec<u32> = starts.iter().flatten().copied().collect();
        bounds.sort_unstable();
        bounds.dedup();
        let column_of = |at: u32| bounds.partition_point(|bound| *bound < at);
        // For each column the cell that covers it, and for how many more rows.
        let mut covering: Vec<Option<(&Cell, u32)>> = vec![None; bounds.len()];
        let mut out = Vec::with_capacity(self.rows.len());
        for (row, starts) in self.rows.iter().zip(&starts) {
            let mut begins = vec![false; bounds.len()];
            for (cell, start) in row.iter().zip(starts) {
                let end = column_of(start.saturating_add(cell.column_span));
                for column in column_of(*start)..end {
                    if covering[column].is_none() {
                        covering[column] = Some((cell, cell.row_span));
                        begins[column] = true;
                    }
                }
            }
            let mut slots: Vec<Slot<'_>> = Vec::new();
            let mut last: Option<*const Cell> = None;
            for (column, covered) in covering.iter_mut().enumerate() {
                let cell = covered.map(|(cell, _)| cell);
                let here = cell.map(std::ptr::from_ref);
                match slots.last_mut().filter(|_| here.is_some() && here == last) {
                    Some(slot) => slot.columns += 1,
                    None => slots.push(Slot { cell, columns: 1, is_start: cell.is_none() || begins[column] }),
                }
                last = here;
                *covered = covered.filter(|(_, left)| *left > 1).map(|(cell, left)| (cell, left - 1));
            }
            out.push(slots);
        }
        (bounds.len(), out)
    }

    /// The column at which each cell begins, as browsers lay them out.
    fn starts(&self) -> Vec<Vec<u32>> {
        // For each column, the first row in which it is free.
        let mut free_from: Vec<usize> = Vec::new();
        let mut out = Vec::with_capacity(self.rows.len());
        for (number, row) in self.rows.iter().enumerate() {
            let mut at = 0;
            let mut starts = Vec::with_capacity(row.len());
            for cell in row {
                while free_from.get(at).is_some_and(|free| *free > number) {
                    at += 1;
                }
                let end = at + cell.column_span as usize;
                if free_from.len() < end {
                    free_from.resize(end, 0);
                }
                for free in &mut free_from[at..end] {
                    *free = (*free).max(number + cell.row_span as usize);
                }
                starts.push(u32::try_from(at).unwrap_or(u32::MAX));
                at = end;
            }
            out.push(starts);
        }
        out
    }
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
