//! What happens to reports on their way through converters, copying and text recognition.

use gongkai_domain::report::sample::consistent_report;
use gongkai_domain::report::{AnnualReport, Applicant, Cell, CellKey, Format, NoticeCode, Row, cells_of};
use gongkai_formats::read::read_report;
use gongkai_formats::write;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::layout_text::{by_rows, row4, rows3, text, title};

#[track_caller]
fn read(page: &str) -> AnnualReport {
    read_report(page.as_bytes(), "rough").expect("text is always read")
}

fn has(report: &AnnualReport, code: NoticeCode) -> bool {
    report.notices.iter().any(|n| n.code == code)
}

/// The cells that were read otherwise. With `is_blank`, zeros were printed as blanks and must come back as nothing.
fn wrong(page: &str, report: &AnnualReport, is_blank: bool) -> Vec<String> {
    let read = read(page);
    let expected =
        |key| report.cells.number(key).filter(|n| !is_blank || !n.is_zero()).map(|n| n.normalize());
    cells_of(report.format)
        .filter(|k| read.cells.number(*k).map(|n| n.normalize()) != expected(*k))
        .map(|k| format!("{k}: {:?} read as {:?}", expected(k), read.cells.number(k)))
        .collect()
}

/// Zeros left out where they stand as a field of their own.
fn without_zeros(page: &str, separator: char) -> String {
    let line = |l: &str| {
        let fields: Vec<&str> = l.split(separator).map(|f| if f == "0" { "" } else { f }).collect();
        fields.join(&separator.to_string())
    };
    page.lines().map(|l| line(l) + "\n").collect()
}

/// A page number and the running header after every so many lines.
fn with_furniture(page: &str) -> String {
    let header = page.lines().next().unwrap_or_default().to_owned();
    let mut out = String::new();
    for (number, line) in (1..).zip(page.lines()) {
        out += &format!("{line}\n");
        match number % 46 {
            0 => out += &format!("— {} —\n{header}\n", number / 23),
            23 => out += &format!("- {} -\n", number / 23),
            _ => {}
        }
    }
    out
}

/// Table 3 with a fixed width for each column, zeros left out: only their places tell the columns.
fn columns_of_spaces(report: &AnnualReport) -> String {
    let mut out = title(report) + "三、收到和处理政府信息公开申请情况\n";
    let line = |label: &str, cells: &[String]| {
        let mut line = format!("{label}{}", " ".repeat(90 - 2 * label.chars().count().min(44)));
        for cell in cells {
            let width: usize = cell.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            line += &format!("{}{cell}", " ".repeat(12 - width));
        }
        line + "\n"
    };
    let head: Vec<String> =
        ["自然人", "企业", "科研", "公益", "法律", "其他", "总计"].map(str::to_owned).into();
    out += &line("", &head);
    for (row, cells) in rows3(report) {
        let cells: Vec<String> =
            cells.into_iter().map(|c| if c == "0" { String::new() } else { c }).collect();
        out += &line(row.label(), &cells);
    }
    out
}

fn long_by_keys(report: &AnnualReport) -> String {
    let mut out = format!(
        "key,label,value\nreport.agency,机关,{}\nreport.year,年度,{}\n",
        report.agency.as_deref().unwrap_or_default(),
        report.year.unwrap_or_default()
    );
    for key in cells_of(report.format) {
        out += &format!("{key},名称,{}\n", text(report, key));
    }
    out
}

fn long_by_labels(report: &AnnualReport) -> String {
    let mut out = title(report) + "表,项目,列,数值\n";
    for (row, cells) in rows3(report) {
        for (applicant, cell) in Applicant::ALL.into_iter().zip(cells) {
            out += &format!("表三,{}{},{},{cell}\n", row.group(), row.label(), applicant.label());
        }
    }
    out
}

fn reports() -> impl Strategy<Value = AnnualReport> {
    (0u64..1_000_000, any::<bool>())
        .prop_map(|(seed, old)| consistent_report(seed, if old { Format::F2019 } else { Format::F2021 }))
}

/// Reports in which only natural persons ask, with more than a few rows that are not blank.
fn of_persons_alone() -> impl Strategy<Value = AnnualReport> {
    const FEWEST: usize = 3;
    let filled = |report: &AnnualReport| {
        let number = |row| report.cells.number(CellKey::t3(row, Applicant::Natural));
        Row::ALL.into_iter().filter_map(number).filter(|n| !n.is_zero()).count()
    };
    let of_persons = |mut report: AnnualReport| {
        for row in Row::ALL {
            let Some(natural) = report.cells.number(CellKey::t3(row, Applicant::Natural)) else { continue };
            for column in Applicant::ALL {
                let is_kept = matches!(column, Applicant::Natural | Applicant::Total);
                let number = if is_kept { natural } else { Decimal::ZERO };
                report.cells.insert(CellKey::t3(row, column), Cell::number(number));
            }
        }
        report
    };
    reports().prop_map(of_persons).prop_filter("too few rows", move |r| filled(r) >= FEWEST)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_whole_page_in_one_line_of_tabs_keeps_its_columns(report in reports()) {
        let page = by_rows(&report, "\t", "").replace('\n', "\t");
        prop_assert_eq!(wrong(&page, &report, false), Vec::<String>::new());
    }

    #[test]
    fn page_numbers_and_headers_between_cells_are_skipped(report in reports()) {
        let page = with_furniture(&by_rows(&report, "\n", ""));
        prop_assert_eq!(wrong(&page, &report, false), Vec::<String>::new());
    }

    #[test]
    fn blank_cells_stay_blank_and_take_no_value_from_below(report in reports()) {
        let page = without_zeros(&by_rows(&report, "\t", ""), '\t');
        // A row of 15 of which one is filled is no row of a table any more.
        prop_assume!(row4(&report).iter().filter(|v| *v != "0").count() != 1);
        prop_assert_eq!(wrong(&page, &report, true), Vec::<String>::new());
    }

    #[test]
    fn html_tables_with_blank_cells_stay_as_they_are(report in reports()) {
        let page = write::html::write(&report).replace(">0</td>", "></td>");
        prop_assume!(row4(&report).iter().filter(|v| *v != "0").count() != 1);
        prop_assert_eq!(wrong(&page, &report, true), Vec::<String>::new());
    }

    #[test]
    fn columns_are_found_by_their_places_when_cells_are_blank(report in reports()) {
        let read = read(&columns_of_spaces(&report));
        // With one or two rows that are not blank there is nothing to tell a table by; that is said as well.
        let is_told = has(&read, NoticeCode::RowUnclear) || has(&read, NoticeCode::NoTables);
        for key in cells_of(report.format).filter(|k| k.table() == 3) {
            let printed = report.cells.number(key).filter(|n| !n.is_zero());
            let found = read.cells.number(key);
            prop_assert!(found.is_none() || found == printed, "{key}: {printed:?} read as {found:?}");
            prop_assert!(found == printed || is_told, "{key} is lost silently");
        }
    }

    #[test]
    fn one_kind_of_applicant_alone_is_enough_to_find_the_columns(report in of_persons_alone()) {
        let read = read(&columns_of_spaces(&report));
        for key in cells_of(report.format).filter(|k| k.table() == 3) {
            let printed = report.cells.number(key).filter(|n| !n.is_zero());
            prop_assert_eq!(read.cells.number(key), printed, "{}", key);
        }
    }

    #[test]
    fn a_long_table_is_read_by_keys_and_by_labels(report in reports()) {
        prop_assert_eq!(wrong(&long_by_keys(&report), &report, false), Vec::<String>::new());
        let read = read(&long_by_labels(&report));
        for key in cells_of(report.format).filter(|k| k.table() == 3) {
            prop_assert_eq!(read.cells.number(key), report.cells.number(key), "{}", key);
        }
    }

    #[test]
    fn radicals_are_read_as_the_characters_they_look_like(report in reports()) {
        let page = by_rows(&report, "\t", "");
        let copied: String = page
            .chars()
            .map(|c| match c {
                '人' => '⼈',
                '行' => '⾏',
                '大' => '⼤',
                '工' => '⼯',
                '见' => '⻅',
                c => c,
            })
            .collect();
        prop_assert_eq!(wrong(&copied, &report, false), Vec::<String>::new());
        prop_assert_eq!(read(&copied).agency, report.agency);
        prop_assert!(has(&read(&copied), NoticeCode::RadicalsReplaced));
    }

    #[test]
    fn one_wrong_character_a_label_does_no_harm(report in reports()) {
        let mut page = by_rows(&report, " ", "");
        for (good, bad) in [
            ("行政规范性文件", "行政规范性大件"),
            ("行政处罚", "行政处言"),
            ("行政事业性收费", "行政事业注收费"),
            ("1.属于国家秘密", "1.属于国家秋密"),
            ("2.重复申请", "2.重夏申请"),
            ("4.无正当理由大量反复申请", "4.无正当理田大量反复申请"),
        ] {
            page = page.replace(good, bad);
        }
        if report.format == Format::F2019 {
            page = page.replace("\n规范性文件 ", "\n规范性文仵 ");
        }
        let damaged = wrong(&page, &report, false);
        // A single space may also stand inside a damaged row of table 2, which is then told.
        prop_assert!(damaged.iter().all(|w| w.starts_with("t2.")), "{damaged:#?}");
    }
}

#[test]
fn a_label_broken_over_two_lines_keeps_the_values_behind_it() {
    let page = "松风市财政局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n\
        一、本年新收政府信息公开申请数量\n5\n0\n0\n0\n0\n0\n5\n\
        （二）部分公开（区分处理的，\n只计这一情形，不计其他情形） 0\n0\n0\n0\n4\n0\n4\n\
        2.其他法律行政法规禁\n止公开\n1\n0\n0\n0\n0\n0\n1\n（七）总计\n1\n0\n0\n0\n4\n0\n5\n";
    let read = read(page);
    let number = |key: &str| read.cells.number(CellKey::parse(key).expect("a key"));
    assert_eq!(number("t3.partial.legal_service"), Some(Decimal::from(4)));
    assert_eq!(number("t3.partial.total"), Some(Decimal::from(4)));
    assert_eq!(number("t3.denied.law.natural"), Some(Decimal::from(1)));
    assert_eq!(number("t3.total.total"), Some(Decimal::from(5)));
}

#[test]
fn a_label_of_table_3_in_the_text_is_not_the_first_row_of_the_table() {
    let mut report = consistent_report(11, Format::F2021);
    for (key, _) in report.clone().cells.iter().filter(|(k, _)| k.as_str().contains(".research")) {
        report.cells.remove(key);
    }
    let table = by_rows(&report, "\t", "").replace("\t科研机构", "").lines().fold(String::new(), |out, l| {
        let fields: Vec<&str> = l.split('\t').collect();
        // The column has no cells at all.
        let kept: Vec<&str> = fields.iter().copied().filter(|f| !f.is_empty()).collect();
        out + &kept.join("\t") + "\n"
    });
    let page = table.replacen("一、总体情况\n", "一、总体情况\n上年结转和结转下年度继续办理3件。\n", 1);
    let read = read(&page);
    for key in cells_of(Format::F2021).filter(|k| k.table() == 3 && !k.as_str().contains(".research")) {
        assert_eq!(read.cells.number(key), report.cells.number(key), "{key}");
    }
}

#[test]
fn a_circle_or_a_letter_in_a_cell_is_a_zero_and_is_told() {
    let report = consistent_report(5, Format::F2021);
    for zero in ["O", "〇"] {
        let page = write::html::write(&report).replace(">0</td>", &format!(">{zero}</td>"));
        assert_eq!(wrong(&page, &report, false), Vec::<String>::new(), "{zero}");
        assert!(has(&read(&page), NoticeCode::DigitRepaired));
    }
}

/// Blank cells that white space shows ask for the sums of the columns, whatever the numbers are.
#[test]
fn numbers_as_large_as_they_get_are_added_up() {
    let mut report = consistent_report(3, Format::F2021);
    for row in Row::ALL {
        for column in [Applicant::Natural, Applicant::Total] {
            let key = CellKey::t3(row, column);
            if report.cells.get(key).is_some() {
                report.cells.insert(key, Cell::number(7_777_777));
                report.cells.insert(CellKey::t3(row, Applicant::Enterprise), Cell::number(0));
            }
        }
    }
    let narrow = format!("{}7777777", " ".repeat(14));
    let page = columns_of_spaces(&report).replace(&narrow, &format!("  {}", i64::MAX));
    assert!(page.matches("9223372036854775807").count() > 10);
    assert!(!read(&page).notices.is_empty(), "it is told");
}

#[test]
fn the_title_of_the_report_is_told_from_a_list_of_others() {
    let report = consistent_report(7, Format::F2021);
    let agency = report.agency.clone().expect("an agency");
    let list: String = (2016..2026)
        .map(|y| {
            format!("<li><a>{agency}{y}年政府信息公开工作年度报告</a> <span>{}-01-15</span></li>", y + 1)
        })
        .collect();
    let others: String = ["甘棠市水利局", "鹿鸣县财政局", "采薇镇人民政府"]
        .map(|a| format!("<li><a>{a}2020年政府信息公开工作年度报告</a></li>"))
        .concat();
    for list in [list, others] {
        let page = write::html::write(&report).replacen("<h1>", &format!("<ul>{list}</ul><h1>"), 1);
        assert_eq!((read(&page).year, read(&page).agency), (report.year, report.agency.clone()));
    }
}

#[test]
fn brackets_in_a_name_stay_as_they_are_printed() {
    let page = "采薇县市场监督管理局（知识产权局）2022年政府信息公开工作年度报告\n一、总体情况\n无。\n";
    assert_eq!(read(page).agency.as_deref(), Some("采薇县市场监督管理局（知识产权局）"));
}

#[test]
fn a_page_in_the_text_field_of_an_editor_is_read() {
    let report = consistent_report(3, Format::F2021);
    let html = write::html::write(&report);
    let body = &html[html.find("<h1>").expect("a title")..html.find("</body>").expect("an end")];
    let escaped = body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let page = format!("<html><body><textarea style='display:none'>{escaped}</textarea></body></html>");
    assert_eq!(wrong(&page, &report, false), Vec::<String>::new());
}

#[test]
fn a_number_under_its_header_is_not_split_over_blank_cells() {
    let page = "松风市财政局2020年政府信息公开工作年度报告\n二、主动公开政府信息情况\n\
        信息内容            上一年项目数量      本年增/减      处理决定数量\n\
        行政处罚                  98                0              1965\n\
        行政强制                 170\n\
        其他对外管理服务事项                       -11\n";
    let read = read(page);
    let number = |key: &str| read.cells.number(CellKey::parse(key).expect("a key"));
    assert_eq!(number("t2.coercion.items_last_year"), Some(Decimal::from(170)));
    assert_eq!(number("t2.coercion.decisions"), None);
    assert_eq!(number("t2.other_service.items_change"), Some(Decimal::from(-11)));
    assert_eq!(number("t2.other_service.items_last_year"), None);
}

#[test]
fn values_that_stand_apart_from_all_their_labels_are_not_guessed() {
    let page = "松风市财政局2023年政府信息公开工作年度报告\n二、主动公开政府信息情况\n信息内容\n规章\n\
        行政规范性文件\n行政许可\n行政事业性收费\n本年制发件数\n本年废止件数\n现行有效件数\n3\n1\n9\n";
    let read = read(page);
    let of_table2 = read.cells.iter().filter(|(k, c)| k.table() == 2 && c.value.number().is_some());
    assert_eq!(of_table2.count(), 0);
    assert!(has(&read, NoticeCode::RowUnclear));
}

#[test]
fn the_name_of_an_office_in_the_text_is_taken_whole() {
    for (name, sentence) in [
        ("国家税务总局淇奥区税务局", "2023年，国家税务总局淇奥区税务局认真贯彻条例。"),
        ("采薇县市场监督管理局（知识产权局）", "2023年，采薇县市场监督管理局（知识产权局）认真贯彻条例。"),
    ] {
        let page = format!("一、总体情况\n{sentence}\n六、其他需要报告的事项\n无。\n");
        assert_eq!(read(&page).agency.as_deref(), Some(name));
    }
}

#[test]
fn a_row_whose_digits_are_glued_in_part_is_told() {
    let row = |label: &str, cells: &str| format!("{label}    {}\n", cells.replace(' ', "      "));
    let page = "松风市财政局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n".to_owned()
        + &row("一、本年新收政府信息公开申请数量", "244 79 6 0 0 0 329")
        + &row("（一）予以公开", "244 79 6 0 0 0 329")
        + &row("（七）总计", "24479 6 0 0 0 329")
        + &row("四、结转下年度继续办理", "0 0 0 0 0 0 0");
    assert!(has(&read(&page), NoticeCode::RowUnclear));
}
