//! The six chapters and their running text.

use gongkai_domain::report::{Chapter, Paragraph, Place};

use super::document::{Block, Document};
use super::fold::{Folded, fold, is_blank};
use super::label::{Label, labels};
use super::rows::PhysicalRow;

/// Longest line that is looked at as a heading, in characters.
const LONGEST_HEADING: usize = 45;

/// Chapters in the order of the document. Text before the first heading is chapter 0.
pub fn read(document: &Document, rows: &[PhysicalRow<'_>], is_table: &[bool]) -> Vec<Chapter> {
    let mut out = Chapters { chapters: Vec::new() };
    for (row, is_table) in rows.iter().zip(is_table) {
        if let Block::Line(line) = &document.blocks[row.block] {
            if line.text.len() > 600 && out.glued(&line.text, line.place, *is_table) {
                continue;
            }
            if let Some((number, heading)) = heading(&line.text) {
                out.open(number, heading, line.place);
                continue;
            }
            if !is_table || is_prose(&line.text) {
                out.paragraph(&line.text, line.place);
            }
            continue;
        }
        for cell in &row.cells {
            if row.cells.iter().filter(|c| !c.text.trim().is_empty()).count() == 1
                && let Some((number, heading)) = heading(cell.text)
            {
                out.open(number, heading, cell.place);
            } else if !is_table && cell.text.chars().count() > 24 {
                // A page that is laid out with tables has its text in their cells.
                for part in cell.text.split('\n') {
                    match heading(part) {
                        Some((number, heading)) => out.open(number, heading, cell.place),
                        None => out.paragraph(part, cell.place),
                    }
                }
            }
        }
    }
    out.chapters
}

/// True for sentences that name rows of the form with their numbers, as chapter 1 does: 答复805件，其中予以公开258件….
///
/// They look like a glued table to the aligner, but a glued table has no clauses.
fn is_prose(text: &str) -> bool {
    let count = |marks: [char; 2]| text.chars().filter(|c| marks.contains(c)).count();
    let clauses = count(['，', ',']) + count(['；', '、']);
    text.contains('。') && clauses >= 4 && text.chars().count() <= clauses * 40
}

struct Chapters {
    chapters: Vec<Chapter>,
}

impl Chapters {
    fn open(&mut self, number: u8, heading: String, place: Place) {
        self.chapters.push(Chapter { number, heading, place, paragraphs: Vec::new() });
    }

    fn paragraph(&mut self, text: &str, place: Place) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        if self.chapters.is_empty() {
            self.open(0, String::new(), place);
        }
        if let Some(chapter) = self.chapters.last_mut() {
            chapter.paragraphs.push(Paragraph { text, place });
        }
    }

    /// A whole report in one line: cut at the headings, and leave out what stands glued in the tables.
    fn glued(&mut self, text: &str, place: Place, is_table: bool) -> bool {
        let folded = fold(text);
        let mut cuts: Vec<(usize, usize, u8)> = labels()
            .find(&folded.text)
            .filter_map(|f| match f.label {
                Label::Chapter(number) => {
                    Some((folded.origin(f.start), origin_end(text, &folded, f.end), number))
                }
                _ => None,
            })
            .collect();
        if cuts.len() < 2 {
            return false;
        }
        cuts.dedup_by_key(|c| c.2);
        self.paragraph(&text[..cuts[0].0], place);
        for (i, (start, end, number)) in cuts.iter().enumerate() {
            let next = cuts.get(i + 1).map_or(text.len(), |c| c.0);
            self.open(*number, clean(&text[*start..*end]), part_of(place, *start, *end));
            let body = &text[*end..next.max(*end)];
            let body = if is_table && (2..=4).contains(number) { before_table(body) } else { body };
            self.paragraph(body, part_of(place, *end, next));
        }
        true
    }
}

fn part_of(place: Place, start: usize, end: usize) -> Place {
    match place.bytes {
        Some((from, _)) => {
            Place { bytes: Place::bytes(from as usize + start, from as usize + end).bytes, ..place }
        }
        None => place,
    }
}

fn origin_end(text: &str, folded: &Folded, end: usize) -> usize {
    let last = folded.text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
    let start = folded.origin(last);
    start + text[start..].chars().next().map_or(0, char::len_utf8)
}

/// The sentences of a chapter up to the first label of its table.
fn before_table(body: &str) -> &str {
    let folded = fold(body);
    let first = labels().find(&folded.text).find(|f| {
        matches!(
            f.label,
            Label::Section2 | Label::Head3 | Label::Procedure4(_) | Label::Column2(_) | Label::Row3(_)
        )
    });
    match first {
        Some(found) => &body[..folded.origin(found.start)],
        None => body,
    }
}

/// Takes out what the copying left behind: bold marks, image tokens, white space around.
pub fn clean(text: &str) -> String {
    let text = text.trim_matches(|c: char| is_blank(c) || c == '|');
    // C2 begins a no-break space.
    if memchr::memchr3(b'*', b'[', 0xC2, text.as_bytes()).is_none() {
        return text.to_owned();
    }
    let mut out = text.replace("**", "").replace('\u{a0}', " ");
    while let Some(start) = out.find("[image:").or_else(|| out.find("[bookmark:"))
        && let Some(len) = out[start..].find(']')
    {
        out.replace_range(start..=start + len, "");
    }
    out.trim_matches(|c: char| is_blank(c) || c == '|').to_owned()
}

/// The number and the text of a chapter heading, if the line is one.
pub fn heading(line: &str) -> Option<(u8, String)> {
    let text = line.trim_matches(|c: char| is_blank(c) || matches!(c, '*' | '#' | '-' | '|' | '>'));
    if text.len() > LONGEST_HEADING * 4
        || text.chars().count() > LONGEST_HEADING
        || text.ends_with(['。', '；', '，'])
    {
        return None;
    }
    let first = text.chars().next()?;
    let has_mark = |c: char| matches!(c, '、' | '.' | '．' | ',' | '，');
    if !"一二三四五六七八第".contains(first) || !text.chars().take(6).any(has_mark) {
        return None;
    }
    let folded = fold(text).text;
    let (ordinal, rest) = folded.split_once('、')?;
    let ordinal = match ordinal {
        "一" => 1,
        "二" => 2,
        "三" => 3,
        "四" => 4,
        "五" => 5,
        "六" => 6,
        "七" => 7,
        "八" => 8,
        _ => return None,
    };
    let number = by_keywords(rest, ordinal)?;
    Some((number, clean(text)))
}

/// Which chapter the words of a heading mean. The ordinal decides only between what the words leave open.
fn by_keywords(rest: &str, ordinal: u8) -> Option<u8> {
    let has = |word: &str| rest.contains(word);
    // Rows of table 3 begin like headings.
    if has("申请数量") || has("办理结果") || has("结转下年") || has("本年新收") {
        return None;
    }
    if has("总体情况") || has("概述") || has("基本情况") && ordinal == 1 || has("总体概况") {
        Some(1)
    } else if has("复议") || has("诉讼") {
        Some(4)
    } else if has("存在") && (has("问题") || has("不足")) || has("主要问题") || has("改进") && has("问题")
    {
        Some(5)
    } else if (has("其他") || has("其它")) && (has("报告") || has("事项")) {
        Some(6)
    } else if has("申请") && (has("处理") || has("收到") || has("依申请") || has("办理")) {
        Some(3)
    } else if has("主动公开") {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, number: Option<u8>) {
        assert_eq!(heading(line).map(|h| h.0), number, "{line}");
    }

    #[test]
    fn headings_and_their_variants() {
        check("一、总体情况", Some(1));
        check("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", Some(4));
        check("- 六、其它需要报告的事项", Some(6));
        check("**五、政府信息公开工作存在的主要问题及改进措施**", Some(5));
        check("三、 收到和处理政府信息公开申请情况", Some(3));
    }

    #[test]
    fn lines_that_only_look_like_headings() {
        check("一、本年新收政府信息公开申请数量", None);
        check("三、本年度办理结果", None);
        check("四、结转下年度继续办理", None);
        check("一、2021年工作开展情况", None);
        check("一是狠抓贯彻落实。", None);
    }
}
