//! Slips of the pen: names of laws, offices of people, words that are often written wrong.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Hit, WordList, excerpt};
use crate::disclosure::review::Weight;

/// Laws and regulations that agencies quote, by their names without 中华人民共和国.
const LAWS: [&str; 62] = [
    "宪法",
    "民法典",
    "刑法",
    "立法法",
    "监察法",
    "公务员法",
    "行政许可法",
    "行政处罚法",
    "行政强制法",
    "行政复议法",
    "行政诉讼法",
    "国家赔偿法",
    "民事诉讼法",
    "刑事诉讼法",
    "保守国家秘密法",
    "个人信息保护法",
    "数据安全法",
    "网络安全法",
    "档案法",
    "统计法",
    "审计法",
    "预算法",
    "会计法",
    "税收征收管理法",
    "政府采购法",
    "招标投标法",
    "城乡规划法",
    "土地管理法",
    "城市房地产管理法",
    "环境保护法",
    "大气污染防治法",
    "水污染防治法",
    "环境影响评价法",
    "水法",
    "防洪法",
    "森林法",
    "安全生产法",
    "消防法",
    "突发事件应对法",
    "食品安全法",
    "药品管理法",
    "产品质量法",
    "消费者权益保护法",
    "反不正当竞争法",
    "劳动法",
    "劳动合同法",
    "社会保险法",
    "教育法",
    "义务教育法",
    "道路交通安全法",
    "公路法",
    "治安管理处罚法",
    "政府信息公开条例",
    "优化营商环境条例",
    "信访工作条例",
    "重大行政决策程序暂行条例",
    "行政法规制定程序条例",
    "规章制定程序条例",
    "国有土地上房屋征收与补偿条例",
    "招标投标法实施条例",
    "政府采购法实施条例",
    "保障农民工工资支付条例",
];

/// Words as they are often written wrong, and right.
const TYPOS: [(&str, &str); 24] = [
    ("布署", "部署"),
    ("按排", "安排"),
    ("既使", "即使"),
    ("截止目前", "截至目前"),
    ("登陆网站", "登录网站"),
    ("登陆系统", "登录系统"),
    ("帐号", "账号"),
    ("帐户", "账户"),
    ("再接再励", "再接再厉"),
    ("一如继往", "一如既往"),
    ("迫不急待", "迫不及待"),
    ("走头无路", "走投无路"),
    ("穿流不息", "川流不息"),
    ("一愁莫展", "一筹莫展"),
    ("甘败下风", "甘拜下风"),
    ("声名雀起", "声名鹊起"),
    ("松驰", "松弛"),
    ("凑和", "凑合"),
    ("防碍", "妨碍"),
    ("竣工验受", "竣工验收"),
    ("贯策", "贯彻"),
    ("落时", "落实"),
    ("的的", "的"),
    ("。。", "。"),
];

/// Words in which what looks like a slip is right.
const RIGHT: [&str; 6] = ["目的的", "的的确确", "村落时", "部落时", "角落时", "段落时"];

pub(super) fn find(text: &str, words: &WordList, hits: &mut Vec<Hit>) {
    laws(text, words, hits);
    let own = words.wordings.iter().map(|(wrong, right)| (wrong.as_str(), right.as_str()));
    for (wrong, right) in TYPOS.into_iter().chain(own) {
        for (at, _) in text.match_indices(wrong) {
            let is_right = RIGHT.iter().any(|r| {
                r.match_indices(wrong).any(|(offset, _)| {
                    at.checked_sub(offset).and_then(|from| text.get(from..)).is_some_and(|t| t.starts_with(r))
                })
            });
            // Dots in a row are an ellipsis that somebody typed.
            if is_right || wrong == "。。" && text[at + wrong.len()..].starts_with('。') {
                continue;
            }
            let reason = format!("“{wrong}”疑为“{right}”。");
            push(hits, text, "wording.typo", at, wrong, reason, format!("“{wrong}” is probably “{right}”."));
        }
    }
    offices(text, words, hits);
}

fn push(
    hits: &mut Vec<Hit>,
    text: &str,
    code: &'static str,
    at: usize,
    word: &str,
    reason: String,
    en: String,
) {
    let span = (at, at + word.len());
    hits.push(Hit { code, weight: Weight::Hint, span, excerpt: excerpt(text, span), reason, reason_en: en });
}

/// Names in 《》 that are nearly, but not quite, those of a law.
fn laws(text: &str, words: &WordList, hits: &mut Vec<Hit>) {
    const LONGEST: usize = 40;
    for (at, open) in text.match_indices('《') {
        let start = at + open.len();
        let Some(length) = text[start..].find(['》', '《', '\n']) else { continue };
        let quoted = &text[start..start + length];
        let name = quoted.trim().strip_prefix("中华人民共和国").unwrap_or(quoted.trim());
        if name.chars().count() > LONGEST || !name.ends_with(['法', '例']) {
            continue;
        }
        let known = || LAWS.into_iter().chain(words.laws.iter().map(String::as_str));
        if known().any(|law| law == name || law.ends_with(name) && name.chars().count() >= 2) {
            continue;
        }
        let Some(law) = known().find(|law| is_near(name, law)) else { continue };
        push(
            hits,
            text,
            "wording.law-name",
            start,
            quoted,
            format!("法律法规名称疑为《{law}》，请核对。"),
            format!("The name of the law is probably 《{law}》."),
        );
    }
}

/// Whether one or two characters make the difference; short names bear less of it.
fn is_near(name: &str, law: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (name.chars().collect(), law.chars().collect());
    let most = match b.len() {
        0..=4 => return false,
        5..=7 => 1,
        _ => 2,
    };
    a.len().abs_diff(b.len()) <= most && distance(&a, &b) <= most
}

/// How many characters must be put in, taken out or changed.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = core::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Words that end an office.
const OFFICES: [&str; 16] = [
    "书记",
    "局长",
    "主任",
    "镇长",
    "乡长",
    "县长",
    "区长",
    "市长",
    "处长",
    "科长",
    "厅长",
    "主席",
    "部长",
    "院长",
    "检察长",
    "常委",
];

/// Another office before a name than the agency's list has.
fn offices(text: &str, words: &WordList, hits: &mut Vec<Hit>) {
    for (name, office) in &words.officials {
        for (at, _) in text.match_indices(name.as_str()) {
            let before = &text[..at];
            let Some(found) = OFFICES.iter().find(|o| before.ends_with(**o)) else { continue };
            let start = before.char_indices().rev().take(12).last().map_or(at, |(i, _)| i);
            let clause = &before[start..];
            let clause = clause.rsplit(['，', '。', '、', '；', '\n']).next().unwrap_or(clause);
            if clause.ends_with(office.as_str()) {
                continue;
            }
            let from = at - clause.len();
            let passage = &text[from..at + name.len()];
            push(
                hits,
                text,
                "wording.office",
                from,
                passage,
                format!("“{name}”的职务应为“{office}”，文中为“{found}”，请核对。"),
                format!("The office of {name} is {office}; the text says {found}."),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let words = WordList {
            wordings: vec![("鹿呜县".into(), "鹿鸣县".into())],
            officials: vec![("李明".into(), "副局长".into())],
            laws: vec!["鹿鸣县供水管理条例".into()],
            ..WordList::default()
        };
        let mut hits = Vec::new();
        find(text, &words, &mut hits);
        let found: Vec<(&str, &str)> = hits.iter().map(|h| (h.code, &text[h.span.0..h.span.1])).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_law_is_quoted_by_its_name() {
        check("《中华人民共和国政府信息公开条例》《条例》《行政处罚法》《公路法》", &[]);
        check("根据《政务信息公开条例》", &[("wording.law-name", "政务信息公开条例")]);
        check("《中华人民共和国行政处罚条法》", &[("wording.law-name", "中华人民共和国行政处罚条法")]);
        check("《鹿鸣县供水条例》", &[("wording.law-name", "鹿鸣县供水条例")]);
        check("《行政许可实施办法》《关于印发方案的通知》《海洋环境保护法》", &[]);
        check("《政府信息公开条例", &[]);
    }

    #[test]
    fn slips_are_found_where_they_are_slips() {
        check("全面布署，既使困难", &[("wording.typo", "布署"), ("wording.typo", "既使")]);
        check("以此为目的的活动；在村落时；。。。", &[]);
        check("鹿呜县人民政府", &[("wording.typo", "鹿呜县")]);
    }

    #[test]
    fn an_office_is_the_one_of_the_list() {
        check("局党组成员、副局长李明出席。李明说", &[]);
        check("会议由局长李明主持", &[("wording.office", "会议由局长李明")]);
    }
}
