//! Registers in the office and on the portal.

use axum::http::StatusCode;

use crate::app::{TestApp, form};

/// What a form with a file sends, and whether it is sure.
fn table(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

#[tokio::test]
async fn an_entry_is_made_changed_with_a_reason_and_withdrawn_and_all_of_it_stays_in_the_record() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let base = format!("/office/agencies/{agency}/registers/training");
    assert!(
        app.get_as(&format!("/office/agencies/{agency}/registers"), &drafter).await.body.contains("培训")
    );

    let wrong = app.post(&base, &form(&[("on", "昨天"), ("topic", "qxtopic")]), &drafter).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("请填写日期") && wrong.body.contains("qxtopic"), "with what was typed");

    let made = form(&[("on", "2031年3月2日"), ("topic", "qxtopic"), ("people", "1.2万")]);
    app.act(&base, &made, &drafter).await;
    let list = app.get_as(&format!("{base}?year=2031"), &drafter).await.body;
    assert!(list.contains("2031-03-02") && list.contains(">12000<"), "in its one form, and summed");
    let link = list.split("/entries/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let entry = format!("/office/agencies/{agency}/entries/{link}");

    let changed = form(&[("on", "2031-03-02"), ("topic", "qxtopic"), ("people", "60")]);
    let no_reason = app.post(&entry, &changed, &drafter).await;
    assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.act(&entry, &format!("{changed}&{}", form(&[("_reason", "qxreason")])), &drafter).await;
    let page = app.get_as(&entry, &drafter).await.body;
    assert!(page.contains("qxreason") && page.contains("12000"), "the value before is in the history");

    app.act(&format!("{entry}/withdraw"), &form(&[("_reason", "重复")]), &drafter).await;
    let list = app.get_as(&format!("{base}?year=2031"), &drafter).await.body;
    assert!(!list.contains("qxtopic"), "it does not count");
    assert_eq!(app.get_as(&entry, &drafter).await.status, StatusCode::OK, "but it is there");
    assert!(app.is_whole().await, "rows follow from the record");
}

#[tokio::test]
async fn a_table_of_a_platform_is_previewed_and_taken_in_once() {
    let app = TestApp::with_platform().await;
    let drafter = app.sign_in("edu.drafter").await;
    let agency = app.agency_of("edu.drafter").await;
    let base = format!("/office/agencies/{agency}/registers/account-figures");
    let text = "某平台数据导出,,,,\n时间,公众号,阅读次数,新关注人数,收藏\n2032-01,甲号,\"1,200\",30,5\n2032-02,甲号,不详,12,3\n2032-03,甲号,800,9,1\n2032-03,甲号,800,9,1\n";
    let seen = app.upload_as(&format!("{base}/import"), "file", Some("a.csv"), &table(text), &drafter).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    assert!(seen.body.contains("2 / 4"), "one is wrong, one is double: {}", seen.body);
    assert!(seen.body.contains("收藏"), "what is not known is named");
    assert!(
        !app.get_as(&format!("{base}?year=2032"), &drafter).await.body.contains("甲号"),
        "nothing is kept yet"
    );

    let both = format!("{text}\r\n--limit\r\nContent-Disposition: form-data; name=\"sure\"\r\n\r\n1");
    let taken =
        app.upload_as(&format!("{base}/import"), "file", Some("a.csv"), &table(&both), &drafter).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let list = app.get_as(&format!("{base}?year=2032"), &drafter).await.body;
    assert!(list.contains("<dd>2</dd>") && list.contains("<dd>2000</dd>"), "two entries, their reads summed");
    let again = app.upload_as(&format!("{base}/import"), "file", Some("a.csv"), &table(text), &drafter).await;
    assert!(again.body.contains("0 / 4"), "the same table brings nothing new");
    let csv = app.get_as(&format!("{base}/export/csv?year=2032"), &drafter).await.body;
    assert!(csv.contains("2032-01-01,甲号,,1200"), "{csv}");
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn what_is_personal_is_seen_by_the_office_only_and_is_not_in_the_record() {
    let app = TestApp::with_platform().await;
    let (drafter, audit) = (app.sign_in("edu.drafter").await, app.sign_in("admin.audit").await);
    let agency = app.agency_of("edu.drafter").await;
    let base = format!("/office/agencies/{agency}/registers/consultations");
    let made =
        form(&[("on", "2031-05-01"), ("kind", "咨询"), ("subject", "qxsubject"), ("contact", "qxcontact")]);
    app.act(&base, &made, &drafter).await;
    let list = app.get_as(&format!("{base}?year=2031"), &drafter).await.body;
    let id = list.split("/entries/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(
        app.get_as(&format!("/office/agencies/{agency}/entries/{id}"), &drafter)
            .await
            .body
            .contains("qxcontact")
    );
    for (path, who) in [
        (format!("{base}?year=2031"), &drafter),
        (format!("{base}/export/csv"), &drafter),
        (format!("/office/audit?subject={id}"), &audit),
        (format!("/registers/{agency}/consultations"), &drafter),
    ] {
        assert!(!app.get_as(&path, who).await.body.contains("qxcontact"), "{path}");
    }
    assert_eq!(app.get(&format!("/registers/{agency}/consultations")).await.status, StatusCode::NOT_FOUND);
    app.act(
        &format!("/office/agencies/{agency}/entries/{id}/withdraw"),
        &form(&[("_reason", "已办结")]),
        &drafter,
    )
    .await;
    assert!(
        !app.get_as(&format!("/office/agencies/{agency}/entries/{id}"), &drafter)
            .await
            .body
            .contains("qxcontact")
    );
}

#[tokio::test]
async fn public_registers_are_shown_and_own_ones_declared_without_code() {
    let app = TestApp::with_platform().await;
    let (drafter, head) = (app.sign_in("edu.drafter").await, app.sign_in("edu.head").await);
    let agency = app.agency_of("edu.drafter").await;
    let catalogue = app.get(&format!("/registers/{agency}/catalogue")).await;
    assert!(catalogue.body.contains("办事指南") && catalogue.body.contains("公开渠道和载体"));
    let xlsx = app.get(&format!("/registers/{agency}/catalogue/export/xlsx")).await;
    assert!(xlsx.body.starts_with("PK"));

    let path = format!("/office/agencies/{agency}/registers/declare");
    let wrong = app.post(&path, &form(&[("text", "[[register]]\ncode = \"training\"\nzh = \"x\"\nfields = [{ code = \"a\", zh = \"a\", kind = \"text\" }]")]), &head).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("已被系统登记簿使用"));
    let own = "[[register]]\ncode = \"school-bus\"\nzh = \"校车检查\"\ndated_by = \"on\"\nfields = [{ code = \"on\", zh = \"日期\", kind = \"day\", required = true }, { code = \"buses\", zh = \"校车数\", kind = \"count\" }]";
    app.act(&path, &form(&[("text", own)]), &head).await;
    let base = format!("/office/agencies/{agency}/registers/school-bus");
    app.act(&base, &form(&[("on", "2031-09-01"), ("buses", "14")]), &drafter).await;
    assert!(app.get_as(&format!("{base}?year=2031"), &drafter).await.body.contains("<dd>14</dd>"));
    assert!(
        app.get_as(&format!("/office/agencies/{agency}/registers"), &drafter).await.body.contains("校车检查")
    );
    assert!(app.is_whole().await);
}
