//! Word documents. Input that is no zip container is taken as the main part of one, since the fuzzer would
//! otherwise spend its time on checksums.
#![no_main]

use gongkai_formats::read::docx;
use libfuzzer_sys::fuzz_target;

mod stored_zip;

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        let _ = docx::parse(bytes);
    } else {
        let _ = docx::parse(&stored_zip::pack(&[("word/document.xml", bytes)]));
    }
});
