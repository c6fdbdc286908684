//! Faults planted into consistent reports: the right rule finds each, and no rule that it does not imply.

use std::collections::BTreeSet;

use gongkai_domain::check::{Finding, Severity, Subject, check};
use gongkai_domain::facts;
use gongkai_domain::report::sample::consistent_report;
use gongkai_domain::report::{AnnualReport, Applicant, Cell, CellKey, Format, Outcome, Procedure, Row};
use jiff::civil::date;
use rust_decimal::Decimal;

/// What a fault makes of a report; `None` where it would change nothing.
type Plant = fn(&mut AnnualReport) -> Option<()>;

/// A fault, the rule that must find it, and the rules that may join in because they follow.
struct Fault {
    name: &'static str,
    plant: Plant,
    rule: &'static str,
    implied: &'static [&'static str],
}

const fn fault(
    name: &'static str,
    plant: Plant,
    rule: &'static str,
    implied: &'static [&'static str],
) -> Fault {
    Fault { name, plant, rule, implied }
}

/// The rules that compare the text with a number of table 3, and that follow from any change of it.
const SUMS: &[&str] = &["R01", "R02", "R03", "P04", "R06", "R09", "X01", "X02", "X03", "X04", "X16"];

const FAULTS: &[Fault] = &[
    fault("a leaf is one too many", |r| add(r, CellKey::t3(Row::Granted, Applicant::Natural)), "R03", SUMS),
    fault("an inflow is one too many", |r| add(r, CellKey::t3(Row::New, Applicant::Enterprise)), "R01", SUMS),
    fault(
        "a row total is one too many",
        |r| add(r, CellKey::t3(Row::RefusedRepeat, Applicant::Total)),
        "R03",
        SUMS,
    ),
    fault(
        "the total of endings is too small",
        |r| {
            let key = CellKey::t3(Row::Total, Applicant::Natural);
            let n = number(r, key)?;
            (n > Decimal::ONE).then(|| set(r, key, n - Decimal::ONE))
        },
        "R01",
        SUMS,
    ),
    fault(
        "more is carried out than came in",
        |r| {
            let came = number(r, CellKey::t3(Row::New, Applicant::Other))?
                + number(r, CellKey::t3(Row::CarriedIn, Applicant::Other))?;
            set(r, CellKey::t3(Row::CarriedOut, Applicant::Other), came + Decimal::TWO);
            Some(())
        },
        "R09",
        SUMS,
    ),
    fault(
        "an outcome of table 4 is one too many",
        |r| add(r, CellKey::t4(Procedure::Direct, Outcome::Corrected)),
        "R04",
        &["R06", "X05", "X06", "Y08"],
    ),
    fault(
        "a total of table 4 is left at 0",
        |r| {
            let key = CellKey::t4(Procedure::Review, Outcome::Total);
            (!number(r, key)?.is_zero()).then(|| set(r, key, Decimal::ZERO))
        },
        "R04",
        &["R06", "X05", "X06"],
    ),
    fault(
        "a count is not whole",
        |r| {
            set(r, CellKey::t2("t2.license.decisions"), Decimal::new(25, 1));
            Some(())
        },
        "R05",
        &["P02"],
    ),
    fault(
        "more documents are new than there are",
        |r| {
            (r.format == Format::F2021).then_some(())?;
            set(r, CellKey::t2("t2.normative.issued"), Decimal::from(900));
            Some(())
        },
        "R07",
        &["R08"],
    ),
    fault(
        "a bureau makes rules",
        |r| {
            r.agency.as_ref().is_some_and(|a| a.ends_with('局')).then_some(())?;
            let (new, stock) = match r.format {
                Format::F2021 => ("t2.rules.issued", "t2.rules.valid"),
                Format::F2019 => ("t2.rules.made", "t2.rules.total_public"),
                Format::Legacy => return None,
            };
            set(r, CellKey::t2(new), Decimal::TWO);
            set(r, CellKey::t2(stock), Decimal::TWO);
            Some(())
        },
        "R10",
        &[],
    ),
    fault(
        "items go that were not there",
        |r| {
            (r.format == Format::F2019).then_some(())?;
            set(r, CellKey::t2("t2.fees.items_last_year"), Decimal::TWO);
            set(r, CellKey::t2("t2.fees.items_change"), Decimal::from(-3));
            Some(())
        },
        "P01",
        &[],
    ),
    fault(
        "a cell is blank",
        |r| {
            r.cells.insert(CellKey::t2("t2.penalty.decisions"), Cell::blank());
            Some(())
        },
        "F04",
        &[],
    ),
    fault(
        "the last chapter stands twice",
        |r| {
            let last = r.chapters.last()?.clone();
            r.chapters.push(last);
            Some(())
        },
        "F01",
        &["F06"],
    ),
    fault(
        "a chapter is missing",
        |r| {
            r.chapters.remove(4);
            Some(())
        },
        "F01",
        &[],
    ),
    fault(
        "chapters are exchanged",
        |r| {
            r.chapters.swap(2, 3);
            Some(())
        },
        "F01",
        &[],
    ),
    fault("there is no title", |r| r.title.take().map(|_| ()), "F02", &[]),
    fault(
        "the form is not the year's",
        |r| {
            r.year = Some(if r.format == Format::F2019 { 2023 } else { 2020 });
            Some(())
        },
        "F03",
        &["F02", "F07", "F08", "X11", "U03", "Y08"],
    ),
    fault(
        "the problems are not stated",
        |r| {
            set_text(r, 5, "无。");
            Some(())
        },
        "F05",
        &[],
    ),
    fault(
        "the fee is not stated",
        |r| {
            set_text(r, 6, "无。");
            Some(())
        },
        "F06",
        &["U02"],
    ),
    fault(
        "it is signed before the year ends",
        |r| {
            r.signed_on = Some(date(r.year?, 12, 11));
            Some(())
        },
        "F07",
        &[],
    ),
    fault(
        "it is published late",
        |r| {
            r.published_on = Some(date(r.year? + 1, 4, 1));
            Some(())
        },
        "F08",
        &[],
    ),
    fault(
        "a mobile number is in the text",
        |r| {
            set_text(r, 5, "主要问题是公开栏目更新还不够及时，下一步将加强巡查，联系电话13800000000。");
            Some(())
        },
        "F09",
        &[],
    ),
    fault(
        "the text counts other applications",
        |r| {
            set_text(r, 1, "全年新收政府信息公开申请987654件。");
            Some(())
        },
        "X01",
        &[],
    ),
    fault(
        "the text knows of no application",
        |r| {
            (!number(r, CellKey::t3(Row::New, Applicant::Total))?.is_zero()).then_some(())?;
            set_text(r, 1, "全年未收到政府信息公开申请。");
            Some(())
        },
        "X03",
        &[],
    ),
    fault(
        "the text counts other reviews",
        |r| {
            set_text(r, 1, "因政府信息公开被申请行政复议98765件。");
            Some(())
        },
        "X05",
        &[],
    ),
    fault(
        "a list does not add up",
        |r| {
            set_text(r, 1, "全年发布信息100条，其中工作动态40条，政策文件30条，其他20条。");
            Some(())
        },
        "X09",
        &[],
    ),
    fault(
        "last year's number is in the text",
        |r| {
            set_text(r, 1, &format!("{}年，我局没有收到政府信息公开投诉。", r.year? - 1));
            Some(())
        },
        "X11",
        &["X03"],
    ),
    fault(
        "seven parts are announced",
        |r| {
            r.chapters[0].paragraphs[0].text = "本报告由概述等七个部分组成。".into();
            Some(())
        },
        "X12",
        &[],
    ),
    fault(
        "the regulations are misnamed",
        |r| {
            set_text(r, 5, "将严格按照《政务信息公开条例》要求，继续加强公开平台建设和人员培训。");
            Some(())
        },
        "X13",
        &[],
    ),
    fault(
        "another bureau's law is taught",
        |r| {
            r.agency = Some("鹿鸣县信访局".into());
            set_text(r, 5, "下一步将大力开展公路法宣传教育活动，继续加强公开平台建设。");
            Some(())
        },
        "X14",
        &["R10", "R11", "F02", "U01"],
    ),
];

fn number(report: &AnnualReport, key: CellKey) -> Option<Decimal> {
    report.cells.number(key)
}

fn set(report: &mut AnnualReport, key: CellKey, n: Decimal) {
    report.cells.insert(key, Cell::number(n));
}

fn add(report: &mut AnnualReport, key: CellKey) -> Option<()> {
    let n = number(report, key)?;
    set(report, key, n + Decimal::ONE);
    Some(())
}

/// The chapter says this and nothing else.
fn set_text(report: &mut AnnualReport, number: u8, text: &str) {
    let chapter = report.chapters.iter_mut().find(|c| c.number == number).expect("six chapters");
    chapter.paragraphs.truncate(1);
    chapter.paragraphs[0].text = text.into();
    report.facts = facts::extract(&report.chapters);
}

fn found(report: &AnnualReport) -> Vec<Finding> {
    check(Subject::published(report))
}

#[test]
fn each_fault_is_found_by_its_rule_and_by_no_other() {
    for fault in FAULTS {
        let mut planted = 0;
        for seed in 0..24 {
            for format in [Format::F2021, Format::F2019] {
                let whole = consistent_report(seed, format);
                let before: BTreeSet<&str> = found(&whole).iter().map(|f| f.code).collect();
                let mut report = whole.clone();
                let Some(()) = (fault.plant)(&mut report) else { continue };
                planted += 1;
                let after: BTreeSet<&str> = found(&report).iter().map(|f| f.code).collect();
                let at = format!("{} (seed {seed}, {format:?}): {after:?}", fault.name);
                assert!(after.contains(fault.rule), "{at}");
                let new =
                    after.difference(&before).filter(|c| **c != fault.rule && !fault.implied.contains(c));
                assert_eq!(new.collect::<Vec<_>>(), Vec::<&&str>::new(), "{at}");
            }
        }
        assert!(planted > 0, "{} was never planted", fault.name);
    }
}

#[test]
fn a_fix_restores_the_number_that_a_fault_changed() {
    for seed in 0..40 {
        for format in [Format::F2021, Format::F2019] {
            let whole = consistent_report(seed, format);
            let key = CellKey::t3(Row::DeniedInternal, Applicant::Natural);
            let mut report = whole.clone();
            add(&mut report, key).expect("a number");
            let errors: Vec<Finding> =
                found(&report).into_iter().filter(|f| f.severity == Severity::Error).collect();
            assert!(!errors.is_empty());
            for error in errors {
                assert_eq!(error.suspects, [key], "{error:?}");
                let fix = error.fix.expect("one cell mends everything");
                assert_eq!(fix.changes, [(key, number(&whole, key).expect("a number"))]);
            }
        }
    }
}
