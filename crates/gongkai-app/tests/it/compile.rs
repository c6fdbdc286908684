//! Reports out of the records.

use std::collections::BTreeMap;

use gongkai_app::documents::{self, DocumentError};
use gongkai_app::{App, compile, load_demo, portal};
use gongkai_domain::check::{Severity, Subject, check};
use gongkai_domain::compile::Period;
use gongkai_domain::disclosure::act::Act;
use gongkai_domain::disclosure::revision::HasText;
use gongkai_domain::permission::Person;
use gongkai_domain::report::{CellKey, Format, cells_of};
use gongkai_domain::request::Ending;
use gongkai_domain::request::proceeding::Result as Ruling;
use gongkai_formats::read::read_reports;
use gongkai_store::testing::{TestDatabase, each_database};
use gongkai_store::{ENTRY, REQUEST, Store};
use rust_decimal::Decimal;
use serde_json::Value;

use super::platform::signed;

async fn demo(database: &TestDatabase) -> App {
    let app = App::over(database.open().await);
    load_demo(&app).await.unwrap();
    app
}

/// What a case is in the events, read without any of our types: the days of receipt and end, who asked, how it ended.
#[derive(Default)]
struct Plain {
    agency: String,
    applicant: String,
    received: Option<String>,
    drafted: String,
    ended: Option<(String, String)>,
}

/// Cases and entries of the whole installation, by a plain loop over the record.
async fn record(store: &Store) -> (Vec<Plain>, Vec<(String, Value)>) {
    let (mut cases, mut entries) = (BTreeMap::<String, Plain>::new(), BTreeMap::new());
    let mut last = 0;
    loop {
        let page = store.events_after(last, 5_000).await.unwrap();
        let Some(end) = page.last() else { break };
        last = end.seq;
        for event in page {
            let payload: Value = serde_json::from_str(&event.payload).unwrap();
            let text = |field: &str| payload[field].as_str().unwrap_or_default().to_owned();
            if event.subject_kind == ENTRY && event.kind.ends_with("created") {
                entries.insert(event.subject_id.clone(), (event.agency_id.clone(), payload.clone()));
            }
            if event.subject_kind != REQUEST {
                continue;
            }
            let case = cases.entry(event.subject_id).or_default();
            case.agency = event.agency_id;
            let on = text("on");
            match event.kind.trim_start_matches("request.") {
                "submitted" => case.applicant = text("applicant"),
                "registered" => case.received = Some(on),
                "answer-drafted" => case.drafted = text("ending"),
                "answered" if case.ended.is_none() => case.ended = Some((case.drafted.clone(), on)),
                "lapsed" => case.ended = Some((text("ending"), on)),
                "withdrawn" => case.ended = Some(("other.withdrawn".into(), on)),
                _ => {}
            }
        }
    }
    (cases.into_values().collect(), entries.into_values().collect())
}

/// The tables of a year by loops over what the record says.
fn recount(
    agency: &str,
    year: i16,
    cases: &[Plain],
    entries: &[(String, Value)],
) -> BTreeMap<String, Decimal> {
    let mut out: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut add = |key: String, n: Decimal| *out.entry(key).or_default() += n;
    let year_of = |day: &str| day[..4].parse::<i16>().unwrap();
    for case in cases.iter().filter(|c| c.agency == agency) {
        let Some(received) = case.received.as_deref() else { continue };
        let came = year_of(received);
        let left = case.ended.as_ref().map(|e| year_of(&e.1));
        if came > year || left.is_some_and(|left| left < year) {
            continue;
        }
        let mut rows = vec![if came == year { "new".to_owned() } else { "carried_in".to_owned() }];
        match &case.ended {
            Some((ending, _)) if left == Some(year) => {
                let row = Ending::ALL.iter().find(|e| e.code() == ending).unwrap().row();
                rows.extend([row.as_str().to_owned(), "total".to_owned()]);
            }
            _ => rows.push("carried_out".into()),
        }
        for row in rows {
            add(format!("t3.{row}.{}", case.applicant), 1.into());
            add(format!("t3.{row}.total"), 1.into());
        }
    }
    for (_, entry) in entries.iter().filter(|e| e.0 == agency) {
        let fields = &entry["fields"];
        let text = |field: &str| fields[field].as_str().unwrap_or_default();
        match entry["register"].as_str().unwrap() {
            "decisions" if year_of(text("on")) == year => {
                let kind = match text("kind") {
                    "行政许可" => "license",
                    "行政处罚" => "penalty",
                    _ => "coercion",
                };
                add(format!("t2.{kind}.decisions"), text("count").parse().unwrap());
            }
            "admin-fees" if year_of(text("on")) == year => {
                let yuan: Decimal = text("amount").parse().unwrap();
                add("t2.fees.amount_wan".into(), yuan / Decimal::from(10_000));
            }
            "normative-documents" => {
                let issued = year_of(text("issued_on"));
                let repealed = Some(text("repealed_on")).filter(|d| !d.is_empty()).map(year_of);
                if issued == year {
                    add("t2.normative.issued".into(), 1.into());
                }
                if repealed == Some(year) {
                    add("t2.normative.repealed".into(), 1.into());
                }
                if issued <= year && repealed.is_none_or(|r| r > year) {
                    add("t2.normative.valid".into(), 1.into());
                }
            }
            "proceedings" => {
                let block = match text("procedure") {
                    "行政复议" => "review",
                    "行政诉讼（未经复议）" => "direct",
                    _ => "after_review",
                };
                let opened = year_of(text("on"));
                let ended = Some(text("ended_on")).filter(|d| !d.is_empty()).map(year_of);
                if opened > year || ended.is_some_and(|e| e < year) {
                    continue;
                }
                let column = match Ruling::ALL.iter().find(|r| r.zh() == text("result")) {
                    Some(ruling) if ended == Some(year) => ruling.outcome().as_str(),
                    _ => "pending",
                };
                add(format!("t4.{block}.{column}"), 1.into());
                add(format!("t4.{block}.total"), 1.into());
            }
            _ => {}
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn five_years_of_the_district_are_compiled_and_counted_again_by_a_second_path() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let store = database.open().await;
        let (cases, entries) = record(&store).await;
        assert!(cases.len() > 1_000, "{}", cases.len());
        let agencies = store.agencies().await.unwrap();
        let units: Vec<_> =
            agencies.into_iter().filter(|a| a.region_id == "chengchuan" && a.kind != "government").collect();
        assert_eq!(units.len(), 20);
        let (mut compared, mut other) = (0, Vec::new());
        for unit in &units {
            for year in 2021..=2025 {
                let by_records = recount(&unit.id, year, &cases, &entries);
                let compiled =
                    compile::compile_of(&app, unit.clone(), Period::year(year).unwrap()).await.unwrap();
                assert_eq!(compiled.unplaced, [], "{} {year}", unit.id);
                for key in cells_of(Format::F2021) {
                    let expected = by_records.get(key.as_str()).copied().unwrap_or_default();
                    let found = compiled.cells.number(key);
                    assert_eq!(found, Some(expected.normalize()), "{} {year} {key}", unit.id);
                    compared += 1;
                }
                if let Some(published) = store.report(&format!("{}-{year}", unit.id)).await.unwrap() {
                    let differs =
                        |k: &CellKey| published.report.cells.number(*k) != compiled.cells.number(*k);
                    other.extend(cells_of(Format::F2021).filter(differs).map(|k| (unit.id.clone(), year, k)));
                }
            }
        }
        assert_eq!(compared, 20 * 5 * 200);
        // The published reports are those numbers, but for the faults that are planted in some of them.
        let spoiled: std::collections::BTreeSet<_> = other.iter().map(|o| (o.0.clone(), o.1)).collect();
        assert!((1..=25).contains(&spoiled.len()), "{spoiled:?}");
    })
    .await;
}

fn pass(step: usize) -> Act {
    Act::Pass { step, opinion: "同意".into() }
}

/// Takes a document that was handed in through its review to the public.
async fn publish(app: &App, id: &str) {
    let submit = Act::Submit { findings: vec![], has_text: HasText::Yes };
    documents::act(app, &signed(app, "housing.drafter").await, id, submit).await.unwrap();
    let steps = ["housing.first", "housing.secrecy", "housing.second", "housing.final"];
    for (step, login) in steps.into_iter().enumerate() {
        documents::act(app, &signed(app, login).await, id, pass(step)).await.unwrap();
    }
    documents::act(app, &signed(app, "housing.final").await, id, Act::Publish).await.unwrap();
}

fn fields(error: &DocumentError) -> Vec<&'static str> {
    match error {
        DocumentError::Fields(faults) => faults.iter().map(|f| f.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_written_reviewed_published_and_read_back_from_every_file() {
    const AGENCY: &str = "chengchuan-housing";
    const YEAR: i16 = 2024;
    each_database(async |database: &TestDatabase| {
        let app = super::platform::demo(database).await;
        let by = signed(&app, "housing.drafter").await;
        let at = (AGENCY, YEAR);
        let work = compile::work(&app, &by, AGENCY, YEAR).await.unwrap();
        assert_eq!((work.unplaced.len(), work.deviations.len()), (0, 0), "{:?}", work.deviations);
        assert!(work.texts.iter().any(|t| t.0 == 1 && t.2 && t.1.contains("{{t3.new.total}}")));

        // A text of one's own: names become numbers, what the registers do not say is said.
        let mut chapters: BTreeMap<u8, String> = work.texts.iter().map(|t| (t.0, t.1.clone())).collect();
        chapters.insert(
            5,
            "存在的问题：培训偏少，全年组织培训9次，台账中为{{training}}次，还有{{nothing}}。".into(),
        );
        let typed = compile::TypedChapters { version: 0, chapters, signed_on: "2025-01-16".into() };
        compile::save_text(&app, &by, at, &typed).await.unwrap();
        let stale = compile::save_text(&app, &by, at, &typed).await.unwrap_err();
        assert_eq!(fields(&stale), ["version"]);
        let work = compile::work(&app, &by, AGENCY, YEAR).await.unwrap();
        assert_eq!(
            work.missing.iter().map(|m| (m.chapter, m.name.as_str())).collect::<Vec<_>>(),
            [(5, "nothing")]
        );
        assert!(
            work.stated.iter().any(|s| s.1 == Decimal::from(9) && s.2.name == "training"),
            "{:?}",
            work.stated
        );
        assert_eq!(fields(&compile::hand_in(&app, &by, at, "").await.unwrap_err()), ["report"]);

        let mut chapters = typed.chapters.clone();
        chapters.insert(
            5,
            "存在的主要问题：部分答复的说理不够充分。改进措施：逐案讲评答复书，明年组织两次专题培训。".into(),
        );
        let typed = compile::TypedChapters { version: 1, chapters, ..typed };
        compile::save_text(&app, &by, at, &typed).await.unwrap();

        // A number typed over needs a reason, and the computed one stays beside it.
        let key = CellKey::parse("t2.license.decisions").unwrap();
        let without = compile::put_override(&app, &by, at, key, ("12", " ")).await.unwrap_err();
        assert_eq!(fields(&without), ["reason"]);
        let no_number = compile::put_override(&app, &by, at, key, ("1.5", "x")).await.unwrap_err();
        assert_eq!(fields(&no_number), ["value"]);
        compile::put_override(&app, &by, at, key, ("12", "许可科更正")).await.unwrap();
        let cell = compile::members(&app, &by, (AGENCY, Period::year(YEAR).unwrap()), key, 1).await.unwrap();
        assert_ne!(cell.computed, Some(Decimal::from(12)));
        assert_eq!(cell.typed.unwrap().reason, "许可科更正");
        let work = compile::work(&app, &by, AGENCY, YEAR).await.unwrap();
        assert_eq!(work.deviations.iter().map(|d| d.key).collect::<Vec<_>>(), [key]);
        compile::drop_override(&app, &by, at, key).await.unwrap();

        // The length of each list is the number.
        let work = compile::work(&app, &by, AGENCY, YEAR).await.unwrap();
        for key in cells_of(Format::F2021).filter(|k| k.table() == 3) {
            let period = Period::year(YEAR).unwrap();
            let cell = compile::members(&app, &by, (AGENCY, period), key, 1).await.unwrap();
            let compile::Members::Hidden(count) = cell.members else { panic!("a drafter sees no cases") };
            assert_eq!(Some(Decimal::from(count)), work.computed.number(key), "{key}");
        }

        assert!(work.is_ready(), "{:?} {:?}", work.missing, work.sheet.findings);
        let id = compile::hand_in(&app, &by, at, "").await.unwrap();
        assert_eq!(fields(&compile::hand_in(&app, &by, at, "").await.unwrap_err()), ["report"]);
        publish(&app, &id).await;
        let store = database.open().await;
        let published = store.report("chengchuan-housing-2024-2").await.unwrap().expect("it is in the list");
        assert_eq!(published.version, 2);
        for key in cells_of(Format::F2021) {
            assert_eq!(published.report.cells.number(key), work.computed.number(key), "{key}");
        }

        // HTML, DOCX, XLSX and JSON are read back to the same cells, and the rules find no error.
        let page = portal::document(&app, &id).await.unwrap().unwrap();
        let mut files = vec![(
            "html",
            format!("<html><body><h1>{}</h1>{}</body></html>", page.row.title, page.body).into_bytes(),
        )];
        for file in &page.files {
            let served = portal::file(&app, &Person::Stranger, &file.sha256).await.unwrap().unwrap();
            files.push((
                served
                    .name
                    .rsplit('.')
                    .next()
                    .map(|e| ["docx", "xlsx", "json", "pdf"].into_iter().find(|k| *k == e).unwrap())
                    .unwrap(),
                served.bytes,
            ));
        }
        assert_eq!(files.iter().map(|f| f.0).collect::<Vec<_>>(), ["html", "docx", "xlsx", "json"]);
        for (kind, bytes) in files {
            let report = read_reports(&bytes, kind).unwrap().pop().unwrap();
            for key in cells_of(Format::F2021) {
                assert_eq!(report.cells.number(key), work.computed.number(key), "{kind} {key}");
            }
            let errors = check(Subject::published(&report));
            let errors: Vec<_> = errors.iter().filter(|f| f.severity == Severity::Error).collect();
            assert!(errors.is_empty(), "{kind}: {errors:?}");
        }

        // A correction is a new version with its note.
        compile::put_override(&app, &by, at, key, ("13", "年后补报")).await.unwrap();
        assert_eq!(fields(&compile::hand_in(&app, &by, at, " ").await.unwrap_err()), ["report"]);
        assert_eq!(compile::hand_in(&app, &by, at, "行政许可数量更正为13件。").await.unwrap(), id);
        publish(&app, &id).await;
        let corrected = store.report("chengchuan-housing-2024-3").await.unwrap().expect("a third version");
        let differs: Vec<CellKey> = cells_of(Format::F2021)
            .filter(|k| corrected.report.cells.number(*k) != published.report.cells.number(*k))
            .collect();
        assert_eq!(differs, [key]);
        let page = portal::document(&app, &id).await.unwrap().unwrap();
        assert_eq!(page.versions[0].note, "行政许可数量更正为13件。");
        assert!(database.open().await.verify().await.unwrap().is_sound());
    })
    .await;
}
