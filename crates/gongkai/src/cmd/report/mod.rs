//! `gongkai report …`

mod batch;
mod check;
mod compile;
mod diff;
mod explain;
mod read;
mod render;
mod roll_up;
mod rules;
mod schema;
mod similar;

use clap::Subcommand;

use super::{Context, Status};
use crate::input::Failure;

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Read reports in any layout and write what they say in a fixed form.
    Read(read::Args),
    /// Check reports: what does not add up, what contradicts itself, what the form forbids.
    Check(check::Args),
    /// Compile the tables of an agency from its records: a year, or any other period.
    Compile(compile::Args),
    /// List the rules that a report is checked against.
    Rules(rules::Args),
    /// Print the page of a rule: what it finds, why it matters, what mends it.
    Explain(explain::Args),
    /// Compare two reports, cell by cell and sentence by sentence.
    Diff(diff::Args),
    /// Sum the reports of a region's units and say what is missing.
    RollUp(roll_up::Args),
    /// Find chapters that are near copies of one another (雷同).
    Similar(similar::Args),
    /// Write a report in the official layout, in any format.
    Render(render::Args),
    /// Print the JSON Schema of a report.
    Schema(schema::Args),
    /// Read and check a folder of any size; write the results as Parquet and CSV.
    Batch(batch::Args),
}

pub fn run(verb: &Verb, context: &Context) -> Result<Status, Failure> {
    match verb {
        Verb::Read(args) => read::run(args, context),
        Verb::Check(args) => check::run(args, context),
        Verb::Compile(args) => compile::run(args, context),
        Verb::Rules(args) => rules::run(args, context),
        Verb::Explain(args) => explain::run(args, context),
        Verb::Diff(args) => diff::run(args, context),
        Verb::RollUp(args) => roll_up::run(args, context),
        Verb::Similar(args) => similar::run(args, context),
        Verb::Render(args) => render::run(args, context),
        Verb::Schema(args) => schema::run(args, context),
        Verb::Batch(args) => batch::run(args, context),
    }
}
