//! gongkai in the browser: the portal, the office, the reports, and their JSON twins.
//!
//! Server-rendered, in Chinese first and English by a switch. No script is needed; the one that is there only saves
//! clicks. Nothing is asked of another host.

mod api;
mod assets;
mod chart;
mod chart_compare;
mod error;
mod form;
mod guard;
mod health;
mod markdown;
mod memory;
mod metrics;
mod office;
mod page;
mod portal;
mod prefix;
mod reports;
mod router;
mod routes;
mod show;
mod words;

use gongkai_app::App;

pub use guard::Gate;
pub use metrics::Metrics;
pub use router::router;
pub use routes::Route;

/// The description of the JSON interface, as OpenAPI 3.1.
pub fn openapi() -> serde_json::Value {
    api::openapi::document()
}

/// Every address with its gate.
pub fn table(app: &App) -> Vec<Route> {
    routes::routes(app).done().1
}

/// Serves until `stop` resolves; what happens is counted where there are metrics.
///
/// # Errors
///
/// If the listener fails.
pub async fn serve(
    app: App,
    metrics: Option<Metrics>,
    listener: tokio::net::TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = match metrics {
        Some(metrics) => metrics.count(router(app)),
        None => router(app),
    };
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

/// Serves `/metrics` for Prometheus, on an address of its own that the public does not reach.
///
/// # Errors
///
/// If the listener fails.
pub async fn serve_metrics(
    app: App,
    metrics: Metrics,
    listener: tokio::net::TcpListener,
) -> std::io::Result<()> {
    axum::serve(listener, metrics.router(app)).await
}
