//! Papers bound into one PDF: a cover with the list of evidence, text that is set here, and the pages of other PDF files.
//!
//! Other people's files are not trusted: each is opened and bound on its own first. One that cannot be bound is listed
//! with the reason and goes with the result as a file; nothing is lost.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use gongkai_formats::write::bundle::{Bound, Bundle, Content, Paper};
use gongkai_formats::write::print::{Piece, Print};
use krilla::configure::{ConfigurationBuilder, PdfVersion};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Point, Size, Transform};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::pdf::{Pdf, PdfDocument};
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, TagTree};
use krilla::{Document, SerializeSettings};

use crate::PdfError;
use crate::compose::{Composition, Item, LEFT, MM, PAGE, Part, WIDTH, folio, pages};
use crate::draw::{draw_item, group, metadata};
use crate::fonts::{Fonts, Typeface};
use crate::text::line;

/// Pages of one paper at most.
const MOST_PAGES: usize = 2_000;
/// What is free around a bound page: at the sides, at the top, at the bottom. Unit: points.
const MARGIN: (f32, f32, f32) = (10.0 * MM, 17.0 * MM, 22.0 * MM);
/// The line over a page that says which paper it is.
const RUNNING: f32 = 10.5;
/// Characters of that line.
const RUNNING_CHARS: usize = 40;

/// A paper that can be bound.
enum Ready {
    Text(Composition),
    Pdf(PdfDocument, Vec<(f32, f32)>),
    Beside(String),
}

impl Ready {
    fn pages(&self) -> usize {
        match self {
            Ready::Text(composition) => composition.pages.len(),
            Ready::Pdf(_, sizes) => sizes.len(),
            Ready::Beside(_) => 0,
        }
    }
}

/// Binds papers into one PDF.
///
/// # Errors
///
/// If the typesetting engine gives up.
pub fn bind(bundle: &Bundle, fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    let mut ready: Vec<Ready> = bundle.papers.iter().map(|paper| prepare(paper, fonts)).collect();
    let mut failure = match bound(bundle, fonts, &mut ready) {
        Ok(bytes) => return Ok(bytes),
        Err(failure) => failure,
    };
    // Each could be bound alone and not all together: then without those of others, one after the other.
    for at in (0..ready.len()).rev() {
        if matches!(ready[at], Ready::Pdf(..)) {
            ready[at] = Ready::Beside("页面不能装订".into());
            match bound(bundle, fonts, &mut ready) {
                Ok(bytes) => return Ok(bytes),
                Err(other) => failure = other,
            }
        }
    }
    Err(PdfError::Engine(failure))
}

fn prepare(paper: &Paper, fonts: &Fonts) -> Ready {
    match &paper.content {
        Content::Text(pieces) => {
            let mut whole = vec![Piece::Title(paper.name.clone())];
            whole.extend(pieces.iter().cloned());
            Ready::Text(pages(&Print { pieces: whole, ..Print::default() }, fonts))
        }
        Content::File { media: "application/pdf", bytes, .. } => match openable(bytes) {
            Ok((document, sizes)) => Ready::Pdf(document, sizes),
            Err(why) => Ready::Beside(why.into()),
        },
        Content::File { .. } => Ready::Beside("不是 PDF，作为附件随卷".into()),
    }
}

/// A PDF with the sizes of its pages. Unit: points.
type Openable = (PdfDocument, Vec<(f32, f32)>);

/// A PDF with the sizes of its pages, if it can be bound.
fn openable(bytes: &[u8]) -> Result<Openable, &'static str> {
    let broken = "文件损坏，不能装订";
    let open = || -> Result<Openable, &'static str> {
        // The type of the error is not handed on by the engine; its words are.
        let pdf = Pdf::new(bytes.to_vec()).map_err(|error| {
            if format!("{error:?}").starts_with("Decryption") {
                "文件有密码，不能装订"
            } else {
                broken
            }
        })?;
        let sizes: Vec<(f32, f32)> = pdf.pages().iter().map(|p| p.render_dimensions()).collect();
        match sizes.len() {
            0 => return Err("没有页面"),
            n if n > MOST_PAGES => return Err("页数过多，不能装订"),
            _ => {}
        }
        if sizes.iter().any(|(w, h)| !(w.is_finite() && h.is_finite() && *w >= 1.0 && *h >= 1.0)) {
            return Err(broken);
        }
        let document = PdfDocument::new(Arc::new(pdf));
        // What comes out of it has as many pages, and can be read.
        let mut trial = Document::new_with(settings());
        for number in 0..sizes.len() {
            let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or(broken)?;
            let mut page = trial.start_page_with(size);
            let mut surface = page.surface();
            surface.draw_pdf_page(&document, Size::from_wh(PAGE.0, PAGE.1).ok_or(broken)?, number);
            surface.finish();
            page.finish();
        }
        let made = trial.finish().map_err(|_| broken)?;
        match Pdf::new(made) {
            Ok(again) if again.pages().len() == sizes.len() => Ok((document, sizes)),
            _ => Err(broken),
        }
    };
    // A parser that meets what it did not expect must not end the whole.
    catch_unwind(AssertUnwindSafe(open)).unwrap_or(Err(broken))
}

fn settings() -> SerializeSettings {
    // What is bound can be of any version; the newest takes all of them.
    let configuration = ConfigurationBuilder::new().with_version(PdfVersion::Pdf20).finish();
    SerializeSettings {
        configuration: configuration.unwrap_or_default(),
        enable_tagging: true,
        xmp_metadata: true,
        ..SerializeSettings::default()
    }
}

/// Where each paper stands after a front of so many pages.
fn places(front: usize, ready: &[Ready]) -> Vec<Bound> {
    let mut next = front + 1;
    let place = |r: &Ready| match r {
        Ready::Beside(why) => Bound::Beside(why.clone()),
        r => {
            let from = next;
            next += r.pages();
            Bound::Pages(from, next - 1)
        }
    };
    ready.iter().map(place).collect()
}

fn bound(bundle: &Bundle, fonts: &Fonts, ready: &mut [Ready]) -> Result<Vec<u8>, String> {
    // How long the list is depends on the numbers in it, and they on how long it is.
    let mut count = 1;
    let (mut front, at) = loop {
        let at = places(count, ready);
        let front = pages(&bundle.front(&at), fonts);
        if front.pages.len() <= count {
            break (front, at);
        }
        count = front.pages.len();
    };
    // Where shorter numbers would have needed less, the last page of the front stays empty.
    front.pages.resize_with(count, Vec::new);
    let mut document = Document::new_with(settings());
    let (mut tree, mut outline) = (TagTree::new().with_lang(Some("zh-CN".into())), Outline::new());
    outline.push_child(mark("证据目录", 0));
    draw_text(&mut document, fonts, &front, &mut tree, ("", 1))?;
    for ((number, paper), (ready, at)) in (1..).zip(&bundle.papers).zip(ready.iter().zip(&at)) {
        let Bound::Pages(from, _) = at else { continue };
        let title: String = format!("证据{number}　{}", paper.name).chars().take(RUNNING_CHARS).collect();
        outline.push_child(mark(&title, from - 1));
        match ready {
            Ready::Text(text) => draw_text(&mut document, fonts, text, &mut tree, (&title, *from))?,
            Ready::Pdf(pdf, sizes) => draw_pdf(&mut document, fonts, (pdf, sizes), (&title, *from))?,
            Ready::Beside(_) => {}
        }
    }
    embed(&mut document, bundle, &at);
    document.set_outline(outline);
    document.set_tag_tree(tree);
    document.set_metadata(metadata(&bundle.front(&at)));
    document.finish().map_err(|e| format!("{e:?}"))
}

fn mark(text: &str, page: usize) -> OutlineNode {
    OutlineNode::new(text.to_owned(), XyzDestination::new(page, Point::from_xy(0.0, 0.0)))
}

/// The line over a page that says which paper it is.
fn running(fonts: &Fonts, title: &str) -> Item {
    let line = line(&fonts.measure(), Typeface::Table, RUNNING, title);
    let x = LEFT + (WIDTH - line.width).max(0.0);
    Item::Text { line, x, y: MARGIN.1 - 5.0, part: Part::Repeated }
}

fn draw_text(
    document: &mut Document,
    fonts: &Fonts,
    composition: &Composition,
    tree: &mut TagTree,
    (title, from): (&str, usize),
) -> Result<(), String> {
    let mut identifiers: Vec<Vec<Identifier>> = vec![Vec::new(); composition.elements.len()];
    for (number, items) in (from..).zip(&composition.pages) {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or("the size of A4 is not a size")?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for item in items {
            draw_item(&mut surface, fonts, item, &mut identifiers);
        }
        if !title.is_empty() {
            draw_item(&mut surface, fonts, &running(fonts, title), &mut identifiers);
        }
        draw_item(&mut surface, fonts, &folio(&fonts.measure(), number), &mut identifiers);
        surface.finish();
        page.finish();
    }
    for (number, element) in composition.elements.iter().enumerate() {
        if element.is_root {
            tree.push(group(composition, element, number, &mut identifiers));
        }
    }
    Ok(())
}

/// The pages of another file, each made to fit between the line over it and its number.
fn draw_pdf(
    document: &mut Document,
    fonts: &Fonts,
    (pdf, sizes): (&PdfDocument, &[(f32, f32)]),
    (title, from): (&str, usize),
) -> Result<(), String> {
    let room = (PAGE.0 - 2.0 * MARGIN.0, PAGE.1 - MARGIN.1 - MARGIN.2);
    for (at, (width, height)) in sizes.iter().enumerate() {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or("the size of A4 is not a size")?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        let scale = (room.0 / width).min(room.1 / height);
        let fitted = Size::from_wh(width * scale, height * scale).ok_or("a page without a size")?;
        let (x, y) = ((PAGE.0 - fitted.width()) / 2.0, MARGIN.1 + (room.1 - fitted.height()) / 2.0);
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        surface.push_transform(&Transform::from_translate(x, y));
        surface.draw_pdf_page(pdf, fitted, at);
        surface.pop();
        surface.end_tagged();
        let mut none = Vec::new();
        draw_item(&mut surface, fonts, &running(fonts, title), &mut none);
        draw_item(&mut surface, fonts, &folio(&fonts.measure(), from + at), &mut none);
        surface.finish();
        page.finish();
    }
    Ok(())
}

/// What is not bound goes with the file.
fn embed(document: &mut Document, bundle: &Bundle, at: &[Bound]) {
    for ((number, paper), bound) in (1..).zip(&bundle.papers).zip(at) {
        let (Content::File { media, bytes, .. }, Bound::Beside(_)) = (&paper.content, bound) else {
            continue;
        };
        let plain = media.split(';').next().unwrap_or_default();
        let file = EmbeddedFile {
            // Its number makes the name one of its own.
            path: format!("证据{number} {}", paper.name),
            mime_type: MimeType::new(plain),
            description: Some(paper.name.clone()),
            association_kind: AssociationKind::Supplement,
            data: bytes.clone().into(),
            modification_date: None,
            compress: None,
            location: None,
        };
        // It is refused only where the name is there already, which the number prevents.
        let _ = document.embed_file(file);
    }
}
