//! See `gongkai_fuzz::write_then_read`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| gongkai_fuzz::write_then_read(bytes));
