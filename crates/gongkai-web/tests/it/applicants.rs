//! What the public and the applicants see of requests beside the case: the register, and proposals to publish.

use axum::http::StatusCode;

use crate::app::{TestApp, form};
use crate::requests::{AGENCY, MARKERS, between, key, send, tracked};

/// The address of the case with a number.
pub async fn case_of(app: &TestApp, number: &str, officer: &str) -> String {
    let list =
        app.get_as(&format!("/office/agencies/{AGENCY}/requests?state=&q={number}"), officer).await.body;
    let row = list.split("<tr>").find(|r| r.contains(&format!(">{number}<"))).expect("it is in the list");
    format!("/office/agencies/{AGENCY}/requests/{}", between(row, "/requests/", "\""))
}

/// Answers a case with what was asked for; `file` is released with it.
pub async fn grant(app: &TestApp, case: &str, file: Option<(&str, &[u8])>) {
    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    if let Some((name, bytes)) = file {
        let parts = [("kind", None, &b"released"[..]), ("file", Some(name), bytes)];
        let added = app.post_parts(&format!("{case}/files"), &parts, &officer).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    }
    app.act(&format!("{case}/act"), &form(&[("kind", "answer-drafted"), ("ending", "granted")]), &officer)
        .await;
    let begun = app.post(&format!("{case}/letters"), &form(&[("letter", "L10")]), &officer).await;
    let letter = begun.headers["location"].to_str().unwrap().to_owned();
    app.act(&format!("{letter}/edit"), &form(&[("fill", "一份，电子文件")]), &officer).await;
    app.act(&format!("{letter}/approve"), "", &head).await;
    app.act(&format!("{letter}/send"), &form(&[("way", "portal")]), &officer).await;
}

#[tokio::test]
async fn a_decided_request_is_public_in_words_of_the_office_that_somebody_else_let_pass() {
    let app = TestApp::with_platform().await;
    let register = format!("/agencies/{AGENCY}/requests");
    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    let (number, _) = key(&send(&app, &[]).await.body);
    let case = case_of(&app, &number, &officer).await;
    let public = format!("{case}/public");
    let typed = |wording: &str| form(&[("wording", wording), ("document", "")]);
    let early = app.post(&public, &typed("校舍安全鉴定报告"), &officer).await;
    assert!(early.body.contains("尚未办结"), "an open request is nobody's business");
    grant(&app, &case, None).await;

    for (wording, why) in [
        ("QXNAME申请的校舍报告", "申请人的姓名"),
        ("qx-mail@example.org 的申请", "申请人的姓名"),
        ("身份证11010519491231002X的申请", "身份证"),
        ("张三，电话13912345678", "139"),
        ("绝密★10年", "国家秘密"),
        ("", "请写明"),
    ] {
        let refused = app.post(&public, &typed(wording), &officer).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wording}");
        assert!(refused.body.contains(why), "{wording}: {}", refused.body);
    }
    app.act(&public, &typed("青釉小学校舍安全鉴定报告"), &officer).await;
    assert!(!app.get(&register).await.body.contains("青釉小学校舍"), "nothing before it passed");
    app.act(&public, &typed("青釉小学的校舍安全鉴定报告"), &head).await;
    let own = app.post(&format!("{public}/approve"), "", &head).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "not one's own words");
    let signer = app.sign_in("edu.final").await;
    app.act(&format!("{public}/approve"), "", &signer).await;

    let page = app.get(&register).await.body;
    let entry = page.split("<li ").find(|l| l.contains("青釉小学的校舍")).expect("it is public");
    assert!(entry.contains("予以公开") && !entry.contains(&number), "{entry}");
    let id = between(entry, "id=\"", "\"").to_owned();
    assert!(!case.contains(&id), "the address tells nothing of the case");
    let today = gongkai_domain::china_time::day(gongkai_app::now_ms());
    for (query, is_there) in [
        (format!("?year={}", today.year()), true),
        (format!("?year={}", today.year() - 20), false),
        ("?outcome=granted".into(), true),
        ("?outcome=denied.internal".into(), false),
        ("?q=%E9%89%B4%E5%AE%9A".into(), true),
        ("?q=%25".into(), false),
    ] {
        for path in ["", "/feed.atom", "/export/csv"] {
            let body = app.get(&format!("{register}{path}{query}")).await.body;
            assert_eq!(body.contains("青釉小学的校舍"), is_there, "{path}{query}");
        }
        let json = app.get(&format!("/api/v1{register}{query}")).await.body;
        assert_eq!(json.contains("青釉小学的校舍"), is_there, "{query}");
    }
    for path in [register.clone(), format!("{register}/feed.atom"), format!("/api/v1{register}")] {
        let body = app.get(&path).await.body;
        for told in MARKERS.into_iter().chain([number.as_str(), case.rsplit('/').next().unwrap()]) {
            assert!(!body.contains(told), "{told} on {path}");
        }
    }
    assert!(app.get(&format!("{register}/export/xlsx")).await.body.starts_with("PK"));
    assert!(app.get(&format!("/agencies/{AGENCY}")).await.body.contains(&register));

    let none = app.post(&format!("{public}/withdraw"), "", &officer).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "with a reason");
    app.act(&format!("{public}/withdraw"), &form(&[("reason", "表述不准确")]), &officer).await;
    assert!(!app.get(&register).await.body.contains("青釉小学"));
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn a_register_that_is_switched_off_is_not_there() {
    let app = TestApp::with_platform().await;
    let head = app.sign_in("edu.head").await;
    let register = format!("/agencies/{AGENCY}/requests");
    assert_eq!(app.get(&register).await.status, StatusCode::OK, "the demonstration shows one");
    let settings = form(&[("prefix", "依申请公开"), ("letter", "L13"), ("propose_after", "3")]);
    app.act(&format!("/office/agencies/{AGENCY}/requests/settings"), &settings, &head).await;
    for path in ["", "/feed.atom", "/export/csv"] {
        assert_eq!(app.get(&format!("{register}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(app.get(&format!("/api/v1{register}")).await.status, StatusCode::NOT_FOUND);
    assert!(!app.get(&format!("/agencies/{AGENCY}")).await.body.contains(&register));
}

#[tokio::test]
async fn what_several_asked_for_or_one_suggests_is_proposed_accepted_or_declined_and_told() {
    let app = TestApp::with_platform().await;
    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    let proposals = format!("/office/agencies/{AGENCY}/requests/proposals");
    let wanted = "青釉小学2025年校舍安全鉴定报告的全文";
    let mut keys = Vec::new();
    for identity in ["QXIDENTITY7788", "甲", "乙"] {
        keys.push(key(&send(&app, &[("wanted", wanted), ("identity", identity)]).await.body));
    }
    for (number, _) in &keys[..2] {
        let case = case_of(&app, number, &officer).await;
        grant(&app, &case, Some(("校舍报告.txt", "鉴定结论：安全。".as_bytes()))).await;
    }
    let page = app.get_as(&proposals, &officer).await.body;
    assert!(!page.contains(wanted), "two applicants are not enough: {page}");
    let case = case_of(&app, &keys[2].0, &officer).await;
    grant(&app, &case, None).await;
    let page = app.get_as(&proposals, &head).await.body;
    let section = page.split("<section").find(|s| s.contains(wanted)).expect("it is proposed");
    assert!(section.contains("3 个申请人") && section.contains("校舍报告.txt"), "{section}");
    let value = |name: &str| -> Vec<&str> {
        let before = format!("name=\"{name}\" value=\"");
        let form = between(section, "proposals/accept", "</form>");
        form.split(before.as_str()).skip(1).map(|p| p.split('"').next().unwrap()).collect()
    };
    let mut fields =
        vec![("title", "青釉小学校舍安全鉴定报告"), ("column", "notice"), ("text", "现予公布。")];
    fields.extend(value("request").into_iter().map(|id| ("request", id)));
    fields.extend(value("file").into_iter().take(1).map(|id| ("file", id)));
    let refused = app.post(&format!("{proposals}/accept"), &form(&fields), &officer).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "who accepts begins a draft");
    let mut named = fields.clone();
    named[0] = ("title", "QXNAME要的报告");
    let refused = app.post(&format!("{proposals}/accept"), &form(&named), &head).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody is named");
    let done = app.post(&format!("{proposals}/accept"), &form(&fields), &head).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let edit = done.headers["location"].to_str().unwrap();
    let draft = app.get_as(edit, &head).await.body;
    assert!(
        draft.contains("青釉小学校舍安全鉴定报告") && draft.contains("value=\"notice\" selected"),
        "{draft}"
    );
    let draft = app.get_as(edit.trim_end_matches("/edit"), &head).await.body;
    assert!(draft.contains("校舍报告.txt"), "{draft}");
    let page = app.get_as(&proposals, &head).await.body;
    assert!(!between(&page, "<main", "id=\"decided\"").contains(wanted), "it is decided");

    // A suggestion: refused with a reason that its applicant sees.
    let (number, code) = key(&send(&app, &[]).await.body);
    let case = case_of(&app, &number, &officer).await;
    grant(&app, &case, None).await;
    let suggest = form(&[
        ("agency", AGENCY),
        ("number", &number),
        ("code", &code),
        ("kind", "publication-suggested"),
        ("text", "很多人关心"),
    ]);
    let suggested = app.post("/requests/track/act", &suggest, "").await.body;
    assert!(suggested.contains("正在研究") && !suggested.contains("value=\"publication-suggested\""), "once");
    let page = app.get_as(&proposals, &officer).await.body;
    let section = page.split("<section").find(|s| s.contains(&number)).expect("it is proposed");
    assert!(section.contains("申请人建议"), "{section}");
    let request = case.rsplit('/').next().unwrap();
    let decline = |reason: &str| form(&[("request", request), ("reason", reason)]);
    let refused = app.post(&format!("{proposals}/decline"), &decline(""), &officer).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.act(&format!("{proposals}/decline"), &decline("仅涉及个别家庭，不属于公共利益。"), &officer).await;
    let told = tracked(&app, &number, &code).await.body;
    assert!(told.contains("未被采纳") && told.contains("仅涉及个别家庭"), "{told}");
    assert!(MARKERS[1..3].iter().all(|m| !told.contains(m)), "the letter names them, and nothing else");
    assert!(app.is_whole().await);
}

/// Asks for a code; the id on the page that follows, and the code as the demonstration shows it.
async fn code_for(app: &TestApp, address: &str) -> (String, String) {
    let page = app.get_with("/account/sign-in", &[("cookie", "lang=en")]).await.body;
    let sum: u32 = between(&page, "What is ", "?").split(" plus ").map(|n| n.parse::<u32>().unwrap()).sum();
    let token = between(&page, "name=\"token\" value=\"", "\"").to_owned();
    let kind = if address.contains('@') { "email" } else { "telephone" };
    let typed =
        form(&[("kind", kind), ("address", address), ("token", &token), ("answer", &sum.to_string())]);
    let asked = app.post("/account/sign-in", &typed, "").await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
    let id = between(&asked.body, "name=\"id\" value=\"", "\"").to_owned();
    let codes = app.get("/account/outbox").await.body;
    (id, between(&codes, "<code>", "</code>").to_owned())
}

/// The cookie of an account.
pub async fn account_of(app: &TestApp, address: &str) -> String {
    let (id, code) = code_for(app, address).await;
    let done = app.post("/account/code", &form(&[("id", &id), ("code", &code)]), "").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let cookie = done.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.starts_with("gongkai_applicant="), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_applicant_signs_in_by_a_code_sees_their_history_takes_it_and_deletes_it() {
    let app = TestApp::with_platform().await;
    let (number, code) = key(&send(&app, &[]).await.body);
    let own = account_of(&app, "qxowner@example.org").await;
    assert!(app.get_as("/account", &own).await.body.contains("还没有申请"));
    let link = |code: &str| form(&[("agency", AGENCY), ("number", &number), ("code", code)]);
    assert_eq!(
        app.post("/account/link", &link("AAAAAAAAAA"), &own).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    app.act("/account/link", &link(&code), &own).await;
    let page = app.get_as("/account", &own).await.body;
    assert!(page.contains(&number) && page.contains(MARKERS[3]) && !page.contains("qxowner@"), "{page}");
    let address = format!("/account/requests/{}", between(&page, "/account/requests/", "\""));
    assert!(app.get_as(&address, &own).await.body.contains("id=\"state\""), "as by number and code");
    // Somebody else, and the office, see nothing of it.
    let other = account_of(&app, "139 1234 5678").await;
    assert_eq!(app.get_as(&address, &other).await.status, StatusCode::NOT_FOUND);
    assert!(!app.get_as("/account", &other).await.body.contains(&number));
    let officer = app.sign_in("edu.case").await;
    assert_eq!(app.get_as("/account", &officer).await.status, StatusCode::SEE_OTHER, "another cookie");
    assert_eq!(app.get_as("/office", &own).await.status, StatusCode::SEE_OTHER, "no way into the office");

    let taken = app.post("/account/export", "", &own).await.body;
    for word in MARKERS.into_iter().chain(["qxowner@example.org", number.as_str()]) {
        assert!(taken.contains(word), "{word}: {taken}");
    }
    let jobs = app.get_as("/office/jobs", &app.sign_in("admin.system").await).await.body;
    assert!(jobs.contains("applicant-code") && !jobs.contains("qxowner"), "jobs hold no address");

    assert_eq!(app.post("/account/delete", "", &own).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.act("/account/delete", &form(&[("sure", "yes")]), &own).await;
    assert_eq!(app.get_as("/account", &own).await.status, StatusCode::SEE_OTHER, "gone");
    assert!(tracked(&app, &number, &code).await.body.contains("id=\"state\""), "the request stays");
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn a_request_that_is_sent_while_signed_in_is_in_the_history() {
    let app = TestApp::with_platform().await;
    let own = account_of(&app, "qxowner@example.org").await;
    let sent = crate::requests::send_as(&app, &[], &own).await;
    let (number, _) = key(&sent.body);
    assert!(app.get_as("/account", &own).await.body.contains(&number));
    app.act("/account/sign-out", "", &own).await;
    assert_eq!(app.get_as("/account", &own).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_code_is_tried_a_few_times_used_once_and_not_asked_for_by_the_dozen() {
    let app = TestApp::with_platform().await;
    let (id, code) = code_for(&app, "qxcode@example.org").await;
    let enter = |code: &str| form(&[("id", &id), ("code", code)]);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(
            app.post("/account/code", &enter(wrong), "").await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    assert_eq!(app.post("/account/code", &enter(&code), "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = app.get_with("/account/sign-in", &[("cookie", "lang=en")]).await.body;
    let sum: u32 = between(&page, "What is ", "?").split(" plus ").map(|n| n.parse::<u32>().unwrap()).sum();
    let (token, sum) = (between(&page, "name=\"token\" value=\"", "\"").to_owned(), sum.to_string());
    let again =
        form(&[("kind", "email"), ("address", "QXCODE@example.org"), ("token", &token), ("answer", &sum)]);
    let again = app.post("/account/sign-in", &again, "").await;
    assert!(again.body.contains("过于频繁"), "the same address, however it is written: {}", again.body);

    let (id, code) = code_for(&app, "qxother@example.org").await;
    app.act("/account/code", &form(&[("id", &id), ("code", &code)]), "").await;
    let twice = app.post("/account/code", &form(&[("id", &id), ("code", &code)]), "").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "once");
}

/// Binds nothing: tells what it was given, so that a test can read it.
#[derive(Debug)]
struct Telling;

impl gongkai_app::typesetting::Typesetter for Telling {
    fn pdf(&self, document: &gongkai_app::typesetting::Print) -> Result<Vec<u8>, String> {
        Ok(format!("{document:?}").into_bytes())
    }

    fn bind(&self, bundle: &gongkai_app::typesetting::Bundle) -> Result<Vec<u8>, String> {
        Ok(format!("{bundle:?}").into_bytes())
    }
}

#[tokio::test]
async fn the_evidence_of_a_suit_is_bound_with_what_each_paper_proves() {
    let app = TestApp::with_typesetter(std::sync::Arc::new(Telling)).await;
    let officer = app.sign_in("edu.case").await;
    let (number, _) = key(&send(&app, &[]).await.body);
    let case = case_of(&app, &number, &officer).await;
    grant(&app, &case, Some(("校舍报告.txt", "鉴定结论：安全。".as_bytes()))).await;
    let year = gongkai_domain::china_time::day(gongkai_app::now_ms()).year();
    let suit = form(&[
        ("procedure", "行政诉讼（未经复议）"),
        ("on", &format!("{year}-01-05")),
        ("reference", "（2026）澄行初字第3号"),
        ("body", "澄川区人民法院"),
    ]);
    app.act(&format!("{case}/proceedings"), &suit, &officer).await;
    let page = app.get_as(&format!("{case}/bundle"), &officer).await.body;
    for word in
        ["政府信息公开申请", "办理过程记录", "答复期限计算说明", "送达记录", "校舍报告.txt", "澄行初字第3号"]
    {
        assert!(page.contains(word), "{word}: {page}");
    }
    let entry = between(&page, "name=\"entry\"", "</select>");
    let entry = entry.split("value=\"").nth(2).map(|p| p.split('"').next().unwrap()).unwrap_or_default();
    let ids: Vec<&str> =
        page.split("name=\"exhibit\" value=\"").skip(1).map(|p| p.split('"').next().unwrap()).collect();
    assert!(ids.len() >= 6, "{ids:?}");
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("exhibit", *id)).collect();
    fields.extend([("entry", entry), ("proves-clock", "答复没有超过期限")]);
    let refused = app.post(&format!("{case}/bundle"), &form(&fields), &officer).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "with a reason");
    fields.push(("reason", "向法院提交证据"));
    let bound = app.post(&format!("{case}/bundle"), &form(&fields), &officer).await;
    assert_eq!(bound.status, StatusCode::OK, "{}", bound.body);
    for word in [
        "行政诉讼证据材料",
        "答复没有超过期限",
        "第1个工作日",
        MARKERS[0],
        MARKERS[3],
        "校舍报告.txt",
        "澄川区人民法院",
    ] {
        assert!(bound.body.contains(word), "{word}");
    }
    assert!(!bound.body.contains(MARKERS[1]) && !bound.body.contains(MARKERS[2]), "masked");
    let audit = app.sign_in("admin.audit").await;
    let id = case.rsplit('/').next().unwrap();
    assert!(app.get_as(&format!("/office/audit?subject={id}"), &audit).await.body.contains("向法院提交证据"));
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn a_letter_is_previewed_with_what_is_typed_and_nothing_is_saved() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let settings = format!("/office/agencies/{AGENCY}/requests/settings");
    let typed = form(&[("prefix", "澄教公开"), ("letter", "L13"), ("extra", "咨询时间：工作日上午。")]);
    let page = app.post(&format!("{settings}/preview"), &typed, &officer).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let letter = between(&page.body, "<article class=\"letter", "</article>");
    assert!(letter.contains("class=\"own\">咨询时间") && letter.contains("澄教公开〔"), "{letter}");
    assert!(letter.contains("class=\"law\"") && letter.contains("未经行政复议"), "{letter}");
    assert!(!app.get_as(&settings, &officer).await.body.contains("澄教公开"), "nothing is saved");
    let file = app.post(&format!("{settings}/preview/docx"), &typed, &officer).await;
    assert!(file.status == StatusCode::OK && file.body.starts_with("PK"));
    let none = app.post(&format!("{settings}/preview"), &form(&[("letter", "L26")]), &officer).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "not written from a case");
}
