//! Styles and automatic numbers of a Word document.

use std::collections::BTreeMap;

use crate::read::ReadError;
use crate::read::xml::{self, Attributes, Node};

/// How many styles one may be based on another.
const INHERITANCE: usize = 12;

/// What a paragraph style says about reading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Style {
    based_on: Option<String>,
    heading: Option<u8>,
    numbering: Option<Numbered>,
    /// How its paragraphs and their text look, as Word calls it: property and value.
    look: BTreeMap<&'static str, String>,
    is_title: bool,
}

/// Which list a paragraph belongs to and on which level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Numbered {
    pub(crate) list: u32,
    pub(crate) level: u8,
}

/// The paragraph styles by id.
#[derive(Debug, Default)]
pub(crate) struct Styles(BTreeMap<String, Style>);

impl Styles {
    /// Reads `styles.xml`.
    pub(crate) fn read(text: &str) -> Result<Styles, ReadError> {
        let mut styles = BTreeMap::new();
        let mut open: Option<(String, Style)> = None;
        xml::read(text, "DOCX", |node| {
            match (node, &mut open) {
                (Node::Start("style", attributes), _) => {
                    open = attributes.get("styleId").map(|id| (id, Style::default()));
                }
                (Node::End("style"), _) => styles.extend(open.take()),
                (Node::Start(name, attributes), Some((_, style))) => match name {
                    "name" => {
                        let name = attributes.get("val").unwrap_or_default();
                        style.heading = heading_by_name(&name);
                        style.is_title = matches!(name.to_lowercase().as_str(), "title" | "标题");
                    }
                    "basedOn" => style.based_on = attributes.get("val"),
                    "outlineLvl" => style.heading = attributes.number("val").and_then(heading_by_outline),
                    "numId" => {
                        let list = attributes.number("val").unwrap_or(0);
                        style.numbering.get_or_insert_default().list = list;
                    }
                    "ilvl" => {
                        let level = attributes.number("val").unwrap_or(0).min(8) as u8;
                        style.numbering.get_or_insert_default().level = level;
                    }
                    _ => style.look.extend(look(name, attributes)),
                },
                _ => {}
            }
            Ok(())
        })?;
        Ok(Styles(styles))
    }

    /// The heading level of a style, 0 for none.
    pub(crate) fn heading(&self, id: &str) -> u8 {
        self.inherited(id, |style| style.heading).unwrap_or(0)
    }

    /// The list of a style.
    pub(crate) fn numbering(&self, id: &str) -> Option<Numbered> {
        self.inherited(id, |style| style.numbering)
    }

    /// A property of its look, by the names of [`look`].
    pub(crate) fn look(&self, id: &str, property: &str) -> Option<String> {
        self.inherited(id, |style| style.look.get(property).cloned())
    }

    /// Whether it is the style of titles.
    pub(crate) fn is_title(&self, id: &str) -> bool {
        self.0.get(id).is_some_and(|style| style.is_title)
    }

    fn inherited<T>(&self, id: &str, property: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut style = self.0.get(id)?;
        for _ in 0..INHERITANCE {
            if let Some(value) = property(style) {
                return Some(value);
            }
            style = self.0.get(style.based_on.as_deref()?)?;
        }
        None
    }
}

/// What a property of a paragraph, a run or a style says of the look: `align`, `indent`, `bold`, `italic`, `underline`,
/// `raised`, `face`, `struck`.
pub(crate) fn look(name: &str, attributes: &Attributes<'_>) -> Vec<(&'static str, String)> {
    let value = || attributes.get("val").unwrap_or_default();
    let on = |property| vec![(property, if attributes.is_on() { "1" } else { "0" }.to_owned())];
    match name {
        "jc" => vec![("align", value())],
        "b" => on("bold"),
        "i" => on("italic"),
        "strike" | "dstrike" => on("struck"),
        "u" => vec![("underline", if value() == "none" { "0" } else { "1" }.to_owned())],
        "vertAlign" => vec![("raised", value())],
        "rFonts" => attributes.get("eastAsia").map(|face| ("face", face)).into_iter().collect(),
        "ind" => {
            let width = attributes.get("firstLineChars").or(attributes.get("firstLine"));
            width.map(|width| ("indent", width)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn heading_by_name(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if name == "title" || name == "标题" {
        return Some(1);
    }
    let level = name.strip_prefix("heading").or(name.strip_prefix("标题"))?.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(u8::min(level, 6))
}

/// Outline levels count from 0; 9 is body text.
pub(crate) fn heading_by_outline(level: u32) -> Option<u8> {
    (level < 9).then(|| (level as u8 + 1).min(6))
}

/// One level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    start: Option<u32>,
    format: String,
    text: String,
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    levels: BTreeMap<(u32, u8), Level>,
    /// From the list a paragraph names to the one that counts.
    definitions: BTreeMap<u32, u32>,
    counters: BTreeMap<u32, [Option<u32>; 9]>,
}

impl Lists {
    /// Reads `numbering.xml`.
    pub(crate) fn read(text: &str) -> Result<Lists, ReadError> {
        let mut lists = Lists::default();
        let (mut definition, mut list, mut level) = (None, None, 0u8);
        xml::read(text, "DOCX", |node| {
            let Node::Start(name, attributes) = node else { return Ok(()) };
            let value = || attributes.number("val");
            match name {
                "abstractNum" => (definition, list) = (attributes.number("abstractNumId"), None),
                "num" => (definition, list) = (None, attributes.number("numId")),
                "abstractNumId" => {
                    if let (Some(list), Some(definition)) = (list, value()) {
                        lists.definitions.insert(list, definition);
                    }
                }
                "lvl" => level = attributes.number("ilvl").unwrap_or(0).min(8) as u8,
                "start" | "numFmt" | "lvlText" => {
                    if let Some(definition) = definition {
                        let level = lists.levels.entry((definition, level)).or_default();
                        match name {
                            "start" => level.start = value(),
                            "numFmt" => level.format = attributes.get("val").unwrap_or_default(),
                            _ => level.text = attributes.get("val").unwrap_or_default(),
                        }
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(lists)
    }

    /// Whether Word shows a bullet there.
    pub(crate) fn is_bullet(&self, numbered: Numbered) -> bool {
        let definition = self.definitions.get(&numbered.list);
        let level = definition.and_then(|definition| self.levels.get(&(*definition, numbered.level)));
        level.is_some_and(|level| level.format == "bullet")
    }

    /// Counts one paragraph and gives the number that Word shows before it; empty for bullets.
    pub(crate) fn next(&mut self, numbered: Numbered) -> String {
        let Some(definition) = self.definitions.get(&numbered.list).copied() else { return String::new() };
        let at = usize::from(numbered.level.min(8));
        let start =
            |level: usize| self.levels.get(&(definition, level as u8)).and_then(|l| l.start).unwrap_or(1);
        let first = start(at);
        let starts: Vec<u32> = (0..at).map(start).collect();
        let counters = self.counters.entry(definition).or_default();
        counters[at] = Some(counters[at].map_or(first, |n| n.saturating_add(1)));
        counters[at + 1..].fill(None);
        for (counter, start) in counters.iter_mut().zip(starts) {
            counter.get_or_insert(start);
        }
        let counters = *counters;
        let Some(level) = self.levels.get(&(definition, numbered.level)) else { return String::new() };
        if level.format == "bullet" || level.format == "none" {
            return String::new();
        }
        let mut text = level.text.clone();
        for (i, counter) in counters.iter().enumerate().take(at + 1) {
            let format = self.levels.get(&(definition, i as u8)).map_or("", |l| l.format.as_str());
            text = text.replace(&format!("%{}", i + 1), &number(counter.unwrap_or(1), format));
        }
        // Word puts a tab or a space; Chinese numbers carry their own mark.
        if text.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            text.push(' ');
        }
        text
    }
}

/// A number in one of Word's formats.
pub(crate) fn number(n: u32, format: &str) -> String {
    let letter = |first: u8| char::from(first + ((n.max(1) - 1) % 26) as u8).to_string();
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "ideographDigital"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseDigitalTenThousand"
        | "chineseLegalSimplified" => chinese(n),
        "decimalFullWidth" | "decimalFullWidth2" => {
            n.to_string().chars().map(|c| char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap_or(c)).collect()
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&n) => {
            char::from_u32(0x2460 + n - 1).map(String::from).unwrap_or_default()
        }
        "lowerLetter" => letter(b'a'),
        "upperLetter" => letter(b'A'),
        "lowerRoman" => roman(n).to_lowercase(),
        "upperRoman" => roman(n),
        _ => n.to_string(),
    }
}

fn chinese(n: u32) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |n: u32| DIGITS[(n % 10) as usize];
    match n {
        0..10 => digit(n).to_string(),
        10..20 if n == 10 => "十".to_owned(),
        10..20 => format!("十{}", digit(n)),
        20..100 if n.is_multiple_of(10) => format!("{}十", digit(n / 10)),
        20..100 => format!("{}十{}", digit(n / 10), digit(n)),
        _ => n.to_string(),
    }
}

fn roman(n: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = n.min(3999);
    let mut out = String::new();
    for (value, letters) in PARTS {
        while rest >= value {
            out.push_str(letters);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_formats() {
        let all = [
            (1, "chineseCounting"),
            (10, "chineseCounting"),
            (12, "ideographDigital"),
            (23, "japaneseCounting"),
        ];
        let shown: Vec<String> = all.iter().map(|(n, f)| number(*n, f)).collect();
        assert_eq!(shown, ["一", "十", "十二", "二十三"]);
        assert_eq!(number(4, "upperRoman"), "IV");
        assert_eq!(number(3, "decimalFullWidth"), "３");
        assert_eq!(number(3, "decimalEnclosedCircle"), "③");
        assert_eq!(number(27, "lowerLetter"), "a");
    }

    #[test]
    fn lists_count_and_start_again_below() {
        let mut lists = Lists::read(
            "<w:numbering><w:abstractNum w:abstractNumId='7'>\
             <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl>\
             <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2'/></w:lvl>\
             </w:abstractNum><w:num w:numId='3'><w:abstractNumId w:val='7'/></w:num></w:numbering>",
        )
        .expect("XML");
        let mut next = |level| lists.next(Numbered { list: 3, level });
        assert_eq!(
            [next(0), next(1), next(1), next(0), next(1)],
            ["一、", "一.1 ", "一.2 ", "二、", "二.1 "]
        );
        assert_eq!(lists.next(Numbered { list: 9, level: 0 }), "");
    }

    #[test]
    fn headings_by_name_outline_and_inheritance() {
        let styles = Styles::read(
            "<w:styles><w:style w:styleId='1'><w:name w:val='heading 2'/></w:style>\
             <w:style w:styleId='a'><w:name w:val='x'/><w:basedOn w:val='1'/></w:style>\
             <w:style w:styleId='b'><w:name w:val='y'/><w:basedOn w:val='b'/></w:style>\
             <w:style w:styleId='t'><w:name w:val='Title'/></w:style></w:styles>",
        )
        .expect("XML");
        assert_eq!(["1", "a", "b", "t", "none"].map(|id| styles.heading(id)), [2, 2, 0, 1, 0]);
        assert_eq!(heading_by_outline(0), Some(1));
        assert_eq!(heading_by_outline(9), None);
    }
}
