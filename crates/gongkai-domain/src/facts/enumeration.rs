//! Wholes and the parts that the text gives of them.

use alloc::string::String;
use alloc::vec::Vec;
use rust_decimal::Decimal;

use super::line::{Line, ends_sentence};
use super::mention::{Mention, Opener, mentions};
use super::subject::trim_fillers;
use crate::report::{Bound, Paragraph};

/// Whether a list of parts claims to be complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Split {
    /// Every unit of the whole is in one part: bare numbers in brackets, `分别为`, or a list that ends with 其他.
    Partition,
    /// Some of the parts, as `其中` gives them.
    Selection,
}

/// One part of a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What the text calls it; empty in a bare list of numbers.
    pub label: String,
    /// How many.
    pub count: Decimal,
    /// How exact.
    pub bound: Bound,
    /// Byte range of the number and its unit in the paragraph's text.
    pub span: (usize, usize),
}

/// A count and the parts that the text gives of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumeration {
    /// The whole.
    pub whole: Decimal,
    /// How exact the whole is.
    pub bound: Bound,
    /// The measure word of the whole; parts in another one are left out.
    pub unit: String,
    /// Byte range of the whole in the paragraph's text.
    pub span: (usize, usize),
    /// The parts, in order; at least one.
    pub parts: Vec<Part>,
    /// Whether the list claims to be complete.
    pub split: Split,
}

impl Enumeration {
    /// The sum of the parts.
    pub fn sum(&self) -> Decimal {
        self.parts.iter().fold(Decimal::ZERO, |sum, part| sum.checked_add(part.count).unwrap_or(sum))
    }

    /// Whether the parts make the whole. None when the list need not be complete or a number is not exact.
    pub fn adds_up(&self) -> Option<bool> {
        let exact = self.bound == Bound::Exact && self.parts.iter().all(|p| p.bound == Bound::Exact);
        (self.split == Split::Partition && exact).then(|| self.sum() == self.whole)
    }

    /// True when the parts are more than the whole, which no list may be. Inexact wholes are not judged.
    pub fn exceeds_whole(&self) -> bool {
        let parts_exact = self.parts.iter().all(|p| p.bound != Bound::About);
        self.bound == Bound::Exact && parts_exact && self.sum() > self.whole
    }
}

/// Every whole of a paragraph with its parts: `276篇，其中…10篇，…`, `86条（按类别依次为2、5、73条）`.
pub fn enumerations(paragraph: &str) -> Vec<Enumeration> {
    let paragraphs = [Paragraph { text: String::from(paragraph), place: Default::default() }];
    let mut out = Vec::new();
    for line in Line::read(&paragraphs) {
        let all = mentions(&line.text);
        for whole in 0..all.len() {
            out.extend(of_whole(&line, &all, whole, &paragraphs));
        }
    }
    out
}

fn of_whole(line: &Line, all: &[Mention], whole: usize, paragraphs: &[Paragraph]) -> Vec<Enumeration> {
    let w = &all[whole];
    let mut out: Vec<Enumeration> = Vec::new();
    let mut last: Option<(Opener, usize)> = None;
    let mut mixed = false;
    for (i, m) in all.iter().enumerate() {
        let Some((_, opener)) = m.part_of.filter(|(of, _)| *of == whole) else { continue };
        let label = label(&line.text, all, i);
        // Two lists of the same whole: 3607件（…），其中…
        let new_list = last.is_none_or(|(o, at)| o != opener || reopened(&line.text[all[at].end..m.start]));
        last = Some((opener, i));
        if new_list {
            mixed = false;
            out.push(Enumeration {
                whole: w.value,
                bound: w.bound,
                unit: w.unit.into(),
                span: line.source(w.start, w.end, paragraphs).1,
                parts: Vec::new(),
                split: if opener == Opener::Among { Split::Selection } else { Split::Partition },
            });
        }
        let Some(list) = out.last_mut() else { continue };
        if mixed || !same_unit(w.unit, m) || is_other_year(&line.text, all, i) {
            // What follows a count in another unit belongs to another clause.
            mixed = true;
            if list.split == Split::Partition && opener != Opener::Bracket {
                list.split = Split::Selection;
            }
            continue;
        }
        list.parts.push(Part {
            label,
            count: m.value,
            bound: m.bound,
            span: line.source(m.start, m.end, paragraphs).1,
        });
    }
    out.retain(|list| !list.parts.is_empty());
    for list in &mut out {
        decide_split(list);
    }
    out
}

fn reopened(between: &str) -> bool {
    between.contains("其中") || between.contains("分别为")
}

fn same_unit(unit: &str, part: &Mention) -> bool {
    part.unit == unit || part.unit.is_empty()
}

/// `22件（2022年为31件）` is no part.
fn is_other_year(text: &str, all: &[Mention], i: usize) -> bool {
    let from = if i > 0 { all[i - 1].end } else { 0 };
    let left = &text[from.min(all[i].start)..all[i].start];
    ["去年", "上年同期", "同比", "年为", "上年为", "增长", "增加", "减少", "下降"]
        .iter()
        .any(|w| left.contains(w))
}

fn label(text: &str, all: &[Mention], i: usize) -> String {
    let to = all[i].start;
    let floor = if i > 0 { all[i - 1].end.min(to) } else { 0 };
    let stop = |c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '、') || ends_sentence(c);
    let from = text[floor..to]
        .rfind(stop)
        .map_or(floor, |p| floor + p + text[floor + p..].chars().next().map_or(0, char::len_utf8));
    let label = trim_fillers(&text[from..to]);
    String::from(label.trim_start_matches("其中").trim_start_matches("包括").trim_start_matches(['和', '及']))
}

/// A labelled list is complete when its last part is 其他, or natural persons and organisations; a bare one always.
fn decide_split(list: &mut Enumeration) {
    let bare =
        list.parts.len() > 1 && list.parts.iter().all(|p| p.label.is_empty() || p.label.contains("类别"));
    let last = list.parts.last().map_or("", |p| p.label.as_str());
    let rest = ["其他", "其它", "其余"].iter().any(|w| last.starts_with(w)) && list.parts.len() > 1;
    let applicants = list.parts.len() == 2
        && list.parts.iter().any(|p| p.label.contains("自然人"))
        && list.parts.iter().any(|p| p.label.contains("法人"));
    let closed = list.split == Split::Partition && list.parts.len() > 1;
    list.split = if bare || rest || applicants || closed { Split::Partition } else { Split::Selection };
}
