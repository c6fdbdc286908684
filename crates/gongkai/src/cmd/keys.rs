//! `gongkai keys`: the keys that seal what applicants tell of themselves.

use std::io::Write;

use gongkai_app::requests;

use super::{Context, Status};
use crate::input::Failure;
use crate::service::ServiceArgs;

/// What to do with them.
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    /// Makes a new key and seals what applicants told with it. Servers have to be started again to use it.
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
    let Verb::Rotate(args) = verb;
    let service = args.service.read(None)?;
    service.need_database()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let unusable = |e: &gongkai_app::Internal| {
        super::serve::unusable("无法更换密钥", "the keys could not be rotated", e)
    };
    let app = runtime.block_on(service.open()).map_err(|e| unusable(&e))?;
    let count = runtime.block_on(requests::rotate_keys(&app)).map_err(|e| unusable(&e))?;
    let words = context.lang.pick(
        "项已用新密钥加密。请重启服务，并把 keys/requests.keys 再备份一次。",
        "values are sealed with the new key. Start the servers again, and back keys/requests.keys up once more.",
    );
    writeln!(anstream::stdout(), "{count} {words}")?;
    Ok(Status::Clean)
}
