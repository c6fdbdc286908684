//! 信息公开审查表: how a document was reviewed before it went out, as DOCX to print, sign and file.

use super::word::{Merge, Writer};
use crate::write::docx::package::{self, DOCUMENT_END, DOCUMENT_START, Package, TEXT_WIDTH};
use crate::write::print::FormRow;

/// The widths of label and value, twice.
const COLUMNS: [u32; 4] = [1500, 3300, 1300, TEXT_WIDTH - 6100];

/// What stands on the sheet. What is empty is printed as an empty cell, to be filled in by hand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewSheet {
    /// 标题.
    pub title: String,
    /// 索引号.
    pub index_number: String,
    /// 发文字号.
    pub number: String,
    /// 发布机构.
    pub agency: String,
    /// 经办人, with the day it was handed in.
    pub drafted_by: String,
    /// The version, where it is a correction: its number and what it corrects.
    pub correction: String,
    /// 公开属性.
    pub attribute: String,
    /// Why it is not 主动公开.
    pub attribute_reason: String,
    /// 公开依据: the item of the Regulations.
    pub basis: String,
    /// The steps of the review in their order, with all that was said in them.
    pub opinions: Vec<Opinion>,
    /// What the automatic check found.
    pub findings: Vec<Finding>,
    /// Whether it was checked: without it, no findings mean nothing.
    pub is_checked: bool,
    /// 发布时间, or the time for which it is set.
    pub published_at: String,
    /// 填表时间.
    pub printed_at: String,
}

/// What was said in a step of the review.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opinion {
    /// The step: 初审, 保密审查, 复审, 终审.
    pub step: String,
    /// 同意 or 退回; empty while it waits.
    pub decision: String,
    /// 审查意见.
    pub words: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
}

/// A finding of the automatic check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finding {
    /// What was found and where.
    pub found: String,
    /// How it was settled, by whom and when; empty while it is not.
    pub settled: String,
}

impl ReviewSheet {
    /// The sheet as rows of a form, for every format.
    pub(crate) fn rows(&self) -> Vec<FormRow> {
        let mut rows = vec![
            line("标题", &self.title),
            pair([("索引号", &self.index_number), ("发文字号", &self.number)]),
            pair([("发布机构", &self.agency), ("经办人", &self.drafted_by)]),
        ];
        if !self.correction.is_empty() {
            rows.push(line("更正内容", &self.correction));
        }
        rows.push(pair([("公开属性", &self.attribute), ("发布时间", &self.published_at)]));
        rows.push(line("公开依据", &self.basis));
        if !self.attribute_reason.is_empty() {
            rows.push(line("不主动公开的理由", &self.attribute_reason));
        }
        rows.extend(self.opinions.iter().map(Opinion::row));
        rows.push(row(&[(4, "自动检查结果及处理", true)]));
        if self.findings.is_empty() {
            let none = if self.is_checked { "未发现问题" } else { "尚未检查" };
            rows.push(row(&[(4, none, false)]));
        }
        rows.extend(self.findings.iter().map(|finding| {
            let settled = if finding.settled.is_empty() { "未处理" } else { &finding.settled };
            row(&[(2, &finding.found, false), (2, settled, false)])
        }));
        rows
    }
}

impl Opinion {
    fn row(&self) -> FormRow {
        let words = [self.decision.as_str(), &self.words];
        let words = words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("。");
        let signed = format!("签名：{}\n日期：{}", self.by, self.at);
        row(&[(1, &format!("{}意见", self.step), true), (1, &words, false), (2, &signed, false)])
    }
}

fn row(cells: &[(u32, &str, bool)]) -> FormRow {
    cells.iter().map(|(columns, text, is_label)| (*columns, (*text).to_owned(), *is_label)).collect()
}

fn line(label: &str, value: &str) -> FormRow {
    row(&[(1, label, true), (3, value, false)])
}

fn pair([(first, one), (second, two)]: [(&str, &str); 2]) -> FormRow {
    row(&[(1, first, true), (1, one, false), (1, second, true), (1, two, false)])
}

/// Writes the sheet as DOCX.
pub fn write(sheet: &ReviewSheet) -> Vec<u8> {
    let none = |_: &str| None;
    let mut writer = Writer::new(&none, "");
    writer.out.push_str(DOCUMENT_START);
    writer.plain("Title", "", "信息公开审查表");
    writer.start_table(&COLUMNS);
    for row in sheet.rows() {
        writer.out.push_str(
            "<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"520\" w:hRule=\"atLeast\"/></w:trPr>\n",
        );
        let mut at = 0;
        for (columns, text, is_label) in row {
            let columns = columns as usize;
            writer.start_cell(COLUMNS[at..at + columns].iter().sum(), columns, Merge::None);
            writer.plain("TableText", if is_label { "" } else { "<w:jc w:val=\"left\"/>" }, &text);
            writer.out.push_str("</w:tc>\n");
            at += columns;
        }
        writer.out.push_str("</w:tr>\n");
    }
    writer.end_table();
    writer.plain("Signature", "", &format!("填表时间：{}", sheet.printed_at));
    writer.out.push_str(DOCUMENT_END);
    package::pack(&Package {
        title: &format!("信息公开审查表：{}", sheet.title),
        creator: &sheet.agency,
        document: &writer.out,
        ..Package::default()
    })
}
