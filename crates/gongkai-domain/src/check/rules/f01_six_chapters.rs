//! The six chapters stand once each and in order.

use super::prelude::*;
use crate::check::{TextSpan, prose};
use crate::report::Chapter;

rule! {
    /// # F01 六个部分各出现一次、顺序正确
    ///
    /// ## 做什么
    ///
    /// 检查年度报告的六个部分各出现一次，且按一至六的顺序排列。
    ///
    /// ## 为什么
    ///
    /// 六个部分由格式规定，“不能遗漏，也不宜泛化”。重复的标题多半是拼接两份材料所致，缺少的部分会使报告内容不全。
    ///
    /// ## 示例
    ///
    /// “六、其他需要报告的事项”出现两次，第一次下面写的却是下一年的打算。
    ///
    /// ## 依据
    ///
    /// 第五十条；国办公开办函〔2021〕30号。
    ///
    /// ## 局限
    ///
    /// 只认官方标题的关键词，正文里以“一、”开头的小标题只作提醒。找到的部分不足三个（片段）时不判断缺少；找到三或四个，或正文很短（摘录），或序号自成一套时只作提醒。2019年以前的旧式报告不适用。
    ///
    /// # F01 The six chapters stand once each and in order
    ///
    /// ## What it does
    ///
    /// Checks that each of the six chapters stands exactly once and that they come in the order of the form.
    ///
    /// ## Why it matters
    ///
    /// The form fixes the six chapters. A heading that occurs twice mostly comes from two texts pasted together; a missing one leaves the report incomplete.
    ///
    /// ## Example
    ///
    /// “六、其他需要报告的事项” stands twice, the first time over plans for the next year.
    ///
    /// ## Source
    ///
    /// Art. 50; 国办公开办函〔2021〕30号.
    ///
    /// ## Limits
    ///
    /// A heading counts only with the keywords of the official one; a numbered heading inside a chapter only warns. In a fragment (fewer than three chapters found) nothing is missing; with three or four found, very little text (an excerpt) or numbers of the document’s own, a missing one only warns. Not for reports before 2019.
    "F01", "chapters-out-of-form", Error,
    "六个部分各出现一次、顺序正确",
    "the six chapters stand once each and in order"
}

const NUMERALS: [&str; 6] = ["一", "二", "三", "四", "五", "六"];

/// Words of which the official heading of each chapter has one.
const KEYWORDS: [&[&str]; 6] = [
    &["总体情况", "总体", "概述", "概况"],
    &["主动公开"],
    &["申请"],
    &["复议", "诉讼"],
    &["问题", "改进"],
    &["其他", "其它"],
];

fn run(subject: Subject<'_>) -> Vec<Finding> {
    if subject.report.format == Format::Legacy {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut seen = [0_u8; 6];
    let mut last = 0;
    let mut in_form = true;
    for (index, chapter) in subject.report.chapters.iter().enumerate() {
        let n = usize::from(chapter.number);
        if !(1..=6).contains(&n) {
            continue;
        }
        let heading = heading(chapter);
        in_form &= heading != Heading::OtherNumber;
        if heading != Heading::OtherWords || seen[n - 1] == 0 {
            seen[n - 1] += 1;
        }
        if seen[n - 1] > 1 || (heading == Heading::OtherWords && last >= n) {
            findings.push(repeated(subject, index, heading));
        } else if n < last && heading == Heading::Official {
            findings.push(out_of_order(subject, index));
        }
        last = last.max(n);
    }
    findings.extend(missing(subject, &seen, in_form));
    findings
}

/// How a chapter's heading agrees with the number that it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    /// Number and words are those of the form.
    Official,
    /// The words are, the number is not: the document counts in its own way.
    OtherNumber,
    /// The number is, the words are not: a heading inside a chapter.
    OtherWords,
}

fn heading(chapter: &Chapter) -> Heading {
    let n = usize::from(chapter.number) - 1;
    let heading = chapter.heading.trim_start();
    if !KEYWORDS[n].iter().any(|k| heading.contains(k)) {
        Heading::OtherWords
    } else if NUMERALS.iter().enumerate().any(|(i, numeral)| i != n && heading.starts_with(numeral)) {
        Heading::OtherNumber
    } else {
        Heading::Official
    }
}

fn at_heading(subject: Subject<'_>, index: usize, severity: Severity, message: Message) -> Finding {
    let mut finding = Finding::new(RULE.code, severity, message);
    let chapter = &subject.report.chapters[index];
    finding.text = Some(TextSpan { chapter: index, paragraph: 0, span: (0, 0), place: chapter.place });
    finding
}

fn repeated(subject: Subject<'_>, index: usize, how: Heading) -> Finding {
    let chapter = &subject.report.chapters[index];
    let (heading, numeral) = (&chapter.heading, NUMERALS[usize::from(chapter.number) - 1]);
    match how {
        Heading::Official => {
            let message = Message::new(
                format!("第{numeral}部分重复出现：“{heading}”。请合并或改正标题。"),
                format!("chapter {numeral} occurs again: “{heading}”; merge the two or correct the heading"),
            );
            at_heading(subject, index, RULE.severity, message)
        }
        Heading::OtherNumber => {
            let message = Message::new(
                format!("“{heading}”与前面第{numeral}部分内容重复，序号也与格式不符。"),
                format!("“{heading}” repeats chapter {numeral} under a number of its own"),
            );
            at_heading(subject, index, Severity::Warning, message)
        }
        Heading::OtherWords => {
            let message = Message::new(
                format!(
                    "正文小标题“{heading}”用了部分的序号“{numeral}、”，易与六个部分混淆，宜改用“（一）”等序号。"
                ),
                format!(
                    "the heading “{heading}” inside a chapter is numbered like a chapter; number it （一） and so on"
                ),
            );
            at_heading(subject, index, Severity::Warning, message)
        }
    }
}

fn out_of_order(subject: Subject<'_>, index: usize) -> Finding {
    let heading = &subject.report.chapters[index].heading;
    let message = Message::new(
        format!("“{heading}”的位置不对，六个部分应按一至六的顺序排列。"),
        format!("“{heading}” stands in the wrong place; the six chapters come in order"),
    );
    at_heading(subject, index, RULE.severity, message)
}

/// Less running text than this is an excerpt, in which a chapter may have been left out by whoever copied it.
const WHOLE_TEXT: usize = 150;

fn missing(subject: Subject<'_>, seen: &[u8; 6], in_form: bool) -> Option<Finding> {
    let found = seen.iter().filter(|n| **n > 0).count();
    if found == 6 || (found < 3 && !subject.own_filing) {
        return None;
    }
    let names: Vec<&str> = (0..6).filter(|i| seen[*i] == 0).map(|i| NUMERALS[i]).collect();
    let message = Message::new(
        format!("缺少第{}部分（六个部分中只找到{found}个）。", names.join("、")),
        format!("chapter {} is missing; only {found} of the six were found", names.join(", ")),
    );
    let characters = |text: &str| text.chars().filter(|c| prose::is_han(*c)).count();
    let length: usize = prose::paragraphs(subject.report).map(|s| characters(s.text)).sum();
    let certain = found == 5 && in_form && length >= WHOLE_TEXT;
    let severity = if certain || subject.own_filing { RULE.severity } else { Severity::Warning };
    let mut finding = Finding::new(RULE.code, severity, message);
    (finding.left, finding.right) = (Some(Decimal::from(found)), Some(Decimal::from(6)));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    fn severities(report: &AnnualReport) -> Vec<Severity> {
        run_on(&RULE, report).iter().map(|f| f.severity).collect()
    }

    #[test]
    fn six_chapters_in_order_pass() {
        assert_eq!(severities(&consistent_report(SEED, Format::F2021)), []);
        assert_eq!(severities(&AnnualReport::empty(Format::F2021)), []);
    }

    #[test]
    fn a_chapter_twice_missing_or_misplaced_is_found() {
        let whole = consistent_report(SEED, Format::F2021);
        let mut twice = whole.clone();
        twice.chapters.push(whole.chapters[6].clone());
        assert_eq!(severities(&twice), [Severity::Error]);
        let mut less = whole.clone();
        less.chapters.remove(5);
        assert_eq!(severities(&less), [Severity::Error]);
        less.chapters.truncate(4);
        assert_eq!(severities(&less), [Severity::Warning]);
        let mut mixed = whole;
        mixed.chapters.swap(5, 6);
        assert_eq!(severities(&mixed), [Severity::Error]);
    }

    #[test]
    fn a_chapter_missing_from_an_excerpt_only_warns() {
        let mut excerpt = consistent_report(SEED, Format::F2021);
        excerpt.chapters.remove(5);
        for chapter in &mut excerpt.chapters {
            chapter.paragraphs.truncate(1);
            chapter.paragraphs.iter_mut().for_each(|p| p.text = "略。".into());
        }
        assert_eq!(severities(&excerpt), [Severity::Warning]);
        let subject = Subject { report: &excerpt, previous: None, own_filing: true };
        assert_eq!(run(subject)[0].severity, Severity::Error);
    }

    #[test]
    fn a_document_that_counts_in_its_own_way_only_warns() {
        let mut report = consistent_report(SEED, Format::F2021);
        let mut again = report.chapters[2].clone();
        again.heading = "一、主动公开政府信息情况".into();
        report.chapters.push(again);
        assert_eq!(severities(&report), [Severity::Warning]);
    }

    #[test]
    fn a_heading_inside_a_chapter_only_warns() {
        let mut report = consistent_report(SEED, Format::F2021);
        let mut nested = report.chapters[1].clone();
        nested.heading = "一、2021年工作开展".into();
        report.chapters.insert(2, nested);
        assert_eq!(severities(&report), [Severity::Warning]);
    }
}
