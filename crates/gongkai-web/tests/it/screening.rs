//! The automatic check, from the draft to the reviewer.

use axum::http::StatusCode;

use crate::app::{self, Answer, TestApp, form};

/// A draft with this text, as the form sends it.
fn draft(title: &str, body: &str) -> String {
    app::draft(title, body, "proactive")
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers["location"].to_str().expect("an address").to_owned()
}

#[tokio::test]
async fn findings_are_marked_in_the_text_and_settled_by_a_reviewer() {
    let app = TestApp::with_platform().await;
    let (drafter, first) = (app.sign_in("edu.drafter").await, app.sign_in("edu.first").await);
    let agency = app.agency_of("edu.drafter").await;
    let text = "<p>王某，身份证号11010519491231002X，电话13912345678，全面布署。</p>";
    let path = format!("/office/agencies/{agency}/documents");
    let office = location(&app.post(&path, &draft("校车补贴公示", text), &drafter).await);

    app.act(&format!("{office}/submit"), "", &drafter).await;
    let page = app.get_as(&office, &first).await.body;
    assert!(page.contains("<mark data-number=\"0\">11010519491231002X</mark>"), "marked in the text");
    for code in ["personal.id-number", "personal.mobile", "wording.typo"] {
        assert!(page.contains(code), "{code} is listed");
    }
    assert!(page.contains("1101************2X"), "the list masks it");

    let pass = app.post(&format!("{office}/pass"), "step=0&text=ok", &first).await;
    assert_eq!(pass.status, StatusCode::CONFLICT, "two heavy findings are open");
    for key in keys(&page) {
        app.act(
            &format!("{office}/settle"),
            &form(&[("key", &key), ("text", "已核对，依法应当公示")]),
            &first,
        )
        .await;
    }
    app.act(&format!("{office}/pass"), "step=0&text=ok", &first).await;
    assert!(app.get_as(&office, &first).await.body.contains("已核对，依法应当公示"));
    assert!(app.is_whole().await);
}

/// The keys of the findings that wait to be settled.
fn keys(page: &str) -> Vec<String> {
    let value = |part: &str| part.split('"').next().map(str::to_owned);
    page.split("name=\"key\" value=\"").skip(1).filter_map(value).collect()
}

#[tokio::test]
async fn a_mark_of_secrecy_is_refused_and_nothing_but_its_hash_is_kept() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let path = format!("/office/agencies/{agency}/documents");
    let refused =
        app.post(&path, &draft("关于演练的通知", "<p>机密★10年</p><p>演练方案</p>"), &drafter).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("机密★10年") && refused.body.contains("未保存"), "says what to do");
    assert!(!app.get_as(&path, &drafter).await.body.contains("关于演练的通知"), "there is no draft");

    let made = app.post(&path, &draft("关于演练的通知", "<p>演练方案</p>"), &drafter).await;
    let office = location(&made);
    let upload = app
        .upload_as(
            &format!("{office}/files"),
            "file",
            Some("方案.txt"),
            "秘密★5年\n方案".as_bytes(),
            &drafter,
        )
        .await;
    assert_eq!(upload.status, StatusCode::CONFLICT, "{}", upload.body);
    assert!(!app.get_as(&office, &drafter).await.body.contains("方案.txt"));

    let audit = app.sign_in("admin.audit").await;
    let log = app.get_as("/office/audit", &audit).await.body;
    assert_eq!(log.matches("<td>拒收涉密文件</td>").count(), 2, "both are on record");
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn the_words_of_an_agency_are_kept_by_its_head() {
    let app = TestApp::with_platform().await;
    let (head, drafter) = (app.sign_in("edu.head").await, app.sign_in("edu.drafter").await);
    let agency = app.agency_of("edu.head").await;
    let path = format!("/office/agencies/{agency}/words");
    let bad = app.post(&path, &form(&[("words", "电话 139-1234-5678\n什么")]), &head).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("第2行") && bad.body.contains("139-1234-5678"), "nothing typed is lost");
    app.act(&path, &form(&[("words", "电话 139-1234-5678")]), &head).await;

    let text = "<p>校车值班电话13912345678。</p>";
    let made =
        app.post(&format!("/office/agencies/{agency}/documents"), &draft("校车值班", text), &drafter).await;
    let office = location(&made);
    app.act(&format!("{office}/submit"), "", &drafter).await;
    assert!(!app.get_as(&office, &drafter).await.body.contains("personal.mobile"), "the list allows it");
}
