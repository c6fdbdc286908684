//! Rules and normative documents in the text agree with table 2.

use super::prelude::*;
use super::statements::{contradiction, stated};
use crate::report::Subject as Stated;

rule! {
    /// # X07 正文规章、规范性文件件数与表二一致
    ///
    /// ## 做什么
    ///
    /// 正文写明规章、规范性文件制发、废止、现行有效N件的，应等于表二相应的数。
    ///
    /// ## 为什么
    ///
    /// 三个数在正文和表格中往往由不同人员填写。
    ///
    /// ## 示例
    ///
    /// 正文：“现行有效行政规范性文件393件”；表二现行有效件数 470。
    ///
    /// ## 依据
    ///
    /// 国办公开办函〔2021〕30号所附表二；第二十条第（一）项。
    ///
    /// ## 局限
    ///
    /// 2019年格式只比较本年新制作数量。正文若说的是本级而表格是全辖区，两者可能都对，因此只作提醒。
    ///
    /// # X07 Rules and normative documents in the text agree with table 2
    ///
    /// ## What it does
    ///
    /// Where the text counts rules or normative documents issued, repealed or in force, the numbers should be those of table 2.
    ///
    /// ## Why it matters
    ///
    /// Text and table are often filled in by different people.
    ///
    /// ## Example
    ///
    /// Text: 393 normative documents in force. Table 2: 470.
    ///
    /// ## Source
    ///
    /// Table 2 of 国办公开办函〔2021〕30号; Art. 20 (1).
    ///
    /// ## Limits
    ///
    /// In the 2019 form only newly made is compared. The text may speak of the office and the table of the whole region, so this only warns.
    "X07", "documents-differ", Warning,
    "正文规章、规范性文件件数与表二一致",
    "rules and normative documents in the text agree with table 2"
}

fn run(subject: Subject<'_>) -> Vec<Finding> {
    let report = subject.report;
    if report.format == Format::Legacy {
        return Vec::new();
    }
    let all = [Stated::NormativeIssued, Stated::NormativeRepealed, Stated::NormativeValid, Stated::Rules];
    let mut findings = Vec::new();
    for what in all {
        for fact in stated(report, what) {
            if let Some(key) = cell_of(what, report.format, &fact.clause) {
                findings.extend(contradiction(&RULE, report, fact, &[&[key]]));
            }
        }
    }
    findings
}

fn cell_of(what: Stated, format: Format, clause: &str) -> Option<CellKey> {
    let has = |words: &[&str]| words.iter().any(|w| clause.contains(w));
    let act = match what {
        Stated::NormativeIssued => Stated::NormativeIssued,
        Stated::NormativeRepealed => Stated::NormativeRepealed,
        Stated::NormativeValid => Stated::NormativeValid,
        _ if has(&["废止"]) => Stated::NormativeRepealed,
        _ if has(&["有效"]) => Stated::NormativeValid,
        _ if has(&["制发", "制定", "出台", "印发", "新制作"]) => Stated::NormativeIssued,
        _ => return None,
    };
    let stock = if what == Stated::Rules { Stock::Rules } else { Stock::Normative };
    match (format, act) {
        (Format::F2021, Stated::NormativeIssued) => Some(stock.issued()),
        (Format::F2021, Stated::NormativeRepealed) => Some(stock.repealed()),
        (Format::F2021, _) => Some(stock.valid()),
        (Format::F2019, Stated::NormativeIssued) => Some(CellKey::t2(match stock {
            Stock::Rules => "t2.rules.made",
            Stock::Normative => "t2.normative.made",
        })),
        (Format::F2019 | Format::Legacy, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::*;

    #[test]
    fn documents_agree_with_table_2() {
        let text = "全年制发行政规范性文件12件，废止3件，现行有效行政规范性文件45件。";
        let cells = |issued, valid| [(Stock::Normative.issued(), issued), (Stock::Normative.valid(), valid)];
        check_statement(&RULE, text, &cells(Some(12), Some(45)), 0);
        check_statement(&RULE, text, &cells(Some(11), Some(45)), 1);
        check_statement(&RULE, text, &cells(Some(12), None), 0);
    }
}
