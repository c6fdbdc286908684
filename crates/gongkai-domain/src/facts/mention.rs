//! Counts in a sentence: a numeral with its measure word, and of what other count it is a part.

use alloc::vec::Vec;
use rust_decimal::Decimal;

use super::line::{ends_sentence, is_digit};
use crate::lexicon::Lexicon;
use crate::number::{self, Numeral, Script};
use crate::report::Bound;

/// A count in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// The number, with powers of ten.
    pub value: Decimal,
    /// How exact.
    pub bound: Bound,
    /// The measure word; empty where none is printed.
    pub unit: &'static str,
    /// How the numeral is written.
    pub script: Script,
    /// Where the numeral starts; a word such as 约 before it lies outside.
    pub start: usize,
    /// Where the measure word ends.
    pub end: usize,
    /// The count this is a part of, and how the text says so.
    pub part_of: Option<(usize, Opener)>,
    /// Whether it stands in brackets.
    pub bracketed: bool,
    /// Whether it stands in a bare list of numbers, `2、5、73条`.
    pub listed: bool,
}

/// How a text opens a list of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opener {
    /// `276篇，其中…`
    Among,
    /// `276篇：…`, `276篇，分别为…`
    Namely,
    /// `276篇（…）`
    Bracket,
}

/// Measure words; a longer one stands before its own beginning. The second part lists what may not follow.
static UNITS: Lexicon<45, &[&str]> = Lexicon::new([
    ("人次", &[]),
    ("件次", &[]),
    ("条次", &[]),
    ("场次", &[]),
    ("批次", &[]),
    ("次", &["会议", "全会", "全体", "党代会"]),
    ("条", &["例"]),
    ("件", &[]),
    ("篇", &[]),
    ("期", &["间", "限"]),
    ("项", &["目"]),
    ("个", &["部分", "章节", "月", "工作日", "小时", "百分点", "方面", "季度", "一百", "自然日"]),
    ("份", &[]),
    ("场", &[]),
    ("册", &[]),
    ("部", &["门", "署", "分", "委", "属"]),
    ("则", &[]),
    ("起", &[]),
    ("宗", &[]),
    ("例", &["如"]),
    ("名", &[]),
    ("张", &[]),
    ("幅", &[]),
    ("集", &["中", "约", "体"]),
    ("户", &[]),
    ("家", &[]),
    ("批", &["准", "复"]),
    ("封", &[]),
    ("通", &["过", "知"]),
    ("块", &[]),
    ("段", &[]),
    ("处", &["理", "罚"]),
    ("台", &[]),
    ("组", &["织"]),
    ("本", &["年", "级", "局", "机关", "区", "市", "县", "单位", "部门", "街", "镇", "乡"]),
    ("人", &["大", "社", "民", "员"]),
    ("元", &[]),
    ("宗次", &[]),
    ("类次", &[]),
    ("班次", &[]),
    ("辆", &[]),
    ("座", &["谈"]),
    ("栏", &["目"]),
    ("卷", &[]),
    ("版", &["本", "块"]),
]);

/// The measure word at the start of `text`.
fn unit_at(text: &str) -> Option<&'static str> {
    let (unit, not_before) = UNITS.starting(text).next()?;
    let rest = &text[unit.len()..];
    (!not_before.iter().any(|n| rest.starts_with(n))).then_some(unit)
}

/// All counts of a folded line in order, with the lists of parts they stand in.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut pending: Vec<Numeral> = Vec::new();
    let mut at = 0;
    while let Some(numeral) = number::scan(text, at) {
        at = numeral.span.1;
        if !may_count(text, numeral) {
            pending.clear();
            continue;
        }
        let rest = &text[at..];
        let skip = number::bound_after(rest).map_or(0, |(_, length)| length);
        match unit_at(&rest[skip..]) {
            Some(unit) => {
                let end = at + skip + unit.len();
                let list = core::mem::take(&mut pending);
                let listed = !list.is_empty();
                found.extend(list.into_iter().map(|n| mention(n, unit, n.span.1, listed)));
                let mut last = mention(numeral, unit, end, listed);
                if let Some((bound, length)) = number::bound_after(&text[end..]) {
                    last.bound = bound;
                    last.end += length;
                }
                at = last.end;
                found.push(last);
            }
            None if is_list_separator(rest) => pending.push(numeral),
            None => {
                let list = core::mem::take(&mut pending);
                if stands_alone(text, numeral) {
                    let listed = !list.is_empty();
                    found.extend(list.into_iter().map(|n| mention(n, "", n.span.1, listed)));
                    found.push(mention(numeral, "", at, listed));
                }
            }
        }
    }
    relate(text, &mut found);
    found
}

fn mention(numeral: Numeral, unit: &'static str, end: usize, listed: bool) -> Mention {
    Mention {
        value: numeral.value,
        bound: numeral.bound,
        unit,
        script: numeral.script,
        start: numeral.span.0,
        end,
        part_of: None,
        bracketed: false,
        listed,
    }
}

/// Leaves out ordinals, ranges, model names, shares, phone numbers and dates.
fn may_count(text: &str, numeral: Numeral) -> bool {
    let before = &text[..numeral.span.0];
    let after = &text[numeral.span.1..];
    let joined =
        |c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '-' | '~' | '/' | '+' | '×' | '*' | '#' | '_');
    if before.ends_with(joined) || before.ends_with(['第', '[', '【', '届', '周']) || before.ends_with("至第")
    {
        return false;
    }
    let digits = numeral.script == Script::Digits;
    if digits && after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '%' | '‰' | '×')) {
        return false;
    }
    let mut chars = after.chars();
    let range = matches!(chars.next(), Some('-' | '~' | '/' | ':' | '至' | '到'))
        && chars.next().is_some_and(|c| is_digit(c) || matches!(c, '-' | '第'));
    let share = after.starts_with("个百分点") || after.starts_with('倍') || before.ends_with("百分之");
    !(range || share)
}

/// `2、5、73条`: a numeral follows at once.
fn is_list_separator(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('、' | ',' | '和' | '及')) && chars.next().is_some_and(is_digit)
}

/// A count without measure word: digits between a word and the end of the clause, and no year or phone number.
fn stands_alone(text: &str, numeral: Numeral) -> bool {
    let (start, end) = numeral.span;
    let raw = &text[start..end];
    let before = text[..start].chars().next_back();
    let ends_clause = matches!(text[end..].chars().next(), None | Some(',' | ';' | '。' | ')' | '、' | '\n'));
    let year = raw.len() == 4 && (raw.starts_with("19") || raw.starts_with("20"));
    let word_before =
        before.is_some_and(|c| c.is_alphabetic() && !c.is_ascii() || matches!(c, '(' | ':' | '、' | ','));
    let zero = numeral.script == Script::Chinese && raw == "零" && matches!(before, Some('为' | '是' | ':'));
    let number = numeral.script == Script::Digits && raw.len() <= 7 && !year;
    ends_clause && word_before && (number || zero)
}

/// One open list of parts.
struct OpenList {
    whole: usize,
    opener: Opener,
    depth: usize,
    parts: usize,
    /// Some once the first `;` was met: whether `;` separates the parts of this list.
    semicolon_separates: Option<bool>,
}

/// Finds for each count the count it is a part of.
fn relate(text: &str, mentions: &mut [Mention]) {
    let mut lists: Vec<OpenList> = Vec::new();
    // The last count at each bracket depth that a list could be opened on.
    let mut anchors: Vec<Option<usize>> = alloc::vec![None];
    let mut from = 0;
    for i in 0..mentions.len() {
        if mentions[i].start >= from {
            read_gap(text, (from, mentions[i].start), mentions, i, &mut lists, &mut anchors);
        }
        let depth = anchors.len() - 1;
        mentions[i].bracketed = depth > 0;
        if let Some(list) = lists.last_mut().filter(|list| list.depth == depth) {
            mentions[i].part_of = Some((list.whole, list.opener));
            list.parts += 1;
        }
        anchors[depth] = Some(i);
        from = mentions[i].end;
    }
}

/// Reads the text between two counts: brackets, `其中`, a colon.
fn read_gap(
    text: &str,
    (from, to): (usize, usize),
    mentions: &[Mention],
    next: usize,
    lists: &mut Vec<OpenList>,
    anchors: &mut Vec<Option<usize>>,
) {
    let gap = &text[from..to];
    let open = |lists: &mut Vec<OpenList>, depth: usize, whole: usize, opener: Opener| {
        lists.push(OpenList { whole, opener, depth, parts: 0, semicolon_separates: None });
    };
    let mut was_after_count = next > 0;
    for (offset, c) in gap.char_indices() {
        let depth = anchors.len() - 1;
        match c {
            '(' => {
                let whole =
                    anchors[depth].filter(|w| text[mentions[*w].end..from + offset].chars().count() <= 1);
                anchors.push(None);
                if let Some(whole) = whole {
                    open(lists, depth + 1, whole, Opener::Bracket);
                }
            }
            ')' if depth > 0 => {
                anchors.pop();
                lists.retain(|list| list.depth < depth);
                continue;
            }
            c if ends_sentence(c) => {
                lists.clear();
                let rest = gap[offset + c.len_utf8()..].trim_start_matches(',');
                let last = anchors[0].filter(|_| rest.starts_with("其中"));
                *anchors = alloc::vec![last];
            }
            ';' => lists.retain_mut(|list| {
                let parts = list.parts;
                list.depth != depth || *list.semicolon_separates.get_or_insert(parts <= 1)
            }),
            ':' if was_after_count => {
                if let Some(whole) = anchors[depth] {
                    open(lists, depth, whole, Opener::Namely);
                }
            }
            _ => {}
        }
        was_after_count &= matches!(c, ')' | ',') && offset < 4;
    }
    let depth = anchors.len() - 1;
    let clause = &gap[gap
        .rfind(['(', ';', ')', '。'])
        .map_or(0, |i| i + gap[i..].chars().next().map_or(1, char::len_utf8))..];
    static NAMELY: Lexicon<8> =
        Lexicon::words(["分别为", "分别是", "依次为", "依次是", "渠道为", "分类为", "包括", "分为"]);
    let opener = if clause.contains("其中") {
        Some(Opener::Among)
    } else if NAMELY.is_in(clause) {
        Some(Opener::Namely)
    } else if clause.starts_with('含') || clause.trim_start_matches(',').starts_with('含') {
        Some(Opener::Among)
    } else {
        None
    };
    let Some(opener) = opener else { return };
    match lists.last_mut().filter(|list| list.depth == depth && list.parts == 0) {
        // 276篇（其中…, 92件，其中：…: the bracket or the colon opened the list already.
        Some(list) if opener == Opener::Among => list.opener = Opener::Among,
        Some(_) => {}
        None => {
            if let Some(whole) = anchors[depth] {
                open(lists, depth, whole, opener);
            }
        }
    }
}
