//! The same small report in every container gives the same lines and cells.

use gongkai_formats::read::sniff::{Media, sniff};
use gongkai_formats::read::{Block, Document, ReadError, docx, encoding, html, read_report, workbook};

const PAGE: &str = "<html><head><title>某局2023年政府信息公开工作年度报告</title></head><body>\
    <h1>某局2023年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p>\
    <table><tr><td colspan=2>第二十条第（五）项</td></tr><tr><td>信息内容</td><td>本年处理决定数量</td></tr>\
    <tr><td>行政许可</td><td>12</td></tr></table></body></html>";

fn texts(document: &Document) -> Vec<&str> {
    let mut texts = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Line(line) => texts.push(line.text.as_str()),
            Block::Table(table) => texts.extend(table.cells.iter().map(|cell| cell.text.as_str())),
        }
    }
    texts
}

#[test]
fn a_page_in_any_encoding_is_the_same_page() {
    let utf16 = |unit: fn(u16) -> [u8; 2]| PAGE.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let encodings = [
        PAGE.as_bytes().to_vec(),
        encoding_rs::GB18030.encode(PAGE).0.into_owned(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
    ];
    let expected = html::parse(PAGE);
    assert_eq!(texts(&expected).len(), 7);
    for bytes in encodings {
        assert_eq!(sniff(&bytes), Media::Html);
        let (page, notices) = encoding::decode(&bytes);
        assert_eq!(notices, []);
        assert_eq!(html::parse(&page).blocks, expected.blocks);
    }
}

#[test]
fn refused_kinds_say_what_to_do() {
    let refused = |bytes: &[u8]| read_report(bytes, "x").expect_err("refused").to_string();
    assert_eq!(refused(b"{\\rtf1 x}"), "RTF files are not read; convert to DOCX or PDF");
    assert_eq!(refused(b"   "), "the file is empty");
    assert!(matches!(read_report(b"\x89PNG\r\n\x1a\n", "x.pdf"), Err(ReadError::Unsupported { .. })));
}

#[test]
fn cut_and_flipped_containers_never_panic() {
    let report = crate::random::printable(7, gongkai_domain::report::Format::F2021);
    let word = gongkai_formats::write::docx::write(&report);
    let sheet = gongkai_formats::write::xlsx::write(&report);
    for step in 1..40 {
        for bytes in [&word, &sheet] {
            let mut bad = bytes.clone();
            let at = bytes.len() * step / 40;
            bad[at] ^= 0x55;
            let _ = (docx::parse(&bad), workbook::parse(&bad));
            let _ = (docx::parse(&bytes[..at]), workbook::parse(&bytes[..at]), sniff(&bytes[..at]));
        }
    }
}
