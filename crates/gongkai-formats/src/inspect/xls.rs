//! Workbooks of Excel 97–2003: comments, links, pivot caches and the properties of the compound file.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16LE};

use super::workbook::letters;
use super::{Kind, Report};
use crate::read::ReadError;
use crate::read::workbook::compound::{Compound, u16_at, u32_at};
use crate::read::workbook::xls::{BOF, EOF, Globals, Record, Records, Text};

pub(super) fn look(bytes: &[u8], report: &mut Report) -> Result<(), ReadError> {
    let Some(file) = Compound::open(bytes) else { return Ok(()) };
    let stream = file.stream(&["Workbook", "Book"]).unwrap_or_default();
    let globals = Globals::read(&stream)?;
    for sheet in &globals.sheets {
        notes(stream.get(sheet.start..).unwrap_or_default(), &globals, &sheet.name, report);
    }
    for record in (Records { rest: &stream }).take_while(|record| record.kind != EOF) {
        // SupBook: a workbook that values are taken from; its own sheets have a length of 0x0401.
        let count = u16_at(record.data(), 2);
        if record.kind == 0x01AE && !matches!(count, Some(0x0401 | 0x3A01)) {
            let path = record.data().get(4..).and_then(|rest| {
                let length = usize::from(u16_at(record.data(), 2)?);
                Text::new(&[rest]).characters(length)
            });
            // Control characters stand for drives and folders.
            let path: String = path.unwrap_or_default().replace(|c: char| c.is_control(), "/");
            report.line(&path);
            report.hide(Kind::ExternalLink, &path, "");
        }
    }
    // Caches are streams with four hexadecimal digits for a name.
    let is_cache = |name: &str| name.len() == 4 && name.bytes().all(|b| b.is_ascii_hexdigit());
    if file.names().any(|name| name == "_SX_DB_CUR") {
        for name in file.names().filter(|name| is_cache(name)) {
            report.hide(Kind::PivotCache, name, "");
        }
    }
    if file.names().any(|name| name == "_VBA_PROJECT_CUR") {
        report.hide(Kind::Macro, "_VBA_PROJECT_CUR", "");
    }
    summary(&file.stream(&["\u{5}SummaryInformation"]).unwrap_or_default(), SUMMARY, report);
    summary(&file.stream(&["\u{5}DocumentSummaryInformation"]).unwrap_or_default(), DOCUMENT, report);
    Ok(())
}

/// Comments: their texts come first, as texts of objects, then the cells that they belong to.
fn notes(stream: &[u8], globals: &Globals, sheet: &str, report: &mut Report) {
    let mut object = None;
    let mut texts: BTreeMap<u16, String> = BTreeMap::new();
    let mut depth = 0;
    for record in (Records { rest: stream }) {
        let data = record.data();
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            // Obj: its first part says what it is and its number.
            0x005D if u16_at(data, 4) == Some(0x19) => object = u16_at(data, 6),
            // TxO: the text is in the record that continues it.
            0x01B6 => {
                if let Some((object, text)) = object.take().zip(text_of(&record)) {
                    texts.insert(object, text);
                }
            }
            // Note
            0x001C => {
                let at = |i| u16_at(data, i).map_or(0, u32::from);
                let cell = format!("{sheet}!{}{}", letters(at(2)), at(0) + 1);
                let (author, text) = match globals.is_biff8 {
                    true => (
                        data.get(8..).and_then(|rest| Text::new(&[rest]).string()).unwrap_or_default(),
                        u16_at(data, 6).and_then(|object| texts.remove(&object)).unwrap_or_default(),
                    ),
                    // Before Excel 97 the text is in the record itself.
                    false => {
                        let rest = data.get(4..).unwrap_or_default();
                        (String::new(), globals.text(&[rest]))
                    }
                };
                report.line(&text);
                report.hide(Kind::Comment, format!("{cell} {author}"), &text);
            }
            _ => {}
        }
    }
}

fn text_of(record: &Record<'_>) -> Option<String> {
    let length = usize::from(u16_at(record.data(), 10)?);
    Text::new(record.parts.get(1..)?).characters(length)
}

/// Numbers of properties and what we call them.
const SUMMARY: &[(u32, &str)] = &[
    (2, "title"),
    (3, "subject"),
    (4, "author"),
    (5, "keywords"),
    (6, "description"),
    (7, "template"),
    (8, "last_modified_by"),
    (18, "application"),
];
const DOCUMENT: &[(u32, &str)] = &[(2, "category"), (14, "manager"), (15, "company")];
/// A property set has at most so many properties that are looked at.
const MOST_PROPERTIES: u32 = 256;

/// The texts of the first section of a property set (MS-OLEPS).
fn summary(stream: &[u8], names: &[(u32, &str)], report: &mut Report) {
    let section = || stream.get(u32_at(stream, 44)? as usize..);
    let Some(section) = section() else { return };
    let count = u32_at(section, 4).unwrap_or(0).min(MOST_PROPERTIES) as usize;
    let entries: Vec<(u32, usize)> = (0..count)
        .filter_map(|i| Some((u32_at(section, 8 + i * 8)?, u32_at(section, 12 + i * 8)? as usize)))
        .collect();
    let page =
        entries.iter().find(|(id, _)| *id == 1).and_then(|(_, at)| u16_at(section, at.checked_add(4)?));
    let encoding: &Encoding = match page {
        Some(65001) => UTF_8,
        Some(1200) => UTF_16LE,
        Some(950) => encoding_rs::BIG5,
        Some(1252) => encoding_rs::WINDOWS_1252,
        _ => GB18030,
    };
    for (id, at) in entries {
        let Some((_, name)) = names.iter().find(|(known, _)| *known == id) else { continue };
        if let Some(value) = section.get(at..).and_then(|value| string(value, encoding)) {
            report.property(name, value.trim_end_matches('\0'));
        }
    }
}

/// A text of a property set: in its code page, or in UTF-16.
fn string(value: &[u8], encoding: &'static Encoding) -> Option<String> {
    let length = u32_at(value, 4)? as usize;
    let bytes = |length: usize| value.get(8..8usize.checked_add(length)?);
    match u32_at(value, 0)? {
        0x1E => Some(encoding.decode_without_bom_handling(bytes(length)?).0.into_owned()),
        0x1F => Some(UTF_16LE.decode_without_bom_handling(bytes(length.checked_mul(2)?)?).0.into_owned()),
        _ => None,
    }
}
