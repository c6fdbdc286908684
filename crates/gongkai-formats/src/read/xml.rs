//! A thin layer over the XML reader: local names, resolved text, one kind of error.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::ReadError;

/// What the reader of a part is told. Names are without prefix.
pub(crate) enum Node<'a> {
    /// A start tag, also that of an element without content.
    Start(&'a str, &'a Attributes<'a>),
    /// An end tag, also that of an element without content.
    End(&'a str),
    /// Text, with references resolved; consecutive pieces may come one by one.
    Text(&'a str),
}

/// The attributes of a start tag.
pub(crate) struct Attributes<'a>(&'a BytesStart<'a>);

impl Attributes<'_> {
    /// The value of the attribute with this local name.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let attributes = self.0.attributes();
        let mut attributes = attributes.filter_map(Result::ok);
        let found = attributes.find(|a| a.key.local_name().into_inner() == name)?;
        Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
    }

    /// The value as a number.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether an on/off property is on; without a value it is.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// Reads a part from start to end.
pub(crate) fn read(
    text: &str,
    part: &'static str,
    mut visit: impl FnMut(Node<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    reader.config_mut().allow_dangling_amp = true;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| ReadError::Damaged { kind: part, detail: format!("XML: {error}") })?;
        match event {
            Event::Start(tag) => visit(Node::Start(tag.local_name().into_inner(), &Attributes(&tag)))?,
            Event::Empty(tag) => {
                visit(Node::Start(tag.local_name().into_inner(), &Attributes(&tag)))?;
                visit(Node::End(tag.local_name().into_inner()))?;
            }
            Event::End(tag) => visit(Node::End(tag.local_name().into_inner()))?,
            Event::Text(text) => visit(Node::Text(&text))?,
            Event::CData(text) => visit(Node::Text(&text))?,
            Event::GeneralRef(reference) => visit(Node::Text(resolve(&reference).encode_utf8(&mut [0; 4])))?,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => return Ok(()),
        }
    }
}

/// The character of a reference; entities that a document type defines are not read.
fn resolve(reference: &BytesRef<'_>) -> char {
    match &**reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        _ => reference.resolve_char_ref().ok().flatten().unwrap_or('\u{FFFD}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_resolved() {
        let mut seen = String::new();
        read("<w:a w:val='1 &amp; 2'>x&#x4e00;&lt;<b/></w:a>", "DOCX", |node| {
            match node {
                Node::Start(name, attributes) => {
                    seen.push_str(&format!("({name} {:?}", attributes.get("val")));
                }
                Node::End(name) => seen.push_str(&format!("{name})")),
                Node::Text(text) => seen.push_str(text),
            }
            Ok(())
        })
        .expect("XML");
        assert_eq!(seen, "(a Some(\"1 & 2\")x一<(b Noneb)a)");
    }

    #[test]
    fn broken_xml_is_damaged() {
        assert!(read("<a></b>", "DOCX", |_| Ok(())).is_err());
        assert!(read("<a", "DOCX", |_| Ok(())).is_err());
    }
}
