//! `gongkai report diff`: two reports, cell by cell and sentence by sentence.

use std::io::Write;

use gongkai_domain::check::{Finding, Severity};
use gongkai_domain::diff::{CellChange, CellDiff, ChapterDiff, ReportDiff, Sentence, diff};
use gongkai_domain::format_map::Comparability;
use gongkai_domain::report::{AnnualReport, CellKey, Value};
use serde_json::json;

use crate::cmd::{Context, Status};
use crate::config::CheckOptions;
use crate::input::{Failure, report_of};
use crate::output;
use crate::show::excerpt::Origin;
use crate::show::style::{self, paint};
use crate::show::width::{cut, flat, left, right, width};
use crate::show::{self, finding};
use crate::words::Lang;

/// Sentences longer than this are cut for people.
const SENTENCE_COLUMNS: usize = 110;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The earlier report.
    #[arg(value_name = "A")]
    a: String,
    /// The later report.
    #[arg(value_name = "B")]
    b: String,
    /// How the outcome is written.
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
    #[command(flatten)]
    options: CheckOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    Text,
    Json,
}

/// Two reports and all that is said of them.
struct Comparison<'a> {
    args: &'a Args,
    a: AnnualReport,
    b: AnnualReport,
    diff: ReportDiff,
    /// What the rules across years found; `None` when the reports are not of consecutive years.
    across: Option<Vec<Finding>>,
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let checker = args.options.checker(context)?;
    let (a, b) = (report_of(&args.a)?, report_of(&args.b)?);
    let diff = diff(&a, &b);
    let consecutive = matches!((a.year, b.year), (Some(a), Some(b)) if b == a + 1);
    let across = consecutive.then(|| {
        let mut findings = checker.check(&b, Some(&a)).findings;
        findings.retain(|finding| finding.code.starts_with('Y'));
        findings
    });
    let bad = across.iter().flatten().any(|finding| finding.severity == Severity::Error);
    let comparison = Comparison { args, a, b, diff, across };
    match args.to {
        To::Text => {
            let mut out = output::for_people();
            write!(out, "{}", comparison.text(context.lang))?;
            out.flush()?;
        }
        To::Json => show::json::write(&comparison.json(context.lang))?,
    }
    Ok(if bad { Status::Findings } else { Status::Clean })
}

impl Comparison<'_> {
    fn text(&self, lang: Lang) -> String {
        let mut out = String::new();
        for (sign, path, report) in [("A", &self.args.a, &self.a), ("B", &self.args.b, &self.b)] {
            let agency = report.agency.as_deref().unwrap_or(lang.unknown());
            let year = report.year.map_or_else(|| lang.unknown().to_owned(), |year| year.to_string());
            out.push_str(&format!("{} {path} ({agency}, {year})\n", paint(style::STRONG, sign)));
        }
        out.push('\n');
        out.push_str(&self.cells_text(lang));
        for chapter in &self.diff.chapters {
            out.push_str(&chapter_text(chapter, lang));
        }
        out.push('\n');
        match &self.across {
            None => out.push_str(lang.diff_not_consecutive()),
            Some(findings) => {
                let origin = Origin { report: &self.b, text: None, lang };
                for found in findings {
                    out.push_str(&finding::show(found, &self.args.b, &origin));
                    out.push('\n');
                }
                out.push_str(&lang.diff_across(findings.len()));
            }
        }
        out.push('\n');
        out
    }

    fn cells_text(&self, lang: Lang) -> String {
        let changes: Vec<&CellDiff> = self.diff.changes().collect();
        let same = self.diff.cells.len() - changes.len();
        let mut out = paint(style::STRONG, &lang.diff_cells(changes.len(), same));
        out.push('\n');
        let label =
            |cell: &CellDiff| cell.key_b.or(cell.key_a).map_or_else(String::new, |key| name(key, lang));
        let rows: Vec<[String; 4]> = changes
            .iter()
            .map(|cell| [cut(&label(cell), 60), shown(cell.a, lang), shown(cell.b, lang), change(cell, lang)])
            .collect();
        let columns = |i: usize| rows.iter().map(|row| width(&row[i])).max().unwrap_or(0);
        let (first, second, third) = (columns(0), columns(1).max(1), columns(2).max(1));
        for [label, a, b, change] in &rows {
            let line = format!(
                "  {}  {} → {}  {}",
                left(label, first),
                right(a, second),
                right(b, third),
                paint(style::DIM, change)
            );
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    fn json(&self, lang: Lang) -> serde_json::Value {
        let report = |path: &str, report: &AnnualReport| {
            json!({
                "file": path,
                "agency": report.agency,
                "year": report.year,
                "format": report.format.as_str(),
                "sha256": report.source.sha256,
            })
        };
        let origin = Origin { report: &self.b, text: None, lang };
        let across = self.across.as_ref().map(|findings| {
            findings.iter().map(|found| show::json::finding(found, &origin)).collect::<Vec<_>>()
        });
        json!({
            "version": 1,
            "a": report(&self.args.a, &self.a),
            "b": report(&self.args.b, &self.b),
            "cells": self.diff.changes().map(cell_json).collect::<Vec<_>>(),
            "cells_same": self.diff.cells.len() - self.diff.changes().count(),
            "chapters": self.diff.chapters.iter().map(chapter_json).collect::<Vec<_>>(),
            "findings": across,
        })
    }
}

fn name(key: CellKey, lang: Lang) -> String {
    let def = key.def();
    match lang {
        Lang::Zh => def.label(),
        Lang::En => def.label_en(),
    }
}

fn shown(value: Option<Value>, lang: Lang) -> String {
    match value {
        None => lang.absent().to_owned(),
        Some(Value::Number(number)) => number.normalize().to_string(),
        Some(Value::Blank) => lang.blank().to_owned(),
        Some(Value::NotApplicable) => "/".to_owned(),
        Some(Value::Illegible) => "?".to_owned(),
    }
}

/// The difference, or why there is none.
fn change(cell: &CellDiff, lang: Lang) -> String {
    let Some(difference) = cell.difference else {
        let incomparable =
            cell.comparability == Comparability::NotComparable && cell.change != CellChange::Same;
        return if incomparable { lang.diff_incomparable().to_owned() } else { String::new() };
    };
    let sign = if difference.is_sign_negative() { "" } else { "+" };
    let share = cell.relative.map_or_else(String::new, |share| {
        let percent = (share * rust_decimal::Decimal::ONE_HUNDRED).round_dp(1).normalize();
        format!(" ({sign}{percent}%)")
    });
    format!("{sign}{}{share}", difference.normalize())
}

fn chapter_text(chapter: &ChapterDiff, lang: Lang) -> String {
    if chapter.changes.is_empty() && chapter.same == 0 {
        return String::new();
    }
    let head =
        lang.diff_chapter(chapter.chapter, chapter.similarity * 100.0, chapter.same, chapter.changes.len());
    let mut out = format!("\n{}\n", paint(style::STRONG, &head));
    for change in &chapter.changes {
        for (sign, side) in [("-", &change.a), ("+", &change.b)] {
            if let Some(sentence) = side {
                let text = cut(&flat(&sentence.text), SENTENCE_COLUMNS);
                out.push_str(&paint(style::side(sign), &format!("  {sign} {text}")));
                out.push('\n');
            }
        }
    }
    out
}

fn cell_json(cell: &CellDiff) -> serde_json::Value {
    let key = |key: Option<CellKey>| key.map(CellKey::as_str);
    let number = |value: Option<Value>| value.and_then(Value::number).map(|number| number.to_string());
    json!({
        "a": { "key": key(cell.key_a), "value": number(cell.a), "present": cell.a.is_some() },
        "b": { "key": key(cell.key_b), "value": number(cell.b), "present": cell.b.is_some() },
        "change": cell.change.as_str(),
        "comparability": cell.comparability.as_str(),
        "difference": cell.difference.map(|number| number.to_string()),
        "relative": cell.relative.map(|number| number.to_string()),
    })
}

fn chapter_json(chapter: &ChapterDiff) -> serde_json::Value {
    let text = |side: &Option<Sentence>| side.as_ref().map(|sentence| sentence.text.clone());
    let changes = chapter.changes.iter().map(|change| json!({ "a": text(&change.a), "b": text(&change.b) }));
    json!({
        "chapter": chapter.chapter,
        "similarity": (chapter.similarity * 1000.0).round() / 1000.0,
        "sentences_same": chapter.same,
        "changes": changes.collect::<Vec<_>>(),
    })
}
