//! DOCX: the official layout set like an official document (GB/T 9704-2012).
//!
//! A4 with the margins of the standard, title 二号 小标宋 centred, headings 三号 黑体 and 楷体, text 三号 仿宋 with 22
//! lines a page, page numbers outside left and right. Cells are merged as on the form.

mod body;
pub(crate) mod package;

use gongkai_domain::report::AnnualReport;

use self::package::Package;
use super::layout::title;

/// Writes a report.
pub fn write(report: &AnnualReport) -> Vec<u8> {
    let source = &report.source;
    let custom = [
        ("gongkai.format", report.format.as_str()),
        ("gongkai.source_file", &source.file),
        ("gongkai.source_sha256", &source.sha256),
        ("gongkai.media", &source.media),
        ("gongkai.extraction", &source.extraction),
        ("gongkai.reader", &source.reader),
    ];
    package::pack(&Package {
        title: &title(report).unwrap_or_default(),
        creator: report.agency.as_deref().unwrap_or_default(),
        custom: &custom,
        document: &body::document(report),
        ..Package::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use gongkai_domain::report::Format;
    use gongkai_domain::report::sample::consistent_report;
    use std::io::{Cursor, Read};

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
