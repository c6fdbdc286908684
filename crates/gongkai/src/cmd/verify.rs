//! `gongkai verify`: whether the record is whole, and whether everything derived follows from it.

use std::io::Write;

use super::{Context, Status};
use crate::input::Failure;
use crate::service::{Service, ServiceArgs};

/// Which database.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    service: ServiceArgs,
}

/// Walks every chain of the record, plays it into an empty database, and compares what is derived.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let service = args.service.read(None)?;
    service.need_database()?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(verify(&service, context))
}

async fn verify(service: &Service, context: &Context) -> Result<Status, Failure> {
    let unusable = |error: &gongkai_app::Internal| super::serve::unusable("无法核验", "cannot verify", error);
    let app = service.open().await.map_err(|e| unusable(&e))?;
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
