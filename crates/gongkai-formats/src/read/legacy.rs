//! The statistics form of the years before 2019: 指标名称, 计量单位, the year, 历年累计.

use gongkai_domain::report::{Cell, Chapter, FreeRow, Notice, NoticeCode, Value};
use rust_decimal::Decimal;

use super::document::{Block, Document};
use super::fold::{fold, is_han};
use super::split::{Sum, splits};

const UNITS: [&str; 9] = ["万元", "元", "条", "件", "次", "人次", "人", "个", "篇"];

/// True when the document carries such a form.
pub fn is_form(text: &str) -> bool {
    text.contains("指标名称") && (text.contains("计量单位") || text.contains("历年累计"))
}

/// The folded text of the whole document, tables included.
pub fn folded(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        match block {
            Block::Line(line) => {
                // The bars of a Markdown row are no text.
                out.push_str(&fold(&line.text.replace('|', " ")).text);
                out.push('\n');
            }
            Block::Table(table) => {
                for cell in &table.cells {
                    out.push_str(&fold(&cell.text).text);
                    out.push(' ');
                }
                out.push('\n');
            }
        }
    }
    out
}

/// Reads the rows behind the head of the form.
pub fn read(folded: &str, chapters: &[Chapter]) -> (Vec<FreeRow>, Vec<Notice>) {
    let start =
        ["历年累计", "计量单位", "指标名称"].iter().find_map(|w| folded.rfind(w).map(|at| at + w.len()));
    let Some(start) = start else { return (Vec::new(), Vec::new()) };
    let stated = stated_numbers(chapters);
    let mut rows = Vec::new();
    let mut notices = Vec::new();
    let mut split_count = 0;
    let mut rest = &folded[start..];
    while let Some((label, unit, numbers, after)) = next_row(rest) {
        rest = after;
        let values = match values(&numbers, &stated) {
            Some((values, was_split)) => {
                split_count += u32::from(was_split);
                values
            }
            None => {
                notices.push(Notice::new(
                    NoticeCode::DigitsSplitFailed,
                    format!("{label} {}", numbers.join(" ")),
                ));
                continue;
            }
        };
        let cells =
            values.into_iter().map(|n| Cell { value: Value::Number(n), raw: n.to_string(), ..Cell::blank() });
        rows.push(FreeRow { table: 0, label, unit, values: cells.collect() });
        if rows.len() > 400 {
            break;
        }
    }
    if split_count > 0 {
        let mut notice = Notice::new(NoticeCode::DigitsSplit, "");
        notice.count = split_count;
        notices.push(notice);
    }
    (rows, notices)
}

/// A label, a unit and the digits behind them.
fn next_row(text: &str) -> Option<(String, String, Vec<String>, &str)> {
    let mut from = 0;
    loop {
        let rest = text.get(from..)?;
        let (at, unit) = UNITS
            .iter()
            .filter_map(|u| find_unit(rest, u).map(|at| (at, *u)))
            .min_by_key(|(at, u)| (*at, usize::MAX - u.len()))?;
        let label = rest[..at].trim_matches(|c: char| !is_han(c) && c != '(' && c != ')');
        let label =
            label.trim_start_matches("其中").trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let tail = &rest[at + unit.len()..];
        let len = tail.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b' ' | b'.' | b'\n')).count();
        // The item number of the next row (`2.网上申请数`) is not a part of this row's digits.
        let digits = without_item_number(&tail[..len], &tail[len..]);
        let label_ok = (3..=40).contains(&label.chars().count());
        if label_ok && !digits.trim().is_empty() {
            let numbers = digits.split_whitespace().map(str::to_owned).collect();
            return Some((label.to_owned(), unit.to_owned(), numbers, &tail[digits.len()..]));
        }
        from += at + unit.len();
    }
}

fn find_unit(text: &str, unit: &str) -> Option<usize> {
    text.match_indices(unit).map(|(at, _)| at).find(|at| {
        text[at + unit.len()..].trim_start_matches([' ', '\n']).starts_with(|c: char| c.is_ascii_digit())
    })
}

fn without_item_number<'a>(digits: &'a str, after: &str) -> &'a str {
    let trimmed = digits.trim_end_matches([' ', '\n']);
    match trimmed.strip_suffix('.') {
        Some(rest) if after.starts_with(is_han) => {
            rest.trim_end_matches(|c: char| c.is_ascii_digit()).max_len(rest)
        }
        _ => trimmed,
    }
}

trait MaxLen<'a> {
    fn max_len(self, whole: &'a str) -> &'a str;
}

impl<'a> MaxLen<'a> for &'a str {
    /// Only the last digit before the point is the item number.
    fn max_len(self, whole: &'a str) -> &'a str {
        &whole[..whole.len().saturating_sub(1).max(self.len())]
    }
}

/// The year's value and the cumulative one. True when they had to be split.
fn values(numbers: &[String], stated: &[u64]) -> Option<(Vec<Decimal>, bool)> {
    match numbers {
        [a, b] if !is_glued(a) && !is_glued(b) => Some((vec![a.parse().ok()?, b.parse().ok()?], false)),
        [one] if one.len() == 1 => Some((vec![one.parse().ok()?], false)),
        [_] => {
            let candidates = splits(&[&numbers[0]], 2, Sum::Free);
            // The cumulative value is never below the year's; a count that the text states settles it.
            let best = candidates.into_iter().filter(|s| s[1] >= s[0]).max_by_key(|s| {
                let is_stated = s[0] > 9 && stated.contains(&s[0]);
                let spread = s[1].to_string().len().abs_diff(s[0].to_string().len());
                (is_stated, usize::MAX - spread)
            })?;
            Some((best.into_iter().map(Decimal::from).collect(), true))
        }
        _ => numbers.iter().map(|n| n.parse().ok()).collect::<Option<Vec<_>>>().map(|v| (v, false)),
    }
}

fn is_glued(number: &str) -> bool {
    number.len() > 1 && number.starts_with('0') && !number.contains('.')
}

fn stated_numbers(chapters: &[Chapter]) -> Vec<u64> {
    let mut out = Vec::new();
    for text in chapters.iter().flat_map(|c| c.paragraphs.iter()).map(|p| &p.text) {
        for digits in text.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty() && d.len() < 12) {
            out.extend(digits.parse::<u64>());
        }
    }
    out
}
