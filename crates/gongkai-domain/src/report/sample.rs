//! Made-up reports whose every number is consistent, for tests, benches and demonstrations.
//!
//! The places are names from the Book of Songs; no such city or county exists. The same seed always makes the
//! same report.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::{
    AnnualReport, Applicant, Cell, CellKey, Cells, Chapter, Format, FreeRow, Outcome, Paragraph, Place,
    Procedure, Row,
};

/// A small deterministic generator of numbers (SplitMix64). Not for secrets.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// A generator that always yields the same numbers for the same seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, which must not be 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.bits() % end
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).unsigned_abs()) as i64
    }

    /// True in `percent` of 100 throws.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the items, which must not be empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }
}

/// How much an agency has to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Nothing,
    Small,
    Large,
}

/// A consistent report: sums add up, text and tables agree, all six chapters are there, title, agency, signature
/// and dates are in place. For [`Format::Legacy`] it has rows of the statistics form instead of cells.
pub fn consistent_report(seed: u64, format: Format) -> AnnualReport {
    let mut dice = Dice::new(seed);
    let mut report = AnnualReport::empty(format);
    let agency = Agency::draw(&mut dice);
    let year = match format {
        Format::F2021 => dice.between(2021, 2025),
        Format::F2019 => dice.between(2019, 2020),
        Format::Legacy => dice.between(2014, 2018),
    } as i16;
    let size = match dice.below(10) {
        0..3 => Size::Nothing,
        3..8 => Size::Small,
        _ => Size::Large,
    };
    report.year = Some(year);
    report.title = Some(format!("{}{year}年政府信息公开工作年度报告", agency.name));
    report.agency = Some(agency.name.clone());
    report.signature = Some(agency.name.clone());
    report.period = Some((date(year, 1, 1), date(year, 12, 31)));
    report.signed_on = Some(signing_day(&mut dice, year));
    match format {
        Format::Legacy => legacy_rows(&mut dice, &mut report.legacy_rows),
        Format::F2021 | Format::F2019 => {
            fill_table_2(&mut dice, &mut report.cells, format, agency.makes_rules);
            fill_table_3(&mut dice, &mut report.cells, format, size);
            fill_table_4(&mut dice, &mut report.cells, size);
        }
    }
    report.chapters = match format {
        Format::Legacy => legacy_chapters(&agency, &report.legacy_rows),
        Format::F2021 | Format::F2019 => chapters(&mut dice, &agency, year, &report.cells),
    };
    report.facts = crate::facts::extract(&report.chapters);
    report
}

/// Between 4 and 28 January of the next year.
fn signing_day(dice: &mut Dice, year: i16) -> Date {
    date(year + 1, 1, dice.between(4, 28) as i8)
}

struct Agency {
    name: String,
    short: &'static str,
    field: &'static str,
    makes_rules: bool,
}

const CITIES: [&str; 4] = ["望舒市", "扶光市", "沧浪市", "既明市"];
const COUNTIES: [&str; 8] = ["采薇区", "蒹葭区", "鹿鸣县", "白驹县", "甘棠县", "淇奥区", "子衿县", "伐檀区"];
const TOWNS: [&str; 4] = ["木瓜镇", "芣苢乡", "桃夭街道", "卷耳镇"];
const BUREAUS: [(&str, &str); 10] = [
    ("人力资源和社会保障局", "就业创业、社会保险"),
    ("教育局", "义务教育招生、教育收费"),
    ("卫生健康局", "基本公共卫生服务、医疗机构监管"),
    ("水利局", "河湖管理、防汛抗旱"),
    ("财政局", "财政预决算、政府采购"),
    ("交通运输局", "公路建设、道路运输许可"),
    ("自然资源局", "土地供应、不动产登记"),
    ("农业农村局", "涉农补贴、农村改革"),
    ("民政局", "社会救助、养老服务"),
    ("市场监督管理局", "食品药品监管、公平竞争审查"),
];

impl Agency {
    fn draw(dice: &mut Dice) -> Agency {
        let (city, county) = (*dice.pick(&CITIES), *dice.pick(&COUNTIES));
        match dice.below(10) {
            0 => Agency {
                name: format!("{city}人民政府"),
                short: "全市各级行政机关",
                field: "规划计划、财政资金",
                makes_rules: true,
            },
            1 => Agency {
                name: format!("{city}{county}人民政府"),
                short: "各部门、各乡镇",
                field: "财政资金、重大项目",
                makes_rules: false,
            },
            2 => {
                let town = *dice.pick(&TOWNS);
                let organ = if town.ends_with("街道") { "办事处" } else { "人民政府" };
                Agency {
                    name: format!("{city}{county}{town}{organ}"),
                    short: "各站所、各村（社区）",
                    field: "惠民补贴、村务",
                    makes_rules: false,
                }
            }
            n => {
                let (bureau, field) = *dice.pick(&BUREAUS);
                let place = if n < 5 { city.to_string() } else { format!("{city}{county}") };
                Agency {
                    name: format!("{place}{bureau}"),
                    short: "各科室、各单位",
                    field,
                    makes_rules: false,
                }
            }
        }
    }
}

fn put(cells: &mut Cells, key: CellKey, value: impl Into<Decimal>) {
    cells.insert(key, Cell::number(value));
}

fn put_t2(cells: &mut Cells, name: &str, value: impl Into<Decimal>) {
    put(cells, CellKey::t2(name), value);
}

fn fill_table_2(dice: &mut Dice, cells: &mut Cells, format: Format, makes_rules: bool) {
    let rules_top = if makes_rules { 6 } else { 0 };
    for (kind, top) in [("rules", rules_top), ("normative", 12)] {
        let [a, b] = [dice.between(0, top), dice.between(0, top)];
        if format == Format::F2021 {
            // Some of the year's documents can be repealed within the year, but none is here: the stock holds all.
            put_t2(cells, &format!("t2.{kind}.issued"), a);
            put_t2(cells, &format!("t2.{kind}.repealed"), b);
            put_t2(cells, &format!("t2.{kind}.valid"), a + dice.between(0, 9 * top));
        } else {
            put_t2(cells, &format!("t2.{kind}.made"), a);
            put_t2(cells, &format!("t2.{kind}.published"), a.min(b));
            put_t2(cells, &format!("t2.{kind}.total_public"), a + dice.between(0, 9 * top));
        }
    }
    for kind in ["license", "penalty", "coercion"] {
        let decisions = if dice.percent(30) { 0 } else { dice.between(0, 5000) };
        put_t2(cells, &format!("t2.{kind}.decisions"), decisions);
    }
    if format == Format::F2021 {
        let amount = if dice.percent(50) { 0 } else { dice.between(1, 9_000_000) };
        put_t2(cells, "t2.fees.amount_wan", Decimal::new(amount, 4).normalize());
        return;
    }
    put_t2(cells, "t2.other_service.decisions", dice.between(0, 50));
    for kind in ["license", "other_service", "penalty", "coercion", "fees"] {
        let items = dice.between(0, 300);
        put_t2(cells, &format!("t2.{kind}.items_last_year"), items);
        put_t2(cells, &format!("t2.{kind}.items_change"), dice.between(-items.min(9), 9));
    }
    let license = ["t2.license.items_last_year", "t2.license.items_change"];
    let sum: Decimal = license.iter().filter_map(|name| cells.number(CellKey::t2(name))).sum();
    if cells.number(CellKey::t2("t2.license.decisions")) == Some(sum) {
        put_t2(cells, "t2.license.decisions", sum + Decimal::ONE);
    }
    let projects = dice.between(0, 40);
    put_t2(cells, "t2.procurement.projects", projects);
    let yuan = projects * dice.between(100_000, 9_999_999);
    put_t2(cells, "t2.procurement.amount_yuan", Decimal::new(yuan, 2).normalize());
}

fn fill_table_3(dice: &mut Dice, cells: &mut Cells, format: Format, size: Size) {
    let rows: Vec<Row> = Row::printed_in(format).collect();
    for row in &rows {
        for column in Applicant::ALL {
            put(cells, CellKey::t3(*row, column), 0);
        }
    }
    for column in Applicant::PARTS {
        let natural = column == Applicant::Natural;
        let (chance, top) = match size {
            Size::Nothing => (0, 0),
            Size::Small => (if natural { 35 } else { 4 }, 9),
            Size::Large if natural => (85, 900),
            Size::Large => (30, 60),
        };
        let mut ended = 0;
        for row in rows.iter().filter(|r| r.is_ending()) {
            let n = if dice.percent(chance) { dice.between(1, top) } else { 0 };
            ended += n;
            put(cells, CellKey::t3(*row, column), n);
        }
        let carried_out = if dice.percent(chance) { dice.between(0, top) } else { 0 };
        let all = ended + carried_out;
        let carried_in = if dice.percent(50) { dice.between(0, all / 5) } else { 0 };
        put(cells, CellKey::t3(Row::Total, column), ended);
        put(cells, CellKey::t3(Row::CarriedOut, column), carried_out);
        put(cells, CellKey::t3(Row::CarriedIn, column), carried_in);
        put(cells, CellKey::t3(Row::New, column), all - carried_in);
    }
    for row in rows {
        let sum: Decimal = Applicant::PARTS.iter().filter_map(|c| cells.number(CellKey::t3(row, *c))).sum();
        put(cells, CellKey::t3(row, Applicant::Total), sum);
    }
}

fn fill_table_4(dice: &mut Dice, cells: &mut Cells, size: Size) {
    let (chance, top) = match size {
        Size::Nothing => (0, 0),
        Size::Small => (15, 5),
        Size::Large => (80, 120),
    };
    for procedure in Procedure::ALL {
        let mut total = 0;
        for outcome in Outcome::PARTS {
            let n = if dice.percent(chance) { dice.between(1, top) } else { 0 };
            total += n;
            put(cells, CellKey::t4(procedure, outcome), n);
        }
        put(cells, CellKey::t4(procedure, Outcome::Total), total);
    }
}

fn chapter(number: u8, heading: &str, paragraphs: Vec<String>) -> Chapter {
    let paragraphs = paragraphs.into_iter().map(|text| Paragraph { text, place: Place::default() }).collect();
    Chapter { number, heading: heading.to_string(), place: Place::default(), paragraphs }
}

/// 〇 to 六; the tables belong to 二, 三 and 四.
fn chapters(dice: &mut Dice, agency: &Agency, year: i16, cells: &Cells) -> Vec<Chapter> {
    let preamble = format!(
        "根据《中华人民共和国政府信息公开条例》第五十条规定，{}编制本报告。本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        agency.name
    );
    alloc::vec![
        chapter(0, "", alloc::vec![preamble]),
        chapter(1, "一、总体情况", overview(dice, agency, year, cells)),
        chapter(2, "二、主动公开政府信息情况", Vec::new()),
        chapter(3, "三、收到和处理政府信息公开申请情况", Vec::new()),
        chapter(4, "四、政府信息公开行政复议、行政诉讼情况", Vec::new()),
        chapter(5, "五、存在的主要问题及改进情况", problems(dice, year)),
        chapter(6, "六、其他需要报告的事项", other_matters(dice, year)),
    ]
}

/// The five subjects that the form wants in the first chapter.
fn overview(dice: &mut Dice, agency: &Agency, year: i16, cells: &Cells) -> Vec<String> {
    let count = |row| cells.number(CellKey::t3(row, Applicant::Total)).unwrap_or_default();
    let website = dice.between(20, 800);
    let wechat = dice.between(10, 400);
    let openings = [
        "坚持以公开为常态、不公开为例外，把公开要求落实到办文办事全过程",
        "紧盯群众关切，持续拓展公开的深度和广度",
        "对照年度要点逐项落实，推动公开工作提质增效",
    ];
    let mut out = alloc::vec![
        format!("{year}年，{}{}。", agency.name, dice.pick(&openings)),
        format!(
            "（一）主动公开情况。全年主动公开政府信息{}条，其中通过政府网站公开{website}条，通过微信公众号公开{wechat}条，重点公开了{}等方面的信息。",
            website + wechat,
            agency.field
        ),
    ];
    let (new, carried_in, carried_out) = (count(Row::New), count(Row::CarriedIn), count(Row::CarriedOut));
    let mut requests = if new.is_zero() {
        "（二）依申请公开情况。全年未收到政府信息公开申请".to_string()
    } else {
        format!("（二）依申请公开情况。全年新收到政府信息公开申请{new}件")
    };
    if !carried_in.is_zero() {
        requests.push_str(&format!("，上年结转{carried_in}件"));
    }
    if !carried_out.is_zero() {
        requests.push_str(&format!("，结转下年度继续办理{carried_out}件"));
    }
    requests.push('。');
    requests.push_str(&disputes(cells));
    out.push(requests);
    let management = [
        "（三）政府信息管理情况。严格执行发布前审核制度，落实先审查、后公开的要求，及时更新失效内容。",
        "（三）政府信息管理情况。完善信息发布审核登记，明确专人负责，定期清理过时信息。",
    ];
    let platform = [
        "（四）政府信息公开平台建设情况。优化专栏栏目设置，完善检索功能，方便群众查阅。",
        "（四）政府信息公开平台建设情况。做好网站专栏日常维护，在办事大厅设置查阅点并配备工作人员。",
    ];
    out.push(dice.pick(&management).to_string());
    out.push(dice.pick(&platform).to_string());
    out.push(format!(
        "（五）监督保障情况。组织{}开展业务培训{}次，将公开工作纳入年度考核，未发生责任追究情形。",
        agency.short,
        dice.between(1, 6)
    ));
    out
}

fn disputes(cells: &Cells) -> String {
    let total = |p| cells.number(CellKey::t4(p, Outcome::Total)).unwrap_or_default();
    let review = total(Procedure::Review);
    let court = total(Procedure::Direct) + total(Procedure::AfterReview);
    match (review.is_zero(), court.is_zero()) {
        (true, true) => "全年未发生因政府信息公开引起的行政复议、行政诉讼。".to_string(),
        (false, true) => format!("因政府信息公开被申请行政复议{review}件，未被提起行政诉讼。"),
        (true, false) => format!("因政府信息公开被提起行政诉讼{court}件，未被申请行政复议。"),
        (false, false) => format!("因政府信息公开被申请行政复议{review}件，被提起行政诉讼{court}件。"),
    }
}

fn problems(dice: &mut Dice, year: i16) -> Vec<String> {
    let found = [
        "一是部分栏目更新不够及时，二是政策解读形式还比较单一。",
        "主要是公开内容与群众需求还有差距，依申请公开答复的规范性有待加强。",
        "主要是基层工作人员业务能力不够均衡，公开平台的互动功能有待完善。",
    ];
    let plans = [
        "将加强栏目日常巡查，丰富图解、视频等解读方式，定期开展业务交流。",
        "将围绕群众关注的事项主动公开，规范答复文书，强化培训指导。",
        "将健全工作机制，压实各方责任，推动公开工作与业务工作深度融合。",
    ];
    alloc::vec![
        format!("{year}年，政府信息公开工作取得了一定成效，但仍存在一些不足：{}", dice.pick(&found)),
        format!("下一步，{}", dice.pick(&plans)),
    ]
}

fn other_matters(dice: &mut Dice, year: i16) -> Vec<String> {
    let fee = if dice.percent(15) {
        format!("{year}年，依申请公开共收取信息处理费{}元。", dice.between(1, 40) * 10)
    } else {
        format!("{year}年，依申请公开未收取信息处理费。")
    };
    let mut out = alloc::vec![fee];
    if dice.percent(40) {
        out.push(format!(
            "承办人大代表建议{}件、政协委员提案{}件，均已按期办结，满意率100%。",
            dice.between(1, 20),
            dice.between(1, 20)
        ));
    }
    out
}

const LEGACY_LABELS: [(&str, &str, bool); 12] = [
    ("主动公开政府信息数", "条", true),
    ("制发规范性文件总数", "件", true),
    ("回应公众关注热点或重大舆情数", "次", true),
    ("收到申请数", "件", false),
    ("当面申请数", "件", false),
    ("网络申请数", "件", false),
    ("申请办结数", "件", false),
    ("按时办结数", "件", false),
    ("行政复议数量", "件", false),
    ("行政诉讼数量", "件", false),
    ("举报投诉数量", "件", false),
    ("举办政府信息公开工作会议或培训数", "次", true),
];

fn legacy_rows(dice: &mut Dice, rows: &mut Vec<FreeRow>) {
    let (by_hand, by_net) = (dice.between(0, 9), dice.between(0, 30));
    for (label, unit, busy) in LEGACY_LABELS {
        let year = match label {
            "当面申请数" => by_hand,
            "网络申请数" => by_net,
            "收到申请数" | "申请办结数" | "按时办结数" => by_hand + by_net,
            _ if busy => dice.between(1, 900),
            _ => 0,
        };
        let values = alloc::vec![Cell::number(year), Cell::number(year + dice.between(0, 5000))];
        rows.push(FreeRow { table: 0, label: label.to_string(), unit: unit.to_string(), values });
    }
}

fn legacy_chapters(agency: &Agency, rows: &[FreeRow]) -> Vec<Chapter> {
    let value = |i: usize| rows[i].values[0].raw.clone();
    alloc::vec![
        chapter(1, "一、概述", alloc::vec![format!("{}认真推进政府信息公开工作。", agency.name)]),
        chapter(2, "二、主动公开政府信息情况", alloc::vec![format!("主动公开政府信息{}条。", value(0))]),
        chapter(3, "三、依申请公开政府信息情况", alloc::vec![format!("收到申请{}件。", value(3))]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::cells_of;

    #[test]
    fn a_sample_has_every_cell_of_its_form_and_no_other() {
        for seed in 0..50 {
            for format in [Format::F2021, Format::F2019] {
                let report = consistent_report(seed, format);
                let keys: Vec<CellKey> = report.cells.iter().map(|(k, _)| k).collect();
                assert_eq!(keys, cells_of(format).collect::<Vec<_>>());
                assert_eq!(report.chapters.len(), 7);
            }
        }
    }

    #[test]
    fn nothing_is_wrong_with_a_sample() {
        use crate::check::{Severity, Subject, check};
        for seed in 0..120 {
            for format in [Format::F2021, Format::F2019, Format::Legacy] {
                let report = consistent_report(seed, format);
                let findings = check(Subject { report: &report, previous: None, own_filing: true });
                let serious = findings.into_iter().find(|f| f.severity > Severity::Info);
                assert_eq!(serious, None, "seed {seed} {format:?}");
            }
        }
    }

    #[test]
    fn a_seed_always_makes_the_same_report_and_seeds_differ() {
        let make = |seed| consistent_report(seed, Format::F2021);
        assert_eq!(make(7), make(7));
        assert_ne!(make(7), make(8));
    }
}
