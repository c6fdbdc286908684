//! What a file says that its readers do not see: hidden sheets and text, comments, changes, files inside, places and
//! names of people.
//!
//! An agency that publishes a file publishes all of it. So everything that is in the file is taken out as text, to be
//! screened like the text of a document, and what is out of sight is named with its place.

mod image;
mod office;
mod pdf;
mod strip;
mod word;
mod workbook;
mod xls;

use crate::read::document::{Block, Document};
use crate::read::sniff::{Media, sniff};
use crate::read::{ReadError, encoding, html, limits, mhtml, text};

pub use pdf::check_expansion;
pub use strip::strip_metadata;

/// Most text that is taken out of a file. Unit: bytes.
const TEXT_BYTES: usize = 16 << 20;
/// Most hidden things and properties that are named.
const MOST_NAMED: usize = 500;
/// An excerpt has at most so many characters.
const EXCERPT_CHARS: usize = 120;
/// How deep files inside of files are looked into.
const DEPTH: u32 = 2;
/// Most files inside a file that are looked into, and the bytes of all of them.
const MOST_INSIDE: usize = 64;
const BYTES_INSIDE: usize = 128 << 20;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// What is out of sight.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $variant,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Kind] = &[$(Kind::$variant,)*];

            /// The stable name.
            pub fn code(self) -> &'static str {
                match self { $(Kind::$variant => $code,)* }
            }

            /// In Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Kind::$variant => $zh,)* }
            }

            /// In English.
            pub fn en(self) -> &'static str {
                match self { $(Kind::$variant => $en,)* }
            }
        }
    };
}

kinds! {
    /// A sheet that the menu of the program can show again.
    HiddenSheet = "hidden-sheet", "隐藏的工作表", "hidden sheet";
    /// A sheet that only a program can show again.
    VeryHiddenSheet = "very-hidden-sheet", "深度隐藏的工作表", "very hidden sheet";
    /// Rows with text that are hidden or filtered away.
    HiddenRows = "hidden-rows", "隐藏的行", "hidden rows";
    /// Columns with text that are hidden.
    HiddenColumns = "hidden-columns", "隐藏的列", "hidden columns";
    /// A comment on a cell or a passage.
    Comment = "comment", "批注", "comment";
    /// The copy of its data that a pivot table keeps.
    PivotCache = "pivot-cache", "数据透视表缓存", "pivot cache";
    /// A link to another file or database, often with a copy of its values.
    ExternalLink = "external-link", "外部链接", "external link";
    /// Text that was added while changes were recorded.
    Insertion = "insertion", "修订：插入", "recorded insertion";
    /// Text that was deleted while changes were recorded, and is still there.
    Deletion = "deletion", "修订：删除", "recorded deletion";
    /// Text that is formatted to be invisible.
    HiddenText = "hidden-text", "隐藏文字", "hidden text";
    /// A note on a page of a PDF.
    Annotation = "annotation", "注释", "annotation";
    /// A file inside the file.
    EmbeddedFile = "embedded-file", "内嵌文件", "embedded file";
    /// A program inside the file.
    Macro = "macro", "宏", "macro";
    /// Where a picture was taken.
    Location = "location", "拍摄位置", "place where it was taken";
    /// The name says that it is a file of another kind.
    OtherKind = "other-kind", "文件类型与扩展名不符", "of another kind than its name says";
}

/// Something that readers do not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// What it is.
    pub kind: Kind,
    /// Where, as the programs call it: `表一!3:5`, `¶12`, `p.3`; with the person behind it, if the file names one.
    pub place: String,
    /// The beginning of what it says; may be empty.
    pub excerpt: String,
}

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inspected {
    /// All its text, hidden text included, one paragraph or row a line; nothing if it has none or is not read.
    pub text: Option<String>,
    /// What is out of sight, in the order of the file.
    pub hidden: Vec<Hidden>,
    /// What the file says of itself: `author`, `last_modified_by`, `company` and others, by name and value.
    pub properties: Vec<(String, String)>,
    /// Why not all of it was read. Then what is here is not the whole.
    pub problem: Option<ReadError>,
}

/// Looks into a file. What it is, is found from its bytes; the name only tells whether it says something else.
///
/// Never fails: what could not be read is in [`Inspected::problem`].
pub fn inspect(bytes: &[u8], name: &str) -> Inspected {
    let mut report = Report::default();
    if let Some(problem) = look(bytes, &mut report).err() {
        report.problem(problem);
    }
    let media = sniff(bytes);
    if let Some(ending) = other_ending(name, media) {
        report.hide(Kind::OtherKind, format!(".{ending}"), media_name(media));
    }
    report.done()
}

fn media_name(media: Media) -> &'static str {
    match media {
        Media::Image => "image",
        Media::Doc => "doc",
        Media::Rtf => "rtf",
        Media::Archive => "archive",
        Media::Binary => "binary",
        other => other.as_str(),
    }
}

/// Looks into a file of any kind, also one inside another.
fn look(bytes: &[u8], report: &mut Report) -> Result<(), ReadError> {
    limits::check_input(bytes)?;
    match sniff(bytes) {
        Media::Docx => word::look(bytes, report),
        media @ (Media::Xlsx | Media::Ods | Media::Xls) => workbook::look(bytes, media, report),
        Media::Pdf => pdf::look(bytes, report),
        Media::Slides if bytes.starts_with(b"PK") => {
            office::look(&mut crate::read::package::Package::open(bytes, "PPTX")?, report)?;
            Media::Slides.refusal().map_or(Ok(()), Err)
        }
        Media::Image => {
            image::look(bytes, report);
            Ok(())
        }
        media @ (Media::Html | Media::Mhtml) => {
            let page = if media == Media::Mhtml { mhtml::page(bytes)? } else { bytes.to_vec() };
            report.document(&html::parse(&encoding::decode(&page).0));
            Ok(())
        }
        Media::Text | Media::Json | Media::Cells => {
            report.document(&text::parse(encoding::decode(bytes).0));
            Ok(())
        }
        other => other.refusal().map_or(Ok(()), Err),
    }
}

/// The ending of a name that belongs to another kind of file.
fn other_ending(name: &str, media: Media) -> Option<String> {
    use Media::*;
    const ENDINGS: &[(&[&str], &[Media])] = &[
        (&["pdf"], &[Pdf]),
        (&["docx", "docm"], &[Docx, Encrypted]),
        (&["xlsx", "xlsm"], &[Xlsx, Encrypted]),
        (&["xls", "et"], &[Xls, Encrypted]),
        (&["doc", "wps"], &[Doc, Encrypted]),
        (&["ods"], &[Ods]),
        (&["odt"], &[Odt]),
        (&["ofd"], &[Ofd]),
        (&["jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff"], &[Image]),
        (&["txt", "md", "csv"], &[Text, Cells, Json, Html, Empty]),
        (&["htm", "html"], &[Html, Text, Empty]),
    ];
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let (_, kinds) = ENDINGS.iter().find(|(endings, _)| endings.contains(&ending.as_str()))?;
    (!kinds.contains(&media)).then_some(ending)
}

/// What was found so far, kept below the limits.
#[derive(Default)]
struct Report {
    found: Inspected,
    text: String,
    /// Before every place: the files that one is inside of.
    inside: String,
    depth: u32,
    /// How many files inside were looked into, and their bytes.
    files: usize,
    bytes: usize,
}

impl Report {
    fn problem(&mut self, problem: ReadError) {
        self.found.problem.get_or_insert(problem);
    }

    /// A paragraph or row.
    fn line(&mut self, line: &str) {
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        if self.text.len() + line.len() > TEXT_BYTES {
            return self.problem(ReadError::TooLarge { what: "text in bytes", limit: TEXT_BYTES as u64 });
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn document(&mut self, document: &Document) {
        for block in &document.blocks {
            match block {
                Block::Line(line) => self.line(&line.text),
                Block::Table(table) => {
                    for row in table.cells.chunk_by(|a, b| a.row == b.row) {
                        let cells: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
                        self.line(&cells.join("\t"));
                    }
                }
            }
        }
    }

    fn hide(&mut self, kind: Kind, place: impl AsRef<str>, excerpt: &str) {
        if self.found.hidden.len() >= MOST_NAMED {
            let limit = MOST_NAMED as u64;
            return self.problem(ReadError::TooLarge { what: "number of hidden things", limit });
        }
        let mut words = excerpt.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((at, _)) = words.char_indices().nth(EXCERPT_CHARS) {
            words.truncate(at);
            words.push('…');
        }
        let place = format!("{}{}", self.inside, place.as_ref().trim());
        self.found.hidden.push(Hidden { kind, place, excerpt: words });
    }

    fn property(&mut self, name: &str, value: &str) {
        let value: String = value.trim().chars().take(EXCERPT_CHARS).collect();
        let is_known = self.found.properties.iter().any(|(n, v)| n == name && *v == value);
        if !value.is_empty() && !is_known && self.depth == 0 && self.found.properties.len() < MOST_NAMED {
            self.found.properties.push((name.to_owned(), value));
        }
    }

    /// Whether another file inside can be looked into.
    fn has_room(&mut self) -> bool {
        let problem = match () {
            () if self.depth >= DEPTH => ("files inside of files", u64::from(DEPTH)),
            () if self.files >= MOST_INSIDE => ("number of files inside", MOST_INSIDE as u64),
            () if self.bytes >= BYTES_INSIDE => ("size of the files inside in bytes", BYTES_INSIDE as u64),
            () => return true,
        };
        self.problem(ReadError::TooLarge { what: problem.0, limit: problem.1 });
        false
    }

    /// Looks into a file inside this one.
    fn inside(&mut self, name: &str, bytes: &[u8]) {
        if !self.has_room() {
            return;
        }
        self.files += 1;
        self.bytes += bytes.len();
        let outer = self.inside.clone();
        self.inside.push_str(&format!("{name} › "));
        self.depth += 1;
        if let Err(problem) = look(bytes, self) {
            self.problem(problem);
        }
        self.depth -= 1;
        self.inside = outer;
    }

    fn done(mut self) -> Inspected {
        self.text.truncate(self.text.trim_end().len());
        self.found.text = (!self.text.is_empty()).then_some(self.text);
        self.found
    }
}

#[cfg(test)]
mod tests;
