//! The demonstration shows what it promises.

mod compile;
mod import;
mod platform;
mod review_sheet;
mod screening;
mod servers;

use std::collections::BTreeSet;

use gongkai_app::{App, ReportFilter, reports};
use gongkai_store::testing::{TestDatabase, each_database};

async fn demo(database: &TestDatabase) -> App {
    let app = App::over(database.open().await);
    reports::load_demo(&app).await.unwrap();
    app
}

/// Rules that no report of the demonstration can break, each with its reason.
const NOT_SHOWN: &[&str] = &[];

#[tokio::test]
async fn every_kind_of_finding_shows_somewhere() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let fired =
            reports::rules(&app).await.unwrap().into_iter().filter(|r| r.reports > 0).map(|r| r.rule.code);
        let mut codes: BTreeSet<&str> = fired.collect();
        for year in 2021..=2025 {
            let page =
                reports::roll_up(&app, "chengchuan", year).await.unwrap().expect("the region is there");
            codes.extend(page.findings.iter().map(|f| f.code));
        }
        let all: BTreeSet<&str> = reports::rules(&app).await.unwrap().iter().map(|r| r.rule.code).collect();
        let missing: Vec<&&str> = all.difference(&codes).filter(|c| !NOT_SHOWN.contains(*c)).collect();
        assert!(missing.is_empty(), "no report of the demonstration shows {missing:?}");
    })
    .await;
}

#[tokio::test]
async fn reports_without_a_planted_fault_are_clean() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let list = reports::list(
            &app,
            ReportFilter { region: Some("chengchuan".into()), ..ReportFilter::default() },
        );
        let list = list.await.unwrap();
        let government = list.reports.iter().filter(|r| r.kind == "government");
        assert!(government.clone().count() == 5 && government.clone().all(|r| r.errors == 0));
        let clean = list.reports.iter().filter(|r| r.errors + r.warnings == 0).count();
        assert!(clean > list.reports.len() / 3, "{clean} of {} are clean", list.reports.len());
    })
    .await;
}

#[tokio::test]
async fn the_district_has_twenty_units_and_one_of_each_trouble() {
    each_database(async |database: &TestDatabase| {
        let app = demo(database).await;
        let page = |year| reports::roll_up(&app, "chengchuan", year);
        let of_2022 = page(2022).await.unwrap().expect("there");
        assert_eq!(of_2022.units.iter().filter(|u| u.agency.roster_position.is_some()).count(), 20);
        assert_eq!(of_2022.excluded().len(), 1, "one report is in the old form");
        let of_2024 = page(2024).await.unwrap().expect("there");
        assert_eq!(of_2024.units.iter().filter(|u| !u.doubles.is_empty()).count(), 1);
    })
    .await;
}
