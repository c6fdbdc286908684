//! Workbooks. XML is taken as the sheet of an XLSX file and as the content of an ODS file.
#![no_main]

use gongkai_formats::read::workbook;
use libfuzzer_sys::fuzz_target;

mod stored_zip;

const WORKBOOK: &[u8] = b"<workbook><sheets><sheet name='a'/></sheets></workbook>";
const STRINGS: &[u8] = b"<sst><si><t>a</t></si><si><t>1</t></si></sst>";
const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

fuzz_target!(|bytes: &[u8]| {
    if !bytes.starts_with(b"<") {
        let _ = workbook::parse(bytes);
        return;
    }
    let _ = workbook::parse(&stored_zip::pack(&[
        ("xl/workbook.xml", WORKBOOK),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", bytes),
    ]));
    let _ = workbook::parse(&stored_zip::pack(&[("mimetype", ODS), ("content.xml", bytes)]));
});
