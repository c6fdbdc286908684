//! Files made here with something hidden in them, and what is found.

use super::*;
use crate::read::package::tests::pack;
use crate::read::workbook::testing::{pack_all, record, wide};

#[track_caller]
fn told(found: &Inspected) -> Vec<String> {
    found.hidden.iter().map(|h| format!("{} {} | {}", h.kind.code(), h.place, h.excerpt)).collect()
}

fn property<'a>(found: &'a Inspected, name: &str) -> Option<&'a str> {
    found.properties.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CORE: &str = "<cp:coreProperties xmlns:cp='c' xmlns:dc='d'><dc:title>名单</dc:title><dc:creator>张三</dc:creator><cp:lastModifiedBy>李四</cp:lastModifiedBy></cp:coreProperties>";
const APP: &str =
    "<Properties><Application>WPS</Application><Company>某市教育局</Company><Manager/></Properties>";
const CUSTOM: &str =
    "<Properties xmlns:vt='v'><property name='KSOReader'><vt:lpwstr>王五</vt:lpwstr></property></Properties>";

fn relations(list: &[(&str, &str)]) -> String {
    let line = |(i, (kind, target)): (usize, &(&str, &str))| {
        format!("<Relationship Id='rId{}' Type='{RELATIONS}/{kind}' Target='{target}'/>", i + 1)
    };
    format!("<Relationships>{}</Relationships>", list.iter().enumerate().map(line).collect::<String>())
}

fn xlsx() -> Vec<u8> {
    let cell = |at: &str, text: &str| format!("<c r='{at}' t='inlineStr'><is><t>{text}</t></is></c>");
    let first = format!(
        "<worksheet><cols><col min='2' max='2' hidden='1'/><col min='7' max='9' hidden='1'/></cols><sheetData>\
         <row r='1'>{}{}</row><row r='2' hidden='1'>{}</row><row r='3' ht='0'>{}</row><row r='5' hidden='1'/></sheetData></worksheet>",
        cell("A1", "姓名"),
        cell("B1", "身份证"),
        cell("A2", "赵六"),
        cell("A3", "钱七")
    );
    let other = |text: &str| {
        format!("<worksheet><sheetData><row r='1'>{}</row></sheetData></worksheet>", cell("A1", text))
    };
    let book = "<workbook xmlns:r='r'><sheets><sheet name='公示' r:id='rId1'/><sheet name='底稿' state='hidden' r:id='rId2'/><sheet name='密' state='veryHidden' r:id='rId3'/></sheets></workbook>";
    let sheets = relations(&[
        ("worksheet", "worksheets/sheet1.xml"),
        ("worksheet", "worksheets/sheet2.xml"),
        ("worksheet", "worksheets/sheet3.xml"),
    ]);
    let parts: Vec<(&str, String)> = vec![
        ("xl/workbook.xml", book.to_owned()),
        ("xl/_rels/workbook.xml.rels", sheets),
        ("xl/worksheets/sheet1.xml", first),
        ("xl/worksheets/sheet2.xml", other("内部数据")),
        ("xl/worksheets/sheet3.xml", other("更内部")),
        ("xl/worksheets/_rels/sheet1.xml.rels", relations(&[("comments", "../comments1.xml")])),
        ("xl/comments1.xml", "<comments><authors><author>孙八</author></authors><commentList><comment ref='B3' authorId='0'><text><r><t>核对</t></r><r><t>电话</t></r></text></comment></commentList></comments>".to_owned()),
        ("xl/pivotCache/pivotCacheDefinition1.xml", "<pivotCacheDefinition><cacheSource><worksheetSource ref='A1:B9' sheet='原表'/></cacheSource><cacheFields><cacheField name='姓名'><sharedItems><s v='周九'/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>".to_owned()),
        ("xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels", relations(&[("pivotCacheRecords", "pivotCacheRecords1.xml")])),
        ("xl/pivotCache/pivotCacheRecords1.xml", "<pivotCacheRecords><r><s v='吴十'/><x v='0'/></r></pivotCacheRecords>".to_owned()),
        ("xl/externalLinks/externalLink1.xml", "<externalLink><externalBook><sheetDataSet><cell><v>郑一</v></cell></sheetDataSet></externalBook></externalLink>".to_owned()),
        ("xl/externalLinks/_rels/externalLink1.xml.rels", relations(&[("externalLinkPath", "file:///D:/内部/名单.xlsx")])),
        ("xl/connections.xml", "<connections><connection name='库'><dbPr connection='Server=10.0.0.1'/></connection></connections>".to_owned()),
        ("docProps/core.xml", CORE.to_owned()),
        ("docProps/app.xml", APP.to_owned()),
        ("docProps/custom.xml", CUSTOM.to_owned()),
    ];
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    pack(&parts)
}

#[test]
fn a_workbook_tells_all_that_it_hides() {
    let found = inspect(&xlsx(), "公示.xlsx");
    assert_eq!(
        told(&found),
        [
            "hidden-rows 公示!2:3 | 赵六 钱七",
            "hidden-columns 公示!B:B | 身份证",
            "hidden-sheet 底稿 | 内部数据",
            "very-hidden-sheet 密 | 更内部",
            "comment 公示!B3 孙八 | 核对电话",
            "external-link 库 | Server=10.0.0.1",
            "external-link file:///D:/内部/名单.xlsx | 郑一",
            "pivot-cache 原表!A1:B9 | 姓名 周九 吴十",
        ]
    );
    let text = found.text.as_deref().expect("text");
    for words in ["姓名\t身份证", "赵六", "更内部", "核对电话", "吴十", "郑一"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert_eq!(property(&found, "author"), Some("张三"));
    assert_eq!(property(&found, "last_modified_by"), Some("李四"));
    assert_eq!(property(&found, "company"), Some("某市教育局"));
    assert_eq!(property(&found, "manager"), None);
    assert_eq!(property(&found, "custom:KSOReader"), Some("王五"));
    assert_eq!(found.problem, None);
}

#[test]
fn a_workbook_with_nothing_to_hide_is_quiet() {
    let report = gongkai_domain::report::sample::consistent_report(5, gongkai_domain::report::Format::F2021);
    let bytes = crate::write::xlsx::write(&report);
    let found = inspect(&bytes, "a.xlsx");
    assert_eq!(told(&found), Vec::<String>::new());
    assert!(found.text.is_some());
}

fn xls() -> Vec<u8> {
    let sheet = |start: u32, state: u8, name: &str| {
        let length = name.encode_utf16().count() as u8;
        record(0x0085, &[&start.to_le_bytes()[..], &[state, 0, length, 1], &wide(name)].concat())
    };
    let sst =
        [&2u32.to_le_bytes()[..], &2u32.to_le_bytes(), &[2, 0, 1], &wide("甲乙"), &[2, 0, 1], &wide("丙丁")]
            .concat();
    let path = "C:\\内部.xls";
    let count = path.encode_utf16().count() as u16;
    let book = [&1u16.to_le_bytes()[..], &count.to_le_bytes(), &[1], &wide(path)].concat();
    let globals = |first: u32, second: u32| {
        [
            record(0x0809, &[0, 6, 5, 0]),
            sheet(first, 0, "表"),
            sheet(second, 2, "密表"),
            record(0x00FC, &sst),
            record(0x01AE, &[1, 0, 0x01, 0x04]),
            record(0x01AE, &book),
            record(0x000A, &[]),
        ]
        .concat()
    };
    let mut row = vec![1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0];
    row.resize(16, 0);
    let words = [&[1][..], &wide("批注文")].concat();
    let mut text = vec![0; 18];
    text[10] = 3;
    let author = [&[2, 0, 1][..], &wide("某人"), &[0]].concat();
    let first = [
        record(0x0809, &[0, 6, 0x10, 0]),
        record(0x007D, &[0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
        record(0x0208, &row),
        record(0x00FD, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        record(0x005D, &[0x15, 0, 0x12, 0, 0x19, 0, 7, 0, 0, 0]),
        record(0x01B6, &text),
        record(0x003C, &words),
        record(0x001C, &[&[1, 0, 2, 0, 0, 0, 7, 0][..], &author].concat()),
        record(0x000A, &[]),
    ]
    .concat();
    let second = [
        record(0x0809, &[0, 6, 0x10, 0]),
        record(0x00FD, &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
        record(0x000A, &[]),
    ]
    .concat();
    let start = globals(0, 0).len() as u32;
    let stream = [globals(start, start + first.len() as u32), first, second].concat();
    // A property set: one section with a code page, an author and who saved it last.
    let value = |text: &str| {
        let bytes = text.as_bytes();
        let mut out =
            [&0x1Eu32.to_le_bytes()[..], &(bytes.len() as u32 + 1).to_le_bytes(), bytes, &[0]].concat();
        out.resize(out.len().next_multiple_of(4), 0);
        out
    };
    let (author, last) = (value("张三"), value("李四"));
    let (one, two, three) = (32u32, 40u32, 40 + author.len() as u32);
    let entries: Vec<u8> = [1, one, 4, two, 8, three].iter().flat_map(|n: &u32| n.to_le_bytes()).collect();
    let page = [&2u32.to_le_bytes()[..], &65001u32.to_le_bytes()].concat();
    let section = [&[0u8; 4][..], &3u32.to_le_bytes(), &entries, &page, &author, &last].concat();
    let mut summary = vec![0; 48];
    summary[44..48].copy_from_slice(&48u32.to_le_bytes());
    summary.extend(section);
    pack_all(&[("Workbook", &stream), ("\u{5}SummaryInformation", &summary)])
}

#[test]
fn an_old_workbook_tells_as_much() {
    let found = inspect(&xls(), "a.xls");
    assert_eq!(
        told(&found),
        [
            "hidden-rows 表!2:2 | 甲乙",
            "hidden-columns 表!A:A | 甲乙",
            "very-hidden-sheet 密表 | 丙丁",
            "comment 表!C2 某人 | 批注文",
            "external-link C:\\内部.xls |",
        ]
        .map(|line| if line.ends_with('|') { format!("{line} ") } else { line.to_owned() })
    );
    assert_eq!(property(&found, "author"), Some("张三"));
    assert_eq!(property(&found, "last_modified_by"), Some("李四"));
    assert!(found.text.is_some_and(|text| text.contains("批注文")));
}

fn docx() -> Vec<u8> {
    let text = |text: &str| format!("<w:t>{text}</w:t>");
    let document = format!(
        "<w:document xmlns:w='w'><w:body><w:p><w:r>{}</w:r></w:p>\
         <w:p><w:pPr><w:rPr><w:vanish/><w:ins w:author='无'/></w:rPr></w:pPr><w:commentRangeStart w:id='4'/><w:r>{}</w:r>\
         <w:del w:author='张三'><w:r><w:delText>旧金额</w:delText></w:r></w:del><w:ins w:author='李四'><w:r>{}</w:r></w:ins></w:p>\
         <w:p><w:r><w:rPr><w:vanish/></w:rPr>{}</w:r><w:r><w:rPr><w:vanish w:val='0'/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>{}</w:r></w:p>\
         <w:p><w:r><w:rPr><w:rStyle w:val='H'/></w:rPr>{}</w:r></w:p></w:body></w:document>",
        text("正文"),
        text("金额"),
        text("新金额"),
        text("看不见"),
        text("看得见"),
        text("样式隐藏")
    );
    pack(&[
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", b"<w:styles xmlns:w='w'><w:style w:styleId='H'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"),
        ("word/comments.xml", "<w:comments xmlns:w='w'><w:comment w:id='4' w:author='王五'><w:p><w:r><w:t>不要公开</w:t></w:r></w:p></w:comment></w:comments>".as_bytes()),
        ("word/footer1.xml", "<w:ftr xmlns:w='w'><w:p><w:r><w:t>页脚</w:t></w:r></w:p></w:ftr>".as_bytes()),
        ("word/embeddings/t.xlsx", &xlsx()),
        ("word/media/1.jpg", &jpeg()),
        ("word/vbaProject.bin", b"x"),
        ("docProps/core.xml", CORE.as_bytes()),
        ("docProps/app.xml", APP.as_bytes()),
    ])
}

#[test]
fn a_word_file_tells_what_was_changed_said_and_hidden() {
    let found = inspect(&docx(), "a.docx");
    let told = told(&found);
    assert_eq!(
        told[..7],
        [
            "deletion ¶2 张三 | 旧金额",
            "insertion ¶2 李四 | 新金额",
            "hidden-text ¶3 | 看不见",
            "hidden-text ¶4 | 样式隐藏",
            "comment ¶2 王五 | 不要公开",
            "embedded-file t.xlsx | ",
            "hidden-rows t.xlsx › 公示!2:3 | 赵六 钱七",
        ]
    );
    assert!(told.iter().any(|line| line.starts_with("location 1.jpg › EXIF GPS | 30 deg")), "{told:?}");
    assert_eq!(told.last().map(String::as_str), Some("macro vbaProject.bin | "));
    let text = found.text.as_deref().expect("text");
    for words in ["正文", "旧金额", "看不见", "不要公开", "页脚", "更内部"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert_eq!(property(&found, "author"), Some("张三"));
}

/// A PDF of these objects, the first of which is its root; `trailer` goes into its trailer.
fn pdf(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut out = "%PDF-1.7\n".to_owned();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(out.len());
        out.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (start, count) = (out.len(), objects.len() + 1);
    out.push_str(&format!("xref\n0 {count}\n0000000000 65535 f \n"));
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

fn stream(dictionary: &str, data: &str) -> String {
    format!("<< {dictionary} /Length {} >>\nstream\n{data}\nendstream", data.len())
}

fn with_info(info: &str, root: &str) -> Vec<u8> {
    let objects = [
        format!("<< /Type /Catalog /Pages 2 0 R {root} /Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >> >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> \
         /Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (inner note) /T (Zhang) >> \
         << /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Contents (a link) >>] >>"
            .to_owned(),
        stream("", "BT /F 12 Tf 20 100 Td (Budget of 2024 /Author (not this)) Tj ET"),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        "<< /Type /Filespec /F (list.txt) /EF << /F 7 0 R >> >>".to_owned(),
        stream("/Type /EmbeddedFile", "names of people"),
        info.to_owned(),
        stream("/Type /Metadata /Subtype /XML", "<x><dc:creator>Zhang</dc:creator></x>"),
        "(Zhang)".to_owned(),
    ];
    pdf(&objects, "/Info 8 0 R")
}

const INFO: &str = "<< /Author (Zhang \\(San\\) (x)) /Creator <FEFF57504500> /Title (Budget) >>";

#[test]
fn a_pdf_tells_its_notes_files_and_author() {
    let found = inspect(&with_info(INFO, ""), "a.pdf");
    assert_eq!(told(&found), ["annotation p.1 Text Zhang | inner note", "embedded-file list.txt | "]);
    assert_eq!(property(&found, "author"), Some("Zhang (San) (x)"));
    assert_eq!(property(&found, "title"), Some("Budget"));
    let text = found.text.expect("text");
    for words in ["Budget of 2024", "inner note", "names of people"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn a_tree_of_names_that_leads_to_itself_ends() {
    let kids = "4 0 R ".repeat(500);
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 4 0 R >> >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>".to_owned(),
        format!("<< /Kids [{kids}] >>"),
    ];
    assert!(inspect(&pdf(&objects, ""), "a.pdf").problem.is_some());
}

/// A picture of no size with a place and an author.
fn jpeg() -> Vec<u8> {
    use exif::{Field, In, Rational, Tag, Value};
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let degrees = |d| Value::Rational([d, 15, 0].map(|num| Rational { num, denom: 1 }).to_vec());
    let fields = [
        field(Tag::Artist, Value::Ascii(vec!["张三".as_bytes().to_vec()])),
        field(Tag::GPSLatitudeRef, Value::Ascii(vec![b"N".to_vec()])),
        field(Tag::GPSLatitude, degrees(30)),
        field(Tag::GPSLongitudeRef, Value::Ascii(vec![b"E".to_vec()])),
        field(Tag::GPSLongitude, degrees(104)),
    ];
    let mut writer = exif::experimental::Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut block = std::io::Cursor::new(b"Exif\0\0".to_vec());
    let mut exif = std::io::Cursor::new(Vec::new());
    writer.write(&mut exif, true).expect("memory");
    block.get_mut().extend(exif.into_inner());
    let block = block.into_inner();
    let length = (block.len() as u16 + 2).to_be_bytes();
    [&[0xFF, 0xD8, 0xFF, 0xE1][..], &length, &block, &[0xFF, 0xD9]].concat()
}

#[test]
fn a_picture_tells_where_it_was_taken_and_by_whom() {
    let found = inspect(&jpeg(), "a.jpg");
    assert_eq!(told(&found), ["location EXIF GPS | 30 deg 15 min 0 sec N 104 deg 15 min 0 sec E"]);
    assert_eq!(property(&found, "author"), Some("张三"));
    assert_eq!(found.text, None);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"tEXt", &b"Author\0Li"[..]), (b"iTXt", "Author\0\0\0zh\0\0王".as_bytes())] {
        png.extend((data.len() as u32).to_be_bytes());
        png.extend([&kind[..], data, &[0; 4]].concat());
    }
    let found = inspect(&png, "a.png");
    assert_eq!(
        found.properties,
        [("author".to_owned(), "Li".to_owned()), ("author".to_owned(), "王".to_owned())]
    );
}

#[test]
fn a_name_that_says_another_kind_is_told() {
    let line = |bytes: &[u8], name: &str| told(&inspect(bytes, name));
    assert_eq!(line(&jpeg(), "a.pdf").last().map(String::as_str), Some("other-kind .pdf | image"));
    assert_eq!(line("甲乙丙丁".as_bytes(), "a.xlsx"), ["other-kind .xlsx | text"]);
    assert!(line("甲乙丙丁".as_bytes(), "a.txt").is_empty());
    assert!(line("甲乙丙丁".as_bytes(), "无扩展名").is_empty());
}

#[test]
fn what_is_not_read_says_so() {
    let found = inspect(b"{\\rtf1 x}", "a.rtf");
    assert!(matches!(found.problem, Some(ReadError::Unsupported { .. })));
    assert_eq!(found.text, None);
    let inside = inspect(
        &pack(&[("word/document.xml", b"<w:document/>"), ("word/embeddings/a.bin", b"\0\x01\x02")]),
        "a.docx",
    );
    assert!(inside.problem.is_some(), "a file inside that is not read");
}

#[test]
fn a_package_is_stripped_of_names_and_nothing_else() {
    for (bytes, name) in [(xlsx(), "a.xlsx"), (docx(), "a.docx")] {
        let before = inspect(&bytes, name);
        let stripped = strip_metadata(&bytes).expect("a package");
        let after = inspect(&stripped, name);
        assert_eq!((after.text, after.hidden), (before.text, before.hidden));
        let left: Vec<&str> = after.properties.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(left, ["title", "application"]);
        assert_eq!(strip_metadata(&stripped).expect("a package"), stripped, "there is nothing more to take");
    }
    let slides = pack(&[("ppt/presentation.xml", b"<p/>"), ("docProps/core.xml", CORE.as_bytes())]);
    let after = inspect(&strip_metadata(&slides).expect("a package"), "a.pptx");
    assert_eq!(after.properties, [("title".to_owned(), "名单".to_owned())]);
    let signed = pack(&[("word/document.xml", b"<w:document/>"), ("_xmlsignatures/sig1.xml", b"<s/>")]);
    assert_eq!(strip_metadata(&signed), None);
}

#[test]
fn a_pdf_is_stripped_only_where_it_is_safe() {
    let plain = with_info(INFO, "");
    let stripped = strip_metadata(&plain).expect("a plain file");
    assert_eq!(stripped.len(), plain.len());
    let found = inspect(&stripped, "a.pdf");
    assert_eq!((property(&found, "author"), property(&found, "creator")), (None, None));
    assert_eq!(property(&found, "title"), Some("Budget"));
    assert!(found.text.is_some_and(|text| text.contains("not this")), "the text of the page stays");
    // The names stand in the other set of properties as well.
    assert_eq!(strip_metadata(&with_info(INFO, "/Metadata 9 0 R")), None);
    // The author is somewhere else.
    assert_eq!(strip_metadata(&with_info("<< /Author 10 0 R >>", "")), None);
    // A signature would break.
    assert_eq!(strip_metadata(&with_info(INFO, "/X << /ByteRange [0 1 2 3] >>")), None);
    assert_eq!(strip_metadata(&jpeg()), None);
    assert_eq!(strip_metadata(b"text"), None);
}

#[test]
fn damage_anywhere_is_no_panic() {
    for good in [xlsx(), xls(), docx(), with_info(INFO, ""), jpeg()] {
        let step = (good.len() / 300).max(1);
        for at in (0..good.len()).step_by(step) {
            let mut bad = good.clone();
            bad[at] ^= 0xFF;
            let _ = (inspect(&bad, "a"), strip_metadata(&bad));
            let _ = (inspect(&good[..at], "a"), strip_metadata(&good[..at]));
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_looked_into(start in 0usize..6, bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let starts: [&[u8]; 6] = [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xFF\xD8\xFF\xE1", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"];
        let bytes = [starts[start], &bytes].concat();
        let _ = (inspect(&bytes, "a.bin"), strip_metadata(&bytes));
    }
}
