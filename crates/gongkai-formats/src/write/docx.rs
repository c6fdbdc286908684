//! DOCX: the official layout set like an official document (GB/T 9704-2012).
//!
//! A4 with the margins of the standard, title 二号 小标宋 centred, headings 三号 黑体 and 楷体, text 三号 仿宋 with 22
//! lines a page, page numbers outside left and right. Cells are merged as on the form.

mod body;

use std::io::{Cursor, Write};

use gongkai_domain::report::AnnualReport;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::layout::title;
use super::markup::escape;
use super::provenance::WRITER;

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/><Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>
"#;

const PACKAGE_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties" Target="docProps/custom.xml"/></Relationships>
"#;

const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/><Relationship Id="rIdOdd" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rIdEven" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/></Relationships>
"#;

/// Writes a report.
pub fn write(report: &AnnualReport) -> Vec<u8> {
    let (core, app, custom) = (core_properties(report), app_properties(), custom_properties(report));
    let document = body::document(report);
    let (odd, even) = (footer("right"), footer("left"));
    let parts: [(&str, &str); 12] = [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", PACKAGE_RELATIONS),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS),
        ("word/styles.xml", include_str!("docx/styles.xml")),
        ("word/settings.xml", include_str!("docx/settings.xml")),
        ("word/fontTable.xml", include_str!("docx/fontTable.xml")),
        ("word/footer1.xml", &odd),
        ("word/footer2.xml", &even),
        ("docProps/core.xml", &core),
        ("docProps/app.xml", &app),
        ("docProps/custom.xml", &custom),
    ];
    // Memory takes all that is written, and none of the parts is near a limit of the zip format.
    const SURE: &str = "a zip of a few small parts can always be written to memory";
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(32 * 1024)));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect(SURE);
        zip.write_all(text.as_bytes()).expect(SURE);
    }
    zip.finish().expect(SURE).into_inner()
}

fn core_properties(report: &AnnualReport) -> String {
    let title = escape(&title(report).unwrap_or_default());
    let agency = escape(report.agency.as_deref().unwrap_or_default());
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{agency}</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>
"#
    )
}

fn app_properties() -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>{WRITER}</Application></Properties>
"#
    )
}

/// The source as custom properties, so that a number in the document can be followed to its file.
fn custom_properties(report: &AnnualReport) -> String {
    let source = &report.source;
    let properties = [
        ("gongkai.format", report.format.as_str()),
        ("gongkai.source_file", &source.file),
        ("gongkai.source_sha256", &source.sha256),
        ("gongkai.media", &source.media),
        ("gongkai.extraction", &source.extraction),
        ("gongkai.reader", &source.reader),
    ];
    let mut out = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">"#,
    );
    // Numbers 0 and 1 are reserved by the format.
    for (id, (name, value)) in (2..).zip(properties.into_iter().filter(|(_, v)| !v.is_empty())) {
        let value = escape(value);
        out.push_str(&format!(
            "<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{id}\" name=\"{name}\">\
             <vt:lpwstr>{value}</vt:lpwstr></property>"
        ));
    }
    out.push_str("</Properties>\n");
    out
}

/// The page number between dashes, one character in from the outer edge.
fn footer(side: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/><w:jc w:val="{side}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::report::Format;
    use gongkai_domain::report::sample::consistent_report;
    use std::io::Read;

    fn parts(report: &AnnualReport) -> Vec<(String, String)> {
        let mut zip = zip::ZipArchive::new(Cursor::new(write(report))).expect("a zip");
        (0..zip.len())
            .map(|i| {
                let mut file = zip.by_index(i).expect("a part");
                let mut text = String::new();
                file.read_to_string(&mut text).expect("text");
                (file.name().expect("a name").into_owned(), text)
            })
            .collect()
    }

    #[test]
    fn every_part_is_xml_and_named_in_the_content_types() {
        let parts = parts(&consistent_report(5, Format::F2021));
        for (name, text) in &parts {
            let mut reader = quick_xml::Reader::from_str(text);
            reader.config_mut().check_end_names = true;
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(e) => panic!("{name}: {e}"),
                }
            }
            let is_named = parts[0].1.contains(&format!("PartName=\"/{name}\""));
            assert!(is_named || name.ends_with(".rels") || name == "[Content_Types].xml", "{name}");
        }
    }

    #[test]
    fn cells_are_merged_as_on_the_form() {
        let parts = parts(&consistent_report(5, Format::F2021));
        let document = &parts.iter().find(|(n, _)| n == "word/document.xml").expect("the document").1;
        // 三、本年度办理结果 and the four groups, the top left cell, and the headers over two rows:
        // 自然人, 总计, and five of 行政复议.
        assert_eq!(document.matches("<w:vMerge w:val=\"restart\"/>").count(), 1 + 4 + 1 + 2 + 5);
        let continued = document.matches("<w:vMerge/>").count();
        assert_eq!(continued, 21 + (7 + 2 + 4 + 2) + 2 + 2 + 5);
        assert_eq!(document.matches("<w:tblHeader/>").count(), 6);
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        let report = consistent_report(6, Format::F2019);
        assert_eq!(write(&report), write(&report));
    }
}
