//! One part of a PDF made into a whole file, so that the fuzzer need not keep offsets and lengths right.

/// Codes of one and of two bytes, as the readers of fonts get them.
const SHOWN: &[u8] = b"BT /F 12 Tf 72 720 Td <0001000200030041005F4E005E74> Tj 0 -20 Td (AB12 -xyz) Tj ET\n";
/// What a content stream can draw with: a composite font whose codes are UTF-16, and one that every reader has.
const FONTS: &str = "<< /F 5 0 R /G 8 0 R >>";

/// Wraps a part. Its first byte says which: `c` a content stream, `u` a `ToUnicode` table, `e` an encoding,
/// `t` a TrueType font program, `o` a compact one with identifiers, `1` a compact one with names, `p` a Type 1 one;
/// anything else is the body of a file.
pub fn wrap(part: &[u8]) -> Vec<u8> {
    let (kind, data) = part.split_first().map_or((b' ', part), |(first, rest)| (*first, rest));
    let (content, unicode) = match kind {
        b'c' => (data, IDENTITY),
        b'u' => (SHOWN, data),
        b'e' | b't' | b'o' | b'1' | b'p' => (SHOWN, IDENTITY),
        _ => return with_trailer(data),
    };
    let mut out = b"%PDF-1.7\n".to_vec();
    object(&mut out, 1, "<< /Type /Catalog /Pages 2 0 R >>");
    object(&mut out, 2, "<< /Type /Pages /Count 1 /Kids [3 0 R] >>");
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font {FONTS} /XObject << /X 9 0 R >> >> \
         /Contents 4 0 R >>"
    );
    object(&mut out, 3, &page);
    stream(&mut out, 4, "", content);
    object(&mut out, 5, font(kind));
    let descendant = match kind {
        b't' => "/CIDFontType2",
        _ => "/CIDFontType0",
    };
    let descendant = format!(
        "<< /Type /Font /Subtype {descendant} /BaseFont /A /DW 1000 /W [0 127 500] /FontDescriptor 7 0 R \
         /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> >>"
    );
    object(&mut out, 6, &descendant);
    let program = match kind {
        b't' => "/FontFile2 11 0 R",
        b'o' | b'1' => "/FontFile3 11 0 R",
        b'p' => "/FontFile 11 0 R",
        _ => "",
    };
    object(&mut out, 7, &format!("<< /Type /FontDescriptor /FontName /A /Flags 4 {program} >>"));
    object(&mut out, 8, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 99 99]";
    stream(&mut out, 9, form, b"BT /G 9 Tf 9 9 Td (7) Tj ET /X Do");
    stream(&mut out, 10, "", unicode);
    let subtype = match kind {
        b'o' => "/Subtype /CIDFontType0C",
        b'1' => "/Subtype /Type1C",
        _ => "",
    };
    stream(&mut out, 11, subtype, data);
    with_trailer(&out)
}

/// The font of the page: a simple one for font programs with names, otherwise a composite one.
fn font(kind: u8) -> &'static str {
    match kind {
        b'1' | b'p' => {
            "<< /Type /Font /Subtype /Type1 /BaseFont /A /FirstChar 0 /LastChar 2 /Widths [500 600 700] \
             /FontDescriptor 7 0 R >>"
        }
        b'e' => "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding 11 0 R /DescendantFonts [6 0 R] >>",
        b't' | b'o' => {
            "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [6 0 R] >>"
        }
        _ => {
            "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [6 0 R] \
             /ToUnicode 10 0 R >>"
        }
    }
}

/// Codes that are UTF-16.
const IDENTITY: &[u8] = b"begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n\
    3 beginbfrange\n<0000> <00FF> <0000>\n<4E00> <4EFF> <4E00>\n<5E00> <5EFF> <5E00>\nendbfrange\nendcmap\n";

fn object(out: &mut Vec<u8>, number: u32, body: &str) {
    out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
}

fn stream(out: &mut Vec<u8>, number: u32, entries: &str, data: &[u8]) {
    let head = format!("{number} 0 obj\n<< /Length {} {entries} >>\nstream\n", data.len());
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream\nendobj\n");
}

/// A file without a table of offsets: readers look for the objects themselves.
fn with_trailer(body: &[u8]) -> Vec<u8> {
    [body, b"\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"].concat()
}
