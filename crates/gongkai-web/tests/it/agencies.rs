//! What becomes of an agency, and an old site that it takes over.

use std::io::{Cursor, Write};

use axum::http::StatusCode;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::app::{TestApp, draft, form};

const EDUCATION: &str = "chengchuan-education";

#[tokio::test]
async fn a_renamed_agency_keeps_everything_and_says_what_it_was() {
    let app = TestApp::with_platform().await;
    let admin = app.sign_in("admin.system").await;
    let before = app.get(&format!("/agencies/{EDUCATION}")).await.body;
    let old = "示范市澄川区教育局";
    assert!(before.contains(old) && !before.contains("机构沿革"));
    let changes = format!("/office/agencies/{EDUCATION}/changes");
    let missing = app.post(&changes, &form(&[("kind", "renamed"), ("on", "2026-13-01")]), &admin).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    for word in ["变更日期", "变更依据", "新的名称"] {
        assert!(missing.body.contains(word), "{word}");
    }
    let right = [
        ("kind", "renamed"),
        ("on", "2026-03-01"),
        ("name", "示范市澄川区教育体育局"),
        ("basis", "澄编发〔2026〕2号"),
    ];
    app.act(&changes, &form(&right), &admin).await;
    let page = app.get(&format!("/agencies/{EDUCATION}")).await.body;
    assert!(page.contains("<h1>示范市澄川区教育体育局</h1>"), "{page}");
    assert!(page.contains("2026-03-01 由“示范市澄川区教育局”更名（澄编发〔2026〕2号）"));
    assert!(page.contains("/requests/new?agency="), "it goes on");
    let drafter = app.sign_in("edu.drafter").await;
    let new = draft("更名后的通知", "<p>通知。</p>", "proactive");
    let made = app.post(&format!("/office/agencies/{EDUCATION}/documents"), &new, &drafter).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    assert!(app.is_whole().await);
}

#[tokio::test]
async fn an_agency_that_was_merged_keeps_its_documents_and_takes_nothing_new() {
    let app = TestApp::with_platform().await;
    let admin = app.sign_in("admin.system").await;
    let drafter = app.sign_in("edu.drafter").await;
    let housing = app.agency_of("housing.drafter").await;
    let changes = format!("/office/agencies/{EDUCATION}/changes");
    let common = [("on", "2026-06-30"), ("basis", "澄编发〔2026〕9号")];
    for (kind, successors) in
        [("merged", vec![]), ("merged", vec![EDUCATION]), ("split", vec![housing.as_str()])]
    {
        let mut fields = vec![("kind", kind)];
        fields.extend(common);
        fields.extend(successors.into_iter().map(|s| ("successors", s)));
        let refused = app.post(&changes, &form(&fields), &admin).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(refused.body.contains("承继职能的机关"));
    }
    let mut fields = vec![("kind", "merged"), ("successors", housing.as_str())];
    fields.extend(common);
    app.act(&changes, &form(&fields), &admin).await;
    let page = app.get(&format!("/agencies/{EDUCATION}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("id=\"ended\"") && page.body.contains(&format!("href=\"/agencies/{housing}\""))
    );
    assert!(!page.body.contains("/requests/new?agency="), "nobody is sent into the void");
    let documents = app.get(&format!("/documents?agency={EDUCATION}")).await.body;
    assert!(documents.contains("/documents/"), "what it published is still there");
    let refused = app
        .post(
            &format!("/office/agencies/{EDUCATION}/documents"),
            &draft("不能再发", "<p>x</p>", "proactive"),
            &drafter,
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form_page = app.get("/requests/new").await.body;
    assert!(!form_page.contains(&format!("value=\"{EDUCATION}\"")), "it cannot be asked");
    let find = app.get("/requests/track").await.body;
    assert!(find.contains(&format!("value=\"{EDUCATION}\"")), "what it was asked can be followed");
    let again = app.post(&changes, &form(&fields), &admin).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing more becomes of it");
    assert!(app.is_whole().await);
}

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn an_old_site_is_looked_through_before_it_is_taken_over() {
    let app = TestApp::with_platform().await;
    let head = app.sign_in("edu.head").await;
    let path = format!("/office/agencies/{EDUCATION}/site-import");
    let manifest = "标题,正文文件,发布时间,类型,机关\n\
                    关于旧校舍修缮的公告,a.html,2019-05-06,行政规范性文件,\n\
                    名单,b.html,2019-05-07,行政规范性文件,\n\
                    别的机关的,a.html,2019-05-07,行政规范性文件,示范市澄川区人民政府\n";
    let zip = archive(&[
        ("旧站/documents.csv", manifest),
        (
            "旧站/a.html",
            "<html><body><h1>关于旧校舍修缮的公告</h1><p>现将旧校舍修缮有关事项公告如下。</p></body></html>",
        ),
        ("旧站/b.html", "<html><body><h1>名单</h1><p>王某 11010519491231002X</p></body></html>"),
    ]);
    let parts = |origin: &'static str, bytes: &'static [u8]| {
        [
            ("origin", None, origin.as_bytes()),
            ("kind", None, &b"notice"[..]),
            ("file", Some("old.zip"), bytes),
        ]
    };
    let bad = app.post_parts(&path, &parts("旧站", b"no archive"), &head).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("不能打开这个压缩包"), "{}", bad.body);
    let zip: &'static [u8] = zip.leak();
    let sent = app.post_parts(&path, &parts("区教育局旧网站", zip), &head).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(app.get_as(&path, &head).await.body.contains("正在检查"));
    app.work().await;
    let looked = app.get_as(&path, &head).await.body;
    assert!(looked.contains("等待确认") && looked.contains("属于“示范市澄川区人民政府”"), "{looked}");
    assert!(
        !app.get("/search?q=旧校舍修缮").await.body.contains("关于<mark>旧校舍</mark>"),
        "nothing is written yet"
    );
    let report = app.get_as(&format!("{path}/report.csv"), &head).await;
    assert_eq!(report.status, StatusCode::OK);
    assert_eq!(report.body.lines().count(), 4, "{}", report.body);
    app.act(&format!("{path}/take"), "", &head).await;
    app.work().await;
    let taken = app.get_as(&path, &head).await.body;
    assert!(taken.contains("导入完毕"), "{taken}");
    let list = app.get(&format!("/documents?agency={EDUCATION}&year=2019")).await.body;
    assert!(list.contains("关于旧校舍修缮的公告") && !list.contains("名单"), "{list}");
    app.act(&format!("{path}/forget"), "", &head).await;
    assert_eq!(app.get_as(&format!("{path}/report.csv"), &head).await.status, StatusCode::NOT_FOUND);
    assert!(app.is_whole().await);
}
