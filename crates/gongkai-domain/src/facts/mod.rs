//! Counts that the running text states, found by a small clause grammar.
//!
//! A paragraph is folded ([`line`]), its counts are found with their measure words and with the counts they are
//! parts of (`mention`), and each is named by the nouns and verbs around it (`subject`). Statements that there
//! was none (`negation`) are counts of 0. What cannot be named is
//! [`Subject::Other`](crate::report::Subject::Other); nothing is guessed.

mod enumeration;
mod extract;
mod line;
mod mention;
mod negation;
mod subject;
mod words;

pub use enumeration::{Enumeration, Part, Split, enumerations};
pub use extract::extract;

#[cfg(test)]
mod tests;
