//! A page as a picture: drawn, covered, and packed.

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use gongkai_domain::request::redaction::{Area, Doubt};
use hayro::hayro_interpret::InterpreterWarning;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Point, Rect};
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::fonts::Substitutes;
use crate::{LOWEST_DPI, MOST_PIXELS, POINTS, TENTHS};

/// A page as it was drawn.
pub(crate) struct DrawnPage {
    pub pixmap: Pixmap,
    /// What may be missing in it.
    pub doubts: Vec<Doubt>,
}

/// Pixels for a point at a resolution, or at a lower one for a large page; none if the page is far too large.
pub(crate) fn scale_of(page: &Page<'_>, dpi: f32) -> Option<f32> {
    let (width, height) = page.render_dimensions();
    let scale = (dpi / POINTS).min((MOST_PIXELS / (width * height).max(1.0)).sqrt());
    let longest = width.max(height) * scale;
    (scale * POINTS >= LOWEST_DPI && longest < f32::from(u16::MAX)).then_some(scale)
}

/// Draws a page.
pub(crate) fn draw<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    substitutes: &Substitutes,
    scale: f32,
) -> DrawnPage {
    let doubts = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&doubts);
    let mut settings = substitutes.settings();
    settings.warning_sink = Arc::new(move |warning| {
        let doubt = match warning {
            InterpreterWarning::UnsupportedFont => Doubt::Font,
            InterpreterWarning::UnresolvedAnnotationAppearance => Doubt::Field,
            _ => Doubt::Picture,
        };
        if let Ok(mut all) = sink.lock() {
            all.push(doubt);
        }
    });
    let render_settings = RenderSettings { hinting: false, ..RenderSettings::default() };
    let pixmap_settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = render(page, cache, &settings, &render_settings, &pixmap_settings);
    let doubts = doubts.lock().map(|all| all.clone()).unwrap_or_default();
    DrawnPage { pixmap, doubts }
}

/// The pixels of a page, three bytes each.
pub(crate) struct Pixels {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

/// A picture as a PDF holds it.
pub(crate) struct Picture {
    pub width: i32,
    pub height: i32,
    pub data: Vec<u8>,
    pub kind: Kind,
}

/// How a picture is packed.
pub(crate) enum Kind {
    /// Sixteen greys, deflated.
    Grey,
    /// Numbers of colours, deflated; three bytes a colour.
    Palette(Vec<u8>),
    /// JPEG in grey.
    GreyPhoto,
    /// JPEG in colour.
    Photo,
}

impl Pixels {
    pub fn of(pixmap: &Pixmap) -> Pixels {
        let data = pixmap.data_as_u8_slice();
        let mut rgb = Vec::with_capacity(data.len() / 4 * 3);
        for pixel in data.chunks_exact(4) {
            rgb.extend_from_slice(&pixel[..3]);
        }
        Pixels { width: pixmap.width().into(), height: pixmap.height().into(), rgb }
    }

    fn get(&self, x: usize, y: usize) -> [u8; 3] {
        let at = (y * self.width + x) * 3;
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }

    /// The colour at a place in points; none outside.
    pub fn at(&self, point: Point, scale: f32) -> Option<[u8; 3]> {
        let (x, y) = (point.x * f64::from(scale), point.y * f64::from(scale));
        if x < 0.0 || y < 0.0 || x >= self.width as f64 || y >= self.height as f64 {
            return None;
        }
        Some(self.get(x as usize, y as usize))
    }

    /// The largest difference of a colour within a box in points.
    pub fn contrast(&self, bounds: Rect, scale: f32) -> u8 {
        let pixel = |v: f64, most: usize| ((v * f64::from(scale)).max(0.0) as usize).min(most);
        let (x0, x1) = (pixel(bounds.x0, self.width), pixel(bounds.x1, self.width));
        let (y0, y1) = (pixel(bounds.y0, self.height), pixel(bounds.y1, self.height));
        let (mut least, mut most) = ([u8::MAX; 3], [0; 3]);
        for y in y0..y1 {
            for x in x0..x1 {
                for (i, part) in self.get(x, y).into_iter().enumerate() {
                    least[i] = part.min(least[i]);
                    most[i] = part.max(most[i]);
                }
            }
        }
        (0..3).map(|i| most[i].saturating_sub(least[i])).max().unwrap_or(0)
    }

    /// The same with boxes painted black, a pixel more on every side than they reach.
    pub fn covered(mut self, areas: &[Area], scale: f32) -> Pixels {
        let scale = scale * POINTS / TENTHS;
        let from = |tenths: u32| ((tenths as f32 * scale).floor() as usize).saturating_sub(1);
        let to = |tenths: u32, most: usize| ((tenths as f32 * scale).ceil() as usize + 1).min(most);
        for area in areas {
            let (left, right) = (from(area.left), to(area.right(), self.width));
            for y in from(area.top)..to(area.bottom(), self.height) {
                let row = y * self.width;
                if left < right {
                    self.rgb[(row + left) * 3..(row + right) * 3].fill(0);
                }
            }
        }
        self
    }

    /// Packed: writing with few shades without loss, photographs as JPEG.
    pub fn encoded(&self) -> Picture {
        /// More pixels than this part that are neither paper nor ink are a photograph.
        const SHADED: f64 = 0.2;
        let mut used = vec![false; 4096];
        let mut shaded = 0usize;
        let mut is_grey = true;
        for pixel in self.rgb.chunks_exact(3) {
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]];
            let shades = [r, g, b].map(shade);
            used[index(shades)] = true;
            shaded += usize::from(shades.iter().any(|s| (2..14).contains(s)));
            is_grey &= r.abs_diff(g) <= 8 && g.abs_diff(b) <= 8;
        }
        let is_photo = shaded as f64 > self.rgb.len() as f64 / 3.0 * SHADED;
        let colours: Vec<usize> = (0..used.len()).filter(|i| used[*i]).collect();
        if is_grey && !is_photo {
            self.picture(Kind::Grey, deflated(&self.greys()))
        } else if colours.len() <= 256 && !is_photo {
            let (palette, numbers) = self.palette(&colours);
            self.picture(Kind::Palette(palette), deflated(&numbers))
        } else {
            self.jpeg(is_grey)
        }
    }

    fn picture(&self, kind: Kind, data: Vec<u8>) -> Picture {
        let side = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        Picture { width: side(self.width), height: side(self.height), data, kind }
    }

    /// Two pixels a byte.
    fn greys(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.rgb.len() / 6 + self.height);
        for row in self.rgb.chunks_exact(self.width * 3) {
            let grey = |at: usize| row.get(at * 3 + 1).map_or(0, |green| shade(*green));
            out.extend((0..self.width.div_ceil(2)).map(|pair| grey(pair * 2) << 4 | grey(pair * 2 + 1)));
        }
        out
    }

    fn palette(&self, colours: &[usize]) -> (Vec<u8>, Vec<u8>) {
        let mut number_of = vec![0u8; 4096];
        let mut palette = Vec::with_capacity(colours.len() * 3);
        for (number, colour) in (0..=u8::MAX).zip(colours) {
            number_of[*colour] = number;
            palette.extend([colour >> 8 & 15, colour >> 4 & 15, colour & 15].map(|s| s as u8 * 17));
        }
        let number = |p: &[u8]| number_of[index([p[0], p[1], p[2]].map(shade))];
        (palette, self.rgb.chunks_exact(3).map(number).collect())
    }

    fn jpeg(&self, is_grey: bool) -> Picture {
        const QUALITY: u8 = 85;
        let side = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let mut data = Vec::new();
        let mut encoder = Encoder::new(&mut data, QUALITY);
        // A seal is red on black: halved colours would smear it.
        encoder.set_sampling_factor(SamplingFactor::F_1_1);
        let grey: Vec<u8>;
        let (pixels, kind, colours) = if is_grey {
            grey = self.rgb.iter().skip(1).step_by(3).copied().collect();
            (&grey, Kind::GreyPhoto, ColorType::Luma)
        } else {
            (&self.rgb, Kind::Photo, ColorType::Rgb)
        };
        encoder
            .encode(pixels, side(self.width), side(self.height), colours)
            .expect("a picture within the limits, written to memory");
        self.picture(kind, data)
    }
}

/// A byte in sixteen steps.
fn shade(byte: u8) -> u8 {
    ((u16::from(byte) * 15 + 127) / 255) as u8
}

fn index(shades: [u8; 3]) -> usize {
    usize::from(shades[0]) << 8 | usize::from(shades[1]) << 4 | usize::from(shades[2])
}

/// Deflated as a PDF has it.
pub(crate) fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).and_then(|()| encoder.finish()).expect("memory takes everything")
}
