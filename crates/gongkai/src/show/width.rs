//! Text in columns of a terminal, where a Chinese character is two columns wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns the text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text with white space that stays on one line and takes the columns it seems to take.
///
/// Control characters would take none, and a tab would take as many as it likes.
pub fn flat(text: &str) -> String {
    text.chars().map(flat_char).collect()
}

fn flat_char(c: char) -> char {
    match c {
        '\u{3000}' => c,
        c if c.is_control() || c.is_whitespace() => ' ',
        c if c.width().unwrap_or(0) == 0 => '\u{b7}',
        c => c,
    }
}

/// The text cut to at most `columns`, the cut marked.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut taken = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if taken + wide + 1 > columns {
            break;
        }
        out.push(c);
        taken += wide;
    }
    out.push('…');
    out
}

/// The text with spaces after it, up to `columns`.
pub fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text with spaces before it, up to `columns`.
pub fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text in lines of at most `columns`, broken between words or between Chinese characters.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            if !line.is_empty() && width(&line) + width(piece.trim_end()) > columns {
                lines.push(line.trim_end().to_owned());
                line = String::new();
            }
            line.push_str(if line.is_empty() { piece.trim_start() } else { piece });
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// A word with the space after it, or a Chinese character with the punctuation after it.
fn pieces(text: &str) -> Vec<&str> {
    let mut cuts = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        let Some(&(next_at, next)) = chars.peek() else { break };
        let wide = |c: char| c.width().unwrap_or(0) > 1;
        let clings = "，。、；：？！）》”’…,.;:?!)".contains(next) || "（《“‘(".contains(c);
        let after_space = c == ' ' && next != ' ';
        if after_space || ((wide(c) || wide(next)) && !clings && next != ' ') {
            cuts.push(next_at);
        }
    }
    let mut out = Vec::with_capacity(cuts.len() + 1);
    let mut start = 0;
    for cut in cuts {
        out.push(&text[start..cut]);
        start = cut;
    }
    out.push(&text[start..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_takes_two_columns() {
        assert_eq!(width("件3"), 3);
        assert_eq!(left("件", 4), "件  ");
        assert_eq!(right("3", 4), "   3");
    }

    #[test]
    fn a_cut_never_passes_the_limit() {
        assert_eq!(cut("本年新收政府信息", 9), "本年新收…");
        assert_eq!(cut("本年新收", 8), "本年新收");
        assert!(width(&cut("本年新收政府信息", 8)) <= 8);
    }

    #[test]
    fn lines_break_between_words_and_not_before_punctuation() {
        assert_eq!(wrap("row sums differ", 10), ["row sums", "differ"]);
        assert_eq!(wrap("各列之和，不等于总计。", 8), ["各列之", "和，不等", "于总计。"]);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(flat("a\tb\u{1b}[31m\u{200b}"), "a b [31m·");
    }
}
