//! The service in process.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use gongkai_app::{App, reports};
use gongkai_web::router;
use http_body_util::BodyExt;
use tower::ServiceExt;

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// The service with the demonstration loaded.
pub struct TestApp(Router);

impl TestApp {
    pub async fn with_demo() -> TestApp {
        let app = App::in_memory().await.unwrap();
        reports::load_demo(&app).await.unwrap();
        TestApp(router(app))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// What a form with a file field sends.
    pub async fn upload(&self, path: &str, field: &str, file: Option<&str>, content: &[u8]) -> Answer {
        let name = file.map(|f| format!("; filename=\"{f}\"")).unwrap_or_default();
        let mut body =
            format!("--limit\r\nContent-Disposition: form-data; name=\"{field}\"{name}\r\n\r\n").into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--limit--\r\n");
        let request = Request::post(path)
            .header("content-type", "multipart/form-data; boundary=limit")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.0.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}
