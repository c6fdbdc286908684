//! The sheet of a review, made from the record.

use gongkai_app::accounts::Signed;
use gongkai_app::documents::{self, DocumentError, Draft};
use gongkai_app::reports::DownloadFormat;
use gongkai_app::{App, portal};
use gongkai_domain::disclosure::act::Act;
use gongkai_domain::disclosure::revision::HasText;
use gongkai_domain::permission::Refusal;
use gongkai_formats::read::{Block, docx};
use gongkai_store::testing::{TestDatabase, each_database};

use crate::platform::{demo, signed};

fn draft() -> Draft {
    Draft {
        title: "关于蓝莓校车补贴的公示".into(),
        body: "<p>王某，身份证号11010519491231002X。</p>".into(),
        formed_on: "2026-11-20".into(),
        legal_item: "20-11".into(),
        number: "澄教发〔2026〕61号".into(),
        ..Draft::new()
    }
}

/// The cells of the table of a sheet, row by row.
async fn rows(app: &App, by: &Signed, id: &str, version: Option<u32>) -> Vec<Vec<String>> {
    let sheet = documents::review_sheet(app, by, id, version, DownloadFormat::Docx).await.expect("a sheet");
    assert!(sheet.name.starts_with("审查表-") && sheet.name.ends_with(".docx") && !sheet.name.contains('/'));
    let document = docx::parse(&sheet.bytes).expect("a Word file");
    let table = document.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Line(_) => None,
    });
    let cells = &table.expect("a table").cells;
    cells
        .chunk_by(|a, b| a.row == b.row)
        .map(|row| row.iter().map(|c| c.text.trim().to_owned()).collect())
        .collect()
}

#[track_caller]
fn row<'a>(rows: &'a [Vec<String>], label: &str) -> &'a [String] {
    rows.iter().find(|row| row[0] == label).unwrap_or_else(|| panic!("{label} in {rows:?}"))
}

async fn submit(app: &App, by: &Signed, id: &str) {
    let act = Act::Submit { findings: vec![], has_text: HasText::Yes };
    documents::act(app, by, id, act).await.unwrap();
}

/// Settles what is open and passes every step.
async fn pass_all(app: &App, reviewers: &[Signed], id: &str) {
    let page = documents::show(app, &reviewers[0], id).await.unwrap();
    let open: Vec<String> = page.kept.document.work.unwrap().unsettled().map(|f| f.key.clone()).collect();
    for key in open {
        let act = Act::Settle { key, reason: "已核对，依法公示".into() };
        documents::act(app, &reviewers[0], id, act).await.unwrap();
    }
    for (step, reviewer) in reviewers.iter().enumerate() {
        let act = Act::Pass { step, opinion: format!("第{step}步意见") };
        documents::act(app, reviewer, id, act).await.unwrap();
    }
}

#[tokio::test]
async fn a_sheet_says_who_reviewed_what_and_how_each_finding_was_settled() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let drafter = signed(&app, "edu.drafter").await;
        let mut reviewers = Vec::new();
        for login in ["edu.first", "edu.secrecy", "edu.second", "edu.final"] {
            reviewers.push(signed(&app, login).await);
        }
        let id = documents::create(&app, &drafter, "chengchuan-education", &draft()).await.unwrap();
        let fresh = rows(&app, &drafter, &id, None).await;
        assert_eq!(row(&fresh, "标题")[1], "关于蓝莓校车补贴的公示");
        assert_eq!(row(&fresh, "发布机构")[2..], ["经办人", &drafter.user.name]);
        assert_eq!(fresh.last().unwrap(), &["尚未检查"], "nothing was checked yet");

        submit(&app, &drafter, &id).await;
        let back = Act::SendBack { step: 0, reason: "请补充依据".into() };
        documents::act(&app, &reviewers[0], &id, back).await.unwrap();
        submit(&app, &drafter, &id).await;
        let waiting = rows(&app, &drafter, &id, None).await;
        assert_eq!(waiting.last().unwrap()[1], "未处理");
        pass_all(&app, &reviewers, &id).await;
        documents::act(&app, &reviewers[3], &id, Act::Publish).await.unwrap();

        let public = rows(&app, &drafter, &id, None).await;
        assert_eq!(row(&public, "公开属性")[1], "主动公开");
        assert!(row(&public, "公开依据")[1].contains("第二十条第（十一）项"));
        let at = gongkai_domain::china_time::minute(
            documents::show(&app, &drafter, &id).await.unwrap().kept.document.versions[0].published_at_ms,
        );
        assert_eq!(row(&public, "公开属性")[3], at, "the time of publication");
        for (step, (label, reviewer)) in
            ["初审意见", "保密审查意见", "复审意见", "终审意见"].iter().zip(&reviewers).enumerate()
        {
            let row = row(&public, label);
            assert!(row[1].contains(&format!("第{step}步意见")), "{row:?}");
            assert!(row[2].contains(&reviewer.user.name), "{row:?}");
        }
        let all = format!("{public:?}");
        assert!(all.contains("退回。请补充依据"), "what was sent back stays on the sheet: {all}");
        let settled = public.last().unwrap();
        assert!(settled[0].starts_with("正文“1101************2X”"), "{settled:?}");
        assert!(settled[1].starts_with("已核对，依法公示（"), "{settled:?}");

        let note = Act::OpenCorrection { note: "更正金额".into() };
        documents::act(&app, &drafter, &id, note).await.unwrap();
        let correction = rows(&app, &drafter, &id, None).await;
        assert_eq!(row(&correction, "更正内容")[1], "第2版：更正金额");
        assert_eq!(rows(&app, &drafter, &id, Some(1)).await, public, "the sheet of what is public stays");
        let none = documents::review_sheet(&app, &drafter, &id, Some(7), DownloadFormat::Docx).await;
        assert!(matches!(none, Err(DocumentError::NotFound)), "{none:?}");
        let stranger = signed(&app, "housing.drafter").await;
        let refused = documents::review_sheet(&app, &stranger, &id, None, DownloadFormat::Docx).await;
        assert!(matches!(refused, Err(DocumentError::Refused(Refusal::OtherAgency))), "{refused:?}");
        assert!(portal::document(&app, &id).await.unwrap().is_some());
    })
    .await;
}
