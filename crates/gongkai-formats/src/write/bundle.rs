//! Papers of a review or a suit, to be bound into one file with a list of evidence (证据目录). The crate that sets pages binds
//! them.

use jiff::civil::Date;

use super::layout::{LayoutCell, LayoutTable, Role, chinese_date};
use super::print::{Piece, Print};

/// What is bound.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bundle {
    /// What stands on the cover: 行政复议证据材料.
    pub title: String,
    /// The agency.
    pub agency: String,
    /// The day under the list.
    pub dated: Option<Date>,
    /// What the cover says of the case: name and words.
    pub facts: Vec<(String, String)>,
    /// The papers in their order.
    pub papers: Vec<Paper>,
}

/// A paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// What it is.
    pub name: String,
    /// What it proves.
    pub proves: String,
    /// What it holds.
    pub content: Content,
}

/// What a paper holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Text that is set here.
    Text(Vec<Piece>),
    /// A file: the pages of a PDF are bound in, others go with it.
    File {
        /// Its media type.
        media: &'static str,
        /// SHA-256, lower-case hexadecimal.
        sha256: String,
        /// What it holds.
        bytes: Vec<u8>,
    },
}

/// Where a paper stands in what was bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// On these pages, counted from 1.
    Pages(usize, usize),
    /// Beside it as a file, and why.
    Beside(String),
}

impl Bundle {
    /// The cover with the list of evidence, once it is known where each paper stands.
    pub fn front(&self, bound: &[Bound]) -> Print {
        let mut pieces = vec![Piece::Title(self.title.clone())];
        if !self.facts.is_empty() {
            let rows: Vec<Vec<&str>> = self.facts.iter().map(|(n, w)| vec![n.as_str(), w.as_str()]).collect();
            pieces.push(Piece::Table(table(&[260, 740], &[], &rows)));
        }
        pieces.push(Piece::Heading("证据目录".into()));
        let pages: Vec<(String, String)> = (1..)
            .zip(bound)
            .map(|(number, b): (usize, &Bound)| match b {
                Bound::Pages(from, to) if from == to => (number.to_string(), from.to_string()),
                Bound::Pages(from, to) => (number.to_string(), format!("{from}—{to}")),
                Bound::Beside(_) => (number.to_string(), "另附".into()),
            })
            .collect();
        let rows: Vec<Vec<&str>> = self
            .papers
            .iter()
            .zip(&pages)
            .map(|(p, (number, pages))| {
                vec![number.as_str(), p.name.as_str(), p.proves.as_str(), pages.as_str()]
            })
            .collect();
        let head = ["序号", "证据名称", "证明对象", "页码"];
        pieces.push(Piece::Table(table(&[90, 370, 410, 130], &head, &rows)));
        let beside: Vec<Vec<String>> = (1..)
            .zip(self.papers.iter().zip(bound))
            .filter_map(|(number, (paper, bound)): (usize, _)| match (&paper.content, bound) {
                (Content::File { sha256, bytes, .. }, Bound::Beside(why)) => {
                    let kept = format!("{} 字节\nSHA-256 {sha256}", bytes.len());
                    Some(vec![number.to_string(), paper.name.clone(), kept, why.clone()])
                }
                _ => None,
            })
            .collect();
        if !beside.is_empty() {
            pieces.push(Piece::Heading("另附的文件".into()));
            let rows: Vec<Vec<&str>> =
                beside.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
            let head = ["序号", "文件", "大小和校验值", "未装订的原因"];
            pieces.push(Piece::Table(table(&[90, 300, 380, 230], &head, &rows)));
        }
        pieces.push(Piece::Signature(self.agency.clone()));
        pieces.extend(self.dated.map(chinese_date).map(Piece::Date));
        Print {
            title: self.title.clone(),
            author: self.agency.clone(),
            dated: self.dated,
            description: String::new(),
            pieces,
        }
    }
}

/// A table of words under a head; without one the first column holds labels.
pub fn table(widths: &[u16], head: &[&str], rows: &[Vec<&str>]) -> LayoutTable {
    let mut cells = Vec::new();
    let cell = |row, column, role, text: &str| LayoutCell {
        row,
        column,
        row_span: 1,
        column_span: 1,
        role,
        text: text.to_owned(),
    };
    let head_rows = u32::from(!head.is_empty());
    for (column, text) in (0..).zip(head) {
        cells.push(cell(0, column, Role::Header, text));
    }
    for (row, line) in (head_rows..).zip(rows) {
        for (column, text) in (0..).zip(line) {
            let is_label = head.is_empty() && column == 0;
            cells.push(cell(row, column, if is_label { Role::Label } else { Role::Text }, text));
        }
    }
    LayoutTable {
        number: LayoutTable::OTHER,
        rows: head_rows + u32::try_from(rows.len()).unwrap_or(u32::MAX),
        columns: u32::try_from(widths.len()).unwrap_or(u32::MAX),
        header_rows: head_rows,
        widths: widths.to_vec(),
        cells,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_says_what_each_paper_proves_and_where_it_stands() {
        let file = Content::File { media: "text/plain", sha256: "ab12".into(), bytes: vec![0; 7] };
        let paper =
            |name: &str, content| Paper { name: name.into(), proves: format!("{name}的证明"), content };
        let bundle = Bundle {
            title: "行政复议证据材料".into(),
            papers: vec![paper("申请", Content::Text(vec![])), paper("检索记录", file)],
            ..Bundle::default()
        };
        let print = bundle.front(&[Bound::Pages(2, 4), Bound::Beside("不是 PDF".into())]);
        let words: Vec<&str> = print
            .pieces
            .iter()
            .filter_map(|p| if let Piece::Table(t) = p { Some(t) } else { None })
            .flat_map(|t| t.cells.iter().map(|c| c.text.as_str()))
            .collect();
        let expected = [
            "序号",
            "证据名称",
            "证明对象",
            "页码",
            "1",
            "申请",
            "申请的证明",
            "2—4",
            "2",
            "检索记录",
            "检索记录的证明",
            "另附",
            "序号",
            "文件",
            "大小和校验值",
            "未装订的原因",
            "2",
            "检索记录",
            "7 字节\nSHA-256 ab12",
            "不是 PDF",
        ];
        assert_eq!(words, expected);
    }
}
