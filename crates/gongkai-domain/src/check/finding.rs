//! What a rule says.

use alloc::string::String;
use alloc::vec::Vec;
use rust_decimal::Decimal;

use super::Subject;
use crate::report::{CellKey, Place};

/// How bad it is. Ordered: `Info < Warning < Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably wrong, or bad practice.
    Warning,
    /// Wrong whatever the circumstances.
    Error,
}

impl Severity {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The inverse of [`Severity::as_str`].
    pub fn parse(name: &str) -> Option<Severity> {
        [Severity::Info, Severity::Warning, Severity::Error].into_iter().find(|s| s.as_str() == name)
    }
}

/// The three outcomes of a rule. `Pass` makes no finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The rule holds.
    Pass,
    /// The rule is broken, whatever the blank cells may be.
    Fail,
    /// The rule holds if the blank or missing cells of the finding are 0; it cannot be judged otherwise.
    Conditional,
}

impl Verdict {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Conditional => "conditional",
        }
    }
}

/// A sentence in both languages, with the particulars filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Message {
    /// Both sentences.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Message {
        Message { zh: zh.into(), en: en.into() }
    }
}

/// A place in the running text of a report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextSpan {
    /// Index into `report.chapters` (not the chapter's number, which can occur twice).
    pub chapter: usize,
    /// Index into the chapter's paragraphs.
    pub paragraph: usize,
    /// Byte range in the paragraph's text; an empty one is about the chapter's heading.
    pub span: (usize, usize),
    /// Where the paragraph, or the heading, stands in the source.
    pub place: Place,
}

/// What would mend it: new values for cells, and why these.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What to do, in both languages.
    pub message: Message,
    /// The cells and the values that would make the sums hold. Empty when the mending is not in a cell.
    pub changes: Vec<(CellKey, Decimal)>,
}

/// One thing that a rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule's code, for example `R01`.
    pub code: &'static str,
    /// The rule's severity, or what a setting made of it.
    pub severity: Severity,
    /// `Fail` or `Conditional`.
    pub verdict: Verdict,
    /// What is wrong, with the numbers.
    pub message: Message,
    /// The cells that the rule compared; for a text rule, those it was compared with.
    pub cells: Vec<CellKey>,
    /// Left side of the comparison, if there is one.
    pub left: Option<Decimal>,
    /// Right side of the comparison, if there is one.
    pub right: Option<Decimal>,
    /// The smallest set of cells that could be wrong, where row sums and column sums cross.
    pub suspects: Vec<CellKey>,
    /// The sentence it is about, for a text rule.
    pub text: Option<TextSpan>,
    /// What would mend it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding with nothing but a message.
    pub fn new(code: &'static str, severity: Severity, message: Message) -> Finding {
        Finding {
            code,
            severity,
            verdict: Verdict::Fail,
            message,
            cells: Vec::new(),
            left: None,
            right: None,
            suspects: Vec::new(),
            text: None,
            fix: None,
        }
    }
}

/// A rule: its code, its manual page, and the function that runs it.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The stable code: a letter for the family and two digits.
    pub code: &'static str,
    /// A name that reads well after "allow": `row-sum-mismatch`.
    pub name: &'static str,
    /// Severity before settings.
    pub severity: Severity,
    /// One line in Chinese.
    pub title_zh: &'static str,
    /// One line in English.
    pub title_en: &'static str,
    /// The manual page, Markdown, both languages.
    pub page: &'static str,
    /// Runs the rule.
    pub run: fn(Subject<'_>) -> Vec<Finding>,
}
