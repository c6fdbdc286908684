//! Fonts for files that do not bring their own, and for the words on the boxes.

use std::sync::Arc;

use fontdb::{Database, Source, Style};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FontData, FontQuery};

/// Families with Chinese characters, the likeliest first.
const FAMILIES: [&str; 12] = [
    "FangSong",
    "仿宋",
    "SimSun",
    "宋体",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
];

/// A font of the machine.
#[derive(Clone)]
pub(crate) struct Face {
    pub data: FontData,
    pub index: u32,
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Face").field("index", &self.index).finish_non_exhaustive()
    }
}

/// What stands for fonts that are not in a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Substitutes {
    /// One with Chinese characters; none where the machine has none.
    pub chinese: Option<Face>,
}

impl Substitutes {
    pub fn find() -> Substitutes {
        let mut database = Database::new();
        database.load_system_fonts();
        let of_family = |name: &&str| {
            let is_it = |f: &&fontdb::FaceInfo| {
                f.style == Style::Normal && f.families.iter().any(|family| family.0 == *name)
            };
            database.faces().filter(is_it).min_by_key(|f| f.weight.0.abs_diff(400))
        };
        let chinese = FAMILIES.iter().find_map(of_family).and_then(|face| {
            let (Source::File(path) | Source::SharedFile(path, _)) = &face.source else { return None };
            let data: FontData = Arc::new(std::fs::read(path).ok()?);
            Some(Face { data, index: face.index })
        });
        Substitutes { chinese }
    }

    /// How the renderer finds fonts.
    pub fn settings(&self) -> InterpreterSettings {
        let chinese = self.chinese.clone();
        InterpreterSettings {
            font_resolver: Arc::new(move |query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(query) => match (&query.character_collection, &chinese) {
                    (Some(_), Some(face)) => Some((face.data.clone(), face.index)),
                    _ => Some(query.pick_standard_font().get_font_data()),
                },
            }),
            ..InterpreterSettings::default()
        }
    }
}
