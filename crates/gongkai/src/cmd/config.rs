//! `gongkai config`: the settings in force, what each means, and where it comes from.

use std::io::Write;

use super::{Context, Status};
use crate::input::Failure;
use crate::service::{SETTINGS, ServiceArgs, variable};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    service: ServiceArgs,
    /// Say what each setting means and which names it has.
    #[arg(long)]
    explain: bool,
}

/// Lists the settings; wrong ones are an error.
pub fn run(args: &Args, context: &Context) -> Result<Status, Failure> {
    let service = args.service.read(None)?;
    let lang = context.lang;
    let mut out = anstream::stdout();
    for setting in SETTINGS {
        let (value, origin) = service.shown(setting);
        writeln!(out, "{} = {value:?}  # {}", setting.key, origin.in_words(lang))?;
        if args.explain {
            let (meaning, name) = (setting.meaning(lang), variable(setting.key));
            writeln!(out, "    {meaning}\n    [service] {} · ${name}", setting.key)?;
        }
    }
    Ok(Status::Clean)
}
