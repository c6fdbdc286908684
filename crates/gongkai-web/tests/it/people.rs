//! Accounts, roles, agencies and the own account, on the way a new installation goes.

use axum::http::StatusCode;

use crate::app::{Answer, TestApp, form};

fn link(answer: &Answer) -> String {
    let at = answer.body.find("/invitation/").expect("a one-time link");
    answer.body[at..].split('"').next().expect("an address").to_owned()
}

#[tokio::test]
async fn a_new_drafter_gets_an_account_a_role_and_writes() {
    let app = TestApp::with_platform().await;
    let (system, security) = (app.sign_in("admin.system").await, app.sign_in("admin.security").await);
    let typed = form(&[("login", "new.drafter"), ("name", "周晓")]);
    let made = app.post("/office/people", &typed, &system).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let taken = app.post("/office/people", &typed, &system).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.body.contains("value=\"周晓\""), "nothing typed is lost");

    let password = form(&[("password", "Lantern-4471-x"), ("again", "Lantern-4471-x")]);
    app.act(&link(&made), &password, "").await;
    let person = app.sign_in_with("new.drafter", "Lantern-4471-x").await;
    let agency = app.agency_of("edu.drafter").await;
    let write = format!("/office/agencies/{agency}/documents/new");
    assert_eq!(app.get_as(&write, &person).await.status, StatusCode::FORBIDDEN, "no role yet");

    let list = app.get_as("/office/people", &security).await.body;
    let row = list.split("<tr id=\"u-").find(|row| row.contains("周晓")).expect("a row");
    let id = row.split('"').next().expect("an id").to_owned();
    let role = |code: &str| form(&[("role", code), ("agency", &agency)]);
    app.act(&format!("/office/people/{id}/roles"), &role("drafter"), &security).await;
    assert_eq!(app.get_as(&write, &person).await.status, StatusCode::OK, "the role counts at once");
    let apart = app.post(&format!("/office/people/{id}/roles"), &role("audit-admin"), &security).await;
    assert_eq!(apart.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(apart.body.contains("GB/T 22239"), "says why the two are apart");

    app.act(&format!("/office/people/{id}/roles/remove"), &role("drafter"), &security).await;
    assert_eq!(app.get_as(&write, &person).await.status, StatusCode::FORBIDDEN);
    app.act(&format!("/office/people/{id}/disable"), "", &system).await;
    let gone = app.get_as("/office", &person).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "the session has ended");
    let again = app.post(&format!("/office/people/{id}/invite"), "", &system).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_ne!(link(&again), link(&made));
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn an_agency_is_added_with_a_code_that_is_one_and_its_guide_follows() {
    let app = TestApp::with_platform().await;
    let system = app.sign_in("admin.system").await;
    let typed = |code: &str| {
        form(&[
            ("name", "澄川区数据局"),
            ("region", "chengchuan"),
            ("kind", "department"),
            ("unified_code", code),
        ])
    };
    let wrong = app.post("/office/agencies", &typed("11330000MB0X123456"), &system).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("校验位") && wrong.body.contains("澄川区数据局"));
    // A made-up code with the right check character.
    let added = app.post("/office/agencies", &typed("11350100M000100Y4B"), &system).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let path = added.headers["location"].to_str().expect("an address").to_owned();
    let guide =
        form(&[("unified_code", "11350100M000100Y4B"), ("office", "综合科"), ("telephone", "0999-5510001")]);
    let saved = app.post(&path, &guide, &system).await;
    let shown = app.get(saved.headers["location"].to_str().expect("an address")).await;
    assert!(shown.body.contains("综合科") && shown.body.contains("0999-5510001"), "the guide has it at once");
    let head = app.sign_in("edu.head").await;
    assert_eq!(app.get_as(&path, &head).await.status, StatusCode::FORBIDDEN, "another agency's");
}

#[tokio::test]
async fn one_changes_the_own_password_and_ends_other_sessions() {
    let app = TestApp::with_platform().await;
    let (one, other) = (app.sign_in("edu.first").await, app.sign_in("edu.first").await);
    let page = app.get_as("/office/account", &one).await.body;
    assert!(page.contains("本次登录") && page.contains("/end\""), "both sessions are listed");
    let passwords =
        |old: &str| form(&[("old", old), ("password", "Copper-9082-y"), ("again", "Copper-9082-y")]);
    let wrong = app.post("/office/account/password", &passwords("x"), &one).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = app.post("/office/account/password", &passwords("Chengchuan-2026"), &one).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.body.contains("密码已修改"));
    assert_eq!(app.get_as("/office/account", &other).await.status, StatusCode::SEE_OTHER, "it has ended");
    app.sign_in_with("edu.first", "Copper-9082-y").await;
}
