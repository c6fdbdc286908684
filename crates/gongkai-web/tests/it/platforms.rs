//! A platform hands requests in with its token, asks for their state, and is told what happens.

use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::app::{Answer, TestApp, form};
use crate::openapi::faults;

const AGENCY: &str = "chengchuan-education";
const HAND_IN: &str = "/api/v1/agencies/chengchuan-education/requests";
const DESCRIBED: &str = "/api/v1/agencies/{agency}/requests";
const MARKERS: [&str; 4] = ["QXPLATNAME", "QXPLATID9911", "QXPLAT@example.org", "QXPLATWANTED"];

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {text}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after:?} after {before:?}")).0
}

fn next_year() -> String {
    let today = gongkai_domain::china_time::day(gongkai_app::now_ms());
    format!("{}-06-30", today.year() + 1)
}

/// Lets a platform in; gives the address of its page and its token.
async fn let_in(app: &TestApp, name: &str, agencies: &[&str]) -> (String, String) {
    let admin = app.sign_in("admin.system").await;
    let until = next_year();
    let mut fields = vec![("name", name), ("expires_on", until.as_str())];
    fields.extend(agencies.iter().map(|a| ("agency", *a)));
    let made = app.post("/office/platforms", &form(&fields), &admin).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let token = between(&made.body, "<code>", "</code>").to_owned();
    let page = format!("/office/platforms/{}", between(&made.body, "href=\"/office/platforms/", "\""));
    (page, token)
}

fn request(number: &str) -> Value {
    json!({
        "number": number,
        "applicant": "natural",
        "name": MARKERS[0],
        "identity": MARKERS[1],
        "email": MARKERS[2],
        "wanted": MARKERS[3],
        "way": "email",
        "form": "electronic",
    })
}

async fn hand_in(app: &TestApp, token: &str, body: &Value) -> Answer {
    app.post_json(HAND_IN, token, &body.to_string()).await
}

async fn asked(app: &TestApp, token: &str, number: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    app.get_with(&format!("/api/v1/requests/{number}"), &[("authorization", &bearer)]).await
}

fn value(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("JSON: {}", answer.body))
}

/// What the answer is, and that it is as described.
fn is_described(method: &str, path: &str, answer: &Answer, status: StatusCode) -> Value {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(faults(method, path, answer), Vec::<String>::new(), "{}", answer.body);
    value(answer)
}

#[tokio::test]
async fn a_request_is_handed_in_once_however_often_it_is_sent() {
    let app = TestApp::with_platform().await;
    let (page, token) = let_in(&app, "省政务公开平台", &[AGENCY]).await;
    let made = hand_in(&app, &token, &request("SZ-2026.1")).await;
    let first = is_described("post", DESCRIBED, &made, StatusCode::CREATED);
    assert_eq!(
        (first["number"].as_str(), first["state"]["code"].as_str()),
        (Some("SZ-2026.1"), Some("in-process"))
    );
    assert!(
        first["due_on"].is_string() && first["why"][0].as_str().unwrap().contains("第三十一条"),
        "{first}"
    );
    assert_eq!(made.headers["location"], "/api/v1/requests/SZ-2026.1");
    let again = hand_in(&app, &token, &request("SZ-2026.1")).await;
    assert_eq!(is_described("post", DESCRIBED, &again, StatusCode::OK), first, "the same case");
    let mut other = request("SZ-2026.1");
    other["wanted"] = json!("something else");
    is_described("post", DESCRIBED, &hand_in(&app, &token, &other).await, StatusCode::CONFLICT);
    let state = asked(&app, &token, "SZ-2026.1").await;
    assert_eq!(state.headers["cache-control"], "no-store");
    let state = is_described("get", "/api/v1/requests/{number}", &state, StatusCode::OK);
    assert!(state.get("code").is_none() && state["case_number"] == first["case_number"], "{state}");

    // The applicant follows it with number and code, and the office sees from where it came.
    let (number, code) = (first["case_number"].as_str().unwrap(), first["code"].as_str().unwrap());
    let key = form(&[("agency", AGENCY), ("number", number), ("code", code)]);
    assert!(app.post("/requests/track", &key, "").await.body.contains("办理中"));
    let officer = app.sign_in("edu.case").await;
    let list = app.get_as(&format!("/office/agencies/{AGENCY}/requests"), &officer).await.body;
    let row = list.split("<tr>").find(|r| r.contains(&format!(">{number}<"))).expect("it is in the list");
    let case = format!("/office/agencies/{AGENCY}/requests/{}", between(row, "/requests/", "\""));
    let shown = app.get_as(&case, &officer).await.body;
    assert!(shown.contains("省政务公开平台") && shown.contains("SZ-2026.1"), "{shown}");

    // Another platform has numbers of its own, and sees nothing of this one.
    let (_, stranger) = let_in(&app, "市平台", &["*"]).await;
    let absent = asked(&app, &stranger, "SZ-2026.1").await;
    is_described("get", "/api/v1/requests/{number}", &absent, StatusCode::NOT_FOUND);
    let made = hand_in(&app, &stranger, &request("SZ-2026.1")).await;
    assert_ne!(value(&made)["case_number"], first["case_number"]);

    let audit = app.sign_in("admin.audit").await;
    let id = page.rsplit('/').next().unwrap();
    let log = app.get_as(&format!("/office/audit?subject={id}"), &audit).await.body;
    for act in ["接入平台", "平台提交申请", "平台查询状态"] {
        assert!(log.contains(act), "{act}: {log}");
    }
    assert!(log.contains("省政务公开平台"), "by its name");
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn who_has_no_good_token_gets_nothing() {
    let app = TestApp::with_platform().await;
    let (page, token) = let_in(&app, "平台", &[AGENCY]).await;
    let admin = app.sign_in("admin.system").await;
    let body = request("1").to_string();
    for wrong in ["", "gkp_0000", "Basic x"] {
        let refused = app.post_json(HAND_IN, wrong, &body).await;
        let said = is_described("post", DESCRIBED, &refused, StatusCode::UNAUTHORIZED);
        assert_eq!(refused.headers["www-authenticate"], "Bearer");
        assert!(!said["advice"].as_str().unwrap().is_empty());
    }
    let elsewhere = HAND_IN.replace("education", "housing");
    let refused = app.post_json(&elsewhere, &token, &body).await;
    is_described("post", DESCRIBED, &refused, StatusCode::FORBIDDEN);
    let (_, all) = let_in(&app, "全域", &["*"]).await;
    let nowhere = app.post_json(&HAND_IN.replace("education", "nothing"), &all, &body).await;
    is_described("post", DESCRIBED, &nowhere, StatusCode::NOT_FOUND);
    assert_eq!(app.post_json(HAND_IN, &all, "x").await.status, StatusCode::BAD_REQUEST);
    let xml = app.post_as("application/xml", HAND_IN, &all, "<a/>").await;
    is_described("post", DESCRIBED, &xml, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let long = app.post_json(HAND_IN, &all, &" ".repeat(70 << 10)).await;
    is_described("post", DESCRIBED, &long, StatusCode::PAYLOAD_TOO_LARGE);

    // A new token ends the old one, and who is shut out gets nothing more.
    let until = next_year();
    let renewed = app.post(&format!("{page}/renew"), &form(&[("expires_on", &until)]), &admin).await;
    let newer = between(&renewed.body, "<code>", "</code>").to_owned();
    is_described("post", DESCRIBED, &app.post_json(HAND_IN, &token, &body).await, StatusCode::UNAUTHORIZED);
    assert_eq!(app.post_json(HAND_IN, &newer, &body).await.status, StatusCode::CREATED);
    let shown = app.get_as(&page, &admin).await.body;
    assert!(!shown.contains(&newer) && !shown.contains("gkp_"), "shown once");
    app.act(&format!("{page}/revoke"), "", &admin).await;
    assert_eq!(asked(&app, &newer, "1").await.status, StatusCode::UNAUTHORIZED);
    let past = form(&[("expires_on", "2020-01-01")]);
    let refused = app.post(&format!("{page}/renew"), &past, &admin).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn a_platform_that_asks_too_often_waits() {
    let app = TestApp::with_settings(|s| s.platforms.per_minute = 3).await;
    let (_, token) = let_in(&app, "平台", &["*"]).await;
    let mut last = asked(&app, &token, "1").await;
    for _ in 0..8 {
        last = asked(&app, &token, "1").await;
        if last.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    is_described("get", "/api/v1/requests/{number}", &last, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() <= 61);
}

#[tokio::test]
async fn each_fault_points_at_its_field_and_nothing_is_kept() {
    let app = TestApp::with_platform().await;
    let (_, token) = let_in(&app, "平台", &["*"]).await;
    let wrong = |body: Value| {
        let (app, token) = (&app, &token);
        async move {
            let answer = hand_in(app, token, &body).await;
            let said = is_described("post", DESCRIBED, &answer, StatusCode::UNPROCESSABLE_ENTITY);
            let pointers = said["errors"].as_array().unwrap().iter();
            pointers.map(|e| e["pointer"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        }
    };
    let without = |field: &str| {
        let mut body = request("1");
        body.as_object_mut().unwrap().remove(field);
        body
    };
    for field in ["number", "applicant", "name", "identity", "wanted", "way", "form", "email"] {
        let pointers = wrong(without(field)).await;
        assert!(pointers.contains(&format!("/{field}")), "{field}: {pointers:?}");
    }
    let mut typed = request("1");
    typed["name"] = json!(7);
    typed["a/b~c"] = json!("x");
    typed["help"] = json!("\0");
    let mut pointers = wrong(typed).await;
    pointers.sort();
    assert_eq!(pointers, ["/a~1b~0c", "/help", "/name"]);
    let mut secret = request("1");
    secret["wanted"] = json!("绝密★10年");
    assert_eq!(wrong(secret).await, ["/wanted"]);
    let mut number = request("1");
    number["number"] = json!("../x");
    assert_eq!(wrong(number).await, ["/number"]);
    assert_eq!(asked(&app, &token, "1").await.status, StatusCode::NOT_FOUND, "nothing was kept");
    assert_eq!(hand_in(&app, &token, &request("1")).await.status, StatusCode::CREATED, "the number is free");
}

/// Any JSON, and objects whose members have the right names.
fn any_body() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,40}".prop_map(Value::from),
        prop::sample::select(vec!["natural", "email", "electronic", "post", "\u{0}", "绝密★10年"])
            .prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("\\PC{0,12}", inner, 0..6)
                .prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    });
    let names = vec![
        "number",
        "applicant",
        "name",
        "identity",
        "telephone",
        "email",
        "wanted",
        "way",
        "form",
        "help",
    ];
    let named = prop::collection::btree_map(prop::sample::select(names), tree.clone(), 0..10)
        .prop_map(|m| Value::Object(m.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()));
    let near = prop::collection::btree_map(
        prop::sample::select(vec!["number", "name", "wanted", "help", "contact"]),
        "\\PC{0,30}",
        0..5,
    )
    .prop_map(|m| {
        let mut body = request("1");
        for (name, text) in m {
            body[name] = json!(text);
        }
        body
    });
    prop_oneof![
        2 => named.prop_map(|v| v.to_string()),
        2 => near.prop_map(|v| v.to_string()),
        1 => tree.prop_map(|v| v.to_string()),
        1 => "\\PC{0,60}",
        1 => Just("[".repeat(5_000)),
        1 => Just("{\"name\":\"\\ud800\"}".to_owned()),
    ]
}

#[test]
fn no_body_whatever_brings_the_service_down() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (app, token) = runtime.block_on(async {
        let app = TestApp::with_settings(|s| s.platforms.per_minute = u32::MAX).await;
        let (_, token) = let_in(&app, "平台", &["*"]).await;
        (app, token)
    });
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    let tried = runner.run(&any_body(), |body| {
        let answer = runtime.block_on(app.post_json(HAND_IN, &token, &body));
        prop_assert!(!answer.status.is_server_error(), "{}: {}", body, answer.body);
        let wrong = faults("post", DESCRIBED, &answer);
        prop_assert!(wrong.is_empty(), "{} {wrong:?}", answer.body);
        Ok(())
    });
    tried.unwrap();
    for number in ["%00", "%ff", "..%2f..", "%E4%B8%AD", "a%20b"] {
        let answer = runtime.block_on(asked(&app, &token, number));
        assert!(answer.status.is_client_error(), "{number}: {}", answer.status);
        let path = HAND_IN.replace("chengchuan-education", number);
        let answer = runtime.block_on(app.post_json(&path, &token, &request("1").to_string()));
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
}

/// What a listener heard: heads and bodies.
type Heard = Arc<Mutex<Vec<(Vec<(String, String)>, String)>>>;

/// Answers one POST after another with the statuses given, and then with 204.
async fn listener(statuses: &'static [u16]) -> (String, Heard) {
    let heard = Heard::default();
    let (socket, said) = (tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap(), heard.clone());
    let address = format!("http://{}/hook?a=b", socket.local_addr().unwrap());
    let next = Arc::new(Mutex::new(statuses.iter().copied()));
    let router = axum::Router::new().fallback(move |headers: axum::http::HeaderMap, body: String| {
        let (said, next) = (said.clone(), next.clone());
        async move {
            let head = headers.iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned()));
            said.lock().unwrap().push((head.collect(), body));
            StatusCode::from_u16(next.lock().unwrap().next().unwrap_or(204)).unwrap()
        }
    });
    tokio::spawn(async move { axum::serve(socket, router).await.unwrap() });
    (address, heard)
}

#[tokio::test]
async fn what_happens_is_told_signed_and_again_until_it_is_taken() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use hmac::{Hmac, KeyInit, Mac};

    let app = TestApp::with_settings(|s| s.platforms.reach = gongkai_app::settings::Reach::Inside).await;
    let (page, token) = let_in(&app, "省平台", &[AGENCY]).await;
    let admin = app.sign_in("admin.system").await;
    let (address, heard) = listener(&[500]).await;
    let none = app.post(&format!("{page}/hook"), &form(&[("address", &address)]), &admin).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing to be told of");
    let mut fields = vec![("address", address.as_str())];
    let all = ["request.received", "request.state_changed", "request.answered", "request.letter_sent"];
    fields.extend(all.map(|e| ("event", e)));
    let set = app.post(&format!("{page}/hook"), &form(&fields), &admin).await;
    assert_eq!(set.status, StatusCode::CREATED, "{}", set.body);
    let secret = between(&set.body, "<code>", "</code>").to_owned();
    assert!(secret.starts_with("whsec_") && !app.get_as(&page, &admin).await.body.contains("whsec_"));

    let made = value(&hand_in(&app, &token, &request("N-1")).await);
    app.work().await;
    let shown = app.get_as(&page, &admin).await.body;
    assert!(shown.contains("it answered 500"), "{shown}");
    let delivery = between(&shown, "/deliveries/", "/again").to_owned();
    assert_eq!(heard.lock().unwrap().len(), 1, "the second try waits");
    app.act(&format!("{page}/deliveries/{delivery}/again"), "", &admin).await;
    app.work().await;
    let both: Vec<_> = heard.lock().unwrap().clone();
    assert_eq!(both.len(), 2, "tried again");
    assert_eq!(both[0].1, both[1].1, "with the same body");
    for (head, body) in &both {
        let header = |name: &str| head.iter().find(|h| h.0 == name).map(|h| h.1.clone()).unwrap();
        assert_eq!(header("webhook-id"), delivery);
        let key = STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{delivery}.{}.{body}", header("webhook-timestamp")).as_bytes());
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        assert_eq!(header("webhook-signature"), expected);
        let told: Value = serde_json::from_str(body).unwrap();
        assert_eq!(told["type"], "request.received");
        assert_eq!(told["data"]["number"], "N-1");
        assert_eq!(told["data"]["case_number"], made["case_number"]);
        assert_eq!(told["data"]["due_on"], made["due_on"]);
        assert!(MARKERS.iter().all(|m| !body.contains(m)), "{body}");
    }
    assert!(app.get_as(&page, &admin).await.body.contains("已送达"));
    app.act(&format!("{page}/deliveries/{delivery}/again"), "", &admin).await;
    app.work().await;
    assert_eq!(heard.lock().unwrap().len(), 3, "once more by hand");

    // What the office does is told too: an act, the answer, the letter.
    let (officer, head) = (app.sign_in("edu.case").await, app.sign_in("edu.head").await);
    let list = app.get_as(&format!("/office/agencies/{AGENCY}/requests"), &officer).await.body;
    let number = made["case_number"].as_str().unwrap();
    let row = list.split("<tr>").find(|r| r.contains(&format!(">{number}<"))).expect("it is in the list");
    let case = format!("/office/agencies/{AGENCY}/requests/{}", between(row, "/requests/", "\""));
    let draft = form(&[("kind", "answer-drafted"), ("ending", "denied.internal")]);
    app.act(&format!("{case}/act"), &draft, &officer).await;
    let begun = app.post(&format!("{case}/letters"), &form(&[("letter", "L13")]), &officer).await;
    let letter = begun.headers["location"].to_str().unwrap().to_owned();
    app.act(&format!("{letter}/edit"), &form(&[("fill", "人事管理")]), &officer).await;
    app.act(&format!("{letter}/approve"), "", &head).await;
    app.act(&format!("{letter}/send"), &form(&[("way", "portal")]), &officer).await;
    app.work().await;
    let told: Vec<String> = heard.lock().unwrap()[3..]
        .iter()
        .map(|h| serde_json::from_str::<Value>(&h.1).unwrap()["type"].as_str().unwrap().to_owned())
        .collect();
    for event in &all[1..] {
        assert!(told.iter().any(|t| t == event), "{event}: {told:?}");
    }
    let state = asked(&app, &token, "N-1").await;
    let state = is_described("get", "/api/v1/requests/{number}", &state, StatusCode::OK);
    assert_eq!(state["ending"]["code"], "denied.internal");
    let href = state["letters"][0]["href"].as_str().expect("a letter");
    let bearer = format!("Bearer {token}");
    let file = app.get_with(href, &[("authorization", &bearer)]).await;
    assert!(file.status == StatusCode::OK && file.body.starts_with("PK"));
    assert_eq!(app.get(href).await.status, StatusCode::UNAUTHORIZED);
    let path = "/api/v1/requests/{number}/letters/{letter}/{format}";
    let absent = app.get_with(&href.replace("/docx", "/odt"), &[("authorization", &bearer)]).await;
    is_described("get", path, &absent, StatusCode::NOT_FOUND);

    let jobs = app.get_as("/office/jobs", &admin).await.body;
    let shown = app.get_as(&page, &admin).await.body;
    let audit = app.sign_in("admin.audit").await;
    let log = app.get_as("/office/audit", &audit).await.body;
    for marker in MARKERS {
        assert!([&jobs, &shown, &log].iter().all(|page| !page.contains(marker)), "{marker}");
        assert!(heard.lock().unwrap().iter().all(|h| !format!("{h:?}").contains(marker)), "{marker}");
    }
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn the_own_network_is_not_reached_through_a_webhook() {
    let app = TestApp::with_platform().await;
    let (page, _) = let_in(&app, "省平台", &[AGENCY]).await;
    let admin = app.sign_in("admin.system").await;
    for address in [
        "http://platform.example/hook",
        "https://127.0.0.1/hook",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/",
        "file:///etc/passwd",
    ] {
        let fields = form(&[("address", address), ("event", "request.received")]);
        let refused = app.post(&format!("{page}/hook"), &fields, &admin).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
    }
}
