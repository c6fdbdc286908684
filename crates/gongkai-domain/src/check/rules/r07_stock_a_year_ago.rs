//! The stock that follows for a year ago is not negative.

use super::prelude::*;

rule! {
    /// # R07 推算的上年末有效件数不为负
    ///
    /// ## 做什么
    ///
    /// 对规章和行政规范性文件，检查 `现行有效件数 − 本年制发件数 + 本年废止件数 ≥ 0`，即由本年数据倒推的上年末有效件数不为负。
    ///
    /// ## 为什么
    ///
    /// 本年制发的文件要么年末仍有效，要么已在本年废止；三个数不能自相矛盾，无需上年报告即可判断。
    ///
    /// ## 示例
    ///
    /// 规章：制发 2，废止 0，现行有效 0。2件新规章既未废止又不在有效之列。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号所附表二，第二十条第（一）项；由三个数的含义推得。
    ///
    /// ## 局限
    ///
    /// 不适用于2019年格式（“对外公开总数量”不是有效件数）。本年制发、本年又自行失效的文件会造成例外，极为少见。
    ///
    /// # R07 The stock that follows for a year ago is not negative
    ///
    /// ## What it does
    ///
    /// Checks for rules and for normative documents that `in force − issued + repealed ≥ 0`: what the year’s numbers imply for the stock a year ago.
    ///
    /// ## Why it matters
    ///
    /// A document issued this year is either still in force or was repealed this year. The three numbers can contradict one another without any other report.
    ///
    /// ## Example
    ///
    /// Rules: 2 issued, 0 repealed, 0 in force. Two new rules are neither in force nor repealed.
    ///
    /// ## Source
    ///
    /// Table 2 of 国办公开办函〔2021〕30号, Art. 20 (1); derived from what the three numbers mean.
    ///
    /// ## Limits
    ///
    /// Not for the 2019 form, whose third number is not the stock in force. A document that was issued and lapsed by itself in one year would be an exception; it is very rare.
    "R07", "impossible-stock", Error,
    "推算的上年末有效件数不为负",
    "the stock that follows for a year ago is not negative"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    Stock::ALL.into_iter().filter_map(|stock| check_stock(subject, stock)).collect()
}

fn check_stock(subject: Subject<'_>, stock: Stock) -> Option<Finding> {
    let cells = &subject.report.cells;
    let issued = cells.number(stock.issued())?;
    let (repealed, valid) = (cells.number(stock.repealed()), cells.number(stock.valid()));
    let kept = repealed.unwrap_or_default() + valid.unwrap_or_default();
    if issued <= kept || cells.get(stock.repealed()).is_none() || cells.get(stock.valid()).is_none() {
        return None;
    }
    let mut finding = Finding::new(RULE.code, RULE.severity, Message::new("", ""));
    finding.cells = vec![stock.issued(), stock.repealed(), stock.valid()];
    (finding.left, finding.right) = (Some(kept), Some(issued));
    let (zh, en) = (stock.zh(), stock.en());
    if repealed.is_some() && valid.is_some() {
        finding.message = Message::new(
            format!(
                "{zh}：本年制发{issued}件，而现行有效与本年废止合计只有{kept}件，推算的上年末有效件数为负。"
            ),
            format!(
                "{en}: {issued} issued this year, but only {kept} in force or repealed; the stock a year ago would be negative"
            ),
        );
        finding.suspects = finding.cells.clone();
    } else {
        finding.verdict = Verdict::Conditional;
        finding.severity = Severity::Warning;
        let blank = finding.cells.iter().copied().filter(|k| cells.number(*k).is_none());
        finding.suspects = blank.collect();
        let short = issued.saturating_sub(kept);
        finding.message = Message::new(
            format!("{zh}：本年制发{issued}件，空白的单元格至少应为{short}。空白不能视为0，请补填。"),
            format!(
                "{en}: {issued} issued this year, so the blank must be at least {short}; a blank is not a 0, fill it in"
            ),
        );
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    fn rules(issued: i64, repealed: Option<i64>, valid: Option<i64>) -> AnnualReport {
        let mut report = AnnualReport::empty(Format::F2021);
        let cell = |n: Option<i64>| n.map_or_else(Cell::blank, Cell::number);
        report.cells.insert(CellKey::t2("t2.rules.issued"), Cell::number(issued));
        report.cells.insert(CellKey::t2("t2.rules.repealed"), cell(repealed));
        report.cells.insert(CellKey::t2("t2.rules.valid"), cell(valid));
        report
    }

    #[test]
    fn new_documents_are_in_force_or_repealed() {
        assert_eq!(verdicts(&RULE, &rules(3, Some(5), Some(74))), []);
        assert_eq!(verdicts(&RULE, &rules(2, Some(2), Some(0))), []);
        assert_eq!(verdicts(&RULE, &rules(2, Some(0), Some(0))), [Verdict::Fail]);
    }

    #[test]
    fn a_blank_stock_is_conditional_only_when_it_cannot_be_zero() {
        assert_eq!(verdicts(&RULE, &rules(0, Some(0), None)), []);
        assert_eq!(verdicts(&RULE, &rules(2, Some(0), None)), [Verdict::Conditional]);
        assert_eq!(verdicts(&RULE, &rules(2, None, None)), [Verdict::Conditional]);
        assert_eq!(verdicts(&RULE, &rules(2, None, Some(2))), []);
    }
}
