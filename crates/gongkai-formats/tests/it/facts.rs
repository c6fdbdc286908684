//! What the text of a report states is found through the reader, and agrees with the tables.

use std::path::Path;

use gongkai_domain::report::{AnnualReport, Bound, CellKey, Subject};
use gongkai_formats::read::{read_report, read_reports};
use rust_decimal::Decimal;

/// The counts of a subject that stand for the whole report.
fn stated(report: &AnnualReport, subject: Subject) -> Vec<Decimal> {
    let whole = report.facts.iter().filter(|f| f.subject == subject && !f.is_part && f.bound == Bound::Exact);
    whole.map(|f| f.count).collect()
}

#[test]
fn a_paragraph_that_names_the_rows_of_the_form_is_text_and_no_table() {
    let paragraph = "全年共受理政府信息公开申请31件，上年结转2件，答复30件。其中，予以公开12件，占40%；部分公开4件；\
                     不予公开3件；无法提供9件；不予处理1件；其他处理1件，另有3件结转下年度继续办理，均在法定期限内。\
                     因政府信息公开被申请行政复议2件、提起行政诉讼1件。";
    let page = format!(
        "<h1>诗城县人民政府2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>{paragraph}</p>\
         <p>五、存在的主要问题及改进情况</p><p>无。</p>"
    );
    let report = read_report(page.as_bytes(), "page.html").expect("a report");
    let text = report.chapter(1).expect("chapter 1").text();
    assert_eq!(text, paragraph);
    let expected = [
        (Subject::ApplicationsReceived, 31),
        (Subject::ApplicationsCarriedIn, 2),
        (Subject::ApplicationsAnswered, 30),
        (Subject::Granted, 12),
        (Subject::PartlyGranted, 4),
        (Subject::Denied, 3),
        (Subject::Unable, 9),
        (Subject::NotProcessed, 1),
        (Subject::OtherEndings, 1),
        (Subject::ApplicationsCarriedOut, 3),
        (Subject::Reviews, 2),
        (Subject::Lawsuits, 1),
    ];
    for (subject, count) in expected {
        assert_eq!(stated(&report, subject), [Decimal::from(count)], "{}", subject.as_str());
    }
}

#[test]
fn what_real_reports_state_of_applications_reviews_and_lawsuits_is_what_their_tables_say() {
    let Some(corpus) = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|a| a.join("shared/corpus"))
        .find(|p| p.is_dir())
    else {
        return;
    };
    let mut compared = 0;
    for entry in std::fs::read_dir(corpus).expect("corpus").flatten().filter(|e| e.path().is_dir()) {
        for file in std::fs::read_dir(entry.path()).expect("folder").flatten() {
            let bytes = std::fs::read(file.path()).expect("a file");
            if !file.file_name().to_string_lossy().starts_with("input") {
                continue;
            }
            for report in read_reports(&bytes, "input").unwrap_or_default() {
                compared += agrees(&report, &entry.file_name().to_string_lossy());
            }
        }
    }
    assert!(compared >= 15, "only {compared} statements were compared");
}

/// How many statements could be compared with the tables; all of them agree.
fn agrees(report: &AnnualReport, name: &str) -> usize {
    let cell = |key: &str| report.cells.number(CellKey::parse(key).expect("a key"));
    let (new, carried_in) = (cell("t3.new.total"), cell("t3.carried_in.total"));
    let both = new.zip(carried_in).map(|(n, c)| n + c);
    let lawsuits = cell("t4.direct.total").map(|n| n + cell("t4.after_review.total").unwrap_or_default());
    let mut compared = 0;
    for (subject, accepted) in [
        (Subject::ApplicationsReceived, [new, both]),
        (Subject::ApplicationsCarriedIn, [carried_in; 2]),
        (Subject::ApplicationsCarriedOut, [cell("t3.carried_out.total"); 2]),
        (Subject::Reviews, [cell("t4.review.total"); 2]),
        (Subject::Lawsuits, [lawsuits; 2]),
    ] {
        if accepted[0].is_none() {
            continue;
        }
        for count in stated(report, subject) {
            assert!(
                accepted.contains(&Some(count)),
                "{name}: {} {count} is not in the table",
                subject.as_str()
            );
            compared += 1;
        }
    }
    compared
}
