//! See `gongkai_fuzz::check_report`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gongkai_fuzz::check_report(bytes));
