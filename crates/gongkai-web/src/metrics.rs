//! Counts for Prometheus: requests by address and outcome, how long they took, jobs by state.
//!
//! An address is counted as its pattern, such as `/documents/{id}`: nothing that a visitor typed becomes a label.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use gongkai_app::App;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Bounds of the buckets. Unit: seconds.
const SECONDS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0, 10.0];

/// The pattern of an address, as its answer carries it outwards.
#[derive(Debug, Clone, Copy)]
pub struct Pattern(pub &'static str);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    route: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct JobState {
    state: String,
}

/// What is counted. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Outcome, Counter>,
    seconds: Family<Route, Histogram>,
    jobs: Family<JobState, Gauge>,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::with_prefix("gongkai");
        let requests = Family::default();
        let seconds = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        let jobs = Family::default();
        registry.register("requests", "Requests that were answered", requests.clone());
        registry.register("request_seconds", "How long answers took", seconds.clone());
        registry.register("jobs", "Jobs by state", jobs.clone());
        Metrics { registry: Arc::new(registry), requests, seconds, jobs }
    }
}

impl Metrics {
    /// The service with its requests counted.
    pub fn count(self, router: Router) -> Router {
        router.layer(from_fn_with_state(self, counted))
    }

    /// What answers `/metrics`.
    pub fn router(self, app: App) -> Router {
        Router::new().route("/metrics", get(metrics)).with_state((app, self))
    }
}

async fn counted(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let response = next.run(request).await;
    // Pages from memory never came to their address.
    let route = response.extensions().get::<Pattern>().map_or("(memory)", |p| p.0);
    metrics.requests.get_or_create(&Outcome { route, status: response.status().as_u16() }).inc();
    metrics.seconds.get_or_create(&Route { route }).observe(begun.elapsed().as_secs_f64());
    response
}

async fn metrics(State((app, metrics)): State<(App, Metrics)>) -> Response {
    match gongkai_app::jobs::counts(&app).await {
        Ok(counts) => {
            for state in ["pending", "running", "dead", "done"] {
                let count = counts.iter().find(|c| c.0 == state).map_or(0, |c| c.1);
                metrics.jobs.get_or_create(&JobState { state: state.into() }).set(count);
            }
        }
        Err(error) => tracing::error!(error = gongkai_app::chain(&error), "jobs cannot be counted"),
    }
    let mut text = String::new();
    match encode(&mut text, &metrics.registry) {
        Ok(()) => ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
            .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    #[tokio::test]
    async fn requests_are_counted_by_pattern_and_nothing_typed_is_a_label() {
        let app = App::in_memory().await.unwrap();
        let metrics = Metrics::default();
        let service = metrics.clone().count(crate::router(app.clone()));
        for path in ["/documents/marker-id?q=marker-query", "/healthz", "/office", "/nothing-marker"] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            service.clone().oneshot(request).await.unwrap();
        }
        let asked = metrics.router(app).oneshot(Request::get("/metrics").body(Body::empty()).unwrap());
        let body = asked.await.unwrap().into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(
            text.contains("gongkai_requests_total{route=\"/documents/{id}\",status=\"404\"} 1"),
            "{text}"
        );
        assert!(text.contains("gongkai_requests_total{route=\"/office\",status=\"303\"} 1"));
        assert!(text.contains("gongkai_jobs{state=\"dead\"} 0"));
        assert!(!text.contains("marker"), "{text}");
    }
}
