//! Files of a case.

use axum::Form;
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use gongkai_app::App;
use gongkai_app::documents::Upload;
use gongkai_app::requests;

use super::letters::sent_file;
use super::{Reason, failure};
use crate::error::Failure;
use crate::guard::Staff;
use crate::office::see;
use crate::page::Ctx;

/// A file with the fields beside it.
pub async fn read_file(mut form: Multipart) -> Result<(Upload, Vec<(String, String)>), Failure> {
    let refused = |e: axum::extract::multipart::MultipartError| match e.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => Failure::Unusable(e.body_text()),
    };
    let (mut upload, mut fields) = (Upload { name: String::new(), bytes: Vec::new() }, Vec::new());
    while let Some(field) = form.next_field().await.map_err(refused)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            upload.name = field.file_name().unwrap_or_default().to_owned();
            upload.bytes = field.bytes().await.map_err(refused)?.to_vec();
        } else {
            fields.push((name, field.text().await.map_err(refused)?));
        }
    }
    Ok((upload, fields))
}

/// Adds one.
pub async fn add(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    form: Multipart,
) -> Result<Response, Failure> {
    let (upload, fields) = read_file(form).await?;
    let kind = fields.iter().find(|f| f.0 == "kind").map_or("", |f| f.1.as_str());
    let added = requests::add_file(&app, &by, (&agency, &request), kind, upload).await;
    added.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}#files")))
}

/// One to take away.
pub async fn file(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, file)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let file = requests::case_file(&app, &by, (&agency, &request), &file).await;
    Ok(sent_file(file.map_err(|e| failure(ctx.lang, e))?))
}

/// Takes one off.
pub async fn remove(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request, file)): Path<(String, String, String)>,
    Form(reason): Form<Reason>,
) -> Result<Response, Failure> {
    let removed = requests::remove_file(&app, &by, (&agency, &request), &file, &reason.reason).await;
    removed.map_err(|e| failure(ctx.lang, e))?;
    Ok(see(&format!("/office/agencies/{agency}/requests/{request}#files")))
}

/// A closed case as one archive.
pub async fn archive(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path((agency, request)): Path<(String, String)>,
    Form(reason): Form<Reason>,
) -> Result<Response, Failure> {
    let package = requests::archive_package(&app, &by, (&agency, &request), &reason.reason).await;
    Ok(sent_file(package.map_err(|e| failure(ctx.lang, e))?))
}
