//! `gongkai site`: a whole old site taken over, and everything public written out.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use gongkai_app::documents::site::{
    RowReport, RowState, SiteError, SiteImport, export_site, import_site, report_csv,
};
use gongkai_domain::disclosure::revision::Kind;

use super::{Context, Status};
use crate::input::Failure;
use crate::service::ServiceArgs;
use crate::words::Lang;

#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Takes over a folder: a manifest (documents.csv or documents.xlsx) with the files that it names, or saved pages.
    Import(ImportArgs),
    /// Writes the manifest, texts and files of everything public into an empty folder.
    Export(ExportArgs),
}

#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    #[command(flatten)]
    service: ServiceArgs,
    /// The folder of the old site.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Whose documents these are, by id, where a row does not say.
    #[arg(long, value_name = "ID")]
    agency: String,
    /// What the old site is called; stands beside the dates that it states.
    #[arg(long, value_name = "NAME", default_value = "原网站")]
    origin: String,
    /// The kind of documents whose row says none.
    #[arg(long, value_name = "KIND", default_value = "policy")]
    kind: String,
    /// The column of documents whose row says none, by id.
    #[arg(long, value_name = "COLUMN", default_value = "")]
    column: String,
    /// Says what would happen, and changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where the report goes, a line a document, as a table with commas.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    #[command(flatten)]
    service: ServiceArgs,
    /// The folder to write to; it must be empty or not there.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Only the documents of this agency, by id.
    #[arg(long, value_name = "ID")]
    agency: Option<String>,
}

/// Runs the verb.
pub fn run(verb: &Verb, context: &Context) -> Result<Status, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    match verb {
        Verb::Import(args) => runtime.block_on(import(args, context.lang)),
        Verb::Export(args) => runtime.block_on(export(args, context.lang)),
    }
}

async fn import(args: &ImportArgs, lang: Lang) -> Result<Status, Failure> {
    if Kind::parse(&args.kind).is_none() {
        let codes: Vec<&str> = Kind::ALL.iter().map(|k| k.code()).collect();
        let codes = codes.join(", ");
        return Err(Failure::usage(
            format!("没有类型“{}”；可用：{codes}", args.kind),
            format!("there is no kind {}; one of {codes}", args.kind),
        ));
    }
    let service = args.service.read(None)?;
    service.need_database()?;
    let app = service.open().await.map_err(|e| failure(&e.into()))?;
    let what = SiteImport {
        folder: args.folder.clone(),
        agency_id: args.agency.clone(),
        origin: args.origin.clone(),
        kind: args.kind.clone(),
        column: args.column.clone(),
        is_dry_run: args.dry_run,
        is_bound: false,
    };
    let is_terminal = std::io::stderr().is_terminal();
    let mut done = 0;
    let told = |_: &RowReport, total: usize| {
        done += 1;
        if is_terminal && (done % 50 == 0 || done == total) {
            // Nothing depends on the line that says how far it is.
            let _ = write!(std::io::stderr(), "\r{done} / {total}");
        }
    };
    let reports = import_site(&app, &what, told).await.map_err(|e| failure(&e))?;
    if is_terminal {
        writeln!(std::io::stderr())?;
    }
    if let Some(path) = &args.report {
        fs::write(path, report_csv(&reports)).map_err(|e| Failure::file(path, e))?;
    }
    let mut out = anstream::stdout();
    if args.dry_run {
        writeln!(out, "{}", lang.pick("试运行，没有写入任何内容。", "A dry run; nothing was written."))?;
    }
    for state in RowState::ALL {
        let count = reports.iter().filter(|r| r.state == state).count();
        writeln!(out, "{:>8}  {}", count, lang.pick(state.zh(), state.en()))?;
    }
    let is_open = |r: &&RowReport| matches!(r.state, RowState::Refused | RowState::Draft);
    let open: Vec<&RowReport> = reports.iter().filter(is_open).collect();
    for report in open.iter().take(20) {
        let place = report.row.map(|row| format!("{} {row}", lang.pick("行", "row"))).unwrap_or_default();
        let notes: Vec<&str> = report.notes.iter().map(|n| lang.pick(n.zh.as_str(), n.en.as_str())).collect();
        let state = lang.pick(report.state.zh(), report.state.en());
        writeln!(out, "{state}: {place} {} {}\n    {}", report.file, report.title, notes.join("\n    "))?;
    }
    if open.len() > 20 {
        let more = open.len() - 20;
        writeln!(
            out,
            "{}",
            match lang {
                Lang::Zh => format!("另有 {more} 份，见 --report 写出的表格。"),
                Lang::En => format!("{more} more; --report FILE writes all of them."),
            }
        )?;
    }
    let is_refused = reports.iter().any(|r| r.state == RowState::Refused);
    Ok(if is_refused { Status::Findings } else { Status::Clean })
}

async fn export(args: &ExportArgs, lang: Lang) -> Result<Status, Failure> {
    let service = args.service.read(None)?;
    service.need_database()?;
    let app = service.open().await.map_err(|e| failure(&e.into()))?;
    let is_terminal = std::io::stderr().is_terminal();
    let told = |done: usize, total: i64| {
        if is_terminal {
            // As above.
            let _ = write!(std::io::stderr(), "\r{done} / {total}");
        }
    };
    let made =
        export_site(&app, &args.folder, args.agency.as_deref(), told).await.map_err(|e| failure(&e))?;
    let line = match lang {
        Lang::Zh => format!("{} 份文件 · {} 个附件和图片", made.documents, made.files),
        Lang::En => format!("{} documents · {} files", made.documents, made.files),
    };
    writeln!(anstream::stdout(), "{line}")?;
    Ok(Status::Clean)
}

/// What to do about it.
fn failure(error: &SiteError) -> Failure {
    match error {
        SiteError::Internal(e) => super::serve::unusable("无法完成", "could not go on", e),
        other => Failure::usage(other.zh(), other.en()),
    }
}
