//! Running text: white space is single, breaks between paragraphs that were only broken lines are found.

use super::model::{Align, Inline, Marks};

/// White space at the start of a line from this width on is a first-line indent. Unit: half a character.
const INDENT_WIDTH: u32 = 3;
/// From this width on the line was pushed to the right with blanks.
const RIGHT_WIDTH: u32 = 16;

/// A line or paragraph that is being gathered.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    runs: Vec<Inline>,
    gap: Gap,
    /// Breaks since the last text.
    breaks: u32,
    /// Width of the blanks since the start or the last break.
    blank_width: u32,
    last: Option<char>,
    /// How wide the blanks before the first character were.
    first_blank: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Gap {
    #[default]
    None,
    /// White space with a line break of the source in it.
    Wrap,
    Space,
}

/// Gathered content and how it began.
#[derive(Debug)]
pub(crate) struct Gathered {
    /// What it says; never empty.
    pub(crate) content: Vec<Inline>,
    /// Whether it began with the blanks of a first-line indent.
    pub(crate) is_indented: bool,
    /// Where it was pushed with blanks.
    pub(crate) align: Align,
}

impl Flow {
    /// Adds text. What is given back is a paragraph that ended in it, since only breaks and blanks divide some.
    pub(crate) fn text(&mut self, text: &str, marks: Marks, href: Option<&str>) -> Vec<Gathered> {
        let mut done = Vec::new();
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\u{C}' => self.gap = if self.gap == Gap::Wrap { Gap::Wrap } else { Gap::Space },
                '\n' | '\r' => self.gap = if self.blank_width > 0 { Gap::Space } else { Gap::Wrap },
                '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => {
                    self.gap = Gap::Space;
                    self.blank_width += if c == '\u{2003}' { 2 } else { 1 };
                }
                '\u{3000}' if self.is_at_start() => self.blank_width += 2,
                '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\u{FFFE}' | '\u{FFFF}' => {}
                c if c.is_control() || super::style::is_bidi(c) => {}
                c => {
                    done.extend(self.before_content());
                    self.close_gap(c, Some((marks, href)));
                    self.push(c, marks, href);
                }
            }
        }
        done
    }

    /// Adds the end of a line.
    pub(crate) fn line_break(&mut self) {
        self.gap = Gap::None;
        self.blank_width = 0;
        if !self.runs.is_empty() {
            self.breaks += 1;
        }
    }

    /// Adds a picture.
    pub(crate) fn image(&mut self, sha256: String, alt: String) -> Option<Gathered> {
        let done = self.before_content();
        self.close_gap('i', None);
        self.runs.push(Inline::Image { sha256, alt });
        self.last = Some('i');
        done
    }

    /// Whether there is no text yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Whether nothing stands on the line yet.
    fn is_at_start(&self) -> bool {
        self.runs.is_empty() || self.breaks > 0
    }

    /// Ends the paragraph if breaks and blanks say that a new one begins here.
    fn before_content(&mut self) -> Option<Gathered> {
        if !self.is_at_start() {
            self.blank_width = 0;
            return None;
        }
        let (breaks, width) = (std::mem::take(&mut self.breaks), std::mem::take(&mut self.blank_width));
        self.gap = Gap::None;
        if self.runs.is_empty() {
            self.first_blank = width;
            return None;
        }
        if breaks >= 2 || width >= INDENT_WIDTH {
            let done = self.finish();
            self.first_blank = width;
            return done;
        }
        self.runs.push(Inline::Break);
        self.last = None;
        None
    }

    /// Puts the white space before a character, with the look that both sides share; a picture has none.
    fn close_gap(&mut self, next: char, look: Option<(Marks, Option<&str>)>) {
        let gap = std::mem::take(&mut self.gap);
        let Some(last) = self.last else { return };
        // A source line that was wrapped between two Chinese characters says nothing.
        if gap == Gap::None
            || (gap == Gap::Wrap && !last.is_ascii() && !next.is_ascii())
            || last == '\u{3000}'
        {
            return;
        }
        let before = match self.runs.last() {
            Some(Inline::Text { marks, href, .. }) => Some((*marks, href.clone())),
            _ => None,
        };
        let (marks, href) = match (before, look) {
            (Some((before, from)), Some((marks, href))) => {
                (before.common(marks), from.filter(|from| href == Some(from.as_str())))
            }
            (Some((marks, href)), None) => (marks, href),
            (None, Some((marks, href))) => (marks, href.map(str::to_owned)),
            (None, None) => (Marks::NONE, None),
        };
        self.push(' ', marks, href.as_deref());
    }

    fn push(&mut self, c: char, with: Marks, to: Option<&str>) {
        self.last = Some(c);
        match self.runs.last_mut() {
            Some(Inline::Text { text, marks, href }) if *marks == with && href.as_deref() == to => {
                text.push(c)
            }
            _ => self.runs.push(Inline::Text { text: c.into(), marks: with, href: to.map(str::to_owned) }),
        }
    }

    /// Ends the paragraph. `None` if it is empty.
    pub(crate) fn finish(&mut self) -> Option<Gathered> {
        let width = self.first_blank;
        let mut content = std::mem::take(self).runs;
        trim_end(&mut content);
        if content.is_empty() {
            return None;
        }
        let align = if width >= RIGHT_WIDTH { Align::Right } else { Align::Start };
        let is_indented = (INDENT_WIDTH..RIGHT_WIDTH).contains(&width);
        Some(Gathered { content, is_indented, align })
    }
}

/// Full-width blanks at the end show nothing.
fn trim_end(content: &mut Vec<Inline>) {
    while let Some(Inline::Text { text, .. }) = content.last_mut() {
        text.truncate(text.trim_end_matches(['\u{3000}', ' ']).len());
        if !text.is_empty() {
            break;
        }
        content.pop();
        while content.last() == Some(&Inline::Break) {
            content.pop();
        }
    }
}
