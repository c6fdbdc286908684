//! Small closed lists of words that the clause grammar asks for.

use super::subject::last_act;
use crate::lexicon::{Lexicon, trim_start};

/// True when the words before a number make it a change, not a count: `比上年减少1942`, `同比增长`.
pub(super) fn is_change(left: &str) -> bool {
    static ENDS: Lexicon<16> = Lexicon::words([
        "增加",
        "减少",
        "增长",
        "下降",
        "上升",
        "提高",
        "回落",
        "提升",
        "降低",
        "增加了",
        "减少了",
        "多",
        "少",
        "增幅",
        "降幅",
        "增减",
    ]);
    static COMPARES: Lexicon<9> =
        Lexicon::words(["较去年", "较上年", "较20", "比上年", "比去年", "比20", "同比", "环比", "相比"]);
    let left = left.trim_end_matches('共').trim_end_matches('约').trim_end_matches('近');
    ENDS.ends(left) || COMPARES.is_in(left)
}

/// True when two nouns with `between` between them share one count: `行政复议、行政诉讼`.
pub(super) fn are_joined(between: &str) -> bool {
    let mut rest = between;
    for word in ["案件", "案", "申请", "事项", "案件数", "件", "信息", "决定"] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let Some(tail) = ["、", "和", "及", "与", "以及", "或"].iter().find_map(|w| rest.strip_prefix(w))
    else {
        return rest.is_empty() && between.is_empty() || rest == "行政";
    };
    // 以及 starts with a shorter conjunction's last character.
    tail.chars().count() <= 6 && !tail.contains(['、', '和', '与'])
}

/// True when nothing but general words stands between 申请 and its count.
pub(super) fn is_application_tail(after: &str) -> bool {
    static WORDS: Lexicon<64> = Lexicon::words([
        "政府信息",
        "政务信息",
        "公开信息",
        "信息公开",
        "信息",
        "公开",
        "案件",
        "事项",
        "总数",
        "数量",
        "总量",
        "件数",
        "总计",
        "共计",
        "累计",
        "合计",
        "答复",
        "办结",
        "办理",
        "回复",
        "受理",
        "收到",
        "处理",
        "按时",
        "按期",
        "及时",
        "依法",
        "依规",
        "规范",
        "完毕",
        "完结",
        "完成",
        "均已",
        "已经",
        "全部",
        "全年",
        "本年度",
        "本年",
        "年度",
        "今年",
        "当年",
        "情况",
        "各类",
        "要求",
        "达到",
        "达",
        "约",
        "为",
        "有",
        "的",
        "已",
        "均",
        "共",
        "计",
        "数",
        "件",
        "案",
        "了",
        "类",
        "涉及",
        "工作",
        "超过",
        "近",
        "-",
    ]);
    strip_all(after, &WORDS).is_empty()
}

/// True when nothing but general words stands between 复议 or 诉讼 and its count.
pub(super) fn is_dispute_tail(after: &str) -> bool {
    static WORDS: Lexicon<58> = Lexicon::words([
        "案件",
        "案",
        "申请",
        "事项",
        "情况",
        "数量",
        "总数",
        "件数",
        "总计",
        "共计",
        "累计",
        "合计",
        "维持",
        "纠正",
        "撤销",
        "驳回",
        "终止",
        "结果",
        "尚未",
        "未审结",
        "审结",
        "其他",
        "直接",
        "起诉",
        "被",
        "的",
        "共",
        "计",
        "数",
        "有",
        "为",
        "达",
        "约",
        "均",
        "已",
        "发生",
        "收到",
        "办理",
        "受理",
        "答复",
        "引起",
        "引发",
        "责令",
        "履行",
        "原",
        "行政",
        "诉讼",
        "件",
        "了",
        "胜诉",
        "败诉",
        "全年",
        "本年度",
        "本年",
        "涉及",
        "分别",
        "各",
        "近",
    ]);
    strip_all(after, &WORDS).is_empty()
}

/// Drops the listed words from the start for as long as one is there.
fn strip_all<'a, const N: usize>(mut text: &'a str, words: &'static Lexicon<N>) -> &'a str {
    loop {
        text = text.trim_start_matches(['、', '和', '与', '及', '"', '”', ' ']);
        match words.strip_start(text) {
            Some(rest) => text = rest,
            None => return text,
        }
    }
}

/// True when the clause ends with a word for what is done to applications: `及时依法办结`.
pub(super) fn ends_with_act(tail: &str) -> bool {
    let tail = tail.trim_end_matches("完毕");
    tail.char_indices().rev().nth(1).is_some_and(|(i, _)| last_act(&tail[i..]).is_some())
        || tail.char_indices().rev().nth(2).is_some_and(|(i, _)| last_act(&tail[i..]).is_some())
}

/// True for the words of how or by whom an application was made.
pub(super) fn is_application_channel(tail: &str) -> bool {
    static WORDS: Lexicon<26> = Lexicon::words([
        "当面",
        "现场",
        "网络",
        "网上",
        "网站",
        "在线",
        "平台",
        "信函",
        "信件",
        "书面",
        "邮寄",
        "邮政",
        "邮件",
        "电子邮件",
        "传真",
        "自然人",
        "公民",
        "个人",
        "法人",
        "其他组织",
        "企业",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "窗口",
    ]);
    const TAIL: [&str; 8] = ["申请", "提交", "方式", "渠道", "提出", "形式", "寄送", "申请的"];
    let mut tail = trim_start(tail, "其中").trim_start_matches([',', ':']);
    for word in ["通过", "涉及", "来自", "由"] {
        tail = tail.strip_prefix(word).unwrap_or(tail);
    }
    for word in TAIL {
        tail = tail.strip_suffix(word).unwrap_or(tail);
    }
    let parts = tail.split(['、', '和', '或', '及', '与']);
    !tail.is_empty() && parts.into_iter().all(|p| WORDS.ends(p))
}

/// The year that the last clause with a year at its start names: `2022年为…`, `其中2021年…`.
pub(super) fn named_year(sentence: &str) -> Option<i32> {
    let mut found = None;
    let mut depth_of_found = 0;
    let mut depth = 0;
    let mut at_start = true;
    for (i, c) in sentence.char_indices() {
        if at_start {
            let clause = trim_start(trim_start(&sentence[i..], "其中"), "截至").trim_start_matches('在');
            if let Some(year) = leading_year(clause) {
                found = Some(year);
                depth_of_found = depth;
            } else if ["今年", "本年", "全年", "当年"].iter().any(|w| clause.starts_with(w)) {
                found = None;
            }
        }
        at_start = matches!(c, ',' | ';' | '(' | ')' | ':');
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth < depth_of_found {
                    found = None;
                }
            }
            _ => {}
        }
    }
    found
}

fn leading_year(clause: &str) -> Option<i32> {
    let digits = clause.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let year: i32 = digits.parse().ok()?;
    let rest = &clause[4..];
    // 2022年度部门预算 names a document, not the time of the clause.
    let names_time = rest.starts_with('年') && !rest.starts_with("年度部门") && !rest.starts_with("年以来");
    ((1990..2100).contains(&year) && names_time).then_some(year)
}

/// True when the words before a count say neither what nor of what kind: `全年共`, `2023年累计发布`.
pub(super) fn says_nothing(left: &str) -> bool {
    static WORDS: Lexicon<52> = Lexicon::words([
        "其中",
        "全年",
        "本年度",
        "本年",
        "今年",
        "年度",
        "年",
        "共计",
        "累计",
        "总计",
        "合计",
        "达到",
        "全市",
        "全区",
        "全县",
        "全镇",
        "全街道",
        "我市",
        "我区",
        "我县",
        "我局",
        "我街",
        "我镇",
        "本镇",
        "本局",
        "本机关",
        "街道",
        "共",
        "达",
        "约",
        "为",
        "有",
        "计",
        "均",
        "已",
        "的",
        "了",
        "发布",
        "推送",
        "编发",
        "更新",
        "刊发",
        "推出",
        "收到",
        "受理",
        "接到",
        "办理",
        "答复",
        "办结",
        "开展",
        "举办",
        "组织",
    ]);
    let digits = |c: char| c.is_ascii_digit();
    let mut rest = left;
    loop {
        let before = rest;
        rest = strip_all(rest, &WORDS).trim_start_matches(digits);
        if rest.len() == before.len() {
            return rest.is_empty();
        }
    }
}

/// `均已答复`, `全部按时办结` and the like: where it starts and how long it is.
pub(super) fn all_answered(rest: &str) -> Option<(usize, usize)> {
    for word in ["均", "全部", "都已"] {
        for (start, _) in rest.match_indices(word) {
            let tail = &rest[start..];
            let clause = &tail[..tail.find([',', ';', '(', ')', '。']).unwrap_or(tail.len())];
            let done = ["答复", "办结", "回复", "办理完毕", "办理完成"];
            let Some(end) = done.iter().filter_map(|w| clause.find(w).map(|i| i + w.len())).max() else {
                continue;
            };
            let before_done = &clause[..end];
            if before_done.chars().count() <= 18
                && !before_done.contains(|c: char| c.is_ascii_digit() || c == '未')
            {
                return Some((start, end));
            }
        }
    }
    None
}
