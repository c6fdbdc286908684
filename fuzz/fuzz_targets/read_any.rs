//! See `gongkai_fuzz::read_any`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gongkai_fuzz::read_any(bytes));
