//! Makes small PDF files for tests: text in a font that is not embedded, lines, boxes.
//!
//! Every glyph is named by its UTF-16 code and a `ToUnicode` table says so. ASCII is half an em wide, all else one em.

use std::fmt::Write as _;

/// A file under construction.
#[derive(Default)]
pub struct PdfBuilder {
    pub pages: Vec<PageBuilder>,
    /// Leaves the table out that tells which characters the glyphs are.
    pub without_unicode: bool,
}

/// A page under construction. Points are measured from the top left corner of the media box.
pub struct PageBuilder {
    pub width: f32,
    pub height: f32,
    /// Clockwise, in degrees.
    pub rotate: i32,
    /// Left, top, right and bottom of what is shown.
    pub crop: Option<[f32; 4]>,
    /// Its operators so far.
    pub content: String,
}

impl PageBuilder {
    /// An empty A4 page.
    pub fn a4() -> PageBuilder {
        PageBuilder { width: 595.0, height: 842.0, rotate: 0, crop: None, content: String::new() }
    }

    /// Writes on a base line.
    pub fn text(&mut self, x: f32, y: f32, size: f32, text: &str) -> &mut PageBuilder {
        let y = self.height - y;
        let _ = writeln!(self.content, "BT /F0 {size} Tf 1 0 0 1 {x} {y} Tm <{}> Tj ET", hex(text));
        self
    }

    /// Writes glyph by glyph, each placed on its own, a little closer than their widths.
    pub fn kerned(&mut self, x: f32, y: f32, size: f32, text: &str) -> &mut PageBuilder {
        let mut at = x;
        for c in text.chars() {
            self.text(at, y, size, &c.to_string());
            at += advance(c) * size - 0.2;
        }
        self
    }

    /// Writes so that the letters have their heads to the right and the line runs down the page.
    pub fn text_down(&mut self, x: f32, y: f32, size: f32, text: &str) -> &mut PageBuilder {
        let y = self.height - y;
        let _ = writeln!(self.content, "BT /F0 {size} Tf 0 -1 1 0 {x} {y} Tm <{}> Tj ET", hex(text));
        self
    }

    /// A stroked line.
    pub fn line(&mut self, x0: f32, y0: f32, x1: f32, y1: f32) -> &mut PageBuilder {
        let (y0, y1) = (self.height - y0, self.height - y1);
        let _ = writeln!(self.content, "0.5 w {x0} {y0} m {x1} {y1} l S");
        self
    }

    /// A filled box, given by its top left corner.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32) -> &mut PageBuilder {
        let y = self.height - y - height;
        let _ = writeln!(self.content, "{x} {y} {width} {height} re f");
        self
    }

    /// Operators as they are.
    pub fn raw(&mut self, operators: &str) -> &mut PageBuilder {
        let _ = writeln!(self.content, "{operators}");
        self
    }
}

/// How wide a glyph is, in ems.
pub fn advance(c: char) -> f32 {
    if c.is_ascii() { 0.5 } else { 1.0 }
}

/// How wide a text is, in points.
pub fn width(text: &str, size: f32) -> f32 {
    text.chars().map(advance).sum::<f32>() * size
}

fn hex(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

impl PdfBuilder {
    pub fn of_pages(pages: impl IntoIterator<Item = PageBuilder>) -> PdfBuilder {
        PdfBuilder { pages: pages.into_iter().collect(), without_unicode: false }
    }

    /// The bytes of the file.
    pub fn build(&self) -> Vec<u8> {
        let mut objects = vec![String::from("<< /Type /Catalog /Pages 2 0 R >>")];
        let kids: Vec<String> = (0..self.pages.len()).map(|i| format!("{} 0 R", 6 + 2 * i)).collect();
        objects.push(format!("<< /Type /Pages /Count {} /Kids [{}] >>", self.pages.len(), kids.join(" ")));
        let to_unicode = if self.without_unicode { "" } else { "/ToUnicode 5 0 R" };
        objects.push(format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [4 0 R] {to_unicode} >>"
        ));
        objects.push(String::from(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW 1000 /W [0 127 500] \
             /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        ));
        objects.push(stream("", &to_unicode_cmap()));
        for (i, page) in self.pages.iter().enumerate() {
            let crop = page.crop.map_or(String::new(), |[left, top, right, bottom]| {
                format!("/CropBox [{left} {} {right} {}]", page.height - bottom, page.height - top)
            });
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}] {crop} /Rotate {} \
                 /Resources << /Font << /F0 3 0 R >> >> /Contents {} 0 R >>",
                page.width,
                page.height,
                page.rotate,
                7 + 2 * i
            ));
            objects.push(stream("", &page.content));
        }
        file(&objects)
    }
}

fn stream(entries: &str, data: &str) -> String {
    format!("<< /Length {} {entries} >>\nstream\n{data}\nendstream", data.len())
}

fn file(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.7\n");
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let xref = out.len();
    let count = objects.len() + 1;
    let _ = write!(out, "xref\n0 {count}\n0000000000 65535 f \n");
    for offset in offsets {
        let _ = writeln!(out, "{offset:010} 00000 n ");
    }
    let _ = write!(out, "trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n");
    out.into_bytes()
}

/// Codes are UTF-16 units and mean themselves.
pub fn to_unicode_cmap() -> String {
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Test def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let blocks: Vec<u32> = (0..=0xFF).filter(|b| !(0xD8..=0xDF).contains(b)).collect();
    for some in blocks.chunks(100) {
        let _ = writeln!(out, "{} beginbfrange", some.len());
        for block in some {
            let _ = writeln!(out, "<{block:02X}00> <{block:02X}FF> <{block:02X}00>");
        }
        out.push_str("endbfrange\n");
    }
    out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    out
}
