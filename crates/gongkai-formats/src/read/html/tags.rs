//! The elements that matter for text and tables.

/// What an element means for reading. Elements that only format text are [`Tag::Inline`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Text inside joins with the text around it.
    Inline,
    /// Starts and ends a line.
    Block,
    /// A paragraph; the start of another block ends it.
    Paragraph,
    /// A list item.
    Item,
    /// `h1`–`h6`.
    Heading(u8),
    /// Line breaks inside count.
    Preformatted,
    /// `br`, `hr`: a line ends here; there is no end tag.
    Break,
    /// Without content and without an end tag.
    Void,
    /// `html`, `body`, `head`: the input is a whole page.
    Page,
    Table,
    /// `tbody`, `thead`, `tfoot`.
    Section,
    Row,
    Cell,
    Caption,
    Title,
    Meta,
    /// Raw text that is never shown.
    Script,
    /// Raw text of a form field or listing that is shown.
    RawText,
    /// Never shown, with elements inside.
    Unseen,
    PlainText,
}

impl Tag {
    /// Whether the element starts and ends a line.
    pub(super) fn is_block(self) -> bool {
        !matches!(self, Tag::Inline | Tag::Void | Tag::Meta | Tag::Script | Tag::Title | Tag::Unseen)
    }
}

/// The meaning of an element by its name in lower case.
pub(super) fn tag(name: &[u8]) -> Tag {
    match name {
        b"p" => Tag::Paragraph,
        b"td" | b"th" => Tag::Cell,
        b"tr" => Tag::Row,
        b"span" | b"font" | b"b" | b"strong" | b"a" | b"o:p" => Tag::Inline,
        b"br" | b"hr" => Tag::Break,
        b"table" => Tag::Table,
        b"tbody" | b"thead" | b"tfoot" => Tag::Section,
        b"caption" => Tag::Caption,
        b"li" | b"dd" | b"dt" => Tag::Item,
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Tag::Heading(name[1] - b'0'),
        b"pre" | b"listing" => Tag::Preformatted,
        b"textarea" | b"xmp" => Tag::RawText,
        b"html" | b"body" | b"head" => Tag::Page,
        b"title" => Tag::Title,
        b"meta" => Tag::Meta,
        b"script" | b"style" | b"noscript" | b"iframe" | b"noembed" | b"noframes" => Tag::Script,
        b"svg" | b"math" | b"xml" | b"template" | b"select" | b"datalist" => Tag::Unseen,
        b"plaintext" => Tag::PlainText,
        b"img" | b"col" | b"input" | b"link" | b"base" | b"embed" | b"area" | b"source" | b"track"
        | b"wbr" | b"param" => Tag::Void,
        b"address" | b"article" | b"aside" | b"blockquote" | b"center" | b"details" | b"dialog" | b"dir"
        | b"div" | b"dl" | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form" | b"header"
        | b"hgroup" | b"legend" | b"main" | b"menu" | b"nav" | b"ol" | b"optgroup" | b"option"
        | b"section" | b"summary" | b"ul" => Tag::Block,
        _ => Tag::Inline,
    }
}

/// The attributes of a tag that matter.
#[derive(Debug, Clone, Default)]
pub(super) struct Attributes {
    /// `colspan` as written; 0 if there is none.
    pub(super) column_span: u32,
    /// `rowspan`, at least 1; `rowspan="0"` covers the rest.
    pub(super) row_span: u32,
    /// Not shown: `hidden`, `display: none` or Word's `mso-hide: all`.
    pub(super) hidden: bool,
    /// `name` or `property` of a `meta` element.
    pub(super) name: Vec<u8>,
    /// `content` of a `meta` element.
    pub(super) content: Vec<u8>,
}

impl Attributes {
    /// Back to no attributes, keeping the memory.
    pub(super) fn clear(&mut self) {
        self.column_span = 1;
        self.row_span = 1;
        self.hidden = false;
        self.name.clear();
        self.content.clear();
    }

    /// Takes note of an attribute.
    pub(super) fn set(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"colspan" => self.column_span = number(value).unwrap_or(1).max(1),
            b"rowspan" => {
                self.row_span = match number(value) {
                    Some(0) => u32::MAX,
                    other => other.unwrap_or(1),
                }
            }
            b"style" => self.hidden |= is_hidden_style(value),
            b"hidden" => self.hidden = true,
            b"name" | b"property" => self.name.extend_from_slice(value),
            b"content" => self.content.extend_from_slice(value),
            _ => {}
        }
    }
}

/// Whether the value of an attribute is looked at.
pub(super) fn is_wanted(name: &[u8]) -> bool {
    matches!(name, b"colspan" | b"rowspan" | b"style" | b"name" | b"property" | b"content")
}

/// The leading digits, as browsers read `colspan="2px"`.
pub(crate) fn number(value: &[u8]) -> Option<u32> {
    let value = value.trim_ascii_start();
    let digits = value.iter().take_while(|b| b.is_ascii_digit());
    let mut number = None;
    for digit in digits {
        let next = number.unwrap_or(0u32).saturating_mul(10).saturating_add(u32::from(digit - b'0'));
        number = Some(next);
    }
    number
}

fn is_hidden_style(style: &[u8]) -> bool {
    style.split(|b| *b == b';').any(|declaration| {
        let mut parts = declaration.splitn(2, |b| *b == b':').map(<[u8]>::trim_ascii);
        let (Some(property), Some(value)) = (parts.next(), parts.next()) else { return false };
        let word = value.split(|b| *b == b'!' || *b == b' ').next().unwrap_or_default();
        property.eq_ignore_ascii_case(b"display") && word.eq_ignore_ascii_case(b"none")
            || property.eq_ignore_ascii_case(b"mso-hide") && word.eq_ignore_ascii_case(b"all")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_styles_are_told_from_others() {
        assert!(is_hidden_style(b"color:red; DISPLAY : none !important"));
        assert!(is_hidden_style(b"mso-hide:all"));
        assert!(!is_hidden_style(b"border:none;text-decoration:none;display:inline"));
        assert!(!is_hidden_style(b"list-style:none"));
    }

    #[test]
    fn spans_are_read_as_browsers_do() {
        let span = |value: &[u8]| {
            let mut attributes = Attributes::default();
            attributes.clear();
            attributes.set(b"colspan", value);
            attributes.column_span
        };
        assert_eq!(span(b"3"), 3);
        assert_eq!(span(b" 2px"), 2);
        assert_eq!(span(b"0"), 1);
        assert_eq!(span(b"x"), 1);
        assert_eq!(span(b"99999999999"), u32::MAX);
    }
}
