//! Random tables, written as untidy HTML, come back as they were.

use gongkai_formats::read::{Block, html};
use proptest::prelude::*;

/// A cell of a random table.
#[derive(Debug, Clone, PartialEq)]
struct Cell {
    row: u32,
    column: u32,
    row_span: u32,
    column_span: u32,
    text: String,
}

/// How the table is written.
#[derive(Debug, Clone, Copy)]
struct Style {
    /// `</td>` and `</tr>` are there.
    has_end_tags: bool,
    /// Paragraphs and fonts around the text, cut in the middle.
    has_fonts: bool,
    /// White space and comments between the tags.
    has_noise: bool,
    is_upper_case: bool,
}

fn style() -> impl Strategy<Value = Style> {
    any::<[bool; 4]>().prop_map(|[has_end_tags, has_fonts, has_noise, is_upper_case]| Style {
        has_end_tags,
        has_fonts,
        has_noise,
        is_upper_case,
    })
}

/// Fills a grid with cells of random spans, so that nothing overlaps and nothing is left free.
fn grid() -> impl Strategy<Value = (u32, u32, Vec<Cell>)> {
    let text = prop_oneof![
        3 => "[0-9]{1,6}",
        2 => "[一二三四总计规章行政许可处罚、（）&<>\"]{1,8}",
        1 => Just(String::new()),
    ];
    let spans = prop::collection::vec((1u32..4, 1u32..4, text), 100);
    (1u32..9, 2u32..9, spans).prop_map(|(rows, columns, spans)| {
        let mut free = vec![vec![true; columns as usize]; rows as usize];
        let mut cells = Vec::new();
        let mut spans = spans.into_iter();
        for row in 0..rows {
            for column in 0..columns {
                if !free[row as usize][column as usize] {
                    continue;
                }
                let (tall, wide, text) = spans.next().unwrap_or((1, 1, "0".to_owned()));
                let room = free[row as usize][column as usize..].iter().take_while(|f| **f).count() as u32;
                let (tall, wide) = (tall.min(rows - row), wide.min(room));
                for line in &mut free[row as usize..(row + tall) as usize] {
                    line[column as usize..(column + wide) as usize].fill(false);
                }
                cells.push(Cell { row, column, row_span: tall, column_span: wide, text });
            }
        }
        (rows, columns, cells)
    })
}

fn write(rows: u32, cells: &[Cell], style: Style) -> String {
    let noise = if style.has_noise { "\n\t<!-- <td> -->  " } else { "" };
    let mut page = format!("<p>前</p><table border=1>{noise}<tbody>");
    for row in 0..rows {
        page.push_str(&format!("<tr>{noise}"));
        for cell in cells.iter().filter(|cell| cell.row == row) {
            page.push_str(&format!("<td rowspan=\"{}\" colspan={}>{noise}", cell.row_span, cell.column_span));
            let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&#62;");
            let mid = cell.text.char_indices().nth(1).map_or(cell.text.len(), |(at, _)| at);
            let (first, rest) = cell.text.split_at(mid);
            match style.has_fonts {
                true => page.push_str(&format!(
                    "<p class=x><font face='宋体'>{}</font><span lang=EN-US>{}<o:p></o:p></span></p>",
                    escape(first),
                    escape(rest)
                )),
                false => page.push_str(&escape(&cell.text)),
            }
            page.push_str(if style.has_end_tags { "</td>" } else { "" });
            page.push_str(noise);
        }
        page.push_str(if style.has_end_tags { "</tr>" } else { "" });
    }
    page.push_str("</table><p>后</p>");
    if !style.is_upper_case {
        return page;
    }
    ["table", "tbody", "tr", "td", "rowspan", "colspan", "p", "font"]
        .iter()
        .fold(page, |page, name| page.replace(&format!("<{name}"), &format!("<{}", name.to_uppercase())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_table_comes_back((rows, columns, cells) in grid(), style in style()) {
        // A table with one cell a row, or without text, is not told from layout.
        prop_assume!(cells.windows(2).any(|pair| pair[0].row == pair[1].row));
        prop_assume!(cells.iter().any(|cell| !cell.text.is_empty()));
        let page = write(rows, &cells, style);
        let document = html::parse(&page);
        prop_assert_eq!(document.blocks.len(), 3);
        let Block::Table(table) = &document.blocks[1] else { return Err(TestCaseError::fail("no table")) };
        prop_assert_eq!((table.rows, table.columns), (rows, columns));
        let read: Vec<Cell> = table
            .cells
            .iter()
            .map(|c| Cell { row: c.row, column: c.column, row_span: c.row_span, column_span: c.column_span, text: c.text.clone() })
            .collect();
        prop_assert_eq!(read, cells);
        for cell in &table.cells {
            let (start, end) = cell.place.bytes.expect("a place");
            let source = &document.text[start as usize..end as usize];
            // Entities begin with another character than they stand for.
            let is_escaped = source.starts_with('&');
            prop_assert!(is_escaped || source.chars().next() == cell.text.chars().next());
        }
    }

    #[test]
    fn any_tag_soup_ends(soup in "(<(/)?(table|tr|td|p|div|br|h1|pre|script|title|textarea|svg|span)( (rowspan|colspan)=[0-9]{1,3}| hidden| style='display:none')?(/)?>|&nbsp;|&#[0-9]{1,6};|<!--|-->|<|规章| 7|\n){0,60}") {
        let document = html::parse(&soup);
        for block in &document.blocks {
            let Block::Table(table) = block else { continue };
            for cell in &table.cells {
                prop_assert!(cell.row + cell.row_span <= table.rows);
                prop_assert!(cell.column + cell.column_span <= table.columns);
            }
        }
    }
}
