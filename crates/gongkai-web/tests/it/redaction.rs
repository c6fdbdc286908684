//! 区分处理 in the office: boxes, suggestions, the copy for release, and who sees what of it. What is really cut out of a file is
//! tested where that is done; here a stand-in does it.

use std::sync::Arc;

use axum::http::StatusCode;
use gongkai_app::redacting::Redactor;
use gongkai_domain::request::redaction::{Area, Cut, Doubt, Glyph, Page, Redacted, Unfit};

use crate::app::{TestApp, form};
use crate::requests::{AGENCY, between, key, send, tracked};

/// Takes any file for one of two pages, on the first of which a telephone number stands.
#[derive(Debug)]
struct StandIn;

impl Redactor for StandIn {
    fn pages(&self, pdf: &[u8]) -> Result<Vec<Page>, Unfit> {
        if pdf.ends_with(b"closed") {
            return Err(Unfit::Password);
        }
        let glyph = |(at, c): (u32, char)| Glyph {
            text: c.into(),
            area: Area { left: 200 + at * 40, top: 300, width: 40, height: 40 },
        };
        let glyphs = (0..).zip("电话13800000000".chars()).map(glyph).collect();
        let page = Page { width: 2_100, height: 2_970, glyphs };
        Ok(vec![page.clone(), Page { glyphs: Vec::new(), ..page }])
    }

    fn picture(&self, _: &[u8], page: u32) -> Result<Vec<u8>, Unfit> {
        if page > 2 { Err(Unfit::Outside(page)) } else { Ok(b"\x89PNG".to_vec()) }
    }

    fn redact(&self, _: &[u8], cuts: &[Cut]) -> Result<Redacted, Unfit> {
        if cuts.is_empty() {
            return Err(Unfit::Nothing);
        }
        Ok(Redacted { bytes: b"%PDF-1.7\n% cut".to_vec(), doubts: vec![(2, Doubt::Picture)] })
    }
}

/// The case of a request that was sent, with number and code.
async fn case(app: &TestApp, officer: &str) -> (String, String, String) {
    let (number, code) = key(&send(app, &[]).await.body);
    let list = app.get_as(&format!("/office/agencies/{AGENCY}/requests"), officer).await.body;
    let row = list.split("<tr>").find(|r| r.contains(&format!(">{number}<"))).expect("it is in the list");
    (format!("/office/agencies/{AGENCY}/requests/{}", between(row, "/requests/", "\"")), number, code)
}

async fn add(app: &TestApp, case: &str, officer: &str, name: &str, bytes: &[u8]) -> String {
    let parts = [("kind", None, "".as_bytes()), ("file", Some(name), bytes)];
    let added = app.post_parts(&format!("{case}/files"), &parts, officer).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let page = app.get_as(case, officer).await.body;
    let files = between(&page, "id=\"files\"", "</section>");
    let line = files.split("<li>").find(|line| line.contains(name)).expect("it is in the list");
    between(line, "href=\"", "\"").to_owned()
}

const LINE: [(&str, &str); 8] = [
    ("use-0", "1"),
    ("page-0", "1"),
    ("x-0", "20"),
    ("y-0", "30.5"),
    ("width-0", "40"),
    ("height-0", "6"),
    ("ground-0", "privacy"),
    ("note-0", "QXNOTE 申请人以外的人"),
];

#[tokio::test]
async fn passages_of_a_paper_are_marked_and_the_copy_is_released_with_the_answer() {
    let app = TestApp::with_redactor(Arc::new(StandIn)).await;
    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    let (case, number, code) = case(&app, &officer).await;
    let paper = add(&app, &case, &officer, "QXPAPER 会议纪要.pdf", b"%PDF-1.7\nQXPAPER").await;
    let redact = format!("{paper}/redact");

    let page = app.get_as(&redact, &officer).await;
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(page.body.contains("138******00") && !page.body.contains("13800000000"), "proposed, masked");
    assert!(page.body.contains("class=\"proposed\"") && !page.body.contains("class=\"cut\""));
    let picture = app.get_as(&format!("{paper}/pages/2"), &officer).await;
    assert_eq!(
        (picture.status, &picture.headers["cache-control"]),
        (StatusCode::OK, &"no-store".parse().unwrap())
    );
    assert_eq!(app.get_as(&format!("{paper}/pages/3"), &officer).await.status, StatusCode::NOT_FOUND);

    // Nothing is cut without a person's decision.
    let none = app.post(&format!("{redact}/copy"), &form(&[("page-0", "1"), ("x-0", "2")]), &officer).await;
    assert_eq!(none.status, StatusCode::CONFLICT);
    for (field, value) in [("ground-0", ""), ("page-0", "3"), ("x-0", "300"), ("width-0", "0"), ("y-0", "x")]
    {
        let mut line = LINE.to_vec();
        line.iter_mut().filter(|f| f.0 == field).for_each(|f| f.1 = value);
        let refused = app.post(&redact, &form(&line), &officer).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{field}={value}");
    }
    let saved = app.post(&redact, &form(&LINE), &officer).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let page = app.get_as(&redact, &officer).await.body;
    assert!(
        page.contains("class=\"cut\"") && page.contains("QXNOTE") && page.contains("value=\"30.5\""),
        "{page}"
    );
    assert!(app.get_as(&case, &officer).await.body.contains("标注1处：第1页 第十五条 个人隐私"));

    // A partial answer needs a reason for each cut; the copy brings it.
    let act = format!("{case}/act");
    let draft = form(&[("kind", "answer-drafted"), ("ending", "partial")]);
    assert_eq!(app.post(&act, &draft, &officer).await.status, StatusCode::CONFLICT);
    let mut line = LINE.to_vec();
    line.push(("name", "会议纪要（供申请人）"));
    let made = app.post(&format!("{redact}/copy"), &form(&line), &officer).await;
    let to = made.headers["location"].to_str().unwrap();
    assert!(to.ends_with("/redact?copy=made,2.picture"), "{to}");
    assert!(app.get_as(to, &officer).await.body.contains("第2页有图片无法绘制"));
    app.act(&act, &draft, &officer).await;
    let files = app.get_as(&case, &officer).await.body;
    let files = between(&files, "id=\"files\"", "</section>");
    assert!(files.contains("会议纪要（供申请人）.pdf") && files.contains("已遮盖1处"), "{files}");
    assert_eq!(app.get_as(&paper, &officer).await.body, "%PDF-1.7\nQXPAPER", "the paper itself is as it was");

    // The applicant sees the copy with its list of cuts once the answer was given, and nothing of the paper or the notes.
    assert!(!tracked(&app, &number, &code).await.body.contains("会议纪要"));
    let begun = app.post(&format!("{case}/letters"), &form(&[("letter", "L12")]), &officer).await;
    let letter = begun.headers["location"].to_str().unwrap().to_owned();
    let page = app.get_as(&letter, &officer).await.body;
    assert!(
        page.contains("《会议纪要（供申请人）》第1页1处，第十五条，个人隐私"),
        "the letter lists the cuts: {page}"
    );
    let fills: Vec<(&str, &str)> =
        page.matches("name=\"fill\"").map(|_| ("fill", "会议纪要中与个人隐私无关的部分")).collect();
    app.act(&format!("{letter}/edit"), &form(&fills), &officer).await;
    app.act(&format!("{letter}/approve"), "", &head).await;
    app.act(&format!("{letter}/send"), &form(&[("way", "portal")]), &officer).await;
    let page = tracked(&app, &number, &code).await.body;
    assert!(
        page.contains("会议纪要（供申请人）.pdf") && page.contains("已遮盖1处：第1页 第十五条 个人隐私"),
        "{page}"
    );
    assert!(!page.contains("QXPAPER") && !page.contains("QXNOTE"), "{page}");
    assert!(app.is_whole().await, "and the record makes the boxes again");
}

#[tokio::test]
async fn nobody_but_those_who_deal_with_the_case_sees_the_pages_of_a_paper() {
    let app = TestApp::with_redactor(Arc::new(StandIn)).await;
    let officer = app.sign_in("edu.case").await;
    let (case, _, _) = case(&app, &officer).await;
    let paper = add(&app, &case, &officer, "QXPAPER.pdf", b"%PDF-1.7\nQXPAPER").await;
    app.act(&format!("{paper}/redact"), &form(&LINE), &officer).await;
    for login in ["", "edu.drafter", "housing.drafter", "admin.system"] {
        let cookie = if login.is_empty() { String::new() } else { app.sign_in(login).await };
        for path in [format!("{paper}/redact"), format!("{paper}/pages/1")] {
            let answer = app.get_as(&path, &cookie).await;
            assert_ne!(answer.status, StatusCode::OK, "{login} {path}");
            assert!(!answer.body.contains("QXPAPER") && !answer.body.contains("QXNOTE"));
        }
        assert_ne!(app.post(&format!("{paper}/redact"), &form(&LINE), &cookie).await.status, StatusCode::OK);
    }
    let audit = app.get_as("/office/audit", &app.sign_in("admin.audit").await).await.body;
    assert!(!audit.contains("QXNOTE") && !audit.contains("QXPAPER"));
}

#[tokio::test]
async fn a_paper_that_needs_a_password_is_refused_in_words() {
    let app = TestApp::with_redactor(Arc::new(StandIn)).await;
    let officer = app.sign_in("edu.case").await;
    let (case, _, _) = case(&app, &officer).await;
    let paper = add(&app, &case, &officer, "加密.pdf", b"%PDF-1.7\nclosed").await;
    let page = app.get_as(&format!("{paper}/redact"), &officer).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.body.contains("需要密码才能打开"), "{}", page.body);
}

#[tokio::test]
async fn a_build_that_cuts_nothing_does_not_offer_it() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let (case, _, _) = case(&app, &officer).await;
    let paper = add(&app, &case, &officer, "会议纪要.pdf", b"%PDF-1.7\n").await;
    assert!(!app.get_as(&case, &officer).await.body.contains("/redact"));
    assert_eq!(app.get_as(&format!("{paper}/redact"), &officer).await.status, StatusCode::NOT_FOUND);
}
