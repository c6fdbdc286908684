//! What the text itself says: title and number at its head, signature and date at its foot, the day it takes effect.

use gongkai_domain::disclosure::document_number::DocumentNumber;
use gongkai_domain::disclosure::revision::Attribute;
use jiff::ToSpan;
use jiff::civil::Date;

use super::found::{Confidence, Field, Found, Source, Value};
use super::{label, value};
use crate::read::dates::{self, Reading};
use crate::read::fold::{fold, is_han};
use crate::rich_text::{Align, Block};

/// Blocks from the top in which title and number are looked for.
const HEAD_BLOCKS: usize = 14;
/// Blocks from the end in which signature and date are looked for.
const FOOT_BLOCKS: usize = 40;
/// A signature has at most so many characters.
const SIGNATURE_CHARS: usize = 40;
/// Titles are at most this long.
const TITLE_CHARS: usize = 120;

/// What the text says, and how many of its first blocks are title, number and header.
pub(super) struct Told {
    pub(super) found: Vec<Found>,
    /// The numbers of blocks that are no text: title, number, header of the page.
    pub(super) heads: Vec<usize>,
}

/// Looks at the blocks of a text. `title` is what the page or file calls itself, if it does.
pub(super) fn find(blocks: &[Block], title: Option<&str>) -> Told {
    let mut told = Told { found: Vec::new(), heads: Vec::new() };
    let texts: Vec<String> = blocks.iter().map(Block::text).collect();
    head(blocks, &texts, title, &mut told);
    foot(blocks, &texts, &mut told);
    remarks(&texts, &mut told);
    effect(&texts, &mut told);
    told
}

fn push(told: &mut Told, field: Field, value: Value, raw: &str, block: usize, confidence: Confidence) {
    told.found.push(Found {
        field,
        value,
        raw: raw.trim().to_owned(),
        source: Source::Body(block),
        confidence,
    });
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{3000}').collect()
}

fn head(blocks: &[Block], texts: &[String], known: Option<&str>, told: &mut Told) {
    let known = known.map(squeezed).filter(|known| !known.is_empty());
    let mut title: Option<(usize, usize)> = None;
    for at in 0..blocks.len().min(HEAD_BLOCKS) {
        let text = squeezed(&texts[at]);
        if told.heads.contains(&at) {
            continue;
        }
        // The header of a page: several labels with their values.
        if label::count(&texts[at]) >= 2 || is_header_table(&blocks[at]) {
            told.heads.push(at);
            continue;
        }
        if let Ok(readings) = DocumentNumber::parse_joint(&texts[at])
            && texts[at].chars().count() <= 80
        {
            let shown: Vec<String> = readings.iter().map(|r| r.number.to_string()).collect();
            let is_mended = readings.iter().any(|r| !r.repairs.is_empty());
            let confidence = if is_mended { Confidence::Medium } else { Confidence::High };
            push(told, Field::Number, Value::Text(shown.join("、")), &texts[at], at, confidence);
            told.heads.push(at);
            continue;
        }
        match (&known, title) {
            (Some(known), None) => title = spelled(texts, at, known),
            (None, None) if may_be_title(&blocks[at], &text) => {
                title = Some((at, title_end(blocks, texts, at)))
            }
            _ => {}
        }
        if let Some((from, to)) = title.filter(|(from, _)| *from == at) {
            told.heads.extend(from..to);
        }
        // Text begins: what comes later is no head.
        if text.chars().count() > TITLE_CHARS || text.ends_with(['。', '：', ':']) {
            break;
        }
    }
    if let Some((from, to)) = title {
        let raw = texts[from..to].join("\n");
        let words: String = texts[from..to].iter().map(|text| value::tidy(&text.replace('\n', ""))).collect();
        let confidence = if known.is_some() || is_title(&squeezed(&words)) {
            Confidence::High
        } else {
            Confidence::Medium
        };
        push(told, Field::Title, Value::Text(words), &raw, from, confidence);
        let after = (to..texts.len()).find(|at| !told.heads.contains(at));
        if let Some(at) = after {
            addressees(&blocks[at], &texts[at], at, told);
        }
    }
}

/// The blocks from `at` on that spell the known title, if they do.
fn spelled(texts: &[String], at: usize, known: &str) -> Option<(usize, usize)> {
    let mut so_far = String::new();
    for (i, text) in texts[at..].iter().enumerate().take(4) {
        so_far.push_str(&squeezed(text));
        if so_far == known {
            return Some((at, at + i + 1));
        }
        if !known.starts_with(&so_far) {
            break;
        }
    }
    None
}

/// A heading or a centred line that does not end like a sentence.
fn may_be_title(block: &Block, text: &str) -> bool {
    let length = text.chars().count();
    let is_set_off = match block {
        Block::Heading(heading) => heading.level == 2 || heading.align == Align::Center,
        Block::Paragraph(paragraph) => paragraph.align == Align::Center || is_title(text),
        _ => false,
    };
    is_set_off
        && (4..=TITLE_CHARS).contains(&length)
        && text.chars().filter(|c| is_han(*c)).count() >= 3
        && !text.ends_with(['。', '；', '：', ':', '，'])
        && !text.starts_with(['（', '('])
        && crate::rich_text::official_level_of(text).is_none()
}

/// Official documents are named for what they are.
fn is_title(text: &str) -> bool {
    const KINDS: [&str; 26] = [
        "通知", "意见", "办法", "公告", "通告", "决定", "规定", "方案", "批复", "报告", "公示", "细则",
        "条例", "通报", "函", "纪要", "规划", "预案", "指南", "目录", "清单", "公报", "解读", "年报", "情况",
        "计划",
    ];
    let text = text.trim_end_matches(['）', ')']);
    let text = text
        .rsplit_once(['（', '('])
        .map_or(text, |(before, _)| if before.is_empty() { text } else { before });
    KINDS.iter().any(|kind| text.ends_with(kind)) && text.chars().count() >= 6 && !text.contains('。')
}

/// A title can go on over several centred lines.
fn title_end(blocks: &[Block], texts: &[String], at: usize) -> usize {
    let mut end = at + 1;
    while end < blocks.len().min(at + 4) && !is_title(&squeezed(&texts[at..end].concat())) {
        let goes_on = match (&blocks[at], &blocks[end]) {
            (Block::Paragraph(first), Block::Paragraph(next)) => {
                first.align == Align::Center && next.align == Align::Center
            }
            _ => false,
        };
        if !goes_on || DocumentNumber::parse(&texts[end]).is_ok() || texts[end].starts_with(['（', '(']) {
            break;
        }
        end += 1;
    }
    end
}

fn is_header_table(block: &Block) -> bool {
    let Block::Table(table) = block else { return false };
    let cells = table.rows.iter().flatten();
    cells
        .filter(|cell| {
            let text = cell.blocks.iter().map(Block::text).collect::<String>();
            label::field_of(&text).is_some() || label::count(&text) > 0
        })
        .count()
        >= 3
}

fn addressees(block: &Block, text: &str, at: usize, told: &mut Told) {
    let Block::Paragraph(paragraph) = block else { return };
    let Some(names) = text.strip_suffix(['：', ':']) else { return };
    if paragraph.align == Align::Start && !names.contains(['。', '；', '：']) && names.chars().any(is_han)
    {
        push(told, Field::Addressees, Value::Text(value::tidy(names)), text, at, Confidence::Medium);
    }
}

/// The date of a line that is a date and nothing else.
fn date_line(text: &str) -> Option<(Date, Confidence)> {
    let text = squeezed(text);
    let is_date_like =
        |c: char| c.is_ascii_digit() || "年月日-/.〇○零一二三四五六七八九十０１２３４５６７８９".contains(c);
    if text.chars().count() > 16 || !text.chars().all(is_date_like) {
        return None;
    }
    match dates::find(&fold(&text).text).as_slice() {
        [Reading::Plain(date)] => Some((*date, Confidence::High)),
        [Reading::Repaired(date)] => Some((*date, Confidence::Low)),
        _ => None,
    }
}

fn foot(blocks: &[Block], texts: &[String], told: &mut Told) {
    let first = blocks.len().saturating_sub(FOOT_BLOCKS).max(told.heads.iter().max().map_or(0, |at| at + 1));
    // The date of the document itself is the first of its foot: what is annexed has dates of its own.
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (at, text) in texts.iter().enumerate().skip(first) {
        if !matches!(blocks[at], Block::Table(_)) {
            lines.extend(text.split('\n').map(|line| (at, line.to_owned())));
        }
    }
    let Some(place) = lines.iter().position(|(_, line)| date_line(line).is_some()) else { return };
    let (at, line) = &lines[place];
    let Some((date, confidence)) = date_line(line) else { return };
    let mut names = Vec::new();
    for (_, line) in lines[..place].iter().rev().take(6) {
        match is_signature(line) {
            true => names.push(value::tidy(line)),
            false => break,
        }
    }
    let is_signed = !names.is_empty();
    let confidence = if is_signed { confidence } else { confidence.min(Confidence::Medium) };
    push(told, Field::SignedOn, Value::Date(date), line, *at, confidence);
    names.reverse();
    if is_signed {
        let block = lines[place - names.len()].0;
        push(
            told,
            Field::Agency,
            Value::Text(names.join("、")),
            &names.join("\n"),
            block,
            Confidence::Medium,
        );
    }
}

/// A line that names an agency and says nothing else.
fn is_signature(line: &str) -> bool {
    const ENDS: [&str; 26] = [
        "局",
        "委员会",
        "厅",
        "部",
        "办公室",
        "政府",
        "中心",
        "院",
        "处",
        "科",
        "委",
        "办",
        "会",
        "所",
        "站",
        "队",
        "行",
        "署",
        "组",
        "街道办事处",
        "管委会",
        "集团",
        "公司",
        "大学",
        "学校",
        "总局",
    ];
    let text = squeezed(line);
    let text = text.trim_end_matches(['）', ')']);
    (3..=SIGNATURE_CHARS).contains(&text.chars().count())
        && text.chars().all(|c| is_han(c) || "（）()、·".contains(c))
        && ENDS.iter().any(|end| text.ends_with(end))
}

/// （此件公开发布） and its like.
fn remarks(texts: &[String], told: &mut Told) {
    for (at, text) in texts.iter().enumerate() {
        for line in text.split('\n') {
            let bare = squeezed(line);
            let inner = bare.strip_prefix(['（', '(']).and_then(|rest| rest.strip_suffix(['）', ')']));
            let Some(inner) = inner else { continue };
            let attribute =
                match inner.strip_prefix("此件").or(inner.strip_prefix("本件")).unwrap_or_default() {
                    "公开发布" | "主动公开" | "公开" => Attribute::Proactive,
                    "依申请公开" => Attribute::OnRequest,
                    "不予公开" | "不公开" => Attribute::Withheld,
                    _ => continue,
                };
            push(told, Field::Attribute, Value::Attribute(attribute), line, at, Confidence::High);
        }
    }
}

/// The day it takes effect and the day it ends, where the text says so.
fn effect(texts: &[String], told: &mut Told) {
    const VERBS: [&str; 4] = ["施行", "实施", "执行", "生效"];
    let signed = told.found.iter().find_map(|f| match (f.field, &f.value) {
        (Field::SignedOn, Value::Date(date)) => Some(*date),
        _ => None,
    });
    for (at, text) in texts.iter().enumerate().rev() {
        let text = squeezed(text);
        for (from, _) in text.match_indices('自') {
            let rest: String = text[from..].chars().take(40).collect();
            let Some((when, verb)) = rest.split_once('起') else { continue };
            if !VERBS.iter().any(|v| verb.starts_with(v)) {
                continue;
            }
            let raw: String = rest.chars().take(when.chars().count() + 3).collect();
            let is_own_day =
                ["发布之日", "公布之日", "印发之日", "下发之日"].iter().any(|day| when.ends_with(day));
            let effective = match dates::find(&fold(when).text).first() {
                Some(Reading::Plain(date)) => Some((*date, Confidence::Medium)),
                Some(_) => None,
                // The day itself is elsewhere; the signature is the nearest there is.
                None if is_own_day => signed.map(|date| (date, Confidence::Low)),
                None => None,
            };
            let Some((date, confidence)) = effective else { continue };
            push(told, Field::EffectiveOn, Value::Date(date), &raw, at, confidence);
            ends(&text[from..], date, at, told);
            return;
        }
    }
}

/// 有效期至…, 有效期5年 behind the day it takes effect.
fn ends(text: &str, effective: Date, at: usize, told: &mut Told) {
    let Some((_, rest)) = text.split_once("有效期") else { return };
    let rest: String = rest.chars().take(20).collect();
    let raw = format!("有效期{}", rest.split(['。', '；', '，']).next().unwrap_or_default());
    if let Some(until) = rest.strip_prefix('至').or(rest.strip_prefix("截至")) {
        if let Some(Reading::Plain(date)) = dates::find(&fold(until).text).first() {
            push(told, Field::ExpiresOn, Value::Date(*date), &raw, at, Confidence::Medium);
        }
        return;
    }
    let Some(number) = gongkai_domain::number::scan(rest.trim_start_matches(['为', '限']), 0) else {
        return;
    };
    let is_years =
        number.span.0 == 0 && rest.trim_start_matches(['为', '限'])[number.span.1..].starts_with('年');
    let years =
        i16::try_from(number.value.trunc().mantissa()).ok().filter(|y| is_years && (1..=30).contains(y));
    if let Some(date) = years.and_then(|years| effective.checked_add(i64::from(years).years()).ok()) {
        push(told, Field::ExpiresOn, Value::Date(date), &raw, at, Confidence::Low);
    }
}
