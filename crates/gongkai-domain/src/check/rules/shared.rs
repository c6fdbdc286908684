//! What a few rules share.

use alloc::format;

use crate::check::Message;
use crate::check::equation::Judged;
use crate::report::CellKey;

/// The two stocks of documents in table 2 of the 2021 form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stock {
    Rules,
    Normative,
}

impl Stock {
    pub(super) const ALL: [Stock; 2] = [Stock::Rules, Stock::Normative];

    fn key(self, rules: &str, normative: &str) -> CellKey {
        CellKey::t2(match self {
            Stock::Rules => rules,
            Stock::Normative => normative,
        })
    }

    pub(super) fn issued(self) -> CellKey {
        self.key("t2.rules.issued", "t2.normative.issued")
    }

    pub(super) fn repealed(self) -> CellKey {
        self.key("t2.rules.repealed", "t2.normative.repealed")
    }

    pub(super) fn valid(self) -> CellKey {
        self.key("t2.rules.valid", "t2.normative.valid")
    }

    pub(super) fn zh(self) -> &'static str {
        match self {
            Stock::Rules => "规章",
            Stock::Normative => "行政规范性文件",
        }
    }

    pub(super) fn en(self) -> &'static str {
        match self {
            Stock::Rules => "rules",
            Stock::Normative => "normative documents",
        }
    }
}

/// The message of R02 and P04.
pub(super) fn endings_differ(judged: &Judged) -> Message {
    let (line, left, right) = (judged.equation.line.name(), judged.left, judged.right);
    let apart = (left - right).abs();
    Message::new(
        format!("{}：各项办理结果合计{left}，（七）总计为{right}，相差{apart}。", line.zh),
        format!(
            "{}: the endings make {left}, their total （七） says {right}; they differ by {apart}",
            line.en
        ),
    )
}
