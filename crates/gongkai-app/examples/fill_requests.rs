//! Fills a data folder with a year of requests of one agency, by the import that offices use, and says how long it took:
//!
//!     cargo run --release -p gongkai-app --example fill_requests -- DATA [CASES]
//!
//! Ten events a case on average. It also compiles the report of that year out of them, and says how long that took. Then `tests/bench/requests.sh PROGRAM DATA` measures lists, case pages and the tally.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use gongkai_app::settings::{SecondFactorRule, Settings};
use gongkai_app::{App, accounts, compile, documents, load_demo, requests};
use gongkai_domain::compile::Period;
use jiff::ToSpan;
use jiff::civil::date;

const AGENCY: &str = "chengchuan-education";
/// The year before the last that is over, so that everything has happened.
const YEAR: i16 = 2024;

/// Rows of one import.
const A_TABLE: usize = 40_000;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn table(cases: u64, numbers: std::ops::Range<u64>, dice: &mut Dice) -> String {
    const WHO: [&str; 6] = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"];
    const ENDINGS: [&str; 8] = [
        "予以公开",
        "部分公开",
        "不予公开：内部事务信息",
        "信息不存在",
        "不属于本机关负责公开",
        "补正后仍不明确",
        "重复申请",
        "不予公开：保护第三方合法权益",
    ];
    const WHAT: [&str; 5] =
        ["校舍安全鉴定报告", "食堂承包合同", "招生学区划分方案", "民办学校年检结论", "校车采购文件"];
    let mut out = String::from(
        "编号,申请人类型,申请人,身份证明,电话,申请渠道,提交日期,收到日期,申请内容,告知补正日期,收到补正日期,征求第三方意见日期,\
         第三方反馈日期,延期日期,延期天数,办理结果,答复日期,送达日期,送达方式,归档日期\n",
    );
    for number in numbers {
        let submitted = date(YEAR, 1, 1) + i64::try_from(dice.below(366)).unwrap_or(0).days();
        let after = |days: i64| (submitted + days.days()).to_string();
        // One in forty is still open.
        let is_open = dice.below(40) == 0;
        let person = dice.below(cases / 2 + 1);
        let (who, ending) = (WHO[dice.below(6) as usize], ENDINGS[dice.below(8) as usize]);
        let corrected = dice.below(2) == 0;
        let consulted = dice.below(3) == 0;
        let or = |is: bool, day: i64| if is { after(day) } else { String::new() };
        let closed = !is_open;
        let fields = [
            format!("导入-{number:06}"),
            who.to_owned(),
            format!("申请人{person}"),
            format!("ID{person:012}"),
            format!("0999-{:07}", person % 10_000_000),
            "网上".to_owned(),
            submitted.to_string(),
            after(1),
            format!("{}年{}第{}号", 2018 + dice.below(6), WHAT[dice.below(5) as usize], dice.below(400)),
            or(corrected, 3),
            or(corrected, 9),
            or(consulted, 11),
            or(consulted, 20),
            or(dice.below(4) == 0, 21),
            "20".to_owned(),
            if closed { ending.to_owned() } else { String::new() },
            or(closed, 24),
            or(closed, 26),
            "邮寄".to_owned(),
            or(closed, 60),
        ];
        let _ = writeln!(out, "{}", fields.join(","));
    }
    out
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("the data folder is missing")?;
    let cases: u64 = arguments.next().map_or(Ok(20_000), |n| n.parse())?;
    let settings =
        Settings { is_demo: true, second_factor: SecondFactorRule::Optional, ..Settings::default() };
    let app = App::open(Path::new(&folder)).await?.with_settings(settings);
    load_demo(&app).await?;
    let signed = accounts::sign_in(&app, "edu.case", "Chengchuan-2026", "fill", "").await?;
    let by = accounts::who(&app, &signed.token).await?.ok_or("nobody is signed in")?;
    let (mut dice, mut taken, mut events, mut took) = (Dice(7), 0, 0, 0.0);
    for from in (0..cases).step_by(A_TABLE) {
        let bytes = table(cases, from..(from + A_TABLE as u64).min(cases), &mut dice).into_bytes();
        let started = Instant::now();
        let import = requests::import_requests(&app, &by, AGENCY, bytes, true).await?;
        took += started.elapsed().as_secs_f64();
        if let Some(wrong) = import.rows.iter().find(|r| r.fault.is_some()) {
            return Err(format!("row {}: {:?}", wrong.row, wrong.fault).into());
        }
        (taken, events) = (taken + import.good(), events + import.events);
    }
    println!("{taken} cases, {events} events in {took:.1} s");
    let agency = documents::agency(&app, AGENCY).await?.ok_or("the agency is there")?;
    let year = Period::year(YEAR).ok_or("the year is one")?;
    let mut fastest = f64::INFINITY;
    for _ in 0..5 {
        let started = Instant::now();
        let compiled = compile::compile_of(&app, agency.clone(), year).await?;
        assert!(compiled.unplaced.is_empty());
        fastest = fastest.min(started.elapsed().as_secs_f64());
    }
    println!("the report of {YEAR} compiled in {:.0} ms, the best of 5", fastest * 1000.0);
    Ok(())
}
