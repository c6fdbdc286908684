//! The six chapters of the made-up reports. Every count in the text is the one in the tables.

use gongkai_domain::report::sample::Dice;
use gongkai_domain::report::{Applicant, CellKey, Cells, Chapter, Outcome, Paragraph, Place, Procedure, Row};
use rust_decimal::Decimal;

/// Who speaks, and of what.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// Full name.
    pub name: &'a str,
    /// How it speaks of itself.
    pub short: &'a str,
    /// What it mostly publishes about.
    pub fields: [&'a str; 3],
    /// Whom it serves.
    pub people: &'a str,
    /// Its place on the roster, so that two units of a year do not say the same.
    pub number: usize,
    /// The year in which it copies its words from the year before.
    pub copies_in: Option<i16>,
}

/// The preamble and the six chapters of a year.
pub fn chapters(voice: Voice<'_>, year: i16, cells: &Cells, dice: &mut Dice) -> Vec<Chapter> {
    let preamble = format!(
        "本报告根据《中华人民共和国政府信息公开条例》第五十条的规定编制。全文由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六个部分组成。数据统计期限为{year}年1月1日至{year}年12月31日。"
    );
    vec![
        chapter(0, "", vec![preamble]),
        chapter(1, "一、总体情况", overview(voice, year, cells, dice)),
        chapter(2, "二、主动公开政府信息情况", Vec::new()),
        chapter(3, "三、收到和处理政府信息公开申请情况", Vec::new()),
        chapter(4, "四、政府信息公开行政复议、行政诉讼情况", Vec::new()),
        chapter(5, "五、存在的主要问题及改进情况", problems(voice, year)),
        chapter(6, "六、其他需要报告的事项", other_matters(voice, year, dice)),
    ]
}

/// A chapter without a source.
pub fn chapter(number: u8, heading: &str, paragraphs: Vec<String>) -> Chapter {
    let paragraphs = paragraphs.into_iter().map(|text| Paragraph { text, place: Place::default() }).collect();
    Chapter { number, heading: heading.into(), place: Place::default(), paragraphs }
}

/// Which of five wordings a unit uses in a year: never the same twice within five years, and neighbours differ.
fn wording(voice: Voice<'_>, year: i16, shift: usize) -> usize {
    let year = if voice.copies_in == Some(year) { year - 1 } else { year };
    (voice.number * 2 + year.unsigned_abs() as usize * (1 + shift % 2 * 2) + shift) % 5
}

fn overview(voice: Voice<'_>, year: i16, cells: &Cells, dice: &mut Dice) -> Vec<String> {
    vec![
        format!("{year}年，{}{}", voice.name, opening(voice, year)),
        published(voice, year, dice),
        applications(voice, year, cells),
        management(voice, year),
        platform(voice, year, dice),
        supervision(voice, year, dice),
    ]
}

fn opening(voice: Voice<'_>, year: i16) -> String {
    let [a, b, c] = voice.fields;
    match wording(voice, year, 0) {
        0 => format!("把{a}、{b}作为公开重点，让{}看得见、听得懂、能监督。", voice.people),
        1 => format!("围绕{}最常问的{b}和{c}，逐项梳理公开事项，补齐往年缺项。", voice.people),
        2 => format!("对照年度工作要点列出任务清单，{a}领域的公开由分管负责人逐月过问。"),
        3 => format!("从{}的来电来访中找公开线索，先把{c}讲明白，再把{a}讲透彻。", voice.people),
        _ => format!("坚持公开与业务同部署，{b}每出台一项举措，同步说明依据、流程和结果。"),
    }
}

fn published(voice: Voice<'_>, year: i16, dice: &mut Dice) -> String {
    let [a, b, c] = voice.fields;
    let website = dice.between(90, 640);
    let wechat = dice.between(40, 320);
    let notice_board = dice.between(6, 60);
    let all = website + wechat + notice_board;
    let counted = format!("政府网站{website}条，政务新媒体{wechat}条，公告栏{notice_board}条");
    let tail = match wording(voice, year, 1) {
        0 => format!("其中{a}一类点击最多，问答式解读随文件同日上线。"),
        1 => format!("{b}的办理结果按季度汇总公布，过期的通知集中下架。"),
        2 => format!("新设“{c}”专题，把散在各处的标准、流程和电话放到一页。"),
        3 => format!("涉及{a}的文件一律附上负责科室和咨询时间，方便{}追问。", voice.people),
        _ => format!("对{b}、{c}两类内容做了图解，线下窗口同步摆放折页。"),
    };
    format!("（一）主动公开情况。全年主动公开政府信息{all}条，其中{counted}。{tail}")
}

fn total(cells: &Cells, row: Row) -> Decimal {
    cells.number(CellKey::t3(row, Applicant::Total)).unwrap_or_default()
}

fn applications(voice: Voice<'_>, year: i16, cells: &Cells) -> String {
    let (new, carried_in, carried_out) =
        (total(cells, Row::New), total(cells, Row::CarriedIn), total(cells, Row::CarriedOut));
    let mut text = String::from("（二）依申请公开情况。");
    if new.is_zero() {
        text.push_str(&format!("{}全年未收到政府信息公开申请", voice.short));
    } else {
        text.push_str(&format!("{}全年新收政府信息公开申请{new}件", voice.short));
    }
    if !carried_in.is_zero() {
        text.push_str(&format!("，上年结转{carried_in}件"));
    }
    if !carried_out.is_zero() {
        text.push_str(&format!("，结转下年度{carried_out}件"));
    }
    text.push_str(match wording(voice, year, 2) {
        0 => "。答复前与申请人电话沟通，能当面说清的当面说清。",
        1 => "。疑难件由法律顾问把关，答复文书统一编号存档。",
        2 => "。建立收件、拟办、审签三本台账，临期件每周提醒。",
        3 => "。把同类申请归并研究，常被问到的内容转为主动公开。",
        _ => "。补正通知一次写清缺什么、怎么补、找谁问。",
    });
    text.push_str(&disputes(cells));
    text
}

fn disputes(cells: &Cells) -> String {
    let of = |p| cells.number(CellKey::t4(p, Outcome::Total)).unwrap_or_default();
    let review = of(Procedure::Review);
    let court = of(Procedure::Direct) + of(Procedure::AfterReview);
    match (review.is_zero(), court.is_zero()) {
        (true, true) => "本年度没有因政府信息公开引起的行政复议、行政诉讼。".into(),
        (false, true) => format!("因政府信息公开被申请行政复议{review}件，没有被提起行政诉讼。"),
        (true, false) => format!("因政府信息公开被提起行政诉讼{court}件，没有被申请行政复议。"),
        (false, false) => format!("因政府信息公开被申请行政复议{review}件，被提起行政诉讼{court}件。"),
    }
}

fn management(voice: Voice<'_>, year: i16) -> String {
    let [a, b, c] = voice.fields;
    let text = match wording(voice, year, 3) {
        0 => format!("发文时同步确定公开属性，{b}类文件不予公开的须写明理由。"),
        1 => format!("清理历年{a}文件，标明有效、修改或者废止，网上目录随之更新。"),
        2 => "实行拟稿、科室、办公室三级审核，保密审查记录随文归档。".to_string(),
        3 => format!("为{c}信息建立更新周期表，谁产生谁更新，逾期由系统提示。"),
        _ => "开展错敏词和隐私信息排查，发现问题当日更正并留痕。".to_string(),
    };
    format!("（三）政府信息管理情况。{text}")
}

fn platform(voice: Voice<'_>, year: i16, dice: &mut Dice) -> String {
    let [a, b, c] = voice.fields;
    let followers = dice.between(3, 90) * 100 + dice.between(0, 99);
    let text = match wording(voice, year, 4) {
        0 => format!("公开栏目按{a}、{b}重新归类，三次点击之内可以找到原文。"),
        1 => format!("政务新媒体关注人数达到{followers}人，留言由专人在一个工作日内回应。"),
        2 => format!("在办事大厅设置信息查阅点，{}可以现场检索并免费打印。", voice.people),
        3 => format!("完成专栏无障碍改造，{c}栏目支持语音播报和大字阅读。"),
        _ => format!("依托区政府网站集约化平台发布{b}信息，本单位不再另建网站。"),
    };
    format!("（四）政府信息公开平台建设情况。{text}")
}

fn supervision(voice: Voice<'_>, year: i16, dice: &mut Dice) -> String {
    let trainings = dice.between(1, 6);
    let text = match wording(voice, year, 5) {
        0 => format!("组织业务培训{trainings}次，以真实案例讲答复要点。"),
        1 => format!("邀请{}代表评议公开工作，收集的意见逐条反馈。", voice.people),
        2 => "把公开工作列入科室考核，每半年通报一次栏目更新情况。".to_string(),
        3 => format!("开展专题培训{trainings}次，新进人员先培训后上岗。"),
        _ => "接受区人大常委会专题询问，整改事项已全部办结。".to_string(),
    };
    format!("（五）监督保障情况。{text}全年没有发生责任追究的情形。")
}

fn problems(voice: Voice<'_>, year: i16) -> Vec<String> {
    let [a, b, c] = voice.fields;
    let (found, plan) = match wording(voice, year, 6) {
        0 => (
            format!("{a}信息专业术语较多，{}不易读懂；个别栏目更新偏慢。", voice.people),
            format!("为{a}文件配写白话说明，发布前请群众代表试读，并把更新时限写进科室职责。"),
        ),
        1 => (
            format!("基层经办人员变动频繁，对{b}能否公开把握不一。"),
            format!("编写{b}公开口径手册，经办人员调整时办理书面交接。"),
        ),
        2 => (
            "答复文书的说理还不够充分，个别答复引用条款不准确。".to_string(),
            "修订文书范本，逐类列明适用条款和救济途径，引发复议的案件逐件复盘。".to_string(),
        ),
        3 => (
            format!("{c}数据分散在几个系统，统计口径偶有不同。"),
            format!("统一{c}数据的采集时间和计量单位，发布前由统计人员复核。"),
        ),
        _ => (
            format!("解读形式以文字为主，面向{}的短视频、现场讲解偏少。", voice.people),
            format!("每季度举办一次开放日，围绕{a}、{c}安排现场讲解。"),
        ),
    };
    vec![format!("{year}年工作中的不足主要是：{found}"), format!("下一年度改进措施：{plan}")]
}

fn other_matters(voice: Voice<'_>, year: i16, dice: &mut Dice) -> Vec<String> {
    let mut out = vec![format!("{year}年，{}未收取信息处理费。", voice.short)];
    let (bills, motions) = (dice.between(1, 12), dice.between(1, 14));
    if dice.percent(55) {
        out.push(format!("承办人大代表建议{bills}件、政协委员提案{motions}件，答复全文已在网上公开。"));
    }
    out
}
