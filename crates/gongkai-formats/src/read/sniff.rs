//! What kind of file it is, by content only.
//!
//! Names lie: pages saved as `.xls`, Word files renamed `.txt`, a JSON answer of a web service with the page
//! inside. So the bytes decide, and the kinds that are not read are named, to say what to convert them to.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::encoding::Detected;
use super::package::Package;
use super::{ReadError, encoding};

/// How much of a UTF-16 file is decoded to look for markup.
const UTF16_SAMPLE_BYTES: usize = 256 << 10;
/// How many lines the `cells` format is looked for in.
const CELLS_LINES: usize = 20;

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// An HTML page or a fragment of one, also inside a JavaScript or JSON string.
    Html,
    /// A web page saved as one MIME file.
    Mhtml,
    /// Word, Office Open XML.
    Docx,
    /// Excel, Office Open XML.
    Xlsx,
    /// Excel 97–2003.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// PDF.
    Pdf,
    /// JSON.
    Json,
    /// Our own `key<TAB>value<TAB>raw<TAB>place`.
    Cells,
    /// Any other text: plain, Markdown, separated values.
    Text,
    /// Nothing, or white space only.
    Empty,
    /// Refused: Rich Text Format.
    Rtf,
    /// Refused: Word 97–2003.
    Doc,
    /// Refused: PowerPoint of any kind.
    Slides,
    /// Refused: OFD, GB/T 33190.
    Ofd,
    /// Refused: OpenDocument text.
    Odt,
    /// Refused: binary Excel workbook.
    Xlsb,
    /// Refused: Word or OpenDocument text as one XML file.
    WordXml,
    /// Refused: Excel 2003 or OpenDocument spreadsheet as one XML file.
    ExcelXml,
    /// Refused: an Office file with a password.
    Encrypted,
    /// Refused: a picture.
    Image,
    /// Refused: an archive of files.
    Archive,
    /// Refused: any other binary file.
    Binary,
}

impl Media {
    /// The stable name in provenance, for example `docx`.
    pub fn as_str(self) -> &'static str {
        match self {
            Media::Html => "html",
            Media::Mhtml => "mhtml",
            Media::Docx => "docx",
            Media::Xlsx => "xlsx",
            Media::Xls => "xls",
            Media::Ods => "ods",
            Media::Pdf => "pdf",
            Media::Json => "json",
            Media::Cells => "cells",
            Media::Text => "text",
            _ => "unread",
        }
    }

    /// The error for a kind that is not read; `None` for those that are.
    pub fn refusal(self) -> Option<ReadError> {
        let (kind, convert_to) = match self {
            Media::Html | Media::Mhtml | Media::Docx | Media::Xlsx | Media::Xls | Media::Ods => return None,
            Media::Pdf | Media::Json | Media::Cells | Media::Text => return None,
            Media::Empty => return Some(ReadError::Empty),
            Media::Rtf => ("RTF", "DOCX or PDF"),
            Media::Doc => ("Word 97–2003 (DOC)", "DOCX or PDF"),
            Media::Slides => ("presentation", "DOCX or PDF"),
            Media::Ofd => ("OFD", "PDF or DOCX"),
            Media::Odt => ("OpenDocument text (ODT)", "DOCX or PDF"),
            Media::Xlsb => ("binary Excel (XLSB)", "XLSX"),
            Media::WordXml => ("single-file Word XML", "DOCX or PDF"),
            Media::ExcelXml => ("single-file Excel XML", "XLSX"),
            Media::Encrypted => ("password-protected Office", "a copy without a password"),
            Media::Image => ("picture", "text or a PDF with a text layer, by text recognition (OCR)"),
            Media::Archive => ("archive", "single files, by unpacking it"),
            Media::Binary => ("unknown binary", "HTML, DOCX, XLSX, PDF or plain text"),
        };
        Some(ReadError::Unsupported { kind, convert_to })
    }
}

/// Tells the kind of a file from its bytes. Never fails; what is damaged shows when it is read.
pub fn sniff(bytes: &[u8]) -> Media {
    by_signature(bytes).unwrap_or_else(|| text_media(encoding::detect(bytes)))
}

/// [`sniff`], with the encoding where it had to be found for that.
pub(super) fn sniff_text(bytes: &[u8]) -> (Media, Option<Detected<'_>>) {
    match by_signature(bytes) {
        Some(media) => (media, None),
        None => {
            let detected = encoding::detect(bytes);
            (text_media(detected), Some(detected))
        }
    }
}

/// The kind of what has no signature.
fn text_media(Detected { encoding, body, .. }: Detected<'_>) -> Media {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        let sample = &body[..body.len().min(UTF16_SAMPLE_BYTES)];
        return text_kind(encoding.decode_without_bom_handling(sample).0.as_bytes());
    }
    if body.iter().take(4096).any(|b| matches!(b, 0..=6 | 0x0E..=0x1A)) {
        return Media::Binary;
    }
    text_kind(body)
}

/// The media type of a picture that browsers show, by its bytes.
pub fn picture_media(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        _ if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => Some("image/webp"),
        _ if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) => Some("image/bmp"),
        _ => None,
    }
}

fn by_signature(bytes: &[u8]) -> Option<Media> {
    const SIGNATURES: &[(&[u8], Media)] = &[
        (b"{\\rtf", Media::Rtf),
        (b"\x89PNG\r\n", Media::Image),
        (b"\xFF\xD8\xFF", Media::Image),
        (b"GIF8", Media::Image),
        (b"II*\0", Media::Image),
        (b"MM\0*", Media::Image),
        (b"AT&TFORM", Media::Image),
        (b"Rar!\x1A", Media::Archive),
        (b"7z\xBC\xAF\x27\x1C", Media::Archive),
        (b"\x1F\x8B", Media::Archive),
        (b"BZh", Media::Archive),
        (b"\xFD7zXZ", Media::Archive),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(bytes));
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some(ole_kind(bytes));
    }
    // Some servers put white space or a mark before the PDF header; the standard allows 1 024 bytes.
    let head = &bytes[..bytes.len().min(1024)];
    if memchr::memmem::find(head, b"%PDF-").is_some_and(|at| !head[..at].contains(&b'<')) {
        return Some(Media::Pdf);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(Media::Image);
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Some(Media::Image);
    }
    SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, media)| *media)
}

/// Looks at the parts of a zip container.
fn zip_kind(bytes: &[u8]) -> Media {
    let Ok(mut package) = Package::open(bytes, "zip") else { return Media::Archive };
    const PARTS: &[(&str, Media)] = &[
        ("word/document.xml", Media::Docx),
        ("xl/workbook.xml", Media::Xlsx),
        ("xl/workbook.bin", Media::Xlsb),
        ("ppt/presentation.xml", Media::Slides),
        ("OFD.xml", Media::Ofd),
    ];
    if let Some((_, media)) = PARTS.iter().find(|(part, _)| package.has(part)) {
        return *media;
    }
    match package.part("mimetype").ok().flatten().as_deref().map(<[u8]>::trim_ascii) {
        Some(b"application/vnd.oasis.opendocument.spreadsheet") => return Media::Ods,
        Some(b"application/vnd.oasis.opendocument.text") => return Media::Odt,
        Some(b"application/vnd.oasis.opendocument.presentation") => return Media::Slides,
        _ => {}
    }
    // Some programs number the main part, or name it in another case.
    let names = package.names();
    let any = |start: &str| {
        names.iter().any(|name| {
            let name = name.trim_start_matches('/').to_ascii_lowercase();
            name.starts_with(start) && name.ends_with(".xml")
        })
    };
    match () {
        () if any("word/document") => Media::Docx,
        () if any("xl/workbook") => Media::Xlsx,
        () if any("ofd") => Media::Ofd,
        () => Media::Archive,
    }
}

/// Looks for the names of the streams in an OLE compound file.
///
/// Directory entries are 128 bytes long and stand at multiples of 128, so no chain need be followed. The first
/// known name wins, since embedded objects come after the document's own streams.
fn ole_kind(bytes: &[u8]) -> Media {
    const STREAMS: &[(&str, Media)] = &[
        ("WordDocument", Media::Doc),
        ("Workbook", Media::Xls),
        ("Book", Media::Xls),
        ("PowerPoint Document", Media::Slides),
        ("EncryptedPackage", Media::Encrypted),
    ];
    let streams: Vec<(Vec<u8>, Media)> = STREAMS
        .iter()
        .map(|(name, media)| (name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect(), *media))
        .collect();
    let entries = bytes.as_chunks::<128>().0.iter().skip(4);
    let kind = |entry: &[u8; 128]| streams.iter().find(|(name, _)| entry.starts_with(name)).map(|s| s.1);
    entries.filter_map(kind).next().unwrap_or(Media::Binary)
}

/// The kind of a text in an encoding that keeps ASCII.
fn text_kind(body: &[u8]) -> Media {
    let start = body.trim_ascii_start();
    if start.is_empty() {
        return Media::Empty;
    }
    if is_mhtml(start) {
        return Media::Mhtml;
    }
    if let Some(media) = xml_kind(start) {
        return media;
    }
    if is_html(start) {
        return Media::Html;
    }
    if is_json(start) {
        return Media::Json;
    }
    if is_cells(start) { Media::Cells } else { Media::Text }
}

fn is_mhtml(start: &[u8]) -> bool {
    let head = start[..start.len().min(4096)].to_ascii_lowercase();
    let first = [&b"from:"[..], b"mime-version:", b"content-type:", b"snapshot-content-location:"];
    first.iter().any(|f| head.starts_with(f)) && memchr::memmem::find(&head, b"multipart/related").is_some()
}

/// The single-file XML kinds, which contain no HTML.
fn xml_kind(start: &[u8]) -> Option<Media> {
    if !start.starts_with(b"<?xml") {
        return None;
    }
    let head = &start[..start.len().min(4096)];
    let has = |needle: &str| memchr::memmem::find(head, needle.as_bytes()).is_some();
    match () {
        () if has("<pkg:package") || has("<w:wordDocument") || has("<w:document") => Some(Media::WordXml),
        () if has("schemas-microsoft-com:office:spreadsheet") && has("<Workbook") => Some(Media::ExcelXml),
        () if has("<office:document") => Some(Media::WordXml),
        () => None,
    }
}

/// Whether the text is marked up; a text that merely contains a `<`, or Markdown with `<br>`, is not.
fn is_html(body: &[u8]) -> bool {
    let mut weak = 0;
    let mut rows = None;
    for tag in tags(body) {
        match tag_weight(tag) {
            TagWeight::Decisive => return true,
            TagWeight::Weak => weak += 1,
            TagWeight::None => {}
        }
        // Paragraphs alone make a page unless they are ornaments of a Markdown file with pipe tables.
        if weak >= 2 {
            let rows = *rows.get_or_insert_with(|| pipe_rows(body));
            if weak > rows {
                return true;
            }
        }
    }
    false
}

fn pipe_rows(body: &[u8]) -> usize {
    body.split(|b| *b == b'\n').filter(|line| line.trim_ascii_start().starts_with(b"|")).count()
}

/// What follows each `<`, also where it is written `\u003c`, `\x3c` or `&lt;`.
fn tags(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let plain = memchr::memchr_iter(b'<', body).map(|at| &body[at + 1..]);
    let escaped = memchr::memchr2_iter(b'\\', b'&', body).filter_map(|at| {
        let rest = &body[at..];
        let forms: [&[u8]; 5] = [b"\\u003c", b"\\u003C", b"\\x3c", b"\\x3C", b"&lt;"];
        forms.iter().find_map(|form| rest.strip_prefix(*form))
    });
    plain.chain(escaped)
}

enum TagWeight {
    Decisive,
    Weak,
    None,
}

fn tag_weight(tag: &[u8]) -> TagWeight {
    let tag = tag.strip_prefix(b"\\").unwrap_or(tag);
    let tag = tag.strip_prefix(b"/").unwrap_or(tag);
    let length = tag.iter().take(12).take_while(|b| b.is_ascii_alphanumeric() || **b == b'!').count();
    let mut name = [0; 12];
    name[..length].copy_from_slice(&tag[..length]);
    name.make_ascii_lowercase();
    if !matches!(tag.get(length), None | Some(b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n' | b'\\' | b'&')) {
        return TagWeight::None;
    }
    match &name[..length] {
        b"!doctype" | b"html" | b"head" | b"body" | b"meta" | b"table" | b"tbody" | b"thead" | b"tr"
        | b"td" | b"th" | b"script" | b"style" => TagWeight::Decisive,
        b"p" | b"div" | b"span" | b"br" | b"li" | b"ul" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"font"
        | b"strong" | b"section" | b"article" => TagWeight::Weak,
        _ => TagWeight::None,
    }
}

fn is_json(start: &[u8]) -> bool {
    let after = |open: u8| start.strip_prefix(&[open]).map(<[u8]>::trim_ascii_start);
    match (after(b'{'), after(b'[')) {
        (Some(rest), _) => rest.starts_with(b"\"") || rest.starts_with(b"}"),
        (_, Some(rest)) => rest.starts_with(b"{") || rest.starts_with(b"\"") || rest.starts_with(b"]"),
        (None, None) => false,
    }
}

/// Whether the first lines that are not comments are `key<TAB>…` with keys of our own.
fn is_cells(start: &[u8]) -> bool {
    // A blank cell ends with its tabs.
    let lines = start.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let is_data = |line: &&[u8]| !line.trim_ascii().is_empty() && !line.starts_with(b"#");
    let mut lines = lines.filter(is_data).take(CELLS_LINES).peekable();
    // A report begins with its cells, or with what is known of it as a whole; then anything can follow.
    let is_first = |line: &&[u8]| is_cells_line(line, &CELLS_KEYS[..5]);
    lines.peek().is_some_and(is_first) && lines.all(|line| is_cells_line(line, &CELLS_KEYS))
}

/// How the keys of the `cells` format begin; the first five can begin a file.
const CELLS_KEYS: [&[u8]; 9] =
    [b"t2.", b"t3.", b"t4.", b"report.", b"legacy.", b"extra.", b"chapter.", b"fact.", b"notice."];

fn is_cells_line(line: &[u8], keys: &[&[u8]]) -> bool {
    let key = line.split(|b| *b == b'\t').next().unwrap_or_default();
    key.len() < line.len() && keys.iter().any(|k| key.starts_with(k))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::package::tests::pack;

    #[track_caller]
    fn check(bytes: impl AsRef<[u8]>, media: Media) {
        assert_eq!(sniff(bytes.as_ref()), media);
    }

    fn utf16(text: &str) -> Vec<u8> {
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn html_in_all_its_disguises() {
        check("<!DOCTYPE html><title>x", Media::Html);
        check("\u{feff}  \n<HTML xmlns:o='urn:schemas-microsoft-com:office:office'>", Media::Html);
        check("东丽区教育局2019年\n<table><tr><td>1</td></tr></table>", Media::Html);
        check("<p style='text-align:center'>报告</p>\t<p>一、总体情况</p>", Media::Html);
        check(r#"var content = "<p>一、总体情况<\/p><table><tr><td>1<\/td>";"#, Media::Html);
        check(r#"{"code":0,"data":{"content":"\u003cp\u003e\u003ctable\u003e"}}"#, Media::Html);
        check("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC ''><html/>", Media::Html);
        check(utf16("<p>年度报告</p><p>一、</p><p>二、</p>"), Media::Html);
        check(encoding_rs::GB18030.encode("<td>行政许可</td>").0, Media::Html);
    }

    #[test]
    fn text_with_a_less_than_sign_is_text() {
        check("行政许可 < 10 件，a<b，<见附件>", Media::Text);
        check("| 行政许可 | 1<br>2 |\n| 行政处罚 | 1<br>2 |\n| 行政强制 | 0 |", Media::Text);
        check("# 2021年\n<p align=center>报告</p>\n\n| a | b |\n|---|---|\n| 1 | 2 |", Media::Text);
        check("[image: 0a1b] 报告", Media::Text);
        check(utf16("行政许可\t7"), Media::Text);
        check("   \n\t ", Media::Empty);
        check("", Media::Empty);
    }

    #[test]
    fn our_own_formats() {
        check("t2.rules.issued\t1\t1\ttable=1\nreport.year\t2021\n", Media::Cells);
        check("t2.rules.issued\t1\nreport.year\t2021\nchapter.1\t1\t一、总体情况\nfact.1\t3\n", Media::Cells);
        check("t2.rules.issued,1", Media::Text);
        check("{\"schema\": 1}", Media::Json);
        check("[ {\"a\": 1} ]", Media::Json);
    }

    #[test]
    fn zip_containers() {
        check(pack(&[("word/document.xml", b"")]), Media::Docx);
        check(pack(&[("xl/workbook.xml", b"")]), Media::Xlsx);
        check(pack(&[("xl/workbook.bin", b"")]), Media::Xlsb);
        check(pack(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), Media::Ods);
        check(pack(&[("mimetype", b"application/vnd.oasis.opendocument.text")]), Media::Odt);
        check(pack(&[("OFD.xml", b"")]), Media::Ofd);
        check(pack(&[("a.html", b"")]), Media::Archive);
        check("PK\x03\x04 broken", Media::Archive);
    }

    #[test]
    fn compound_files() {
        let ole = |name: &str| {
            let mut bytes = vec![0; 2048];
            bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes[1152..1152 + name.len()].copy_from_slice(&name);
            bytes
        };
        check(ole("WordDocument"), Media::Doc);
        check(ole("Workbook"), Media::Xls);
        check(ole("Book"), Media::Xls);
        check(ole("EncryptedPackage"), Media::Encrypted);
        check(ole("Nothing"), Media::Binary);
    }

    #[test]
    fn other_kinds() {
        check("%PDF-1.7\n", Media::Pdf);
        check("\n %PDF-1.4", Media::Pdf);
        check("{\\rtf1\\ansi", Media::Rtf);
        check(b"\x89PNG\r\n\x1a\n", Media::Image);
        check(b"\x7fELF\x02\x01\x01\x00", Media::Binary);
        check("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n", Media::Mhtml);
        check("<?xml version=\"1.0\"?><?mso-application?><pkg:package>", Media::WordXml);
    }

    #[test]
    fn a_refusal_says_what_to_convert_to() {
        let error = Media::Doc.refusal().expect("refused");
        assert_eq!(error.to_string(), "Word 97–2003 (DOC) files are not read; convert to DOCX or PDF");
        assert_eq!(Media::Empty.refusal(), Some(ReadError::Empty));
        assert_eq!(Media::Html.refusal(), None);
    }
}
