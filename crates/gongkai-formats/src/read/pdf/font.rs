//! From the codes of a content stream to characters and advances.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};

use super::normal::normalize;

/// What is known of one code of a font.
#[derive(Debug, Clone)]
pub(super) struct Code {
    /// The characters, normalised; U+FFFD if they are not known.
    pub text: Rc<str>,
    /// Advance along the writing direction, in thousandths of the font size.
    pub advance: f64,
    /// From the pen to the glyph's origin, in thousandths of the font size; only vertical writing has one.
    pub shift: (f64, f64),
}

/// A font and the codes of it that were met.
pub(super) struct LoadedFont<'a> {
    font: Font<'a>,
    /// Characters by code, for a font that has no `ToUnicode` table.
    fallback: Option<CidTable>,
    codes: HashMap<u32, Code>,
}

impl LoadedFont<'_> {
    pub fn is_horizontal(&self) -> bool {
        self.font.is_horizontal()
    }

    /// The code that starts at `offset`, and how many bytes it has. Always at least one.
    pub fn read(&self, bytes: &[u8], offset: usize) -> (u32, usize) {
        let (code, length) = self.font.read_code(bytes, offset);
        (code, length.max(1))
    }

    pub fn code(&mut self, code: u32) -> &Code {
        let LoadedFont { font, fallback, codes } = self;
        codes.entry(code).or_insert_with(|| {
            let advance = font.code_advance(code);
            let shift = font.origin_displacement(code);
            Code {
                text: text_of(font, fallback.as_ref(), code).into(),
                advance: if font.is_horizontal() { advance.x } else { advance.y },
                shift: (shift.x, shift.y),
            }
        })
    }
}

/// The characters of a code; U+FFFD where the font does not tell, a space where it draws nothing either.
fn text_of(font: &Font<'_>, fallback: Option<&CidTable>, code: u32) -> String {
    let glyph = font.glyph(font.map_code(code), code);
    let known = match &glyph {
        FontGlyph::Outline(glyph) => glyph.as_unicode(),
        FontGlyph::Type3(glyph) => glyph.as_unicode(),
    };
    if let Some(text) = known.and_then(meaningful).or_else(|| fallback?.text(code).and_then(meaningful)) {
        return normalize(&text);
    }
    let draws = match glyph {
        FontGlyph::Outline(glyph) => !glyph.outline().is_empty(),
        FontGlyph::Type3(glyph) => glyph.program().is_some(),
    };
    String::from(if draws { "\u{FFFD}" } else { " " })
}

/// Some tables map what they do not know to U+0000 or U+FFFD.
fn meaningful(found: BfString) -> Option<String> {
    let text = match found {
        BfString::Char(c) => c.to_string(),
        BfString::String(s) => s,
    };
    let kept: String = text.chars().filter(|c| !matches!(c, '\0' | '\u{FFFD}' | '\u{FEFF}')).collect();
    (!kept.is_empty()).then_some(kept)
}

/// The fonts of a document, each loaded once.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    resolve_font: FontResolverFn,
    resolve_cmap: CMapResolverFn,
    loaded: HashMap<FontKey, Option<usize>>,
    fonts: Vec<LoadedFont<'a>>,
}

/// Where the font's dictionary lies in the file, which no other one shares.
type FontKey = (usize, usize);

impl<'a> Fonts<'a> {
    pub fn new() -> Fonts<'a> {
        Fonts {
            cache: FontCache::new(),
            resolve_font: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
            }),
            resolve_cmap: Arc::new(hayro_cmap::load_embedded),
            loaded: HashMap::new(),
            fonts: Vec::new(),
        }
    }

    /// The number of the font that a dictionary describes, if it can be read.
    pub fn load(&mut self, dict: &Dict<'a>) -> Option<usize> {
        let key = (dict.data().as_ptr() as usize, dict.data().len());
        if let Some(known) = self.loaded.get(&key) {
            return *known;
        }
        let font = self.cache.font(dict, &self.resolve_font, &self.resolve_cmap);
        let number = font.map(|font| {
            let fallback = CidTable::of(dict, &self.resolve_cmap);
            self.fonts.push(LoadedFont { font, fallback, codes: HashMap::new() });
            self.fonts.len() - 1
        });
        self.loaded.insert(key, number);
        number
    }

    pub fn get(&mut self, number: usize) -> &mut LoadedFont<'a> {
        &mut self.fonts[number]
    }
}

/// Characters of a composite font whose file gives none: by the character collection it is written for.
struct CidTable {
    encoding: CMap,
    characters: CMap,
}

impl CidTable {
    fn of(dict: &Dict<'_>, resolve: &CMapResolverFn) -> Option<CidTable> {
        if dict.contains_key("ToUnicode") {
            return None;
        }
        let parse = |data: &[u8]| {
            let resolve = resolve.clone();
            CMap::parse(data, move |name| resolve(name))
        };
        let encoding = match dict.get::<Object<'_>>("Encoding")? {
            Object::Name(name) if name.as_ref() == b"Identity-H" => CMap::identity_h(),
            Object::Name(name) if name.as_ref() == b"Identity-V" => CMap::identity_v(),
            Object::Name(name) => parse(resolve(CMapName::from_bytes(name.as_ref()))?)?,
            Object::Stream(stream) => parse(&stream.decoded_data().ok()?)?,
            _ => return None,
        };
        let descendant = dict.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
        let system = descendant.get::<Dict<'_>>("CIDSystemInfo")?;
        let registry = system.get::<PdfString<'_>>("Registry")?;
        let ordering = system.get::<PdfString<'_>>("Ordering")?;
        let family = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
        let characters = parse(resolve(family.ucs2_cmap()?)?)?;
        Some(CidTable { encoding, characters })
    }

    fn text(&self, code: u32) -> Option<BfString> {
        let cid = (1..=4).find_map(|length| self.encoding.lookup_cid_code(code, length))?;
        self.characters.lookup_bf_string(cid)
    }
}

/// True if the dictionary is that of a drawing to be repeated, not of a picture.
pub(super) fn is_form(stream: &Stream<'_>) -> bool {
    stream.dict().get::<Name<'_>>("Subtype").is_some_and(|name| name.as_ref() == b"Form")
}
