//! A document as what goes on paper, in order, for the crate that sets pages. Every kind of document comes to this.

use gongkai_domain::report::AnnualReport;
use jiff::civil::Date;

use super::document::{Publication, ReviewSheet};
use super::layout::{Block, LayoutCell, LayoutTable, Role, chinese_date, outline, title};
use crate::rich_text::{Align, Block as Text, Inline, List, Paragraph, Table};

/// What goes on paper.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Print {
    /// The title in the properties of the file.
    pub title: String,
    /// The agency in the properties of the file; may be empty.
    pub author: String,
    /// The day in the properties of the file. Archival formats need one.
    pub dated: Option<Date>,
    /// Where it came from, in the properties of the file; may be empty.
    pub description: String,
    /// What is on its pages.
    pub pieces: Vec<Piece>,
}

/// A piece of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// The title.
    Title(String),
    /// A line in the middle, such as 发文字号.
    Centered(String),
    /// A heading; it becomes a bookmark.
    Heading(String),
    /// A sub-heading.
    Subheading(String),
    /// Running text, indented by two characters.
    Paragraph(String),
    /// Running text that begins at the margin, such as an addressee.
    Flush(String),
    /// A table.
    Table(LayoutTable),
    /// The agency under the text.
    Signature(String),
    /// The date under the text.
    Date(String),
    /// What follows begins on a new page.
    NewPage,
}

impl From<Block<'_>> for Piece {
    fn from(block: Block<'_>) -> Piece {
        match block {
            Block::Title(text) => Piece::Title(text),
            Block::Heading { text, .. } => Piece::Heading(text.to_owned()),
            Block::Subheading(text) => Piece::Subheading(text.to_owned()),
            Block::Paragraph(text) => Piece::Paragraph(text.to_owned()),
            Block::Table(table) => Piece::Table(table),
            Block::Signature(text) => Piece::Signature(text.to_owned()),
            Block::Date(text) => Piece::Date(text),
        }
    }
}

impl Print {
    /// An annual report.
    pub fn report(report: &AnnualReport) -> Print {
        let source = &report.source;
        let parts = [&source.file, &source.sha256, &source.extraction, &source.reader];
        let known: Vec<&str> = parts.into_iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
        Print {
            title: title(report).unwrap_or_else(|| "政府信息公开工作年度报告".into()),
            author: report.agency.clone().unwrap_or_default(),
            dated: report.signed_on.or(report.published_on),
            description: known.join("; "),
            pieces: outline(report).into_iter().map(Piece::from).collect(),
        }
    }

    /// A document with what is printed around its text. Its pictures are named, not shown.
    pub fn publication(document: &Publication) -> Print {
        let mut pieces = Vec::new();
        if !document.title.is_empty() {
            pieces.push(Piece::Title(document.title.clone()));
        }
        if !document.number.is_empty() {
            pieces.push(Piece::Centered(document.number.clone()));
        }
        let facts: Vec<(&str, &str)> =
            document.header.iter().map(|(field, words)| (field.zh(), words.as_str())).collect();
        if !facts.is_empty() {
            pieces.push(Piece::Table(pairs(&facts)));
        }
        text(document.body.blocks(), "", &mut pieces);
        if !document.signature.is_empty() {
            pieces.push(Piece::Signature(document.signature.clone()));
        }
        pieces.extend(document.signed_on.map(chinese_date).map(Piece::Date));
        if !document.attachments.is_empty() {
            pieces.push(Piece::Paragraph("附件：".into()));
            let numbered = (1..).zip(&document.attachments);
            pieces.extend(numbered.map(|(number, (name, _))| Piece::Paragraph(format!("{number}. {name}"))));
        }
        let agency = document.header.iter().find(|(field, _)| *field == crate::import::Field::Agency);
        Print {
            title: document.title.replace('\n', ""),
            author: agency.map_or(&document.signature, |(_, agency)| agency).clone(),
            dated: document.signed_on.or_else(|| document.published_at.get(..10)?.parse().ok()),
            description: document.site.url.clone(),
            pieces,
        }
    }

    /// 信息公开审查表.
    pub fn review_sheet(sheet: &ReviewSheet) -> Print {
        Print {
            title: format!("信息公开审查表：{}", sheet.title),
            author: sheet.agency.clone(),
            dated: sheet.printed_at.get(..10).and_then(|day| day.parse().ok()),
            description: String::new(),
            pieces: vec![
                Piece::Title("信息公开审查表".into()),
                Piece::Table(form(&sheet.rows())),
                Piece::Date(format!("填表时间：{}", sheet.printed_at)),
            ],
        }
    }
}

/// A row of a form of four columns: for each cell how many of them it covers, its words, and whether it is a label.
pub type FormRow = Vec<(u32, String, bool)>;

/// A form of label and value, twice in a row.
fn form(rows: &[FormRow]) -> LayoutTable {
    let mut cells = Vec::new();
    for (row, line) in (0..).zip(rows) {
        let mut column = 0;
        for (column_span, text, is_label) in line {
            let role = if *is_label { Role::Label } else { Role::Text };
            cells.push(LayoutCell {
                row,
                column,
                row_span: 1,
                column_span: *column_span,
                role,
                text: text.clone(),
            });
            column += column_span;
        }
    }
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    LayoutTable {
        number: LayoutTable::OTHER,
        rows: count,
        columns: 4,
        header_rows: 0,
        widths: vec![160, 360, 150, 330],
        cells,
    }
}

/// Names and words, two pairs a row.
fn pairs(facts: &[(&str, &str)]) -> LayoutTable {
    let cell = |columns: u32, text: &str, is_label: bool| (columns, text.to_owned(), is_label);
    let row = |pair: &[(&str, &str)]| match pair {
        [(name, words)] => vec![cell(1, name, true), cell(3, words, false)],
        pair => pair.iter().flat_map(|(name, words)| [cell(1, name, true), cell(1, words, false)]).collect(),
    };
    form(&facts.chunks(2).map(row).collect::<Vec<_>>())
}

/// What inlines say, without marks.
fn plain(content: &[Inline]) -> String {
    let mut out = String::new();
    for inline in content {
        match inline {
            Inline::Text { text, .. } => out.push_str(text),
            Inline::Break => out.push('\n'),
            Inline::Image { alt, .. } => {
                out.push_str(&format!("［{}］", if alt.is_empty() { "图" } else { alt }));
            }
        }
    }
    out
}

fn text(blocks: &[Text], before: &str, pieces: &mut Vec<Piece>) {
    for block in blocks {
        match block {
            Text::Heading(heading) if heading.level <= 2 => {
                pieces.push(Piece::Heading(plain(&heading.content)))
            }
            Text::Heading(heading) => pieces.push(Piece::Subheading(plain(&heading.content))),
            Text::Paragraph(paragraph) => self::paragraph(paragraph, before, pieces),
            Text::List(list) => self::list(list, before, pieces),
            Text::Table(table) => {
                if !table.caption.is_empty() {
                    pieces.push(Piece::Centered(plain(&table.caption)));
                }
                pieces.extend(self::table(table).map(Piece::Table));
            }
            Text::Quote(blocks) => text(blocks, before, pieces),
            Text::Rule => {}
        }
    }
}

fn paragraph(paragraph: &Paragraph, before: &str, pieces: &mut Vec<Piece>) {
    let words = format!("{before}{}", plain(&paragraph.content));
    for line in words.split('\n').filter(|line| !line.trim().is_empty()) {
        let line = line.trim().to_owned();
        pieces.push(match paragraph.align {
            Align::Center => Piece::Centered(line),
            Align::Right => Piece::Date(line),
            Align::Start if is_addressee(&line) => Piece::Flush(line),
            Align::Start => Piece::Paragraph(line),
        });
    }
}

/// A short line that ends in a colon stands at the margin: `张三：` (GB/T 9704 7.3.2).
fn is_addressee(line: &str) -> bool {
    line.ends_with('：') && line.chars().count() <= 28 && !line.contains(['。', '，', '；'])
}

fn list(list: &List, before: &str, pieces: &mut Vec<Piece>) {
    for (number, item) in (list.first.unwrap_or(1)..).zip(&list.items) {
        let mark = if list.first.is_some() { format!("{before}{number}. ") } else { format!("{before}· ") };
        let (first, rest) = item.split_at(1.min(item.len()));
        text(first, &mark, pieces);
        text(rest, before, pieces);
    }
}

/// The words of a cell, a paragraph a line.
fn words(blocks: &[Text]) -> String {
    let mut pieces = Vec::new();
    text(blocks, "", &mut pieces);
    let line = |piece: Piece| match piece {
        Piece::Title(t)
        | Piece::Centered(t)
        | Piece::Heading(t)
        | Piece::Subheading(t)
        | Piece::Paragraph(t)
        | Piece::Flush(t)
        | Piece::Signature(t)
        | Piece::Date(t) => t,
        Piece::Table(table) => table.cells.into_iter().map(|c| c.text).collect::<Vec<_>>().join(" "),
        Piece::NewPage => String::new(),
    };
    pieces.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A table of data; nothing for one without cells.
fn table(table: &Table) -> Option<LayoutTable> {
    let (columns, rows) = table.grid();
    if columns == 0 || rows.is_empty() {
        return None;
    }
    let mut cells: Vec<LayoutCell> = Vec::new();
    // How much text each column has to hold decides its width.
    let mut longest = vec![4_usize; columns];
    for (row, slots) in (0_u32..).zip(&rows) {
        let mut column = 0;
        for slot in slots {
            let wide = slot.columns;
            if let Some(cell) = slot.cell.filter(|_| slot.is_start) {
                let text = words(&cell.blocks);
                if wide == 1 {
                    let chars = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
                    longest[column] = longest[column].max(chars.min(24));
                }
                let left = u32::try_from(rows.len()).unwrap_or(u32::MAX) - row;
                let is_head = (row as usize) < table.head_rows || cell.is_header;
                cells.push(LayoutCell {
                    row,
                    column: u32::try_from(column).ok()?,
                    row_span: cell.row_span.clamp(1, left),
                    column_span: u32::try_from(wide).ok()?,
                    role: if is_head { Role::Header } else { Role::Text },
                    text,
                });
            } else if slot.cell.is_none() {
                cells.push(LayoutCell {
                    row,
                    column: u32::try_from(column).ok()?,
                    row_span: 1,
                    column_span: u32::try_from(wide).ok()?,
                    role: Role::Text,
                    text: String::new(),
                });
            }
            column += wide;
        }
    }
    let total: usize = longest.iter().sum();
    let width = |chars: usize| u16::try_from(chars * 1000 / total).unwrap_or(1).max(1);
    Some(LayoutTable {
        number: LayoutTable::OTHER,
        rows: u32::try_from(rows.len()).ok()?,
        columns: u32::try_from(columns).ok()?,
        header_rows: u32::try_from(table.head_rows.min(rows.len())).ok()?,
        widths: longest.into_iter().map(width).collect(),
        cells,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rich_text::{RichText, clean};

    #[test]
    fn a_letter_has_its_addressee_at_the_margin_and_its_agency_under_the_text() {
        let publication = Publication {
            title: "政府信息公开申请答复书".into(),
            number: "某教公开〔2026〕3号".into(),
            body: RichText::from_plain("张三：\n经查，您申请的信息不存在。"),
            signature: "某区教育局".into(),
            signed_on: Some(jiff::civil::date(2026, 3, 2)),
            ..Publication::default()
        };
        let print = Print::publication(&publication);
        let want = [
            Piece::Title("政府信息公开申请答复书".into()),
            Piece::Centered("某教公开〔2026〕3号".into()),
            Piece::Flush("张三：".into()),
            Piece::Paragraph("经查，您申请的信息不存在。".into()),
            Piece::Signature("某区教育局".into()),
            Piece::Date("2026年3月2日".into()),
        ];
        assert_eq!(print.pieces, want);
        assert_eq!((print.author.as_str(), print.dated), ("某区教育局", publication.signed_on));
    }

    #[test]
    fn tables_keep_their_spans_and_fill_their_grid() {
        let html = "<table><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td rowspan=\"2\">一</td>\
                    <td>二</td></tr><tr><td>三<br>四</td></tr><tr><td>五</td></tr></tbody></table><p>后文</p>";
        let print = Print::publication(&Publication { body: clean(html), ..Publication::default() });
        let Some(Piece::Table(table)) = print.pieces.first() else { panic!("{print:?}") };
        assert_eq!((table.rows, table.columns, table.header_rows), (4, 2, 1));
        let area: u32 = table.cells.iter().map(|c| c.row_span * c.column_span).sum();
        assert_eq!(area, table.rows * table.columns, "{table:?}");
        assert!(table.cells.iter().any(|c| c.text == "三\n四"));
    }
}
