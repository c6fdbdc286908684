//! `/reports`: one page a file.

mod check;
mod compare;
mod download;
mod list;
pub mod regions;
mod rule;
mod rules;
mod show;
pub mod view;

pub use check::{check, check_form, read_upload};
pub use compare::compare;
pub use download::download;
pub use list::{ListQuery, list};
pub use rule::rule;
pub use rules::rules;
pub use show::show;
