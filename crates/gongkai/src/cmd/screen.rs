//! `gongkai screen`: what should be looked at before a document goes out.

use std::fs;
use std::io::Write;

use gongkai_domain::disclosure::review::Weight;
use gongkai_domain::disclosure::screen::{Hit, WordList, screen};
use gongkai_formats::read::read_text;

use super::{Context, Status, complain};
use crate::input::{Failure, Input, files_of};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Documents of any kind, or folders of them; `-` is standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// The agency's own words: a line each, `电话 …`, `用语 误=正`, `职务 姓名=职务`, `法规 名称`.
    #[arg(long, value_name = "FILE")]
    words: Option<String>,
    /// How the outcome is written.
    #[arg(long, value_enum, default_value_t = To::Text)]
    to: To,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    /// For people.
    Text,
    /// For programs: one object with path, code, weight, excerpt, reason and reason_en a finding.
    Json,
}

/// Reads every file and lists what is found. Personal passages are shown masked.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let words = args.words.as_deref().map(word_list).transpose()?.unwrap_or_default();
    let mut status = Status::Clean;
    let mut found: Vec<(String, Hit, usize)> = Vec::new();
    for path in files_of(&args.files)? {
        match read(&path) {
            Ok(text) => {
                let line = |hit: &Hit| text[..hit.span.0].matches('\n').count() + 1;
                found.extend(screen(&text, &words).into_iter().map(|h| (path.clone(), h.clone(), line(&h))));
            }
            Err(failure) => {
                complain(&failure, context.lang);
                status = Status::Unreadable;
            }
        }
    }
    let mut out = anstream::stdout();
    match args.to {
        To::Text => {
            for (path, hit, line) in &found {
                let reason = context.lang.pick(&hit.reason, &hit.reason_en);
                writeln!(
                    out,
                    "{path}:{line}: {} [{}] {}\n    {reason}",
                    hit.weight.code(),
                    hit.code,
                    hit.excerpt
                )?;
            }
        }
        To::Json => {
            let list: Vec<serde_json::Value> = found.iter().map(as_json).collect();
            writeln!(out, "{}", serde_json::Value::Array(list))?;
        }
    }
    let is_heavy = found.iter().any(|(_, hit, _)| hit.weight == Weight::Settle);
    Ok(if status == Status::Clean && is_heavy { Status::Findings } else { status })
}

fn as_json((path, hit, line): &(String, Hit, usize)) -> serde_json::Value {
    serde_json::json!({
        "path": path,
        "line": line,
        "code": hit.code,
        "weight": hit.weight.code(),
        "excerpt": hit.excerpt,
        "reason": hit.reason,
        "reason_en": hit.reason_en,
    })
}

fn read(path: &str) -> Result<String, Failure> {
    let input = Input::open(path)?;
    read_text(&input.bytes).map_err(|error| Failure::Unreadable { path: path.to_owned(), error })
}

fn word_list(path: &str) -> Result<WordList, Failure> {
    let text = fs::read_to_string(path).map_err(|e| Failure::file(path, e))?;
    WordList::parse(&text).map_err(|e| {
        Failure::usage(
            format!("{path} 第 {} 行无法识别：{}", e.line, e.text),
            format!("{path}: line {} says nothing that is known: {}", e.line, e.text),
        )
    })
}
