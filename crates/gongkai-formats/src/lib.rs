//! Bytes in, typed report and notices out; typed report in, bytes out.
//!
//! Pure: no files, no network, no clock. A bad document is not an error: reading gives a report and notices.

pub mod columns;
pub mod grid;
pub mod import;
pub mod inspect;
pub mod read;
pub mod rich_text;
mod wire;
pub mod write;
