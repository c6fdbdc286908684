//! For those who keep the service running.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gongkai_app::{App, ProgressState};
use serde_json::json;

/// `/healthz`: the process is alive.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `/readyz`: the database answers. Loading may still go on; its progress is told.
pub async fn readyz(State(app): State<App>) -> Response {
    let loading = match app.progress().state() {
        ProgressState::Idle => json!(null),
        ProgressState::Loading { done, total } => json!({ "done": done, "total": total }),
        ProgressState::Failed => json!({ "failed": true }),
    };
    match app.ping().await {
        Ok(()) => Json(json!({ "ready": true, "loading": loading })).into_response(),
        Err(error) => {
            tracing::error!(%error, "database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, [("x-explained", "1")], Json(json!({ "ready": false })))
                .into_response()
        }
    }
}
