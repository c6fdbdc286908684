use super::*;
use crate::read::document::Block;
use crate::read::package::tests::pack;

fn show(document: &Document) -> Vec<String> {
    let show = |block: &Block| match block {
        Block::Line(line) => format!("{} @{}", line.text, line.place),
        Block::Table(table) => {
            let cells = table.cells.iter().map(|c| match (c.row_span, c.column_span) {
                (1, 1) => c.text.clone(),
                (rows, columns) => format!("{}+{rows}×{columns}", c.text),
            });
            format!("[{}x{}: {}]", table.rows, table.columns, cells.collect::<Vec<_>>().join(" | "))
        }
    };
    document.blocks.iter().map(show).collect()
}

fn xlsx(sheets: &str, strings: &str, styles: &str, sheet: &str, hidden: &str) -> Vec<u8> {
    pack(&[
        ("xl/workbook.xml", format!("<workbook><sheets>{sheets}</sheets></workbook>").as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id='r1' Target='worksheets/a.xml'/><Relationship Id='r2' Target='/xl/worksheets/b.xml'/></Relationships>",
        ),
        ("xl/sharedStrings.xml", format!("<sst>{strings}</sst>").as_bytes()),
        ("xl/styles.xml", format!("<styleSheet>{styles}</styleSheet>").as_bytes()),
        ("xl/worksheets/a.xml", format!("<worksheet>{sheet}</worksheet>").as_bytes()),
        ("xl/worksheets/b.xml", format!("<worksheet>{hidden}</worksheet>").as_bytes()),
    ])
}

#[test]
fn xlsx_cells_of_every_kind() {
    let bytes = xlsx(
        "<sheet name='表' r:id='r1'/><sheet name='草稿' state='hidden' r:id='r2'/>",
        "<si><t>规章</t></si><si><r><t>行政</t></r><r><t>许可</t></r><rPh><t>xk</t></rPh></si>",
        "<numFmts><numFmt numFmtId='176' formatCode='yyyy\"年\"m\"月\"'/></numFmts><cellStyleXfs><xf numFmtId='9'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='176'/></cellXfs>",
        "<sheetData><row r='2'><c r='B2' t='s'><v>0</v></c><c r='C2'><v>96171.600000000006</v></c></row>\
         <row><c r='B3' t='s'><v>1</v></c><c t='str'><f>A1</f><v>007</v></c></row>\
         <row r='4'><c r='B4' t='inlineStr'><is><t>合计</t></is></c><c r='C4' s='1'><f>SUM(C2)</f><v>45311</v></c></row>\
         <row r='5'><c r='B5' t='b'><v>1</v></c><c r='C5' s='0'/></row></sheetData>\
         <mergeCells><mergeCell ref='C4:D4'/></mergeCells>",
        "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>",
    );
    let document = parse(&bytes).expect("a workbook");
    assert_eq!(document.extraction, "xlsx");
    assert_eq!(show(&document), ["[4x3: 规章 | 96171.6 | 行政许可 | 007 | 合计 | 2024-01-20+1×2 | TRUE | ]"]);
    assert_eq!(document.notices, [Notice::new(NoticeCode::HiddenSheetSkipped, "草稿")]);
    let Block::Table(table) = &document.blocks[0] else { panic!("a table") };
    assert_eq!(table.cells[1].place.to_string(), "page=1;table=1;row=2;column=3");
}

#[test]
fn a_hidden_sheet_is_read_if_there_is_no_other() {
    let bytes = xlsx(
        "<sheet name='a' r:id='r1'/><sheet name='b' state='veryHidden' r:id='r2'/>",
        "",
        "",
        "",
        "<sheetData><row r='1'><c r='A1' t='str'><v>一、</v></c></row></sheetData>",
    );
    assert_eq!(show(&parse(&bytes).expect("a workbook")), ["一、 @page=2;row=1;column=1"]);
}

fn ods(body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name='ta2'><style:table-properties table:display='false'/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    );
    pack(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}

#[test]
fn ods_repeats_and_spans() {
    let bytes = ods(
        "<table:table table:name='a'><table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>\
         <table:table-row><table:table-cell office:value-type='string' table:number-rows-spanned='2' table:number-columns-spanned='2'><text:p>申请<text:s text:c='2'/>人</text:p><text:p>情况</text:p><office:annotation><text:p>注</text:p></office:annotation></table:table-cell><table:covered-table-cell/>\
         <table:table-cell table:number-columns-repeated='3' office:value-type='float' office:value='0'><text:p>0</text:p></table:table-cell><table:table-cell table:number-columns-repeated='16000'/></table:table-row>\
         <table:table-row><table:covered-table-cell table:number-columns-repeated='2'/><table:table-cell office:value-type='float' office:value='59237.2449'><text:p>59,237</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated='1048000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row></table:table>\
         <table:table table:name='b' table:style-name='ta2'><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>",
    );
    let document = parse(&bytes).expect("a workbook");
    assert_eq!(show(&document), ["[2x5: 申请  人\n情况+2×2 | 0 | 0 | 0 | 59237.2449]"]);
    assert_eq!(document.notices.len(), 1);
}

#[test]
fn too_many_cells_are_refused_before_they_are_made() {
    let bytes = ods(
        "<table:table table:name='a'><table:table-row table:number-rows-repeated='1000000'><table:table-cell table:number-columns-repeated='1000'><text:p>1</text:p></table:table-cell></table:table-row></table:table>",
    );
    assert!(matches!(parse(&bytes), Err(ReadError::TooLarge { .. })));
    assert!(matches!(parse(b"PK\x03\x04"), Err(ReadError::Unsupported { .. })));
    assert!(matches!(parse(b"<p>x</p><p>y</p>"), Err(ReadError::Damaged { .. })));
}
