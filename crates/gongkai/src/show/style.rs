//! The few colours. They are always written and dropped at the edge where there is no terminal.

use anstyle::{AnsiColor, Style};
use gongkai_domain::check::Severity;

/// Headlines and what is to be looked at.
pub const STRONG: Style = Style::new().bold();
/// Frames, line numbers and other furniture.
pub const FRAME: Style = AnsiColor::Blue.on_default().bold();
/// What would mend it.
pub const HELP: Style = AnsiColor::Cyan.on_default().bold();
/// Less important.
pub const DIM: Style = Style::new().dimmed();

/// The colour of what was taken out (`-`) or put in (`+`).
pub fn side(sign: &str) -> Style {
    let colour = if sign == "-" { AnsiColor::Red } else { AnsiColor::Green };
    colour.on_default()
}

/// The colour of a severity.
pub fn severity(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Info => AnsiColor::Green.on_default().bold(),
    }
}

/// The text in a style.
pub fn paint(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}
