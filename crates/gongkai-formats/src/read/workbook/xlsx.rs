//! Excel workbooks, Office Open XML.

use super::sheet::{DateSystem, Region, Sheet, Shown};
use crate::read::ReadError;
use crate::read::package::Package;
use crate::read::xml::{self, Attributes, Node};

/// Sheets as a workbook lists them.
struct Entry {
    name: String,
    is_hidden: bool,
    is_very_hidden: bool,
    relation: String,
}

/// Reads all sheets and what the file says about itself.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    let mut package = Package::open(bytes, "XLSX")?;
    let main = "xl/workbook.xml";
    let missing = || ReadError::Damaged { kind: "XLSX", detail: format!("{main} is missing") };
    let (entries, dates) = workbook(&package.text(main)?.ok_or_else(missing)?)?;
    let relations = relations(&mut package)?;
    let strings = match package.text("xl/sharedStrings.xml")? {
        Some(text) => shared_strings(&text)?,
        None => Vec::new(),
    };
    let formats = match package.text("xl/styles.xml")? {
        Some(text) => formats(&text).unwrap_or_default(),
        None => Vec::new(),
    };
    let context = Context { strings, formats, dates };
    let mut sheets = Vec::new();
    for (i, entry) in entries.into_iter().enumerate() {
        let target = relations.iter().find(|(id, _)| *id == entry.relation).map(|(_, target)| part(target));
        let target = target.unwrap_or_else(|| format!("xl/worksheets/sheet{}.xml", i + 1));
        let mut sheet = Sheet::new(entry.name, entry.is_hidden);
        sheet.is_very_hidden = entry.is_very_hidden;
        sheet.part.clone_from(&target);
        if let Some(text) = package.text(&target)? {
            read_sheet(&text, &context, &mut sheet)?;
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

struct Context {
    strings: Vec<String>,
    formats: Vec<Shown>,
    dates: DateSystem,
}

fn part(target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    }
}

fn workbook(text: &str) -> Result<(Vec<Entry>, DateSystem), ReadError> {
    let mut entries = Vec::new();
    let mut dates = DateSystem::Windows;
    xml::read(text, "XLSX", |node| {
        match node {
            Node::Start("sheet", attributes) => entries.push(Entry {
                name: attributes.get("name").unwrap_or_default(),
                is_hidden: attributes.get("state").is_some_and(|state| state != "visible"),
                is_very_hidden: attributes.get("state").is_some_and(|state| state == "veryHidden"),
                relation: attributes.get("id").unwrap_or_default(),
            }),
            Node::Start("workbookPr", attributes) => {
                if matches!(attributes.get("date1904").as_deref(), Some("1" | "true")) {
                    dates = DateSystem::Macintosh;
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok((entries, dates))
}

fn relations(package: &mut Package<'_>) -> Result<Vec<(String, String)>, ReadError> {
    let mut relations = Vec::new();
    if let Some(text) = package.text("xl/_rels/workbook.xml.rels")? {
        xml::read(&text, "XLSX", |node| {
            if let Node::Start("Relationship", attributes) = node {
                let get = |name: &str| attributes.get(name).unwrap_or_default();
                relations.push((get("Id"), get("Target")));
            }
            Ok(())
        })?;
    }
    Ok(relations)
}

fn shared_strings(text: &str) -> Result<Vec<String>, ReadError> {
    let mut strings = Vec::new();
    let mut current = String::new();
    let (mut in_text, mut in_reading) = (false, false);
    xml::read(text, "XLSX", |node| {
        match node {
            Node::Start("t", _) => in_text = true,
            Node::End("t") => in_text = false,
            // Readings of characters, which Excel shows above them or not at all.
            Node::Start("rPh", _) => in_reading = true,
            Node::End("rPh") => in_reading = false,
            Node::Text(text) if in_text && !in_reading => current.push_str(text),
            Node::End("si") => strings.push(std::mem::take(&mut current)),
            _ => {}
        }
        Ok(())
    })?;
    Ok(strings)
}

/// How the numbers of each cell format are shown.
fn formats(text: &str) -> Result<Vec<Shown>, ReadError> {
    let mut custom: Vec<(u32, Shown)> = Vec::new();
    let mut formats = Vec::new();
    let mut in_cell_formats = false;
    xml::read(text, "XLSX", |node| {
        match node {
            Node::Start("numFmt", attributes) => {
                let code = attributes.get("formatCode").unwrap_or_default();
                custom.extend(attributes.number("numFmtId").map(|id| (id, Shown::by_code(&code))));
            }
            Node::Start("cellXfs", _) => in_cell_formats = true,
            Node::End("cellXfs") => in_cell_formats = false,
            Node::Start("xf", attributes) if in_cell_formats => {
                let id = attributes.number("numFmtId").unwrap_or(0);
                let known = custom.iter().find(|(custom, _)| *custom == id);
                formats.push(known.map_or_else(|| Shown::by_id(id), |(_, shown)| *shown));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(formats)
}

/// The cell being read.
#[derive(Default)]
struct OpenCell {
    kind: Kind,
    shown: Shown,
    value: String,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Logical,
}

fn read_sheet(text: &str, context: &Context, sheet: &mut Sheet) -> Result<(), ReadError> {
    let (mut row, mut column) = (0u32, 0u32);
    let mut next_row = 0u32;
    let mut cell = OpenCell::default();
    let (mut in_value, mut in_reading) = (false, false);
    xml::read(text, "XLSX", |node| {
        match node {
            Node::Start("row", attributes) => {
                row = attributes.number("r").map_or(next_row, |r| r.saturating_sub(1));
                next_row = row.saturating_add(1);
                column = 0;
                if is_unseen(attributes, "ht") {
                    sheet.hide_row(row);
                }
            }
            Node::Start("col", attributes) if is_unseen(attributes, "width") => {
                if let (Some(first), Some(last)) = (attributes.number("min"), attributes.number("max")) {
                    sheet.hide_columns(first.saturating_sub(1), last.saturating_sub(1));
                }
            }
            Node::Start("c", attributes) => {
                if let Some((r, c)) = attributes.get("r").and_then(|r| reference(&r)) {
                    (row, column) = (r, c);
                }
                cell = open_cell(attributes, context);
            }
            Node::Start("v" | "t", _) => in_value = !in_reading,
            Node::End("v" | "t") => in_value = false,
            Node::Start("rPh", _) => in_reading = true,
            Node::End("rPh") => in_reading = false,
            Node::Text(text) if in_value => cell.value.push_str(text),
            Node::End("c") => {
                sheet.put(row, column, &cell_text(&cell, context))?;
                cell.value.clear();
                column = column.saturating_add(1);
            }
            Node::Start("mergeCell", attributes) => {
                if let Some(region) = attributes.get("ref").and_then(|r| region(&r)) {
                    sheet.merge(region)?;
                }
            }
            _ => {}
        }
        Ok(())
    })
}

/// Whether a row or column is hidden, or has no size.
fn is_unseen(attributes: &Attributes<'_>, size: &str) -> bool {
    let is_empty = |size: String| size.parse::<f64>().is_ok_and(|size| size == 0.0);
    matches!(attributes.get("hidden").as_deref(), Some("1" | "true"))
        || attributes.get(size).is_some_and(is_empty)
}

fn open_cell(attributes: &Attributes<'_>, context: &Context) -> OpenCell {
    let kind = match attributes.get("t").as_deref() {
        Some("s") => Kind::Shared,
        Some("b") => Kind::Logical,
        None | Some("n") => Kind::Number,
        // Text, formula text, ISO dates and error names are what they say.
        Some(_) => Kind::Text,
    };
    let format = attributes.number("s").unwrap_or(0) as usize;
    let shown = context.formats.get(format).copied().unwrap_or_default();
    OpenCell { kind, shown, value: String::new() }
}

fn cell_text(cell: &OpenCell, context: &Context) -> String {
    let value = cell.value.trim();
    match cell.kind {
        Kind::Shared => {
            let index: Option<usize> = value.parse().ok();
            index.and_then(|i| context.strings.get(i)).cloned().unwrap_or_default()
        }
        Kind::Text => cell.value.clone(),
        Kind::Logical => if value == "1" { "TRUE" } else { "FALSE" }.to_owned(),
        Kind::Number => match value.parse::<f64>() {
            Ok(number) => cell.shown.text(number, context.dates),
            Err(_) => value.to_owned(),
        },
    }
}

/// `B2`, also `$B$2`, as row and column from 0.
fn reference(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let split = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(split);
    let mut column = 0u32;
    for letter in letters.bytes() {
        let value = u32::from(letter.to_ascii_uppercase().checked_sub(b'A')?);
        if value >= 26 {
            return None;
        }
        column = column.checked_mul(26)?.checked_add(value + 1)?;
    }
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

fn region(text: &str) -> Option<Region> {
    let (from, to) = text.split_once(':')?;
    let ((top, left), (bottom, right)) = (reference(from)?, reference(to)?);
    Some(Region { top, left, bottom, right })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        assert_eq!(reference("A1"), Some((0, 0)));
        assert_eq!(reference("$AB$12"), Some((11, 27)));
        assert_eq!(reference("XFD1048576"), Some((1_048_575, 16_383)));
        assert_eq!([reference("A0"), reference("1"), reference("é1"), reference("")], [None; 4]);
        assert_eq!(region("B2:D4"), Some(Region { top: 1, left: 1, bottom: 3, right: 3 }));
    }
}
