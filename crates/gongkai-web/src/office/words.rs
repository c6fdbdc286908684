//! `/office/agencies/{agency}/words`: the words that the automatic check knows of an agency.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::documents::{self, DocumentError};
use gongkai_app::{Agency, App};
use serde::Deserialize;

use super::{failure, see};
use crate::error::Failure;
use crate::guard::Staff;
use crate::page::{Ctx, html};
use crate::portal::view::name;

/// The list as it was written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Words {
    words: String,
}

#[derive(Template)]
#[template(path = "office/words.html")]
struct WordsPage {
    ctx: Ctx,
    agency: Agency,
    words: String,
    fault: String,
}

impl WordsPage {
    fn agency(&self) -> &str {
        name(&self.ctx, &self.agency)
    }
}

/// The list, to be read and changed.
pub async fn words(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(agency): Path<String>,
) -> Result<Response, Failure> {
    let words = documents::word_list(&app, &by, &agency).await.map_err(|e| failure(ctx.lang, e))?;
    let agency = documents::agency(&app, &agency).await?.ok_or(Failure::NotFound)?;
    html(&WordsPage { ctx, agency, words, fault: String::new() })
}

/// Changes the list; a line that says nothing is shown with what was typed.
pub async fn set_words(
    State(app): State<App>,
    ctx: Ctx,
    Staff(by): Staff,
    Path(id): Path<String>,
    Form(form): Form<Words>,
) -> Result<Response, Failure> {
    match documents::set_word_list(&app, &by, &id, &form.words).await {
        Ok(()) => Ok(see(&format!("/office/agencies/{id}/documents"))),
        Err(DocumentError::Fields(faults)) => {
            let agency = documents::agency(&app, &id).await?.ok_or(Failure::NotFound)?;
            let fault = faults.iter().map(|f| ctx.pick(&f.zh, &f.en)).collect();
            let page = html(&WordsPage { ctx, agency, words: form.words, fault })?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, [("x-explained", "1")], page).into_response())
        }
        Err(e) => Err(failure(ctx.lang, e)),
    }
}
