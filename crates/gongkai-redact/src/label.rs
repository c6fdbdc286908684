//! The ground, printed on its box in white. As outlines: a font in the file would tell which characters it holds.

use gongkai_domain::request::redaction::{Area, Cut};
use ttf_parser::{Face, OutlineBuilder};

use crate::fonts::Substitutes;
use crate::points;

/// Smaller letters cannot be read. Unit: points.
const SMALLEST: f32 = 4.5;
/// Larger ones are not needed. Unit: points.
const LARGEST: f32 = 9.0;

/// A box with what stands on it.
pub(crate) struct Label {
    /// The box.
    pub area: Area,
    /// What search finds there.
    pub words: String,
    /// Outlines, from the top left corner of the page downwards. Unit: points.
    pub outline: Vec<Step>,
}

/// A step of an outline.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    /// To a new place.
    Move(f32, f32),
    /// A line.
    Line(f32, f32),
    /// A curve.
    Curve([f32; 6]),
    /// Back to where it began.
    Close,
}

/// What stands on a box: article and ground where they fit, or the article, or nothing.
pub(crate) fn of(cut: Cut, substitutes: &Substitutes) -> Label {
    let words = cut.ground.label();
    let outline = substitutes.chinese.as_ref().and_then(|font| {
        let face = Face::parse((*font.data).as_ref(), font.index).ok()?;
        [words.as_str(), cut.ground.article()].into_iter().find_map(|text| set(&face, text, cut.area))
    });
    Label { area: cut.area, words, outline: outline.unwrap_or_default() }
}

fn set(face: &Face<'_>, text: &str, area: Area) -> Option<Vec<Step>> {
    let units = f32::from(face.units_per_em());
    let glyphs: Vec<_> = text.chars().map(|c| face.glyph_index(c)).collect::<Option<_>>()?;
    let advance = |g| f32::from(face.glyph_hor_advance(g).unwrap_or(face.units_per_em())) / units;
    let ems: f32 = glyphs.iter().map(|g| advance(*g)).sum();
    let (width, height) = (points(area.width), points(area.height));
    let size = (height * 0.75).min(width * 0.94 / ems).min(LARGEST);
    if size < SMALLEST {
        return None;
    }
    let mut pen = Pen {
        x: points(area.left) + (width - ems * size) / 2.0,
        // The middle of a character is about a third of an em above its line.
        y: points(area.top) + height / 2.0 + 0.36 * size,
        scale: size / units,
        at: (0.0, 0.0),
        steps: Vec::new(),
    };
    for glyph in glyphs {
        face.outline_glyph(glyph, &mut pen);
        pen.x += advance(glyph) * size;
    }
    Some(pen.steps)
}

struct Pen {
    x: f32,
    y: f32,
    scale: f32,
    at: (f32, f32),
    steps: Vec<Step>,
}

impl Pen {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (px, py) = self.place(x, y);
        self.at = (x, y);
        self.steps.push(Step::Move(px, py));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (px, py) = self.place(x, y);
        self.at = (x, y);
        self.steps.push(Step::Line(px, py));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (x0, y0) = self.at;
        let third = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
        self.curve_to(third(x0, x1), third(y0, y1), third(x, x1), third(y, y1), x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let [a, b, c] = [(x1, y1), (x2, y2), (x, y)].map(|(x, y)| self.place(x, y));
        self.at = (x, y);
        self.steps.push(Step::Curve([a.0, a.1, b.0, b.1, c.0, c.1]));
    }

    fn close(&mut self) {
        self.steps.push(Step::Close);
    }
}
