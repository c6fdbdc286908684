//! Made-up documents of every kind, and what is found in them.

use super::*;
use crate::read::package::tests::pack;

fn told(document: &ImportedDocument) -> Vec<String> {
    let found = document.found.iter();
    found.map(|f| format!("{}={} ({})", f.field.code(), f.value.shown(), f.confidence.code())).collect()
}

#[track_caller]
fn body(document: &ImportedDocument) -> String {
    document.body.html().replace('\n', "")
}

const PAGE: &str = r##"<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于做好防汛工作的通知_某市人民政府</title>
<meta name="SiteName" content="某市人民政府"><meta name="ColumnName" content="通知公告">
<meta name="articletitle" content="关于做好防汛工作的通知"><meta name="PubDate" content="2024-05-08 09:30">
<meta name="ContentSource" content="市应急管理局"></head><body>
<div class="header"><ul><li><a href="/">首页</a><li><a href="/zwgk/">政务公开</a><li><a href="/hd/">互动交流</a></ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></div>
<div class="main"><table class="xxgk"><tr><td>索 引 号</td><td>12620600MB0523338C/2024-00035</td><td>主题分类</td><td>安全生产</td></tr>
<tr><td>发布机构</td><td>某市应急管理局</td><td>成文日期</td><td>2024年05月06日</td></tr>
<tr><td>文　　号</td><td>某应急[2024]第012号</td><td>有效性</td><td>有效</td></tr></table>
<h1>关于做好防汛工作的通知</h1>
<div class="info">发布时间：2024-05-08 09:30　来源：市应急管理局　字号：<a href="#">大</a> <a href="#">中</a></div>
<div class="content" id="zoom"><p>各县（区）应急管理局：</p>
<p style="text-indent:2em">为做好今年的防汛工作，根据《某省防汛条例》（某政发〔2020〕3号），现就有关事项通知如下。</p>
<p style="text-indent:2em">一、落实责任，加强值守，确保信息畅通，及时报送情况。</p>
<table border="1"><tr><td>县区</td><td>负责人</td></tr><tr><td>甲县</td><td>张某</td></tr></table>
<p style="text-indent:2em">本通知自2024年6月1日起施行，有效期5年。</p>
<p>附件：<a href="/files/fx.docx">防汛物资清单</a></p>
<p style="text-align:right">某市应急管理局</p><p style="text-align:right">2024年5月6日</p><p>（此件公开发布）</p></div>
<div class="share">分享到： <a href="#">微信</a></div></div>
<div class="footer"><p>主办：某市人民政府办公室　网站标识码：6206000001</p><p><a href="#">联系我们</a></p></div></body></html>"##;

#[test]
fn a_saved_page_gives_its_text_and_its_header() {
    let document = import_document(PAGE.as_bytes(), "page.html").expect("a page");
    assert_eq!(
        told(&document),
        [
            "title=关于做好防汛工作的通知 (high)",
            "number=某应急〔2024〕12号 (high)",
            "index_number=12620600MB0523338C/2024-00035 (high)",
            "agency=某市应急管理局 (high)",
            "signed_on=2024-05-06 (high)",
            "published_on=2024-05-08 (high)",
            "effective_on=2024-06-01 (medium)",
            "expires_on=2029-06-01 (low)",
            "validity=有效 (high)",
            "attribute=主动公开 (high)",
            "theme=安全生产 (high)",
            "source=市应急管理局 (high)",
            "column=通知公告 (high)",
        ]
    );
    let html = body(&document);
    assert!(html.starts_with("<p>各县（区）应急管理局：</p><p class=\"indent\">为做好今年"), "{html}");
    assert!(html.ends_with("<p class=\"align-right\">2024年5月6日</p><p>（此件公开发布）</p>"), "{html}");
    assert!(html.contains("<td>甲县</td><td>张某</td>"), "{html}");
    let linked = Content::Linked { href: "/files/fx.docx".to_owned() };
    assert_eq!(document.attachments, [Attachment { name: "防汛物资清单".to_owned(), content: linked }]);
    let index = document.best(Field::IndexNumber).expect("found");
    let Source::Label { place, .. } = &index.source else { panic!("{:?}", index.source) };
    let (from, to) = place.bytes.expect("a place");
    assert_eq!(&PAGE[from as usize..to as usize], "12620600MB0523338C/2024-00035");
}

#[test]
fn contradictions_stay_beside_each_other() {
    let page = PAGE.replace(
        "<p style=\"text-align:right\">2024年5月6日</p>",
        "<p style=\"text-align:right\">2024年5月7日</p>",
    );
    let document = import_document(page.as_bytes(), "page.html").expect("a page");
    let days: Vec<String> = document.all(Field::SignedOn).map(|f| f.value.shown()).collect();
    assert_eq!(days, ["2024-05-06", "2024-05-07"]);
}

const OFFICIAL: &str = "某市教育局文件\n\n某教〔2024〕7号\n\n某市教育局关于开展安全检查的通知\n\n各学校：\n\n　　现将有关事项通知如下。\n\n一、检查时间\n\n　　自发布之日起施行。\n\n某市教育局\n2024年3月1日\n";

#[test]
fn a_plain_text_has_its_number_title_signature_and_date() {
    let document = import_document(OFFICIAL.as_bytes(), "a.txt").expect("a text");
    assert_eq!(
        told(&document),
        [
            "title=某市教育局关于开展安全检查的通知 (high)",
            "number=某教〔2024〕7号 (high)",
            "agency=某市教育局 (medium)",
            "signed_on=2024-03-01 (high)",
            "effective_on=2024-03-01 (low)",
            "addressees=各学校 (medium)",
        ]
    );
    assert_eq!(document.left_out, ["某教〔2024〕7号", "某市教育局关于开展安全检查的通知"]);
}

#[test]
fn markdown_keeps_headings_lists_and_tables() {
    let text = "# 工作方案\n\n第一段**重点**。\n\n## 目标\n\n- 甲\n- 乙\n\n| 项 | 数 |\n|---|---|\n| 一 | 2 |\n\n<script>alert(1)</script>\n";
    let document = import_document(text.as_bytes(), "a.md").expect("a text");
    assert_eq!(document.shown(Field::Title), "工作方案");
    assert_eq!(
        body(&document),
        "<p>第一段<strong>重点</strong>。</p><h3>目标</h3><ul><li>甲</li><li>乙</li></ul>\
         <table><thead><tr><th>项</th><th>数</th></tr></thead><tbody><tr><td>一</td><td>2</td></tr></tbody></table>"
    );
}

const NAMESPACES: &str = "xmlns:w='w' xmlns:r='r' xmlns:a='a'";

fn word(body: &str) -> Vec<u8> {
    let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;";
    pack(&[
        ("word/document.xml", format!("<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>").as_bytes()),
        (
            "word/_rels/document.xml.rels",
            b"<Relationships><Relationship Id='l' Type='x/hyperlink' Target='https://example.com/a'/><Relationship Id='i' Type='x/image' Target='media/1.gif'/><Relationship Id='x' Type='x/package' Target='embeddings/t.xlsx'/></Relationships>",
        ),
        ("word/media/1.gif", gif),
        ("word/embeddings/t.xlsx", &pack(&[("xl/workbook.xml", b"<workbook/>")])),
        (
            "word/styles.xml",
            "<w:styles><w:style w:styleId='T'><w:name w:val='Title'/><w:pPr><w:jc w:val='center'/></w:pPr></w:style><w:style w:styleId='1'><w:name w:val='heading 1'/></w:style><w:style w:styleId='H'><w:name w:val='黑'/><w:rPr><w:rFonts w:eastAsia='黑体'/></w:rPr></w:style></w:styles>".as_bytes(),
        ),
        (
            "word/numbering.xml",
            "<w:numbering><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText w:val=''/></w:lvl><w:lvl w:ilvl='1'><w:numFmt w:val='decimal'/><w:lvlText w:val='%2.'/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='（%1）'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num></w:numbering>".as_bytes(),
        ),
        (
            "word/footnotes.xml",
            format!("<w:footnotes {NAMESPACES}><w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote><w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>注文</w:t></w:r></w:p></w:footnote></w:footnotes>").as_bytes(),
        ),
    ])
}

#[track_caller]
fn check_word(inner: &str, expected: &str) {
    let document = import_document(&word(inner), "a.docx").expect("a document");
    let html = body(&document);
    assert_eq!(html.strip_suffix("<p>注文</p>").unwrap_or(&html), expected);
}

#[test]
fn a_word_document_keeps_what_it_says_and_how() {
    check_word(
        "<w:p><w:pPr><w:pStyle w:val='1'/></w:pPr><w:r><w:t>节</w:t></w:r></w:p><w:p><w:pPr><w:ind w:firstLineChars='200'/></w:pPr><w:r><w:t>文</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>重</w:t></w:r><w:r><w:rPr><w:b w:val='0'/><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>",
        "<h2>节</h2><p class=\"indent\">文<strong>重</strong><sup>2</sup></p>",
    );
    check_word(
        "<w:p><w:pPr><w:pStyle w:val='H'/></w:pPr><w:r><w:t>一、目标</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>乙</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='2'/></w:numPr></w:pPr><w:r><w:t>丙</w:t></w:r></w:p>",
        "<h2>一、目标</h2><ul><li>甲<ol><li>乙</li></ol></li></ul><p>（一）丙</p>",
    );
    check_word(
        "<w:p><w:hyperlink r:id='l'><w:r><w:t>网</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>HYPERLINK \"mailto:a@b.cn\"</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>信</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
        "<p><a href=\"https://example.com/a\">网</a><sup>[2]</sup><a href=\"mailto:a@b.cn\">信</a></p>",
    );
}

#[test]
fn merged_cells_of_word_are_one_cell() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("<w:vMerge w:val='restart'/>", "甲"),
        cell("<w:gridSpan w:val='2'/>", "乙"),
        cell("<w:vMerge/>", ""),
        cell("", "丙"),
        cell("", "丁"),
    );
    check_word(
        &table,
        "<table><tbody><tr><td rowspan=\"2\">甲</td><td colspan=\"2\">乙</td></tr><tr><td>丙</td><td>丁</td></tr></tbody></table>",
    );
}

#[test]
fn the_title_and_the_files_of_word_are_taken_out() {
    let inner = "<w:p><w:pPr><w:pStyle w:val='T'/></w:pPr><w:r><w:t>关于某事的通知</w:t></w:r></w:p><w:p><w:r><w:drawing><a:blip r:embed='i'/></w:drawing><w:object><o:OLEObject r:id='x'/></w:object></w:r></w:p>";
    let document = import_document(&word(&inner.replace("o:OLE", "a:OLE")), "a.docx").expect("a document");
    assert_eq!(document.shown(Field::Title), "关于某事的通知");
    assert_eq!(document.images.len(), 1);
    assert_eq!(document.images[0].media, "image/gif");
    assert_eq!(document.body.images(), [document.images[0].sha256.as_str()]);
    let Content::Inside { media, .. } = &document.attachments[0].content else { panic!("inside") };
    assert_eq!((document.attachments[0].name.as_str(), *media), ("t.xlsx", "xlsx"));
}

#[test]
fn what_is_not_read_is_refused_with_its_kind() {
    assert!(matches!(import_document(b"{\\rtf1 x}", "a.rtf"), Err(ReadError::Unsupported { .. })));
    assert!(matches!(import_document(b"  ", "a.txt"), Err(ReadError::Empty)));
    assert!(matches!(
        import_document(b"PK\x03\x04", "a.docx"),
        Err(ReadError::Unsupported { .. } | ReadError::Damaged { .. })
    ));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        let _ = import_document(&bytes, "a.bin");
    }

    #[test]
    fn any_page_is_read_or_refused(at in 0usize..2000, length in 0usize..400, other in "[<>/a-z\"'=甲：]{0,12}") {
        let chars: Vec<char> = PAGE.chars().collect();
        let at = at.min(chars.len());
        let page: String = chars[..at].iter().chain(&other.chars().collect::<Vec<_>>()).chain(chars[at..].iter().skip(length)).collect();
        if let Ok(document) = import_document(page.as_bytes(), "a.html") {
            proptest::prop_assert_eq!(rich_text::clean(&document.body.html()), document.body);
        }
    }
}
