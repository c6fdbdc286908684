//! The law of government-information disclosure as code.
//!
//! Pure: every function's result depends only on its arguments. There is no input or output, no clock, no
//! serialization and no hash order in here; the crate is `no_std` so that such things do not even resolve.
//!
//! Citation form: `Art. 33 ¶2` is 第三十三条第二款 of the Regulations (国务院令第711号).
#![no_std]
extern crate alloc;

#[cfg(test)]
extern crate std;
// The tests' short form of the calendar names the crate the way that integration tests do.
#[cfg(test)]
extern crate self as gongkai_domain;

pub mod assessment;
pub mod benchmark;
pub mod calendar;
pub mod campaign;
pub mod check;
pub mod china_time;
pub mod compile;
pub mod diff;
pub mod disclosure;
pub mod facts;
pub mod format_map;
mod lexicon;
pub mod matter;
pub mod number;
pub mod permission;
pub mod register;
pub mod report;
pub mod request;
pub mod roll_up;
pub mod similar;
