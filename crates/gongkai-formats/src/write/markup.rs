//! Escaping for HTML and XML.

/// A text for element content and for quoted attributes. Characters that XML cannot carry at all are dropped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_and_control_characters_do_no_harm() {
        assert_eq!(super::escape("a<b>&\"c\"\u{0}\u{b}\n年"), "a&lt;b&gt;&amp;&quot;c&quot;\n年");
    }
}
