//! The neighbourhood of a place in the text of its source.

/// A few words around a place, the place itself in the middle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The line of the source, from 1.
    pub line: usize,
    /// What stands before.
    pub before: String,
    /// The place itself.
    pub marked: String,
    /// What stands after.
    pub after: String,
}

/// Bytes on each side of the place.
const AROUND: usize = 150;

impl Excerpt {
    /// The neighbourhood of a byte range; `None` when the range is not in the text.
    pub fn of(text: &str, bytes: (u32, u32)) -> Option<Excerpt> {
        let (start, end) = (bytes.0 as usize, bytes.1 as usize);
        let marked = text.get(start..end)?;
        let from = boundary_after(text, start.saturating_sub(AROUND));
        let to = boundary_before(text, (end + AROUND).min(text.len()));
        let cut_left = if from > 0 { "…" } else { "" };
        let cut_right = if to < text.len() { "…" } else { "" };
        Some(Excerpt {
            line: text[..start].bytes().filter(|b| *b == b'\n').count() + 1,
            before: format!("{cut_left}{}", &text[from..start]),
            marked: marked.to_owned(),
            after: format!("{}{cut_right}", &text[end..to]),
        })
    }
}

fn boundary_after(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn boundary_before(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_cut_at_whole_characters() {
        let text = format!("{}\n新收12件{}", "甲".repeat(100), "乙".repeat(100));
        let start = text.find("12").unwrap() as u32;
        let excerpt = Excerpt::of(&text, (start, start + 2)).unwrap();
        assert_eq!((excerpt.line, excerpt.marked.as_str()), (2, "12"));
        assert!(excerpt.before.starts_with("…甲") && excerpt.before.ends_with("新收"));
        assert!(excerpt.after.starts_with("件乙") && excerpt.after.ends_with('…'));
        assert_eq!(Excerpt::of(&text, (1, 2)), None, "not a character boundary");
        assert_eq!(Excerpt::of(&text, (0, u32::MAX)), None);
    }
}
