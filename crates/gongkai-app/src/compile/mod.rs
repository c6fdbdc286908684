//! The annual report of an agency out of its own records: the numbers, the sets behind them, the text, and its way to the
//! public. One verb a file; what counts where is in `gongkai_domain::compile`.

mod cell;
mod count;
mod draft;
mod hand_in;
mod live;
mod page;
mod suggest;

pub use cell::{Members, MembersPage, members};
pub use count::{Compiled, LEDGERS, Unplaced, compile, compile_of, sheet_of, tables_of};
pub(crate) use count::{count_requests, instants};
pub(crate) use draft::is_begun;
pub use draft::{Override, ReportDraft, TypedChapters, drop_override, put_override, save_text};
pub use gongkai_formats::write::layout::heading;
pub use hand_in::hand_in;
pub(crate) use hand_in::{PublishedReport, of_document, report_row};
pub use live::{LiveNumber, MissingNumber};
pub use page::{Deviation, Repeat, ReportWork, YearLine, due_on, work, years};

use gongkai_domain::compile::Period;
use gongkai_domain::report::{Applicant, CellKey, Row};

/// The cell of the form and how it is called in addresses.
pub(crate) fn total_of(row: Row) -> CellKey {
    CellKey::t3(row, Applicant::Total)
}

/// The ends of a period as the database has days.
pub(crate) fn ends(period: Period) -> (String, String) {
    (period.from().to_string(), period.to().to_string())
}
