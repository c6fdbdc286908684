//! Reports and findings in front of people and of other programs.

pub mod excerpt;
pub mod finding;
pub mod json;
pub mod line_index;
pub mod page;
pub mod sarif;
pub mod style;
pub mod table;
pub mod width;

use gongkai_domain::check::Severity;

/// `error: what happened`
pub fn headline(word: &str, sentence: &str) -> String {
    format!("{}: {sentence}", style::paint(style::severity(Severity::Error), word))
}
