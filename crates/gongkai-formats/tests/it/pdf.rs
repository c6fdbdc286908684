//! PDF files that are made here, and what is read from them.

use gongkai_domain::report::NoticeCode;
use gongkai_formats::read::pdf::parse;
use gongkai_formats::read::{Block, Document, ReadError, Table};
use proptest::prelude::*;

use crate::pdf_builder::{PageBuilder, PdfBuilder, width};

const SIZE: f32 = 10.0;

/// A table to draw: its borders, and cells of which some cover several rows and columns.
#[derive(Debug, Clone)]
struct Sketch {
    xs: Vec<f32>,
    ys: Vec<f32>,
    cells: Vec<SketchCell>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct SketchCell {
    row: usize,
    column: usize,
    row_span: usize,
    column_span: usize,
    text: String,
}

fn cell(row: usize, column: usize, spans: (usize, usize), text: &str) -> SketchCell {
    SketchCell { row, column, row_span: spans.0, column_span: spans.1, text: text.to_owned() }
}

/// The way in which borders are drawn.
#[derive(Debug, Clone, Copy)]
enum Pen {
    Strokes,
    ThinBoxes,
    Frames,
}

impl Sketch {
    /// Draws the rows `rows`, shifted so that the first of them begins at `top`.
    fn draw(&self, page: &mut PageBuilder, pen: Pen, rows: std::ops::Range<usize>, top: f32) {
        let shift = top - self.ys[rows.start];
        for cell in &self.cells {
            let first = cell.row.max(rows.start);
            let end = (cell.row + cell.row_span).min(rows.end);
            if first >= end {
                continue;
            }
            let (left, right) = (self.xs[cell.column], self.xs[cell.column + cell.column_span]);
            let (upper, lower) = (self.ys[first] + shift, self.ys[end] + shift);
            border(page, pen, [left, upper, right, lower]);
            if cell.row >= rows.start {
                let x = (left + right) / 2.0 - width(&cell.text, SIZE) / 2.0;
                page.text(x, (upper + lower) / 2.0 + 0.38 * SIZE, SIZE, &cell.text);
            }
        }
    }
}

fn border(page: &mut PageBuilder, pen: Pen, [left, top, right, bottom]: [f32; 4]) {
    match pen {
        Pen::Strokes => {
            page.line(left, top, right, top).line(left, bottom, right, bottom);
            page.line(left, top, left, bottom).line(right, top, right, bottom);
        }
        Pen::ThinBoxes => {
            let (w, h) = (right - left, bottom - top);
            page.fill(left, top - 0.25, w, 0.5).fill(left, bottom - 0.25, w, 0.5);
            page.fill(left - 0.25, top, 0.5, h).fill(right - 0.25, top, 0.5, h);
        }
        Pen::Frames => {
            let y = page.height - bottom;
            page.raw(&format!("{left} {y} {} {} re S", right - left, bottom - top));
        }
    }
}

/// The candidate of this name.
fn candidate(bytes: &[u8], extraction: &str) -> Document {
    let documents = parse(bytes).expect("a readable file");
    documents.into_iter().find(|d| d.extraction == extraction).expect("the candidate exists")
}

fn tables(document: &Document) -> Vec<&Table> {
    document.blocks.iter().filter_map(|b| if let Block::Table(t) = b { Some(t) } else { None }).collect()
}

fn lines(document: &Document) -> Vec<&str> {
    document
        .blocks
        .iter()
        .filter_map(|b| if let Block::Line(l) = b { Some(l.text.as_str()) } else { None })
        .collect()
}

fn sketched(table: &Table) -> Vec<SketchCell> {
    let cell = |c: &gongkai_formats::read::TableCell| SketchCell {
        row: c.row as usize,
        column: c.column as usize,
        row_span: c.row_span as usize,
        column_span: c.column_span as usize,
        text: c.text.clone(),
    };
    table.cells.iter().map(cell).collect()
}

fn small_table() -> Sketch {
    Sketch {
        xs: vec![80.0, 160.0, 240.0, 300.0],
        ys: vec![100.0, 120.0, 140.0, 170.0],
        cells: vec![
            cell(0, 0, (2, 1), "信息内容"),
            cell(0, 1, (1, 2), "申请人情况"),
            cell(1, 1, (1, 1), "自然人"),
            cell(1, 2, (1, 1), "总计"),
            cell(2, 0, (1, 1), "行政许可"),
            cell(2, 1, (1, 1), "12"),
            cell(2, 2, (1, 1), ""),
        ],
    }
}

#[track_caller]
fn check_small_table(page: PageBuilder) -> Document {
    let document = candidate(&PdfBuilder::of_pages([page]).build(), "pdf-ruled");
    assert_eq!(tables(&document).iter().map(|t| sketched(t)).collect::<Vec<_>>(), [small_table().cells]);
    document
}

#[test]
fn a_table_keeps_its_merged_cells_and_their_places() {
    for pen in [Pen::Strokes, Pen::ThinBoxes, Pen::Frames] {
        let mut page = PageBuilder::a4();
        page.text(80.0, 80.0, 12.0, "二、主动公开政府信息情况");
        small_table().draw(&mut page, pen, 0..3, 100.0);
        page.text(80.0, 200.0, 12.0, "三、其他");
        let document = check_small_table(page);
        assert_eq!(lines(&document), ["二、主动公开政府信息情况", "三、其他"]);
        let place = tables(&document)[0].cells[5].place;
        assert_eq!((place.table, place.row, place.column, place.page), (Some(1), Some(3), Some(2), Some(1)));
        let bounds = place.bounds.expect("a box");
        for (found, drawn) in bounds.iter().zip([160.0, 140.0, 240.0, 170.0]) {
            assert!((found - drawn).abs() < 1.0, "{bounds:?}");
        }
    }
}

#[test]
fn a_page_that_is_shown_turned_reads_like_any_other() {
    // Drawn with the heads of the letters to the right; the viewer turns it by three quarters, or not at all.
    for rotate in [0, 270] {
        let mut page = PageBuilder { rotate, ..PageBuilder::a4() };
        let sketch = small_table();
        for cell in &sketch.cells {
            let (top, bottom) = (sketch.xs[cell.column], sketch.xs[cell.column + cell.column_span]);
            let (right, left) = (500.0 - sketch.ys[cell.row], 500.0 - sketch.ys[cell.row + cell.row_span]);
            border(&mut page, Pen::Strokes, [left, top, right, bottom]);
            let y = (top + bottom) / 2.0 - width(&cell.text, SIZE) / 2.0;
            page.text_down((left + right) / 2.0 - 0.38 * SIZE, y, SIZE, &cell.text);
        }
        let document = check_small_table(page);
        let bounds = tables(&document)[0].cells[5].place.bounds.expect("a box");
        // On the page as it is shown.
        let shown = if rotate == 0 { [330.0, 160.0, 360.0, 240.0] } else { [160.0, 235.0, 240.0, 265.0] };
        for (found, drawn) in bounds.iter().zip(shown) {
            assert!((found - drawn).abs() < 1.0, "{bounds:?}");
        }
    }
}

#[test]
fn what_the_crop_box_hides_is_not_read() {
    let mut page = PageBuilder { crop: Some([50.0, 60.0, 500.0, 700.0]), ..PageBuilder::a4() };
    small_table().draw(&mut page, Pen::Strokes, 0..3, 100.0);
    page.text(80.0, 40.0, 12.0, "印刷标记").text(510.0, 300.0, 12.0, "裁切线");
    let document = check_small_table(page);
    assert_eq!(lines(&document), Vec::<&str>::new());
    let bounds = tables(&document)[0].cells[0].place.bounds.expect("a box");
    assert!((bounds[0] - 30.0).abs() < 1.0 && (bounds[1] - 40.0).abs() < 1.0, "{bounds:?}");
}

#[test]
fn a_table_over_two_pages_is_one_and_page_numbers_are_left_out() {
    let sketch = small_table();
    let mut first = PageBuilder::a4();
    first.text(200.0, 80.0, 12.0, "二、主动公开政府信息情况").text(290.0, 810.0, 9.0, "- 1 -");
    sketch.draw(&mut first, Pen::Strokes, 0..2, 700.0);
    let mut second = PageBuilder::a4();
    sketch.draw(&mut second, Pen::Strokes, 2..3, 72.0);
    second.text(80.0, 300.0, 12.0, "三、其他").text(290.0, 810.0, 9.0, "- 2 -");
    let document = candidate(&PdfBuilder::of_pages([first, second]).build(), "pdf-ruled");
    assert_eq!(tables(&document).iter().map(|t| sketched(t)).collect::<Vec<_>>(), [sketch.cells]);
    assert_eq!(lines(&document), ["二、主动公开政府信息情况", "三、其他"]);
    let skipped: Vec<u32> = document
        .notices
        .iter()
        .filter(|n| n.code == NoticeCode::PageFurnitureSkipped)
        .map(|n| n.count)
        .collect();
    assert_eq!(skipped, [2]);
    assert_eq!(tables(&document)[0].cells[5].place.page, Some(2));
}

#[test]
fn a_cell_that_is_split_by_the_page_end_is_one() {
    let xs = [80.0, 125.0, 200.0];
    let draw = |page: &mut PageBuilder, top: f32, bottom: f32, words: &[&str], number: &str| {
        border(page, Pen::Strokes, [xs[0], top, xs[1], bottom]);
        border(page, Pen::Strokes, [xs[1], top, xs[2], bottom]);
        for (i, word) in words.iter().enumerate() {
            page.text(xs[0] + 2.0, top + 12.0 + 12.0 * i as f32, SIZE, word);
        }
        page.text(xs[1] + 2.0, top + 12.0, SIZE, number);
    };
    let (mut first, mut second) = (PageBuilder::a4(), PageBuilder::a4());
    draw(&mut first, 700.0, 716.0, &["2.其他"], "7");
    draw(&mut first, 716.0, 744.0, &["3.保护第", "三方合法"], "38");
    draw(&mut second, 72.0, 88.0, &["权益"], "");
    draw(&mut second, 88.0, 104.0, &["4.其他"], "5");
    let document = candidate(&PdfBuilder::of_pages([first, second]).build(), "pdf-ruled");
    let texts: Vec<&str> = tables(&document)[0].cells.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(texts, ["2.其他", "7", "3.保护第三方合法权益", "38", "4.其他", "5"]);
    assert_eq!((tables(&document)[0].rows, tables(&document)[0].columns), (3, 2));
}

#[test]
fn rows_that_happen_to_meet_at_the_page_end_stay_apart() {
    let sketch = |first: &str, number: &str| Sketch {
        xs: vec![80.0, 125.0, 200.0],
        ys: vec![100.0, 120.0],
        cells: vec![cell(0, 0, (1, 1), first), cell(0, 1, (1, 1), number)],
    };
    for (above, below) in [
        (sketch("规章", ""), sketch("行政许可", "5")),
        (sketch("行政许可", "5"), sketch("信息内容", "处理数量")),
        (sketch("1.国家秘", "5"), sketch("2.重复", "")),
    ] {
        let (mut first, mut second) = (PageBuilder::a4(), PageBuilder::a4());
        above.draw(&mut first, Pen::Strokes, 0..1, 700.0);
        below.draw(&mut second, Pen::Strokes, 0..1, 72.0);
        let document = candidate(&PdfBuilder::of_pages([first, second]).build(), "pdf-ruled");
        assert_eq!(tables(&document)[0].rows, 2);
    }
}

#[test]
fn text_drawn_twice_or_glyph_by_glyph_is_read_once_and_whole() {
    let mut page = PageBuilder::a4();
    page.text(80.0, 80.0, 12.0, "行政许可1100").text(80.4, 80.0, 12.0, "行政许可1100");
    page.kerned(80.0, 120.0, 12.0, "行政处罚20022件");
    let document = candidate(&PdfBuilder::of_pages([page]).build(), "pdf-lines");
    assert_eq!(lines(&document), ["行政许可1100", "行政处罚20022件"]);
}

#[test]
fn columns_without_rulings_are_kept_apart_by_spaces() {
    let mut page = PageBuilder::a4();
    page.text(180.0, 80.0, SIZE, "自然人").text(260.0, 80.0, SIZE, "总计");
    page.text(80.0, 100.0, SIZE, "行政许可").text(180.0, 100.0, SIZE, "12").text(260.0, 100.0, SIZE, "0");
    let documents = parse(&PdfBuilder::of_pages([page]).build()).expect("a readable file");
    // The other ways would say the same.
    assert_eq!(documents.iter().map(|d| d.extraction).collect::<Vec<_>>(), ["pdf-lines"]);
    let expected = ["                    自然人          总计", "行政许可            12              0"];
    assert_eq!(lines(&documents[0]), expected);
}

#[test]
fn lines_are_also_given_in_the_order_in_which_they_were_drawn() {
    let mut page = PageBuilder::a4();
    page.text(80.0, 100.0, SIZE, "第二行").text(80.0, 80.0, SIZE, "第一行");
    let bytes = PdfBuilder::of_pages([page]).build();
    assert_eq!(lines(&candidate(&bytes, "pdf-lines")), ["第一行", "第二行"]);
    assert_eq!(lines(&candidate(&bytes, "pdf-order")), ["第二行", "第一行"]);
}

#[test]
fn bare_numbers_at_the_page_end_go_only_if_they_count_the_pages() {
    let of = |numbers: [&str; 3]| {
        let pages = numbers.map(|number| {
            let mut page = PageBuilder::a4();
            page.text(80.0, 80.0, 12.0, "正文").text(290.0, 810.0, 9.0, number);
            page
        });
        lines(&candidate(&PdfBuilder::of_pages(pages).build(), "pdf-lines")).join("|").replace(' ', "")
    };
    assert_eq!(of(["3", "4", "5"]), "正文|正文|正文");
    assert_eq!(of(["0", "0", "12"]), "正文|0|正文|0|正文|12");
}

#[test]
fn a_header_on_every_page_is_read_once() {
    let pages = ["一、总体情况", "二、主动公开", "三、收到申请"].map(|text| {
        let mut page = PageBuilder::a4();
        page.text(200.0, 40.0, 9.0, "某某局2023年政府信息公开工作年度报告").text(80.0, 200.0, 12.0, text);
        page
    });
    let document = candidate(&PdfBuilder::of_pages(pages).build(), "pdf-lines");
    let found: Vec<&str> = lines(&document).iter().map(|l| l.trim()).collect();
    let title = "某某局2023年政府信息公开工作年度报告";
    assert_eq!(found, [title, "一、总体情况", "二、主动公开", "三、收到申请"]);
}

#[test]
fn a_watermark_across_the_page_is_left_out_with_a_notice() {
    let mut page = PageBuilder::a4();
    page.text(80.0, 80.0, 12.0, "正文");
    page.raw("BT /F0 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <5185> Tj ET");
    let document = candidate(&PdfBuilder::of_pages([page]).build(), "pdf-lines");
    assert_eq!(lines(&document), ["正文"]);
    assert!(document.notices.iter().any(|n| n.code == NoticeCode::PageFurnitureSkipped && n.count == 1));
}

#[test]
fn files_that_cannot_be_read_say_why() {
    assert_eq!(parse(b"").unwrap_err(), ReadError::Empty);
    assert!(matches!(parse(b"%PDF-1.7\nnothing"), Err(ReadError::Damaged { kind: "PDF", .. })));
    let blank = PdfBuilder::of_pages([PageBuilder::a4()]).build();
    assert_eq!(parse(&blank).unwrap_err(), ReadError::NoTextLayer);
    let mut page = PageBuilder::a4();
    page.text(80.0, 80.0, 12.0, "ABC");
    let silent = PdfBuilder { pages: vec![page], without_unicode: true }.build();
    assert!(matches!(parse(&silent), Err(ReadError::Damaged { .. } | ReadError::NoTextLayer)));
}

#[test]
fn a_form_that_draws_itself_ends() {
    let mut page = PageBuilder::a4();
    page.text(80.0, 80.0, 12.0, "正文").raw("q ".repeat(5_000).as_str()).raw("/F0 Do /F1 Do");
    let document = candidate(&PdfBuilder::of_pages([page]).build(), "pdf-lines");
    assert_eq!(lines(&document), ["正文"]);
}

/// Whatever is read of a file, its cells lie in their tables, each at a place of its own.
#[track_caller]
fn check_shape(bytes: &[u8]) {
    for document in parse(bytes).unwrap_or_default() {
        for table in tables(&document) {
            let mut taken = std::collections::HashSet::new();
            for cell in &table.cells {
                assert!(
                    cell.row + cell.row_span <= table.rows && cell.column + cell.column_span <= table.columns
                );
                for row in cell.row..cell.row + cell.row_span {
                    for column in cell.column..cell.column + cell.column_span {
                        assert!(taken.insert((row, column)));
                    }
                }
            }
        }
    }
}

#[test]
fn borders_that_differ_a_little_from_page_to_page_are_the_same() {
    let pages = [0.0, 2.9, 1.5].map(|shift| {
        let mut page = PageBuilder::a4();
        let mut sketch = small_table();
        sketch.xs = vec![80.0, 160.0 + shift, 163.5 + shift, 300.0];
        sketch.draw(&mut page, Pen::Strokes, 0..3, 300.0);
        page
    });
    let bytes = PdfBuilder::of_pages(pages).build();
    check_shape(&bytes);
    assert_eq!(tables(&candidate(&bytes, "pdf-ruled")).len(), 1);
}

/// Random borders, and random merged cells that leave every border in use.
fn any_sketch() -> impl Strategy<Value = Sketch> {
    let size = (1usize..7, 1usize..7);
    size.prop_flat_map(|(rows, columns)| {
        (
            prop::collection::vec(18.0f32..40.0, rows),
            prop::collection::vec(38.0f32..75.0, columns),
            prop::collection::vec((0..rows, 0..columns, 1usize..4, 1usize..4), 0..4),
            prop::collection::vec("[0-9]{1,4}|[一-十件项]{1,3}|[0-9]{1,2}\\.[0-9]{2}|", rows * columns),
        )
    })
    .prop_filter_map("too few cells", |(heights, widths, merges, texts)| {
        sketch_of(&heights, &widths, merges, texts)
    })
}

fn sketch_of(
    heights: &[f32],
    widths: &[f32],
    merges: Vec<(usize, usize, usize, usize)>,
    texts: Vec<String>,
) -> Option<Sketch> {
    let (rows, columns) = (heights.len(), widths.len());
    let mut owner = vec![usize::MAX; rows * columns];
    let mut cells = Vec::new();
    let singles = (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c, 1, 1)));
    for (row, column, row_span, column_span) in merges.into_iter().chain(singles) {
        let (row_span, column_span) = (row_span.min(rows - row), column_span.min(columns - column));
        let mut covered =
            (row..row + row_span).flat_map(|r| (column..column + column_span).map(move |c| (r, c)));
        if covered.clone().any(|(r, c)| owner[r * columns + c] != usize::MAX) {
            continue;
        }
        covered.by_ref().for_each(|(r, c)| owner[r * columns + c] = cells.len());
        cells.push(cell(row, column, (row_span, column_span), &texts[row * columns + column]));
    }
    let edges = |length: usize, used: &dyn Fn(usize) -> bool| (0..=length).all(used);
    let all_used = edges(columns, &|x| cells.iter().any(|c| c.column == x || c.column + c.column_span == x))
        && edges(rows, &|y| cells.iter().any(|c| c.row == y || c.row + c.row_span == y));
    if !all_used || cells.len() < 2 || cells.iter().all(|c| c.text.is_empty()) {
        return None;
    }
    cells.sort_by_key(|c| (c.row, c.column));
    let sums = |first: f32, steps: &[f32]| {
        let mut at = first;
        std::iter::once(first).chain(steps.iter().map(|s| (at += s, at).1)).collect()
    };
    Some(Sketch { xs: sums(60.0, widths), ys: sums(90.0, heights), cells })
}

fn any_pen() -> impl Strategy<Value = Pen> {
    prop::sample::select(vec![Pen::Strokes, Pen::ThinBoxes, Pen::Frames])
}

proptest! {
    #[test]
    fn any_ruled_table_is_read_as_it_was_drawn(sketch in any_sketch(), pen in any_pen()) {
        let mut page = PageBuilder::a4();
        sketch.draw(&mut page, pen, 0..sketch.ys.len() - 1, 90.0);
        let document = candidate(&PdfBuilder::of_pages([page]).build(), "pdf-ruled");
        let found = tables(&document);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(sketched(found[0]), sketch.cells);
    }

    #[test]
    fn a_page_break_between_rows_changes_nothing(sketch in any_sketch(), pen in any_pen(), cut in any::<prop::sample::Index>()) {
        let mut sketch = sketch;
        let rows = sketch.ys.len() - 1;
        prop_assume!(rows > 1);
        let cut = 1 + cut.index(rows - 1);
        // Of a cell with one row on either side nobody can say whether it was one cell or two.
        prop_assume!(sketch.cells.iter().all(|c| c.row + 1 != cut || c.row_span != 2));
        for (i, cell) in sketch.cells.iter_mut().enumerate() {
            cell.text = (i + 10).to_string();
        }
        let (mut first, mut second) = (PageBuilder::a4(), PageBuilder::a4());
        sketch.draw(&mut first, pen, 0..cut, 400.0);
        sketch.draw(&mut second, pen, cut..rows, 80.0);
        let document = candidate(&PdfBuilder::of_pages([first, second]).build(), "pdf-ruled");
        let found = tables(&document);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(sketched(found[0]), sketch.cells);
    }

    #[test]
    fn damaged_files_are_refused_or_read_but_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut page = PageBuilder::a4();
        small_table().draw(&mut page, Pen::Strokes, 0..3, 100.0);
        let mut bytes = PdfBuilder::of_pages([page]).build();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        check_shape(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        check_shape(&bytes);
    }
}

#[test]
fn two_pages_on_one_sheet_are_read_one_after_the_other() {
    let mut sheet = PageBuilder { width: 1190.0, height: 842.0, ..PageBuilder::a4() };
    for (i, x) in [60.0, 655.0].into_iter().enumerate() {
        for line in 0..6 {
            let words = ["左侧说明公开指南的编制", "右侧列出依申请办理的结果"][i];
            let text = format!("{words}并按条目逐项展开{}", ["甲", "乙", "丙", "丁", "戊", "己"][line]);
            sheet.text(x, 100.0 + 30.0 * line as f32, SIZE, &text);
        }
    }
    let documents = parse(&PdfBuilder::of_pages([sheet]).build()).expect("a PDF");
    // On the whole sheet, the first line of the right page stands behind the first line of the left one.
    let in_one_line = |b: &Block| match b {
        Block::Line(l) => {
            l.text.find("展开甲").zip(l.text.find("右侧")).is_some_and(|(a, b)| (a + 9..a + 99).contains(&b))
        }
        Block::Table(_) => false,
    };
    // The gutter can also be the gap between two columns of a table, so that the sheet as a whole comes last.
    let whole = documents.iter().position(|d| d.blocks.iter().any(in_one_line)).expect("the whole sheet");
    assert!(whole > 0);
    for document in &documents[..whole] {
        let lines: Vec<(&str, Option<u32>)> = document
            .blocks
            .iter()
            .map(|b| match b {
                Block::Line(line) => (line.text.as_str(), line.place.page),
                Block::Table(_) => panic!("there is no table"),
            })
            .collect();
        let text: String = lines.iter().map(|(t, _)| *t).collect();
        let first = text.find("逐项展开己").expect("the end of the left page");
        let second = text.find("右侧列出").expect("the start of the right page");
        assert!(first < second, "{}: {text}", document.extraction);
        assert!(lines.iter().all(|(_, page)| *page == Some(1)), "both are on the first sheet");
    }
}
