//! `gongkai restore`: a backup becomes a data folder again.

use std::path::PathBuf;

use gongkai_app::backup;

use super::{Context, Status};
use crate::input::Failure;

/// From where to where.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the backup.
    #[arg(value_name = "BACKUP")]
    from: PathBuf,
    /// The folder of the database; it must be empty or not there.
    #[arg(long, value_name = "DIR", default_value = "gongkai-data")]
    data: PathBuf,
}

/// Restores and verifies.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let restored = runtime.block_on(backup::restore(&args.from, &args.data));
    super::backup::say(&restored.map_err(|e| super::backup::failure(&e))?, context)?;
    Ok(Status::Clean)
}
