//! The text is not a copy of last year’s.

use super::prelude::*;
use super::shared::last_year;
use crate::check::{TextSpan, prose};
use crate::report::Chapter;

rule! {
    /// # Y07 文字部分没有照抄上年
    ///
    /// ## 做什么
    ///
    /// 比较本年与上年报告的第一、五、六部分：八字以上的片段有八成以上相同（去掉数字后）即提醒。
    ///
    /// ## 为什么
    ///
    /// 国办明确将“内容雷同、敷衍塞责”列为应追究责任的情形。
    ///
    /// ## 示例
    ///
    /// 第五部分与上年一字不差。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号（四）明确责任。
    ///
    /// ## 局限
    ///
    /// 只有提供了同一机关上一年度报告时才判断；两份报告年度须相连，2019年以前的不比较。少于100字的部分不比较；引言和套话相同不算。跨单位的雷同由“report similar”检查。
    ///
    /// # Y07 The text is not a copy of last year’s
    ///
    /// ## What it does
    ///
    /// Compares chapters 一, 五 and 六 with last year’s: where eight in ten runs of eight characters are the same, numbers left out, it warns.
    ///
    /// ## Why it matters
    ///
    /// The State Council’s office names copied and perfunctory content as a ground for responsibility.
    ///
    /// ## Example
    ///
    /// Chapter 五 is last year’s word for word.
    ///
    /// ## Source
    ///
    /// 国办公开办函〔2021〕30号, part （四）.
    ///
    /// ## Limits
    ///
    /// Only where the same agency’s report of the year before is given and the years follow one another; reports before 2019 are not compared. Chapters below 100 characters are not compared. Copies between units are found by “report similar”.
    "Y07", "text-copied-from-last-year", Warning,
    "文字部分没有照抄上年",
    "the text is not a copy of last year’s"
}

/// Length of the runs of characters that are compared.
const RUN: usize = 8;
const SHORTEST: usize = 100;
const COPIED_PERCENT: usize = 80;

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let Some(previous) = last_year(subject) else { return Vec::new() };
    let mut findings = Vec::new();
    for number in [1, 5, 6] {
        let (Some(index), Some(before)) =
            (subject.report.chapters.iter().position(|c| c.number == number), previous.chapter(number))
        else {
            continue;
        };
        let chapter = &subject.report.chapters[index];
        let Some(percent) = copied(chapter, before).filter(|p| *p >= COPIED_PERCENT) else { continue };
        let message = Message::new(
            format!("“{}”有{percent}%的文字与上年报告相同，疑为照抄。", chapter.heading),
            format!("{percent}% of “{}” is the same as last year; it looks copied", chapter.heading),
        );
        let mut finding = Finding::new(RULE.code, RULE.severity, message);
        finding.left = Some(Decimal::from(percent));
        finding.text = Some(TextSpan { chapter: index, paragraph: 0, span: (0, 0), place: chapter.place });
        findings.push(finding);
    }
    findings
}

/// How many in a hundred runs of the chapter are also in the other. `None` when it is too short to say.
fn copied(chapter: &Chapter, other: &Chapter) -> Option<usize> {
    let runs = runs(chapter);
    if runs.len() < SHORTEST {
        return None;
    }
    let mut known = self::runs(other);
    known.sort_unstable();
    let same = runs.iter().filter(|r| known.binary_search(r).is_ok()).count();
    Some(same * 100 / runs.len())
}

/// A hash of every run of Chinese characters of the chapter.
fn runs(chapter: &Chapter) -> Vec<u64> {
    let text: Vec<char> =
        chapter.paragraphs.iter().flat_map(|p| p.text.chars()).filter(|c| prose::is_han(*c)).collect();
    let mix = |hash: u64, c: &char| (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3);
    text.windows(RUN).map(|run| run.iter().fold(0xcbf2_9ce4_8422_2325, mix)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn a_copied_chapter_is_found_and_a_rewritten_or_short_one_is_not() {
        let mut previous = consistent_report(SEED, Format::F2021);
        let mut report = previous.clone();
        (previous.year, report.year) = (Some(2022), Some(2023));
        let other: String = ('一'..).take(300).collect();
        for (text, found) in [(None, 1), (Some(other), 0), (Some("无".into()), 0)] {
            if let Some(text) = text {
                report.chapters[1].paragraphs.truncate(1);
                report.chapters[1].paragraphs[0].text = text;
            }
            let subject = Subject { report: &report, previous: Some(&previous), own_filing: false };
            let chapter_1 = run(subject).into_iter().filter(|f| f.text.is_some_and(|t| t.chapter == 1));
            assert_eq!(chapter_1.count(), found);
        }
    }
}
