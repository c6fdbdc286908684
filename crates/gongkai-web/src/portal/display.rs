//! `/display/{screen}`: a document over the whole of a screen, and the next one after some seconds.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use gongkai_app::portal::{self, Display};
use gongkai_app::{App, DocumentRow};
use serde::Deserialize;

use super::{qr, view};
use crate::error::Failure;
use crate::page::{Ctx, html};

/// Which document of the round.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RoundQuery {
    at: String,
}

#[derive(Template)]
#[template(path = "portal/display.html")]
struct DisplayPage {
    ctx: Ctx,
    page: Display,
    qr: Option<String>,
}

impl DisplayPage {
    fn agency(&self) -> &str {
        view::name(&self.ctx, &self.page.agency)
    }

    fn shown(&self) -> Option<&DocumentRow> {
        self.page.rows.get(self.page.at)
    }

    fn is_shown(&self, at: &usize) -> bool {
        self.page.at == *at
    }

    fn next(&self) -> usize {
        if self.page.at + 1 < self.page.rows.len() { self.page.at + 1 } else { 0 }
    }

    fn day(&self, at_ms: &Option<i64>) -> String {
        view::day(*at_ms)
    }
}

/// A screen. It needs no script: the page asks for the next document by itself.
pub async fn display(
    State(app): State<App>,
    ctx: Ctx,
    Path(screen): Path<String>,
    Query(query): Query<RoundQuery>,
) -> Result<Response, Failure> {
    let at = query.at.trim().parse().unwrap_or(0);
    let page = portal::display(&app, &screen, at).await?.ok_or(Failure::NotFound)?;
    let site = &ctx.settings.site.address;
    let address = page.rows.get(page.at).filter(|_| !site.is_empty());
    let qr = address.and_then(|row| qr::svg(&format!("{site}/documents/{}", row.id)));
    html(&DisplayPage { ctx, page, qr })
}
