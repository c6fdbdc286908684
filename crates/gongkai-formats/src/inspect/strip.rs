//! Taking the names of people out of the properties of a file.

use std::io::{Cursor, Write};

use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Stream};
use memchr::memmem;
use quick_xml::events::Event;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::read::limits;
use crate::read::package::Package;
use crate::read::pdf::expansion;
use crate::read::sniff::{Media, sniff};

/// Properties that name people or where they work.
const PERSONAL: &[&str] = &["creator", "lastModifiedBy", "Company", "Manager", "HyperlinkBase"];

/// The file without author, last editor, company, manager and properties of its own programs; all else stays as it is.
///
/// Of DOCX, XLSX and PPTX the properties are written again. In a PDF the author and the creator are overwritten where
/// they stand, so that nothing else moves. Nothing is given where it cannot be done safely: other kinds, encrypted and
/// signed files, and a PDF that has the names somewhere else as well. Names at comments and recorded changes stay.
pub fn strip_metadata(bytes: &[u8]) -> Option<Vec<u8>> {
    limits::check_input(bytes).ok()?;
    match sniff(bytes) {
        Media::Docx | Media::Xlsx | Media::Slides if bytes.starts_with(b"PK") => package(bytes),
        Media::Pdf => pdf(bytes),
        _ => None,
    }
}

fn package(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut parts = Package::open(bytes, "package").ok()?;
    // A signature covers the properties too.
    if parts.names().iter().any(|name| name.starts_with("_xmlsignatures/")) {
        return None;
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).ok()?;
        let name = file.name().ok()?.into_owned();
        let rewritten = match name.as_str() {
            "docProps/core.xml" | "docProps/app.xml" => blank(&parts.text(&name).ok()??)?,
            "docProps/custom.xml" => without_children(&parts.text(&name).ok()??)?,
            _ => {
                out.raw_copy_file(file).ok()?;
                continue;
            }
        };
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        out.start_file(name, options).ok()?;
        out.write_all(&rewritten).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}

/// The properties with the personal ones empty.
fn blank(text: &str) -> Option<Vec<u8>> {
    let mut depth = 0u32;
    rewrite(text, |event| {
        let is_personal = |name: &str| PERSONAL.contains(&name);
        match event {
            Event::Start(tag) if depth > 0 || is_personal(tag.local_name().into_inner()) => {
                depth += 1;
                depth == 1
            }
            Event::End(_) if depth > 0 => {
                depth -= 1;
                depth == 0
            }
            _ => depth == 0,
        }
    })
}

/// The outermost element without what is in it.
fn without_children(text: &str) -> Option<Vec<u8>> {
    let mut depth = 0u32;
    rewrite(text, |event| match event {
        Event::Start(_) => {
            depth += 1;
            depth == 1
        }
        Event::End(_) => {
            depth = depth.saturating_sub(1);
            depth == 0
        }
        _ => depth == 0,
    })
}

/// Copies the events that are kept.
fn rewrite(text: &str, mut keeps: impl FnMut(&Event<'_>) -> bool) -> Option<Vec<u8>> {
    let mut reader = quick_xml::Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    let mut writer = quick_xml::Writer::new(Vec::with_capacity(text.len()));
    loop {
        let event = reader.read_event().ok()?;
        if matches!(event, Event::Eof) {
            return Some(writer.into_inner());
        }
        if keeps(&event) {
            writer.write_event(event).ok()?;
        }
    }
}

fn pdf(bytes: &[u8]) -> Option<Vec<u8>> {
    expansion::check(bytes).ok()?;
    // In an encrypted file texts stand otherwise; a signed one is no longer valid after any change.
    if [&b"/Encrypt"[..], b"/ByteRange"].iter().any(|sign| memmem::find(bytes, sign).is_some()) {
        return None;
    }
    let mut out = bytes.to_vec();
    for range in outside_streams(bytes) {
        for key in [&b"/Author"[..], b"/Creator"] {
            for at in memmem::find_iter(&bytes[range.clone()], key) {
                overwrite(&mut out, range.start + at + key.len());
            }
        }
    }
    let (before, after) = (Pdf::new(bytes.to_vec()).ok()?, Pdf::new(out.clone()).ok()?);
    let is_blank = |value: &Option<Box<[u8]>>| value.as_deref().is_none_or(|v| v.trim_ascii().is_empty());
    let metadata = after.metadata();
    let is_done = is_blank(&metadata.author)
        && is_blank(&metadata.creator)
        && !names_in_xmp(&after)
        && before.pages().len() == after.pages().len();
    is_done.then_some(out)
}

/// The stretches between the contents of streams, which could hold anything.
fn outside_streams(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(start) = memmem::find(&bytes[from..], b"stream").map(|at| from + at) {
        out.push(from..start);
        match memmem::find(&bytes[start + 6..], b"endstream") {
            Some(length) => from = start + 6 + length + b"endstream".len(),
            None => return out,
        }
    }
    out.push(from..bytes.len());
    out
}

/// Makes the text that is the value of a key empty, with spaces behind it in place of what it said.
fn overwrite(bytes: &mut [u8], after_key: usize) {
    let Some(skip) =
        bytes.get(after_key..).and_then(|rest| rest.iter().position(|b| !b.is_ascii_whitespace()))
    else {
        return;
    };
    let start = after_key + skip;
    let end = match bytes[start..] {
        [b'<', next, ..] if next != b'<' => memchr::memchr(b'>', &bytes[start..]).map(|at| start + at),
        [b'(', ..] => literal_end(bytes, start),
        _ => None,
    };
    if let Some(end) = end {
        let close = bytes[end];
        bytes[start + 1..=end].fill(b' ');
        bytes[start + 1] = close;
    }
}

/// The closing bracket of a text in brackets, which may hold brackets in pairs and after a stroke.
fn literal_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0u32;
    let mut is_escaped = false;
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether the second set of properties, which is XML in a stream, names somebody.
fn names_in_xmp(pdf: &Pdf) -> bool {
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let Some(stream) = root.and_then(|root| root.get::<Stream<'_>>("Metadata")) else { return false };
    let Ok(text) = stream.decoded() else { return true };
    [&b"dc:creator"[..], b"pdf:Author", b"xmp:CreatorTool", b"photoshop:AuthorsPosition"]
        .iter()
        .any(|name| memmem::find(&text, name).is_some())
}
