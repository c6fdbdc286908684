//! Statements that there was none: `未收到申请`, `无行政复议、行政诉讼`, `未收取信息处理费`.

use alloc::vec::Vec;

use super::line::ends_sentence;
use super::subject::{carried, last_noun};
use crate::report::Subject;

/// A count of 0 that words state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Zero {
    pub subject: Subject,
    /// From the negating word …
    pub start: usize,
    /// … to the end of what it negates.
    pub end: usize,
}

/// Which subjects a negating verb can have for an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// 未收到, 无: everything.
    All,
    /// 未收取, 未开展: money.
    Fee,
    /// 未被, 未因, 未提起: reviews and lawsuits.
    Disputes,
}

/// Every statement of a folded line that something did not occur.
pub(super) fn zeros(text: &str) -> Vec<Zero> {
    let mut out: Vec<Zero> = Vec::new();
    for (at, c) in text.char_indices() {
        if !matches!(c, '未' | '没' | '无' | '零' | '不' | '免') || out.last().is_some_and(|z| at < z.end)
        {
            continue;
        }
        if let Some((reach, object_start)) = negator(text, at) {
            read_object(text, at, object_start, reach, &mut out);
        }
    }
    out
}

/// The reach of the negating word at `at`, and where its object starts.
fn negator(text: &str, at: usize) -> Option<(Reach, usize)> {
    const VERBS: [(&str, Reach); 24] = [
        ("收到", Reach::All),
        ("接到", Reach::All),
        ("受理", Reach::All),
        ("接收", Reach::All),
        ("接受", Reach::All),
        ("发生", Reach::All),
        ("出现", Reach::All),
        ("产生", Reach::All),
        ("存在", Reach::All),
        ("涉及", Reach::All),
        ("有", Reach::All),
        ("收取", Reach::Fee),
        ("收费", Reach::Fee),
        ("收", Reach::Fee),
        ("开展", Reach::Fee),
        ("向", Reach::Fee),
        ("对", Reach::Fee),
        ("就", Reach::Fee),
        ("被", Reach::Disputes),
        ("因", Reach::Disputes),
        ("引发", Reach::Disputes),
        ("引起", Reach::Disputes),
        ("提起", Reach::Disputes),
        ("申请", Reach::Disputes),
    ];
    let rest = &text[at..];
    let verb_after = |length: usize| {
        let tail = &rest[length..];
        VERBS.into_iter().find(|(verb, _)| tail.starts_with(verb)).map(|(verb, reach)| {
            // 收费 is its own object.
            (reach, at + length + if verb == "收费" { 0 } else { verb.len() })
        })
    };
    if rest.starts_with("没有") {
        return verb_after("没有".len()).or(Some((Reach::All, at + "没有".len())));
    }
    match rest.chars().next()? {
        '未' if rest.starts_with("未曾") => verb_after("未曾".len()),
        '未' | '没' => verb_after('未'.len_utf8()),
        '不' => verb_after('不'.len_utf8()).filter(|(reach, _)| *reach == Reach::Fee),
        '免' => rest.starts_with("免收").then(|| (Reach::Fee, at + "免收".len())),
        '零' => {
            let object = &rest['零'.len_utf8()..];
            let counted = ["申请", "复议", "诉讼", "行政复议", "行政诉讼", "收费"]
                .iter()
                .any(|w| object.starts_with(w));
            counted.then_some((Reach::All, at + '零'.len_utf8()))
        }
        _ => {
            const WORDS: [char; 30] = [
                '法', '正', '关', '效', '误', '论', '障', '偿', '线', '须', '需', '疑', '缝', '锡', '为',
                '损', '理', '害', '纸', '差', '限', '数', '穷', '形', '接', '故', '私', '异', '权', '力',
            ];
            let object = &rest['无'.len_utf8()..];
            (!object.starts_with(WORDS)).then_some((Reach::All, at + '无'.len_utf8()))
        }
    }
}

fn read_object(text: &str, at: usize, object_start: usize, reach: Reach, out: &mut Vec<Zero>) {
    let clause_start = text[..at].rfind([',', ';', '。', '(', ')']).map_or(0, |i| i + first_len(&text[i..]));
    let before = &text[clause_start..at];
    const GUARDS: [&str; 13] =
        ["如", "若", "凡", "力争", "争取", "确保", "努力", "去年", "往年", "上年", "避免", "同期", "逾期"];
    if GUARDS.iter().any(|w| before.contains(w)) {
        return;
    }
    let stop = |c: char| matches!(c, ',' | ';' | ':' | '(' | ')') || ends_sentence(c);
    let end = text[object_start..].find(stop).map_or(text.len(), |i| object_start + i);
    let object = &text[object_start..end];
    // 收取信息处理费情况:无 and 申请方面,无: the object stands before.
    let (object, whole) =
        if object.is_empty() { (before_colon(text, before, at), true) } else { (object, false) };
    let mut add = |subject: Subject| {
        if !out.iter().any(|z| z.start == at && z.subject == subject) {
            out.push(Zero { subject, start: at, end });
        }
    };
    if is_fee(text, at, before, object, reach, whole) {
        add(Subject::ProcessingFee);
        return;
    }
    if reach == Reach::Fee {
        return;
    }
    let outcome = ["败诉", "纠错", "纠正", "撤销", "维持", "决定书", "确认违法", "变更"];
    for piece in pieces(object) {
        let disputes = !outcome.iter().any(|w| object.contains(w));
        let (review, lawsuit) =
            (piece.contains("复议"), ["诉讼", "起诉", "应诉"].iter().any(|w| piece.contains(w)));
        if review && disputes {
            add(Subject::Reviews);
        }
        if lawsuit && disputes {
            add(Subject::Lawsuits);
        }
        if review || lawsuit || reach == Reach::Disputes {
            continue;
        }
        if let Some(subject) = application(piece, object) {
            add(subject);
        }
    }
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The clause before a colon that ends right before `at`, or the clause itself when 无 ends it.
fn before_colon<'a>(text: &'a str, before: &'a str, at: usize) -> &'a str {
    match before.strip_suffix(':') {
        Some(clause) => clause,
        None if text[..at].ends_with(',') => "",
        None => before,
    }
}

fn is_fee(text: &str, at: usize, before: &str, object: &str, reach: Reach, whole: bool) -> bool {
    const OTHER: [&str; 12] = [
        "逾期",
        "缴纳",
        "标准",
        "通知要求",
        "事业性",
        "罚",
        "采购",
        "经费",
        "费用报销",
        "未按",
        "诉讼费",
        "培训费",
    ];
    let names_fee = |t: &str| ["处理费", "收费", "费用", "检索费", "复制费"].iter().any(|w| t.contains(w));
    if OTHER.iter().any(|w| object.contains(w) || before.contains(w)) {
        return false;
    }
    // A statute's 不收取费用 states no fact of the year.
    if matches!(text[at..].chars().next(), Some('不' | '免')) {
        let sentence = text[..at].rfind(ends_sentence).map_or(&text[..at], |i| &text[i..at]);
        if !sentence.contains('年') || sentence.contains("规定") {
            return false;
        }
    }
    if names_fee(object) {
        return reach != Reach::Disputes && (!object.contains("复议") || object.contains("处理费"));
    }
    let tail_start = text[..at].char_indices().rev().nth(40).map_or(0, |(i, _)| i);
    let heading_names_fee = text[tail_start..at].contains("处理费");
    (object.is_empty() || whole || reach == Reach::Fee && object.chars().count() <= 3) && heading_names_fee
}

/// What a list of objects names: `政府信息公开申请和行政复议、行政诉讼案件`.
fn pieces(object: &str) -> impl Iterator<Item = &str> {
    object.split(['、', '和', '及', '与', '或']).map(|p| p.trim_start_matches('以')).filter(|p| !p.is_empty())
}

/// The subject of a piece that names applications as a whole, not a kind of them.
fn application(piece: &str, object: &str) -> Option<Subject> {
    const KINDS: [&str; 21] = [
        "逾期",
        "超期",
        "延期",
        "延误",
        "投诉",
        "遗漏",
        "引发",
        "引起",
        "不予",
        "部分公开",
        "无法",
        "未",
        "积压",
        "重复",
        "大量",
        "恶意",
        "撤回",
        "疑难",
        "补正",
        "咨询",
        "信访",
    ];
    if KINDS.iter().any(|w| object.contains(w)) {
        return None;
    }
    let channels = ["信函", "当面", "传真", "邮件", "邮寄", "书面", "口头", "网上", "网络", "现场", "平台"];
    let everybody = ["公民", "自然人", "个人"].iter().any(|w| object.contains(w))
        && ["法人", "组织"].iter().any(|w| object.contains(w));
    let somebody =
        ["法人", "企业", "科研", "组织", "自然人", "公民", "个人"].iter().any(|w| object.contains(w));
    let all_channels = channels.iter().filter(|w| object.contains(*w)).count() >= 3;
    if channels.iter().any(|w| object.contains(w)) && !all_channels || somebody && !everybody {
        return None;
    }
    if let Some(subject) = carried(piece).filter(|_| piece.contains("申请") || object.contains("申请")) {
        return Some(subject);
    }
    let named = last_noun(piece, "件").is_some_and(|hit| hit.subject == Subject::ApplicationsReceived)
        || piece.starts_with("人申请")
        || piece.contains("申请公开");
    named.then_some(Subject::ApplicationsReceived)
}
