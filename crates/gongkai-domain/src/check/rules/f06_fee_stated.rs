//! Chapter six states the information-processing fee.

use super::prelude::*;
use crate::check::TextSpan;

rule! {
    /// # F06 第六部分说明信息处理费收取情况
    ///
    /// ## 做什么
    ///
    /// 检查“六、其他需要报告的事项”是否说明信息处理费的收取情况（收取金额，或未收取）。
    ///
    /// ## 为什么
    ///
    /// 各地要求在第六部分报告信息处理费；没有收取也应写明。
    ///
    /// ## 示例
    ///
    /// “六、其他需要报告的事项”下只有“无”。
    ///
    /// ## 依据
    ///
    /// 《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）；各地年度报告通知。
    ///
    /// ## 局限
    ///
    /// 只写在其他部分的，仍提示在第六部分写明。
    ///
    /// # F06 Chapter six states the information-processing fee
    ///
    /// ## What it does
    ///
    /// Checks that chapter 六 says whether an information-processing fee was charged and how much.
    ///
    /// ## Why it matters
    ///
    /// Chapter 六 is where the fee is reported; that none was charged is to be said too.
    ///
    /// ## Example
    ///
    /// Under the heading of chapter 六 stands only 无.
    ///
    /// ## Source
    ///
    /// 国办函〔2020〕109号 on the fee; local notices on the annual report.
    ///
    /// ## Limits
    ///
    /// A statement in another chapter does not count.
    "F06", "fee-not-stated", Info,
    "第六部分说明信息处理费收取情况",
    "chapter six states the information-processing fee"
}

const WORDS: [&str; 5] = ["信息处理费", "处理费", "收费", "费用", "收取"];

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    if report.format == Format::Legacy {
        return Vec::new();
    }
    let chapters = || report.chapters.iter().enumerate().filter(|(_, c)| c.number == 6);
    let states = |text: &str| WORDS.iter().any(|w| text.contains(w));
    if chapters().flat_map(|(_, c)| &c.paragraphs).any(|p| states(&p.text)) {
        return Vec::new();
    }
    let Some((index, chapter)) = chapters().next() else { return Vec::new() };
    let message = Message::new(
        "第六部分未说明信息处理费收取情况；未收取的，写“未收取信息处理费”。",
        "chapter 六 does not state the information-processing fee; where none was charged, say so",
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.text = Some(TextSpan { chapter: index, paragraph: 0, span: (0, 0), place: chapter.place });
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn the_fee_is_stated_or_missed() {
        let mut report = consistent_report(SEED, Format::F2021);
        assert_eq!(run_on(&RULE, &report), []);
        report.chapters[6].paragraphs.truncate(1);
        report.chapters[6].paragraphs[0].text = "无".into();
        assert_eq!(run_on(&RULE, &report).len(), 1);
        report.chapters[6].paragraphs.clear();
        assert_eq!(run_on(&RULE, &report).len(), 1);
        report.chapters.remove(6);
        assert_eq!(run_on(&RULE, &report), []);
    }
}
