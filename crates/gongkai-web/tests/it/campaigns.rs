//! The yearly campaign: collect, check, give back, accept, add up.

use axum::http::StatusCode;
use gongkai_domain::report::{AnnualReport, Applicant, Cell, CellKey, Row};
use gongkai_formats::read::read_report;
use gongkai_formats::write;
use rust_decimal::Decimal;

use crate::app::{TestApp, form};
use crate::requests::between;

const BASE: &str = "/office/agencies/chengchuan-government/campaigns";

/// The address of a unit in a campaign.
async fn unit(app: &TestApp, year: &str, name: &str, cookie: &str) -> String {
    let page = app.get_as(&format!("{BASE}/{year}"), cookie).await.body;
    let at = page.find(&format!(">{name}</a>")).expect("it is on the roster");
    let from = page[..at].rfind("href=\"").unwrap() + 6;
    page[from..at].trim_end_matches('"').to_owned()
}

/// The report of a unit of the demonstration, for another year.
async fn report(app: &TestApp, id: &str, year: i16) -> AnnualReport {
    let json = app.get(&format!("/reports/{id}/download/json")).await;
    assert_eq!(json.status, StatusCode::OK, "{id}");
    let mut report = read_report(json.body.as_bytes(), "report.json").unwrap();
    let of = report.year.unwrap().to_string();
    report.year = Some(year);
    report.period = None;
    report.title = report.title.map(|t| t.replace(&of, &year.to_string()));
    report
}

fn unbalanced(report: &AnnualReport) -> AnnualReport {
    let mut report = report.clone();
    let key = CellKey::t3(Row::CarriedOut, Applicant::Natural);
    let more = report.cells.number(key).unwrap_or_default() + Decimal::from(5);
    report.cells.insert(key, Cell::number(more));
    report
}

#[tokio::test]
async fn a_unit_without_an_account_hands_in_by_its_link_gets_it_back_and_mends_it() {
    let app = TestApp::with_platform().await;
    let district = app.sign_in("district").await;
    let page = app.get_as(&format!("{BASE}/2026"), &district).await.body;
    assert!(page.contains("待审核") && page.contains("已退回"), "units in several states");
    let address = unit(&app, "2026", "示范市澄川区卫生健康局", &district).await;
    let made = app.post(&format!("{address}/link"), "", &district).await;
    let link = between(&made.body, "/hand-in/", "<").to_owned();
    let link = format!("/hand-in/{link}");
    assert!(!app.get_as(&address, &district).await.body.contains(&link), "it is shown once");

    let good = report(&app, "chengchuan-civil-affairs-2023", 2026).await;
    let first = app.get(&link).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.headers["referrer-policy"], "no-referrer");
    let wrong_year = write::docx::write(&report(&app, "chengchuan-civil-affairs-2023", 2024).await);
    let refused = app.upload(&format!("{link}/files"), "file", Some("年报.docx"), &wrong_year).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("2024年度的报告"), "a report of another year is told apart");

    let docx = write::docx::write(&unbalanced(&good));
    let read = app.upload(&format!("{link}/files"), "file", Some("年报.docx"), &docx).await;
    assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.body);
    let shown = app.get(&link).await.body;
    assert!(shown.contains("尚未报送") && shown.contains("finding error"), "findings are shown at once");
    app.act(&link, "", "").await;
    let waits = app.get_as(&address, &district).await.body;
    assert!(waits.contains("待审核") && waits.contains("finding error") && waits.contains("年报.docx"));

    let empty = app.post(&format!("{address}/judge"), "act=return&comment=", &district).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "it is given back with a word");
    let back = form(&[
        ("act", "return"),
        ("comment", "表三不平衡"),
        ("about-1", "t3.carried_out.natural"),
        ("remark-1", "结转件数请核对"),
    ]);
    app.act(&format!("{address}/judge"), &back, &district).await;
    let told = app.get(&link).await.body;
    assert!(told.contains("表三不平衡") && told.contains("结转件数请核对"), "the unit sees what is wrong");

    let docx = write::docx::write(&good);
    app.upload(&format!("{link}/files"), "file", Some("年报改.docx"), &docx).await;
    app.act(&link, "", "").await;
    let mended = app.get_as(&address, &district).await.body;
    assert!(mended.contains("与上一版的不同"), "the second version says what changed");
    app.act(&format!("{address}/judge"), "act=accept", &district).await;
    let again = app.post(&link, "", "").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "what is accepted stays");
    let file = app.get_as(&format!("{address}/versions/2/file"), &district).await;
    assert_eq!(file.headers["content-type"], "application/octet-stream");
    assert!(file.body.starts_with("PK"));

    app.act(&format!("{address}/judge"), "act=list", &district).await;
    let listed = app.get("/reports/chengchuan-health-2026").await;
    assert_eq!(listed.status, StatusCode::OK, "it is in the list of published reports");
    assert!(app.get_as(&format!("{BASE}/2026"), &district).await.body.contains("已发布"));

    app.post(&format!("{address}/link"), "", &district).await;
    assert_eq!(app.get(&link).await.status, StatusCode::NOT_FOUND, "a new link ends the one before");
    assert!(app.is_whole().await, "everything derived follows from the record");
}

#[tokio::test]
async fn the_sum_keeps_its_children_and_says_what_is_missing() {
    let app = TestApp::with_platform().await;
    let district = app.sign_in("district").await;
    let sum = app.get_as(&format!("{BASE}/2026/roll-up"), &district).await.body;
    assert!(sum.contains("示范市澄川区教育局") && sum.contains("缺少"));
    let unit_id = unit(&app, "2025", "示范市澄川区教育局", &district).await;
    let id = unit_id.rsplit('/').next().unwrap();
    let without = app.get_as(&format!("{BASE}/2025/roll-up?without={id}"), &district).await.body;
    assert!(without.contains("id=\"without\"") && without.contains("不计入时"));

    // The government's report is the sum, and each number opens its children.
    let drafter = app.sign_in("gov.drafter").await;
    let report = "/office/agencies/chengchuan-government/report/2025";
    let page = app.get_as(report, &drafter).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("id=\"unplaced\""), "every unit is in");
    let cell = app.get_as(&format!("{report}/cells/t3.new.total"), &drafter).await.body;
    let total: i64 = number(between(&cell, "id=\"computed\">", " <"));
    let rows = between(&cell, "id=\"members\"", "</table>");
    let parts = rows.split("</tr>").filter(|r| r.contains("scope=\"row\""));
    let added: i64 = parts
        .map(|r| number(r.rsplit("<td class=\"num\">").next().unwrap().split('<').next().unwrap()))
        .sum();
    assert_eq!(added, total);
    assert!(total > 0);
    let open = app.get_as("/office/agencies/chengchuan-government/report/2026", &drafter).await.body;
    assert!(open.contains("id=\"unplaced\"") && open.contains("尚未审核通过"), "who is missing blocks it");
}

fn number(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

#[tokio::test]
async fn a_unit_of_the_platform_hands_in_what_it_compiled() {
    let app = TestApp::with_platform().await;
    let (district, drafter) = (app.sign_in("district").await, app.sign_in("edu.drafter").await);
    let typed = form(&[("year", "2023"), ("internal_on", "2024-01-15"), ("notice", "请按时报送")]);
    app.act(BASE, &typed, &district).await;
    let twice = app.post(BASE, &typed, &district).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "one campaign a year");
    let report = "/office/agencies/chengchuan-education/report/2023";
    let page = app.get_as(report, &drafter).await.body;
    assert!(page.contains("报送主管部门"), "the report page leads to the campaign");
    app.act(&format!("{report}/campaign/compiled"), "", &drafter).await;
    let own = app.get_as(&format!("{report}/campaign"), &drafter).await.body;
    assert!(own.contains("已报送，待审核") && own.contains("请按时报送"));
    let address = unit(&app, "2023", "示范市澄川区教育局", &district).await;
    let shown = app.get_as(&address, &district).await.body;
    assert!(shown.contains("平台编制") && !shown.contains("id=\"deviations\""), "it is what the records say");
    app.act(&format!("{address}/judge"), "act=accept", &district).await;
    app.act(&format!("{BASE}/2023"), "act=close", &district).await;
    let late = app.post(&format!("{report}/campaign/compiled"), "", &drafter).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is taken after the end");
    let csv = app.get_as(&format!("{BASE}/2023/export/csv"), &district).await.body;
    assert!(csv.contains("示范市澄川区教育局") && csv.contains("平台编制"));
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn who_owes_a_report_is_reminded_once_a_day() {
    let outbox = tempfile::tempdir().unwrap();
    let app = TestApp::with_mail(outbox.path()).await;
    let district = app.sign_in("district").await;
    let before = app.mails().await.len();
    app.act(&format!("{BASE}/2026"), "act=remind", &district).await;
    let mails = app.mails().await;
    assert!(mails.len() > before && mails.iter().any(|m| m.contains("内部报送期限为2027-01-15")));
    app.act(&format!("{BASE}/2026"), "act=remind", &district).await;
    assert_eq!(app.mails().await.len(), mails.len(), "nobody is told twice a day");
    assert!(app.is_whole().await);
}
