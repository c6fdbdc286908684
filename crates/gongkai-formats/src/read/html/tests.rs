use super::*;
use crate::read::{Block, limits};

/// A document in short: lines as they are, `#` for headings; a table as its rows, cells as `text` or `text{columns×rows}`.
fn show(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        match block {
            Block::Line(line) => {
                out.push_str(&"#".repeat(usize::from(line.heading)));
                out.push_str(&line.text.replace('\u{A0}', "~"));
            }
            Block::Table(table) => {
                out.push_str(&format!("[{}x{}", table.rows, table.columns));
                let mut row = None;
                for cell in &table.cells {
                    out.push_str(if row == Some(cell.row) { " | " } else { "; " });
                    row = Some(cell.row);
                    out.push_str(&cell.text.replace('\u{A0}', "~").replace('\n', "⏎"));
                    if (cell.column_span, cell.row_span) != (1, 1) {
                        out.push_str(&format!("{{{}×{}}}", cell.column_span, cell.row_span));
                    }
                }
                out.push(']');
            }
        }
        out.push('\n');
    }
    out
}

#[track_caller]
fn check(html: &str, expected: &str) {
    let document = parse(html);
    assert_eq!(show(&document).trim_end(), expected);
    check_places(&document);
}

/// Every place must be the text it belongs to: same first and last character, unless entities are in between.
#[track_caller]
fn check_places(document: &Document) {
    let check = |text: &str, bytes: Option<(u32, u32)>| {
        let (start, end) = bytes.expect("a byte range");
        let source = document.text.get(start as usize..end as usize).expect("a range on characters");
        if text.is_empty() || source.contains('&') || text.contains('\u{FFFD}') {
            return;
        }
        assert_eq!(source.chars().next(), text.trim_start().chars().next(), "{source:?} {text:?}");
        assert_eq!(source.chars().last(), text.chars().last(), "{source:?} {text:?}");
    };
    for block in &document.blocks {
        match block {
            Block::Line(line) => check(&line.text, line.place.bytes),
            Block::Table(table) => table.cells.iter().for_each(|cell| check(&cell.text, cell.place.bytes)),
        }
    }
}

#[test]
fn inline_elements_join_and_blocks_break() {
    check(
        "<div>行政<b>许</b><font>可</font> <o:p></o:p></div><p>2021<span>年</span></p>",
        "行政许可\n2021年",
    );
    check("<h2>一、总体<br>情况</h2>正文<br/>续", "##一、总体\n##情况\n正文\n续");
    check("<p>一\n<p>二<li>三</p>四", "一\n二\n三\n四");
    check("<p>商业 企业\n  公司\n abc\n def&nbsp;&#12288;x&nbsp;</p>", "商业 企业公司 abc def~　x");
    check("<p>　　缩进&nbsp;</p><p>&nbsp;</p>", "缩进");
    check("<pre>a  b\n  c</pre>", "a  b\n  c");
    check("<textarea><b>a\n</textarea>b", "<b>a\nb");
}

#[test]
fn bare_text_keeps_its_lines() {
    check(
        "东丽区教育局2019年\n一、\n<table><tr><td>1<td>2</table>\n<p>二\n三</p>",
        "东丽区教育局2019年\n一、\n[1x2; 1 | 2]\n二三",
    );
}

#[test]
fn what_is_not_shown_is_left_out() {
    check("<script>if (a<b) '<p>x</p>'</script><style>p{}</style><!-- <p>x --><noscript>x</noscript>y", "y");
    check("<div style='display:none'><p>a</p><div>b</div></div>c", "c");
    check("<p hidden>a<p>b", "b");
    check("<span style='DISPLAY: none'>a<span>b</span>c</span>d", "d");
    check("<p><span style=display:none>a</p><p>b", "b");
    check("<svg><title>x</title><text>1</text></svg><select><option>2</select>b", "b");
    check(
        "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><![if !x]>&nbsp;<![endif]>b",
        "b",
    );
    check(
        "<table><tr style='display:none'><td>x</td></tr><tr><td>1</td><td hidden>2</td><td>3</td></table>",
        "[1x2; 1 | 3]",
    );
}

#[test]
fn tables_with_spans() {
    check(
        "<table><tr><td rowspan=2 colspan=2>a</td><td>b</td></tr><tr><td>c</td></tr><tr><td>d<td>e<td>f</table>",
        "[3x3; a{2×2} | b; c; d | e | f]",
    );
    let document = parse("<table><tr><td rowspan=9>a<td>b<tr><td>c</table>");
    let Block::Table(table) = &document.blocks[0] else { panic!("a table") };
    let at: Vec<_> = table.cells.iter().map(|c| (c.row, c.column, c.row_span)).collect();
    assert_eq!(at, [(0, 0, 2), (0, 1, 1), (1, 1, 1)]);
    check("<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d</table>", "[3x2; a{1×3} | b; c; d]");
    check("<table><thead><tr><td rowspan=3>a<td>b<tbody><tr><td>c<td>d</table>", "[2x2; a | b; c | d]");
    check("<table><tr><td colspan=99999>a<tr><td>b<td>c</table>", "[2x1024; a{1024×1}; b | c]");
}

#[test]
fn cells_keep_their_lines_and_places() {
    let html = "<table><tr><td> <p>本年新</p><p>公开</p></td><td>&nbsp;</td><td>13</td></tr></table>";
    check(html, "[1x3; 本年新⏎公开 |  | 13]");
    let document = parse(html);
    let Block::Table(table) = &document.blocks[0] else { panic!("a table") };
    let place = table.cells[2].place;
    assert_eq!((place.table, place.row, place.column), (Some(1), Some(1), Some(3)));
    let (start, end) = place.bytes.expect("bytes");
    assert_eq!(&html[start as usize..end as usize], "13");
    // A blank cell has the place where its content would start.
    let (start, end) = table.cells[1].place.bytes.expect("bytes");
    assert_eq!(start, end);
    assert!(html[start as usize..].starts_with("&nbsp;"));
}

#[test]
fn missing_tags_are_implied() {
    check("<table><tr><td>a<td>b<tr><td>c<td>d</table>x", "[2x2; a | b; c | d]\nx");
    check("<tr><td>a</td><td>b</td></tr><p>x", "[1x2; a | b]\nx");
    check(
        "<table><tr><td>a</td><td>b</td></tr><p>三、</p><table><tr><td>c<td>d</table>",
        "[1x2; a | b]\n三、\n[1x2; c | d]",
    );
    check("<table><caption>表一</caption><tr><th>a<th>b</table>", "表一\n[1x2; a | b]");
    check("<table>x<tr><td>a<td>b</table>", "x\n[1x2; a | b]");
    check("</td></tr></table></p></div>a", "a");
    check("<table><tr><td>a</td>b<td>c</td></tr>", "b\n[1x2; a | c]");
}

#[test]
fn layout_tables_are_opened() {
    check(
        "<table><tr><td>导航<td>首页<tr><td colspan=2><h1>报告</h1><p>一、</p><table><tr><td>1<td>2</table>六、无</table>",
        "[2x2; 导航 | 首页]\n#报告\n一、\n[1x2; 1 | 2]\n六、无",
    );
    check("<table><tr><td><p>一、</p><p>二、</p></td></tr></table>", "一、\n二、");
    check("<table><tr><td>0<tr><td><tr><td>7</table>", "[3x1; 0; ; 7]");
    let long = "政".repeat(600);
    check(&format!("<table><tr><td>左<td><p>{long}</p>尾</table>"), &format!("左\n{long}\n尾"));
}

#[test]
fn two_halves_of_a_table_stay_two() {
    check(
        "<table><tr><td>a<td>1</table><p>第2页</p><table><tr><td>b<td>2</table>",
        "[1x2; a | 1]\n第2页\n[1x2; b | 2]",
    );
}

#[test]
fn meta_names_are_common_ones() {
    let document = parse(
        "<head><title> 报告_某区 </title><meta name=ArticleTitle content='报告'><meta name=\"PubDate\" content=\"2022-01-28 10:00\"><meta name=viewport content=x></head>",
    );
    let meta: Vec<_> = document.meta.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(meta, [("title", "报告"), ("published", "2022-01-28 10:00"), ("title", "报告_某区")]);
}

#[test]
fn strings_and_scripts_are_unpacked() {
    let table = "[1x2; 规章 | 1]";
    check(
        r#"{"title":"x","content":"<table>\n<tr><td width=\"1\">\u89c4\u7ae0<\/td><td>1<\/td><\/tr><\/table>"}"#,
        &format!("{{\"title\":\"x\",\"content\":\"\n{table}\n\"}}"),
    );
    check(
        r#"<html><body><div id=a></div><script>a.innerHTML = "<table><tr><td>\u89c4\u7ae0<\/td><td>1<\/td><\/tr><\/table>"</script>"#,
        &format!("a.innerHTML = \"\n{table}\n\""),
    );
    check(
        "<body><div>&lt;table&gt;&lt;tr&gt;&lt;td&gt;规章&lt;/td&gt;&lt;td&gt;1&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</div>",
        table,
    );
    check("<body><div style='display:none'><table><tr><td>规章<td>1</table></div>", table);
}

#[test]
fn limits_hold() {
    let deep = "<table><tr><td>".repeat(1000);
    assert!(parse(&format!("{deep}x")).blocks.len() < 1100);
    let many = format!("<table>{}", "<tr><td>1<td>2".repeat(limits::TABLE_CELLS));
    let document = parse(&many);
    assert!(limits::check_cells(&document).is_err());
    assert_eq!(document.notices.len(), 1);
    let wide = format!("<table><tr>{}", "<td>1".repeat(5000));
    assert_eq!(parse(&wide).notices.len(), 1);
}
