//! The title names the agency, the year and the report.

use super::prelude::*;
use crate::check::prose;

rule! {
    /// # F02 标题写明机关、年度和报告名称
    ///
    /// ## 做什么
    ///
    /// 检查标题存在，写明机关名称和报告年度，并以“政府信息公开工作年度报告”结尾。
    ///
    /// ## 为什么
    ///
    /// 没有标题的网页无法检索，也无法与台账对应；标题中的年度错误是复制上年报告的常见痕迹。
    ///
    /// ## 示例
    ///
    /// 网页正文直接从“一、总体情况”开始。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号；标题式样“{机关全称}{年度}年政府信息公开工作年度报告”。
    ///
    /// ## 局限
    ///
    /// 年度写作“2021年度”、标题分两行均可。片段文件没有标题时同样提醒。
    ///
    /// # F02 The title names the agency, the year and the report
    ///
    /// ## What it does
    ///
    /// Checks that there is a title, that it names the agency and the report year, and that it ends with 政府信息公开工作年度报告.
    ///
    /// ## Why it matters
    ///
    /// A page without a title cannot be found or matched with the register; a wrong year in it is a usual trace of a copied report.
    ///
    /// ## Example
    ///
    /// The page begins right with 一、总体情况.
    ///
    /// ## Source
    ///
    /// 国办公开办函〔2021〕30号; the pattern is the agency’s full name, the year, 年政府信息公开工作年度报告.
    ///
    /// ## Limits
    ///
    /// “2021年度” and a title over two lines are fine. A fragment without a title is reported too.
    "F02", "title-missing", Warning,
    "标题写明机关、年度和报告名称",
    "the title names the agency, the year and the report"
}

const ENDING: &str = "政府信息公开工作年度报告";

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    if report.format == Format::Legacy {
        return Vec::new();
    }
    let Some(title) = report.title.as_deref().map(str::trim).filter(|t| !t.is_empty()) else {
        return vec![warn(
            "没有标题。应为“机关全称＋年度＋年政府信息公开工作年度报告”。",
            "there is no title; it should be the agency’s full name, the year and 年政府信息公开工作年度报告",
        )];
    };
    let mut findings = Vec::new();
    let plain: String = title.chars().filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》')).collect();
    // The year or the agency may follow in brackets.
    let outside = match plain.rfind(['（', '(']) {
        Some(open) if plain.ends_with(['）', ')']) => &plain[..open],
        _ => &plain,
    };
    let core = outside.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '年' | '度' | '。'));
    if !core.ends_with(ENDING) {
        findings.push(warn(
            &format!("标题“{title}”未以“{ENDING}”结尾。"),
            &format!("the title “{title}” does not end with {ENDING}"),
        ));
    }
    if let Some(year) = report.year
        && !plain.contains(&year.to_string())
        && !plain.contains(&chinese_year(year))
    {
        findings.push(warn(
            &format!("标题“{title}”未写明报告年度{year}年。"),
            &format!("the title “{title}” does not name the report year {year}"),
        ));
    }
    let rest = plain.replacen("政府信息公开", "", 1);
    let rest = rest.replacen("工作", "", 1).replacen("年度报告", "", 1);
    let agency = rest.chars().filter(|c| prose::is_han(*c) && !matches!(c, '年' | '度' | '〇')).count();
    let agency = agency.saturating_sub(if rest.contains("二〇") { 3 } else { 0 });
    if agency < 2 {
        findings.push(warn(
            &format!("标题“{title}”未写明机关名称。"),
            &format!("the title “{title}” does not name the agency"),
        ));
    }
    findings
}

/// 二〇二一
fn chinese_year(year: i16) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    year.to_string().bytes().map(|b| DIGITS[usize::from(b.wrapping_sub(b'0')) % 10]).collect()
}

fn warn(zh: &str, en: &str) -> Finding {
    Finding::new(RULE.code, RULE.severity, Message::new(zh, en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[track_caller]
    fn check_title(title: Option<&str>, found: usize) {
        let mut report = consistent_report(SEED, Format::F2021);
        report.year = Some(2021);
        report.title = title.map(Into::into);
        assert_eq!(run_on(&RULE, &report).len(), found, "{title:?}");
    }

    #[test]
    fn a_title_names_agency_year_and_report() {
        check_title(Some("鹿鸣县教育局2021年政府信息公开工作年度报告"), 0);
        check_title(Some("鹿鸣县教育局\n2021年度政府信息公开工作年度报告"), 0);
        check_title(Some("鹿鸣县教育局政府信息公开工作年度报告（2021年）"), 0);
        check_title(Some("鹿鸣县教育局二〇二一年政府信息公开工作年度报告"), 0);
        check_title(Some("2021年政府信息公开工作年度报告（鹿鸣县教育局）"), 0);
        check_title(None, 1);
        check_title(Some(" "), 1);
        check_title(Some("鹿鸣县教育局2020年政府信息公开工作年度报告"), 1);
        check_title(Some("2021年政府信息公开工作年度报告"), 1);
        check_title(Some("鹿鸣县教育局2021年工作总结"), 1);
    }
}
