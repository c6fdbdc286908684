//! Reading and checking an HTML page against parsing the same bytes alone.
//!
//! `cargo bench -p gongkai-formats --bench read_report`

use std::hint::black_box;

use gongkai_domain::check::{self, Subject};
use gongkai_domain::report::sample::consistent_report;
use gongkai_domain::report::{AnnualReport, Format};
use gongkai_formats::read::{encoding, html, read_report};
use gongkai_formats::write;

fn main() {
    divan::main();
}

/// What the benchmarks read; each page has about 100 kB.
#[derive(Debug, Clone, Copy)]
enum Page {
    /// Mostly running text: navigation, the six chapters with their tables, and many paragraphs.
    Text,
    /// Mostly tables: every cell with the styles, paragraph and span that pasting from Word leaves.
    Word,
}

const PAGES: [Page; 2] = [Page::Text, Page::Word];

impl Page {
    fn bytes(self) -> Vec<u8> {
        match self {
            Page::Text => text_page(),
            Page::Word => word_page(),
        }
    }

    fn text(self) -> String {
        String::from_utf8(self.bytes()).expect("the page is UTF-8")
    }

    fn report(self) -> AnnualReport {
        read_report(&self.bytes(), "page.html").expect("the page is HTML")
    }
}

/// The start of a page as sites have it, with the links of a menu.
fn head(links: usize) -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>政府信息公开年报</title></head><body><div id=\"nav\"><ul>",
    );
    for i in 0..links {
        page.push_str(&format!("<li class=\"item\"><a href=\"/zwgk/column/{i}/index.html\" target=\"_blank\">政务公开栏目{i}</a></li>"));
    }
    page.push_str("</ul></div>");
    page
}

/// A consistent report as we write it, from `<body>` on.
fn body() -> String {
    let page = write::html::write(&consistent_report(7, Format::F2021));
    let start = page.find("<body").unwrap_or(0);
    page[start..].to_owned()
}

/// What pasting from Word leaves on every cell and paragraph.
const CELL_STYLE: &str =
    "<td style=\"border:1px solid windowtext;padding:0 7px\" width=\"68\" valign=\"middle\"";
const PARAGRAPH_STYLE: &str =
    "<p class=\"MsoNormal\" style=\"text-indent:32px;line-height:200%;font-family:仿宋_GB2312\"";

fn text_page() -> Vec<u8> {
    let mut page = head(120);
    page.push_str(&body().replace("<td", CELL_STYLE).replace("<p", PARAGRAPH_STYLE));
    let sentence = "<p class=\"MsoNormal\"><span lang=\"EN-US\" style=\"font-size:16px\">一是加强组织领导，明确责任分工，及时更新栏目内容，回应群众关切。</span></p>";
    while page.len() < 100_000 {
        page.push_str(sentence);
    }
    page.into_bytes()
}

fn word_page() -> Vec<u8> {
    let inside = "<p class=\"MsoNormal\" align=\"center\" style=\"text-align:center;line-height:24.0pt;mso-line-height-rule:exactly;mso-pagination:widow-orphan\"><span lang=\"EN-US\" style=\"font-size:12.0pt;font-family:宋体;mso-bidi-font-family:宋体;color:black;mso-font-kerning:0pt\">";
    let mut page = head(120);
    let body = body().replace("<p", PARAGRAPH_STYLE);
    let mut cells = body.split("<td");
    page.extend(cells.next());
    for cell in cells {
        let (attributes, rest) = cell.split_once('>').expect("a tag is closed");
        let rest = rest.replacen("</td>", "<o:p></o:p></span></p></td>", 1);
        page.push_str(&format!("{CELL_STYLE}{}>{inside}{rest}", without_data(attributes)));
    }
    page.into_bytes()
}

/// Attributes without those that only our own pages have.
fn without_data(attributes: &str) -> String {
    let mut kept = String::new();
    for attribute in attributes.split_inclusive("\" ") {
        if !attribute.trim_start().starts_with("data-") {
            kept.push_str(attribute);
        }
    }
    kept
}

#[divan::bench(args = PAGES)]
fn html5ever_parse_alone(bencher: divan::Bencher<'_, '_>, page: Page) {
    let text = page.text();
    bencher.bench(|| scraper::Html::parse_document(black_box(&text)));
}

#[divan::bench(args = PAGES)]
fn our_html_parse_alone(bencher: divan::Bencher<'_, '_>, page: Page) {
    let bytes = page.bytes();
    bencher.bench(|| {
        let (text, _) = encoding::decode(black_box(&bytes));
        html::parse(&text)
    });
}

#[divan::bench(args = PAGES)]
fn read(bencher: divan::Bencher<'_, '_>, page: Page) {
    let bytes = page.bytes();
    bencher.bench(|| read_report(black_box(&bytes), "page.html"));
}

#[divan::bench(args = PAGES)]
fn read_and_check(bencher: divan::Bencher<'_, '_>, page: Page) {
    let bytes = page.bytes();
    bencher.bench(|| {
        let report = read_report(black_box(&bytes), "page.html").expect("the page is HTML");
        check::check(Subject { report: &report, previous: None, own_filing: false })
    });
}

#[divan::bench(args = PAGES)]
fn align_alone(bencher: divan::Bencher<'_, '_>, page: Page) {
    let text = page.text();
    bencher.with_inputs(|| html::parse(&text)).bench_values(gongkai_formats::read::align);
}

#[divan::bench(args = PAGES)]
fn facts_alone(bencher: divan::Bencher<'_, '_>, page: Page) {
    let report = page.report();
    bencher.bench(|| gongkai_domain::facts::extract(black_box(&report.chapters)));
}

#[divan::bench(args = PAGES)]
fn check_alone(bencher: divan::Bencher<'_, '_>, page: Page) {
    let report = page.report();
    bencher.bench(|| check::check(Subject { report: black_box(&report), previous: None, own_filing: false }));
}
