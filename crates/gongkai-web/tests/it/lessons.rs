//! What a review corrected is seen by who picks the same ground next, and proposed for the report.

use axum::http::StatusCode;

use crate::app::{TestApp, form};

const REQUESTS: &str = "/office/agencies/chengchuan-education/requests";
const LESSON: &str = "决定已经作出的，不再以过程性信息为由";

/// The cases that a list leads to.
fn cases(list: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for rest in list.split(&format!("href=\"{REQUESTS}/")).skip(1) {
        let id = rest.split(['"', '?', '#', '/']).next().unwrap();
        let is_page = [
            "new",
            "import",
            "settings",
            "calendar",
            "inbox",
            "tally",
            "export",
            "register",
            "proposals",
            "assign",
        ]
        .contains(&id);
        if !is_page && !found.iter().any(|f| f == id) {
            found.push(id.to_owned());
        }
    }
    found
}

#[tokio::test]
async fn who_picks_a_ground_sees_what_was_corrected_on_it() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let list = app.get_as(&format!("{REQUESTS}?state=delivered"), &officer).await.body;
    let mut denied = None;
    for case in cases(&list) {
        let page = app.get_as(&format!("{REQUESTS}/{case}"), &officer).await.body;
        if page.contains("不予公开：") && !page.contains("proceedings?entry=") {
            denied = Some(case);
            break;
        }
    }
    let denied = denied.expect("something was denied");
    let review = [
        ("procedure", "行政复议"),
        ("form", "普通程序"),
        ("on", "2025-03-03"),
        ("reference", "（2025）测复1号"),
        ("body", "示范市澄川区人民政府"),
        ("party", "王不可见"),
        ("answered_on", "2025-03-10"),
        ("result", "复议：撤销或部分撤销"),
        ("ended_on", "2025-05-06"),
        ("lesson", LESSON),
    ];
    app.act(&format!("{REQUESTS}/{denied}/proceedings"), &form(&review), &officer).await;

    let list = app.get_as(&format!("{REQUESTS}?state=in-process"), &officer).await.body;
    let mut seen = false;
    for case in cases(&list) {
        let page = app.get_as(&format!("{REQUESTS}/{case}"), &officer).await.body;
        if !page.contains("id=\"act-answer-drafted\"") {
            continue;
        }
        seen = true;
        assert!(page.contains("class=\"lessons\"") && page.contains(LESSON), "{case}");
        assert!(page.contains("（2025）测复1号") && page.contains(&format!("{REQUESTS}/{denied}\"")));
        assert!(page.contains("（曾被纠正"), "the choice itself is marked");
        assert!(!page.contains("王不可见"), "who fought is not told to whoever looks at another case");
    }
    assert!(seen, "an answer can be written in some case");

    // The report of the year in which it was corrected proposes it; that of another year does not.
    let head = app.sign_in("edu.head").await;
    let of = async |year: i16| {
        let page = app.get_as(&format!("/office/agencies/chengchuan-education/report/{year}"), &head).await;
        assert_eq!(page.status, StatusCode::OK);
        page.body
    };
    assert!(of(2025).await.contains(LESSON));
    let other = of(2023).await;
    assert!(!other.contains(LESSON) && !other.contains("王不可见"));
}
