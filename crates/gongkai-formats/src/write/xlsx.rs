//! XLSX: a sheet for each table with the cells merged as on the form, sheets for the text, and the sheet 来源 with
//! the way back from every number to its file, place and verdicts. Numbers are numbers.

use gongkai_domain::report::{AnnualReport, CellKey, Value};
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::html::is_item;
use super::layout::{Block, LayoutCell, LayoutTable, Role, outline, title};
use super::provenance::{Evidence, WRITER, traces};

/// Writes a report.
pub fn write(report: &AnnualReport) -> Vec<u8> {
    write_with(report, Evidence::default())
}

/// Writes a report with verdicts and corrections on the sheet 来源.
pub fn write_with(report: &AnnualReport, evidence: Evidence<'_>) -> Vec<u8> {
    fill(report, evidence)
        .expect("every text is cut to Excel's limit, every sheet has its own name, no range is met twice")
}

/// Name of the sheet with the sources, and what its first cell says. The reader knows it by both and leaves it out.
pub(crate) const SOURCES: (&str, &str) = ("来源", "写出程序");

/// Excel takes 32 767 UTF-16 units in a cell.
const LONGEST: usize = 16_000;

const SHEETS: [(&str, &[u8]); 5] =
    [("总体情况", &[0, 1]), ("主动公开", &[2]), ("申请办理", &[3]), ("复议诉讼", &[4]), ("问题与其他", &[])];

fn fill(report: &AnnualReport, evidence: Evidence<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report)?);
    let blocks = outline(report);
    // Which sheet a block goes to follows from the chapter that it is in.
    let mut sheets: [Vec<&Block<'_>>; 5] = Default::default();
    let mut current = 0;
    for block in &blocks {
        if let Block::Heading { number, .. } = block {
            current = SHEETS.iter().position(|(_, chapters)| chapters.contains(number)).unwrap_or(4);
        }
        sheets[current].push(block);
    }
    for ((name, _), blocks) in SHEETS.iter().zip(&sheets).filter(|(_, blocks)| !blocks.is_empty()) {
        let sheet = workbook.add_worksheet().set_name(*name)?;
        Page::new(sheet, blocks)?.write(report, blocks)?;
    }
    write_sources(workbook.add_worksheet().set_name(SOURCES.0)?, report, evidence)?;
    workbook.save_to_buffer()
}

fn properties(report: &AnnualReport) -> Result<DocProperties, XlsxError> {
    // The same report always gives the same bytes: the file's date is the report's, not today's.
    let date = report.signed_on.or(report.published_on);
    let date = match date {
        Some(d) => {
            ExcelDateTime::from_ymd(d.year().unsigned_abs(), d.month().unsigned_abs(), d.day().unsigned_abs())
        }
        None => ExcelDateTime::from_ymd(2000, 1, 1),
    };
    Ok(DocProperties::new()
        .set_title(title(report).unwrap_or_default())
        .set_author(report.agency.clone().unwrap_or_default())
        .set_comment(WRITER)
        .set_creation_datetime(&date?))
}

fn base() -> Format {
    Format::new()
        .set_font_name("宋体")
        .set_font_size(10.5)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
}

fn bordered() -> Format {
    base().set_border(FormatBorder::Thin)
}

/// One sheet: lines of text over the full width, and tables.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    columns: u16,
    /// Width of the sheet in characters of half width.
    width: f64,
}

impl<'a> Page<'a> {
    fn new(sheet: &'a mut Worksheet, blocks: &[&Block<'_>]) -> Result<Page<'a>, XlsxError> {
        sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.8, 0.8, 1.0, 1.0, 0.4, 0.4);
        sheet.set_footer("&C&P / &N");
        let table = blocks.iter().find_map(|b| if let Block::Table(t) = b { Some(t) } else { None });
        let widths: Vec<f64> = match table {
            Some(table) => table.widths.iter().map(|w| f64::from(*w) * 0.1).collect(),
            None => vec![82.0],
        };
        for (column, width) in (0u16..).zip(&widths) {
            sheet.set_column_width(column, *width)?;
        }
        let columns = u16::try_from(widths.len()).unwrap_or(u16::MAX);
        Ok(Page { sheet, row: 0, columns, width: widths.iter().sum() })
    }

    fn write(&mut self, report: &AnnualReport, blocks: &[&Block<'_>]) -> Result<(), XlsxError> {
        let heading = base().set_font_name("黑体").set_font_size(14.0);
        let subheading = base().set_font_name("楷体").set_font_size(12.0).set_indent(2);
        let text = base().set_font_size(12.0);
        let sign = text.clone().set_align(FormatAlign::Right);
        for block in blocks {
            match block {
                Block::Title(title) => {
                    let big = base().set_font_size(18.0).set_align(FormatAlign::Center);
                    self.line(title, &big, 18.0)?;
                }
                Block::Heading { text, .. } => self.line(text, &heading, 14.0)?,
                Block::Subheading(text) => self.line(text, &subheading, 12.0)?,
                Block::Paragraph(line) => {
                    for part in chunks(line) {
                        self.line(&format!("\u{3000}\u{3000}{part}"), &text, 12.0)?;
                    }
                }
                Block::Table(table) => self.table(report, table)?,
                Block::Signature(line) => self.line(line, &sign, 12.0)?,
                Block::Date(line) => self.line(line, &sign, 12.0)?,
            }
        }
        Ok(())
    }

    /// A line over the full width. Excel does not fit the height of merged cells itself.
    fn line(&mut self, text: &str, format: &Format, size: f64) -> Result<(), XlsxError> {
        let halves: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let lines = (halves as f64 * size / 10.5 / self.width).ceil().max(1.0);
        // Excel's rows are 409 points at most.
        self.sheet.set_row_height(self.row, (lines * size * 1.5 + 6.0).min(409.0))?;
        if self.columns > 1 {
            self.sheet.merge_range(self.row, 0, self.row, self.columns - 1, text, format)?;
        } else {
            self.sheet.write_string_with_format(self.row, 0, text, format)?;
        }
        self.row += 1;
        Ok(())
    }

    fn table(&mut self, report: &AnnualReport, table: &LayoutTable) -> Result<(), XlsxError> {
        let top = self.row;
        for row in 0..table.rows {
            self.sheet.set_row_height(top + row, row_height(table, row))?;
        }
        for cell in &table.cells {
            self.cell(report, table, top, cell)?;
        }
        if table.header_rows > 0 {
            self.sheet.set_repeat_rows(top, top + table.header_rows - 1)?;
        }
        self.row = top + table.rows + 1;
        Ok(())
    }

    fn cell(
        &mut self,
        report: &AnnualReport,
        table: &LayoutTable,
        top: u32,
        cell: &LayoutCell,
    ) -> Result<(), XlsxError> {
        let format = match cell.role {
            Role::Section | Role::Header => {
                bordered().set_align(FormatAlign::Center).set_background_color(0xF3F1EA)
            }
            Role::Label if is_item(&cell.text) || table.number == 0 => {
                bordered().set_align(FormatAlign::Left)
            }
            _ => bordered().set_align(FormatAlign::Center),
        };
        let number = match cell.role {
            Role::Value(key) => report.cells.number(key).map(|n| (n, number_format(key, n))),
            _ => None,
        };
        let format = match &number {
            Some((_, pattern)) => format.set_num_format(pattern),
            None => format,
        };
        let (row, column) = (top + cell.row, cell.column as u16);
        let text = clip(&cell.text);
        if cell.row_span > 1 || cell.column_span > 1 {
            let (last_row, last_column) = (row + cell.row_span - 1, column + cell.column_span as u16 - 1);
            self.sheet.merge_range(row, column, last_row, last_column, &text, &format)?;
        } else {
            self.sheet.write_string_with_format(row, column, &text, &format)?;
        }
        match number.and_then(|(n, _)| exact_double(n)) {
            Some(n) => self.sheet.write_number_with_format(row, column, n, &format)?,
            // What is not printed stays empty, so that formulas see a blank and not a text.
            None if text.is_empty() => self.sheet.write_blank(row, column, &format)?,
            None => self.sheet,
        };
        Ok(())
    }
}

/// Enough for the row's longest label that is not merged over rows.
fn row_height(table: &LayoutTable, row: u32) -> f64 {
    let lines = table.row(row).filter(|c| c.row_span == 1).map(|c| {
        let columns = c.column as usize..(c.column + c.column_span) as usize;
        let width: f64 = table.widths[columns].iter().map(|w| f64::from(*w) * 0.1).sum();
        (c.text.chars().count() as f64 * 2.0 / (width - 1.0).max(2.0)).ceil()
    });
    lines.fold(1.0, f64::max) * 15.0 + 7.0
}

/// Plain digits, as many decimals as the number has, and a sign on a change of items.
fn number_format(key: CellKey, number: Decimal) -> String {
    let digits = match number.scale() {
        0 => "0".to_owned(),
        scale => format!("0.{}", "0".repeat(scale as usize)),
    };
    if key.as_str().ends_with(".items_change") { format!("+{digits};-{digits};{digits}") } else { digits }
}

/// The number as Excel holds it; `None` when it would lose digits, and then it is written as text.
fn exact_double(number: Decimal) -> Option<f64> {
    let digits = number.normalize().mantissa().unsigned_abs();
    if digits >= 1_000_000_000_000_000 { None } else { number.to_string().parse().ok() }
}

fn clip(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn chunks(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(LONGEST).map(|c| c.iter().collect()).collect()
}

fn write_sources(
    sheet: &mut Worksheet,
    report: &AnnualReport,
    evidence: Evidence<'_>,
) -> Result<(), XlsxError> {
    let head = bordered().set_bold().set_background_color(0xF3F1EA);
    let text = bordered();
    let source = &report.source;
    let about = [
        (SOURCES.1, WRITER.to_owned()),
        ("式样", report.format.as_str().to_owned()),
        ("源文件", source.file.clone()),
        ("SHA-256", source.sha256.clone()),
        ("文件类型", source.media.clone()),
        ("提取方式", source.extraction.clone()),
        ("读取程序", source.reader.clone()),
        ("识别把握", report.confidence.to_string()),
    ];
    for (row, (name, value)) in (0..).zip(&about) {
        sheet.write_string_with_format(row, 0, *name, &head)?;
        sheet.merge_range(row, 1, row, 7, &clip(value), &text)?;
    }
    let top = about.len() as u32 + 1;
    let columns = [
        ("键", 32.0),
        ("名称", 44.0),
        ("数值", 14.0),
        ("状态", 14.0),
        ("原文", 18.0),
        ("位置", 40.0),
        ("检查结论", 24.0),
        ("更正", 36.0),
    ];
    for (column, (name, width)) in (0..).zip(columns) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(top, column, name, &head)?;
    }
    for (row, trace) in (top + 1..).zip(traces(report, evidence)) {
        let cell = trace.cell;
        let corrections: Vec<String> =
            trace.corrections.iter().map(|c| format!("{} {}", c.made_on, c.reason)).collect();
        let fields = [
            (0, trace.key.as_str().to_owned()),
            (1, trace.key.def().label()),
            (2, cell.value.number().map(super::cells::plain).unwrap_or_default()),
            (3, state_zh(cell.value).to_owned()),
            (4, cell.raw.clone()),
            (5, cell.place.to_string()),
            (6, trace.verdict_text(evidence)),
            (7, corrections.join("；")),
        ];
        for (column, field) in fields {
            sheet.write_string_with_format(row, column, clip(&field), &text)?;
        }
        if let Some(n) = cell.value.number().and_then(exact_double) {
            sheet.write_number_with_format(row, 2, n, &text)?;
        }
    }
    sheet.set_freeze_panes(top + 1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn state_zh(value: Value) -> &'static str {
    match value {
        Value::Number(_) => "数值",
        Value::Blank => "空白",
        Value::NotApplicable => "不适用",
        Value::Illegible => "无法识别",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use gongkai_domain::report::sample::consistent_report;
    use gongkai_domain::report::{Cell, Format as Form};
    use std::io::Cursor;

    fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(bytes)).expect("a workbook")
    }

    #[test]
    fn numbers_are_numbers_and_blanks_are_empty() {
        let mut report = consistent_report(7, Form::F2021);
        report.cells.insert(CellKey::t2("t2.fees.amount_wan"), Cell::number(Decimal::new(1_234_500, 4)));
        report.cells.insert(CellKey::t2("t2.license.decisions"), Cell::blank());
        let mut book = open(write(&report));
        assert_eq!(
            book.sheet_names(),
            ["总体情况", "主动公开", "申请办理", "复议诉讼", "问题与其他", "来源"]
        );
        let sheet = book.worksheet_range("主动公开").expect("the sheet");
        let beside = |label: &str| {
            let row = sheet.rows().find(|r| r[0] == Data::String(label.into())).expect("the row");
            row[1].clone()
        };
        assert_eq!(beside("行政事业性收费"), Data::Float(123.45));
        assert_eq!(beside("行政许可"), Data::Empty);
    }

    #[test]
    fn texts_over_excels_limits_are_taken() {
        let mut report = consistent_report(7, Form::F2021);
        report.chapters[1].paragraphs[0].text = "长".repeat(40_000);
        let mut odd = Cell::blank();
        (odd.value, odd.raw) = (Value::Illegible, "乱".repeat(40_000));
        report.cells.insert(CellKey::t2("t2.license.decisions"), odd);
        let huge = Cell::number(Decimal::from(123_456_789_012_345_678_i64));
        report.cells.insert(CellKey::t2("t2.rules.issued"), huge);
        let mut book = open(write(&report));
        let sheet = book.worksheet_range("主动公开").expect("the sheet");
        assert!(sheet.rows().any(|r| r[1] == Data::String("123456789012345678".into())));
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        let report = consistent_report(6, Form::Legacy);
        assert_eq!(write(&report), write(&report));
    }
}
