//! What the public adds to registers, what registers owe, and what held on a day.

use axum::http::StatusCode;

use crate::app::{TestApp, form};

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split(from).nth(1).and_then(|t| t.split(to).next()).unwrap_or_default()
}

/// The token of a form for everybody, and the answer to its sum.
pub async fn asked(app: &TestApp, path: &str) -> (String, String) {
    let page = app.get_with(path, &[("cookie", "lang=en")]).await.body;
    // The questions of an evaluation have these words too; the sum comes last.
    let question = page.rsplit("What is ").next().and_then(|t| t.split('?').next()).unwrap_or_default();
    let sum: u32 = question.split(" plus ").filter_map(|n| n.trim().parse::<u32>().ok()).sum();
    let token = between(&page, "token\" value=\"", "\"").to_owned();
    (token, sum.to_string())
}

/// Where one takes part in the entry with this in its title.
async fn place_of(app: &TestApp, agency: &str, register: &str, title: &str) -> String {
    let list = app.get(&format!("/registers/{agency}/{register}")).await.body;
    let row = list.split("<tr>").find(|row| row.contains(title)).expect("a row");
    format!("/take-part/{agency}/{}", between(row, &format!("/take-part/{agency}/"), "\""))
}

#[tokio::test]
async fn a_comment_is_public_only_as_the_office_sums_it_up() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let path = place_of(&app, &agency, "surveys", "预约办法").await;
    assert!(
        app.get(&format!("/agencies/{agency}")).await.body.contains(&path),
        "the agency's page leads there"
    );
    let (token, answer) = asked(&app, &path).await;
    let comment = |text: &str, answer: &str| {
        form(&[
            ("stance", "赞成"),
            ("text", text),
            ("contact", "qxcontact"),
            ("_token", &token),
            ("_answer", answer),
        ])
    };
    let secret = app.post(&path, &comment("机密★5年", &answer), "").await;
    assert_eq!(secret.status, StatusCode::UNPROCESSABLE_ENTITY, "what bears a mark is not kept");
    let done = app.post(&path, &comment("qxcomment", &answer), "").await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let page = app.get(&path).await.body;
    assert!(!page.contains("qxcomment") && !page.contains("qxcontact"), "nothing is public by itself");

    let register = format!("/office/agencies/{agency}/registers/comments");
    let list = app.get_as(&register, &drafter).await.body;
    assert!(!list.contains("qxcontact"));
    let entry = format!("/office/agencies/{agency}/entries/{}", between(&list, "/entries/", "\""));
    let shown = app.get_as(&entry, &drafter).await.body;
    assert!(shown.contains("qxcomment") && shown.contains("qxcontact"), "the office reads it");
    let survey = path.rsplit('/').next().unwrap();
    let on = between(&shown, "name=\"on\" value=\"", "\"");
    let summed = form(&[
        ("on", on),
        ("survey", survey),
        ("stance", "赞成"),
        ("text", "qxcomment"),
        ("contact", "qxcontact"),
        ("summary", "qxsummary"),
        ("adopted", "采纳"),
        ("shown", "是"),
        ("_reason", "归纳"),
    ]);
    app.act(&entry, &summed, &drafter).await;
    let page = app.get(&path).await.body;
    assert!(page.contains("qxsummary") && !page.contains("qxcomment") && !page.contains("qxcontact"));
    let audit = app.sign_in("admin.audit").await;
    let id = entry.rsplit('/').next().unwrap();
    let log = app.get_as(&format!("/office/audit?subject={id}"), &audit).await.body;
    assert!(!log.contains("qxcontact") && !log.contains("qxcomment"), "the record holds nothing of persons");
    let closed = place_of(&app, &agency, "surveys", "公共服务规范").await;
    let over = app.post(&closed, &comment("qxlate", &answer), "").await;
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY, "it is over");
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn an_open_day_has_so_many_places_and_forgets_who_came() {
    let app = TestApp::with_platform().await;
    let agency = app.agency_of("edu.drafter").await;
    let path = place_of(&app, &agency, "open-days", "走进档案查阅点").await;
    assert!(app.get(&path).await.body.contains("剩余名额 28"), "2 of 30 are taken");
    for (people, kept) in [("29", false), ("0", false), ("28", true)] {
        let (token, answer) = asked(&app, &path).await;
        let typed = form(&[
            ("people", people),
            ("name", "qxname"),
            ("telephone", "qxphone"),
            ("_token", &token),
            ("_answer", &answer),
        ]);
        let answer = app.post(&path, &typed, "").await;
        let expected = if kept { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        assert_eq!(answer.status, expected, "{people}: {}", answer.body);
    }
    let page = app.get(&path).await.body;
    assert!(page.contains("剩余名额 0") && !page.contains("qxname") && !page.contains("<form class=\"card"));
    let drafter = app.sign_in("edu.drafter").await;
    let list = app.get_as(&format!("/office/agencies/{agency}/registers/enrolments"), &drafter).await.body;
    let entry = format!("/office/agencies/{agency}/entries/{}", between(&list, "/entries/", "\""));
    assert!(app.get_as(&entry, &drafter).await.body.contains("qxname"));
    let later = |days: i64| {
        let today = gongkai_domain::china_time::day(gongkai_app::now_ms());
        today.checked_add(jiff::Span::new().days(days)).unwrap()
    };
    let inner = app.inner();
    assert_eq!(gongkai_app::registers::forget_persons(inner, later(40)).await.unwrap(), 0, "not yet");
    assert_eq!(gongkai_app::registers::forget_persons(inner, later(60)).await.unwrap(), 1);
    assert!(!app.get_as(&entry, &drafter).await.body.contains("qxname"));
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn what_a_register_owes_is_on_its_page_on_the_desk_and_in_site_health() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let submissions = format!("/office/agencies/{agency}/registers/submissions");
    let page = app.get_as(&submissions, &drafter).await.body;
    assert!(page.contains("十一月公开信息") && page.contains("逾期未办"));
    for path in ["/office".to_owned(), format!("/office/agencies/{agency}/site-health")] {
        let page = app.get_as(&path, &drafter).await.body;
        assert!(page.contains("十一月公开信息"), "{path}");
    }
    assert!(app.get_as("/office", &drafter).await.body.contains("十二月公开信息"), "what is soon due");
    let site = app.get_as(&format!("/office/agencies/{agency}/site-health"), &drafter).await.body;
    assert!(!site.contains("十二月公开信息"), "what is not late is no finding");

    let id = page.split("<tr>").find(|row| row.contains("十一月公开信息")).unwrap();
    let entry = format!("/office/agencies/{agency}/entries/{}", between(id, "/entries/", "\""));
    let before = app.get_as(&entry, &drafter).await.body;
    let value = |name: &str| between(&before, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    let done = form(&[
        ("due_on", &value("due_on")),
        ("unit", &value("unit")),
        ("what", &value("what")),
        ("handed_in_on", &value("due_on")),
        ("_reason", "已报送"),
    ]);
    app.act(&entry, &done, &drafter).await;
    assert!(!app.get_as("/office", &drafter).await.body.contains("十一月公开信息"));

    // A message that is none owes no answer.
    let consultations = format!("/office/agencies/{agency}/registers/consultations");
    let void = form(&[("on", "2026-03-02"), ("kind", "其他"), ("subject", "qxvoid"), ("void", "是")]);
    app.act(&consultations, &void, &drafter).await;
    let site = app.get_as(&format!("/office/agencies/{agency}/site-health"), &drafter).await.body;
    assert!(!site.contains("qxvoid") && site.contains("建议延长周六服务时间"));
}

#[tokio::test]
async fn people_and_rules_are_seen_as_of_a_day_and_answers_are_searched() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let staff = format!("/office/agencies/{agency}/registers/staff");
    let then = app.get_as(&format!("{staff}?on=2022-01-01"), &drafter).await.body;
    assert!(then.contains("许岚") && !then.contains("贺敏"), "who led then");
    let now = app.get_as(&format!("{staff}?on=2026-01-01"), &drafter).await.body;
    assert!(!now.contains("许岚") && now.contains("贺敏"), "who leads now");
    let rules = app.get(&format!("/registers/{agency}/mechanisms")).await.body;
    assert!(
        rules.contains("保密审查制度") && !rules.contains("暂行办法"),
        "what ended is not shown as a rule"
    );

    let answers = |query: &str| format!("/messages/{agency}?{query}");
    let found = app.get(&answers("q=%E8%A1%A5%E8%B4%B4%20%E6%9D%90%E6%96%99")).await.body;
    assert!(found.contains("社会保险补贴如何申领") && !found.contains("补贴发放时间"), "all the words");
    let none = app.get(&answers("kind=%E6%8A%95%E8%AF%89")).await.body;
    assert!(none.contains("还没有公开的答复"));
}
