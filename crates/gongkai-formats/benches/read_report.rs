//! Reading and checking an HTML page against parsing the same bytes alone.
//!
//! `cargo bench -p gongkai-formats --bench read_report`

use std::hint::black_box;

use gongkai_domain::check::{self, Subject};
use gongkai_domain::report::Format;
use gongkai_domain::report::sample::consistent_report;
use gongkai_formats::read::{encoding, html, read_report};
use gongkai_formats::write;

fn main() {
    divan::main();
}

/// A page of about 100 kB: navigation, the six chapters with their tables in Word-pasted HTML, footer.
fn page() -> Vec<u8> {
    let report = consistent_report(7, Format::F2021);
    let body = write::html::write(&report);
    let start = body.find("<body").unwrap_or(0);
    let body = &body[start..];
    let mut page = String::from(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>政府信息公开年报</title></head><body><div id=\"nav\"><ul>",
    );
    for i in 0..120 {
        page.push_str(&format!("<li class=\"item\"><a href=\"/zwgk/column/{i}/index.html\" target=\"_blank\">政务公开栏目{i}</a></li>"));
    }
    page.push_str("</ul></div>");
    // What pasting from Word leaves on every cell and paragraph.
    let body = body
        .replace(
            "<td",
            "<td style=\"border:1px solid windowtext;padding:0 7px\" width=\"68\" valign=\"middle\"",
        )
        .replace(
            "<p",
            "<p class=\"MsoNormal\" style=\"text-indent:32px;line-height:200%;font-family:仿宋_GB2312\"",
        );
    page.push_str(&body);
    let sentence = "<p class=\"MsoNormal\"><span lang=\"EN-US\" style=\"font-size:16px\">一是加强组织领导，明确责任分工，及时更新栏目内容，回应群众关切。</span></p>";
    while page.len() < 100_000 {
        page.push_str(sentence);
    }
    page.into_bytes()
}

#[divan::bench]
fn html5ever_parse_alone(bencher: divan::Bencher<'_, '_>) {
    let page = page();
    let text = String::from_utf8(page).expect("the page is UTF-8");
    bencher.bench(|| scraper::Html::parse_document(black_box(&text)));
}

#[divan::bench]
fn our_html_parse_alone(bencher: divan::Bencher<'_, '_>) {
    let page = page();
    bencher.bench(|| {
        let (text, _) = encoding::decode(black_box(&page));
        html::parse(&text)
    });
}

#[divan::bench]
fn read(bencher: divan::Bencher<'_, '_>) {
    let page = page();
    bencher.bench(|| read_report(black_box(&page), "page.html"));
}

#[divan::bench]
fn read_and_check(bencher: divan::Bencher<'_, '_>) {
    let page = page();
    bencher.bench(|| {
        let report = read_report(black_box(&page), "page.html").expect("the page is HTML");
        check::check(Subject { report: &report, previous: None, own_filing: false })
    });
}

#[divan::bench]
fn align_alone(bencher: divan::Bencher<'_, '_>) {
    let text = String::from_utf8(page()).expect("the page is UTF-8");
    bencher.with_inputs(|| html::parse(&text)).bench_values(gongkai_formats::read::align);
}

#[divan::bench]
fn facts_alone(bencher: divan::Bencher<'_, '_>) {
    let report = read_report(&page(), "page.html").expect("the page is HTML");
    bencher.bench(|| gongkai_domain::facts::extract(black_box(&report.chapters)));
}

#[divan::bench]
fn check_alone(bencher: divan::Bencher<'_, '_>) {
    let report = read_report(&page(), "page.html").expect("the page is HTML");
    bencher.bench(|| check::check(Subject { report: black_box(&report), previous: None, own_filing: false }));
}
