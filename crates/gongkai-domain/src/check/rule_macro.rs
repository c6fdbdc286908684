//! A rule's manual page is written once, as its doc comment.

/// Makes `pub const RULE` from a doc comment and the rule's data. The doc comment is also the manual page.
macro_rules! rule {
    ($(#[doc = $line:literal])* $code:literal, $name:literal, $severity:ident, $zh:literal, $en:literal) => {
        $(#[doc = $line])*
        pub const RULE: $crate::check::Rule = $crate::check::Rule {
            code: $code,
            name: $name,
            severity: $crate::check::Severity::$severity,
            title_zh: $zh,
            title_en: $en,
            page: {
                const RAW: &str = concat!($($line, "\n"),*);
                const LEN: usize = $crate::check::rule_macro::unindented_len(RAW);
                const BYTES: [u8; LEN] = $crate::check::rule_macro::unindent(RAW);
                match core::str::from_utf8(&BYTES) {
                    Ok(page) => page,
                    Err(_) => panic!("dropping a space at the start of a line keeps UTF-8 valid"),
                }
            },
            run,
        };
    };
}
pub(crate) use rule;

/// True for the space that `///` leaves at the start of each line.
const fn is_indent(bytes: &[u8], i: usize) -> bool {
    bytes[i] == b' ' && (i == 0 || bytes[i - 1] == b'\n')
}

/// Length of the text without one leading space a line.
pub(crate) const fn unindented_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut i, mut n) = (0, 0);
    while i < bytes.len() {
        if !is_indent(bytes, i) {
            n += 1;
        }
        i += 1;
    }
    n
}

/// The text without one leading space a line.
pub(crate) const fn unindent<const N: usize>(text: &str) -> [u8; N] {
    let bytes = text.as_bytes();
    let mut out = [0; N];
    let (mut i, mut n) = (0, 0);
    while i < bytes.len() {
        if !is_indent(bytes, i) {
            out[n] = bytes[i];
            n += 1;
        }
        i += 1;
    }
    out
}
