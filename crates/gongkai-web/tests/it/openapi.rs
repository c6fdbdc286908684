//! The description of the JSON interface against the running service.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use gongkai_web::openapi;
use serde_json::{Value, json};

use crate::app::{Answer, TestApp};

/// What is wrong with an answer, by the schema that its status has in the description.
pub fn faults(method: &str, path: &str, answer: &Answer) -> Vec<String> {
    let description = openapi();
    let status = answer.status.as_u16().to_string();
    let response = &description["paths"][path][method]["responses"][&status];
    let media = answer.headers["content-type"].to_str().expect("a media type");
    let schema = &response["content"][media]["schema"];
    if schema.is_null() {
        return vec![format!("{status} as {media} is not described")];
    }
    let whole = json!({ "allOf": [schema], "components": description["components"] });
    let validator = jsonschema::validator_for(&whole).expect("the schema is one");
    let value: Value = serde_json::from_str(&answer.body).expect("JSON");
    validator.iter_errors(&value).map(|e| format!("{} {e}", e.instance_path())).take(5).collect()
}

#[tokio::test]
async fn the_description_names_every_address_of_the_interface_and_no_other() {
    let app = TestApp::empty().await;
    let described: BTreeSet<(String, String)> = openapi()["paths"]
        .as_object()
        .expect("paths")
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("methods").keys();
            methods.map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
        })
        .collect();
    let served: BTreeSet<(String, String)> = app
        .table()
        .iter()
        .filter(|route| route.path.starts_with("/api/v1/"))
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(described, served);
}

#[tokio::test]
async fn every_answer_is_as_described() {
    let app = TestApp::with_platform().await;
    let body = |text: &str| -> Value { serde_json::from_str(text).expect("JSON") };
    let documents = body(&app.get("/api/v1/documents").await.body);
    let ids = documents["documents"].as_array().expect("documents").iter().take(30);
    let ids: Vec<String> = ids.filter_map(|d| d["id"].as_str().map(str::to_owned)).collect();
    let mut asked: Vec<(&str, String)> =
        ids.iter().map(|id| ("/api/v1/documents/{id}", format!("/api/v1/documents/{id}"))).collect();
    let reports = body(&app.get("/api/v1/reports").await.body);
    for report in reports["reports"].as_array().expect("reports") {
        asked.push(("/api/v1/reports/{id}", report["self"].as_str().expect("an address").to_owned()));
    }
    let fixed = [
        ("/api/v1/documents", ""),
        ("/api/v1/documents", "?limit=3&kind=policy&validity=valid&item=20-08"),
        ("/api/v1/documents", "?before=nonsense"),
        ("/api/v1/search", "?q=%E9%80%9A%E7%9F%A5&sort=newest&year=2025"),
        ("/api/v1/search", ""),
        ("/api/v1/reports", "?year=2024&errors=1&sort=findings"),
        ("/api/v1/reports/compare", "?a=chengchuan-office-2024&b=chengchuan-office-2025"),
        ("/api/v1/agencies", ""),
        ("/api/v1/reports/compare", "?a=x&b=y"),
        ("/api/v1/reports/rules", ""),
        ("/api/v1/openapi.json", ""),
    ];
    asked.extend(fixed.map(|(path, query)| (path, format!("{path}{query}"))));
    let filled = [
        ("/api/v1/documents/{id}", "/api/v1/documents/nothing"),
        ("/api/v1/reports/{id}", "/api/v1/reports/nothing"),
        ("/api/v1/agencies/{agency}", "/api/v1/agencies/chengchuan-education"),
        ("/api/v1/agencies/{agency}", "/api/v1/agencies/nothing"),
        (
            "/api/v1/agencies/{agency}/registers/{register}",
            "/api/v1/agencies/chengchuan-education/registers/published-elsewhere?year=2026",
        ),
        (
            "/api/v1/agencies/{agency}/registers/{register}",
            "/api/v1/agencies/chengchuan-education/registers/catalogue",
        ),
        (
            "/api/v1/agencies/{agency}/registers/{register}",
            "/api/v1/agencies/chengchuan-education/registers/proceedings",
        ),
        (
            "/api/v1/agencies/{agency}/requests",
            "/api/v1/agencies/chengchuan-education/requests?outcome=granted&q=%E9%A2%84%E7%AE%97",
        ),
        ("/api/v1/agencies/{agency}/requests", "/api/v1/agencies/chengchuan-housing/requests"),
        ("/api/v1/reports/rules/{code}", "/api/v1/reports/rules/R03"),
        ("/api/v1/reports/rules/{code}", "/api/v1/reports/rules/Z99"),
        ("/api/v1/reports/regions/{region}/{year}", "/api/v1/reports/regions/chengchuan/2024"),
        ("/api/v1/reports/regions/{region}/{year}", "/api/v1/reports/regions/nothing/2024"),
        ("/api/v1/reports/regions/{region}/{year}/league", "/api/v1/reports/regions/chengchuan/2024/league"),
    ];
    asked.extend(filled.map(|(path, address)| (path, address.to_owned())));
    let mut wrong = Vec::new();
    let mut tried = BTreeSet::new();
    for (path, address) in &asked {
        let answer = app.get(address).await;
        tried.insert((*path, answer.status));
        wrong.extend(faults("get", path, &answer).into_iter().map(|f| format!("{address}: {f}")));
    }
    let report = gongkai_web_report();
    let checked = app.upload("/api/v1/reports/check", "file", Some("r.html"), report.as_bytes()).await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.body);
    wrong.extend(faults("post", "/api/v1/reports/check", &checked));
    let unreadable = app.upload("/api/v1/reports/check", "file", Some("r.rtf"), b"{\\rtf1 }").await;
    wrong.extend(faults("post", "/api/v1/reports/check", &unreadable));
    assert!(wrong.is_empty(), "{wrong:#?}");
    let description = openapi();
    let paths = description["paths"].as_object().expect("paths");
    // What needs a token is asked for in the tests of platforms.
    let is_open = |methods: &Value| methods["get"].is_object() && methods["get"]["security"].is_null();
    for path in paths.iter().filter(|p| is_open(p.1)).map(|p| p.0) {
        assert!(tried.contains(&(path.as_str(), StatusCode::OK)), "{path} was asked for");
    }
}

/// A withdrawn document has a shape of its own.
#[tokio::test]
async fn what_was_withdrawn_is_as_described() {
    let app = TestApp::with_platform().await;
    let gone = app.get("/api/v1/documents/education-n05").await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.body);
    assert!(gone.body.contains("\"withdrawn\""));
    assert_eq!(faults("get", "/api/v1/documents/{id}", &gone), Vec::<String>::new());
}

/// A small report as a page.
fn gongkai_web_report() -> String {
    let rows: String = (1..=3).map(|n| format!("<tr><td>行政许可</td><td>{n}</td></tr>")).collect();
    format!(
        "<html><body><h1>鹿鸣县教育局2023年政府信息公开工作年度报告</h1><table>{rows}</table></body></html>"
    )
}
