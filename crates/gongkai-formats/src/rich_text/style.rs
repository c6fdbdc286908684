//! What CSS says that a rich text keeps: hardly anything.

use std::collections::BTreeMap;

use super::model::{Align, Marks};
use super::tree::{Declarations, Element};

/// Most classes that are kept of a style sheet.
const CLASSES: usize = 2_000;
/// Classes of one element that are looked up.
const CLASSES_OF_ONE: usize = 8;

/// Properties that decide anything here.
const WANTED: [&str; 15] = [
    "display",
    "font-family",
    "font-style",
    "font-weight",
    "list-style-type",
    "mso-char-indent-count",
    "mso-element",
    "mso-fareast-font-family",
    "mso-hide",
    "mso-list",
    "mso-outline-level",
    "mso-style-name",
    "text-align",
    "text-decoration",
    "text-indent",
];

/// Declarations by class.
#[derive(Debug, Default)]
pub(crate) struct Stylesheet(BTreeMap<String, Declarations>);

impl Stylesheet {
    /// Takes the rules of a `<style>` in that select by class.
    pub(crate) fn read(&mut self, text: &str) {
        let text = without_comments(text);
        for rule in text.split('}') {
            let Some((selectors, body)) = rule.split_once('{') else { continue };
            let mut declarations = Declarations::new();
            declare(body, &mut declarations);
            if declarations.is_empty() || selectors.contains('@') {
                continue;
            }
            for selector in selectors.split(',') {
                // `p.a`, `.a`; what is inside something else is left out.
                let selector = selector.trim();
                if let Some((_, class)) = selector.split_once('.')
                    && !class.contains([' ', '.', ':', '#', '>', '['])
                    && (self.0.len() < CLASSES || self.0.contains_key(class))
                {
                    self.0.entry(class.to_owned()).or_default().extend(declarations.clone());
                }
            }
        }
    }
}

fn without_comments(text: &str) -> String {
    let text = text.replace("<!--", "").replace("-->", "");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

fn declare(body: &str, out: &mut Declarations) {
    for declaration in body.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let property = property.trim().to_ascii_lowercase();
        let value = value.trim().trim_end_matches("!important").trim();
        let is_decoration = property.starts_with("text-decoration") || property == "text-underline";
        if is_decoration {
            out.insert("text-decoration".into(), value.to_ascii_lowercase());
        } else if property == "vertical-align" {
            out.insert(property, value.to_ascii_lowercase());
        } else if WANTED.contains(&property.as_str()) {
            let value = if property == "mso-style-name" { value.to_owned() } else { value.to_lowercase() };
            out.insert(property, value);
        }
    }
}

/// What an element's classes, style and attributes say, as far as it matters.
#[derive(Debug, Default)]
pub(crate) struct Look {
    declarations: Declarations,
}

impl Look {
    /// The look of an element.
    pub(crate) fn of(element: &Element, sheet: &Stylesheet) -> Look {
        let mut declarations = Declarations::new();
        for class in element.get("class").unwrap_or_default().split_ascii_whitespace().take(CLASSES_OF_ONE) {
            if let Some(rules) = sheet.0.get(class) {
                declarations.extend(rules.iter().map(|(k, v)| (k.clone(), v.clone())));
            }
        }
        declare(element.get("style").unwrap_or_default(), &mut declarations);
        Look { declarations }
    }

    /// The value of a property.
    pub(crate) fn get(&self, property: &str) -> Option<&str> {
        self.declarations.get(property).map(String::as_str)
    }

    /// Whether it is not shown.
    pub(crate) fn is_hidden(&self) -> bool {
        self.get("display") == Some("none") || self.get("mso-hide") == Some("all")
    }

    /// Marks that it puts on and takes off.
    pub(crate) fn marks(&self, mut marks: Marks) -> Marks {
        let mut set = |mark: Marks, on: Option<bool>| match on {
            Some(true) => marks = marks.with(mark),
            Some(false) => marks = marks.without(mark),
            None => {}
        };
        set(Marks::STRONG, self.get("font-weight").and_then(is_bold));
        set(
            Marks::EMPHASIS,
            self.get("font-style").and_then(|style| match style {
                "italic" | "oblique" => Some(true),
                "normal" => Some(false),
                _ => None,
            }),
        );
        // A line under the text is not inherited, so it cannot be taken off either.
        set(Marks::UNDERLINE, self.get("text-decoration").filter(|d| d.contains("underline")).map(|_| true));
        match self.get("vertical-align") {
            Some("super") => set(Marks::RAISED, Some(true)),
            Some("sub") => set(Marks::LOWERED, Some(true)),
            _ => {}
        }
        marks
    }

    /// Where lines stand, if it says so.
    pub(crate) fn align(&self, element: &Element) -> Option<Align> {
        let has_class = |name: &str| {
            element.get("class").is_some_and(|c| c.split_ascii_whitespace().any(|class| class == name))
        };
        if has_class(CENTER) {
            return Some(Align::Center);
        }
        if has_class(RIGHT) {
            return Some(Align::Right);
        }
        let value = self.get("text-align").map(str::to_owned);
        let value = value.or_else(|| element.get("align").map(str::to_ascii_lowercase))?;
        match value.trim() {
            "center" | "middle" | "-webkit-center" => Some(Align::Center),
            "right" | "end" => Some(Align::Right),
            "left" | "start" | "justify" => Some(Align::Start),
            _ => None,
        }
    }

    /// Whether the first line is indented, if it says so.
    pub(crate) fn indent(&self, element: &Element) -> Option<bool> {
        if element.get("class").is_some_and(|c| c.split_ascii_whitespace().any(|class| class == INDENT)) {
            return Some(true);
        }
        let said = self.get("mso-char-indent-count").or(self.get("text-indent"))?;
        let number: String =
            said.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+')).collect();
        let number: f32 = number.parse().ok()?;
        Some(number > 0.0)
    }

    /// Whether text is set in a face that official documents use for headings (GB/T 9704: 黑体, 楷体, 小标宋).
    pub(crate) fn is_heading_face(&self, element: &Element) -> Option<bool> {
        let face = element.get("face").map(str::to_lowercase);
        let named = self.get("font-family").or(self.get("mso-fareast-font-family")).or(face.as_deref())?;
        let has = |names: &[&str]| names.iter().any(|name| named.contains(name));
        Some(has(&["黑体", "simhei", "楷体", "kaiti", "小标宋", "heiti"]))
    }
}

/// Class of centred lines.
pub(crate) const CENTER: &str = "align-center";
/// Class of lines at the right.
pub(crate) const RIGHT: &str = "align-right";
/// Class of a paragraph whose first line begins two characters in.
pub(crate) const INDENT: &str = "indent";

fn is_bold(weight: &str) -> Option<bool> {
    match weight {
        "bold" | "bolder" => Some(true),
        "normal" | "lighter" => Some(false),
        number => number.parse::<u32>().ok().map(|n| n >= 600),
    }
}

/// The address of a link if it may be kept: `http`, `https`, `mailto` or relative to the site.
///
/// Browsers ignore control characters and white space in a scheme, so they go first; what then still holds one, or
/// names a host without a scheme, is refused.
pub(crate) fn safe_href(value: &str) -> Option<String> {
    let cleaned: String = value.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let cleaned = cleaned.trim_matches(|c: char| c.is_control() || c.is_whitespace());
    if cleaned.is_empty() || cleaned.starts_with('#') || cleaned.chars().any(|c| c.is_control() || is_bidi(c))
    {
        return None;
    }
    if let Some(at) = cleaned.find([':', '/', '?', '#', '\\'])
        && cleaned[at..].starts_with(':')
    {
        let scheme = cleaned[..at].to_ascii_lowercase();
        let rest = &cleaned[at + 1..];
        return match scheme.as_str() {
            "http" | "https" if rest.starts_with("//") && rest.len() > 2 => Some(format!("{scheme}:{rest}")),
            "mailto" if rest.contains('@') => Some(format!("{scheme}:{rest}")),
            _ => None,
        };
    }
    let mut first = cleaned.chars();
    let is_stroke = |c: Option<char>| matches!(c, Some('/' | '\\'));
    if is_stroke(first.next()) && is_stroke(first.next()) || cleaned.starts_with('\\') {
        return None;
    }
    Some(cleaned.to_owned())
}

/// Characters that turn the direction of what follows.
pub(crate) fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
