//! PDF: notes on pages, files inside, and what it says of itself.

use hayro_syntax::object::{Array, Dict, Name, Stream, String as Words};
use hayro_syntax::{Pdf, metadata::Metadata};

use super::{Kind, Report};
use crate::read::ReadError;
use crate::read::pdf::{expansion, load_error, parse, text_string};

/// Deepest nesting of a tree of names.
const TREE: u32 = 16;
/// Most notes and names that are looked at: a small file can name the same ones over and over.
const STEPS: u32 = 20_000;

/// Checks that a PDF does not unpack to more than is sensible, for who opens it with another library.
///
/// # Errors
///
/// [`ReadError::TooLarge`] if it does, [`ReadError::Damaged`] for a stream that is packed twice.
pub fn check_expansion(bytes: &[u8]) -> Result<(), ReadError> {
    expansion::check(bytes)
}

pub(super) fn look(bytes: &[u8], report: &mut Report) -> Result<(), ReadError> {
    // The library unpacks without a limit.
    expansion::check(bytes)?;
    let pdf = Pdf::new(bytes.to_vec()).map_err(load_error)?;
    properties(pdf.metadata(), report);
    // What is hidden is worth telling even where the text cannot be read.
    let text = parse(bytes);
    if let Ok(documents) = &text {
        // Tables by their ruling lines if there are any: only then do the lines of a cell stand together.
        let ruled = documents.iter().find(|document| document.extraction == "pdf-ruled");
        if let Some(document) = ruled.or(documents.first()) {
            report.document(document);
        }
    }
    let mut steps = STEPS;
    for (number, page) in (1u32..).zip(pdf.pages().iter()) {
        let Some(notes) = page.raw().get::<Array<'_>>("Annots") else { continue };
        for note in notes.iter::<Dict<'_>>() {
            if steps == 0 {
                break;
            }
            steps -= 1;
            annotation(&note, number, report);
        }
    }
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    if let Some(files) = root.and_then(|root| root.get::<Dict<'_>>("Names")?.get::<Dict<'_>>("EmbeddedFiles"))
    {
        tree(&files, TREE, &mut steps, report);
    }
    if steps == 0 {
        report.problem(ReadError::TooLarge { what: "number of notes and names", limit: STEPS.into() });
    }
    text.map(drop)
}

fn properties(metadata: &Metadata, report: &mut Report) {
    let all = [
        ("author", &metadata.author),
        ("creator", &metadata.creator),
        ("producer", &metadata.producer),
        ("title", &metadata.title),
        ("subject", &metadata.subject),
        ("keywords", &metadata.keywords),
    ];
    for (name, value) in all {
        report.property(name, &value.as_deref().map(text_string).unwrap_or_default());
    }
}

fn words(dict: &Dict<'_>, key: &str) -> String {
    dict.get::<Words<'_>>(key).map(|words| text_string(words.as_bytes())).unwrap_or_default()
}

fn annotation(note: &Dict<'_>, page: u32, report: &mut Report) {
    let kind = note.get::<Name<'_>>("Subtype");
    let kind = kind.as_ref().map_or(&b""[..], |name| name.as_ref());
    match kind {
        // Links and the frames of notes say nothing of their own.
        b"Link" | b"Popup" => {}
        b"Widget" => report.line(&words(note, "V")),
        b"FileAttachment" => {
            if let Some(file) = note.get::<Dict<'_>>("FS") {
                attachment(&file, &format!("p.{page} "), report);
            }
        }
        kind => {
            let text = words(note, "Contents");
            // Highlights and drawings are seen; what was written to them is not.
            if !text.trim().is_empty() {
                report.line(&text);
                let place = format!("p.{page} {} {}", String::from_utf8_lossy(kind), words(note, "T"));
                report.hide(Kind::Annotation, place, &text);
            }
        }
    }
}

/// The files of a tree of names.
fn tree(node: &Dict<'_>, depth: u32, steps: &mut u32, report: &mut Report) {
    if depth == 0 || *steps == 0 {
        return;
    }
    *steps -= 1;
    if let Some(names) = node.get::<Array<'_>>("Names") {
        let mut pairs = names.flex_iter();
        while pairs.next::<Words<'_>>().is_some() {
            let Some(file) = pairs.next::<Dict<'_>>().filter(|_| *steps > 0) else { break };
            *steps -= 1;
            attachment(&file, "", report);
        }
    }
    if let Some(kids) = node.get::<Array<'_>>("Kids") {
        for kid in kids.iter::<Dict<'_>>() {
            tree(&kid, depth - 1, steps, report);
        }
    }
}

fn attachment(file: &Dict<'_>, before: &str, report: &mut Report) {
    let name =
        ["UF", "F"].iter().map(|key| words(file, key)).find(|name| !name.is_empty()).unwrap_or_default();
    report.hide(Kind::EmbeddedFile, format!("{before}{name}"), &words(file, "Desc"));
    if !report.has_room() {
        return;
    }
    let stream = file
        .get::<Dict<'_>>("EF")
        .and_then(|ef| ["UF", "F"].iter().find_map(|key| ef.get::<Stream<'_>>(key)));
    if let Some(bytes) = stream.and_then(|stream| Some(stream.decoded().ok()?.into_owned())) {
        report.inside(&name, &bytes);
    }
}
