//! What a few rules share.

use alloc::format;

use crate::check::equation::Judged;
use crate::check::{Message, Subject};
use crate::report::{AnnualReport, CellKey, Format};

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
    let apart = left.saturating_sub(right).abs();
    Message::new(
        format!("{}：各项办理结果合计{left}，（七）总计为{right}，相差{apart}。", line.zh),
        format!(
            "{}: the endings make {left}, their total （七） says {right}; they differ by {apart}",
            line.en
        ),
    )
}

/// The rows of table 2 of the 2019 form that have a number of items and its change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemRow {
    License,
    OtherService,
    Penalty,
    Coercion,
    Fees,
}

impl ItemRow {
    pub(super) const ALL: [ItemRow; 5] =
        [ItemRow::License, ItemRow::OtherService, ItemRow::Penalty, ItemRow::Coercion, ItemRow::Fees];

    pub(super) fn last_year(self) -> CellKey {
        CellKey::t2(match self {
            ItemRow::License => "t2.license.items_last_year",
            ItemRow::OtherService => "t2.other_service.items_last_year",
            ItemRow::Penalty => "t2.penalty.items_last_year",
            ItemRow::Coercion => "t2.coercion.items_last_year",
            ItemRow::Fees => "t2.fees.items_last_year",
        })
    }

    pub(super) fn change(self) -> CellKey {
        CellKey::t2(match self {
            ItemRow::License => "t2.license.items_change",
            ItemRow::OtherService => "t2.other_service.items_change",
            ItemRow::Penalty => "t2.penalty.items_change",
            ItemRow::Coercion => "t2.coercion.items_change",
            ItemRow::Fees => "t2.fees.items_change",
        })
    }

    /// Fee items have no decisions.
    pub(super) fn decisions(self) -> Option<CellKey> {
        Some(CellKey::t2(match self {
            ItemRow::License => "t2.license.decisions",
            ItemRow::OtherService => "t2.other_service.decisions",
            ItemRow::Penalty => "t2.penalty.decisions",
            ItemRow::Coercion => "t2.coercion.decisions",
            ItemRow::Fees => return None,
        }))
    }

    pub(super) fn zh(self) -> &'static str {
        self.last_year().def().row
    }

    pub(super) fn en(self) -> &'static str {
        match self {
            ItemRow::License => "licences",
            ItemRow::OtherService => "other services",
            ItemRow::Penalty => "penalties",
            ItemRow::Coercion => "coercive measures",
            ItemRow::Fees => "fees",
        }
    }
}

/// The report of the year before, if it is that and can be compared.
pub(super) fn last_year(subject: Subject<'_>) -> Option<&AnnualReport> {
    let previous = subject.previous?;
    let follows = previous.year?.checked_add(1)? == subject.report.year?;
    let comparable = previous.format != Format::Legacy && subject.report.format != Format::Legacy;
    (follows && comparable).then_some(previous)
}

/// True unless both reports name an agency and neither name is part of the other.
pub(super) fn same_agency(a: &AnnualReport, b: &AnnualReport) -> bool {
    match (a.agency.as_deref(), b.agency.as_deref()) {
        (Some(a), Some(b)) => a.contains(b) || b.contains(a),
        _ => true,
    }
}
