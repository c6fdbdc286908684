//! `/reports/{id}/download/{format}`

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use gongkai_app::App;
use gongkai_app::reports::{self, DownloadFormat};

use crate::error::Failure;

/// A report as a file.
pub async fn download(
    State(app): State<App>,
    Path((id, format)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let format = DownloadFormat::parse(&format).ok_or(Failure::NotFound)?;
    let file = reports::download(&app, &id, format).await?.ok_or(Failure::NotFound)?;
    // Ids are ASCII, so the plain form of the header will do.
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    Ok(([(CONTENT_TYPE, file.media_type.to_owned()), (CONTENT_DISPOSITION, disposition)], file.bytes)
        .into_response())
}
