//! Any bytes as a page: no panic, and every cell inside its table, every place inside the text.
#![no_main]

use gongkai_formats::read::{Block, encoding, html};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (text, _) = encoding::decode(bytes);
    let document = html::parse(&text);
    for block in &document.blocks {
        match block {
            Block::Line(line) => assert!(in_text(&document.text, line.place.bytes)),
            Block::Table(table) => {
                for cell in &table.cells {
                    assert!(cell.row + cell.row_span <= table.rows);
                    assert!(cell.column + cell.column_span <= table.columns);
                    assert!(in_text(&document.text, cell.place.bytes));
                }
            }
        }
    }
});

fn in_text(text: &str, place: Option<(u32, u32)>) -> bool {
    place.is_some_and(|(start, end)| text.get(start as usize..end as usize).is_some())
}
