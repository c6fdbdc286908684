//! The number of parts announced is the number found.

use super::prelude::*;
use crate::check::prose;

rule! {
    /// # X12 引言所称部分数与实有部分数一致
    ///
    /// ## 做什么
    ///
    /// 引言写明“本报告由……七个部分组成”的，应与实有的部分数一致。
    ///
    /// ## 为什么
    ///
    /// “七个部分”“八个部分”是旧报告的写法，说明引言照抄了以往的报告。
    ///
    /// ## 示例
    ///
    /// 引言称“等七个部分组成”，全文只有六个部分。
    ///
    /// ## 依据
    ///
    /// 第五十条；国办公开办函〔2021〕30号规定为六个部分。
    ///
    /// ## 局限
    ///
    /// 找到的部分少于三个（片段）时不判断。
    ///
    /// # X12 The number of parts announced is the number found
    ///
    /// ## What it does
    ///
    /// Where the preamble says how many parts the report has, as many should be found.
    ///
    /// ## Why it matters
    ///
    /// Seven or eight parts are those of older reports; the preamble was copied.
    ///
    /// ## Example
    ///
    /// The preamble announces seven parts, the report has six.
    ///
    /// ## Source
    ///
    /// Art. 50; 国办公开办函〔2021〕30号 has six.
    ///
    /// ## Limits
    ///
    /// Not judged for a fragment with fewer than three chapters.
    "X12", "announced-parts-differ", Warning,
    "引言所称部分数与实有部分数一致",
    "the number of parts announced is the number found"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let found = (1..=6).filter(|n| report.chapters.iter().any(|c| c.number == *n)).count();
    if found < 3 || report.format == Format::Legacy {
        return Vec::new();
    }
    // Announced before the first chapter, or where there is no preamble, at its beginning.
    let opening = prose::paragraphs(report).filter(|s| s.number == 0 || (s.number == 1 && s.paragraph < 2));
    for spot in opening {
        let Some((announced, start, end)) = announced(spot.text) else { continue };
        if usize::from(announced) == found {
            return Vec::new();
        }
        let message = Message::new(
            format!("引言称共{announced}个部分，实有{found}个部分。"),
            format!("the preamble announces {announced} parts, {found} were found"),
        );
        let mut finding = Finding::new(RULE.code, RULE.severity, message);
        (finding.left, finding.right) = (Some(Decimal::from(announced)), Some(Decimal::from(found)));
        finding.text = Some(spot.span(start, end));
        return vec![finding];
    }
    Vec::new()
}

/// `七个部分`, `六部分`, `6个部分`; not `第六部分`.
fn announced(text: &str) -> Option<(u8, usize, usize)> {
    text.match_indices("部分").find_map(|(at, word)| {
        let before = text[..at].trim_end_matches(['个', '大']);
        let last = before.chars().next_back()?;
        let n = prose::small_number(last).filter(|n| (2..=12).contains(n))?;
        let rest = &before[..before.len() - last.len_utf8()];
        let longer = rest.chars().next_back().is_some_and(|c| c == '第' || prose::small_number(c).is_some());
        (!longer).then_some((n, before.len() - last.len_utf8(), at + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[track_caller]
    fn check_preamble(text: &str, found: usize) {
        let mut report = consistent_report(SEED, Format::F2021);
        report.chapters[0].paragraphs[0].text = text.into();
        assert_eq!(run_on(&RULE, &report).len(), found, "{text}");
    }

    #[test]
    fn announced_parts_are_there() {
        check_preamble("本报告由总体情况等六个部分组成。", 0);
        check_preamble("全文共6部分。", 0);
        check_preamble("本年报由概述、收费及减免情况等七个部分组成。", 1);
        check_preamble("见第七部分。其他部分略。", 0);
        check_preamble("", 0);
    }
}
