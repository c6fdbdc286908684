//! Pictures: where they were taken, and by whom.

use std::io::Cursor;

use exif::{Context, Exif, In, Reader, Tag};

use super::{Kind, Report};

/// What Windows calls the author; UTF-16.
const WINDOWS_AUTHOR: Tag = Tag(Context::Tiff, 0x9C9D);
/// A chunk of text in a PNG is looked at up to this length.
const CHUNK_BYTES: usize = 64 << 10;

pub(super) fn look(bytes: &[u8], report: &mut Report) {
    if bytes.starts_with(b"\x89PNG") {
        png_texts(bytes, report);
    }
    // Without such data, or with broken ones, there is nothing to tell.
    let Ok(exif) = Reader::new().read_from_container(&mut Cursor::new(bytes)) else { return };
    let names = [
        (Tag::Artist, "author"),
        (Tag::CameraOwnerName, "camera_owner"),
        (Tag::BodySerialNumber, "camera_serial"),
        (Tag::Copyright, "copyright"),
        (Tag::ImageDescription, "description"),
        (Tag::Make, "camera_make"),
        (Tag::Model, "camera_model"),
        (Tag::Software, "application"),
        (Tag::DateTimeOriginal, "created"),
    ];
    for (tag, name) in names {
        if let Some(value) = shown(&exif, tag) {
            report.property(name, &value);
        }
    }
    if let Some(field) = exif.get_field(WINDOWS_AUTHOR, In::PRIMARY)
        && let exif::Value::Byte(bytes) = &field.value
    {
        let author = encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0;
        report.property("author", author.trim_end_matches('\0'));
    }
    let place: Vec<String> =
        [Tag::GPSLatitude, Tag::GPSLongitude].into_iter().filter_map(|tag| degrees(&exif, tag)).collect();
    if !place.is_empty() {
        report.hide(Kind::Location, "EXIF GPS", &place.join(" "));
    }
}

fn shown(exif: &Exif, tag: Tag) -> Option<String> {
    let field = exif.get_field(tag, In::PRIMARY)?;
    // Texts are shown as they are, not in quotation marks; cameras of this country write GB 18030.
    if let exif::Value::Ascii(lines) = &field.value {
        let lines: Vec<String> = lines.iter().map(|line| crate::read::encoding::decode(line).0).collect();
        return Some(lines.join(" "));
    }
    Some(field.display_value().to_string())
}

/// Degrees, minutes and seconds with the side of the earth.
fn degrees(exif: &Exif, tag: Tag) -> Option<String> {
    let side = if tag == Tag::GPSLatitude { Tag::GPSLatitudeRef } else { Tag::GPSLongitudeRef };
    let degrees = exif.get_field(tag, In::PRIMARY)?.display_value().to_string();
    Some(format!("{degrees} {}", shown(exif, side).unwrap_or_default()))
}

/// Authors in the texts of a PNG: `tEXt`, and `iTXt` where it is not packed.
fn png_texts(bytes: &[u8], report: &mut Report) {
    let mut at = 8usize;
    while let Some(length) =
        bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize)
    {
        let (Some(kind), Some(data)) = (
            bytes.get(at + 4..at + 8),
            at.checked_add(8).and_then(|from| bytes.get(from..from.checked_add(length)?)),
        ) else {
            return;
        };
        let data = &data[..data.len().min(CHUNK_BYTES)];
        let text = data.iter().position(|b| *b == 0).map(|end| (&data[..end], &data[end + 1..]));
        if let Some((b"Author", rest)) = text {
            let value = match (kind, rest) {
                (b"tEXt", rest) => Some(rest.iter().map(|b| char::from(*b)).collect()),
                (b"iTXt", [0, _, rest @ ..]) => {
                    // The language and the keyword in it stand before the text.
                    rest.splitn(3, |b| *b == 0).nth(2).map(|text| String::from_utf8_lossy(text).into_owned())
                }
                _ => None,
            };
            report.property("author", &value.unwrap_or_default());
        }
        at += 12 + length;
    }
}
