//! Plain tables: a workbook or separated values as rows of text, and back. For registers, catalogues and lists.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::read::sniff::{Media, sniff};
use crate::read::{ReadError, csv, encoding, limits, workbook};

/// Most cells of separated values; workbooks, which cost more to open, have [`limits::TABLE_CELLS`].
const TEXT_CELLS: usize = 2_000_000;

/// A table as rows of text; rows can differ in length.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The name of the sheet; empty for a file of text.
    pub name: String,
    /// The rows in order, empty ones left out.
    pub rows: Vec<Vec<String>>,
}

/// The sheets that are shown of a workbook, or the one table of a file with commas or tabs.
///
/// # Errors
///
/// If the file is of another kind, damaged or over a limit.
pub fn read(bytes: &[u8]) -> Result<Vec<Grid>, ReadError> {
    match sniff(bytes) {
        Media::Xlsx | Media::Xls | Media::Ods => {
            let (sheets, _) = workbook::sheets(bytes)?;
            Ok(sheets.iter().filter(|s| !s.is_hidden).map(of_sheet).filter(|g| !g.rows.is_empty()).collect())
        }
        Media::Text | Media::Cells => {
            let (text, _) = encoding::decode(bytes);
            let rows: Vec<Vec<String>> = if text.lines().next().is_some_and(|l| l.contains('\t')) {
                text.lines().map(|l| l.split('\t').map(|c| c.trim().to_owned()).collect()).collect()
            } else {
                csv::records(&text).map(|r| r.into_iter().map(|c| c.trim().to_owned()).collect()).collect()
            };
            if rows.iter().map(Vec::len).sum::<usize>() > TEXT_CELLS {
                let limit = TEXT_CELLS as u64;
                return Err(ReadError::TooLarge { what: "number of table cells", limit });
            }
            let rows: Vec<Vec<String>> =
                rows.into_iter().filter(|r| r.iter().any(|c| !c.is_empty())).collect();
            Ok(if rows.is_empty() { Vec::new() } else { vec![Grid { name: String::new(), rows }] })
        }
        other => {
            let wrong = ReadError::Damaged {
                kind: "table",
                detail: "neither a workbook nor separated values".into(),
            };
            Err(other.refusal().unwrap_or(wrong))
        }
    }
}

/// The rows of a sheet; what merged cells say is said of each of them.
fn of_sheet(sheet: &workbook::Sheet) -> Grid {
    let mut cells: BTreeMap<(u32, u32), &str> =
        sheet.covered().filter(|c| !c.1.is_empty()).take(limits::TABLE_CELLS).collect();
    cells.extend(sheet.texts());
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    for ((row, column), text) in cells {
        if rows.last().is_none_or(|last| last.0 != row) {
            rows.push((row, Vec::new()));
        }
        let Some((_, cells)) = rows.last_mut() else { continue };
        let column = column as usize;
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text.to_owned();
    }
    Grid { name: sheet.name.clone(), rows: rows.into_iter().map(|r| r.1).collect() }
}

/// A workbook with one sheet: a head and rows. Cells that are whole numbers or decimals are numbers.
///
/// # Panics
///
/// Never: texts are cut to what a cell takes.
pub fn xlsx(name: &str, head: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    write(name, head, rows).expect("every text is cut to Excel's limit and the name is plain")
}

/// A workbook as official tables are laid out: a title over all, heads in two rows where several stand under one, and a
/// column whose equal cells are merged downwards.
///
/// `heads` has the head of each column and the head over it, empty where there is none; `merged` is the column, from 0.
///
/// # Panics
///
/// Never: texts are cut to what a cell takes.
pub fn official_xlsx(title: &str, heads: &[(&str, &str)], rows: &[Vec<String>], merged: usize) -> Vec<u8> {
    write_official(title, heads, rows, merged).expect("ranges do not overlap and texts are cut")
}

fn write_official(
    title: &str,
    heads: &[(&str, &str)],
    rows: &[Vec<String>],
    merged: usize,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let name = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
    let centred = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Center);
    let centred = centred.set_align(FormatAlign::VerticalCenter);
    let heading = centred.clone().set_bold();
    let cell =
        Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let sheet = workbook.add_worksheet();
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(1, 2)?;
    let last = u16::try_from(heads.len().saturating_sub(1)).unwrap_or(u16::MAX);
    merge(sheet, (0, 0), (0, last), title, &name)?;
    let mut column = 0_u16;
    for group in heads.chunk_by(|a, b| !a.1.is_empty() && a.1 == b.1) {
        let end = column + u16::try_from(group.len() - 1).unwrap_or(0);
        if group[0].1.is_empty() {
            merge(sheet, (1, column), (2, column), group[0].0, &heading)?;
        } else {
            merge(sheet, (1, column), (1, end), group[0].1, &heading)?;
            for (at, (text, _)) in (column..).zip(group) {
                sheet.write_with_format(2, at, *text, &heading)?;
            }
        }
        column = end + 1;
    }
    for (column, (head, _)) in (0_u16..).zip(heads) {
        let texts = rows.iter().filter_map(|r| r.get(usize::from(column))).map(|c| c.chars().count());
        let longest = texts.max().unwrap_or(0).max(head.chars().count()).clamp(3, 24);
        sheet.set_column_width(column, longest as f64 * 1.8 + 1.5)?;
    }
    let value = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
    let mut at = 3_u32;
    for run in rows.chunk_by(|a, b| value(a, merged) == value(b, merged)) {
        let end = at + u32::try_from(run.len() - 1).unwrap_or(0);
        let merged_column = u16::try_from(merged).unwrap_or(u16::MAX);
        merge(sheet, (at, merged_column), (end, merged_column), &cut(&value(&run[0], merged)), &centred)?;
        for (row, cells) in (at..).zip(run) {
            for (column, text) in (0_u16..).zip(cells).filter(|c| c.0 != merged_column) {
                let format = if text.chars().count() <= 4 { &centred } else { &cell };
                sheet.write_with_format(row, column, cut(text), format)?;
            }
        }
        at = end + 1;
    }
    sheet.set_freeze_panes(3, 0)?;
    workbook.save_to_buffer()
}

/// Excel refuses to merge a cell with itself.
fn merge(
    sheet: &mut Worksheet,
    first: (u32, u16),
    last: (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if first == last {
        sheet.write_with_format(first.0, first.1, text, format)?;
    } else {
        sheet.merge_range(first.0, first.1, last.0, last.1, text, format)?;
    }
    Ok(())
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// Excel takes 32 767 UTF-16 units in a cell.
const LONGEST: usize = 16_000;

fn write(name: &str, head: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let heading = Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_text_wrap();
    let cell = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top).set_text_wrap();
    let plain: String = name.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(31).collect();
    let sheet = workbook.add_worksheet().set_name(if plain.is_empty() { "1" } else { &plain })?;
    for (column, text) in (0_u16..).zip(head) {
        sheet.write_with_format(0, column, *text, &heading)?;
        let longest = rows.iter().filter_map(|r| r.get(usize::from(column))).map(|c| c.chars().count()).max();
        let width = longest.unwrap_or(0).max(text.chars().count()).clamp(4, 30);
        sheet.set_column_width(column, width as f64 * 1.8 + 2.0)?;
    }
    for (row, cells) in (1_u32..).zip(rows) {
        for (column, text) in (0_u16..).zip(cells) {
            // A number with a zero in front is a code.
            let is_number =
                text.len() < 15 && !(text.starts_with('0') && text.len() > 1 && !text.starts_with("0."));
            match text.parse::<f64>().ok().filter(|n| is_number && n.is_finite()) {
                Some(number) => sheet.write_with_format(row, column, number, &cell)?,
                None => sheet.write_with_format(row, column, cut(text), &cell)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

/// The same with commas (RFC 4180), with a mark so that Excel reads it as UTF-8.
pub fn csv(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = String::from("\u{feff}");
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        let fields: Vec<String> = cells.map(field).collect();
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    };
    line(&mut head.iter().copied());
    for row in rows {
        line(&mut row.iter().map(String::as_str));
    }
    out
}

/// A field; what a spreadsheet would take for a formula is kept text by a quote in front.
fn field(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '@', '\t', '\r'])
        || text.starts_with('-') && text.parse::<f64>().is_err();
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<String>> {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        vec![row(["2026-03-02", "1200", "开放日，\"第一次\""]), row(["2026-04-01", "007", "两行\n文字"])]
    }

    #[test]
    fn what_is_written_is_read_back_from_both_formats() {
        let head = ["日期", "人数", "说明"];
        for bytes in [xlsx("开放日", &head, &rows()), csv(&head, &rows()).into_bytes()] {
            let grids = read(&bytes).unwrap();
            assert_eq!(grids.len(), 1);
            assert_eq!(grids[0].rows[0], head);
            assert_eq!(grids[0].rows[1..], rows());
        }
    }

    #[test]
    fn merged_cells_say_the_same_of_each_row() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 1, "公开事项", &plain).unwrap();
        sheet.merge_range(0, 2, 1, 2, "公开内容", &plain).unwrap();
        for (column, text) in [(0, "一级事项"), (1, "二级事项")] {
            sheet.write(1, column, text).unwrap();
        }
        sheet.merge_range(2, 0, 3, 0, "社会救助", &plain).unwrap();
        for (row, cells) in [(2, ["临时救助", "条件"]), (3, ["特困供养", "标准"])] {
            sheet.write(row, 1, cells[0]).unwrap();
            sheet.write(row, 2, cells[1]).unwrap();
        }
        let grids = read(&workbook.save_to_buffer().unwrap()).unwrap();
        assert_eq!(grids[0].rows[1], ["一级事项", "二级事项", "公开内容"]);
        assert_eq!(grids[0].rows[3], ["社会救助", "特困供养", "标准"]);
    }

    #[test]
    fn tabs_are_read_and_other_files_refused() {
        let grids = read("日期\t人数\n2026-03-02\t5\n".as_bytes()).unwrap();
        assert_eq!(grids[0].rows[1], ["2026-03-02", "5"]);
        assert!(read(b"%PDF-1.7\n").is_err());
        assert!(read(b"").is_err() || read(b"").unwrap().is_empty());
    }

    #[test]
    fn no_cell_becomes_a_formula() {
        assert!(csv(&["a"], &[vec!["=1+1".into()]]).contains("'=1+1"));
        assert!(csv(&["a"], &[vec!["-5".into()]]).contains("\r\n-5"));
    }
}
