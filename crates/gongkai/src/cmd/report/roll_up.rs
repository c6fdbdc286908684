//! `gongkai report roll-up`: the government's report as the sum of its units.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use gongkai_domain::check::Severity;
use gongkai_domain::report::AnnualReport;
use gongkai_domain::roll_up::{CellSum, RolledUp, Roster, UnitState, UnitStatus, roll_up};
use gongkai_formats::read::encoding;
use gongkai_formats::write::provenance::Evidence;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::{Value, json};

use super::render;
use crate::cmd::{Context, Status, complain};
use crate::input::{self, Failure, report_of, reports_of};
use crate::output;
use crate::show::excerpt::Origin;
use crate::show::style::{self, paint};
use crate::show::{self, finding, table};
use crate::words::Lang;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Reports of the units in any layout, or folders of them; last year's may be among them.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// The units: CSV with the columns name, and if there are parent, kind and aliases.
    #[arg(long, value_name = "FILE")]
    roster: PathBuf,
    /// The year; without it, the one that most of the reports have.
    #[arg(long, value_name = "YEAR")]
    year: Option<i16>,
    /// The government's own published report, to compare with the sum.
    #[arg(long, value_name = "FILE")]
    published: Option<String>,
    /// How the outcome is written: `text` and `json` say what became of every unit, the others are the report.
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
    /// The file to write; without it, standard output.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    /// Units, findings and the form, for people.
    Text,
    /// Every sum with its children.
    Json,
    Docx,
    Pdf,
    Html,
    Xlsx,
    Md,
    Cells,
    Csv,
}

impl To {
    /// The format of the report, for all but the two that say more.
    fn format(self) -> Option<render::To> {
        match self {
            To::Text | To::Json => None,
            To::Docx => Some(render::To::Docx),
            To::Pdf => Some(render::To::Pdf),
            To::Html => Some(render::To::Html),
            To::Xlsx => Some(render::To::Xlsx),
            To::Md => Some(render::To::Md),
            To::Cells => Some(render::To::Cells),
            To::Csv => Some(render::To::Csv),
        }
    }
}

/// The sum and what it was made of.
struct Sum {
    roster: Roster,
    /// The path of each report.
    paths: Vec<String>,
    reports: Vec<AnnualReport>,
    rolled: RolledUp,
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let roster = roster_of(args)?;
    let published = args.published.as_deref().map(report_of).transpose()?;
    let (paths, reports, all_read) = read_all(args, context)?;
    let year = args.year.or_else(|| most_common_year(&reports)).ok_or_else(|| {
        Failure::usage("没有一份报告有年度，请用 --year 指明", "no report has a year; say it with --year")
    })?;
    let rolled = roll_up(&roster, &reports, year, published.as_ref());
    let bad = rolled.findings.iter().any(|finding| finding.severity == Severity::Error);
    let sum = Sum { roster, paths, reports, rolled };
    match args.to.format() {
        Some(format) => {
            let evidence = Evidence { findings: Some(&sum.rolled.findings), ..Evidence::default() };
            render::put(&sum.rolled.report, format, evidence, args.output.as_deref())?;
        }
        None => {
            let text = match args.to {
                To::Json => show::json::text(&sum.json(context.lang))?,
                _ => sum.text(args, context.lang),
            };
            match &args.output {
                Some(path) => fs::write(path, anstream::adapter::strip_str(&text).to_string())
                    .map_err(|error| Failure::file(path, error))?,
                None => {
                    let mut out = output::for_people();
                    write!(out, "{text}")?;
                    out.flush()?;
                }
            }
        }
    }
    Ok(match (all_read, bad) {
        (false, _) => Status::Unreadable,
        (true, true) => Status::Findings,
        (true, false) => Status::Clean,
    })
}

fn roster_of(args: &Args) -> Result<Roster, Failure> {
    let bytes = fs::read(&args.roster).map_err(|error| Failure::file(&args.roster, error))?;
    Roster::from_csv(&encoding::decode(&bytes).0).map_err(|error| {
        let shown = args.roster.display();
        Failure::usage(format!("{shown}：单位名录有误：{error}"), format!("{shown}: {error}"))
    })
}

/// Every report with its path, in the order given; a file that cannot be read is told and left out.
fn read_all(args: &Args, context: &Context) -> Result<(Vec<String>, Vec<AnnualReport>, bool), Failure> {
    let files = input::files_of(&args.files)?;
    let results: Vec<_> = files.par_iter().map(|file| reports_of(std::slice::from_ref(file))).collect();
    let (mut paths, mut reports, mut all_read) = (Vec::new(), Vec::new(), true);
    for result in results {
        match result {
            Ok(more) => {
                for (path, report) in more {
                    paths.push(path);
                    reports.push(report);
                }
            }
            Err(failure) => {
                complain(&failure, context.lang);
                all_read = false;
            }
        }
    }
    Ok((paths, reports, all_read))
}

/// The year that most reports have; of two with the same number, the later.
fn most_common_year(reports: &[AnnualReport]) -> Option<i16> {
    let mut counts: BTreeMap<i16, usize> = BTreeMap::new();
    for year in reports.iter().filter_map(|report| report.year) {
        *counts.entry(year).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year)
}

impl Sum {
    fn unit(&self, unit: usize) -> &str {
        &self.roster.units()[unit].name
    }

    fn path(&self, report: usize) -> &str {
        &self.paths[report]
    }

    fn text(&self, args: &Args, lang: Lang) -> String {
        let units = self.rolled.units.len();
        let counted = self.rolled.with_status(UnitStatus::Counted).count();
        let mut out = paint(style::STRONG, &lang.roll_up_head(self.rolled.year, units, counted));
        out.push('\n');
        for (unit, state) in self.rolled.units.iter().enumerate() {
            if let Some(line) = self.unit_line(unit, state, lang) {
                out.push_str(&line);
            }
        }
        for report in &self.rolled.unlisted {
            let agency = self.reports[*report].agency.as_deref().unwrap_or(lang.unknown());
            out.push_str(&format!("  {}: {} ({agency})\n", lang.roll_up_unlisted(), self.path(*report)));
        }
        out.push('\n');
        let origin = Origin { report: &self.rolled.report, text: None, lang };
        let roster = args.roster.display().to_string();
        for found in &self.rolled.findings {
            out.push_str(&finding::show(found, &roster, &origin));
            out.push('\n');
        }
        out.push_str(&table::show(&self.rolled.report, lang));
        let blanks = self.rolled.sums.iter().filter(|sum| !sum.blank.is_empty()).count();
        if blanks > 0 {
            out.push_str(&format!("\n{}\n", lang.roll_up_blanks(blanks)));
        }
        out
    }

    /// A line for a unit that is not simply in the sum.
    fn unit_line(&self, unit: usize, state: &UnitState, lang: Lang) -> Option<String> {
        let plain = matches!(state.status, UnitStatus::Counted | UnitStatus::Summed);
        if plain && state.double.is_empty() {
            return None;
        }
        let mut line = format!("  {}: {}", lang.unit_status(state.status), self.unit(unit));
        let files: Vec<&str> = match state.status {
            UnitStatus::WrongYear => state.other_years.iter().map(|report| self.path(*report)).collect(),
            _ => state.report.iter().map(|report| self.path(*report)).collect(),
        };
        if !files.is_empty() {
            line.push_str(&format!(" ({})", files.join(", ")));
        }
        if !state.double.is_empty() {
            let double: Vec<&str> = state.double.iter().map(|report| self.path(*report)).collect();
            line.push_str(&lang.roll_up_double(&double.join(", ")));
        }
        line.push('\n');
        Some(line)
    }

    fn json(&self, lang: Lang) -> Value {
        let origin = Origin { report: &self.rolled.report, text: None, lang };
        let units = self.rolled.units.iter().enumerate().map(|(unit, state)| self.unit_json(unit, state));
        let unlisted = self.rolled.unlisted.iter().map(|report| self.report_json(*report));
        json!({
            "version": 1,
            "year": self.rolled.year,
            "format": self.rolled.report.format.as_str(),
            "agency": self.rolled.report.agency,
            "units": units.collect::<Vec<_>>(),
            "unlisted": unlisted.collect::<Vec<_>>(),
            "sums": self.rolled.sums.iter().map(|sum| self.sum_json(sum)).collect::<Vec<_>>(),
            "findings": self.rolled.findings.iter().map(|f| show::json::finding(f, &origin)).collect::<Vec<_>>(),
        })
    }

    fn report_json(&self, report: usize) -> Value {
        let read = &self.reports[report];
        json!({
            "file": self.path(report),
            "sha256": read.source.sha256,
            "agency": read.agency,
            "year": read.year,
        })
    }

    fn unit_json(&self, unit: usize, state: &UnitState) -> Value {
        let listed = &self.roster.units()[unit];
        let files =
            |reports: &[usize]| reports.iter().map(|report| self.report_json(*report)).collect::<Vec<_>>();
        json!({
            "name": listed.name,
            "kind": listed.kind.as_str(),
            "parent": listed.parent,
            "status": state.status.as_str(),
            "report": state.report.map(|report| self.report_json(report)),
            "double": files(&state.double),
            "previous": state.previous.map(|report| self.report_json(report)),
            "other_years": files(&state.other_years),
        })
    }

    /// The children of a sum, each with the place of its number.
    fn sum_json(&self, sum: &CellSum) -> Value {
        let parts = sum.parts.iter().map(|part| {
            let place = self.reports[part.report].cells.get(sum.key).map(|cell| cell.place.to_string());
            json!({
                "unit": self.unit(part.unit),
                "file": self.path(part.report),
                "value": part.value.to_string(),
                "place": place,
            })
        });
        json!({
            "key": sum.key.as_str(),
            "total": sum.total.to_string(),
            "verdict": sum.verdict().as_str(),
            "parts": parts.collect::<Vec<_>>(),
            "blank": sum.blank.iter().map(|unit| self.unit(*unit)).collect::<Vec<_>>(),
        })
    }
}
