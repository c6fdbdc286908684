//! What a visitor gets.

use axum::http::StatusCode;

use crate::app::{Answer, TestApp};

const PAGES: &[&str] = &[
    "/",
    "/reports",
    "/reports?region=chengchuan&year=2024&sort=findings",
    "/reports?q=%E6%95%99%E8%82%B2&errors=1",
    "/reports?q=nothing-of-the-kind",
    "/reports/chengchuan-land-2024",
    "/reports/chengchuan-qingxi-2022",
    "/reports/chengchuan-government-2025",
    "/reports/compare",
    "/reports/compare?a=chengchuan-justice-2023&b=chengchuan-justice-2024",
    "/reports/compare?a=chengchuan-qingxi-2022&b=chengchuan-qingxi-2023",
    "/reports/regions",
    "/reports/regions/chengchuan/2022",
    "/reports/regions/chengchuan/1999",
    "/reports/regions/chengchuan/2024/league",
    "/reports/regions/chengchuan/2024/league?sort=disclosed",
    "/reports/regions/chengchuan/benchmark",
    "/reports/regions/chengchuan/benchmark?years=2022-2024&measure=on-time&without=chengchuan-justice",
    "/reports/regions/chengchuan/quality",
    "/reports/regions/chengchuan/quality?code=R01&year=2024&errors=1&open=1",
    "/reports/check",
    "/reports/rules",
    "/reports/rules/R01",
];

fn assert_is_safe(answer: &Answer, page: &str) {
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe"), "{page}: {policy}");
    // Only names of XML dialects may look like addresses of others.
    for host in answer.body.split("http").skip(1) {
        assert!(
            !host.starts_with("://") && !host.starts_with("s://"),
            "{page} speaks of another host: {}",
            &host[..40.min(host.len())]
        );
    }
    for inline in [" style=\"", " onclick=", "<style", "<script>", "javascript:"] {
        assert!(!answer.body.contains(inline), "{page} has {inline}");
    }
}

#[tokio::test]
async fn every_page_is_there_in_both_languages_and_asks_no_other_host() {
    let app = TestApp::with_demo().await;
    for page in PAGES {
        for (lang, attribute) in [("zh", "<html lang=\"zh-CN\""), ("en", "<html lang=\"en\"")] {
            let separator = if page.contains('?') { '&' } else { '?' };
            let answer = app.get(&format!("{page}{separator}lang={lang}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{page} {lang}");
            assert!(answer.body.contains(attribute), "{page} {lang}");
            assert_eq!(answer.body.matches("<h1").count(), 1, "{page} has one heading of the first level");
            assert_is_safe(&answer, page);
        }
    }
}

#[tokio::test]
async fn every_page_has_a_json_twin() {
    let app = TestApp::with_demo().await;
    for path in [
        "/reports",
        "/reports/chengchuan-land-2024",
        "/reports/compare?a=chengchuan-land-2023&b=chengchuan-land-2024",
        "/reports/regions/chengchuan/2024",
        "/reports/regions/chengchuan/2024/league",
        "/reports/rules",
        "/reports/rules/R01",
    ] {
        let answer = app.get(&format!("/api/v1{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(serde_json::from_str::<serde_json::Value>(&answer.body).is_ok(), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_says_so_and_leads_on() {
    let app = TestApp::with_demo().await;
    for page in [
        "/nothing",
        "/reports/nothing",
        "/reports/rules/Z99",
        "/reports/regions/nowhere/2024",
        "/reports/compare?a=x&b=y",
    ] {
        let answer = app.get(page).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        assert!(answer.body.contains("没有找到") && answer.body.contains("href=\"/reports\""), "{page}");
        assert_is_safe(&answer, page);
    }
    let json = app.get("/api/v1/reports/nothing").await;
    assert_eq!(json.status, StatusCode::NOT_FOUND);
    assert_eq!(json.headers["content-type"], "application/problem+json");
    assert!(json.body.contains("\"status\":404") && json.body.contains("\"title\":"), "{}", json.body);
}

#[tokio::test]
async fn every_format_of_a_report_can_be_had_and_is_checked_the_same() {
    let app = TestApp::with_demo().await;
    let report = "/reports/chengchuan-development-2023";
    for format in ["docx", "xlsx", "html", "md", "csv", "json", "cells"] {
        let file = app.get(&format!("{report}/download/{format}")).await;
        assert_eq!(file.status, StatusCode::OK, "{format}");
        assert!(file.headers["content-disposition"].to_str().unwrap().contains(&format!(".{format}\"")));
    }
    let page = app.get(&format!("{report}/download/html")).await;
    let checked = app.upload("/reports/check", "file", Some("a.html"), page.body.as_bytes()).await;
    assert_eq!(checked.status, StatusCode::OK);
    assert!(
        checked.body.contains("示范市澄川区发展和改革局 2023") && checked.body.contains("/reports/rules/R01")
    );
    assert_eq!(app.get(&format!("{report}/download/exe")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_document_that_cannot_be_read_gets_advice() {
    let app = TestApp::with_demo().await;
    let rtf = app.upload("/reports/check", "file", Some("a.rtf"), b"{\\rtf1 x}").await;
    assert_eq!(rtf.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(rtf.body.contains("DOCX"));
    let nothing = app.upload("/reports/check", "text", None, b"  ").await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert!(nothing.body.contains("role=\"alert\""));
    let large = vec![b'x'; (16 << 20) + (80 << 10)];
    let too_large = app.upload("/reports/check", "file", Some("a.txt"), &large).await;
    assert_eq!(too_large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(too_large.body.contains("16 MB"));
}

#[tokio::test]
async fn a_number_leads_to_its_place_in_the_source() {
    let app = TestApp::with_demo().await;
    let page = app.get("/reports/chengchuan-land-2024").await.body;
    assert!(page.contains("href=\"#cell-t3.new.total\"") && page.contains("id=\"cell-t3.new.total\""));
    assert!(page.contains("class=\"excerpt\""), "the words around it are shown");
}

#[tokio::test]
async fn language_and_theme_are_remembered() {
    let app = TestApp::with_demo().await;
    let answer = app.get("/?lang=en&theme=dark").await;
    let cookies: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2);
    assert!(cookies[0].starts_with("lang=en;") && cookies[1].starts_with("theme=dark;"));
    assert!(answer.body.contains("data-theme=\"dark\""));
    assert!(app.get("/?lang=xx").await.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn those_who_keep_it_running_are_answered() {
    let app = TestApp::with_demo().await;
    assert_eq!(app.get("/healthz").await.body, "ok\n");
    assert_eq!(app.get("/readyz").await.body, "{\"loading\":null,\"ready\":true}");
    let page = app.get("/").await.body;
    for link in page.split("/assets/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert_eq!(app.get(&format!("/assets/{link}")).await.status, StatusCode::OK, "{link}");
    }
}
