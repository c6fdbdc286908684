//! `gongkai backup`: database and files in one folder.

use std::io::Write;
use std::path::PathBuf;

use gongkai_app::backup::{BackupError, Manifest};

use super::{Context, Status};
use crate::input::Failure;
use crate::service::ServiceArgs;

/// From where to where.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    service: ServiceArgs,
    /// The folder of the backup; it must not be there yet.
    #[arg(value_name = "BACKUP")]
    to: PathBuf,
}

/// Makes the backup; the service may run meanwhile.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let service = args.service.read(None)?;
    service.need_database()?;
    let work = async {
        let app = service.open().await?;
        app.backup(&args.to).await
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let manifest = runtime.block_on(work).map_err(|e| failure(&e))?;
    say(&manifest, context)?;
    Ok(Status::Clean)
}

/// How much there is in a backup.
pub(super) fn say(manifest: &Manifest, context: &Context) -> Result<(), Failure> {
    let (acts, files) = (manifest.acts, manifest.files.len());
    let line = match context.lang.pick("zh", "en") {
        "zh" => format!("{acts} 项记录 · {files} 个文件"),
        _ => format!("{acts} acts · {files} files"),
    };
    Ok(writeln!(anstream::stdout(), "{line}")?)
}

/// What to do about it.
pub(super) fn failure(error: &BackupError) -> Failure {
    let path = |p: &PathBuf| p.display().to_string();
    let (zh, en) = match error {
        BackupError::Occupied(p) => (
            format!("{} 已存在且不为空；请另指定一个目录。", path(p)),
            format!("{} is there and not empty; name another folder", path(p)),
        ),
        BackupError::NotABackup(p) => (
            format!("{} 不是备份目录（没有可读的 manifest.json）。", path(p)),
            format!("{} is no backup: it has no manifest.json that can be read", path(p)),
        ),
        BackupError::Damaged(what) => (
            format!("{what} 缺失或已被改动；请改用另一份备份，或先运行 gongkai verify。"),
            format!("{what} is missing or was changed; use another backup, or run gongkai verify first"),
        ),
        BackupError::NotWhole(what) => {
            (format!("备份中的记录不完好：{what}"), format!("the record in the backup is not whole: {what}"))
        }
        BackupError::Internal(e) => return super::serve::unusable("备份失败", "the backup failed", e),
    };
    Failure::usage(zh, en)
}
