//! The text speaks of the report year.

use super::prelude::*;
use crate::check::prose;

rule! {
    /// # X11 正文所写年度与报告年度一致
    ///
    /// ## 做什么
    ///
    /// 检查统计期限、以及正文叙述本年工作的句子（“2021年，我局没有收到……”）所写的年度与报告年度一致。
    ///
    /// ## 为什么
    ///
    /// 残留的上年年度是照抄上年报告最明显的痕迹，数据很可能也是上年的。
    ///
    /// ## 示例
    ///
    /// 2023年度报告第三部分写“2021年，我局没有收到政府信息公开申请”。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号关于“内容雷同”的规定；统计期限为1月1日至12月31日。
    ///
    /// ## 局限
    ///
    /// 与以往比较、书名号内的文件名、带月份的日期、下一年打算中的年份不算。
    ///
    /// # X11 The text speaks of the report year
    ///
    /// ## What it does
    ///
    /// Checks that the statistics period and the sentences that tell of the year’s work (“2021年，我局没有收到…”) name the report year.
    ///
    /// ## Why it matters
    ///
    /// A year left over is the plainest trace of last year’s report; the numbers may be last year’s too.
    ///
    /// ## Example
    ///
    /// In a report for 2023 chapter 三 says “In 2021 no application was received”.
    ///
    /// ## Source
    ///
    /// 国办公开办函〔2021〕30号 on copied content; the period runs from 1 January to 31 December.
    ///
    /// ## Limits
    ///
    /// Comparisons, titles of documents, dates with a month and plans for the next year do not count.
    "X11", "other-year-in-text", Warning,
    "正文所写年度与报告年度一致",
    "the text speaks of the report year"
}

/// What a sentence about the year's own work says.
const RESULTS: [&str; 22] = [
    "收到",
    "受理",
    "主动公开",
    "公开政府信息",
    "公开信息",
    "发布",
    "未发生",
    "没有发生",
    "无政府信息公开",
    "无依申请",
    "无行政复议",
    "无因",
    "认真贯彻",
    "坚持以",
    "按照",
    "未收取",
    "没有收取",
    "收取",
    "在县委",
    "在区委",
    "在市委",
    "办理",
];

/// What makes the year another thing: a comparison, an origin, a plan, a document.
const OTHERWISE: [&str; 27] = [
    "较",
    "相比",
    "同比",
    "上年",
    "去年",
    "以来",
    "开始",
    "计划",
    "下一步",
    "将",
    "要点",
    "方案",
    "规划",
    "通知",
    "年报",
    "修订",
    "施行",
    "实施以",
    "考核结果",
    "测评",
    "印发",
    "整改",
    "接续",
    "历年",
    "前期",
    "持续至",
    "增长",
];

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    let Some(year) = report.year.filter(|_| report.format != Format::Legacy) else { return Vec::new() };
    let mut findings = Vec::new();
    if let Some((first, last)) = report.period
        && (first.year() != year || last.year() != year)
    {
        let message = Message::new(
            format!("统计期限为{first}至{last}，与报告年度{year}年不符。"),
            format!("the statistics period {first} to {last} is not the report year {year}"),
        );
        findings.push(Finding::new(RULE.code, RULE.severity, message));
    }
    let mut wrong: Vec<(i16, usize, Finding)> = Vec::new();
    for spot in prose::paragraphs(report).filter(|s| (1..=6).contains(&s.number)) {
        for (named, start, end) in prose::years(spot.text) {
            if named == year || !tells_the_year(spot.text, start, end, named > year) {
                continue;
            }
            if let Some(seen) = wrong.iter_mut().find(|w| w.0 == named) {
                seen.1 += 1;
                continue;
            }
            let mut finding = Finding::new(RULE.code, RULE.severity, Message::new("", ""));
            finding.text = Some(spot.span(start, end));
            (finding.left, finding.right) = (Some(Decimal::from(named)), Some(Decimal::from(year)));
            wrong.push((named, 1, finding));
        }
    }
    findings.extend(wrong.into_iter().map(|(named, times, mut finding)| {
        finding.message = Message::new(
            format!("正文{times}处将{named}年作为报告年度叙述，报告年度为{year}年，疑为照抄。"),
            format!("the text tells of {named} as the report year in {times} place{}, but the report is for {year}; it looks copied", wording::plural(times)),
        );
        finding
    }));
    findings
}

/// True when the year opens a sentence or clause that tells what was done in it.
fn tells_the_year(text: &str, start: usize, end: usize, later: bool) -> bool {
    let before = text[..start].trim_end();
    let opens = before.chars().next_back().is_none_or(|c| {
        matches!(
            c,
            '。' | '；' | ';' | '，' | ',' | '：' | ':' | '、' | '.' | '）' | ')' | '\n' | '？' | '！'
        )
    });
    let rest = text[end..].trim_start_matches('年').trim_start_matches('度').trim_start();
    let followed = rest.starts_with(['，', ',']) || rest.chars().next().is_some_and(prose::is_han);
    if !opens || !followed || prose::in_title(text, start) || in_brackets(text, start) {
        return false;
    }
    let (_, stop) = prose::sentence(text, start);
    let sentence = &text[start..stop];
    if OTHERWISE.iter().any(|w| sentence.contains(w))
        || rest.starts_with(['为', '至', '到', '末', '底', '初', '前', '后'])
    {
        return false;
    }
    if later {
        // A later year is mostly a plan; only a result in it is a slip.
        return ["未收到", "没有收到", "共收到", "未发生", "未收取"].iter().any(|w| sentence.contains(w));
    }
    RESULTS.iter().any(|w| sentence.contains(w))
}

fn in_brackets(text: &str, at: usize) -> bool {
    let before = prose::clause_before(text, at);
    let last = |set: [char; 2]| before.rfind(set);
    last(['（', '(']).is_some_and(|open| last(['）', ')']).is_none_or(|close| close < open))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;
    use jiff::civil::date;

    #[track_caller]
    fn check_year(text: &str, found: usize) {
        let mut report = report_saying(text);
        report.year = Some(2023);
        assert_eq!(run_on(&RULE, &report).len(), found, "{text}");
    }

    #[test]
    fn the_year_of_a_result_is_the_report_year() {
        check_year("2023年，我局没有收到政府信息公开申请。", 0);
        check_year("2021年,我局没有收到政府信息公开申请。", 1);
        check_year("（二）依申请公开情况。2022年度共收到申请3件。2022年主动公开政府信息30条。", 1);
        check_year("2024年未收到政府信息公开申请。", 1);
    }

    #[test]
    fn other_years_have_their_place() {
        check_year("2024年，我局将继续主动公开政府信息。", 0);
        check_year("较2022年收到的申请增加3件。收到申请22件（2022年为31件）。", 0);
        check_year("认真落实《2022年政务公开工作要点》，发布信息。", 0);
        check_year("2019年5月15日起施行的条例要求主动公开。", 0);
        check_year("2022年收到的申请较上年增长。", 0);
        check_year("", 0);
    }

    #[test]
    fn the_period_is_the_report_year() {
        let mut report = consistent_report(SEED, Format::F2021);
        assert_eq!(run_on(&RULE, &report), []);
        report.period = Some((date(2010, 1, 1), date(2010, 12, 31)));
        assert_eq!(run_on(&RULE, &report).len(), 1);
    }
}
