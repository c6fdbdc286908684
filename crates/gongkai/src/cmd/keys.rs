//! `gongkai keys`: the keys that seal what applicants tell of themselves.

use std::io::Write;

use gongkai_app::requests;

use super::{Context, Status};
use crate::input::Failure;
use crate::service::{Service, ServiceArgs};
use crate::words::Lang;

/// What to do with them.
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Shows which cipher seals, and with which ciphers and keys everything is sealed.
    Show(Args),
    /// Makes a new key and seals what applicants told, and the papers of their cases, with it and the cipher that is set.
    /// Servers have to be started again to use it.
    Rotate(Args),
}

/// Which installation.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    service: ServiceArgs,
}

/// Runs the verb.
pub fn run(verb: &Verb, context: &Context) -> Result<Status, Failure> {
    let (Verb::Show(args) | Verb::Rotate(args)) = verb;
    let service = args.service.read(None)?;
    service.need_database()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match verb {
            Verb::Show(_) => show(&service, context).await,
            Verb::Rotate(_) => rotate(&service, context).await,
        }
    })
}

async fn show(service: &Service, context: &Context) -> Result<Status, Failure> {
    let failed = |e: &gongkai_app::Internal| {
        super::serve::unusable("无法查看密钥", "the keys could not be looked at", e)
    };
    let app = service.open().await.map_err(|e| failed(&e))?;
    let count = app.key_count().map_err(|e| failed(&e.into()))?;
    let rows = requests::sealed(&app).await.map_err(|e| failed(&e))?;
    let pick = |zh, en| context.lang.pick(zh, en);
    let mut out = anstream::stdout();
    writeln!(out, "{}: {}", pick("当前加密算法", "cipher that seals"), app.settings().cipher.code())?;
    writeln!(out, "{}: {count}", pick("密钥数", "keys"))?;
    for row in rows {
        let cipher = row.cipher.map_or(pick("（无法识别）", "(unknown)"), |c| c.code());
        let (values, papers) = (row.values, row.papers);
        let said = match context.lang {
            Lang::Zh => format!("申请人信息{values}项，材料{papers}件"),
            Lang::En => format!("{values} values, {papers} papers"),
        };
        writeln!(out, "  {cipher} {}: {said}", row.key)?;
    }
    Ok(Status::Clean)
}

async fn rotate(service: &Service, context: &Context) -> Result<Status, Failure> {
    let failed = |e: &gongkai_app::Internal| {
        super::serve::unusable("无法更换密钥", "the keys could not be rotated", e)
    };
    let app = service.open().await.map_err(|e| failed(&e))?;
    let (values, papers) = requests::rotate_keys(&app).await.map_err(|e| failed(&e))?;
    let cipher = app.settings().cipher.code();
    let said = match context.lang {
        Lang::Zh => format!(
            "申请人信息{values}项、材料{papers}件已用新密钥（{cipher}）加密。请重启服务，并把 keys/requests.keys 再备份一次。"
        ),
        Lang::En => format!(
            "{values} values and {papers} papers are sealed with the new key ({cipher}). Start the servers again, and back \
             keys/requests.keys up once more."
        ),
    };
    writeln!(anstream::stdout(), "{said}")?;
    Ok(Status::Clean)
}
