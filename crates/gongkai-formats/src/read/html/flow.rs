//! Running text: inline text joins, white space collapses, breaks end a segment.

use gongkai_domain::report::Place;

use crate::read::Line;

/// One line of text and where it stands in the source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    /// Range in [`Flow::text`].
    pub(super) text: (usize, usize),
    /// Range in the source, from the first to the last byte that is not white space.
    pub(super) source: (usize, usize),
    /// Heading level.
    pub(super) heading: u8,
}

/// How line breaks of the source count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// As white space.
    Collapse,
    /// As ends of lines, keeping indentation.
    Keep,
    /// As ends of lines, dropping indentation: bare text around the elements of a fragment.
    Bare,
}

/// Text being gathered.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) text: Vec<u8>,
    pub(super) segments: Vec<Segment>,
    /// Where the current segment starts in `text`.
    start: usize,
    source: (usize, usize),
    /// White space seen since the last text.
    gap: Gap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Gap {
    #[default]
    None,
    Space,
    LineBreak,
}

impl Flow {
    /// Adds the text of one token that stands at `source` in the input.
    pub(super) fn push(&mut self, text: &[u8], source: (usize, usize), breaks: Breaks, heading: u8) {
        if breaks == Breaks::Collapse || !text.contains(&b'\n') {
            return self.push_run(text, source, breaks);
        }
        // An entity that stands for a line break has another length than its text; its parts share its place.
        let is_exact = text.len() == source.1 - source.0;
        let mut at = 0;
        for (i, line) in text.split(|b| *b == b'\n').enumerate() {
            if i > 0 {
                self.end_segment(heading);
            }
            let place = if is_exact { (source.0 + at, source.0 + at + line.len()) } else { source };
            self.push_run(line, place, breaks);
            at += line.len() + 1;
        }
    }

    fn push_run(&mut self, text: &[u8], source: (usize, usize), breaks: Breaks) {
        let is_exact = text.len() == source.1 - source.0;
        let is_first = self.text.len() == self.start;
        let keep_indent = breaks == Breaks::Keep;
        let skipped = match is_first {
            true => leading_blank(text),
            false if breaks == Breaks::Collapse => text.len() - text.trim_ascii_start().len(),
            false => 0,
        };
        let body = &text[skipped..];
        let shown = trim_blank_end(body);
        if is_first {
            if shown.is_empty() {
                return;
            }
            self.source.0 = if is_exact { source.0 + skipped } else { source.0 };
            if keep_indent {
                self.text.extend_from_slice(&text[..skipped]);
            }
        } else if skipped > 0 {
            self.gap = self.gap.max(gap(&text[..skipped]));
        }
        if body.is_empty() {
            return;
        }
        if !is_first {
            self.close_gap(body[0]);
        }
        self.gap = Gap::None;
        if !shown.is_empty() {
            self.source.1 = if is_exact { source.0 + skipped + shown.len() } else { source.1 };
        }
        match breaks {
            Breaks::Collapse => self.push_collapsed(body),
            Breaks::Keep | Breaks::Bare => self.text.extend_from_slice(body),
        }
    }

    /// Adds text that starts with a character, collapsing white space that contains a line break.
    fn push_collapsed(&mut self, body: &[u8]) {
        let inside = body.trim_ascii_end();
        let mut rest = inside;
        while let Some(at) = memchr::memchr2(b'\n', b'\r', rest) {
            let before = rest[..at].trim_ascii_end();
            self.text.extend_from_slice(before);
            let after = rest[at..].trim_ascii_start();
            self.gap = Gap::LineBreak;
            if let Some(first) = after.first() {
                self.close_gap(*first);
            }
            rest = after;
        }
        self.text.extend_from_slice(rest);
        self.gap = gap(&body[inside.len()..]);
    }

    /// Puts white space before the next character if there was some.
    ///
    /// A line break between two Chinese characters is how an editor wrapped its source and means nothing.
    fn close_gap(&mut self, next: u8) {
        let previous = self.text.last().copied().unwrap_or_default();
        let is_wrapped = self.gap == Gap::LineBreak && previous >= 0x80 && next >= 0x80;
        if self.gap != Gap::None && !is_wrapped {
            self.text.push(b' ');
        }
        self.gap = Gap::None;
    }

    /// Ends the current line, if it has text.
    pub(super) fn end_segment(&mut self, heading: u8) {
        self.gap = Gap::None;
        if self.text.len() == self.start {
            return;
        }
        let length = trim_blank_end(&self.text[self.start..]).len();
        self.text.truncate(self.start + length);
        if length > 0 {
            let text = (self.start, self.text.len());
            self.segments.push(Segment { text, source: self.source, heading });
        }
        self.start = self.text.len();
    }

    /// The text of a segment.
    pub(super) fn text_of(&self, segment: &Segment) -> String {
        to_string(&self.text[segment.text.0..segment.text.1])
    }

    /// The segments as lines.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line> {
        self.segments.iter().map(|segment| Line {
            text: self.text_of(segment),
            place: Place::bytes(segment.source.0, segment.source.1),
            heading: segment.heading,
        })
    }

    /// All segments as one text with line breaks.
    pub(super) fn joined(&self) -> String {
        match self.segments.as_slice() {
            [] => String::new(),
            [one] => self.text_of(one),
            several => {
                let mut text = Vec::with_capacity(self.text.len() + several.len());
                for segment in several {
                    if !text.is_empty() {
                        text.push(b'\n');
                    }
                    text.extend_from_slice(&self.text[segment.text.0..segment.text.1]);
                }
                to_string(&text)
            }
        }
    }

    /// Forgets everything, keeping the memory.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.segments.clear();
        self.start = 0;
        self.gap = Gap::None;
    }
}

/// The tokenizer cuts only at ASCII, so that the bytes are text; a stray byte is replaced, not trusted.
fn to_string(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn gap(white: &[u8]) -> Gap {
    match white {
        [] => Gap::None,
        white if white.contains(&b'\n') => Gap::LineBreak,
        _ => Gap::Space,
    }
}

/// Length of the white space at the start, Chinese and invisible kinds included.
fn leading_blank(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += match &text[at..] {
            [b' ' | b'\t' | b'\n' | b'\r' | 0x0C, ..] => 1,
            [0xC2, 0xA0, ..] => 2,
            [0xE3, 0x80, 0x80, ..] | [0xEF, 0xBB, 0xBF, ..] | [0xE2, 0x80, 0x8B, ..] => 3,
            _ => return at,
        };
    }
}

/// The text without white space at the end, Chinese and invisible kinds included.
fn trim_blank_end(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [rest @ .., b' ' | b'\t' | b'\n' | b'\r' | 0x0C] => rest,
            [rest @ .., 0xC2, 0xA0] => rest,
            [rest @ .., 0xE3, 0x80, 0x80] | [rest @ .., 0xEF, 0xBB, 0xBF] | [rest @ .., 0xE2, 0x80, 0x8B] => {
                rest
            }
            _ => return text,
        };
    }
}
