//! When it does not work: a page that says so and what to do next.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gongkai_app::reports::UploadError;
use gongkai_app::{App, Internal};
use gongkai_domain::permission::Refusal;
use serde_json::json;

use crate::metrics::Pattern;
use crate::page::{Ctx, html};

/// Why a request got no page.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is nothing at this address.
    #[error("not found")]
    NotFound,
    /// What came is over the limit.
    #[error("too large")]
    TooLarge,
    /// What came cannot be used; the reason is for people.
    #[error("{0}")]
    Unusable(String),
    /// A field of the address or of a form holds what it cannot.
    #[error("invalid {0}")]
    Invalid(String),
    /// The visitor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A form that another site sent.
    #[error("another site")]
    OtherSite,
    /// What was asked for cannot be done now; the reason is for people.
    #[error("{0}")]
    NotNow(String),
    /// A template failed.
    #[error("template")]
    Template(#[source] askama::Error),
    /// The machine failed.
    #[error("internal")]
    Internal(#[from] Internal),
}

impl From<UploadError> for Failure {
    fn from(error: UploadError) -> Failure {
        match error {
            UploadError::Unreadable(e) => Failure::Unusable(e.to_string()),
            UploadError::TooLarge => Failure::TooLarge,
            UploadError::Internal(e) => Failure::Internal(e),
        }
    }
}

/// What travels from the handler to [`explain`].
#[derive(Debug, Clone)]
struct Explanation(String);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, detail) = match &self {
            Failure::NotFound => (StatusCode::NOT_FOUND, String::new()),
            Failure::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, String::new()),
            Failure::Unusable(reason) => (StatusCode::UNPROCESSABLE_ENTITY, reason.clone()),
            Failure::Invalid(field) => (StatusCode::BAD_REQUEST, field.clone()),
            Failure::Refused(Refusal::NotSignedIn) => (StatusCode::UNAUTHORIZED, String::new()),
            Failure::Refused(_) | Failure::OtherSite => (StatusCode::FORBIDDEN, String::new()),
            Failure::NotNow(reason) => (StatusCode::CONFLICT, reason.clone()),
            Failure::Template(_) | Failure::Internal(_) => {
                tracing::error!(error = gongkai_app::chain(&self), "request failed");
                (self.machine(), String::new())
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Explanation(detail));
        response
    }
}

impl Failure {
    /// No room, no database, or something else.
    fn machine(&self) -> StatusCode {
        let Failure::Internal(error) = self else { return StatusCode::INTERNAL_SERVER_ERROR };
        if error.is_full() {
            StatusCode::INSUFFICIENT_STORAGE
        } else if error.is_unavailable() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    ctx: Ctx,
    status: u16,
    heading: &'static str,
    advice: &'static str,
    detail: String,
}

/// An error for programs (RFC 9457). `advice` is our own member: what to do next.
fn problem(status: StatusCode, title: &str, advice: &str, detail: &str) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": title,
        "status": status.as_u16(),
        "detail": detail,
        "advice": advice,
    });
    (status, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// Turns bare error answers, ours and the framework's, into pages or JSON.
pub async fn explain(state: State<App>, request: Request, next: Next) -> Response {
    let mut pattern = None;
    let mut response = explained(state, request, next, &mut pattern).await;
    // Another page stands in its place; it is counted under the address that was asked.
    if let Some(pattern) = pattern {
        response.extensions_mut().insert(pattern);
    }
    response
}

async fn explained(
    State(app): State<App>,
    request: Request,
    next: Next,
    pattern: &mut Option<Pattern>,
) -> Response {
    let ctx = {
        let cookies = request
            .headers()
            .get(axum::http::header::COOKIE)
            .and_then(|c| c.to_str().ok())
            .unwrap_or_default();
        Ctx::of(request.uri(), cookies, &app)
    };
    let response = next.run(request).await;
    *pattern = response.extensions().get::<Pattern>().copied();
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error()
        || response.headers().contains_key("x-explained")
    {
        return response;
    }
    let detail = response.extensions().get::<Explanation>().map(|e| e.0.clone()).unwrap_or_default();
    let (heading, advice) = match status {
        StatusCode::NOT_FOUND => (ctx.w.not_found, ctx.w.not_found_advice),
        StatusCode::PAYLOAD_TOO_LARGE => (ctx.w.too_large, ctx.w.too_large_advice),
        StatusCode::UNPROCESSABLE_ENTITY => (ctx.w.unreadable, ctx.w.unreadable_advice),
        StatusCode::UNAUTHORIZED => (ctx.w.not_signed_in, ctx.w.not_signed_in_advice),
        StatusCode::FORBIDDEN => (ctx.w.refused, ctx.w.refused_advice),
        StatusCode::CONFLICT => (ctx.w.not_now, ctx.w.not_now_advice),
        StatusCode::INSUFFICIENT_STORAGE => (ctx.w.disk_full, ctx.w.disk_full_advice),
        StatusCode::SERVICE_UNAVAILABLE => (ctx.w.unavailable, ctx.w.unavailable_advice),
        status if status.is_client_error() => (ctx.w.bad_request, ctx.w.bad_request_advice),
        _ => (ctx.w.server_error, ctx.w.server_error_advice),
    };
    if ctx.path.starts_with("/api/") {
        return problem(status, heading, advice, &detail);
    }
    let page = ErrorPage { ctx, status: status.as_u16(), heading, advice, detail };
    match html(&page) {
        Ok(page) => (status, page).into_response(),
        Err(_) => response,
    }
}
