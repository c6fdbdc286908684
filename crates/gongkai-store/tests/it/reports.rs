//! What is put comes back, to the last place.

use gongkai_domain::check::{Finding, Message, Severity};
use gongkai_domain::report::{
    AnnualReport, Applicant, Bound, Cell, CellKey, Chapter, Fact, Format, FreeRow, Notice, NoticeCode,
    Paragraph, Place, Row, Subject, Value,
};
use gongkai_store::testing::{TestDatabase, each_database};
use gongkai_store::{Agency, NewReport, Region, ReportFilter, ReportOrder, SourceDocument, Store};

pub fn region() -> Region {
    Region { id: "west".into(), name: "西区".into(), name_en: "West".into(), made_up: true }
}

pub fn agency(id: &str, name: &str, roster_position: i64) -> Agency {
    Agency {
        id: id.into(),
        region_id: "west".into(),
        parent_id: None,
        name: name.into(),
        name_en: id.into(),
        level: "county".into(),
        kind: "department".into(),
        roster_position: Some(roster_position),
    }
}

fn full_report() -> AnnualReport {
    let mut report = AnnualReport::empty(Format::F2021);
    report.title = Some("西区教育局2024年政府信息公开工作年度报告".into());
    report.agency = Some("西区教育局".into());
    report.year = Some(2024);
    report.period = Some(("2024-01-01".parse().unwrap(), "2024-12-31".parse().unwrap()));
    report.signature = Some("西区教育局".into());
    report.signed_on = Some("2025-01-20".parse().unwrap());
    report.published_on = Some("2025-01-22".parse().unwrap());
    report.confidence = 0.75;
    report.source.file = "a.html".into();
    report.source.sha256 = "ab".into();
    let place =
        Place { table: Some(3), row: Some(4), column: Some(2), bytes: Some((10, 14)), ..Place::default() };
    let cell = |value, raw: &str| Cell { value, raw: raw.into(), place };
    report.cells.insert(CellKey::t3(Row::New, Applicant::Total), cell(Value::Number(12.into()), "12"));
    report.cells.insert(CellKey::t3(Row::New, Applicant::Natural), cell(Value::Blank, ""));
    report.cells.insert(CellKey::t3(Row::New, Applicant::Other), cell(Value::NotApplicable, "/"));
    report.cells.insert(CellKey::t3(Row::Granted, Applicant::Other), cell(Value::Illegible, "l0?"));
    report
        .cells
        .insert(CellKey::t2("t2.fees.amount_wan"), cell(Value::Number("3.1400".parse().unwrap()), "3.1400"));
    report.chapters.push(Chapter {
        number: 1,
        heading: "一、总体情况".into(),
        place,
        paragraphs: vec![Paragraph { text: "主动公开信息140余条。".into(), place }],
    });
    report.facts.push(Fact {
        subject: Subject::ItemsPublished,
        count: 140.into(),
        unit: "条".into(),
        bound: Bound::AtLeast,
        chapter: 1,
        paragraph: 0,
        span: (12, 24),
        clause: "主动公开信息140余条".into(),
        is_part: false,
        place,
    });
    report.extra_rows.push(FreeRow {
        table: 3,
        label: "另有".into(),
        unit: "件".into(),
        values: vec![cell(Value::Number(1.into()), "1"), cell(Value::Blank, "")],
    });
    report.notices.push(Notice {
        place: Some(place),
        count: 3,
        ..Notice::new(NoticeCode::LabelJoined, "申请 数量")
    });
    report
}

fn new(id: &str, agency: &str, year: i16, report: AnnualReport) -> NewReport {
    NewReport {
        id: id.into(),
        agency_id: agency.into(),
        year,
        version: 1,
        report,
        findings: Vec::new(),
        source: None,
    }
}

async fn store_with_agencies(database: &TestDatabase) -> Store {
    let store = database.open().await;
    let agencies = [agency("edu", "西区教育局", 1), agency("tax", "西区财政局", 2)];
    store.save_agencies(&[region()], &agencies).await.unwrap();
    store
}

#[tokio::test]
async fn a_report_comes_back_as_it_was() {
    each_database(async |database: &TestDatabase| {
        let store = store_with_agencies(database).await;
        let source = SourceDocument {
            sha256: "ab".into(),
            file: "a.html".into(),
            media: "html".into(),
            bytes: b"<p>".to_vec(),
            decoded: Some("<p>".into()),
        };
        let mut saved = new("edu-2024", "edu", 2024, full_report());
        saved.source = Some(source.clone());
        store.save_reports(&[saved.clone()]).await.unwrap();
        // Again, as a reader's new version does.
        store.save_reports(&[saved.clone()]).await.unwrap();
        let back = store.report("edu-2024").await.unwrap().expect("was saved");
        assert_eq!(back.report, saved.report);
        assert_eq!((back.agency_id.as_str(), back.year, back.version), ("edu", 2024, 1));
        assert_eq!(store.source("ab").await.unwrap(), Some(source));
        assert_eq!(store.report("nothing").await.unwrap(), None);
        assert_eq!(store.count_reports().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn lists_are_filtered_and_ordered() {
    each_database(async |database: &TestDatabase| {
        let store = store_with_agencies(database).await;
        let mut bad = new("tax-2023", "tax", 2023, full_report());
        bad.findings = vec![Finding::new("R01", Severity::Error, Message::new("不平", "does not balance"))];
        let reports =
            [new("edu-2024", "edu", 2024, full_report()), new("edu-2023", "edu", 2023, full_report()), bad];
        store.save_reports(&reports).await.unwrap();
        let ids = async |filter: ReportFilter| -> Vec<String> {
            store.list_reports(&filter).await.unwrap().into_iter().map(|r| r.id).collect()
        };
        assert_eq!(ids(ReportFilter::default()).await, ["edu-2024", "edu-2023", "tax-2023"]);
        let year = ReportFilter { year: Some(2023), ..ReportFilter::default() };
        assert_eq!(ids(year).await, ["edu-2023", "tax-2023"]);
        let words = ReportFilter { words: Some("财政".into()), ..ReportFilter::default() };
        assert_eq!(ids(words).await, ["tax-2023"]);
        let code = ReportFilter { code: Some("R01".into()), ..ReportFilter::default() };
        assert_eq!(ids(code).await, ["tax-2023"]);
        let worst = ReportFilter { order: ReportOrder::Findings, ..ReportFilter::default() };
        assert_eq!(ids(worst).await[0], "tax-2023");
        assert_eq!(store.years().await.unwrap(), [2024, 2023]);
        assert_eq!(store.rule_counts().await.unwrap()[0].reports, 1);
        let listed = store.list_reports(&ReportFilter::default()).await.unwrap();
        assert_eq!(listed[0].received.as_deref(), Some("12"));
    })
    .await;
}

#[tokio::test]
async fn a_database_is_made_and_opened_again() {
    each_database(async |database: &TestDatabase| {
        let store = database.open().await;
        store.set_setting("demo", "1").await.unwrap();
        drop(store);
        let again = database.open().await;
        assert_eq!(again.setting("demo").await.unwrap().as_deref(), Some("1"));
        again.ping().await.unwrap();
    })
    .await;
}
