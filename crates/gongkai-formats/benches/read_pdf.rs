//! Reading PDF files: a ruled table over many pages, and running text.
//!
//! `cargo bench -p gongkai-formats --bench read_pdf`. Each figure is for ten pages.

#[allow(dead_code, reason = "the benches need a part of it")]
#[path = "../tests/it/pdf_builder.rs"]
mod pdf_builder;

use divan::Bencher;
use gongkai_formats::read::pdf::parse;
use pdf_builder::{PageBuilder, PdfBuilder};

const PAGES: usize = 10;

fn main() {
    divan::main();
}

/// Forty rows of a label and seven numbers, every cell with its own frame.
fn table_page() -> PageBuilder {
    let mut page = PageBuilder::a4();
    for row in 0..40 {
        let y = 60.0 + 18.0 * row as f32;
        page.raw(&format!("70 {} 160 18 re S", 842.0 - y - 18.0));
        page.text(74.0, y + 13.0, 9.0, "（三）不予公开1.属于国家秘密");
        for column in 0..7 {
            let x = 230.0 + 40.0 * column as f32;
            page.raw(&format!("{x} {} 40 18 re S", 842.0 - y - 18.0));
            page.text(x + 12.0, y + 13.0, 9.0, &(row * 7 + column).to_string());
        }
    }
    page
}

/// Thirty full lines.
fn text_page() -> PageBuilder {
    let mut page = PageBuilder::a4();
    for row in 0..30 {
        let words = "全年通过政府网站主动公开政府信息一千一百余条办理答复申请";
        page.text(80.0, 80.0 + 24.0 * row as f32, 16.0, words);
    }
    page
}

fn file(page: fn() -> PageBuilder) -> Vec<u8> {
    PdfBuilder::of_pages((0..PAGES).map(|_| page())).build()
}

#[divan::bench]
fn ruled_tables(bencher: Bencher<'_, '_>) {
    let bytes = file(table_page);
    bencher.bench(|| parse(divan::black_box(&bytes)).expect("a readable file"));
}

#[divan::bench]
fn running_text(bencher: Bencher<'_, '_>) {
    let bytes = file(text_page);
    bencher.bench(|| parse(divan::black_box(&bytes)).expect("a readable file"));
}
