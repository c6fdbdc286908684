//! What is written is read back.

use super::*;
use crate::import::import_document;
use crate::read::package::Package;
use crate::rich_text;
use jiff::civil::date;

const BODY: &str = "<p>各县（区）应急管理局：</p>\n<p class=\"indent\">为做好<strong>今年</strong>的工作，见<a href=\"https://example.gov.cn/a?b=1&amp;c\">办法</a>第2<sup>上</sup>条。</p>\n<h2>一、总体要求</h2>\n<p class=\"indent\">落实责任，加强值守。</p>\n<h3>（一）值守</h3>\n<ul>\n<li>甲</li>\n<li>乙\n<ol>\n<li>子</li>\n<li>丑</li>\n</ol>\n</li>\n</ul>\n<ol start=\"3\">\n<li>第三</li>\n<li>第四</li>\n</ol>\n<table>\n<thead>\n<tr><th>县区</th><th>负责人</th><th>电话</th></tr>\n</thead>\n<tbody>\n<tr><td rowspan=\"2\">甲县</td><td>张某</td><td>1</td></tr>\n<tr><td colspan=\"2\">李某</td></tr>\n</tbody>\n</table>\n<p class=\"indent\">本通知自2024年6月1日起施行。</p>\n";

fn sample() -> Publication {
    Publication {
        title: "关于做好防汛工作的通知".to_owned(),
        number: "某应急〔2024〕12号".to_owned(),
        body: rich_text::clean(BODY),
        signature: "某市应急管理局".to_owned(),
        signed_on: Some(date(2024, 5, 6)),
        header: vec![
            (Field::IndexNumber, "12620600MB0523338C/2024-00035".to_owned()),
            (Field::Agency, "某市应急管理局".to_owned()),
            (Field::PublishedOn, "2024-05-08".to_owned()),
        ],
        attachments: vec![("防汛物资清单.xlsx".to_owned(), "/files/a".to_owned())],
        site: Site { url: "https://example.gov.cn/documents/1".to_owned(), ..Site::default() },
        ..Publication::default()
    }
}

fn nothing(_: &str) -> Option<Vec<u8>> {
    None
}

/// Every part, with a check that each is well-formed XML.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut package = Package::open(bytes, "DOCX").expect("a package");
    let names = package.names();
    let text = |name: String| {
        let text = package.text(&name).expect("a part").expect("a part");
        crate::read::xml::read(&text, "DOCX", |_| Ok(())).unwrap_or_else(|e| panic!("{name}: {e}"));
        (name, text)
    };
    names.into_iter().filter(|name| !name.contains("media/")).map(text).collect()
}

/// A line for every block, without the line breaks of the markup.
fn flat(html: &str) -> String {
    html.replace('\n', "")
}

#[test]
fn a_word_file_is_read_back_to_the_same_text_tables_and_data() {
    let document = sample();
    let bytes = docx(&document, &nothing);
    let read = import_document(&bytes, "a.docx").expect("a document");
    assert_eq!(read.shown(Field::Title), document.title);
    assert_eq!(read.shown(Field::Number), document.number);
    assert_eq!(read.shown(Field::IndexNumber), "12620600MB0523338C/2024-00035");
    assert_eq!(read.shown(Field::Agency), "某市应急管理局");
    assert_eq!(read.date(Field::SignedOn), document.signed_on);
    assert_eq!(read.date(Field::PublishedOn), Some(date(2024, 5, 8)));
    let tail = "<p class=\"align-right\">某市应急管理局</p><p class=\"align-right\">2024年5月6日</p>\
                <p class=\"indent\">附件：</p><p class=\"indent\">1. <a href=\"https://example.gov.cn/files/a\">防汛物资清单.xlsx</a></p>";
    assert_eq!(flat(&read.body.html()), format!("{}{tail}", flat(&document.body.html())));
    let parts = parts(&bytes);
    let types = &parts.iter().find(|(name, _)| name == "[Content_Types].xml").expect("types").1;
    assert!(types.contains("/word/numbering.xml"), "{types}");
}

#[test]
fn a_file_without_lists_links_and_facts_has_no_parts_for_them() {
    let document = Publication {
        body: rich_text::clean("<p>甲&amp;乙</p><hr><blockquote><p>引</p></blockquote>"),
        ..Publication::default()
    };
    let bytes = docx(&document, &nothing);
    assert!(
        parts(&bytes).iter().all(|(name, text)| name != "word/numbering.xml" && !text.contains("numbering"))
    );
    let read = import_document(&bytes, "a.docx").expect("a document");
    assert_eq!(flat(&read.body.html()), "<p>甲&amp;乙</p><p>引</p>");
}

#[test]
fn a_picture_goes_with_the_file_once_and_one_that_is_missing_is_named() {
    let gif = b"GIF89a\x40\x06\x02\x00\x00\x00\x00;".to_vec();
    let hash = crate::read::sha256_hex(&gif);
    let other = "0".repeat(64);
    let html = format!(
        "<p><img src=\"sha256:{hash}\" alt=\"印\"><img src=\"sha256:{hash}\"><img src=\"sha256:{other}\" alt=\"图表\"></p>"
    );
    let document = Publication { body: rich_text::clean(&html), ..Publication::default() };
    let pictures = |asked: &str| (asked == hash).then(|| gif.clone());
    let bytes = docx(&document, &pictures);
    let read = import_document(&bytes, "a.docx").expect("a document");
    assert_eq!(read.body.images(), [hash.as_str()]);
    assert_eq!(read.images.len(), 1);
    assert_eq!(read.body.blocks()[0].text(), "［图表］");
    let text = &parts(&bytes).into_iter().find(|(name, _)| name == "word/document.xml").expect("text").1;
    assert!(text.contains(&format!("cx=\"{}\"", 8844 * 635)), "a picture is no wider than the page: {text}");
}

#[test]
fn a_page_and_markdown_are_read_back() {
    let document = sample();
    let page = html(&document, |hash| format!("/files/{hash}"));
    let read = import_document(page.as_bytes(), "a.html").expect("a page");
    assert_eq!(read.shown(Field::Title), document.title);
    assert_eq!(read.shown(Field::Number), document.number);
    assert_eq!(read.shown(Field::IndexNumber), "12620600MB0523338C/2024-00035");
    assert!(flat(&read.body.html()).contains(&flat(&document.body.html())), "{}", read.body.html());
    let read = import_document(md(&document).as_bytes(), "a.md").expect("a text");
    assert_eq!(read.shown(Field::Title), document.title);
    assert_eq!(read.shown(Field::Number), document.number);
    let text: serde_json::Value = serde_json::from_str(&json(&read)).expect("JSON");
    assert_eq!(text["found"]["title"][0]["value"], "关于做好防汛工作的通知");
}

fn sheet() -> ReviewSheet {
    let opinion = |step: &str, words: &str, by: &str| Opinion {
        step: step.to_owned(),
        decision: "同意".to_owned(),
        words: words.to_owned(),
        by: by.to_owned(),
        at: "2024-05-07 10:00".to_owned(),
    };
    ReviewSheet {
        title: "关于做好防汛工作的通知".to_owned(),
        index_number: "12620600MB0523338C/2024-00035".to_owned(),
        number: "某应急〔2024〕12号".to_owned(),
        agency: "某市应急管理局".to_owned(),
        drafted_by: "甲".to_owned(),
        attribute: "主动公开".to_owned(),
        basis: "条例第二十条第（一）项".to_owned(),
        opinions: vec![opinion("初审", "文字已核对", "乙"), opinion("保密审查", "不涉密", "丙")],
        findings: vec![
            Finding {
                found: "身份证号码：第2段".to_owned(),
                settled: "已隐去（乙，2024-05-07 09:00）".to_owned(),
            },
            Finding { found: "手机号码：第3段".to_owned(), settled: String::new() },
        ],
        is_checked: true,
        published_at: "2024-05-08 09:30".to_owned(),
        printed_at: "2024-05-09 08:00".to_owned(),
        ..ReviewSheet::default()
    }
}

#[test]
fn a_review_sheet_names_every_step_and_finding() {
    let bytes = review_sheet(&sheet());
    parts(&bytes);
    let document = crate::read::docx::parse(&bytes).expect("a document");
    let tables: Vec<_> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            crate::read::document::Block::Table(table) => Some(table),
            crate::read::document::Block::Line(_) => None,
        })
        .collect();
    let [table] = tables.as_slice() else { panic!("one table") };
    let rows: Vec<Vec<&str>> = (0..table.rows)
        .map(|row| table.cells.iter().filter(|c| c.row == row).map(|c| c.text.trim()).collect())
        .collect();
    assert_eq!(rows[0], ["标题", "关于做好防汛工作的通知"]);
    assert_eq!(rows[2], ["发布机构", "某市应急管理局", "经办人", "甲"]);
    assert_eq!(rows[5][..2], ["初审意见", "同意。文字已核对"]);
    assert!(rows[5][2].contains('乙') && rows[5][2].contains("2024-05-07 10:00"), "{:?}", rows[5]);
    assert_eq!(rows[6][0], "保密审查意见");
    assert_eq!(rows[8], ["身份证号码：第2段", "已隐去（乙，2024-05-07 09:00）"]);
    assert_eq!(rows[9], ["手机号码：第3段", "未处理"]);
    assert_eq!(rows.len(), 10);
}

#[test]
fn a_document_that_was_not_checked_does_not_pass_for_a_clean_one() {
    let text = |is_checked| {
        let bytes = review_sheet(&ReviewSheet { findings: Vec::new(), is_checked, ..sheet() });
        parts(&bytes).into_iter().find(|(name, _)| name == "word/document.xml").expect("text").1
    };
    assert!(text(true).contains("未发现问题") && !text(true).contains("尚未检查"));
    assert!(text(false).contains("尚未检查") && !text(false).contains("未发现问题"));
}
