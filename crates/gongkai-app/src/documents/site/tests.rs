//! Folders taken over and written out.

use std::fs;
use std::path::Path;

use gongkai_store::{DocumentFilter, DocumentRow};
use tempfile::TempDir;

use super::*;
use crate::App;
use crate::demo::{self, platform};

const AGENCY: &str = "chengchuan-education";
/// The smallest picture there is.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// A district without a document.
async fn district() -> App {
    let app = App::in_memory().await.unwrap();
    let (regions, agencies) = demo::agencies();
    app.store.save_agencies(&regions, &agencies).await.unwrap();
    platform::ground(&app).await.unwrap();
    app
}

fn write(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn what(folder: &TempDir, is_dry_run: bool) -> SiteImport {
    SiteImport {
        folder: folder.path().to_owned(),
        agency_id: AGENCY.into(),
        origin: "旧网站".into(),
        kind: "policy".into(),
        column: "policy".into(),
        is_dry_run,
        is_bound: false,
    }
}

async fn run(app: &App, what: &SiteImport) -> Vec<RowReport> {
    import_site(app, what, |_, _| {}).await.unwrap()
}

fn page(title: &str, text: &str) -> String {
    format!(
        "<html><head><meta charset=utf-8><meta name=ArticleTitle content=\"{title}\">\
         <meta name=PubDate content=\"2019-05-06 10:00\"><title>{title}</title></head>\
         <body><h1>{title}</h1><p>{text}</p></body></html>"
    )
}

/// A manifest as a spreadsheet of an old site is: Chinese heads, with every kind of trouble.
fn old_site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let manifest = "编号,标题,正文文件,附件,发布日期,索引号,文号,成文日期,主题分类\n\
        1,关于招生工作的通知,a/1.html,附/名单.txt,2020年3月2日,003123456/2020-00007,澄教发[2020]7号,2020-02-28,教育\n\
        2,,a/2.html,附/没有.pdf,2020-03-03 08:30,,,昨天,\n\
        3,含身份证号的公示,a/3.html,,2020-03-04,,,,\n\
        4,带密级的文件,a/4.html,,2020-03-05,,,,\n\
        5,文件丢失,a/5.html,,2020-03-06,,,,\n\
        1,重复的一行,a/1.html,,2020-03-02,,,,\n\
        7,没有日期,a/7.txt,,,,,,\n";
    write(at, "documents.csv", manifest);
    let with_picture = page("旧标题", "正文一，见图。<img src='1_files/p.gif'>");
    write(at, "a/1.html", with_picture);
    write(at, "a/1_files/p.gif", GIF);
    write(at, "a/2.html", page("页面自己的标题", "正文二。"));
    write(at, "a/3.html", page("公示", "张某，身份证号码11010519491231002X。"));
    write(at, "a/4.html", page("内部", "机密★10年 正文四。"));
    write(at, "a/7.txt", "第七份的正文。");
    write(at, "附/名单.txt", "名单内容");
    folder
}

#[tokio::test]
async fn a_manifest_is_tried_first_then_taken_over_and_never_twice() {
    let app = district().await;
    let folder = old_site();
    // Papers of made-up cases are there from the beginning.
    let before = app.store.files_after("", 50).await.unwrap();
    let tried = run(&app, &what(&folder, true)).await;
    assert_eq!(app.store.count_public_documents(&DocumentFilter::default()).await.unwrap(), 0);
    assert_eq!(app.store.files_after("", 50).await.unwrap(), before, "a dry run keeps nothing");

    let taken = run(&app, &what(&folder, false)).await;
    let states: Vec<RowState> = taken.iter().map(|r| r.state).collect();
    use RowState::{Draft, Known, Public, Refused};
    assert_eq!(states, [Public, Public, Draft, Refused, Refused, Refused, Draft], "{taken:#?}");
    assert_eq!(tried.iter().map(|r| r.state).collect::<Vec<_>>(), states, "the dry run said so");
    let notes = |row: usize| taken[row].notes.iter().map(|n| n.zh.as_str()).collect::<Vec<_>>().join("\n");
    assert!(notes(1).contains("没有.pdf") && notes(1).contains("昨天"), "{}", notes(1));
    assert!(notes(2).contains("公民身份号码"), "{}", notes(2));
    assert!(notes(3).contains("国家秘密标志"), "{}", notes(3));
    assert!(notes(4).contains("a/5.html"), "{}", notes(4));
    assert!(notes(6).contains("没有原发布时间"), "{}", notes(6));

    let first = app.store.document(&taken[0].id).await.unwrap().unwrap().document;
    let version = first.public().unwrap();
    assert_eq!(first.index_number, "003123456/2020-00007", "a number once given never changes");
    assert_eq!(version.revision.title, "关于招生工作的通知", "the manifest knows better than the page");
    assert_eq!(version.revision.number, "澄教发〔2020〕7号");
    assert_eq!(version.revision.theme, "education");
    assert_eq!(version.origin, "旧网站");
    assert_eq!(gongkai_domain::china_time::minute(version.published_at_ms), "2020-03-02 12:00");
    let names: Vec<&str> = version.revision.attachments.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["图1.gif", "名单.txt"]);
    let body = app.store.text(&version.revision.body_sha256).await.unwrap().unwrap();
    assert!(body.contains(&format!("sha256:{}", version.revision.attachments[0].sha256)), "{body}");
    let second = app.store.document(&taken[1].id).await.unwrap().unwrap().document;
    assert_eq!(second.public().unwrap().revision.title, "页面自己的标题");

    let again = run(&app, &what(&folder, false)).await;
    let states: Vec<RowState> = again.iter().map(|r| r.state).collect();
    assert_eq!(states, [Known, Known, Known, Refused, Refused, Refused, Known]);
    let verdict = app.verify().await.unwrap();
    assert!(verdict.broken.is_empty() && verdict.wrong_rows.is_empty());
    assert!(report_csv(&taken).lines().count() >= 8);
}

#[tokio::test]
async fn saved_pages_need_no_manifest() {
    let app = district().await;
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "2019/x.html", page("关于防汛工作的通知", "各单位：请做好防汛工作。"));
    write(folder.path(), "2019/x_files/frame.html", "<p>part of the page</p>");
    let taken = run(&app, &what(&folder, false)).await;
    assert_eq!(taken.len(), 1);
    assert_eq!(
        (taken[0].state, taken[0].title.as_str()),
        (RowState::Public, "关于防汛工作的通知"),
        "{taken:#?}"
    );
    let empty = tempfile::tempdir().unwrap();
    let error = import_site(&app, &what(&empty, false), |_, _| {}).await.unwrap_err();
    assert!(matches!(error, SiteError::Empty(_)), "{error}");
}

/// What of a document has to come through.
async fn told(app: &App) -> Vec<(String, String, String, Option<i64>, String, Vec<String>)> {
    let filter = DocumentFilter::default();
    let rows: Vec<DocumentRow> = app.store.public_documents(&filter, 10_000, 0).await.unwrap();
    let mut all = Vec::new();
    for row in rows {
        let files = app.store.public_files_of(&row.id).await.unwrap();
        let files = files.into_iter().map(|f| format!("{} {}", f.sha256, f.name)).collect();
        let kept = app.store.document(&row.id).await.unwrap().unwrap().document;
        let mut revision = kept.public().unwrap().revision.clone();
        // These hold ids, which are of each installation.
        revision.links.clear();
        revision.attachments.clear();
        // The demonstration's texts are not all in the form that cleaning gives.
        let body = app.store.text(&revision.body_sha256).await.unwrap().unwrap();
        let body = gongkai_formats::rich_text::clean(&body).html();
        revision.body_sha256.clear();
        let all_of_it = format!("{revision:?}");
        all.push((row.index_number, row.agency_id, body, row.published_at_ms, all_of_it, files));
    }
    all.sort();
    all
}

#[tokio::test]
async fn what_is_written_out_is_taken_in_elsewhere_and_is_the_same() {
    let app = district().await;
    run(&app, &what(&old_site(), false)).await;
    platform::fill(&app, 60, |_| {}).await.unwrap();
    let out = tempfile::tempdir().unwrap();
    let made = export_site(&app, out.path(), None, |_, _| {}).await.unwrap();
    assert_eq!((made.documents, made.files), (62, 2));
    let occupied = export_site(&app, out.path(), None, |_, _| {}).await.unwrap_err();
    assert!(matches!(occupied, SiteError::Occupied(_)), "{occupied}");

    let other = district().await;
    let taken = run(&other, &what(&out, false)).await;
    let wrong: Vec<&RowReport> = taken.iter().filter(|r| r.state != RowState::Public).collect();
    assert_eq!(wrong, Vec::<&RowReport>::new());
    for (there, here) in told(&other).await.iter().zip(&told(&app).await) {
        assert_eq!(there, here);
    }
    assert_eq!(told(&other).await.len(), 62);
}
