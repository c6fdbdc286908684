//! Page numbers, and headers and footers that every page repeats.

use std::collections::HashMap;

use super::lines::VisualLine;

/// The lines of a page outside its ruled tables, from top to bottom.
pub(super) struct PageLines<'g> {
    pub lines: Vec<VisualLine<'g>>,
    pub height: f32,
}

/// A line that belongs to the page, not to the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Furniture {
    /// Number of the page, from 0.
    pub page: usize,
    /// Number of the line on the page, from 0.
    pub line: usize,
    pub text: String,
}

/// How many lines from the top or the bottom of a page can be furniture.
const DEPTH: usize = 2;
/// How far from the edge of the page, as a part of its height, furniture can stand.
const MARGIN: f32 = 0.14;
/// Headers stand at the same height on every page, but for this.
const SAME_HEIGHT: f32 = 4.0;

/// Finds the furniture of a document.
///
/// A line of bare digits might be a number of the report. It is furniture only if it counts the pages, and stands
/// first or last on them.
pub(super) fn find(pages: &[PageLines<'_>]) -> Vec<Furniture> {
    let candidates = candidates(pages);
    let mut found: Vec<&Candidate> = Vec::new();
    found.extend(page_marks(&candidates, pages.len()));
    found.extend(repeated(&candidates, pages.len()));
    found.sort_by_key(|c| (c.page, c.line));
    found.dedup_by_key(|c| (c.page, c.line));
    found.iter().map(|c| Furniture { page: c.page, line: c.line, text: c.text.clone() }).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Edge {
    Top,
    Bottom,
}

struct Candidate {
    page: usize,
    line: usize,
    text: String,
    edge: Edge,
    /// 0 for the outermost line of the page.
    depth: usize,
    y: f32,
}

fn candidates(pages: &[PageLines<'_>]) -> Vec<Candidate> {
    let mut out = Vec::new();
    for (page, content) in pages.iter().enumerate() {
        let count = content.lines.len();
        for line in (0..count.min(DEPTH)).chain(count.saturating_sub(DEPTH).max(DEPTH.min(count))..count) {
            let visual = &content.lines[line];
            let y = visual.bounds.center().1;
            let edge = if y <= content.height * MARGIN {
                Edge::Top
            } else if y >= content.height * (1.0 - MARGIN) {
                Edge::Bottom
            } else {
                continue;
            };
            let depth = match edge {
                Edge::Top => line,
                Edge::Bottom => count - 1 - line,
            };
            if depth < DEPTH {
                let text: String = visual.text().chars().filter(|c| !c.is_whitespace()).collect();
                out.push(Candidate { page, line, text, edge, depth, y });
            }
        }
    }
    out
}

/// A page number and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PageMark {
    number: u32,
    style: MarkStyle,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkStyle {
    /// `- 2 -`, `第2页`: nothing else looks like this.
    Certain,
    /// `3/6`: certain if there are so many pages.
    OfTotal(u32),
    /// `2`.
    Bare,
}

fn page_mark(text: &str) -> Option<PageMark> {
    let text: String = text.chars().map(ascii_digit).collect();
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '―' | '─' | '·' | '~' | '～');
    let inner = text.trim_matches(is_dash);
    let certain = inner.len() < text.len() && text.starts_with(is_dash) && text.ends_with(is_dash);
    let number = |s: &str| {
        (!s.is_empty() && s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit()))
            .then(|| s.parse::<u32>().ok())
            .flatten()
    };
    if let Some(number) = number(inner) {
        let style = if certain { MarkStyle::Certain } else { MarkStyle::Bare };
        return (certain || inner.len() == text.len()).then_some(PageMark { number, style });
    }
    if let Some((page, total)) = inner.split_once('/') {
        return Some(PageMark { number: number(page)?, style: MarkStyle::OfTotal(number(total)?) });
    }
    let rest = inner.strip_prefix('第').or_else(|| inner.strip_prefix("Page"))?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (page, tail) = rest.split_at(digits);
    let tail = tail.trim_start_matches(['页', '頁', '，', ',', '/', '共', '(', '（']);
    let tail = tail.trim_start_matches("of").trim_end_matches(['页', '頁', ')', '）']);
    (tail.is_empty() || number(tail).is_some())
        .then_some(PageMark { number: number(page)?, style: MarkStyle::Certain })
}

fn ascii_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        c => c,
    }
}

fn page_marks(candidates: &[Candidate], pages: usize) -> Vec<&Candidate> {
    let marks: Vec<(&Candidate, PageMark)> =
        candidates.iter().filter_map(|c| Some((c, page_mark(&c.text)?))).collect();
    // Bare numbers: how many pages agree on where the count began.
    let mut starts: HashMap<i64, usize> = HashMap::new();
    let bare = |c: &Candidate, m: PageMark| m.style == MarkStyle::Bare && c.depth == 0;
    for (candidate, mark) in &marks {
        if bare(candidate, *mark) {
            *starts.entry(i64::from(mark.number) - candidate.page as i64).or_default() += 1;
        }
    }
    let needed = (pages / 2 + 1).max(2);
    let counts = |c: &Candidate, m: PageMark| match m.style {
        MarkStyle::Certain => true,
        MarkStyle::OfTotal(total) => m.number <= total && (total as usize == pages || pages > 1),
        MarkStyle::Bare => {
            c.depth == 0
                && starts.get(&(i64::from(m.number) - c.page as i64)).is_some_and(|agree| *agree >= needed)
        }
    };
    marks.into_iter().filter(|(c, m)| counts(c, *m)).map(|(c, _)| c).collect()
}

/// Lines that are the same on most pages, but for digits. The first one is kept when it is a header: it may be the
/// only place that names the report.
fn repeated(candidates: &[Candidate], pages: usize) -> Vec<&Candidate> {
    let mut groups: HashMap<(Edge, String), Vec<&Candidate>> = HashMap::new();
    for candidate in candidates {
        let key: String =
            candidate.text.chars().map(|c| if ascii_digit(c).is_ascii_digit() { '#' } else { c }).collect();
        let letters = key.chars().filter(|c| c.is_alphabetic()).count();
        // `10/31/24, 9:45 PM` is a header; a word of two characters might be a cell.
        if letters >= 2 && key.chars().filter(|c| *c != '#').count() >= 4 {
            groups.entry((candidate.edge, key)).or_default().push(candidate);
        }
    }
    let mut out = Vec::new();
    for ((edge, _), group) in groups {
        let level = group.iter().all(|c| (c.y - group[0].y).abs() <= SAME_HEIGHT);
        let mut on: Vec<usize> = group.iter().map(|c| c.page).collect();
        on.dedup();
        if level && on.len() >= (pages / 2 + 1).max(2) {
            out.extend(group.into_iter().skip(if edge == Edge::Top { 1 } else { 0 }));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, number: u32, style: MarkStyle) {
        assert_eq!(page_mark(text), Some(PageMark { number, style }), "{text}");
    }

    #[test]
    fn page_numbers_in_their_usual_dress() {
        check("-2-", 2, MarkStyle::Certain);
        check("—１２—", 12, MarkStyle::Certain);
        check("第3页", 3, MarkStyle::Certain);
        check("第3页共6页", 3, MarkStyle::Certain);
        check("第3页，共6页", 3, MarkStyle::Certain);
        check("Page3of6", 3, MarkStyle::Certain);
        check("3/6", 3, MarkStyle::OfTotal(6));
        check("17", 17, MarkStyle::Bare);
    }

    #[test]
    fn numbers_of_a_report_are_no_page_numbers() {
        for text in ["-", "12345", "7730.28", "-5", "21000021", "第二十条第（一）项", "2023年", "1/2/3"]
        {
            assert_eq!(page_mark(text), None, "{text}");
        }
    }
}
