//! Which address leads where.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use gongkai_app::App;
use gongkai_app::reports::UPLOAD_LIMIT;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::{Failure, explain};
use crate::page::remember;
use crate::{api, assets, health, home, reports};

/// No script, style, picture or form but our own, and no frame around us.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

/// A form around the largest document.
const BODY_LIMIT: usize = UPLOAD_LIMIT + (64 << 10);

/// Every page and every JSON twin.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .route("/", get(home::home))
        .route("/reports", get(reports::list))
        .route("/reports/compare", get(reports::compare))
        .route("/reports/check", get(reports::check_form).post(reports::check))
        .route("/reports/rules", get(reports::rules))
        .route("/reports/rules/{code}", get(reports::rule))
        .route("/reports/regions", get(reports::regions::index))
        .route("/reports/regions/{region}/{year}", get(reports::regions::roll_up))
        .route("/reports/regions/{region}/{year}/league", get(reports::regions::league))
        .route("/reports/{id}", get(reports::show))
        .route("/reports/{id}/download/{format}", get(reports::download));
    let json = Router::new()
        .route("/reports", get(api::list))
        .route("/reports/compare", get(api::compare))
        .route("/reports/check", axum::routing::post(api::check))
        .route("/reports/rules", get(api::rules))
        .route("/reports/rules/{code}", get(api::rule))
        .route("/reports/regions/{region}/{year}", get(api::roll_up))
        .route("/reports/regions/{region}/{year}/league", get(api::league))
        .route("/reports/{id}", get(api::show));
    Router::new()
        .merge(pages)
        .nest("/api/v1", json)
        .route("/assets/{version}/{file}", get(assets::asset))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .fallback(async || Failure::NotFound)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(app.clone(), explain))
        .layer(from_fn(remember))
        .layer(CompressionLayer::new())
        .layer(fixed(CONTENT_SECURITY_POLICY, POLICY))
        .layer(fixed(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(X_FRAME_OPTIONS, "DENY"))
        .layer(fixed(REFERRER_POLICY, "same-origin"))
        .with_state(app)
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
