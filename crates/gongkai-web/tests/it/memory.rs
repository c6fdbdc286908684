//! Pages from memory: the same as fresh ones, and never older than what was published.

use axum::http::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn a_page_has_a_tag_and_is_not_sent_twice() {
    let app = TestApp::with_platform().await;
    let first = app.get("/documents").await;
    let tag = first.headers["etag"].to_str().expect("a tag").to_owned();
    assert!(
        tag.starts_with('"') && first.headers["cache-control"].to_str().unwrap().contains("must-revalidate")
    );
    let again = app.get_with("/documents", &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(again.headers["etag"].to_str().unwrap(), tag);
    assert!(again.headers.contains_key("content-security-policy"));
    let other = app.get_with("/documents", &[("if-none-match", "\"other\"")]).await;
    assert_eq!((other.status, &other.body), (StatusCode::OK, &first.body));
    assert_ne!(app.get("/documents?page=2").await.headers["etag"], first.headers["etag"]);
    assert!(!app.get("/healthz").await.headers.contains_key("etag"));
}

#[tokio::test]
async fn language_theme_and_packing_have_pages_of_their_own() {
    let app = TestApp::with_platform().await;
    let zh = app.get("/legal").await.body;
    let en = app.get_with("/legal", &[("cookie", "lang=en")]).await.body;
    let dark = app.get_with("/legal", &[("cookie", "lang=en; theme=dark")]).await.body;
    assert!(
        zh.contains("lang=\"zh-CN\"") && en.contains("lang=\"en\"") && dark.contains("data-theme=\"dark\"")
    );
    assert_eq!(app.get("/legal").await.body, zh);
    assert_eq!(app.get_with("/legal", &[("cookie", "lang=en")]).await.body, en);
    let packed = app.get_with("/legal", &[("accept-encoding", "gzip")]).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert_ne!(packed.headers["etag"], app.get("/legal").await.headers["etag"]);
    // Asking for a language by the address sets a cookie, which is nobody else's.
    assert!(app.get("/legal?lang=en").await.headers.contains_key("set-cookie"));
    assert!(app.get("/legal?lang=en").await.headers.contains_key("set-cookie"));
}
