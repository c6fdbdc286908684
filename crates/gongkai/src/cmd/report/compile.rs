//! `gongkai report compile`: the three tables of an agency out of its records, for any period.

use std::io::Write;
use std::path::PathBuf;

use gongkai_app::compile::{self, Compiled};
use gongkai_app::{Internal, documents};
use gongkai_domain::compile::Period;
use gongkai_formats::write::provenance::Evidence;
use jiff::civil::Date;

use super::render::{self, To};
use crate::cmd::{Context, Status, serve};
use crate::input::Failure;
use crate::output;
use crate::service::{Service, ServiceArgs};
use crate::show::table;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The agency's id, as in addresses.
    #[arg(long, value_name = "ID")]
    agency: String,
    /// The year.
    #[arg(long, required_unless_present = "period", conflicts_with = "period")]
    year: Option<i16>,
    /// Another period: 2025-H1, 2025-Q3, 2025-07, or 2025-01-15..2025-03-31.
    #[arg(long)]
    period: Option<String>,
    /// How it stood on this day: nothing later is counted.
    #[arg(long, value_name = "DAY")]
    as_of: Option<Date>,
    /// The format; without it, what the name of the output file says, else a table for people.
    #[arg(long, value_enum)]
    to: Option<To>,
    /// The file to write; without it, standard output.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    #[command(flatten)]
    service: ServiceArgs,
}

impl Args {
    fn period(&self) -> Result<Period, Failure> {
        let named = match (&self.period, self.year) {
            (Some(name), _) => Period::parse(name),
            (None, Some(year)) => Period::year(year),
            (None, None) => None,
        };
        let period = named.filter(|p| p.from().year() >= 2019).ok_or_else(|| {
            Failure::usage(
                "期间写法有误；应为 2025、2025-H1、2025-Q3、2025-07 或 2025-01-15..2025-03-31，且不早于2019年",
                "this is no period; write 2025, 2025-H1, 2025-Q3, 2025-07 or 2025-01-15..2025-03-31, not before 2019",
            )
        })?;
        match self.as_of {
            None => Ok(period),
            Some(day) => period.up_to(day).ok_or_else(|| {
                Failure::usage("该日早于统计期间的第一天", "that day is before the first of the period")
            }),
        }
    }
}

/// Compiles, and tells on standard error what is in no cell.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let period = args.period()?;
    let service = args.service.read(None)?;
    service.need_database()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let compiled = runtime.block_on(compiled(&service, &args.agency, period))?;
    let report = compile::tables_of(&compiled);
    match args.to.or_else(|| args.output.as_deref().and_then(To::of_name)) {
        Some(to) => render::put(&report, to, Evidence::default(), args.output.as_deref())?,
        None if args.output.is_some() => {
            return Err(Failure::usage(
                "无法从文件名判断格式，请用 --to 指明",
                "the file name does not tell the format; say it with --to",
            ));
        }
        None => {
            let mut out = output::for_people();
            write!(out, "{}", table::show(&report, context.lang))?;
            out.flush()?;
        }
    }
    let mut err = anstream::stderr();
    for unplaced in &compiled.unplaced {
        let said = context.lang.pick(&unplaced.zh, &unplaced.en);
        writeln!(err, "{}: {said}", unplaced.name)?;
    }
    Ok(if compiled.unplaced.is_empty() { Status::Clean } else { Status::Findings })
}

async fn compiled(service: &Service, agency: &str, period: Period) -> Result<Compiled, Failure> {
    let failed = |e: &Internal| serve::unusable("无法编制报告", "the report cannot be compiled", e);
    let app = service.open().await.map_err(|e| failed(&e))?;
    let found = documents::agency(&app, agency).await.map_err(|e| failed(&e))?;
    let found = found.ok_or_else(|| {
        Failure::usage(
            format!("没有代码为 {agency} 的机关"),
            format!("there is no agency with the id {agency}"),
        )
    })?;
    compile::compile_of(&app, found, period).await.map_err(|e| failed(&e))
}
