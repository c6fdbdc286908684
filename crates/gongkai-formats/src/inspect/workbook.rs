//! Workbooks: hidden sheets, rows and columns, comments, pivot caches, links to other files.

use super::{Kind, Report, office, xls};
use crate::read::ReadError;
use crate::read::docx::relations;
use crate::read::package::Package;
use crate::read::sniff::Media;
use crate::read::workbook::{Sheet, sheets};
use crate::read::xml::{self, Node};

/// So much of a sheet is enough for an excerpt. Unit: bytes.
const EXCERPT_BYTES: usize = 1024;

pub(super) fn look(bytes: &[u8], media: Media, report: &mut Report) -> Result<(), ReadError> {
    let (sheets, _) = sheets(bytes)?;
    for sheet in &sheets {
        look_at(sheet, report);
    }
    if media == Media::Xls {
        return xls::look(bytes, report);
    }
    let mut package = Package::open(bytes, "XLSX")?;
    for sheet in sheets.iter().filter(|sheet| !sheet.part.is_empty()) {
        comments(&mut package, sheet, report)?;
    }
    let mut names = package.names();
    names.sort_unstable();
    for name in names {
        if name.starts_with("xl/pivotCache/pivotCacheDefinition") {
            pivot_cache(&mut package, &name, report)?;
        } else if name.starts_with("xl/externalLinks/externalLink") {
            external_link(&mut package, &name, report)?;
        } else if name == "xl/connections.xml" {
            connections(&mut package, &name, report)?;
        }
    }
    office::look(&mut package, report)
}

fn look_at(sheet: &Sheet, report: &mut Report) {
    let mut row: Option<(u32, String)> = None;
    let mut first_words = String::new();
    for ((number, _), text) in sheet.texts() {
        match &mut row {
            Some((last, line)) if *last == number => {
                line.push('\t');
                line.push_str(text);
            }
            _ => {
                if let Some((_, line)) = row.replace((number, text.to_owned())) {
                    report.line(&line);
                }
            }
        }
        if first_words.len() < EXCERPT_BYTES {
            first_words.push_str(text);
            first_words.push(' ');
        }
    }
    if let Some((_, line)) = row {
        report.line(&line);
    }
    let name = &sheet.name;
    if sheet.is_hidden {
        let kind = if sheet.is_very_hidden { Kind::VeryHiddenSheet } else { Kind::HiddenSheet };
        report.hide(kind, name, &first_words);
    }
    for ((first, last), words) in unseen(sheet, &sheet.hidden_rows, |(row, _)| row) {
        report.hide(Kind::HiddenRows, format!("{name}!{}:{}", first + 1, last + 1), &words);
    }
    for ((first, last), words) in unseen(sheet, &sheet.hidden_columns, |(_, column)| column) {
        report.hide(Kind::HiddenColumns, format!("{name}!{}:{}", letters(first), letters(last)), &words);
    }
}

/// The runs of rows or columns that hide a text, each with the beginning of it. Those without text are hidden to have
/// a neat sheet.
fn unseen(sheet: &Sheet, runs: &[(u32, u32)], number: fn((u32, u32)) -> u32) -> Vec<((u32, u32), String)> {
    let mut runs: Vec<((u32, u32), String)> = runs.iter().map(|run| (*run, String::new())).collect();
    runs.sort();
    for (at, text) in sheet.texts() {
        let number = number(at);
        let next = runs.partition_point(|((first, _), _)| *first <= number);
        let run = next.checked_sub(1).and_then(|run| runs.get_mut(run)).filter(|run| number <= run.0.1);
        if let Some((_, words)) = run.filter(|(_, words)| words.len() < EXCERPT_BYTES) {
            words.push_str(text);
            words.push(' ');
        }
    }
    runs.retain(|(_, words)| !words.is_empty());
    runs
}

/// A column by its letters: 0 is `A`, 26 is `AA`.
pub(super) fn letters(column: u32) -> String {
    let mut out = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        out.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    out.iter().rev().collect()
}

/// The part that a relation of a part leads to.
fn resolve(part: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = part.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn relations_of(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{file}.rels")
}

fn comments(package: &mut Package<'_>, sheet: &Sheet, report: &mut Report) -> Result<(), ReadError> {
    for relation in relations(package, &relations_of(&sheet.part))? {
        if !["/comments", "/threadedComment"].iter().any(|kind| relation.kind.ends_with(kind)) {
            continue;
        }
        let Some(text) = package.text(&resolve(&sheet.part, &relation.target))? else { continue };
        let mut authors: Vec<String> = Vec::new();
        let (mut place, mut words) = (String::new(), String::new());
        let (mut in_text, mut in_author) = (false, false);
        xml::read(&text, "XLSX", |node| {
            match node {
                Node::Start("author", _) => {
                    in_author = true;
                    authors.push(String::new());
                }
                Node::End("author") => in_author = false,
                Node::Start("comment" | "threadedComment", attributes) => {
                    let author = attributes.number("authorId").and_then(|id| authors.get(id as usize));
                    let cell = attributes.get("ref").unwrap_or_default();
                    place = format!("{}!{cell} {}", sheet.name, author.map_or("", String::as_str));
                    words.clear();
                }
                Node::Start("t" | "text", _) => in_text = true,
                Node::End("t" | "text") => in_text = false,
                Node::Text(text) if in_author => {
                    if let Some(author) = authors.last_mut() {
                        author.push_str(text);
                    }
                }
                Node::Text(text) if in_text => words.push_str(text),
                Node::End("comment" | "threadedComment") => {
                    report.line(&words);
                    report.hide(Kind::Comment, &place, &words);
                }
                _ => {}
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The values that a pivot table keeps, whether or not the sheet they are from is still there.
fn pivot_cache(package: &mut Package<'_>, part: &str, report: &mut Report) -> Result<(), ReadError> {
    let mut source = String::new();
    let mut values: Vec<String> = Vec::new();
    let mut parts = vec![part.to_owned()];
    let records = relations(package, &relations_of(part))?;
    let records = records.iter().find(|relation| relation.kind.ends_with("/pivotCacheRecords"));
    parts.extend(records.map(|relation| resolve(part, &relation.target)));
    for part in parts {
        let Some(text) = package.text(&part)? else { continue };
        xml::read(&text, "XLSX", |node| {
            match node {
                Node::Start("worksheetSource", attributes) => {
                    let get = |name: &str| attributes.get(name).unwrap_or_default();
                    source = format!("{}!{}{}", get("sheet"), get("ref"), get("name"));
                }
                Node::Start("cacheField", attributes) => values.extend(attributes.get("name")),
                Node::Start("s" | "n" | "d", attributes) => values.extend(attributes.get("v")),
                _ => {}
            }
            Ok(())
        })?;
    }
    for row in values.chunks(16) {
        report.line(&row.join("\t"));
    }
    values.truncate(40);
    report.hide(Kind::PivotCache, &source, &values.join(" "));
    Ok(())
}

/// A workbook that this one takes values from, with the values.
fn external_link(package: &mut Package<'_>, part: &str, report: &mut Report) -> Result<(), ReadError> {
    let targets = relations(package, &relations_of(part))?;
    let target = targets.first().map(|relation| relation.target.clone()).unwrap_or_default();
    let mut values: Vec<String> = Vec::new();
    let mut in_value = false;
    if let Some(text) = package.text(part)? {
        xml::read(&text, "XLSX", |node| {
            match node {
                Node::Start("v", _) => in_value = true,
                Node::End("v") => in_value = false,
                Node::Text(text) if in_value => values.push(text.to_owned()),
                _ => {}
            }
            Ok(())
        })?;
    }
    report.line(&target);
    for row in values.chunks(16) {
        report.line(&row.join("\t"));
    }
    values.truncate(20);
    report.hide(Kind::ExternalLink, &target, &values.join(" "));
    Ok(())
}

/// Databases that are asked for values: their addresses, and often an account.
fn connections(package: &mut Package<'_>, part: &str, report: &mut Report) -> Result<(), ReadError> {
    let Some(text) = package.text(part)? else { return Ok(()) };
    let mut name = String::new();
    xml::read(&text, "XLSX", |node| {
        if let Node::Start(element, attributes) = node {
            match element {
                "connection" => name = attributes.get("name").unwrap_or_default(),
                "dbPr" => {
                    report.hide(Kind::ExternalLink, &name, &attributes.get("connection").unwrap_or_default())
                }
                "webPr" => report.hide(Kind::ExternalLink, &name, &attributes.get("url").unwrap_or_default()),
                "textPr" => {
                    report.hide(Kind::ExternalLink, &name, &attributes.get("sourceFile").unwrap_or_default());
                }
                _ => {}
            }
        }
        Ok(())
    })
}
