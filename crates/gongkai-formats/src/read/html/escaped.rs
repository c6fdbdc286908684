//! Pages inside strings: JavaScript, JSON, entities.
//!
//! Some sites send the report as a JSON answer, or as a string that a script writes into the page. What was
//! saved from them is markup with `\"`, `\/` and `\u4e00` in it.

use std::borrow::Cow;

/// How many escapes make a text a string.
const FEW: usize = 3;

/// Undoes the escapes if the whole text is a string or JSON.
pub(super) fn unescape_whole(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if memchr::memchr(b'\\', bytes).is_none() {
        return Cow::Borrowed(text);
    }
    let first = bytes.trim_ascii_start().first().copied();
    let (escaped, plain) = marks(bytes);
    let is_string = match first {
        Some(b'{' | b'[' | b'"' | b'\'') => escaped > 0,
        // A page with a script in it has escapes too, but more markup without.
        Some(b'<') => escaped >= FEW && escaped > plain * 4,
        _ => escaped >= FEW && escaped * 2 >= plain,
    };
    if is_string { Cow::Owned(unescape_string(text)) } else { Cow::Borrowed(text) }
}

/// Counts marks of markup that are escaped and that are not.
fn marks(bytes: &[u8]) -> (usize, usize) {
    let mut escaped = 0;
    for at in memchr::memchr_iter(b'\\', bytes) {
        let before = at.checked_sub(1).map(|i| bytes[i]);
        let after = &bytes[at + 1..];
        escaped += usize::from(match after.first() {
            Some(b'/') => before == Some(b'<'),
            Some(b'"' | b'\'') => before == Some(b'='),
            Some(b'u') => after.get(1..5).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            Some(b'x') => after.get(1..3).is_some_and(|hex| hex.eq_ignore_ascii_case(b"3c")),
            Some(b'n' | b'r' | b't') => before == Some(b'>') || after.get(1) == Some(&b'<'),
            _ => false,
        });
    }
    let closing = memchr::memmem::find_iter(bytes, b"</").count();
    let values = memchr::memmem::find_iter(bytes, b"=\"").count();
    (escaped, closing + values)
}

/// Undoes the escapes of a JavaScript or JSON string.
fn unescape_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let Some(kind) = after.chars().next() else {
            rest = "";
            break;
        };
        let (character, length) = match kind {
            'n' => (Some('\n'), 1),
            'r' => (Some('\r'), 1),
            't' => (Some('\t'), 1),
            'b' | 'f' | 'v' => (Some(' '), 1),
            'u' => unicode(after),
            'x' => (hex(after, 1, 3).and_then(char::from_u32), 3),
            '\n' => (None, 1),
            other => (Some(other), other.len_utf8()),
        };
        match character {
            Some(character) => out.push(character),
            None if kind == '\n' => {}
            // Not an escape after all.
            None => out.push('\\'),
        }
        rest = if character.is_some() || kind == '\n' { &after[length..] } else { after };
    }
    out.push_str(rest);
    out
}

/// `u4e00`, or a pair of surrogates; with its length.
fn unicode(after: &str) -> (Option<char>, usize) {
    let Some(unit) = hex(after, 1, 5) else { return (None, 0) };
    if !(0xD800..0xDC00).contains(&unit) {
        return (Some(char::from_u32(unit).unwrap_or('\u{FFFD}')), 5);
    }
    let low = after.get(5..7).filter(|s| *s == "\\u").and_then(|_| hex(after, 7, 11));
    match low {
        Some(low @ 0xDC00..0xE000) => {
            (char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)), 11)
        }
        _ => (Some('\u{FFFD}'), 5),
    }
}

fn hex(text: &str, from: usize, to: usize) -> Option<u32> {
    let digits = text.get(from..to)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

/// The page with the tables that its scripts hold as strings put in their place; `None` if there are none.
pub(super) fn unpack_scripts(text: &str, scripts: &[(usize, usize)]) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for (start, end) in scripts {
        let Some(script) = text.get(*start..*end) else { continue };
        if !has_table(script) {
            continue;
        }
        out.push_str(&text[done..*start]);
        out.push_str("</script>");
        out.push_str(&unescape_string(script));
        out.push_str("<script>");
        done = *end;
    }
    (done > 0).then(|| {
        out.push_str(&text[done..]);
        out
    })
}

/// The text with `&lt;td&gt;` turned into markup; `None` if there is none.
pub(super) fn unescape_entities(text: &str) -> Option<String> {
    let has = |tag: &str| memchr::memmem::find(text.as_bytes(), tag.as_bytes()).is_some();
    if !has("&lt;td") && !has("&lt;TD") && !has("&amp;lt;td") {
        return None;
    }
    let once = if has("&amp;lt;td") { text.replace("&amp;", "&") } else { text.to_owned() };
    let markup = once.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    // The editor of a content system keeps its page in a text field, in which markup means nothing.
    Some(markup.replace("<textarea", "<div").replace("</textarea", "</div"))
}

fn has_table(script: &str) -> bool {
    let bytes = script.as_bytes();
    let tags: [&[u8]; 6] = [b"<td", b"<TD", b"\\u003ctd", b"\\u003Ctd", b"\\x3ctd", b"\\x3Ctd"];
    tags.iter().any(|tag| memchr::memmem::find(bytes, tag).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_unescaped() {
        assert_eq!(unescape_string(r#"a\"b\/c\n\u4e00\ud840\udc00\x3cd\\"#), "a\"b/c\n一𠀀<d\\");
        assert_eq!(unescape_string(r"\u12 \ud840x \xg \"), "\\u12 \u{FFFD}x \\xg ");
        assert_eq!(unescape_string("\\一\\"), "一");
    }

    #[test]
    fn only_strings_are_taken_for_strings() {
        let json = r#"{"content":"<p style=\"a\">一<\/p>"}"#;
        assert_eq!(unescape_whole(json), r#"{"content":"<p style="a">一</p>"}"#);
        let script = r#"var c = "<table><tr><td width=\"1\">\u4e00<\/td><\/tr><\/table>";"#;
        assert!(unescape_whole(script).contains("<td width=\"1\">一</td>"));
        let page = r#"<p>C:\net</p><p class="a">1</p><script>x = "<\/p>"</script>"#;
        assert!(matches!(unescape_whole(page), Cow::Borrowed(_)));
    }
}
