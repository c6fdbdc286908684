//! Any bytes as a PDF: no panic, and every cell inside its table, every place on a page.
#![no_main]

use gongkai_domain::report::Place;
use gongkai_formats::read::{Block, pdf};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for document in pdf::parse(bytes).unwrap_or_default() {
        for block in &document.blocks {
            match block {
                Block::Line(line) => assert!(on_a_page(&line.place)),
                Block::Table(table) => {
                    for cell in &table.cells {
                        assert!(cell.row + cell.row_span <= table.rows);
                        assert!(cell.column + cell.column_span <= table.columns);
                        assert!(on_a_page(&cell.place));
                    }
                }
            }
        }
    }
});

fn on_a_page(place: &Place) -> bool {
    place.page.is_some_and(|page| page > 0) && place.bounds.is_some_and(|b| b.iter().all(|n| n.is_finite()))
}
