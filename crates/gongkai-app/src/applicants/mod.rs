//! Accounts of applicants who want their history: opened by a code that is sent, without a password, apart from those of the
//! office in every way. What identifies somebody is sealed and found by a keyed hash.

mod codes;
mod session;
mod sms;

pub use codes::{AskedCode, DemoCode, demo_codes, enter_code, offers, request_code};
pub(crate) use codes::{KIND as CODE_JOB, run as run_code_job};
pub use session::{ApplicantSession, delete_account, link, shown_address, sign_out, who};
pub(crate) use session::{address_of, reseal};
