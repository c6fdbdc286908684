//! A request from the applicant's form to the answer, and who sees what of it.

use axum::http::StatusCode;

use crate::app::{Answer, TestApp, form};

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before:?}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after:?} after {before:?}")).0
}

const AGENCY: &str = "chengchuan-education";
/// What must stand nowhere but on the page of the case.
const MARKERS: [&str; 4] = ["QXNAME", "QXIDENTITY7788", "QXMAIL@example.org", "QXWANTED"];

async fn send(app: &TestApp, change: &[(&str, &str)]) -> Answer {
    let page = app.get_with("/requests/new", &[("cookie", "lang=en")]).await.body;
    let sum: u32 = between(&page, "What is ", "?").split(" plus ").map(|n| n.parse::<u32>().unwrap()).sum();
    let (token, sum) = (between(&page, "name=\"token\" value=\"", "\"").to_owned(), sum.to_string());
    let mut fields = vec![
        ("agency", AGENCY),
        ("applicant", "natural"),
        ("name", MARKERS[0]),
        ("identity", MARKERS[1]),
        ("email", MARKERS[2]),
        ("wanted", MARKERS[3]),
        ("way", "portal"),
        ("form", "electronic"),
        ("token", &token),
        ("answer", &sum),
    ];
    for (name, value) in change {
        fields.retain(|f| f.0 != *name);
        fields.push((name, value));
    }
    app.post("/requests/new", &form(&fields), "").await
}

/// Number and code of the receipt, as the form that follows it sends them.
fn key(receipt: &str) -> (String, String) {
    let value = |id: &str| between(receipt, &format!("id=\"{id}\">"), "<").to_owned();
    (value("number"), value("code"))
}

async fn tracked(app: &TestApp, number: &str, code: &str) -> Answer {
    app.post("/requests/track", &form(&[("agency", AGENCY), ("number", number), ("code", code)]), "").await
}

#[tokio::test]
async fn a_request_is_sent_followed_corrected_and_answered_by_two_persons() {
    let app = TestApp::with_platform().await;
    let faulty = send(&app, &[("wanted", ""), ("email", "")]).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        faulty.body.contains(MARKERS[0]) && faulty.body.contains("请至少填写一种联系方式"),
        "nothing is lost"
    );
    let sent = send(&app, &[]).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    let (number, code) = key(&sent.body);
    assert_eq!(tracked(&app, &number, "AAAAAAAAAA").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = tracked(&app, &number, &code).await;
    assert!(page.body.contains("id=\"state\">办理中"), "{}", page.body);

    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    let list = app.get_as(&format!("/office/agencies/{AGENCY}/requests"), &officer).await.body;
    let row = list.split("<tr>").find(|r| r.contains(&format!(">{number}<"))).expect("it is in the list");
    let case = format!("/office/agencies/{AGENCY}/requests/{}", between(row, "/requests/", "\""));
    let act = format!("{case}/act");
    app.act(&act, &form(&[("kind", "correction-asked"), ("days", "15")]), &officer).await;
    assert!(tracked(&app, &number, &code).await.body.contains("等待补正"));
    let fix = form(&[
        ("agency", AGENCY),
        ("number", &number),
        ("code", &code),
        ("kind", "correction-received"),
        ("text", "QXWANTED 补充说明"),
    ]);
    let secret = fix.replace(&form(&[("text", "QXWANTED 补充说明")]), &form(&[("text", "绝密★10年")]));
    let refused = app.post("/requests/track/act", &secret, "").await;
    assert!(refused.body.contains("没有保存") && refused.body.contains("等待补正"), "{}", refused.body);
    let fixed = app.post("/requests/track/act", &fix, "").await;
    assert!(fixed.body.contains("id=\"state\">办理中"), "{}", fixed.body);
    assert!(app.get_as(&case, &officer).await.body.contains("QXWANTED 补充说明"));

    // The ending has to rest on what the file holds, and the one who wrote it does not sign it.
    let draft = |ending: &str| form(&[("kind", "answer-drafted"), ("ending", ending)]);
    let refused = app.post(&act, &draft("unable.not_held.absent"), &officer).await;
    assert!(refused.body.contains("检索记录"), "{}", refused.body);
    app.act(&act, &form(&[("kind", "evidence-filed"), ("evidence", "search-record")]), &officer).await;
    app.act(&act, &draft("unable.not_held.absent"), &officer).await;
    let approve = form(&[("kind", "answer-approved")]);
    assert!(!app.post(&act, &approve, &officer).await.status.is_redirection());
    assert!(!app.post(&act, &form(&[("kind", "answered")]), &officer).await.status.is_redirection());
    app.act(&act, &approve, &head).await;
    app.act(&act, &form(&[("kind", "answered")]), &officer).await;
    app.act(&act, &form(&[("kind", "delivered"), ("way", "portal")]), &officer).await;
    for (letter, status) in [("L02", StatusCode::OK), ("L15", StatusCode::OK), ("L13", StatusCode::NOT_FOUND)]
    {
        let file = app.get_as(&format!("{case}/letters/{letter}"), &officer).await;
        assert_eq!(file.status, status, "{letter}");
        assert_eq!(file.body.starts_with("PK"), status == StatusCode::OK);
    }
    let end = tracked(&app, &number, &code).await.body;
    assert!(
        end.contains("信息不存在") && end.contains("第三十六条第（四）项") && end.contains("6个月"),
        "{end}"
    );
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn what_an_applicant_tells_of_themselves_is_nowhere_but_on_the_page_of_the_case() {
    let app = TestApp::with_platform().await;
    let sent = send(&app, &[]).await;
    let (number, code) = key(&sent.body);
    let officer = app.sign_in("edu.case").await;
    let list = app.get_as(&format!("/office/agencies/{AGENCY}/requests"), &officer).await.body;
    let row = list.split("<tr>").find(|r| r.contains(&format!(">{number}<"))).expect("it is in the list");
    assert!(row.contains(MARKERS[3]) && !row.contains(MARKERS[0]));
    let id = between(row, "/requests/", "\"").to_owned();
    let case = format!("/office/agencies/{AGENCY}/requests/{id}");
    let page = app.get_as(&case, &officer).await.body;
    assert!(page.contains(MARKERS[0]) && !page.contains(MARKERS[1]) && !page.contains(MARKERS[2]), "masked");
    let opened = app.post(&format!("{case}/open"), &form(&[("reason", "邮寄答复")]), &officer).await;
    assert!(opened.body.contains(MARKERS[1]), "with a reason");
    let audit = app.sign_in("admin.audit").await;
    let log = app.get_as(&format!("/office/audit?subject={id}"), &audit).await.body;
    assert!(log.contains("邮寄答复"), "and the look is on record: {log}");

    // Everywhere else, as a stranger, as the drafter of the same agency, as others, and the applicant's own page.
    let mut people = vec![String::new()];
    for login in ["edu.drafter", "housing.drafter", "district", "admin.system", "admin.audit"] {
        people.push(app.sign_in(login).await);
    }
    for route in app.table().iter().filter(|r| r.method == "GET") {
        let path = route
            .path
            .replace("{agency}", AGENCY)
            .replace("{request}", &id)
            .replace("{letter}", "L02")
            .replace("{id}", &id)
            .replace("{entry}", &id)
            .replace("{format}", "csv")
            .replace("{register}", "consultations");
        for path in [path.clone(), format!("{path}?q=QXWANTED&subject={id}")] {
            for who in &people {
                let answer = app.get_as(&path, who).await;
                let shown = answer.body.replace("q=QXWANTED", "").replace("“QXWANTED”", "");
                let shown = shown
                    .replace("value=\"QXWANTED\"", "")
                    .replace("\"QXWANTED\"", "")
                    .replace("：QXWANTED<", "");
                for marker in MARKERS {
                    assert!(!shown.contains(marker), "{marker} on {path}");
                }
            }
        }
    }
    let own = tracked(&app, &number, &code).await.body;
    assert!(MARKERS[..3].iter().all(|m| !own.contains(m)), "a code that was found opens no address");
}

#[tokio::test]
async fn the_demonstration_has_a_case_in_every_state() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    for state in gongkai_domain::request::State::ALL {
        let list =
            app.get_as(&format!("/office/agencies/{AGENCY}/requests?state={}", state.code()), &officer).await;
        assert!(list.body.contains("<th scope=\"row\">"), "{}", state.zh());
    }
}

#[tokio::test]
async fn a_letter_is_written_down_and_waits_for_its_confirmation() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let path = format!("/office/agencies/{AGENCY}/requests/new");
    let typed = |received: &str| {
        form(&[
            ("channel", "letter"),
            ("submitted_on", "2026-03-02"),
            ("received_on", received),
            ("applicant", "enterprise"),
            ("name", "某公司"),
            ("identity", "91000000000000000X"),
            ("address", "某路1号"),
            ("wanted", "qxletter"),
            ("way", "post"),
            ("form", "paper"),
        ])
    };
    let wrong = app.post(&path, &typed("2026-03-01"), &officer).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("qxletter"));
    let made = app.post(&path, &typed(""), &officer).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let case = made.headers["location"].to_str().unwrap().to_owned();
    assert!(app.get_as(&case, &officer).await.body.contains("待登记"));
    app.act(&format!("{case}/act"), &form(&[("kind", "registered"), ("on", "2026-03-04")]), &officer).await;
    let page = app.get_as(&case, &officer).await.body;
    assert!(page.contains("2026-04-01"), "20 working days after 4 March: {page}");
    assert!(page.contains("逾期"));
}

#[tokio::test]
async fn every_number_of_the_year_opens_the_set_that_it_counts() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let year = gongkai_domain::china_time::day(gongkai_app::now_ms()).year();
    let address = format!("/office/agencies/{AGENCY}/requests/tally/{year}");
    let page = app.get_as(&address, &officer).await;
    assert_eq!(page.status, StatusCode::OK);
    let mut opened = 0;
    for cell in page.body.split("<td class=\"num\"><a href=\"").skip(1) {
        let (link, rest) = cell.split_once("\">").unwrap();
        let count: usize = between(rest, "", "<").parse().unwrap();
        let link = link.replace("&#38;", "&").replace("&amp;", "&");
        let set = app.get_as(&format!("{address}{}", link.trim_end_matches("#set")), &officer).await.body;
        let cases = between(&set, "id=\"set\"", "</section>").matches("<th scope=\"row\">").count();
        assert_eq!(cases, count, "{link}");
        opened += 1;
    }
    assert!(opened > 10, "the demonstration has many kinds of cases");
}
