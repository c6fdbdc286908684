//! The report of a year in the office.

use crate::app::{TestApp, form};

const AT: &str = "/office/agencies/chengchuan-education/report";

#[tokio::test]
async fn the_page_of_a_year_leads_from_every_number_to_its_list() {
    let app = TestApp::with_platform().await;
    let head = app.sign_in("edu.head").await;
    let years = app.get_as(AT, &head).await;
    assert!(years.status == 200 && years.body.contains(&format!("{AT}/2024")), "{}", years.status);
    let page = app.get_as(&format!("{AT}/2024"), &head).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains(&format!("href=\"{AT}/2024/cells/t3.new.total\"")));
    assert!(page.body.contains("{{t3.new.total}}"), "the text names its numbers");
    let cell = app.get_as(&format!("{AT}/2024/cells/t3.new.total"), &head).await;
    assert_eq!(cell.status, 200);
    let rows = cell.body.matches("/requests/chengchuan-education-p").count();
    assert!(rows > 0 && cell.body.contains(&format!("{rows} 件申请")), "{rows}");
    for wrong in ["2018", "2024-H3", "x", "2024/cells/t3.nothing.total", "2024/cells/t2.rules.made"] {
        let answer = app.get_as(&format!("{AT}/{wrong}"), &head).await;
        assert_eq!(answer.status, 404, "{wrong}");
    }
    let half = app.get_as(&format!("{AT}/2024-H1?lang=en"), &head).await;
    assert!(half.status == 200 && half.body.contains("2024-01-01 – 2024-06-30"));
}

#[tokio::test]
async fn a_number_is_typed_over_with_a_reason_and_comes_back() {
    let app = TestApp::with_platform().await;
    let head = app.sign_in("edu.head").await;
    let at = format!("{AT}/2024/cells/t2.penalty.decisions");
    let put = async |value: &str, reason: &str| {
        app.post(&at, &form(&[("value", value), ("reason", reason)]), &head).await
    };
    let without = put("7", "").await;
    assert!(without.status == 422 && without.body.contains("理由"), "{}", without.status);
    assert!(without.body.contains("value=\"7\""), "what was typed is not lost");
    assert_eq!(put("七", "x").await.status, 422);
    assert_eq!(put("7", "执法科复核").await.status, 303);
    let page = app.get_as(&format!("{AT}/2024"), &head).await.body;
    assert!(
        page.contains("执法科复核") && page.contains("id=\"deviations\""),
        "it stands beside the computed one"
    );
    assert_eq!(app.post(&format!("{at}/restore"), "", &head).await.status, 303);
    let page = app.get_as(&format!("{AT}/2024"), &head).await.body;
    assert!(!page.contains("执法科复核"));
    let log = app.sign_in("admin.audit").await;
    let log = app.get_as("/office/audit", &log).await.body;
    assert!(log.contains("改动报告数字") && log.contains("恢复报告数字"), "both acts are on record");
}

#[tokio::test]
async fn a_text_is_saved_once_and_not_over_another_person() {
    let app = TestApp::with_platform().await;
    let head = app.sign_in("edu.head").await;
    let at = format!("{AT}/2026");
    let save = async |version: &str, text: &str| {
        let fields = [("version", version), ("chapter-5", text), ("signed_on", "2027-01-12")];
        app.post(&at, &form(&fields), &head).await
    };
    assert_eq!(save("0", "问题：甲。改进：乙。").await.status, 303);
    let stale = save("0", "问题：丙。").await;
    assert!(stale.status == 422 && stale.body.contains("问题：丙。"), "the words are still there");
    // A request that nobody registered is in no number, so the report of this year cannot be handed in.
    let early = app.post(&format!("{at}/hand-in"), "", &head).await;
    assert!(early.status == 422 && early.body.contains("id=\"unplaced\""), "{}", early.status);
    let file = app.get_as(&format!("{at}/download/html"), &head).await;
    assert!(file.status == 200 && file.body.contains("问题：甲。改进：乙。"));
}
