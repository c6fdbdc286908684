//! Every line of `docs/coverage.md`: its page is there, shows what it says, and its live numbers are known.

use axum::http::StatusCode;
use gongkai_domain::china_time;

use crate::app::TestApp;

const TABLE: &str = include_str!("../../../../docs/coverage.md");

/// Lines of the table: where from, item, page, how it is counted, what the page shows.
fn lines() -> Vec<Vec<&'static str>> {
    let is_line = |line: &&str| line.starts_with("| S") || line.starts_with("| M");
    let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).collect();
    TABLE.lines().filter(is_line).map(cells).collect()
}

#[tokio::test]
async fn every_line_of_the_table_has_a_page_that_shows_it() {
    let app = TestApp::with_platform().await;
    let head = app.sign_in("edu.head").await;
    let agency = app.agency_of("edu.head").await;
    let surveys = app.get(&format!("/registers/{agency}/surveys")).await.body;
    let at = surveys.find("公共服务规范").expect("a consultation that is over");
    let closed = surveys[at..].split(&format!("/take-part/{agency}/")).nth(1).unwrap();
    let closed = closed.split('"').next().unwrap();
    let year = china_time::day(gongkai_app::now_ms()).year();
    let lines = lines();
    assert!(lines.len() > 90, "{} lines", lines.len());
    let mut wrong = Vec::new();
    for line in &lines {
        let [from, item, page, _, shows] = line[..] else { panic!("{line:?}") };
        let page = page
            .trim_matches('`')
            .replace("{agency}", &agency)
            .replace("{last2}", &(year - 2).to_string())
            .replace("{last}", &(year - 1).to_string())
            .replace("{closed}", closed);
        let (path, query) = page.split_once('?').unwrap_or((&page, ""));
        let query: String = query
            .bytes()
            .map(|b| if b.is_ascii() { (b as char).to_string() } else { format!("%{b:02X}") })
            .collect();
        let answer = app.get_as(&format!("{path}?{query}"), &head).await;
        if answer.status != StatusCode::OK || !answer.body.contains(shows) {
            wrong.push(format!("{from} {item}: {page} gives {} without {shows}", answer.status));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
    println!("{} lines of docs/coverage.md, each page opened", lines.len());
}

#[tokio::test]
async fn every_live_number_of_the_table_is_one_that_a_report_can_name() {
    let app = TestApp::with_platform().await;
    let head = app.sign_in("edu.head").await;
    let agency = app.agency_of("edu.head").await;
    let year = china_time::day(gongkai_app::now_ms()).year();
    let report = app.get_as(&format!("/office/agencies/{agency}/report/{year}"), &head).await.body;
    let mut names = 0;
    for line in lines() {
        for name in line[3].split('`').skip(1).step_by(2).filter(|n| !n.contains('…')) {
            assert!(report.contains(&format!("{{{{{name}}}}}")), "{name} of {}", line[1]);
            names += 1;
        }
    }
    assert!(names > 80, "{names}");
    println!("{names} live numbers of docs/coverage.md, each known to the report");
}
