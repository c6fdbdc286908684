//! `gongkai verify`: whether the record is whole, and whether everything derived follows from it.

use std::io::Write;
use std::path::{Path, PathBuf};

use gongkai_app::App;

use super::{Context, Status};
use crate::input::Failure;

/// Which database.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the database.
    #[arg(long, value_name = "DIR", default_value = "gongkai-data")]
    data: PathBuf,
}

/// Walks every chain of the record, plays it into an empty database, and compares what is derived.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    need_data(&args.data)?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(verify(args, context))
}

/// Opening would make a new, empty one.
pub(super) fn need_data(folder: &Path) -> Result<(), Failure> {
    if folder.join("gongkai.sqlite").is_file() {
        return Ok(());
    }
    let folder = folder.display();
    Err(Failure::usage(
        format!("{folder} 中没有数据库；请用 --data 指明数据目录。"),
        format!("there is no database in {folder}; name the data folder with --data"),
    ))
}

async fn verify(args: &Args, context: &Context) -> Result<Status, Failure> {
    let unusable = |error: &gongkai_app::Internal| super::serve::unusable("无法核验", "cannot verify", error);
    let app = App::open(&args.data).await.map_err(|e| unusable(&e))?;
    let verdict = app.verify().await.map_err(|e| unusable(&e))?;
    let mut out = anstream::stdout();
    let lang = context.lang;
    writeln!(
        out,
        "{} {} · {} {}",
        verdict.events,
        lang.pick("项记录", "acts"),
        verdict.chains,
        lang.pick("条链", "chains")
    )?;
    for broken in &verdict.broken {
        writeln!(out, "{} {broken:?}", lang.pick("链断开：", "broken chain:"))?;
    }
    for (table, key) in &verdict.wrong_rows {
        writeln!(out, "{} {table} {key}", lang.pick("与记录不符：", "does not follow from the record:"))?;
    }
    let is_whole = verdict.broken.is_empty() && verdict.wrong_rows.is_empty();
    if is_whole {
        writeln!(out, "{}", lang.pick("完好", "whole"))?;
    }
    Ok(if is_whole { Status::Clean } else { Status::Findings })
}
