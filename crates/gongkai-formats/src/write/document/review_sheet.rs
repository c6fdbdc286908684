//! 信息公开审查表: how a document was reviewed before it went out, as DOCX to print, sign and file.

use super::word::{Merge, Writer};
use crate::write::docx::package::{self, DOCUMENT_END, DOCUMENT_START, Package, TEXT_WIDTH};

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

/// Writes the sheet.
pub fn write(sheet: &ReviewSheet) -> Vec<u8> {
    let none = |_: &str| None;
    let mut form = Form(Writer::new(&none, ""));
    form.0.out.push_str(DOCUMENT_START);
    form.0.plain("Title", "", "信息公开审查表");
    form.0.start_table(&COLUMNS);
    form.line("标题", &sheet.title);
    form.pair([("索引号", &sheet.index_number), ("发文字号", &sheet.number)]);
    form.pair([("发布机构", &sheet.agency), ("经办人", &sheet.drafted_by)]);
    if !sheet.correction.is_empty() {
        form.line("更正内容", &sheet.correction);
    }
    form.pair([("公开属性", &sheet.attribute), ("发布时间", &sheet.published_at)]);
    form.line("公开依据", &sheet.basis);
    if !sheet.attribute_reason.is_empty() {
        form.line("不主动公开的理由", &sheet.attribute_reason);
    }
    for opinion in &sheet.opinions {
        form.opinion(opinion);
    }
    form.findings(sheet);
    form.0.end_table();
    form.0.plain("Signature", "", &format!("填表时间：{}", sheet.printed_at));
    form.0.out.push_str(DOCUMENT_END);
    package::pack(&Package {
        title: &format!("信息公开审查表：{}", sheet.title),
        creator: &sheet.agency,
        document: &form.0.out,
        ..Package::default()
    })
}

struct Form<'a>(Writer<'a>);

impl Form<'_> {
    fn row(&mut self, cells: &[(usize, usize, &str, bool)]) {
        self.0.out.push_str(
            "<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"520\" w:hRule=\"atLeast\"/></w:trPr>\n",
        );
        for (at, columns, text, is_label) in cells {
            self.0.start_cell(COLUMNS[*at..at + columns].iter().sum(), *columns, Merge::None);
            self.0.plain("TableText", if *is_label { "" } else { "<w:jc w:val=\"left\"/>" }, text);
            self.0.out.push_str("</w:tc>\n");
        }
        self.0.out.push_str("</w:tr>\n");
    }

    fn line(&mut self, label: &str, value: &str) {
        self.row(&[(0, 1, label, true), (1, 3, value, false)]);
    }

    fn pair(&mut self, pairs: [(&str, &str); 2]) {
        let [(first, one), (second, two)] = pairs;
        self.row(&[(0, 1, first, true), (1, 1, one, false), (2, 1, second, true), (3, 1, two, false)]);
    }

    fn opinion(&mut self, opinion: &Opinion) {
        let words = [opinion.decision.as_str(), &opinion.words];
        let words = words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("。");
        let signed = format!("签名：{}\n日期：{}", opinion.by, opinion.at);
        let step = format!("{}意见", opinion.step);
        self.row(&[(0, 1, &step, true), (1, 1, &words, false), (2, 2, &signed, false)]);
    }

    fn findings(&mut self, sheet: &ReviewSheet) {
        let none = if sheet.is_checked { "未发现问题" } else { "尚未检查" };
        self.row(&[(0, 4, "自动检查结果及处理", true)]);
        if sheet.findings.is_empty() {
            return self.row(&[(0, 4, none, false)]);
        }
        for finding in &sheet.findings {
            let settled = if finding.settled.is_empty() { "未处理" } else { &finding.settled };
            self.row(&[(0, 2, &finding.found, false), (2, 2, settled, false)]);
        }
    }
}
