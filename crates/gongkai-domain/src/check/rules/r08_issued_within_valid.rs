//! Documents issued this year are usually still in force.

use super::prelude::*;

rule! {
    /// # R08 本年制发件数一般不大于现行有效件数
    ///
    /// ## 做什么
    ///
    /// 对规章和行政规范性文件，检查本年制发件数不大于现行有效件数。
    ///
    /// ## 为什么
    ///
    /// 现行有效件数是年末存量，通常包含本年新制发的全部文件；小于本年制发数，多半是把“现行有效”误填为“本年仍有效的新文件”或漏计以往年度的文件。
    ///
    /// ## 示例
    ///
    /// 行政规范性文件：制发 8，废止 3，现行有效 6。除非其中2件在本年内制发又废止，否则有误。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号所附表二，第二十条第（一）项。
    ///
    /// ## 局限
    ///
    /// 本年内制发又废止的文件会造成例外，因此只作提醒。
    ///
    /// # R08 Documents issued this year are usually still in force
    ///
    /// ## What it does
    ///
    /// Checks for rules and for normative documents that no more were issued this year than are in force.
    ///
    /// ## Why it matters
    ///
    /// The stock at the end of the year normally holds all documents of the year. Fewer in force than issued mostly means that older documents were left out.
    ///
    /// ## Example
    ///
    /// Normative documents: 8 issued, 3 repealed, 6 in force. Wrong unless two were issued and repealed within the year.
    ///
    /// ## Source
    ///
    /// Table 2 of 国办公开办函〔2021〕30号, Art. 20 (1).
    ///
    /// ## Limits
    ///
    /// A document can be issued and repealed within one year, so this only warns.
    "R08", "issued-exceeds-valid", Warning,
    "本年制发件数一般不大于现行有效件数",
    "documents issued this year are usually still in force"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    Stock::ALL.into_iter().filter_map(|stock| check_stock(subject, stock)).collect()
}

fn check_stock(subject: Subject<'_>, stock: Stock) -> Option<Finding> {
    let cells = &subject.report.cells;
    let (issued, valid) = (cells.number(stock.issued())?, cells.number(stock.valid())?);
    if issued <= valid {
        return None;
    }
    let message = Message::new(
        format!(
            "{}：本年制发{issued}件，大于现行有效的{valid}件；除非有文件在本年内制发又废止，请核对现行有效件数（年末全部存量）。",
            stock.zh()
        ),
        format!(
            "{}: {issued} issued this year, more than the {valid} in force; unless some were issued and repealed within the year, check the stock, which counts the documents of all years",
            stock.en()
        ),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![stock.issued(), stock.valid()];
    (finding.left, finding.right) = (Some(issued), Some(valid));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn more_issued_than_in_force_is_doubtful() {
        let mut report = AnnualReport::empty(Format::F2021);
        report.cells.insert(CellKey::t2("t2.normative.issued"), Cell::number(8));
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t2("t2.normative.valid"), Cell::blank());
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t2("t2.normative.valid"), Cell::number(8));
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t2("t2.normative.valid"), Cell::number(6));
        assert_eq!(verdicts(&RULE, &report), [Verdict::Fail]);
    }
}
