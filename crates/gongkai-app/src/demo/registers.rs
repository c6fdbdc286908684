//! What the staffed units of the made-up district keep besides documents.

use std::collections::BTreeMap;

use gongkai_domain::china_time;
use gongkai_store::{EntryAct, EntryPayload, NewEntryAct, Tx};
use jiff::civil::Date;

use super::people::STAFFED;
use crate::{App, Internal, now_ms, registers};

/// An entry: register, how many days ago, and values. `on` stands for the day, `on+3` and `on-3` for days beside it, `@surveys:1`
/// for the id of the second entry of that register.
pub(super) type Made = (&'static str, i32, &'static [(&'static str, &'static str)]);

const ENTRIES: &[Made] = &[
    (
        "accounts",
        0,
        &[
            ("platform", "微信公众号"),
            ("name", "澄川发布厅"),
            ("opened_on", "2019-04-01"),
            ("filing", "XMT-0421"),
        ],
    ),
    (
        "account-figures",
        20,
        &[
            ("month", "on"),
            ("account", "澄川发布厅"),
            ("posts", "31"),
            ("reads", "18420"),
            ("shares", "512"),
            ("followers", "26810"),
        ],
    ),
    (
        "account-figures",
        51,
        &[
            ("month", "on"),
            ("account", "澄川发布厅"),
            ("posts", "28"),
            ("reads", "16077"),
            ("shares", "433"),
            ("followers", "26102"),
        ],
    ),
    (
        "published-elsewhere",
        12,
        &[("on", "on"), ("channel", "公开栏"), ("title", "冬季服务时间调整公告"), ("issue", "大厅东侧")],
    ),
    (
        "published-elsewhere",
        33,
        &[("on", "on"), ("channel", "电子屏"), ("title", "惠民政策一览"), ("issue", "客运站广场")],
    ),
    ("media", 45, &[("on", "on"), ("level", "市级"), ("medium", "示范日报"), ("title", "政务公开走进社区")]),
    ("consultations", 9, &[("on", "on"), ("kind", "咨询"), ("subject", "材料应当交到哪里")]),
    ("consultations", 120, &[("on", "on"), ("kind", "建议"), ("subject", "建议延长周六服务时间")]),
    (
        "consultations",
        40,
        &[
            ("on", "on"),
            ("kind", "咨询"),
            ("subject", "补贴发放时间"),
            ("answer", "每季度首月十五日前发放。"),
            ("public_answer", "是"),
        ],
    ),
    (
        "screens",
        0,
        &[("name", "办事大厅电子屏"), ("place", "一楼大厅"), ("columns", "notice policy"), ("seconds", "20")],
    ),
    ("hotline", 26, &[("on", "on"), ("calls", "214"), ("visits", "37")]),
    ("hotline", 57, &[("on", "on"), ("calls", "188"), ("visits", "41")]),
    (
        "surveys",
        70,
        &[("opened_on", "on"), ("title", "服务大厅满意度调查"), ("received", "326"), ("result", "是")],
    ),
    ("staff", 0, &[("name", "贺敏"), ("office", "副局长"), ("duty", "组长"), ("since", "2023-03-01")]),
    ("mechanisms", 0, &[("title", "信息发布三审制度"), ("issued_on", "2022-05-10"), ("validity", "有效")]),
    ("mechanisms", 0, &[("title", "依申请公开办理规程"), ("issued_on", "2021-08-02"), ("validity", "有效")]),
    ("training", 95, &[("on", "on"), ("topic", "新修订公开条例解读"), ("people", "58")]),
    ("work-points", -20, &[("due_on", "on"), ("point", "完成年度报告初稿"), ("unit", "办公室")]),
    (
        "places",
        0,
        &[("kind", "公共查阅点"), ("name", "区图书馆查阅点"), ("address", "文昌路18号"), ("count", "1")],
    ),
    ("places", 0, &[("kind", "电子屏"), ("name", "大厅电子屏"), ("address", "服务大厅一层"), ("count", "2")]),
    ("open-days", 61, &[("on", "on"), ("topic", "走进政务服务大厅"), ("people", "46")]),
    (
        "proposals",
        150,
        &[
            ("received_on", "on"),
            ("kind", "人大建议"),
            ("title", "关于优化办事流程的建议"),
            ("satisfaction", "满意"),
        ],
    ),
    ("security", 80, &[("on", "on"), ("kind", "检测评估"), ("found", "3"), ("mended", "3")]),
    (
        "catalogue",
        0,
        &[
            ("item1", "公共服务"),
            ("item2", "办事指南"),
            ("content", "事项名称、设定依据、申请条件、办理材料、流程、时限"),
            ("basis", "《政府信息公开条例》第二十条"),
            ("term", "自形成或变更之日起20个工作日内"),
            ("subject", "本机关"),
            ("channel", "■政府网站 ■政务服务中心"),
            ("everybody", "是"),
            ("proactive", "是"),
            ("county", "是"),
            ("every_days", "90"),
        ],
    ),
    (
        "catalogue",
        0,
        &[
            ("item1", "政策文件"),
            ("item2", "规范性文件"),
            ("content", "文件正文、解读、有效性"),
            ("basis", "《政府信息公开条例》第二十条"),
            ("term", "自形成之日起20个工作日内"),
            ("subject", "本机关"),
            ("channel", "■政府网站 ■政府公报"),
            ("everybody", "是"),
            ("proactive", "是"),
            ("county", "是"),
            ("town", "是"),
            ("every_days", "365"),
        ],
    ),
    (
        "catalogue",
        0,
        &[
            ("item1", "政策文件"),
            ("item2", "政策解读"),
            ("content", "解读材料"),
            ("basis", "国办发〔2017〕42号"),
            ("term", "与文件同步"),
            ("subject", "本机关"),
            ("channel", "■政府网站 ■两微一端"),
            ("everybody", "是"),
            ("proactive", "是"),
            ("county", "是"),
        ],
    ),
    (
        "catalogue",
        0,
        &[
            ("item1", "预算决算"),
            ("item2", "部门预算"),
            ("content", "收支总表、“三公”经费、机关运行经费"),
            ("basis", "《预算法》第十四条"),
            ("term", "批复后20日内"),
            ("subject", "本机关"),
            ("channel", "■政府网站"),
            ("everybody", "是"),
            ("proactive", "是"),
            ("county", "是"),
            ("every_days", "365"),
        ],
    ),
    (
        "catalogue",
        0,
        &[
            ("item1", "行政执法"),
            ("item2", "执法案卷"),
            ("content", "案卷副本"),
            ("basis", "《政府信息公开条例》第十六条、第二十七条"),
            ("term", "收到申请之日起20个工作日内"),
            ("subject", "本机关"),
            ("channel", "■依申请"),
            ("groups", "是"),
            ("on_request", "是"),
            ("county", "是"),
        ],
    ),
];

/// The item of the catalogue whose second level is called so, for an agency; empty where it has none.
pub fn catalogue_item(agency: &str, item2: &str) -> String {
    let is_it = |made: &'static Made| made.0 == "catalogue" && made.2.contains(&("item2", item2));
    let number = all().position(is_it).filter(|_| STAFFED.contains(&agency));
    number.map(|number| id(agency, number)).unwrap_or_default()
}

/// The id of an entry. A screen has one that can be typed on its remote control.
fn id(agency: &str, number: usize) -> String {
    match all().nth(number) {
        Some(("screens", ..)) => format!("{agency}-screen"),
        _ => format!("{agency}-e{number:02}"),
    }
}

/// Every entry, with its place in the order that ids are made of.
fn all() -> impl Iterator<Item = &'static Made> {
    ENTRIES.iter().chain(super::ledgers::ENTRIES)
}

/// A value as it is entered: days beside the entry's, and ids of other entries.
fn value(agency: &str, day: Date, text: &str) -> String {
    if let Some(named) = text.strip_prefix('@') {
        let (code, place) = named.split_once(':').unwrap_or((named, "1"));
        let place = place.parse().unwrap_or(1);
        let found = all().enumerate().filter(|(_, made)| made.0 == code).nth(place);
        return found.map(|(number, _)| id(agency, number)).unwrap_or_default();
    }
    match text.strip_prefix("on").map(|shift| if shift.is_empty() { Ok(0) } else { shift.parse::<i32>() }) {
        Some(Ok(shift)) => before(day, -shift).to_string(),
        _ => text.to_owned(),
    }
}

/// Puts them.
pub async fn put(app: &App, tx: &mut Tx) -> Result<(), Internal> {
    let today = china_time::day(now_ms());
    for agency in STAFFED {
        for (number, made) in all().enumerate() {
            let (code, ago, values) = made;
            let register = registers::shipped().iter().find(|r| r.code == *code);
            let register = register.ok_or_else(|| Internal::Seed(format!("register {code}")))?;
            let day = before(today, *ago);
            let values: BTreeMap<String, String> =
                values.iter().map(|(f, v)| ((*f).to_owned(), value(agency, day, v))).collect();
            let fields = register.tidy(&values).map_err(|e| Internal::Seed(format!("{code}: {e:?}")))?;
            let on = register.day(&fields).map(|d| d.to_string());
            let payload = EntryPayload { register: (*code).into(), on, fields, reason: String::new() };
            let act = NewEntryAct {
                agency_id: agency,
                entry_id: &id(agency, number),
                act: EntryAct::Created,
                payload: &payload,
                actor_id: None,
                at_ms: now_ms(),
            };
            tx.record_entry(&act, app.settings.chain_hash).await?;
        }
    }
    Ok(())
}

fn before(today: Date, days: i32) -> Date {
    today.checked_sub(jiff::Span::new().days(days)).unwrap_or(today)
}
