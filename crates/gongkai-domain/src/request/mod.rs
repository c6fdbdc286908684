//! 依申请公开: a request as the sum of its events, with the clocks of the law.
//!
//! A case is what happened to it. [`Case::replay`] folds the events; [`standing`] counts the clocks from them and says
//! line by line how; [`table`] is the one table of which event may follow where, by whom and by which article; and
//! [`Ending`] ties the way a case ends to its article, its row of table 3, its letter, its remedy and the evidence that
//! the file must hold. Nothing here stores a due day: it follows from the events and the calendar.

pub mod act;
pub mod case;
pub mod clock;
pub mod ending;
pub mod event;
pub mod fee;
pub mod letter;
pub mod proceeding;
pub mod redaction;
pub mod table;
pub mod tally;

pub use act::{Actor, Refused, allowed};
pub use case::{BrokenCase, Case, State};
pub use clock::{ClockKind, ClockState, ClockView, DayLine, DayMark, Standing, known_clocks, standing};
pub use ending::{Ending, Evidence, Letter, Remedy};
pub use event::{Event, EventKind, Recorded};

#[cfg(test)]
mod histories;
#[cfg(test)]
mod tests;
