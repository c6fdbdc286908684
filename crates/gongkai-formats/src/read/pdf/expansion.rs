//! Refuses files that expand to more than is sensible, before anything in them is expanded.
//!
//! The PDF library expands a stream in one go and without a limit, so that a file of a megabyte could fill the
//! memory. Here every packed stream is unpacked once into nothing, only to count its bytes.
//!
//! What this does not see: streams of an encrypted file (their bytes tell nothing before they are decrypted; only
//! their packed size is limited), and LZW, which nobody has written since the 1990s.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use memchr::memmem;

use crate::read::document::ReadError;

/// Bytes that all streams of a file may expand to.
const MAX_EXPANDED: u64 = 128 << 20;
/// Packed bytes of an encrypted file.
const MAX_ENCRYPTED: u64 = 16 << 20;
/// No deflate stream expands further than this.
const DEFLATE_RATIO: u64 = 1_032;
/// How far before its stream a dictionary is looked for.
const DICTIONARY: usize = 2_048;

/// Checks what the packed streams of a file expand to.
///
/// # Errors
///
/// [`ReadError::TooLarge`] if it is too much, [`ReadError::Damaged`] for a stream that is packed twice.
pub(crate) fn check(bytes: &[u8]) -> Result<(), ReadError> {
    let streams = packed_streams(bytes);
    if streams.iter().any(|s| s.layers > 1) {
        let detail = "a stream in it is packed twice over";
        return Err(ReadError::Damaged { kind: "PDF", detail: detail.to_owned() });
    }
    let too_large =
        Err(ReadError::TooLarge { what: "size of the unpacked PDF in bytes", limit: MAX_EXPANDED });
    let packed: u64 = streams.iter().map(|s| s.data.len() as u64).sum();
    if packed * DEFLATE_RATIO <= MAX_EXPANDED {
        return Ok(());
    }
    if memmem::find(bytes, b"/Encrypt").is_some() {
        return if packed > MAX_ENCRYPTED { too_large } else { Ok(()) };
    }
    let mut left = MAX_EXPANDED;
    for stream in streams {
        left = left.saturating_sub(expanded(stream.data, left));
        if left == 0 {
            return too_large;
        }
    }
    Ok(())
}

/// A stream as it stands in the file.
struct Packed<'a> {
    data: &'a [u8],
    /// How many times it is packed.
    layers: usize,
}

/// The streams that are not plain, nor pictures in a format of their own.
fn packed_streams(bytes: &[u8]) -> Vec<Packed<'_>> {
    const END: &[u8] = b"endstream";
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = memmem::find(&bytes[at..], b"stream") {
        let keyword = at + found;
        at = keyword + b"stream".len();
        if bytes[..keyword].ends_with(b"end") {
            continue;
        }
        let before = &bytes[keyword.saturating_sub(DICTIONARY)..keyword];
        let dictionary = memmem::rfind(before, b"obj").map_or(before, |start| &before[start..]);
        let end = memmem::find(&bytes[at..], END).map_or(bytes.len(), |length| at + length);
        let layers = layers(dictionary);
        if layers > 0 {
            let line_end = bytes[at..end].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            out.push(Packed { data: &bytes[at + line_end..end], layers });
        }
        at = end;
    }
    out
}

fn layers(dictionary: &[u8]) -> usize {
    let names: [&[u8]; 4] = [b"/FlateDecode", b"/LZWDecode", b"/RunLengthDecode", b"/Fl "];
    let named: usize = names.iter().map(|name| memmem::find_iter(dictionary, name).count()).sum();
    let filtered = memmem::find(dictionary, b"Filter").is_some() || dictionary.contains(&b'#');
    let pictures: [&[u8]; 4] = [b"/DCTDecode", b"/JPXDecode", b"/CCITTFaxDecode", b"/JBIG2Decode"];
    let is_picture = pictures.iter().any(|name| memmem::find(dictionary, name).is_some());
    // A filter whose name is spelled in another way, or stands elsewhere, might be deflate all the same.
    if named == 0 && filtered && !is_picture { 1 } else { named }
}

/// What a stream expands to, counted up to `limit`.
fn expanded(data: &[u8], limit: u64) -> u64 {
    count(ZlibDecoder::new(data), limit).max(match data {
        // Without the two bytes before it, or with wrong ones, readers take it for plain deflate.
        [0x78, ..] => 0,
        _ => count(DeflateDecoder::new(data), limit),
    })
}

fn count(mut reader: impl Read, limit: u64) -> u64 {
    let mut buffer = [0; 16 << 10];
    let mut total = 0;
    while total < limit {
        match reader.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(n) => total += n as u64,
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    fn file(plain: &[u8], dictionary: &str) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(plain).expect("memory");
        let packed = encoder.finish().expect("memory");
        let mut out = format!("%PDF-1.7\n1 0 obj\n<< {dictionary} >>\nstream\r\n").into_bytes();
        out.extend(packed);
        out.extend(b"\nendstream\nendobj\n");
        out
    }

    #[test]
    fn a_file_that_expands_without_end_is_refused_before_it_is_expanded() {
        let zeros = vec![b' '; (MAX_EXPANDED + 1) as usize];
        for dictionary in ["/Filter /FlateDecode", "/Filter [/Fl#61teDecode]", "/Filter 7 0 R"] {
            assert!(
                matches!(check(&file(&zeros, dictionary)), Err(ReadError::TooLarge { .. })),
                "{dictionary}"
            );
        }
        assert_eq!(check(&file(b"BT ET", "/Filter /FlateDecode")), Ok(()));
    }

    #[test]
    fn a_stream_that_is_packed_twice_is_refused() {
        let twice = file(b"BT ET", "/Filter [/FlateDecode /FlateDecode]");
        assert!(matches!(check(&twice), Err(ReadError::Damaged { .. })));
    }
}
