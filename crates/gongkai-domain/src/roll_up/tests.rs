use super::*;
use crate::check::{Severity, Verdict};
use crate::report::sample::{Dice, consistent_report};
use crate::report::{Outcome, Procedure, Value};
use alloc::format;
use alloc::string::ToString;
use alloc::vec;
use proptest::prelude::*;

const TOP: &str = "甲县人民政府";

fn roster() -> Roster {
    Roster::new(vec![
        Unit::new(TOP, None),
        Unit::new("甲县人民政府办公室", Some(TOP)),
        Unit::new("甲县财政局", Some(TOP)),
        Unit::new("乙镇人民政府", Some(TOP)),
    ])
    .expect("a tree")
}

fn report(agency: &str, year: i16, new: i64) -> AnnualReport {
    let mut report = AnnualReport::empty(Format::in_force_for(year));
    report.agency = Some(agency.into());
    report.year = Some(year);
    report.cells.insert(NEW, Cell::number(new));
    report
}

const NEW: CellKey = CellKey::t3(Row::New, Applicant::Total);

fn three() -> Vec<AnnualReport> {
    vec![
        report("甲县人民政府办公室", 2023, 4),
        report("甲县财政局", 2023, 10),
        report("乙镇人民政府", 2023, 1),
    ]
}

fn codes(rolled: &RolledUp) -> Vec<&'static str> {
    rolled.findings.iter().map(|f| f.code).collect()
}

#[test]
fn the_government_is_the_sum_of_its_units_and_keeps_them() {
    let (roster, reports) = (roster(), three());
    let rolled = roll_up(&roster, &reports, 2023, None);
    let sum = rolled.sum(NEW).expect("summed");
    assert_eq!((sum.total, sum.verdict()), (Decimal::from(15), Verdict::Pass));
    let parts: Vec<(usize, usize)> = sum.parts.iter().map(|p| (p.unit, p.report)).collect();
    assert_eq!(parts, [(1, 0), (2, 1), (3, 2)]);
    assert_eq!(rolled.report.cells.number(NEW), Some(Decimal::from(15)));
    assert_eq!(rolled.report.agency.as_deref(), Some(TOP));
    assert_eq!(rolled.without(&roster, 2).number(NEW), Some(Decimal::from(5)));
    assert_eq!(codes(&rolled), [""; 0]);
}

#[test]
fn the_published_report_is_compared_and_never_added() {
    let mut reports = three();
    reports.push(report(TOP, 2023, 14));
    let rolled = roll_up(&roster(), &reports, 2023, None);
    assert_eq!(rolled.sum(NEW).map(|s| s.total), Some(Decimal::from(15)));
    assert_eq!(codes(&rolled), ["G01"]);
    let finding = &rolled.findings[0];
    assert_eq!((finding.left, finding.right), (Some(Decimal::from(14)), Some(Decimal::from(15))));
    assert_eq!((finding.severity, finding.verdict), (Severity::Warning, Verdict::Fail));
    // The same report given by itself.
    assert_eq!(codes(&roll_up(&roster(), &three(), 2023, Some(&reports[3]))), ["G01"]);
    assert_eq!(codes(&roll_up(&roster(), &three(), 2023, Some(&report(TOP, 2023, 15)))), [""; 0]);
}

#[test]
fn a_missing_unit_makes_the_comparison_conditional_and_is_listed() {
    let mut reports = three();
    reports.remove(1);
    let rolled = roll_up(&roster(), &reports, 2023, Some(&report(TOP, 2023, 15)));
    assert_eq!(codes(&rolled), ["G01", "G02"]);
    assert_eq!(rolled.findings[0].verdict, Verdict::Conditional);
    assert!(rolled.findings[1].message.zh.contains("甲县财政局"));
    assert_eq!(rolled.with_status(UnitStatus::Missing).collect::<Vec<_>>(), [2]);
    // More than the government says cannot be explained by what is missing.
    let rolled = roll_up(&roster(), &reports, 2023, Some(&report(TOP, 2023, 3)));
    assert_eq!(rolled.findings[0].verdict, Verdict::Fail);
}

#[test]
fn a_blank_cell_is_listed_and_not_counted_as_zero() {
    let mut reports = three();
    let blank = Cell { value: Value::Blank, raw: String::new(), place: Default::default() };
    reports[1].cells.insert(NEW, blank);
    let rolled = roll_up(&roster(), &reports, 2023, None);
    let sum = rolled.sum(NEW).expect("summed");
    assert_eq!(
        (sum.total, sum.blank.as_slice(), sum.verdict()),
        (Decimal::from(5), &[2][..], Verdict::Conditional)
    );
}

#[test]
fn reports_of_the_wrong_year_or_form_are_left_out_and_listed() {
    let mut reports = three();
    reports[1].format = Format::F2019;
    reports[2].year = Some(2022);
    let rolled = roll_up(&roster(), &reports, 2023, None);
    assert_eq!(rolled.sum(NEW).map(|s| s.total), Some(Decimal::from(4)));
    assert_eq!(
        (rolled.units[2].status, rolled.units[3].status),
        (UnitStatus::WrongForm, UnitStatus::WrongYear)
    );
    assert_eq!(codes(&rolled), ["G06", "G06", "G02"]);
}

#[test]
fn double_reports_count_once_and_different_ones_are_an_error() {
    let mut reports = three();
    reports.push(reports[1].clone());
    let rolled = roll_up(&roster(), &reports, 2023, None);
    assert_eq!(
        (rolled.sum(NEW).map(|s| s.total), rolled.units[2].double.as_slice()),
        (Some(Decimal::from(15)), &[3][..])
    );
    assert_eq!(codes(&rolled), [""; 0]);
    reports[3].cells.insert(NEW, Cell::number(11));
    reports[3].signed_on = Some(jiff::civil::date(2024, 1, 20));
    reports[1].signed_on = Some(jiff::civil::date(2024, 1, 10));
    let rolled = roll_up(&roster(), &reports, 2023, None);
    assert_eq!(rolled.sum(NEW).map(|s| s.total), Some(Decimal::from(16)), "the later version counts");
    assert_eq!(codes(&rolled), ["G03"]);
}

#[test]
fn a_unit_under_two_parents_counts_once() {
    let mut units = roster().units().to_vec();
    units.push(Unit::new("甲县财政局", Some("乙镇人民政府")));
    let roster = Roster::new(units).expect("a tree");
    let rolled = roll_up(&roster, &three(), 2023, None);
    assert!(codes(&rolled).contains(&"G03"));
    assert_eq!(rolled.units[4].status, UnitStatus::NamedTwice);
    assert_eq!(rolled.sum(NEW).map(|s| s.parts.iter().filter(|p| p.unit == 2).count()), Some(1));
}

#[test]
fn a_child_government_is_the_sum_of_its_units_or_its_own_report() {
    let mut units = roster().units().to_vec();
    units.push(Unit::new("乙镇财政所", Some("乙镇人民政府")));
    let roster = Roster::new(units).expect("a tree");
    // Nothing from below: the town's own report stands for it.
    let rolled = roll_up(&roster, &three(), 2023, None);
    assert_eq!((rolled.units[3].status, rolled.units[4].status), (UnitStatus::Counted, UnitStatus::Covered));
    assert_eq!(rolled.sum(NEW).map(|s| s.total), Some(Decimal::from(15)));
    // With a report from below the town is a sum, and its own report is not added.
    let mut reports = three();
    reports.push(report("乙镇财政所", 2023, 2));
    let rolled = roll_up(&roster, &reports, 2023, None);
    assert_eq!(rolled.units[3].status, UnitStatus::Summed);
    assert_eq!(rolled.sum(NEW).map(|s| s.total), Some(Decimal::from(16)));
    assert_eq!(
        rolled.by_child(&roster, Some(0), NEW),
        [(1, Decimal::from(4)), (2, Decimal::from(10)), (3, Decimal::from(2))]
    );
    assert_eq!(rolled.by_child(&roster, Some(3), NEW), [(4, Decimal::from(2))]);
}

#[test]
fn a_name_may_leave_out_the_places_before_it_and_no_more() {
    let roster = Roster::new(vec![
        Unit::new("甲市乙县人民政府", None),
        Unit::new("乙县财政局", Some("甲市乙县人民政府")),
        Unit::new("甲市乙县教育局", Some("甲市乙县人民政府")),
    ])
    .expect("a tree");
    let reports = [
        report("甲市乙县财政局", 2023, 1),
        report("乙县教育局", 2023, 2),
        report("丙县教育局", 2023, 4),
        report("育局", 2023, 8),
    ];
    let rolled = roll_up(&roster, &reports, 2023, None);
    assert_eq!(rolled.sum(NEW).map(|s| s.total), Some(Decimal::from(3)));
    assert_eq!(rolled.unlisted, [2, 3]);
}

#[test]
fn co_defendant_cases_are_noticed() {
    let key = CellKey::t4(Procedure::AfterReview, Outcome::Total);
    let mut reports = three();
    for (report, n) in reports.iter_mut().zip([2, 7, 0]) {
        report.cells.insert(key, Cell::number(n));
    }
    let mut own = report(TOP, 2023, 15);
    own.cells.insert(key, Cell::number(7));
    assert_eq!(codes(&roll_up(&roster(), &reports, 2023, Some(&own))), ["G01", "G04"]);
}

#[test]
fn the_carry_over_of_the_region_is_followed() {
    let (out, into) =
        (CellKey::t3(Row::CarriedOut, Applicant::Total), CellKey::t3(Row::CarriedIn, Applicant::Total));
    let mut reports = three();
    reports[1].cells.insert(into, Cell::number(5));
    let mut before = report("甲县财政局", 2022, 0);
    before.cells.insert(out, Cell::number(6));
    reports.push(before);
    let rolled = roll_up(&roster(), &reports, 2023, None);
    let finding = rolled.findings.iter().find(|f| f.code == "G05").expect("G05");
    assert_eq!((finding.left, finding.right), (Some(Decimal::from(6)), Some(Decimal::from(5))));
    assert_eq!(rolled.units[2].status, UnitStatus::Counted);
}

#[test]
fn other_endings_of_both_forms_are_added() {
    let single = CellKey::t3(Row::OtherAll, Applicant::Total);
    let mut reports = three();
    for key in other_parts(Applicant::Total) {
        reports[0].cells.insert(key, Cell::number(2));
    }
    // A single row of 0 is 0 in each of the three.
    reports[1].cells.insert(single, Cell::number(0));
    let rolled = roll_up(&roster(), &reports, 2023, None);
    let part = rolled.sum(other_parts(Applicant::Total)[0]).expect("three rows");
    assert_eq!((part.total, part.blank.as_slice()), (Decimal::TWO, &[3][..]));
    assert_eq!(rolled.sum(single), None);
    // Any other number cannot be told apart, so the sum has a single row too.
    reports[1].cells.insert(single, Cell::number(5));
    let rolled = roll_up(&roster(), &reports, 2023, None);
    assert_eq!(rolled.sum(single).map(|s| s.total), Some(Decimal::from(11)));
    assert_eq!(rolled.sum(other_parts(Applicant::Total)[0]), None);
}

/// A region of so many units with consistent made-up reports.
fn region(units: usize, seed: u64) -> (Roster, Vec<AnnualReport>) {
    let mut list = vec![Unit::new(TOP, None)];
    let mut reports = Vec::new();
    // Only the cells are of use here; a sample's texts are slow to copy 5000 times.
    let samples: Vec<Cells> = (0..units.min(40) as u64)
        .map(|i| consistent_report(seed.wrapping_add(i), Format::F2021).cells)
        .collect();
    for i in 0..units {
        let name = format!("甲县第{i}局");
        list.push(Unit::new(name.as_str(), Some(TOP)));
        let mut report = AnnualReport::empty(Format::F2021);
        (report.agency, report.year) = (Some(name), Some(2023));
        report.cells = samples[i % samples.len()].clone();
        reports.push(report);
    }
    (Roster::new(list).expect("a tree"), reports)
}

#[test]
fn five_thousand_units_are_rolled_up_in_well_under_a_second() {
    let (roster, reports) = region(5000, 3);
    let start = std::time::Instant::now();
    let rolled = roll_up(&roster, &reports, 2023, None);
    let elapsed = start.elapsed();
    assert_eq!(rolled.with_status(UnitStatus::Counted).count(), 5000);
    assert_eq!(rolled.sum(NEW).map(|s| s.parts.len()), Some(5000));
    // Unoptimised builds are some ten times slower than released ones.
    assert!(elapsed.as_millis() < 2000, "{elapsed:?}");
}

#[test]
fn the_sum_of_consistent_reports_is_consistent() {
    let (roster, reports) = region(30, 9);
    let rolled = roll_up(&roster, &reports, 2023, None);
    let found = crate::check::check(crate::check::Subject::published(&rolled.report));
    let sums: Vec<_> =
        found.iter().filter(|f| ["R01", "R02", "R03", "R04", "R06", "R09"].contains(&f.code)).collect();
    assert!(sums.is_empty(), "{sums:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_the_reports_does_not_matter(units in 1usize..12, seed in any::<u64>(), dice in any::<u64>()) {
        let (roster, reports) = region(units, seed);
        let mut shuffled = reports.clone();
        let mut dice = Dice::new(dice);
        for i in (1..shuffled.len()).rev() {
            shuffled.swap(i, dice.below(i as u64 + 1) as usize);
        }
        let (a, b) = (roll_up(&roster, &reports, 2023, None), roll_up(&roster, &shuffled, 2023, None));
        prop_assert_eq!(a.report.cells, b.report.cells);
    }

    #[test]
    fn sums_are_additive(units in 2usize..12, seed in any::<u64>(), left_out in 0usize..12) {
        let (roster, reports) = region(units, seed);
        let unit = 1 + left_out % units;
        let whole = roll_up(&roster, &reports, 2023, None);
        let without = whole.without(&roster, unit);
        for sum in &whole.sums {
            let own = reports[unit - 1].cells.number(sum.key).unwrap_or_default();
            prop_assert_eq!(without.number(sum.key).unwrap_or_default() + own, sum.total, "{}", sum.key.to_string());
        }
    }
}
