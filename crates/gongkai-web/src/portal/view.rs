//! A document as lists show it.

use gongkai_app::{Agency, DocumentRow};
use gongkai_domain::china_time;
use gongkai_domain::disclosure::revision::{Kind, Validity};
use gongkai_domain::disclosure::vocabulary::{Term, find};

use crate::page::Ctx;

/// A line of a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Where it leads.
    pub href: String,
    /// The title.
    pub title: String,
    /// 发文字号.
    pub number: String,
    /// What it is.
    pub kind: &'static str,
    /// 有效性, unless it is in force.
    pub ended: Option<&'static str>,
    /// The day it was published, in China.
    pub day: String,
    /// The agency's name; empty where the page is of one agency.
    pub agency: String,
}

/// The lines of a list; `agencies` are those whose names are shown.
pub fn lines(ctx: &Ctx, rows: &[DocumentRow], agencies: &[Agency]) -> Vec<Line> {
    rows.iter().map(|row| line(ctx, row, agencies.iter().find(|a| a.id == row.agency_id))).collect()
}

/// One line.
pub fn line(ctx: &Ctx, row: &DocumentRow, agency: Option<&Agency>) -> Line {
    Line {
        href: format!("/documents/{}", row.id),
        title: row.title.clone(),
        number: row.number.clone(),
        kind: kind(ctx, &row.kind),
        ended: validity(ctx, &row.validity).filter(|_| row.validity != Validity::Valid.code()),
        day: day(row.published_at_ms),
        agency: agency.map(|a| name(ctx, a).to_owned()).unwrap_or_default(),
    }
}

/// What an agency is called.
pub fn name<'a>(ctx: &Ctx, agency: &'a Agency) -> &'a str {
    let name_en = agency.name_en.as_str();
    ctx.pick(&agency.name, name_en)
}

/// A kind of document in words.
pub fn kind(ctx: &Ctx, code: &str) -> &'static str {
    Kind::parse(code).map_or("", |k| ctx.pick(k.zh(), k.en()))
}

/// 有效性 in words.
pub fn validity(ctx: &Ctx, code: &str) -> Option<&'static str> {
    Validity::parse(code).map(|v| ctx.pick(v.zh(), v.en()))
}

/// A word of a vocabulary; the code itself where an agency made it up.
pub fn term(ctx: &Ctx, list: &'static [Term], code: &str) -> String {
    find(list, code).map_or_else(|| code.to_owned(), |t| ctx.pick(t.zh, t.en).to_owned())
}

/// The day of a moment, in China; empty for none.
pub fn day(at_ms: Option<i64>) -> String {
    at_ms.map(|ms| china_time::day(ms).to_string()).unwrap_or_default()
}

/// An address with a query. Empty values are left out.
pub fn address(path: &str, query: &[(&str, &str)]) -> String {
    let given: Vec<String> = query
        .iter()
        .filter(|q| !q.1.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if given.is_empty() { path.to_owned() } else { format!("{path}?{}", given.join("&")) }
}

/// Percent-encoded for a query or a path segment.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

/// A size for people: `812 KB`.
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", (bytes + 512) / 1024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}
