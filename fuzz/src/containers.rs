//! The readers of containers: bytes to lines and tables.

use gongkai_domain::report::Place;
use gongkai_formats::read::{Block, Document, docx, encoding, html, pdf, workbook};

use super::{pdf_parts, stored_zip};

const WORKBOOK: &[u8] = b"<workbook><sheets><sheet name='a'/></sheets></workbook>";
const STRINGS: &[u8] = b"<sst><si><t>a</t></si><si><t>1</t></si></sst>";
const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// Any bytes as a page: every place is inside the text.
pub fn read_html(bytes: &[u8]) {
    let (text, _) = encoding::decode(bytes);
    let document = html::parse(&text);
    check_document(&document, &|place| in_text(&document.text, place));
}

/// Word documents. Input that is no zip container is taken as the main part of one, since the fuzzer would otherwise
/// spend its time on checksums.
pub fn read_docx(bytes: &[u8]) {
    let packed;
    let file = match bytes.starts_with(b"PK") {
        true => bytes,
        false => {
            packed = stored_zip::pack(&[("word/document.xml", bytes)]);
            &packed
        }
    };
    if let Ok(document) = docx::parse(file) {
        check_document(&document, &|_| true);
    }
}

/// Workbooks. XML is taken as the sheet of an XLSX file and as the content of an ODS file.
pub fn read_workbook(bytes: &[u8]) {
    let check = |file: &[u8]| {
        if let Ok(document) = workbook::parse(file) {
            check_document(&document, &|_| true);
        }
    };
    if !bytes.starts_with(b"<") {
        return check(bytes);
    }
    check(&stored_zip::pack(&[
        ("xl/workbook.xml", WORKBOOK),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", bytes),
    ]));
    check(&stored_zip::pack(&[("mimetype", ODS), ("content.xml", bytes)]));
}

/// PDF files: every place is a box on a page. What does not begin like one is taken as a part of one.
pub fn read_pdf(bytes: &[u8]) {
    let wrapped;
    let file = match bytes {
        [b'%', ..] => bytes,
        _ => {
            wrapped = pdf_parts::wrap(bytes);
            &wrapped
        }
    };
    for document in pdf::parse(file).unwrap_or_default() {
        check_document(&document, &on_a_page);
    }
}

/// Cells stand inside their table, in order and each with a place of its own; places are where `is_good` wants them.
fn check_document(document: &Document, is_good: &dyn Fn(&Place) -> bool) {
    for block in &document.blocks {
        match block {
            Block::Line(line) => assert!(is_good(&line.place), "{line:?}"),
            Block::Table(table) => {
                let mut last = None;
                for cell in &table.cells {
                    assert!(cell.row_span > 0 && cell.row + cell.row_span <= table.rows, "{cell:?}");
                    assert!(
                        cell.column_span > 0 && cell.column + cell.column_span <= table.columns,
                        "{cell:?}"
                    );
                    assert!(is_good(&cell.place), "{cell:?}");
                    assert!(last < Some((cell.row, cell.column)), "{last:?} is not before {cell:?}");
                    last = Some((cell.row, cell.column));
                }
            }
        }
    }
}

fn in_text(text: &str, place: &Place) -> bool {
    place.bytes.is_some_and(|(start, end)| text.get(start as usize..end as usize).is_some())
}

fn on_a_page(place: &Place) -> bool {
    place.page.is_some_and(|page| page > 0) && place.bounds.is_some_and(|b| b.iter().all(|n| n.is_finite()))
}
