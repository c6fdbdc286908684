//! The text of a cell taken apart into labels, numbers and what is neither.

use super::super::fold::{Folded, is_blank};
use super::super::label::labels;
use super::super::number;
use super::shape::is_item_number;
use super::*;

/// A cell that is a value and nothing else.
pub(super) fn plain_value(cell: &PhysicalCell<'_>, ordinal: usize) -> Option<Val> {
    let (kind, text, parsed) = plain(cell.text)?;
    let mut place = cell.place;
    if kind == Kind::Number
        && let (Some(start), Some(offset)) = (cell.source, cell.text.find(text))
    {
        place.bytes = Place::bytes(start + offset, start + offset + text.len()).bytes;
    }
    Some(Val {
        kind,
        raw: text.to_owned(),
        number: parsed.map(|p| p.value),
        money: parsed.and_then(|p| p.money),
        x: cell.x,
        cell: ordinal,
        place,
    })
}

/// What a text holds that is a value and nothing else, and the text without what surrounds it.
pub(super) fn plain(text: &str) -> Option<(Kind, &str, Option<number::Parsed>)> {
    let text = text.trim_matches(|c: char| is_blank(c) || c == '?' || c == '"');
    if text.is_empty() {
        return Some((Kind::Blank, text, None));
    }
    if text.len() > 48 {
        return None;
    }
    if matches!(
        text,
        "/" | "-"
            | "—"
            | "——"
            | "－"
            | "–"
            | "无"
            | "無"
            | "\\"
            | "／"
            | "--"
            | "*"
            | "一"
            | "---"
            | "﹣"
            | "─"
            | "――"
    ) {
        return Some((Kind::Mark, text, None));
    }
    if matches!(text, "O" | "o" | "Ｏ" | "〇" | "○") {
        // A letter or a circle alone in a cell is the slip of a hand or of text recognition.
        return Some((Kind::Number, text, Some(number::Parsed::ZERO)));
    }
    number::parse(text).map(|parsed| (Kind::Number, text, Some(parsed)))
}

pub(super) fn lex(cell: &PhysicalCell<'_>, ordinal: usize, folded: &Folded) -> Lexed {
    let mut lexed = Lexed { tokens: Vec::new(), residue: 0, labels: 0, numbers: 0 };
    let mut at = 0;
    for found in labels().find(&folded.text) {
        gap(cell, ordinal, folded, at, found.start, &mut lexed);
        lexed.tokens.push(Token::Label(found.label));
        lexed.labels += 1;
        at = found.end;
    }
    gap(cell, ordinal, folded, at, folded.text.len(), &mut lexed);
    lexed
}

/// Numbers and other text between two labels.
fn gap(cell: &PhysicalCell<'_>, ordinal: usize, folded: &Folded, from: usize, to: usize, lexed: &mut Lexed) {
    let text = &folded.text[from..to];
    let mut text_start = None;
    let mut at = 0;
    let close = |start: &mut Option<usize>, end: usize, lexed: &mut Lexed| {
        if let Some(start) = start.take() {
            let residue =
                text[start..end].chars().filter(|c| !matches!(c, '(' | ')' | ' ' | '.' | '|')).count();
            lexed.residue += residue;
            if residue > 0 {
                lexed.tokens.push(Token::Text { from: from + start, to: from + end });
            }
        }
    };
    while at < text.len() {
        // A number begins with a digit or a sign.
        let begins = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-');
        let skipped = text.as_bytes()[at..].iter().position(|b| begins(*b)).unwrap_or(text.len() - at);
        if skipped > 0 {
            text_start.get_or_insert(at);
            at += skipped;
            continue;
        }
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        if let Some(scanned) = number::scan(rest, before)
            .filter(|_| !is_item_number(if from + at == 0 { &folded.text } else { rest }, before))
        {
            close(&mut text_start, at, lexed);
            let mut place = cell.place;
            if let Some(start) = cell.source {
                let first = start + folded.origin(from + at);
                let last = folded.origin(from + at + scanned.digits - 1);
                // A full-width digit has three bytes.
                let width = cell.text[last..].chars().next().map_or(0, char::len_utf8);
                place.bytes = Place::bytes(first, start + last + width).bytes;
            }
            // Beside other words in its cell, a number stands where it is printed.
            let x = cell.start.map_or(cell.x, |start| {
                let (from, to) =
                    (folded.origin(from + at), folded.origin(from + at + scanned.digits - 1) + 1);
                let (before, until) = (cell.text.get(..from), cell.text.get(..to));
                match before.zip(until) {
                    Some((before, until)) => start + (display_width(before) + display_width(until)) / 2,
                    None => cell.x,
                }
            });
            lexed.numbers += 1;
            lexed.tokens.push(Token::Value(Val {
                kind: Kind::Number,
                raw: rest[..scanned.len].to_owned(),
                number: number::parse(&rest[..scanned.digits]).map(|p| p.value),
                money: scanned.money,
                x,
                cell: ordinal,
                place,
            }));
            at += scanned.len;
        } else {
            text_start.get_or_insert(at);
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    close(&mut text_start, text.len(), lexed);
}
