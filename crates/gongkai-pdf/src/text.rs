//! Lines of text: breaking and measuring.

use crate::fonts::{Measure, Shape, Typeface};

/// A line that is ready to be drawn.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    /// Its characters with their glyphs. A character that no font has is left out.
    pub glyphs: Vec<(char, Shape)>,
    /// Width in points.
    pub width: f32,
    /// Font size in points.
    pub size: f32,
}

impl Line {
    /// Pulls the characters apart so that the line fills a width. Far too short lines are left as they are.
    pub(crate) fn justify(&mut self, width: f32) {
        let slack = width - self.width;
        if self.glyphs.len() < 2 || slack <= 0.0 || slack > self.size * 2.0 {
            return;
        }
        let each = slack / (self.glyphs.len() - 1) as f32 / self.size;
        let last = self.glyphs.len() - 1;
        self.glyphs[..last].iter_mut().for_each(|(_, shape)| shape.advance += each);
        self.width = width;
    }
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub typeface: Typeface,
    /// Font size in points.
    pub size: f32,
    /// Width of the lines in points.
    pub width: f32,
    /// How far in the first line begins, in points.
    pub indent: f32,
}

/// Characters that must not begin a line.
const NOT_FIRST: &str = "，。、；：！？）》〉」』】〕”’…—～·％,.;:!?)]}%‰℃";
/// Characters that must not end a line.
const NOT_LAST: &str = "（《〈「『【〔“‘([{";

/// The glyphs of a text in one line.
pub(crate) fn line(measure: &Measure<'_>, typeface: Typeface, size: f32, text: &str) -> Line {
    let glyphs: Vec<(char, Shape)> = text
        .chars()
        .filter(|c| !c.is_control())
        .filter_map(|c| Some((c, measure.shape(typeface, c)?)))
        .collect();
    finish(glyphs, size)
}

fn finish(mut glyphs: Vec<(char, Shape)>, size: f32) -> Line {
    while glyphs.last().is_some_and(|(c, _)| *c == ' ') {
        glyphs.pop();
    }
    let width = glyphs.iter().map(|(_, s)| s.advance * size).sum();
    Line { glyphs, width, size }
}

/// Breaks a text into lines: between Chinese characters, never inside a number or a word, and so that no closing
/// mark begins a line and no opening mark ends one. Line breaks in the text are kept.
pub(crate) fn break_lines(measure: &Measure<'_>, setting: Setting, text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for part in text.split('\n') {
        let glyphs = line(measure, setting.typeface, setting.size, part).glyphs;
        let indent = if lines.is_empty() { setting.indent } else { 0.0 };
        break_part(glyphs, setting, indent, &mut lines);
    }
    lines
}

fn break_part(glyphs: Vec<(char, Shape)>, setting: Setting, indent: f32, lines: &mut Vec<Line>) {
    let mut current: Vec<(char, Shape)> = Vec::new();
    let mut left = setting.width - indent;
    for piece in pieces(glyphs) {
        let width: f32 = piece.iter().map(|(_, s)| s.advance * setting.size).sum();
        if width > left && !current.is_empty() {
            lines.push(finish(std::mem::take(&mut current), setting.size));
            left = setting.width;
        }
        // A word wider than the line is cut where the line ends.
        for (c, shape) in piece {
            let width = shape.advance * setting.size;
            if width > left && !current.is_empty() {
                lines.push(finish(std::mem::take(&mut current), setting.size));
                left = setting.width;
            }
            if c == ' ' && current.is_empty() {
                continue;
            }
            left -= width;
            current.push((c, shape));
        }
    }
    lines.push(finish(current, setting.size));
}

/// What must stay together in a line.
fn pieces(glyphs: Vec<(char, Shape)>) -> Vec<Vec<(char, Shape)>> {
    let mut pieces: Vec<Vec<(char, Shape)>> = Vec::new();
    for (c, shape) in glyphs {
        let joins = pieces.last().and_then(|p| p.last()).is_some_and(|(before, _)| {
            let is_word = |c: char| c.is_ascii_graphic();
            NOT_FIRST.contains(c) || NOT_LAST.contains(*before) || is_word(c) && is_word(*before)
        });
        match pieces.last_mut() {
            Some(piece) if joins => piece.push((c, shape)),
            _ => pieces.push(vec![(c, shape)]),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use krilla::text::GlyphId;

    fn shapes(text: &str) -> Vec<(char, Shape)> {
        let advance = |c: char| if c.is_ascii() { 0.5 } else { 1.0 };
        text.chars().map(|c| (c, Shape { face: 0, glyph: GlyphId::new(1), advance: advance(c) })).collect()
    }

    #[track_caller]
    fn check(text: &str, width: f32, indent: f32, wanted: &[&str]) {
        let mut lines = Vec::new();
        let setting = Setting { typeface: Typeface::Body, size: 1.0, width, indent };
        break_part(shapes(text), setting, indent, &mut lines);
        let got: Vec<String> = lines.iter().map(|l| l.glyphs.iter().map(|(c, _)| c).collect()).collect();
        assert_eq!(got, wanted);
    }

    #[test]
    fn marks_and_numbers_stay_where_they_belong() {
        check("主动公开信息", 4.0, 0.0, &["主动公开", "信息"]);
        check("主动公开，信息", 4.0, 0.0, &["主动公", "开，信息"]);
        check("公开（信息）表", 3.0, 0.0, &["公开", "（信", "息）表"]);
        check("公开信息12345条", 5.0, 0.0, &["公开信息", "12345条"]);
        check("公开信息", 4.0, 2.0, &["公开", "信息"]);
        check("1234567890", 2.0, 0.0, &["1234", "5678", "90"]);
        check("", 2.0, 0.0, &[""]);
    }

    #[test]
    fn a_full_line_is_pulled_to_the_width_and_a_short_one_is_not() {
        let mut full = finish(shapes("公开信息"), 10.0);
        full.justify(46.0);
        assert_eq!(full.width, 46.0);
        let mut short = finish(shapes("公开"), 10.0);
        short.justify(100.0);
        assert_eq!(short.width, 20.0);
    }
}
