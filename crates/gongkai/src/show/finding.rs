//! A finding the way a good compiler shows it.

use std::fmt::Write;

use anstyle::Style;
use gongkai_domain::check::{Finding, Verdict, rule};
use gongkai_domain::report::{CellKey, Place};

use super::excerpt::{Line, Origin, Weight};
use super::page;
use super::style::{self, paint};
use super::width::{left, right, wrap};
use crate::words::Lang;

/// Notes are broken at this many columns.
const NOTE_COLUMNS: usize = 96;

/// The finding with its excerpt, in colours.
pub fn show(finding: &Finding, path: &str, origin: &Origin<'_>) -> String {
    let lang = origin.lang;
    let tone = style::severity(finding.severity);
    let lines = origin.excerpt(finding);
    let gutter = lines.iter().filter_map(|line| line.number).max().map_or(1, |n| n.to_string().len()).max(2);

    let headline = format!("{}[{}]", lang.severity(finding.severity), finding.code);
    let message = paint(style::STRONG, &format!(": {}", lang.of(&finding.message)));
    let mut out = format!("{}{message}\n", paint(tone, &headline));
    let place = origin.place(finding).unwrap_or_default();
    let arrow = paint(style::FRAME, &format!("{} -->", " ".repeat(gutter - 1)));
    let _ = writeln!(out, "{arrow} {}", where_it_stands(path, &place, origin));
    if !lines.is_empty() {
        show_lines(&mut out, &lines, gutter, tone);
    }
    for (name, style, text) in notes(finding, lang) {
        show_note(&mut out, gutter, &paint(style, name), name, &text);
    }
    out
}

/// `report.html:12:5 (table 3, row 4, column 2)`, with what is known of it.
fn where_it_stands(path: &str, place: &Place, origin: &Origin<'_>) -> String {
    let at = place.bytes.and_then(|(start, _)| origin.text?.locate(start as usize));
    let mut out = path.to_owned();
    if let Some(at) = at {
        let _ = write!(out, ":{}:{}", at.line, at.column);
    }
    // In a plain text the row of a place is its line, which has just been said.
    let words = origin.lang.place(place);
    if !words.is_empty() && (at.is_none() || place.table.is_some()) {
        let _ = write!(out, " ({words})");
    }
    out
}

fn show_lines(out: &mut String, lines: &[Line], gutter: usize, tone: Style) {
    let bar = paint(style::FRAME, "|");
    let empty = " ".repeat(gutter);
    let _ = writeln!(out, "{empty} {bar}");
    for line in lines {
        let number = line.number.map(|n| n.to_string()).unwrap_or_default();
        let number = paint(style::FRAME, &right(&number, gutter));
        let number = if number.is_empty() { empty.clone() } else { number };
        let _ = writeln!(out, "{number} {bar} {}", line.text.trim_end());
        if !line.marks.is_empty() {
            let _ = writeln!(out, "{empty} {bar} {}", underline(line, tone));
        }
    }
    let _ = writeln!(out, "{empty} {bar}");
}

fn underline(line: &Line, tone: Style) -> String {
    let mut out = String::new();
    let mut at = 0;
    for mark in &line.marks {
        let (sign, tone) = match mark.weight {
            Weight::Suspect => ("^", tone),
            Weight::Compared => ("-", style::FRAME),
        };
        let start = mark.columns.start.max(at);
        out.push_str(&left("", start - at));
        out.push_str(&paint(tone, &sign.repeat(mark.columns.end.saturating_sub(start))));
        at = mark.columns.end.max(at);
    }
    out
}

fn show_note(out: &mut String, gutter: usize, painted: &str, name: &str, text: &str) {
    let equals = paint(style::FRAME, "=");
    let indent = " ".repeat(gutter);
    let lead = super::width::width(name) + 4;
    for (i, line) in wrap(text, NOTE_COLUMNS.saturating_sub(gutter + lead)).iter().enumerate() {
        if i == 0 {
            let _ = writeln!(out, "{indent} {equals} {painted}: {line}");
        } else {
            let _ = writeln!(out, "{indent} {}{line}", " ".repeat(lead));
        }
    }
}

/// What stands under the excerpt: the condition, why it matters, what would mend it.
fn notes(finding: &Finding, lang: Lang) -> Vec<(&'static str, Style, String)> {
    let mut notes = Vec::new();
    if finding.verdict == Verdict::Conditional {
        notes.push((lang.note(), style::STRONG, lang.conditional().to_owned()));
    }
    if let Some(rule) = rule(finding.code) {
        notes.push((lang.why(), style::STRONG, page::why(rule, lang)));
    }
    if let Some(fix) = &finding.fix {
        let mut text = lang.of(&fix.message).to_owned();
        for (key, value) in &fix.changes {
            let _ = write!(text, "\n{} = {value}", name_of(*key, lang));
        }
        notes.push((lang.help(), style::HELP, text));
    }
    notes
}

/// The official label of a cell with its key.
pub fn name_of(key: CellKey, lang: Lang) -> String {
    let def = key.def();
    match lang {
        Lang::Zh => format!("{} ({key})", def.label()),
        Lang::En => format!("{} ({key})", def.label_en()),
    }
}
