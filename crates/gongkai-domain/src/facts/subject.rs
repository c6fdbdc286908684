//! What a count counts, by the words around it.

use crate::lexicon::Lexicon;
use crate::report::Subject;

/// A group of units that a subject can be counted in.
type Units = &'static [&'static str];

const PIECES: Units = &["件", "条", "份", "宗", "起", "例", "项", "次", "批", "件次", "条次", "宗次", ""];
const ITEMS: Units = &["条", "篇", "件", "则", "份", "项", "期", "条次", ""];
const POSTS: Units = &["条", "篇", "则", "期", "件", "份", "个", ""];
const VIEWS: Units = &["次", "人次", "人", ""];
const PEOPLE: Units = &["人", "名", "个", "户", ""];
const EVENTS: Units = &["场", "次", "场次", "期", "班次", "个"];
const DECISIONS: Units = &["件", "宗", "起", "例", "次", "条", "件次", "项", "个", ""];
const TEXTS: Units = &["件", "份", "部", "篇", "条", "个", "项", ""];

/// A noun, its subject, and what it can be counted in.
const fn noun(word: &'static str, subject: Subject, units: Units) -> (&'static str, (Subject, Units)) {
    (word, (subject, units))
}

/// The nouns, looked for from the count to the left. Of two that end at the same place the longer one wins.
static NOUNS: Lexicon<98, (Subject, Units)> = Lexicon::new([
    noun("信息处理费", Subject::ProcessingFee, &["元"]),
    noun("处理费", Subject::ProcessingFee, &["元"]),
    noun("复议", Subject::Reviews, PIECES),
    noun("诉讼", Subject::Lawsuits, PIECES),
    noun("起诉", Subject::Lawsuits, PIECES),
    noun("应诉", Subject::Lawsuits, PIECES),
    noun("申请", Subject::ApplicationsReceived, PIECES),
    noun("依申请公开", Subject::ApplicationsReceived, PIECES),
    noun("浏览量", Subject::Reads, VIEWS),
    noun("阅读量", Subject::Reads, VIEWS),
    noun("访问量", Subject::Reads, VIEWS),
    noun("点击量", Subject::Reads, VIEWS),
    noun("播放量", Subject::Reads, VIEWS),
    noun("观看量", Subject::Reads, VIEWS),
    noun("点击率", Subject::Reads, VIEWS),
    noun("浏览", Subject::Reads, &["次", "人次"]),
    noun("阅读", Subject::Reads, &["次", "人次"]),
    noun("访问", Subject::Reads, &["次", "人次"]),
    noun("点击", Subject::Reads, &["次", "人次"]),
    noun("播放", Subject::Reads, &["次", "人次"]),
    noun("观看", Subject::Reads, &["次", "人次", "人"]),
    noun("关注", Subject::Followers, &["人", "名", "户"]),
    noun("关注人数", Subject::Followers, PEOPLE),
    noun("关注用户", Subject::Followers, PEOPLE),
    noun("关注量", Subject::Followers, PEOPLE),
    noun("关注数", Subject::Followers, PEOPLE),
    noun("粉丝", Subject::Followers, PEOPLE),
    noun("订阅用户", Subject::Followers, PEOPLE),
    noun("订阅数", Subject::Followers, PEOPLE),
    noun("视频", Subject::Videos, &["条", "个", "部", "期", "集", "件", "则", "段"]),
    noun("热线", Subject::HotlineCalls, &["件", "次", "个", "条", "人次", "通", "件次", "起"]),
    noun("工单", Subject::HotlineCalls, &["件", "次", "个", "条", "张", "份", "件次", "起"]),
    noun("来电", Subject::HotlineCalls, &["件", "次", "个", "条", "人次", "通", "件次", "起"]),
    noun("咨询", Subject::ConsultationsAnswered, &["件", "次", "个", "条", "人次", "件次", "封", "人"]),
    noun("留言", Subject::ConsultationsAnswered, &["件", "次", "个", "条", "件次", "封"]),
    noun("来信", Subject::ConsultationsAnswered, &["件", "次", "个", "条", "件次", "封"]),
    noun("信件", Subject::ConsultationsAnswered, &["件", "次", "个", "条", "件次", "封"]),
    noun("信箱", Subject::ConsultationsAnswered, &["件", "次", "条", "件次", "封"]),
    noun("诉求", Subject::ConsultationsAnswered, &["件", "次", "个", "条", "件次"]),
    noun("在线回复", Subject::ConsultationsAnswered, &["件", "次", "条", "件次"]),
    noun("意见征集", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("征集调查", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("民意征集", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("网上征集", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("征求意见", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("征集意见", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("公开征求", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("网上调查", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("网络调查", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("在线调查", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("问卷调查", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("民意调查", Subject::PublicConsultations, EVENTS_AND_ITEMS),
    noun("访谈", Subject::Interviews, EVENTS),
    noun("发布会", Subject::PressConferences, EVENTS),
    noun("新闻发布活动", Subject::PressConferences, EVENTS),
    noun("新闻发布", Subject::PressConferences, &["场", "场次"]),
    noun(
        "解读",
        Subject::Interpretations,
        &["篇", "条", "件", "份", "次", "期", "个", "项", "则", "部", "幅", ""],
    ),
    noun("开放日", Subject::OpenDays, EVENTS),
    noun("开放周", Subject::OpenDays, EVENTS),
    noun("开放月", Subject::OpenDays, EVENTS),
    noun("开放活动", Subject::OpenDays, EVENTS),
    noun("培训", Subject::Trainings, EVENTS),
    noun("会议", Subject::Meetings, EVENTS),
    noun("座谈会", Subject::Meetings, EVENTS),
    noun("推进会", Subject::Meetings, EVENTS),
    noun("例会", Subject::Meetings, EVENTS),
    noun("人大建议", Subject::CongressProposals, PROPOSALS),
    noun("代表建议", Subject::CongressProposals, PROPOSALS),
    noun("人大议案", Subject::CongressProposals, PROPOSALS),
    noun("代表议案", Subject::CongressProposals, PROPOSALS),
    noun("建议", Subject::CongressProposals, PROPOSALS),
    noun("提案", Subject::CppccProposals, PROPOSALS),
    noun("公报", Subject::GazetteIssues, &["期"]),
    noun("公报", Subject::GazetteCopies, &["份", "册", "本"]),
    noun("规章", Subject::Rules, TEXTS),
    noun("规范性文件", Subject::NormativeIssued, TEXTS),
    noun("许可", Subject::Licenses, DECISIONS),
    noun("处罚", Subject::Penalties, DECISIONS),
    noun("强制", Subject::Coercions, DECISIONS),
    noun("媒体", Subject::MediaItems, ITEMS_AND_TIMES),
    noun("日报", Subject::MediaItems, ITEMS_AND_TIMES),
    noun("晚报", Subject::MediaItems, ITEMS_AND_TIMES),
    noun("电视台", Subject::MediaItems, ITEMS_AND_TIMES),
    noun("新闻网", Subject::MediaItems, ITEMS_AND_TIMES),
    noun("网站", Subject::WebsiteItems, ITEMS),
    noun("门户网", Subject::WebsiteItems, ITEMS),
    noun("政府网", Subject::WebsiteItems, ITEMS),
    noun("官网", Subject::WebsiteItems, ITEMS),
    noun("信息公开网", Subject::WebsiteItems, ITEMS),
    noun("微信", Subject::WechatItems, POSTS),
    noun("公众号", Subject::WechatItems, POSTS),
    noun("微博", Subject::WeiboItems, POSTS),
    noun("新媒体", Subject::NewMediaItems, ITEMS),
    noun("自媒体", Subject::NewMediaItems, ITEMS),
    noun("视频号", Subject::NewMediaItems, ITEMS),
    noun("抖音", Subject::NewMediaItems, ITEMS),
    noun("头条号", Subject::NewMediaItems, ITEMS),
    noun("客户端", Subject::NewMediaItems, ITEMS),
]);

const EVENTS_AND_ITEMS: Units = &["次", "期", "件", "项", "个", "场", "场次", "份"];
const ITEMS_AND_TIMES: Units = &["条", "篇", "件", "则", "份", "项", "期", "次", "条次", ""];
const PROPOSALS: Units = &["件", "项", "条", "份", "个", "件次"];

/// A noun found in a text: its subject and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    pub subject: Subject,
    pub start: usize,
    pub end: usize,
}

/// The noun of `text` that stands last and can be counted in `unit`.
pub(super) fn last_noun(text: &str, unit: &str) -> Option<Hit> {
    let mut best: Option<Hit> = None;
    for (start, _) in text.char_indices().rev() {
        for (word, (subject, units)) in NOUNS.starting(&text[start..]) {
            let end = start + word.len();
            let better = best.is_none_or(|b| (end, end - start) > (b.end, b.end - b.start));
            if better && units.contains(&unit) && stands_for_itself(text, start, end, subject) {
                best = Some(Hit { subject, start, end });
            }
        }
        // Nothing that starts further left can end further right than this.
        if best.is_some_and(|b| b.end >= start + LONGEST) {
            break;
        }
    }
    best
}

/// The longest noun, in bytes.
const LONGEST: usize = 18;

/// Leaves out nouns that are the beginning or the end of another word.
fn stands_for_itself(text: &str, start: usize, end: usize, subject: Subject) -> bool {
    let (before, after) = (&text[..start], &text[end..]);
    match subject {
        Subject::ApplicationsReceived => is_application(before, after, text),
        Subject::Rules => !after.starts_with("制度") && !after.starts_with("规范性文件"),
        Subject::MediaItems => !before.ends_with(['新', '自', '融']),
        // Catalogues of powers and published pages are not decisions.
        Subject::Licenses | Subject::Penalties | Subject::Coercions => {
            let not = [
                "事项",
                "目录",
                "清单",
                "信息",
                "类信息",
                "项目",
                "指南",
                "裁量",
                "结果信息",
                "标准",
                "权力",
            ];
            !not.iter().any(|n| after.starts_with(n))
        }
        Subject::Reviews => {
            !after.starts_with("前置") && !after.starts_with("机关") && !after.starts_with("委员会")
        }
        Subject::CongressProposals if text[start..].starts_with("建议") => {
            let near = before.char_indices().rev().nth(24).map_or(0, |(i, _)| i);
            !before.ends_with("意见") && before[near..].contains("人大")
        }
        Subject::Trainings => !after.starts_with("计划") && !after.starts_with("资料"),
        Subject::GazetteIssues | Subject::GazetteCopies => !after.contains("刊登") && !after.contains("刊发"),
        _ => true,
    }
}

/// Words for other kinds of application that offices receive.
static OTHER_BUSINESS: Lexicon<22> = Lexicon::words([
    "许可",
    "审批",
    "补贴",
    "低保",
    "登记",
    "公证",
    "仲裁",
    "援助",
    "救助",
    "认定",
    "贷款",
    "执行",
    "赔偿",
    "听证",
    "入学",
    "保障房",
    "公租房",
    "商标",
    "专利",
    "立案",
    "行政给付",
    "资助",
]);

/// True when the 申请 between `before` and `after` is one for government information.
fn is_application(before: &str, after: &str, clause: &str) -> bool {
    static NOT_AFTER: Lexicon<26> = Lexicon::words([
        "人",
        "表",
        "书",
        "渠道",
        "流程",
        "方式",
        "条件",
        "指南",
        "受理点",
        "窗口",
        "材料",
        "平台",
        "系统",
        "法院",
        "行政复议",
        "复议",
        "仲裁",
        "国家赔偿",
        "补正",
        "撤",
        "主体",
        "登记",
        "栏",
        "接收",
        "制度",
        "情形",
    ]);
    static BEFORE: Lexicon<46> = Lexicon::words([
        "公开",
        "信息",
        "收到",
        "受理",
        "接到",
        "接收",
        "接受",
        "处理",
        "办理",
        "办结",
        "答复",
        "回复",
        "收",
        "到",
        "新收",
        "自然人",
        "法人",
        "组织",
        "公民",
        "企业",
        "网络",
        "网上",
        "在线",
        "书面",
        "信函",
        "当面",
        "现场",
        "邮寄",
        "邮件",
        "邮政",
        "传真",
        "各类",
        "提出",
        "提交",
        "有效",
        "依",
        "个人",
        "单位",
        "群众",
        "公众",
        "市民",
        "结转",
        "年度",
        "共",
        "了",
        "该类",
    ]);
    if NOT_AFTER.starts(after) || before.ends_with("复议") || before.ends_with("诉讼") {
        return false;
    }
    let about_disclosure = clause.contains("公开");
    if before.ends_with('的') {
        let tail_start = before.char_indices().rev().nth(7).map_or(0, |(i, _)| i);
        let tail = &before[tail_start..];
        return about_disclosure && !tail.contains("复议") && !tail.contains("诉讼");
    }
    let ends_well =
        before.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric()) || BEFORE.ends(before);
    ends_well && (about_disclosure || !OTHER_BUSINESS.is_in(before))
}

/// What was done with an application, by the words around 申请.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Received,
    Handled,
    Answered,
}

/// The verb that stands last in `text`.
pub(super) fn last_act(text: &str) -> Option<Act> {
    static ACTS: Lexicon<26, Act> = Lexicon::new([
        ("收到", Act::Received),
        ("受理", Act::Received),
        ("接到", Act::Received),
        ("接收", Act::Received),
        ("接受", Act::Received),
        ("新收", Act::Received),
        ("收取", Act::Received),
        ("共收", Act::Received),
        ("收办", Act::Handled),
        ("办理", Act::Handled),
        ("处理", Act::Handled),
        ("承办", Act::Handled),
        ("答复", Act::Answered),
        ("回复", Act::Answered),
        ("办结", Act::Answered),
        ("办毕", Act::Answered),
        ("办理完毕", Act::Answered),
        ("办理完结", Act::Answered),
        ("处理完毕", Act::Answered),
        ("办理完成", Act::Answered),
        ("审结", Act::Answered),
        ("了结", Act::Answered),
        ("办理答复", Act::Answered),
        ("处理答复", Act::Answered),
        ("按期办理", Act::Answered),
        ("按时办理", Act::Answered),
    ]);
    let found = ACTS.find(text).map(|(start, word, act)| (start + word.len(), word.len(), act));
    found.max_by_key(|(end, length, _)| (*end, *length)).map(|(_, _, act)| act)
}

/// 上年结转 or 结转下年度, if the text says so.
pub(super) fn carried(text: &str) -> Option<Subject> {
    static IN: Lexicon<12> = Lexicon::words([
        "上年结转",
        "上年度结转",
        "上一年结转",
        "上一年度结转",
        "去年结转",
        "往年结转",
        "结转上年",
        "上年转入",
        "年结转的",
        "上年度转",
        "以前年度结转",
        "上年遗留",
    ]);
    static OUT: Lexicon<26> = Lexicon::words([
        "结转下年",
        "结转下一年",
        "结转至下",
        "结转到下",
        "结转次年",
        "结转至次",
        "转下年",
        "转下一年",
        "转至下",
        "转到下",
        "转入下",
        "转次年",
        "转入次",
        "顺延到下",
        "顺延至下",
        "顺延下",
        "延至下年",
        "结转至20",
        "结转到20",
        "结转20",
        "转至20",
        "转入20",
        "转到20",
        "结转明年",
        "结转到次",
        "转至次",
    ]);
    static OF_A_YEAR: Lexicon<2> = Lexicon::words(["年结转", "年度结转"]);
    if OUT.is_in(text) {
        return Some(Subject::ApplicationsCarriedOut);
    }
    let year_in = OF_A_YEAR.find(text).any(|(i, _, ())| text[..i].ends_with(|c: char| c.is_ascii_digit()));
    (year_in || IN.is_in(text)).then_some(Subject::ApplicationsCarriedIn)
}

/// How an application ended, when the words say it without doubt. `None` inside: two endings counted together.
pub(super) fn ending(text: &str) -> Option<Option<Subject>> {
    static ENDINGS: Lexicon<12, Subject> = Lexicon::new([
        ("不予公开", Subject::Denied),
        ("不同意公开", Subject::Denied),
        ("部分公开", Subject::PartlyGranted),
        ("同意部分公开", Subject::PartlyGranted),
        ("予以公开", Subject::Granted),
        ("同意公开", Subject::Granted),
        ("予以全部公开", Subject::Granted),
        ("全部公开", Subject::Granted),
        ("无法提供", Subject::Unable),
        ("不予处理", Subject::NotProcessed),
        ("其他处理", Subject::OtherEndings),
        ("其它处理", Subject::OtherEndings),
    ]);
    let mut found: Option<Subject> = None;
    if !ENDINGS.is_in(text) {
        return None;
    }
    for (word, subject) in ENDINGS.entries() {
        let Some(start) = text.rfind(word) else { continue };
        // 不予公开 and 不同意公开 hold the words of their opposites; 不予公开信息 is a kind of information.
        let after = &text[start + word.len()..];
        let kind_of_information = after.starts_with("信息") && !after.starts_with("信息公开");
        let inside = text[..start].ends_with('不') || kind_of_information;
        if inside || found == Some(subject) {
            continue;
        }
        if found.is_some() {
            return Some(None);
        }
        found = Some(subject);
    }
    found.map(Some)
}

/// True for the words of a channel or of publishing in general, whose counts break down into one another.
pub(super) fn is_publishing(subject: Subject) -> bool {
    matches!(
        subject,
        Subject::ItemsPublished
            | Subject::WebsiteItems
            | Subject::WechatItems
            | Subject::WeiboItems
            | Subject::NewMediaItems
            | Subject::MediaItems
            | Subject::Videos
            | Subject::Interpretations
    )
}

/// True for the counts of how applications came in and ended.
pub(super) fn is_application_flow(subject: Subject) -> bool {
    matches!(
        subject,
        Subject::ApplicationsReceived
            | Subject::ApplicationsHandled
            | Subject::ApplicationsCarriedIn
            | Subject::ApplicationsCarriedOut
            | Subject::ApplicationsAnswered
            | Subject::Granted
            | Subject::PartlyGranted
            | Subject::Denied
            | Subject::Unable
            | Subject::NotProcessed
            | Subject::OtherEndings
    )
}

/// True when `text` ends in a word for publishing, or for information in general: `主动公开政府信息`, `公开`.
pub(super) fn is_items(text: &str) -> bool {
    let text = text.trim_end_matches("数量").trim_end_matches("总数").trim_end_matches('数');
    static VERBS: Lexicon<9> =
        Lexicon::words(["公开", "发布了", "发布", "公布", "推送", "更新", "公示", "上传", "编发"]);
    if text.ends_with("公开") || text.ends_with("公布") || text.ends_with("发布") {
        return !text.ends_with("申请公开") && !text.ends_with("不予公开") && !text.ends_with("部分公开");
    }
    let Some(mut before) = text.strip_suffix("信息").or_else(|| text.strip_suffix("内容")) else {
        return false;
    };
    static GENERAL: Lexicon<22> = Lexicon::words([
        "政府",
        "政务",
        "政府类",
        "各类",
        "有关",
        "相关",
        "工作",
        "各项",
        "了",
        "的",
        "各级各类",
        "各种",
        "各级单位",
        "各级",
        "各单位",
        "各部门",
        "全市",
        "全区",
        "全县",
        "我市",
        "我区",
        "我县",
    ]);
    while let Some(shorter) = GENERAL.strip_end(before) {
        before = shorter;
    }
    if ["不予公开", "申请公开", "部分公开"].iter().any(|w| before.ends_with(w)) {
        return false;
    }
    before.is_empty() || VERBS.ends(before)
}

/// Drops the words that say nothing about what is counted: `全年共`, `达到`, `2023年我局`.
pub(super) fn trim_fillers(mut text: &str) -> &str {
    static TAIL: Lexicon<44> = Lexicon::words([
        "共计",
        "累计",
        "总计",
        "合计",
        "达到",
        "约为",
        "大约",
        "超过",
        "不少于",
        "突破",
        "将近",
        "接近",
        "至少",
        "分别为",
        "依次为",
        "分别",
        "依次",
        "已经",
        "总共",
        "一共",
        "总量",
        "总数",
        "数量",
        "件数",
        "条数",
        "均为",
        "总数为",
        "共",
        "达",
        "约",
        "为",
        "有",
        "计",
        "近",
        "超",
        "逾",
        "均",
        "了",
        "的",
        "各",
        "已",
        "是",
        "数",
        ":",
    ]);
    while let Some(shorter) = TAIL.strip_end(text) {
        text = shorter;
    }
    text
}
