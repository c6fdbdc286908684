//! The style sheet, the scripts and the mark, in the binary.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::error::Failure;

const CSS: &str = concat!(include_str!("../assets/app.css"), include_str!("../assets/tools.css"));
const JS: &str = include_str!("../assets/app.js");
const REDACT: &str = include_str!("../assets/redact.js");
const MARK: &str = include_str!("../assets/mark.svg");

/// Changes when any of the files does, so that browsers may keep them for ever.
pub const VERSION: u32 =
    fnv(REDACT.as_bytes(), fnv(MARK.as_bytes(), fnv(JS.as_bytes(), fnv(CSS.as_bytes(), 0x811C_9DC5))));

/// FNV-1a.
const fn fnv(bytes: &[u8], mut hash: u32) -> u32 {
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash
}

/// The address of a file.
pub fn href(file: &str) -> String {
    format!("/assets/{VERSION:08x}/{file}")
}

/// `/assets/{version}/{file}`
pub async fn asset(Path((_version, file)): Path<(String, String)>) -> Result<Response, Failure> {
    let (media_type, body) = match file.as_str() {
        "app.css" => ("text/css; charset=utf-8", CSS),
        "app.js" => ("text/javascript; charset=utf-8", JS),
        "redact.js" => ("text/javascript; charset=utf-8", REDACT),
        "mark.svg" => ("image/svg+xml", MARK),
        _ => return Err(Failure::NotFound),
    };
    Ok(([(CONTENT_TYPE, media_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")], body)
        .into_response())
}
