//! Newly published does not exceed published in total.

use super::prelude::*;

rule! {
    /// # P03 本年新公开不大于对外公开总数
    ///
    /// ## 做什么
    ///
    /// 2019年格式：对规章和规范性文件，检查本年新公开数量不大于对外公开总数量。
    ///
    /// ## 为什么
    ///
    /// 对外公开总数量是累计数，应包含本年新公开的。
    ///
    /// ## 示例
    ///
    /// 规范性文件：本年新公开 12，对外公开总数 5。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2019〕60号所附表二，第二十条第（一）项。
    ///
    /// ## 局限
    ///
    /// 本年新制作与本年新公开之间没有必然的大小关系（可以公开以往的文件）。公开后又撤下的会造成例外，因此只作提醒。
    ///
    /// # P03 Newly published does not exceed published in total
    ///
    /// ## What it does
    ///
    /// 2019 form: checks for rules and normative documents that newly published does not exceed published in total.
    ///
    /// ## Why it matters
    ///
    /// The total is cumulative and holds what was published this year.
    ///
    /// ## Example
    ///
    /// Normative documents: 12 newly published, 5 in total.
    ///
    /// ## Source
    ///
    /// Table 2 of 国办公开办函〔2019〕60号, Art. 20 (1).
    ///
    /// ## Limits
    ///
    /// Nothing follows for newly made: older documents may be published. A document may be taken down again, so this only warns.
    "P03", "published-exceeds-total", Warning,
    "本年新公开不大于对外公开总数",
    "newly published does not exceed published in total"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let pairs = [
        ("t2.rules.published", "t2.rules.total_public"),
        ("t2.normative.published", "t2.normative.total_public"),
    ];
    let cells = &subject.report.cells;
    pairs.into_iter().filter_map(|(new, all)| check_pair(cells, CellKey::t2(new), CellKey::t2(all))).collect()
}

fn check_pair(cells: &Cells, new: CellKey, all: CellKey) -> Option<Finding> {
    let (published, total) = (cells.number(new)?, cells.number(all)?);
    if published <= total {
        return None;
    }
    let message = Message::new(
        format!("“{}”为{published}，大于“{}”的{total}。", wording::zh(new), wording::zh(all)),
        format!("“{}” is {published}, more than the {total} of “{}”", wording::en(new), wording::en(all)),
    );
    let mut finding = Finding::new(RULE.code, RULE.severity, message);
    finding.cells = vec![new, all];
    finding.suspects = vec![new, all];
    (finding.left, finding.right) = (Some(published), Some(total));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn the_total_holds_what_is_new() {
        let mut report = AnnualReport::empty(Format::F2019);
        report.cells.insert(CellKey::t2("t2.normative.published"), Cell::number(12));
        report.cells.insert(CellKey::t2("t2.normative.total_public"), Cell::blank());
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t2("t2.normative.total_public"), Cell::number(12));
        assert_eq!(run_on(&RULE, &report), []);
        report.cells.insert(CellKey::t2("t2.normative.total_public"), Cell::number(5));
        assert_eq!(verdicts(&RULE, &report), [Verdict::Fail]);
    }
}
