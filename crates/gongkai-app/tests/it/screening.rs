//! What the automatic check finds in a workbook.

use gongkai_app::documents::{self, Upload};
use gongkai_app::portal;
use gongkai_domain::disclosure::act::Act;
use gongkai_domain::disclosure::revision::HasText;
use gongkai_store::testing::{TestDatabase, each_database};
use rust_xlsxwriter::{DocProperties, Workbook};

use crate::platform::{demo, draft, signed};

/// A list with one sheet in sight and one that is not.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_author("田小禾").set_company("某某科技公司"));
    let shown = book.add_worksheet();
    shown.write_string(0, 0, "补贴发放名单").unwrap();
    let hidden = book.add_worksheet();
    hidden.write_string(0, 0, "王某 11010519491231002X").unwrap();
    hidden.set_hidden(true);
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_hidden_sheet_is_held_up_and_the_names_in_the_properties_are_gone() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let drafter = signed(&app, "edu.drafter").await;
        let id = documents::create(&app, &drafter, "chengchuan-education", &draft("补贴公示")).await.unwrap();
        let upload = Upload { name: "名单.xlsx".into(), bytes: workbook() };
        documents::attach(&app, &drafter, &id, upload).await.unwrap();
        let submit = Act::Submit { findings: vec![], has_text: HasText::Yes };
        documents::act(&app, &drafter, &id, submit).await.unwrap();
        let page = documents::show(&app, &drafter, &id).await.unwrap();
        let work = page.kept.document.work.as_ref().expect("it is in review");
        let found: Vec<(&str, &str)> =
            work.findings.iter().map(|f| (f.code.as_str(), f.place.as_str())).collect();
        assert!(found.contains(&("file.hidden", "名单.xlsx")), "{found:?}");
        assert!(found.contains(&("personal.id-number", "名单.xlsx")), "hidden text is read too: {found:?}");
        let hash = &work.revision.attachments[0].sha256;
        let kept = portal::file(&app, &drafter.person, hash).await.unwrap().expect("it is kept");
        let texts = gongkai_formats::inspect::inspect(&kept.bytes, "名单.xlsx");
        assert!(
            texts.properties.iter().all(|p| !p.1.contains("田小禾") && !p.1.contains("某某科技")),
            "{texts:?}"
        );
        assert!(texts.text.is_some_and(|t| t.contains("补贴发放名单")), "the rest of the file is as it was");
    })
    .await;
}
