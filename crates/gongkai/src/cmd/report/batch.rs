//! `gongkai report batch`: a folder of any size.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use gongkai_domain::check::Severity;

use crate::batch::{self, Job, Manner, Outcome, Resume};
use crate::cmd::{Context, Status};
use crate::config::CheckOptions;
use crate::input::Failure;
use crate::output;
use crate::words::Lang;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder with the reports; everything below it is read.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The folder for the results. What the tables mean is in docs/batch.md.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Go on where an earlier run into the same folder stopped (this is what happens anyway).
    #[arg(long, conflicts_with = "fresh")]
    resume: bool,
    /// Begin anew, and remove what an earlier run wrote.
    #[arg(long)]
    fresh: bool,
    /// How many threads read; 0 for one a core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    jobs: usize,
    /// How many files make a part, the unit that is redone after a kill.
    #[arg(long, value_name = "N", default_value_t = 500)]
    part_files: usize,
    /// How progress is shown on standard error; `auto` is a bar on a terminal and lines elsewhere.
    #[arg(long, value_enum, default_value_t = ProgressOption::Auto)]
    progress: ProgressOption,
    #[command(flatten)]
    check: CheckOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ProgressOption {
    Auto,
    Bar,
    Lines,
    Quiet,
}

impl ProgressOption {
    fn manner(self) -> Manner {
        match self {
            ProgressOption::Bar => Manner::Bar,
            ProgressOption::Lines => Manner::Lines,
            ProgressOption::Quiet => Manner::Quiet,
            ProgressOption::Auto if std::io::stderr().is_terminal() => Manner::Bar,
            ProgressOption::Auto => Manner::Lines,
        }
    }
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let checker = args.check.checker(context)?;
    let job = Job {
        folder: &args.folder,
        out: &args.out,
        part_files: args.part_files,
        threads: args.jobs,
        resume: if args.fresh { Resume::Anew } else { Resume::Yes },
        settings: checker.in_words(),
        manner: args.progress.manner(),
        lang: context.lang,
    };
    let outcome = batch::run(&job, |report| checker.check(report, None).findings)?;
    let mut out = output::for_people();
    write!(out, "{}", summary(&outcome, context.lang))?;
    for path in batch::files_of(&args.out) {
        writeln!(out, "  {}", path.display())?;
    }
    out.flush()?;
    let bad = outcome.counts.of(Severity::Error) > 0 || outcome.counts.unreadable > 0;
    Ok(if bad { Status::Findings } else { Status::Clean })
}

fn summary(outcome: &Outcome, lang: Lang) -> String {
    let counts = &outcome.counts;
    let now = counts.files - outcome.earlier;
    let rate = now as f64 / outcome.seconds.max(0.001);
    let mut text = lang.batch_done(now, outcome.seconds, rate);
    if outcome.earlier > 0 {
        text.push_str(&lang.batch_earlier(outcome.earlier));
    }
    if outcome.changed > 0 {
        text.push_str(&lang.batch_changed(outcome.changed));
    }
    text.push_str(&lang.batch_totals(
        counts.reports,
        counts.clean,
        counts.unreadable,
        counts.cells,
        counts.facts,
    ));
    let findings = [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| lang.count_of(severity, usize::try_from(counts.of(severity)).unwrap_or(usize::MAX)));
    text.push_str(&lang.batch_findings(&findings.join(lang.pick("，", ", "))));
    let mut rules: Vec<_> = counts.rules.iter().collect();
    rules.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let most: Vec<String> = rules.iter().take(8).map(|(rule, count)| format!("{rule} {count}")).collect();
    if !most.is_empty() {
        text.push_str(&lang.batch_rules(&most.join(lang.pick("，", ", "))));
    }
    text.push_str(lang.pick("结果：\n", "results:\n"));
    text
}
