//! `gongkai selftest`: whether the law, the reader and the rights work on this very machine.
//!
//! It needs no network and no data folder, and prints a record of one page for the security file.

use std::io::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use gongkai_app::calendars;
use gongkai_domain::calendar::WorkingDays;
use gongkai_domain::check::check;
use gongkai_domain::check::faults::{Filing, Kept, REGION_FAULTS, Region, faults};
use gongkai_domain::china_time;
use gongkai_domain::permission::{Person, Right, Role, Thing, may};
use gongkai_domain::report::{AnnualReport, Format};
use gongkai_domain::roll_up::roll_up;
use gongkai_formats::read::{read_report, sha256_hex};
use gongkai_formats::write;
use jiff::civil::{Date, date};

use super::{Context, Status};
use crate::input::Failure;
use crate::words::Lang;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Also write the record to this file.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What one suite found.
struct Suite {
    zh: &'static str,
    en: &'static str,
    passed: usize,
    failed: Vec<String>,
}

impl Suite {
    fn new(zh: &'static str, en: &'static str) -> Suite {
        Suite { zh, en, passed: 0, failed: Vec::new() }
    }

    fn expect(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if holds {
            self.passed += 1;
        } else {
            self.failed.push(what());
        }
    }
}

/// Runs every suite and prints the record.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let suites = [working_days(), planted_faults(), region_faults(), round_trips(), rights()];
    let record = record(&suites, context.lang);
    anstream::stdout().write_all(record.as_bytes())?;
    if let Some(path) = &args.output {
        fs::write(path, &record).map_err(|e| Failure::file(path, e))?;
    }
    let is_clean = suites.iter().all(|s| s.failed.is_empty());
    Ok(if is_clean { Status::Clean } else { Status::Findings })
}

fn record(suites: &[Suite], lang: Lang) -> String {
    let binary = env::current_exe().ok().and_then(|path| fs::read(path).ok());
    let hash = binary.map_or_else(|| "?".to_owned(), |bytes| sha256_hex(&bytes));
    let now = china_time::utc(gongkai_app::now_ms());
    let mut out = format!(
        "gongkai selftest\n{} {} · {}-{}\n{} {hash}\n{} {now}\n\n",
        lang.pick("版本", "version"),
        env!("CARGO_PKG_VERSION"),
        env::consts::OS,
        env::consts::ARCH,
        lang.pick("程序 SHA-256", "SHA-256 of the program"),
        lang.pick("时间", "made at"),
    );
    for suite in suites {
        let name = lang.pick(suite.zh, suite.en);
        let (passed, failed) = (suite.passed, suite.failed.len());
        out += &format!("{} {name}: {passed}", if failed == 0 { "ok  " } else { "FAIL" });
        if failed > 0 {
            out += &format!(", {} {failed}", lang.pick("未通过", "failed"));
        }
        out.push('\n');
        suite.failed.iter().take(5).for_each(|what| out += &format!("       {what}\n"));
    }
    out
}

/// Terms that were counted by hand on the calendars of the State Council's notices: from, working days, due.
const TERMS: [(Date, u16, Date); 6] = [
    // Art. 26 and 33: 20 working days. National Day of 2024, with its moved days.
    (date(2024, 9, 24), 20, date(2024, 10, 25)),
    // Spring Festival of 2025.
    (date(2025, 1, 24), 20, date(2025, 2, 27)),
    // Labour Day of 2023.
    (date(2023, 4, 24), 5, date(2023, 5, 4)),
    // No holiday in between.
    (date(2025, 7, 1), 20, date(2025, 7, 29)),
    // Over the end of a year.
    (date(2023, 12, 25), 10, date(2024, 1, 9)),
    // Qingming of 2025.
    (date(2025, 4, 1), 3, date(2025, 4, 7)),
];

fn working_days() -> Suite {
    let mut suite = Suite::new("工作日与期限", "working days and terms");
    let calendar = calendars::shipped();
    for (from, days, due) in TERMS {
        let found = calendar.nth_working_day_after(from, WorkingDays(days));
        suite.expect(found == Ok(due), || format!("{from} + {days}: {found:?}, {due}"));
    }
    let beyond = calendar.nth_working_day_after(date(2099, 1, 1), WorkingDays(1));
    suite.expect(beyond.is_err(), || "a year without a notice is guessed".to_owned());
    suite
}

type Written = (&'static str, fn(&AnnualReport) -> Vec<u8>, bool);

/// The formats that keep a document, with whether they keep everything.
const FORMATS: [Written; 5] = [
    ("html", |r| write::html::write(r).into(), false),
    ("md", |r| write::md::write(r).into(), false),
    ("docx", write::docx::write, false),
    ("xlsx", write::xlsx::write, false),
    ("json", |r| write::json::write(r).into(), true),
];

fn planted_faults() -> Suite {
    let mut suite =
        Suite::new("年报检查规则（植入错误，各格式写出再读入）", "rules of reports, through every format");
    let codes = |filing: &Filing, write: fn(&AnnualReport) -> Vec<u8>| -> Vec<&'static str> {
        let again = |r: &AnnualReport| read_report(&write(r), "report").ok();
        let Some(report) = again(&filing.report) else { return Vec::new() };
        let read = Filing { report, previous: filing.previous.as_ref().and_then(again) };
        check(read.subject()).iter().map(|f| f.code).collect()
    };
    for fault in faults() {
        let planted = (0..32).flat_map(|seed| [(seed, Format::F2021), (seed, Format::F2019)]);
        let planted = planted.into_iter().find_map(|(seed, form)| {
            let mut filing = Filing::consistent(seed, form);
            fault.plant(&mut filing).map(|()| filing)
        });
        for (name, write, is_whole) in FORMATS {
            if fault.kept == Kept::Everything && !is_whole {
                continue;
            }
            let found = planted.as_ref().is_some_and(|filing| codes(filing, write).contains(&fault.rule));
            suite.expect(found, || format!("{} {} ({name})", fault.rule, fault.name));
        }
    }
    suite
}

fn region_faults() -> Suite {
    let mut suite = Suite::new("区域汇总规则", "rules of regions");
    for fault in REGION_FAULTS {
        let mut region = Region::consistent(1);
        (fault.plant)(&mut region);
        suite
            .expect(region.codes(roll_up).contains(&fault.rule), || format!("{} {}", fault.rule, fault.name));
    }
    suite
}

fn round_trips() -> Suite {
    let mut suite = Suite::new("年报读写一致", "reports read as they were written");
    for seed in 0..8 {
        for form in [Format::F2021, Format::F2019] {
            let report = Filing::consistent(seed, form).report;
            for (name, write, _) in FORMATS {
                let same = read_report(&write(&report), "report").is_ok_and(|read| {
                    report.cells.iter().all(|(key, cell)| read.cells.number(key) == cell.value.number())
                        && (read.year, &read.agency) == (report.year, &report.agency)
                });
                suite.expect(same, || format!("{form:?} {seed} ({name})"));
            }
        }
    }
    suite
}

/// Everything that a stranger, and every role at its own and at another agency, may and may not.
fn rights() -> Suite {
    let mut suite = Suite::new("权限矩阵", "matrix of rights");
    let own = ["region".to_owned()];
    let other = ["elsewhere".to_owned()];
    for right in Right::ALL.iter().copied() {
        let places = [
            Thing::Of { agency: "a", regions: &own },
            Thing::Of { agency: "b", regions: &other },
            Thing::Whole,
        ];
        for (number, thing) in places.into_iter().enumerate() {
            let stranger = may(&Person::Stranger, right, thing).is_ok();
            suite.expect(stranger == (right == Right::ReadPublic), || format!("stranger {right:?} {number}"));
            for role in Role::ALL.iter().copied() {
                let grant =
                    gongkai_domain::permission::Grant { agency: "a".into(), region: "region".into(), role };
                let person = Person::Staff { id: "u".into(), grants: vec![grant] };
                let passes = may(&person, right, thing).is_ok();
                // Without the role nobody passes; at another agency only who is there for the whole.
                let has_role = right == Right::ReadPublic || right.roles().contains(&role);
                suite.expect(has_role || !passes, || format!("{role:?} {right:?} {number}"));
                if number == 0 && has_role {
                    suite.expect(passes, || format!("{role:?} {right:?} at home"));
                }
            }
        }
    }
    suite
}
