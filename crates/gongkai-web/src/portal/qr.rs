//! An address as a picture that telephones read.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of white around the code (ISO/IEC 18004 asks for four).
const QUIET: i32 = 4;

/// The code as SVG; nothing for an empty text or one that is too long.
pub fn svg(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                let _ = write!(path, "M{},{}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
    }
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"QR\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" \
         fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn an_address_becomes_a_square_with_three_finders() {
        let code = svg("https://www.example.gov.cn/documents/abc").expect("it fits");
        assert!(code.starts_with("<svg") && code.contains("M4,4h1"), "the corner of the first finder");
        assert_eq!(svg(""), None);
        assert_eq!(svg(&"x".repeat(5_000)), None);
    }
}
