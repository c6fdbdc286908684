//! What the portal offers beyond single documents.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use crate::app::TestApp;

/// The addresses in a page: `href`, `src` and `action`.
fn addresses(page: &str) -> Vec<String> {
    let of = |name: &str| -> Vec<String> {
        page.split(&format!("{name}=\""))
            .skip(1)
            .filter_map(|p| p.split('"').next().map(str::to_owned))
            .collect()
    };
    [of(" href"), of(" src"), of(" action"), of("data-poll"), of("data-suggest")].concat()
}

#[tokio::test]
async fn under_a_path_of_another_site_no_address_leads_out_of_it() {
    let app = TestApp::at("https://www.example.gov.cn/zwgk", "").await;
    let cookie = app.sign_in("edu.drafter").await;
    let (mut to_see, mut seen) = (vec!["/".to_owned(), "/office".to_owned()], BTreeSet::new());
    while let Some(path) = to_see.pop() {
        let shape: String = path.split(['?', '#']).next().unwrap_or_default().into();
        if seen.len() >= 250 || !seen.insert(shape) {
            continue;
        }
        let answer = app.get_as(&path, &cookie).await;
        if let Some(to) = answer.headers.get("location") {
            assert!(to.to_str().unwrap().starts_with("/zwgk/"), "{path} leads to {to:?}");
        }
        if !answer.headers.get("content-type").is_some_and(|t| t.to_str().unwrap().starts_with("text/html")) {
            continue;
        }
        for address in addresses(&answer.body) {
            let is_elsewhere =
                ["#", "https://", "http://", "mailto:", "tel:"].iter().any(|s| address.starts_with(s));
            if is_elsewhere || address.is_empty() {
                continue;
            }
            let own = address.strip_prefix("/zwgk/");
            assert!(own.is_some() || address.starts_with('?'), "{path} has {address}");
            if let Some(own) = own {
                to_see.push(format!("/{}", own.replace("&#38;", "&").replace("&amp;", "&")));
            }
        }
    }
    assert!(seen.len() > 100, "{seen:?}");
    let json = app.get("/api/v1/documents?limit=2").await.body;
    assert!(json.contains("\"href\":\"/zwgk/documents/") && !json.contains("\":\"/documents/"));
    let feed = app.get("/feed.atom").await.body;
    assert!(feed.contains("<id>https://www.example.gov.cn/zwgk/documents/"));
    let signed = app.post("/sign-in", "login=edu.drafter&password=Chengchuan-2026", "").await;
    assert!(signed.headers["set-cookie"].to_str().unwrap().contains("Path=/zwgk/"));
    assert!(signed.headers["location"].to_str().unwrap().starts_with("/zwgk/office"));
}

#[tokio::test]
async fn only_fragments_stand_in_frames_and_only_of_the_sites_that_are_set() {
    let app = TestApp::at("", "https://www.example.gov.cn").await;
    let fragment = app.get("/embed/columns/news").await;
    assert_eq!(fragment.status, StatusCode::OK);
    let policy = fragment.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.ends_with("frame-ancestors https://www.example.gov.cn"), "{policy}");
    assert!(!fragment.headers.contains_key("x-frame-options"));
    assert!(fragment.body.contains("target=\"_blank\"") && !fragment.body.contains("<script"));
    for page in ["/", "/documents", "/embed", "/sign-in"] {
        let answer = app.get(page).await;
        assert!(
            answer.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'")
        );
        assert_eq!(answer.headers["x-frame-options"], "DENY", "{page}");
    }
    assert_eq!(app.get("/embed/columns/nothing").await.status, StatusCode::NOT_FOUND);
    let closed = TestApp::with_platform().await.get("/embed/columns/news").await;
    assert_eq!(closed.headers["x-frame-options"], "DENY", "none unless it is set");
}

#[tokio::test]
async fn policies_stand_with_what_explains_them_and_whether_they_are_in_force() {
    let app = TestApp::with_platform().await;
    let page = app.get("/policies").await.body;
    assert!(page.contains("sev ok") && page.contains(">解读<"), "in force, and explained");
    let ended = app.get("/policies?validity=repealed").await.body;
    assert!(ended.contains("已废止") || ended.contains("废止"), "{ended}");
    assert!(!ended.contains("sev ok"), "nothing in force among them");
    let none = app.get("/policies?year=1950").await.body;
    assert!(none.contains("没有符合条件的文件"));
    assert!(!page.contains(">工作动态<"), "news are no policies");
}

#[tokio::test]
async fn feeds_follow_a_column_and_a_search_in_both_formats() {
    let app = TestApp::with_platform().await;
    for path in [
        "/feed.atom?column=news",
        "/feed.rss?column=news",
        "/feed.atom?q=%E9%80%9A%E7%9F%A5",
        "/feed.rss?q=%E9%80%9A%E7%9F%A5",
    ] {
        let feed = app.get(path).await;
        assert_eq!(feed.status, StatusCode::OK, "{path}");
        assert!(feed.body.contains("/documents/"), "{path}: {}", feed.body);
        assert!(!feed.body.contains("&&"), "escaped");
    }
    let search = app.get("/feed.atom?q=%E9%80%9A%E7%9F%A5").await.body;
    assert!(search.contains("：通知</title>") && search.matches("<entry>").count() > 3);
    assert!(app.get("/feed.rss").await.body.contains("+0800</pubDate>"));
}

#[tokio::test]
async fn titles_are_suggested_and_documents_taken_away() {
    let app = TestApp::with_platform().await;
    let found = app.get("/search/suggest?q=%E9%80%9A%E7%9F%A5").await.body;
    assert!(found.starts_with("[{") && found.contains("/documents/"), "{found}");
    assert_eq!(app.get("/search/suggest?q=").await.body, "[]");
    let list = app.get("/documents?kind=policy").await.body;
    let id = list.split("/documents/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let docx = app.get(&format!("/documents/{id}/download/docx")).await;
    assert!(docx.body.starts_with("PK"));
    assert!(docx.headers["content-disposition"].to_str().unwrap().ends_with(".docx"));
    let text = app.get(&format!("/documents/{id}/download/md")).await;
    assert!(text.body.contains("索引号"), "{}", text.body);
    assert_eq!(app.get(&format!("/documents/{id}/download/exe")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_document_says_what_it_is_to_programs_and_telephones() {
    let app = TestApp::at("https://www.example.gov.cn", "").await;
    let list = app.get("/documents?kind=normative").await.body;
    let id = list.split("/documents/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = app.get(&format!("/documents/{id}")).await.body;
    let data = page
        .split("<script type=\"application/ld+json\">")
        .nth(1)
        .unwrap()
        .split("</script>")
        .next()
        .unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["@type"], "Legislation");
    assert_eq!(data["url"], format!("https://www.example.gov.cn/documents/{id}"));
    for name in ["SiteName", "SiteDomain", "ArticleTitle", "PubDate", "ContentSource", "Url"] {
        assert!(page.contains(&format!("<meta name=\"{name}\" content=")), "{name}");
    }
    assert!(page.contains("class=\"qr\"") && page.contains("rel=\"canonical\""));
    let large = app.get_with(&format!("/documents/{id}"), &[("cookie", "size=large")]).await.body;
    assert!(large.contains("data-size=\"large\"") && page.contains("data-size=\"usual\""));
}
