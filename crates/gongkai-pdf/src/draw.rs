//! From pages to PDF.

use std::num::{NonZeroU16, NonZeroU32};

use gongkai_formats::write::print::Print;
use gongkai_formats::write::provenance::WRITER;
use krilla::color::luma;
use krilla::configure::{Accessibility, Archival, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree,
};
use krilla::text::KrillaGlyph;
use krilla::{Document, SerializeSettings};

use crate::PdfError;
use crate::compose::{Composition, Element, Item, Kind, PAGE, Part};
use crate::fonts::Fonts;
use crate::text::Line;

/// Draws a composition. Strict first; fonts whose licence or tables do not allow that get a plain PDF.
pub(crate) fn draw(print: &Print, fonts: &Fonts, composition: &Composition) -> Result<Vec<u8>, PdfError> {
    let accessible = || ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    let mut configurations = Vec::new();
    if print.dated.is_some() {
        configurations.extend(accessible().with_archival_validator(Archival::A2_A).finish());
    }
    configurations.extend(accessible().finish());
    configurations.extend(ConfigurationBuilder::new().finish());
    let mut failure = String::new();
    for configuration in configurations {
        match draw_as(print, fonts, composition, configuration) {
            Ok(bytes) => return Ok(bytes),
            Err(error) => failure = error,
        }
    }
    Err(PdfError::Engine(failure))
}

fn draw_as(
    print: &Print,
    fonts: &Fonts,
    composition: &Composition,
    configuration: Configuration,
) -> Result<Vec<u8>, String> {
    let settings = SerializeSettings {
        configuration,
        enable_tagging: true,
        xmp_metadata: true,
        ..SerializeSettings::default()
    };
    let mut document = Document::new_with(settings);
    let mut identifiers: Vec<Vec<Identifier>> = vec![Vec::new(); composition.elements.len()];
    for items in &composition.pages {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or("the size of A4 is not a size")?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for item in items {
            draw_item(&mut surface, fonts, item, &mut identifiers);
        }
        surface.finish();
        page.finish();
    }
    document.set_outline(bookmarks(composition));
    document.set_tag_tree(tag_tree(composition, &mut identifiers));
    document.set_metadata(metadata(print));
    document.finish().map_err(|e| format!("{e:?}"))
}

pub(crate) fn metadata(print: &Print) -> Metadata {
    let mut metadata = Metadata::new()
        .title(print.title.clone())
        .authors(Some(print.author.clone()).filter(|a| !a.is_empty()).into_iter().collect())
        .language("zh-CN".into())
        .creator(WRITER.into())
        .producer(WRITER.into());
    if let Some(day) = print.dated {
        let date = DateTime::new(day.year().unsigned_abs())
            .month(day.month().unsigned_abs())
            .day(day.day().unsigned_abs())
            .hour(0)
            .minute(0)
            .second(0)
            .utc_offset_hour(8)
            .utc_offset_minute(0);
        metadata = metadata.creation_date(date);
    }
    if !print.description.is_empty() {
        metadata = metadata.description(print.description.clone());
    }
    metadata
}

fn bookmarks(composition: &Composition) -> Outline {
    let mut outline = Outline::new();
    for (text, page, y) in &composition.bookmarks {
        let destination = XyzDestination::new(*page, Point::from_xy(0.0, *y));
        outline.push_child(OutlineNode::new(text.clone(), destination));
    }
    outline
}

pub(crate) fn draw_item(
    surface: &mut Surface<'_>,
    fonts: &Fonts,
    item: &Item,
    identifiers: &mut [Vec<Identifier>],
) {
    let layout = ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout));
    match item {
        Item::Text { line, x, y, part } => {
            let text: String = line.glyphs.iter().map(|(c, _)| c).collect();
            let tag = match part {
                Part::Element(_) => ContentTag::Span(SpanTag::empty()),
                Part::Folio => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PageNumber)),
                Part::Repeated => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
            };
            let identifier = surface.start_tagged(tag);
            if let Part::Element(element) = part {
                identifiers[*element].push(identifier);
            }
            surface.set_stroke(None);
            surface.set_fill(Some(Fill { paint: luma::Color::new(0).into(), ..Fill::default() }));
            draw_line(surface, fonts, line, &text, *x, *y);
            surface.end_tagged();
        }
        Item::Ground(area) => {
            surface.start_tagged(layout);
            surface.set_stroke(None);
            surface.set_fill(Some(Fill { paint: luma::Color::new(243).into(), ..Fill::default() }));
            draw_boxes(surface, std::slice::from_ref(area));
            surface.end_tagged();
        }
        Item::Boxes { boxes, thickness } => {
            surface.start_tagged(layout);
            surface.set_fill(None);
            let stroke = Stroke { paint: luma::Color::new(0).into(), width: *thickness, ..Stroke::default() };
            surface.set_stroke(Some(stroke));
            draw_boxes(surface, boxes);
            surface.end_tagged();
        }
    }
}

fn draw_boxes(surface: &mut Surface<'_>, boxes: &[[f32; 4]]) {
    let mut path = PathBuilder::new();
    for [x, y, width, height] in boxes {
        if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
            path.push_rect(rect);
        }
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// A line in as many pieces as it has fonts.
fn draw_line(surface: &mut Surface<'_>, fonts: &Fonts, line: &Line, text: &str, x: f32, y: f32) {
    let mut x = x;
    let mut at = 0;
    for run in line.glyphs.chunk_by(|a, b| a.1.face == b.1.face) {
        let mut glyphs = Vec::with_capacity(run.len());
        let mut width = 0.0;
        for (c, shape) in run {
            let end = at + c.len_utf8();
            let glyph = KrillaGlyph::new(shape.glyph, shape.advance, 0.0, 0.0, 0.0, at..end, None);
            glyphs.push(glyph);
            width += shape.advance * line.size;
            at = end;
        }
        let font = fonts.font(run[0].1.face);
        surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font, text, line.size, false);
        x += width;
    }
}

fn tag_tree(composition: &Composition, identifiers: &mut [Vec<Identifier>]) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some("zh-CN".into()));
    for (i, element) in composition.elements.iter().enumerate() {
        if element.is_root {
            tree.push(group(composition, element, i, identifiers));
        }
    }
    tree
}

pub(crate) fn group(
    composition: &Composition,
    element: &Element,
    number: usize,
    identifiers: &mut [Vec<Identifier>],
) -> TagGroup {
    let mut group = match &element.kind {
        Kind::Heading { level, text } => {
            TagGroup::new(Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(text.clone())))
        }
        Kind::Paragraph => TagGroup::new(Tag::P),
        Kind::Table { summary } => TagGroup::new(Tag::Table.with_summary(Some(summary.clone()))),
        Kind::Row => TagGroup::new(Tag::TR),
        Kind::HeaderCell { is_row, rows, columns } => {
            let scope = if *is_row { TableHeaderScope::Row } else { TableHeaderScope::Column };
            TagGroup::new(Tag::TH(scope).with_row_span(span(*rows)).with_col_span(span(*columns)))
        }
        Kind::Cell { rows, columns } => {
            TagGroup::new(Tag::TD.with_row_span(span(*rows)).with_col_span(span(*columns)))
        }
    };
    for identifier in std::mem::take(&mut identifiers[number]) {
        group.push(identifier);
    }
    for child in &element.children {
        group.push(self::group(composition, &composition.elements[*child], *child, identifiers));
    }
    group
}

fn span(count: u32) -> Option<NonZeroU32> {
    NonZeroU32::new(count).filter(|n| n.get() > 1)
}
