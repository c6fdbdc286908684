//! The parts of a Word file that are the same for everything we write.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::write::markup::escape;
use crate::write::provenance::WRITER;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The namespaces of `word/document.xml`, and the start of its body.
pub(crate) const DOCUMENT_START: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>
"#;

/// A4 with the margins of GB/T 9704: 37, 26, 35 and 28 mm, 22 lines a page, and the end of the body.
pub(crate) const DOCUMENT_END: &str = r#"<w:sectPr><w:footerReference w:type="default" r:id="rIdOdd"/><w:footerReference w:type="even" r:id="rIdEven"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1417" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>
</w:body></w:document>
"#;

/// Width of the text area in twentieths of a point: 210 mm less margins of 28 and 26 mm.
pub(crate) const TEXT_WIDTH: u32 = 8844;

/// What is put into a Word file.
#[derive(Debug, Default)]
pub(crate) struct Package<'a> {
    /// The title among the properties.
    pub(crate) title: &'a str,
    /// The creator among the properties: an agency, never a person.
    pub(crate) creator: &'a str,
    /// Properties of our own; empty ones are left out.
    pub(crate) custom: &'a [(&'a str, &'a str)],
    /// `word/document.xml`
    pub(crate) document: &'a str,
    /// `word/numbering.xml`; empty if there is no list.
    pub(crate) numbering: &'a str,
    /// Addresses of links; the first is `rIdLink0`.
    pub(crate) links: &'a [String],
    /// Pictures with the endings of their names; the first is `rIdImage0`.
    pub(crate) images: &'a [(&'static str, Vec<u8>)],
}

/// Puts the parts together. The same parts give the same bytes.
pub(crate) fn pack(package: &Package<'_>) -> Vec<u8> {
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, text: String| parts.push((name.to_owned(), text.into_bytes()));
    add("[Content_Types].xml", content_types(package));
    add("_rels/.rels", package_relations());
    add("word/document.xml", package.document.to_owned());
    add("word/_rels/document.xml.rels", document_relations(package));
    add("word/styles.xml", include_str!("styles.xml").to_owned());
    add("word/settings.xml", include_str!("settings.xml").to_owned());
    add("word/fontTable.xml", include_str!("fontTable.xml").to_owned());
    add("word/footer1.xml", footer("right"));
    add("word/footer2.xml", footer("left"));
    if !package.numbering.is_empty() {
        add("word/numbering.xml", package.numbering.to_owned());
    }
    add("docProps/core.xml", core_properties(package));
    add("docProps/app.xml", app_properties());
    add("docProps/custom.xml", custom_properties(package.custom));
    for (number, (ending, bytes)) in package.images.iter().enumerate() {
        parts.push((format!("word/media/image{number}.{ending}"), bytes.clone()));
    }
    // Memory takes all that is written, and none of the parts is near a limit of the zip format.
    const SURE: &str = "a zip of a few parts can always be written to memory";
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(32 * 1024)));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect(SURE);
        zip.write_all(&bytes).expect(SURE);
    }
    zip.finish().expect(SURE).into_inner()
}

fn content_types(package: &Package<'_>) -> String {
    let mut out = format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    let mut endings: Vec<&str> = package.images.iter().map(|(ending, _)| *ending).collect();
    endings.sort_unstable();
    endings.dedup();
    for ending in endings {
        out.push_str(&format!("<Default Extension=\"{ending}\" ContentType=\"image/{ending}\"/>"));
    }
    let named = [
        ("/word/document.xml", "document.main"),
        ("/word/styles.xml", "styles"),
        ("/word/settings.xml", "settings"),
        ("/word/fontTable.xml", "fontTable"),
        ("/word/footer1.xml", "footer"),
        ("/word/footer2.xml", "footer"),
        ("/word/numbering.xml", "numbering"),
    ];
    for (part, kind) in named.iter().filter(|(_, kind)| *kind != "numbering" || !package.numbering.is_empty())
    {
        out.push_str(&format!("<Override PartName=\"{part}\" ContentType=\"{TYPES}.{kind}+xml\"/>"));
    }
    let properties = [
        ("/docProps/core.xml", "package.core-properties"),
        ("/docProps/app.xml", "officedocument.extended-properties"),
        ("/docProps/custom.xml", "officedocument.custom-properties"),
    ];
    for (part, kind) in properties {
        let kind = match kind.strip_prefix("package.") {
            Some(kind) => format!("application/vnd.openxmlformats-package.{kind}+xml"),
            None => format!("application/vnd.openxmlformats-{kind}+xml"),
        };
        out.push_str(&format!("<Override PartName=\"{part}\" ContentType=\"{kind}\"/>"));
    }
    out.push_str("</Types>\n");
    out
}

fn relations(list: &[(String, String, String, &str)]) -> String {
    let mut out = format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (id, kind, target, mode) in list {
        let target = escape(target);
        out.push_str(&format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"{mode}/>"));
    }
    out.push_str("</Relationships>\n");
    out
}

fn package_relations() -> String {
    let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    let line = |id: &str, kind: String, target: &str| (id.to_owned(), kind, target.to_owned(), "");
    relations(&[
        line("rId1", format!("{RELATIONS}/officeDocument"), "word/document.xml"),
        line("rId2", core.to_owned(), "docProps/core.xml"),
        line("rId3", format!("{RELATIONS}/extended-properties"), "docProps/app.xml"),
        line("rId4", format!("{RELATIONS}/custom-properties"), "docProps/custom.xml"),
    ])
}

fn document_relations(package: &Package<'_>) -> String {
    let line = |id: &str, kind: &str, target: &str| {
        (id.to_owned(), format!("{RELATIONS}/{kind}"), target.to_owned(), "")
    };
    let mut list = vec![
        line("rId1", "styles", "styles.xml"),
        line("rId2", "settings", "settings.xml"),
        line("rId3", "fontTable", "fontTable.xml"),
        line("rIdOdd", "footer", "footer1.xml"),
        line("rIdEven", "footer", "footer2.xml"),
    ];
    if !package.numbering.is_empty() {
        list.push(line("rIdLists", "numbering", "numbering.xml"));
    }
    for (number, address) in package.links.iter().enumerate() {
        let (id, kind) = (format!("rIdLink{number}"), format!("{RELATIONS}/hyperlink"));
        list.push((id, kind, address.clone(), " TargetMode=\"External\""));
    }
    for (number, (ending, _)) in package.images.iter().enumerate() {
        list.push(line(&format!("rIdImage{number}"), "image", &format!("media/image{number}.{ending}")));
    }
    relations(&list)
}

fn core_properties(package: &Package<'_>) -> String {
    let (title, creator) = (escape(package.title), escape(package.creator));
    format!(
        r#"{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>
"#
    )
}

fn app_properties() -> String {
    format!(
        r#"{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>{WRITER}</Application></Properties>
"#
    )
}

/// Where something came from, so that a number in the document can be followed to its file.
fn custom_properties(properties: &[(&str, &str)]) -> String {
    let mut out = format!(
        r#"{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">"#
    );
    // Numbers 0 and 1 are reserved by the format.
    for (id, (name, value)) in (2..).zip(properties.iter().filter(|(_, v)| !v.is_empty())) {
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
        r#"{HEAD}<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/><w:jc w:val="{side}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>
"#
    )
}
