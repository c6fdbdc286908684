//! A document as DOCX in the layout of GB/T 9704, with what the page says about it in a table under the title.

use super::word::{Merge, Writer};
use super::{Pictures, Publication, printed};
use crate::write::docx::package::{self, DOCUMENT_END, DOCUMENT_START, Package, TEXT_WIDTH};

/// The widths of label and value, twice.
const FACTS: [u32; 4] = [1150, 3272, 1150, TEXT_WIDTH - 5572];

/// Writes a document; `pictures` gives the bytes of its pictures.
pub fn write(document: &Publication, pictures: Pictures<'_>) -> Vec<u8> {
    let mut writer = Writer::new(pictures, &document.site.url);
    writer.out.push_str(DOCUMENT_START);
    if !document.title.is_empty() {
        writer.plain("Title", "", &document.title);
    }
    if !document.number.is_empty() {
        writer.plain("Normal", "<w:jc w:val=\"center\"/>", &document.number);
    }
    facts(document, &mut writer);
    writer.blocks(document.body.blocks());
    let date = document.signed_on.map(printed).unwrap_or_default();
    signed(document, &date, &mut writer);
    if !document.attachments.is_empty() {
        writer.plain("BodyText", "<w:keepNext/><w:spacing w:before=\"579\"/>", "附件：");
        for (number, (name, address)) in (1..).zip(&document.attachments) {
            writer.linked_line("BodyText", &format!("{number}. "), name, address);
        }
    }
    writer.out.push_str(DOCUMENT_END);
    let agency = document.header.iter().find(|(field, _)| *field == crate::import::Field::Agency);
    package::pack(&Package {
        title: &document.title.replace('\n', ""),
        creator: agency.map_or("", |(_, agency)| agency),
        custom: &[],
        document: &writer.out,
        numbering: &writer.numbering(),
        links: &writer.links,
        images: &writer.images,
    })
}

/// The agency, in the middle over the day, which ends four characters from the margin; a seal is put on both (GB/T 9704
/// 7.3.5.1). They stand on one page with the end of the text.
fn signed(document: &Publication, date: &str, writer: &mut Writer<'_>) {
    /// A character of 三号. Unit: twentieths of a point.
    const CHARACTER: i32 = 320;
    let signature = document.signature.as_str();
    if signature.is_empty() && date.is_empty() {
        return;
    }
    if matches!(document.body.blocks().last(), Some(crate::rich_text::Block::Paragraph(_))) {
        writer.keep_last_with_next();
    }
    let width = |text: &str| -> i32 {
        text.chars().map(|c| if c.is_ascii() { CHARACTER / 2 } else { CHARACTER }).sum()
    };
    let right =
        |twips: i32| format!("<w:ind w:rightChars=\"{}\" w:right=\"{twips}\"/>", twips * 100 / CHARACTER);
    let before = "<w:spacing w:before=\"579\"/>";
    match (signature, date) {
        (signature, "") => writer.plain("Signature", before, signature),
        ("", date) => writer.plain("Signature", before, date),
        (signature, date) => {
            let over = 4 * CHARACTER + (width(date) - width(signature)) / 2;
            let properties = format!("<w:keepNext/>{before}{}", right(over.max(0)));
            writer.plain("Signature", &properties, signature);
            writer.plain("Signature", &right(4 * CHARACTER), date);
        }
    }
}

/// Label and value, two pairs a row, as government pages have it.
fn facts(document: &Publication, writer: &mut Writer<'_>) {
    // The number alone stands under the title already.
    if document.header.is_empty() {
        return;
    }
    let facts = document.facts();
    writer.start_table(&FACTS);
    for pairs in facts.chunks(2) {
        writer.out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>\n");
        let mut cell = |at: usize, columns: usize, style: &str, text: &str| {
            writer.start_cell(FACTS[at..at + columns].iter().sum(), columns, Merge::None);
            writer.plain("TableText", style, text);
            writer.out.push_str("</w:tc>\n");
        };
        const LEFT: &str = "<w:jc w:val=\"left\"/>";
        match pairs {
            [(name, words)] => {
                cell(0, 1, "", name);
                cell(1, 3, LEFT, words);
            }
            pairs => {
                for (at, (name, words)) in [0, 2].into_iter().zip(pairs) {
                    cell(at, 1, "", name);
                    cell(at + 1, 1, LEFT, words);
                }
            }
        }
        writer.out.push_str("</w:tr>\n");
    }
    writer.end_table();
}
