//! Reports side by side, the quality of what was published, and open data.

use axum::http::StatusCode;
use serde_json::Value;

use crate::app::TestApp;

const BENCHMARK: &str = "/reports/regions/chengchuan/benchmark";

/// Lines of a CSV without quotes inside fields, which ours of numbers and ids are.
fn lines(csv: &str) -> Vec<Vec<&str>> {
    csv.trim_start_matches('\u{feff}').lines().map(|l| l.trim_end().split(',').collect()).collect()
}

#[tokio::test]
async fn an_address_gives_the_same_table_and_the_file_is_the_same_answer() {
    let app = TestApp::with_demo().await;
    let address = "?years=2021-2025&measure=disclosed";
    let csv = app.get(&format!("{BENCHMARK}/csv{address}")).await;
    assert_eq!(csv.status, StatusCode::OK);
    assert_eq!(csv.body, app.get(&format!("{BENCHMARK}/csv{address}")).await.body);
    let lines = lines(&csv.body);
    let page = app.get(&format!("{BENCHMARK}{address}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let version = lines[1].last().unwrap();
    assert!(page.body.contains(&format!("数据版本 {version}")), "the page cites {version}");
    let json: Value =
        serde_json::from_str(&app.get(&format!("{BENCHMARK}/json{address}")).await.body).unwrap();
    assert_eq!(json["rows"].as_array().unwrap().len(), lines.len() - 1);
    assert_eq!(json["data_version"], **version);
    // 20 units over five years, less the one report that is missing.
    assert_eq!(lines.len() - 1, 99);
    // A share is that of the cells of the report that is named.
    let row = lines.iter().find(|l| l[12] == "chengchuan-justice-2024").unwrap();
    let report: Value =
        serde_json::from_str(&app.get("/api/v1/reports/chengchuan-justice-2024").await.body).unwrap();
    let cell = |key: &str| -> f64 {
        let cells = report["cells"].as_array().or_else(|| report["report"]["cells"].as_array());
        let cells = cells.expect("cells");
        let found = cells.iter().find(|c| c["key"] == key).unwrap();
        let value = &found["value"];
        value.as_f64().or_else(|| value.as_str().and_then(|t| t.parse().ok())).unwrap()
    };
    let hits = cell("t3.granted.total") + cell("t3.partial.total");
    assert_eq!(
        (row[7].parse::<f64>().unwrap(), row[8].parse::<f64>().unwrap()),
        (hits, cell("t3.total.total"))
    );
}

#[tokio::test]
async fn a_unit_left_out_changes_the_region_and_the_data_version() {
    let app = TestApp::with_demo().await;
    let with = app.get(&format!("{BENCHMARK}/csv?years=2024&measure=applications")).await.body;
    let without = app
        .get(&format!("{BENCHMARK}/csv?years=2024&measure=applications&without=chengchuan-justice"))
        .await
        .body;
    assert!(with.contains("chengchuan-justice") && !without.contains("chengchuan-justice"));
    let version = |csv: &str| lines(csv)[1].last().unwrap().to_string();
    assert_ne!(version(&with), version(&without));
    let page =
        app.get(&format!("{BENCHMARK}?years=2024&measure=applications&without=chengchuan-justice")).await;
    assert!(page.body.contains("假设不含") && page.body.contains("id=\"left-out\""));
}

#[tokio::test]
async fn the_form_leads_to_the_address_and_nonsense_is_not_found() {
    let app = TestApp::with_demo().await;
    let to = app.get(&format!("{BENCHMARK}?measure=errors&from=2025&to=2022")).await;
    assert_eq!(to.status, StatusCode::SEE_OTHER);
    assert_eq!(to.headers["location"], format!("{BENCHMARK}?years=2022-2025&measure=errors"));
    for wrong in ["?measure=nothing", "?years=x", "?years=2025-2021", "?from=2021&to=2022&measure=nothing"] {
        assert_eq!(app.get(&format!("{BENCHMARK}{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert_eq!(app.get("/reports/regions/nowhere/benchmark").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_measure_has_a_page_in_both_languages() {
    let app = TestApp::with_platform().await;
    for measure in gongkai_domain::benchmark::MEASURES {
        for lang in ["zh", "en"] {
            let page = app.get(&format!("{BENCHMARK}?measure={}&lang={lang}", measure.code)).await;
            assert_eq!(page.status, StatusCode::OK, "{}", measure.code);
            assert!(page.body.contains(if lang == "zh" { measure.zh } else { measure.en }));
            assert!(!page.body.contains(" style=\"") && !page.body.contains("NaN"), "{}", measure.code);
            assert!(page.body.matches("<svg").count() >= 12, "{}", measure.code);
        }
    }
    // The records of five years have times.
    let csv = app.get(&format!("{BENCHMARK}/csv?years=2021-2025&measure=median-days")).await.body;
    assert!(lines(&csv)[1..].iter().any(|l| l[5].parse::<f64>().is_ok_and(|days| days > 0.0)), "{csv}");
    // No time of fewer answers than ten.
    for line in &lines(&csv)[1..] {
        assert!(line[8].is_empty() || line[8].parse::<f64>().unwrap() >= 10.0, "{line:?}");
    }
}

#[tokio::test]
async fn few_cases_have_no_rank() {
    let app = TestApp::with_demo().await;
    let csv = app.get(&format!("{BENCHMARK}/csv?years=2021-2025&measure=corrected-review")).await.body;
    for line in &lines(&csv)[1..] {
        let few = line[8].is_empty() || line[8].parse::<f64>().unwrap() < 5.0;
        assert_eq!(line[11].is_empty(), few, "{line:?}");
    }
}

#[tokio::test]
async fn faults_are_told_with_cells_by_rule_and_year() {
    let app = TestApp::with_demo().await;
    let page = app.get("/reports/regions/chengchuan/quality").await;
    assert_eq!(page.status, StatusCode::OK);
    let csv = app.get("/reports/regions/chengchuan/quality/csv").await.body;
    assert!(page.body.contains("id=\"quality\"") && page.body.contains("#cell-"));
    let y = app.get("/reports/regions/chengchuan/quality?errors=1&year=2024&lang=en").await;
    assert_eq!(y.status, StatusCode::OK);
    let all = csv.lines().count();
    let some = app.get("/reports/regions/chengchuan/quality/csv?year=2024").await.body.lines().count();
    assert!(some > 1 && some < all, "{some} of {all}");
    // No second version of the demonstration mends a fault, so all of them are open.
    let open = app.get("/reports/regions/chengchuan/quality/csv?open=1").await.body.lines().count();
    assert_eq!(open, all);
    assert_eq!(app.get("/reports/regions/nowhere/quality").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn tables_are_given_whole_and_not_sent_again() {
    let app = TestApp::with_platform().await;
    let page = app.get("/open-data").await;
    assert_eq!(page.status, StatusCode::OK);
    for table in ["agencies", "reports", "cells", "findings", "documents", "registers"] {
        let csv = app.get(&format!("/open-data/chengchuan/{table}.csv")).await;
        assert_eq!(csv.status, StatusCode::OK, "{table}");
        let json = app.get(&format!("/open-data/chengchuan/{table}.json")).await.body;
        let json: Value = serde_json::from_str(&json).unwrap();
        assert!(!json.as_array().unwrap().is_empty(), "{table} has rows");
        let etag = csv.headers["etag"].to_str().unwrap().to_owned();
        let again =
            app.get_with(&format!("/open-data/chengchuan/{table}.csv"), &[("if-none-match", &etag)]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{table}");
        assert!(page.body.contains(&format!("/open-data/chengchuan/{table}.parquet")));
    }
    for nothing in
        ["/open-data/chengchuan/users.csv", "/open-data/nowhere/cells.csv", "/open-data/chengchuan/cells.doc"]
    {
        assert_eq!(app.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
    let cited = app.get("/open-data/chengchuan").await;
    assert_eq!(cited.headers["location"], "/open-data#chengchuan");
    let dictionary: Value = serde_json::from_str(&app.get("/open-data/dictionary.json").await.body).unwrap();
    let cells = dictionary["cells"].as_array().unwrap();
    assert!(cells.iter().any(|c| c["key"] == "t3.granted.total"));
    assert_eq!(dictionary["tables"].as_array().unwrap().len(), 6);
}
