//! What agencies have with one another: a request that is handed over, a joint maker that is asked, a correction that is passed
//! on, a complaint with an order.

use axum::http::StatusCode;

use crate::app::{Answer, TestApp, form};
use crate::requests::{between, key};

const EDUCATION: &str = "chengchuan-education";
const HOUSING: &str = "chengchuan-housing";
const OFFICE: &str = "chengchuan-office";

/// Sends a form of the portal with the answer to its sum.
pub async fn send(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = app.get_with(path, &[("cookie", "lang=en")]).await.body;
    let sum: u32 = between(&page, "What is ", "?").split(" plus ").map(|n| n.parse::<u32>().unwrap()).sum();
    let (token, sum) = (between(&page, "name=\"token\" value=\"", "\"").to_owned(), sum.to_string());
    let mut fields = fields.to_vec();
    fields.extend([("token", token.as_str()), ("answer", sum.as_str())]);
    app.post(path, &form(&fields), "").await
}

/// The address of the line with a number in a list of the office.
async fn address(app: &TestApp, (agency, kind): (&str, &str), number: &str, cookie: &str) -> String {
    let list = app.get_as(&format!("/office/agencies/{agency}/{kind}"), cookie).await.body;
    let row = list.split("<tr>").find(|r| r.contains(&format!(">{number}<"))).expect("it is in the list");
    format!("/office/agencies/{agency}/{kind}/{}", between(row, &format!("/{agency}/{kind}/"), "\""))
}

async fn track(app: &TestApp, kind: &str, (agency, number, code): (&str, &str, &str)) -> String {
    let key = form(&[("agency", agency), ("number", number), ("code", code)]);
    app.post(&format!("/{kind}/track"), &key, "").await.body
}

/// Number and code that a page of a request shows of another.
fn second_key(page: &str) -> (String, String) {
    let part = page.split_once("<dl class=\"facts receipt\">").expect("another number").1;
    let number = between(part, "<code>", "</code>").to_owned();
    let rest = part.split_once("</code>").unwrap().1;
    (number, between(rest, "<code>", "</code>").to_owned())
}

#[tokio::test]
async fn a_request_goes_to_the_agency_whose_it_is_once_the_applicant_agrees() {
    let app = TestApp::with_platform().await;
    let fields = [
        ("agency", EDUCATION),
        ("applicant", "natural"),
        ("name", "王明"),
        ("identity", "110101199001010011"),
        ("email", "a@example.org"),
        ("wanted", "公租房分配方案"),
        ("way", "portal"),
        ("form", "electronic"),
    ];
    let (number, code) = key(&send(&app, "/requests/new", &fields).await.body);
    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    let case = address(&app, (EDUCATION, "requests"), &number, &officer).await;
    let act = format!("{case}/act");
    let over = form(&[("kind", "handed-over"), ("to", HOUSING)]);
    assert_eq!(app.post(&act, &over, &officer).await.status, StatusCode::CONFLICT, "it is not answered");
    let ending = form(&[("kind", "answer-drafted"), ("ending", "unable.not_held.elsewhere")]);
    app.act(&act, &ending, &officer).await;
    app.act(&act, &form(&[("kind", "answer-approved")]), &head).await;
    app.act(&act, &form(&[("kind", "answered")]), &officer).await;
    let early = app.post(&act, &over, &officer).await;
    assert!(early.status == StatusCode::CONFLICT && early.body.contains("尚未同意"), "{}", early.body);
    let own = (EDUCATION, number.as_str(), code.as_str());
    assert!(track(&app, "requests", own).await.contains("handover-agreed"), "the applicant is asked");
    let agree =
        form(&[("agency", EDUCATION), ("number", &number), ("code", &code), ("kind", "handover-agreed")]);
    assert_eq!(app.post("/requests/track/act", &agree, "").await.status, StatusCode::OK);
    app.act(&act, &over, &officer).await;
    let again = app.post(&act, &over, &officer).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "once an agency");
    // The applicant finds it there, with a number and a code of its own, received today.
    let page = track(&app, "requests", own).await;
    let (there, code_there) = second_key(&page);
    let page = track(&app, "requests", (HOUSING, &there, &code_there)).await;
    assert!(page.contains("id=\"state\">办理中"), "{page}");
    // So does the office, with a link to where it came from, and who asks.
    let housing = app.sign_in("housing.case").await;
    let theirs = address(&app, (HOUSING, "requests"), &there, &housing).await;
    let page = app.get_as(&theirs, &housing).await.body;
    assert!(page.contains(&number) && page.contains("公租房分配方案") && page.contains("王明"), "{page}");
    assert_eq!(app.get_as(&theirs, &officer).await.status, StatusCode::FORBIDDEN);
    assert!(app.is_whole().await, "what is derived follows from the record");
}

#[tokio::test]
async fn a_joint_maker_is_asked_on_its_own_desk_and_is_not_told_who_asks() {
    let app = TestApp::with_platform().await;
    let (housing, officer) = (app.sign_in("housing.case").await, app.sign_in("edu.case").await);
    let desk = format!("/office/agencies/{EDUCATION}/incoming");
    let page = app.get_as(&desk, &officer).await.body;
    // What the demonstration sealed cannot be opened here: the keys are those of another start.
    assert!(page.contains("住房和城乡建设局 · ") && page.contains("视为同意公开"), "{page}");
    assert!(!page.contains("澄川建业有限公司"), "not who asks");
    let id = format!("{HOUSING}-r91");
    let ask = format!("{desk}/asks/{id}/1");
    let refuse = |text| form(&[("reply", "refused"), ("text", text)]);
    let bare = app.post(&ask, &refuse(""), &officer).await;
    assert_eq!(bare.status, StatusCode::CONFLICT, "a refusal has a reason");
    let stranger = format!("/office/agencies/{HOUSING}/incoming/asks/{id}/1");
    let wrong = app.post(&stranger, &refuse("不是问我们的"), &housing).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND, "only the agency that is asked");
    app.act(&ask, &refuse("协议尚在履行，涉及第三方。"), &officer).await;
    let case = app.get_as(&format!("/office/agencies/{HOUSING}/requests/{id}"), &housing).await.body;
    assert!(case.contains("协议尚在履行") && case.contains("id=\"state\">办理中"), "{case}");
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn a_correction_is_shown_made_told_or_passed_on() {
    let app = TestApp::with_platform().await;
    let fields = [
        ("agency", EDUCATION),
        ("name", "王明"),
        ("identity", "110101199001010011"),
        ("telephone", "0999-1"),
        ("wanted", "姓名写错"),
        ("proof", "身份证"),
    ];
    let faulty = send(&app, "/corrections/new", &fields[..5]).await;
    assert!(faulty.status == StatusCode::UNPROCESSABLE_ENTITY && faulty.body.contains("姓名写错"));
    let (number, code) = key(&send(&app, "/corrections/new", &fields).await.body);
    assert!(number.starts_with('G'));
    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    let tally = format!("/office/agencies/{EDUCATION}/requests/tally/2026");
    let before = app.get_as(&tally, &officer).await.body;
    let page = address(&app, (EDUCATION, "matters"), &number, &officer).await;
    let act = format!("{page}/act");
    app.act(&act, &form(&[("kind", "accepted")]), &officer).await;
    let ask = form(&[("kind", "evidence-asked"), ("days", "15"), ("text", "请补充户口簿")]);
    app.act(&act, &ask, &officer).await;
    let own = (EDUCATION, number.as_str(), code.as_str());
    assert!(track(&app, "matters", own).await.contains("请补充户口簿"));
    let sent = form(&[
        ("agency", EDUCATION),
        ("number", &number),
        ("code", &code),
        ("kind", "evidence-received"),
        ("text", "户口簿第3页"),
    ]);
    assert_eq!(app.post("/matters/track/act", &sent, "").await.status, StatusCode::OK);
    assert!(app.get_as(&page, &officer).await.body.contains("户口簿第3页"));
    let propose = |settlement: &str, text: &str| {
        form(&[("kind", "proposed"), ("settlement", settlement), ("text", text)])
    };
    app.act(&act, &propose("not-corrected", "记录与登记材料一致"), &officer).await;
    let decide = form(&[("kind", "decided")]);
    assert_eq!(app.post(&act, &decide, &officer).await.status, StatusCode::CONFLICT, "two persons");
    app.act(&act, &decide, &head).await;
    assert!(!track(&app, "matters", own).await.contains("不予更正"), "nothing is seen before it is told");
    app.act(&act, &form(&[("kind", "told"), ("way", "portal")]), &officer).await;
    let told = track(&app, "matters", own).await;
    assert!(
        told.contains("记录与登记材料一致") && told.contains("六十日") && told.contains("第四十一条"),
        "{told}"
    );
    let mut file = form(&[("agency", EDUCATION), ("number", &number), ("code", &code)]);
    file.push_str("&format=docx");
    assert!(app.post("/matters/track/letter", &file, "").await.body.starts_with("PK"));
    assert_eq!(app.get_as(&tally, &officer).await.body, before, "table 3 does not count it");

    // Another is not ours: it goes to who may correct it, and is followed there.
    let (number, code) = key(&send(&app, "/corrections/new", &fields).await.body);
    let page = address(&app, (EDUCATION, "matters"), &number, &officer).await;
    let act = format!("{page}/act");
    app.act(&act, &propose("passed-on", "由住建部门登记"), &officer).await;
    app.act(&act, &decide, &head).await;
    let tell = form(&[("kind", "told"), ("way", "portal")]);
    assert!(!app.post(&act, &tell, &officer).await.status.is_redirection(), "it is passed on first");
    app.act(&act, &form(&[("kind", "passed-on"), ("to", HOUSING)]), &officer).await;
    app.act(&act, &tell, &officer).await;
    let (there, code_there) = second_key(&track(&app, "matters", (EDUCATION, &number, &code)).await);
    assert!(track(&app, "matters", (HOUSING, &there, &code_there)).await.contains("待受理"));
    let housing = app.sign_in("housing.case").await;
    let theirs = address(&app, (HOUSING, "matters"), &there, &housing).await;
    assert!(app.get_as(&theirs, &housing).await.body.contains("姓名写错"));
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn an_anonymous_complaint_goes_to_the_office_above_and_its_order_to_the_agency() {
    let app = TestApp::with_platform().await;
    let fields = [
        ("agency", EDUCATION),
        ("anonymous", "1"),
        ("name", "QXNAME"),
        ("telephone", "QXPHONE"),
        ("wanted", "QXWANTED 没有公开招生计划"),
    ];
    let receipt = send(&app, "/complaints/new", &fields).await.body;
    assert!(receipt.contains("人民政府办公室"), "{receipt}");
    let (number, code) = key(&receipt);
    let (office, head) = (app.sign_in("office.case").await, app.sign_in("office.head").await);
    let page = address(&app, (OFFICE, "matters"), &number, &office).await;
    let act = format!("{page}/act");
    let seen = app.get_as(&page, &office).await.body;
    assert!(
        seen.contains("QXWANTED") && !seen.contains("QXNAME") && !seen.contains("QXPHONE"),
        "nothing is kept"
    );
    let concerned = app.sign_in("edu.case").await;
    let desk = format!("/office/agencies/{EDUCATION}/incoming");
    assert!(!app.get_as(&desk, &concerned).await.body.contains(&number), "not before it is asked");
    app.act(&act, &form(&[("kind", "accepted")]), &office).await;
    let ask = form(&[("kind", "statement-asked"), ("days", "10"), ("text", "请说明招生计划的公开情况")]);
    app.act(&act, &ask, &office).await;
    let asked = app.get_as(&desk, &concerned).await.body;
    assert!(asked.contains("请说明招生计划的公开情况") && !asked.contains("QXWANTED"), "{asked}");
    let answer = format!("{desk}/matters/{}", page.rsplit('/').next().unwrap());
    app.act(&answer, &form(&[("text", "栏目调整，尚未发布")]), &concerned).await;
    let order = form(&[
        ("kind", "proposed"),
        ("settlement", "ordered"),
        ("days", "10"),
        ("text", "超过20个工作日未主动公开"),
    ]);
    app.act(&act, &order, &office).await;
    app.act(&act, &form(&[("kind", "decided")]), &head).await;
    let by_post = app.post(&act, &form(&[("kind", "told"), ("way", "post")]), &office).await;
    assert!(by_post.status == StatusCode::CONFLICT && by_post.body.contains("只能在网站上告知"));
    app.act(&act, &form(&[("kind", "told"), ("way", "portal")]), &office).await;
    let told = track(&app, "matters", (OFFICE, &number, &code)).await;
    assert!(told.contains("10个工作日内改正") && !told.contains("QXWANTED"), "{told}");
    assert!(app.get_as(&desk, &concerned).await.body.contains("责令改正"));
    let archive = form(&[("kind", "archived")]);
    assert_eq!(app.post(&act, &archive, &office).await.status, StatusCode::CONFLICT, "it is not mended");
    app.act(&answer, &form(&[("text", "已公开")]), &concerned).await;
    app.act(&act, &archive, &office).await;
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn terms_are_set_and_what_has_begun_keeps_its_own() {
    let app = TestApp::with_platform().await;
    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    let path = format!("/office/agencies/{EDUCATION}/matters/settings");
    let set = |correction: &str| {
        form(&[
            ("correction", correction),
            ("complaint", "20"),
            ("evidence", "15"),
            ("statement", "10"),
            ("mending", "20"),
        ])
    };
    assert_eq!(app.post(&path, &set("0"), &head).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let old = format!("/office/agencies/{EDUCATION}/matters/{EDUCATION}-g01");
    let before = app.get_as(&old, &officer).await.body;
    let due = between(&before, "<b>", "</b>").to_owned();
    app.act(&path, &set("5"), &head).await;
    assert!(app.get_as(&path, &officer).await.body.contains("value=\"5\""));
    assert_eq!(between(&app.get_as(&old, &officer).await.body, "<b>", "</b>"), due);
}
