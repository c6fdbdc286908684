//! From a document to pages: what stands where. Nothing is drawn here.

use gongkai_formats::write::layout::title_parts;
use gongkai_formats::write::print::{Piece, Print};

use crate::fonts::{Fonts, Measure, Typeface};
use crate::table;
use crate::text::{Line, Setting, break_lines, line};

pub(crate) const MM: f32 = 72.0 / 25.4;

/// A4 and the margins of GB/T 9704-2012, in points.
pub(crate) const PAGE: (f32, f32) = (210.0 * MM, 297.0 * MM);
pub(crate) const LEFT: f32 = 28.0 * MM;
pub(crate) const WIDTH: f32 = 156.0 * MM;
const TOP: f32 = 37.0 * MM;
/// 22 lines of 三号 fill the page's 225 mm.
const PITCH: f32 = 225.0 * MM / 22.0;
const BOTTOM: f32 = TOP + 225.0 * MM;
/// 三号: 28 characters fill a line.
const BODY: f32 = 15.75;
/// 二号
const TITLE: f32 = 22.0;
/// 四号
const FOLIO: f32 = 14.0;

/// Pages, and the structure for screen readers.
#[derive(Debug, Default)]
pub(crate) struct Composition {
    pub pages: Vec<Vec<Item>>,
    pub elements: Vec<Element>,
    /// Bookmarks: text, page, and how far down.
    pub bookmarks: Vec<(String, usize, f32)>,
}

/// Something on a page.
#[derive(Debug)]
pub(crate) enum Item {
    /// A line of text: x of its left end, y of its base line.
    Text { line: Line, x: f32, y: f32, part: Part },
    /// A ground in light grey: left, top, width, height.
    Ground([f32; 4]),
    /// Boxes drawn with a thin line: left, top, width, height.
    Boxes { boxes: Vec<[f32; 4]>, thickness: f32 },
}

/// What a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// An element of the structure.
    Element(usize),
    /// A page number.
    Folio,
    /// A table header that is repeated on a later page.
    Repeated,
}

/// An element of the structure.
#[derive(Debug)]
pub(crate) struct Element {
    pub kind: Kind,
    pub children: Vec<usize>,
    /// True for those at the top.
    pub is_root: bool,
}

/// What an element is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Heading { level: u16, text: String },
    Paragraph,
    Table { summary: String },
    Row,
    HeaderCell { is_row: bool, rows: u32, columns: u32 },
    Cell { rows: u32, columns: u32 },
}

/// The pages as they fill up.
pub(crate) struct Composer<'a> {
    pub out: Composition,
    pub measure: Measure<'a>,
    /// How far down the current page is filled.
    pub y: f32,
}

/// Puts a document on pages, numbered from 1.
pub(crate) fn compose(print: &Print, fonts: &Fonts) -> Composition {
    let mut out = pages(print, fonts);
    folios(&mut out, fonts, 1);
    out
}

/// Puts a document on pages without numbers.
pub(crate) fn pages(print: &Print, fonts: &Fonts) -> Composition {
    let mut composer = Composer { out: Composition::default(), measure: fonts.measure(), y: TOP };
    composer.out.pages.push(Vec::new());
    for (i, piece) in print.pieces.iter().enumerate() {
        match piece {
            Piece::Title(text) => composer.title(text),
            Piece::Centered(text) => composer.centered(text),
            Piece::Heading(text) => {
                // A heading stays with what follows it.
                let needed = match print.pieces.get(i + 1) {
                    Some(Piece::Table(next)) => {
                        table::height(&composer.measure, next).min(BOTTOM - TOP - 2.0 * PITCH)
                    }
                    _ => PITCH,
                };
                composer.need(PITCH + needed);
                composer.heading(text, 1, Typeface::Heading);
            }
            Piece::Subheading(text) => {
                composer.need(2.0 * PITCH);
                composer.heading(text, 2, Typeface::Subheading);
            }
            Piece::Paragraph(text) => {
                if matches!(print.pieces.get(i + 1), Some(Piece::Signature(_))) {
                    composer.need_for_end(text);
                }
                composer.paragraph(text, 2.0 * BODY);
            }
            Piece::Flush(text) => composer.paragraph(text, 0.0),
            Piece::Table(t) => table::compose(&mut composer, t),
            Piece::Signature(text) => {
                composer.need(3.0 * PITCH);
                composer.y += PITCH;
                match print.pieces.get(i + 1) {
                    Some(Piece::Date(date)) => composer.over(text, date),
                    _ => composer.flush_right(text, 2.0 * BODY),
                }
            }
            Piece::Date(text) => {
                let is_under = i > 0 && matches!(print.pieces.get(i - 1), Some(Piece::Signature(_)));
                composer.flush_right(text, if is_under { 4.0 * BODY } else { 2.0 * BODY });
            }
            Piece::NewPage => composer.turn(),
        }
    }
    composer.out
}

/// The number of a page between dashes: right on odd pages, left on even ones, one character in.
pub(crate) fn folio(measure: &Measure<'_>, number: usize) -> Item {
    let line = line(measure, Typeface::Table, FOLIO, &format!("— {number} —"));
    let x = if number % 2 == 1 { LEFT + WIDTH - FOLIO - line.width } else { LEFT + FOLIO };
    // The top of the number is 7 mm under the text.
    let y = BOTTOM + 7.0 * MM + FOLIO * 0.88;
    Item::Text { line, x, y, part: Part::Folio }
}

/// Numbers the pages, from `first` on.
pub(crate) fn folios(composition: &mut Composition, fonts: &Fonts, first: usize) {
    let measure = fonts.measure();
    for (number, page) in (first..).zip(&mut composition.pages) {
        page.push(folio(&measure, number));
    }
}

impl Composer<'_> {
    /// A new page.
    pub(crate) fn turn(&mut self) {
        self.out.pages.push(Vec::new());
        self.y = TOP;
    }

    /// A new page unless this much is free on the current one.
    pub(crate) fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM + 0.5 && self.y > TOP {
            self.turn();
        }
    }

    /// How much is free on the current page.
    pub(crate) fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    /// How much an empty page holds.
    pub(crate) fn page_height() -> f32 {
        BOTTOM - TOP
    }

    pub(crate) fn put(&mut self, item: Item) {
        self.out.pages.last_mut().expect("a composition begins with a page").push(item);
    }

    pub(crate) fn element(&mut self, kind: Kind, parent: Option<usize>) -> usize {
        let new = self.out.elements.len();
        self.out.elements.push(Element { kind, children: Vec::new(), is_root: parent.is_none() });
        if let Some(parent) = parent {
            self.out.elements[parent].children.push(new);
        }
        new
    }

    /// A line in a box of the line pitch; `shift` moves it right.
    fn set(&mut self, line: Line, shift: f32, pitch: f32, element: usize) {
        self.need(pitch);
        let y = self.y + (pitch - line.size) / 2.0 + line.size * 0.88;
        self.put(Item::Text { x: LEFT + shift, y, line, part: Part::Element(element) });
        self.y += pitch;
    }

    fn title(&mut self, text: &str) {
        let element = self.element(Kind::Heading { level: 1, text: text.replace('\n', "") }, None);
        let whole = line(&self.measure, Typeface::Title, TITLE, text);
        let (agency, rest) = title_parts(text);
        let parts = match text.contains('\n') {
            true => text.split('\n').collect(),
            false if whole.width > WIDTH && !rest.is_empty() => vec![agency, rest],
            false => vec![text],
        };
        for part in parts {
            let setting = Setting { typeface: Typeface::Title, size: TITLE, width: WIDTH, indent: 0.0 };
            for line in break_lines(&self.measure, setting, part) {
                let shift = (WIDTH - line.width) / 2.0;
                self.set(line, shift, 35.0, element);
            }
        }
        self.y += PITCH;
    }

    fn heading(&mut self, text: &str, level: u16, typeface: Typeface) {
        // The title is the heading above all others.
        let element = self.element(Kind::Heading { level: level + 1, text: text.into() }, None);
        let page = self.out.pages.len() - 1;
        if level == 1 {
            self.out.bookmarks.push((text.into(), page, self.y));
        }
        self.lines(text, typeface, 2.0 * BODY, element);
    }

    fn paragraph(&mut self, text: &str, indent: f32) {
        let element = self.element(Kind::Paragraph, None);
        self.lines(text, Typeface::Body, indent, element);
    }

    /// A line in the middle, with a free line under it.
    fn centered(&mut self, text: &str) {
        let element = self.element(Kind::Paragraph, None);
        let setting = Setting { typeface: Typeface::Body, size: BODY, width: WIDTH, indent: 0.0 };
        for line in break_lines(&self.measure, setting, text) {
            let shift = (WIDTH - line.width) / 2.0;
            self.set(line, shift, PITCH, element);
        }
        self.y += PITCH / 2.0;
    }

    fn lines(&mut self, text: &str, typeface: Typeface, indent: f32, element: usize) {
        let setting = Setting { typeface, size: BODY, width: WIDTH, indent };
        let lines = break_lines(&self.measure, setting, text);
        let count = lines.len();
        for (i, mut line) in lines.into_iter().enumerate() {
            let shift = if i == 0 { setting.indent } else { 0.0 };
            if i + 1 < count {
                line.justify(WIDTH - shift);
            }
            self.set(line, shift, PITCH, element);
        }
    }

    /// A new page unless the last paragraph fits with the agency and the day under it: they never stand alone.
    fn need_for_end(&mut self, text: &str) {
        const LONGEST: usize = 8;
        let setting = Setting { typeface: Typeface::Body, size: BODY, width: WIDTH, indent: 2.0 * BODY };
        let lines = break_lines(&self.measure, setting, text).len();
        if lines <= LONGEST {
            self.need((lines as f32 + 3.0) * PITCH);
        }
    }

    /// The agency, in the middle over the day, which ends four characters from the margin (GB/T 9704 7.3.5.1).
    fn over(&mut self, text: &str, date: &str) {
        let width = |text: &str| line(&self.measure, Typeface::Body, BODY, text).width;
        let right = 4.0 * BODY + (width(date) - width(text)) / 2.0;
        self.flush_right(text, right.max(0.0));
    }

    fn flush_right(&mut self, text: &str, right: f32) {
        let element = self.element(Kind::Paragraph, None);
        let setting = Setting { typeface: Typeface::Body, size: BODY, width: WIDTH - right, indent: 0.0 };
        for line in break_lines(&self.measure, setting, text) {
            let shift = setting.width - line.width;
            self.set(line, shift, PITCH, element);
        }
    }
}
