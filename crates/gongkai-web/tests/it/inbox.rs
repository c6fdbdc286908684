//! Mails that wait: registered as requests, once, or set aside with a reason.

use axum::http::StatusCode;

use crate::app::{TestApp, form};

const AGENCY: &str = "chengchuan-education";

/// The addresses of the mails that wait, in the order of the list.
async fn waiting(app: &TestApp, officer: &str) -> Vec<String> {
    let list = app.get_as(&format!("/office/agencies/{AGENCY}/requests/inbox"), officer).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    let rows = list.body.split("<tr>").filter(|row| row.contains("待办理"));
    rows.filter_map(|row| row.split("href=\"").nth(1)?.split('"').next().map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_mail_becomes_one_request_or_is_set_aside_with_a_reason() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let desk = app.get_as(&format!("/office/agencies/{AGENCY}/requests"), &officer).await.body;
    assert!(desk.contains("/requests/inbox\">来件 2"), "{desk}");
    let mails = waiting(&app, &officer).await;
    assert_eq!(mails.len(), 2);

    let id = mails[0].rsplit('/').next().unwrap();
    let path = format!("/office/agencies/{AGENCY}/requests/new");
    let blank = app.get_as(&format!("{path}?mail={id}"), &officer).await.body;
    assert!(blank.contains(&format!("name=\"mail\" value=\"{id}\"")), "{blank}");
    assert!(blank.contains("<option value=\"online\" selected>"), "a mail comes over the internet");
    let today = gongkai_domain::china_time::day(gongkai_app::now_ms()).to_string();
    let fields = form(&[
        ("mail", id),
        ("channel", "online"),
        ("submitted_on", &today),
        ("received_on", &today),
        ("applicant", "natural"),
        ("name", "某人"),
        ("identity", "000"),
        ("email", "a@example.org"),
        ("wanted", "校车检查结果"),
        ("way", "email"),
        ("form", "electronic"),
    ]);
    let faulty = app.post(&path, &fields.replace(&form(&[("name", "某人")]), "name="), &officer).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faulty.body.contains(&format!("name=\"mail\" value=\"{id}\"")), "the mail is not lost");
    let made = app.post(&path, &fields, &officer).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let case = made.headers["location"].to_str().unwrap();
    let shown = app.get_as(&mails[0], &officer).await.body;
    assert!(shown.contains(case) && !shown.contains("set-aside"), "{shown}");
    let again = app.post(&path, &fields, &officer).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "one mail, one request");
    assert_eq!(app.get_as(&format!("{path}?mail={id}"), &officer).await.status, StatusCode::NOT_FOUND);

    let aside = format!("{}/set-aside", mails[1]);
    let refused = app.post(&aside, &form(&[("reason", " ")]), &officer).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.act(&aside, &form(&[("reason", "商业广告")]), &officer).await;
    assert!(waiting(&app, &officer).await.is_empty());
    assert_eq!(app.post(&aside, &form(&[("reason", "x")]), &officer).await.status, StatusCode::NOT_FOUND);
    let audit = app.sign_in("admin.audit").await;
    let log = app.get_as("/office/audit", &audit).await.body;
    for act in ["查看来件", "来件登记为申请", "搁置来件"] {
        assert!(log.contains(act), "{act}");
    }
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn mails_are_for_those_who_deal_with_requests_of_their_own_agency() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let mail = waiting(&app, &officer).await.remove(0);
    for login in ["edu.drafter", "edu.final", "housing.drafter", "district", "admin.system"] {
        let who = app.sign_in(login).await;
        for address in [mail.clone(), format!("{mail}/files/raw"), format!("{mail}/files/0")] {
            assert_eq!(app.get_as(&address, &who).await.status, StatusCode::FORBIDDEN, "{login} {address}");
        }
    }
    let elsewhere = mail.replace("education", "housing");
    assert_ne!(app.get_as(&elsewhere, &officer).await.status, StatusCode::OK);
    for wrong in ["99", "x", "-1"] {
        assert_ne!(app.get_as(&format!("{mail}/files/{wrong}"), &officer).await.status, StatusCode::OK);
    }
}
