//! `/files/{sha256}/{name}`

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::portal;

use super::view::encode;
use crate::error::Failure;
use crate::guard::Visitor;

/// A file of a document that this visitor may see.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((sha256, _name)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let file = portal::file(&app, &visitor.person(), &sha256).await?.ok_or(Failure::NotFound)?;
    // Pictures are shown; everything else is saved, so that no file runs as a page of this site.
    let shown = if file.media.starts_with("image/") { "inline" } else { "attachment" };
    let caching = if file.is_public { "public, max-age=31536000, immutable" } else { "private, no-store" };
    Ok((
        [
            (CONTENT_TYPE, file.media),
            (CONTENT_DISPOSITION, format!("{shown}; filename*=UTF-8''{}", encode(&file.name))),
            (CACHE_CONTROL, caching.to_owned()),
            (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        ],
        file.bytes,
    )
        .into_response())
}
