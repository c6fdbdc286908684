//! `gongkai report check`: what does not add up, what contradicts itself, what the form forbids.

use std::io::Write;

use gongkai_domain::check::{Checked, Severity};
use gongkai_domain::report::AnnualReport;
use gongkai_formats::read::encoding;

use crate::cmd::{Context, Status, complain};
use crate::config::{CheckOptions, Checker};
use crate::input::{Failure, Input, report_of};
use crate::output;
use crate::show::excerpt::Origin;
use crate::show::line_index::LineIndex;
use crate::show::style::{self, paint};
use crate::show::{finding, json, sarif, table};
use crate::words::Lang;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Reports in any layout; `-` is standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// The same agency's report of the year before, for the rules across years.
    #[arg(long, value_name = "FILE")]
    previous: Option<String>,
    /// How the outcome is written.
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
    #[command(flatten)]
    options: CheckOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    /// For people.
    Text,
    /// For programs; the shape is in docs/check-json.md.
    Json,
    /// SARIF 2.1.0, for code-review tools.
    Sarif,
}

/// A report that was checked.
struct Outcome {
    path: String,
    report: AnnualReport,
    checked: Checked,
    /// Shared by the reports of one file.
    text: Option<std::rc::Rc<LineIndex>>,
}

impl Outcome {
    fn origin(&self, lang: Lang) -> Origin<'_> {
        Origin { report: &self.report, text: self.text.as_deref(), lang }
    }

    fn as_run(&self, lang: Lang) -> sarif::Run<'_> {
        sarif::Run { path: &self.path, checked: &self.checked, origin: self.origin(lang) }
    }
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let checker = args.options.checker(context)?;
    let previous = args.previous.as_deref().map(report_of).transpose()?;
    let mut outcomes = Vec::new();
    let mut unread = Vec::new();
    for path in &args.files {
        // One bad file does not keep the others from being checked.
        match check(path, &checker, previous.as_ref()) {
            Ok(more) => outcomes.extend(more),
            Err(failure) => {
                complain(&failure, context.lang);
                let message = failure.sentence(context.lang);
                unread.push(sarif::Unread { path: path.clone(), message });
            }
        }
    }
    match args.to {
        To::Text => {
            let mut out = output::for_people();
            write!(out, "{}", text(&outcomes, context.lang))?;
            out.flush()?;
        }
        To::Json => {
            let one = |outcome: &Outcome| {
                json::report(&outcome.path, &outcome.checked, &outcome.origin(context.lang))
            };
            let reports: Vec<_> = outcomes.iter().map(one).collect();
            let unread = unread.iter().map(|u| serde_json::json!({ "file": u.path, "message": u.message }));
            let all = serde_json::json!({
                "version": 1,
                "reports": reports,
                "unreadable": unread.collect::<Vec<_>>(),
            });
            json::write(&all)?;
        }
        To::Sarif => {
            let runs: Vec<_> = outcomes.iter().map(|outcome| outcome.as_run(context.lang)).collect();
            json::write(&sarif::log(&runs, &unread, context.lang))?;
        }
    }
    Ok(status(&outcomes, unread.is_empty()))
}

fn status(outcomes: &[Outcome], all_read: bool) -> Status {
    let errors = |outcome: &Outcome| outcome.checked.findings.iter().any(|f| f.severity == Severity::Error);
    if !all_read {
        Status::Unreadable
    } else if outcomes.iter().any(errors) {
        Status::Findings
    } else {
        Status::Clean
    }
}

fn check(path: &str, checker: &Checker, previous: Option<&AnnualReport>) -> Result<Vec<Outcome>, Failure> {
    let input = Input::open(path)?;
    let reports = input.reports()?;
    let text = decoded(&input, &reports).map(std::rc::Rc::new);
    let outcome = |report: AnnualReport| Outcome {
        path: path.to_owned(),
        checked: checker.check(&report, previous),
        report,
        text: text.clone(),
    };
    Ok(reports.into_iter().map(outcome).collect())
}

/// The text that byte places count in; none for containers, whose places have no bytes.
fn decoded(input: &Input, reports: &[AnnualReport]) -> Option<LineIndex> {
    let has_bytes = |report: &AnnualReport| {
        report.cells.iter().any(|(_, cell)| cell.place.bytes.is_some())
            || report.chapters.iter().any(|chapter| chapter.place.bytes.is_some())
    };
    reports.iter().any(has_bytes).then(|| LineIndex::new(encoding::decode(&input.bytes).0))
}

fn text(outcomes: &[Outcome], lang: Lang) -> String {
    let mut out = String::new();
    for outcome in outcomes {
        let origin = outcome.origin(lang);
        for found in &outcome.checked.findings {
            out.push_str(&finding::show(found, &outcome.path, &origin));
            out.push('\n');
        }
        for notice in &outcome.report.notices {
            let word = paint(style::STRONG, lang.note());
            out.push_str(&format!("{word}: {}\n", table::notice_line(notice, lang)));
        }
        for suppressed in &outcome.checked.suppressed {
            let word = paint(style::DIM, lang.allowed());
            let message = lang.of(&suppressed.finding.message);
            out.push_str(&format!(
                "{word}[{}]: {message} ({})\n",
                suppressed.finding.code, suppressed.reason
            ));
        }
        out.push_str(&summary(outcome, lang));
        out.push('\n');
    }
    if outcomes.len() > 1 {
        let all = outcomes.iter().flat_map(|outcome| &outcome.checked.findings);
        let counts = counts(all.map(|found| found.severity), lang);
        out.push_str(&paint(style::STRONG, &lang.check_total(outcomes.len(), &counts)));
        out.push('\n');
    }
    out
}

/// The last line about a report.
fn summary(outcome: &Outcome, lang: Lang) -> String {
    let counts = counts(outcome.checked.findings.iter().map(|found| found.severity), lang);
    let unknown = || lang.unknown().to_owned();
    let agency = outcome.report.agency.clone().unwrap_or_else(unknown);
    let year = outcome.report.year.map_or_else(unknown, |year| year.to_string());
    paint(style::STRONG, &format!("{} ({agency}, {year}): {counts}", outcome.path))
}

fn counts(severities: impl Iterator<Item = Severity>, lang: Lang) -> String {
    let mut counts = [0usize; 3];
    for severity in severities {
        counts[severity as usize] += 1;
    }
    let said: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .filter(|severity| counts[*severity as usize] > 0)
        .map(|severity| lang.count_of(severity, counts[severity as usize]))
        .collect();
    if said.is_empty() { lang.nothing_found().to_owned() } else { said.join(lang.pick("，", ", ")) }
}
