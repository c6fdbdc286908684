//! Columns inside other sites: a fragment for a frame, and how to use it.

use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS};
use axum::middleware::Next;
use axum::response::Response;
use gongkai_app::portal::{self, DocumentList};
use gongkai_app::{App, DocumentFilter};
use serde::Deserialize;

use super::view::{self, Line, lines};
use crate::error::Failure;
use crate::page::{Ctx, html};

/// How many lines.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EmbedQuery {
    limit: String,
}

#[derive(Template)]
#[template(path = "portal/fragment.html")]
struct Fragment {
    ctx: Ctx,
    heading: String,
    more: String,
    lines: Vec<Line>,
}

async fn fragment(
    app: &App,
    ctx: Ctx,
    filter: DocumentFilter,
    heading: impl FnOnce(&Ctx, &DocumentList) -> Option<String>,
    more: String,
    query: &EmbedQuery,
) -> Result<Response, Failure> {
    let limit = query.limit.trim().parse().unwrap_or(8).clamp(1, 30);
    let list = portal::list(app, filter, None, limit).await?;
    let heading = heading(&ctx, &list).ok_or(Failure::NotFound)?;
    let lines = lines(&ctx, &list.rows, &[]);
    html(&Fragment { ctx, heading, more, lines })
}

/// `/embed/columns/{column}`: the newest documents of a column, for a frame.
pub async fn column(
    State(app): State<App>,
    ctx: Ctx,
    Path(column): Path<String>,
    Query(query): Query<EmbedQuery>,
) -> Result<Response, Failure> {
    let filter = DocumentFilter { column: Some(column.clone()), ..DocumentFilter::default() };
    let more = view::address("/documents", &[("column", &column)]);
    let heading = |ctx: &Ctx, list: &DocumentList| {
        list.columns.iter().find(|c| c.id == column).map(|c| ctx.pick(&c.name, &c.name_en).to_owned())
    };
    fragment(&app, ctx, filter, heading, more, &query).await
}

/// `/embed/agencies/{agency}`: the newest documents of an agency, for a frame.
pub async fn agency(
    State(app): State<App>,
    ctx: Ctx,
    Path(agency): Path<String>,
    Query(query): Query<EmbedQuery>,
) -> Result<Response, Failure> {
    let filter = DocumentFilter { agency: Some(agency.clone()), ..DocumentFilter::default() };
    let more = view::address("/documents", &[("agency", &agency)]);
    let heading = |ctx: &Ctx, list: &DocumentList| {
        list.agencies.iter().find(|a| a.id == agency).map(|a| view::name(ctx, a).to_owned())
    };
    fragment(&app, ctx, filter, heading, more, &query).await
}

#[derive(Template)]
#[template(path = "portal/embed.html")]
struct EmbedPage {
    ctx: Ctx,
    columns: Vec<(String, String)>,
    agencies: Vec<(String, String)>,
    base: String,
}

/// `/embed`: how another site shows a column.
pub async fn embed(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let list = portal::list(&app, DocumentFilter::default(), None, 1).await?;
    let columns =
        list.columns.iter().map(|c| (c.id.clone(), ctx.pick(&c.name, &c.name_en).to_owned())).collect();
    let agencies = list.agencies.iter().map(|a| (a.id.clone(), view::name(&ctx, a).to_owned())).collect();
    let base = match ctx.site().address.as_str() {
        "" => "https://…".to_owned(),
        address => address.to_owned(),
    };
    html(&EmbedPage { ctx, columns, agencies, base })
}

/// Lets fragments, and nothing else, stand in frames of the sites that are set.
pub async fn frames(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_fragment = request.uri().path().starts_with("/embed/");
    let mut response = next.run(request).await;
    let from = app.settings().site.embed_from.trim().to_owned();
    // A value with a semicolon would be a policy of its own.
    if is_fragment && !from.is_empty() && !from.contains([';', ',']) {
        let policy = format!(
            "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors {from}"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
            response.headers_mut().remove(X_FRAME_OPTIONS);
        }
    }
    response
}
