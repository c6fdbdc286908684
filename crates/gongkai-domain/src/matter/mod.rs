//! What comes to an agency besides requests: the correction of records about oneself (Art. 41), and complaints and reports
//! about how an agency discloses (Art. 47, 51).
//!
//! They are no requests for information and stand in no row of table 3. A matter is the sum of its events, as a request is:
//! [`Matter::replay`] folds them, [`standing`] counts its clocks, and [`table`] is the one table of which act may follow
//! where, by whom, in which kind of matter. The Regulations give neither kind a term: the one that an agency has set is
//! written into the first event, so that a later setting moves no clock that runs.

pub mod act;
pub mod clock;
pub mod event;
pub mod letter;
pub mod state;
pub mod table;

pub use act::{Actor, Refused, allowed};
pub use clock::{MatterClock, MatterClockKind, MatterStanding, standing};
pub use event::{Event, EventKind, MatterKind, Recorded, Settlement};
pub use state::{BrokenMatter, Matter, State};

#[cfg(test)]
mod histories;
#[cfg(test)]
mod tests;
