//! What a draft of the text could say: a sentence for each record that has something, with the numbers as live ones.
//!
//! Nothing is said of what no record holds, and what only people know, above all the problems of the year, is left to them.

use std::collections::BTreeMap;

use gongkai_domain::report::Row;
use rust_decimal::Decimal;

use super::live::LiveNumber;
use super::total_of;

const ORDINALS: [&str; 5] = ["一", "二", "三", "四", "五"];

/// Whether something was counted.
struct Known<'a>(&'a [LiveNumber]);

impl Known<'_> {
    fn value(&self, name: &str) -> Decimal {
        self.0.iter().find(|n| n.name == name).and_then(|n| n.value).unwrap_or_default()
    }

    /// The pieces of which something was counted, joined; each piece is a name of a number and the words around it.
    fn list(&self, pieces: &[(&str, &str, &str)]) -> Option<String> {
        let said: Vec<String> = pieces
            .iter()
            .filter(|(name, ..)| self.value(name) > Decimal::ZERO)
            .map(|(name, before, after)| format!("{before}{{{{{name}}}}}{after}"))
            .collect();
        (!said.is_empty()).then(|| said.join("，"))
    }
}

fn sentence(start: &str, list: Option<String>) -> Option<String> {
    list.map(|list| format!("{start}{list}。"))
}

/// A draft of the preamble and of chapters 1, 5 and 6.
pub(super) fn suggest(
    agency: &str,
    year: i16,
    numbers: &[LiveNumber],
    lessons: Vec<String>,
) -> BTreeMap<u8, String> {
    let known = Known(numbers);
    let mut chapters = BTreeMap::new();
    chapters.insert(
        0,
        format!(
            "本报告按照《中华人民共和国政府信息公开条例》第五十条和国务院办公厅规定的年度报告格式编制，\
             所列数据的统计期限为{year}年1月1日至{year}年12月31日，由{agency}从政府信息公开各项工作记录中统计得出。"
        ),
    );
    chapters.insert(1, overview(&known));
    if let Some(text) = problems(&known, lessons) {
        chapters.insert(5, text);
    }
    chapters.insert(6, other_matters(&known));
    chapters
}

fn overview(known: &Known<'_>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut part = |heading: &str, sentences: [Option<String>; 4]| {
        let said = sentences.into_iter().flatten().collect::<String>();
        if !said.is_empty() {
            lines.push(format!("（{}）{heading}。{said}", ORDINALS[lines.len()]));
        }
    };
    part(
        "主动公开",
        [
            sentence("", known.list(&[("documents", "全年通过政府信息公开平台发布信息", "条")])),
            sentence(
                "其中",
                known.list(&[
                    ("documents.kind=policy", "政策文件", "件"),
                    ("documents.kind=normative", "行政规范性文件", "件"),
                    ("documents.kind=interpretation", "政策解读", "篇"),
                    ("documents.kind=announcement", "公告公示", "条"),
                    ("documents.kind=budget", "财政预决算", "条"),
                ]),
            ),
            sentence(
                "政务新媒体",
                known.list(&[
                    ("account-figures.posts", "发布信息", "条"),
                    ("account-figures.reads", "阅读量", "次"),
                ]),
            ),
            sentence(
                "",
                known.list(&[
                    ("media", "媒体刊发报道", "篇"),
                    ("published-elsewhere.channel=新闻发布会", "召开新闻发布会", "场"),
                    ("responses", "回应社会关切", "次"),
                    ("surveys", "开展意见征集", "次"),
                ]),
            ),
        ],
    );
    let none = known.value(total_of(Row::New).as_str()).is_zero()
        && known.value(total_of(Row::CarriedIn).as_str()).is_zero();
    part(
        "依申请公开",
        if none {
            [Some("全年未收到政府信息公开申请，上年没有结转办理的申请。".into()), None, None, None]
        } else {
            [
                Some(
                    "全年新收政府信息公开申请{{t3.new.total}}件，上年结转{{t3.carried_in.total}}件，\
                     办结{{t3.total.total}}件，结转下年度继续办理{{t3.carried_out.total}}件。"
                        .into(),
                ),
                sentence(
                    "办结的申请中，",
                    known.list(&[
                        ("t3.granted.total", "予以公开", "件"),
                        ("t3.partial.total", "部分公开", "件"),
                    ]),
                ),
                sentence(
                    "",
                    known.list(&[
                        ("t4.review.total", "因政府信息公开被申请行政复议", "件"),
                        ("t4.direct.total", "未经复议直接起诉", "件"),
                        ("t4.after_review.total", "复议后起诉", "件"),
                    ]),
                ),
                None,
            ]
        },
    );
    part(
        "政府信息管理",
        [
            sentence(
                "",
                known.list(&[
                    ("t2.normative.issued", "全年制发行政规范性文件", "件"),
                    ("t2.normative.repealed", "废止", "件"),
                    ("t2.normative.valid", "年末现行有效", "件"),
                ]),
            ),
            Some("信息发布前逐级审查内容、依据和是否涉密，审查记录随文件保存。".into()),
            None,
            None,
        ],
    );
    part(
        "政府信息公开平台建设",
        [
            sentence(
                "",
                known.list(&[
                    ("accounts", "开设政务新媒体账号", "个"),
                    ("places.kind=政务公开专区", "设置政务公开专区", "处"),
                    ("places.kind=公共查阅点", "公共查阅点", "处"),
                    ("places.kind=公开栏", "公开栏", "处"),
                    ("places.kind=电子屏", "电子显示屏", "处"),
                ]),
            ),
            sentence(
                "",
                known.list(&[
                    ("consultations.answered_on", "办理网上咨询留言", "件"),
                    ("hotline.calls", "接听热线电话", "次"),
                    ("hotline.visits", "接待来访", "人次"),
                ]),
            ),
            sentence(
                "",
                known
                    .list(&[("open-days", "举办政府开放日活动", "次"), ("open-days.people", "参加", "人次")]),
            ),
            None,
        ],
    );
    part(
        "监督保障",
        [
            sentence(
                "",
                known
                    .list(&[("training", "组织政府信息公开培训", "次"), ("training.people", "参加", "人次")]),
            ),
            sentence(
                "",
                known.list(&[
                    ("mechanisms.validity=有效", "现行信息公开制度", "项"),
                    ("work-points", "年度工作要点分解任务", "项"),
                    ("work-points.done_on", "按期完成", "项"),
                ]),
            ),
            sentence(
                "",
                known.list(&[
                    ("security.kind=检测评估", "开展网站安全检测", "次"),
                    ("security.kind=应急演练", "应急演练", "次"),
                ]),
            ),
            None,
        ],
    );
    lines.join("\n")
}

/// What the record itself shows as a problem. A year without any leaves the chapter to people.
fn problems(known: &Known<'_>, lessons: Vec<String>) -> Option<String> {
    let has_lessons = !lessons.is_empty();
    let mut found = lessons;
    // What was corrected in cases that are here says more than that something was.
    if !has_lessons
        && known.value("t4.review.corrected")
            + known.value("t4.direct.corrected")
            + known.value("t4.after_review.corrected")
            > Decimal::ZERO
    {
        found.push(
            "个别答复在行政复议、行政诉讼中被纠正，答复的规范性需要提高。改进措施：逐案分析被纠正的原因，完善答复前的审核。".to_owned(),
        );
    }
    let open = known.value("consultations") - known.value("consultations.answered_on");
    if open > Decimal::ZERO {
        found.push(
            "部分网上留言年末尚未答复，办理时效需要加强。改进措施：按月通报未答复留言，明确承办人。"
                .to_owned(),
        );
    }
    let undone = known.value("work-points") - known.value("work-points.done_on");
    if undone > Decimal::ZERO {
        found.push(
            "年度工作要点中有任务未按期完成。改进措施：将未完成任务列入下一年度首季清单，逐项销号。"
                .to_owned(),
        );
    }
    let lines: Vec<String> = ORDINALS.iter().zip(found).map(|(n, text)| format!("（{n}）{text}")).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn other_matters(known: &Known<'_>) -> String {
    let mut lines = Vec::new();
    if known.value("fees.amount").is_zero() {
        lines.push("（一）信息处理费。本年度未收取信息处理费。".to_owned());
    } else {
        lines.push(
            "（一）信息处理费。本年度对{{fees}}件申请收取信息处理费，共计{{fees.amount}}元。".to_owned(),
        );
    }
    let proposals = known.list(&[
        ("proposals.kind=人大建议", "人大代表建议", "件"),
        ("proposals.kind=政协提案", "政协提案", "件"),
    ]);
    if let Some(list) = proposals {
        lines.push(format!("（二）建议提案办理。承办{list}。"));
    }
    lines.join("\n")
}
