//! `gongkai report render`: the official layout in any format.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use gongkai_domain::report::AnnualReport;
use gongkai_formats::write::{self, provenance::Evidence};

use crate::cmd::{Context, Status};
use crate::config::CheckOptions;
use crate::input::{Failure, Input};
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A report in any layout; `-` is standard input.
    #[arg(value_name = "FILE")]
    file: String,
    /// The format; without it, what the name of the output file says.
    #[arg(long, value_enum, required_unless_present = "output")]
    to: Option<To>,
    /// The file to write; without it, standard output.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Which report of a file that has several, from 1.
    #[arg(long, value_name = "N", default_value_t = 1)]
    number: usize,
    #[command(flatten)]
    check: CheckOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum To {
    /// Word.
    Docx,
    /// PDF; the program must be built with the feature `pdf`.
    Pdf,
    /// A standalone page.
    Html,
    /// Excel.
    Xlsx,
    /// Markdown.
    Md,
    /// JSON of the published schema.
    Json,
    /// One line per cell.
    Cells,
    /// One row, the keys of the cells as headers.
    Csv,
}

impl To {
    fn is_binary(self) -> bool {
        matches!(self, To::Docx | To::Pdf | To::Xlsx)
    }

    /// What the ending of a file's name asks for.
    pub fn of_name(path: &Path) -> Option<To> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let to = match ending.as_str() {
            "docx" => To::Docx,
            "pdf" => To::Pdf,
            "html" | "htm" => To::Html,
            "xlsx" => To::Xlsx,
            "md" => To::Md,
            "json" => To::Json,
            "cells" | "txt" | "tsv" => To::Cells,
            "csv" => To::Csv,
            _ => return None,
        };
        Some(to)
    }
}

pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let of_name = || args.output.as_deref().and_then(To::of_name);
    let to = args.to.or_else(of_name).ok_or_else(|| {
        Failure::usage(
            "无法从文件名判断格式，请用 --to 指明",
            "the file name does not tell the format; say it with --to",
        )
    })?;
    let report = chosen(args)?;
    // What the rules say of a number goes out with it, in the formats that have room for it.
    let checked = args.check.checker(context)?.check(&report, None);
    let evidence = Evidence { findings: Some(&checked.findings), ..Evidence::default() };
    put(&report, to, evidence, args.output.as_deref())?;
    Ok(Status::Clean)
}

/// Writes a report to a file or to standard output.
pub fn put(
    report: &AnnualReport,
    to: To,
    evidence: Evidence<'_>,
    file: Option<&Path>,
) -> Result<(), Failure> {
    let bytes = written(report, to, evidence)?;
    match file {
        Some(path) => fs::write(path, bytes).map_err(|error| Failure::file(path, error))?,
        None if to.is_binary() && std::io::stdout().is_terminal() => {
            return Err(Failure::usage(
                "不向终端输出二进制文件，请用 -o 指定文件",
                "a terminal cannot show this; name a file with -o",
            ));
        }
        None => {
            let mut out = output::for_machines();
            out.write_all(&bytes)?;
            out.flush()?;
        }
    }
    Ok(())
}

fn chosen(args: &Args) -> Result<AnnualReport, Failure> {
    let mut reports = Input::open(&args.file)?.reports()?;
    let count = reports.len();
    match args.number.checked_sub(1).filter(|i| *i < count) {
        Some(i) => Ok(reports.swap_remove(i)),
        None => Err(Failure::usage(
            format!("{}：其中有 {count} 份报告，没有第 {} 份", args.file, args.number),
            format!("{}: has {count} reports, there is no number {}", args.file, args.number),
        )),
    }
}

fn written(report: &AnnualReport, to: To, evidence: Evidence<'_>) -> Result<Vec<u8>, Failure> {
    Ok(match to {
        To::Docx => write::docx::write(report),
        To::Pdf => return pdf(report),
        To::Html => write::html::write_with(report, evidence).into_bytes(),
        To::Xlsx => write::xlsx::write_with(report, evidence),
        To::Md => write::md::write(report).into_bytes(),
        To::Json => write::json::write_with(report, evidence).into_bytes(),
        To::Cells => write::cells::write(report).into_bytes(),
        To::Csv => write::csv::write(report).into_bytes(),
    })
}

#[cfg(feature = "pdf")]
fn pdf(report: &AnnualReport) -> Result<Vec<u8>, Failure> {
    gongkai_pdf::pdf(report, &gongkai_pdf::PdfOptions::default()).map_err(|error| match error {
        gongkai_pdf::PdfError::NoFont => Failure::usage(
            "本机没有中文字体；请安装（Debian：apt-get install fonts-noto-cjk 或 fonts-wqy-microhei）",
            error.to_string(),
        ),
        error => Failure::usage(format!("无法生成 PDF：{error}"), error.to_string()),
    })
}

#[cfg(not(feature = "pdf"))]
fn pdf(_report: &AnnualReport) -> Result<Vec<u8>, Failure> {
    Err(Failure::usage(
        "本程序未包含 PDF 输出；请用 cargo build --release --features pdf 重新构建",
        "this build does not write PDF; build with: cargo build --release --features pdf",
    ))
}
