//! The reports in the browser: pages and their JSON twins.
//!
//! Server-rendered, in Chinese first and English by a switch. No script is needed; the one that is there only saves
//! clicks. Nothing is asked of another host.

mod api;
mod assets;
mod chart;
mod error;
mod form;
mod health;
mod home;
mod markdown;
mod page;
mod reports;
mod router;
mod show;
mod words;

use gongkai_app::App;

pub use router::router;

/// Serves until `stop` resolves.
///
/// # Errors
///
/// If the listener fails.
pub async fn serve(
    app: App,
    listener: tokio::net::TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(app)).with_graceful_shutdown(stop).await
}
