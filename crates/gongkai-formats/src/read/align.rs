//! From a document to a report.

use gongkai_domain::report::{
    AnnualReport, Applicant, Cell, CellKey, Format, Notice, NoticeCode, Outcome, Procedure, Row, cells_of,
};
use rust_decimal::Decimal;

use super::document::Document;
use super::label::{Column2, Label};
use super::repair::{Damage, repair};
use super::rows::{self, Assembled};
use super::table2::{self, Hints};
use super::{chapters, identity, legacy, long, table3, table4};

/// Below this confidence the report says so itself.
const LOW_CONFIDENCE: f32 = 0.6;

/// Reads a document.
pub fn align(document: Document) -> AnnualReport {
    align_one(document).0
}

/// Reads several extractions of the same file and takes, table by table, the one whose sums hold best.
pub fn align_best(documents: Vec<Document>) -> AnnualReport {
    let mut read: Vec<(AnnualReport, [i32; 3])> = documents.into_iter().map(align_one).collect();
    if read.len() == 1 {
        return read.remove(0).0;
    }
    let total = |scores: &[i32; 3]| scores.iter().sum::<i32>();
    if read.is_empty() {
        return AnnualReport::empty(Format::F2021);
    }
    let better = |best: usize, i: usize| {
        if total(&read[i].1) > total(&read[best].1) + LEAD { i } else { best }
    };
    let best = (1..read.len()).fold(0, better);
    let mut chosen = [best; 3];
    for (table, slot) in chosen.iter_mut().enumerate() {
        for i in 0..read.len() {
            if read[i].1[table] > read[*slot].1[table] + LEAD {
                *slot = i;
            }
        }
    }
    let mut report = read[best].0.clone();
    for (table, i) in chosen.into_iter().enumerate().filter(|(_, i)| *i != best) {
        let number = u8::try_from(table + 2).expect("tables 2 to 4");
        let keys: Vec<CellKey> =
            report.cells.iter().map(|(k, _)| k).filter(|k| k.table() == number).collect();
        keys.into_iter().for_each(|k| drop(report.cells.remove(k)));
        let other = &read[i].0;
        for (key, cell) in other.cells.iter().filter(|(k, _)| k.table() == number) {
            report.cells.insert(key, cell.clone());
        }
        if !report.source.extraction.contains(&other.source.extraction) {
            report.source.extraction = format!("{}+{}", report.source.extraction, other.source.extraction);
        }
    }
    let tried: Vec<String> =
        read.iter().map(|(r, s)| format!("{} {}", r.source.extraction, total(s))).collect();
    report.notices.push(Notice::new(NoticeCode::ExtractionChosen, tried.join(", ")));
    report
}

/// By how much a later candidate must be better. The first knows the geometry; a later one that puts numbers in the
/// place of blank cells scores a little higher, because a sum with a blank in it is not judged.
const LEAD: i32 = 8;

fn align_one(mut document: Document) -> (AnnualReport, [i32; 3]) {
    let damage = Damage::of(&document);
    if damage.is_any() {
        repair(&mut document, &damage);
    }
    let mut notices = std::mem::take(&mut document.notices);
    let is_exact_text = document.extraction == "text" && !damage.is_any();
    let rows = rows::physical_rows(&document, is_exact_text);
    let assembled = rows::assemble(&rows);
    let mut chapters = chapters::read(&document, &rows, &assembled.is_table);
    let id = identity::read(&document, &chapters);
    drop_navigation(&mut chapters, id.title.as_deref());

    let mut report = AnnualReport::empty(format_of(&assembled, id.year));
    report.notices.append(&mut notices);
    report.notices.extend(damage.notices());
    report.source.extraction = document.extraction.to_owned();
    let has_form = assembled.header.iter().any(|l| l.label == Label::Legacy);
    let is_old = id.year.is_some_and(|y| y < 2019);
    let mut fit = 1.0;
    // A word of the old form can stand in the running text of a new one; rows of the new form decide.
    if (has_form || is_old) && !has_row(&assembled) {
        report.format = Format::Legacy;
        let folded = legacy::folded(&document);
        if legacy::is_form(&folded) {
            let (legacy_rows, notices) = legacy::read(&folded, &chapters);
            report.legacy_rows = legacy_rows;
            report.notices.extend(notices);
        }
    } else if long::is_likely(&rows, &assembled.header) && long::read(&rows, &mut report) {
        report.source.extraction = format!("{}-long", document.extraction);
    } else {
        fit = tables(&assembled, &rows, &chapters, &mut report);
    }
    report.title = id.title;
    report.agency = report.agency.or(id.agency);
    report.year = report.year.or(id.year);
    report.period = id.period;
    report.signature = id.signature;
    report.signed_on = id.signed_on;
    report.published_on = id.published_on;
    report.notices.extend(id.notices);
    report.facts = gongkai_domain::facts::extract(&chapters);
    report.chapters = chapters;
    finish(&mut report, fit);
    let scores = score(&report);
    (report, scores)
}

fn tables(
    assembled: &Assembled,
    rows: &[rows::PhysicalRow<'_>],
    chapters: &[gongkai_domain::report::Chapter],
    report: &mut AnnualReport,
) -> f32 {
    let hints = hints(chapters);
    let t2 = table2::read(&assembled.runs, report.format, &hints);
    let mut sureness: Vec<(CellKey, u8)> = Vec::new();
    for (key, cell, sure) in t2.cells {
        let before = sureness.iter().find(|(k, _)| *k == key).map(|(_, s)| *s);
        if before.is_some_and(|b| b >= sure) {
            continue;
        }
        sureness.push((key, sure));
        report.cells.insert(key, cell);
    }
    if assembled.fuzzy > 0 {
        report.notices.push(Notice { count: assembled.fuzzy, ..Notice::new(NoticeCode::LabelFuzzy, "") });
    }
    report.extra_rows = t2.extra;
    report.notices.extend(t2.notices);
    let t3 = table3::read(&assembled.runs, &assembled.header, rows);
    let t4 = table4::read(&assembled.runs, rows);
    report.extra_rows.extend(t3.extra);
    report.notices.extend(t3.notices);
    report.notices.extend(t4.notices);
    for (key, cell) in t3.cells.into_iter().chain(t4.cells) {
        insert_once(report, key, cell);
    }
    t3.fit
}

/// What stands above the title is the page around the report, not its preamble.
fn drop_navigation(chapters: &mut [gongkai_domain::report::Chapter], title: Option<&str>) {
    let Some((title, preamble)) = title.zip(chapters.first_mut()) else { return };
    let lines = &mut preamble.paragraphs;
    // The title can be broken over two or three lines; only the last one has the word.
    let is_end = |text: &str| text.contains(title) || text.contains('报') && title.contains(text);
    if preamble.number == 0
        && let Some(mut first) = lines.iter().rposition(|p| is_end(&p.text))
    {
        while first > 0 && title.contains(&lines[first - 1].text) {
            first -= 1;
        }
        lines.drain(..first);
    }
}

fn insert_once(report: &mut AnnualReport, key: CellKey, cell: Cell) {
    if report.cells.get(key).is_none() {
        report.cells.insert(key, cell);
    }
}

fn has_row(assembled: &Assembled) -> bool {
    let is_row = |l: &Label| matches!(l, Label::Row3(_) | Label::Column2(_) | Label::Section2);
    assembled.header.iter().filter(|l| is_row(&l.label)).count() >= 3
}

/// Which form the labels are of; the year decides when they do not tell.
fn format_of(assembled: &Assembled, year: Option<i16>) -> Format {
    let (mut new, mut old) = (0, 0);
    for entry in &assembled.header {
        match entry.label {
            Label::Column2(Column2::Issued | Column2::Repealed | Column2::AmountWan) => new += 2,
            Label::Row3(Row::OtherNoCorrection | Row::OtherFeeUnpaid) => new += 1,
            Label::Column2(
                Column2::Made
                | Column2::Published
                | Column2::ItemsLastYear
                | Column2::ItemsChange
                | Column2::TotalPublic,
            ) => old += 2,
            Label::Row2(super::label::Row2::OtherService | super::label::Row2::Procurement) => old += 1,
            _ => {}
        }
    }
    match (new > old, old > new) {
        (true, _) => Format::F2021,
        (_, true) => Format::F2019,
        _ => match year.map(Format::in_force_for) {
            Some(Format::F2019) => Format::F2019,
            _ => Format::F2021,
        },
    }
}

/// Counts that stand close behind 规范性文件 in the text.
fn hints(chapters: &[gongkai_domain::report::Chapter]) -> Hints {
    const WORD: &str = "规范性文件";
    let finder = memchr::memmem::Finder::new(WORD);
    let mut hints = Hints::default();
    for text in chapters.iter().flat_map(|c| c.paragraphs.iter()).map(|p| p.text.as_str()) {
        for at in finder.find_iter(text.as_bytes()) {
            let tail: String = text[at + WORD.len()..].chars().take(12).collect();
            let digits: String =
                tail.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            hints.normative.extend(digits.parse::<u64>());
        }
    }
    hints
}

fn finish(report: &mut AnnualReport, fit: f32) {
    if report.format == Format::Legacy {
        report.confidence = if report.legacy_rows.is_empty() { 0.3 } else { 0.8 };
        return;
    }
    if report.cells.is_empty() {
        report.notices.push(Notice::new(NoticeCode::NoTables, ""));
        report.confidence = 0.0;
        return;
    }
    let single = report.has_single_other_row();
    if single && report.format == Format::F2021 {
        report.notices.push(Notice::new(NoticeCode::MixedFormats, Row::OtherAll.label()));
    }
    missing_rows(report, single);
    let scores = score(report);
    let sums = scores.iter().sum::<i32>() as f32 / (report.cells.len() as f32 * 1.3).max(1.0);
    report.confidence = (fit * 0.6 + sums.clamp(0.0, 1.0) * 0.4).clamp(0.0, 1.0);
    if report.confidence < LOW_CONFIDENCE {
        report.notices.push(Notice::new(NoticeCode::LowConfidence, format!("{:.2}", report.confidence)));
    }
}

fn missing_rows(report: &mut AnnualReport, single: bool) {
    let mut missing = 0;
    for row in Row::printed_in(report.format) {
        let is_absent = Applicant::ALL.into_iter().all(|a| report.cells.get(CellKey::t3(row, a)).is_none());
        let is_other = matches!(row, Row::OtherNoCorrection | Row::OtherFeeUnpaid | Row::OtherOther);
        missing += u32::from(is_absent && !(single && is_other));
    }
    if (1..25).contains(&missing) {
        let mut notice = Notice::new(NoticeCode::RowMissing, "");
        notice.count = missing;
        report.notices.push(notice);
    }
}

/// How good a reading is, by table: a point a cell of the form, more for sums that hold, less for broken ones.
fn score(report: &AnnualReport) -> [i32; 3] {
    let mut scores = [0i32; 3];
    for key in cells_of(report.format) {
        if report.cells.number(key).is_some() {
            scores[usize::from(key.table() - 2)] += 1;
        } else if report.cells.get(key).is_none() {
            scores[usize::from(key.table() - 2)] -= 1;
        }
    }
    let number = |key| report.cells.number(key);
    let mut judge =
        |slot: usize, parts: &mut dyn Iterator<Item = Option<Decimal>>, total: Option<Decimal>| {
            let sum: Option<Decimal> = parts.sum();
            if let (Some(sum), Some(total)) = (sum, total) {
                scores[slot] += if sum == total { 2 } else { -3 };
            }
        };
    for row in Row::ALL {
        let mut parts = Applicant::PARTS.into_iter().map(|a| number(CellKey::t3(row, a)));
        judge(1, &mut parts, number(CellKey::t3(row, Applicant::Total)));
    }
    for column in Applicant::ALL {
        let endings: Vec<Row> = Row::ALL
            .into_iter()
            .filter(|r| r.is_ending() && report.cells.get(CellKey::t3(*r, column)).is_some())
            .collect();
        let mut parts = endings.into_iter().map(|r| number(CellKey::t3(r, column)));
        judge(1, &mut parts, number(CellKey::t3(Row::Total, column)));
    }
    for procedure in Procedure::ALL {
        let mut parts = Outcome::PARTS.into_iter().map(|o| number(CellKey::t4(procedure, o)));
        judge(2, &mut parts, number(CellKey::t4(procedure, Outcome::Total)));
    }
    scores
}
