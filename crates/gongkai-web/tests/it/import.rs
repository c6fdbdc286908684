//! A draft from a file, as a browser sends it.

use axum::http::StatusCode;

use crate::app::TestApp;

const TEXT: &str = "城川县教育局文件\n\n澄教发〔2026〕52号\n\n关于开展蓝莓校车安全检查的通知\n\n各学校：\n\n　　现将有关事项通知如下。\n\n一、检查时间\n\n　　自2026年6月1日起施行。\n\n2026年5月6日\n";

#[tokio::test]
async fn a_file_opens_the_form_with_what_was_found() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let path = format!("/office/agencies/{agency}/documents/import");
    let blank = app.get_as(&format!("/office/agencies/{agency}/documents/new"), &drafter).await.body;
    assert!(blank.contains("从文件新建") && blank.contains(&format!("action=\"{path}\"")));

    let form = app.upload_as(&path, "file", Some("a.txt"), TEXT.as_bytes(), &drafter).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.body);
    for words in [
        "id=\"import-notes\"",
        "请核对",
        "value=\"关于开展蓝莓校车安全检查的通知\"",
        "value=\"澄教发〔2026〕52号\"",
        "value=\"2026-05-06\"",
        "value=\"2026-06-01\"",
        "源文件没有保存",
    ] {
        assert!(form.body.contains(words), "{words} in {}", form.body);
    }
    assert!(!form.body.contains("从文件新建</"), "the draft is there already");
    let from = form.body.find("action=\"/office/documents/").expect("the form changes the new draft") + 8;
    let edit = form.body[from..].split('"').next().unwrap();
    assert!(app.get_as(edit, &drafter).await.body.contains("关于开展蓝莓校车安全检查的通知"), "it is kept");
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn without_a_usable_file_nothing_is_begun() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let path = format!("/office/agencies/{agency}/documents/import");
    let none = app.upload_as(&path, "file", Some(""), b"", &drafter).await;
    assert_eq!(none.status, StatusCode::SEE_OTHER);
    assert_eq!(none.headers["location"], format!("/office/agencies/{agency}/documents/new"));
    let refused = app.upload_as(&path, "file", Some("a.rtf"), b"{\\rtf1 x}", &drafter).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("请转换为 DOCX"), "{}", refused.body);
}
