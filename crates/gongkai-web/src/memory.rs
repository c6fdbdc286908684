//! Pages of the portal from memory.
//!
//! What the portal shows is the same for everybody with the same language and theme, and changes only when somebody
//! publishes. So an answer is kept as it went out, compressed, until the revision of the data moves on. Every kept
//! answer has an `ETag`; a browser that still has it gets `304` and no body.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, ETAG,
    IF_NONE_MATCH, SET_COOKIE, TRANSFER_ENCODING,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use gongkai_app::{App, ProgressState};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::metrics::Pattern;
use crate::page::settings_of;

/// How much is kept. Unit: bytes.
const CAPACITY: u64 = 128 << 20;
/// Entries that are expected; only a hint for the first allocation.
const EXPECTED: usize = 20_000;
/// A larger answer is not kept. Unit: bytes.
const LARGEST: usize = 2 << 20;
/// Nothing is kept longer, for what changes without an act: the day.
const LONGEST: Duration = Duration::from_secs(60);

/// Where the answers are kept. Cheap to clone.
#[derive(Clone)]
pub struct Memory {
    app: App,
    pages: Arc<Cache<String, Arc<Kept>, Size>>,
}

/// An answer as it went out.
struct Kept {
    revision: u64,
    made: Instant,
    status: StatusCode,
    headers: HeaderMap,
    etag: HeaderValue,
    body: Bytes,
}

#[derive(Clone)]
struct Size;

impl Weighter<String, Arc<Kept>> for Size {
    fn weight(&self, key: &String, kept: &Arc<Kept>) -> u64 {
        // What the maps around it take is not counted to the byte.
        (key.len() + kept.body.len() + 1_024) as u64
    }
}

impl Memory {
    /// An empty memory.
    pub fn new(app: App) -> Memory {
        Memory { app, pages: Arc::new(Cache::with_weighter(EXPECTED, CAPACITY, Size)) }
    }
}

/// The parts of the site that look the same to everybody.
fn is_public(path: &str) -> bool {
    const PARTS: [&str; 16] = [
        "/catalogue",
        "/directory",
        "/registers",
        "/documents",
        "/policies",
        "/embed",
        "/feed.rss",
        "/search",
        "/legal",
        "/guide",
        "/agencies",
        "/feed.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/reports",
        "/api/v1",
    ];
    // What a platform asks is for its token alone.
    if path.starts_with("/api/v1/requests") {
        return false;
    }
    path == "/"
        || PARTS.iter().any(|p| path.strip_prefix(p).is_some_and(|r| r.is_empty() || r.starts_with('/')))
}

/// Answers from memory where it can, and remembers what it could not.
pub async fn answer(State(memory): State<Memory>, request: Request, next: Next) -> Response {
    let is_kept = request.method() == Method::GET && is_public(request.uri().path());
    // While the demonstration loads every page shows how far it has come.
    if !is_kept || memory.app.progress().state() != ProgressState::Idle {
        return next.run(request).await;
    }
    let headers = request.headers();
    let known = headers.get(IF_NONE_MATCH).cloned();
    let key = key(&request);
    let revision = memory.app.revision();
    if let Some(kept) = memory.pages.get(&key)
        && kept.revision == revision
        && kept.made.elapsed() < LONGEST
    {
        return kept.response(known.as_ref());
    }
    let response = next.run(request).await;
    let pattern = response.extensions().get::<Pattern>().copied();
    match keep(response, revision).await {
        Ok(kept) => {
            let kept = Arc::new(kept);
            if kept.body.len() <= LARGEST {
                memory.pages.insert(key, Arc::clone(&kept));
            }
            let mut response = kept.response(known.as_ref());
            if let Some(pattern) = pattern {
                response.extensions_mut().insert(pattern);
            }
            response
        }
        Err(response) => *response,
    }
}

/// What answers differ by: address, language, theme, and whether it is compressed.
fn key(request: &Request) -> String {
    let headers = request.headers();
    let value = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok()).unwrap_or_default();
    let [lang, theme, size] = settings_of(value(COOKIE));
    let is_packed = value(ACCEPT_ENCODING).contains("gzip");
    let address = request.uri().path_and_query().map_or("/", |p| p.as_str());
    let mut key = String::with_capacity(address.len() + 16);
    for part in [lang, theme, size, if is_packed { "z" } else { "" }, address] {
        key.push_str(part);
        key.push(' ');
    }
    key
}

/// The answer with its body in memory, or as it was where it is not to be kept.
async fn keep(response: Response, revision: u64) -> Result<Kept, Box<Response>> {
    let is_plain = response.status() == StatusCode::OK && !response.headers().contains_key(SET_COOKIE);
    let media = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let is_text =
        ["text/", "application/json", "application/atom+xml", "application/rss+xml", "application/xml"];
    if !is_plain || !is_text.iter().any(|t| media.starts_with(t)) {
        return Err(Box::new(response));
    }
    let (parts, body) = response.into_parts();
    // Pages are made as a whole before they are sent, so there is nothing endless here.
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return Err(Box::new(StatusCode::INTERNAL_SERVER_ERROR.into_response()));
    };
    let mut headers = parts.headers;
    headers.remove(TRANSFER_ENCODING);
    headers.remove(CONTENT_LENGTH);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=0, must-revalidate"));
    let hash = gongkai_app::sha256(&body);
    let packed = if headers.contains_key(CONTENT_ENCODING) { "-gz" } else { "" };
    let etag = HeaderValue::from_str(&format!("\"{}{packed}\"", &hash[..20]));
    let etag = etag.unwrap_or(HeaderValue::from_static("\"\""));
    headers.insert(ETAG, etag.clone());
    Ok(Kept { revision, made: Instant::now(), status: parts.status, headers, etag, body })
}

impl Kept {
    fn response(&self, known: Option<&HeaderValue>) -> Response {
        let is_known = known.and_then(|k| k.to_str().ok()).is_some_and(|k| {
            let own = self.etag.to_str().unwrap_or_default();
            k.split(',').any(|tag| tag.trim().trim_start_matches("W/") == own || tag.trim() == "*")
        });
        let mut response =
            Response::new(if is_known { Body::empty() } else { Body::from(self.body.clone()) });
        *response.status_mut() = if is_known { StatusCode::NOT_MODIFIED } else { self.status };
        *response.headers_mut() = self.headers.clone();
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_everybody_sees_is_kept() {
        for path in ["/", "/documents", "/documents/x", "/api/v1/search", "/feed.atom"] {
            assert!(is_public(path), "{path}");
        }
        for path in [
            "/api/v1/requests/x",
            "/office",
            "/sign-in",
            "/setup/x",
            "/documentsx",
            "/readyz",
            "/files/a/b",
            "/healthz",
        ] {
            assert!(!is_public(path), "{path}");
        }
    }
}
