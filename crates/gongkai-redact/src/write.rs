//! The new file: pictures, the boxes with their grounds, and the invisible text.

use std::collections::HashMap;

use gongkai_domain::request::redaction::Area;
use hayro::kurbo::Affine;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, TextRenderingMode, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};

use crate::glyphs::Glyph;
use crate::label::{Label, Step};
use crate::picture::{Kind, Picture, deflated};
use crate::points;

const FONT: Name<'static> = Name(b"T");
const PICTURE: Name<'static> = Name(b"P");
const SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A file under construction.
pub(crate) struct Writer {
    pdf: Pdf,
    next: Ref,
    catalog: Ref,
    tree: Ref,
    font: Ref,
    pages: Vec<Ref>,
    /// Codes of the texts that were laid under pictures, in the order in which they came.
    codes: HashMap<String, u16>,
    texts: Vec<String>,
}

impl Writer {
    pub fn new() -> Writer {
        let mut next = Ref::new(1);
        let (catalog, tree, font) = (next.bump(), next.bump(), next.bump());
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree);
        Writer { pdf, next, catalog, tree, font, pages: Vec::new(), codes: HashMap::new(), texts: Vec::new() }
    }

    /// The code of a text; none when there are no more.
    fn code(&mut self, text: &str) -> Option<u16> {
        if let Some(code) = self.codes.get(text) {
            return Some(*code);
        }
        let code = u16::try_from(self.texts.len() + 1).ok()?;
        self.codes.insert(text.to_owned(), code);
        self.texts.push(text.to_owned());
        Some(code)
    }

    /// Adds a page.
    pub fn page(
        &mut self,
        (width, height): (f32, f32),
        picture: Picture,
        glyphs: &[Glyph],
        labels: Vec<Label>,
    ) {
        let (page, content_ref, image) = (self.next.bump(), self.next.bump(), self.next.bump());
        self.image(image, picture);
        let mut content = Content::new();
        content.save_state().transform([width, 0.0, 0.0, height, 0.0, 0.0]);
        content.x_object(PICTURE).restore_state();
        let flip = Affine::new([1.0, 0.0, 0.0, -1.0, 0.0, height.into()]);
        for label in &labels {
            boxed(&mut content, label, height);
        }
        content.begin_text().set_font(FONT, 1.0).set_text_rendering_mode(TextRenderingMode::Invisible);
        for glyph in glyphs {
            let Some(code) = self.code(&glyph.text) else { continue };
            let cell = flip * glyph.matrix * Affine::scale_non_uniform(glyph.advance, 1_000.0);
            show(&mut content, cell, code);
        }
        for label in &labels {
            // One character after the other: not every reader takes a code for more than a few of them.
            let words: Vec<char> = format!("[{}]", label.words).chars().collect();
            let width = f64::from(points(label.area.width)) / words.len() as f64;
            let size = f64::from(points(label.area.height)).min(10.0);
            for (at, c) in (0u32..).zip(words) {
                let Some(code) = self.code(c.encode_utf8(&mut [0; 4])) else { continue };
                let left = f64::from(points(label.area.left)) + f64::from(at) * width;
                let foot = f64::from(points(label.area.bottom())) - 0.2 * size;
                let cell = flip * Affine::translate((left, foot)) * Affine::scale_non_uniform(width, -size);
                show(&mut content, cell, code);
            }
        }
        content.end_text();
        self.pdf.stream(content_ref, &deflated(&content.finish())).filter(Filter::FlateDecode);
        let mut written = self.pdf.page(page);
        written.parent(self.tree).media_box(Rect::new(0.0, 0.0, width, height)).contents(content_ref);
        let mut resources = written.resources();
        resources.fonts().pair(FONT, self.font);
        resources.x_objects().pair(PICTURE, image);
        resources.finish();
        written.finish();
        self.pages.push(page);
    }

    fn image(&mut self, id: Ref, picture: Picture) {
        let mut image = self.pdf.image_xobject(id, &picture.data);
        image.width(picture.width).height(picture.height);
        match &picture.kind {
            Kind::Grey => {
                image.filter(Filter::FlateDecode);
                image.color_space().device_gray();
                image.bits_per_component(4);
            }
            Kind::Palette(palette) => {
                image.filter(Filter::FlateDecode);
                let last = i32::try_from(palette.len() / 3).unwrap_or(1) - 1;
                image.color_space().indexed(Name(b"DeviceRGB"), last, palette);
                image.bits_per_component(8);
            }
            Kind::GreyPhoto => {
                image.filter(Filter::DctDecode);
                image.color_space().device_gray();
                image.bits_per_component(8);
            }
            Kind::Photo => {
                image.filter(Filter::DctDecode);
                image.color_space().device_rgb();
                image.bits_per_component(8);
            }
        }
    }

    /// The bytes of the file.
    pub fn finish(mut self) -> Vec<u8> {
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        self.pdf.pages(self.tree).kids(self.pages.iter().copied()).count(count);
        let [cid, descriptor, file, unicode, map] = [(); 5].map(|()| self.next.bump());
        let name = Name(b"Unseen");
        self.pdf
            .type0_font(self.font)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(unicode);
        self.pdf
            .cid_font(cid)
            .subtype(CidFontType::Type2)
            .base_font(name)
            .system_info(SYSTEM)
            .font_descriptor(descriptor)
            .default_width(1_000.0)
            .cid_to_gid_map_stream(map);
        self.pdf
            .font_descriptor(descriptor)
            .name(name)
            .flags(FontFlags::SYMBOLIC | FontFlags::FIXED_PITCH)
            .bbox(Rect::new(0.0, -200.0, 1_000.0, 900.0))
            .italic_angle(0.0)
            .ascent(900.0)
            .descent(-200.0)
            .cap_height(700.0)
            .stem_v(80.0)
            .font_file2(file);
        let font = blank_font();
        let length = i32::try_from(font.len()).unwrap_or(0);
        let mut stream = self.pdf.stream(file, &font);
        stream.pair(Name(b"Length1"), length);
        stream.finish();
        let mut cmap = UnicodeCmap::new(Name(b"Unseen"), SYSTEM);
        for (code, text) in (1u16..).zip(&self.texts) {
            cmap.pair_with_multiple(code, text.chars());
        }
        self.pdf.stream(unicode, &deflated(&cmap.finish())).filter(Filter::FlateDecode);
        // Every code is the one glyph that draws nothing.
        let glyphs = [0, 1].repeat(self.texts.len() + 1);
        self.pdf.stream(map, &deflated(&glyphs)).filter(Filter::FlateDecode);
        debug_assert_eq!(self.catalog, Ref::new(1));
        self.pdf.finish()
    }
}

fn show(content: &mut Content, cell: Affine, code: u16) {
    content.set_text_matrix(cell.as_coeffs().map(|n| n as f32)).show(Str(&code.to_be_bytes()));
}

/// A black box with what stands on it.
fn boxed(content: &mut Content, label: &Label, page_height: f32) {
    let Area { left, width, height, .. } = label.area;
    let bottom = page_height - points(label.area.bottom());
    content.save_state().set_fill_gray(0.0);
    content.rect(points(left), bottom, points(width), points(height)).fill_nonzero();
    content.set_fill_gray(1.0);
    for step in &label.outline {
        match *step {
            Step::Move(x, y) => content.move_to(x, page_height - y),
            Step::Line(x, y) => content.line_to(x, page_height - y),
            Step::Curve([a, b, c, d, x, y]) => {
                content.cubic_to(a, page_height - b, c, page_height - d, x, page_height - y)
            }
            Step::Close => content.close_path(),
        };
    }
    if !label.outline.is_empty() {
        content.fill_nonzero();
    }
    content.restore_state();
}

/// A TrueType font of two glyphs that draw nothing, one em wide.
fn blank_font() -> Vec<u8> {
    let u16s = |values: &[u16]| values.iter().flat_map(|v| v.to_be_bytes()).collect::<Vec<u8>>();
    // Version, revision, check sum (filled in below by nobody: readers of embedded fonts do not look), magic number,
    // flags, units, two dates, box, style, smallest size, direction, format of `loca`, format of `glyf`.
    let mut head = Vec::from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x5F, 0x0F, 0x3C, 0xF5]);
    head.extend(u16s(&[0, 1_000]));
    head.extend([0; 16]);
    head.extend(u16s(&[0, 0, 1_000, 1_000, 0, 8, 2, 0, 0]));
    let mut hhea = Vec::from([0, 1, 0, 0]);
    hhea.extend(u16s(&[900, 0u16.wrapping_sub(200), 0, 1_000, 0, 0, 1_000, 1, 0, 0, 0, 0, 0, 0, 0, 1]));
    let mut maxp = Vec::from([0, 1, 0, 0]);
    maxp.extend(u16s(&[2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
    let hmtx = u16s(&[1_000, 0, 0]);
    let loca = u16s(&[0, 0, 0]);
    let tables: [(&[u8; 4], Vec<u8>); 6] = [
        (b"glyf", vec![0; 4]),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"loca", loca),
        (b"maxp", maxp),
    ];
    let mut out = Vec::from([0, 1, 0, 0]);
    out.extend(u16s(&[6, 64, 2, 32]));
    let mut offset = 12 + 16 * tables.len() as u32;
    for (tag, table) in &tables {
        out.extend(*tag);
        let mut sum = 0u32;
        for word in table.chunks(4) {
            let mut bytes = [0; 4];
            bytes[..word.len()].copy_from_slice(word);
            sum = sum.wrapping_add(u32::from_be_bytes(bytes));
        }
        let length = table.len() as u32;
        out.extend([sum, offset, length].into_iter().flat_map(u32::to_be_bytes));
        offset += length.next_multiple_of(4);
    }
    for (_, mut table) in tables {
        table.resize(table.len().next_multiple_of(4), 0);
        out.extend(table);
    }
    out
}
