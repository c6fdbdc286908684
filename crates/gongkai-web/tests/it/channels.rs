//! The standard catalogue, the directory, screens, the health of the site, and messages of the public.

use axum::http::StatusCode;

use crate::app::{TestApp, form};

/// What stands between two marks.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before:?}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after:?} after {before:?}")).0
}

#[tokio::test]
async fn a_document_is_put_under_an_item_of_the_catalogue_and_counted_there() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let page = app.get(&format!("/catalogue/{agency}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let cell = between(&page.body, "规范性文件</th><td class=\"num\">", "</td>");
    let (link, count) = (between(cell, "href=\"", "\""), between(cell, ">", "<"));
    let count: usize = count.parse().unwrap();
    assert!(count > 0, "the demonstration has such documents");
    // Every number opens the set that it counts.
    let list = app.get(&link.replace("&amp;", "&").replace("&#38;", "&")).await.body;
    assert!(
        list.contains(&format!("{count} 条")) || list.contains(&format!("{count} ")),
        "{count} in {link}"
    );

    let form_page = app.get_as(&format!("/office/agencies/{agency}/documents/new"), &drafter).await.body;
    assert!(form_page.contains("政策文件 / 规范性文件"), "a draft names its item");
    let work = app.get_as(&format!("/office/agencies/{agency}/catalogue"), &drafter).await.body;
    assert!(work.contains("没有内容") && work.contains("依申请公开"), "items without anything are seen");
    let empty = app.get_as(&format!("/office/agencies/{agency}/catalogue?state=empty"), &drafter).await.body;
    assert!(empty.contains("办事指南") && !empty.contains("规范性文件"));
}

#[tokio::test]
async fn catalogue_and_directory_leave_as_the_forms_that_are_prescribed() {
    let app = TestApp::with_platform().await;
    let agency = app.agency_of("edu.drafter").await;
    let xlsx = app.get(&format!("/catalogue/{agency}/xlsx")).await;
    assert_eq!(xlsx.status, StatusCode::OK);
    assert!(xlsx.body.starts_with("PK"), "a workbook");

    let page = app.get(&format!("/directory/{agency}")).await.body;
    for head in ["索引号", "名称", "内容概述", "生成日期"] {
        assert!(page.contains(head), "{head}");
    }
    let csv = app.get(&format!("/directory/{agency}/csv")).await.body;
    assert!(csv.lines().count() > 5 && csv.contains("索引号,名称,内容概述,生成日期"), "{csv}");
    let year = between(&page, "href=\"?year=", "\"").to_owned();
    let of_year = app.get(&format!("/directory/{agency}/csv?year={year}")).await.body;
    assert!(of_year.lines().count() > 1 && of_year.lines().count() <= csv.lines().count());
    let nothing = app.get(&format!("/directory/{agency}?year=1999")).await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert_eq!(app.get("/directory/nobody").await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.get(&format!("/directory/{agency}/exe")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_screen_goes_through_the_documents_of_its_columns() {
    let app = TestApp::with_platform().await;
    let agency = app.agency_of("edu.drafter").await;
    let first = app.get(&format!("/display/{agency}-screen")).await;
    assert_eq!(first.status, StatusCode::OK);
    assert!(first.body.contains("content=\"20; url=?at=1\""), "it goes on by itself");
    let second = app.get(&format!("/display/{agency}-screen?at=1")).await.body;
    assert_ne!(between(&first.body, "<h1>", "</h1>"), between(&second, "<h1>", "</h1>"));
    let rows = between(&first.body, "<aside>", "</ol>").matches("</li>").count();
    let last = app.get(&format!("/display/{agency}-screen?at={}", rows - 1)).await.body;
    assert!(last.contains("url=?at=0"), "and begins again");
    assert_eq!(app.get("/display/nothing").await.status, StatusCode::NOT_FOUND);
    // An entry of another register is no screen.
    assert_eq!(app.get(&format!("/display/{agency}-e00")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_health_of_the_site_and_its_annual_table_follow_from_the_record() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let health = app.get_as(&format!("/office/agencies/{agency}/site-health"), &drafter).await.body;
    assert!(health.contains("通知公告") && health.contains("建议延长周六服务时间"));
    assert!(health.contains("有效留言超过三个月未答复"), "a message of 120 days ago has no answer");

    let report = format!("/office/agencies/{agency}/website-report");
    let before = app.get_as(&format!("{report}/2031"), &drafter).await.body;
    assert!(before.contains("待填"), "what the record does not know is not made up");
    let consultations = format!("/office/agencies/{agency}/registers/consultations");
    for (day, answered) in [("2031-01-02", "2031-01-05"), ("2031-01-10", "2031-01-20"), ("2031-02-01", "")] {
        let made = form(&[("on", day), ("kind", "咨询"), ("subject", "问"), ("answered_on", answered)]);
        app.act(&consultations, &made, &drafter).await;
    }
    let after = app.get_as(&format!("{report}/2031"), &drafter).await.body;
    for (label, value) in [("收到留言数量", "3"), ("办结留言数量", "2"), ("平均办理时间", "6.5")]
    {
        let row = between(&after, &format!("{label}</th>"), "</tr>");
        assert!(row.contains(&format!(">{value}</a>")), "{label}: {row}");
    }
    let xlsx = app.get_as(&format!("{report}/2031/xlsx"), &drafter).await;
    assert!(xlsx.body.starts_with("PK"));
    assert_eq!(app.get_as(&format!("{report}/12"), &drafter).await.status, StatusCode::NOT_FOUND);
}

/// The fields that a form for everybody asks with, its sum answered.
async fn asked(app: &TestApp, form: &str) -> (String, String) {
    let page = app.get_with(form, &[("cookie", "lang=en")]).await.body;
    let question = between(&page, "What is ", "?");
    let sum: u32 = question.split(" plus ").map(|n| n.parse::<u32>().unwrap()).sum();
    (between(&page, "name=\"token\" value=\"", "\"").to_owned(), sum.to_string())
}

#[tokio::test]
async fn a_message_of_the_public_reaches_the_register_and_its_answer_the_portal() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let (token, answer) = asked(&app, "/messages").await;
    let message = |subject: &str, text: &str, answer: &str| {
        form(&[
            ("agency", &agency),
            ("kind", "纠错"),
            ("subject", subject),
            ("text", text),
            ("contact", "qxcontact"),
            ("page", "/guide"),
            ("token", &token),
            ("answer", answer),
        ])
    };
    // Nothing that was typed is lost by a fault, and the sum stays good for another try.
    for (subject, text, result, told) in [
        ("", "qxtext", answer.as_str(), "请填写主题"),
        ("证件 110105199003070011 的事", "qxtext", &answer, "主题中请不要写证件号码"),
        ("qxsubject", "qxtext 绝密★10年", &answer, "没有保存"),
        ("qxsubject", "qxtext", "1", "验证题的答案不对"),
    ] {
        let refused = app.post("/messages", &message(subject, text, result), "").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        assert!(refused.body.contains(told) && refused.body.contains("qxtext"), "{told}: {}", refused.body);
    }
    let sent = app.post("/messages", &message("qxsubject", "qxtext", &answer), "").await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    let id = between(&sent.body, "id=\"number\">", "<").to_owned();
    let again = app.post("/messages", &message("qxsubject", "qxtext", &answer), "").await;
    assert!(again.body.contains("验证题已过期"), "a sum is answered once");

    let entry = format!("/office/agencies/{agency}/entries/{id}");
    let seen = app.get_as(&entry, &drafter).await.body;
    assert!(seen.contains("qxtext") && seen.contains("qxcontact") && seen.contains("/guide"));
    let public = format!("/messages/{agency}");
    assert!(!app.get(&public).await.body.contains("qxsubject"), "not before it is answered for everybody");
    let today = gongkai_domain::china_time::day(gongkai_app::now_ms()).to_string();
    let answered = form(&[
        ("on", &today),
        ("kind", "纠错"),
        ("subject", "qxsubject"),
        ("answered_on", &today),
        ("answer", "qxanswer"),
        ("public_answer", "是"),
        ("_reason", "答复"),
    ]);
    app.act(&entry, &answered, &drafter).await;
    let page = app.get(&public).await.body;
    assert!(page.contains("qxsubject") && page.contains("qxanswer"));
    assert!(!page.contains("qxtext") && !page.contains("qxcontact"), "who asked stays out");
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn a_program_that_fills_in_every_field_sends_nothing() {
    let app = TestApp::with_platform().await;
    let agency = app.agency_of("edu.drafter").await;
    let (token, answer) = asked(&app, "/messages").await;
    let filled = form(&[
        ("agency", &agency),
        ("kind", "咨询"),
        ("subject", "qxspam"),
        ("text", "qxspam"),
        ("token", &token),
        ("answer", &answer),
        ("website", "https://example.org"),
    ]);
    assert!(app.post("/messages", &filled, "").await.status.is_client_error());
    let drafter = app.sign_in("edu.drafter").await;
    let list = app.get_as(&format!("/office/agencies/{agency}/registers/consultations"), &drafter).await.body;
    assert!(!list.contains("qxspam"));
}

#[tokio::test]
async fn an_address_is_told_by_mail_only_after_it_confirmed_and_goes_with_one_click() {
    let outbox = tempfile::tempdir().unwrap();
    let app = TestApp::with_mail(outbox.path()).await;
    let agency = app.agency_of("edu.drafter").await;
    let list = app.get(&format!("/documents?agency={agency}")).await.body;
    assert!(list.contains("/subscribe?agency="), "a list leads to its mails");
    let address = format!("/subscribe?agency={agency}&kind=policy");
    let page = app.get(&address).await.body;
    assert!(page.contains("澄川区教育局") && page.contains("其他政策文件"), "in words what it will be");
    let (token, answer) = asked(&app, &address).await;
    let send = |email: &str| {
        form(&[
            ("email", email),
            ("agency", &agency),
            ("kind", "policy"),
            ("token", &token),
            ("answer", &answer),
        ])
    };
    let wrong = app.post("/subscribe", &send("nobody"), "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("请填写有效的电子邮箱") && wrong.body.contains("value=\"nobody\""));
    assert_eq!(app.post("/subscribe", &send("qx@example.org"), "").await.status, StatusCode::OK);

    let mails = app.mails().await;
    let link = between(&mails[0], "/subscriptions/", "\n");
    let path = format!("/subscriptions/{}", link.trim());
    // A scanner that opens the link confirms nothing.
    assert!(app.get(&path).await.body.contains("确认订阅"));
    assert!(app.get(&path).await.body.contains("确认订阅"));
    app.act(&path, "act=confirm", "").await;
    assert!(app.get(&path).await.body.contains("订阅已生效"));
    // As a mail program sends it (RFC 8058).
    app.act(&path, "List-Unsubscribe=One-Click", "").await;
    let gone = app.get(&path).await.body;
    assert!(gone.contains("没有这个订阅") && !gone.contains("qx@example.org"));
    assert_eq!(app.post("/subscriptions/x.y", "act=confirm", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.get("/subscribe?agency=nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_mail_nobody_is_offered_any() {
    let app = TestApp::with_platform().await;
    assert_eq!(app.get("/subscribe").await.status, StatusCode::NOT_FOUND);
    assert!(!app.get("/documents").await.body.contains("/subscribe"));
}
