//! Who may go where, and a document on its whole way.

use axum::http::StatusCode;

use crate::app::{Answer, TestApp, form};

/// Everybody who is tried: a stranger, every role of one agency, every role of another, those above.
const PEOPLE: &[&str] = &[
    "",
    "edu.drafter",
    "edu.first",
    "edu.secrecy",
    "edu.second",
    "edu.final",
    "edu.case",
    "edu.head",
    "housing.drafter",
    "housing.first",
    "housing.secrecy",
    "housing.second",
    "housing.final",
    "district",
    "admin.system",
    "admin.security",
    "admin.audit",
];

const STAFF: &[&str] = &[
    "edu.drafter",
    "edu.first",
    "edu.secrecy",
    "edu.second",
    "edu.final",
    "edu.case",
    "edu.head",
    "housing.drafter",
    "housing.first",
    "housing.secrecy",
    "housing.second",
    "housing.final",
    "district",
    "admin.system",
    "admin.security",
    "admin.audit",
];
const READERS: &[&str] = &["edu.drafter", "edu.first", "edu.secrecy", "edu.second", "edu.final", "edu.head"];
const WRITERS: &[&str] = &["edu.drafter", "edu.head"];
const CASE_READERS: &[&str] = &["edu.case", "edu.final", "edu.head"];
const CASE_SIGNERS: &[&str] = &["edu.final", "edu.head"];
const CASE_OFFICERS: &[&str] = &["edu.case", "edu.head"];
const RELEASERS: &[&str] = &["edu.final", "edu.head"];

/// Every address that is not for everybody, with who may pass. Written by hand, from what each role is for. What changes the state that the others need comes last.
const KEPT: &[(&str, &str, &[&str])] = &[
    ("GET", "/office", STAFF),
    ("GET", "/office/progress", STAFF),
    ("GET", "/office/audit", &["admin.audit"]),
    ("GET", "/office/jobs", &["admin.system"]),
    ("GET", "/office/outbox", &["admin.system"]),
    ("POST", "/office/jobs/{job}/revive", &["admin.system"]),
    ("GET", "/office/account", STAFF),
    ("POST", "/office/account/password", STAFF),
    ("POST", "/office/account/sessions/{session}/end", STAFF),
    ("POST", "/office/account/sessions/end-others", STAFF),
    ("GET", "/office/people", &["admin.system", "admin.security"]),
    ("POST", "/office/people", &["admin.system"]),
    ("POST", "/office/people/{user}/invite", &["admin.system"]),
    ("POST", "/office/people/{user}/disable", &["admin.system"]),
    ("POST", "/office/people/{user}/enable", &["admin.system"]),
    ("POST", "/office/people/{user}/unlock", &["admin.security"]),
    ("POST", "/office/people/{user}/second-factor/reset", &["admin.security"]),
    ("POST", "/office/people/{user}/roles", &["admin.security"]),
    ("POST", "/office/people/{user}/roles/remove", &["admin.security"]),
    ("GET", "/office/agencies", &["admin.system"]),
    ("POST", "/office/agencies", &["admin.system"]),
    ("POST", "/office/agencies/{agency}/changes", &["admin.system"]),
    ("GET", "/office/agencies/{agency}/site-import", &["edu.head"]),
    ("POST", "/office/agencies/{agency}/site-import", &["edu.head"]),
    ("POST", "/office/agencies/{agency}/site-import/take", &["edu.head"]),
    ("POST", "/office/agencies/{agency}/site-import/forget", &["edu.head"]),
    ("GET", "/office/agencies/{agency}/site-import/report.csv", &["edu.head"]),
    ("GET", "/office/agencies/{agency}/profile", &["admin.system", "edu.head"]),
    ("POST", "/office/agencies/{agency}/profile", &["admin.system", "edu.head"]),
    ("GET", "/office/agencies/{agency}/documents", READERS),
    ("GET", "/office/agencies/{agency}/documents/new", WRITERS),
    ("POST", "/office/agencies/{agency}/documents", WRITERS),
    ("POST", "/office/agencies/{agency}/documents/import", WRITERS),
    ("GET", "/office/agencies/{agency}/words", READERS),
    ("POST", "/office/agencies/{agency}/words", &["edu.head"]),
    ("GET", "/office/agencies/{agency}/review", READERS),
    ("POST", "/office/agencies/{agency}/review", &["edu.head"]),
    ("GET", "/office/agencies/{agency}/catalogue", READERS),
    ("GET", "/office/agencies/{agency}/site-health", READERS),
    ("GET", "/office/agencies/{agency}/website-report/{year}", READERS),
    ("GET", "/office/agencies/{agency}/website-report/{year}/xlsx", READERS),
    ("GET", "/office/agencies/{agency}/matters", CASE_READERS),
    ("GET", "/office/agencies/{agency}/matters/new", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/matters/new", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/matters/settings", CASE_READERS),
    ("POST", "/office/agencies/{agency}/matters/settings", CASE_SIGNERS),
    ("GET", "/office/agencies/{agency}/matters/{matter}", CASE_READERS),
    ("POST", "/office/agencies/{agency}/matters/{matter}/act", CASE_READERS),
    ("POST", "/office/agencies/{agency}/matters/{matter}/open", CASE_READERS),
    ("GET", "/office/agencies/{agency}/matters/{matter}/letter/{format}", CASE_READERS),
    ("GET", "/office/agencies/{agency}/incoming", CASE_READERS),
    ("POST", "/office/agencies/{agency}/incoming/asks/{request}/{number}", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/incoming/matters/{matter}", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests", CASE_READERS),
    ("GET", "/office/agencies/{agency}/requests/new", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/new", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/tally/{year}", CASE_READERS),
    ("GET", "/office/agencies/{agency}/requests/{request}", CASE_READERS),
    ("POST", "/office/agencies/{agency}/requests/assign", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/calendar", CASE_READERS),
    ("GET", "/office/agencies/{agency}/requests/inbox", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/inbox/{mail}", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/inbox/{mail}/files/{file}", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/inbox/{mail}/set-aside", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/import", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/import", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/export/{year}/{format}", CASE_READERS),
    ("GET", "/office/agencies/{agency}/requests/settings", CASE_READERS),
    ("POST", "/office/agencies/{agency}/requests/settings", CASE_SIGNERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/archive", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/files", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/{request}/files/{file}", CASE_READERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/files/{file}/remove", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/{request}/files/{file}/redact", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/files/{file}/redact", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/files/{file}/redact/copy", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/files/{file}/set", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/{request}/files/{file}/pages/{page}", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/{request}/proceedings", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/proceedings", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/letters", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/{request}/letters/{letter}", CASE_READERS),
    ("GET", "/office/agencies/{agency}/requests/{request}/letters/{letter}/{format}", CASE_READERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/letters/{letter}/edit", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/letters/{letter}/approve", CASE_SIGNERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/letters/{letter}/void", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/letters/{letter}/send", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/act", CASE_READERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/open", CASE_READERS),
    ("GET", "/office/assessments", &["district"]),
    ("POST", "/office/assessments", &["district"]),
    ("GET", "/office/assessments/{assessment}", &["district"]),
    ("POST", "/office/assessments/{assessment}/scheme", &["district"]),
    ("POST", "/office/assessments/{assessment}/marks", &["district"]),
    ("POST", "/office/assessments/{assessment}/marks/{mark}/withdraw", &["district"]),
    ("POST", "/office/assessments/{assessment}/appeals/{mark}", &["district"]),
    ("POST", "/office/assessments/{assessment}/publish", &["district"]),
    ("GET", "/office/agencies/{agency}/assessment", READERS),
    ("POST", "/office/agencies/{agency}/assessment", WRITERS),
    ("GET", "/office/agencies/{agency}/report", READERS),
    ("GET", "/office/agencies/{agency}/report/{period}", READERS),
    ("POST", "/office/agencies/{agency}/report/{period}", WRITERS),
    ("POST", "/office/agencies/{agency}/report/{period}/hand-in", WRITERS),
    ("GET", "/office/agencies/{agency}/report/{period}/download/{format}", READERS),
    ("GET", "/office/agencies/{agency}/report/{period}/cells/{key}", READERS),
    ("POST", "/office/agencies/{agency}/report/{period}/cells/{key}", WRITERS),
    ("POST", "/office/agencies/{agency}/report/{period}/cells/{key}/restore", WRITERS),
    ("POST", "/office/agencies/{agency}/requests/settings/preview", CASE_READERS),
    ("POST", "/office/agencies/{agency}/requests/settings/preview/{format}", CASE_READERS),
    ("GET", "/office/agencies/{agency}/requests/{request}/bundle", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/bundle", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/register", CASE_READERS),
    ("GET", "/office/agencies/{agency}/requests/{request}/public", CASE_READERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/public", CASE_OFFICERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/public/approve", CASE_SIGNERS),
    ("POST", "/office/agencies/{agency}/requests/{request}/public/withdraw", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/requests/proposals", CASE_READERS),
    // Who accepts begins a draft.
    ("POST", "/office/agencies/{agency}/requests/proposals/accept", &["edu.head"]),
    ("POST", "/office/agencies/{agency}/requests/proposals/decline", CASE_OFFICERS),
    ("GET", "/office/agencies/{agency}/registers", READERS),
    ("GET", "/office/agencies/{agency}/registers/declare", &["edu.head"]),
    ("POST", "/office/agencies/{agency}/registers/declare", &["edu.head"]),
    ("GET", "/office/agencies/{agency}/registers/{register}", READERS),
    ("POST", "/office/agencies/{agency}/registers/{register}", WRITERS),
    ("GET", "/office/agencies/{agency}/registers/{register}/new", WRITERS),
    ("POST", "/office/agencies/{agency}/registers/{register}/import", WRITERS),
    ("GET", "/office/agencies/{agency}/registers/{register}/export/{format}", READERS),
    ("GET", "/office/agencies/{agency}/entries/{entry}", READERS),
    ("POST", "/office/agencies/{agency}/entries/{entry}", WRITERS),
    ("POST", "/office/agencies/{agency}/entries/{entry}/withdraw", WRITERS),
    ("GET", "/office/documents/{id}", READERS),
    ("GET", "/office/documents/{id}/review-sheet/{format}", READERS),
    ("GET", "/office/documents/{id}/edit", WRITERS),
    ("POST", "/office/documents/{id}/edit", WRITERS),
    ("POST", "/office/documents/{id}/files", WRITERS),
    ("POST", "/office/documents/{id}/files/{sha256}/remove", WRITERS),
    ("POST", "/office/documents/{id}/discard", WRITERS),
    ("POST", "/office/documents/{id}/correct", WRITERS),
    // Outside of a review, the one who ends it is asked; and is told that nothing is due.
    ("POST", "/office/documents/{id}/pass", &["edu.final"]),
    ("POST", "/office/documents/{id}/send-back", &["edu.final"]),
    ("POST", "/office/documents/{id}/settle", &["edu.final"]),
    ("POST", "/office/documents/{id}/publish", RELEASERS),
    ("POST", "/office/documents/{id}/schedule", RELEASERS),
    ("POST", "/office/documents/{id}/unschedule", RELEASERS),
    ("POST", "/office/documents/{id}/withdraw", RELEASERS),
    ("POST", "/office/documents/{id}/submit", WRITERS),
    ("GET", "/office/platforms", &["admin.system"]),
    ("POST", "/office/platforms", &["admin.system"]),
    ("GET", "/office/platforms/{platform}", &["admin.system"]),
    ("POST", "/office/platforms/{platform}/renew", &["admin.system"]),
    ("POST", "/office/platforms/{platform}/revoke", &["admin.system"]),
    ("POST", "/office/platforms/{platform}/hook", &["admin.system"]),
    ("POST", "/office/platforms/{platform}/hook/end", &["admin.system"]),
    ("POST", "/office/platforms/{platform}/deliveries/{delivery}/again", &["admin.system"]),
    ("GET", "/office/agencies/{agency}/report/{period}/campaign", READERS),
    ("POST", "/office/agencies/{agency}/report/{period}/campaign", WRITERS),
    ("POST", "/office/agencies/{agency}/report/{period}/campaign/files", WRITERS),
    ("POST", "/office/agencies/{agency}/report/{period}/campaign/compiled", WRITERS),
    ("GET", "/office/agencies/{agency}/campaigns", &["district"]),
    ("POST", "/office/agencies/{agency}/campaigns", &["district"]),
    ("GET", "/office/agencies/{agency}/campaigns/{year}", &["district"]),
    ("POST", "/office/agencies/{agency}/campaigns/{year}", &["district"]),
    ("GET", "/office/agencies/{agency}/campaigns/{year}/export/{format}", &["district"]),
    ("GET", "/office/agencies/{agency}/campaigns/{year}/roll-up", &["district"]),
    ("GET", "/office/agencies/{agency}/campaigns/{year}/units/{unit}", &["district"]),
    ("POST", "/office/agencies/{agency}/campaigns/{year}/units/{unit}/edit", &["district"]),
    ("POST", "/office/agencies/{agency}/campaigns/{year}/units/{unit}/link", &["district"]),
    ("POST", "/office/agencies/{agency}/campaigns/{year}/units/{unit}/files", &["district"]),
    ("POST", "/office/agencies/{agency}/campaigns/{year}/units/{unit}/hand-in", &["district"]),
    ("POST", "/office/agencies/{agency}/campaigns/{year}/units/{unit}/judge", &["district"]),
    ("GET", "/office/agencies/{agency}/campaigns/{year}/units/{unit}/versions/{number}/file", &["district"]),
    // For platforms with a token; nobody of the office has one.
    ("POST", "/api/v1/agencies/{agency}/requests", &[]),
    ("GET", "/api/v1/requests/{number}", &[]),
    ("GET", "/api/v1/requests/{number}/letters/{letter}/{format}", &[]),
    ("POST", "/sign-out", STAFF),
];

/// Every address that is for everybody.
const OPEN: &[(&str, &str)] = &[
    ("GET", "/regions/{region}/assessment/{year}"),
    ("GET", "/evaluation/{agency}"),
    ("POST", "/evaluation/{agency}"),
    ("GET", "/take-part/{agency}/{entry}"),
    ("POST", "/take-part/{agency}/{entry}"),
    ("GET", "/"),
    ("GET", "/documents"),
    ("GET", "/documents/{id}"),
    ("GET", "/documents/{id}/versions/{number}"),
    ("GET", "/documents/{id}/download/{format}"),
    ("GET", "/policies"),
    ("GET", "/search/suggest"),
    ("GET", "/embed"),
    ("GET", "/embed/columns/{column}"),
    ("GET", "/embed/agencies/{agency}"),
    ("GET", "/feed.rss"),
    ("GET", "/files/{sha256}/{name}"),
    ("GET", "/search"),
    ("GET", "/legal"),
    ("GET", "/guide"),
    ("GET", "/guide/{agency}"),
    ("GET", "/agencies/{agency}"),
    ("GET", "/account"),
    ("GET", "/account/sign-in"),
    ("POST", "/account/sign-in"),
    ("POST", "/account/code"),
    ("GET", "/account/outbox"),
    ("GET", "/account/requests/{request}"),
    ("POST", "/account/link"),
    ("POST", "/account/export"),
    ("POST", "/account/sign-out"),
    ("POST", "/account/delete"),
    ("GET", "/agencies/{agency}/requests"),
    ("GET", "/agencies/{agency}/requests/feed.atom"),
    ("GET", "/agencies/{agency}/requests/export/{format}"),
    ("GET", "/catalogue/{agency}"),
    ("GET", "/catalogue/{agency}/xlsx"),
    ("GET", "/directory/{agency}"),
    ("GET", "/directory/{agency}/{format}"),
    ("GET", "/display/{screen}"),
    ("GET", "/corrections/new"),
    ("POST", "/corrections/new"),
    ("GET", "/complaints/new"),
    ("POST", "/complaints/new"),
    ("GET", "/matters/track"),
    ("POST", "/matters/track"),
    ("POST", "/matters/track/act"),
    ("POST", "/matters/track/letter"),
    ("GET", "/hand-in/{token}"),
    ("POST", "/hand-in/{token}"),
    ("POST", "/hand-in/{token}/files"),
    ("GET", "/requests/new"),
    ("POST", "/requests/new"),
    ("GET", "/requests/paper"),
    ("GET", "/requests/track"),
    ("POST", "/requests/track"),
    ("POST", "/requests/track/act"),
    ("POST", "/requests/track/letter"),
    ("POST", "/requests/track/file"),
    ("POST", "/requests/track/files"),
    ("GET", "/subscribe"),
    ("POST", "/subscribe"),
    ("GET", "/subscriptions/{token}"),
    ("POST", "/subscriptions/{token}"),
    ("GET", "/messages"),
    ("POST", "/messages"),
    ("GET", "/messages/{agency}"),
    ("GET", "/feed.atom"),
    ("GET", "/sitemap.xml"),
    ("GET", "/registers/{agency}/{register}"),
    ("GET", "/registers/{agency}/{register}/export/{format}"),
    ("GET", "/record"),
    ("GET", "/record.json"),
    ("GET", "/robots.txt"),
    ("GET", "/assets/{version}/{file}"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/reports"),
    ("GET", "/reports/compare"),
    ("GET", "/reports/check"),
    ("POST", "/reports/check"),
    ("GET", "/reports/rules"),
    ("GET", "/reports/rules/{code}"),
    ("GET", "/reports/regions"),
    ("GET", "/reports/regions/{region}/{year}"),
    ("GET", "/reports/regions/{region}/{year}/league"),
    ("GET", "/reports/regions/{region}/benchmark"),
    ("GET", "/reports/regions/{region}/benchmark/{format}"),
    ("GET", "/reports/regions/{region}/quality"),
    ("GET", "/reports/regions/{region}/quality/csv"),
    ("GET", "/open-data"),
    ("GET", "/open-data/{region}"),
    ("GET", "/open-data/{region}/{file}"),
    ("GET", "/reports/{id}"),
    ("GET", "/reports/{id}/download/{format}"),
    ("GET", "/api/v1/documents"),
    ("GET", "/api/v1/documents/{id}"),
    ("GET", "/api/v1/search"),
    ("GET", "/api/v1/agencies"),
    ("GET", "/api/v1/agencies/{agency}"),
    ("GET", "/api/v1/agencies/{agency}/registers/{register}"),
    ("GET", "/api/v1/agencies/{agency}/requests"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/reports"),
    ("GET", "/api/v1/reports/compare"),
    ("POST", "/api/v1/reports/check"),
    ("GET", "/api/v1/reports/rules"),
    ("GET", "/api/v1/reports/rules/{code}"),
    ("GET", "/api/v1/reports/regions/{region}/{year}"),
    ("GET", "/api/v1/reports/regions/{region}/{year}/league"),
    ("GET", "/api/v1/reports/{id}"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/code"),
    ("GET", "/sign-in/oidc"),
    ("GET", "/sign-in/oidc/callback"),
    ("GET", "/setup/{token}"),
    ("POST", "/setup/{token}"),
    ("GET", "/invitation/{token}"),
    ("POST", "/invitation/{token}"),
];

const DRAFT: &str = "title=%E5%85%B3%E4%BA%8E%E6%A0%A1%E8%BD%A6%E5%AE%89%E5%85%A8%E7%9A%84%E6%B5%8B%E8%AF%95%E9%80%9A%E7%9F%A5&body=%3Cp%3E%E5%90%84%E5%AD%A6%E6%A0%A1%E9%A1%BB%E6%AF%8F%E5%AD%A6%E6%9C%9F%E6%A3%80%E6%9F%A5%E6%A0%A1%E8%BD%A6%E8%93%9D%E9%B2%B8%E8%BD%AE%E8%83%8E%E3%80%82%3C%2Fp%3E&kind=policy&genre=notice&theme=general&group=policy&audience=all&legal_item=20-08&validity=valid&attribute=proactive&formed_on=2026-11-20";

/// The id in the address that an answer leads to.
fn id_of(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let to = answer.headers["location"].to_str().unwrap();
    to.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn every_address_is_in_the_table_and_lets_pass_only_who_may() {
    let app = TestApp::with_platform().await;
    let mut known: Vec<(&str, &str)> = KEPT.iter().map(|k| (k.0, k.1)).chain(OPEN.iter().copied()).collect();
    let mut served: Vec<(&str, &str)> = app.table().iter().map(|r| (r.method, r.path)).collect();
    known.sort_unstable();
    served.sort_unstable();
    assert_eq!(served, known, "the table has every address and no other");

    let mut cookies = Vec::new();
    for person in PEOPLE {
        cookies.push(if person.is_empty() { String::new() } else { app.sign_in(person).await });
    }
    let agency = app.agency_of("edu.drafter").await;
    let id = id_of(&app.post(&format!("/office/agencies/{agency}/documents"), DRAFT, &cookies[1]).await);
    for (method, path, who) in KEPT {
        let filled = path
            .replace("{id}", &id)
            .replace("{agency}", &agency)
            .replace("{sha256}", "0000")
            .replace("{user}", "x")
            .replace("{session}", "x")
            .replace("{job}", "x")
            .replace("{register}", "training")
            .replace("{entry}", "x")
            .replace("{screen}", "x")
            .replace("{assessment}", "x")
            .replace("{mark}", "x")
            .replace("{request}", "x")
            .replace("{matter}", "x")
            .replace("{number}", "1")
            .replace("{letter}", "L02")
            .replace("{platform}", "x")
            .replace("{delivery}", "x")
            .replace("{mail}", "x")
            .replace("{number}", "x")
            .replace("{file}", "x")
            .replace("{year}", "2026")
            .replace("{period}", "2026")
            .replace("{unit}", "x")
            .replace("{format}", "csv")
            .replace("{name}", "x");
        for (person, cookie) in PEOPLE.iter().zip(&cookies) {
            let answer = match *method {
                "GET" => app.get_as(&filled, cookie).await,
                _ => app.post(&filled, "", cookie).await,
            };
            let expected = who.contains(person);
            let to_sign_in = answer
                .headers
                .get("location")
                .is_some_and(|l| l.to_str().unwrap().starts_with("/sign-in?next="));
            let passed =
                !matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) && !to_sign_in;
            assert_eq!(passed, expected, "{method} {path} as {person:?}: {}", answer.status);
            assert!(!answer.status.is_server_error(), "{method} {path} as {person:?}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let app = TestApp::with_platform().await;
    let cookie = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let path = format!("/office/agencies/{agency}/documents");
    let answer = app.post_from(&path, DRAFT, &cookie, "cross-site").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_document_goes_from_draft_to_portal_is_corrected_and_withdrawn() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let id = id_of(&app.post(&format!("/office/agencies/{agency}/documents"), DRAFT, &drafter).await);
    let office = format!("/office/documents/{id}");
    let portal = format!("/documents/{id}");
    let search = "/search?q=%E8%93%9D%E9%B2%B8%E8%BD%AE%E8%83%8E";
    assert_eq!(app.get(&portal).await.status, StatusCode::NOT_FOUND, "a draft is nobody's business");
    assert_eq!(app.get(&format!("/api/v1{portal}")).await.status, StatusCode::NOT_FOUND);

    let mut reviewers = Vec::new();
    for login in ["edu.first", "edu.secrecy", "edu.second", "edu.final"] {
        reviewers.push(app.sign_in(login).await);
    }
    app.act(&format!("{office}/submit"), "", &drafter).await;
    for (step, reviewer) in reviewers.iter().enumerate() {
        assert!(!app.get(search).await.body.contains(&portal), "not found before it is public");
        app.act(&format!("{office}/pass"), &format!("step={step}&text=ok"), reviewer).await;
    }
    app.act(&format!("{office}/publish"), "", &reviewers[3]).await;
    let shown = app.get(&portal).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("蓝鲸轮胎") && shown.body.contains("name=\"PubDate\""));
    assert!(app.get(search).await.body.contains(&portal), "found once it is public");
    assert!(app.get("/feed.atom").await.body.contains(&portal));

    let sheet = app.get_as(&format!("{office}/review-sheet/docx"), &drafter).await;
    assert_eq!(
        sheet.headers["content-type"],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    );
    assert!(sheet.headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename*="));
    assert!(sheet.body.starts_with("PK"));
    assert!(app.get_as(&office, &drafter).await.body.contains("信息公开审查表"));

    app.act(&format!("{office}/correct"), "text=%E6%9B%B4%E6%AD%A3%E8%BD%AE%E8%83%8E", &drafter).await;
    let corrected = DRAFT.replace("%E8%93%9D%E9%B2%B8", "%E7%99%BD%E9%B2%B8");
    app.act(&format!("{office}/edit"), &corrected, &drafter).await;
    assert!(app.get(&portal).await.body.contains("蓝鲸轮胎"), "the public version stands meanwhile");
    app.act(&format!("{office}/submit"), "", &drafter).await;
    for (step, reviewer) in reviewers.iter().enumerate() {
        app.act(&format!("{office}/pass"), &format!("step={step}&text=ok"), reviewer).await;
    }
    app.act(&format!("{office}/publish"), "", &reviewers[3]).await;
    assert!(app.get(&portal).await.body.contains("白鲸轮胎"));
    let old = app.get(&format!("{portal}/versions/1")).await;
    assert!(old.body.contains("蓝鲸") && old.body.contains("<ins>"), "the earlier version says what changed");

    app.act(&format!("{office}/withdraw"), "text=%E9%87%8D%E5%A4%8D", &reviewers[3]).await;
    let gone = app.get(&portal).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(
        gone.body.contains("重复") && !gone.body.contains("白鲸轮胎"),
        "a stone with its reason, without the text"
    );
    assert!(!app.get(search).await.body.contains(&portal));
    assert_eq!(app.get(&format!("{portal}/versions/1")).await.status, StatusCode::NOT_FOUND);

    let audit = app.sign_in("admin.audit").await;
    let log = app.get_as(&format!("/office/audit?subject={id}"), &audit).await.body;
    for act in ["起草", "送审", "审查通过", "发布", "发起更正", "撤下"] {
        assert!(log.contains(&format!("<td>{act}")), "{act} is in the log");
    }
    assert!(app.is_whole().await, "everything derived follows from the record");
}

#[tokio::test]
async fn an_agency_chooses_its_own_steps_of_review() {
    let app = TestApp::with_platform().await;
    let (drafter, head) = (app.sign_in("edu.drafter").await, app.sign_in("edu.head").await);
    let agency = app.agency_of("edu.drafter").await;
    let path = format!("/office/agencies/{agency}/review");
    let before = app.get_as(&path, &head).await.body;
    assert!(before.contains("value=\"初审\"") && before.contains("value=\"终审\""), "the usual ones");

    let without = form(&[("name0", "终审"), ("role0", "final-reviewer"), ("days0", "2")]);
    let refused = app.post(&path, &without, &head).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("保密审查") && refused.body.contains("value=\"终审\""),
        "with what was typed"
    );

    let two = form(&[
        ("name0", "保密审查"),
        ("role0", "secrecy-reviewer"),
        ("days0", "1"),
        ("name1", "签发"),
        ("role1", "office-head"),
        ("days1", "3"),
    ]);
    let old = id_of(&app.post(&format!("/office/agencies/{agency}/documents"), DRAFT, &drafter).await);
    app.act(&path, &two, &head).await;
    let id = id_of(&app.post(&format!("/office/agencies/{agency}/documents"), DRAFT, &drafter).await);
    app.act(&format!("/office/documents/{id}/submit"), "", &drafter).await;
    let secrecy = app.sign_in("edu.secrecy").await;
    app.act(&format!("/office/documents/{id}/pass"), "step=0&text=ok", &secrecy).await;
    assert!(app.get_as("/office", &head).await.body.contains("审查应于"), "the desk says by when");
    app.act(&format!("/office/documents/{id}/pass"), "step=1&text=ok", &head).await;
    let other = app.sign_in("edu.final").await;
    app.act(&format!("/office/documents/{id}/publish"), "", &other).await;
    assert_eq!(app.get(&format!("/documents/{id}")).await.status, StatusCode::OK);
    let kept = app.get_as(&format!("/office/documents/{old}"), &drafter).await.body;
    assert!(kept.contains("复审") && !kept.contains("签发"), "what was begun before keeps its steps");
    let audit = app.sign_in("admin.audit").await;
    assert!(app.get_as("/office/audit", &audit).await.body.contains("修改审查环节"));
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn the_first_start_makes_three_administrators() {
    let app = TestApp::empty().await;
    let path = format!("/setup/{}", app.first_admin().await);
    assert_eq!(app.get(&path).await.status, StatusCode::OK);
    let form = "region=r&agency=a&name=n&login=sys&password=Lantern-4471&again=Lantern-4471&audit_login=aud&security_login=";
    let same = app.post(&path, &format!("{form}sys"), "").await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.body.contains("三位管理员"), "says that they are three persons");
    let done = app.post(&path, &format!("{form}sec"), "").await;
    assert_eq!(done.status, StatusCode::OK);
    let at = done.body.find("/invitation/").expect("links for the other two");
    let link = done.body[at..].split('"').next().unwrap();
    assert_eq!(app.get(link).await.status, StatusCode::OK);
    assert_eq!(
        app.post(link, "password=short&again=short", "").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let chosen = "password=Copper-9082&again=Copper-9082";
    assert_eq!(app.post(link, chosen, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.post(link, chosen, "").await.status, StatusCode::NOT_FOUND, "a link works once");
    assert_eq!(app.post(&path, &format!("{form}sec"), "").await.status, StatusCode::NOT_FOUND);
}
