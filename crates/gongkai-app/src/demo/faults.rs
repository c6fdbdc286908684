//! Faults planted in the made-up reports, so that every kind of finding can be seen somewhere.
//!
//! Each line says who, when and what; the rules do the rest. Units that are not named here are clean.

use gongkai_domain::report::{
    AnnualReport, Applicant, Cell, CellKey, Cells, Format, Outcome, Procedure, Row, Value, cells_of,
};
use jiff::civil::date;
use rust_decimal::Decimal;

type Fault = fn(&mut AnnualReport);

/// Whose report of which year gets which fault.
pub const PLANTED: &[(&str, i16, Fault)] = &[
    // Inside one report.
    ("chengchuan-development", 2023, balance_is_off),
    ("chengchuan-education", 2022, a_reason_is_lost),
    ("chengchuan-labour", 2024, row_total_is_off),
    ("chengchuan-justice", 2023, review_total_is_off),
    ("chengchuan-market", 2022, half_a_decision),
    ("chengchuan-agriculture", 2023, more_repealed_than_there_were),
    ("chengchuan-agriculture", 2025, issued_and_not_in_force),
    ("chengchuan-finance", 2023, rules_made_by_a_bureau),
    ("chengchuan-petitions", 2022, licences_of_the_petitions_bureau),
    ("chengchuan-police", 2023, digits_fall_apart),
    ("chengchuan-health", 2025, more_answered_than_came),
    // Across years.
    ("chengchuan-civil-affairs", 2023, stock_is_off),
    ("chengchuan-enforcement", 2022, pending_review),
    ("chengchuan-enforcement", 2023, no_review_at_all),
    ("chengchuan-liudi", 2023, lawsuits_out_of_nowhere),
    ("chengchuan-health", 2023, ten_times_as_many),
    ("chengchuan-police", 2025, direct_lawsuits),
    // The text against the tables.
    ("chengchuan-housing", 2023, text_says_other_number),
    ("chengchuan-housing", 2024, text_says_received),
    ("chengchuan-education", 2024, text_says_none),
    ("chengchuan-housing", 2022, text_carries_other_number),
    ("chengchuan-market", 2024, text_says_other_disputes),
    ("chengchuan-housing", 2025, text_says_no_disputes),
    ("chengchuan-development", 2025, text_says_other_documents),
    ("chengchuan-land", 2022, text_says_other_endings),
    ("chengchuan-transport", 2023, fee_and_no_fee),
    ("chengchuan-labour", 2022, parts_do_not_add_up),
    ("chengchuan-labour", 2025, parts_exceed_the_whole),
    ("chengchuan-shiqiao", 2023, last_years_number_left_in),
    ("chengchuan-shiqiao", 2024, seven_parts_announced),
    ("chengchuan-yunmen", 2023, wrong_name_of_the_regulations),
    ("chengchuan-petitions", 2024, another_bureaus_business),
    ("chengchuan-yunmen", 2024, forty_working_days),
    // Units and plausibility.
    ("chengchuan-justice", 2025, fee_in_yuan),
    ("chengchuan-civil-affairs", 2024, odd_processing_fee),
    ("chengchuan-civil-affairs", 2025, more_than_all),
    // Structure and form.
    ("chengchuan-shiqiao", 2025, chapter_is_missing),
    ("chengchuan-finance", 2024, title_is_missing),
    ("chengchuan-qingxi", 2021, old_form),
    ("chengchuan-qingxi", 2022, old_form_with_faults),
    ("chengchuan-liudi", 2025, blank_cells),
    ("chengchuan-yunmen", 2025, no_problems),
    ("chengchuan-finance", 2025, fee_not_stated),
    ("chengchuan-development", 2024, signed_too_early),
    ("chengchuan-transport", 2025, published_late),
    ("chengchuan-qingxi", 2024, telephone_in_the_text),
];

/// The town that counted lawsuits in which it was only the review body; the government left them out.
pub const CO_DEFENDANT: (&str, i16) = ("chengchuan-liudi", 2023);
/// The unit that filed nothing for a year.
pub const MISSING: (&str, i16) = ("chengchuan-yunmen", 2022);
/// The unit that filed twice for a year, with other numbers.
pub const DOUBLE: (&str, i16) = ("chengchuan-liudi", 2024);
/// The unit whose report for a year is last year's.
pub const WRONG_YEAR: (&str, i16) = ("chengchuan-petitions", 2025);
/// The unit whose words are last year's.
pub const COPIED: (&str, i16) = ("chengchuan-justice", 2024);

/// Plants what the table has for a report.
pub fn plant(agency_id: &str, year: i16, report: &mut AnnualReport) {
    for (_, _, fault) in PLANTED.iter().filter(|p| p.0 == agency_id && p.1 == year) {
        fault(report);
    }
}

/// What the second version of the double report says otherwise.
pub fn correct(report: &mut AnnualReport) {
    add(report, CellKey::t2("t2.license.decisions"), 5);
    report.published_on = report.published_on.and_then(|d| d.tomorrow().ok());
}

fn number(cells: &Cells, key: CellKey) -> Decimal {
    cells.number(key).unwrap_or_default()
}

fn put(report: &mut AnnualReport, key: CellKey, value: impl Into<Decimal>) {
    report.cells.insert(key, Cell::number(value));
}

fn put_t2(report: &mut AnnualReport, name: &str, value: impl Into<Decimal>) {
    put(report, CellKey::t2(name), value);
}

fn add(report: &mut AnnualReport, key: CellKey, more: i64) {
    let value = number(&report.cells, key) + Decimal::from(more);
    put(report, key, value);
}

/// Puts another text for a piece of the running text; the piece must be there.
fn replace(report: &mut AnnualReport, old: &str, new: &str) {
    for paragraph in report.chapters.iter_mut().flat_map(|c| &mut c.paragraphs) {
        paragraph.text = paragraph.text.replace(old, new);
    }
}

/// Adds a sentence to the end of a chapter.
fn say(report: &mut AnnualReport, chapter: u8, sentence: &str) {
    let chapter = report.chapters.iter_mut().find(|c| c.number == chapter);
    if let Some(paragraph) = chapter.and_then(|c| c.paragraphs.last_mut()) {
        paragraph.text.push_str(sentence);
    }
}

fn balance_is_off(report: &mut AnnualReport) {
    for column in [Applicant::Natural, Applicant::Total] {
        add(report, CellKey::t3(Row::CarriedOut, column), 2);
    }
}

fn a_reason_is_lost(report: &mut AnnualReport) {
    for column in [Applicant::Natural, Applicant::Total] {
        put(report, CellKey::t3(Row::UnableNotHeld, column), 0);
    }
}

fn row_total_is_off(report: &mut AnnualReport) {
    add(report, CellKey::t3(Row::Granted, Applicant::Natural), 30);
}

fn review_total_is_off(report: &mut AnnualReport) {
    add(report, CellKey::t4(Procedure::Review, Outcome::Total), 1);
}

fn half_a_decision(report: &mut AnnualReport) {
    put_t2(report, "t2.penalty.decisions", Decimal::new(12_515, 1));
}

fn more_repealed_than_there_were(report: &mut AnnualReport) {
    put_t2(report, "t2.normative.issued", 14);
    put_t2(report, "t2.normative.repealed", 0);
}

fn issued_and_not_in_force(report: &mut AnnualReport) {
    put_t2(report, "t2.normative.issued", 9);
    put_t2(report, "t2.normative.repealed", 8);
    put_t2(report, "t2.normative.valid", 7);
}

fn rules_made_by_a_bureau(report: &mut AnnualReport) {
    put_t2(report, "t2.rules.issued", 1);
    put_t2(report, "t2.rules.valid", 3);
}

fn licences_of_the_petitions_bureau(report: &mut AnnualReport) {
    put_t2(report, "t2.license.decisions", 6);
}

/// 12 in one cell printed as 1 and 2 in two.
fn digits_fall_apart(report: &mut AnnualReport) {
    let key = |column| CellKey::t3(Row::Granted, column);
    let others: Decimal = Applicant::PARTS[2..].iter().map(|c| number(&report.cells, key(*c))).sum();
    put(report, key(Applicant::Natural), 1);
    put(report, key(Applicant::Enterprise), 2);
    put(report, key(Applicant::Total), others + Decimal::from(12));
}

fn more_answered_than_came(report: &mut AnnualReport) {
    let stated = received(report);
    for column in [Applicant::Natural, Applicant::Total] {
        add(report, CellKey::t3(Row::New, column), -9);
    }
    let wrong = received(report);
    replace(report, &format!("新收政府信息公开申请{stated}件"), &format!("新收政府信息公开申请{wrong}件"));
}

fn stock_is_off(report: &mut AnnualReport) {
    add(report, CellKey::t2("t2.normative.valid"), 3);
}

fn block(report: &mut AnnualReport, procedure: Procedure, values: [i64; 5]) {
    for (outcome, value) in Outcome::ALL.into_iter().zip(values) {
        put(report, CellKey::t4(procedure, outcome), value);
    }
    say_disputes(report);
}

/// Keeps the text in step with table 4.
pub fn say_disputes(report: &mut AnnualReport) {
    let total = |p| number(&report.cells, CellKey::t4(p, Outcome::Total));
    let (reviews, court) =
        (total(Procedure::Review), total(Procedure::Direct) + total(Procedure::AfterReview));
    let sentence = format!("因政府信息公开被申请行政复议{reviews}件，被提起行政诉讼{court}件。");
    for paragraph in report.chapters.iter_mut().flat_map(|c| &mut c.paragraphs) {
        let at = ["因政府信息公开被", "本年度没有因政府信息公开引起的"]
            .into_iter()
            .find_map(|s| paragraph.text.find(s));
        if let Some(at) = at {
            paragraph.text.truncate(at);
            paragraph.text.push_str(&sentence);
        }
    }
}

fn pending_review(report: &mut AnnualReport) {
    block(report, Procedure::Review, [1, 1, 0, 2, 4]);
}

fn no_review_at_all(report: &mut AnnualReport) {
    block(report, Procedure::Review, [1, 0, 0, 0, 1]);
    block(report, Procedure::AfterReview, [0, 0, 0, 0, 0]);
}

fn lawsuits_out_of_nowhere(report: &mut AnnualReport) {
    block(report, Procedure::AfterReview, [9, 2, 1, 0, 12]);
}

fn ten_times_as_many(report: &mut AnnualReport) {
    let key = CellKey::t2("t2.license.decisions");
    let value = number(&report.cells, key) * Decimal::from(14);
    put(report, key, value);
}

fn direct_lawsuits(report: &mut AnnualReport) {
    block(report, Procedure::Direct, [14, 2, 3, 0, 19]);
}

fn received(report: &AnnualReport) -> Decimal {
    number(&report.cells, CellKey::t3(Row::New, Applicant::Total))
}

fn text_says_other_number(report: &mut AnnualReport) {
    let n = received(report);
    replace(
        report,
        &format!("新收政府信息公开申请{n}件"),
        &format!("新收政府信息公开申请{}件", n + Decimal::from(7)),
    );
}

fn text_says_received(report: &mut AnnualReport) {
    let n = received(report);
    replace(
        report,
        &format!("新收政府信息公开申请{n}件"),
        &format!("收到政府信息公开申请{}件", n + Decimal::from(19)),
    );
}

fn text_says_none(report: &mut AnnualReport) {
    let n = received(report);
    replace(report, &format!("新收政府信息公开申请{n}件"), "未收到政府信息公开申请");
}

fn text_carries_other_number(report: &mut AnnualReport) {
    let n = number(&report.cells, CellKey::t3(Row::CarriedOut, Applicant::Total));
    replace(report, &format!("结转下年度{n}件"), &format!("结转下年度{}件", n + Decimal::TWO));
}

fn text_says_other_disputes(report: &mut AnnualReport) {
    let n = number(&report.cells, CellKey::t4(Procedure::Review, Outcome::Total));
    replace(report, &format!("行政复议{n}件"), &format!("行政复议{}件", n + Decimal::from(3)));
}

fn text_says_no_disputes(report: &mut AnnualReport) {
    block(report, Procedure::Review, [2, 1, 0, 1, 4]);
    replace(report, "因政府信息公开被申请行政复议4件，", "全年无行政复议、行政诉讼。另");
    for paragraph in report.chapters.iter_mut().flat_map(|c| &mut c.paragraphs) {
        if let Some(at) = paragraph.text.find("另被提起") {
            paragraph.text.truncate(at);
        }
    }
}

fn text_says_other_documents(report: &mut AnnualReport) {
    let n = number(&report.cells, CellKey::t2("t2.normative.issued"));
    say(report, 1, &format!("全年制发行政规范性文件{}件。", n + Decimal::from(4)));
}

fn text_says_other_endings(report: &mut AnnualReport) {
    let rows = [Row::UnableNotHeld, Row::UnableNeedsMaking, Row::UnableStillUnclear];
    let n: Decimal = rows.iter().map(|r| number(&report.cells, CellKey::t3(*r, Applicant::Total))).sum();
    say(report, 1, &format!("依申请公开答复中，无法提供{}件。", n + Decimal::from(6)));
}

fn fee_and_no_fee(report: &mut AnnualReport) {
    say(report, 6, "另有1件申请收取信息处理费200元。");
}

/// The sum of a list of parts with its whole.
fn parts_do_not_add_up(report: &mut AnnualReport) {
    say(report, 1, "全年发布政策解读50篇，其中文字解读20篇，图文解读15篇，其他9篇。");
}

fn parts_exceed_the_whole(report: &mut AnnualReport) {
    say(report, 1, "在各类媒体刊发稿件30篇，其中省级媒体12篇，市级媒体24篇。");
}

fn last_years_number_left_in(report: &mut AnnualReport) {
    let year = report.year.unwrap_or_default();
    replace(report, &format!("{year}年，{}未收取", "石桥镇"), &format!("{}年，石桥镇未收取", year - 1));
    replace(report, &format!("{year}年工作中的不足"), &format!("{}年工作中的不足", year - 1));
}

fn seven_parts_announced(report: &mut AnnualReport) {
    replace(report, "六个部分", "七个部分");
}

fn wrong_name_of_the_regulations(report: &mut AnnualReport) {
    replace(report, "《中华人民共和国政府信息公开条例》", "《政务信息公开条例》");
}

fn another_bureaus_business(report: &mut AnnualReport) {
    say(report, 1, "结合开放日深入企业开展公路法宣传教育活动。");
}

fn forty_working_days(report: &mut AnnualReport) {
    say(report, 5, "今后收到申请后，确保在40个工作日内予以答复。");
}

fn fee_in_yuan(report: &mut AnnualReport) {
    let key = CellKey::t2("t2.fees.amount_wan");
    let yuan = (number(&report.cells, key) * Decimal::from(10_000)).round();
    put(report, key, yuan.normalize());
}

fn odd_processing_fee(report: &mut AnnualReport) {
    let year = report.year.unwrap_or_default();
    replace(
        report,
        &format!("{year}年，区民政局未收取信息处理费。"),
        &format!("{year}年，区民政局收取信息处理费385元。"),
    );
}

fn more_than_all(report: &mut AnnualReport) {
    say(report, 6, "人大代表建议办理满意率达到120%。");
}

fn chapter_is_missing(report: &mut AnnualReport) {
    report.chapters.retain(|c| c.number != 5);
}

fn title_is_missing(report: &mut AnnualReport) {
    report.title = Some("政府信息公开年报".into());
}

/// The form that was replaced in 2021.
fn old_form(report: &mut AnnualReport) {
    let mut cells = Cells::default();
    for key in cells_of(Format::F2019) {
        let value = match key.as_t3() {
            Some((Row::OtherAll, column)) => [Row::OtherNoCorrection, Row::OtherFeeUnpaid, Row::OtherOther]
                .into_iter()
                .map(|row| number(&report.cells, CellKey::t3(row, column)))
                .sum(),
            _ => number(&report.cells, key),
        };
        cells.insert(key, Cell::number(value));
    }
    report.format = Format::F2019;
    report.cells = cells;
    put_t2(report, "t2.normative.made", 1);
    put_t2(report, "t2.normative.published", 1);
    put_t2(report, "t2.normative.total_public", 2);
    put_t2(report, "t2.license.items_last_year", 32);
    put_t2(report, "t2.license.items_change", 3);
    put_t2(report, "t2.penalty.items_last_year", 18);
    put_t2(report, "t2.procurement.projects", 4);
    put_t2(report, "t2.procurement.amount_yuan", Decimal::new(68_325_050, 2));
}

fn old_form_with_faults(report: &mut AnnualReport) {
    old_form(report);
    put_t2(report, "t2.normative.published", 5);
    // 10 items and 4 more, and 14 decisions: filled in as if it were a sum.
    put_t2(report, "t2.license.items_last_year", 10);
    put_t2(report, "t2.license.items_change", 4);
    put_t2(report, "t2.license.decisions", 14);
    put_t2(report, "t2.penalty.items_last_year", 3);
    put_t2(report, "t2.penalty.items_change", -5);
    for column in [Applicant::Natural, Applicant::Total] {
        add(report, CellKey::t3(Row::OtherAll, column), 1);
    }
}

fn blank_cells(report: &mut AnnualReport) {
    for row in [Row::DeniedSecret, Row::DeniedLaw, Row::RefusedPublication] {
        for column in Applicant::ALL {
            report.cells.insert(CellKey::t3(row, column), Cell::blank());
        }
    }
    let dash = Cell { value: Value::NotApplicable, raw: "/".into(), ..Cell::blank() };
    report.cells.insert(CellKey::t2("t2.fees.amount_wan"), dash);
}

fn no_problems(report: &mut AnnualReport) {
    if let Some(chapter) = report.chapters.iter_mut().find(|c| c.number == 5) {
        chapter.paragraphs.truncate(1);
        chapter.paragraphs[0].text = "无。".into();
    }
}

fn fee_not_stated(report: &mut AnnualReport) {
    if let Some(chapter) = report.chapters.iter_mut().find(|c| c.number == 6) {
        chapter.paragraphs.truncate(1);
        chapter.paragraphs[0].text = "没有其他需要报告的事项。".into();
    }
}

fn signed_too_early(report: &mut AnnualReport) {
    report.signed_on = report.year.map(|y| date(y, 12, 18));
}

fn published_late(report: &mut AnnualReport) {
    report.published_on = report.year.map(|y| date(y + 1, 2, 26));
}

fn telephone_in_the_text(report: &mut AnnualReport) {
    say(report, 6, "联系电话：13800000000。");
}
