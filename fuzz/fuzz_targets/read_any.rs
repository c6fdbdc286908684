//! Any bytes as a report: reading and checking never panic.
#![no_main]

use gongkai_domain::check::{Subject, check};
use gongkai_formats::read::read_reports;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(reports) = read_reports(bytes, "input") {
        for report in &reports {
            check(Subject::published(report));
        }
    }
});
