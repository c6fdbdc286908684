//! A request from the applicant's form to the answer, and who sees what of it.

use axum::http::StatusCode;

use crate::app::{Answer, TestApp, form};

pub fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before:?}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after:?} after {before:?}")).0
}

pub const AGENCY: &str = "chengchuan-education";
/// What must stand nowhere but on the page of the case.
pub const MARKERS: [&str; 4] = ["QXNAME", "QXIDENTITY7788", "QXMAIL@example.org", "QXWANTED"];

pub async fn send(app: &TestApp, change: &[(&str, &str)]) -> Answer {
    send_as(app, change, "").await
}

/// The same of somebody with a cookie.
pub async fn send_as(app: &TestApp, change: &[(&str, &str)], cookie: &str) -> Answer {
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
    app.post("/requests/new", &form(&fields), cookie).await
}

/// Number and code of the receipt, as the form that follows it sends them.
pub fn key(receipt: &str) -> (String, String) {
    let value = |id: &str| between(receipt, &format!("id=\"{id}\">"), "<").to_owned();
    (value("number"), value("code"))
}

pub async fn tracked(app: &TestApp, number: &str, code: &str) -> Answer {
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
    let letters = format!("{case}/letters");
    let another = app.post(&letters, &form(&[("letter", "L13")]), &officer).await;
    assert_eq!(another.status, StatusCode::NOT_FOUND, "the letter of another ending");
    let begun = app.post(&letters, &form(&[("letter", "L15")]), &officer).await;
    let letter = begun.headers["location"].to_str().unwrap().to_owned();
    let page = app.get_as(&letter, &officer).await.body;
    assert!(page.contains("placeholder=\"档案、系统、部门及检索词\"") && page.contains("六个月"), "{page}");
    assert_eq!(
        app.post(&format!("{letter}/approve"), "", &head).await.status,
        StatusCode::CONFLICT,
        "it is open"
    );
    let fill = form(&[("fill", "教育档案室2023至2025年，检索词QXWANTED"), ("extra", "另附检索截图一份。")]);
    app.act(&format!("{letter}/edit"), &fill, &officer).await;
    assert_eq!(
        app.post(&format!("{letter}/send"), &form(&[("way", "portal")]), &officer).await.status,
        StatusCode::CONFLICT
    );
    app.act(&format!("{letter}/approve"), "", &head).await;
    let page = app.get_as(&letter, &officer).await.body;
    assert!(
        page.contains("依申请公开〔")
            && page.contains("另附检索截图一份。")
            && !page.contains("name=\"fill\"")
    );
    assert_eq!(
        app.post(&format!("{letter}/edit"), &fill, &officer).await.status,
        StatusCode::CONFLICT,
        "it is fixed"
    );
    assert!(
        !tracked(&app, &number, &code).await.body.contains("检索截图"),
        "nothing is seen before it is sent"
    );
    app.act(&format!("{letter}/send"), &form(&[("way", "portal")]), &officer).await;
    let file = app.get_as(&format!("{letter}/docx"), &officer).await;
    assert!(file.status == StatusCode::OK && file.body.starts_with("PK"));
    assert_eq!(
        app.get_as(&format!("{letter}/pdf"), &officer).await.status,
        StatusCode::NOT_FOUND,
        "not in this build"
    );
    let page = tracked(&app, &number, &code).await.body;
    assert!(
        page.contains("id=\"state\">已送达") && page.contains("检索截图") && page.contains("依申请公开〔"),
        "{page}"
    );
    let id = letter.rsplit('/').next().unwrap();
    let own = |code: &str| {
        form(&[("agency", AGENCY), ("number", &number), ("code", code), ("letter", id), ("format", "docx")])
    };
    let file = app.post("/requests/track/letter", &own(&code), "").await;
    assert!(file.status == StatusCode::OK && file.body.starts_with("PK"));
    assert_eq!(
        app.post("/requests/track/letter", &own("AAAAAAAAAA"), "").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let end = tracked(&app, &number, &code).await.body;
    assert!(
        end.contains("信息不存在") && end.contains("第三十六条第（四）项") && end.contains("6个月"),
        "{end}"
    );
    assert!(app.is_whole().await);
}

/// What the service logs, down to `debug` (the level of statements), while the tests of this program run.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_an_applicant_tells_of_themselves_is_nowhere_but_on_the_page_of_the_case() {
    let heard = Log::default();
    let writer = heard.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).expect("nobody else listens");
    let app = TestApp::with_platform().await;
    let sent = send(&app, &[]).await;
    let (number, code) = key(&sent.body);
    // A correction and a complaint tell as much of somebody.
    for path in ["/corrections/new", "/complaints/new"] {
        let fields = [
            ("agency", AGENCY),
            ("name", MARKERS[0]),
            ("identity", MARKERS[1]),
            ("email", MARKERS[2]),
            ("wanted", MARKERS[3]),
            ("proof", MARKERS[3]),
        ];
        assert_eq!(crate::matters::send(&app, path, &fields).await.status, StatusCode::OK);
    }
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
    // An account with the same address: neither the statement that keeps it nor the code that opens it is logged.
    let account = crate::applicants::account_of(&app, MARKERS[2]).await;
    let link = form(&[("agency", AGENCY), ("number", &number), ("code", &code)]);
    app.act("/account/link", &link, &account).await;
    let history = app.get_as("/account", &account).await.body;
    assert!(history.contains(MARKERS[3]) && MARKERS[..3].iter().all(|m| !history.contains(m)));
    app.work().await;
    // Statements of the database are logged, and what is bound to them is not.
    let log = String::from_utf8_lossy(&heard.0.lock().unwrap()).into_owned();
    assert!(log.contains("INSERT INTO"), "the log was heard");
    for marker in MARKERS {
        assert!(!log.contains(marker), "{marker} is in the log");
        assert!(!log.contains(&marker.to_lowercase()), "{marker} is in the log, in small letters");
    }
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
    let typed_as = |channel: &str, received: &str| {
        form(&[
            ("channel", channel),
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
    let typed = |received: &str| typed_as("letter", received);
    let wrong = app.post(&path, &typed("2026-03-01"), &officer).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("qxletter"));
    let unread = app.post(&path, &typed("三月四日"), &officer).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY, "a day is not guessed");
    assert!(unread.body.contains("“三月四日”不是日期") && unread.body.contains("qxletter"));
    assert_eq!(
        app.post(&path, &typed_as("online", ""), &officer).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
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

/// A case of the demonstration that is in work and was given to nobody: its address.
async fn case_in_work(app: &TestApp, officer: &str) -> String {
    let list =
        app.get_as(&format!("/office/agencies/{AGENCY}/requests?state=in-process"), officer).await.body;
    format!(
        "/office/agencies/{AGENCY}/requests/{}",
        between(between(&list, "<tbody>", "</tbody>"), "/requests/", "\"")
    )
}

#[tokio::test]
async fn an_answer_by_mail_goes_out_with_its_letter_and_no_address_is_kept_beside_the_case() {
    let outbox = tempfile::tempdir().unwrap();
    let app = TestApp::with_mail(outbox.path()).await;
    let sent = send(&app, &[("way", "email")]).await;
    let (number, _) = key(&sent.body);
    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    let list = app.get_as(&format!("/office/agencies/{AGENCY}/requests"), &officer).await.body;
    let row = list.split("<tr>").find(|r| r.contains(&format!(">{number}<"))).expect("it is in the list");
    let case = format!("/office/agencies/{AGENCY}/requests/{}", between(row, "/requests/", "\""));
    let draft = form(&[("kind", "answer-drafted"), ("ending", "denied.internal")]);
    app.act(&format!("{case}/act"), &draft, &officer).await;
    let begun = app.post(&format!("{case}/letters"), &form(&[("letter", "L13")]), &officer).await;
    let letter = begun.headers["location"].to_str().unwrap().to_owned();
    app.act(&format!("{letter}/edit"), &form(&[("fill", "人事管理")]), &officer).await;
    app.act(&format!("{letter}/approve"), "", &head).await;
    app.act(&format!("{letter}/send"), &form(&[("way", "email")]), &officer).await;
    let jobs = app.get_as("/office/jobs", &app.sign_in("admin.system").await).await.body;
    assert!(jobs.contains("letter-mail") && !jobs.contains(MARKERS[2]), "the job holds no address");
    let mails = app.mails().await;
    let mail = mails.first().expect("a mail");
    assert!(mail.contains(MARKERS[2]) && mail.contains("依申请公开〔"), "{mail}");
    let raw = std::fs::read_dir(outbox.path())
        .unwrap()
        .map(|e| std::fs::read_to_string(e.unwrap().path()).unwrap());
    let raw: Vec<String> = raw.filter(|m| m.contains(MARKERS[2])).collect();
    assert!(raw.len() == 1 && raw[0].contains("wordprocessingml"), "the letter is with it");
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn a_review_has_its_term_and_is_counted_in_chapter_four() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let case = case_in_work(&app, &officer).await;
    let path = format!("{case}/proceedings");
    let year = gongkai_domain::china_time::day(gongkai_app::now_ms()).year();
    let on = format!("{year}-03-02");
    let basics = [
        ("procedure", "行政复议"),
        ("form", "简易程序"),
        ("on", on.as_str()),
        ("reference", "澄政复〔2026〕8号"),
        ("body", "示范市澄川区人民政府"),
    ];
    app.act(&path, &form(&basics), &officer).await;
    let page = app.get_as(&case, &officer).await.body;
    assert!(
        page.contains("澄政复〔2026〕8号") && page.contains(&format!("提交答复的期限：{year}-03-09")),
        "{page}"
    );
    let tally = format!("/office/agencies/{AGENCY}/requests/tally/{year}?row=review&who=pending");
    let counted = app.get_as(&tally, &officer).await.body;
    assert!(counted.contains("澄政复〔2026〕8号"), "{counted}");
    let entry = between(&page, "proceedings?entry=", "\"").to_owned();
    let end = format!("{year}-04-20");
    let mut changed = basics.to_vec();
    changed.extend([
        ("entry", entry.as_str()),
        ("answered_on", on.as_str()),
        ("result", "复议：维持"),
        ("ended_on", end.as_str()),
    ]);
    let refused = app.post(&path, &form(&changed), &officer).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a change has a reason");
    changed.push(("reason", "收到复议决定书"));
    app.act(&path, &form(&changed), &officer).await;
    changed.retain(|f| f.0 != "result");
    changed.push(("result", "诉讼：变更"));
    let refused = app.post(&path, &form(&changed), &officer).await;
    assert!(refused.body.contains("结果与程序不符"), "a result of another procedure");
    let counted = app.get_as(&tally.replace("pending", "upheld"), &officer).await.body;
    assert!(counted.contains("澄政复〔2026〕8号"));
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn a_register_of_elsewhere_comes_in_by_rows_and_leaves_again() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let path = format!("/office/agencies/{AGENCY}/requests/import");
    let table = "编号,申请人类型,申请人,申请渠道,提交日期,收到日期,申请内容,告知补正日期,收到补正日期,办理结果,答复日期,送达日期\n\
                 旧-1,自然人,QXNAME,网上,2024-03-01,2024-03-04,某校食堂合同,2024-03-06,2024-03-12,予以公开,2024-03-20,2024-03-21\n\
                 旧-2,商业企业,某公司,邮寄,2024-05-06,2024-05-06,中标通知书,,,信息不存在,2024-07-30,\n\
                 旧-3,自然人,某某,网上,2024-06-01,2024-06-01,食谱,,,予以公开,2024-05-20,\n\
                 旧-4,外星人,某某,网上,2024-06-01,2024-06-01,食谱,,,,,\n\
                 旧-1,自然人,某某,网上,2024-06-01,2024-06-01,食谱,,,,,\n";
    let looked = app.upload_as(&path, "file", Some("old.csv"), table.as_bytes(), &officer).await;
    assert_eq!(looked.status, StatusCode::OK);
    for word in ["先后矛盾", "六个类型", "申请人类型应为", "答复晚于届满日"] {
        assert_eq!(looked.body.contains(word), word != "六个类型", "{word}: {}", looked.body);
    }
    assert!(looked.body.contains("<dd>2</dd>") && looked.body.contains("<dd>1</dd>"), "two taken, one known");
    let list = |state: &'static str| format!("/office/agencies/{AGENCY}/requests?state={state}&q=旧-");
    assert!(!app.get_as(&list(""), &officer).await.body.contains(">旧-1<"), "nothing is written yet");
    let parts = [("file", Some("old.csv"), table.as_bytes()), ("sure", None, &b"yes"[..])];
    let done = app.post_parts(&path, &parts, &officer).await;
    assert!(done.body.contains("id=\"done\""), "{}", done.body);
    let found = app.get_as(&list(""), &officer).await.body;
    assert!(found.contains(">旧-1<") && found.contains(">旧-2<") && !found.contains(">旧-3<"), "{found}");
    let by_name = app.get_as(&format!("/office/agencies/{AGENCY}/requests?q=QXNAME"), &officer).await.body;
    assert!(
        by_name.contains(">旧-1<") && !by_name.contains(">旧-2<"),
        "the applicant is found, and not shown"
    );
    let tally = app
        .get_as(&format!("/office/agencies/{AGENCY}/requests/tally/2024?row=granted&who=natural"), &officer)
        .await
        .body;
    assert!(tally.contains(">旧-1<"), "{tally}");
    let out = app.get_as(&format!("/office/agencies/{AGENCY}/requests/export/2024/csv"), &officer).await.body;
    assert!(out.contains("旧-1,自然人,") && out.contains(",2024-03-12,") && !out.contains("QXNAME"), "{out}");
    let again = app.upload_as(&path, "file", Some("out.csv"), out.as_bytes(), &officer).await.body;
    assert!(again.contains("id=\"preview\"") && !again.contains("先后矛盾"), "what leaves can come in");
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn a_repeat_of_the_same_applicant_is_seen() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let mut numbers = Vec::new();
    for wanted in
        ["青釉小学2025年校舍安全鉴定报告的全文", "青釉小学2025年校舍安全鉴定报告（全文）", "校车采购合同"]
    {
        numbers.push(key(&send(&app, &[("wanted", wanted)]).await.body).0);
    }
    let other = key(&send(&app, &[("wanted", "青釉小学2025年校舍安全鉴定报告的全文"), ("identity", "别人")])
        .await
        .body)
    .0;
    let list = app.get_as(&format!("/office/agencies/{AGENCY}/requests"), &officer).await.body;
    let row =
        list.split("<tr>").find(|r| r.contains(&format!(">{}<", numbers[1]))).expect("it is in the list");
    let case = format!("/office/agencies/{AGENCY}/requests/{}", between(row, "/requests/", "\""));
    let same = app.get_as(&case, &officer).await.body;
    let same = between(&same, "id=\"same\"", "</section>");
    assert!(same.contains("本月第2件") && same.contains(&numbers[0]) && same.contains(&numbers[2]), "{same}");
    assert!(!same.contains(&other), "another person's");
    assert_eq!(same.matches("疑似重复").count(), 1, "{same}");
}

#[tokio::test]
async fn papers_of_a_case_are_sealed_and_what_is_released_waits_for_the_answer() {
    let app = TestApp::with_platform().await;
    let (number, code) = key(&send(&app, &[]).await.body);
    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    let list = app.get_as(&format!("/office/agencies/{AGENCY}/requests"), &officer).await.body;
    let row = list.split("<tr>").find(|r| r.contains(&format!(">{number}<"))).expect("it is in the list");
    let case = format!("/office/agencies/{AGENCY}/requests/{}", between(row, "/requests/", "\""));
    let own = |bytes: &'static [u8]| {
        let fields = [("agency", AGENCY), ("number", &number), ("code", &code)];
        let mut parts: Vec<crate::app::Part<'_>> = Vec::new();
        for (name, value) in fields {
            parts.push((name, None, value.as_bytes()));
        }
        parts.push(("file", Some("QXNAME 授权委托书.txt"), bytes));
        parts
    };
    let sent = app.post_parts("/requests/track/files", &own("QXMARKER 委托书全文".as_bytes()), "").await;
    assert!(sent.status == StatusCode::OK && sent.body.contains("授权委托书.txt"), "{}", sent.body);
    let secret = app.post_parts("/requests/track/files", &own("机密★10年".as_bytes()), "").await;
    assert_eq!(secret.status, StatusCode::UNPROCESSABLE_ENTITY, "a mark of secrecy is refused");
    let wrong = app
        .post_parts(
            "/requests/track/files",
            &own(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0>\0\x01\0\0\0\xb0\xff\xfe"),
            "",
        )
        .await;
    assert!(wrong.body.contains("不接受这种文件"), "{}", wrong.body);

    let files = format!("{case}/files");
    let part = |kind: &'static str, name: &'static str, text: &'static str| {
        [("kind", None, kind.as_bytes()), ("file", Some(name), text.as_bytes())]
    };
    let added =
        app.post_parts(&files, &part("search-record", "检索记录.txt", "检索词：QXMARKER"), &officer).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    app.post_parts(&files, &part("released", "校舍报告.txt", "公开的内容"), &officer).await;
    let page = app.get_as(&case, &officer).await.body;
    assert!(page.contains("检索记录.txt") && page.contains("材料入卷"), "and the evidence is filed with it");
    let address = between(between(&page, "id=\"files\"", "</section>"), "href=\"", "\"").to_owned();
    assert_eq!(app.get_as(&address, &officer).await.body, "QXMARKER 委托书全文");
    for login in ["", "edu.drafter", "housing.drafter", "admin.system"] {
        let cookie = if login.is_empty() { String::new() } else { app.sign_in(login).await };
        assert!(!app.get_as(&address, &cookie).await.body.contains("QXMARKER"), "{login}");
    }
    let page = tracked(&app, &number, &code).await.body;
    assert!(
        page.contains("授权委托书.txt") && !page.contains("检索记录.txt") && !page.contains("校舍报告.txt"),
        "{page}"
    );
    let draft = form(&[("kind", "answer-drafted"), ("ending", "granted")]);
    app.act(&format!("{case}/act"), &draft, &officer).await;
    let begun = app.post(&format!("{case}/letters"), &form(&[("letter", "L10")]), &officer).await;
    let letter = begun.headers["location"].to_str().unwrap().to_owned();
    app.act(&format!("{letter}/edit"), &form(&[("fill", "校舍报告，一份，电子文件")]), &officer).await;
    app.act(&format!("{letter}/approve"), "", &head).await;
    app.act(&format!("{letter}/send"), &form(&[("way", "portal")]), &officer).await;
    let page = tracked(&app, &number, &code).await.body;
    assert!(page.contains("校舍报告.txt") && !page.contains("检索记录.txt"), "{page}");
    let list = between(&page, "id=\"files\"", "</section>");
    let id = list.split("name=\"letter\" value=\"").find(|p| p.contains("校舍报告.txt")).unwrap();
    let id = id.split('"').next().unwrap();
    let key = |code: &str| form(&[("agency", AGENCY), ("number", &number), ("code", code), ("letter", id)]);
    assert_eq!(app.post("/requests/track/file", &key(&code), "").await.body, "公开的内容");
    assert_ne!(app.post("/requests/track/file", &key("AAAAAAAAAA"), "").await.status, StatusCode::OK);
    let archive = format!("{case}/archive");
    assert!(!app.post(&archive, "", &officer).await.status.is_success(), "a reason is needed");
    let package = app.post(&archive, &form(&[("reason", "移交档案室")]), &officer).await;
    assert!(package.status == StatusCode::OK && package.body.starts_with("PK"));
    for name in
        ["case.json", "SHA256SUMS", "files/1-QXNAME 授权委托书.txt", "files/3-校舍报告.txt", "letters/1-"]
    {
        assert!(package.body.contains(name), "{name}");
    }
    assert!(app.is_whole().await, "and every sealed file is there");
}

#[tokio::test]
async fn cases_are_given_to_somebody_several_at_once_and_stand_in_the_calendar() {
    let app = TestApp::with_platform().await;
    let officer = app.sign_in("edu.case").await;
    let desk = format!("/office/agencies/{AGENCY}/requests");
    let list = app.get_as(&format!("{desk}?whose=unassigned"), &officer).await.body;
    let ids: Vec<&str> =
        list.split("name=\"request\" value=\"").skip(1).map(|p| p.split('"').next().unwrap()).collect();
    assert!(ids.len() > 3, "{list}");
    let mut fields = vec![("to", "edu.case")];
    fields.extend(ids.iter().take(2).map(|id| ("request", *id)));
    app.act(&format!("{desk}/assign"), &form(&fields), &officer).await;
    let mine = app.get_as(&format!("{desk}?whose=mine"), &officer).await.body;
    assert!(ids.iter().take(2).all(|id| mine.contains(id)) && !mine.contains(ids[2]), "{mine}");
    let nobody = form(&[("to", "housing.drafter"), ("request", ids[2])]);
    assert_eq!(app.post(&format!("{desk}/assign"), &nobody, &officer).await.status, StatusCode::CONFLICT);
    let due = list.split("<td class=\"date\">").nth(2).unwrap().split('<').next().unwrap();
    let month = app.get_as(&format!("{desk}/calendar?month={}", &due[..7]), &officer).await;
    assert_eq!(month.status, StatusCode::OK);
    assert!(month.body.contains("/requests/chengchuan-education-r"), "{due}: {}", month.body);
    // 1 May 2026 is a day off, 9 May (a Saturday) is worked: the notice decides, not the weekday.
    let may = app.get_as(&format!("{desk}/calendar?month=2026-05"), &officer).await.body;
    let cell =
        |day: &str| may.split("<td").find(|c| c.contains(&format!("\"day\">{day} "))).unwrap().to_owned();
    assert!(cell("1").starts_with(" class=\"off") && cell("2").starts_with(" class=\"off"), "{may}");
    assert!(!cell("9").starts_with(" class=\"off") && !cell("12").starts_with(" class=\"off"), "{may}");
    let unknown = app.get_as(&format!("{desk}/calendar?month=2040-01"), &officer).await.body;
    assert!(unknown.contains("缺少2040年节假日安排"), "{unknown}");
    assert!(app.is_whole().await);
}
