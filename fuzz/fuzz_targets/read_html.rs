//! See `gongkai_fuzz::read_html`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gongkai_fuzz::read_html(bytes));
