//! What the text states, against the tables.

use alloc::format;
use alloc::vec::Vec;
use rust_decimal::Decimal;

use crate::check::{Finding, Message, Rule, TextSpan, prose, wording};
use crate::facts::{Enumeration, Part, enumerations};
use crate::lexicon::has_digit;
use crate::report::{AnnualReport, Bound, CellKey, Fact, Format, Subject};

/// Words that say that a count is of a part of the year, of the ways in, or of one of many bodies.
const SCOPED: [&str; 22] = [
    "其中",
    "上半年",
    "下半年",
    "季度",
    "月份",
    "本级",
    "机关本部",
    "办公室收到",
    "办公厅收到",
    "办公室受理",
    "各部门",
    "县区",
    "区县",
    "各区",
    "各县",
    "乡镇",
    "网络",
    "信函",
    "当面",
    "邮件",
    "较上年",
    "同比",
];

/// The exact counts of a subject that stand for the whole year and agency.
pub(super) fn stated(report: &AnnualReport, subject: Subject) -> impl Iterator<Item = &Fact> {
    report.facts.iter().filter(move |f| {
        f.subject == subject
            && f.bound == Bound::Exact
            && !f.is_part
            && !SCOPED.iter().any(|word| f.clause.contains(word))
    })
}

/// Where a fact stands. Chapter numbers can occur twice, so the paragraph's place decides.
pub(super) fn locate(report: &AnnualReport, fact: &Fact) -> Option<TextSpan> {
    report.chapters.iter().enumerate().find_map(|(chapter, c)| {
        let paragraph = c.paragraphs.get(fact.paragraph).filter(|_| c.number == fact.chapter)?;
        let fits = paragraph.place == fact.place && paragraph.text.get(fact.span.0..fact.span.1).is_some();
        fits.then_some(TextSpan { chapter, paragraph: fact.paragraph, span: fact.span, place: fact.place })
    })
}

/// The sentence in which a fact stands.
pub(super) fn sentence_of<'a>(report: &'a AnnualReport, fact: &Fact) -> Option<&'a str> {
    let at = locate(report, fact)?;
    let text = &report.chapters[at.chapter].paragraphs[at.paragraph].text;
    let (start, end) = prose::sentence(text, at.span.0);
    Some(&text[start..end])
}

/// The sum of cells; `None` when one of them has no number.
pub(super) fn sum(report: &AnnualReport, keys: &[CellKey]) -> Option<Decimal> {
    keys.iter().map(|k| report.cells.number(*k)).sum()
}

/// A finding for a statement that no accepted sum of cells bears out. `None` when one does or cells are blank.
///
/// Each entry of `accepted` is a list of cells to add up; the first is the one that the message compares with.
pub(super) fn contradiction(
    rule: &Rule,
    report: &AnnualReport,
    fact: &Fact,
    accepted: &[&[CellKey]],
) -> Option<Finding> {
    let sums: Vec<Decimal> = accepted.iter().map(|keys| sum(report, keys)).collect::<Option<_>>()?;
    if sums.contains(&fact.count) {
        return None;
    }
    let (keys, table) = (accepted.first()?, sums.first()?);
    let names = wording::list(keys);
    let (clause, count, what) = (fact.clause.trim(), fact.count, (fact.subject.zh(), fact.subject.en()));
    let message = Message::new(
        format!("正文称“{clause}”（{}{count}），而表中{}为{table}。", what.0, names.zh),
        format!("the text says “{clause}” ({}: {count}), but {} in the table is {table}", what.1, names.en),
    );
    let mut finding = Finding::new(rule.code, rule.severity, message);
    finding.cells = keys.to_vec();
    (finding.left, finding.right) = (Some(count), Some(*table));
    finding.text = locate(report, fact);
    Some(finding)
}

/// True when a count of reviews or lawsuits is about disclosure: its sentence says so, or its chapter is about it.
pub(super) fn is_about_disclosure(report: &AnnualReport, fact: &Fact) -> bool {
    matches!(fact.chapter, 3 | 4)
        || sentence_of(report, fact).is_some_and(|s| s.contains("公开") || s.contains("申请"))
}

/// Every whole of the text with the parts that the text lists of it.
pub(super) fn lists(report: &AnnualReport) -> impl Iterator<Item = (prose::Spot<'_>, Enumeration)> {
    prose::paragraphs(report)
        .filter(|spot| report.format != Format::Legacy && may_list(spot.text))
        .flat_map(|spot| enumerations(spot.text).into_iter().map(move |list| (spot, without_disputes(list))))
        .filter(|(_, list)| !list.parts.is_empty())
}

/// Reading the counts of a paragraph costs more than looking for the words that lists begin with. A paragraph that
/// stops in the middle of a sentence was cut by a line or page break, and its list with it.
fn may_list(text: &str) -> bool {
    text.trim_end().ends_with(['。', '；', ';', '！', '：', ':', '”', '）', ')', '.'])
        && has_digit(text)
        && ["其中", "分别", "依次", "包括", "（", "("].iter().any(|w| text.contains(w))
}

/// `其中：予以公开42件，…；行政复议案件2件`: reviews and lawsuits behind a list of endings are not part of it.
fn without_disputes(mut list: Enumeration) -> Enumeration {
    let is_dispute = |part: &Part| part.label.contains("复议") || part.label.contains("诉讼");
    if !list.parts.iter().all(is_dispute) {
        list.parts.retain(|part| !is_dispute(part));
    }
    list
}
