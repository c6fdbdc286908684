//! `gongkai report similar`: which chapters of which reports are near copies of one another (雷同).

use std::io::Write;

use gongkai_domain::report::AnnualReport;
use gongkai_domain::similar::{Keep, Params, SimilarPair, SimilarityIndex};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::json;

use crate::cmd::{Context, Status, complain};
use crate::input::{self, Failure, reports_of};
use crate::output;
use crate::show;
use crate::show::style::{self, paint};

/// How many files are read at a time. Their texts are dropped once they are in the index.
const CHUNK: usize = 256;
/// Up to so many files the texts themselves are compared, above it their signatures (16 MB of shingles at most).
const EXACT_FILES: usize = 500;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Reports in any layout, or folders of them.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// How much alike two chapters must be to be listed, 0 to 1.
    #[arg(long, value_name = "SHARE", default_value_t = 0.8, value_parser = share)]
    threshold: f64,
    /// How many pairs are listed at most.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
    /// How the outcome is written.
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    Text,
    Json,
}

fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("not between 0 and 1".to_owned()) }
}

/// What is kept of a report.
struct Known {
    file: String,
    agency: Option<String>,
    year: Option<i16>,
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let files = input::files_of(&args.files)?;
    let keep = if files.len() > EXACT_FILES { Keep::Signatures } else { Keep::Shingles };
    let mut index = SimilarityIndex::new(Params { keep, ..Params::default() });
    let mut known: Vec<Known> = Vec::new();
    let mut status = Status::Clean;
    for chunk in files.chunks(CHUNK) {
        let read: Vec<_> = chunk.par_iter().map(|file| reports_of(std::slice::from_ref(file))).collect();
        for result in read {
            match result {
                Ok(reports) => {
                    for (file, report) in reports {
                        insert(&mut index, known.len(), &report);
                        known.push(Known { file, agency: report.agency, year: report.year });
                    }
                }
                Err(failure) => {
                    complain(&failure, context.lang);
                    status = Status::Unreadable;
                }
            }
        }
    }
    let pairs = index.pairs(args.threshold);
    match args.to {
        To::Text => write_text(args, context, &known, &pairs)?,
        To::Json => write_json(args, &known, &pairs)?,
    }
    Ok(status)
}

fn insert(index: &mut SimilarityIndex, id: usize, report: &AnnualReport) {
    let id = u32::try_from(id).expect("fewer than four thousand million reports fit in memory");
    let names: Vec<&str> = report.agency.iter().chain(&report.signature).map(String::as_str).collect();
    // The preamble is the same sentence of law in every report, and no copy.
    for chapter in report.chapters.iter().filter(|chapter| chapter.number > 0) {
        index.insert_of(id, chapter.number, &chapter.text(), &names);
    }
}

fn write_text(args: &Args, context: &Context, known: &[Known], pairs: &[SimilarPair]) -> Result<(), Failure> {
    let lang = context.lang;
    let mut out = output::for_people();
    for pair in pairs.iter().take(args.limit) {
        writeln!(out, "{}", paint(style::STRONG, &lang.similar_pair(pair.chapter, pair.similarity * 100.0)))?;
        for id in [pair.a, pair.b] {
            let report = &known[id as usize];
            let agency = report.agency.as_deref().unwrap_or(lang.unknown());
            let year = report.year.map_or_else(|| lang.unknown().to_owned(), |year| year.to_string());
            writeln!(out, "  {} ({agency}, {year})", report.file)?;
        }
    }
    if pairs.len() > args.limit {
        writeln!(out, "{}", lang.similar_more(pairs.len() - args.limit))?;
    }
    writeln!(out, "{}", lang.similar_total(pairs.len(), known.len(), args.threshold * 100.0))?;
    Ok(out.flush()?)
}

fn write_json(args: &Args, known: &[Known], pairs: &[SimilarPair]) -> Result<(), Failure> {
    let report = |id: u32| {
        let Known { file, agency, year } = &known[id as usize];
        json!({ "file": file, "agency": agency, "year": year })
    };
    let listed = pairs.iter().take(args.limit).map(|pair| {
        json!({
            "chapter": pair.chapter,
            "similarity": (pair.similarity * 1000.0).round() / 1000.0,
            "exact": pair.exact,
            "a": report(pair.a),
            "b": report(pair.b),
        })
    });
    let all = json!({
        "version": 1,
        "reports": known.len(),
        "threshold": args.threshold,
        "pairs_found": pairs.len(),
        "pairs": listed.collect::<Vec<_>>(),
    });
    show::json::write(&all)
}
