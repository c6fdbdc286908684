//! A draft from a file.

use gongkai_app::documents::{self, DocumentError, Draft, ImportNoteKind, ImportedDraft, Upload};
use gongkai_app::{App, portal};
use gongkai_domain::permission::Refusal;
use gongkai_formats::import::Field;
use gongkai_formats::read::sha256_hex;
use gongkai_formats::rich_text;
use gongkai_formats::write::document::{Publication, docx};
use gongkai_store::testing::{TestDatabase, each_database};

use crate::platform::{demo, signed};

const AGENCY: &str = "chengchuan-education";

fn upload(name: &str, bytes: &[u8]) -> Upload {
    Upload { name: name.to_owned(), bytes: bytes.to_vec() }
}

/// A Word file with a picture, a table and the header of a page.
fn word() -> Vec<u8> {
    let picture = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
    let hash = sha256_hex(&picture);
    let body = format!(
        "<p>各学校：</p><p class=\"indent\">现将蓝莓校车检查有关事项通知如下。</p><h2>一、检查时间</h2>\
         <table><tr><td>学校</td><td>日期</td></tr><tr><td>一小</td><td>3月</td></tr></table><p><img src=\"sha256:{hash}\" alt=\"图\"></p>"
    );
    let document = Publication {
        title: "关于开展蓝莓校车检查的通知".into(),
        number: "澄教发〔2026〕31号".into(),
        body: rich_text::clean(&body),
        signature: "别处县教育局".into(),
        signed_on: Some(jiff::civil::date(2026, 3, 2)),
        header: vec![
            (Field::IndexNumber, "12620600MB0523338C/2024-00035".into()),
            (Field::Theme, "没有的分类".into()),
            (Field::PublishedOn, "2026-03-03".into()),
        ],
        ..Publication::default()
    };
    docx(&document, &|asked| (asked == hash).then(|| picture.clone()))
}

/// The notes of a kind.
fn told(imported: &ImportedDraft, kind: ImportNoteKind) -> String {
    let notes = imported.notes.iter().filter(|note| note.kind == kind);
    notes.map(|note| format!("{}\n", note.zh)).collect()
}

async fn draft_of(app: &App, by: &gongkai_app::accounts::Signed, id: &str) -> Draft {
    let page = documents::show(app, by, id).await.expect("a draft");
    Draft::of(&page.kept.document.work.expect("in work").revision, &page.body)
}

#[tokio::test]
async fn a_word_file_becomes_a_draft_and_what_is_unsure_is_told() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let drafter = signed(&app, "edu.drafter").await;
        let imported = documents::import(&app, &drafter, AGENCY, upload("通知.docx", &word())).await.unwrap();
        let draft = draft_of(&app, &drafter, &imported.id).await;
        assert_eq!(draft.title, "关于开展蓝莓校车检查的通知");
        assert_eq!(draft.number, "澄教发〔2026〕31号");
        assert_eq!(draft.formed_on, "2026-03-02");
        assert_eq!(draft.issuer, "别处县教育局");
        assert_eq!((draft.genre.as_str(), draft.theme.as_str()), ("notice", "general"));
        assert!(
            draft.body.contains("<h2>一、检查时间</h2>") && draft.body.contains("一小"),
            "{}",
            draft.body
        );
        assert!(!draft.body.contains("索引号"), "the header is not text");
        let page = documents::show(&app, &drafter, &imported.id).await.unwrap();
        let revision = &page.kept.document.work.as_ref().unwrap().revision;
        let files: Vec<&str> = revision.attachments.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(files, ["图1.gif"], "the picture is kept, the file is not");
        let picture = portal::file(&app, &drafter.person, &revision.attachments[0].sha256).await.unwrap();
        assert!(picture.is_some_and(|file| file.bytes.starts_with(b"GIF89a")));

        let unsure = told(&imported, ImportNoteKind::Unsure);
        for words in ["“没有的分类”不在列表中", "别处县教育局", "公文种类：按标题填为“通知”"]
        {
            assert!(unsure.contains(words), "{words} in {unsure}");
        }
        let left_out = told(&imported, ImportNoteKind::LeftOut);
        for words in ["12620600MB0523338C/2024-00035 未沿用", "2026-03-03 未填入"] {
            assert!(left_out.contains(words), "{words} in {left_out}");
        }
        let found = told(&imported, ImportNoteKind::Found);
        for words in
            ["标题：关于开展蓝莓校车检查的通知", "发文字号：澄教发〔2026〕31号", "成文日期：2026-03-02"]
        {
            assert!(found.contains(words), "{words} in {found}");
        }
        assert!(database.open().await.verify().await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test]
async fn a_page_says_what_could_not_be_brought_along() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let drafter = signed(&app, "edu.drafter").await;
        let page = "<html><head><title>无题</title></head><body><p>正文一段，说明蓝莓。</p><p><img src='https://example.com/a.png'></p>\
                    <p><a href='javascript:x()'>点击</a></p><p><a href='/f/名单.xlsx'>名单</a></p><script>x()</script></body></html>";
        let imported = documents::import(&app, &drafter, AGENCY, upload("页面.html", page.as_bytes())).await.unwrap();
        let left_out = told(&imported, ImportNoteKind::LeftOut);
        for words in ["1 张图片在别的网址上", "1 个链接的网址不能使用", "附件“名单”：只有网址 /f/名单.xlsx"] {
            assert!(left_out.contains(words), "{words} in {left_out}");
        }
        let text = documents::import(&app, &drafter, AGENCY, upload("蓝莓说明.txt", "只有一段话。".as_bytes())).await.unwrap();
        assert!(told(&text, ImportNoteKind::Unsure).contains("暂用文件名"));
        assert_eq!(draft_of(&app, &drafter, &text.id).await.title, "蓝莓说明");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_a_draft_is_refused_with_the_reason() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let drafter = signed(&app, "edu.drafter").await;
        let before = documents::agency_documents(&app, &drafter, AGENCY, Some("work"), 1).await.unwrap();
        for (name, bytes, reason) in [
            ("a.txt", &b""[..], "文件是空的"),
            ("a.rtf", b"{\\rtf1 x}", "不能从这种文件新建"),
            ("a.docx", b"PK\x03\x04 and nothing", "不能从这种文件新建"),
            ("密.txt", "机密★5年\n关于某事的通知\n正文。".as_bytes(), "密"),
        ] {
            let error = documents::import(&app, &drafter, AGENCY, upload(name, bytes)).await.unwrap_err();
            let DocumentError::File(zh, _) = error else { panic!("{name}: {error:?}") };
            assert!(zh.contains(reason), "{name}: {zh}");
        }
        let other = documents::import(&app, &drafter, "chengchuan-housing", upload("a.docx", &word())).await;
        assert!(matches!(other, Err(DocumentError::Refused(Refusal::OtherAgency))), "{other:?}");
        let after = documents::agency_documents(&app, &drafter, AGENCY, Some("work"), 1).await.unwrap();
        assert_eq!(after.rows, before.rows, "nothing was begun");
    })
    .await;
}
