//! `gongkai verify`: whether the record is whole, and whether everything derived follows from it.

use std::io::Write;
use std::path::PathBuf;

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
    if !args.data.is_dir() {
        let folder = args.data.display();
        return Err(Failure::usage(
            format!("没有数据目录 {folder}；请用 --data 指明。"),
            format!("there is no data folder {folder}; name it with --data"),
        ));
    }
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(verify(args, context))
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
