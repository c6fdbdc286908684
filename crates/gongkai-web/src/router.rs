//! Which address leads where.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use axum::middleware::{from_fn, from_fn_with_state};
use gongkai_app::App;
use gongkai_app::reports::UPLOAD_LIMIT;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::{Failure, explain};
use crate::memory::{self, Memory};
use crate::page::remember;
use crate::portal::embed;
use crate::prefix;
use crate::routes::routes;

/// No script, style, picture or form but our own, and no frame around us.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

/// A form around the largest document.
const BODY_LIMIT: usize = UPLOAD_LIMIT + (64 << 10);

/// Every page and every JSON twin.
pub fn router(app: App) -> Router {
    let (routes, _) = routes(&app).done();
    routes
        .fallback(async || Failure::NotFound)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(app.clone(), explain))
        .layer(from_fn(remember))
        .layer(from_fn_with_state(app.clone(), prefix::put_in_front))
        .layer(CompressionLayer::new())
        .layer(fixed(CONTENT_SECURITY_POLICY, POLICY))
        .layer(fixed(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(X_FRAME_OPTIONS, "DENY"))
        // A page whose address is a secret says less.
        .layer(SetResponseHeaderLayer::if_not_present(
            REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ))
        .layer(from_fn_with_state(app.clone(), embed::frames))
        .layer(from_fn_with_state(Memory::new(app.clone()), memory::answer))
        .with_state(app)
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
