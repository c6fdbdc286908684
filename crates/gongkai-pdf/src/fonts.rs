//! Finding fonts, and measuring characters in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fontdb::{Database, FaceInfo, Source, Style};
use krilla::text::{Font, GlyphId};

use crate::{PdfError, PdfOptions};

/// What a piece of text is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typeface {
    /// The title: 小标宋.
    Title,
    /// Headings: 黑体.
    Heading,
    /// Sub-headings: 楷体.
    Subheading,
    /// Running text: 仿宋.
    Body,
    /// Tables: 宋体.
    Table,
}

const TYPEFACES: [Typeface; 5] =
    [Typeface::Title, Typeface::Heading, Typeface::Subheading, Typeface::Body, Typeface::Table];

/// Families by preference: those of GB/T 9704 first, then free ones of the same kind.
fn families(typeface: Typeface) -> &'static [&'static str] {
    match typeface {
        Typeface::Title => &["FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋_GBK"],
        Typeface::Heading => {
            &["SimHei", "黑体", "STHeiti", "FZHei-B01S", "Noto Sans CJK SC", "Source Han Sans SC"]
        }
        Typeface::Subheading => &["KaiTi", "楷体", "KaiTi_GB2312", "STKaiti", "FZKai-Z03S", "AR PL UKai CN"],
        Typeface::Body => &["FangSong", "仿宋", "FangSong_GB2312", "STFangsong", "FZFangSong-Z02S"],
        Typeface::Table => &["SimSun", "宋体", "NSimSun", "STSong", "FZShuSong-Z01S"],
    }
}

/// What serves where the kind is not there.
const FALLBACKS: [&str; 14] = [
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "宋体",
    "STSong",
    "AR PL UMing CN",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
];

/// A font must have these to be of use.
const NEEDED: &str = "政府信息公开工作年度报告（一）总计，。0123456789/";

/// The fonts of a document.
#[derive(Debug, Clone)]
pub struct Fonts {
    /// Each font once.
    faces: Vec<Face>,
    /// For each typeface in order, which of them.
    chosen: [usize; 5],
}

/// A font that is loaded.
#[derive(Clone)]
struct Face {
    data: Arc<Vec<u8>>,
    index: u32,
    font: Font,
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Face").field("bytes", &self.data.len()).field("index", &self.index).finish()
    }
}

impl Face {
    fn new(data: Arc<Vec<u8>>, index: u32) -> Option<Face> {
        let parsed = ttf_parser::Face::parse(&data, index).ok()?;
        if !NEEDED.chars().all(|c| parsed.glyph_index(c).is_some()) {
            return None;
        }
        let font = Font::new(data.clone().into(), index)?;
        Some(Face { data, index, font })
    }
}

impl Fonts {
    /// The font that the caller named, or the best of the machine.
    ///
    /// # Errors
    ///
    /// If the named file is of no use, or if the machine has no font with Chinese characters.
    pub fn find(options: &PdfOptions) -> Result<Fonts, PdfError> {
        match &options.font {
            Some(path) => Fonts::from_file(path),
            None => Fonts::from_system(),
        }
    }

    fn from_file(path: &Path) -> Result<Fonts, PdfError> {
        let data = std::fs::read(path)
            .map_err(|source| PdfError::FontUnreadable { path: path.to_owned(), source })?;
        let data = Arc::new(data);
        let count = ttf_parser::fonts_in_collection(&data).unwrap_or(1);
        // A collection can hold one face a language; the one for simplified Chinese is preferred.
        let mut indexes: Vec<u32> = (0..count).collect();
        indexes.sort_by_key(|i| !is_simplified(&data, *i));
        let face = indexes.into_iter().find_map(|i| Face::new(data.clone(), i));
        let face = face.ok_or_else(|| PdfError::FontUnusable { path: path.to_owned() })?;
        Ok(Fonts { faces: vec![face], chosen: [0; 5] })
    }

    fn from_system() -> Result<Fonts, PdfError> {
        let mut database = Database::new();
        database.load_system_fonts();
        let mut loader = Loader { database, faces: Vec::new(), keys: Vec::new() };
        let mut chosen = [0; 5];
        for (slot, typeface) in chosen.iter_mut().zip(TYPEFACES) {
            let found = families(typeface).iter().chain(&FALLBACKS).find_map(|name| loader.load_family(name));
            *slot = found.or_else(|| loader.load_any()).ok_or(PdfError::NoFont)?;
        }
        Ok(Fonts { faces: loader.faces, chosen })
    }

    /// For measuring.
    pub(crate) fn measure(&self) -> Measure<'_> {
        let parsed = self.faces.iter().map(|f| ttf_parser::Face::parse(&f.data, f.index).ok()).collect();
        Measure { parsed, fonts: self }
    }

    /// The font with this number.
    pub(crate) fn font(&self, face: usize) -> Font {
        self.faces[face].font.clone()
    }
}

fn is_simplified(data: &[u8], index: u32) -> bool {
    let Ok(face) = ttf_parser::Face::parse(data, index) else { return false };
    face.names().into_iter().filter_map(|n| n.to_string()).any(|n| n.ends_with(" SC") || n.contains(" SC "))
}

struct Loader {
    database: Database,
    faces: Vec<Face>,
    keys: Vec<(PathBuf, u32)>,
}

impl Loader {
    /// The upright face of a family whose weight is nearest to regular.
    fn load_family(&mut self, name: &str) -> Option<usize> {
        let of_family = |f: &&FaceInfo| f.style == Style::Normal && f.families.iter().any(|(n, _)| n == name);
        let face = self.database.faces().filter(of_family).min_by_key(|f| f.weight.0.abs_diff(400))?;
        let (path, index) = place_of(face)?;
        self.load(path, index)
    }

    /// Any face with the characters that are needed.
    fn load_any(&mut self) -> Option<usize> {
        let mut all: Vec<(PathBuf, u32)> = self.database.faces().filter_map(place_of).collect();
        all.sort();
        all.into_iter().find_map(|(path, index)| self.load(path, index))
    }

    fn load(&mut self, path: PathBuf, index: u32) -> Option<usize> {
        let key = (path, index);
        if let Some(at) = self.keys.iter().position(|k| *k == key) {
            return Some(at);
        }
        let face = Face::new(Arc::new(std::fs::read(&key.0).ok()?), key.1)?;
        self.faces.push(face);
        self.keys.push(key);
        Some(self.faces.len() - 1)
    }
}

fn place_of(face: &FaceInfo) -> Option<(PathBuf, u32)> {
    match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => Some((path.clone(), face.index)),
        Source::Binary(_) => None,
    }
}

/// Characters to glyphs and widths.
pub(crate) struct Measure<'a> {
    fonts: &'a Fonts,
    parsed: Vec<Option<ttf_parser::Face<'a>>>,
}

/// A character's glyph.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Which font.
    pub face: usize,
    /// Which glyph of it.
    pub glyph: GlyphId,
    /// Width for a size of 1.
    pub advance: f32,
}

impl Measure<'_> {
    /// The glyph of a character in a typeface, or in another font when that one does not have it; `None` when no
    /// font has it.
    pub(crate) fn shape(&self, typeface: Typeface, c: char) -> Option<Shape> {
        let own = self.fonts.chosen[typeface as usize];
        std::iter::once(own).chain(0..self.parsed.len()).find_map(|face| {
            let parsed = self.parsed[face].as_ref()?;
            let glyph = parsed.glyph_index(c).filter(|g| g.0 != 0)?;
            let advance = f32::from(parsed.glyph_hor_advance(glyph).unwrap_or_else(|| parsed.units_per_em()));
            let units = f32::from(parsed.units_per_em());
            Some(Shape { face, glyph: GlyphId::new(u32::from(glyph.0)), advance: advance / units })
        })
    }
}
