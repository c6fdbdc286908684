//! Pictures of a text: told by the hash of their bytes, never by an address.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::Image;
use crate::read::sha256_hex;
use crate::read::sniff::picture_media;

/// Where a picture comes from.
pub(super) enum Source {
    /// It is known by its hash.
    Kept(String),
    /// Its bytes are in the page.
    Inside(Image),
    /// It is somewhere else, and is not taken from there.
    Elsewhere,
}

/// Before the hash in the address of a picture.
pub(crate) const SCHEME: &str = "sha256:";

/// Reads the `src` of an image.
///
/// A hash is `sha256:…`, or the name of a file at the end of an address: the editor shows pictures under such
/// addresses, and only the hash of them is kept, so that nothing is ever loaded from the address.
pub(super) fn source(src: &str) -> Source {
    let src = src.trim();
    if let Some(data) = src.get(..5).filter(|start| start.eq_ignore_ascii_case("data:")).map(|_| &src[5..]) {
        return inside(data).map_or(Source::Elsewhere, Source::Inside);
    }
    let path = src.split(['?', '#']).next().unwrap_or_default();
    let name = path.strip_prefix(SCHEME).or(path.rsplit('/').next()).unwrap_or_default();
    let hash = name.split('.').next().unwrap_or_default();
    let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
    if is_hash { Source::Kept(hash.to_owned()) } else { Source::Elsewhere }
}

/// A picture in a `data:` address. What its bytes are is found from the bytes; drawings with scripts are none.
fn inside(data: &str) -> Option<Image> {
    let (head, body) = data.split_once(',')?;
    if !head.to_ascii_lowercase().ends_with(";base64") {
        return None;
    }
    let body: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = STANDARD.decode(&body).or_else(|_| STANDARD_NO_PAD.decode(&body)).ok()?;
    let media = picture_media(&bytes)?;
    Some(Image { sha256: sha256_hex(&bytes), media, bytes })
}
