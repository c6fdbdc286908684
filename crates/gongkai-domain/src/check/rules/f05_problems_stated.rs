//! Chapter five states problems and what is done about them.

use super::prelude::*;
use crate::check::{TextSpan, prose};

rule! {
    /// # F05 第五部分写明问题和改进情况
    ///
    /// ## 做什么
    ///
    /// 检查“五、存在的主要问题及改进情况”不为空，也不只有“无”等寥寥数字（不超过10个字）。
    ///
    /// ## 为什么
    ///
    /// 主要问题及改进情况是法定内容；写“无”视同敷衍塞责。
    ///
    /// ## 示例
    ///
    /// “五、存在的主要问题及改进情况”下只有“无”。
    ///
    /// ## 依据
    ///
    /// 第五十条第（四）项；国办公开办函〔2021〕30号关于“内容雷同、敷衍塞责”的规定。
    ///
    /// ## 局限
    ///
    /// 文件中没有第五部分标题时由 F01 判断。只看字数，不评判内容。
    ///
    /// # F05 Chapter five states problems and what is done about them
    ///
    /// ## What it does
    ///
    /// Checks that chapter 五 is not empty and does not consist of 无 or a few characters (10 or fewer).
    ///
    /// ## Why it matters
    ///
    /// The main problems and their improvement are required by law; 无 counts as perfunctory.
    ///
    /// ## Example
    ///
    /// Under the heading of chapter 五 stands only 无.
    ///
    /// ## Source
    ///
    /// Art. 50 (4); 国办公开办函〔2021〕30号 on copied and perfunctory reports.
    ///
    /// ## Limits
    ///
    /// Where the heading is missing, F01 says so. Only the length counts, not the content.
    "F05", "problems-not-stated", Warning,
    "第五部分写明问题和改进情况",
    "chapter five states problems and what is done about them"
}

const SHORT: usize = 10;

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    if report.format == Format::Legacy {
        return Vec::new();
    }
    let chapters = || report.chapters.iter().enumerate().filter(|(_, c)| c.number == 5);
    let characters = |text: &str| text.chars().filter(|c| prose::is_han(*c)).count();
    let length: usize = chapters().flat_map(|(_, c)| &c.paragraphs).map(|p| characters(&p.text)).sum();
    let Some((index, chapter)) = chapters().next() else { return Vec::new() };
    if length > SHORT {
        return Vec::new();
    }
    let message = Message::new(
        format!("“{}”只有{length}个字。主要问题及改进情况是法定内容，应如实写明。", chapter.heading),
        format!(
            "“{}” has only {length} characters; the problems and their improvement are required by law",
            chapter.heading
        ),
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
    fn a_chapter_that_says_nothing_is_found() {
        let mut report = consistent_report(SEED, Format::F2021);
        assert_eq!(run_on(&RULE, &report), []);
        report.chapters[5].paragraphs.truncate(1);
        report.chapters[5].paragraphs[0].text = "无。".into();
        assert_eq!(run_on(&RULE, &report).len(), 1);
        report.chapters[5].paragraphs.clear();
        assert_eq!(run_on(&RULE, &report).len(), 1);
        report.chapters.remove(5);
        assert_eq!(run_on(&RULE, &report), []);
    }
}
