use super::*;
use crate::read::document::{Block, Table};
use crate::read::package::tests::pack;

const HEAD: &str = "<?xml version='1.0'?><w:document xmlns:w='w' xmlns:r='r' xmlns:mc='mc'><w:body>";

fn read(body: &str) -> Document {
    let text = format!("{HEAD}{body}</w:body></w:document>");
    parse(&pack(&[("word/document.xml", text.as_bytes())])).expect("a document")
}

fn lines(document: &Document) -> Vec<String> {
    let line = |block: &Block| match block {
        Block::Line(line) => format!("{}{}", "#".repeat(usize::from(line.heading)), line.text),
        Block::Table(table) => show(table),
    };
    document.blocks.iter().map(line).collect()
}

fn show(table: &Table) -> String {
    let cells = table.cells.iter().map(|c| {
        format!("{},{}+{}×{} {}", c.row, c.column, c.row_span, c.column_span, c.text.replace('\n', "⏎"))
    });
    format!("[{}x{}: {}]", table.rows, table.columns, cells.collect::<Vec<_>>().join("; "))
}

#[track_caller]
fn check(body: &str, expected: &[&str]) {
    assert_eq!(lines(&read(body)), expected);
}

#[test]
fn paragraphs_and_runs() {
    check(
        "<w:p><w:r><w:t>行政</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>许可&amp;x</w:t><w:tab/><w:t>7</w:t></w:r></w:p>\
         <w:p/><w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs><w:outlineLvl w:val='1'/></w:pPr><w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r></w:p>",
        &["行政许可&x\t7", "##一", "##二"],
    );
}

#[test]
fn deleted_and_hidden_text_is_left_out() {
    check(
        "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>见</w:t></w:r>\
         <w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:sym w:font='Symbol' w:char='F02B'/></w:r></w:p>",
        &["新见+"],
    );
}

#[test]
fn merged_cells() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let body = [
        "<w:tbl><w:tr>",
        &cell("<w:vMerge w:val='restart'/><w:gridSpan w:val='2'/>", "a"),
        &cell("", "b"),
        "</w:tr><w:tr>",
        &cell("<w:gridSpan w:val='2'/><w:vMerge/>", ""),
        &cell("", "c"),
        "</w:tr><w:tr>",
        &cell("", "d"),
        &cell("", ""),
        &cell("<w:hMerge w:val='continue'/>", ""),
        "</w:tr><w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr>",
        &cell("", "e"),
        "</w:tr><w:tr><w:trPr><w:del w:id='1'/></w:trPr>",
        &cell("", "f"),
        "</w:tr></w:tbl>",
    ]
    .concat();
    check(&body, &["[5x3: 0,0+2×2 a; 0,2+1×1 b; 1,2+1×1 c; 2,0+1×1 d; 2,1+1×2 ; 3,2+1×1 e]"]);
}

#[test]
fn a_table_in_a_cell_is_a_table_of_its_own() {
    let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let inner = format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("规章"), p("1"));
    let body =
        format!("<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>{}", p("一、"), p("二、"), p("完"));
    check(&body, &["一、", "[1x2: 0,0+1×1 规章; 0,1+1×1 1]", "二、", "完"]);
}

#[test]
fn text_boxes_are_read_once() {
    check(
        "<w:p><w:r><w:t>正</w:t></w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
         <mc:Fallback><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent><w:r><w:t>文</w:t></w:r></w:p>",
        &["框", "正文"],
    );
}

#[test]
fn styles_numbers_and_properties() {
    let body = "<w:p><w:pPr><w:pStyle w:val='a'/></w:pPr><w:r><w:t>总体情况</w:t></w:r></w:p>\
                <w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>主动公开</w:t></w:r></w:p>";
    let parts: &[(&str, &[u8])] = &[
        ("word/document.xml", &format!("{HEAD}{body}</w:body></w:document>").into_bytes()),
        ("word/styles.xml", b"<w:styles><w:style w:styleId='a'><w:name w:val='heading 1'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style></w:styles>"),
        ("word/numbering.xml", "<w:numbering><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>".as_bytes()),
        ("docProps/core.xml", "<cp:p><dc:title>年度报告</dc:title><dc:creator>张三</dc:creator><cp:revision>3</cp:revision></cp:p>".as_bytes()),
    ];
    let document = parse(&pack(parts)).expect("a document");
    assert_eq!(lines(&document), ["#一、总体情况", "二、主动公开"]);
    let meta: Vec<_> = document.meta.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(meta, [("title", "年度报告"), ("author", "张三")]);
}

#[test]
fn a_web_page_inside_is_read() {
    let parts: &[(&str, &[u8])] = &[
        ("word/document.xml", &format!("{HEAD}<w:altChunk r:id='h'/></w:body></w:document>").into_bytes()),
        (
            "word/_rels/document.xml.rels",
            b"<Relationships><Relationship Id='h' Type='aFChunk' Target='afchunk.htm'/></Relationships>",
        ),
        ("word/afchunk.htm", "<html><p>一、总体情况</p>".as_bytes()),
    ];
    assert_eq!(lines(&parse(&pack(parts)).expect("a document")), ["一、总体情况"]);
}

#[test]
fn what_is_damaged_is_said() {
    assert!(matches!(parse(b"PK"), Err(ReadError::Damaged { .. })));
    assert!(matches!(parse(&pack(&[("a", b"")])), Err(ReadError::Damaged { .. })));
    let open = format!("{HEAD}<w:p></w:r>");
    assert!(matches!(
        parse(&pack(&[("word/document.xml", open.as_bytes())])),
        Err(ReadError::Damaged { .. })
    ));
    let cells = "<w:tc><w:p/></w:tc>".repeat(crate::read::limits::TABLE_CELLS + 1);
    let text = format!("{HEAD}<w:tbl><w:tr>{cells}</w:tr></w:tbl></w:body></w:document>");
    assert!(matches!(
        parse(&pack(&[("word/document.xml", text.as_bytes())])),
        Err(ReadError::TooLarge { .. })
    ));
}
