//! Runs the content stream of a page and keeps what matters for reading: glyphs with their places, and thin lines.
//!
//! Colours, pictures and transparency are ignored: they do not change where a number stands. Of a clipping path only
//! the box around it counts; it is what browsers use to keep a page apart from its header and footer.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Dict, Number, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::font::{Fonts, is_form};
use super::geometry::{Bounds, Matrix, Turn};
use super::path::Path;

/// A glyph on a page, in the coordinates of [`PageContent`].
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// Its characters, normalised. White space for a blank glyph.
    pub text: Rc<str>,
    /// The square it fills: its advance wide, the font size high.
    pub bounds: Bounds,
    /// Where it stands on the line that it is written on.
    pub baseline: f32,
    /// The font size as it appears on the page, in points.
    pub size: f32,
    /// How it is turned against most of the page.
    pub turn: Turn,
    /// Whether the next glyph stands below it rather than to the right.
    pub vertical: bool,
    /// Its number on the page, in the order in which glyphs were drawn.
    pub order: u32,
}

impl Glyph {
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// True for glyphs that do not take part in the lines of the page.
    pub fn is_sideways(&self) -> bool {
        self.vertical || self.turn != Turn::None
    }
}

/// What a page shows, turned so that most of its writing stands upright.
#[derive(Debug, Clone, Default)]
pub(super) struct PageContent {
    /// Glyphs in the order of the content stream.
    pub glyphs: Vec<Glyph>,
    /// Lines and thin boxes, each as the box it covers.
    pub rules: Vec<Bounds>,
    /// Width and height after turning.
    pub size: (f32, f32),
    /// The turn that was undone.
    pub turn: Turn,
    /// Slanted glyphs that were left out; watermarks are written so.
    pub slanted: u32,
    /// Glyphs for which no character is known; they are in `glyphs` as U+FFFD.
    pub unknown: u32,
}

impl PageContent {
    /// A box of this page as it lies on the printed page.
    pub fn printed(&self, bounds: Bounds) -> Bounds {
        let (width, height) = self.size;
        let printed_size = match self.turn {
            Turn::None | Turn::Half => (width, height),
            Turn::Quarter | Turn::ThreeQuarters => (height, width),
        };
        self.turn.printed(bounds, printed_size)
    }
}

/// How much of a document may still be run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub operations: u64,
    pub glyphs: u64,
    pub rules: u64,
    pub stream_bytes: u64,
}

impl Budget {
    /// What the limits of the reader allow for one document.
    pub const DOCUMENT: Budget = Budget {
        operations: 40_000_000,
        glyphs: super::MAX_GLYPHS,
        rules: 1_000_000,
        stream_bytes: super::MAX_STREAM_BYTES,
    };

    /// Takes `amount` away; false when there is not so much left.
    fn take(left: &mut u64, amount: u64) -> bool {
        match left.checked_sub(amount) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => {
                *left = 0;
                false
            }
        }
    }
}

/// How deep drawings may call each other.
const MAX_FORM_DEPTH: u32 = 12;
/// How many graphics states may be saved at a time.
const MAX_STATES: usize = 512;
/// A wider stroke is an area, not a line.
const MAX_RULE_WIDTH: f64 = 5.0;

/// Runs one page. When the budget is used up, the page ends there and `budget` says so.
pub(super) fn run_page<'a>(page: &Page<'a>, fonts: &mut Fonts<'a>, budget: &mut Budget) -> PageContent {
    let base = Matrix(page.initial_transform(true).as_coeffs());
    let size = page.render_dimensions();
    let mut runner = Runner {
        fonts,
        budget,
        state: State { ctm: base, clip: page_box(size), ..State::default() },
        saved: Vec::new(),
        lost_saves: 0,
        text_matrix: Matrix::IDENTITY,
        line_matrix: Matrix::IDENTITY,
        path: Path::default(),
        clip_pending: false,
        raw: Vec::new(),
        content: PageContent { size, ..PageContent::default() },
    };
    // Many pages can share one long stream, and each keeps a copy of it.
    if runner.budget.stream_bytes > 0 {
        let length = page.page_stream().map_or(0, <[u8]>::len) as u64;
        Budget::take(&mut runner.budget.stream_bytes, length);
        runner.run(page.typed_operations(), page.resources(), 0);
    }
    runner.finish()
}

fn page_box((width, height): (f32, f32)) -> Bounds {
    Bounds { left: 0.0, top: 0.0, right: width, bottom: height }
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    /// Nothing outside of it is seen.
    clip: Bounds,
    line_width: f64,
    font: Option<usize>,
    font_size: f64,
    char_space: f64,
    word_space: f64,
    /// Horizontal scaling, 1 for 100 %.
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl Default for State {
    fn default() -> State {
        State {
            ctm: Matrix::IDENTITY,
            clip: Bounds::default(),
            line_width: 1.0,
            font: None,
            font_size: 1.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

/// A glyph before the page is turned.
struct RawGlyph {
    text: Rc<str>,
    bounds: Bounds,
    origin: (f32, f32),
    size: f32,
    turn: Turn,
    vertical: bool,
}

struct Runner<'r, 'a> {
    fonts: &'r mut Fonts<'a>,
    budget: &'r mut Budget,
    state: State,
    saved: Vec<State>,
    lost_saves: u64,
    text_matrix: Matrix,
    line_matrix: Matrix,
    path: Path,
    /// Whether the path becomes part of the clipping path once it is painted.
    clip_pending: bool,
    raw: Vec<RawGlyph>,
    content: PageContent,
}

impl<'a> Runner<'_, 'a> {
    fn run(&mut self, mut operations: TypedIter<'_>, resources: &Resources<'a>, depth: u32) {
        let saved_before = self.saved.len();
        // Some files set the font before every word, and reading its dictionary takes a while.
        let mut fonts_by_name: HashMap<Vec<u8>, Option<usize>> = HashMap::new();
        while let Some(op) = operations.next() {
            if !Budget::take(&mut self.budget.operations, 1) || self.budget.glyphs == 0 {
                break;
            }
            match op {
                Op::SaveState(_) => self.save(),
                Op::RestoreState(_) => self.restore(saved_before),
                Op::Transform(m) => self.concat(&[m.0, m.1, m.2, m.3, m.4, m.5]),
                Op::LineWidth(w) => self.state.line_width = w.0.as_f64(),
                Op::SetGraphicsState(name) => {
                    let width = resources.get_ext_g_state(name.0).and_then(|dict| dict.get::<f32>("LW"));
                    self.state.line_width = width.map_or(self.state.line_width, f64::from);
                }
                Op::XObject(name) => {
                    if let Some(form) = resources.get_x_object(name.0).filter(is_form) {
                        self.run_form(&form, resources, depth);
                    }
                }
                Op::TextFont(font) => {
                    self.state.font_size = font.1.as_f64();
                    self.state.font = match fonts_by_name.get(font.0.as_ref()) {
                        Some(known) => *known,
                        None => {
                            let loaded = resources.get_font(font.0).and_then(|dict| self.fonts.load(&dict));
                            fonts_by_name.insert(font.0.as_ref().to_vec(), loaded);
                            loaded
                        }
                    };
                }
                op => {
                    self.run_path(&op);
                    self.run_text(&op);
                }
            }
        }
        while self.saved.len() > saved_before {
            self.restore(saved_before);
        }
    }

    fn run_form(&mut self, form: &Stream<'a>, resources: &Resources<'a>, depth: u32) {
        if depth >= MAX_FORM_DEPTH {
            return;
        }
        let Ok(data) = form.decoded_data() else { return };
        // A form that does nothing costs something too, or a tree of them would run for ever.
        if !Budget::take(&mut self.budget.stream_bytes, data.len() as u64 + 256) {
            self.budget.operations = 0;
            return;
        }
        let own = form.dict().get::<Dict<'a>>("Resources").map(Resources::new);
        let saved_text = (self.text_matrix, self.line_matrix);
        self.save();
        if let Some(matrix) = form.dict().get::<[f64; 6]>("Matrix") {
            self.state.ctm = self.state.ctm.then_inner(Matrix(matrix));
        }
        self.path.clear();
        self.run(TypedIter::new(&data), own.as_ref().unwrap_or(resources), depth + 1);
        self.restore(0);
        (self.text_matrix, self.line_matrix) = saved_text;
    }

    fn save(&mut self) {
        if self.saved.len() < MAX_STATES {
            self.saved.push(self.state.clone());
        } else {
            self.lost_saves += 1;
        }
    }

    fn restore(&mut self, floor: usize) {
        if self.lost_saves > 0 {
            self.lost_saves -= 1;
        } else if self.saved.len() > floor
            && let Some(state) = self.saved.pop()
        {
            self.state = state;
        }
    }

    fn concat(&mut self, numbers: &[Number; 6]) {
        self.state.ctm = self.state.ctm.then_inner(Matrix(numbers.map(|n| n.as_f64())));
    }

    fn run_path(&mut self, op: &Op<'_, '_>) {
        match op {
            Op::MoveTo(p) => self.path.move_to(p.0.as_f64(), p.1.as_f64()),
            Op::LineTo(p) => self.path.line_to(p.0.as_f64(), p.1.as_f64()),
            Op::CubicTo(p) => self.path.curve_to(p.4.as_f64(), p.5.as_f64()),
            Op::CubicStartTo(p) => self.path.curve_to(p.2.as_f64(), p.3.as_f64()),
            Op::CubicEndTo(p) => self.path.curve_to(p.2.as_f64(), p.3.as_f64()),
            Op::ClosePath(_) => self.path.close(),
            Op::RectPath(r) => self.path.rect(r.0.as_f64(), r.1.as_f64(), r.2.as_f64(), r.3.as_f64()),
            Op::StrokePath(_) => self.stroke(),
            Op::CloseAndStrokePath(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.path.close();
                self.stroke();
            }
            Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => self.stroke(),
            Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) | Op::FillPathEvenOdd(_) => {
                self.fill();
            }
            Op::EndPath(_) => self.end_path(),
            Op::ClipNonZero(_) | Op::ClipEvenOdd(_) => self.clip_pending = true,
            _ => {}
        }
    }

    fn end_path(&mut self) {
        if self.clip_pending
            && let Some(bounds) = self.path.bounds(self.state.ctm)
        {
            self.state.clip = self.state.clip.intersection(bounds);
        }
        self.clip_pending = false;
        self.path.clear();
    }

    fn stroke(&mut self) {
        let (x, y) = self.state.ctm.apply_vector(self.state.line_width, 0.0);
        if x.hypot(y) <= MAX_RULE_WIDTH {
            let found = self.path.stroked_rules(self.state.ctm);
            self.keep_rules(found);
        }
        self.end_path();
    }

    fn fill(&mut self) {
        let found = self.path.filled_rules(self.state.ctm);
        self.keep_rules(found);
        self.end_path();
    }

    fn keep_rules(&mut self, found: Vec<Bounds>) {
        let clip = self.state.clip.grown(1.0);
        for rule in found {
            let seen = rule.intersection(clip);
            if seen.width() >= 0.0 && seen.height() >= 0.0 && Budget::take(&mut self.budget.rules, 1) {
                self.content.rules.push(seen);
            }
        }
    }

    fn run_text(&mut self, op: &Op<'_, '_>) {
        match op {
            Op::BeginText(_) => {
                self.text_matrix = Matrix::IDENTITY;
                self.line_matrix = Matrix::IDENTITY;
            }
            Op::SetTextMatrix(m) => {
                self.line_matrix = Matrix([m.0, m.1, m.2, m.3, m.4, m.5].map(|n| n.as_f64()));
                self.text_matrix = self.line_matrix;
            }
            Op::CharacterSpacing(n) => self.state.char_space = n.0.as_f64(),
            Op::WordSpacing(n) => self.state.word_space = n.0.as_f64(),
            Op::HorizontalScaling(n) => self.state.stretch = n.0.as_f64() / 100.0,
            Op::TextLeading(n) => self.state.leading = n.0.as_f64(),
            Op::TextRise(n) => self.state.rise = n.0.as_f64(),
            Op::NextLine(n) => self.next_line(n.0.as_f64(), n.1.as_f64()),
            Op::NextLineAndSetLeading(n) => {
                self.state.leading = -n.1.as_f64();
                self.next_line(n.0.as_f64(), n.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Op::ShowText(text) => self.show(text.0.as_bytes()),
            Op::NextLineAndShowText(text) => {
                self.next_line(0.0, -self.state.leading);
                self.show(text.0.as_bytes());
            }
            Op::ShowTextWithParameters(text) => {
                self.state.word_space = text.0.as_f64();
                self.state.char_space = text.1.as_f64();
                self.next_line(0.0, -self.state.leading);
                self.show(text.2.as_bytes());
            }
            Op::ShowTexts(parts) => {
                for part in parts.0.iter::<Object<'_>>() {
                    match part {
                        Object::Number(n) => self.adjust(n.as_f64()),
                        Object::String(text) => self.show(text.as_bytes()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = self.line_matrix.then_inner(Matrix::translate(x, y));
        self.text_matrix = self.line_matrix;
    }

    /// Moves the pen against the writing direction by thousandths of the font size.
    fn adjust(&mut self, thousandths: f64) {
        let Some(font) = self.state.font else { return };
        let distance = -thousandths / 1000.0 * self.state.font_size;
        let step = if self.fonts.get(font).is_horizontal() {
            Matrix::translate(distance * self.state.stretch, 0.0)
        } else {
            Matrix::translate(0.0, distance)
        };
        self.text_matrix = self.text_matrix.then_inner(step);
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(number) = self.state.font else { return };
        let mut at = 0;
        while at < bytes.len() {
            if !Budget::take(&mut self.budget.glyphs, 1) {
                return;
            }
            let font = self.fonts.get(number);
            let horizontal = font.is_horizontal();
            let (code, length) = font.read(bytes, at);
            let found = font.code(code);
            let (text, advance, shift) = (Rc::clone(&found.text), found.advance, found.shift);
            at += length;
            self.place(text, advance, shift, horizontal);
            let word_space = if code == 32 && length == 1 { self.state.word_space } else { 0.0 };
            let step = advance / 1000.0 * self.state.font_size + self.state.char_space + word_space;
            let step = if horizontal {
                Matrix::translate(step * self.state.stretch, 0.0)
            } else {
                Matrix::translate(0.0, step)
            };
            self.text_matrix = self.text_matrix.then_inner(step);
        }
    }

    /// Records one glyph at the pen.
    fn place(&mut self, text: Rc<str>, advance: f64, shift: (f64, f64), horizontal: bool) {
        // The box of a glyph reaches from a little below the line to about the height of an ideograph.
        const BELOW: f64 = -0.12;
        const ABOVE: f64 = 0.88;
        let state = &self.state;
        let scale = Matrix([state.font_size * state.stretch, 0.0, 0.0, state.font_size, 0.0, state.rise]);
        let origin = Matrix::translate(shift.0 / 1000.0, shift.1 / 1000.0);
        let matrix = state.ctm.then_inner(self.text_matrix).then_inner(scale).then_inner(origin);
        let up = matrix.apply_vector(0.0, 1.0);
        let size = up.0.hypot(up.1);
        if !matrix.is_finite() || size < 0.1 {
            return;
        }
        let Some(turn) = Turn::of_up_vector(up) else {
            self.content.slanted += 1;
            return;
        };
        let width = if horizontal { advance / 1000.0 } else { 1.0 };
        let bounds = Bounds::of_corners(matrix.apply(0.0, BELOW), matrix.apply(width, ABOVE));
        // A glyph that sticks out of its clipping path a little is still meant to be read.
        let seen = state.clip.grown(0.3 * size as f32).contains(bounds.center());
        if seen && page_box(self.content.size).contains(bounds.center()) {
            let (x, y) = matrix.apply(0.0, 0.0);
            let origin = (x as f32, y as f32);
            self.raw.push(RawGlyph { text, bounds, origin, size: size as f32, turn, vertical: !horizontal });
        }
    }

    /// Turns the page so that most of the writing stands upright.
    fn finish(self) -> PageContent {
        let Runner { raw, mut content, .. } = self;
        let mut counts = [0u32; 4];
        for glyph in &raw {
            counts[glyph.turn.quarters()] += 1;
        }
        // Upright wins a tie, since it comes first.
        let turn = Turn::ALL.into_iter().rev().max_by_key(|t| counts[t.quarters()]).unwrap_or_default();
        let printed = content.size;
        content.turn = turn;
        if matches!(turn, Turn::Quarter | Turn::ThreeQuarters) {
            content.size = (printed.1, printed.0);
        }
        for rule in &mut content.rules {
            *rule = turn.upright(*rule, printed);
        }
        content.glyphs.reserve(raw.len());
        for glyph in without_doubles(raw) {
            let (x, y) = glyph.origin;
            let origin = turn.upright(Bounds { left: x, top: y, right: x, bottom: y }, printed);
            if &*glyph.text == "\u{FFFD}" {
                content.unknown += 1;
            }
            content.glyphs.push(Glyph {
                text: glyph.text,
                bounds: turn.upright(glyph.bounds, printed),
                baseline: origin.top,
                size: glyph.size,
                turn: glyph.turn.relative_to(turn),
                vertical: glyph.vertical,
                order: content.glyphs.len() as u32,
            });
        }
        content
    }
}

/// Leaves out glyphs that are drawn again on top of themselves, as some programs do to make text look bold.
fn without_doubles(raw: Vec<RawGlyph>) -> Vec<RawGlyph> {
    // Neighbours in a grid of this pitch are compared; a shift that looks bold is far less than a glyph's width.
    const PITCH: f32 = 4.0;
    let cell = |v: f32| (v / PITCH).floor() as i32;
    let mut seen: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    let mut kept: Vec<RawGlyph> = Vec::with_capacity(raw.len());
    for glyph in raw {
        let (x, y) = glyph.origin;
        let reach = (0.15 * glyph.size).min(PITCH);
        let near = |v: f32| cell(v - reach)..=cell(v + reach);
        let again = near(x).flat_map(|i| near(y).map(move |j| (i, j))).any(|key| {
            seen.get(&key).is_some_and(|numbers| {
                // Only the last few: many glyphs in one spot are a drawing, and must not take long.
                numbers.iter().rev().take(8).any(|n| {
                    let other = &kept[*n];
                    (other.origin.0 - x).abs() <= reach
                        && (other.origin.1 - y).abs() <= reach
                        && other.text == glyph.text
                        && other.turn == glyph.turn
                })
            })
        });
        if !again {
            seen.entry((cell(x), cell(y))).or_default().push(kept.len());
            kept.push(glyph);
        }
    }
    kept
}
